/* Hard negatives at full size: over a list of patches, no item, no vote and no link from a line
 * that is not the author's own. What is foreign is asked twice: of the line classes, and of a
 * second, simple reading of the raw lines that shares no code with the first. Under sanitizers
 * every tenth mail is read. */
#include "ingest/extract.h"
#include "ingest/mbox.h"
#include "ingest/parse.h"
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define EVERY 10
#else
#define EVERY 1
#endif

/* What the second reading calls a line. */
typedef enum { RAW_TEXT, RAW_QUOTE, RAW_HUNK, RAW_SIGNATURE, RAW_LOG, RAW_TABLE, RAW_N } Raw;

typedef struct {
  guint mails, items, votes, links;
  guint by_class[LINE_N_CLASSES], by_raw[RAW_N];
} Count;

/* --- the second reading --- */

static guint
number_at(const char **p)
{
  guint n = 0;
  for (; **p >= '0' && **p <= '9'; (*p)++)
    n = n < 1000000 ? n * 10 + (guint)(**p - '0') : n;
  return n;
}

/* "@@ -10,7 +10,9 @@" of a diff that stands at the line start. */
static gboolean
hunk_head(const char *line, guint *old_lines, guint *new_lines)
{
  if (strncmp(line, "@@ -", 4) != 0)
    return FALSE;
  const char *p = line + 4;
  number_at(&p);
  *old_lines = *p == ',' ? (p++, number_at(&p)) : 1;
  if (strncmp(p, " +", 2) != 0)
    return FALSE;
  p += 2;
  number_at(&p);
  *new_lines = *p == ',' ? (p++, number_at(&p)) : 1;
  return strncmp(p, " @@", 3) == 0;
}

/* "[   12.345678] text" */
static gboolean
kernel_log(const char *line)
{
  const char *p = line + strspn(line, " \t");
  if (*p != '[')
    return FALSE;
  p += 1 + strspn(p + 1, " ");
  gsize digits = strspn(p, "0123456789");
  p += digits;
  return digits > 0 && *p == '.' && strspn(p + 1, "0123456789") >= 4 &&
         p[1 + strspn(p + 1, "0123456789")] == ']';
}

static gboolean
table_row(const char *line)
{
  guint bars = 0;
  for (const char *p = line; *p != '\0'; p++)
    bars += *p == '|' ? 1 : 0;
  return bars >= 3;
}

static Raw
raw_of(const char *line, guint *old_lines, guint *new_lines, gboolean *signed_off)
{
  gboolean in_hunk = *old_lines > 0 || *new_lines > 0;
  if (in_hunk && (*line == ' ' || *line == '+' || *line == '-' || *line == '\t')) {
    *old_lines -= *old_lines > 0 && *line != '+' ? 1 : 0;
    *new_lines -= *new_lines > 0 && *line != '-' ? 1 : 0;
    return RAW_HUNK;
  }
  if (hunk_head(line, old_lines, new_lines))
    return RAW_HUNK;
  /* an empty context line loses its blank on the way */
  *old_lines -= *old_lines > 0 ? 1 : 0;
  *new_lines -= *new_lines > 0 ? 1 : 0;
  if (strcmp(line, "-- ") == 0)
    *signed_off = TRUE;
  if (*line == '>')
    return RAW_QUOTE;
  if (*signed_off)
    return RAW_SIGNATURE;
  if (kernel_log(line))
    return RAW_LOG;
  return table_row(line) ? RAW_TABLE : RAW_TEXT;
}

static Raw *
read_again(const BodyLines *lines)
{
  Raw *raw = g_new0(Raw, lines->n + 1);
  guint old_lines = 0, new_lines = 0;
  gboolean signed_off = FALSE;
  for (guint i = 0; i < lines->n; i++) {
    g_autofree char *line = g_strndup(lines->line[i].text, lines->line[i].len);
    raw[i] = raw_of(line, &old_lines, &new_lines, &signed_off);
    /* the next part of a flattened mail is not the signature's any more */
    if (strstr(line, " next part ----") != NULL)
      signed_off = FALSE;
  }
  return raw;
}

/* --- what was found --- */

static void
tell(const Mail *mail, const BodyLines *lines, guint line, const char *what, Raw raw)
{
  const BodyLine *l = &lines->line[line - 1];
  if (l->line_class != LINE_OWN || raw != RAW_TEXT)
    g_test_message("%s line %u (class %d, raw %d): %s %.*s", mail->message.message_id, line,
                   l->line_class, raw, what, (int)MIN(l->len, 100), l->text);
}

static void
count_line(Count *count, const Mail *mail, const BodyLines *lines, const Raw *raw, guint line,
           const char *what)
{
  tell(mail, lines, line, what, raw[line - 1]);
  count->by_class[lines->line[line - 1].line_class]++;
  count->by_raw[raw[line - 1]]++;
}

static void
count_found(Count *count, const Mail *mail, const BodyLines *lines, const Drafts *d)
{
  g_autofree Raw *raw = read_again(lines);
  for (guint i = 0; i < d->items->len; i++) {
    const ItemDraft *item = g_ptr_array_index(d->items, i);
    count->items++;
    for (guint k = item->lines.first; k > 0 && k <= item->lines.last; k++)
      count_line(count, mail, lines, raw, k, "item");
  }
  for (guint i = 0; i < d->votes->len; i++) {
    const VoteDraft *vote = g_ptr_array_index(d->votes, i);
    if (vote->like)
      continue;
    count->votes++;
    count_line(count, mail, lines, raw, vote->line, "vote");
  }
  for (guint i = 0; i < d->links->len; i++) {
    const LinkDraft *link = g_ptr_array_index(d->links, i);
    LineClass c = lines->line[link->line - 1].line_class;
    count->links++;
    g_assert_true(c == LINE_OWN || c == LINE_NOTE || c == LINE_TRAILER);
    g_assert_true(raw[link->line - 1] != RAW_HUNK && raw[link->line - 1] != RAW_QUOTE);
  }
}

static void
count_mail(const MboxMail *raw, Count *count)
{
  g_autoptr(Mail) mail = ingest_parse(raw->raw, raw->len, raw->from_line, NULL);
  if (mail == NULL)
    return;
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  g_autoptr(Drafts) d = ingest_extract(mail, lines);
  count->mails++;
  count_found(count, mail, lines, d);
}

static void
check_mbox(const char *path, guint least)
{
  g_autoptr(GError) error = NULL;
  Count count = {0};
  guint seen = 0;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, &error);
  g_assert_no_error(error);
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, 32 << 20);
  MboxMail raw;
  while (ingest_mbox_next(mbox, &raw, &error))
    if (seen++ % EVERY == 0)
      count_mail(&raw, &count);
  g_assert_no_error(error);
  g_test_message("%u mails, %u items, %u votes, %u links", count.mails, count.items, count.votes,
                 count.links);
  g_assert_cmpuint(seen, >=, least);
  g_assert_cmpuint(count.mails, >=, least / EVERY);
  g_assert_cmpuint(count.items, >, least / EVERY / 8);
  g_assert_cmpuint(count.links, >, least / EVERY / 4);
  for (guint c = 0; c < LINE_N_CLASSES; c++)
    if (c != LINE_OWN)
      g_assert_cmpuint(count.by_class[c], ==, 0);
  for (guint r = RAW_QUOTE; r < RAW_N; r++)
    g_assert_cmpuint(count.by_raw[r], ==, 0);
}

static void
check_shared(const char *name, guint least)
{
  const char *shared = g_getenv("DOCKET_SHARED"), *root = g_getenv("DOCKET_SOURCE_ROOT");
  g_autofree char *path = shared != NULL ? g_build_filename(shared, "data", name, NULL)
                                         : g_build_filename(root == NULL ? "." : root, "..",
                                                            "shared", "data", name, NULL);
  if (g_file_test(path, G_FILE_TEST_EXISTS))
    check_mbox(path, least);
  else
    g_test_skip("../shared/data is not here");
}

static void
test_two_thousand(void)
{
  check_shared("linux-mips-2k.mbox.gz", 1990);
}

static void
test_twenty_thousand(void)
{
  check_shared("linux-mips-20k.mbox.zst", 19990);
}

/* The second reading sees what it is there to see. */
static void
test_second_reading(void)
{
  static const char text[] = "own\n> quote\n@@ -1,2 +1,2 @@\n ctx\n-1\n+1\nown again\n"
                             "[   12.345678] log\n| a | b |\n-- \nname\n";
  static const Raw wanted[] = {RAW_TEXT,  RAW_QUOTE,     RAW_HUNK,     RAW_HUNK,
                               RAW_HUNK,  RAW_HUNK,      RAW_TEXT,     RAW_LOG,
                               RAW_TABLE, RAW_SIGNATURE, RAW_SIGNATURE};
  g_autoptr(BodyLines) lines = ingest_lines_of_text(text, sizeof text - 1, FALSE);
  g_autofree Raw *raw = read_again(lines);
  g_assert_cmpuint(lines->n, ==, G_N_ELEMENTS(wanted));
  for (guint i = 0; i < lines->n; i++)
    g_assert_cmpint(raw[i], ==, wanted[i]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/hard/the-second-reading-tells-foreign-lines", test_second_reading);
  g_test_add_func("/hard/nothing-from-foreign-lines-in-2000-mails", test_two_thousand);
  g_test_add_func("/hard/nothing-from-foreign-lines-in-20000-mails", test_twenty_thousand);
  return g_test_run();
}
