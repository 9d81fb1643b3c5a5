/* Is what somebody "will" something to do? */
#include "ingest/phrases.h"

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
                                    "have another look",
                                    "have a go at",
                                    "have another go",
                                    "have another try",
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

gboolean
phrase_is_deed(Span after)
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
gboolean
phrase_is_conditional(Span fold, gsize at)
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
  /* "I'll send it on Monday, so if you see a mistake": a request beside the promise */
  static const char *const aside[] = {"so", "and", "but", "please", NULL};
  gsize place = 0;
  return phrase_has_one(before, conditions, NULL, NULL) ||
         phrase_has_one(phrase_clause_before(fold, at), clause, NULL, NULL) ||
         (phrase_has_one(span_skip(fold, at), after, &place, NULL) &&
          !phrase_follows_word(fold, at + place, aside));
}
