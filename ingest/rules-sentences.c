/* Sentences: promises, decisions, proposals, lazy consensus, questions. */
#include "ingest/extract-parts.h"

static gboolean
is_question(Span t)
{
  t = span_rtrim(t);
  while (t.n > 0 && strchr("\"')]*_!", t.s[t.n - 1]) != NULL)
    t.n--;
  return t.n > 0 && t.s[t.n - 1] == '?';
}

static gboolean
has_one(Span fold, const char *const *phrases, gsize *at, gsize *length)
{
  for (; *phrases != NULL; phrases++) {
    gssize found = fold_find(fold, *phrases);
    if (found < 0)
      continue;
    if (at != NULL)
      *at = (gsize)found;
    if (length != NULL)
      *length = strlen(*phrases);
    return TRUE;
  }
  return FALSE;
}

/* Is a place in a sentence where a clause of the speaker starts: the beginning, or behind a comma,
 * dash or joining word? */
static gboolean
starts_clause(Span fold, gsize at)
{
  static const char *const joiners[] = {
      "and",     "so",    "then",      "but",     "or",      "now",     "also", "therefore",
      "thus",    "today", "meanwhile", "anyway",  "yes",     "ok",      "okay", "well",
      "instead", "think", "guess",     "meeting", "release", "weekend", "week", NULL};
  gsize end = at;
  while (end > 0 &&
         (span_is_blank_char(fold.s[end - 1]) || strchr("\"'(*_", fold.s[end - 1]) != NULL))
    end--;
  if (end == 0 || strchr(",;:-.)", fold.s[end - 1]) != NULL || (guchar)fold.s[end - 1] >= 0x80)
    return TRUE;
  gsize start = end;
  while (start > 0 && g_ascii_isalpha(fold.s[start - 1]))
    start--;
  return span_in_list(span_of(fold.s + start, end - start), joiners);
}

/* --- lazy consensus --- */

static const char *const lazy_phrases[] = {"if there are no objections",
                                           "if there are no objection",
                                           "if there is no objection",
                                           "if there's no objection",
                                           "if no one objects",
                                           "if no-one objects",
                                           "if nobody objects",
                                           "if noone objects",
                                           "if none object",
                                           "if nobody has objections",
                                           "if nobody has any objections",
                                           "if no one has objections",
                                           "if no one has any objections",
                                           "if i hear no objections",
                                           "if i hear no objection",
                                           "if i don't hear any objections",
                                           "if i do not hear any objections",
                                           "if i don't hear objections",
                                           "if i hear nothing",
                                           "if i don't hear otherwise",
                                           "if i do not hear otherwise",
                                           "unless i hear otherwise",
                                           "unless i hear objections",
                                           "unless i hear any objections",
                                           "unless i hear an objection",
                                           "unless i hear back",
                                           "unless i hear protest",
                                           "unless i hear protests",
                                           "unless someone objects",
                                           "unless somebody objects",
                                           "unless anyone objects",
                                           "unless anybody objects",
                                           "unless there are objections",
                                           "unless there are any objections",
                                           "unless there is an objection",
                                           "unless there is any objection",
                                           "unless someone disagrees",
                                           "unless anyone disagrees",
                                           "unless somebody disagrees",
                                           "barring objections",
                                           "barring any objections",
                                           "absent objections",
                                           "absent any objections",
                                           "without objections",
                                           "without any objections",
                                           "in the absence of objections",
                                           "in the absence of any objections",
                                           "if no objections",
                                           "if there are not any objections",
                                           "if there aren't any objections",
                                           "no objections by",
                                           "unless anyone has objections",
                                           "unless anyone has an objection",
                                           "unless someone has an objection",
                                           "unless someone shouts",
                                           "unless anyone shouts",
                                           "if nobody protests",
                                           "if no one protests",
                                           "unless somebody protests",
                                           "unless you object",
                                           "if nobody disagrees",
                                           "if no one disagrees",
                                           "if nobody speaks up",
                                           NULL};
static const char *const own_will[] = {"i will",        "i'll",      "i shall",     "i'm going to",
                                       "i am going to", "i plan to", "i intend to", NULL};

gboolean
rule_lazy(Piece *p)
{
  gsize at = 0;
  if (!(p->triggers & TRIGGER_LAZY) || is_question(p->text) ||
      !has_one(p->fold, lazy_phrases, &at, NULL))
    return FALSE;
  gboolean author = has_one(p->fold, own_will, NULL, NULL);
  gboolean ours = has_one(
      p->fold,
      (const char *const[]){"we will", "we'll", "we shall", "we are going to", "let's", NULL}, NULL,
      NULL);
  /* "A change passes if nobody objects" is a rule, not a proposal */
  if (!author && !ours && !(at < 24 && starts_clause(p->fold, at)))
    return FALSE;
  if (fold_has(p->fold, "lazy consensus means"))
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
                                       "call",
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
                                       "pass on",
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
                                       NULL};
static const char *const adverbs[] = {
    "also",      "now",         "then",      "just",         "happily",      "definitely",
    "certainly", "try to",      "try and",   "go ahead and", "make sure to", "soon",
    "first",     "quickly",     "therefore", "thus",         "shortly",      "simply",
    "of course", "immediately", "gladly",    "personally",   "additionally", "start",
    "today",     "tomorrow",    "tonight",   "later",        "only",         "again",
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
  if (span_starts(after, "keep ") || span_starts(after, "leave ") || span_starts(after, "stop ") ||
      span_starts(after, "continue "))
    return span_starts(after, "keep you") || span_starts(after, "continue to work") ||
           span_starts(after, "continue working");
  if (span_starts(after, "get back") || span_starts(after, "let you know") ||
      span_starts(after, "let the list know") || span_starts(after, "let everyone know") ||
      span_starts(after, "find out") || span_starts(after, "call the") ||
      span_starts(after, "get it") || span_starts(after, "get this") ||
      span_starts(after, "get that") || span_starts(after, "call for"))
    return TRUE;
  return !span_starts_in_list(after, no_deeds, NULL);
}

/* A promise that hangs on a condition is none yet; "when" and "once" only say the time. */
static gboolean
is_conditional(Span fold, gsize at)
{
  Span before = span_of(fold.s, at);
  static const char *const conditions[] = {
      "if",        "unless", "whether",  "suppose",  "assuming",    "provided", "should you",
      "what",      "why",    "how",      "perhaps",  "maybe",       "or else",  "otherwise",
      "hopefully", "until",  "who says", "not that", "don't think", "not sure", NULL};
  static const char *const after[] = {
      "if you",      "if anyone",  "if that", "if this",     "if it",       "if necessary",
      "if needed",   "if i",       "if we",   "if there",    "if the",      "unless",
      "if people",   "if someone", "if no",   "if required", "if possible", "if at all",
      "if and when", "only if",    NULL};
  return has_one(before, conditions, NULL, NULL) || has_one(span_skip(fold, at), after, NULL, NULL);
}

gboolean
rule_promise(Piece *p)
{
  static const char *const forms[] = {
      "i'll",         "i will",       "i shall",        "i am going to",
      "i'm going to", "i promise to", "i volunteer to", NULL};
  if (!(p->triggers & TRIGGER_I) || !(p->triggers & (TRIGGER_WILL)) || is_question(p->text))
    return FALSE;
  for (const char *const *form = forms; *form != NULL; form++) {
    gsize from = 0;
    gssize found;
    while ((found = fold_find(span_skip(p->fold, from), *form)) >= 0) {
      gsize at = from + (gsize)found;
      from = at + strlen(*form);
      if (starts_clause(p->fold, at) && is_deed(span_skip(p->fold, from)) &&
          !is_conditional(p->fold, at)) {
        p->by_author = TRUE;
        return TRUE;
      }
    }
  }
  return FALSE;
}

gboolean
rule_will_do(Piece *p)
{
  Span t = span_trim(p->text);
  if (is_question(t))
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
  if (person == NULL && due_of(t, p->x->date) == 0)
    return FALSE;
  p->owner = owner;
  return TRUE;
}

/* --- decisions --- */

static const char *const decided_forms[] = {"we agreed to",
                                            "we agreed that",
                                            "we agreed on",
                                            "we agreed not to",
                                            "we have agreed to",
                                            "we have agreed that",
                                            "we've agreed to",
                                            "we've agreed that",
                                            "we all agreed",
                                            "we decided to",
                                            "we decided that",
                                            "we decided on",
                                            "we decided not to",
                                            "we decided against",
                                            "we have decided to",
                                            "we have decided that",
                                            "we've decided to",
                                            "we've decided that",
                                            "we have decided not to",
                                            "we then agreed",
                                            "we also agreed",
                                            "we also decided",
                                            "we finally agreed",
                                            "we finally decided",
                                            "we resolved to",
                                            "it was agreed",
                                            "it was decided",
                                            "it was resolved",
                                            "it has been decided",
                                            "it has been agreed",
                                            "it is agreed that",
                                            "it is decided that",
                                            "everyone agreed to",
                                            "everyone agreed that",
                                            "everybody agreed to",
                                            "everybody agreed that",
                                            "all agreed to",
                                            "all agreed that",
                                            "all present agreed",
                                            "those present agreed",
                                            "we reached consensus",
                                            "we have consensus",
                                            "there was consensus to",
                                            "there was consensus that",
                                            "there is consensus to",
                                            "consensus is to",
                                            "consensus was to",
                                            "consensus is that",
                                            "consensus was that",
                                            "the decision is to",
                                            "the decision was to",
                                            "the decision is that",
                                            "we voted to",
                                            "we unanimously",
                                            "was unanimously approved",
                                            "was unanimously accepted",
                                            NULL};
static const char *const bodies[] = {"the board",
                                     "the committee",
                                     "the council",
                                     "the sig",
                                     "the team",
                                     "the group",
                                     "the meeting",
                                     "fesco",
                                     "the steering committee",
                                     "the technical committee",
                                     "the pmc",
                                     "the project",
                                     "the assembly",
                                     NULL};
static const char *const body_verbs[] = {
    " agreed",       " decided",       " approved",     " accepted",     " resolved",
    " voted to",     " voted against", " rejected",     " declined",     " has agreed",
    " has decided",  " has approved",  " has accepted", " has rejected", " has voted",
    " have decided", " have agreed",   " adopted",      " has adopted"};
static const char *const subjects[] = {
    "the proposal", "this proposal",       "the motion",     "the resolution", "the vote",
    "the release",  "the request",         "the change",     "the amendment",  "the budget",
    "motion",       "the proposed change", "proposal",       "vote",           "the exception",
    "the text",     "the charter",         "the nomination", "the plan",       NULL};
static const char *const subject_words[] = {"proposal",   "motion",    "resolution", "vote",
                                            "release",    "request",   "change",     "amendment",
                                            "budget",     "exception", "text",       "charter",
                                            "nomination", "plan",      NULL};
static const char *const formal[] = {"the vote", "the motion", "the resolution", "the proposal",
                                     NULL};
static const char *const outcomes[] = {" has been approved",
                                       " has been accepted",
                                       " has been adopted",
                                       " has been rejected",
                                       " has been declined",
                                       " was approved",
                                       " was accepted",
                                       " was adopted",
                                       " was rejected",
                                       " was declined",
                                       " was carried",
                                       " was defeated",
                                       " is approved",
                                       " is accepted",
                                       " is adopted",
                                       " is rejected",
                                       " is declined",
                                       " is carried",
                                       " carried",
                                       " carries",
                                       " passes",
                                       " passed",
                                       " has passed",
                                       " has carried",
                                       " fails",
                                       " failed",
                                       " has failed",
                                       " approved",
                                       " accepted",
                                       " rejected",
                                       " adopted",
                                       " denied",
                                       " is withdrawn",
                                       " has been withdrawn",
                                       " was withdrawn",
                                       " did not pass",
                                       " does not pass"};

static gboolean
verb_follows(Span after, const char *const *verbs, gsize n, gsize *length)
{
  for (gsize k = 0; k < n; k++)
    if (span_starts(after, verbs[k]) &&
        (after.n == strlen(verbs[k]) || !g_ascii_isalpha(after.s[strlen(verbs[k])]))) {
      *length = strlen(verbs[k]);
      return TRUE;
    }
  return FALSE;
}

/* "As we agreed", "if the proposal is approved", "I thought we decided": no news of a decision. */
static gboolean
is_hearsay(Span fold, gsize at)
{
  static const char *const before[] = {
      "if",       "once",    "when",    "unless",  "until", "as",       "before", "after",
      "thought",  "whether", "because", "since",   "had",   "that",     "which",  "what",
      "assuming", "wish",    "think",   "believe", "hope",  "remember", "recall", "why",
      "where",    "would",   "should",  "say",     "said",  NULL};
  return has_one(span_of(fold.s, at), before, NULL, NULL);
}

static gboolean
subject_and_verb(Span fold, const char *const *names, const char *const *verbs, gsize n_verbs,
                 gsize reach, gsize *end)
{
  for (; *names != NULL; names++) {
    gssize at = fold_find(fold, *names);
    gsize length;
    if (at < 0 || !starts_clause(fold, (gsize)at) || is_hearsay(fold, (gsize)at))
      continue;
    gsize from = (gsize)at + strlen(*names);
    /* "the vote to release rc2 is closed and has passed": up to a comma */
    for (gsize k = from; k < fold.n && k < from + reach; k++) {
      if (strchr(",;(", fold.s[k]) != NULL || span_starts(span_skip(fold, k), " which ") ||
          span_starts(span_skip(fold, k), " that "))
        break;
      if (fold.s[k] == ' ' && verb_follows(span_skip(fold, k), verbs, n_verbs, &length)) {
        *end = k + length;
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* "We decided in the office to revert both": the words between may be any, the "to" may not be far.
 */
static gboolean
we_decided(Span fold)
{
  static const char *const forms[] = {"we decided",
                                      "we agreed",
                                      "we have decided",
                                      "we have agreed",
                                      "we've decided",
                                      "we've agreed",
                                      "we also decided",
                                      "we also agreed",
                                      "we then decided",
                                      "we finally agreed",
                                      NULL};
  gsize at, length;
  if (!has_one(fold, forms, &at, &length) || !starts_clause(fold, at) || is_hearsay(fold, at))
    return FALSE;
  Span after = span_skip(fold, at + length);
  Span near = span_of(after.s, MIN(after.n, 60));
  if (span_starts(near, " to disagree") || span_starts(near, " it was"))
    return FALSE;
  static const char *const joins[] = {"to", "that", "against", "on", "not to", NULL};
  return has_one(near, joins, NULL, NULL);
}

gboolean
rule_decided(Piece *p)
{
  gsize at = 0, length = 0, end = 0;
  if (!(p->triggers & (TRIGGER_AGREE | TRIGGER_OUTCOME)) || is_question(p->text))
    return FALSE;
  if ((p->triggers & TRIGGER_AGREE) && has_one(p->fold, decided_forms, &at, &length) &&
      starts_clause(p->fold, at) && !is_hearsay(p->fold, at)) {
    Span after = span_skip(p->fold, at + length);
    if (!span_starts(after, " to disagree") && !span_starts(after, " yet"))
      return TRUE;
  }
  if ((p->triggers & TRIGGER_AGREE) && we_decided(p->fold))
    return TRUE;
  if (subject_and_verb(p->fold, bodies, body_verbs, G_N_ELEMENTS(body_verbs), 1, &end))
    return TRUE;
  if (!(p->triggers & TRIGGER_OUTCOME) || !span_has_word_of(p->fold, subject_words))
    return FALSE;
  if (!subject_and_verb(p->fold, subjects, outcomes, G_N_ELEMENTS(outcomes), 1, &end) &&
      !subject_and_verb(p->fold, formal, outcomes, G_N_ELEMENTS(outcomes), 60, &end))
    return FALSE;
  gsize start = end;
  while (start > 0 && g_ascii_isalpha(p->fold.s[start - 1]))
    start--;
  static const char *const no[] = {"rejected", "declined",  "defeated", "denied", "fails",
                                   "failed",   "withdrawn", "pass",     NULL};
  if (span_in_list(span_of(p->fold.s + start, end - start), no))
    p->state = STATE_DECLINED;
  /* "passes if there are three", "carries with at least five": how it works, not what came out */
  static const char *const rules[] = {"if",     "when", "after", "once", "with at least",
                                      "unless", "only", NULL};
  Span behind = span_ltrim(span_skip(p->fold, end));
  if (span_starts_in_list(behind, rules, NULL))
    return FALSE;
  /* "the vote passed me by", "the patch failed to apply" */
  return !span_starts(span_skip(p->fold, end), " to ") &&
         !span_starts(span_skip(p->fold, end), " me ");
}

/* --- proposals --- */

gboolean
rule_propose(Piece *p)
{
  static const char *const forms[] = {"i propose",
                                      "i would like to propose",
                                      "i'd like to propose",
                                      "i want to propose",
                                      "i wish to propose",
                                      "i also propose",
                                      "i'd propose",
                                      "i would propose",
                                      "i hereby propose",
                                      "i therefore propose",
                                      "i'm proposing",
                                      "i am proposing",
                                      "we propose",
                                      "we'd like to propose",
                                      "we would like to propose",
                                      "we are proposing",
                                      "we're proposing",
                                      "let me propose",
                                      "i'll propose",
                                      "i will propose",
                                      "may i propose",
                                      "i move that",
                                      "i shall propose",
                                      "i further propose",
                                      "we therefore propose",
                                      "i'd also propose",
                                      "i'd also like to propose",
                                      "i would also like to propose",
                                      "i also want to propose",
                                      "i thus propose",
                                      "i now propose",
                                      "i again propose",
                                      NULL};
  static const char *const nouns[] = {
      "my proposal is",     "our proposal is",      "my proposal would be",
      "the proposal is to", "the proposal is that", "my proposal:",
      "our proposal:",      "the proposal is:",     NULL};
  static const char *const moving[] = {"i shall be moving to",     "i shall be moving towards",
                                       "i shall be moving toward", "i will be moving to",
                                       "i will be moving towards", "i'll be moving to",
                                       "i'll be moving towards",   "i'm moving towards",
                                       "i am moving towards",      NULL};
  static const char *const suggest[] = {"i suggest that we",
                                        "i suggest we",
                                        "i'd suggest that we",
                                        "i'd suggest we",
                                        "i would suggest that we",
                                        "i would suggest we",
                                        "i suggest to",
                                        "we suggest that we",
                                        "my suggestion is that we",
                                        "my suggestion is to",
                                        NULL};
  gsize at = 0, length = 0;
  if (!(p->triggers & TRIGGER_PROPOSE) || is_question(p->text))
    return FALSE;
  if (has_one(p->fold, moving, &at, &length) && starts_clause(p->fold, at)) {
    p->by_author = TRUE;
    return TRUE;
  }
  gboolean found = has_one(p->fold, forms, &at, &length);
  if (!found && has_one(p->fold, nouns, &at, &length))
    found = starts_clause(p->fold, at);
  if (!found)
    found = has_one(p->fold, suggest, &at, &length) && starts_clause(p->fold, at);
  if (!found)
    return FALSE;
  static const char *const before[] = {"if",     "when", "as",     "before", "not", "never",
                                       "should", "than", "unless", "don't",  NULL};
  return !has_one(span_of(p->fold.s, at), before, NULL, NULL) &&
         span_count_words(span_skip(p->fold, at + length)) >= 1;
}

/* --- questions --- */

gboolean
rule_question(Piece *p)
{
  static const char *const single[] = {"thoughts", "opinions",    "comments",   "objections",
                                       "ideas",    "suggestions", "volunteers", "questions",
                                       "feedback", "preferences", "takers",     NULL};
  Span t = span_trim(p->text);
  if (!is_question(t))
    return FALSE;
  gsize open = 0;
  while (open < t.n && strchr("\"'(*_", t.s[open]) != NULL)
    open++;
  /* 'it says "Is it plugged in?"': somebody else's words */
  if (t.s[t.n - 1] == '"' || span_ends_fold(t, "”"))
    return FALSE;
  if (span_count_words(t) < 2) {
    Span word = span_skip(t, open);
    while (word.n > 0 && !g_ascii_isalpha(word.s[word.n - 1]))
      word.n--;
    return span_in_list(word, single);
  }
  gsize letters = 0;
  for (gsize i = 0; i < t.n; i++)
    letters += g_ascii_isalpha(t.s[i]) || (guchar)t.s[i] >= 0x80 ? 1 : 0;
  if (letters < 4 || letters * 2 < t.n)
    return FALSE;
  p->owner = owner_of_question(t);
  return TRUE;
}
