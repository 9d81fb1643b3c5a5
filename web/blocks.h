/* The lines of a mail cut into what a page shows as one: plain runs, folded quotes, and lines in which something was found,
 * with what was found beside them. Pure; every line is in exactly one block. */
#pragma once
#include "web/views.h"
G_BEGIN_DECLS

typedef enum { WEB_BLOCK_PLAIN, WEB_BLOCK_FOLDED, WEB_BLOCK_FOUND, WEB_BLOCK_SCRUBBED } WebBlockKind;

/* A piece of the mail that an item or a vote came from. */
typedef struct {
  LineRange lines;
  const Item *item; /* or NULL */
  const Vote *vote; /* or NULL */
} WebFind;

typedef struct {
  WebBlockKind kind;
  guint first, last;      /* lines, from 1 */
  guint find, n_finds;    /* WEB_BLOCK_FOUND: its slice of WebBlocks.finds */
  guint part, n_parts;    /* WEB_BLOCK_SCRUBBED: the parts it speaks of, for web_scrubbed_part */
} WebBlock;

typedef struct {
  GArray *blocks; /* WebBlock */
  GArray *finds;  /* WebFind by first line */
} WebBlocks;

/* All lines of the mail, in order. */
WebBlocks *web_blocks_of(const WebMail *mail);
void web_blocks_free(WebBlocks *blocks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebBlocks, web_blocks_free)

/* The n-th part (from 0) that pipermail took out of this mail; NULL: its note says nothing of one. */
const WebPart *web_scrubbed_part(const WebMail *mail, guint n);
/* The one range that covers the whole block, for its id; first == 0: none (single line, or ranges that overlap). */
LineRange web_block_range(const WebBlocks *blocks, const WebBlock *block);
/* Classes of a line for the stylesheet: "" for most of what the author wrote, "j" when it joins the next, "q2", "add". Static string. */
const char *web_line_class(const WebLine *line, gboolean joins);
/* The line reads on in the next one, so that narrow screens may join them. number from 1. */
gboolean web_line_joins(const WebMail *mail, guint number);
G_END_DECLS
