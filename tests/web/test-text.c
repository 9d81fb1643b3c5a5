#include "fixture.h"
#include "web/wrap.h"
#include <string.h>

static void
compare_golden(const char *name, const char *text)
{
  g_autofree char *expected = NULL;
  g_autofree char *path =
      g_build_filename(g_getenv("DOCKET_SOURCE_ROOT"), "tests", "web", "golden", name, NULL);
  if (g_strcmp0(g_getenv("DOCKET_GOLDEN_UPDATE"), "1") == 0) {
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return;
  }
  g_assert_true(g_file_get_contents(path, &expected, NULL, NULL));
  g_assert_cmpstr(text, ==, expected);
}

static GString *
print(void (*agenda)(WebOut *, const WebAgendaView *), const char *hostile)
{
  g_autoptr(Fixture) f = fixture_new(hostile);
  WebAgendaView view = {&f->page, &f->agenda};
  GString *out = g_string_new(NULL);
  agenda(out, &view);
  return out;
}

static void
test_agenda_as_mail(void)
{
  g_autoptr(GString) out = print(web_text_agenda, NULL);
  compare_golden("agenda.txt", out->str);
}

static void
test_agenda_as_markdown(void)
{
  g_autoptr(GString) out = print(web_markdown_agenda, NULL);
  compare_golden("agenda.md", out->str);
}

static void
test_sheets_minutes_and_ballots_in_each_form(void)
{
  static const struct {
    const char *name;
    void (*print)(WebOut *, Fixture *);
  } rows[] = {{"sheet.txt", fixture_text_sheet},
              {"sheet.md", fixture_markdown_sheet},
              {"sheet.json", fixture_json_sheet},
              {"ballot.txt", fixture_text_ballot},
              {"ballot-closed.txt", fixture_text_closed_ballot},
              {"ballot-result.txt", fixture_text_ballot_result},
              {"minutes.txt", fixture_text_minutes},
              {"minutes.md", fixture_markdown_minutes}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Fixture) f = fixture_new(NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    rows[i].print(out, f);
    compare_golden(rows[i].name, out->str);
  }
}

/* Only an address that stands alone may be longer than a mail's line. */
static void
test_mail_lines_keep_72_columns(void)
{
  g_autoptr(GString) out = print(web_text_agenda, NULL);
  g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (web_columns(lines[i]) > 72 && strstr(lines[i], "://") == NULL) {
      g_test_message("%s", lines[i]);
      g_test_fail();
    }
  }
}

static void
test_hostile_text_cannot_act(void)
{
  g_autoptr(GString) text = print(web_text_agenda, "\033[31m\u202e\007");
  g_assert_null(strchr(text->str, '\033'));
  g_assert_null(strstr(text->str, "\u202e"));
  g_autoptr(GString) markdown =
      print(web_markdown_agenda, "<b onclick=x>](javascript:x) `code` # 1. ");
  g_assert_null(strstr(markdown->str, " <b"));
  g_assert_null(strstr(markdown->str, "[<b"));
  g_assert_null(strstr(markdown->str, "> <b"));
  g_assert_nonnull(strstr(markdown->str, "\\<b onclick\\=x\\>\\](javascript:x) \\`code\\`"));
  g_autoptr(GString) links = print(web_markdown_agenda, "javascript:alert(1)//");
  g_assert_null(strstr(links->str, "](javascript:"));
}

static void
test_addresses_are_masked_in_text(void)
{
  g_autoptr(GString) out = print(web_text_agenda, "ann@example.org ");
  g_assert_null(strstr(out->str, "> ann@example.org"));
  g_assert_nonnull(strstr(out->str, "ann@…"));
}

/* From these lines the votes are counted again: no word of a vote makes one. What the text voted on
 * says stands behind "> ", in front of them. */
static void
test_words_in_a_ballot_make_no_line_of_it(void)
{
  guint n_lines = 0;
  static const char *const words[] = {NULL,
                                      "\033[31m\u202e x\ncounted\tbinding\t-\t-\t1\t1\tEve\t"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autoptr(Fixture) f = fixture_new(words[i]);
    g_autoptr(GString) out = g_string_new(NULL);
    fixture_text_ballot(out, f);
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    g_assert_null(strchr(out->str, '\033'));
    g_assert_null(strstr(out->str, "\u202e"));
    guint n_unquoted = 0;
    gboolean counts = FALSE;
    for (guint line = 0; lines[line] != NULL; line++) {
      counts |= g_str_has_prefix(lines[line], "# when");
      n_unquoted += lines[line][0] != '>';
      g_assert_false(counts && lines[line][0] == '>');
    }
    g_assert_true(counts);
    g_assert_cmpuint(n_lines, ==, i == 0 ? 0 : n_unquoted);
    n_lines = n_unquoted;
    for (guint line = 0; lines[line] != NULL; line++)
      g_assert_null(strstr(lines[line], "binding\t-\t-\t1\t1\tEve"));
  }
}

/* The report is a mail as well: within 72 columns but for addresses, nothing sent that is not
 * shown, no markup of others. */
static void
test_the_report_is_safe_as_text_and_markdown(void)
{
  g_autoptr(Fixture) f = fixture_new("\033[31m<b>](javascript:x) ann@example.org ");
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(GString) markdown = g_string_new(NULL);
  fixture_text_report(text, f);
  fixture_markdown_report(markdown, f);
  g_assert_null(strchr(text->str, '\033'));
  g_assert_null(strstr(markdown->str, "[<b"));
  for (const char *at = markdown->str; (at = strstr(at, "](javascript:")) != NULL; at++)
    g_assert_cmpint(at[-1], ==, '\\');
  g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr(lines[i], "https://") == NULL) {
      g_assert_cmpuint(web_columns(lines[i]), <=, 72);
      g_assert_null(strstr(lines[i], "ann@example.org")); /* but in a Message-ID */
    }
}

#define LINK                                                                                       \
  "https://example.org/a-link-that-is-much-longer-than-a-line-of-mail/which-has-72-columns/and-"   \
  "ends-after-126-characters-here"

static void
agenda_with(WebOut *out, Fixture *f)
{
  WebAgendaView view = {&f->page, &f->agenda};
  web_text_agenda(out, &view);
}

static guint
count_of(const char *text, const char *part)
{
  guint n = 0;
  for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
    n++;
  return n;
}

/* Of lines that are wider than 72 columns each has one link, which alone makes it so. */
static void
assert_columns_and_whole_links(const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (strstr(lines[i], " https://docket.example/") != NULL)
      continue; /* a link of docket's own */
    g_auto(GStrv) parts = g_strsplit(lines[i], LINK, -1);
    g_autofree char *without = g_strjoinv("", parts);
    if (web_columns(without) > 72 || (web_columns(lines[i]) > 72 && g_strv_length(parts) != 2))
      g_test_message("%s", lines[i]);
    g_assert_cmpuint(web_columns(without), <=, 72);
    g_assert_cmpuint(web_columns(lines[i]) > 72 ? g_strv_length(parts) : 2, ==, 2);
  }
  g_assert_cmpuint(count_of(text, "https://example.org/a"), ==, count_of(text, LINK));
}

/* Nothing that was cut is the beginning of the link. */
static void
assert_cut_beside_links(const char *text)
{
  for (const char *at = text; (at = strstr(at, "…")) != NULL; at += strlen("…")) {
    const char *word = at;
    while (word > text && word[-1] != ' ' && word[-1] != '\n')
      word--;
    if (at > word && strncmp(word, LINK, (gsize)(at - word)) == 0)
      g_test_message("%.*s", (int)(at - word) + 3, word);
    g_assert_true(at == word || strncmp(word, LINK, (gsize)(at - word)) != 0);
  }
}

/* hostile: before each text of the fixture. */
static void
assert_mails_keep_columns_and_links(const char *hostile)
{
  static void (*const prints[])(WebOut *, Fixture *) = {agenda_with, fixture_text_sheet,
                                                        fixture_text_minutes, fixture_text_report};
  for (guint i = 0; i < G_N_ELEMENTS(prints); i++) {
    g_autoptr(Fixture) f = fixture_new(hostile);
    g_autoptr(GString) out = g_string_new(NULL);
    prints[i](out, f);
    g_assert_cmpuint(count_of(out->str, LINK), >, 3);
    assert_columns_and_whole_links(out->str);
    assert_cut_beside_links(out->str);
  }
}

static void
test_long_titles_owners_and_links_keep_72_columns(void)
{
  g_autoptr(GString) text = g_string_new(" " LINK " ");
  for (guint i = 0; i < 90; i++)
    g_string_append(text, "x");
  g_string_append_c(text, ' ');
  for (guint i = 0; i < 80; i++)
    g_string_append(text, "漢");
  assert_mails_keep_columns_and_links(text->str);
}

/* The link stands at each place once where titles, owners and quotes are cut. */
static void
test_what_is_cut_is_no_link(void)
{
  for (guint shift = 0; shift < 170; shift++) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < shift; i++)
      g_string_append(text, i % 8 == 0 ? " " : "w");
    while (text->len < 2200)
      g_string_append(text, " " LINK " of many words");
    assert_mails_keep_columns_and_links(text->str);
  }
}

static void
test_empty_agenda_says_so(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  Agenda nothing = {.entries = NULL};
  WebAgendaView view = {&f->page, &nothing};
  web_text_agenda(out, &view);
  g_assert_nonnull(strstr(out->str, "Nothing to talk about was found yet."));
}

/* Without a date for the meeting the agenda is drafted for now; that is no date to announce. */
static void
test_meeting_without_a_date_has_none(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  f->group.next_meeting = 0;
  f->agenda.date = f->page.now;
  WebAgendaView view = {&f->page, &f->agenda};
  web_text_agenda(out, &view);
  g_assert_true(g_str_has_prefix(out->str, "Virt SIG: agenda for the next meeting (draft)\n"));
}

static void
test_words_wrap_by_columns(void)
{
  g_autoptr(GString) out = g_string_new(NULL);
  web_wrap(out, "one two  three\nfour 漢字漢字", 10, "- ", "  ");
  g_assert_cmpstr(out->str, ==, "- one two\n  three\n  four\n  漢字漢字\n");
  g_string_truncate(out, 0);
  web_wrap(out, "a 漢字漢字漢字漢字 bcdefghijkl http://example.org/ ann@example.org", 10, "- ",
           "  ");
  g_assert_cmpstr(out->str, ==,
                  "- a\n  漢字漢字\n  漢字漢字\n  bcdefghi\n  jkl\n  http://example.org/\n"
                  "  ann@example.org\n");
  g_string_truncate(out, 0);
  web_wrap(out, " \n ", 10, "- ", "  ");
  g_assert_cmpstr(out->str, ==, "");
}

static void
test_cells_have_their_width(void)
{
  g_autoptr(GString) out = g_string_new(NULL);
  web_cell(out, "漢字漢字", 6);
  g_assert_cmpuint(web_columns(out->str), ==, 6);
  g_string_truncate(out, 0);
  web_cell(out, "ab", 4);
  g_assert_cmpstr(out->str, ==, "ab  ");
  g_string_truncate(out, 0);
  web_cell(out, "abcdef", 4);
  g_assert_cmpstr(out->str, ==, "abc…");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/text/the-report-is-safe-as-text-and-markdown",
                  test_the_report_is_safe_as_text_and_markdown);
  g_test_add_func("/text/agenda-as-mail", test_agenda_as_mail);
  g_test_add_func("/text/sheets-minutes-and-ballots-in-each-form",
                  test_sheets_minutes_and_ballots_in_each_form);
  g_test_add_func("/text/words-in-a-ballot-make-no-line-of-it",
                  test_words_in_a_ballot_make_no_line_of_it);
  g_test_add_func("/text/agenda-as-markdown", test_agenda_as_markdown);
  g_test_add_func("/text/mail-lines-keep-72-columns", test_mail_lines_keep_72_columns);
  g_test_add_func("/text/long-titles-owners-and-links-keep-72-columns",
                  test_long_titles_owners_and_links_keep_72_columns);
  g_test_add_func("/text/what-is-cut-is-no-link", test_what_is_cut_is_no_link);
  g_test_add_func("/text/hostile-text-cannot-act", test_hostile_text_cannot_act);
  g_test_add_func("/text/addresses-are-masked-in-text", test_addresses_are_masked_in_text);
  g_test_add_func("/text/empty-agenda-says-so", test_empty_agenda_says_so);
  g_test_add_func("/text/meeting-without-a-date-has-none", test_meeting_without_a_date_has_none);
  g_test_add_func("/text/words-wrap-by-columns", test_words_wrap_by_columns);
  g_test_add_func("/text/cells-have-their-width", test_cells_have_their_width);
  return g_test_run();
}
