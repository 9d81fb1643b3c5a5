#include "ingest/scan.h"

static gssize
span_find_char_fold(Span t, char needle)
{
  for (gsize i = 0; i < t.n; i++)
    if (span_may_be_letter(t.s[i], needle) && span_lower(t.s[i]) == needle)
      return (gssize)i;
  return -1;
}

gssize
span_find_fold(Span t, const char *needle)
{
  gsize n = strlen(needle);
  if (n < 2)
    return n == 0 ? 0 : span_find_char_fold(t, needle[0]);
  for (gsize i = 0; i + n <= t.n; i++)
    if (span_may_be_letter(t.s[i], needle[0]) && span_may_be_letter(t.s[i + 1], needle[1]) &&
        g_ascii_strncasecmp(t.s + i, needle, n) == 0)
      return (gssize)i;
  return -1;
}

static gboolean
is_word_char(char c)
{
  return g_ascii_isalnum(c) || c == '_' || (guchar)c >= 0x80;
}

gssize
span_find_word(Span t, const char *needle)
{
  gsize n = strlen(needle);
  gsize from = 0;

  while (from < t.n) {
    gssize at = span_find_fold(span_skip(t, from), needle);
    if (at < 0)
      return -1;
    gsize start = from + (gsize)at;
    gboolean left = start == 0 || !is_word_char(t.s[start - 1]);
    gboolean right = start + n >= t.n || !is_word_char(t.s[start + n]);
    if (left && right)
      return (gssize)start;
    from = start + 1;
  }
  return -1;
}

gsize
span_digits(Span t)
{
  gsize n = 0;
  while (n < t.n && g_ascii_isdigit(t.s[n]))
    n++;
  return n;
}

gsize
span_hex(Span t)
{
  gsize n = 0;
  while (n < t.n && g_ascii_isxdigit(t.s[n]))
    n++;
  return n;
}

guint
span_count_words(Span t)
{
  guint words = 0;
  gboolean inside = FALSE;

  for (gsize i = 0; i < t.n; i++) {
    gboolean blank = span_is_blank_char(t.s[i]) || t.s[i] == '\n';
    if (!blank && !inside)
      words++;
    inside = !blank;
  }
  return words;
}

/* Behind the first letter, which is the same: the lists are long and nearly every look-up fails at
 * it. */
static inline gboolean
list_word_at(Span t, const char *word, gsize *length)
{
  gsize n = 1;
  while (word[n] != '\0' && n < t.n && span_lower(t.s[n]) == word[n])
    n++;
  *length = n;
  return word[n] == '\0';
}

gboolean
span_in_list(Span t, const char *const *list)
{
  gsize n;
  char first = t.n > 0 ? span_lower(t.s[0]) : '\0';
  for (; t.n > 0 && *list != NULL; list++)
    if (**list == first && list_word_at(t, *list, &n) && n == t.n)
      return TRUE;
  return FALSE;
}

gboolean
span_starts_in_list(Span t, const char *const *list, gsize *length)
{
  gsize n;
  char first = t.n > 0 ? span_lower(t.s[0]) : '\0';
  for (; t.n > 0 && *list != NULL; list++)
    if (**list == first && list_word_at(t, *list, &n) && (n == t.n || !is_word_char(t.s[n]))) {
      if (length != NULL)
        *length = n;
      return TRUE;
    }
  return FALSE;
}

/* The letters, without case, that the words of a list begin with, a bit each: nearly all words of a
 * text are out by them. */
static guint32
first_letters(const char *const *list)
{
  guint32 letters = 0;
  for (; *list != NULL; list++)
    letters |= 1u << (**list & 31);
  return letters;
}

gboolean
span_has_word_of(Span t, const char *const *list)
{
  guint32 letters = first_letters(list);
  gsize i = 0;
  while (i < t.n) {
    gsize start = i;
    while (i < t.n && is_word_char(t.s[i]))
      i++;
    if (i > start && (letters & 1u << (t.s[start] & 31)) != 0 &&
        span_in_list(span_of(t.s + start, i - start), list))
      return TRUE;
    if (i == start)
      i++;
  }
  return FALSE;
}

gboolean
span_has_phrase_of(Span t, const char *const *list)
{
  guint32 letters = first_letters(list);
  for (gsize i = 0; i < t.n; i++)
    if ((letters & 1u << (t.s[i] & 31)) != 0 && (i == 0 || !is_word_char(t.s[i - 1])) &&
        span_starts_in_list(span_skip(t, i), list, NULL))
      return TRUE;
  return FALSE;
}

char
span_ruler(Span t, const char *of, gsize least)
{
  t = span_trim(t);
  if (t.n < least || t.s[0] == '\0' || strchr(of, t.s[0]) == NULL)
    return 0;
  gsize count = 0;
  for (gsize i = 0; i < t.n; i++) {
    if (t.s[i] == t.s[0])
      count++;
    else if (t.s[i] != ' ')
      return 0;
  }
  return count >= least ? t.s[0] : 0;
}

char *
span_squeeze(Span t)
{
  t = span_trim(t);
  char *out = g_malloc(t.n + 1);
  gsize n = 0;

  for (gsize i = 0; i < t.n; i++) {
    gboolean blank = span_is_blank_char(t.s[i]) || t.s[i] == '\n';
    if (blank && n > 0 && out[n - 1] == ' ')
      continue;
    out[n++] = blank ? ' ' : t.s[i];
  }
  out[n] = '\0';
  return out;
}

guint64
span_fold_hash(Span t)
{
  guint64 hash = 14695981039346656037u;
  for (gsize i = 0; i < t.n; i++)
    if (is_word_char(t.s[i])) {
      hash ^= (guchar)span_lower(t.s[i]);
      hash *= 1099511628211u;
    }
  return hash;
}

gboolean
span_has(Span t, const char *needle)
{
  return t.n > 0 && memmem(t.s, t.n, needle, strlen(needle)) != NULL;
}
