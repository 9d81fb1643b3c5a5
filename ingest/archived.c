#include "ingest/archived.h"
#include "db/archived.h"
#include "ingest/references.h"

#include <string.h>

/* Between <> as RFC 5064 has it, or bare; blanks come from folding. NULL when it is too long to be
 * one. */
static char *
clean_address(const char *value, gsize len)
{
  enum { MOST = 4096 };
  const char *open = memchr(value, '<', MIN(len, MOST));
  if (open != NULL) {
    len -= (gsize)(open - value) + 1;
    value = open + 1;
  }
  const char *close = memchr(value, '>', len);
  if (close != NULL)
    len = (gsize)(close - value);
  if (len > MOST)
    return NULL;
  GString *address = g_string_sized_new(len);
  for (gsize i = 0; i < len; i++)
    if ((guint8)value[i] > ' ')
      g_string_append_c(address, value[i]);
  return g_string_free(address, FALSE);
}

/* The segments of an http address's path; NULL: no such address. */
static GStrv
split_path(const char *address)
{
  if (g_ascii_strncasecmp(address, "http://", 7) != 0 &&
      g_ascii_strncasecmp(address, "https://", 8) != 0)
    return NULL;
  const char *path = strchr(strstr(address, "//") + 2, '/');
  if (path == NULL)
    return NULL;
  g_autofree char *bare = g_strndup(path + 1, strcspn(path + 1, "?#"));
  gsize len = strlen(bare);
  if (len > 0 && bare[len - 1] == '/')
    bare[len - 1] = '\0';
  return g_strsplit(bare, "/", -1);
}

/* .../message/HASH/ */
static char *
read_hyperkitty(const GStrv parts, guint n)
{
  return n >= 2 && strcmp(parts[n - 2], "message") == 0
             ? archived_hash(parts[n - 1], strlen(parts[n - 1]))
             : NULL;
}

/* "2014-April" */
static gboolean
is_month(const char *text)
{
  return strlen(text) > 7 && strspn(text, "0123456789") == 4 && text[4] == '-' &&
         g_ascii_isupper(text[5]) &&
         strspn(text + 6, "abcdefghijklmnopqrstuvwxyz") == strlen(text + 6);
}

/* .../LIST/2014-April/003456.html, wherever the archive stands */
static char *
read_pipermail(const GStrv parts, guint n)
{
  if (n < 3 || !is_month(parts[n - 2]) || parts[n - 3][0] == '\0')
    return NULL;
  const char *page = parts[n - 1];
  gsize digits = strspn(page, "0123456789");
  if (digits == 0 || digits > 9 || strcmp(page + digits, ".html") != 0)
    return NULL;
  g_autofree char *list = g_uri_unescape_string(parts[n - 3], NULL);
  return list != NULL && g_utf8_validate(list, -1, NULL)
             ? archived_number(list, parts[n - 2], (guint)g_ascii_strtoull(page, NULL, 10))
             : NULL;
}

/* .../ID/, as public-inbox and many others have it; some with its brackets */
static char *
read_id(const GStrv parts, guint n, const char *own_id)
{
  g_autofree char *text = n > 0 ? g_uri_unescape_string(parts[n - 1], NULL) : NULL;
  if (text == NULL || strchr(text, '@') == NULL)
    return NULL;
  g_autofree char *id = ingest_references_id(text, strlen(text));
  return id != NULL && strcmp(id, own_id) != 0 ? archived_id(id) : NULL;
}

static char *
read_address(const char *value, gsize len, const char *own_id)
{
  g_autofree char *address = clean_address(value, len);
  g_auto(GStrv) parts = address != NULL ? split_path(address) : NULL;
  if (parts == NULL)
    return NULL;
  guint n = g_strv_length(parts);
  char *form = read_hyperkitty(parts, n);
  if (form == NULL)
    form = read_pipermail(parts, n);
  return form != NULL ? form : read_id(parts, n, own_id);
}

static char *
read_hash(const char *value, gsize len)
{
  for (; len > 0 && g_ascii_isspace(*value); value++)
    len--;
  while (len > 0 && g_ascii_isspace(value[len - 1]))
    len--;
  return archived_hash(value, len);
}

static void
take(GPtrArray *found, char *form, const char *own_id)
{
  if (form == NULL || found->len >= INGEST_MAX_ARCHIVED || archived_is_computed(form, own_id) ||
      g_ptr_array_find_with_equal_func(found, form, g_str_equal, NULL))
    g_free(form);
  else
    g_ptr_array_add(found, form);
}

GStrv
ingest_archived_read(const HeaderBlock *block, const char *own_id)
{
  static const HeaderName hashes[] = {HEADER_MESSAGE_ID_HASH, HEADER_X_MESSAGE_ID_HASH};
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < G_N_ELEMENTS(hashes); i++)
    if (block->field[hashes[i]].value != NULL)
      take(found, read_hash(block->field[hashes[i]].value, block->field[hashes[i]].len), own_id);
  if (block->field[HEADER_ARCHIVED_AT].value != NULL)
    take(found,
         read_address(block->field[HEADER_ARCHIVED_AT].value, block->field[HEADER_ARCHIVED_AT].len,
                      own_id),
         own_id);
  for (guint i = 0; i < block->n_again; i++)
    if (block->again[i].name == HEADER_ARCHIVED_AT)
      take(found, read_address(block->again[i].value, block->again[i].len, own_id), own_id);
  if (found->len == 0)
    return NULL;
  g_ptr_array_add(found, NULL);
  return (GStrv)g_ptr_array_free(g_steal_pointer(&found), FALSE);
}

char *
ingest_archived_address(const char *text)
{
  return read_address(text, strlen(text), "");
}
