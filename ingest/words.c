#include "ingest/words.h"

/* In rows, not one word a line. */
/* clang-format off */

static const char *const no_names[] = {
    "a", "ack", "actually", "additionally", "afaict", "afaik", "after", "again", "all", "also",
    "alternatively", "although", "an", "and", "another", "any", "anybody", "anyhow", "anyone",
    "anything", "anyway", "apart", "api", "apparently", "april", "are", "aren't", "as", "assuming",
    "at", "august", "background", "basically", "because", "before", "besides", "best", "bonus",
    "both", "btw", "but", "by", "can", "centos", "cheers", "concerning", "considering", "context",
    "cool", "correct", "could", "cpu", "currently", "dear", "debian", "december", "depending",
    "did", "dma", "do", "does", "done", "each", "edit", "eg", "err", "especially", "even",
    "eventually", "every", "everybody", "everyone", "everything", "example", "february", "fedora",
    "finally", "fine", "first", "firstly", "five", "folks", "for", "four", "friday", "from",
    "funny", "further", "furthermore", "fwiw", "fyi", "general", "generally", "given", "good",
    "great", "greeting", "greetings", "guys", "he", "hello", "hence", "her", "here", "hey", "hi",
    "his", "hm", "hmm", "honestly", "hopefully", "how", "however", "humm", "i", "ick", "idea",
    "ideally", "ie", "if", "iirc", "imho", "imo", "in", "indeed", "instead", "interesting", "iow",
    "irq", "is", "isn't", "issue", "it", "january", "july", "june", "just", "kernel", "last",
    "lastly", "let", "lets", "lgtm", "likewise", "linux", "looking", "mainly", "major", "many",
    "march", "may", "maybe", "meanwhile", "minor", "monday", "moreover", "most", "motion", "my",
    "nack", "nah", "neat", "new", "next", "nice", "nit", "no", "nobody", "none", "nope", "not",
    "note", "nothing", "november", "now", "obviously", "october", "odd", "of", "oh", "ok", "okay",
    "old", "on", "once", "one", "only", "option", "optional", "options", "or", "other", "otherwise",
    "ouch", "our", "patch", "patches", "pci", "people", "perhaps", "personally", "please", "plus",
    "possibly", "presumably", "probably", "problem", "ps", "q", "question", "re", "really",
    "reason", "recently", "regarding", "regardless", "result", "rfc", "right", "same", "saturday",
    "say", "second", "secondly", "september", "seriously", "shall", "she", "should", "sidenote",
    "similarly", "since", "six", "sms", "so", "some", "somebody", "someone", "something", "sorry",
    "speaking", "specifically", "status", "still", "strange", "summary", "sunday", "sure", "tbc",
    "tbd", "technically", "thanks", "that", "the", "their", "then", "there", "therefore", "these",
    "they", "third", "this", "those", "though", "three", "thursday", "thus", "to", "today", "todo",
    "tomorrow", "true", "tuesday", "two", "ugh", "um", "umm", "unassigned", "unfortunately",
    "unless", "until", "update", "usb", "version", "wait", "warning", "was", "wdyt", "we",
    "wednesday", "weird", "welcome", "well", "what", "when", "where", "which", "while", "who",
    "why", "will", "with", "without", "would", "wrong", "xen", "yeah", "yep", "yes", "yesterday",
    "you", "your",
};

const char *const words_first_verbs[] = {
    "able", "about", "access", "according", "add", "agree", "announce", "ask", "back", "bring",
    "build", "buy", "call", "change", "check", "clean", "close", "collect", "come", "compare",
    "contact", "continue", "convert", "copy", "create", "decide", "define", "describe", "discuss",
    "document", "down", "draft", "due", "explain", "export", "file", "find", "fix", "follow",
    "get", "give", "go", "going", "has", "have", "how", "import", "in", "investigate", "link",
    "look", "make", "merge", "migrate", "move", "need", "needs", "off", "open", "order",
    "organise", "organize", "out", "package", "plan", "point", "port", "post", "prepare", "prior",
    "propose", "provide", "publish", "pull", "push", "put", "reach", "ready", "rebuild",
    "related", "release", "remember", "remove", "rename", "reply", "report", "request", "respond",
    "return", "review", "schedule", "send", "set", "speak", "start", "stop", "submit", "suggest",
    "switch", "sync", "take", "talk", "test", "thanks", "try", "up", "update", "upgrade", "wait",
    "way", "work", "write", NULL};

/* clang-format on */

gboolean
words_has(const char *const *list, guint n_list, const char *word, gsize n)
{
  guint low = 0, high = n_list;
  while (low < high) {
    guint mid = (low + high) / 2;
    int order = g_ascii_strncasecmp(word, list[mid], n);
    if (order == 0 && list[mid][n] == '\0')
      return n > 0;
    if (order <= 0)
      high = mid;
    else
      low = mid + 1;
  }
  return FALSE;
}

gboolean
words_is_no_name(const char *word, gsize n)
{
  return words_has(no_names, G_N_ELEMENTS(no_names), word, n);
}

const char *const *
words_no_names(guint *n)
{
  *n = G_N_ELEMENTS(no_names);
  return no_names;
}
