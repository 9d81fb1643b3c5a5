#include "web/blocks.h"
#include <string.h>

#define FOLD_OVER_LINES 6      /* a quote of more lines is folded */
#define FOLD_OVER_DEEP_LINES 3 /* and one of more lines that quotes a quote */
#define JOIN_OVER_BYTES 48     /* shorter lines end where the author wanted them to end */

static const WebLine *
line_at(const WebMail *mail, guint number)
{
  return &g_array_index(mail->lines, WebLine, number - 1);
}

static guint
count_lines(const WebMail *mail)
{
  return mail->lines != NULL ? mail->lines->len : 0;
}

static gint
compare_finds(gconstpointer a, gconstpointer b)
{
  const WebFind *one = a, *two = b;
  if (one->lines.first != two->lines.first)
    return one->lines.first < two->lines.first ? -1 : 1;
  if (one->lines.last != two->lines.last)
    return one->lines.last < two->lines.last ? -1 : 1;
  return 0;
}

static void
add_find(GArray *finds, const WebMail *mail, LineRange lines, const Item *item, const Vote *vote)
{
  guint n = count_lines(mail);
  if (lines.first < 1 || lines.first > n)
    return;
  WebFind find = {.lines = lines, .item = item, .vote = vote};
  find.lines.last = CLAMP(lines.last, lines.first, n);
  g_array_append_val(finds, find);
}

/* Items that start in this mail know their lines; items that are only mentioned here are known by
 * their lines' marks. */
static GArray *
collect_finds(const WebMail *mail)
{
  GArray *finds = g_array_new(FALSE, TRUE, sizeof(WebFind));
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (guint i = 0; mail->items != NULL && i < mail->items->len; i++) {
    const Item *item = g_ptr_array_index(mail->items, i);
    if (item->origin == NULL || mail->message == NULL ||
        g_strcmp0(item->origin->message_id, mail->message->message_id) != 0)
      continue;
    add_find(finds, mail, item->origin->lines, item, NULL);
    g_hash_table_add(seen, GSIZE_TO_POINTER((gsize)item->number));
  }
  for (guint i = 1; i <= count_lines(mail); i++) {
    const WebLine *line = line_at(mail, i);
    if (line->vote != NULL)
      add_find(finds, mail, (LineRange){i, i}, NULL, line->vote);
    if (line->item == NULL || !line->first_of_item ||
        g_hash_table_contains(seen, GSIZE_TO_POINTER((gsize)line->item->number)))
      continue;
    guint last = i;
    while (last < count_lines(mail) && line_at(mail, last + 1)->item == line->item &&
           !line_at(mail, last + 1)->first_of_item)
      last++;
    add_find(finds, mail, (LineRange){i, last}, line->item, NULL);
  }
  g_array_sort(finds, compare_finds);
  return finds;
}

/* The last line of the run of that class that starts here; blank lines inside it belong to it. */
static guint
run_end(const WebMail *mail, guint first, guint limit, LineClass run)
{
  guint last = first;
  for (guint i = first; i <= limit; i++) {
    LineClass class = line_at(mail, i)->line_class;
    if (class == run)
      last = i;
    else if (class != LINE_BLANK)
      break;
  }
  return last;
}

static gboolean
is_folded(const WebMail *mail, guint first, guint last)
{
  guint n = last - first + 1;
  if (n > FOLD_OVER_LINES)
    return TRUE;
  gboolean deep = FALSE;
  for (guint i = first; i <= last; i++)
    deep = deep || line_at(mail, i)->depth > 1;
  return deep && n > FOLD_OVER_DEEP_LINES;
}

static void
add_block(WebBlocks *blocks, WebBlock block)
{
  if (block.first <= block.last)
    g_array_append_val(blocks->blocks, block);
}

/* --- what pipermail took out --- */

static gboolean
is_note(const WebLine *line)
{
  static const char *const notes[] = {"scrubbed...", "Skipped content of type "};
  for (guint i = 0; i < G_N_ELEMENTS(notes); i++)
    if (memmem(line->text, line->len, notes[i], strlen(notes[i])) != NULL)
      return TRUE;
  return FALSE;
}

static guint
count_notes(const WebMail *mail, guint first, guint last)
{
  guint n = 0;
  for (guint i = first; i <= last; i++)
    if (line_at(mail, i)->line_class == LINE_SCRUBBED)
      n += is_note(line_at(mail, i)) ? 1 : 0;
  return n;
}

const WebPart *
web_scrubbed_part(const WebMail *mail, guint n)
{
  for (guint i = 0; mail->parts != NULL && i < mail->parts->len; i++) {
    const WebPart *part = &g_array_index(mail->parts, WebPart, i);
    if (part->index == 0 && n-- == 0)
      return part;
  }
  return NULL;
}

/* What is shown folded and starts at this line; first > last: nothing. before: notes in the lines
 * above. */
static WebBlock
foldable_at(const WebMail *mail, guint line, guint limit, guint before)
{
  WebBlock block = {.kind = WEB_BLOCK_FOLDED, .first = line, .last = line - 1};
  LineClass class = line_at(mail, line)->line_class;
  if (class == LINE_QUOTE) {
    guint end = run_end(mail, line, limit, class);
    if (is_folded(mail, line, end))
      block.last = end;
  } else if (class == LINE_SCRUBBED) {
    guint end = run_end(mail, line, limit, class);
    guint n = count_notes(mail, line, end);
    if (n > 0)
      block = (WebBlock){
          .kind = WEB_BLOCK_SCRUBBED, .first = line, .last = end, .part = before, .n_parts = n};
  }
  return block;
}

/* Lines first..last hold no finds: plain runs, folded quotes and notes. */
static void
add_between(WebBlocks *blocks, const WebMail *mail, guint first, guint last)
{
  guint start = first, notes = 0;
  gboolean counted = FALSE;
  for (guint i = first; i <= last; i++) {
    LineClass class = line_at(mail, i)->line_class;
    if (class != LINE_QUOTE && class != LINE_SCRUBBED)
      continue;
    if (class == LINE_SCRUBBED && !counted) {
      notes = first > 1 ? count_notes(mail, 1, first - 1) : 0;
      counted = TRUE;
    }
    WebBlock block = foldable_at(mail, i, last, notes);
    if (block.last >= block.first) {
      add_block(blocks, (WebBlock){.kind = WEB_BLOCK_PLAIN, .first = start, .last = i - 1});
      add_block(blocks, block);
      start = block.last + 1;
      notes += block.n_parts;
      i = block.last;
    } else if (class == LINE_QUOTE) {
      i = run_end(mail, i, last, class);
    }
  }
  add_block(blocks, (WebBlock){.kind = WEB_BLOCK_PLAIN, .first = start, .last = last});
}

WebBlocks *
web_blocks_of(const WebMail *mail)
{
  WebBlocks *blocks = g_new0(WebBlocks, 1);
  blocks->blocks = g_array_new(FALSE, TRUE, sizeof(WebBlock));
  blocks->finds = collect_finds(mail);
  guint next = 1;
  for (guint i = 0; i < blocks->finds->len;) {
    const WebFind *find = &g_array_index(blocks->finds, WebFind, i);
    WebBlock block = {
        .kind = WEB_BLOCK_FOUND, .first = find->lines.first, .last = find->lines.last, .find = i};
    for (; i < blocks->finds->len; i++, block.n_finds++) {
      const WebFind *more = &g_array_index(blocks->finds, WebFind, i);
      if (more->lines.first > block.last)
        break;
      block.last = MAX(block.last, more->lines.last);
    }
    add_between(blocks, mail, next, block.first - 1);
    add_block(blocks, block);
    next = block.last + 1;
  }
  add_between(blocks, mail, next, count_lines(mail));
  return blocks;
}

void
web_blocks_free(WebBlocks *blocks)
{
  if (blocks == NULL)
    return;
  g_array_unref(blocks->blocks);
  g_array_unref(blocks->finds);
  g_free(blocks);
}

LineRange
web_block_range(const WebBlocks *blocks, const WebBlock *block)
{
  for (guint i = 0; i < block->n_finds; i++) {
    const WebFind *find = &g_array_index(blocks->finds, WebFind, block->find + i);
    if (find->lines.first == block->first && find->lines.last == block->last &&
        block->last > block->first)
      return find->lines;
  }
  return (LineRange){0, 0};
}

static const char *
diff_class(const WebLine *line)
{
  const char *text = line->text;
  if (line->len == 0)
    return "diff";
  if (line->len > 3 && (memcmp(text, "+++ ", 4) == 0 || memcmp(text, "--- ", 4) == 0))
    return "file";
  if (line->len > 4 && (memcmp(text, "diff ", 5) == 0 || memcmp(text, "index", 5) == 0))
    return "file";
  if (line->len > 1 && text[0] == '@' && text[1] == '@')
    return "hunk";
  if (text[0] == '+')
    return "add";
  /* "---" alone divides a patch mail's words from its diff. */
  return text[0] == '-' && !(line->len == 3 && memcmp(text, "---", 3) == 0) ? "del" : "diff";
}

/* Own text that is aligned by blanks is a drawing or a table: it keeps its fixed pitch on every
 * screen. */
static gboolean
is_aligned(const WebLine *line)
{
  gsize at = 0;
  while (at < line->len && line->text[at] == ' ')
    at++;
  for (; at + 2 < line->len; at++) {
    if (line->text[at] == '\t' || memcmp(line->text + at, "   ", 3) == 0)
      return TRUE;
  }
  return FALSE;
}

const char *
web_line_class(const WebLine *line, gboolean joins)
{
  static const char *const quotes[] = {"q1", "q1", "q2", "q3", "q4"};
  switch (line->line_class) {
  case LINE_QUOTE:
    return quotes[MIN(line->depth, G_N_ELEMENTS(quotes) - 1)];
  case LINE_DIFF:
    return diff_class(line);
  case LINE_OWN:
  case LINE_NOTE:
  case LINE_BLANK:
    return is_aligned(line) ? joins ? "fixed j" : "fixed" : joins ? "j" : "";
  case LINE_LOG:
  case LINE_TABLE:
    return "log";
  case LINE_ATTRIBUTION:
    return "attribution";
  default:
    return "small";
  }
}

static gboolean
starts_like_bullet(const WebLine *line, gsize indent)
{
  if (indent >= line->len)
    return FALSE;
  const char *at = line->text + indent;
  gsize left = line->len - indent;
  if (strchr("*-+#|>=~_/", *at) != NULL || (guchar)*at >= 0x80)
    return TRUE;
  gsize digits = 0;
  while (digits < left && (g_ascii_isalnum(at[digits]) && digits < 3))
    digits++;
  return digits < left && (at[digits] == '.' || at[digits] == ')') && digits + 1 < left &&
         at[digits + 1] == ' ';
}

static gsize
indent_of(const WebLine *line)
{
  gsize n = 0;
  while (n < line->len && (line->text[n] == ' ' || line->text[n] == '\t'))
    n++;
  return n;
}

gboolean
web_line_joins(const WebMail *mail, guint number)
{
  if (number < 1 || number >= count_lines(mail))
    return FALSE;
  const WebLine *line = line_at(mail, number), *next = line_at(mail, number + 1);
  if (line->line_class != LINE_OWN || next->line_class != LINE_OWN)
    return FALSE;
  gsize indent = indent_of(line), next_indent = indent_of(next);
  gboolean bullet = starts_like_bullet(line, indent);
  if (line->len < JOIN_OVER_BYTES || starts_like_bullet(next, next_indent))
    return FALSE;
  /* Deeper indentation under a line that is no bullet is code or a table. */
  return next_indent <= 4 + indent && (bullet || next_indent == indent) &&
         memchr(next->text + next_indent, '\t', next->len - next_indent) == NULL;
}
