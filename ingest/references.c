#include "ingest/references.h"

#include "db/records.h"

#include <string.h>

/* Cleans one id; NULL when it is none. */
static char *
make_id(const char *text, gsize len)
{
  if (len > 4 * INGEST_MAX_MESSAGE_ID)
    return NULL;
  g_autofree char *id = message_id_clean(text, len);
  gsize kept = strlen(id);
  return kept > 0 && kept <= INGEST_MAX_MESSAGE_ID ? g_utf8_make_valid(id, (gssize)kept) : NULL;
}

/* The next <...> of *p; moves *p behind it. A second '<' starts again: "<<a@b>". */
static char *
next_bracketed(const char **p, const char *end)
{
  while (*p < end) {
    const char *open = memchr(*p, '<', (gsize)(end - *p));
    const char *close = open != NULL ? memchr(open, '>', (gsize)(end - open)) : NULL;
    if (close == NULL)
      break;
    const char *last = memrchr(open, '<', (gsize)(close - open));
    *p = close + 1;
    char *id = make_id(last + 1, (gsize)(close - last) - 1);
    if (id != NULL)
      return id;
  }
  *p = end;
  return NULL;
}

/* Without brackets an id is a word with an '@' inside. */
static char *
next_bare(const char **p, const char *end)
{
  while (*p < end) {
    while (*p < end && (guint8) * *p <= ' ')
      (*p)++;
    const char *begin = *p;
    while (*p < end && (guint8) * *p > ' ')
      (*p)++;
    const char *at = memchr(begin, '@', (gsize)(*p - begin));
    if (at != NULL && at > begin && at + 1 < *p)
      return make_id(begin, (gsize)(*p - begin));
  }
  return NULL;
}

char *
ingest_references_id(const char *value, gsize len)
{
  if (value == NULL)
    return NULL;
  const char *p = value;
  char *id = next_bracketed(&p, value + len);
  return id != NULL ? id : make_id(value, len);
}

static gboolean
is_address_of(const char *id, GPtrArray *const people[])
{
  for (guint i = 0; people != NULL && people[i] != NULL; i++)
    for (guint j = 0; j < people[i]->len; j++) {
      const Person *person = people[i]->pdata[j];
      if (person->email != NULL && g_ascii_strcasecmp(person->email, id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Appends id (taken), or drops it; a double moves to the end: the last reference is the parent. */
static void
add_id(GPtrArray *ids, GHashTable *seen, char *id, gboolean moves)
{
  if (g_hash_table_contains(seen, id)) {
    guint index;
    if (moves && g_ptr_array_find_with_equal_func(ids, id, g_str_equal, &index)) {
      g_ptr_array_add(ids, ids->pdata[index]);
      memmove(ids->pdata + index, ids->pdata + index + 1,
              (ids->len - index - 1) * sizeof(gpointer));
      g_ptr_array_set_size(ids, (int)ids->len - 1);
    }
    g_free(id);
    return;
  }
  if (ids->len >= INGEST_MAX_REFERENCES) {
    g_hash_table_remove(seen, ids->pdata[1]);
    g_free(ids->pdata[1]);
    memmove(ids->pdata + 1, ids->pdata + 2, (ids->len - 2) * sizeof(gpointer));
    g_ptr_array_set_size(ids, (int)ids->len - 1);
  }
  g_hash_table_add(seen, id);
  g_ptr_array_add(ids, id);
}

static void
add_field(GPtrArray *ids, GHashTable *seen, const HeaderBlock *block, HeaderName name,
          const char *own_id, GPtrArray *const people[])
{
  const char *p = block->field[name].value;
  if (p == NULL)
    return;
  const char *end = p + block->field[name].len;
  gboolean reply = name == HEADER_IN_REPLY_TO;
  char *(*next)(const char **, const char *) =
      memchr(p, '<', (gsize)(end - p)) != NULL ? next_bracketed : next_bare;
  for (char *id = next(&p, end); id != NULL; id = next(&p, end)) {
    if (strcmp(id, own_id) == 0 || (reply && is_address_of(id, people))) {
      g_free(id);
      continue;
    }
    add_id(ids, seen, id, !reply);
    if (reply) /* more than one: the first is what it answers */
      break;
  }
}

GStrv
ingest_references_list(const HeaderBlock *block, const char *own_id, GPtrArray *const people[])
{
  GPtrArray *ids = g_ptr_array_new();
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  add_field(ids, seen, block, HEADER_REFERENCES, own_id, people);
  add_field(ids, seen, block, HEADER_IN_REPLY_TO, own_id, people);
  g_ptr_array_add(ids, NULL);
  return (GStrv)g_ptr_array_free(ids, FALSE);
}
