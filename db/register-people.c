#include "db/register-people.h"

#include <string.h>

#include "db/member.h"

/* For comparing: "Wójcik" is "wojcik". Caller frees. */
static char *
plain_of(const char *name)
{
  g_autofree char *ascii = g_str_to_ascii(name, "C");
  return g_ascii_strdown(ascii, -1);
}

/* A short name is the first name, "mweber" or "marionw" of a Marion Weber. */
static gboolean
fits_full(const char *shorter, const char *full)
{
  g_autofree char *plain = plain_of(full);
  const char *last = strrchr(plain, ' ');
  if (last == NULL)
    return FALSE;
  g_autofree char *first = g_strndup(plain, strcspn(plain, " "));
  g_autofree char *front = g_strdup_printf("%.1s%s", first, last + 1);
  g_autofree char *back = g_strdup_printf("%s%.1s", first, last + 1);
  return strcmp(shorter, first) == 0 || strcmp(shorter, front) == 0 || strcmp(shorter, back) == 0;
}

static gboolean
fits_member(const char *name, const Member *member)
{
  return (member->nick != NULL && g_ascii_strcasecmp(name, member->nick) == 0) ||
         (member->initials != NULL && strcmp(name, member->initials) == 0);
}

/* The one full name that fits, NULL: none, or several. */
static const char *
full_name(const char *name, GHashTable *full, const GPtrArray *members)
{
  g_autofree char *plain = plain_of(name);
  const char *found = NULL;
  for (guint i = 0; i < members->len; i++)
    if (fits_member(name, members->pdata[i]))
      return ((const Member *)members->pdata[i])->name;
  GHashTableIter iter;
  gpointer one;
  g_hash_table_iter_init(&iter, full);
  while (g_hash_table_iter_next(&iter, NULL, &one)) {
    if (!fits_full(plain, one))
      continue;
    if (found != NULL)
      return NULL;
    found = one;
  }
  return found;
}

/* Full names by their plain form. */
static GHashTable *
full_new(const GPtrArray *members)
{
  GHashTable *full = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < members->len; i++) {
    const Member *member = members->pdata[i];
    g_hash_table_replace(full, plain_of(member->name), g_strdup(member->name));
  }
  return full;
}

/* "Haruka Minami, Adaeze Okonkwo" is no name of one. */
static gboolean
is_full(const char *owner)
{
  return owner != NULL && strchr(owner, ' ') != NULL && strpbrk(owner, ",/&@") == NULL &&
         strstr(owner, " and ") == NULL;
}

/* With its accents, where somebody wrote them. */
static void
add_owner(GHashTable *full, const char *owner)
{
  g_autofree char *plain = plain_of(owner);
  const char *known = g_hash_table_lookup(full, plain);
  if (known == NULL || strlen(known) < strlen(owner))
    g_hash_table_replace(full, g_steal_pointer(&plain), g_strdup(owner));
}

void
register_name_owners(GPtrArray *rows, const GPtrArray *members)
{
  g_autoptr(GHashTable) full = full_new(members);
  for (guint i = 0; i < rows->len; i++) {
    const RegisterRow *row = rows->pdata[i];
    if (is_full(row->owner))
      add_owner(full, row->owner);
  }
  for (guint i = 0; i < rows->len; i++) {
    RegisterRow *row = rows->pdata[i];
    if (row->owner == NULL)
      continue;
    g_autofree char *plain = plain_of(row->owner);
    const char *whole = is_full(row->owner)               ? g_hash_table_lookup(full, plain)
                        : strchr(row->owner, ' ') == NULL ? full_name(row->owner, full, members)
                                                          : NULL;
    if (whole == NULL)
      continue;
    char *named = g_strdup(whole);
    g_free(row->owner);
    row->owner = named;
  }
}

void
register_name_people(GPtrArray *rows, const GPtrArray *members)
{
  g_autoptr(GHashTable) full = full_new(members);
  for (guint i = 0; i < rows->len; i++) {
    const AttendanceRow *row = rows->pdata[i];
    for (guint j = 0; j < row->people->len; j++)
      if (strchr(row->people->pdata[j], ' ') != NULL)
        g_hash_table_replace(full, plain_of(row->people->pdata[j]),
                             g_strdup(row->people->pdata[j]));
  }
  for (guint i = 0; i < rows->len; i++) {
    const AttendanceRow *row = rows->pdata[i];
    for (guint j = 0; j < row->people->len; j++) {
      char *name = row->people->pdata[j];
      const char *whole = strchr(name, ' ') == NULL ? full_name(name, full, members) : NULL;
      if (whole == NULL)
        continue;
      row->people->pdata[j] = g_strdup(whole);
      g_free(name);
    }
  }
}
