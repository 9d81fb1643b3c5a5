/* Inline replies: own lines right below a quoted line speak of what it says. What they say of its
 * state is a suggestion, never a change. */
#include "ingest/extract-parts.h"

#define MAX_REPLIES 200
#define MAX_QUOTED 2000
#define EARLY 40 /* a word of state stands so near the start of its sentence */

static Span
quoted_text(const Extract *x, guint i)
{
  const BodyLine *line = &x->lines->line[i];
  return span_trim(span_skip(span_of(line->text, line->len), line->mark));
}

static gboolean
is_quote(const Extract *x, guint i)
{
  return x->lines->line[i].line_class == LINE_QUOTE;
}

static gboolean
is_quoted_bullet(const Extract *x, guint i)
{
  const BodyLine *line = &x->lines->line[i];
  return bullet_mark(span_skip(span_of(line->text, line->len), line->mark), 0).type != 0;
}

/* Up from `last` to the bullet or the first line of the paragraph, through lines of one depth. */
static guint
block_top(const Extract *x, guint last)
{
  guint8 depth = x->lines->line[last].depth;
  guint i = last;
  for (guint steps = 0; steps < 30 && i > 0 && !is_quoted_bullet(x, i); steps++) {
    if (!is_quote(x, i - 1) || x->lines->line[i - 1].depth != depth || quoted_text(x, i - 1).n == 0)
      break;
    i--;
  }
  return i;
}

static char *
join_quoted(const Extract *x, guint first, guint last)
{
  GString *out = g_string_new(NULL);
  for (guint i = first; i <= last && out->len < MAX_QUOTED; i++) {
    const BodyLine *line = &x->lines->line[i];
    Span t = span_skip(span_of(line->text, line->len), line->mark);
    BulletMark mark = i == first ? bullet_mark(t, 0) : (BulletMark){0};
    t = span_trim(span_skip(t, mark.text));
    if (out->len > 0 && t.n > 0)
      g_string_append_c(out, ' ');
    g_string_append_len(out, t.s, (gssize)MIN(t.n, MAX_QUOTED));
  }
  g_autofree char *whole = g_string_free(out, FALSE);
  return span_squeeze(span_of(whole, strlen(whole)));
}

static guint
quoted_indent(const Extract *x, guint i)
{
  const BodyLine *line = &x->lines->line[i];
  Span t = span_skip(span_of(line->text, line->len), line->mark);
  return (guint)(t.n - span_ltrim(t).n);
}

/* "-  Dana Petrescu" as it names the owner of a roadmap line above. */
static gboolean
is_quoted_owner(const Extract *x, guint i)
{
  const BodyLine *line = &x->lines->line[i];
  Span t = span_skip(span_of(line->text, line->len), line->mark), name;
  BulletMark mark = bullet_mark(t, 0);
  guint names;
  gboolean address;
  if (mark.type == 0)
    return FALSE;
  t = span_trim(span_skip(t, mark.text));
  return owner_line_wanted(t) || (owner_line_names(t, &name, &names, &address) &&
                                  (names >= 2 || address || (names == 1 && mark.type == '-')));
}

static gboolean
is_quoted_stated(const Extract *x, guint first, guint last)
{
  g_autofree char *text = join_quoted(x, first, last);
  Span before, word;
  return state_of_roadmap(span_of(text, strlen(text)), &before, &word);
}

/* The bullet that lines of owners below it belong to, "* xl migrate (none)" over "  -  Lars", with
 * *last its own last line; top where no such line stands. */
static guint
owned_top(const Extract *x, guint top, guint *last)
{
  guint above = top, end = *last;
  guint8 depth = x->lines->line[top].depth;
  for (guint steps = 0; steps < 8 && above > 0 && is_quoted_owner(x, above); steps++) {
    if (!is_quote(x, above - 1) || x->lines->line[above - 1].depth != depth ||
        quoted_text(x, above - 1).n == 0)
      return top;
    end = above - 1;
    above = block_top(x, end);
  }
  if (above == top || !is_quoted_bullet(x, above) ||
      quoted_indent(x, above) >= quoted_indent(x, top) || !is_quoted_stated(x, above, end))
    return top;
  *last = end;
  return above;
}

/* Without "owner: Bob" and other fields on the lines right below a bullet's first. */
static guint
without_fields(const Extract *x, guint top, guint last)
{
  return top < last && is_quoted_bullet(x, top) && bullet_is_field(quoted_text(x, top + 1)) ? top
                                                                                            : last;
}

/* First line of the bullet or paragraph that ends at *last. Deeper quotes right below a bullet are
 * notes on it: then the bullet is meant. */
static guint
quoted_top(const Extract *x, guint *last)
{
  guint i = *last;
  guint8 depth = x->lines->line[i].depth;
  while (i > 0 && *last - i < 6 && depth > 1 && is_quote(x, i - 1) &&
         x->lines->line[i - 1].depth == depth && quoted_text(x, i - 1).n > 0)
    i--;
  if (i > 0 && is_quote(x, i - 1) && x->lines->line[i - 1].depth < depth &&
      quoted_text(x, i - 1).n > 0) {
    guint top = block_top(x, i - 1);
    if (is_quoted_bullet(x, top)) {
      *last = i - 1;
      return top;
    }
  }
  guint top = owned_top(x, block_top(x, *last), last);
  *last = without_fields(x, top, *last);
  return top;
}

typedef struct {
  const char *phrase;
  ItemState state;
} StateWord;

static const StateWord state_words[] = {
    {"no longer needed", STATE_DECLINED},
    {"not needed any more", STATE_DECLINED},
    {"not needed anymore", STATE_DECLINED},
    {"no longer necessary", STATE_DECLINED},
    {"won't fix", STATE_DECLINED},
    {"wontfix", STATE_DECLINED},
    {"obsolete", STATE_DECLINED},
    {"can be dropped", STATE_DECLINED},
    {"let's drop", STATE_DECLINED},
    {"drop this", STATE_DECLINED},
    {"duplicate of", STATE_DUPLICATE},
    {"dup of", STATE_DUPLICATE},
    {"postponed", STATE_DEFERRED},
    {"deferred", STATE_DEFERRED},
    {"already done", STATE_DONE},
    {"done", STATE_DONE},
    {"fixed in", STATE_DONE},
    {"fixed", STATE_DONE},
    {"pushed to", STATE_DONE},
    {"already fixed", STATE_DONE},
    {"already merged", STATE_DONE},
    {"merged", STATE_DONE},
    {"implemented in", STATE_DONE},
    {"landed in", STATE_DONE},
    {"released in", STATE_DONE},
    {"this is done", STATE_DONE},
    {"this is fixed", STATE_DONE},
    {"that is done", STATE_DONE},
    {"that's done", STATE_DONE},
    {"it is done", STATE_DONE},
    {"has been fixed", STATE_DONE},
    {"was fixed in", STATE_DONE},
    {"is fixed in", STATE_DONE},
    {"is in testing", STATE_DONE},
    {"went out", STATE_DONE},
    {"shipped", STATE_DONE},
    {"is done", STATE_DONE},
    {"closed", STATE_DONE},
};

/* Words of which one must stand in the first sentences, before phrases are compared. */
static const char *const state_hints[] = {
    "done",    "fixed",       "needed",    "necessary", "won",       "wontfix",  "obsolete",
    "dropped", "drop",        "duplicate", "dup",       "postponed", "deferred", "merged",
    "pushed",  "implemented", "landed",    "released",  "testing",   "went",     "shipped",
    "closed",  "i",           "assign",    "put",       NULL};

static gboolean
takes(Span fold, const FoldStarts *starts)
{
  static const char *const forms[] = {"i'll take",       "i will take",       "i can take",
                                      "i'll do this",    "i'll do that",      "i'll do it",
                                      "i will do this",  "i will do it",      "i'll work on",
                                      "i can do this",   "i can do that",     "i'm on it",
                                      "assign it to me", "assign this to me", "put me down",
                                      "i volunteer",     "i'll handle",       "i will handle",
                                      "i'll look into",  "i will look into",  NULL};
  static const char *const denials[] = {"think", "not",     "t",       "cannot", "if",     "unless",
                                        "until", "when",    "whether", "wish",   "doubt",  "hope",
                                        "maybe", "perhaps", "never",   "said",   "nobody", NULL};
  for (const char *const *f = forms; *f != NULL; f++) {
    gssize at = fold_starts_find(starts, fold, *f);
    if (at >= 0 && !span_has_word_of(span_of(fold.s, (gsize)at), denials))
      return TRUE;
  }
  return FALSE;
}

/* What stands in front of the words of state and behind them leaves no doubt that they hold. */
static gboolean
holds(Span before, Span after)
{
  /* "t" and "ll" are what an apostrophe leaves of "isn't" and "I'll" */
  static const char *const denials[] = {
      "t",      "ll",     "cannot", "be",        "to",  "must", "may",  "need",    "needs",  "half",
      "almost", "nearly", "partly", "partially", "yet", "no",   "none", "nothing", "trying", NULL};
  return !span_has_word_of(before, state_doubts) && !span_has_word_of(before, denials) &&
         !span_has_word_of(after, state_limits);
}

/* The state stands at the start of the reply's first sentences; what denies or asks suggests
 * nothing. */
static void
read_state(Extract *x, Span text, ReplyDraft *reply)
{
  gsize at = 0;
  Span sentence;
  if (!span_has_word_of(span_of(text.s, MIN(text.n, 240)), state_hints))
    return;
  for (guint seen = 0; seen < 3 && sentence_next(text, &at, &sentence); seen++) {
    if (span_ends_fold(sentence, "?") || sentence.n > 400)
      continue;
    sentence_fold(x->fold, sentence);
    Span fold = span_of(x->fold->str, x->fold->len);
    FoldStarts starts = fold_starts(fold);
    reply->takes = reply->takes || takes(fold, &starts);
    for (gsize k = 0; k < G_N_ELEMENTS(state_words) && !reply->suggests; k++) {
      gssize place = fold_starts_find(&starts, fold, state_words[k].phrase);
      if (place < 0 || place > EARLY)
        continue;
      gsize end = (gsize)place + strlen(state_words[k].phrase);
      gboolean denied = state_words[k].state == STATE_DONE &&
                        strchr(state_words[k].phrase, ' ') == NULL && place > 12;
      if (denied || !holds(span_of(fold.s, (gsize)place), span_skip(fold, end)))
        continue;
      reply->suggests = TRUE;
      reply->suggestion = state_words[k].state;
    }
  }
}

gboolean
replies_is_offer(const Extract *x, guint line, Span sentence)
{
  static const char *const offers[] = {"i'll take",
                                       "i will take",
                                       "i'll do",
                                       "i will do",
                                       "i'll handle",
                                       "i will handle",
                                       "i'll look into",
                                       "i will look into",
                                       "i'll work on",
                                       "i will work on",
                                       NULL};
  static const char *const it[] = {"this", "that", "it", "this one", "that one", "one", NULL};
  Span t = span_trim(sentence);
  gsize n = 0;
  while (t.n > 0 && strchr(".!", t.s[t.n - 1]) != NULL)
    t.n--;
  if (!span_starts_in_list(t, offers, &n) || !span_in_list(span_trim(span_skip(t, n)), it))
    return FALSE;
  for (guint blank = 0; blank < 8 && line > 0 && x->lines->line[line - 1].line_class == LINE_BLANK;
       blank++)
    line--;
  if (line == 0 || !is_quote(x, line - 1) || quoted_text(x, line - 1).n == 0)
    return FALSE;
  guint last = line - 1;
  return is_quoted_bullet(x, quoted_top(x, &last));
}

static void
add_reply(Extract *x, guint quoted_last, guint first, guint last)
{
  guint quoted_end = quoted_last;
  guint top = quoted_top(x, &quoted_end);
  ReplyDraft *reply = g_new0(ReplyDraft, 1);
  GString *quote = g_string_new(NULL), *joined = g_string_new(NULL);
  reply->quoted = join_quoted(x, top, quoted_end);
  reply->lines = (LineRange){first + 1, last + 1};
  for (guint i = first; i <= last; i++) {
    const BodyLine *line = &x->lines->line[i];
    if (i > first)
      g_string_append_c(quote, '\n');
    g_string_append_len(quote, line->text, (gssize)line->len);
    if (joined->len < 600) {
      g_string_append_len(joined, line->text, (gssize)MIN(line->len, 600));
      g_string_append_c(joined, ' ');
    }
  }
  read_state(x, span_trim(span_of(joined->str, joined->len)), reply);
  reply->quote = g_string_free(quote, FALSE);
  g_string_free(joined, TRUE);
  g_ptr_array_add(x->drafts->replies, reply);
}

void
extract_replies(Extract *x)
{
  guint i = 0, n = x->lines->n;
  gint quoted = -1;
  while (i < n) {
    LineClass c = x->lines->line[i].line_class;
    if (c == LINE_QUOTE && quoted_text(x, i).n > 0)
      quoted = (gint)i;
    else if (c != LINE_BLANK && c != LINE_OWN && c != LINE_QUOTE)
      quoted = -1;
    if (c != LINE_OWN || quoted < 0) {
      i++;
      continue;
    }
    guint first = i, last = i;
    while (i < n && (x->lines->line[i].line_class == LINE_OWN ||
                     x->lines->line[i].line_class == LINE_BLANK ||
                     x->lines->line[i].line_class == LINE_NOTE)) {
      if (x->lines->line[i].line_class != LINE_BLANK)
        last = i;
      i++;
    }
    if (x->drafts->replies->len >= MAX_REPLIES)
      x->drafts->n_cut++;
    else
      add_reply(x, (guint)quoted, first, last);
    quoted = -1;
  }
}
