/* Options as a line names them in words: "Mon 14:00: -1", "+1 for Aiko". */
#include "ingest/votes.h"

#define MAX_NAME 60
#define MAX_WORDS 7

/* The mark at the start, or at the end, of t belongs to another within: 'call it "salt"'. */
static gboolean
pairs_within(Span t, gboolean end)
{
  enum { LONGEST = 400 }; /* no name is longer, and a line may be endless */
  char mark = t.s[end ? t.n - 1 : 0];
  for (gsize i = 1; i + 1 < t.n && t.n <= LONGEST; i++) {
    char outside = t.s[end ? i - 1 : i + 1], inside = t.s[end ? i + 1 : i - 1];
    if (t.s[i] == mark && outside != mark && !g_ascii_isalnum(outside) &&
        !span_is_blank_char(inside))
      return TRUE;
  }
  return FALSE;
}

Span
votes_name_trim(Span t)
{
  t = span_trim(t);
  while (t.n > 0 && strchr("*_`\"'(", t.s[0]) != NULL && !pairs_within(t, FALSE))
    t = span_ltrim(span_skip(t, 1));
  while (t.n > 0 && strchr("*_`\"',.;:!?", t.s[t.n - 1]) != NULL && !pairs_within(t, TRUE))
    t = span_rtrim(span_of(t.s, t.n - 1));
  if (t.n > 0 && t.s[t.n - 1] == ')' && span_find_char(t, '(') < 0)
    t = span_rtrim(span_of(t.s, t.n - 1));
  return t;
}

Span
votes_without_remark(Span name, gboolean remark)
{
  static const char *const parts[] = {" - ", " -- ", " – ", " — ", ": ", NULL};
  gsize end = 0;
  gboolean parted = FALSE;
  for (; end < name.n && !parted; end++) {
    /* "Mon, 14 Sep" */
    gboolean date = end + 2 < name.n && name.s[end] == ',' && g_ascii_isdigit(name.s[end + 2]);
    if (strchr("(,;", name.s[end]) != NULL && !date)
      break;
    for (const char *const *part = parts; remark && !parted && *part != NULL; part++)
      parted = span_starts(span_skip(name, end + 1), *part);
  }
  return span_rtrim(span_of(name.s, end));
}

Span
votes_plain_heading(Span t)
{
  while (t.n > 1 && t.s[0] == '=' && t.s[t.n - 1] == '=')
    t = span_trim(span_of(t.s + 1, t.n - 2));
  return t;
}

char *
votes_option_text(Span option)
{
  char *text = span_squeeze(option);
  for (char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl(*c))
      *c = ' ';
  return text;
}

/* --- in front of the value --- */

/* Could it be what a poll calls one of its options? titles: also with words of prose. */
static gboolean
is_name(Span name, guint most, gboolean titles)
{
  static const char *const no[] = {"binding", "non-binding", "total", "sum",    "votes", "score",
                                   "result",  "tally",       "count", "quorum", "sums",  "so far",
                                   "totals",  "current",     "now",   "exit",   NULL};
  static const char *const prose[] = {
      "i",       "i'd",    "i'm",      "i'll", "my",    "me",    "we",    "us",       "you",
      "your",    "our",    "is",       "are",  "was",   "were",  "be",    "would",    "will",
      "should",  "have",   "has",      "had",  "it",    "than",  "that",  "because",  "so",
      "votes",   "vote",   "he",       "she",  "they",  "said",  "says",  "wrote",    "gave",
      "answer",  "then",   "if",       "when", "where", "which", "what",  "how",      "why",
      "can",     "could",  "might",    "must", "does",  "do",    "did",   "contains", "contain",
      "returns", "return", "returned", "gets", "got",   "gives", "going", NULL};
  if (name.n < 1 || name.n > MAX_NAME || span_count_words(name) > most || votes_is_remark(name) ||
      span_in_list(name, no) || span_has(name, "0x"))
    return FALSE;
  gboolean letter = FALSE;
  for (gsize i = 0; i < name.n; i++) {
    letter = letter || g_ascii_isalnum(name.s[i]) || (guchar)name.s[i] >= 0x80;
    gboolean ends = i + 1 < name.n && span_is_blank_char(name.s[i + 1]);
    /* "10. Mai", "St. Gallen" */
    gboolean short_one = name.s[i] == '.' && i > 0 && (i < 3 || g_ascii_isdigit(name.s[i - 1]));
    if ((ends && strchr(".:", name.s[i]) != NULL && !short_one) ||
        strchr("?!;|<>=$[]{}\\", name.s[i]) != NULL)
      return FALSE;
  }
  /* "No, sorry" */
  static const char *const answers[] = {"yes", "no", "ok", "okay", "well", "sorry", "thanks", NULL};
  gsize answer;
  if (span_starts_in_list(name, answers, &answer) && answer < name.n && name.s[answer] == ',')
    return FALSE;
  char first = name.s[0];
  return letter && (g_ascii_isalnum(first) || (guchar)first >= 0x80 || first == '#') &&
         (titles || !span_has_word_of(name, prose));
}

gboolean
votes_is_name(Span name, guint most)
{
  return is_name(name, most, FALSE);
}

/* "I would say", "that is" */
static gboolean
is_of_speaker(Span name)
{
  static const char *const nobody[] = {
      "i",  "i'd", "i'm",  "i'll", "my",   "me",   "we",   "us", "you",   "your",  "votes",  "vote",
      "he", "she", "they", "if",   "then", "that", "this", "it", "there", "looks", "sounds", NULL};
  static const char *const speaker[] = {"i", "i'd", "i'm", "i'll", "me", "my", "would", NULL};
  return span_starts_in_list(name, nobody, NULL) || span_has_word_of(name, speaker);
}

/* "Why we left the cloud": words that a title has too. */
static gboolean
may_be_title(Span name)
{
  return g_ascii_isupper(name.s[0]) && span_count_words(name) >= 3 && !is_of_speaker(name);
}

/* What parts a name from its value: 3 a colon, 2 an equals sign, 1 a dash, an arrow or a bracket, 0
 * nothing; -1: it is cut within a word. *end: where the name ends. */
static int
parting_of(Span t, gsize at, gsize *end)
{
  Span lead = span_rtrim(span_of(t.s, at));
  gboolean blank = lead.n < at;
  *end = lead.n;
  if (lead.n == 0)
    return -1;
  static const char *const gets[] = {" gets my", " gets a", " gets", " has my", NULL};
  for (const char *const *get = gets; blank && *get != NULL; get++)
    if (span_ends_fold(lead, *get)) {
      *end = lead.n - strlen(*get);
      return 3;
    }
  if (span_ends_fold(lead, "->") || span_ends_fold(lead, "=>")) {
    *end = lead.n - 2;
    return 1;
  }
  if (lead.s[lead.n - 1] == ':' || lead.s[lead.n - 1] == '=') {
    *end = lead.n - 1;
    return !blank ? -1 : lead.s[lead.n - 1] == ':' ? 3 : 2;
  }
  if (lead.n > 2 && blank && (span_ends_fold(lead, " -") || span_ends_fold(lead, " –"))) {
    *end = lead.n - (lead.s[lead.n - 1] == '-' ? 1 : strlen("–"));
    return 1;
  }
  gsize closes = at + votes_sign(span_skip(t, at)) + 1;
  if (lead.n > 2 && !blank && lead.s[lead.n - 1] == '(' && lead.s[lead.n - 2] == ' ' &&
      closes < t.n && t.s[closes] == ')') {
    *end = lead.n - 1;
    return 1;
  }
  return blank ? 0 : -1;
}

/* Behind a value that nothing parts from the name: the end, a mark, a claim. */
static gboolean
ends_behind(Span value)
{
  gsize n = votes_sign(value);
  n += span_digits(span_skip(value, n));
  Span rest = span_skip(value, n), comment;
  if (rest.n > 1 && strchr(".,", rest.s[0]) != NULL && g_ascii_isdigit(rest.s[1]))
    rest = span_skip(rest, 1 + span_digits(span_skip(rest, 1)));
  Span behind = span_ltrim(rest);
  return behind.n == 0 || strchr(",;.!()", behind.s[0]) != NULL ||
         votes_claim(rest, &comment) != NULL;
}

gsize
votes_name_ahead(Span t, Span *name, BallotLine *b)
{
  for (gsize i = 1; i < MIN(t.n, MAX_NAME + 12); i++) {
    Span value = span_skip(t, i);
    gboolean zero = value.s[0] == '0' && (value.n == 1 || strchr(" ,.;(!", value.s[1]) != NULL);
    if (!zero && votes_sign(value) == 0)
      continue;
    gsize end;
    int parting = parting_of(t, i, &end);
    if (parting < 0 || (zero && parting < 2 && (parting > 0 || value.n > 1)))
      continue;
    if (parting == 0 && !ends_behind(value))
      return 0;
    Span found = votes_name_trim(span_of(t.s, end));
    static const char *const about[] = {"on",     "for",   "about",     "re",
                                        "as for", "as to", "regarding", NULL};
    gsize word;
    if (parting == 3 && span_starts_in_list(found, about, &word) && word < found.n &&
        found.s[word] == ' ')
      found = span_ltrim(span_skip(found, word));
    guint most = parting == 0 ? MAX_WORDS - 2 : MAX_WORDS;
    gboolean plain = is_name(found, most, FALSE);
    if (!plain &&
        !(parting == 3 && found.n > 0 && may_be_title(found) && is_name(found, most, TRUE)))
      return 0;
    *name = found;
    b->loose = parting == 0;
    b->weak = parting < 3 || !plain;
    return i;
  }
  return 0;
}

gsize
votes_prose_ahead(Span t, Span *name, BallotLine *b)
{
  static const char *const others[] = {"he", "she", "they", "said", "says", "wrote", NULL};
  static const char *const joins[] = {"and", "but", "so", "then", NULL};
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, MAX_NAME)), ':');
  Span found = votes_name_trim(span_of(t.s, colon > 0 ? (gsize)colon : 0));
  Span value = span_ltrim(span_skip(t, (gsize)(colon + 1)));
  gboolean zero =
      value.n > 0 && value.s[0] == '0' && (value.n == 1 || !g_ascii_isalnum(value.s[1]));
  if (!(votes_sign(value) > 0 || zero) || is_of_speaker(found) || span_has_word_of(found, others) ||
      span_starts_in_list(found, joins, NULL) || !is_name(found, MAX_WORDS + 2, TRUE))
    return 0;
  *name = found;
  b->weak = b->prose = TRUE;
  return t.n - value.n;
}

/* --- behind the value --- */

/* A label behind the value ends there, or goes on as an answer does. */
static Span
label_behind(Span t, gboolean bare)
{
  gsize word = votes_option_word(t);
  Span named = span_ltrim(span_skip(t, word));
  gsize n = votes_label(named, TRUE);
  Span after = span_skip(named, n);
  gboolean ends =
      after.n == 0 ||
      (strchr(",.;:!)", after.s[0]) != NULL && (after.n == 1 || span_is_blank_char(after.s[1]))) ||
      span_starts(after, " (") || span_starts(after, " - ");
  /* "+1 for a release" names none, "+1 for B because it is short" does; "+1 for RC2" says of what
   * it is */
  gboolean upper =
      n > 0 && (g_ascii_isupper(named.s[0]) || named.s[0] == '#') && !span_starts_fold(named, "rc");
  gboolean goes_on = !bare && n == 1 && upper && strchr("AI", named.s[0]) == NULL && after.n > 0 &&
                     after.s[0] == ' ';
  /* "+1 to option 2 and -1 to option 3", not "+1 to option 2 and 3" */
  Span joined = span_starts(after, " and ") ? span_ltrim(span_skip(after, 5)) : SPAN("");
  ends = ends || votes_sign(joined) > 0;
  gboolean digits = n > 0 && g_ascii_isdigit(named.s[0]) && !bare;
  return n > 0 && (upper || digits || word > 0) && (ends || goes_on) ? span_of(named.s, n)
                                                                     : SPAN("");
}

/* Behind a claim and whose vote it is. */
static Span
skip_claim(Span rest)
{
  Span t = span_ltrim(rest), comment;
  if (t.n > 0 &&
      (t.s[0] == '(' || span_starts_fold(t, "binding") || span_starts_fold(t, "non-binding") ||
       span_starts_fold(t, "from me")) &&
      votes_claim(t, &comment) != NULL)
    t = comment;
  if (span_starts_fold(t, "from me "))
    t = span_skip(t, 8);
  return span_ltrim(span_starts(t, ": ") ? span_skip(t, 1) : t);
}

static gsize
preposition(Span t)
{
  static const char *const words[] = {"for", "to",   "on",   "für", "fuer",
                                      "für", "pour", "para", "per", NULL};
  gsize n;
  return span_starts_in_list(t, words, &n) && n < t.n && t.s[n] == ' ' ? n + 1 : 0;
}

Span
votes_option_behind(Span rest, gboolean bare)
{
  Span t = skip_claim(rest);
  gsize word = preposition(t);
  if (word > 0)
    return label_behind(span_ltrim(span_skip(t, word)), FALSE);
  return bare ? label_behind(t, TRUE) : SPAN("");
}

/* Where a name ends in "Aiko, only because", "the wiki because it is short", "offline mode
 * (again)". */
static gsize
end_of_name(Span t)
{
  static const char *const stops[] = {
      " - ",        " -- ",    " – ",    " — ",      " because ",  " since ", " as ",
      " but ",      " if ",    " once ", " unless ", " provided ", " when ",  " though ",
      " although ", " while ", " so ",   " until ",  " assuming ", " please", " from me",
      " and +",     " and -",  " too",   " even ",   " only ",     " again",  " for me",
      " :",         " ;",      " ?",     " / ",      " | ",        " and 0 ", NULL};
  for (gsize i = 0; i < t.n; i++) {
    gboolean ends = i + 1 == t.n || span_is_blank_char(t.s[i + 1]);
    if (strchr("(,;", t.s[i]) != NULL || (ends && strchr(".:!?", t.s[i]) != NULL))
      return i;
    if (t.s[i] != ' ')
      continue;
    Span here = span_skip(t, i);
    for (const char *const *stop = stops; *stop != NULL; stop++)
      if (span_starts(here, *stop))
        return i;
  }
  return t.n;
}

/* Words with which a vote goes on that are no name: "+1 for me", "+1 for the release"; without a
 * word in front also "+1 thanks". */
static const char *const nothing[] = {"me",
                                      "us",
                                      "this",
                                      "that",
                                      "it",
                                      "these",
                                      "those",
                                      "now",
                                      "all",
                                      "both",
                                      "everything",
                                      "everyone",
                                      "what",
                                      "whatever",
                                      "doing",
                                      "having",
                                      "release",
                                      "releasing",
                                      "the release",
                                      "the proposal",
                                      "the idea",
                                      "the change",
                                      "the patch",
                                      "the plan",
                                      "the motion",
                                      "the vote",
                                      "the draft",
                                      "the rest",
                                      "the record",
                                      "the new release",
                                      "the candidate",
                                      "the text",
                                      "the move",
                                      "the merge",
                                      "my",
                                      "your",
                                      "our",
                                      "his",
                                      "her",
                                      "their",
                                      "its",
                                      "i",
                                      "we",
                                      "you",
                                      "your",
                                      "making",
                                      "being",
                                      "getting",
                                      "going",
                                      NULL};
static const char *const goes_on[] = {
    "from",   "with",    "but",      "because",     "since",    "if",    "until",   "again",
    "here",   "too",     "also",     "please",      "same",     "still", "agree",   "agreed",
    "lgtm",   "once",    "provided", "unless",      "assuming", "let's", "very",    "definitely",
    "not",    "yes",     "no",       "fully",       "by",       "count", "so",      "as",
    "in",     "of",      "and",      "or",          "is",       "are",   "was",     "would",
    "will",   "can",     "could",    "should",      "when",     "while", "though",  "although",
    "vote",   "votes",   "binding",  "non-binding", "more",     "less",  "never",   "maybe",
    "really", "just",    "only",     "who",         "how",      "why",   "there",   "they",
    "he",     "she",     "see",      "after",       "before",   "at",    "than",    "don't",
    "do",     "did",     "does",     "have",        "has",      "had",   "let",     "per",
    "via",    "von",     "pour",     "aussi",       "auch",     "must",  "need",    "needs",
    "needed", "cannot",  "can't",    "won't",       "i'd",      "i'll",  "i'm",     "i've",
    "we'd",   "we'll",   "it's",     "that's",      "there's",  "means", "approve", "approved",
    "reject", "abstain", "accept",   NULL};

static gboolean
names_nothing(Span name, gboolean by_word)
{
  static const char *const vague[] = {"a", "an", "any", "some", "one", NULL};
  return span_starts_in_list(name, nothing, NULL) ||
         (by_word && span_starts_in_list(name, vague, NULL)) ||
         (!by_word && (votes_is_remark(name) || span_starts_in_list(name, goes_on, NULL)));
}

Span
votes_name_behind(Span rest, gboolean *by_word)
{
  Span t = skip_claim(rest);
  gsize word = preposition(t);
  *by_word = word > 0;
  t = span_ltrim(span_skip(t, word));
  Span name = votes_name_trim(span_of(t.s, end_of_name(span_of(t.s, MIN(t.n, MAX_NAME + 20)))));
  gboolean good = name.n > 0 && name.n <= MAX_NAME && span_count_words(name) <= MAX_WORDS + 1 &&
                  (g_ascii_isalnum(name.s[0]) || (guchar)name.s[0] >= 0x80 || name.s[0] == '#') &&
                  votes_sign(name) == 0 && !names_nothing(name, *by_word);
  return good ? name : SPAN("");
}
