#include "server/mail-links.h"

#include <string.h>

#include "ingest/extract.h"

/* The copy owns its value and its address. */
static void
again_free(gpointer data)
{
  Link *again = data;
  g_free(again->value);
  g_free(again->url);
  g_free(again);
}

static void
add_again(GPtrArray *found, const Link *link, char *value, const char *url, guint line)
{
  Link *again = g_memdup2(link, sizeof *link);
  again->value = value;
  again->url = g_strdup(url);
  again->line = line;
  g_ptr_array_add(found, again);
}

/* "bug:6893" and "bug:bugs.centos.org/6893" of one mail are one link. Caller frees. */
static char *
number_of(const char *key)
{
  const char *slash = strrchr(key, '/');
  const char *colon = strchr(key, ':');
  return g_strconcat("#", slash != NULL ? slash + 1 : colon != NULL ? colon + 1 : key, NULL);
}

static char *
place_of(guint line, const char *value)
{
  return g_strdup_printf("%u %s", line, value);
}

/* By key, and bugs by number: links are borrowed. */
static GHashTable *
links_by_key(const GPtrArray *links)
{
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < links->len; i++) {
    Link *link = links->pdata[i];
    if (link->key == NULL)
      continue;
    g_hash_table_insert(table, g_strdup(link->key), link);
    if (link->kind == LINK_BUG)
      g_hash_table_insert(table, number_of(link->key), link);
  }
  return table;
}

static const Link *
known_link(GHashTable *by_key, const LinkDraft *draft)
{
  const Link *link = g_hash_table_lookup(by_key, draft->key);
  if (link != NULL || draft->kind != LINK_BUG)
    return link;
  g_autofree char *number = number_of(draft->key);
  return g_hash_table_lookup(by_key, number);
}

static GHashTable *
places_of(const GPtrArray *links)
{
  GHashTable *places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < links->len; i++) {
    const Link *link = links->pdata[i];
    g_hash_table_add(places, place_of(link->line, link->value != NULL ? link->value : ""));
  }
  return places;
}

/* "<http://example.org/2026/" at the end of a line, "april>" in the next: bytes of value that stand
 * in the first. 0: it is whole. */
static gsize
bytes_before_wrap(const BodyLine *line, const char *value)
{
  const char *end = line->text + line->len;
  while (end > line->text && g_ascii_isspace(end[-1]))
    end--;
  const char *open = memrchr(line->text, '<', (gsize)(end - line->text));
  gsize len = open != NULL ? (gsize)(end - open) - 1 : 0;
  return len > 0 && len < strlen(value) && memcmp(open + 1, value, len) == 0 ? len : 0;
}

/* The rest begins its line; a link that began anywhere else in it, too, would mark the wrong place.
 */
static gboolean
begins_once(const BodyLine *line, const char *rest)
{
  const char *at = line->text, *end = line->text + line->len;
  gsize len = strlen(rest);
  while (at < end && g_ascii_isspace(*at))
    at++;
  return (gsize)(end - at) >= len && memcmp(at, rest, len) == 0 &&
         memmem(at + len, (gsize)(end - at) - len, rest, len) == NULL;
}

static void
add_wrapped(GPtrArray *found, const BodyLines *lines, const LinkDraft *draft, const Link *link)
{
  gsize before =
      draft->line < lines->n ? bytes_before_wrap(&lines->line[draft->line - 1], draft->value) : 0;
  if (before == 0)
    return;
  add_again(found, link, g_strndup(draft->value, before), draft->url, draft->line);
  if (begins_once(&lines->line[draft->line], draft->value + before))
    add_again(found, link, g_strdup(draft->value + before), draft->url, draft->line + 1);
}

GPtrArray *
server_mail_links_again(Db *db, gint64 group, const BodyLines *lines, const GPtrArray *links,
                        GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(again_free);
  if (links->len == 0)
    return g_steal_pointer(&found);
  g_autoptr(ExtractTrackers) trackers = ingest_trackers_load(db, group, error);
  if (trackers == NULL)
    return NULL;
  g_autoptr(GHashTable) by_key = links_by_key(links);
  g_autoptr(GHashTable) places = places_of(links);
  g_autoptr(GPtrArray) drafts = ingest_link_mentions(lines, trackers);
  for (guint i = 0; i < drafts->len; i++) {
    const LinkDraft *draft = drafts->pdata[i];
    const Link *link = known_link(by_key, draft);
    if (link == NULL)
      continue;
    if (draft->url != NULL && g_str_has_prefix(draft->url, draft->value))
      add_wrapped(found, lines, draft, link);
    else if (draft->kind != LINK_MAIL &&
             g_hash_table_add(places, place_of(draft->line, draft->value)))
      add_again(found, link, g_strdup(draft->value), link->url, draft->line);
  }
  return g_steal_pointer(&found);
}
