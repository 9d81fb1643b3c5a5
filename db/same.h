/* When two statements of different mails are one item: the same bug or patch, or near-equal words. Pure: what is compared is
 * made of the statement and its mail alone. docs/identity.md has the rules and what they were measured on.
 *
 * A false join costs more than a missed one, so words may be added or left out, not put in the place of others, and
 * numbers must agree: "build for 4.4.1" is not "build for 4.4.2". */
#pragma once
#include "db/records.h"
G_BEGIN_DECLS

/* Words in common by all words, from which on texts are near-equal; and what a shared link asks for beside it. */
#define SAME_TEXT_MIN 0.8
#define SAME_LINK_MIN 0.3

enum { SAME_WORDS_MAX = 16, SAME_KEYS_MAX = 11 };

/* What is compared. */
typedef struct {
  gint64 mail;           /* hash of the Message-ID: what one mail says twice is two things, or a repeat that extraction knows */
  gint64 date;           /* of the mail */
  ItemKind kind;
  gboolean listed;       /* a line of a list, a marked line, a subject; else a sentence of prose */
  gboolean telling;      /* has words enough to be known by them */
  guint64 numbers;       /* hash of the words with digits, and of those like not, in their order, 0: none */
  guint64 above;         /* the same of the bullet above */
  guint64 links;         /* hash of the bugs and patches it cites, 0: none */
  guint n;
  guint64 word[SAME_WORDS_MAX]; /* hashes of the telling words, longest first */
} SameText;

typedef enum { SAME_NOT, SAME_LINK, SAME_WORDS } SameWhy;

/* links: keys (char *) of bugs and patches that the statement cites, sorted; or NULL. above: title of the bullet above, or NULL. */
void same_text_init(SameText *text, ItemKind kind, gboolean listed, const char *title, const char *above, GPtrArray *links);
/* Of one mail the first so many statements take part; the others are left out: they have no keys and are like nothing. */
enum { SAME_STATEMENTS_MAX = 300 };
void same_text_leave_out(SameText *text);
/* Under these keys texts that may be the same meet: two that same_compare joins have one in common. Returns how many. */
guint same_text_keys(const SameText *text, gint64 keys[SAME_KEYS_MAX]);
/* *score: words in common by all words, 0..1. */
SameWhy same_compare(const SameText *a, const SameText *b, double *score);

/* The same with another threshold than SAME_TEXT_MIN: for measuring it. */
SameWhy same_compare_at(const SameText *a, const SameText *b, double text_min, double *score);

/* As bytes for the database, the same on every machine. */
GByteArray *same_text_pack(const SameText *text);
/* FALSE: not what same_text_pack gave. */
gboolean same_text_unpack(const void *data, gsize len, SameText *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
