#include "db/register-people.h"

#include <string.h>

#include "db/name-book.h"

/* "Haruka Minami, Adaeze Okonkwo" is no name of one. */
static gboolean
is_full(const char *owner)
{
  return owner != NULL && strchr(owner, ' ') != NULL && strpbrk(owner, ",/&@") == NULL &&
         strstr(owner, " and ") == NULL;
}

void
register_name_owners(GPtrArray *rows, const GPtrArray *members)
{
  g_autoptr(NameBook) book = name_book_new(members);
  for (guint i = 0; i < rows->len; i++) {
    const RegisterRow *row = rows->pdata[i];
    if (is_full(row->owner))
      name_book_add(book, row->owner);
  }
  for (guint i = 0; i < rows->len; i++) {
    RegisterRow *row = rows->pdata[i];
    if (row->owner == NULL)
      continue;
    const char *whole = is_full(row->owner)               ? name_book_whole(book, row->owner)
                        : strchr(row->owner, ' ') == NULL ? name_book_find(book, row->owner)
                                                          : NULL;
    if (whole == NULL)
      continue;
    g_free(row->owner);
    row->owner = g_strdup(whole);
  }
}

void
register_name_people(GPtrArray *rows, const GPtrArray *members)
{
  g_autoptr(NameBook) book = name_book_new(members);
  for (guint i = 0; i < rows->len; i++) {
    const AttendanceRow *row = rows->pdata[i];
    for (guint j = 0; j < row->people->len; j++)
      if (strchr(row->people->pdata[j], ' ') != NULL)
        name_book_add(book, row->people->pdata[j]);
  }
  for (guint i = 0; i < rows->len; i++) {
    const AttendanceRow *row = rows->pdata[i];
    for (guint j = 0; j < row->people->len; j++) {
      char *name = row->people->pdata[j];
      const char *whole = strchr(name, ' ') == NULL ? name_book_find(book, name) : NULL;
      if (whole == NULL)
        continue;
      row->people->pdata[j] = g_strdup(whole);
      g_free(name);
    }
  }
}
