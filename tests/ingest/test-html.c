/* HTML becomes lines that a person would read, at a bounded cost. */
#include "ingest/html.h"
#include "ingest/parse.h"

#include <glib/gstdio.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
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

/* What the parser asks for, counted instead of the time it takes. */
static gsize n_asked, bytes_asked;

static void *
count_malloc(size_t size)
{
  n_asked++;
  bytes_asked += size;
  return malloc(size);
}

static void *
count_realloc(void *memory, size_t size)
{
  n_asked++;
  bytes_asked += size;
  return realloc(memory, size);
}

static char *
count_strdup(const char *text)
{
  n_asked++;
  bytes_asked += strlen(text) + 1;
  return strdup(text);
}

/* Bytes asked for while so many bytes of a piece, and end tags of something else, are read. */
static gsize
cost_of(const char *piece, gsize size)
{
  g_autoptr(GString) html = g_string_new("x");
  while (html->len < size)
    g_string_append(html, piece);
  for (gsize i = 0; i < size / 6; i++)
    g_string_append(html, "</i>");
  gsize before = n_asked * 16 + bytes_asked;
  g_autofree char *text = ingest_html_text(html->str, html->len);
  g_assert_cmpuint(strlen(text), <=, 2 * html->len);
  return n_asked * 16 + bytes_asked - before;
}

/* Piles of tags would be quadratic: twice as much must not ask for much more than twice as much. */
static void
test_hostile_markup_asks_for_what_its_length_says(void)
{
  static const char *const pieces[] = {"<b>",
                                       "</i>",
                                       "<div>",
                                       "<table><tr>",
                                       "<a href=x>",
                                       "<",
                                       "&",
                                       "<!--",
                                       "<li>",
                                       "<blockquote>",
                                       "<a href=http://a.example/>b",
                                       "<p x=\"",
                                       "<!DOCTYPE ",
                                       "&#x"};
  for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
    gsize once = cost_of(pieces[i], 150000), twice = cost_of(pieces[i], 300000);
    g_test_message("%s: %zu, %zu", pieces[i], once, twice);
    g_assert_cmpuint(twice, <=, 5 * MAX(once, 150000) / 2);
  }
}

/* At each end tag the parser looks through all that is open, so no more than the promised depth may
 * ever be. */
static void
test_what_lies_deeper_is_not_read(void)
{
  for (guint depth = INGEST_MAX_HTML_DEPTH - 6; depth <= INGEST_MAX_HTML_DEPTH + 10; depth += 16) {
    g_autoptr(GString) html = g_string_new("above ");
    for (guint i = 0; i < depth; i++)
      g_string_append(html, "<b>");
    g_string_append(html, "below");
    g_autofree char *text = ingest_html_text(html->str, html->len);
    g_assert_nonnull(strstr(text, "above"));
    g_assert_cmpint(strstr(text, "below") != NULL, ==, depth < INGEST_MAX_HTML_DEPTH);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  /* Before the first use of the library. */
  if (xmlMemSetup(free, count_malloc, count_realloc, count_strdup) != 0)
    return 1;
  ingest_init();
  g_test_add_func("/html/blocks-make-lines", test_blocks_make_lines);
  g_test_add_func("/html/links", test_links);
  g_test_add_func("/html/what-is-left-out", test_what_is_left_out);
  g_test_add_func("/html/entities", test_entities);
  g_test_add_func("/html/declared-entities-read-nothing", test_declared_entities_read_nothing);
  g_test_add_func("/html/hostile-markup-asks-for-what-its-length-says",
                  test_hostile_markup_asks_for_what_its_length_says);
  g_test_add_func("/html/what-lies-deeper-is-not-read", test_what_lies_deeper_is_not_read);
  return g_test_run();
}
