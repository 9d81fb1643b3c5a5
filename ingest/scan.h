/* Small scanners over slices: what the files of extraction share. Nothing here allocates; every
 * function looks at each byte a bounded number of times. Case is folded for ASCII only. */
#pragma once
#include <glib.h>
#include <string.h>
G_BEGIN_DECLS

/* A run of bytes inside a text that somebody else owns; not NUL-terminated. */
typedef struct {
  const char *s;
  gsize n;
} Span;

#define SPAN(literal) ((Span){"" literal, sizeof(literal) - 1})

static inline Span
span_of(const char *s, gsize n)
{
  return (Span){s, n};
}

static inline gboolean
span_is_blank_char(char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static inline Span
span_skip(Span t, gsize n)
{
  return n >= t.n ? (Span){t.s + t.n, 0} : (Span){t.s + n, t.n - n};
}

static inline Span
span_ltrim(Span t)
{
  while (t.n > 0 && span_is_blank_char(t.s[0])) {
    t.s++;
    t.n--;
  }
  return t;
}

static inline Span
span_rtrim(Span t)
{
  while (t.n > 0 && (span_is_blank_char(t.s[t.n - 1]) || t.s[t.n - 1] == '\n'))
    t.n--;
  return t;
}

static inline Span
span_trim(Span t)
{
  return span_rtrim(span_ltrim(t));
}

static inline gboolean
span_starts(Span t, const char *prefix)
{
  if (t.n == 0 || t.s[0] != prefix[0]) /* nearly always, and without a call */
    return FALSE;
  if (t.n > 1 && prefix[0] != '\0' && prefix[1] != '\0' && t.s[1] != prefix[1])
    return FALSE;
  gsize n = strlen(prefix);
  return n > 0 && t.n >= n && memcmp(t.s, prefix, n) == 0;
}

/* FALSE: not the same letter, whatever the case. Nearly all comparisons end here,
 * without a call. */
static inline gboolean
span_may_be_letter(char a, char b)
{
  return ((a ^ b) & ~0x20) == 0;
}

/* A letter of ASCII, told without a table: for loops over all text. */
static inline gboolean
span_is_letter(char c)
{
  return (guchar)((c | 0x20) - 'a') < 26;
}

/* g_ascii_tolower, inline. */
static inline char
span_lower(char c)
{
  return (guchar)(c - 'A') < 26 ? (char)(c | 0x20) : c;
}

static inline gboolean
span_starts_fold(Span t, const char *prefix)
{
  if (t.n == 0 || !span_may_be_letter(t.s[0], prefix[0]))
    return prefix[0] == '\0';
  gsize n = strlen(prefix);
  return t.n >= n && g_ascii_strncasecmp(t.s, prefix, n) == 0;
}

static inline gboolean
span_ends_fold(Span t, const char *suffix)
{
  gsize n = strlen(suffix);
  return t.n >= n && (n == 0 || span_may_be_letter(t.s[t.n - 1], suffix[n - 1])) &&
         g_ascii_strncasecmp(t.s + t.n - n, suffix, n) == 0;
}

static inline gboolean
span_is_fold(Span t, const char *word)
{
  if (t.n == 0 || !span_may_be_letter(t.s[0], word[0]))
    return t.n == 0 && word[0] == '\0';
  return t.n == strlen(word) && g_ascii_strncasecmp(t.s, word, t.n) == 0;
}

/* First place of needle (already in lower case) without regard to case, or -1. */
gssize span_find_fold(Span t, const char *needle);
/* The same, but only where it is not part of a longer word. */
gssize span_find_word(Span t, const char *needle);

/* Does needle, as written, stand anywhere in t? */
gboolean span_has(Span t, const char *needle);

static inline gssize
span_find_char(Span t, char c)
{
  const char *p = t.n > 0 ? memchr(t.s, c, t.n) : NULL;
  return p == NULL ? -1 : p - t.s;
}

/* How many of c stand at the start. */
static inline gsize
span_count_lead(Span t, char c)
{
  gsize n = 0;
  while (n < t.n && t.s[n] == c)
    n++;
  return n;
}

/* Digits at the start, 0 when there are none. */
gsize span_digits(Span t);
/* Hex digits at the start. */
gsize span_hex(Span t);
/* Words divided by blanks. */
guint span_count_words(Span t);
/* TRUE when the whole of t is one of the words of the NULL-terminated list (lower case). */
gboolean span_in_list(Span t, const char *const *list);
/* TRUE when t starts with one of the list (lower case) and a word ends there; *length is its
 * length. */
gboolean span_starts_in_list(Span t, const char *const *list, gsize *length);
/* TRUE when one of the words of t, divided by anything but letters and digits, is in the list
 * (lower case, single words). */
gboolean span_has_word_of(Span t, const char *const *list);
/* TRUE when one of the phrases, of one word or more, stands in t as whole words, in any case. */
gboolean span_has_phrase_of(Span t, const char *const *list);
/* A run of one of the given characters (blanks between allowed) of at least `least` of them and
 * nothing else: rulers. Returns the character, or 0. */
char span_ruler(Span t, const char *of, gsize least);
/* Blanks at both ends gone, runs of blanks within made one blank. Caller frees. */
char *span_squeeze(Span t);
/* FNV-1a of the letters and digits, case folded: "the same text" for near duplicates within one
 * mail. */
guint64 span_fold_hash(Span t);

G_END_DECLS
