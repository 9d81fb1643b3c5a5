/* Labels of options: "1a", "R1", "#3311", and the marks of a list around them: "(b) ", "Option 2 -
 * ". */
#include "ingest/votes.h"

gsize
votes_option_word(Span t)
{
  static const char *const words[] = {"option",   "choice", "proposal", "motion",      "resolution",
                                      "question", "point",  "item",     "alternative", "variant",
                                      "article",  "talk",   "ticket",   "amendment",   "topic",
                                      "issue",    "rule",   NULL};
  gsize n;
  return span_starts_in_list(t, words, &n) && n < t.n && t.s[n] == ' ' ? n + 1 : 0;
}

/* "R1", "T01", "PR12", "#3311" */
static gsize
wide_label(Span t)
{
  gsize n = 0;
  if (t.n > 1 && t.s[0] == '#')
    n = 1;
  else
    while (n < 2 && n < t.n && span_is_letter(t.s[n]))
      n++;
  gsize digits = n > 0 ? span_digits(span_skip(t, n)) : 0;
  if (digits == 0 || digits > (t.s[0] == '#' ? 6 : 4))
    return 0;
  n += digits;
  if (n < t.n && span_is_letter(t.s[n]))
    n++;
  return n < t.n && (g_ascii_isalnum(t.s[n]) || t.s[n] == '_') ? 0 : n;
}

gsize
votes_label(Span t, gboolean wide)
{
  gsize n = wide ? wide_label(t) : 0;
  if (n > 0)
    return n;
  n = span_digits(t);
  if (n > 2)
    return 0;
  if (n < t.n && span_is_letter(t.s[n]) && (n + 1 >= t.n || !g_ascii_isalnum(t.s[n + 1])))
    n++;
  return n;
}

/* "1.2", "P-1", "DOC-12", "iv": longer labels, told only where a list has them. */
static gsize
long_label(Span t)
{
  gsize n = 0;
  while (n < t.n && n < 4 && strchr("ivxIVX", t.s[n]) != NULL)
    n++;
  if (n > 0 && (n == t.n || !g_ascii_isalnum(t.s[n])))
    return n;
  n = span_digits(t);
  if (n > 0 && n <= 2 && n + 1 < t.n && t.s[n] == '.') {
    gsize second = span_digits(span_skip(t, n + 1));
    gsize end = n + 1 + second;
    gboolean whole = second > 0 && second <= 2 && (end == t.n || strchr(" ):,;", t.s[end]) != NULL);
    return whole ? end : 0;
  }
  n = 0;
  while (n < t.n && n < 8 && g_ascii_isupper(t.s[n]))
    n++;
  gsize digits = n > 0 && n < t.n && t.s[n] == '-' ? span_digits(span_skip(t, n + 1)) : 0;
  return digits > 0 && digits <= 5 ? n + 1 + digits : 0;
}

gsize
votes_any_label(Span t)
{
  gsize n = long_label(t);
  return n > 0 ? n : votes_label(t, TRUE);
}

gsize
votes_bullet(Span t)
{
  static const char *const marks[] = {"•", "·", "*", "-", "+", "o", "–", "◦", "‣", NULL};
  for (const char *const *m = marks; *m != NULL; m++)
    if (span_starts(t, *m)) {
      Span rest = span_skip(t, strlen(*m)), after = span_ltrim(rest);
      return after.n < rest.n && after.n > 0 ? t.n - after.n : 0;
    }
  return 0;
}

/* What closes a label in front of a text: ") ", ". ", ": ", " - "; bytes, 0 for none. */
static gsize
closing(Span after, gboolean open, gboolean lower)
{
  static const char *const dashes[] = {" - ", " -- ", " – ", " — ", " = ", NULL};
  if (after.n > 1 && strchr(open ? ")]" : ").:]", after.s[0]) != NULL &&
      span_is_blank_char(after.s[1]))
    return 1;
  /* "r = -1" is none */
  for (const char *const *dash = dashes; !open && !lower && *dash != NULL; dash++)
    if (span_starts(after, *dash))
      return strlen(*dash);
  return 0;
}

/* "Article 5 A member who", "Article 3 The group": a sentence begins behind the label. */
static gboolean
begins_sentence(Span after)
{
  return after.n > 3 && after.s[0] == ' ' && g_ascii_isupper(after.s[1]) &&
         (g_ascii_islower(after.s[2]) || span_starts(after, " A "));
}

gsize
votes_marker(Span t, Span *label)
{
  Span start = t;
  t = span_ltrim(t);
  t = span_skip(t, votes_bullet(t));
  if (t.n > 4 && t.s[0] == '[' && t.s[2] == ']' && strchr(" xX_*", t.s[1]) != NULL)
    t = span_ltrim(span_skip(t, 3));
  gsize stars = MIN(span_count_lead(t, '*'), 2);
  t = span_skip(t, stars);
  gsize word = votes_option_word(t);
  t = span_ltrim(span_skip(t, word));
  gboolean open = t.n > 0 && (t.s[0] == '(' || t.s[0] == '[');
  t = span_skip(t, open ? 1 : 0);
  gsize n = votes_any_label(t);
  if (n == 0)
    return 0;
  *label = span_of(t.s, n);
  Span after = span_skip(t, n);
  after = span_skip(after, MIN(span_count_lead(after, '*'), stars));
  /* "Proposal A" above its text */
  if (word > 0 && span_trim(after).n == 0)
    return start.n;
  gboolean lower = g_ascii_islower(label->s[0]) && n == 1;
  gsize close = closing(after, open, lower);
  /* "1.2 The fee", "#3311 the mirror", "Article 3  Membership" */
  gboolean alone = !open && after.n > 1 && after.s[0] == ' ' &&
                   (t.s[0] == '#' || (g_ascii_isdigit(t.s[0]) && memchr(t.s, '.', n) != NULL) ||
                    (word > 0 && g_ascii_isdigit(t.s[0]) &&
                     (span_starts(after, "  ") || begins_sentence(after))));
  if (close == 0 && !alone)
    return 0;
  return start.n - span_ltrim(span_skip(after, close)).n;
}
