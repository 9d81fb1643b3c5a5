/* Hard negatives at full size: over a list of patches, no item and no vote from a line that is not
 * the author's own. DOCKET_FULL=1 reads the unpacked 20,000 mails too, where $DOCKET_MBOX names
 * them. */
#include "ingest/extract.h"
#include "ingest/mbox.h"
#include "ingest/parse.h"

typedef struct {
  guint mails, items, votes, links;
  guint by_class[LINE_N_CLASSES];
} Count;

static void
count_mail(const MboxMail *raw, Count *count)
{
  g_autoptr(Mail) mail = ingest_parse(raw->raw, raw->len, raw->from_line, NULL);
  if (mail == NULL)
    return;
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  g_autoptr(Drafts) d = ingest_extract(mail, lines);
  count->mails++;
  for (guint i = 0; i < d->items->len; i++) {
    const ItemDraft *item = g_ptr_array_index(d->items, i);
    count->items++;
    for (guint k = item->lines.first; k > 0 && k <= item->lines.last; k++)
      count->by_class[lines->line[k - 1].line_class]++;
  }
  for (guint i = 0; i < d->votes->len; i++) {
    const VoteDraft *vote = g_ptr_array_index(d->votes, i);
    if (vote->like)
      continue;
    count->votes++;
    count->by_class[lines->line[vote->line - 1].line_class]++;
  }
  count->links += d->links->len;
}

static void
check_mbox(const char *path, guint least)
{
  g_autoptr(GError) error = NULL;
  Count count = {0};
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_assert_no_error(error);
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, 32 << 20);
  MboxMail raw;
  while (ingest_mbox_next(mbox, &raw, &error))
    count_mail(&raw, &count);
  g_assert_no_error(error);
  g_test_message("%u mails, %u items, %u votes, %u links", count.mails, count.items, count.votes,
                 count.links);
  g_assert_cmpuint(count.mails, >=, least);
  g_assert_cmpuint(count.items, >, 100);
  for (guint c = 0; c < LINE_N_CLASSES; c++)
    if (c != LINE_OWN)
      g_assert_cmpuint(count.by_class[c], ==, 0);
}

static void
test_two_thousand(void)
{
  const char *shared = g_getenv("DOCKET_SHARED"), *root = g_getenv("DOCKET_SOURCE_ROOT");
  g_autofree char *path = shared != NULL
                              ? g_build_filename(shared, "data", "linux-mips-2k.mbox.gz", NULL)
                              : g_build_filename(root == NULL ? "." : root, "..", "shared", "data",
                                                 "linux-mips-2k.mbox.gz", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_test_skip("../shared/data is not here");
    return;
  }
  check_mbox(path, 1990);
}

static void
test_twenty_thousand(void)
{
  const char *full = g_getenv("DOCKET_FULL"), *path = g_getenv("DOCKET_MBOX");
  if (g_strcmp0(full, "1") != 0 || path == NULL) {
    g_test_skip("DOCKET_FULL=1 and DOCKET_MBOX are not set");
    return;
  }
  check_mbox(path, 19990);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/hard/nothing-from-foreign-lines-in-2000-mails", test_two_thousand);
  g_test_add_func("/hard/nothing-from-foreign-lines-in-20000-mails", test_twenty_thousand);
  return g_test_run();
}
