/* Whom a short name means: lists, minutes and mails call one person by the whole name, the first name, initials, a nick, or a name made of first and
 * last name. Pure. */
#pragma once
#include "db/member.h"
G_BEGIN_DECLS

typedef struct NameBook NameBook;

/* With the names, initials and nicks of members (Member *, not kept). */
NameBook *name_book_new(const GPtrArray *members);
void name_book_free(NameBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NameBook, name_book_free)

/* One more whole name, "Ayşe Demir". The same without its accents is the same person, called as the longer one is written. */
void name_book_add(NameBook *book, const char *whole);
/* The whole name that name is but for case and accents, as the book has it; NULL: it has none. Borrowed until the next name is added. */
const char *name_book_whole(const NameBook *book, const char *name);
/* The one whom a name of one word means: "Marion", "mweber" or "marionw" is Marion Weber, where nobody else can be meant. NULL: nobody, or several.
 * A member's nick or initials count before parts of names. Borrowed until the next name is added. */
const char *name_book_find(const NameBook *book, const char *name);

G_END_DECLS
