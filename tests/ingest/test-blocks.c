/* Headings, bullet trees and paragraphs: "H text", "B> text" (one ">" a level), "N text", "P text".
 */
#include "ingest/blocks.h"
#include <string.h>

static char *
blocks_dump(const char *text)
{
  g_autoptr(BodyLines) lines = ingest_lines_of_text(text, strlen(text), FALSE);
  g_autoptr(Blocks) blocks = ingest_blocks(lines, FALSE);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < blocks->block->len; i++) {
    const Block *b = blocks_at(blocks, i);
    g_string_append_c(out, "HBNP"[b->kind]);
    for (int parent = b->parent; b->kind == BLOCK_BULLET && parent >= 0;
         parent = blocks_at(blocks, (guint)parent)->parent)
      g_string_append_c(out, '>');
    Span t = blocks_text(blocks, b);
    g_string_append_printf(out, " %.*s|", (int)t.n, t.s);
  }
  return g_string_free(out, FALSE);
}

typedef struct {
  const char *name, *text, *dump;
} Case;

static const Case cases[] = {
    {"wiki-heading", "== Backlog ==\ntext\n", "H Backlog|P text|"},
    {"capitals-with-colon", "BACKLOG:\n\n* a\n", "H BACKLOG|B a|"},
    {"title-with-colon", "\ntools, blockers:\n\n* a\n", "H tools, blockers|B a|"},
    {"lead-in-is-no-heading", "Key things I think should be on it:\n\n* a\n",
     "P Key things I think should be on it:|B a|"},
    {"greeting-is-no-heading", "Hi all:\n\n* a\n", "P Hi all:|B a|"},
    {"underlined", "Roadmap\n=======\n\nLexer\n-----\ntext\n", "H Roadmap|H Lexer|P text|"},
    {"patch-separator-underlines-nothing", "Signed text\n---\nmore\n", "P Signed text|P more|"},
    {"apostrophes", "'''ACTIONS''':\n\n* a\n", "H ACTIONS|B a|"},
    {"stars", "**Backlog**\n\n- a\n", "H Backlog|B a|"},
    {"hashes", "## Backlog\n\n- a\n", "H Backlog|B a|"},
    {"numbered-alone", "1. Hosting\n\nThe contract ends.\n\n2. Money\n\nNone.\n",
     "H Hosting|P The contract ends.|H Money|P None.|"},
    {"numbered-above-prose-in-minutes",
     "Present: Ann, Bo\n\n1. Disks\n   The old ones are too small, as everybody knows by "
     "now.\n\n2. Mirror\n"
     "   Bo moves it.\n",
     "P Present: Ann, Bo|H Disks|P The old ones are too small, as everybody knows by now.|H "
     "Mirror|P "
     "Bo moves it.|"},
    {"numbered-above-prose-elsewhere",
     "1. Disks\n   The old ones are too small, as everybody knows by now.\n\n2. Mirror\n   Bo "
     "moves it.\n",
     "B Disks The old ones are too small, as everybody knows by now.|B Mirror Bo moves it.|"},
    {"wrapped-numbers-in-minutes",
     "Present: Ann, Bo\n\n1. The disks that we bought for the mirror in spring are too\n   Small "
     "for the "
     "debug packages.\n\n2. Mirror\n   - move it\n\n3. Money\n   none\n",
     "P Present: Ann, Bo|B The disks that we bought for the mirror in spring are too Small for the "
     "debug packages.|B Mirror|B> move it|B Money none|"},
    {"numbers-in-a-row-are-bullets", "1. Hosting\n2. Money\n", "B Hosting|B Money|"},
    {"all-marks", "* a\n\n- b\n\n+ c\n\no d\n\n• e\n", "B a|B b|B c|B d|B e|"},
    {"numbers-letters-brackets", "1) a\n  a) b\n  b) c\n2) d\n", "B a|B> b|B> c|B d|"},
    {"bracketed-letters", "(a) one\n(b) two\n", "B one|B two|"},
    {"nesting-by-indent", "* a\n  - b\n    + c\n* d\n", "B a|B> b|B>> c|B d|"},
    {"nesting-by-repetition", "* a\n** b\n*** c\n* d\n", "B a|B> b|B>> c|B d|"},
    {"nesting-by-wiki-mix", "* a\n*# b\n*# c\n* d\n", "B a|B> b|B> c|B d|"},
    {"nesting-by-change-of-mark", "* a\n- b\n- c\n* d\n", "B a|B> b|B> c|B d|"},
    {"new-marks-where-the-indent-nests", "* a\n  - b\n    + c\no d\n   • e\n+ f\n",
     "B a|B> b|B>> c|B d|B> e|B f|"},
    {"new-marks-where-repetition-nests", "# a\n## b\n# c\n* d\n** e\n*# f\n",
     "B a|B> b|B c|B d|B> e|B> f|"},
    {"indents-where-new-marks-nest", "* a\n- b\n* c\n  + d\n- e\n", "B a|B> b|B c|B> d|B> e|"},
    {"step-back-two-levels", "* a\n  - b\n    + c\n  - d\n* e\n", "B a|B> b|B>> c|B> d|B e|"},
    {"right-aligned-numbers", " 9. a\n10. b\n", "B a|B b|"},
    {"tabs-nest", "- a\n\t- b\n\t\t- c\n", "B a|B> b|B>> c|"},
    {"continuation-at-column-zero",
     "* a long bullet that the mailer wrapped somewhere in\nthe middle of it\n  - b\n",
     "B a long bullet that the mailer wrapped somewhere in the middle of it|B> b|"},
    {"a-bullet-that-ends-in-the-middle-goes-on",
     "a line that is long enough to show where this mail wraps its text\n\n"
     "* rework of the clock so that the\nTSC is never read\n",
     "P a line that is long enough to show where this mail wraps its text|"
     "B rework of the clock so that the TSC is never read|"},
    {"fresh-sentence-under-a-short-bullet",
     "a line that is long enough to show where this mail wraps its text\n\n* a\nAnything else?\n",
     "P a line that is long enough to show where this mail wraps its text|B a|P Anything else?|"},
    {"note-belongs-to-the-bullet", "* a\n > note\n - b\n", "B a|N note|B> b|"},
    {"wrapped-number-is-no-bullet",
     "On Sunday it was a quarter past\n1. Nobody looked at the screen then of course.\n",
     "P On Sunday it was a quarter past 1. Nobody looked at the screen then of course.|"},
    {"wrapped-dash-is-no-bullet",
     "this is a paragraph that goes on for a while and then wraps here\n- which is no bullet at "
     "all\n",
     "P this is a paragraph that goes on for a while and then wraps here - which is no bullet at "
     "all|"},
    {"bullets-after-a-colon", "Some things:\n- a\n- b\n", "P Some things:|B a|B b|"},
    {"stars-are-separators", "a\n\n* * *\n\nb\n", "P a|P b|"},
    {"markers-start-anew", "AGREED: a\nACTION: b\n", "P AGREED: a|P ACTION: b|"},
    {"footnotes-start-anew", "[1] http://a\n[2] http://b\n", "P [1] http://a|P [2] http://b|"},
    {"markdown-headings-between-lists", "# Plan\n\n## January\n\n* a\n\n## April\n\n* b\n",
     "H Plan|H January|B a|H April|B b|"},
    {"markdown-headings-right-above-bullets", "# Done\n* a\n\n# In progress\n* b\n",
     "H Done|B a|H In progress|B b|"},
    {"hashes-over-stars-without-a-gap-are-a-list", "# a\n* b\n# c\n* d\n", "B a|B> b|B c|B> d|"},
    {"said-below-a-point-of-minutes",
     "Present: Ann, Bo\n\n* Website\n  Bo showed it.\n  We like it.\n* Mirror\n  is down\n",
     "P Present: Ann, Bo|B Website|P Bo showed it. We like it.|B Mirror is down|"},
    {"said-below-a-point-elsewhere", "* Website\n  Bo showed it.\n", "B Website Bo showed it.|"},
    {"hashes-in-a-row-are-a-list", "# a\n## b\n# c\n", "B a|B> b|B c|"},
    {"hashes-with-blank-lines-are-a-list", "# a\n\n# b\n\n# c\n", "B a|B b|B c|"},
    {"tildes-underline", "Decisions taken\n~~~~~~~~~~~~~~~\n\n1. a\n", "H Decisions taken|B a|"},
    {"letters-with-full-stops-where-set-in", "1. a\n   a. b\n   b. c\n2. d\n",
     "B a|B> b|B> c|B d|"},
    {"afterthought-is-no-heading", "Backlog, in no order:\n\n* a\n",
     "P Backlog, in no order:|B a|"},
    {"versions-head-lists", "0.9-alpha:\n\n+ a\n\nv1.2:\n- b\n\n10.0.0.1:\n* c\n",
     "H 0.9-alpha|B a|H v1.2|B b|P 10.0.0.1:|B c|"},
    {"versions-over-text-are-text", "0.9:\nsome text\n", "P 0.9: some text|"},
    {"checkbox-is-no-text", "- [ ] a\n- [x] b\n", "B a|B b|"},
    {"dash-escaped", "- - a\n- - b\n", "B a|B b|"},
    {"blanks-are-squeezed", "* a   b\tc\n", "B a b c|"},
    {"quotes-break-lists", "* a\n> q\n* b\n", "B a|B b|"},
};

static void
test_case(gconstpointer data)
{
  const Case *c = data;
  g_autofree char *dump = blocks_dump(c->text);
  g_assert_cmpstr(dump, ==, c->dump);
}

static void
test_places(void)
{
  const char *text = "one two\nthree\n\n* four\n  five\n";
  g_autoptr(BodyLines) lines = ingest_lines_of_text(text, strlen(text), FALSE);
  g_autoptr(Blocks) blocks = ingest_blocks(lines, FALSE);
  const Block *p = blocks_at(blocks, 0), *b = blocks_at(blocks, 1);
  g_assert_cmpuint(blocks_line_of(blocks, p->text), ==, 1);
  g_assert_cmpuint(blocks_line_of(blocks, p->text + 8), ==, 2);
  g_assert_cmpuint(blocks_line_of(blocks, b->text + b->len - 1), ==, 5);
  Span first = blocks_first_line(blocks, b);
  g_assert_true(span_is_fold(first, "four"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/blocks/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_case);
  }
  g_test_add_func("/blocks/every-place-leads-to-its-line", test_places);
  return g_test_run();
}
