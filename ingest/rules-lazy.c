/* Sentences about what will happen unless somebody objects. */
#include "ingest/phrases.h"

/* What somebody would do who is against it. */
static const char *const dissent[] = {
    "objection",    "objections",   "object",     "objects",    "objected",
    "protest",      "protests",     "complain",   "complains",  "disagree",
    "disagrees",    "complaint",    "complaints", "opposition", "opposed",
    "shout",        "shouts",       "veto",       "vetoes",     "speaks up",
    "speak up",     "minds",        "mind",       "dissent",    "disagreement",
    "against it",   "against this", "say no",     "says no",    "better idea",
    "better ideas", "stops me",     "screams",    "scream",     "yells",
    "cries",        "shoots",       "stop me",    NULL};
/* Enough of it after "unless I hear"; after "if there are no" only in front of a will
 * of one's own. */
static const char *const reactions[] = {"otherwise", "differently", "back", NULL};
static const char *const remarks[] = {"comments", "concerns",  "remarks",      "reactions",
                                      "replies",  "otherwise", "hear nothing", NULL};
/* Who would take it on: with a day, what happens if nobody does. */
static const char *const takers[] = {
    "steps up",   "step up",    "steps forward", "volunteers", "picks it up",
    "takes it",   "takes over", "adopts it",     "wants it",   "wants to keep",
    "wants them", "else wants", "nobody wants",  NULL};
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
lazy_condition(const Piece *p, gsize *at, gboolean *strong)
{
  Span fold = p->fold;
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
    /* "unless otherwise noted" */
    if (first && !span_starts(clause, "unless otherwise") &&
        (against || phrase_has_one(clause, reactions, NULL, NULL)))
      return *strong = TRUE;
    if (!first && phrase_has_one(clause, nobody, NULL, NULL) &&
        (against || phrase_has_one(clause, remarks, NULL, NULL)))
      return TRUE;
    if (!first && phrase_has_one(clause, takers, NULL, NULL) &&
        phrase_has_one(clause, nobody, NULL, NULL) && due_of(p->text, p->x->date) != 0)
      return *strong = TRUE;
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
speak_or(Piece *p)
{
  static const char *const calls[] = {
      "speak up",  "say so", "object", "objections", "shout",       "complain", "protest",
      "objection", "yell",   "scream", "disagree",   "let me know", "tell me",  NULL};
  static const char *const turns[] = {"otherwise",  "or i'll", "or i will",
                                      "or it will", "or else", NULL};
  gsize at = 0, length = 0;
  if (!phrase_in_piece(p, turns, &at, &length) ||
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

/* What follows a sentence: the rest of its block, or the start of the next paragraph. */
static Span
text_behind(Piece *p)
{
  const Blocks *blocks = p->x->blocks;
  if (p->block < 0)
    return SPAN("");
  Span whole = blocks_text(blocks, blocks_at(blocks, (guint)p->block));
  gsize end = (gsize)(p->text.s + p->text.n - whole.s);
  Span rest = end < whole.n ? span_ltrim(span_skip(whole, end)) : SPAN("");
  guint next = (guint)p->block + 1;
  if (rest.n == 0 && next < blocks->block->len && blocks_at(blocks, next)->kind == BLOCK_PARAGRAPH)
    rest = blocks_text(blocks, blocks_at(blocks, next));
  return span_of(rest.s, MIN(rest.n, 300));
}

/* "If nobody objects I will delete the branch" behind "I'd like to propose a page" is about
 * something else. */
static gboolean
is_another_deed(Span fold)
{
  static const char *const same[] = {"it",    "this",  "that",  "so",      "them",
                                     "these", "those", "ahead", "proceed", NULL};
  gsize at = 0, n = 0;
  if (!phrase_has_one(fold, own_will, &at, &n))
    return FALSE;
  Span deed = span_skip(fold, at + n);
  for (gsize k = 0; same[k] != NULL; k++)
    if (span_find_word(deed, same[k]) >= 0)
      return FALSE;
  return phrase_is_deed(deed);
}

/* "I intend to switch it off. Speak up by Friday if you want to keep it.", "... Silence is taken as
 * consent.", "... Objections?" */
static gboolean
asks_for_dissent(Span behind)
{
  static const char *const calls[] = {
      "silence", "lazy consensus", "speak up", "speak now",  "shout",        "stop me", "protest",
      "veto",    "yell",           "scream",   "object now", "complain now", NULL};
  static const char *const asks[] = {"if", "please", "by", "until", "before", "any", NULL};
  gsize at = 0;
  Span sentence;
  g_autoptr(GString) fold = g_string_sized_new(behind.n + 1);
  for (guint n = 0; n < 2 && sentence_next(behind, &at, &sentence); n++) {
    sentence_fold(fold, sentence);
    Span low = span_of(fold->str, fold->len);
    if (is_another_deed(low))
      return FALSE;
    if (phrase_has_one(low, calls, NULL, NULL))
      return TRUE;
    if (phrase_has_one(low, dissent, NULL, NULL) &&
        (phrase_is_question(sentence) || phrase_has_one(low, asks, NULL, NULL)))
      return TRUE;
  }
  return FALSE;
}

/* A plan of the author's, told before it happens. */
static gboolean
tells_intent(Piece *p, gboolean *author)
{
  static const char *const mine[] = {
      "i intend to",   "i plan to",   "i'm planning to", "i am planning to",
      "i want to",     "i'd like to", "i would like to", "my plan is to",
      "i will",        "i'll",        "i shall",         "i'm going to",
      "i am going to", NULL};
  static const char *const ours[] = {"we intend to",
                                     "we plan to",
                                     "we're planning to",
                                     "we are planning to",
                                     "our plan is to",
                                     "we will",
                                     "we'll",
                                     "we are going to",
                                     NULL};
  gsize at = 0, n = 0;
  gssize mark = span_find_char(p->fold, ';');
  Span fold = mark > 0 ? span_of(p->fold.s, (gsize)mark) : p->fold;
  *author = phrase_in_piece(p, mine, &at, &n);
  return (*author || phrase_in_piece(p, ours, &at, &n)) && at < fold.n &&
         phrase_starts_clause(fold, at) && phrase_is_deed(span_skip(fold, at + n)) &&
         !phrase_is_conditional(fold, at);
}

/* "I would move the page": a will of one's own, where a condition in words of dissent stands beside
 * it. */
static gboolean
would_do(Span fold)
{
  static const char *const forms[] = {"i would", "i'd", NULL};
  gsize at = 0, n = 0;
  return phrase_has_one(fold, forms, &at, &n) && phrase_is_deed(span_skip(fold, at + n));
}

/* "Unless somebody screams I'll close the registration", "unless you prefer to do it yourself, I'll
 * upload it": but not "unless you fix this I will drop it". */
static gboolean
unless_somebody(Piece *p)
{
  static const char *const whom[] = {"unless somebody",
                                     "unless someone",
                                     "unless anybody",
                                     "unless anyone",
                                     "unless one of you",
                                     "unless i hear",
                                     NULL};
  static const char *const you[] = {"unless you", "unless you'd", "unless you've", NULL};
  static const char *const wishes[] = {
      "prefer",   "rather",        "want",     "like",    "need",   "think",        "see a",
      "see any",  "know",          "feel",     "tell me", "say",    "disagree",     "already",
      "plan",     "intend",        "beat me",  "still",   "have a", "have another", "have better",
      "have any", "have concerns", "would do", NULL};
  gsize at = 0, will = 0, n = 0;
  if (!phrase_in_piece(p, own_will, &will, &n))
    return FALSE;
  if (phrase_in_piece(p, whom, NULL, NULL))
    return TRUE;
  return phrase_in_piece(p, you, &at, NULL) && at < will && phrase_starts_clause(p->fold, at) &&
         phrase_has_one(clause_at(p->fold, at), wishes, NULL, NULL) &&
         phrase_is_deed(span_skip(p->fold, will + n));
}

/* "I plan to orphan it on Friday; shout if you want it." */
static gboolean
asks_beside(const Piece *p)
{
  gssize mark = span_find_char(p->text, ';');
  return mark > 0 && asks_for_dissent(span_skip(p->text, (gsize)mark + 1));
}

gboolean
rule_lazy(Piece *p)
{
  gsize at = 0;
  gboolean strong = FALSE, author = FALSE;
  if (phrase_is_question(p->text))
    return FALSE;
  if (!p->x->patches && (p->triggers & (TRIGGER_I | TRIGGER_WILL | TRIGGER_PROPOSE)) &&
      tells_intent(p, &author) && (asks_beside(p) || asks_for_dissent(text_behind(p)))) {
    p->by_author = author;
    if (!asks_beside(p))
      p->due = due_of(text_behind(p), p->x->date);
    return TRUE;
  }
  if (!(p->triggers & TRIGGER_LAZY))
    return FALSE;
  if (unless_somebody(p))
    return p->by_author = TRUE;
  if (speak_or(p) ||
      (fold_has(p->fold, "lazy consensus") && phrase_in_piece(p, own_will, NULL, NULL)))
    return p->by_author = TRUE;
  if (!lazy_condition(p, &at, &strong))
    return FALSE;
  author = phrase_in_piece(p, own_will, NULL, NULL) || (strong && would_do(p->fold));
  gboolean ours = phrase_in_piece(
      p, (const char *const[]){"we will", "we'll", "we shall", "we are going to", "let's", NULL},
      NULL, NULL);
  /* "A change passes if nobody objects" is a rule, not a proposal */
  gboolean opens = at < 24 && phrase_starts_clause(p->fold, at);
  gboolean dated = fold_has(p->fold, "will") && due_of(p->text, p->x->date) != 0;
  if (!author && !ours && !(strong && (opens || dated)))
    return FALSE;
  p->by_author = author;
  return TRUE;
}
