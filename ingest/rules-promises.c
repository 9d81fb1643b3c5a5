/* Sentences that promise, and those that will happen unless somebody objects. */
#include "ingest/phrases.h"

/* --- lazy consensus --- */

/* What somebody would do who is against it. */
static const char *const dissent[] = {
    "objection",    "objections",   "object",     "objects",    "objected",
    "protest",      "protests",     "complain",   "complains",  "disagree",
    "disagrees",    "complaint",    "complaints", "opposition", "opposed",
    "shout",        "shouts",       "veto",       "vetoes",     "speaks up",
    "speak up",     "minds",        "mind",       "dissent",    "disagreement",
    "against it",   "against this", "say no",     "says no",    "better idea",
    "better ideas", "stops me",     NULL};
/* Enough of it after "unless I hear"; after "if there are no" only in front of a will of one's own.
 */
static const char *const reactions[] = {"otherwise", "differently", "back", NULL};
static const char *const remarks[] = {"comments", "concerns",  "remarks",      "reactions",
                                      "replies",  "otherwise", "hear nothing", NULL};
static const char *const nobody[] = {"no",      "nobody",  "none",   "no-one",  "noone",
                                     "nothing", "not",     "don't",  "doesn't", "aren't",
                                     "isn't",   "without", "hasn't", "haven't", NULL};

/* The clause from a place to its comma, at most 90 bytes. */
static Span
clause_at(Span fold, gsize at)
{
  Span t = span_skip(fold, at);
  t = span_of(t.s, MIN(t.n, 90));
  gssize comma = span_find_char(t, ',');
  /* "unless, by Friday, somebody objects" */
  if (comma >= 0 && comma < 10) {
    gssize next = span_find_char(span_skip(t, (gsize)comma + 1), ',');
    comma = next < 0 ? -1 : comma + 1 + next;
  }
  return comma < 0 ? t : span_of(t.s, (gsize)comma);
}

/* Where the condition of a lazy consensus stands: "unless I hear otherwise", "if nobody objects",
 * "barring objections". strong: its words alone say so. */
static gboolean
lazy_condition(Span fold, gsize *at, gboolean *strong)
{
  static const char *const without[] = {"barring",           "absent",           "without",
                                        "in the absence of", "no objections by", NULL};
  gsize from = 0;
  for (guint places = 0; places < PHRASE_MOST_PLACES; places++) {
    gssize unless = fold_find(span_skip(fold, from), "unless");
    gssize condition = fold_find(span_skip(fold, from), "if");
    gboolean first = unless >= 0 && (condition < 0 || unless < condition);
    gssize found = first ? unless : condition;
    if (found < 0)
      break;
    *at = from + (gsize)found;
    from = *at + 2;
    Span clause = clause_at(fold, *at);
    gboolean against = phrase_has_one(clause, dissent, NULL, NULL);
    *strong = against;
    if (first && (against || phrase_has_one(clause, reactions, NULL, NULL)))
      return *strong = TRUE;
    if (!first && phrase_has_one(clause, nobody, NULL, NULL) &&
        (against || phrase_has_one(clause, remarks, NULL, NULL)))
      return TRUE;
  }
  *strong = TRUE;
  return phrase_has_one(fold, without, at, NULL) &&
         phrase_has_one(span_of(fold.s + *at, MIN(fold.n - *at, 50)), dissent, NULL, NULL);
}

static const char *const own_will[] = {"i will",        "i'll",      "i shall",     "i'm going to",
                                       "i am going to", "i plan to", "i intend to", NULL};

/* "Speak up by Friday, otherwise I'll merge it", "Shout now, or I'll merge it", and "Otherwise I'll
 * merge it" behind a sentence that asks for objections. */
static gboolean
speak_or(const Piece *p)
{
  static const char *const calls[] = {
      "speak up",  "say so", "object", "objections", "shout",       "complain", "protest",
      "objection", "yell",   "scream", "disagree",   "let me know", "tell me",  NULL};
  static const char *const turns[] = {"otherwise",  "or i'll", "or i will",
                                      "or it will", "or else", NULL};
  gsize at = 0, length = 0;
  if (!phrase_has_one(p->fold, turns, &at, &length) ||
      !phrase_has_one(span_skip(p->fold, at), own_will, NULL, NULL))
    return FALSE;
  if (phrase_has_one(span_of(p->fold.s, at), calls, NULL, NULL))
    return TRUE;
  if (at > 0 || p->block < 0)
    return FALSE;
  Span whole = blocks_text(p->x->blocks, blocks_at(p->x->blocks, (guint)p->block));
  gsize before = p->text.s > whole.s ? (gsize)(p->text.s - whole.s) : 0;
  Span above = span_of(p->text.s - MIN(before, 80), MIN(before, 80));
  for (const char *const *c = calls; *c != NULL; c++)
    if (span_find_word(above, *c) >= 0)
      return TRUE;
  return FALSE;
}

gboolean
rule_lazy(Piece *p)
{
  gsize at = 0;
  gboolean strong = FALSE;
  if (!(p->triggers & TRIGGER_LAZY) || phrase_is_question(p->text))
    return FALSE;
  if (speak_or(p) ||
      (fold_has(p->fold, "lazy consensus") && phrase_has_one(p->fold, own_will, NULL, NULL)))
    return p->by_author = TRUE;
  if (!lazy_condition(p->fold, &at, &strong))
    return FALSE;
  gboolean author = phrase_has_one(p->fold, own_will, NULL, NULL);
  gboolean ours = phrase_has_one(
      p->fold,
      (const char *const[]){"we will", "we'll", "we shall", "we are going to", "let's", NULL}, NULL,
      NULL);
  /* "A change passes if nobody objects" is a rule, not a proposal */
  gboolean opens = at < 24 && phrase_starts_clause(p->fold, at);
  gboolean dated = fold_has(p->fold, "will") && due_of(p->text, p->x->date) != 0;
  if (!author && !ours && !(strong && (opens || dated)))
    return FALSE;
  p->by_author = author;
  return TRUE;
}

/* --- promises --- */

/* What follows "I will" without being something to do: states of mind, talk about the text itself,
 * presence, hedges. */
static const char *const no_deeds[] = {"appreciate",
                                       "speak",
                                       "point out",
                                       "follow",
                                       "explain",
                                       "watch",
                                       "pay attention",
                                       "just point out",
                                       "describe",
                                       "be happy",
                                       "be",
                                       "have",
                                       "not",
                                       "never",
                                       "see",
                                       "assume",
                                       "admit",
                                       "say",
                                       "bet",
                                       "guess",
                                       "think",
                                       "know",
                                       "like",
                                       "love",
                                       "need",
                                       "want",
                                       "hope",
                                       "wait",
                                       "remain",
                                       "stay",
                                       "miss",
                                       "agree",
                                       "let",
                                       "believe",
                                       "understand",
                                       "probably",
                                       "maybe",
                                       "likely",
                                       "perhaps",
                                       "possibly",
                                       "ever",
                                       "get",
                                       "become",
                                       "mention",
                                       "note",
                                       "refer",
                                       "always",
                                       "still",
                                       "only",
                                       "concede",
                                       "confess",
                                       "call it",
                                       "call this",
                                       "call that",
                                       "leave",
                                       "live",
                                       "die",
                                       "feel",
                                       "find",
                                       "forget",
                                       "hate",
                                       "hear",
                                       "just assume",
                                       "just say",
                                       "keep",
                                       "lose",
                                       "meet",
                                       "mind",
                                       "notice",
                                       "quote",
                                       "recall",
                                       "regret",
                                       "remember",
                                       "repeat",
                                       "sleep",
                                       "spare",
                                       "stand",
                                       "stick",
                                       "stop",
                                       "suffer",
                                       "suppose",
                                       "use",
                                       "wager",
                                       "welcome",
                                       "wonder",
                                       "argue",
                                       "happily agree",
                                       "gladly",
                                       "trust",
                                       "end up",
                                       "run into",
                                       "go out on",
                                       "be on",
                                       "soon",
                                       "continue",
                                       "hold",
                                       "abstain",
                                       "vote",
                                       "try not",
                                       "expect",
                                       "doubt",
                                       "first",
                                       "again",
                                       "then",
                                       "pass",
                                       "side",
                                       "second",
                                       "accept",
                                       "apologise",
                                       "apologize",
                                       "arrive",
                                       "attend",
                                       "travel",
                                       "enjoy",
                                       "defer",
                                       "rest",
                                       "give up",
                                       "take your word",
                                       "take that as",
                                       "take it as",
                                       "take it you",
                                       "take it that",
                                       "take this as",
                                       "come back from",
                                       "return",
                                       "ignore",
                                       "skip the",
                                       "elaborate",
                                       "explain why",
                                       "illustrate",
                                       "grant",
                                       "restate",
                                       "rephrase",
                                       "readily",
                                       "definitely be",
                                       "certainly be",
                                       "surely",
                                       "personally",
                                       "honestly",
                                       "do better",
                                       "bed",
                                       "try to do better",
                                       "discover",
                                       "rely on",
                                       "cut off",
                                       NULL};
static const char *const adverbs[] = {
    "also",      "now",         "then",      "just",         "happily",      "definitely",
    "certainly", "try to",      "try and",   "go ahead and", "make sure to", "soon",
    "first",     "quickly",     "therefore", "thus",         "shortly",      "simply",
    "of course", "immediately", "gladly",    "personally",   "additionally", "start",
    "today",     "tomorrow",    "tonight",   "later",        "only",         "again",
    NULL};
/* Deeds whose first word alone is none. */
static const char *const deeds[] = {"keep you",
                                    "leave a note",
                                    "leave a comment",
                                    "stop the",
                                    "continue to work",
                                    "continue working",
                                    "continue with",
                                    "get back",
                                    "let you know",
                                    "let the list know",
                                    "let everyone know",
                                    "let everybody know",
                                    "find out",
                                    "find somebody",
                                    "find someone",

                                    "call the",
                                    "call for",
                                    "get it",
                                    "get this",
                                    "get that",
                                    "have a look",
                                    "have a closer look",
                                    "see to it",
                                    "follow up",
                                    "return the",
                                    "hold a",
                                    "pass it",
                                    "pass this",
                                    "pass that",
                                    "pass the",
                                    "meet with",
                                    NULL};
/* "I'll be sending": a promise all the same. */
static const char *const being[] = {
    "sending",    "posting",   "pushing",    "working on",    "writing",    "preparing",
    "submitting", "releasing", "publishing", "committing to", "updating",   "looking into",
    "merging",    "uploading", "adding",     "organising",    "organizing", NULL};

static gboolean
is_deed(Span after)
{
  gsize n;
  after = span_ltrim(after);
  for (guint more = 0; more < 3; more++) {
    if (!span_starts_in_list(after, adverbs, &n) || n >= after.n || after.s[n] != ' ')
      break;
    after = span_ltrim(span_skip(after, n));
  }
  if (span_starts(after, "be ") && span_starts_in_list(span_skip(after, 3), being, NULL))
    return TRUE;
  if (after.n < 3 || !g_ascii_isalpha(after.s[0]))
    return FALSE;
  if (span_starts_in_list(after, deeds, NULL))
    return TRUE;
  if (span_starts_in_list(after, (const char *const[]){"keep", "leave", "stop", "continue", NULL},
                          NULL))
    return FALSE;
  return !span_starts_in_list(after, no_deeds, NULL);
}

/* A promise that hangs on a condition is none yet; "when" and "once" only say the time. */
static gboolean
is_conditional(Span fold, gsize at)
{
  Span before = span_of(fold.s, at);
  static const char *const conditions[] = {"if",       "unless",    "suppose",
                                           "assuming", "provided",  "should you",
                                           "or else",  "otherwise", NULL};
  static const char *const clause[] = {"whether",     "what",     "why",       "how",
                                       "perhaps",     "maybe",    "until",     "not that",
                                       "don't think", "not sure", "hopefully", NULL};
  static const char *const after[] = {
      "if you",      "if anyone",  "if that", "if this",     "if it",       "if necessary",
      "if needed",   "if i",       "if we",   "if there",    "if the",      "unless",
      "if people",   "if someone", "if no",   "if required", "if possible", "if at all",
      "if and when", "only if",    NULL};
  return phrase_has_one(before, conditions, NULL, NULL) ||
         phrase_has_one(phrase_clause_before(fold, at), clause, NULL, NULL) ||
         phrase_has_one(span_skip(fold, at), after, NULL, NULL);
}

static gboolean
is_offer(const Piece *p)
{
  return p->block >= 0 &&
         replies_is_offer(p->x, blocks_at(p->x->blocks, (guint)p->block)->first - 1, p->fold);
}

gboolean
rule_promise(Piece *p)
{
  static const char *const forms[] = {
      "i'll",         "i will",       "i shall",        "i am going to",
      "i'm going to", "i promise to", "i volunteer to", NULL};
  /* "I'm going to the office" */
  static const char *const places[] = {"the", "a", "an", "my", "our", "lunch", NULL};
  if (!(p->triggers & TRIGGER_I) || !(p->triggers & (TRIGGER_WILL)) || phrase_is_question(p->text))
    return FALSE;
  for (const char *const *form = forms; *form != NULL; form++) {
    gsize from = 0;
    gssize found;
    for (guint seen = 0;
         seen < PHRASE_MOST_PLACES && (found = fold_find(span_skip(p->fold, from), *form)) >= 0;
         seen++) {
      gsize at = from + (gsize)found;
      from = at + strlen(*form);
      Span rest = span_skip(p->fold, from);
      if (phrase_starts_clause(p->fold, at) && is_deed(rest) && !is_conditional(p->fold, at) &&
          !(span_ends_fold(span_of(*form, strlen(*form)), "to") &&
            span_starts_in_list(span_ltrim(rest), places, NULL))) {
        p->by_author = TRUE;
        return !is_offer(p);
      }
    }
  }
  return FALSE;
}

gboolean
rule_will_do(Piece *p)
{
  Span t = span_trim(p->text);
  if (phrase_is_question(t))
    return FALSE;
  gboolean minutes = p->bullet && p->x->minutes;
  gboolean will = (p->triggers & TRIGGER_WILL) && fold_has(p->fold, "will");
  if (!will && !minutes)
    return FALSE;
  Span owner = owner_of_action(p->x, t);
  if (owner.n == 0 || owner.s != t.s || !(g_ascii_isupper(t.s[0]) || (guchar)t.s[0] >= 0x80))
    return FALSE;
  Span rest = span_skip(t, owner.n);
  gboolean to = minutes && span_starts(rest, " to ");
  if (!to && (!span_starts(rest, " will ") || !is_deed(span_skip(p->fold, owner.n + 6))))
    return FALSE;
  g_autofree char *name = g_strndup(owner.s, owner.n);
  g_autofree char *person = owner_person(p->x, name);
  /* "Moderators will act within a day" is a rule, a name that nobody knows needs a day of its own
   */
  if (person == NULL && (due_of(t, p->x->date) == 0 || fold_has(p->fold, "within")))
    return FALSE;
  p->owner = owner;
  return TRUE;
}
