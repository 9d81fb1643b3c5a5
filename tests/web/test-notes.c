/* Notes in Markdown: what they show, and what they never become. */
#include <string.h>

#include "web/notes.h"
#include "web/views-sheet.h"

static char *
shown(const char *markdown)
{
  g_autoptr(GString) out = g_string_new(NULL);
  web_part_notes(out, markdown);
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
test_markdown_is_shown(void)
{
  g_autofree char *html =
      shown("# Plan\n\nSee *here* and **there**, `code`,\n<https://example.org/>.\n\n"
            "* one\n  * two\n1. three\n\n> said\n\n---\n");
  g_assert_nonnull(strstr(html, "<strong>Plan</strong>"));
  g_assert_nonnull(strstr(html, "<em>here</em>"));
  g_assert_nonnull(strstr(html, "<strong>there</strong>"));
  g_assert_nonnull(strstr(html, "<code>code</code>"));
  g_assert_nonnull(strstr(html, "href=\"https://example.org/\""));
  g_assert_nonnull(strstr(html, "note-item n1"));
  g_assert_nonnull(strstr(html, "note-item n2"));
  g_assert_nonnull(strstr(html, "<blockquote>said</blockquote>"));
  g_assert_nonnull(strstr(html, "<hr>"));
}

static void
test_entities_are_their_characters(void)
{
  g_autofree char *html = shown("R&amp;D &lt;b&gt; &#65;&#x42;&#0; &nosuch; `a&amp;b`\n\n"
                                "[a](https://example.org/?a=1&amp;b=2) [c](javascript&#58;x)");
  g_assert_nonnull(strstr(html, "R&amp;D &lt;b&gt; AB\xef\xbf\xbd &amp;nosuch; "));
  g_assert_nonnull(strstr(html, "<code>a&amp;amp;b</code>"));
  g_assert_nonnull(strstr(html, "href=\"https://example.org/?a=1&amp;b=2\""));
  g_assert_null(strstr(html, "javascript:"));
}

static void
test_nothing_becomes_markup(void)
{
  static const char *const hostile[] = {
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "[a](javascript:alert(1))",
      "[a](JaVaScRiPt:alert(1))",
      "[a](  data:text/html,<script>x</script>)",
      "[a](vbscript:x)",
      "![a](javascript:alert(1))",
      "[a]: javascript:alert(1)\n\n[a]",
      "<javascript:alert(1)>",
      "[\"><script>](https://example.org/\"><script>)",
      "```\n</pre><script>\n```",
      "&lt;script&gt;",
  };
  for (guint i = 0; i < G_N_ELEMENTS(hostile); i++) {
    g_autofree char *html = shown(hostile[i]);
    g_autofree char *lower = g_ascii_strdown(html, -1);
    g_assert_null(strstr(lower, "<script"));
    g_assert_null(strstr(lower, "<img"));
    g_assert_null(strstr(lower, "href=\"javascript"));
    g_assert_null(strstr(lower, "href=\"data"));
    g_assert_null(strstr(lower, "href=\"vbscript"));
  }
}

static void
test_size_and_depth_are_bounded(void)
{
  static const char *const pieces[] = {"> ", "* ", "[",    "**", "`",   "1. ",
                                       "&#", "<a", "\xff", "| ", "  - "};
  for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < 20000)
      g_string_append(text, pieces[i]);
    g_autoptr(GPtrArray) blocks = web_notes_read(text->str);
    g_assert_cmpuint(blocks->len, <=, 2000);
    for (guint b = 0; b < blocks->len; b++)
      g_assert_cmpuint(((const NoteBlock *)blocks->pdata[b])->depth, <=, 4);
  }
  g_autoptr(GPtrArray) none = web_notes_read(NULL);
  g_assert_cmpuint(none->len, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/web/notes/markdown-is-shown", test_markdown_is_shown);
  g_test_add_func("/web/notes/entities-are-their-characters", test_entities_are_their_characters);
  g_test_add_func("/web/notes/nothing-becomes-markup", test_nothing_becomes_markup);
  g_test_add_func("/web/notes/size-and-depth-are-bounded", test_size_and_depth_are_bounded);
  return g_test_run();
}
