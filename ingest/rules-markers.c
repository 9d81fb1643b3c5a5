/* Marker words at the start of a line or bullet, tags in the subject. */
#include "ingest/extract-parts.h"
#include "ingest/names.h"
#include "ingest/shape.h"

/* What each rule below looks for. */
static const char *const owned_words[] = {"TO DO", "TODO", "To do", "To Do", "Todo", NULL};
static const char *const action_words[] = {
    "ACTION ITEM",  "ACTION POINT", "ACTIONS", "ACTION", "Action item", "Action Item",
    "Action point", "Action",       "AI",      "AP",     NULL};
static const char *const decision_words[] = {
    "AGREED",     "AGREEMENT", "DECISION",  "DECIDED",   "RESOLVED",  "RESOLUTION",
    "APPROVED",   "ACCEPTED",  "Agreed",    "Decision",  "Decided",   "Resolved",
    "Resolution", "CONSENSUS", "Consensus", "Beschluss", "BESCHLUSS", NULL};
static const char *const decided_verbs[] = {"agreed",    "decided",   "resolved",
                                            "consensus", "agreement", NULL};
static const char *const rejected_words[] = {"REJECTED", "Rejected", "DECLINED", NULL};
static const char *const proposal_words[] = {"PROPOSED",
                                             "PROPOSAL",
                                             "IDEA",
                                             "Proposed resolution",
                                             "PROPOSED RESOLUTION",
                                             "Proposal",
                                             "Proposed text",
                                             "Proposed wording",
                                             "Proposed",
                                             "Suggestion",
                                             NULL};
static const char *const todo_words[] = {"TODO", NULL};
static const char *const topic_words[] = {"Topic", "TOPIC", NULL};
static const char *const *const all_words[] = {owned_words,   action_words,   decision_words,
                                               decided_verbs, rejected_words, proposal_words,
                                               todo_words,    topic_words};

/* Does one of these begin with the two letters, in any case? */
static gboolean
begins_a_word(char first, char second)
{
  for (gsize i = 0; i < G_N_ELEMENTS(all_words); i++)
    for (const char *const *word = all_words[i]; *word != NULL; word++)
      if (((*word)[0] | 0x20) == (first | 0x20) && ((*word)[1] | 0x20) == (second | 0x20))
        return TRUE;
  return FALSE;
}

/* By two letters, the first a capital one but in minutes and bullets: nearly every paragraph begins
 * with others. */
gboolean
marker_may_start(const Piece *p)
{
  if (p->bullet && p->x->minutes)
    return TRUE;
  Span t = span_ltrim(p->text);
  if (t.n < 2 || !span_is_letter(t.s[0]))
    return t.n > 0;
  return (g_ascii_isupper(t.s[0]) || p->x->minutes || p->bullet) && begins_a_word(t.s[0], t.s[1]);
}

/* Does text begin with the marker word as the list writes it, in minutes also in lower case? */
static gboolean
starts_with_marker(Span text, const char *word, gboolean minutes)
{
  gsize n = strlen(word);
  if (text.n <= n)
    return FALSE;
  if (memcmp(text.s, word, n) == 0)
    return TRUE;
  return minutes && text.s[n] == ':' && g_ascii_islower(text.s[0]) && span_starts_fold(text, word);
}

/* "ACTION nuria:" names her by her nick in minutes; "ACTION required:" nobody. */
static gboolean
is_nick_behind(const Piece *p, const char *word, Span between)
{
  static const char *const none[] = {
      "required",  "needed", "item", "items", "taken",   "plan", "points", "point", "list", "log",
      "requested", "review", "due",  "for",   "pending", "new",  "old",    "all",   NULL};
  gsize n = 0;
  while (n < between.n && (g_ascii_isalnum(between.s[n]) || strchr("_-", between.s[n]) != NULL))
    n++;
  return p->x->minutes && g_ascii_isupper(word[1]) && n > 1 && n == between.n && n < 20 &&
         !span_in_list(between, none);
}

/* "(+5, 1, 0)", "5-0": what a vote came to. */
static gboolean
is_tally(Span t)
{
  for (gsize i = 0; i < t.n; i++)
    if (!g_ascii_isdigit(t.s[i]) && strchr("+-:, /", t.s[i]) == NULL)
      return FALSE;
  return t.n > 2;
}

/* Reads "WORD:", "WORD (KB):", "WORD KB:", "[WORD]", "#word" at the start; words are tried in order
 * and compared as the list writes them (bot commands fold). */
static gboolean
marker(const Piece *p, const char *const *words, const char *const *commands, Span *rest,
       Span *owner)
{
  Span t = span_trim(p->text);
  *owner = SPAN("");
  if (span_starts(t, "=> ") || span_starts(t, "-> "))
    t = span_ltrim(span_skip(t, 3));
  if (t.n > 2 && (t.s[0] == '#' || t.s[0] == '^' || t.s[0] == '!')) {
    gsize n = 0;
    if (commands == NULL || !span_starts_in_list(span_skip(t, 1), commands, &n))
      return FALSE;
    *rest = span_ltrim(span_skip(t, n + 1));
    if (rest->n > 0 && rest->s[0] == ':')
      *rest = span_ltrim(span_skip(*rest, 1));
    return rest->n > 0;
  }
  gsize wrap = 0;
  while (wrap < t.n && wrap < 3 && strchr("[*'", t.s[wrap]) != NULL)
    wrap++;
  Span inner = span_skip(t, wrap);
  for (; inner.n > 0 && *words != NULL; words++) {
    if (!span_may_be_letter(inner.s[0], **words))
      continue;
    gsize n = strlen(*words);
    if (!starts_with_marker(inner, *words, p->x->minutes || p->bullet))
      continue;
    Span after = span_skip(inner, n);
    if (g_ascii_isalnum(after.s[0])) /* "AP" in "APPROVED (+5): ..." */
      continue;
    if (after.s[0] == ']' && wrap > 0) {
      *rest = span_ltrim(span_skip(after, after.n > 1 && after.s[1] == ':' ? 2 : 1));
      return rest->n > 0;
    }
    gssize colon = span_find_char(span_of(after.s, MIN(after.n, 40)), ':');
    if (colon < 0)
      continue;
    Span between = span_trim(span_of(after.s, (gsize)colon));
    if (span_starts(between, "on "))
      between = span_skip(between, 3);
    if (between.n > 1 && between.s[0] == '(' && between.s[between.n - 1] == ')')
      between = span_of(between.s + 1, between.n - 2);
    if (is_tally(between) || (between.n > 0 && span_digits(between) == between.n))
      between = SPAN("");
    if (between.n > 0 && strchr("*']", between.s[0]) == NULL &&
        !(owner_is_name(between) && span_count_words(between) <= 4) &&
        !is_nick_behind(p, *words, between))
      continue;
    if (between.n > 0 && (owner_is_name(between) || is_nick_behind(p, *words, between)))
      *owner = between;
    *rest = span_skip(after, (gsize)colon + 1);
    while (rest->n > 0 && (strchr("*']", rest->s[0]) != NULL || span_is_blank_char(rest->s[0])))
      *rest = span_skip(*rest, 1);
    return rest->n > 0;
  }
  return FALSE;
}

/* "... OWNER: Sofia" at the end of an action. */
Span
marker_cut_owner(Span t, Span *owner)
{
  static const char *const fields[] = {"OWNER:", "Owner:", "(owner:", "(Owner:", "(OWNER:"};
  for (gsize k = 0; k < G_N_ELEMENTS(fields); k++) {
    const char *at = memmem(t.s, t.n, fields[k], strlen(fields[k]));
    if (at == NULL || at == t.s)
      continue;
    Span name = span_trim(span_skip(t, (gsize)(at - t.s) + strlen(fields[k])));
    while (name.n > 0 && strchr(").,;", name.s[name.n - 1]) != NULL)
      name.n--;
    if (name.n == 0 || span_count_words(name) > 6)
      continue;
    *owner = name;
    t = span_rtrim(span_of(t.s, (gsize)(at - t.s)));
    while (t.n > 0 && strchr(",;-(", t.s[t.n - 1]) != NULL)
      t = span_rtrim(span_of(t.s, t.n - 1));
    return t;
  }
  return t;
}

/* "TODO mara: order the tube", "TODO kiwi + ossi: replace the reader": a bullet, the name part of
 * the text. */
static gboolean
todo_for_somebody(const Piece *p, Span *rest, Span *owner)
{
  Span t = span_trim(p->text);
  if (!p->bullet || !span_starts_fold(t, "todo "))
    return FALSE;
  gboolean capitals = span_starts(t, "TODO");
  t = span_ltrim(span_skip(t, 5));
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 40)), ':');
  Span who = colon < 1 ? SPAN("") : span_trim(span_of(t.s, (gsize)colon));
  /* "todo list: ..." names nobody */
  if (who.n == 0 || span_count_words(who) > 4 ||
      !(capitals || names_has(who.s, who.n) || owner_is_person(p->x, who)))
    return FALSE;
  *owner = who;
  *rest = t;
  return TRUE;
}

/* "To do: Hrvoje - delete the old image": work with somebody's name on it is an action. */
static gboolean
is_owned_todo(const Piece *p, Span *rest, Span *owner)
{
  if (todo_for_somebody(p, rest, owner))
    return TRUE;
  if (!marker(p, owned_words, NULL, rest, owner))
    return FALSE;
  if (owner->n == 0)
    *owner = owner_of_action(p->x, *rest);
  return owner->n > 0;
}

gboolean
rule_marker_action(Piece *p)
{
  static const char *const commands[] = {"action", "actionitem", NULL};
  Span rest, owner;
  if (!is_owned_todo(p, &rest, &owner) &&
      (!marker(p, action_words, commands, &rest, &owner) || span_is_fold(rest, "none") ||
       span_is_fold(rest, "(none)") || span_is_fold(rest, "none.")))
    return FALSE;
  p->title = marker_cut_owner(minutes_cut_stamp(rest), &p->owner);
  Span before, word;
  if (state_done_in_brackets(p->title, &before, &word)) {
    p->title = before;
    p->state = STATE_DONE;
  }
  if (p->owner.n == 0)
    p->owner = owner.n > 0 ? owner : owner_of_action(p->x, p->title);
  return p->title.n > 0;
}

/* A paragraph, not of minutes, that is set in by at least so many columns: what
 * a program printed. */
static gboolean
is_set_in(const Piece *p, guint columns)
{
  if (p->bullet || p->block < 0 || p->x->minutes)
    return FALSE;
  guint first = blocks_at(p->x->blocks, (guint)p->block)->first;
  return p->x->lines->line[first - 1].indent >= columns;
}

/* "    Resolution:  hndpci.c ..." set in among other fields of a tracker's form: only capitals or
 * minutes decide there. */
static gboolean
is_form_field(const Piece *p)
{
  return p->text.n > 1 && g_ascii_islower(p->text.s[1]) && is_set_in(p, 4);
}

/* "Agreed to publish it", "Decided that ...": a bullet of minutes that begins with the verb. */
static gboolean
begins_with_decided(const Piece *p)
{
  static const char *const joins[] = {"to", "that", "not to", "on", "against", "unanimously", NULL};
  gsize n = 0;
  return p->bullet && p->x->minutes && span_starts_in_list(p->text, decided_verbs, &n) &&
         span_starts_in_list(span_ltrim(span_skip(p->text, n)), joins, NULL) &&
         !span_ends_fold(p->text, "?");
}

/* "12.4 on 5 September -- agreed", "ocaml: approved": a bullet of minutes with the outcome behind
 * it. */
static gboolean
ends_with_decided(const Piece *p)
{
  static const char *const outcomes[] = {"agreed",  "approved", "accepted",
                                         "granted", "adopted",  NULL};
  static const char *const marks[] = {":", " -", " --", " =>", " ->", " –", " —", ";", NULL};
  Span t = p->text;
  if (!p->bullet || !p->x->minutes)
    return FALSE;
  t = span_rtrim(minutes_cut_stamp(t));
  while (t.n > 0 && strchr(".!)", t.s[t.n - 1]) != NULL)
    t.n--;
  gsize word = t.n;
  while (word > 0 && g_ascii_isalpha(t.s[word - 1]))
    word--;
  Span front = span_rtrim(span_of(t.s, word));
  if (!span_in_list(span_skip(t, word), outcomes) || front.n < 4)
    return FALSE;
  if (front.s[front.n - 1] == '(')
    return TRUE;
  for (const char *const *m = marks; *m != NULL; m++)
    if (span_ends_fold(front, *m))
      return TRUE;
  return FALSE;
}

gboolean
rule_marker_decision(Piece *p)
{
  static const char *const commands[] = {"agreed", "agree", "accepted", "accept", "approved", NULL};
  Span rest, owner;
  if (begins_with_decided(p) || ends_with_decided(p)) {
    p->title = minutes_cut_stamp(p->text);
    return TRUE;
  }
  if (!marker(p, decision_words, commands, &rest, &owner) || is_form_field(p))
    return FALSE;
  p->title = minutes_cut_stamp(rest);
  return p->title.n > 0;
}

gboolean
rule_marker_rejected(Piece *p)
{
  static const char *const commands[] = {"rejected", "reject", NULL};
  Span rest, owner;
  if (!marker(p, rejected_words, commands, &rest, &owner))
    return FALSE;
  p->title = minutes_cut_stamp(rest);
  p->state = STATE_DECLINED;
  return p->title.n > 0;
}

gboolean
rule_marker_proposal(Piece *p)
{
  static const char *const commands[] = {"idea", "proposed", "proposal", NULL};
  Span rest, owner;
  if (!marker(p, proposal_words, commands, &rest, &owner) ||
      (p->x->patches && span_starts(span_ltrim(p->text), "Suggestion")))
    return FALSE;
  p->title = minutes_cut_stamp(rest);
  return p->title.n > 0;
}

gboolean
rule_marker_todo(Piece *p)
{
  Span rest, owner;
  if (!marker(p, todo_words, NULL, &rest, &owner) || span_count_words(rest) < 2 || is_set_in(p, 2))
    return FALSE;
  p->title = rest;
  p->owner = owner;
  return TRUE;
}

gboolean
rule_marker_topic(Piece *p)
{
  static const char *const commands[] = {"topic", NULL};
  Span rest, owner;
  gboolean command = p->text.n > 0 && strchr("#^!", p->text.s[0]) != NULL;
  if (!(command ? p->x->bot_notes : p->x->topics) ||
      !marker(p, topic_words, commands, &rest, &owner))
    return FALSE;
  p->title = minutes_cut_stamp(rest);
  return p->title.n > 0;
}

/* --- the subject --- */

static const char *const proposal_tags[] = {"proposal",
                                            "proposed",
                                            "rfc",
                                            "discuss",
                                            "discussion",
                                            "vote",
                                            "poll",
                                            "cfv",
                                            "call for votes",
                                            "call for vote",
                                            "request for comments",
                                            "lazy consensus",
                                            NULL};
static const char *const closing_tags[] = {"result",    "results",  "cancelled", "canceled",
                                           "withdrawn", "announce", "closed",    NULL};

gboolean
rule_subject(Piece *p)
{
  Span t = span_trim(p->text);
  gboolean proposes = FALSE;
  while (t.n > 2 && t.s[0] == '[') {
    gssize close = span_find_char(t, ']');
    if (close < 0)
      break;
    Span tag = span_trim(span_of(t.s + 1, (gsize)close - 1));
    if (span_find_word(tag, "patch") >= 0 || span_find_word(tag, "pull") >= 0 ||
        span_in_list(tag, closing_tags))
      return FALSE;
    proposes = proposes || span_in_list(tag, proposal_tags);
    t = span_ltrim(span_skip(t, (gsize)close + 1));
  }
  if (!proposes) {
    static const char *const words[] = {
        "proposal:", "rfc:", "vote:", "poll:", "call for votes:", "discuss:"};
    for (gsize k = 0; k < G_N_ELEMENTS(words) && !proposes; k++)
      if (span_starts_fold(t, words[k])) {
        proposes = TRUE;
        t = span_ltrim(span_skip(t, strlen(words[k])));
      }
  }
  proposes = proposes || span_starts_fold(t, "plan to ") || span_starts_fold(t, "proposal to ") ||
             span_starts_fold(t, "proposing to ") || span_starts_fold(t, "proposal for ");
  static const char *const reports[] = {"notes", "minutes", "summary", "agenda", "report", NULL};
  if (!proposes || t.n < 3 || span_starts_fold(t, "result") || span_has_word_of(t, reports))
    return FALSE;
  p->title = t;
  return TRUE;
}
