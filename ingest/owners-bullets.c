/* Who is to do what a bullet says, where it does not begin with the name as an action does. */
#include "ingest/extract-parts.h"
#include "ingest/names.h"

/* Behind what joins two names, n == 0: nothing does. */
static Span
behind_joiner(Span t)
{
  static const char *const joiners[] = {" and ", " & ", " / ", "/", ", ", " + ", "+"};
  for (gsize k = 0; k < G_N_ELEMENTS(joiners); k++)
    if (span_starts(t, joiners[k]))
      return span_skip(t, strlen(joiners[k]));
  return span_of(t.s, 0);
}

/* "Marit", "Aino and Piotr", "Luca / Chiara": one word each, and no "Red Hat". */
static gboolean
is_written_like_names(Span t)
{
  for (;;) {
    gsize n = owner_name_word(t);
    if (n < 3)
      return FALSE;
    for (gsize i = 1; i < n; i++)
      if (g_ascii_isupper(t.s[i]) || g_ascii_isdigit(t.s[i]))
        return FALSE;
    t = span_skip(t, n);
    if (t.n == 0)
      return TRUE;
    t = behind_joiner(t);
  }
}

/* "lucy", "lucy, tom", "lucy/tom": first names in small letters, and nothing that is as well a
 * word. */
static gboolean
is_first_names(Span t)
{
  static const char *const words[] = {
      "mark", "frank", "jack",  "rich",   "dean",    "dale",  "rob",    "bill",   "harm",  "daisy",
      "jean", "carol", "penny", "violet", "heather", "jay",   "robin",  "roman",  "sandy", "taylor",
      "lin",  "miles", "kay",   "morgan", "spencer", "felix", "victor", "jasper", "hazel", "holly",
      "drew", "ana",   "mai",   "tan",    "tam",     "vu",    "sho",    "shin",   "jian",  NULL};
  for (;;) {
    gsize n = 0;
    while (n < t.n && g_ascii_islower(t.s[n]))
      n++;
    if (n < 3 || !names_has(t.s, n) || span_in_list(span_of(t.s, n), words))
      return FALSE;
    t = span_skip(t, n);
    if (t.n == 0)
      return TRUE;
    t = behind_joiner(t);
  }
}

/* "2026-08-20", "20 August", and no "17:02:10". */
static gboolean
is_day(Span t)
{
  gsize digits = span_digits(t);
  Span rest = span_skip(t, digits);
  if (digits == 4)
    return rest.n == 6 && rest.s[0] == '-' && rest.s[3] == '-';
  return (digits == 1 || digits == 2) && rest.n > 3 && rest.s[0] == ' ' &&
         g_ascii_isupper(rest.s[1]);
}

/* "Ragna, by 20 August", "Ragna 2026-08-20": without the date. */
static Span
without_date(Span t)
{
  static const char *const openers[] = {"by", "until", "till", "before", "due", NULL};
  for (gsize i = 1; i + 1 < t.n; i++) {
    Span rest = span_skip(t, i + 1);
    if (t.s[i] != ' ' || !(is_day(rest) || span_starts_in_list(rest, openers, NULL)))
      continue;
    Span name = span_of(t.s, i);
    while (name.n > 0 && strchr(",;:- ", name.s[name.n - 1]) != NULL)
      name.n--;
    return name;
  }
  return t;
}

/* "[Ragna]" at the end: a component may stand there, too, so only a person's. */
static Span
in_square_brackets(const Extract *x, Span t)
{
  enum { LONGEST = 40 };
  gsize open = t.n - 1;
  while (open > 0 && t.s[open] != '[' && t.n - open < LONGEST)
    open--;
  Span inner = t.s[open] == '[' && open > 0 && t.s[open - 1] == ' '
                   ? span_of(t.s + open + 1, t.n - open - 2)
                   : SPAN("");
  return owner_is_person(x, inner) && owner_fills(x, inner) ? inner : SPAN("");
}

/* "(Marit)" at the end: a known person, or one capitalised word that is written like a name. */
Span
owner_in_brackets(const Extract *x, Span title)
{
  Span t = span_trim(title);
  gsize open = t.n > 0 ? t.n - 1 : 0;
  if (t.n > 5 && t.s[open] == ']')
    return in_square_brackets(x, t);
  if (t.n < 5 || t.s[open] != ')')
    return SPAN("");
  while (open > 0 && t.s[open] != '(' && t.n - open < 40)
    open--;
  Span inner = t.s[open] == '(' ? without_date(span_of(t.s + open + 1, t.n - open - 2)) : SPAN("");
  static const char *const fields[] = {"owner:", "mentor:", "lead:", "assignee:", "contact:", NULL};
  for (const char *const *field = fields; *field != NULL; field++)
    if (span_starts_fold(inner, *field)) {
      Span name = span_trim(span_skip(inner, strlen(*field)));
      return span_has_word_of(name, (const char *const[]){"nobody", "none", "tbd", "wanted", NULL})
                 ? SPAN("")
                 : name;
    }
  if (is_first_names(inner))
    return inner;
  if (!owner_fills(x, inner))
    return SPAN("");
  if (owner_is_known(x, inner))
    return inner;
  return is_written_like_names(inner) ? inner : SPAN("");
}

Span
owner_behind_dash(const Extract *x, Span title)
{
  static const char *const dashes[] = {" - ", " -- ", " – ", " — "};
  Span t = span_trim(title), behind = SPAN("");
  for (gsize k = 0; k < G_N_ELEMENTS(dashes); k++) {
    gsize n = strlen(dashes[k]);
    const char *at = memmem(t.s, t.n, dashes[k], n);
    for (; at != NULL; at = memmem(at + n, t.n - (gsize)(at + n - t.s), dashes[k], n))
      if (at > t.s && (behind.n == 0 || at + n > behind.s))
        behind = span_skip(t, (gsize)(at - t.s) + n);
  }
  gsize end = 0;
  while (end < behind.n && strchr(",(;", behind.s[end]) == NULL)
    end++;
  Span name = span_trim(span_of(behind.s, end));
  if (is_first_names(name))
    return name;
  if (!owner_fills(x, name))
    return SPAN("");
  return owner_is_known(x, name) || is_written_like_names(name) ? name : SPAN("");
}

/* "[Ragna] partitioner" */
Span
owner_in_front(const Extract *x, Span title)
{
  enum { LONGEST = 40 };
  Span t = span_trim(title);
  gssize close =
      t.n > 4 && t.s[0] == '[' ? span_find_char(span_of(t.s, MIN(t.n, LONGEST)), ']') : -1;
  Span inner = close < 3 ? SPAN("") : span_of(t.s + 1, (gsize)close - 1);
  return owner_is_person(x, inner) && owner_fills(x, inner) ? inner : SPAN("");
}

/* "Yara: the scanner page", and not "Ruby: the new bindings". */
Span
owner_before_colon(const Extract *x, Span title)
{
  static const char *const things[] = {
      "ruby", "julia", "crystal", "jade",  "jasmine", "ada",    "pascal", "amber", "robin", "dart",
      "io",   "max",   "may",     "april", "june",    "august", "summer", "mark",  NULL};
  Span t = span_trim(title), owner = owner_at(x, t);
  gboolean known = owner_is_known(x, t);
  return owner.n > 1 && span_starts(span_skip(t, owner.n), ": ") &&
                 (known || !span_in_list(span_of(t.s, owner_name_word(t)), things))
             ? owner
             : SPAN("");
}

/* "**Ilse**: close the tickets", "*Femi* to write" */
Span
owner_in_bold(const Extract *x, Span title)
{
  static const char *const ends[] = {": ", " to ", " will ", " - ", " – ", ", "};
  enum { LONGEST = 40 };
  gsize marks = span_count_lead(title, title.s[0]);
  Span inner = span_skip(title, marks);
  gssize close =
      marks > 2 ? -1 : span_find_char(span_of(inner.s, MIN(inner.n, LONGEST)), title.s[0]);
  if (close < 2)
    return SPAN("");
  Span rest =
      span_skip(inner, (gsize)close + span_count_lead(span_skip(inner, (gsize)close), title.s[0]));
  inner = span_trim(span_of(inner.s, (gsize)close));
  gboolean colon = inner.n > 1 && inner.s[inner.n - 1] == ':';
  inner.n -= colon ? 1 : 0;
  gboolean ends_here = colon;
  for (gsize k = 0; k < G_N_ELEMENTS(ends) && !ends_here; k++)
    ends_here = span_starts(rest, ends[k]);
  return ends_here && owner_fills(x, inner) ? inner : SPAN("");
}

/* "dark colours for the archive @ilse": the nick. "support for @media" mentions nobody. */
Span
owner_mentioned(Span title)
{
  static const char *const others[] = {"for",   "of",   "to", "the",     "with", "use", "a",
                                       "add",   "at",   "in", "support", "from", "and", "on",
                                       "using", "drop", "an", "remove",  NULL};
  Span t = span_trim(title);
  gsize at = t.n;
  if (t.n > 3 && t.s[t.n - 1] == ')')
    t.n--;
  for (at = t.n; at > 0 && (g_ascii_isalnum(t.s[at - 1]) || strchr("-_", t.s[at - 1]) != NULL);)
    at--;
  Span nick = span_skip(t, at);
  if (at < 4 || nick.n < 2 || nick.n > 30 || !g_ascii_isalpha(nick.s[0]) || t.s[at - 1] != '@' ||
      strchr(" (", t.s[at - 2]) == NULL)
    return SPAN("");
  Span before = span_rtrim(span_of(t.s, at - 2));
  gsize word = before.n;
  while (word > 0 && before.s[word - 1] != ' ')
    word--;
  return span_in_list(span_skip(before, word), others) ? SPAN("") : nick;
}

gboolean
owner_line_names(Span t, Span *name, guint *names, gboolean *address)
{
  static const char *const joins[] = {"and", "&", "van", "de", "von", NULL};
  gssize angle = span_find_char(t, '<');
  *address = angle > 0 && span_find_char(t, '@') > angle;
  if (*address)
    t = span_rtrim(span_of(t.s, (gsize)angle));
  if (t.n < 3 || t.n > 80 || span_count_words(t) > 8)
    return FALSE;
  *name = t;
  *names = 0;
  for (gsize i = 0; i < t.n; i++)
    if (!(g_ascii_isalpha(t.s[i]) || (guchar)t.s[i] >= 0x80 || strchr(" .,-'&/", t.s[i]) != NULL))
      return FALSE;
  for (gsize i = 0; i < t.n; i++) {
    gsize start = i;
    while (i < t.n && t.s[i] != ' ')
      i++;
    Span word = span_of(t.s + start, i - start);
    if (word.n == 0 || span_in_list(word, joins))
      continue;
    if (!owner_is_name(word))
      return FALSE;
    *names += 1;
  }
  return TRUE;
}

gboolean
owner_line_wanted(Span t)
{
  static const char *const words[] = {"nobody",           "no owner",   "owner wanted",
                                      "volunteer wanted", "unassigned", NULL};
  for (gsize i = 0; words[i] != NULL; i++)
    if (span_is_fold(t, words[i]))
      return TRUE;
  return FALSE;
}
