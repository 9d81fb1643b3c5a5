/* Numbers of a Mailman 2 archive, from its index pages to the mails that are kept. */
#pragma once
#include "db/source.h"
#include "ingest/page-index.h"
G_BEGIN_DECLS

/* What the index pages of one month say. */
typedef struct {
  char *month;        /* "2014-April" */
  GPtrArray *entries; /* IndexEntry *: of the page that has most */
  GPtrArray *cursors; /* Cursor *: of all its pages that were read */
} IndexMonth;

/* Months by name: char * -> IndexMonth *. */
GHashTable *ingest_index_months_new(void);
/* Takes month, entries and cursor (NULL: none). */
void ingest_index_months_add(GHashTable *months, char *month, GPtrArray *entries, Cursor *cursor);
/* Learns each number whose subject and author name one mail of the month; where several are alike, in order, if there are as many mails as
 * numbers. Pages of which every number is learnt are not read again until they change. */
gboolean ingest_index_learn(Db *db, gint64 group, GHashTable *months, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
