#include "ingest/votes-options.h"

/* "2) the wiki", "(b) nothing", "Option 1a: a page", "R1. Approve the minutes", "#3311 the mirror"
 */
static Span
label_of_line(Span t)
{
  Span label = SPAN("");
  return votes_marker(t, &label) > 0 ? label : SPAN("");
}

/* "* the wiki", "Sat:", in a poll also "Pizza?", where nothing is numbered. */
static Span
name_of_line(Span t, gboolean poll)
{
  t = span_trim(t);
  gsize bullet = votes_bullet(t);
  char last = t.n > 1 ? t.s[t.n - 1] : ' ';
  gboolean colon = last == ':' || (poll && last == '?');
  if (bullet == 0 && !(colon && span_count_words(t) <= 4))
    return SPAN("");
  Span name = votes_without_remark(votes_name_trim(span_skip(t, bullet)), FALSE);
  gboolean short_one =
      name.n <= (bullet > 0 ? 160 : 80) && span_count_words(name) <= (bullet > 0 ? 30 : 12);
  return short_one && votes_sign(name) == 0 ? name : SPAN("");
}

static Span
quoted_text(const Extract *x, guint i)
{
  const BodyLine *line = &x->lines->line[i];
  return line->line_class == LINE_QUOTE
             ? span_trim(span_skip(span_of(line->text, line->len), line->mark))
             : SPAN("");
}

/* "Forgejo", "== Forgejo ==", "Forgejo - a soft fork" in a quoted line of its own, or below "Please
 * vote on:". */
static Span
name_alone(const Extract *x, guint i, gboolean poll)
{
  Span t = quoted_text(x, i), above = i > 0 ? quoted_text(x, i - 1) : SPAN("");
  if (above.n > 0 && above.s[above.n - 1] != ':')
    return SPAN("");
  t = votes_plain_heading(t);
  if (t.n == 0 || strchr(".!,;", t.s[t.n - 1]) != NULL)
    return SPAN("");
  if (!poll && t.s[t.n - 1] == '?')
    return SPAN("");
  Span name = votes_without_remark(votes_name_trim(t), TRUE);
  return name.n <= 60 && span_count_words(name) <= (poll ? 6 : 4) && votes_sign(name) == 0 &&
                 !votes_is_remark(name)
             ? name
             : SPAN("");
}

/* The label of the quoted paragraph that ends right above line i of the mail; with v its name where
 * it has none; *at: the line of the name, behind all lines for a label. */
static Span
quoted_label(const Extract *x, guint i, const Voting *v, guint *at)
{
  while (i > 0 &&
         (x->lines->line[i - 1].line_class == LINE_BLANK ||
          (x->lines->line[i - 1].line_class == LINE_QUOTE && quoted_text(x, i - 1).n == 0)))
    i--;
  guint last = i - (i > 0 ? 1 : 0);
  for (guint steps = 0; i > 0 && steps < 8; steps++) {
    Span t = quoted_text(x, --i);
    if (t.n == 0)
      break;
    Span found = label_of_line(t);
    *at = found.n > 0 ? x->lines->n : i;
    if (found.n == 0 && v != NULL && (v->ballot || votes_bullet(t) > 0))
      found = name_of_line(t, v->poll);
    if (found.n > 0)
      return found;
  }
  *at = x->lines->n;
  return v != NULL && v->ballot && last < x->lines->n ? name_alone(x, last, v->poll) : SPAN("");
}

Span
votes_label_above(const Extract *x, guint i)
{
  guint at;
  return quoted_label(x, i, NULL, &at);
}

gboolean
votes_is_below_option(const Extract *x, guint i)
{
  return votes_label_above(x, i).n > 0;
}

gboolean
votes_answers_quoted(const Voting *v, guint i)
{
  guint at;
  return v->poll && quoted_label(v->x, i, v, &at).n > 0;
}

/* A bare 0 outside a ballot is a vote only where other options got theirs. */
static void
drop_zeros(const Voting *v)
{
  GPtrArray *votes = v->x->drafts->votes;
  for (guint k = votes->len; k > 0 && !v->ballot; k--) {
    VoteDraft *vote = votes->pdata[k - 1];
    if (!vote->like && vote->option == NULL && g_strcmp0(vote->value_text, "0") == 0 &&
        vote->quote[strspn(vote->quote, " \t")] == '0')
      g_ptr_array_remove_index(votes, k - 1);
  }
}

/* The name at line i, with the lines that it goes on in; a label does not go on. Caller frees. */
static char *
whole_name(const Extract *x, Span name, guint i)
{
  if (i >= x->lines->n)
    return votes_option_text(name);
  g_autoptr(GString) whole = g_string_new_len(name.s, (gssize)name.n);
  const BodyLine *line = &x->lines->line[i];
  gboolean goes_on = name.s + name.n == line->text + line->len;
  for (guint k = i + 1; goes_on && k < x->lines->n && k - i < 4; k++) {
    line = &x->lines->line[k];
    Span t = span_trim(span_skip(span_of(line->text, line->len), line->mark));
    if (line->line_class != LINE_QUOTE || t.n == 0 || name_of_line(t, FALSE).n > 0)
      break;
    g_string_append_printf(whole, " %.*s", (int)t.n, t.s);
  }
  return votes_option_text(span_of(whole->str, whole->len));
}

static gboolean
same(Span a, Span b)
{
  return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

/* "G1" of "G1 faster start"; n 0: the name does not begin so. */
static Span
label_of_name(Span name)
{
  gsize n = votes_label(name, TRUE);
  gboolean wide = n > 1 && g_ascii_isupper(name.s[0]) && g_ascii_isdigit(name.s[n - 1]);
  return wide && n < name.n && name.s[n] == ' ' ? span_of(name.s, n) : SPAN("");
}

/* "G1 faster start", "G2 fewer crashes": are all of them labelled, with the same letter? */
static gboolean
are_a_series(Span name, Span first)
{
  Span one = label_of_name(name), two = label_of_name(first);
  return one.n > 0 && two.n > 0 && one.s[0] == two.s[0];
}

void
votes_take_quoted_options(Voting *v)
{
  GPtrArray *votes = v->x->drafts->votes;
  Span first = SPAN("");
  gboolean several = FALSE, series = TRUE;
  for (guint pass = 0; pass < 2; pass++)
    for (guint k = 0; k < votes->len && (pass == 0 || several); k++) {
      VoteDraft *vote = votes->pdata[k];
      /* where others have their options, this one has its own as well */
      several = several || (!vote->like && vote->option != NULL);
      if (vote->like || vote->option != NULL)
        continue;
      guint at;
      Span found = quoted_label(v->x, vote->line - 1, v, &at);
      if (found.n == 0)
        continue;
      series = series && (pass == 1 || are_a_series(found, first.n > 0 ? first : found));
      if (pass == 1)
        vote->option =
            series ? votes_option_text(label_of_name(found)) : whole_name(v->x, found, at);
      else if (first.n == 0)
        first = found;
      else
        several = several || !same(found, first);
    }
  drop_zeros(v);
}

/* --- names behind values --- */

typedef struct {
  VoteDraft *vote;
  Span name;
  guint line;
  gboolean by_word; /* "for Aiko" */
  gboolean is_for;
  gboolean dash; /* "+1 - Aiko" */
  gboolean taken;
} Named;

static void
take_name(Named *named)
{
  VoteDraft *vote = named->vote;
  vote->option = votes_option_text(named->name);
  named->taken = TRUE;
  /* what is left of the comment */
  const char *at = vote->comment != NULL ? strstr(vote->comment, vote->option) : NULL;
  if (at == NULL || at - vote->comment > 12)
    return;
  at += strlen(vote->option);
  at += strspn(at, ",.;:!- *_`\"");
  char *left = *at != '\0' ? g_strdup(at) : NULL;
  g_free(vote->comment);
  vote->comment = left;
}

static GArray *
find_named(Voting *v)
{
  GArray *found = g_array_new(FALSE, TRUE, sizeof(Named));
  for (guint k = 0; k < v->taken->len; k++) {
    const TakenVote *taken = &g_array_index(v->taken, TakenVote, k);
    Named named = {.vote = v->x->drafts->votes->pdata[taken->draft], .line = taken->line};
    if (named.vote->option != NULL)
      continue;
    Span rest = span_ltrim(taken->rest);
    named.dash = v->poll && span_starts(rest, "- ");
    named.name = votes_name_behind(named.dash ? span_skip(rest, 2) : taken->rest, &named.by_word);
    named.is_for = named.by_word && !named.dash &&
                   !span_starts_fold(span_ltrim(taken->rest), "to ") &&
                   !span_starts_fold(span_ltrim(taken->rest), "on ");
    if (named.name.n > 0)
      g_array_append_val(found, named);
  }
  return found;
}

/* Between two lines stands nothing but the rest of the first, or also blank lines. */
static gboolean
is_next(const Voting *v, guint a, guint b, gboolean blanks)
{
  for (guint i = a + 1; i < b; i++) {
    LineClass line_class = v->x->lines->line[i].line_class;
    if (!(line_class == LINE_OWN || (blanks && line_class == LINE_BLANK)))
      return FALSE;
  }
  return b > a && b - a <= 6;
}

/* Those from first up to end are named in the same way: are they several names, one each? In a
 * vote, which asks one question, two of one value may be remarks, and behind a dash any of one
 * value. */
static void
take_chain(const Voting *v, GArray *found, guint first, guint end, guint least)
{
  guint distinct = 0, others = 0;
  for (guint i = first; i < end; i++) {
    const Named *named = &g_array_index(found, Named, i);
    gboolean fresh = TRUE;
    for (guint k = first; fresh && k < i && i - first < 60; k++)
      fresh = !same(named->name, g_array_index(found, Named, k).name);
    distinct += fresh ? 1 : 0;
    others += named->vote->value != g_array_index(found, Named, first).vote->value ? 1 : 0;
  }
  gboolean dash = g_array_index(found, Named, first).dash;
  if (distinct < least || (others == 0 && (dash || (!v->poll && distinct < 3))))
    return;
  for (guint i = first; i < end; i++)
    if (!g_array_index(found, Named, i).taken)
      take_name(&g_array_index(found, Named, i));
}

/* least: names, in lines below each other; blanks: also in paragraphs. */
static void
take_chains(const Voting *v, GArray *found, guint least, gboolean blanks)
{
  for (guint first = 0, i = 1; i <= found->len; i++) {
    const Named *last = &g_array_index(found, Named, i - 1);
    const Named *next = i < found->len ? &g_array_index(found, Named, i) : NULL;
    if (next != NULL && next->by_word == last->by_word && next->dash == last->dash &&
        is_next(v, last->line, next->line, blanks))
      continue;
    take_chain(v, found, first, i, least);
    first = i;
  }
}

/* "+1 for Aiko" and, somewhere else, "+1 for Bruno" */
static void
take_all_for(GArray *found)
{
  const Named *first = NULL;
  gboolean several = FALSE;
  for (guint i = 0; i < found->len; i++) {
    const Named *named = &g_array_index(found, Named, i);
    if (!named->is_for)
      continue;
    several = several || (first != NULL && !same(first->name, named->name));
    first = first == NULL ? named : first;
  }
  for (guint i = 0; several && i < found->len; i++)
    if (g_array_index(found, Named, i).is_for && !g_array_index(found, Named, i).taken)
      take_name(&g_array_index(found, Named, i));
}

/* "RC2: +1" in the answer to "[VOTE] Release Heron RC2": one vote, on what is asked. */
static void
drop_subject(Voting *v)
{
  VoteDraft *only = NULL;
  GPtrArray *votes = v->x->drafts->votes;
  for (guint k = 0; k < votes->len; k++) {
    VoteDraft *vote = votes->pdata[k];
    if (!vote->like && only != NULL)
      return;
    only = vote->like ? only : vote;
  }
  const char *subject = v->x->mail->message.subject;
  if (only == NULL || only->option == NULL || subject == NULL || strlen(only->option) < 3 ||
      v->poll || !v->x->ballot || votes_is_listed(v, span_of(only->option, strlen(only->option))))
    return;
  g_autofree char *needle = g_ascii_strdown(only->option, -1);
  if (span_find_word(span_of(subject, strlen(subject)), needle) >= 0)
    g_clear_pointer(&only->option, g_free);
}

void
votes_take_named_options(Voting *v)
{
  if (!v->x->reply || v->taken == NULL)
    return;
  drop_subject(v);
  g_autoptr(GArray) found = find_named(v);
  for (guint i = 0; i < found->len; i++)
    if (votes_is_listed(v, g_array_index(found, Named, i).name))
      take_name(&g_array_index(found, Named, i));
  if (!v->ballot && !votes_are_discussed(v))
    return;
  take_all_for(found);
  if (!v->ballot)
    return;
  take_chains(v, found, 2, FALSE);
  take_chains(v, found, 3, TRUE);
}
