/* Votes said in words: "I am +1 on this", "Changing my vote to 0", "Looks good to me, +1". */
#include "ingest/votes.h"

/* A value in front of which words may stand: signed, in some places also 0. */
static gboolean
is_value(Span t, gboolean zero)
{
  return votes_sign(t) > 0 ||
         (zero && t.n > 0 && t.s[0] == '0' && (t.n == 1 || !g_ascii_isalnum(t.s[1])));
}

/* Behind the value nothing follows, or a claim, or words that say whose it is. */
static gboolean
ends_as_vote(Span value)
{
  static const char *const ends[] = {
      "from me", "from my side", "from our side", "from here", "on this", "to this", "for this",
      "here",    "then",         "now",           "again",     "by me",   NULL};
  gsize sign = votes_sign(value);
  Span rest = span_skip(value, sign + 1), comment;
  if (rest.n > 1 && rest.s[0] == '.' && g_ascii_isdigit(rest.s[1]))
    rest = span_skip(rest, 1 + span_digits(span_skip(rest, 1)));
  Span behind = span_ltrim(rest);
  gboolean alone = behind.n == 0 || (behind.n == rest.n && strchr(".!,*_", rest.s[0]) != NULL &&
                                     (rest.n == 1 || span_is_blank_char(rest.s[1])));
  return alone || votes_claim(rest, &comment) != NULL || span_starts_in_list(behind, ends, NULL);
}

/* "I retract my -1 and vote +1." */
static gsize
read_retreat(Span t)
{
  static const char *const said[] = {"i retract my",   "i withdraw my", "i take back my",
                                     "i drop my",      "retracting my", "withdrawing my",
                                     "taking back my", "i revoke my",   NULL};
  static const char *const then[] = {"vote", "to",   "now",  "give", "with",
                                     "make", "into", "it's", NULL};
  gsize n, at = 0;
  if (!span_starts_in_list(t, said, &n))
    return 0;
  Span old = span_ltrim(span_skip(t, n));
  gsize from = t.n - old.n + votes_sign(old) + 1;
  for (gsize i = from; votes_sign(old) > 0 && i + 1 < t.n && i < 160; i++)
    if (span_is_blank_char(t.s[i - 1]) && votes_sign(span_skip(t, i)) > 0)
      at = i;
  return at > 0 && span_has_word_of(span_of(t.s + from, at - from), then) &&
                 ends_as_vote(span_skip(t, at))
             ? at
             : 0;
}

/* "I am changing my vote from +1 to 0": bytes in front of the last value. */
static gsize
read_change(Span t, gboolean words)
{
  static const char *const said[] = {"i change my vote",        "i'm changing my vote",
                                     "i am changing my vote",   "i'll change my vote",
                                     "i hereby change my vote", "i've changed my vote",
                                     "i have changed my vote",  "i switch my vote",
                                     "i'm switching my vote",   "i am switching my vote",
                                     "changing my vote",        "change my vote",
                                     "switching my vote",       "switching",
                                     "please change my vote",   NULL};
  gsize n;
  if (words && (n = read_retreat(t)) > 0)
    return n;
  /* "I change my -1 to a +1" */
  static const char *const old[] = {"i change my", "i'm changing my", "i am changing my",
                                    "changing my", "i changed my",    NULL};
  Span at = words && span_starts_in_list(t, old, &n) ? span_ltrim(span_skip(t, n)) : SPAN("");
  gsize sign = votes_sign(at);
  if (sign > 0)
    at = span_ltrim(span_skip(at, sign + 1));
  else if (span_starts_in_list(t, said, &n))
    at = span_ltrim(span_skip(t, n));
  else
    return 0;
  if (span_starts_fold(at, "from ")) {
    gssize to = span_find_fold(span_of(at.s, MIN(at.n, 24)), " to ");
    at = to > 0 ? span_skip(at, (gsize)to + 1) : SPAN("");
  }
  if (!span_starts_fold(at, "to "))
    return 0;
  at = span_ltrim(span_skip(at, 3));
  if (span_starts_fold(at, "a "))
    at = span_ltrim(span_skip(at, 2));
  return is_value(at, TRUE) ? t.n - at.n : 0;
}

/* What a sentence of nothing but a vote is made of. */
static const char *const sentence_words[] = {"on",          "balance",
                                             "count",       "please",
                                             "add",         "very",
                                             "firm",        "i'm",
                                             "my",          "here's",
                                             "another",     "also",
                                             "late",        "so",
                                             "this",        "time",
                                             "a",           "here",
                                             "is",          "then",
                                             "big",         "still",
                                             "it's",        "and",
                                             "another",     "an",
                                             "one",         "more",
                                             "solid",       "weak",
                                             "strong",      "firm",
                                             "soft",        "definite",
                                             "clear",       "huge",
                                             "have",        "you",
                                             "it",          "hence",
                                             "thus",        "that's",
                                             "therefore",   "adding",
                                             "for",         "now",
                                             "remains",     "vote",
                                             "stays",       "voting",
                                             "casting",     "me",
                                             "from",        "again",
                                             "happy",       "hearty",
                                             "mild",        "slight",
                                             "just",        "mine",
                                             "gets",        "i",
                                             "give",        "this",
                                             "with",        "that",
                                             "be",          "makes",
                                             "cast",        "overall",
                                             "must",        "to",
                                             "as",          "too",
                                             "quick",       "simple",
                                             "tentative",   "enthusiastic",
                                             "afraid",      "unfortunately",
                                             "sadly",       "i'm",
                                             "am",          "hereby",
                                             "regretfully", "think",
                                             "but",         "guess",
                                             "say",         "however",
                                             "reluctant",   "belated",
                                             NULL};
static const char *const sentence_starts[] = {
    "yes,",        "no,",    "ok,",     "okay,",  "sorry,",  "thanks,",  "sure,",
    "abstaining,", "well,",  "also,",   "so,",    "hi,",     "hello,",   "overall,",
    "with that,",  "fine,",  "anyway,", "hence,", "for me,", "from me,", "for now,",
    "in short,",   "again,", "ok:",     NULL};
/* "I'd be +1", "a +1 would", "to be +1" say what would be */
static const char *const sentence_theirs[] = {"add",  "count", "please", "on",   "you",   "have",
                                              "with", "for",   "to",     "be",   "makes", "give",
                                              "gets", "vote",  "as",     "more", NULL};
static const char *const sentence_mine[] = {"my", "i", "me", "mine", NULL};
static const char *const sentence_never[] = {"a",   "one",  "i",    "to be", "be",
                                             "to",  "this", "that", "it",    "an",
                                             "for", "with", "as",   "me",    NULL};

/* "My +1 (binding).", "Yes, +1!", "Also +1 from me", "So it's a solid -1 from me": in the answer to
 * a ballot a sentence of nothing but the vote; bytes in front of the value, 0 for none. */
static gsize
read_sentence(Span t)
{
  Span at = t;
  gsize n;
  for (guint k = 0; k < 7 && votes_sign(at) == 0; k++) {
    gboolean called = FALSE;
    for (const char *const *w = sentence_starts; k == 0 && !called && *w != NULL; w++)
      if ((called = span_starts_fold(at, *w)))
        n = strlen(*w);
    if (!called && !span_starts_in_list(at, sentence_words, &n))
      return 0;
    if (n >= at.n || at.s[n] != ' ')
      return 0;
    at = span_ltrim(span_skip(at, n));
  }
  if (votes_sign(at) == 0 || at.s == t.s || !ends_as_vote(at) || t.s[t.n - 1] == '?')
    return 0;
  Span said = span_rtrim(span_of(t.s, (gsize)(at.s - t.s)));
  Span rest = span_ltrim(span_skip(at, votes_sign(at) + 1));
  if (span_has_word_of(said, sentence_theirs) && !span_has_word_of(said, sentence_mine) &&
      !span_starts_fold(rest, "from m"))
    return 0;
  if (span_in_list(said, sentence_never) &&
      !(span_is_fold(said, "a") && span_starts_fold(rest, "from m")))
    return 0;
  return t.n - at.n;
}

/* "My vote: +1", "Verdict: -1" */
static gsize
read_told(Span t)
{
  static const char *const told[] = {"my vote",
                                     "vote",
                                     "i abstain",
                                     "final vote",
                                     "my final vote",
                                     "verdict",
                                     "my verdict",
                                     "conclusion",
                                     "overall",
                                     "in short",
                                     "summary",
                                     "short version",
                                     "tl;dr",
                                     "my answer",
                                     "answer",
                                     "result for me",
                                     "from me",
                                     "for me",
                                     "mine",
                                     "my own vote",
                                     "so",
                                     "hence",
                                     "therefore",
                                     "thus",
                                     "i vote",
                                     "voting",
                                     "here goes",
                                     "all",
                                     "all of them",
                                     "everything",
                                     "yes",
                                     "no",
                                     "ok",
                                     "okay",
                                     "ja",
                                     "nein",
                                     "oui",
                                     "non",
                                     "yep",
                                     "nope",
                                     "sure",
                                     NULL};
  static const char *const answers[] = {"yes", "no", "ok", "okay", "sorry", NULL};
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 24)), ':');
  Span lead = colon > 0 ? span_rtrim(span_of(t.s, (gsize)colon)) : SPAN("");
  gsize n;
  /* "No, sorry: -1" */
  gboolean answer = span_starts_in_list(lead, answers, &n) && n < lead.n && lead.s[n] == ',' &&
                    span_count_words(lead) <= 3;
  if (!answer && !span_in_list(lead, told))
    return 0;
  return t.n - span_ltrim(span_skip(t, (gsize)colon + 1)).n;
}

static const char *const opening_told[] = {"my vote:", "vote:", "i abstain:", NULL};
static const char *const opening_said[] = {"i vote",
                                           "i also vote",
                                           "i hereby vote",
                                           "i therefore vote",
                                           "i'm voting",
                                           "i am voting",
                                           "my vote is",
                                           "my vote stays",
                                           "my vote remains",
                                           "i am",
                                           "i'm",
                                           "i'd like to vote",
                                           "mine is",
                                           "count me as",
                                           "count me",
                                           "put me down for",
                                           "put me down as",
                                           "here is my",
                                           "here's my",
                                           "consider this",
                                           "count this as",
                                           "please count this as",
                                           "carrying over my",
                                           "carrying my",
                                           "i carry over my",
                                           "i'm carrying over my",
                                           "adding my",
                                           "casting my",
                                           "definitely",
                                           NULL};

/* "Big +1", "a very strong -1", "I am still a firm -1": the words of strength in front of a value;
 * *told: one of them says it alone. */
static Span
skip_strength(Span t, gboolean *told)
{
  static const char *const strong[] = {"big",   "huge",     "strong", "solid", "firm",
                                       "clear", "definite", "hearty", "very",  NULL};
  static const char *const other[] = {"a",    "an",     "still", "also", "weak",      "soft",
                                      "mild", "slight", "now",   "my",   "tentative", NULL};
  *told = FALSE;
  for (guint k = 0; k < 5; k++) {
    gsize n;
    gboolean is_strong = span_starts_in_list(t, strong, &n);
    if (!is_strong && !span_starts_in_list(t, other, &n))
      break;
    if (n >= t.n || t.s[n] != ' ')
      break;
    *told = *told || is_strong;
    t = span_ltrim(span_skip(t, n));
  }
  return t;
}

gsize
votes_own_lead(Span t)
{
  static const char *const own[] = {"i",       "me",     "my",          "mine", "vote", "votes",
                                    "ratings", "ballot", "preferences", "here", NULL};
  static const char *const ends[] = {
      "vote",    "votes",  "rating", "ratings", "ballot", "mine", "preferences", "preference",
      "choices", "choice", "me",     "are",     "is",     "goes", "go",          "follow",
      "follows", "them",   "here",   "it",      "list",   "side", "poll",        NULL};
  static const char *const never[] = {"would", "should", "could", "if", "not", NULL};
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 48)), ':');
  Span lead = colon > 0 ? span_rtrim(span_of(t.s, (gsize)colon)) : SPAN("");
  gsize last = lead.n;
  while (last > 0 && lead.s[last - 1] != ' ')
    last--;
  gboolean good = lead.n > 1 && span_count_words(lead) <= 7 && span_has_word_of(lead, own) &&
                  span_in_list(span_skip(lead, last), ends) && !span_has_word_of(lead, never);
  return good ? (gsize)colon + 1 : 0;
}

/* "Here is my own vote: +1" */
static gsize
read_own_vote(Span t)
{
  static const char *const mine[] = {"my", "mine", NULL};
  static const char *const vote[] = {"vote", "votes", NULL};
  gsize n = votes_own_lead(t);
  Span lead = span_of(t.s, n), value = span_ltrim(span_skip(t, n));
  return span_has_word_of(lead, mine) && span_has_word_of(lead, vote) && is_value(value, FALSE)
             ? t.n - value.n
             : 0;
}

gsize
votes_opening(Span t, gboolean words)
{
  gsize n = t.n > 0 && g_ascii_isalpha(t.s[0]) ? read_change(t, words) : 0;
  if (t.n == 0 || n > 0 || !g_ascii_isalpha(t.s[0]))
    return n;
  if (words && ((n = read_told(t)) > 0 || (n = read_sentence(t)) > 0))
    return n;
  for (const char *const *w = opening_told; *w != NULL; w++)
    if (span_starts_fold(t, *w))
      return t.n - span_ltrim(span_skip(t, strlen(*w))).n;
  gboolean told;
  Span value = skip_strength(t, &told);
  if (told && is_value(value, FALSE))
    return t.n - value.n;
  for (const char *const *w = opening_said; *w != NULL; w++) {
    n = strlen(*w);
    if (!span_starts_fold(t, *w) || n >= t.n || t.s[n] != ' ')
      continue;
    value = skip_strength(span_ltrim(span_skip(t, n)), &told);
    if (is_value(value, span_ends_fold(span_of(t.s, n), " my")))
      return t.n - value.n;
  }
  return read_own_vote(t);
}

/* Words with which somebody begins who agrees, and those of somebody who does not. */
static const char *const approves[] = {"looks",
                                       "look",
                                       "lgtm",
                                       "sounds",
                                       "sound",
                                       "agreed",
                                       "agree",
                                       "i agree",
                                       "thanks",
                                       "thank",
                                       "great",
                                       "nice",
                                       "good",
                                       "fine",
                                       "perfect",
                                       "excellent",
                                       "makes sense",
                                       "works",
                                       "worked",
                                       "yes",
                                       "ok",
                                       "okay",
                                       "all good",
                                       "all fine",
                                       "all looks",
                                       "all tests",
                                       "all checks",
                                       "all in all",
                                       "well done",
                                       "tested",
                                       "verified",
                                       "checked",
                                       "happy",
                                       "sure",
                                       "sorry",
                                       "awesome",
                                       "lovely",
                                       "cool",
                                       "seems",
                                       "built",
                                       "ship it",
                                       "done",
                                       "finally",
                                       "about time",
                                       "congrats",
                                       "absolutely",
                                       "totally",
                                       "everything",
                                       "i like",
                                       "i love",
                                       "love",
                                       "like",
                                       "i'm fine",
                                       "i'm happy",
                                       "i am fine",
                                       "i am happy",
                                       "please",
                                       "hi",
                                       "hello",
                                       "hey",
                                       "dear",
                                       "merci",
                                       "danke",
                                       "gracias",
                                       "grazie",
                                       "i checked",
                                       "i tested",
                                       "i've checked",
                                       "i've tested",
                                       "i have checked",
                                       "i have tested",
                                       "i verified",
                                       "i built",
                                       "i read",
                                       "i've read",
                                       "from my",
                                       "for my",
                                       "still",
                                       "again",
                                       "in favour",
                                       "in favor",
                                       "reviewed",
                                       "deployed",
                                       "ran",
                                       "same here",
                                       "me too",
                                       "bravo",
                                       "no objection",
                                       "no objections",
                                       "no concerns",
                                       "not yet",
                                       "not for me",
                                       "not convinced",
                                       "too early",
                                       "too late",
                                       "too soon",
                                       "welcome",
                                       "with the fix",
                                       "with that",
                                       "gern",
                                       "d'accord",
                                       "no complaints",
                                       NULL};

gboolean
votes_is_remark(Span t)
{
  gsize n;
  return span_starts_in_list(t, approves, &n) && !(n < t.n && t.s[n] == '-');
}

/* Who speaks of votes of others, or of what was or would be. */
static const char *const tells[] = {
    "he",    "she",    "they",  "said",   "says",    "wrote",  "gave",    "voted",     "earlier",
    "last",  "would",  "could", "should", "if",      "was",    "were",    "his",       "her",
    "their", "needs",  "need",  "needed", "three",   "counts", "counted", "another's", "either",
    "means", "answer", "vote",  "votes",  "between", "offset", "utc",     "gmt",       NULL};

/* "I tried it again. Then it is a +1 from me": the last sentence says nothing but the vote. */
static gboolean
is_last_sentence(Span t, gsize value)
{
  gsize start = 0;
  for (gsize i = 1; i + 1 < value; i++)
    if (strchr(".!?", t.s[i]) != NULL && t.s[i + 1] == ' ')
      start = i + 2;
  Span last = span_ltrim(span_skip(t, start));
  return start > 0 && votes_opening(last, TRUE) == value - (gsize)(last.s - t.s) && value > 0 &&
         last.s < t.s + value;
}

/* "With that I can live, so I change my vote from -1 to -0." */
static gboolean
is_change_in_clause(Span t, gsize value)
{
  static const char *const joins[] = {" so ", " hence ", " thus ", " therefore ", NULL};
  static const char *const perhaps[] = {"if",    "when",  "once",   "unless", "until",
                                        "would", "could", "should", "or",     NULL};
  for (const char *const *join = joins; *join != NULL; join++) {
    gssize at = span_find_fold(span_of(t.s, value), *join);
    gsize start = at > 0 ? (gsize)at + strlen(*join) : 0, n;
    if (start == 0 || span_has_word_of(span_of(t.s, (gsize)at), perhaps))
      continue;
    n = read_change(span_skip(t, start), TRUE);
    if (n > 0 && start + n == value)
      return TRUE;
  }
  return FALSE;
}

gsize
votes_ending(Span line)
{
  Span t = span_rtrim(line);
  gsize at = 0;
  guint values = 0;
  for (gsize i = 1; i + 1 < t.n && i < 400; i++) {
    if (!span_is_blank_char(t.s[i - 1]) || votes_sign(span_skip(t, i)) == 0)
      continue;
    values++;
    at = i;
  }
  if (values == 0 || !ends_as_vote(span_skip(t, at)) || t.s[t.n - 1] == '?')
    return 0;
  if (is_last_sentence(t, at) || is_change_in_clause(t, at))
    return at;
  Span lead = span_rtrim(span_of(t.s, at));
  if (span_has_word_of(lead, tells) || lead.n < 2)
    return 0;
  if (values != 1)
    return 0;
  static const char *const before[] = {"so",        "so a",      "hence",      "thus",
                                       "therefore", "and a",     "then",       "so it's a",
                                       "hence a",   "here's my", "here is my", NULL};
  gboolean led = FALSE;
  for (const char *const *w = before; *w != NULL; w++)
    if (!led && span_ends_fold(lead, *w) && lead.n > strlen(*w) + 1 &&
        lead.s[lead.n - strlen(*w) - 1] == ' ') {
      lead = span_rtrim(span_of(lead.s, lead.n - strlen(*w)));
      led = TRUE;
    }
  gboolean marked = lead.n > 0 && (strchr(",.!;:-)", lead.s[lead.n - 1]) != NULL ||
                                   span_ends_fold(lead, "–") || span_ends_fold(lead, "—"));
  static const char *const within[] = {
      "for me",     "by me",       "fine with me", "fine by me", "works for me",
      "good to me", "ok with me",  "okay with me", "happy with", "i agree",
      "in favour",  "makes sense", "no objection", "lgtm",       "i like",
      "looks good", "sounds good", "good idea",    NULL};
  gboolean friendly = votes_is_remark(t) || span_has_phrase_of(lead, within);
  Span behind = span_ltrim(span_skip(t, at + votes_sign(span_skip(t, at)) + 1)), comment;
  gboolean own = votes_claim(behind, &comment) != NULL || span_starts_fold(behind, "from me") ||
                 span_starts_fold(behind, "from my");
  return (friendly && (marked || led || span_count_words(lead) <= 4)) || ((marked || led) && own)
             ? at
             : 0;
}
