/* Finds a text in a server's answer. Answers are hostile: at most LINK_ANSWER_MAX bytes are read, nothing is fetched for them, and what
 * comes out is one line of at most LINK_TEXT_MAX bytes. Pure. */
#pragma once
#include "ingest/link-ask.h"
G_BEGIN_DECLS

#define LINK_ANSWER_MAX ((gsize)2 << 20)
#define LINK_TEXT_MAX 500

typedef struct LinkAnswer LinkAnswer;
/* body is borrowed. FORMAT: it is not of that form. */
LinkAnswer *link_answer_new(LinkForm form, const char *body, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void link_answer_free(LinkAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkAnswer, link_answer_free)
/* What stands at the first of the places (divided by '\n') that says something; NULL: nothing. Caller frees. */
char *link_answer_text(const LinkAnswer *answer, const char *places);
/* All that stands at the first of the places that says something, at most max texts (char *): in JSON `*` is each of an array, in HTML each node is one. */
GPtrArray *link_answer_list(const LinkAnswer *answer, const char *places, guint max);
/* The end of a link's key behind its last '/' or the kind's ':'. */
const char *link_ask_id(const char *key);
/* INVALID: the form has no such places. */
gboolean link_place_check(LinkForm form, const char *places, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
