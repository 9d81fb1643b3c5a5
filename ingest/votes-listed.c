/* What the call for votes offers, as far as the answer quotes it or its subject says it. */
#include "ingest/votes-options.h"

#define MAX_QUOTED 2000 /* lines looked at */

static char *
fold(Span name)
{
  name = votes_name_trim(name);
  static const char *const articles[] = {"the", "a", "an", "option", NULL};
  gsize n;
  if (span_starts_in_list(name, articles, &n) && n < name.n && name.s[n] == ' ')
    name = span_ltrim(span_skip(name, n));
  g_autofree char *plain = span_squeeze(name);
  return g_ascii_strdown(plain, -1);
}

static void
add_name(GHashTable *listed, Span name)
{
  name = votes_name_trim(name);
  if (name.n > 0 && name.n <= 80 && span_count_words(name) <= 8)
    g_hash_table_add(listed, fold(name));
}

/* The bytes of " or ", ", " and kin at the start. */
static gsize
divider(Span t, gboolean subject)
{
  static const char *const words[] = {" or ",   " vs ", " vs. ", " versus ",
                                      " oder ", " ou ", " o ",   NULL};
  if (strchr(",;?/|", t.s[0]) != NULL || (strchr(".:", t.s[0]) != NULL && t.n > 1 && t.s[1] == ' '))
    return 1;
  for (const char *const *w = words; *w != NULL; w++)
    if (span_starts_fold(t, *w))
      return strlen(*w);
  return subject && span_starts_fold(t, " and ") ? 5 : 0;
}

/* "Teal, slate or mauve.": each of them. */
static void
add_enumeration(GHashTable *listed, Span t, gboolean subject)
{
  gsize start = 0;
  for (gsize i = 0; i < t.n; i++) {
    gsize n = divider(span_skip(t, i), subject);
    if (n == 0)
      continue;
    add_name(listed, span_of(t.s + start, i - start));
    start = i + n;
    i += n > 2 ? n - 2 : 0; /* the blank may begin the next one */
  }
  add_name(listed, span_skip(t, start));
}

static gboolean
says_or(Span t)
{
  static const char *const words[] = {"or", "vs", "versus", "oder", "ou", NULL};
  return span_has_word_of(t, words);
}

/* Behind "* ", "2) ", "[ ] ", "Option B: " of a list; n == 0: it is no entry of one. */
static Span
behind_marks(Span t, GHashTable *labels)
{
  Span start = t, label;
  t = span_skip(t, votes_bullet(t));
  if (t.n > 3 && (t.s[0] == '[' || t.s[0] == '(') && strchr(" xX_*", t.s[1]) != NULL &&
      (t.s[2] == ']' || t.s[2] == ')'))
    t = span_ltrim(span_skip(t, 3));
  else if (t.n > 2 && t.s[0] == '[' && t.s[1] == ']')
    t = span_ltrim(span_skip(t, 2));
  gsize marker = votes_marker(t, &label);
  if (marker > 0)
    g_hash_table_add(labels, g_strndup(label.s, label.n));
  t = span_skip(t, marker);
  return t.s == start.s ? SPAN("") : t;
}

static void
add_entry(GHashTable *listed, Span t)
{
  add_name(listed, t);
  for (gsize i = 1; i < t.n; i++) {
    gboolean blank = i + 1 == t.n || span_is_blank_char(t.s[i + 1]);
    if (strchr("(,;", t.s[i]) != NULL || (blank && strchr(".:?!", t.s[i]) != NULL) ||
        (t.s[i] == ' ' &&
         (span_starts(span_skip(t, i), " - ") || span_starts(span_skip(t, i), " -- ") ||
          span_starts(span_skip(t, i), " – ")))) {
      add_name(listed, span_of(t.s, i));
      return;
    }
  }
}

static void
add_line(Voting *v, Span t, gboolean several)
{
  GHashTable *listed = v->listed;
  Span rest = behind_marks(t, v->labels);
  Span text = rest.n > 0 ? rest : t;
  /* a template or somebody's vote */
  if (votes_sign(text) > 0 || votes_read(t, FALSE).form != BALLOT_NONE)
    return;
  if (rest.n > 0)
    add_entry(listed, rest);
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 60)), ':');
  if (colon > 0 && (gsize)colon + 1 == t.n)
    add_name(listed, span_of(t.s, (gsize)colon));
  if (several)
    add_enumeration(listed, text, FALSE);
  Span alone = v->poll || votes_are_called(v) ? votes_without_remark(votes_plain_heading(t), TRUE)
                                              : SPAN("");
  gboolean parted = alone.n < t.n && span_count_words(alone) <= 4;
  if (alone.n > 0 && rest.n == 0 && span_count_words(alone) <= 6 &&
      (parted || strchr(".,!:", t.s[t.n - 1]) == NULL))
    add_name(listed, alone);
}

/* "Hana", of the name that t begins with, or that ends it; n == 0: it is none. */
static Span
first_name(Span t, gboolean at_end)
{
  gsize start = 0, words = span_count_words(t);
  for (gsize i = t.n; at_end && words > 2 && i > 0 && start == 0; i--)
    if (t.s[i - 1] == ' ' && span_count_words(span_skip(t, i)) == 2)
      start = i;
  t = span_ltrim(span_skip(t, start));
  gssize blank = span_find_char(t, ' ');
  gboolean full = blank > 2 && (gsize)blank + 1 < t.n && g_ascii_isupper(t.s[0]) &&
                  g_ascii_isupper(t.s[blank + 1]) && owner_is_name(t);
  return full ? span_of(t.s, (gsize)blank) : SPAN("");
}

/* "Hana Sugimoto and Emeka Obi as committers": Hana and Emeka. */
static void
add_joined_names(GHashTable *listed, Span t)
{
  gssize joint = span_find_fold(t, " and ");
  Span one = first_name(span_trim(span_of(t.s, joint > 0 ? (gsize)joint : 0)), TRUE);
  Span two = first_name(span_ltrim(span_skip(t, joint > 0 ? (gsize)joint + 5 : t.n)), FALSE);
  if (one.n == 0 || two.n == 0)
    return;
  add_name(listed, one);
  add_name(listed, two);
}

/* "[VOTE] New committers: Aiko Tanaka, Bruno Sá": both, also by their first names. */
static void
add_subject(GHashTable *listed, const char *subject)
{
  Span t = span_of(subject, strlen(subject));
  for (gsize i = t.n; i > 0; i--)
    if (t.s[i - 1] == ']') {
      t = span_skip(t, i);
      break;
    }
  gsize n;
  static const char *const re[] = {"re", "aw", "sv", NULL};
  t = span_ltrim(t);
  while (span_starts_in_list(t, re, &n) && n < t.n && t.s[n] == ':')
    t = span_ltrim(span_skip(t, n + 1));
  for (gsize i = t.n; i > 1; i--)
    if (t.s[i - 1] == ' ' && t.s[i - 2] == ':') {
      t = span_skip(t, i);
      break;
    }
  gboolean comma = span_find_char(t, ',') >= 0;
  if (!comma)
    add_joined_names(listed, t);
  if (!comma && !says_or(t) && span_find_char(t, '/') < 0)
    return;
  add_enumeration(listed, t, comma);
  for (gsize i = 0; i < t.n;) {
    Span part = span_skip(t, i);
    gsize end = strcspn(part.s, ",;");
    Span name = span_trim(span_of(part.s, MIN(end, part.n)));
    gssize blank = span_find_char(name, ' ');
    if (blank > 2 && span_count_words(name) <= 3 && owner_is_name(name) &&
        g_ascii_isupper(name.s[blank + 1]))
      add_name(listed, span_of(name.s, (gsize)blank));
    i += MIN(end, part.n) + 1;
  }
}

static Span
quoted_at(const Voting *v, guint i)
{
  const BodyLine *line = &v->x->lines->line[i];
  return line->line_class == LINE_QUOTE
             ? span_trim(span_skip(span_of(line->text, line->len), line->mark))
             : SPAN("");
}

static void
collect(Voting *v)
{
  v->listed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  v->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (v->x->mail->message.subject != NULL)
    add_subject(v->listed, v->x->mail->message.subject);
  gboolean or_above = FALSE;
  for (guint i = 0, seen = 0; i < v->x->lines->n && seen < MAX_QUOTED; i++) {
    Span t = quoted_at(v, i);
    if (t.n == 0) {
      or_above = FALSE;
      continue;
    }
    seen++;
    gboolean here = says_or(t);
    gboolean below = i + 1 < v->x->lines->n && says_or(quoted_at(v, i + 1));
    if (t.n < 400)
      add_line(v, t, here || below || or_above);
    or_above = here;
  }
}

gboolean
votes_is_listed(Voting *v, Span name)
{
  if (name.n == 0)
    return FALSE;
  if (v->listed == NULL)
    collect(v);
  g_autofree char *key = fold(name);
  return *key != '\0' && g_hash_table_contains(v->listed, key);
}

gboolean
votes_is_known_label(Voting *v, Span label)
{
  if (v->listed == NULL)
    collect(v);
  g_autofree char *key = g_strndup(label.s, label.n);
  return *key != '\0' && g_hash_table_contains(v->labels, key);
}

gboolean
votes_are_called(Voting *v)
{
  static const char *const calls[] = {
      "please vote", "please rate", "please give", "vote on",   "vote for",      "votes please",
      "your vote",   "your votes",  "to vote",     "the vote",  "this vote",     "a vote",
      "vote until",  "vote by",     "poll",        "rate each", "rate every",    "bitte abstimmen",
      "abstimmen",   "the ballot",  "straw poll",  "a +1",      "show of hands", NULL};
  if (v->called >= 0)
    return v->called == 1;
  v->called = 0;
  for (guint i = 0, seen = 0; v->called == 0 && i < v->x->lines->n && seen < MAX_QUOTED; i++) {
    Span t = quoted_at(v, i);
    seen += t.n > 0 ? 1 : 0;
    if (t.n > 0 && ((span_has(t, "+1") && span_has(t, "-1")) || span_has_phrase_of(t, calls)))
      v->called = 1;
  }
  return v->called == 1;
}
