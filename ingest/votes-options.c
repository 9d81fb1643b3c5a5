#include "ingest/votes-options.h"
#include "ingest/votes.h"

/* "B", "2", "1a" at the start: its length, 0 for none. */
static gsize
label(Span t)
{
  gsize n = span_digits(t);
  if (n > 2)
    return 0;
  if (n < t.n && span_is_letter(t.s[n]))
    n++;
  return n;
}

static Span
behind_option_word(Span t)
{
  return span_ltrim(span_skip(t, votes_option_word(t)));
}

Span
votes_option_behind(Span rest)
{
  Span t = span_ltrim(rest);
  static const char *const at[] = {"for", "to", "on", NULL};
  gsize word_n;
  if (!span_starts_in_list(t, at, &word_n))
    return SPAN("");
  t = span_ltrim(span_skip(t, word_n));
  Span named = behind_option_word(t);
  gsize n = label(named);
  Span after = span_skip(named, n);
  gboolean ends = after.n == 0 || (strchr(",.;:!)", after.s[0]) != NULL &&
                                   (after.n == 1 || span_is_blank_char(after.s[1])));
  /* "+1 for a release" names none, "+1 for B because it is short" does */
  gboolean upper = n == 1 && g_ascii_isupper(named.s[0]);
  gboolean word = upper && strchr("AI", named.s[0]) == NULL && after.n > 0 && after.s[0] == ' ';
  /* "+1 to option 2 and -1 to option 3", not "+1 to option 2 and 3" */
  Span joined = span_starts(after, " and ") ? span_ltrim(span_skip(after, 5)) : SPAN("");
  ends = ends || (joined.n > 1 && strchr("+-", joined.s[0]) != NULL);
  gboolean told = upper || g_ascii_isdigit(named.n > 0 ? named.s[0] : 0) || named.s != t.s;
  return n > 0 && told && (ends || word) ? span_of(named.s, n) : SPAN("");
}

/* "2) the wiki", "(b) nothing", "Option 1a: a page" */
static Span
label_of_line(Span t)
{
  t = behind_option_word(span_ltrim(t));
  gboolean open = t.n > 0 && (t.s[0] == '(' || t.s[0] == '[');
  t = span_skip(t, open ? 1 : 0);
  gsize n = label(t);
  if (n == 0 || n + 1 >= t.n || strchr(open ? ")]" : ").:", t.s[n]) == NULL ||
      !span_is_blank_char(t.s[n + 1]))
    return SPAN("");
  return span_of(t.s, n);
}

/* The label of the quoted paragraph that ends right above line i of the mail. */
static Span
quoted_label(const Extract *x, guint i)
{
  while (i > 0 && x->lines->line[i - 1].line_class == LINE_BLANK)
    i--;
  for (guint steps = 0; i > 0 && steps < 8; steps++) {
    const BodyLine *above = &x->lines->line[--i];
    Span t = span_skip(span_of(above->text, above->len), above->mark);
    if (above->line_class != LINE_QUOTE || span_trim(t).n == 0)
      break;
    Span found = label_of_line(t);
    if (found.n > 0)
      return found;
  }
  return SPAN("");
}

gboolean
votes_is_below_option(const Extract *x, guint i)
{
  return quoted_label(x, i).n > 0;
}

/* A bare 0 outside a ballot is a vote only where other options got theirs. */
static void
drop_zeros(const Extract *x)
{
  GPtrArray *votes = x->drafts->votes;
  for (guint k = votes->len; k > 0 && !x->ballot; k--) {
    VoteDraft *vote = votes->pdata[k - 1];
    if (!vote->like && vote->option == NULL && g_strcmp0(vote->value_text, "0") == 0 &&
        vote->quote[strspn(vote->quote, " \t")] == '0')
      g_ptr_array_remove_index(votes, k - 1);
  }
}

void
votes_take_quoted_options(const Extract *x)
{
  GPtrArray *votes = x->drafts->votes;
  Span first = SPAN("");
  gboolean several = FALSE;
  for (guint pass = 0; pass < 2; pass++)
    for (guint k = 0; k < votes->len && (pass == 0 || several); k++) {
      VoteDraft *vote = votes->pdata[k];
      if (vote->like || vote->option != NULL)
        continue;
      Span found = quoted_label(x, vote->line - 1);
      if (found.n == 0)
        continue;
      if (pass == 1)
        vote->option = g_strndup(found.s, found.n);
      else if (first.n == 0)
        first = found;
      else
        several = several || found.n != first.n || memcmp(found.s, first.s, first.n) != 0;
    }
  drop_zeros(x);
}
