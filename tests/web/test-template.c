#include "web/compile/template.h"
#include <string.h>

/* Compiles the body of a definition with `x` (const char *) and `n` (int) in reach. */
static char *
compile(const char *body, GError **error)
{
  g_autofree char *text = g_strconcat("{{ define page(WebOut *out, const char *x, int n) }}\n",
                                      body, "\n{{ end }}\n", NULL);
  return web_template_compile("t.tmpl", text, error);
}

/* The calls of the generated C, one a line, without #line and the frame. */
static char *
calls_of(const char *code)
{
  g_auto(GStrv) lines = g_strsplit(code, "\n", -1);
  g_autoptr(GString) calls = g_string_new(NULL);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] != '#' && lines[i][0] != '\0' && strcmp(lines[i], "void") != 0 &&
        strcmp(lines[i], "{") != 0 && !g_str_has_prefix(lines[i], "page("))
      g_string_append_printf(calls, "%s\n", lines[i]);
  }
  g_string_truncate(calls, calls->len - strlen("}\n"));
  return g_strdup(calls->str);
}

static void
check(const char *body, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *code = compile(body, &error);
  g_assert_no_error(error);
  g_autofree char *calls = calls_of(code);
  g_assert_cmpstr(calls, ==, expected);
}

static void
check_fault(const char *body, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *code = compile(body, &error);
  g_assert_null(code);
  g_assert_nonnull(error);
  if (strstr(error->message, message) == NULL || !g_str_has_prefix(error->message, "t.tmpl:")) {
    g_test_message("\"%s\" is told as \"%s\", not \"%s\"", body, error->message, message);
    g_test_fail();
  }
}

static void
test_text_is_escaped_as_text(void)
{
  check("<p>{{ x }}</p>", "web_out_literal(out, \"<p>\", 3);\nweb_out_text(out, (x));\n"
                          "web_out_literal(out, \"</p>\", 4);\n");
}

static void
test_attribute_is_escaped_as_attribute(void)
{
  check("<p title=\"{{ x }}\"></p>",
        "web_out_literal(out, \"<p title=\\\"\", 10);\nweb_out_attribute(out, (x));\n"
        "web_out_literal(out, \"\\\"></p>\", 6);\n");
}

static void
test_addresses_are_escaped_by_their_part(void)
{
  check("<a href=\"{{ x }}\">a</a>",
        "web_out_literal(out, \"<a href=\\\"\", 9);\nweb_out_url(out, (x));\n"
        "web_out_literal(out, \"\\\">a</a>\", 7);\n");
  check("<a href=\"/{{ x | path }}/?q={{ x | query }}#L{{ n | int }}\">a</a>",
        "web_out_literal(out, \"<a href=\\\"/\", 10);\nweb_out_path(out, (x));\n"
        "web_out_literal(out, \"/\\?q=\", 4);\nweb_out_query(out, (x));\n"
        "web_out_literal(out, \"#L\", 2);\nweb_out_int(out, (n));\n"
        "web_out_literal(out, \"\\\">a</a>\", 7);\n");
}

static void
test_filters_take_arguments(void)
{
  check("{{ n | time(x) }}{{ n | count }}{{ x | slice(n) }}{{ a || b }}{{ (a | b) | int }}",
        "web_out_time(out, (n), (x));\nweb_out_count(out, (n));\nweb_out_text_len(out, (x), (n));\n"
        "web_out_text(out, (a || b));\nweb_out_int(out, ((a | b)));\n");
}

static void
test_blocks_become_c(void)
{
  check("{{ if n > 0 }}<b>{{ x }}</b>{{ else if n }}b{{ else }}c{{ end }}",
        "if (n > 0) {\nweb_out_literal(out, \"<b>\", 3);\nweb_out_text(out, (x));\n"
        "web_out_literal(out, \"</b>\", 4);\n} else if (n) {\nweb_out_literal(out, \"b\", 1);\n} "
        "else {\n"
        "web_out_literal(out, \"c\", 1);\n}\n");
  check("{{ for (int i = 0; i < n; i++) }}a{{ end }}{{ while n }}b{{ end }}{{ let int m = n }}{{ "
        "render f(out, m) }}",
        "for (int i = 0; i < n; i++) {\nweb_out_literal(out, \"a\", 1);\n}\nwhile (n) {\n"
        "web_out_literal(out, \"b\", 1);\n}\nint m = n;\nf(out, m);\n");
}

static void
test_each_walks_an_array_that_may_be_missing(void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *code = compile("{{ each const Item *item in view->items }}a{{ end }}", &error);
  g_assert_no_error(error);
  g_assert_nonnull(strstr(code, "const GPtrArray *item_all = (view->items);"));
  g_assert_nonnull(strstr(code, "item_all != NULL && item_at < item_all->len"));
  g_assert_nonnull(strstr(code, "const Item *item = g_ptr_array_index(item_all, item_at);"));
}

static void
test_layout_of_the_template_is_not_printed(void)
{
  check("<ul>\n  {{ if n }}\n    <li>a   b</li>\n  {{ end }}\n</ul>",
        "web_out_literal(out, \"<ul>\\n\", 5);\nif (n) {\nweb_out_literal(out, \"<li>a   b</li>\", "
        "14);\n}\n"
        "web_out_literal(out, \"\\n</ul>\", 6);\n");
}

static void
test_preformatted_text_is_kept(void)
{
  check("<pre>a\n  b</pre>", "web_out_literal(out, \"<pre>a\\n  b</pre>\", 16);\n");
}

static void
test_c_compiler_is_told_the_template_line(void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *code = compile("<p>\n{{ x }}</p>", &error);
  g_assert_no_error(error);
  g_assert_nonnull(strstr(code, "#line 3 \"t.tmpl\"\nweb_out_text(out, (x));"));
}

static void
test_raw_needs_a_reason(void)
{
  check("{{ x | raw \"made of constants\" }}", "web_out_raw(out, (x));\n");
  check_fault("{{ x | raw }}", "raw needs its reason");
  check_fault("{{ x | raw \"\" }}", "raw needs its reason");
  check_fault("<a title=\"{{ x | raw \"made of constants\" }}\"></a>", "not safe in an attribute");
}

static void
test_places_without_safe_form_are_refused(void)
{
  check_fault("<script src=\"/a.js\">{{ x }}</script>", "no safe form");
  check_fault("<script src=\"/a.js\">x()</script>", "script in the page is forbidden");
  check_fault("<style>", "style elements are forbidden");
  check_fault("<p style=\"color:red\">", "style attributes are forbidden");
  check_fault("<p onclick=\"x\">", "event attributes");
  check_fault("<p title={{ x }}>", "no safe form");
  check_fault("<p title=x>", "quoted with");
  check_fault("<p {{ x }}>", "no safe form");
  check_fault("<!-- {{ x }} -->", "comments are sent to every reader");
  check_fault("<{{ x }}>", "no safe form");
}

static void
test_addresses_cannot_change_scheme_or_host(void)
{
  check_fault("<a href=\"java{{ x | path }}\">a</a>", "where a scheme may still come");
  check_fault("<a href=\"{{ x | path }}\">a</a>", "not safe at the start of an address");
  check_fault("<a href=\"javascript:x\">a</a>", "only http, https and mailto");
  check_fault("<a href=\"//{{ x | path }}\">a</a>", "leads to another host");
  check_fault("<a href=\"/a/{{ x }}\">a</a>", "say | path");
  check_fault("<a href=\"/a?q={{ x }}\">a</a>", "say | query");
  check_fault("<a href=\"{{ x }}{{ x }}\">a</a>", "behind a whole address");
  check_fault("<a href=\"{{ if n }}/a{{ end }}{{ x | path }}\">a</a>", "behind a whole address");
}

static void
test_unbalanced_html_is_refused(void)
{
  check_fault("<p>", "with an element open");
  check_fault("<b></i>", "does not match");
  check_fault("{{ if n }}<b>{{ end }}</b>", "ends at another place");
  check_fault("{{ if n }}<b>{{ else }}<i>{{ end }}</b>", "ends at another place");
  check_fault("{{ for (;;) }}<b>{{ end }}", "the loop ends at another place");
  check_fault("<p title=\"{{ if n }}\">{{ end }}", "ends at another place");
  check_fault("a < b", "write &lt;");
  check_fault("a > b", "write &gt;");
  check_fault("<br/>", "write <br>");
}

static void
test_unknown_things_are_refused(void)
{
  check_fault("{{ x | loud }}", "unknown filter \"loud\"");
  check_fault("{{ end }}", "a directive outside of a definition");
  check_fault("{{ if n }}", "this has no end");
  check_fault("{{ else }}", "else without its if");
  check_fault("{{ }}", "an expression is missing");
  check_fault("{{ x | time }}", "one argument in parentheses");
  check_fault("{{ x | int(3) }}", "takes nothing");
  check_fault("{{ for n }}a{{ end }}", "say: for (");
  check_fault("{{ each x }}a{{ end }}", "say: each");
  check_fault("<p title=\"{{ render f(out) }}\"></p>", "render only between tags");
  check_fault("{{ define other(WebOut *out) }}{{ end }}", "definition inside a definition");
  check_fault("{{ x", "does not end");
}

static void
test_faults_name_file_and_line(void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *code = web_template_compile(
      "a.tmpl", "{# one\ntwo #}\n{{ define f(WebOut *out) }}\n\n<p>\n</b>{{ end }}", &error);
  g_assert_null(code);
  g_assert_cmpstr(error->message, ==,
                  "a.tmpl:6: this closing tag does not match the element that is open");
}

static void
test_text_outside_definitions_is_refused(void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *code = web_template_compile("a.tmpl", "hello", &error);
  g_assert_null(code);
  g_assert_cmpstr(error->message, ==, "a.tmpl:1: text outside of a definition");
}

static void
test_strings_may_hold_braces(void)
{
  check("{{ f(\"}}\") }}", "web_out_text(out, (f(\"}}\")));\n");
}

/* What pages print unescaped: each use is known here by number. */
static void
test_unescaped_pieces_are_counted(void)
{
  g_autofree char *folder = g_build_filename(g_getenv("DOCKET_SOURCE_ROOT"), "web", "pages", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
  g_assert_no_error(error);
  guint n_raw = 0, n_templates = 0;
  for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, &error));
    n_templates++;
    for (const char *at = strstr(text, "| raw"); at != NULL; at = strstr(at + 1, "| raw"))
      n_raw++;
  }
  g_assert_cmpuint(n_templates, >, 10);
  g_assert_cmpuint(n_raw, ==,
                   1); /* the body of a mail that was printed, escaped, before (thread.tmpl) */
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/template/text-is-escaped-as-text", test_text_is_escaped_as_text);
  g_test_add_func("/template/attribute-is-escaped-as-attribute",
                  test_attribute_is_escaped_as_attribute);
  g_test_add_func("/template/addresses-are-escaped-by-their-part",
                  test_addresses_are_escaped_by_their_part);
  g_test_add_func("/template/filters-take-arguments", test_filters_take_arguments);
  g_test_add_func("/template/blocks-become-c", test_blocks_become_c);
  g_test_add_func("/template/each-walks-an-array-that-may-be-missing",
                  test_each_walks_an_array_that_may_be_missing);
  g_test_add_func("/template/layout-of-the-template-is-not-printed",
                  test_layout_of_the_template_is_not_printed);
  g_test_add_func("/template/preformatted-text-is-kept", test_preformatted_text_is_kept);
  g_test_add_func("/template/c-compiler-is-told-the-template-line",
                  test_c_compiler_is_told_the_template_line);
  g_test_add_func("/template/raw-needs-a-reason", test_raw_needs_a_reason);
  g_test_add_func("/template/places-without-safe-form-are-refused",
                  test_places_without_safe_form_are_refused);
  g_test_add_func("/template/addresses-cannot-change-scheme-or-host",
                  test_addresses_cannot_change_scheme_or_host);
  g_test_add_func("/template/unbalanced-html-is-refused", test_unbalanced_html_is_refused);
  g_test_add_func("/template/unknown-things-are-refused", test_unknown_things_are_refused);
  g_test_add_func("/template/faults-name-file-and-line", test_faults_name_file_and_line);
  g_test_add_func("/template/text-outside-definitions-is-refused",
                  test_text_outside_definitions_is_refused);
  g_test_add_func("/template/strings-may-hold-braces", test_strings_may_hold_braces);
  g_test_add_func("/template/unescaped-pieces-are-counted", test_unescaped_pieces_are_counted);
  return g_test_run();
}
