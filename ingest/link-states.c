/* "rhbz#1234 is fixed in 4.4.1-6": an own sentence that says of a cited bug, commit or patch that
 * nothing is left to do. It suggests so on the items that cite the same thing, so it must speak of
 * that very link and leave no doubt: what hopes, asks, denies or hangs on a
 * condition says nothing. */
#include "ingest/extract-parts.h"

#define MAX_LINE 2000 /* bytes: no sentence of a person is longer */
#define MAX_BEFORE 60
#define MAX_AFTER 200

static const char *const done[] = {"fixed",   "done",     "closed",      "resolved",
                                   "merged",  "pushed",   "landed",      "committed",
                                   "applied", "released", "implemented", NULL};

/* In front of the link: somebody's opinion, wish, condition or report. */
const char *const state_doubts[] = {
    "if",         "when",    "once",    "until",   "unless", "whether",  "think",    "thought",
    "hope",       "believe", "guess",   "wonder",  "maybe",  "perhaps",  "should",   "would",
    "could",      "might",   "not",     "never",   "hardly", "after",    "before",   "says",
    "said",       "claims",  "claimed", "wrote",   "assume", "assuming", "suppose",  "expect",
    "ensure",     "wait",    "waiting", "until",   "unlike", "like",     "similar",  "duplicate",
    "sure",       "because", "instead", "only",    "want",   "probably", "try",      "see",
    "will",       "can",     "like",    "without", "nobody", "check",    "whenever", "seems",
    "apparently", NULL};

/* Behind what it says: it takes back a part. "t" is what the apostrophe leaves of "doesn't". */
const char *const state_limits[] = {
    "not",     "but",       "wontfix",  "t",        "duplicate",  "dup",     "invalid",
    "partly",  "partially", "except",   "once",     "when",       "if",      "until",
    "unless",  "almost",    "soon",     "reopened", "reopen",     "however", "hopefully",
    "should",  "though",    "although", "would",    "only",       "half",    "again",
    "wrongly", "will",      "later",    "upstream", "worksforme", NULL};

static gboolean
is_own(const Extract *x, guint i)
{
  return i < x->lines->n && x->lines->line[i].line_class == LINE_OWN;
}

static Span
line_text(const Extract *x, guint i)
{
  return span_trim(span_of(x->lines->line[i].text, x->lines->line[i].len));
}

/* Behind the last end of a sentence. */
static Span
sentence_tail(Span t)
{
  for (gsize i = t.n; i > 1; i--)
    if (strchr(".!?;", t.s[i - 2]) != NULL && t.s[i - 1] == ' ')
      return span_skip(t, i);
  return t;
}

/* Up to the end of the sentence. FALSE: it asks. */
static gboolean
sentence_head(Span t, Span *head)
{
  *head = t;
  for (gsize i = 0; i < t.n; i++) {
    if (strchr(".!?;", t.s[i]) == NULL || (i + 1 < t.n && t.s[i + 1] != ' '))
      continue;
    *head = span_of(t.s, i);
    return t.s[i] != '?';
  }
  return TRUE;
}

/* "is now", "has been", ": " and nothing: bytes up to the word of state. bare: there
 * was no verb. */
static gsize
skip_verb(Span t, gboolean *bare)
{
  static const char *const verbs[] = {"has now been", "has already been",
                                      "has been",     "have been",
                                      "is",           "was",
                                      "got",          "are",
                                      "were",         NULL};
  static const char *const times[] = {"already", "now", "finally", "just", NULL};
  gsize at = 0, n = 0;
  while (at < t.n && strchr(" )>]\"':,", t.s[at]) != NULL)
    at++;
  *bare = !span_starts_in_list(span_skip(t, at), verbs, &n);
  at += *bare ? 0 : n + 1;
  if (span_starts_in_list(span_skip(t, MIN(at, t.n)), times, &n))
    at += n + 1;
  return MIN(at, t.n);
}

static gboolean
says_done(Span after)
{
  gboolean bare = FALSE;
  Span head;
  gsize n = 0;
  if (!sentence_head(after, &head))
    return FALSE;
  Span rest = span_skip(head, skip_verb(head, &bare));
  if (!span_starts_in_list(rest, done, &n))
    return FALSE;
  Span behind = span_ltrim(span_skip(rest, n));
  /* "rhbz#1 fixed in 4.4.1", but not "rhbz#1 fixed half of it" */
  if (bare && behind.n > 0 &&
      !span_starts_in_list(behind, (const char *const[]){"in", "by", "with", "as", "since", NULL},
                           NULL))
    return FALSE;
  return !span_has_word_of(behind, state_limits);
}

/* "We have fixed", "I just closed" right in front of the link. */
static gboolean
did_it(Span before)
{
  static const char *const forms[] = {
      "i fixed",       "we fixed",      "i have fixed", "we have fixed",
      "i've fixed",    "we've fixed",   "i closed",     "we closed",
      "i just closed", "i have closed", "i've closed",  "we have closed",
      "i just fixed",  "we just fixed", "i merged",     "we merged",
      "i have merged", "i've merged",   "i pushed",     "i have pushed",
      "i've pushed",   "i resolved",    "we resolved",  NULL};
  Span t = span_rtrim(before);
  for (const char *const *f = forms; *f != NULL; f++) {
    gsize n = strlen(*f);
    if (span_ends_fold(t, *f) && (t.n == n || !g_ascii_isalnum(t.s[t.n - n - 1])))
      return TRUE;
  }
  return FALSE;
}

/* The line with what its sentence goes on with on the next one. Caller frees. */
static char *
with_next(const Extract *x, guint i, gboolean *more)
{
  Span here = line_text(x, i);
  Span next = is_own(x, i + 1) ? line_text(x, i + 1) : SPAN("");
  *more = next.n > 0 && x->lines->line[i + 1].len <= MAX_LINE && here.n > 0 &&
          strchr(".!?;", here.s[here.n - 1]) == NULL;
  return *more ? g_strdup_printf("%.*s %.*s", (int)here.n, here.s, (int)MIN(next.n, MAX_AFTER),
                                 next.s)
               : g_strndup(here.s, here.n);
}

static void
read_link(Extract *x, LinkDraft *link)
{
  guint i = link->line - 1;
  gboolean more = FALSE;
  if (!is_own(x, i) || x->lines->line[i].len > MAX_LINE)
    return;
  g_autofree char *joined = with_next(x, i, &more);
  sentence_fold(x->fold, span_of(joined, strlen(joined)));
  Span fold = span_of(x->fold->str, x->fold->len);
  g_autofree char *value = g_ascii_strdown(link->value, -1);
  gssize at = span_find_word(fold, value);
  if (at < 0)
    return;
  Span before = sentence_tail(span_of(fold.s, (gsize)at));
  Span after = span_skip(fold, (gsize)at + strlen(value));
  Span head;
  after = span_of(after.s, MIN(after.n, MAX_AFTER));
  if (before.n > MAX_BEFORE || span_has_word_of(before, state_doubts))
    return;
  gboolean by_us =
      did_it(before) && sentence_head(after, &head) && !span_has_word_of(head, state_limits);
  if (!by_us && !says_done(after))
    return;
  link->says = TRUE;
  link->said = STATE_DONE;
  guint last = more ? i + 1 : i;
  const BodyLine *first = &x->lines->line[i], *end = &x->lines->line[last];
  link->said_quote = last == i ? g_strndup(first->text, first->len)
                               : g_strdup_printf("%.*s\n%.*s", (int)first->len, first->text,
                                                 (int)end->len, end->text);
}

void
extract_link_states(Extract *x)
{
  for (guint i = 0; i < x->drafts->links->len; i++) {
    LinkDraft *link = x->drafts->links->pdata[i];
    if ((link->kind == LINK_BUG || link->kind == LINK_COMMIT || link->kind == LINK_PATCH) &&
        link->line > 0)
      read_link(x, link);
  }
}
