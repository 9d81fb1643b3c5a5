#include "web/out.h"
#include <string.h>

#define CHECK(call, expected)                                                                      \
  do {                                                                                             \
    g_autoptr(GString) out = g_string_new(NULL);                                                   \
    call;                                                                                          \
    g_assert_cmpstr(out->str, ==, expected);                                                       \
  } while (0)

static void
test_markup_is_text(void)
{
  CHECK(web_out_text(out, "<script>alert(\"1\")</script> & co"),
        "&lt;script&gt;alert(\"1\")&lt;/script&gt; &amp; co");
  CHECK(web_out_text(out, NULL), "");
  CHECK(web_out_text_len(out, "<b>bold", 3), "&lt;b&gt;");
}

static void
test_attribute_cannot_be_left(void)
{
  CHECK(web_out_attribute(out, "\" onclick=\"x"), "&quot; onclick=&quot;x");
}

static void
test_controls_are_shown(void)
{
  CHECK(web_out_text(out, "a\033[31mb\177\b"), "a␛[31mb␡␈");
  CHECK(web_out_text(out, "line\n\tend\r"), "line\n\tend␍");
  CHECK(web_out_text_len(out, "a\0b", 3), "a␀b");
  CHECK(web_out_text(out, "\302\233m"), "[U+009B]m");
}

static void
test_bidi_overrides_are_shown(void)
{
  CHECK(web_out_text(out, "a\u202eb\u2066c"), "a[U+202E]b[U+2066]c");
  CHECK(web_out_text(out, "\U000E0041"), "[U+E0041]");
  CHECK(web_out_text(out, "\u05d0\u200f\u05d1"), "\u05d0\u200f\u05d1");
}

static void
test_broken_utf8_is_replaced(void)
{
  CHECK(web_out_text(out, "a\xff\xc3"), "a\ufffd\ufffd");
  CHECK(web_out_text(out, "\xc3\xbc\xe2\x82"), "ü\ufffd\ufffd");
}

static void
test_only_known_schemes_are_links(void)
{
  static const char *const bad[] = {"javascript:alert(1)",
                                    "JavaScript:x",
                                    " javascript:x",
                                    "java\tscript:x",
                                    "data:text/html,x",
                                    "vbscript:x",
                                    "//evil.example/",
                                    "/\\evil.example",
                                    "\\\\evil",
                                    "",
                                    "\001javascript:x",
                                    NULL};
  for (guint i = 0; bad[i] != NULL; i++) {
    if (bad[i][0] == '\0')
      continue;
    CHECK(web_out_url(out, bad[i]), "#");
  }
  CHECK(web_out_url(out, NULL), "#");
  CHECK(web_out_url(out, "https://a.example/?a=1&b=\"2\""), "https://a.example/?a=1&amp;b=%222%22");
  CHECK(web_out_url(out, "HTTP://a.example/ü"), "HTTP://a.example/%C3%BC");
  CHECK(web_out_url(out, "mailto:x@a.example"), "mailto:x@a.example");
  CHECK(web_out_url(out, "/virt/backlog"), "/virt/backlog");
  CHECK(web_out_url(out, "?state=open&kind=action"), "?state=open&amp;kind=action");
  CHECK(web_out_url(out, "#L4"), "#L4");
}

static void
test_message_id_in_a_path_as_public_inbox_does(void)
{
  g_autofree char *segment = web_path_segment("a/b%c d<e>\"ü@x~$&'()*+,;=:!_.-");
  g_assert_cmpstr(segment, ==, "a%2Fb%25c%20d%3Ce%3E%22%C3%BC@x~$&'()*+,;=:!_.-");
  g_autofree char *back = web_path_unescape(segment);
  g_assert_cmpstr(back, ==, "a/b%c d<e>\"ü@x~$&'()*+,;=:!_.-");
  CHECK(web_out_path(out, "a&b/c"), "a&amp;b%2Fc");
}

static void
test_broken_escapes_are_refused(void)
{
  static const char *const bad[] = {"%", "%4", "%zz", "a%00b", "%ff", "%c3", "%C3x"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
    g_assert_null(web_path_unescape(bad[i]));
  g_autofree char *empty = web_path_unescape("");
  g_assert_cmpstr(empty, ==, "");
}

static void
test_query_values_stay_one_value(void)
{
  CHECK(web_out_query(out, "f:\"A B\" & d:2014..#x+y"), "f:%22A+B%22+%26+d:2014..%23x%2By");
}

static void
test_times_are_absolute_in_the_zone(void)
{
  CHECK(web_out_time(out, 1397580814, "Europe/London"), "2014-04-15 17:53 BST");
  CHECK(web_out_time(out, 1397580814, "UTC"), "2014-04-15 16:53 UTC");
  CHECK(web_out_time(out, 1397580814, "No/Where"), "2014-04-15 16:53 UTC");
  CHECK(web_out_time(out, 0, "UTC"), "no date");
  CHECK(web_out_date(out, 1397602800, "Europe/London"), "2014-04-16");
  CHECK(web_out_day(out, 1397580814, "UTC"), "Tue 15 Apr 2014");
  CHECK(web_out_iso(out, 1397580814), "2014-04-15T16:53:34Z");
}

static void
test_times_far_away_are_no_surprise(void)
{
  CHECK(web_out_iso(out, 951782400), "2000-02-29T00:00:00Z");
  CHECK(web_out_iso(out, -1), "1969-12-31T23:59:59Z");
  CHECK(web_out_iso(out, 4291747200), "2106-01-01T00:00:00Z");
  CHECK(web_out_day(out, -86400, NULL), "Wed 31 Dec 1969");
  CHECK(web_out_time(out, G_MAXINT64, "Europe/London"), "no date");
  CHECK(web_out_date(out, G_MININT64, "UTC"), "no date");
}

/* A second opinion on the calendar arithmetic. */
static void
test_calendar_agrees_with_glib(void)
{
  for (gint64 when = -G_GINT64_CONSTANT(60000000000); when < G_GINT64_CONSTANT(200000000000);
       when += 86399 * 1009) {
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(when);
    g_autofree char *expected = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *day = g_date_time_format(time, "%a %-d %b %Y");
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GString) out_day = g_string_new(NULL);
    if (when == 0 || g_date_time_get_year(time) < 1000)
      continue;
    web_out_iso(out, when);
    web_out_day(out_day, when, NULL);
    g_assert_cmpstr(out->str, ==, expected);
    g_assert_cmpstr(out_day->str, ==, day);
  }
}

static void
test_numbers_read_well(void)
{
  CHECK(web_out_count(out, 0), "0");
  CHECK(web_out_count(out, 999), "999");
  CHECK(web_out_count(out, 19998), "19,998");
  CHECK(web_out_count(out, 1234567), "1,234,567");
  CHECK(web_out_int(out, -5), "-5");
  CHECK(web_out_size(out, 812), "812 B");
  CHECK(web_out_size(out, 999999), "1.0 MB");
  CHECK(web_out_age(out, 1000, 1000 + 86399), "today");
  CHECK(web_out_age(out, 1000, 1000 + 86400), "1 day ago");
  CHECK(web_out_age(out, 1000, 1000 + 86400 * 35), "5 weeks ago");
  CHECK(web_out_age(out, 1000, 1000 + 86400 * 400), "13 months ago");
  CHECK(web_out_age(out, 1000, 1000 + 86400 * 1500), "4 years ago");
  CHECK(web_out_age(out, 2000, 1000), "today");
}

static void
test_addresses_are_masked(void)
{
  CHECK(web_out_address(out, "ann.b@example.org", TRUE), "ann.b@…");
  CHECK(web_out_address(out, "ann.b@example.org", FALSE), "ann.b@example.org");
  CHECK(web_out_address(out, "\"<x>\"", TRUE), "&quot;&lt;x&gt;&quot;");
}

static void
test_terminals_get_no_escapes(void)
{
  g_autofree char *plain = web_plain("\033]0;owned\007 <b>&\n\tx\u202e");
  g_assert_cmpstr(plain, ==, "␛]0;owned␇ <b>&\n\tx[U+202E]");
}

/* Text is looked at in blocks; whatever is special is found at each place of one, and nothing else
 * is. */
static void
test_every_place_of_a_block(void)
{
  static const struct {
    const char *one, *shown;
  } rows[] = {{"&", "&amp;"},
              {"<", "&lt;"},
              {">", "&gt;"},
              {"\"", "&quot;"},
              {"\t", "\t"},
              {"\n", "\n"},
              {"\x1b", "␛"},
              {"\x7f", "␡"},
              {"\xff", "\xef\xbf\xbd"},
              {"ü", "ü"},
              {"\u202e", "[U+202E]"},
              {"~", "~"},
              {" ", " "},
              {"'", "'"},
              {"\x1f", "␟"},
              {"$", "$"},
              {"%", "%"},
              {"=", "="}};
  for (guint row = 0; row < G_N_ELEMENTS(rows); row++)
    for (guint before = 0; before < 50; before++) {
      g_autofree char *fill = g_strnfill(before, 'x');
      g_autofree char *text = g_strconcat(fill, rows[row].one, "abcdefghijklmnopq", NULL);
      g_autofree char *want = g_strconcat(fill, rows[row].shown, "abcdefghijklmnopq", NULL);
      g_autoptr(GString) out = g_string_new(NULL);
      web_out_attribute(out, text);
      g_assert_cmpstr(out->str, ==, want);
      g_string_truncate(out, 0);
      /* Nothing behind its end counts. */
      web_out_text_len(out, text, before);
      g_assert_cmpstr(out->str, ==, fill);
    }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/out/markup-is-text", test_markup_is_text);
  g_test_add_func("/out/attribute-cannot-be-left", test_attribute_cannot_be_left);
  g_test_add_func("/out/controls-are-shown", test_controls_are_shown);
  g_test_add_func("/out/bidi-overrides-are-shown", test_bidi_overrides_are_shown);
  g_test_add_func("/out/broken-utf8-is-replaced", test_broken_utf8_is_replaced);
  g_test_add_func("/out/only-known-schemes-are-links", test_only_known_schemes_are_links);
  g_test_add_func("/out/message-id-in-a-path-as-public-inbox-does",
                  test_message_id_in_a_path_as_public_inbox_does);
  g_test_add_func("/out/broken-escapes-are-refused", test_broken_escapes_are_refused);
  g_test_add_func("/out/query-values-stay-one-value", test_query_values_stay_one_value);
  g_test_add_func("/out/times-are-absolute-in-the-zone", test_times_are_absolute_in_the_zone);
  g_test_add_func("/out/times-far-away-are-no-surprise", test_times_far_away_are_no_surprise);
  g_test_add_func("/out/calendar-agrees-with-glib", test_calendar_agrees_with_glib);
  g_test_add_func("/out/numbers-read-well", test_numbers_read_well);
  g_test_add_func("/out/addresses-are-masked", test_addresses_are_masked);
  g_test_add_func("/out/terminals-get-no-escapes", test_terminals_get_no_escapes);
  g_test_add_func("/out/every-place-of-a-block", test_every_place_of_a_block);
  return g_test_run();
}
