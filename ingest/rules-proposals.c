/* Sentences that propose or ask. */
#include "ingest/phrases.h"

static const char *const propose_forms[] = {"i propose",
                                            "i would like to propose",
                                            "i'd like to propose",
                                            "i want to propose",
                                            "i wish to propose",
                                            "i'd propose",
                                            "i would propose",
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
                                            "i'd like to suggest",
                                            "i would like to suggest",
                                            "i want to suggest",
                                            "i would like to put forward",
                                            "i'd like to put forward",
                                            "i move to",
                                            "i nominate",
                                            "i would like to nominate",
                                            "i'd like to nominate",
                                            NULL};
static const char *const propose_nouns[] = {"here is my proposal:",  "here is a proposal:",
                                            "my proposal is",        "our proposal is",
                                            "my proposal would be",  "the proposal is to",
                                            "here's my proposal",    "here's a proposal",
                                            "here is my suggestion", "here's my suggestion",
                                            "my suggestion:",        "our suggestion:",
                                            "one suggestion:",       "one suggestion from me:",
                                            "the proposal is that",  "my proposal:",
                                            "our proposal:",         "this is a proposal to",
                                            "the proposal is:",      "my suggestion would be to",
                                            "my suggestion is to",   "our suggestion is to",
                                            "my plan is to",         "our plan is to",
                                            "the plan is that we",   NULL};
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
/* Among patches "I suggest that" speaks of code. */
static const char *const propose_suggest_any[] = {"i suggest that", "i would suggest that",
                                                  "i'd suggest that", "i recommend that", NULL};
/* "I suggest dropping the old mirror": with what changes something for all, not "reading the
 * manual". */
static const char *const propose_doing[] = {
    "i suggest",   "i would suggest", "i'd suggest",  "we suggest",        "we would suggest",
    "i recommend", "i'd recommend",   "we'd suggest", "i would recommend", "we recommend",
    NULL};
static const char *const propose_changes[] = {
    "removing",  "dropping",   "moving",      "adding",        "renaming",    "naming",
    "switching", "replacing",  "merging",     "splitting",     "closing",     "retiring",
    "raising",   "lowering",   "deprecating", "limiting",      "allowing",    "requiring",
    "holding",   "postponing", "delaying",    "cancelling",    "extending",   "introducing",
    "creating",  "enabling",   "disabling",   "documenting",   "organising",  "organizing",
    "forming",   "electing",   "appointing",  "adopting",      "releasing",   "publishing",
    "freezing",  "archiving",  "combining",   "shortening",    "alternating", "forbidding",
    "blocking",  "banning",    "increasing",  "reducing",      "deleting",    "changing",
    "skipping",  "stopping",   "ending",      "starting with", "relaxing",    "tightening",
    "unifying",  "collecting", "asking the",  "granting",      "accepting",   "rejecting",
    "inviting",  "voting",     "shipping",    "pinning",       "rotating",    "rewriting",
    NULL};
/* "I'd like us to drop the 32 bit images" */
static const char *const propose_us[] = {"i'd like us to", "i would like us to", "i want us to",
                                         NULL};
static const char *const propose_talk[] = {"talk",     "discuss", "look",   "meet",
                                           "consider", "start",   "decide", "go through",
                                           "focus",    "work",    NULL};
static const char *const propose_never[] = {"if",     "when",  "not",   "never",   "should", "than",
                                            "unless", "don't", "maybe", "perhaps", NULL};
static const char *const propose_told[] = {"as", "before", "than", NULL};

/* "I plan to send patches that remove those" in a mail whose subject says [RFC], or that opens a
 * thread. */
static const char *const propose_plans[] = {
    "i plan to",        "i intend to",  "i'm planning to", "we plan to",
    "i am planning to", "we intend to", "my plan is to",   NULL};

/* "I'd like to turn off sound in the cloud image" opens a thread; "... on my laptop, but" asks for
 * help. */
static gboolean
opens_with_wish(Piece *p)
{
  static const char *const wishes[] = {
      "i'd like to",      "i would like to", "i want to", "we'd like to",
      "we would like to", "we want to",      NULL};
  static const char *const changes[] = {"turn off",
                                        "turn on",
                                        "drop",
                                        "remove",
                                        "retire",
                                        "rename",
                                        "merge",
                                        "split",
                                        "close",
                                        "move",
                                        "switch",
                                        "replace",
                                        "deprecate",
                                        "raise",
                                        "lower",
                                        "change",
                                        "stop",
                                        "end",
                                        "disable",
                                        "archive",
                                        "orphan",
                                        "shorten",
                                        "extend",
                                        "postpone",
                                        "enable",
                                        "introduce",
                                        "request an exception",
                                        "request a freeze exception",
                                        "ask for an exception",
                                        "request that",
                                        NULL};
  static const char *const help[] = {"my",        "mine",     "but",     "how",
                                     "cannot",    "can't",    "somehow", "possible",
                                     "because i", "from you", "tried",   NULL};
  gsize at = 0, n = 0;
  if (p->bullet || p->x->reply || p->x->patches || p->x->minutes ||
      !phrase_in_piece(p, wishes, &at, &n) || at > 40 || !phrase_starts_clause(p->fold, at))
    return FALSE;
  Span after = span_ltrim(span_skip(p->fold, at + n));
  return span_starts_in_list(after, changes, NULL) && span_count_words(after) > 3 &&
         !span_has_phrase_of(p->fold, help) && !phrase_is_conditional(p->fold, at) &&
         !phrase_has_one(phrase_clause_before(p->fold, at), propose_never, NULL, NULL);
}

/* "I intend to move all 14 lists": a plan that opens a thread. */
static gboolean
opens_with_plan(Piece *p)
{
  gsize at = 0, length = 0;
  if (p->bullet || (!p->x->proposes && (p->x->reply || p->x->patches)) ||
      !phrase_in_piece(p, propose_plans, &at, &length) || !phrase_starts_clause(p->fold, at))
    return FALSE;
  return p->x->proposes || (phrase_is_deed(span_skip(p->fold, at + length)) &&
                            !phrase_is_conditional(p->fold, at) && !extract_tells_of_meeting(p->x));
}

/* "Let's move the call to 17:00 UTC" opens a thread; "let's see", "let's not" propose nothing. */
static gboolean
lets(Piece *p)
{
  static const char *const no[] = {
      "see",   "not",       "hope",     "say",   "take",     "start",   "wait",    "look",
      "talk",  "discuss",   "be",       "go",    "assume",   "call",    "get",     "have",
      "hear",  "just",      "face",     "keep",  "try",      "put",     "suppose", "think",
      "begin", "make sure", "consider", "agree", "continue", "welcome", "know",    "forget",
      "recap", "stay",      "meet",     NULL};
  gsize n = 0;
  if (p->x->reply || p->x->patches || p->bullet ||
      !span_starts_in_list(p->fold, (const char *const[]){"let's", "let us", NULL}, &n))
    return FALSE;
  Span rest = span_ltrim(span_skip(p->fold, n));
  return !span_starts_in_list(rest, no, NULL) && span_count_words(rest) >= 4 &&
         !span_ends_fold(span_rtrim(p->fold), ":");
}

/* "I would suggest removing the box", "I'd like us to drop it": to the list, no advice to one of
 * it. */
static gboolean
proposes_change(Piece *p)
{
  static const char *const you[] = {"you", "your", "yourself", NULL};
  gsize at = 0, n = 0;
  if (p->x->patches)
    return FALSE;
  gboolean doing = phrase_in_piece(p, propose_doing, &at, &n);
  if (!doing && !phrase_in_piece(p, propose_us, &at, &n))
    return FALSE;
  Span after = span_ltrim(span_skip(p->fold, at + n));
  if (!phrase_starts_clause(p->fold, at) || span_has_word_of(after, you) ||
      phrase_has_one(phrase_clause_before(p->fold, at), propose_never, NULL, NULL))
    return FALSE;
  return doing ? span_starts_in_list(after, propose_changes, NULL)
               : phrase_is_deed(after) && !span_starts_in_list(after, propose_talk, NULL);
}

static gboolean
proposes(Piece *p)
{
  gsize at = 0, length = 0;
  if (lets(p) || proposes_change(p))
    return TRUE;
  if (phrase_in_piece(p, propose_moving, &at, &length) && phrase_starts_clause(p->fold, at)) {
    p->by_author = TRUE;
    return TRUE;
  }
  gboolean found = phrase_in_piece(p, propose_forms, &at, &length);
  if (!found && phrase_in_piece(p, propose_nouns, &at, &length)) {
    found = phrase_starts_clause(p->fold, at);
    p->by_author = span_starts(span_skip(p->fold, at), "my plan");
  }
  if (!found)
    found = phrase_in_piece(p, propose_suggest, &at, &length) && phrase_starts_clause(p->fold, at);
  if (!found && !p->x->patches)
    found = phrase_in_piece(p, propose_suggest_any, &at, &length) &&
            phrase_starts_clause(p->fold, at) &&
            !span_starts(span_skip(p->fold, at + length), " you");
  if (!found)
    return FALSE;
  /* "it looks like what I am proposing." */
  Span after = span_skip(p->fold, at + length);
  while (after.n > 0 && !g_ascii_isalnum(after.s[0]) && (guchar)after.s[0] < 0x80)
    after = span_skip(after, 1);
  return after.n > 0 && !span_starts_fold(after, "something ") &&
         !phrase_follows_word(p->fold, at, propose_told) &&
         !phrase_has_one(phrase_clause_before(p->fold, at), propose_never, NULL, NULL);
}

gboolean
rule_propose(Piece *p)
{
  guint triggers = TRIGGER_PROPOSE | (p->x->proposes ? TRIGGER_I : 0);
  if (phrase_is_question(p->text))
    return FALSE;
  if ((p->triggers & TRIGGER_I) && opens_with_wish(p))
    return TRUE;
  if (!(p->triggers & triggers))
    return FALSE;
  /* "I also intend to" goes on from something else */
  if (opens_with_plan(p))
    return p->by_author = TRUE;
  return phrase_in_either(p, proposes);
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
