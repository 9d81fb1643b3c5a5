/* Sentences that tell of a decision. */
#include "ingest/phrases.h"

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
                                            "that is decided",
                                            "that's decided",
                                            "i take it as settled that",
                                            "it is settled that",
                                            "so it is settled",
                                            "it's settled",
                                            "so that's settled",
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
                                            "there was consensus for",
                                            "there was consensus on",
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
                                            "agreement was reached to",
                                            "agreement was reached that",
                                            "agreement was reached on",
                                            "we reached an agreement",
                                            "we came to an agreement",
                                            "all of us agreed to",
                                            "all of us agreed that",
                                            "both teams agreed",
                                            "both sides agreed",
                                            "both groups agreed",
                                            "everyone present agreed",
                                            "everybody present agreed",
                                            "all members agreed",
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
                                     "the room",
                                     "the attendees",
                                     "the participants",
                                     "the audience",
                                     "the members",
                                     "the chairs",
                                     "the editors",
                                     "the maintainers",
                                     "the developers",
                                     "the working group",
                                     "the plenary",
                                     "the plenum",
                                     "the call",
                                     "the general assembly",
                                     "the membership",
                                     NULL};
static const char *const body_verbs[] = {
    " agreed",       " decided",       " approved",       " accepted",     " resolved",
    " voted to",     " voted against", " rejected",       " declined",     " has agreed",
    " has decided",  " has approved",  " has accepted",   " has rejected", " has voted",
    " have decided", " have agreed",   " adopted",        " has adopted",  " settled for",
    " settled on",   " turned down",   " has turned down"};
static const char *const subjects[] = {"the proposal",
                                       "this proposal",
                                       "the motion",
                                       "the resolution",
                                       "the vote",
                                       "the release",
                                       "the request",
                                       "the change",
                                       "the amendment",
                                       "the budget",
                                       "motion",
                                       "the proposed change",
                                       "proposal",
                                       "vote",
                                       "the exception",
                                       "exceptions",
                                       "the exceptions",
                                       "the requests",
                                       "the text",
                                       "the charter",
                                       "the nomination",
                                       "the plan",
                                       NULL};
static const char *const subject_words[] = {
    "exceptions", "requests", "proposal",   "motion",    "resolution", "vote",
    "release",    "request",  "change",     "amendment", "budget",     "exception",
    "text",       "charter",  "nomination", "plan",      NULL};
/* These may tell what they are about before the verb: "the request for a second
 * list was rejected". */
static const char *const formal[] = {"the vote",       "the motion",      "the resolution",
                                     "the proposal",   "the amendment",   "the nomination",
                                     "the request to", "the request for", "the request by",
                                     "the request of", "the motion to",   NULL};
static const char *const outcomes[] = {" has been approved",
                                       " has been accepted",
                                       " has been adopted",
                                       " have been adopted",
                                       " have been approved",
                                       " have been accepted",
                                       " have been rejected",
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
                                       " were granted",
                                       " were approved",
                                       " were rejected",
                                       " is granted",
                                       " has been granted",
                                       " is withdrawn",
                                       " has been withdrawn",
                                       " was withdrawn",
                                       " was turned down",
                                       " has been turned down",
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

gboolean
phrase_is_hearsay(Span fold, gsize at)
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

/* "We voted on it at some point", "In 2023 it was decided": history. */
static gboolean
is_history(Piece *p)
{
  static const char *const words[] = {"at some point", "back then", "i think it", "once upon",
                                      NULL};
  /* "to hold it in the hall, same as last year" is none */
  static const char *const opens[] = {"last year",       "years ago",     "in the past",
                                      "a long time ago", "the last time", NULL};
  enum { NEAR_START = 30 };
  gsize place = 0;
  if (phrase_in_piece(p, words, NULL, NULL) ||
      (phrase_in_piece(p, opens, &place, NULL) && place < NEAR_START))
    return TRUE;
  gssize at = fold_find(p->fold, "in");
  Span year = at < 0 ? SPAN("") : span_skip(p->fold, (gsize)at + 3);
  if (span_digits(year) != 4)
    return FALSE;
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(p->x->date);
  return now != NULL && g_ascii_strtoll(year.s, NULL, 10) < g_date_time_get_year(now);
}

static gboolean
subject_and_verb(Span fold, const char *const *names, const char *const *verbs, gsize n_verbs,
                 gsize reach, gsize *end)
{
  static const char *const about[] = {"to", "for",  "of",   "by",  "on",      "about",   "that",
                                      "in", "from", "with", "not", "against", "whether", NULL};
  for (; *names != NULL; names++) {
    gssize at = fold_find(fold, *names);
    gsize length;
    if (at < 0 || !phrase_starts_clause(fold, (gsize)at) || phrase_is_hearsay(fold, (gsize)at))
      continue;
    gsize from = (gsize)at + strlen(*names);
    /* "the motion sensor passed" */
    gboolean open = span_count_words(span_of(*names, strlen(*names))) == 2;
    if (reach > 1 && open && from + 1 < fold.n && fold.s[from] == ' ' &&
        !verb_follows(span_skip(fold, from), verbs, n_verbs, &length) &&
        !span_starts_in_list(span_skip(fold, from + 1), about, NULL))
      continue;
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
        if (phrase_starts_clause(fold, at) && !phrase_is_hearsay(fold, at))
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

/* "We decided in the office to revert both": the words between may be any, the "to" may
 * not be far. */
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
leads_in(Piece *p)
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

/* "Motion to take Birch: approved, 5 for, 1 against" */
static gboolean
outcome_behind_colon(Piece *p)
{
  static const char *const formals[] = {
      "motion",         "the motion", "proposal", "the proposal", "resolution",
      "the resolution", "vote",       "the vote", "request",      NULL};
  static const char *const yes[] = {"approved", "accepted", "adopted", "carried",
                                    "passed",   "granted",  "agreed",  NULL};
  static const char *const no[] = {"rejected", "declined",  "defeated", "denied",
                                   "failed",   "withdrawn", NULL};
  gssize colon = span_find_char(p->fold, ':');
  if (colon < 0 || !span_starts_in_list(p->fold, formals, NULL))
    return FALSE;
  Span outcome = span_ltrim(span_skip(p->fold, (gsize)colon + 1));
  if (span_starts_in_list(outcome, no, NULL))
    p->state = STATE_DECLINED;
  return p->state == STATE_DECLINED || span_starts_in_list(outcome, yes, NULL);
}

/* "the infra team has decided to": up to three words between the article and what they are. */
static gboolean
team_decided(Span fold)
{
  static const char *const who[] = {"team", "committee", "council",    "board", "group", "sig",
                                    "wg",   "assembly",  "commission", "crew",  NULL};
  static const char *const articles[] = {"the", "our", NULL};
  static const char *const verbs[] = {"has decided", "have decided", "decided",   "has agreed",
                                      "have agreed", "agreed",       "has voted", "voted",
                                      "resolved",    "has resolved", NULL};
  gsize at = 0, n = 0;
  if (!phrase_has_one(fold, verbs, &at, &n) || phrase_is_hearsay(fold, at))
    return FALSE;
  Span before = span_rtrim(span_of(fold.s, at));
  gsize start = before.n;
  for (guint words = 0; words < 5 && start > 0; words++) {
    gsize end = start;
    while (end > 0 && before.s[end - 1] == ' ')
      end--;
    start = end;
    while (start > 0 && (g_ascii_isalnum(before.s[start - 1]) || before.s[start - 1] == '-'))
      start--;
    Span word = span_of(before.s + start, end - start);
    if (words == 0 && !span_in_list(word, who))
      return FALSE;
    if (words > 0 && span_in_list(word, articles))
      return phrase_starts_clause(fold, start);
  }
  return FALSE;
}

/* "As release manager I have decided that neither of them blocks the release" */
static gboolean
decided_in_office(Span fold)
{
  static const char *const forms[] = {"i have decided", "i've decided", "i decided", "i decide",
                                      NULL};
  static const char *const no_office[] = {"as i",         "as you",  "as we",  "as a result",
                                          "as for",       "as far",  "as the", "as it",
                                          "as mentioned", "as said", NULL};
  gsize at = 0;
  return span_starts(fold, "as ") && !span_starts_in_list(fold, no_office, NULL) &&
         phrase_has_one(fold, forms, &at, NULL) && at < 60;
}

/* Who decides, where it is said "by" whom. */
static const char *const deciders[] = {
    "board", "committee", "council", "vote",     "votes",    "members", "everyone", "group", "team",
    "sig",   "pmc",       "meeting", "assembly", "majority", "tc",      "fesco",    NULL};

static gboolean
decides(Piece *p)
{
  gsize at = 0, length = 0, end = 0;
  if ((p->triggers & TRIGGER_AGREE) && phrase_in_piece(p, decided_forms, &at, &length) &&
      phrase_starts_clause(p->fold, at) && !phrase_is_hearsay(p->fold, at)) {
    Span after = span_skip(p->fold, at + length);
    if (!span_starts(after, " to disagree") && !span_starts(after, " yet") &&
        (!span_starts(after, " by ") || span_has_word_of(after, deciders)))
      return TRUE;
  }
  if ((p->triggers & TRIGGER_AGREE) &&
      (we_decided(p->fold) || team_decided(p->fold) || decided_in_office(p->fold)))
    return TRUE;
  /* "the new logo was approved unanimously" */
  if ((p->triggers & TRIGGER_OUTCOME) && fold_has(p->fold, "unanimously") &&
      phrase_in_piece(p, unanimous, &at, NULL) && !phrase_is_hearsay(p->fold, at))
    return TRUE;
  if (subject_and_verb(p->fold, bodies, body_verbs, G_N_ELEMENTS(body_verbs), 1, &end)) {
    Span told = span_of(p->fold.s, end);
    if (span_ends_fold(told, " rejected") || span_ends_fold(told, " declined") ||
        span_ends_fold(told, " turned down"))
      p->state = STATE_DECLINED;
    return TRUE;
  }
  if (!(p->triggers & TRIGGER_OUTCOME) || !span_has_word_of(p->fold, subject_words))
    return FALSE;
  if (outcome_behind_colon(p))
    return TRUE;
  if (!subject_and_verb(p->fold, subjects, outcomes, G_N_ELEMENTS(outcomes), 1, &end) &&
      !subject_and_verb(p->fold, formal, outcomes, G_N_ELEMENTS(outcomes), 60, &end))
    return FALSE;
  gsize start = end;
  while (start > 0 && g_ascii_isalpha(p->fold.s[start - 1]))
    start--;
  static const char *const no[] = {"rejected", "declined",  "defeated", "denied", "fails",
                                   "failed",   "withdrawn", "pass",     "down",   NULL};
  if (span_in_list(span_of(p->fold.s + start, end - start), no))
    p->state = STATE_DECLINED;
  /* "passes if there are three", "carries with at least five": how it works, not what came out */
  static const char *const rules[] = {"if",     "when", "after", "once", "with at least",
                                      "unless", "only", NULL};
  if (fold_has(p->fold, "open for") || fold_has(p->fold, "open until") ||
      fold_has(p->fold, "needs"))
    return FALSE;
  Span behind = span_ltrim(span_skip(p->fold, end));
  if (span_starts_in_list(behind, rules, NULL))
    return FALSE;
  /* "the request was rejected by the server" */
  if (span_starts(behind, "by the ") && !span_has_word_of(behind, deciders))
    return FALSE;
  /* "the vote passed me by", "the patch failed to apply", "approved of by all" */
  return !span_starts_in_list(
      behind, (const char *const[]){"to", "me", "of", "by mistake", "upstream", NULL}, NULL);
}

/* "Vote on the bylaws: passed" */
static gboolean
tells_result(const Piece *p)
{
  static const char *const words[] = {"passed",   "failed",  "adopted", "accepted",
                                      "rejected", "outcome", NULL};
  const char *subject = p->x->mail->message.subject;
  return p->x->ballot && subject != NULL && !p->x->reply &&
         span_has_word_of(span_of(subject, strlen(subject)), words);
}

/* "It passes with three binding +1 votes", "The code of conduct has been adopted" in a mail that
 * tells the result of a vote. */
static gboolean
is_result(Piece *p)
{
  static const char *const it[] = {"it passes", "it passed", "it has passed", "the motion", NULL};
  static const char *const verbs[] = {
      "have been adopted", "have been approved", "have been accepted",
      "has been adopted",  "has been approved",  "has been accepted",
      "is adopted",        "is approved",        "is accepted",
      "was adopted",       "was approved",       "was accepted",
      "has been rejected", "is rejected",        NULL};
  gsize at = 0;
  if (!(p->x->result || tells_result(p)) || p->bullet)
    return FALSE;
  if (span_starts_in_list(p->fold, it, NULL))
    return TRUE;
  if (!phrase_in_piece(p, verbs, &at, NULL) || phrase_is_hearsay(p->fold, at))
    return FALSE;
  if (fold_has(p->fold, "rejected"))
    p->state = STATE_DECLINED;
  return TRUE;
}

gboolean
rule_decided(Piece *p)
{
  guint mine = TRIGGER_AGREE | TRIGGER_OUTCOME;
  if (!(p->triggers & (mine | TRIGGER_LAZY | TRIGGER_WILL)) || phrase_is_question(p->text) ||
      leads_in(p))
    return FALSE;
  gboolean told = (p->triggers & mine) && (phrase_in_either(p, decides) || is_result(p));
  return (told || decision_is_settled(p)) && !is_history(p);
}
