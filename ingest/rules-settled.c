/* Sentences that tell of a decision without its verbs: that nobody objected, that it is settled,
 * what was chosen. */
#include "ingest/phrases.h"

static gboolean
goes_on_with(Span t, const char *const *words)
{
  return span_starts_in_list(span_ltrim(t), words, NULL);
}

/* "So it is decided: the docs move", "that settles it, it is Brno": who or how is told behind
 * others of these words. */
static gboolean
is_settled(Piece *p)
{
  static const char *const forms[] = {"it is decided",       "it's decided",
                                      "it has been decided", "it is settled",
                                      "it's settled",        "that is settled",
                                      "that's settled",      "that is decided",
                                      "that's decided",      "it is agreed",
                                      "that settles it",     "this settles it",
                                      "the decision is",     NULL};
  static const char *const next[] = {"that", "then", "now", "to", "not to", NULL};
  static const char *const asides[] = {"thank", "thanks", "i",     "i'll",  "but",
                                       "and",   "right",  "sorry", "great", "good",
                                       "for",   "at",     "isn't", "as",    NULL};
  gsize at = 0, n = 0;
  if (!phrase_in_piece(p, forms, &at, &n) || !phrase_starts_clause(p->fold, at) ||
      phrase_is_hearsay(p->fold, at))
    return FALSE;
  Span behind = span_skip(p->fold, at + n);
  if (behind.n < 3 || strchr(":,", behind.s[0]) == NULL)
    return goes_on_with(behind, next);
  /* "That settles it, thank you." */
  behind = span_skip(behind, 1);
  return span_count_words(behind) > 2 && !goes_on_with(behind, asides);
}

/* "The decision: we keep it", "Final decision: none of them". */
static gboolean
is_labelled(Piece *p)
{
  static const char *const labels[] = {"the decision:",       "final decision:", "our decision:",
                                       "the final decision:", "the outcome:",    NULL};
  /* "Agreement to make a copy" in minutes */
  if (p->x->minutes &&
      (span_starts(p->fold, "agreement to ") || span_starts(p->fold, "agreement that ")))
    return TRUE;
  for (const char *const *label = labels; *label != NULL; label++)
    if (span_starts(p->fold, *label))
      return span_count_words(span_skip(p->fold, strlen(*label))) > 1;
  return FALSE;
}

/* "Nobody objected, so the docs move", "Everyone was in favour, so the wiki closes". What I did
 * then is a report. */
static gboolean
nobody_objected(Piece *p)
{
  static const char *const agreed[] = {"nobody objected",
                                       "nobody has objected",
                                       "nobody was against",
                                       "nobody is against",
                                       "no one objected",
                                       "there were no objections",
                                       "there was no objection",
                                       "no objections were raised",
                                       "there have been no objections",
                                       "nobody spoke against",
                                       "everyone was in favour",
                                       "everybody was in favour",
                                       "all were in favour",
                                       "everyone is in favour",
                                       "everybody is in favour",
                                       "we were all in favour",
                                       "everyone was in favor",
                                       "everybody was in favor",
                                       "all were in favor",
                                       "everyone liked the idea",
                                       "there was no opposition",
                                       "nobody raised an objection",
                                       NULL};
  static const char *const so[] = {", so ",     ", hence ", ", therefore ", ", thus ", "; so ",
                                   ", and so ", NULL};
  static const char *const mine[] = {"i",    "i'll",  "i've",    "i'd", "i'm",   "far",
                                     "long", "that",  "what",    "why", "let's", "please",
                                     "if",   "maybe", "perhaps", NULL};
  static const char *const past[] = {"was", "were", "did", "had", "pushed", "merged", "went", NULL};
  gsize at = 0;
  const char *link = NULL;
  if (!phrase_in_piece(p, agreed, &at, NULL) || !phrase_starts_clause(p->fold, at) ||
      phrase_is_hearsay(p->fold, at))
    return FALSE;
  Span rest = span_skip(p->fold, at);
  for (const char *const *s = so; *s != NULL && link == NULL; s++) {
    link = memmem(rest.s, rest.n, *s, strlen(*s));
    rest = link == NULL ? rest : span_skip(rest, (gsize)(link - rest.s) + strlen(*s));
  }
  return link != NULL && !goes_on_with(rest, mine) && span_count_words(rest) > 2 &&
         !span_has_word_of(rest, past);
}

/* "Nobody against, she gets 60 EUR": a bullet of minutes. */
static gboolean
is_silent_vote(Piece *p)
{
  static const char *const opens[] = {"nobody against",     "no objections",
                                      "no objection",       "nobody objects",
                                      "all in favour",      "all in favor",
                                      "everyone in favour", "everybody in favour",
                                      "unanimous",          NULL};
  gsize n = 0;
  if (!p->bullet || !p->x->minutes || !span_starts_in_list(p->fold, opens, &n))
    return FALSE;
  Span rest = span_skip(p->fold, n);
  return rest.n > 0 && strchr(",:;", rest.s[0]) != NULL && span_count_words(rest) > 3;
}

/* "The forum will therefore be moved" below a subject that speaks of a decision. */
static gboolean
follows_from_vote(Piece *p)
{
  static const char *const says[] = {"decision", "decided", "outcome", "result", "results", NULL};
  static const char *const forms[] = {"will therefore",
                                      "will thus",
                                      "will hence",
                                      "therefore be",
                                      "we will therefore",
                                      "will now be",
                                      "so it will be",
                                      "so it is going to be",
                                      NULL};
  const char *subject = p->x->mail->message.subject;
  gsize at = 0;
  return subject != NULL && phrase_in_piece(p, forms, &at, NULL) && !p->x->reply &&
         span_has_word_of(span_of(subject, strlen(subject)), says) &&
         !phrase_is_hearsay(p->fold, at) && !phrase_is_conditional(p->fold, at);
}

/* "It will be on 12 May; everyone agreed." */
static gboolean
ends_agreed(const Piece *p)
{
  static const char *const ends[] = {"everyone agreed",    "everybody agreed",
                                     "all agreed",         "we all agreed",
                                     "nobody objected",    "nobody was against",
                                     "no objections",      "no objection",
                                     "unanimously agreed", NULL};
  Span fold = span_rtrim(p->fold);
  while (fold.n > 0 && strchr(".!)", fold.s[fold.n - 1]) != NULL)
    fold.n--;
  for (const char *const *end = ends; *end != NULL; end++) {
    gsize n = strlen(*end);
    if (!span_ends_fold(fold, *end) || fold.n < n + 12)
      continue;
    Span front = span_rtrim(span_of(fold.s, fold.n - n));
    return strchr(",;(-", front.s[front.n - 1]) != NULL && span_count_words(front) > 3 &&
           extract_tells_of_meeting(p->x) && !phrase_is_hearsay(p->fold, fold.n - n);
  }
  return FALSE;
}

/* "We are going with option B": not "with the bus". */
static gboolean
goes_with(Piece *p)
{
  static const char *const forms[] = {"we are going with",
                                      "we're going with",
                                      "we will go with",
                                      "we'll go with",
                                      "we go with",
                                      "we shall go with",
                                      NULL};
  static const char *const what[] = {
      "option",   "options", "plan",     "variant",     "version", "proposal", "first",
      "second",   "third",   "new",      "old",         "other",   "original", "choice",
      "name",     "date",    "solution", "then",        "one",     "a",        "b",
      "approach", "scheme",  "model",    "alternative", NULL};
  gsize at = 0, n = 0;
  if (p->x->patches || !phrase_in_piece(p, forms, &at, &n) || !phrase_starts_clause(p->fold, at) ||
      phrase_is_hearsay(p->fold, at) || phrase_is_conditional(p->fold, at))
    return FALSE;
  Span near = span_skip(p->fold, at + n);
  if (span_has_word_of(span_of(near.s, MIN(near.n, 40)), what))
    return TRUE;
  /* "We'll go with Weblate": a thing that has a name */
  return p->fold.n == p->text.n && at + n + 1 < p->text.n &&
         g_ascii_isupper(p->text.s[at + n + 1]) &&
         !owner_is_person(p->x, span_skip(p->text, at + n + 1));
}

/* "We opted for the smaller hall", "in the end we chose Weblate". */
static gboolean
we_chose(Piece *p)
{
  static const char *const opted[] = {"we opted for", "we opted to", "we have opted for",
                                      "we settled for", NULL};
  static const char *const chose[] = {"in the end we chose", "in the end we picked",
                                      "in the end we took", "finally we chose", NULL};
  gsize at = 0;
  return !p->x->patches &&
         (phrase_in_piece(p, opted, &at, NULL) || phrase_in_piece(p, chose, &at, NULL)) &&
         phrase_starts_clause(p->fold, at) && !phrase_is_hearsay(p->fold, at);
}

/* "We talked about it in Brno and decided to keep both." */
static gboolean
we_did_and_decided(Piece *p)
{
  static const char *const joins[] = {"and decided to",
                                      "and agreed to",
                                      "and decided that",
                                      "and agreed that",
                                      "and agreed on",
                                      "and decided on",
                                      "and decided against",
                                      "and decided not to",
                                      "and then decided to",
                                      "and then agreed to",
                                      NULL};
  static const char *const others[] = {
      "i",    "you",     "he",  "she", "they",  "who",     "which",      "before", "earlier", "if",
      "when", "they've", "not", "had", "would", "already", "previously", "once",   NULL};
  gsize at = 0;
  if (!phrase_in_piece(p, joins, &at, NULL) || at > 160)
    return FALSE;
  Span before = span_of(p->fold.s, at);
  gssize we = fold_find(before, "we");
  return we >= 0 && phrase_starts_clause(p->fold, (gsize)we) && !span_has_word_of(before, others) &&
         !phrase_is_hearsay(p->fold, (gsize)we);
}

/* "Luc's idea to ask for a waiver was rejected.": told of a meeting, where it need not be a motion.
 */
static gboolean
is_turned_down(Piece *p)
{
  static const char *const outcomes[] = {"was rejected", "were rejected", "has been rejected",
                                         "was declined", NULL};
  static const char *const asked[] = {"idea",    "ideas", "suggestion", "suggestions",
                                      "request", "wish",  "offer",      NULL};
  static const char *const others[] = {"by", "because", "upstream", "in", "as", NULL};
  gsize at = 0, n = 0;
  if (!phrase_in_piece(p, outcomes, &at, &n) || at > 80 || phrase_is_hearsay(p->fold, at) ||
      goes_on_with(span_skip(p->fold, at + n), others) ||
      !span_has_word_of(span_of(p->fold.s, at), asked) || !extract_tells_of_meeting(p->x))
    return FALSE;
  p->state = STATE_DECLINED;
  return TRUE;
}

/* Findings of a talk are decisions where the mail tells of a meeting: "we came to the conclusion
 * that the list stays". What was approved there need not be named a motion. */
static gboolean
is_told_of_meeting(Piece *p)
{
  static const char *const forms[] = {"we came to the conclusion that",
                                      "we have come to the conclusion that", "we concluded that",
                                      "we concluded to", NULL};
  static const char *const outcomes[] = {"has been approved",    "was approved",
                                         "were approved",        "has been adopted",
                                         "was adopted",          "was turned down",
                                         "has been turned down", "were adopted",
                                         "was elected",          "were elected",
                                         "was appointed",        "were appointed",
                                         "was re-elected",       NULL};
  static const char *const not [] = {"by mistake",  "by accident", "upstream",
                                     "by upstream", "in",          NULL};
  gsize at = 0, n = 0;
  if (phrase_in_piece(p, forms, &at, NULL) && phrase_starts_clause(p->fold, at))
    return extract_tells_of_meeting(p->x);
  if (!phrase_in_piece(p, outcomes, &at, &n) || at > 80 || phrase_is_hearsay(p->fold, at) ||
      goes_on_with(span_skip(p->fold, at + n), not ) ||
      span_has_word_of(span_of(p->fold.s, at), (const char *const[]){"minutes", "agenda", NULL}) ||
      !extract_tells_of_meeting(p->x))
    return FALSE;
  p->state = fold_has(p->fold, "turned down") ? STATE_DECLINED : p->state;
  return TRUE;
}

gboolean
decision_is_settled(Piece *p)
{
  if ((p->triggers & (TRIGGER_LAZY | TRIGGER_AGREE)) &&
      (nobody_objected(p) || is_silent_vote(p) || ends_agreed(p)))
    return TRUE;
  if ((p->triggers & TRIGGER_AGREE) && (is_settled(p) || is_labelled(p) || we_did_and_decided(p)))
    return TRUE;
  if ((p->triggers & (TRIGGER_AGREE | TRIGGER_WILL)) &&
      (goes_with(p) || we_chose(p) || follows_from_vote(p)))
    return TRUE;
  return (p->triggers & (TRIGGER_AGREE | TRIGGER_OUTCOME)) &&
         (is_told_of_meeting(p) || is_turned_down(p));
}
