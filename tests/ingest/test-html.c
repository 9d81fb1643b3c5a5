/* HTML becomes lines that a person would read, in bounded time. */
#include "ingest/html.h"
#include "ingest/parse.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
check(const char *html, const char *want)
{
  g_autofree char *text = ingest_html_text(html, strlen(html));
  g_assert_cmpstr(text, ==, want);
}

static void
test_blocks_make_lines(void)
{
  check("<div>one</div><div>two<br>three</div>", "one\ntwo\nthree\n");
  check("<p>one</p><p>two</p>", "one\n\ntwo\n");
  check("<h1>Title</h1>text   with\n blanks&nbsp;folded", "Title\n\ntext with blanks folded\n");
  check("<ul><li>a</li><li>b</li></ul>", "* a\n* b\n");
  check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n");
  check("<blockquote>quoted<br>twice<blockquote>deep</blockquote></blockquote>own",
        "> quoted\n> twice\n> > deep\nown\n");
  check("<pre>  kept\n    as is</pre>after", "  kept\n    as is\nafter\n");
  check("plain", "plain\n");
  check("", "");
}

static void
test_links(void)
{
  check("<a href=\"http://x.example/1\">bug 1</a>.", "bug 1 <http://x.example/1>.\n");
  check("<a href=\"http://x.example/1\">http://x.example/1</a>", "http://x.example/1\n");
  check("<a href=\"javascript:alert(1)\">click</a>", "click\n");
}

static void
test_what_is_left_out(void)
{
  check("<html><head><title>T</title><style>p{}</style></head><body>a<script>alert(1)</script><!-- "
        "c -->b</body></html>",
        "ab\n");
}

static void
test_entities(void)
{
  check("&lt;b&gt; &amp; &#8217; &eacute; &nonsense;", "<b> & \xe2\x80\x99 \xc3\xa9 &nonsense;\n");
}

/* Neither a file nor a program of this machine gets into a text by a declaration in a mail. */
static void
test_declared_entities_read_nothing(void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp("docket-html-XXXXXX", &path, &error);
  g_assert_no_error(error);
  close(fd);
  g_assert_true(g_file_set_contents(path, "MARKER", -1, &error));
  static const char *const forms[] = {
      "<!DOCTYPE html [<!ENTITY e SYSTEM \"file://%s\">]><p>a &e; b",
      "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY % p SYSTEM \"file://%s\"> %p;]><r>a &p; "
      "b</r>",
      "<html xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file://%s\" "
      "parse=\"text\"/>a b",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_auto(GStrv) parts = g_strsplit(forms[i], "%s", 2);
    g_autofree char *html = g_strjoin(path, parts[0], parts[1], NULL);
    g_autofree char *text = ingest_html_text(html, strlen(html));
    g_assert_null(strstr(text, "MARKER"));
    g_assert_nonnull(strstr(text, "a "));
  }
  g_assert_cmpint(g_unlink(path), ==, 0);
}

/* Deep nesting and piles of end tags would be quadratic. */
static void
test_hostile_markup_is_quick(void)
{
  static const char *const pieces[] = {"<b>", "</i>", "<div>", "<table><tr>", "<a href=x>",
                                       "<",   "&",    "<!--",  "<li>"};
  gint64 start = g_get_monotonic_time();
  for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
    g_autoptr(GString) html = g_string_new("x");
    while (html->len < 300000)
      g_string_append(html, pieces[i]);
    for (int j = 0; j < 50000; j++)
      g_string_append(html, "</i>");
    g_autofree char *text = ingest_html_text(html->str, html->len);
    g_assert_nonnull(text);
  }
  g_assert_cmpint(g_get_monotonic_time() - start, <, 10 * G_USEC_PER_SEC);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/html/blocks-make-lines", test_blocks_make_lines);
  g_test_add_func("/html/links", test_links);
  g_test_add_func("/html/what-is-left-out", test_what_is_left_out);
  g_test_add_func("/html/entities", test_entities);
  g_test_add_func("/html/declared-entities-read-nothing", test_declared_entities_read_nothing);
  g_test_add_func("/html/hostile-markup-is-quick", test_hostile_markup_is_quick);
  return g_test_run();
}
