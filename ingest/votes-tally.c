/* Votes of others that a mail tells: counts, lists of names, votes that are passed on. */
#include "ingest/votes-options.h"

/* "+1: Ann, Bob" or "-1: Ann" */
static gboolean
names_voters(const BallotLine *b, gboolean several)
{
  Span rest = span_ltrim(b->rest);
  Span who = rest.n > 1 && rest.s[0] == ':' ? span_trim(span_skip(rest, 1)) : SPAN("");
  return b->form == BALLOT_PLAIN && b->option.n == 0 && who.n > 1 && owner_is_name(who) &&
         (!several || span_find_char(who, ',') > 0);
}

/* A single name is told from a comment by a line above or below that has several. */
static gboolean
is_beside_tally(const Voting *v, guint i, const BallotLine *b)
{
  if (!names_voters(b, FALSE))
    return FALSE;
  BallotLine above = i > 0 && votes_is_own(v, i - 1) ? votes_ballot_at(v, i - 1) : (BallotLine){0};
  BallotLine below = votes_is_own(v, i + 1) ? votes_ballot_at(v, i + 1) : (BallotLine){0};
  return names_voters(&above, TRUE) || names_voters(&below, TRUE);
}

/* The name that rest begins with, behind "from ", "by ", "(" or "- "; n == 0: none. */
static Span
whose(Span rest)
{
  static const char *const leads[] = {"from ", "by ", "(", "- ", ": ", "on behalf of ", NULL};
  Span who = span_ltrim(rest);
  for (const char *const *lead = leads; *lead != NULL; lead++)
    if (span_starts_fold(who, *lead)) {
      who = span_ltrim(span_skip(who, strlen(*lead)));
      break;
    }
  gsize n = 0;
  while (n < who.n && (span_is_letter(who.s[n]) || (guchar)who.s[n] >= 0x80))
    n++;
  Span name = span_of(who.s, n);
  gboolean good =
      n > 1 && g_ascii_isupper(who.s[0]) && owner_is_name(name) && !(n < who.n && who.s[n] == '\'');
  return good ? name : SPAN("");
}

gboolean
votes_has_plain(const Voting *v)
{
  const GPtrArray *votes = v->x->drafts->votes;
  for (guint k = 0; k < votes->len; k++) {
    const VoteDraft *other = votes->pdata[k];
    if (!other->like && other->option == NULL)
      return TRUE;
  }
  return FALSE;
}

/* "+1 from Ann as well" below the author's own vote, "+1 (Dieter, by phone)": theirs. "+1 from me",
 * "+1 from Fedora" alone are the author's. */
static gboolean
is_for_another(const Voting *v, const BallotLine *b)
{
  static const char *const also[] = {"as well", "too", "also", NULL};
  Span rest = span_ltrim(b->rest);
  gboolean from = span_starts_fold(rest, "from "), bracket = span_starts(rest, "(");
  Span name = from || bracket ? whose(rest) : SPAN("");
  if (name.n == 0)
    return FALSE;
  return (from && span_has_phrase_of(rest, also)) || votes_has_plain(v);
}

/* The nearest own line above that is no ballot. */
static Span
lead_in(const Voting *v, guint i)
{
  for (guint steps = 0; i > 0 && steps < 30; steps++) {
    i--;
    LineClass line_class = v->x->lines->line[i].line_class;
    if (line_class != LINE_OWN && line_class != LINE_BLANK)
      break;
    if (line_class == LINE_OWN && votes_ballot_at(v, i).form == BALLOT_NONE &&
        v->x->lines->line[i].indent < 8)
      return votes_own_text(v, i);
  }
  return SPAN("");
}

/* "My votes:", "Here is mine" */
static gboolean
says_mine(Span lead)
{
  static const char *const own[] = {"my", "mine", "i vote", "from me", NULL};
  return span_has_phrase_of(lead, own);
}

/* "These had come in so far:", then "+1 Ann" or "Ann: +1": what others said. */
gboolean
votes_is_on_record(const Voting *v, guint i, const BallotLine *b)
{
  static const char *const records[] = {
      "so far",    "until now",     "up to now",   "come in",     "came in",    "have voted",
      "has voted", "voted",         "received",    "votes cast",  "the votes",  "the count",
      "tally",     "i count",       "pass on",     "passed on",   "on behalf",  "their votes",
      "votes of",  "votes from",    "asked me",    "relay",       "off-list",   "off list",
      "by phone",  "told me",       "the others",  "other votes", "in private", "privately",
      "on irc",    "in the thread", "this thread", "i read",      "who said",   NULL};
  Span name = b->option.n > 0 ? b->option : whose(b->rest);
  if (name.n < 2 || !owner_is_name(name) || (b->option.n > 0 && !b->named))
    return FALSE;
  Span lead = lead_in(v, i);
  return span_has_phrase_of(lead, records) && !says_mine(lead);
}

/* A name of a person: told by two names, or known from the mail. 0: it is none, 1: it may be, 2: it
 * is. */
static guint
is_person(const Voting *v, Span name)
{
  gssize blank = span_find_char(name, ' ');
  for (gsize c = 0; c < name.n; c++)
    if (g_ascii_isdigit(name.s[c]))
      return 0;
  if (!owner_is_name(name) || (blank > 0 && !owner_is_name(span_skip(name, (gsize)blank + 1))))
    return 0;
  g_autofree char *text = g_strndup(name.s, name.n);
  g_autofree char *known = owner_person(v->x, text);
  return blank > 0 || known != NULL ? 2 : 1;
}

/* "Ann Lee: +1", "Bob: -1" outside a poll: what others said. */
static gboolean
is_of_people(Voting *v, guint i, const BallotLine *b)
{
  if (!b->named || v->poll || votes_is_listed(v, b->option))
    return FALSE;
  if (i < v->people_end)
    return v->of_people;
  guint end = i, sure = 0;
  gboolean good = TRUE;
  for (; end < v->x->lines->n && votes_is_own(v, end); end++) {
    BallotLine line = votes_ballot_at(v, end);
    if (!line.named)
      break;
    guint person = good && sure < 3 ? is_person(v, line.option) : 0;
    good = good && (person > 0 || sure >= 3);
    sure += person == 2 ? 1 : 0;
  }
  v->people_end = end;
  v->of_people = good && end - i >= 2 && sure > 0;
  return v->of_people;
}

/* "Blue: +7", "Red: +1": sums, told by one that nobody can give alone. */
static gboolean
is_beside_sums(const Voting *v, guint i, const BallotLine *b)
{
  if (b->option.n == 0)
    return FALSE;
  for (gint step = -1; step <= 1; step += 2)
    for (guint k = i + (guint)step, seen = 0; seen < 12 && votes_is_own(v, k);
         k += (guint)step, seen++) {
      BallotLine other = votes_ballot_at(v, k);
      if (other.form != BALLOT_PLAIN || other.option.n == 0)
        break;
      if (other.value < -2 || other.value > 2)
        return TRUE;
    }
  return FALSE;
}

/* "Kaja, Milos, Wen (binding)": three names or more. */
static gboolean
lists_names(Span t)
{
  guint names = 0;
  while (t.n > 0 && owner_is_name(t) && !votes_is_remark(t)) {
    gsize end = 0;
    while (end < t.n && strchr(",(;", t.s[end]) == NULL)
      end++;
    if (span_count_words(span_of(t.s, end)) > 3)
      break;
    names++;
    t = span_ltrim(span_skip(t, end + (end < t.n && t.s[end] == ',' ? 1 : t.n)));
  }
  return names >= 3;
}

/* ": 4", " binding: 4", "= 2 (1 binding)": how many said so. */
static gboolean
is_count(Span rest)
{
  static const char *const kinds[] = {
      "binding votes", "non-binding votes", "binding", "non-binding", "votes", NULL};
  static const char *const ends[] = {"binding", "non-binding", "vote", "votes", "other",
                                     "others",  "people",      "from", NULL};
  gsize n;
  Span t = span_ltrim(rest);
  if (t.n > 0 && t.s[0] == '(' && span_find_char(t, ')') > 0)
    t = span_ltrim(span_skip(t, (gsize)span_find_char(t, ')') + 1));
  else if (span_starts_in_list(t, kinds, &n))
    t = span_ltrim(span_skip(t, n));
  if (t.n < 3 || strchr(":=", t.s[0]) == NULL || t.s[1] != ' ')
    return FALSE;
  t = span_ltrim(span_skip(t, 1));
  n = span_digits(t);
  Span after = span_ltrim(span_skip(t, n));
  return n > 0 && (after.n == 0 || strchr(",;.(", after.s[0]) != NULL ||
                   span_starts_in_list(after, ends, NULL));
}

/* "+1 (5): Adeyemi, Okafor", "+1 votes: 5", "0 (0)", "+1: Ann, Bob" */
static gboolean
is_tally(const BallotLine *b)
{
  Span rest = span_ltrim(b->rest);
  if (b->option.n > 0)
    return FALSE;
  if (span_starts_fold(rest, "votes:") || span_starts_fold(rest, "vote:") || is_count(rest))
    return TRUE;
  if (rest.n > 2 && rest.s[0] == '(' && span_digits(span_skip(rest, 1)) > 0)
    return TRUE;
  static const char *const nobody[] = {"nobody", "none", "no one", "no-one", "nil", "-", NULL};
  Span who = rest.n > 1 && rest.s[0] == ':' ? span_trim(span_skip(rest, 1)) : SPAN("");
  return span_in_list(who, nobody) || span_in_list(span_rtrim(rest), nobody) ||
         names_voters(b, TRUE) || lists_names(rest);
}

gboolean
votes_is_tally(const Voting *v, guint i, const BallotLine *b)
{
  Span who = span_ltrim(b->rest);
  who = span_starts(who, ": ") ? span_ltrim(span_skip(who, 1)) : who;
  gboolean named = v->x->result && b->option.n == 0 && !b->number && owner_is_name(who);
  return named || is_tally(b) || is_beside_tally(v, i, b) || is_beside_sums(v, i, b);
}

gboolean
votes_is_of_others(Voting *v, guint i, const BallotLine *b)
{
  return is_for_another(v, b) || votes_is_on_record(v, i, b) || is_of_people(v, i, b);
}

gboolean
votes_says_mine_above(const Voting *v, guint i)
{
  return says_mine(lead_in(v, i));
}

gboolean
votes_leads_in(const Voting *v, guint i)
{
  static const char *const words[] = {"vote", "votes", "ballot", NULL};
  Span lead = lead_in(v, i);
  return says_mine(lead) && span_has_word_of(lead, words);
}
