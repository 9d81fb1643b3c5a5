/* Sentences that decide, propose or ask. */
#include "ingest/phrases.h"

/* --- decisions --- */

static const char *const decided_forms[] = {"the decision is to",
                                            "the decision was to",
                                            "the decision is that",
                                            "the decision was made to",
                                            "the decision has been made to",
                                            "the consensus is to",
                                            "the consensus is that",
                                            "the consensus was to",
                                            "the consensus was that",
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
                                            "there was consensus to",
                                            "there was consensus that",
                                            "there is consensus to",
                                            "consensus is to",
                                            "consensus was to",
                                            "consensus is that",
                                            "consensus was that",
                                            "was unanimously approved",
                                            "was unanimously accepted",
                                            "we reached consensus",
                                            "we have consensus",
                                            "we have reached consensus",
                                            "consensus was reached",
                                            "consensus has been reached",
                                            "a decision was made to",
                                            "there was agreement to",
                                            "there was agreement that",
                                            "there was agreement on",
                                            "we unanimously",
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
                                     "the tc",
                                     "the project leader",
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
/* These may tell what they are about before the verb: "the request for a second list was rejected".
 */
static const char *const formal[] = {"the vote",       "the motion",      "the resolution",
                                     "the proposal",   "the amendment",   "the nomination",
                                     "the request to", "the request for", "the request by",
                                     "the request of", "the motion to",   NULL};
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
                                       " was granted",
                                       " is granted",
                                       " has been granted",
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
  static const char *const clause[] = {
      "if",    "unless",   "until",  "thought", "whether", "because",  "had",   "that",
      "which", "what",     "wish",   "think",   "believe", "assuming", "hope",  "recall",
      "would", "remember", "should", "say",     "said",    "why",      "where", NULL};
  static const char *const right_before[] = {"as",    "after",   "before",  "when", "once",
                                             "since", "already", "earlier", NULL};
  /* "if we had such a switch, and we decided to set it": the "and" goes on with the "if" */
  static const char *const joins[] = {"and", "or", NULL};
  static const char *const opens[] = {"if", "unless", "suppose", "when", NULL};
  if (span_starts_in_list(span_ltrim(fold), opens, NULL) && phrase_follows_word(fold, at, joins))
    return TRUE;
  return phrase_has_one(phrase_clause_before(fold, at), clause, NULL, NULL) ||
         phrase_follows_word(fold, at, right_before);
}

static gboolean
subject_and_verb(Span fold, const char *const *names, const char *const *verbs, gsize n_verbs,
                 gsize reach, gsize *end)
{
  for (; *names != NULL; names++) {
    gssize at = fold_find(fold, *names);
    gsize length;
    if (at < 0 || !phrase_starts_clause(fold, (gsize)at) || is_hearsay(fold, (gsize)at))
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

/* "We have therefore decided", "we all agreed": behind "we" at most three such words, then the
 * verb. *end is behind the verb; FALSE: no such place that opens a clause. */
static gboolean
we_verb(Span fold, gsize *end)
{
  static const char *const between[] = {"have",        "all",        "also",    "then", "finally",
                                        "therefore",   "thus",       "hence",   "now",  "jointly",
                                        "unanimously", "eventually", "already", "just", NULL};
  static const char *const verbs[] = {"decided", "agreed", "resolved", "settled", "voted", NULL};
  gsize from = 0;
  for (guint places = 0; places < PHRASE_MOST_PLACES; places++) {
    gssize found = fold_find(span_skip(fold, from), "we");
    if (found < 0)
      return FALSE;
    gsize at = from + (gsize)found, place = at + 2, n = 0;
    from = place;
    place += span_starts(span_skip(fold, place), "'ve") ? 3 : 0;
    for (guint more = 0; more < 4; more++) {
      Span rest = span_ltrim(span_skip(fold, place));
      if (span_starts_in_list(rest, verbs, &n)) {
        *end = (gsize)(rest.s - fold.s) + n;
        if (phrase_starts_clause(fold, at) && !is_hearsay(fold, at))
          return TRUE;
        break;
      }
      if (!span_starts_in_list(rest, between, &n))
        break;
      place = (gsize)(rest.s - fold.s) + n;
    }
  }
  return FALSE;
}

/* "We decided in the office to revert both": the words between may be any, the "to" may not be far.
 */
static gboolean
we_decided(Span fold)
{
  static const char *const joins[] = {"to", "that", "against", "on", "not to", NULL};
  static const char *const no[] = {" to disagree", " it was", " yet", " nothing", " already", NULL};
  gsize end;
  if (!we_verb(fold, &end))
    return FALSE;
  Span near = span_of(fold.s + end, MIN(fold.n - end, 60));
  for (const char *const *n = no; *n != NULL; n++)
    if (span_starts(near, *n))
      return FALSE;
  return span_starts(near, ":") || phrase_has_one(near, joins, NULL, NULL);
}

/* "We agreed on the following:" over bullets: they are the decisions. */
static gboolean
leads_in(const Piece *p)
{
  const Blocks *blocks = p->x->blocks;
  guint next = (guint)p->block + 1;
  return p->block >= 0 && !p->bullet && span_ends_fold(span_rtrim(p->text), ":") &&
         next < blocks->block->len && blocks_at(blocks, next)->kind == BLOCK_BULLET &&
         p->x->context[next] == CONTEXT_DECISION;
}

static const char *const unanimous[] = {"approved unanimously",
                                        "accepted unanimously",
                                        "adopted unanimously",
                                        "unanimously approved",
                                        "unanimously accepted",
                                        "unanimously adopted",
                                        NULL};

gboolean
rule_decided(Piece *p)
{
  gsize at = 0, length = 0, end = 0;
  if (!(p->triggers & (TRIGGER_AGREE | TRIGGER_OUTCOME)) || phrase_is_question(p->text) ||
      leads_in(p))
    return FALSE;
  if ((p->triggers & TRIGGER_AGREE) && phrase_has_one(p->fold, decided_forms, &at, &length) &&
      phrase_starts_clause(p->fold, at) && !is_hearsay(p->fold, at)) {
    Span after = span_skip(p->fold, at + length);
    if (!span_starts(after, " to disagree") && !span_starts(after, " yet"))
      return TRUE;
  }
  if ((p->triggers & TRIGGER_AGREE) && we_decided(p->fold))
    return TRUE;
  /* "the new logo was approved unanimously" */
  if ((p->triggers & TRIGGER_OUTCOME) && fold_has(p->fold, "unanimously") &&
      phrase_has_one(p->fold, unanimous, &at, NULL) && !is_hearsay(p->fold, at))
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
  /* "the request was rejected by the server" */
  static const char *const deciders[] = {"board",   "committee", "council",  "vote",     "votes",
                                         "members", "everyone",  "group",    "team",     "sig",
                                         "pmc",     "meeting",   "assembly", "majority", "tc",
                                         "fesco",   NULL};
  if (span_starts(behind, "by the ") && !span_has_word_of(behind, deciders))
    return FALSE;
  /* "the vote passed me by", "the patch failed to apply", "approved of by all" */
  return !span_starts_in_list(behind, (const char *const[]){"to", "me", "of", NULL}, NULL);
}

/* --- proposals --- */

static const char *const propose_forms[] = {"i propose",
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
                                            "i'd like to suggest",
                                            "i would like to suggest",
                                            "i want to suggest",
                                            "i would like to put forward",
                                            "i'd like to put forward",
                                            "i move to",
                                            "i herewith propose",
                                            "i nominate",
                                            NULL};
static const char *const propose_nouns[] = {
    "here is my proposal:",  "here is a proposal:",  "my proposal is",
    "our proposal is",       "my proposal would be", "the proposal is to",
    "the proposal is that",  "my proposal:",         "our proposal:",
    "this is a proposal to", "the proposal is:",     "my suggestion would be to",
    "my suggestion is to",   "our suggestion is to", NULL};
static const char *const propose_moving[] = {
    "i shall be moving to",     "i shall be moving towards",
    "i shall be moving toward", "i will be moving to",
    "i will be moving towards", "i'll be moving to",
    "i'll be moving towards",   "i'm moving towards",
    "i am moving towards",      NULL};
static const char *const propose_suggest[] = {"i suggest that we",
                                              "i suggest we",
                                              "i'd suggest that we",
                                              "i'd suggest we",
                                              "i would suggest that we",
                                              "i would suggest we",
                                              "i suggest to",
                                              "i recommend that we",
                                              "i recommend we",
                                              "i'd recommend that we",
                                              "i would recommend that we",
                                              "we suggest that we",
                                              "my suggestion is that we",
                                              "my suggestion is to",
                                              NULL};
static const char *const propose_never[] = {"if",     "when",  "not",   "never",   "should", "than",
                                            "unless", "don't", "maybe", "perhaps", NULL};
static const char *const propose_told[] = {"as", "before", "than", NULL};

gboolean
rule_propose(Piece *p)
{
  gsize at = 0, length = 0;
  if (!(p->triggers & TRIGGER_PROPOSE) || phrase_is_question(p->text))
    return FALSE;
  if (phrase_has_one(p->fold, propose_moving, &at, &length) && phrase_starts_clause(p->fold, at)) {
    p->by_author = TRUE;
    return TRUE;
  }
  gboolean found = phrase_has_one(p->fold, propose_forms, &at, &length);
  if (!found && phrase_has_one(p->fold, propose_nouns, &at, &length))
    found = phrase_starts_clause(p->fold, at);
  if (!found)
    found =
        phrase_has_one(p->fold, propose_suggest, &at, &length) && phrase_starts_clause(p->fold, at);
  if (!found)
    return FALSE;
  /* "it looks like what I am proposing." */
  Span after = span_skip(p->fold, at + length);
  while (after.n > 0 && !g_ascii_isalnum(after.s[0]) && (guchar)after.s[0] < 0x80)
    after = span_skip(after, 1);
  return after.n > 0 && !phrase_follows_word(p->fold, at, propose_told) &&
         !phrase_has_one(phrase_clause_before(p->fold, at), propose_never, NULL, NULL);
}

/* --- questions --- */

gboolean
rule_question(Piece *p)
{
  static const char *const single[] = {"thoughts", "opinions",    "comments",   "objections",
                                       "ideas",    "suggestions", "volunteers", "questions",
                                       "feedback", "preferences", "takers",     NULL};
  Span t = span_trim(p->text);
  if (!phrase_is_question(t))
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
