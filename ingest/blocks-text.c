/* The text of blocks, and the way back from a place in it to its line. */
#include "ingest/blocks.h"

guint
blocks_line_of(const Blocks *blocks, guint place)
{
  guint low = 0, high = blocks->start->len;
  while (low + 1 < high) {
    guint mid = (low + high) / 2;
    if (g_array_index(blocks->start, TextStart, mid).place <= place)
      low = mid;
    else
      high = mid;
  }
  return blocks->start->len == 0 ? 0 : g_array_index(blocks->start, TextStart, low).line;
}

Span
blocks_first_line(const Blocks *blocks, const Block *b)
{
  guint end = b->text + b->len;
  guint low = 0, high = blocks->start->len;
  while (low < high) {
    guint mid = (low + high) / 2;
    if (g_array_index(blocks->start, TextStart, mid).place <= b->text)
      low = mid + 1;
    else
      high = mid;
  }
  if (low < blocks->start->len && g_array_index(blocks->start, TextStart, low).place < end)
    end = g_array_index(blocks->start, TextStart, low).place;
  return span_rtrim(span_of(blocks->text->str + b->text, end - b->text));
}

void
ingest_blocks_free(Blocks *blocks)
{
  if (blocks == NULL)
    return;
  g_array_unref(blocks->block);
  g_array_unref(blocks->start);
  g_string_free(blocks->text, TRUE);
  g_free(blocks);
}
