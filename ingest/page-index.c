#include "ingest/page-index.h"
#include "ingest/charset.h"
#include "ingest/page.h"
#include "ingest/paths.h"

#include <string.h>

/* From a number's link to its anchor: subject and markup. */
#define ENTRY_BYTES 4096
#define TITLE_BYTES 4096

void
index_entry_free(IndexEntry *entry)
{
  if (entry == NULL)
    return;
  g_free(entry->subject);
  g_free(entry->author);
  g_free(entry);
}

/* The digits of attribute="...digits<suffix>" in the tag that begins at *at, which moves behind it;
 * 0: none, or another tag. */
static guint
number_in_tag(const char **at, const char *end, const char *attribute, const char *suffix)
{
  gsize n = strlen(attribute);
  const char *p = *at;
  while (p < end && g_ascii_isspace(*p))
    p++;
  const char *close = p < end && *p == '<' ? memchr(p, '>', (gsize)(end - p)) : NULL;
  if (close == NULL || (gsize)(close - p) < n + 4 || g_ascii_tolower(p[1]) != 'a' || p[2] != ' ' ||
      g_ascii_strncasecmp(p + 3, attribute, n) != 0)
    return 0;
  g_autofree char *value = g_strndup(p + 3 + n, (gsize)(close - p) - 3 - n);
  g_strdelimit(value, "\"'", ' ');
  g_strstrip(value);
  *at = close + 1;
  if (!g_str_has_suffix(value, suffix))
    return 0;
  value[strlen(value) - strlen(suffix)] = '\0';
  const char *name = strrchr(value, '/');
  guint64 number = 0;
  return g_ascii_string_to_unsigned(name != NULL ? name + 1 : value, 10, 1, G_MAXINT, &number, NULL)
             ? (guint)number
             : 0;
}

/* The entry that begins at the link at p: its link and its anchor say one number. *text: between
 * them; *behind: after the anchor. */
static guint
entry_at(const char *p, const char *end, const char **text, const char **behind)
{
  const char *stop = p + MIN((gsize)(end - p), ENTRY_BYTES);
  guint number = number_in_tag(&p, stop, "href=", ".html");
  *text = p;
  const char *anchor = number != 0 ? ingest_page_tag(p, stop, "/a", &p) : NULL;
  if (anchor == NULL || number_in_tag(&p, stop, "name=", "") != number)
    return 0;
  *behind = p;
  return number;
}

/* The next entry from *at on, which moves behind it. NULL: no more. */
static IndexEntry *
next_entry(const char **at, const char *end)
{
  const char *link, *text, *behind;
  for (const char *p = *at; ingest_page_tag(p, end, "li", &link) != NULL; p = link) {
    guint number = entry_at(link, end, &text, &behind);
    if (number == 0)
      continue;
    const char *stop = behind + MIN((gsize)(end - behind), ENTRY_BYTES);
    IndexEntry *entry = g_new0(IndexEntry, 1);
    entry->number = number;
    entry->subject = ingest_page_text(text, behind);
    entry->author = ingest_page_element(&behind, stop, "i");
    *at = behind;
    return entry;
  }
  return NULL;
}

gboolean
ingest_index_is(const char *head, gsize len)
{
  IndexEntry *entry = next_entry(&head, head + len);
  index_entry_free(entry);
  return entry != NULL;
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
  const IndexEntry *x = *(const IndexEntry *const *)a, *y = *(const IndexEntry *const *)b;
  return (x->number > y->number) - (x->number < y->number);
}

GPtrArray *
ingest_index_read(const char *html, gsize len)
{
  g_autoptr(GString) clean = g_string_sized_new(len);
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)index_entry_free);
  ingest_charset_append(clean, html, len, NULL);
  const char *at = clean->str, *end = clean->str + clean->len;
  for (IndexEntry *entry; (entry = next_entry(&at, end)) != NULL;) {
    if (entry->author != NULL && g_hash_table_add(seen, GUINT_TO_POINTER(entry->number)))
      g_ptr_array_add(entries, entry);
    else
      index_entry_free(entry);
  }
  g_ptr_array_sort(entries, compare_numbers);
  return entries;
}

char *
ingest_index_month(const char *html, gsize len)
{
  const char *at = html;
  g_autofree char *title = ingest_page_element(&at, html + MIN(len, TITLE_BYTES), "title");
  g_auto(GStrv) words = g_strsplit_set(title != NULL ? title : "", " \t\r\n", -1);
  for (guint i = 0; words[i] != NULL && words[i + 1] != NULL; i++) {
    g_autofree char *name = g_strdup_printf("%s-%s", words[i + 1], words[i]);
    g_autofree char *month = ingest_paths_month(name);
    if (g_strcmp0(month, name) == 0)
      return g_steal_pointer(&month);
  }
  return NULL;
}
