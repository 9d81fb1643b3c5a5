#include "fixture.h"
#include "web/wrap.h"
#include <string.h>

static void
test_rows_fit_the_terminal(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  web_table_items(out, f->items, 80);
  g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, f->items->len + 2);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpuint(web_columns(lines[i]), <=, 80);
  g_assert_nonnull(
      strstr(lines[10], "   10  backlog   done       2014-04-15  Karan Bir       Ballooning bug?"));
}

static void
test_without_limit_nothing_is_cut(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  web_table_items(out, f->items, 0);
  g_assert_nonnull(strstr(out->str, "the frame is in range before it is used)\n"));
}

static void
test_no_items_no_table(void)
{
  g_autoptr(GString) out = g_string_new(NULL);
  web_table_items(out, NULL, 80);
  g_assert_cmpstr(out->str, ==, "");
}

static void
test_terminal_is_not_steered(void)
{
  g_autoptr(Fixture) f = fixture_new("\033[2J\n\r\u202e");
  g_autoptr(GString) out = g_string_new(NULL);
  web_table_items(out, f->items, 80);
  g_assert_null(strchr(out->str, '\033'));
  g_assert_null(strchr(out->str, '\r'));
  g_assert_null(strstr(out->str, "\u202e"));
  g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, f->items->len + 2);
}

static void
test_search_lists_message_ids(void)
{
  g_autoptr(Fixture) f = fixture_new(NULL);
  g_autoptr(GPtrArray) hits = g_ptr_array_new();
  g_autoptr(GString) out = g_string_new(NULL);
  SearchHit hit = {.message = (Message *)((WebMail *)g_ptr_array_index(f->mails, 0))->message,
                   .group = (char *)"virt"};
  g_ptr_array_add(hits, &hit);
  SearchResult result = {.hits = hits, .total = 7, .partial = TRUE};
  web_table_search(out, &result, 80);
  g_assert_cmpstr(out->str, ==,
                  "DATE        FROM                    SUBJECT\n"
                  "2014-04-15  George Dunning          [RFC] Roadmap of the Virt SIG\n"
                  "            <roadmap@list.example>\n"
                  "at least 7 mails\n");
}

/* Reads one record as RFC 4180 says. */
static GPtrArray *
read_record(const char **at)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
  for (gboolean more = TRUE; more;) {
    g_autoptr(GString) field = g_string_new(NULL);
    gboolean quoted = **at == '"';
    *at += quoted;
    while (**at != '\0' &&
           (quoted ? **at != '"' || (*at)[1] == '"' : **at != ',' && **at != '\r')) {
      if (quoted && **at == '"')
        (*at)++;
      g_string_append_c(field, *(*at)++);
    }
    *at += quoted;
    g_ptr_array_add(fields, g_strdup(field->str));
    more = **at == ',';
    *at += more ? 1 : 2;
  }
  return fields;
}

static void
test_csv_reads_back(void)
{
  g_autoptr(Fixture) f = fixture_new("a \"quoted\", two\r\nlines");
  g_autoptr(GString) out = g_string_new(NULL);
  web_csv_items(out, f->items);
  const char *at = out->str;
  g_autoptr(GPtrArray) head = read_record(&at);
  g_assert_cmpuint(head->len, ==, 18);
  g_assert_cmpstr(g_ptr_array_index(head, 3), ==, "title");
  for (guint i = 0; i < f->items->len; i++) {
    g_autoptr(GPtrArray) row = read_record(&at);
    g_assert_cmpuint(row->len, ==, head->len);
    g_assert_true(g_str_has_prefix(g_ptr_array_index(row, 3), "a \"quoted\", two␍\nlines"));
  }
  g_assert_cmpstr(at, ==, "");
}

static void
test_csv_holds_no_formula(void)
{
  static const char *const starts[] = {"=1+1", "+1", "-2", "@SUM(A1)", "\t=1"};
  for (guint i = 0; i < G_N_ELEMENTS(starts); i++) {
    g_autoptr(Fixture) f = fixture_new(starts[i]);
    g_autoptr(GString) out = g_string_new(NULL);
    web_csv_items(out, f->items);
    g_autofree char *bare = g_strconcat("\"", starts[i], NULL);
    g_autofree char *safe = g_strconcat("\"'", starts[i], NULL);
    g_assert_null(strstr(out->str, bare));
    g_assert_nonnull(strstr(out->str, safe));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/table/rows-fit-the-terminal", test_rows_fit_the_terminal);
  g_test_add_func("/table/without-limit-nothing-is-cut", test_without_limit_nothing_is_cut);
  g_test_add_func("/table/no-items-no-table", test_no_items_no_table);
  g_test_add_func("/table/terminal-is-not-steered", test_terminal_is_not_steered);
  g_test_add_func("/table/search-lists-message-ids", test_search_lists_message_ids);
  g_test_add_func("/csv/reads-back", test_csv_reads_back);
  g_test_add_func("/csv/holds-no-formula", test_csv_holds_no_formula);
  return g_test_run();
}
