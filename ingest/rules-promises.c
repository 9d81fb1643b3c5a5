/* Sentences in which somebody takes on something to do. */
#include "ingest/phrases.h"

/* "I have such a laptop at home and will try it tonight" */
static gboolean
promises_behind_and(const Piece *p)
{
  static const char *const others[] = {"you",  "we",  "they", "he",   "she", "it",
                                       "that", "who", "this", "will", "be",  NULL};
  gssize at = fold_find(p->fold, "and will");
  if (at < 0 || at > 120 ||
      !span_starts_in_list(p->fold, (const char *const[]){"i", "i've", "i'm", NULL}, NULL))
    return FALSE;
  return !phrase_has_one(span_of(p->fold.s, (gsize)at), others, NULL, NULL) &&
         phrase_is_deed(span_skip(p->fold, (gsize)at + strlen("and will"))) &&
         !phrase_is_conditional(p->fold, (gsize)at);
}

static gboolean
is_offer(const Piece *p)
{
  return p->block >= 0 &&
         replies_is_offer(p->x, blocks_at(p->x->blocks, (guint)p->block)->first - 1, p->fold);
}

/* "Will attach a log tonight.": the "I" left out. */
static gboolean
promises_without_i(const Piece *p)
{
  static const char *const others[] = {"you",  "we",    "they", "he",     "she",      "it",  "that",
                                       "this", "there", "the",  "anyone", "somebody", "not", NULL};
  /* among patches "Will fix." says no more than yes */
  if (!span_starts(span_trim(p->text), "Will ") || p->bullet || p->x->patches ||
      span_count_words(p->fold) < 5)
    return FALSE;
  Span deed = span_skip(p->fold, strlen("will "));
  return !span_starts_in_list(deed, others, NULL) && phrase_is_deed(deed) &&
         !phrase_is_conditional(p->fold, 0);
}

gboolean
rule_promise(Piece *p)
{
  static const char *const forms[] = {
      "i'll",         "i will",       "i shall",        "i am going to",
      "i'm going to", "i promise to", "i volunteer to", NULL};
  /* "I'm going to the office" */
  static const char *const places[] = {"the", "a", "an", "my", "our", "lunch", NULL};
  if (!(p->triggers & TRIGGER_WILL) || phrase_is_question(p->text))
    return FALSE;
  if (promises_without_i(p))
    return p->by_author = TRUE;
  if (!(p->triggers & TRIGGER_I))
    return FALSE;
  if (promises_behind_and(p))
    return p->by_author = TRUE;
  for (const char *const *form = forms; *form != NULL; form++) {
    gsize from = 0;
    gssize found;
    for (guint seen = 0;
         seen < PHRASE_MOST_PLACES && (found = fold_find(span_skip(p->fold, from), *form)) >= 0;
         seen++) {
      gsize at = from + (gsize)found;
      from = at + strlen(*form);
      Span rest = span_skip(p->fold, from);
      if (phrase_starts_clause(p->fold, at) && phrase_is_deed(rest) &&
          !phrase_is_conditional(p->fold, at) &&
          !(span_ends_fold(span_of(*form, strlen(*form)), "to") &&
            span_starts_in_list(span_ltrim(rest), places, NULL))) {
        p->by_author = TRUE;
        return !is_offer(p);
      }
    }
  }
  return FALSE;
}

/* "Bram reverts the update tonight": the third person, and a day that is near. */
static gboolean
does_by_a_day(const Piece *p, Span rest)
{
  static const gint64 near_days = 10;
  static const char *const soon[] = {
      "this week",      "next week", "this month", "over the weekend",
      "at the weekend", "and will",  NULL};
  gint64 day = 86400, due = due_of(p->text, p->x->date);
  return owner_does(rest) && ((due != 0 && due <= p->x->date + near_days * day) ||
                              phrase_has_one(p->fold, soon, NULL, NULL));
}

/* " promised to ask": length of the words, 0 when what follows is none or nothing to do. */
static gboolean
took_on(Span rest)
{
  static const char *const forms[] = {"promised to",     "was asked to",
                                      "were asked to",   "volunteered to",
                                      "offered to",      "agreed to",
                                      "has promised to", "has volunteered to",
                                      "has offered to",  "has agreed to",
                                      "have agreed to",  "have promised to",
                                      "have offered to", NULL};
  static const char *const kindly[] = {"kindly", "has kindly", "have kindly", "has also", NULL};
  gsize n = 0;
  rest = span_ltrim(rest);
  if (span_starts_in_list(rest, kindly, &n))
    rest = span_ltrim(span_skip(rest, n));
  return span_starts_in_list(rest, forms, &n) && phrase_is_deed(span_skip(rest, n));
}

/* May somebody of a name that nobody knows be trusted to be a person, by what is to be done? */
static gboolean
is_done_by_people(const Piece *p, Span deed)
{
  static const char *const people_do[] = {
      "file",      "write",       "send",     "ask",       "order",     "post",         "prepare",
      "look",      "check",       "talk",     "speak",     "contact",   "organise",     "organize",
      "bring",     "book",        "test",     "review",    "draft",     "mail",         "call",
      "report",    "investigate", "present",  "publish",   "upload",    "collect",      "document",
      "translate", "announce",    "submit",   "summarise", "summarize", "try",          "propose",
      "finish",    "rebase",      "clean up", "write up",  "follow up", "get in touch", "set up",
      "fix",       "move the",    "install",  "migrate",   "reach out", "coordinate",   "chase",
      "ping",      "buy",         "pay",      "print",     NULL};
  /* "Targets will depend on support" */
  static const char *const things_do[] = {
      "depend", "require",    "result",   "affect",   "cause",   "happen", "matter",  "start",
      "begin",  "end",        "change",   "include",  "contain", "appear", "cost",    "last",
      "help",   "allow",      "work",     "run",      "go",      "show",   "fail",    "follow",
      "come",   "take place", "increase", "decrease", "grow",    "stop",   "support", "close",
      "open",   "break",      "return",   NULL};
  if (span_starts_in_list(deed, things_do, NULL))
    return FALSE;
  if (extract_tells_of_meeting(p->x) || span_starts_in_list(deed, people_do, NULL))
    return TRUE;
  /* "Moderators will act within a day" is a rule: such a name needs a day of its own */
  return due_of(p->text, p->x->date) != 0 && !fold_has(p->fold, "within");
}

/* How long " will " or " is going to " is behind a name, 0 when neither stands there. */
static gsize
future_at(Span rest)
{
  static const char *const forms[] = {" will ", " is going to ", " are going to ", NULL};
  for (const char *const *form = forms; *form != NULL; form++)
    if (span_starts(rest, *form))
      return strlen(*form);
  return 0;
}

gboolean
rule_will_do(Piece *p)
{
  Span t = span_trim(p->text);
  gboolean minutes = p->bullet && p->x->minutes;
  if (phrase_is_question(t) ||
      (!minutes && !(p->triggers & (TRIGGER_WILL | TRIGGER_TOOK | TRIGGER_DAY))))
    return FALSE;
  if (t.n == 0 || !(g_ascii_isupper(t.s[0]) || (guchar)t.s[0] >= 0x80))
    return FALSE;
  Span owner = owner_of_action(p->x, t);
  if (owner.n == 0 || owner.s != t.s)
    return FALSE;
  Span rest = span_skip(t, owner.n);
  gsize future = future_at(rest);
  gboolean to = minutes && span_starts(rest, " to ");
  Span deed = span_skip(rest, to ? strlen(" to ") : future);
  gboolean will = to || (future > 0 && phrase_is_deed(deed));
  if (!will && !does_by_a_day(p, rest) && !((p->triggers & TRIGGER_TOOK) && took_on(rest)))
    return FALSE;
  g_autofree char *name = g_strndup(owner.s, owner.n);
  g_autofree char *person = owner_person(p->x, name);
  if (will && person == NULL && !(to && extract_tells_of_meeting(p->x)) &&
      !is_done_by_people(p, deed))
    return FALSE;
  p->owner = owner;
  return TRUE;
}
