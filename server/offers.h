/* What a search offers before its results: the pages of the thing that was pasted into the box. */
#pragma once
#include "server/request.h"
G_BEGIN_DECLS

typedef struct {
  GPtrArray *refs; /* WebRefOffer */
  Message *message;
  char *message_group;
} Offers;
void server_offers_clear(Offers *offers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Offers, server_offers_clear)

/* Of the group of the request, or of each. Empty when query is words, or nothing cites the thing. */
gboolean server_offers_find(const Request *request, const char *query, Offers *offers, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What is asked for at refs/KIND/, read as in the box: an address of the thing, a number with a word before it. Caller frees. */
char *server_refs_value(const Request *request, LinkKind kind, const char *asked, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
