#include "web/pieces.h"
#include <string.h>

/* "text|URL:http://...|..." of all pieces. */
static char *
pieces_of(const char *text, gboolean mask, const GPtrArray *links)
{
  static const char *const names[] = {"", "URL:", "REF:", "MASK:"};
  WebPieces pieces = web_pieces_begin(text, strlen(text), mask);
  WebPiece piece;
  GString *out = g_string_new(NULL);
  pieces.links = links;
  while (web_pieces_next(&pieces, &piece)) {
    g_string_append_printf(out, "%s%s%s%.*s", out->len > 0 ? "|" : "", names[piece.kind],
                           piece.hit ? "HIT:" : "", (int)piece.len, piece.text);
  }
  return g_string_free(out, FALSE);
}

static void
check(const char *text, gboolean mask, const char *expected)
{
  g_autofree char *pieces = pieces_of(text, mask, NULL);
  g_assert_cmpstr(pieces, ==, expected);
}

static void
test_web_addresses_are_found(void)
{
  check("see http://a.example/x.", FALSE, "see |URL:http://a.example/x|.");
  check("<https://a.example/?q=1&b=2>, and", FALSE, "<|URL:https://a.example/?q=1&b=2|>, and");
  check("(http://a.example/a)", FALSE, "(|URL:http://a.example/a|)");
  check("http://a.example/R_(x)!", FALSE, "URL:http://a.example/R_(x)|!");
  check("HTTP://A.example", FALSE, "URL:HTTP://A.example");
  check("mailto:x@a.example now", FALSE, "URL:mailto:x@a.example| now");
}

static void
test_other_schemes_are_text(void)
{
  check("javascript:alert(1)", FALSE, "javascript:alert(1)");
  check("data:x ftp://a file:///etc", FALSE, "data:x ftp://a file:///etc");
  check("http://", FALSE, "http://");
  check("xhttp://a.example", FALSE, "xhttp://a.example");
}

static void
test_people_are_masked(void)
{
  check("ask ann.b@example.org today", TRUE, "ask |MASK:ann.b| today");
  check("ask ann.b@example.org today", FALSE, "ask ann.b@example.org today");
  check("a @ b, @name, x@, x@-, x@[], @@@", TRUE, "a @ b, @name, x@, x@-, x@[], @@@");
  check("<a@b.example>,<c@d.example>", TRUE, "<|MASK:a|>,<|MASK:c|>");
  check("end ann@example.org.", TRUE, "end |MASK:ann|.");
  g_autofree char *masked = web_mask("mail ann@example.org!", TRUE);
  g_assert_cmpstr(masked, ==, "mail ann@…!");
  g_autofree char *kept = web_mask("mail ann@example.org!", FALSE);
  g_assert_cmpstr(kept, ==, "mail ann@example.org!");
}

static void
test_references_are_found_whole(void)
{
  Link bug = {
      .kind = LINK_BUG, .value = (char *)"rhbz#12", .key = (char *)"bug:bugzilla.redhat.com/12"};
  g_autoptr(GPtrArray) links = g_ptr_array_new();
  g_ptr_array_add(links, &bug);
  g_autofree char *found = pieces_of("fix rhbz#12, not rhbz#123", FALSE, links);
  g_assert_cmpstr(found, ==, "fix |REF:rhbz#12|, not rhbz#123");
  g_assert_cmpstr(web_link_ref(&bug), ==, "bugzilla.redhat.com/12");
  bug.key = NULL;
  g_assert_cmpstr(web_link_ref(&bug), ==, "rhbz#12");
}

static void
test_hits_are_marked(void)
{
  check("a \001hit\002 b \002\001", FALSE, "a |HIT:hit| b ");
}

static void
test_cut_keeps_characters_whole(void)
{
  g_autofree char *cut = web_cut("äöü\nx", 3);
  g_assert_cmpstr(cut, ==, "äöü…");
  g_autofree char *whole = web_cut("a\nb", 3);
  g_assert_cmpstr(whole, ==, "a b");
  g_autofree char *broken = web_cut("\xff\xc3", 9);
  g_assert_cmpstr(broken, ==, "\ufffd\ufffd");
}

/* Text is looked at in blocks; a find may begin at each place of one, and end in another. */
static void
test_every_place_of_a_block(void)
{
  static const struct {
    const char *text;
    gboolean found;
  } finds[] = {{"http://a.example/b", TRUE},
               {"HTTPS://a.example", TRUE},
               {"ann@a.example", TRUE},
               {"\001hit\002", TRUE},
               {"a: b", FALSE},
               {"http:/x", FALSE}};
  for (guint row = 0; row < G_N_ELEMENTS(finds); row++)
    for (guint before = 0; before < 40; before++) {
      g_autofree char *fill = g_strnfill(before, '.');
      g_autofree char *text = g_strconcat(fill, " ", finds[row].text, " and what follows it", NULL);
      WebPieces pieces = web_pieces_begin(text, strlen(text), TRUE);
      WebPiece piece;
      guint n = 0;
      gboolean found = FALSE;
      while (web_pieces_next(&pieces, &piece)) {
        n++;
        found |= (piece.kind != PIECE_TEXT || piece.hit) &&
                 (gsize)(piece.text - text) == before + 1 + (piece.hit ? 1 : 0);
      }
      g_assert_cmpint(found, ==, finds[row].found);
      g_assert_cmpuint(n, ==, finds[row].found ? 3 : 1);
    }
}

/* Of a line of a megabyte of what each finder looks for, no byte is looked at more than a few
 * times. */
static void
test_worst_lines_take_linear_work(void)
{
  static const char *const bits[] = {
      "@",   "a@b.c", "http://", "http:", "http://.", "mailto:", "\001",     "(",           "a.",
      "x@x", "x@x.",  "a-@",     "@a",    "h",        "m",       "mailto:@", "a@b.http://)"};
  for (guint i = 0; i < G_N_ELEMENTS(bits); i++) {
    g_autoptr(GString) line = g_string_new(NULL);
    while (line->len < 1 << 20)
      g_string_append(line, bits[i]);
    WebPieces pieces = web_pieces_begin(line->str, line->len, TRUE);
    WebPiece piece;
    gsize n = 0;
    while (web_pieces_next(&pieces, &piece))
      n += piece.len;
    g_test_message("%s: %.2f looks a byte", bits[i], (double)pieces.looked / (double)line->len);
    g_assert_cmpuint(n, <=, line->len);
    g_assert_cmpuint(pieces.looked, >=, line->len);
    g_assert_cmpuint(pieces.looked, <=, 6 * line->len);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/pieces/web-addresses-are-found", test_web_addresses_are_found);
  g_test_add_func("/pieces/other-schemes-are-text", test_other_schemes_are_text);
  g_test_add_func("/pieces/people-are-masked", test_people_are_masked);
  g_test_add_func("/pieces/references-are-found-whole", test_references_are_found_whole);
  g_test_add_func("/pieces/hits-are-marked", test_hits_are_marked);
  g_test_add_func("/pieces/cut-keeps-characters-whole", test_cut_keeps_characters_whole);
  g_test_add_func("/pieces/every-place-of-a-block", test_every_place_of_a_block);
  g_test_add_func("/pieces/worst-lines-take-linear-work", test_worst_lines_take_linear_work);
  return g_test_run();
}
