/* search-ids DATABASE MBOX FOLDER < queries
 * Ingests MBOX into a new DATABASE, writes each stored mail into FOLDER as a file of its own, so
 * that another indexer reads the very same mails, then prints for each query (one a line) the
 * Message-IDs it finds, page by page, on one line parted by blanks. */
#include "db/group.h"
#include "db/message.h"
#include "db/search.h"
#include "ingest/diff-fields.h"
#include "ingest/parse.h"
#include "ingest/run.h"

#include <stdio.h>

enum { NOW = 1600000000, PAGE = 100 };

static gboolean
write_mail(const Message *message, const char *raw, gsize len, gpointer folder, GError **error)
{
  g_autofree char *name = g_strdup_printf("%06" G_GINT64_FORMAT ":2,", message->id);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  return g_file_set_contents(path, raw, (gssize)len, error);
}

static gboolean
fill(Db *db, const char *mbox, const char *folder, gint64 *group, GError **error)
{
  Group wanted = {.name = (char *)"peer", .title = (char *)"peer", .timezone = (char *)"UTC"};
  if (!db_group_add(db, &wanted, NOW, error))
    return FALSE;
  g_autoptr(Group) added = db_group_get(db, "peer", error);
  if (added == NULL)
    return FALSE;
  *group = added->id;
  const char *const paths[] = {mbox, NULL};
  const IngestOptions options = {.now = NOW};
  IngestSummary summary = {0};
  return ingest_run(db, added, paths, &options, &summary, error) &&
         db_message_each_raw(db, added->id, write_mail, NULL, (gpointer)folder, error);
}

static gboolean
answer(Db *db, gint64 group, const char *text, GError **error)
{
  g_autoptr(Query) query = query_parse(text, NOW, "UTC", NULL, error);
  if (query == NULL)
    return FALSE;
  SearchOptions options = {.group = group, .limit = PAGE};
  do {
    g_autoptr(SearchResult) result = db_search(db, query, &options, error);
    if (result == NULL)
      return FALSE;
    for (guint i = 0; i < result->hits->len; i++) {
      const SearchHit *hit = result->hits->pdata[i];
      printf("%s ", hit->message->message_id);
    }
    options.after = result->next;
  } while (options.after != 0);
  printf("\n");
  return TRUE;
}

static gboolean
run(char **argv, GError **error)
{
  g_autoptr(Db) db = db_open(argv[1], DB_OPEN_CREATE, error);
  if (db == NULL)
    return FALSE;
  db_set_text_func(db, ingest_text_fields, NULL);
  db_set_diff_func(db, ingest_diff_fields, NULL);
  gint64 group = 0;
  if (!fill(db, argv[2], argv[3], &group, error))
    return FALSE;
  char line[8192];
  while (fgets(line, sizeof line, stdin) != NULL)
    if (!answer(db, group, g_strchomp(line), error))
      return FALSE;
  return TRUE;
}

int
main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  if (argc != 4) {
    fprintf(stderr, "usage: search-ids DATABASE MBOX FOLDER < queries\n");
    return 2;
  }
  ingest_init();
  if (run(argv, &error))
    return 0;
  fprintf(stderr, "search-ids: %s\n", error->message);
  return 1;
}
