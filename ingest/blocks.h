/* Classified lines -> headings, bullets with their nesting, notes, paragraphs. Pure. The text of a
 * block is its lines joined by one blank, runs of blanks within made one; every place in it leads
 * back to its line. */
#pragma once
#include "ingest/lines.h"
#include "ingest/mark.h"
G_BEGIN_DECLS

typedef enum {
  BLOCK_HEADING,
  BLOCK_BULLET,
  BLOCK_NOTE,     /* " > ..." under a bullet; parent is the bullet */
  BLOCK_PARAGRAPH /* parent: the bullet it explains, when it is indented under one */
} BlockKind;

typedef struct {
  BlockKind kind;
  guint first, last; /* 1-based lines */
  guint text, len;   /* in Blocks.text */
  int parent;        /* block index of the bullet above, or -1 */
  int heading;  /* block index of the nearest heading above, or -1; of a heading: the
                 * one before it */
  int lead;     /* bullets: paragraph right above their list, or -1 */
  guint list;   /* bullets: number of their list, from 1 */
  guint8 level; /* headings: 1 is the highest */
  gboolean label; /* headings: "TITLE:" in running text rather than a drawn heading */
  BulletMark mark;
} Block;

/* Where the part of a text that stands on one line begins. */
typedef struct {
  guint place, line;
} TextStart;

typedef struct {
  GArray *block; /* Block */
  GString *text;
  GArray *start; /* TextStart, by place */
} Blocks;

/* lines is borrowed only during the call. minutes: the subject says that they are minutes. Free with
 * ingest_blocks_free. */
Blocks *ingest_blocks(const BodyLines *lines, gboolean minutes);
void ingest_blocks_free(Blocks *blocks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Blocks, ingest_blocks_free)

static inline const Block *
blocks_at(const Blocks *blocks, guint i)
{
  return &g_array_index(blocks->block, Block, i);
}

static inline Span
blocks_text(const Blocks *blocks, const Block *b)
{
  return span_of(blocks->text->str + b->text, b->len);
}

/* The part of a block's text that stands on its first line. */
Span blocks_first_line(const Blocks *blocks, const Block *b);
/* The line on which a place of Blocks.text stands. */
guint blocks_line_of(const Blocks *blocks, guint place);

/* What stands below a line that may be a heading. */
typedef enum {
  NEXT_TEXT,  /* text or a quote right below */
  NEXT_BLANK, /* a blank line or the end, then no bullet */
  NEXT_BULLET,
  NEXT_SET_IN /* a bullet right below, further in than the line */
} BlocksNext;

/* blocks-headings.c: what a line by itself says. text becomes the heading's words; FALSE: no
 * heading. */
gboolean blocks_drawn_heading(Span line, Span *text, guint8 *level);
/* among: the heading above is in capitals too. */
gboolean blocks_label_heading(Span line, Span *text, BlocksNext next, gboolean among);
gboolean blocks_is_capitals(Span text);
gboolean blocks_underlined(Span line, Span ruler, guint8 *level);
/* Bytes of "-> ", "=> ", "→ " at the start of t. */
gsize blocks_arrow(Span t);
/* A word that only headings of lists stand under: "Backlog", "Action items". */
gboolean blocks_is_section_word(Span text);
/* "0.9-alpha", "v2.1": what a plan is divided by, below the heading that names it. */
gboolean blocks_is_version(Span text);
/* "Present: Ann, Bo" */
gboolean blocks_is_attendance(Span line);
/* "Here: Ann, Bo (until 20:15)": attendance only where a meeting is told of. */
gboolean blocks_is_list_of_those_here(Span line);
/* A line that begins an item of its own whatever stands above: "ACTION: ...", "Topic: ...", "[1]
 * http://...", "#agreed ..." */
gboolean blocks_starts_marker(Span line);

/* blocks-voices.c: "Elodie: any objection", a line of n that begins with somebody who speaks there: a
 * first name, one who was there, or a word that begins other lines so. */
gboolean blocks_is_voice(const BodyLine *lines, guint n, guint at);

G_END_DECLS
