#include "ingest/blocks.h"
#include "db/sixteen.h"
#include "ingest/shape.h"

typedef struct {
  guint block;
  BulletMark mark;
} Open; /* a bullet under which the next one may nest */

/* How the bullets of a list nest, by the first that does: indent stands for a repeated mark, too.
 */
typedef enum { NESTS_NOT, NESTS_BY_INDENT, NESTS_BY_MARK } Nesting;

typedef struct {
  const BodyLine *line;
  guint n;
  Blocks *out;
  GArray *open; /* Open */
  Nesting nesting;
  int heading, paragraph, bullet;
  guint list;
  gboolean blank;   /* a blank line stands above */
  gboolean minutes; /* the subject says so */
  gboolean actions; /* the heading does: "Ilse: ask the press" below it is one action a line */
  guint width;      /* longest own line: where this mail wraps */
} Builder;

static Span
text_of(const Builder *b, guint i)
{
  const BodyLine *l = &b->line[i];
  return span_skip(span_of(l->text, l->len), l->line_class == LINE_NOTE ? l->mark : 0);
}

static guint
indent_of(const Builder *b, guint i)
{
  return b->line[i].indent;
}

static gboolean
is_read(const Builder *b, guint i)
{
  return i < b->n && (b->line[i].line_class == LINE_OWN || b->line[i].line_class == LINE_NOTE);
}

static gboolean
is_blank(const Builder *b, guint i)
{
  return span_trim(text_of(b, i)).n == 0;
}

/* --- text --- */

/* Two blanks, or a tab. */
static gboolean
has_wide_blank(Span t)
{
  guint before = 0;
  for (gsize i = 0; i < t.n; i += SIXTEEN) {
    Sixteen c = sixteen_of(t.s + i, t.n - i);
    guint blank = sixteen_mask((Sixteen)(c == ' ')), tab = sixteen_mask((Sixteen)(c == '\t'));
    if (tab != 0 || (blank & (blank << 1 | before)) != 0)
      return TRUE;
    before = blank >> (SIXTEEN - 1);
  }
  return FALSE;
}

static void
append_text(Builder *b, Span t, guint line)
{
  GString *text = b->out->text;
  TextStart start = {.line = line};
  t = span_trim(t);
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c(text, ' ');
  start.place = (guint)text->len;
  g_array_append_val(b->out->start, start);
  gboolean blank = FALSE;
  if (!has_wide_blank(t)) {
    g_string_append_len(text, t.s, (gssize)t.n);
    return;
  }
  for (gsize i = 0; i < t.n;) {
    gsize run = i;
    while (run < t.n && !span_is_blank_char(t.s[run]))
      run++;
    if (blank)
      g_string_append_c(text, ' ');
    g_string_append_len(text, t.s + i, (gssize)(run - i));
    while (run < t.n && span_is_blank_char(t.s[run]))
      run++;
    blank = TRUE;
    i = run;
  }
}

static Block *
add_block(Builder *b, BlockKind kind, guint i, Span t)
{
  GString *text = b->out->text;
  if (text->len > 0)
    g_string_append_c(text, '\n');
  Block block = {.kind = kind,
                 .first = i + 1,
                 .last = i + 1,
                 .text = (guint)text->len,
                 .parent = -1,
                 .heading = b->heading,
                 .lead = -1};
  append_text(b, t, i + 1);
  block.len = (guint)text->len - block.text;
  g_array_append_val(b->out->block, block);
  return &g_array_index(b->out->block, Block, b->out->block->len - 1);
}

static void
extend_block(Builder *b, guint index, guint i)
{
  Block *block = &g_array_index(b->out->block, Block, index);
  append_text(b, text_of(b, i), i + 1);
  block->len = (guint)b->out->text->len - block->text;
  block->last = i + 1;
}

/* "rework of the time subsystem so that the": whatever stands below goes on with it. */
static gboolean
ends_in_the_middle(Span t)
{
  static const char *const words[] = {"the",  "a",     "an",  "of",    "to",   "and",  "or", "that",
                                      "with", "for",   "in",  "on",    "by",   "from", "as", "at",
                                      "our",  "their", "its", "which", "into", "than", "if", NULL};
  enum { SHORTEST = 16 }; /* "* a" is a name */
  t = span_rtrim(t);
  gsize n = 0;
  while (n < t.n && g_ascii_islower(t.s[t.n - 1 - n]))
    n++;
  return t.n >= SHORTEST && n < t.n && t.s[t.n - 1 - n] == ' ' &&
         span_in_list(span_skip(t, t.n - n), words);
}

/* Does a line without a mark right under a bullet go on with it? It does when it is indented, when
 * the line above had no room for its first word or ends in the middle; a fresh sentence at column 0
 * under a short line is a new paragraph. */
static gboolean
continues(const Builder *b, guint i, guint column)
{
  Span t = span_ltrim(text_of(b, i));
  if (indent_of(b, i) > column)
    return TRUE;
  if ((t.n > 0 && g_ascii_islower(t.s[0])) || ends_in_the_middle(text_of(b, i - 1)))
    return TRUE;
  gsize word = 0;
  while (word < t.n && !span_is_blank_char(t.s[word]))
    word++;
  return b->line[i - 1].len + 1 + word + 4 >= b->width ||
         (b->line[i - 1].len > 0 && b->line[i - 1].text[b->line[i - 1].len - 1] == ' ');
}

static gboolean
continues_bullet(const Builder *b, guint i)
{
  return continues(b, i, blocks_at(b->out, (guint)b->bullet)->mark.column);
}

/* --- headings --- */

static guint
next_text(const Builder *b, guint i)
{
  do
    i++;
  while (i < b->n && (b->line[i].line_class == LINE_BLANK || (is_read(b, i) && is_blank(b, i))));
  return i;
}

static BlocksNext
what_follows(const Builder *b, guint i)
{
  if (i + 1 < b->n && b->line[i + 1].line_class == LINE_QUOTE)
    return NEXT_TEXT; /* "Ana wrote:" in any language */
  if (i + 1 < b->n && is_read(b, i + 1) && !is_blank(b, i + 1)) {
    BulletMark mark = bullet_mark(text_of(b, i + 1), indent_of(b, i + 1));
    if (mark.type == 0)
      return NEXT_TEXT;
    return mark.column > indent_of(b, i) ? NEXT_SET_IN : NEXT_BULLET;
  }
  guint next = next_text(b, i);
  gboolean bullet = next < b->n && is_read(b, next) &&
                    bullet_mark(text_of(b, next), indent_of(b, next)).type != 0;
  return bullet ? NEXT_BULLET : NEXT_BLANK;
}

/* Does a line so far up say who was there? Minutes do. */
static gboolean
tells_who_was_there(const Builder *b, guint i)
{
  enum { FAR = 80 };
  for (guint up = 0; i > 0 && up < FAR; up++) {
    i--;
    if (is_read(b, i) && blocks_is_attendance(span_ltrim(text_of(b, i))))
      return TRUE;
  }
  return FALSE;
}

/* "2. Disks" in minutes right above what was said about it: a line that ends although the next word
 * had room, and sentences below. */
static gboolean
heads_prose(const Builder *b, guint i, BulletMark mark)
{
  guint below = i + 1;
  if (below >= b->n || !is_read(b, below) || is_blank(b, below) ||
      indent_of(b, below) < mark.column || continues(b, below, 99))
    return FALSE;
  Span t = span_ltrim(text_of(b, below));
  if (!g_ascii_isupper(t.s[0]) || bullet_mark(text_of(b, below), indent_of(b, below)).type != 0 ||
      blocks_starts_marker(t))
    return FALSE;
  while (below + 1 < b->n && is_read(b, below + 1) && !is_blank(b, below + 1) &&
         bullet_mark(text_of(b, below + 1), indent_of(b, below + 1)).type == 0)
    below++;
  t = span_rtrim(text_of(b, below));
  return strchr(".!?)", t.s[t.n - 1]) != NULL && (b->minutes || tells_who_was_there(b, i));
}

/* Is a number at a line's start that of a heading, by what stands below? */
static gboolean
stands_over_text(const Builder *b, guint i, BulletMark mark)
{
  guint next = next_text(b, i);
  if (next == i + 1)
    return heads_prose(b, i, mark);
  if (next >= b->n || !is_read(b, next) || indent_of(b, next) > mark.column)
    return FALSE;
  BulletMark below = bullet_mark(text_of(b, next), indent_of(b, next));
  return below.type != mark.type && below.type != 'd' && below.type != 'a';
}

/* "2. Hosting" alone above paragraphs or bullets at its own indent is a heading; with its next
 * number right below it is a list. */
static gboolean
is_numbered_heading(const Builder *b, guint i, BulletMark mark, Span *text)
{
  if ((mark.type != '1' && mark.type != ')') || !(b->blank || i == 0) || mark.column > 3)
    return FALSE;
  Span t = span_trim(span_skip(text_of(b, i), mark.text));
  if (t.n > 64 || g_ascii_islower(t.s[0]) || span_count_words(t) > 8 ||
      strchr(".?!;,:", t.s[t.n - 1]) != NULL || blocks_starts_marker(t) ||
      !stands_over_text(b, i, mark))
    return FALSE;
  *text = t;
  return TRUE;
}

static void
close_list(Builder *b)
{
  if (b->open->len > 0)
    g_array_set_size(b->open, 0);
  b->bullet = -1;
  b->nesting = NESTS_NOT;
}

static void
add_heading(Builder *b, guint i, Span text, guint8 level, gboolean label)
{
  close_list(b);
  text = span_trim(text);
  if (text.n > 2 && text.s[text.n - 1] == ':')
    text = span_rtrim(span_of(text.s, text.n - 1));
  Block *block = add_block(b, BLOCK_HEADING, i, text);
  block->level = level;
  block->label = label;
  b->heading = (int)b->out->block->len - 1;
  b->actions = span_has_word_of(text, (const char *const[]){"action", "actions", NULL});
  b->paragraph = -1;
  b->list++;
}

/* A short "# Done" right above bullets of another kind at its own column, below a blank line. */
static gboolean
heads_bullets(const Builder *b, guint i, BulletMark mark)
{
  Span t = span_trim(span_skip(text_of(b, i), mark.text));
  BulletMark below = i + 1 < b->n && is_read(b, i + 1)
                         ? bullet_mark(text_of(b, i + 1), indent_of(b, i + 1))
                         : (BulletMark){0};
  /* "# a" over "* b" over "# c" is a list */
  for (guint k = i + 1; k < b->n && is_read(b, k) && !is_blank(b, k); k++)
    if (span_starts(text_of(b, k), "# "))
      return FALSE;
  return (below.type == '*' || below.type == '-') && below.repeat == 1 && below.column == 0 &&
         span_count_words(t) <= 4 && strchr(".,;?", t.s[t.n - 1]) == NULL;
}

/* "# Plan" alone between blank lines, with no other such line next to it: a heading as Markdown
 * writes it, no list. */
static gboolean
is_markdown_heading(const Builder *b, guint i, BulletMark mark)
{
  if (mark.type != '#' || mark.repeat != 1 || mark.column > 0 || !(b->blank || i == 0))
    return FALSE;
  if (next_text(b, i) == i + 1) /* "# Done" right above a list of "*" */
    return heads_bullets(b, i, mark);
  guint before = i;
  while (before > 0 && b->line[before - 1].line_class == LINE_BLANK)
    before--;
  guint next = next_text(b, i);
  Span above = before > 0 ? text_of(b, before - 1) : SPAN(""), t = text_of(b, i);
  Span below = next < b->n ? text_of(b, next) : SPAN("");
  return !span_starts(above, "# ") && !span_starts(below, "# ") && span_count_words(t) <= 9 &&
         strchr(".,;?", t.s[t.n - 1]) == NULL;
}

static gboolean
is_among_capitals(const Builder *b)
{
  const Block *above = b->heading < 0 ? NULL : blocks_at(b->out, (guint)b->heading);
  return above != NULL && above->label && blocks_is_capitals(blocks_text(b->out, above));
}

/* Returns how many lines the heading takes, 0 when there is none. */
static guint
take_heading(Builder *b, guint i, BulletMark mark)
{
  Span t = text_of(b, i), words;
  guint8 level = 0;
  gboolean fresh = b->blank || b->paragraph < 0 || i == 0;

  if (fresh && i + 1 < b->n && is_read(b, i + 1) && indent_of(b, i) <= 8) {
    /* MeetBot writes its title "# #meeting:example.org: sig" between two rulers */
    gboolean boxed = mark.type == '#' && i > 0 && span_ruler(text_of(b, i - 1), "=", 10) != 0;
    gboolean plain = mark.type == 0 || mark.type == '1';
    Span below = span_ltrim(text_of(b, i + 1));
    gboolean ruled = below.n >= 3 && strchr("=-~^*#", below.s[0]) != NULL;
    if (boxed && ruled) {
      add_heading(b, i, span_skip(t, mark.text), 1, FALSE);
      return 2;
    }
    if (plain && ruled && blocks_underlined(t, text_of(b, i + 1), &level)) {
      add_heading(b, i, mark.type == '1' ? span_skip(t, mark.text) : t, level, FALSE);
      return 2;
    }
  }
  if ((mark.type == 0 || mark.repeat > 1) && blocks_drawn_heading(t, &words, &level)) {
    /* "## x" goes on with a list of "#"; below a blank line under any other list it is a heading */
    gboolean set_apart =
        b->blank && b->open->len > 0 && g_array_index(b->open, Open, 0).mark.type != '#';
    gboolean wiki_run = mark.repeat > 1 && !set_apart &&
                        (b->bullet >= 0 || (i + 1 < b->n && is_read(b, i + 1) &&
                                            bullet_mark(text_of(b, i + 1), 0).type == '#'));
    if (!wiki_run) {
      add_heading(b, i, words, level, FALSE);
      return 1;
    }
  }
  if (mark.type == 0 && indent_of(b, i) <= 3 && (fresh || b->bullet >= 0) &&
      (b->bullet < 0 || b->blank || indent_of(b, i) == 0) &&
      blocks_label_heading(t, &words, what_follows(b, i), is_among_capitals(b)) &&
      (b->bullet < 0 || b->blank || t.s[t.n - 1] == ':' ||
       (what_follows(b, i) == NEXT_SET_IN && !continues_bullet(b, i)))) {
    add_heading(b, i, words, blocks_is_version(words) ? 5 : 4, TRUE);
    return 1;
  }
  if (is_markdown_heading(b, i, mark)) {
    add_heading(b, i, span_skip(t, mark.text), 1, FALSE);
    return 1;
  }
  if (is_numbered_heading(b, i, mark, &words)) {
    add_heading(b, i, words, 3, FALSE);
    return 1;
  }
  return 0;
}

/* --- bullets --- */

static gboolean
same_kind(BulletMark a, BulletMark b)
{
  return a.type == b.type || (a.type == 'd' && b.type == '1') || (a.type == '1' && b.type == 'd');
}

static gboolean
follows(BulletMark above, BulletMark mark)
{
  return mark.number == above.number + 1 || (above.roman > 0 && mark.roman == above.roman + 1);
}

/* Is a line with a mark a bullet at its place, or a wrapped line that happens to begin like one ("a
 * quarter past\n1. Nobody looked")? */
static gboolean
is_bullet_here(const Builder *b, guint i, BulletMark mark)
{
  gboolean numbered = strchr("1)(dab", mark.type) != NULL;
  if (mark.type == 'd')
    return b->open->len > 0 &&
           strchr("1d", g_array_index(b->open, Open, b->open->len - 1).mark.type) != NULL;
  if (b->bullet >= 0 && !b->blank) {
    for (guint k = 0; k < b->open->len; k++) {
      BulletMark above = g_array_index(b->open, Open, k).mark;
      if (same_kind(above, mark) && (!numbered || follows(above, mark)))
        return TRUE;
    }
    return !numbered || mark.number == 1 || mark.roman == 1;
  }
  if (b->blank || b->paragraph < 0)
    return TRUE;
  /* in the middle of a paragraph */
  const BodyLine *above = &b->line[i - 1];
  Span over = span_rtrim(text_of(b, i - 1));
  if (over.n > 0 && over.s[over.n - 1] == ':')
    return TRUE;
  gboolean pair = FALSE;
  if (i + 1 < b->n && is_read(b, i + 1)) {
    BulletMark next = bullet_mark(text_of(b, i + 1), indent_of(b, i + 1));
    pair = next.type == mark.type && next.column == mark.column;
  }
  /* "a quarter past\n1. Nobody looked": one number alone is a wrapped line */
  if (numbered)
    return pair && mark.number == 1;
  if (indent_of(b, i) > indent_of(b, i - 1) || above->len + 12 < b->width)
    return TRUE;
  return pair;
}

/* Finds the place of a new bullet among the open ones and returns the block of its parent, -1 for
 * none. Nearest above with a smaller indent or a shorter mark; at the same indent a new mark nests
 * under the old one, unless the list nests otherwise; a known mark goes back to its own level. */
static int
nest(Builder *b, BulletMark mark)
{
  GArray *open = b->open;
  Nesting way = NESTS_BY_INDENT;
  while (open->len > 0) {
    BulletMark top = g_array_index(open, Open, open->len - 1).mark;
    gboolean wiki = (top.type == '*' || top.type == '#') &&
                    (mark.type == '*' || mark.type == '#') && (top.repeat > 1 || mark.repeat > 1);
    if (wiki || (top.type == 'd' && mark.type == 'd') || (top.type == '1' && mark.type == 'd')) {
      if (mark.repeat > top.repeat || (top.type == '1' && mark.type == 'd'))
        break;
    } else if (same_kind(top, mark) && strchr("1)(", mark.type) != NULL &&
               mark.number == top.number + 1 && mark.column + 2 >= top.column &&
               mark.column <= top.column + 1) {
      /* " 9." over "10.": the same level though the indent differs */
    } else if (mark.column > top.column) {
      break;
    } else if (mark.column == top.column && !same_kind(top, mark)) {
      gboolean known = b->nesting == NESTS_BY_INDENT;
      for (guint k = 0; k + 1 < open->len; k++) {
        BulletMark other = g_array_index(open, Open, k).mark;
        known = known || (same_kind(other, mark) && other.column == mark.column);
      }
      way = known ? way : NESTS_BY_MARK;
      if (!known)
        break;
    }
    g_array_set_size(open, open->len - 1);
  }
  if (open->len > 0 && b->nesting == NESTS_NOT)
    b->nesting = way;
  return open->len > 0 ? (int)g_array_index(open, Open, open->len - 1).block : -1;
}

static void
take_bullet(Builder *b, guint i, BulletMark mark)
{
  if (b->open->len == 0)
    b->list++;
  /* a list that goes on with another mark after a blank line at the same column is a new one, not a
   * nested one */
  if (b->blank && b->open->len > 0) {
    BulletMark top = g_array_index(b->open, Open, 0).mark;
    if (mark.column == top.column && !same_kind(top, mark) && top.repeat == mark.repeat) {
      close_list(b);
      b->list++;
    }
  }
  int parent = nest(b, mark);
  Block *block = add_block(b, BLOCK_BULLET, i, span_skip(text_of(b, i), mark.text));
  block->mark = mark;
  block->parent = parent;
  block->list = b->list;
  block->lead = b->paragraph;
  b->bullet = (int)b->out->block->len - 1;
  Open open = {.block = (guint)b->bullet, .mark = mark};
  g_array_append_val(b->open, open);
}

/* --- the rest --- */

/* "ACTION: Julien to check the projector" ends with its line when that had room for the next word:
 * what follows is said by somebody again. */
static gboolean
continues_marker(const Builder *b, const Block *last, guint i)
{
  /* "Solveig: +1" below "PROPOSED: ..." is another voice */
  Span t = span_trim(text_of(b, i));
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 30)), ':');
  if (colon > 0 && (gsize)colon + 2 < t.n && t.s[colon + 1] == ' ' &&
      (t.s[colon + 2] == '+' || t.s[colon + 2] == '-'))
    return FALSE;
  if (!blocks_starts_marker(blocks_text(b->out, last)))
    return TRUE;
  if (!ends_in_the_middle(text_of(b, i - 1)) && blocks_is_voice(b->line, b->n, i))
    return FALSE;
  return continues(b, i, indent_of(b, last->first - 1));
}

static void
take_note(Builder *b, guint i)
{
  Block *last =
      b->out->block->len > 0 ? &g_array_index(b->out->block, Block, b->out->block->len - 1) : NULL;
  if (last != NULL && last->kind == BLOCK_NOTE && last->last == i &&
      b->line[i].line_class != LINE_NOTE) {
    extend_block(b, b->out->block->len - 1, i);
    return;
  }
  int parent = b->bullet;
  while (parent >= 0 && blocks_at(b->out, (guint)parent)->parent >= 0 &&
         blocks_at(b->out, (guint)parent)->mark.column > b->line[i].indent)
    parent = blocks_at(b->out, (guint)parent)->parent;
  Block *note = add_block(b, BLOCK_NOTE, i, text_of(b, i));
  note->parent = parent;
}

/* "-> Ilse renews it" below a point of minutes: what follows from it. */
static gboolean
is_consequence(const Builder *b, guint i, Span t)
{
  return t.n > 3 && (t.s[0] == '-' || t.s[0] == '=' || t.s[0] == '\xe2') && blocks_arrow(t) > 0 &&
         (b->minutes || tells_who_was_there(b, i));
}

static void
take_paragraph(Builder *b, guint i)
{
  gboolean apart = b->blank || blocks_starts_marker(text_of(b, i)) ||
                   is_consequence(b, i, span_ltrim(text_of(b, i)));
  int parent =
      apart && b->bullet >= 0 && indent_of(b, i) > blocks_at(b->out, (guint)b->bullet)->mark.column
          ? b->bullet
          : -1;
  if (parent < 0)
    close_list(b);
  Block *block = add_block(b, BLOCK_PARAGRAPH, i, text_of(b, i));
  block->parent = parent;
  b->paragraph = (int)b->out->block->len - 1;
}

/* "+1 Ann", "-1: none" */
static gboolean
is_value_row(Span t)
{
  return t.n > 1 && (t.s[0] == '+' || t.s[0] == '-') && g_ascii_isdigit(t.s[1]) &&
         (t.n == 2 || strchr(" :(", t.s[2]) != NULL);
}

/* Votes below "The vote passes:", a row each: not what passes. */
static gboolean
is_tally_row(const Builder *b, guint i)
{
  if (i == 0 || !is_value_row(span_trim(text_of(b, i))))
    return FALSE;
  Span above = span_trim(text_of(b, i - 1));
  return is_value_row(above) || (above.n > 0 && above.s[above.n - 1] == ':');
}

/* "* Website" in minutes, and what was said of it in sentences below: a line that ends although the
 * next word had room. */
static gboolean
is_said_below(const Builder *b, const Block *last, guint i)
{
  Span point = blocks_text(b->out, last), t = span_ltrim(text_of(b, i));
  if (last->first != last->last || point.n > 64 || span_count_words(point) > 8 ||
      strchr(".?!;,:", point.s[point.n - 1]) != NULL || indent_of(b, i) <= last->mark.column ||
      !g_ascii_isupper(t.s[0]) || continues(b, i, 99))
    return FALSE;
  guint end = i;
  while (end + 1 < b->n && is_read(b, end + 1) && !is_blank(b, end + 1) &&
         bullet_mark(text_of(b, end + 1), indent_of(b, end + 1)).type == 0 &&
         blocks_arrow(span_ltrim(text_of(b, end + 1))) == 0)
    end++;
  t = span_rtrim(text_of(b, end));
  return strchr(".!?)", t.s[t.n - 1]) != NULL && (b->minutes || tells_who_was_there(b, i));
}

static guint
take_line(Builder *b, guint i)
{
  Span t = span_trim(text_of(b, i));
  const Block *last = b->out->block->len > 0 ? blocks_at(b->out, b->out->block->len - 1) : NULL;
  gboolean joined = last != NULL && last->last == i && !b->blank;

  if (b->line[i].line_class == LINE_NOTE) {
    take_note(b, i);
    return 1;
  }
  if (span_ruler(t, "-=_*~#", 3) != 0 || span_starts(t, "* * *") || span_starts(t, "- - -")) {
    close_list(b);
    b->blank = TRUE;
    return 1;
  }
  BulletMark mark = bullet_mark(text_of(b, i), indent_of(b, i));
  guint heading = take_heading(b, i, mark);
  if (heading > 0) {
    b->blank = FALSE;
    return heading;
  }
  if (mark.type != 0 && is_bullet_here(b, i, mark)) {
    take_bullet(b, i, mark);
    b->paragraph = blocks_at(b->out, (guint)b->bullet)->lead;
  } else if (joined && last->kind != BLOCK_NOTE && is_consequence(b, i, t)) {
    take_paragraph(b, i);
  } else if (joined && last->kind == BLOCK_NOTE && !blocks_starts_marker(t)) {
    take_note(b, i);
  } else if (joined && last->kind == BLOCK_BULLET && is_said_below(b, last, i)) {
    add_block(b, BLOCK_PARAGRAPH, i, text_of(b, i))->parent = b->bullet;
  } else if (joined && last->kind == BLOCK_BULLET && !blocks_starts_marker(t) &&
             continues_bullet(b, i)) {
    extend_block(b, b->out->block->len - 1, i);
  } else if (joined && last->kind == BLOCK_BULLET && span_starts(t, "OWNER:")) {
    extend_block(b, b->out->block->len - 1, i);
  } else if (joined && last->kind == BLOCK_PARAGRAPH && !blocks_starts_marker(t) &&
             !is_tally_row(b, i) && continues_marker(b, last, i) &&
             !(b->actions && (t.s[0] == '@' || !continues(b, i, 0)))) {
    extend_block(b, b->out->block->len - 1, i);
  } else {
    take_paragraph(b, i);
  }
  b->blank = FALSE;
  return 1;
}

static void
build(Builder *b)
{
  guint i = 0, end = b->n;
  for (guint k = 0; k < end; k++)
    if (is_read(b, k) && b->line[k].len > b->width && b->line[k].len <= 80)
      b->width = (guint)b->line[k].len;
  b->width = CLAMP(b->width, 50, 78);
  while (i < end) {
    if (!is_read(b, i) || is_blank(b, i)) {
      gboolean foreign = b->line[i].line_class != LINE_BLANK && !is_read(b, i);
      b->blank = TRUE;
      if (foreign) {
        close_list(b);
        b->paragraph = -1;
      }
      i++;
      continue;
    }
    i += take_line(b, i);
  }
}

Blocks *
ingest_blocks(const BodyLines *lines, gboolean minutes)
{
  Blocks *out = g_new0(Blocks, 1);
  out->block = g_array_sized_new(FALSE, FALSE, sizeof(Block), 32);
  out->start = g_array_sized_new(FALSE, FALSE, sizeof(TextStart), 64);
  out->text = g_string_sized_new(2048);
  Builder b = {.line = lines->line,
               .n = lines->n,
               .out = out,
               .heading = -1,
               .paragraph = -1,
               .bullet = -1,
               .minutes = minutes,
               .blank = TRUE};
  b.open = g_array_new(FALSE, FALSE, sizeof(Open));
  build(&b);
  g_array_unref(b.open);
  return out;
}
