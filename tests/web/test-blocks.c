#include "fixture.h"
#include "web/blocks.h"
#include <string.h>

/* "plain 1-6, found 7-7, ..." */
static char *
blocks_as_text(const WebMail *mail)
{
  static const char *const names[] = {"plain", "folded", "found", "scrubbed"};
  g_autoptr(WebBlocks) blocks = web_blocks_of(mail);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < blocks->blocks->len; i++) {
    const WebBlock *block = &g_array_index(blocks->blocks, WebBlock, i);
    g_string_append_printf(out, "%s%s %u-%u", i > 0 ? ", " : "", names[block->kind], block->first,
                           block->last);
  }
  return g_string_free(out, FALSE);
}

static void
test_overlapping_finds_are_one_block(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autofree char *text = blocks_as_text(g_ptr_array_index(f->mails, 0));
  g_assert_cmpstr(text, ==,
                  "plain 1-6, found 7-7, found 8-8, plain 9-10, found 11-13, plain 14-14, found "
                  "15-15, plain 16-18, "
                  "found 19-20, plain 21-21, found 22-23, found 24-24, found 25-26, plain 27-31");
}

static void
test_long_quotes_are_folded(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autofree char *text = blocks_as_text(g_ptr_array_index(f->mails, 1));
  g_assert_cmpstr(text, ==,
                  "plain 1-1, folded 2-9, plain 10-10, found 11-11, plain 12-18, found 19-19");
}

static void
test_short_quotes_stay_open(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  const WebMail *mail =
      fixture_mail(f, "q", "s", "A B", 1, 0, "> a\n> b\n> c\n> d\n> e\n> f\nyes\n");
  g_autofree char *text = blocks_as_text(mail);
  g_assert_cmpstr(text, ==, "plain 1-7");
  const WebMail *deep = fixture_mail(f, "d", "s", "A B", 1, 0, "> a\n>> b\n> c\n> d\nno\n");
  g_autofree char *folded = blocks_as_text(deep);
  g_assert_cmpstr(folded, ==, "folded 1-4, plain 5-5");
}

/* Parts are counted over the whole mail, whatever was found between their notes. */
static void
test_notes_of_pipermail_are_folded_each_with_its_parts(void)
{
  static const char text[] = "hello\n"
                             "-------------- next part --------------\n"
                             "A non-text attachment was scrubbed...\n"
                             "\n"
                             "-------------- next part --------------\n"
                             "An HTML attachment was scrubbed...\n"
                             "* a bullet\n"
                             "-------------- next part --------------\n"
                             "more text\n"
                             "-------------- next part --------------\n"
                             "Skipped content of type image/png\n";
  g_autoptr(Fixture) f = fixture_new(NULL);
  WebMail *mail = fixture_mail(f, "p", "s", "A B", 1, 0, text);
  static const guint notes[] = {2, 3, 5, 6, 8, 10, 11};
  for (guint i = 0; i < G_N_ELEMENTS(notes); i++)
    g_array_index(mail->lines, WebLine, notes[i] - 1).line_class = LINE_SCRUBBED;
  g_array_index(mail->lines, WebLine, 6).line_class = LINE_OWN;
  g_array_index(mail->lines, WebLine, 6).item = g_ptr_array_index(f->items, 0);
  g_array_index(mail->lines, WebLine, 6).first_of_item = TRUE;
  g_array_index(mail->lines, WebLine, 8).line_class = LINE_OWN;
  g_autofree char *shown = blocks_as_text(mail);
  g_assert_cmpstr(shown, ==, "plain 1-1, scrubbed 2-6, found 7-7, plain 8-9, scrubbed 10-11");
  g_autoptr(WebBlocks) blocks = web_blocks_of(mail);
  const WebBlock *first = &g_array_index(blocks->blocks, WebBlock, 1);
  const WebBlock *last = &g_array_index(blocks->blocks, WebBlock, 4);
  g_assert_cmpuint(first->part, ==, 0);
  g_assert_cmpuint(first->n_parts, ==, 2);
  g_assert_cmpuint(last->part, ==, 2);
  g_assert_cmpuint(last->n_parts, ==, 1);
  g_assert_null(web_scrubbed_part(mail, 0));
}

static void
test_empty_mail_has_no_blocks(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autofree char *text = blocks_as_text(fixture_mail(f, "e", "s", "A B", 1, 0, ""));
  g_assert_cmpstr(text, ==, "");
  WebMail none = {.lines = NULL};
  g_autofree char *nothing = blocks_as_text(&none);
  g_assert_cmpstr(nothing, ==, "");
}

/* Lines that extraction gave and the mail does not have (a mail that changed) are ignored. */
static void
test_lines_outside_the_mail_are_ignored(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  Item *item = g_ptr_array_index(f->items, 0);
  item->origin->lines = (LineRange){4000, 5000};
  Item *other = g_ptr_array_index(f->items, 9);
  other->origin->lines = (LineRange){30, G_MAXUINT};
  g_autofree char *text = blocks_as_text(g_ptr_array_index(f->mails, 0));
  g_assert_nonnull(strstr(text, "found 30-31"));
  g_assert_null(strstr(text, "4000"));
}

static void
test_every_line_is_in_one_block(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  for (guint m = 0; m < f->mails->len; m++) {
    const WebMail *mail = g_ptr_array_index(f->mails, m);
    g_autoptr(WebBlocks) blocks = web_blocks_of(mail);
    guint next = 1;
    for (guint i = 0; i < blocks->blocks->len; i++) {
      const WebBlock *block = &g_array_index(blocks->blocks, WebBlock, i);
      g_assert_cmpuint(block->first, ==, next);
      g_assert_cmpuint(block->last, >=, block->first);
      next = block->last + 1;
    }
    g_assert_cmpuint(next, ==, mail->lines->len + 1);
  }
}

static void
test_diff_lines_are_told_apart(void)
{
  static const struct {
    const char *text, *expected;
  } rows[] = {
      {"+added", "add"},       {"-removed", "del"}, {"+++ b/x", "file"}, {"--- a/x", "file"},
      {"@@ -1 +1 @@", "hunk"}, {" same", "diff"},   {"---", "diff"},     {"", "diff"}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    WebLine line = {.text = rows[i].text, .len = strlen(rows[i].text), .line_class = LINE_DIFF};
    g_assert_cmpstr(web_line_class(&line, FALSE), ==, rows[i].expected);
  }
  WebLine deep = {.text = ">>>>>>>> x", .len = 10, .line_class = LINE_QUOTE, .depth = 200};
  g_assert_cmpstr(web_line_class(&deep, FALSE), ==, "q4");
}

static void
test_wrapped_prose_joins(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  const WebMail *mail = g_ptr_array_index(f->mails, 0);
  g_assert_true(web_line_joins(mail, 1));
  g_assert_true(web_line_joins(mail, 22)); /* a bullet whose text fell back to column 0 */
  g_assert_false(web_line_joins(mail, 3)); /* blank line behind */
  g_assert_false(web_line_joins(mail, 7)); /* bullets are lines of their own */
  g_assert_false(web_line_joins(mail, 0));
  g_assert_false(web_line_joins(mail, mail->lines->len));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/blocks/overlapping-finds-are-one-block", test_overlapping_finds_are_one_block);
  g_test_add_func("/blocks/long-quotes-are-folded", test_long_quotes_are_folded);
  g_test_add_func("/blocks/short-quotes-stay-open", test_short_quotes_stay_open);
  g_test_add_func("/blocks/notes-of-pipermail-are-folded-each-with-its-parts",
                  test_notes_of_pipermail_are_folded_each_with_its_parts);
  g_test_add_func("/blocks/empty-mail-has-no-blocks", test_empty_mail_has_no_blocks);
  g_test_add_func("/blocks/lines-outside-the-mail-are-ignored",
                  test_lines_outside_the_mail_are_ignored);
  g_test_add_func("/blocks/every-line-is-in-one-block", test_every_line_is_in_one_block);
  g_test_add_func("/blocks/diff-lines-are-told-apart", test_diff_lines_are_told_apart);
  g_test_add_func("/blocks/wrapped-prose-joins", test_wrapped_prose_joins);
  return g_test_run();
}
