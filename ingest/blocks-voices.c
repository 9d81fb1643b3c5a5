/* Who speaks in minutes that tell what was said, a line each: "Elodie: any objection". */
#include "ingest/blocks.h"
#include "ingest/names.h"
#include "ingest/words.h"

/* The one word in front of ": " at the start of a line, n == 0: none. */
static Span
word_in_front(const BodyLine *line)
{
  enum { LONGEST = 30 };
  Span t = span_ltrim(span_of(line->text, line->len));
  gsize n = 0;
  while (n < t.n && n < LONGEST &&
         (g_ascii_isalnum(t.s[n]) || (guchar)t.s[n] >= 0x80 || strchr("_-'", t.s[n]) != NULL))
    n++;
  gboolean said = n > 1 && n + 2 < t.n && t.s[n] == ':' && t.s[n + 1] == ' ';
  return span_of(t.s, said && !g_ascii_isdigit(t.s[0]) ? n : 0);
}

/* "Owner: Sofia" belongs to the action above it. */
static gboolean
is_field(Span word)
{
  static const char *const fields[] = {
      "owner",    "owners",    "assignee", "due",      "deadline",  "date",   "state", "priority",
      "link",     "links",     "url",      "see",      "rationale", "effort", "notes", "depends",
      "estimate", "volunteer", "lead",     "reviewer", "mentor",    "target", "cc",    NULL};
  return span_in_list(word, fields) || words_is_no_name(word.s, word.n);
}

/* Does a line so far up or down begin with the same word, or tell among others that this one was
 * there? */
static gboolean
is_met_again(const BodyLine *lines, guint n, guint at, Span word)
{
  enum { FAR = 80, LONGEST = 4000 };
  g_autofree char *name = g_ascii_strdown(word.s, (gssize)word.n);
  for (guint i = at > FAR ? at - FAR : 0; i < n && i <= at + FAR; i++) {
    const BodyLine *line = &lines[i];
    if (i == at || (line->line_class != LINE_OWN && line->line_class != LINE_NOTE))
      continue;
    Span other = word_in_front(line);
    if (other.n == word.n && memcmp(other.s, word.s, word.n) == 0)
      return TRUE;
    Span t = span_ltrim(span_of(line->text, MIN(line->len, LONGEST)));
    if (i < at && blocks_is_attendance(t) && span_find_word(t, name) >= 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
blocks_is_voice(const BodyLine *lines, guint n, guint at)
{
  Span word = word_in_front(&lines[at]);
  if (word.n == 0 || is_field(word))
    return FALSE;
  gboolean first_name = g_ascii_isupper(word.s[0]) && names_has(word.s, word.n);
  return first_name || is_met_again(lines, n, at, word);
}
