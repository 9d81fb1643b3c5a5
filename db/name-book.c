#include "db/name-book.h"

#include <string.h>

struct NameBook {
  GHashTable *whole; /* plain form -> as it is written */
  GHashTable *brief; /* short form, plain -> plain form; "": several people's */
  GHashTable *given; /* initials as they are, folded nicks with an '@' before -> a member's name */
};

/* For comparing: "Wójcik" is "wojcik". What has no such letters is folded as it is. Caller
 * frees. */
static char *
plain_of(const char *name)
{
  g_autofree char *ascii = g_str_to_ascii(name, "C");
  return strchr(ascii, '?') == NULL || strchr(name, '?') != NULL ? g_ascii_strdown(ascii, -1)
                                                                 : text_fold_case(name);
}

/* A name of a list may be the whole of a member's one word; two members are two people.
 * Takes brief. */
static void
add_brief(NameBook *book, char *brief, const char *plain, gboolean member)
{
  const char *known = g_hash_table_lookup(book->brief, brief);
  gboolean same =
      known == NULL || strcmp(known, plain) == 0 || (!member && strcmp(known, brief) == 0);
  g_hash_table_replace(book->brief, brief, g_strdup(same ? plain : ""));
}

static void
add_briefs(NameBook *book, const char *plain, const char *whose, gboolean member)
{
  const char *last = strrchr(plain, ' ');
  gsize first = strcspn(plain, " ");
  add_brief(book, g_strndup(plain, first), whose, member);
  if (last == NULL)
    return;
  gsize front = (gsize)(g_utf8_next_char(plain) - plain);
  gsize back = (gsize)(g_utf8_next_char(last + 1) - (last + 1));
  add_brief(book, g_strdup_printf("%.*s%s", (int)front, plain, last + 1), whose, member);
  add_brief(book, g_strdup_printf("%.*s%.*s", (int)first, plain, (int)back, last + 1), whose,
            member);
}

void
name_book_add(NameBook *book, const char *whole)
{
  g_autofree char *plain = plain_of(whole);
  const char *known = g_hash_table_lookup(book->whole, plain);
  if (plain[0] == '\0' || (known != NULL && strlen(known) >= strlen(whole)))
    return;
  if (known == NULL)
    add_briefs(book, plain, plain, FALSE);
  g_hash_table_replace(book->whole, g_steal_pointer(&plain), g_strdup(whole));
}

static void
add_member(NameBook *book, const char *name)
{
  g_autofree char *plain = plain_of(name);
  gboolean another = g_hash_table_contains(book->whole, plain);
  add_briefs(book, plain, another ? "" : plain, TRUE);
  if (!another)
    g_hash_table_insert(book->whole, g_steal_pointer(&plain), g_strdup(name));
}

/* The first one has it, where two do. Takes key. */
static void
add_given(NameBook *book, char *key, const char *name)
{
  if (g_hash_table_contains(book->given, key))
    g_free(key);
  else
    g_hash_table_insert(book->given, key, g_strdup(name));
}

static char *
nick_key(const char *nick)
{
  g_autofree char *fold = text_fold_case(nick);
  return g_strconcat("@", fold, NULL);
}

NameBook *
name_book_new(const GPtrArray *members)
{
  NameBook *book = g_new0(NameBook, 1);
  book->whole = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  book->brief = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  book->given = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < members->len; i++) {
    const Member *member = members->pdata[i];
    add_member(book, member->name);
    if (member->nick != NULL)
      add_given(book, nick_key(member->nick), member->name);
    if (member->initials != NULL)
      add_given(book, g_strdup(member->initials), member->name);
  }
  return book;
}

void
name_book_free(NameBook *book)
{
  if (book == NULL)
    return;
  g_hash_table_unref(book->whole);
  g_hash_table_unref(book->brief);
  g_hash_table_unref(book->given);
  g_free(book);
}

const char *
name_book_whole(const NameBook *book, const char *name)
{
  g_autofree char *plain = plain_of(name);
  return g_hash_table_lookup(book->whole, plain);
}

const char *
name_book_find(const NameBook *book, const char *name)
{
  g_autofree char *nick = nick_key(name);
  const char *found = g_hash_table_lookup(book->given, nick);
  if (found == NULL)
    found = g_hash_table_lookup(book->given, name);
  if (found != NULL)
    return found;
  g_autofree char *plain = plain_of(name);
  const char *whole = g_hash_table_lookup(book->brief, plain);
  return whole != NULL && whole[0] != '\0' ? g_hash_table_lookup(book->whole, whole) : NULL;
}
