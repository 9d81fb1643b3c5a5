/* References in the author's own lines: addresses first, then the short forms around them. */
#include "ingest/extract-parts.h"
#include "ingest/links.h"
#include "ingest/trackers.h"

#define MAX_LINKS 5000

/* --- which item a link belongs to --- */

static int
cited_item(const Extract *x, Span mark)
{
  for (guint i = 0; i < x->drafts->items->len; i++) {
    const ItemDraft *d = g_ptr_array_index(x->drafts->items, i);
    if (!d->repeated && memmem(d->title, strlen(d->title), mark.s, mark.n) != NULL)
      return (int)i;
  }
  return -1;
}

/* "[1] http://..." */
static gsize
footnote_mark(Span line)
{
  Span t = span_ltrim(line);
  if (t.n < 3 || t.s[0] != '[')
    return 0;
  gsize digits = span_digits(span_skip(t, 1));
  return digits > 0 && digits <= 3 && t.n > digits + 1 && t.s[digits + 1] == ']' ? digits + 2 : 0;
}

static int
item_by_text(const Extract *x, guint line, Span value)
{
  int found = -1;
  for (guint i = 0; i < x->drafts->items->len; i++) {
    const ItemDraft *d = g_ptr_array_index(x->drafts->items, i);
    if (d->repeated || line < d->lines.first || line > d->lines.last)
      continue;
    if (memmem(d->title, strlen(d->title), value.s, MIN(value.n, 60)) != NULL)
      found = (int)i;
  }
  return found;
}

static int
item_of_block(const Extract *x, guint line)
{
  guint low = 0, high = x->blocks->block->len;
  while (low < high) {
    guint mid = (low + high) / 2;
    if (blocks_at(x->blocks, mid)->last < line)
      low = mid + 1;
    else
      high = mid;
  }
  if (low >= x->blocks->block->len || blocks_at(x->blocks, low)->first > line)
    return -1;
  int block = (int)low;
  for (guint steps = 0; block >= 0 && steps < 64; steps++) {
    const Block *b = blocks_at(x->blocks, (guint)block);
    if (x->item[block] >= 0)
      return x->item[block];
    block = b->parent;
  }
  return -1;
}

static int
item_of_topic(const Extract *x, guint line)
{
  int found = -1;
  for (guint i = 0; i < x->drafts->items->len; i++) {
    const ItemDraft *d = g_ptr_array_index(x->drafts->items, i);
    if (d->kind == ITEM_TOPIC && d->lines.first > 0 && d->lines.first <= line)
      found = (int)i;
  }
  return found;
}

static Span
text_of_line(const Extract *x, guint line)
{
  return span_of(x->lines->line[line - 1].text, x->lines->line[line - 1].len);
}

/* The mark of the footnote whose address stands on a line, n == 0: none. It may stand alone on the
 * line above. */
static Span
mark_of_line(const Extract *x, guint line)
{
  Span text = span_ltrim(text_of_line(x, line));
  Span above = line > 1 ? span_trim(text_of_line(x, line - 1)) : SPAN("");
  gsize alone = footnote_mark(above);
  gboolean address = span_starts(text, "http") || span_starts(text, "<http");
  return address && alone > 0 && alone == above.n ? above : span_of(text.s, footnote_mark(text));
}

static int
find_item(const Extract *x, guint line, Span value)
{
  Span mark = mark_of_line(x, line);
  if (mark.n > 0)
    return cited_item(x, mark);
  int item = item_by_text(x, line, value);
  if (item < 0)
    item = item_of_block(x, line);
  if (item < 0 && (x->bot_log || x->scribe))
    item = item_of_topic(x, line);
  return item;
}

/* --- adding --- */

typedef struct {
  Extract *x;
  GHashTable *keys; /* key -> link index + 1; NULL until there is one */
  GHashTable
      *numbers; /* "6893" of a bug -> link index + 1: "Bug 6893" and its address are one thing */
} Links;

static void
index_link(Links *links, const LinkDraft *link, guint index)
{
  if (links->keys == NULL) {
    links->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    links->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  }
  g_hash_table_insert(links->keys, g_strdup(link->key), GUINT_TO_POINTER(index + 1));
  const char *number =
      strrchr(link->key, link->kind == LINK_BUG && strchr(link->key, '/') != NULL ? '/' : ':');
  if (link->kind == LINK_BUG && number != NULL)
    g_hash_table_insert(links->numbers, g_strdup(number + 1), GUINT_TO_POINTER(index + 1));
}

/* A bare "Bug 6893" and a ticket with that number are one link at the first place, with the better
 * key. */
static gboolean
is_known(Links *links, LinkKind kind, const char *key, const char *url)
{
  if (links->keys == NULL)
    return FALSE;
  if (g_hash_table_contains(links->keys, key))
    return TRUE;
  if (kind != LINK_BUG)
    return FALSE;
  gboolean bare = strchr(key, '/') == NULL;
  const char *number = bare ? strchr(key, ':') : strrchr(key, '/');
  guint index =
      number == NULL ? 0 : GPOINTER_TO_UINT(g_hash_table_lookup(links->numbers, number + 1));
  if (index == 0)
    return FALSE;
  LinkDraft *known = g_ptr_array_index(links->x->drafts->links, index - 1);
  gboolean known_bare = strchr(known->key, '/') == NULL;
  if (bare)
    return TRUE;
  if (!known_bare)
    return FALSE;
  g_free(known->key);
  known->key = g_strdup(key);
  if (known->url == NULL)
    known->url = g_strdup(url);
  g_hash_table_insert(links->keys, g_strdup(key), GUINT_TO_POINTER(index));
  return TRUE;
}

/* Of no item yet; takes key and address. */
static LinkDraft *
draft_of(LinkFound *found)
{
  LinkDraft *link = g_new0(LinkDraft, 1);
  link->kind = found->kind;
  link->value = g_strndup(found->value.s, found->value.n);
  link->key = g_steal_pointer(&found->key);
  link->url = g_steal_pointer(&found->url);
  link->line = found->line;
  link->item = -1;
  return link;
}

static void
add_link(LinkFound *found, gpointer data)
{
  Links *links = data;
  Extract *x = links->x;
  if (is_known(links, found->kind, found->key, found->url))
    return;
  if (x->drafts->links->len >= MAX_LINKS) {
    x->drafts->n_cut++;
    return;
  }
  LinkDraft *link = draft_of(found);
  link->item = find_item(x, found->line, found->value);
  index_link(links, link, x->drafts->links->len);
  g_ptr_array_add(x->drafts->links, link);
}

static gboolean
is_read(LineClass c)
{
  return c == LINE_OWN || c == LINE_NOTE || c == LINE_TRAILER;
}

/* Of the first line, with none around it. */
static LinkScan
new_scan(void (*found)(LinkFound *found, gpointer data), gpointer data,
         const ExtractTrackers *trackers)
{
  LinkScan scan = {.found = found, .data = data, .trackers = trackers, .line = 1};
  scan.before = scan.next = SPAN("");
  return scan;
}

static void
scan_lines(const BodyLines *lines, LinkScan *scan)
{
  for (guint i = 0; i < lines->n; i++) {
    const BodyLine *line = &lines->line[i];
    if (!is_read(line->line_class)) {
      scan->before = SPAN("");
      continue;
    }
    const BodyLine *next =
        i + 1 < lines->n && is_read(lines->line[i + 1].line_class) ? line + 1 : NULL;
    scan->line = i + 1;
    scan->trailer = line->line_class == LINE_TRAILER;
    scan->next = next == NULL ? SPAN("") : span_of(next->text, next->len);
    Span text = span_of(line->text, line->len);
    links_scan_line(scan, text);
    scan->before = text;
  }
}

void
extract_links(Extract *x)
{
  Links links = {.x = x};
  LinkScan scan = new_scan(add_link, &links, x->trackers);
  scan_lines(x->lines, &scan);
  g_clear_pointer(&links.keys, g_hash_table_unref);
  g_clear_pointer(&links.numbers, g_hash_table_unref);
}

static void
add_mention(LinkFound *found, gpointer data)
{
  GPtrArray *mentions = data;
  if (mentions->len >= MAX_LINKS)
    return;
  g_ptr_array_add(mentions, draft_of(found));
}

GPtrArray *
ingest_link_mentions(const BodyLines *lines, const ExtractTrackers *trackers)
{
  GPtrArray *mentions = g_ptr_array_new_with_free_func((GDestroyNotify)link_draft_free);
  LinkScan scan = new_scan(add_mention, mentions, trackers);
  scan_lines(lines, &scan);
  return mentions;
}

/* --- what a person types --- */

static void
take_first(LinkFound *found, gpointer data)
{
  char **key = data;
  if (*key == NULL)
    *key = g_steal_pointer(&found->key);
}

/* "bug:6893" is of no tracker in particular. */
static const char *
loose_end(const char *key)
{
  gboolean bare = g_str_has_prefix(key, "bug:") && strchr(key, '/') == NULL;
  return bare ? key + strlen("bug:") : key;
}

char *
ingest_link_key(const char *text, const ExtractTrackers *trackers)
{
  g_autofree char *typed = g_strstrip(g_strdup(text));
  g_autofree char *key = NULL;
  LinkScan scan = new_scan(take_first, &key, trackers);
  for (int kind = 0; kind < LINK_N_KINDS; kind++) {
    const char *word = link_kind_to_text((LinkKind)kind);
    if (g_str_has_prefix(typed, word) && typed[strlen(word)] == ':')
      return g_strdup(loose_end(typed));
  }
  links_scan_line(&scan, span_of(typed, strlen(typed)));
  return g_strdup(key != NULL ? loose_end(key) : typed + strspn(typed, "#"));
}
