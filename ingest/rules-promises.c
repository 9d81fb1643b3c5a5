/* Sentences in which somebody takes on something to do. */
#include "ingest/phrases.h"

/* "I have such a laptop at home and will try it tonight" */
static gboolean
promises_behind_and(Piece *p)
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
is_offer(Piece *p)
{
  return p->block >= 0 &&
         replies_is_offer(p->x, blocks_at(p->x->blocks, (guint)p->block)->first - 1, p->fold);
}

/* "Will attach a log tonight.": the "I" left out. */
static gboolean
promises_without_i(Piece *p)
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
      "i'll",         "i will",         "i shall",        "i am going to",   "i'm going to",
      "i promise to", "i volunteer to", "i volunteer as", "i volunteer for", NULL};
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
does_by_a_day(Piece *p, Span rest)
{
  static const gint64 near_days = 10;
  static const char *const soon[] = {
      "this week",      "next week", "this month", "over the weekend",
      "at the weekend", "and will",  NULL};
  gint64 day = 86400, due = due_of(p->text, p->x->date);
  return owner_does(rest) &&
         ((due != 0 && (p->x->minutes || due <= p->x->date + near_days * day)) ||
          phrase_in_piece(p, soon, NULL, NULL));
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

/* What people are said to be about to do, though it is nothing that a chair would follow. */
static gboolean
is_fate(Span deed)
{
  static const char *const fates[] = {
      "complain",  "reject",  "object",   "laugh",     "cry",       "shout",      "scream",
      "yell",      "kill",    "hit",      "win",       "lose",      "struggle",   "join",
      "retire",    "leave",   "disagree", "refuse",    "benefit",   "fail",       "die",
      "come",      "go to",   "go on",    "show up",   "appear",    "choke",      "blame",
      "thank",     "visit",   "turn",     "move to",   "speak",     "give up",    "end",
      "inherit",   "work in", "work at",  "work for",  "work from", "start at",   "start in",
      "start as",  "become",  "head",     "be",        "end up",    "act as",     "cover",
      "celebrate", "marry",   "probably", "hopefully", "sit",       "eventually", NULL};
  /* "turn the draft into a page", not "turn forty" */
  static const char *const made[] = {"turn the", "turn this", "turn that", "turn it",
                                     "turn our", "turn his",  "turn her",  NULL};
  deed = span_ltrim(deed);
  if (span_starts_in_list(deed, made, NULL) && span_find_fold(deed, " into ") > 0)
    return FALSE;
  return span_starts_in_list(deed, fates, NULL);
}

/* How long " will " or " is going to " is behind a name, 0 when neither stands there. "Jaro will,
 * as always, cut it": up to the second comma. */
static gsize
future_at(Span rest)
{
  static const char *const forms[] = {" will ", " is going to ", " are going to ",
                                      "'ll ",   "’ll ",          NULL};
  for (const char *const *form = forms; *form != NULL; form++)
    if (span_starts(rest, *form))
      return strlen(*form);
  if (!span_starts(rest, " will, "))
    return 0;
  Span aside = span_skip(rest, strlen(" will, "));
  gssize comma = span_find_char(span_of(aside.s, MIN(aside.n, 40)), ',');
  return comma < 0 ? 0 : strlen(" will, ") + (gsize)comma + 1;
}

/* Who said, hoped or doubted what stands behind it. */
static gboolean
is_told_by_others(Span before)
{
  static const char *const words[] = {
      "said",   "says",   "told",     "hope",    "hopes",   "think",  "thinks", "believe", "guess",
      "expect", "wish",   "suppose",  "doubt",   "if",      "when",   "unless", "because", "which",
      "asked",  "until",  "whether",  "maybe",   "perhaps", "wonder", "sure",   "who",     "afraid",
      "fear",   "claims", "promised", "suggest", "propose", "would",  "not",    "what",    "how",
      "where",  "why",    "without",  "once",    "wrote",   NULL};
  static const char *const joins[] = {"as", "like", "than", "that", NULL};
  static const char *const after[] = {"after that ", NULL};
  return span_has_word_of(before, words) ||
         (phrase_follows_word(before, before.n, joins) && !span_in_list(before, after));
}

/* "Karan will build it if nobody else does" */
static gboolean
hangs_on_others(Span behind)
{
  static const char *const words[] = {"if", "unless", "provided", "hopefully", NULL};
  return span_has_word_of(behind, words) || fold_has(behind, "as long as");
}

/* A word with a capital letter, and no "I", right before "will" or "is going to": without it nobody
 * is named. Bytes up to the verb; 0: none. */
static gsize
name_before_verb(Piece *p)
{
  static const char *const verbs[] = {"will", "is going to", "are going to", NULL};
  gsize at = 0;
  if (!phrase_in_piece(p, verbs, &at, NULL) || at < 4 || p->text.s[at - 1] != ' ')
    return 0;
  gsize start = at - 1;
  while (start > 0 && p->text.s[start - 1] != ' ')
    start--;
  char first = p->text.s[start];
  return start > 0 && at - start > 2 && (g_ascii_isupper(first) || (guchar)first >= 0xc3) ? at : 0;
}

/* "After that Jana will move the pages", "the rest is easy, Rohan will build it": a person's name
 * at the start of a clause that does not begin the sentence. */
static gboolean
does_in_clause(Piece *p)
{
  enum { NEAR_START = 80 };
  static const char *const behind[] = {"after that ", "afterwards ", "from then on ", NULL};
  Span text = p->text;
  gsize verb = (p->triggers & TRIGGER_WILL) && p->fold.n == text.n ? name_before_verb(p) : 0;
  for (gsize i = 1; i < MIN(verb, NEAR_START); i++) {
    if (text.s[i - 1] != ' ' || !(g_ascii_isupper(text.s[i]) || (guchar)text.s[i] >= 0xc3))
      continue;
    Span owner = owner_at(p->x, span_skip(text, i));
    if (owner.n == 0 || i + owner.n + 1 != verb)
      continue;
    gsize future = future_at(span_skip(text, i + owner.n));
    Span deed = span_skip(p->fold, i + owner.n + future), before = span_of(p->fold.s, i);
    p->owner = owner;
    /* "please print it, Ann will ask" */
    return future > 0 && span_count_words(deed) > 1 &&
           (phrase_starts_clause(p->fold, i) || span_in_list(before, behind)) &&
           phrase_is_deed(deed) && !is_fate(deed) && !is_told_by_others(before) &&
           !hangs_on_others(deed);
  }
  return FALSE;
}

/* "Olaf orders a new one": a bullet of minutes; "Olaf reports that", "Olaf shows the page" tell
 * what was said. */
static gboolean
takes_on_bullet(const Piece *p, Span owner, Span rest)
{
  static const char *const tells[] = {
      "presents",   "reports",    "explains",   "shows",        "asks",      "says",      "thinks",
      "mentions",   "notes",      "suggests",   "proposes",     "describes", "tells",     "gives",
      "introduces", "summarises", "welcomes",   "opens",        "closes",    "chairs",    "raises",
      "points",     "wonders",    "agrees",     "likes",        "prefers",   "wants",     "sees",
      "knows",      "reminds",    "confirms",   "announces",    "has",       "is",        "needs",
      "uses",       "leads",      "joins",      "leaves",       "runs",      "maintains", "hopes",
      "considers",  "supports",   "recommends", "demonstrates", "objects",   NULL};
  return p->bullet && p->x->minutes && owner_is_person(p->x, owner) && owner_does(rest) &&
         !span_starts_in_list(span_ltrim(rest), tells, NULL);
}

/* At the start of the sentence. */
static gboolean
does_first(Piece *p)
{
  static const char *const everybody[] = {"all", "everybody", "everyone", NULL};
  Span t = span_trim(p->text);
  /* "-> hanna will double the quota": who was there may be written small */
  if (span_starts(t, "-> ") || span_starts(t, "=> "))
    t = span_ltrim(span_skip(t, 3));
  gboolean small = t.n > 0 && g_ascii_islower(t.s[0]) && p->x->minutes && owner_is_known(p->x, t);
  if (t.n == 0 || !(small || g_ascii_isupper(t.s[0]) || (guchar)t.s[0] >= 0x80) ||
      !(owner_may_start(p->x, t) || span_starts_in_list(t, everybody, NULL)))
    return FALSE;
  Span owner = owner_of_action(p->x, t);
  if ((owner.n == 0 || owner.s != t.s) && (p->triggers & TRIGGER_WILL))
    owner = owner_at(p->x, t);
  if (owner.n == 0 || owner.s != t.s)
    return FALSE;
  Span rest = span_skip(t, owner.n);
  gsize future = future_at(rest);
  gboolean to = p->x->minutes && span_starts(rest, " to ");
  Span deed = span_skip(rest, to ? strlen(" to ") : future);
  /* "Bram to answer that": in prose only for a person */
  if (to && !p->bullet &&
      !(deed.n > 0 && g_ascii_islower(deed.s[0]) && owner_is_person(p->x, owner) &&
        span_count_words(deed) > 1 && phrase_is_deed(deed)))
    return FALSE;
  gboolean will = to || (future > 0 && phrase_is_deed(deed));
  if (!will && !does_by_a_day(p, rest) && !takes_on_bullet(p, owner, rest) &&
      !((p->triggers & TRIGGER_TOOK) && took_on(rest)))
    return FALSE;
  p->owner = owner;
  if (!will || (to && extract_tells_of_meeting(p->x)))
    return TRUE;
  if (small || owner_is_person(p->x, owner))
    return to || (!is_fate(deed) && !hangs_on_others(deed));
  return is_done_by_people(p, deed);
}

gboolean
rule_will_do(Piece *p)
{
  if (phrase_is_question(p->text) ||
      (!p->x->minutes && !(p->triggers & (TRIGGER_WILL | TRIGGER_TOOK | TRIGGER_DAY))))
    return FALSE;
  return does_first(p) || does_in_clause(p);
}
