/* Ballots as JSON: all that is needed to count again. */
#include <jansson.h>
#include <string.h>

#include "web/pages.h"
#include "web/parts.h"
#include "web/views-vote.h"

/* jansson refuses what is not UTF-8. NULL gives null. */
static json_t *
words(const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;
  return valid != NULL ? json_string(valid) : json_null();
}

static json_t *
moment(gint64 when)
{
  g_autoptr(GString) iso = g_string_new(NULL);
  if (when != 0)
    web_out_iso(iso, when);
  return when != 0 ? json_string(iso->str) : json_null();
}

static json_t *
vote_of(const WebBallotView *view, const BallotVote *vote, GHashTable *numbers)
{
  if (g_hash_table_lookup(numbers, vote->voter) == NULL)
    g_hash_table_insert(numbers, vote->voter,
                        GUINT_TO_POINTER(g_hash_table_size(numbers) + 1));
  guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, vote->voter));
  g_autofree char *comment =
      vote->comment != NULL ? web_mask(vote->comment, view->page->mask_addresses) : NULL;
  g_autofree char *quote =
      vote->quote != NULL ? web_mask(vote->quote, view->page->mask_addresses) : NULL;
  return json_pack("{s:o, s:i, s:o, s:i, s:o, s:s, s:b, s:b, s:b, s:o, s:s, s:s, s:b, s:o, s:o, s:o, s:o}",
                   "message_id", words(vote->message_id), "line", (int)vote->line, "option",
                   words(vote->option), "value", vote->value, "voter",
                   words(person_label(vote->person)), "value_text", vote->value_text, "binding",
                   vote->binding, "counted", vote->counted, "resolved", vote->resolved, "why",
                   words(vote->why), "way", vote_way_to_text(vote->way), "proof",
                   mail_proof_to_text(vote->proof), "confirmed", vote->confirmed, "at",
                   moment(vote->at), "comment", words(comment), "quote", words(quote), "voter_number",
                   json_integer(number));
}

static json_t *
side_of(const TallySide *side)
{
  return json_pack("{s:i, s:i, s:i, s:i}", "for", (int)side->up, "zero", (int)side->none, "against",
                   (int)side->down, "score", side->score);
}

static json_t *
tally_of(const Tally *tally)
{
  json_t *lines = json_array();
  for (guint i = 0; i < tally->lines->len; i++) {
    const TallyLine *line = &g_array_index(tally->lines, TallyLine, i);
    (void)json_array_append_new(lines, json_pack("{s:o, s:o, s:o, s:i}", "option", words(line->option),
                                           "binding", side_of(&line->binding), "other",
                                           side_of(&line->other), "rank", (int)line->rank));
  }
  return json_pack("{s:o, s:i, s:i}", "lines", lines, "binding_voters", (int)tally->n_binding,
                   "other_voters", (int)tally->n_other);
}

static json_t *
options_of(const Ballot *ballot)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(ballot->options); i++) {
    const BallotOption *option = g_ptr_array_index(ballot->options, i);
    (void)json_array_append_new(
        list, json_pack("{s:o, s:o}", "key", words(option->key), "text", words(option->text)));
  }
  return list;
}

static json_t *
ballot_of(const WebBallotView *view)
{
  const Ballot *ballot = view->ballot;
  const BallotRuleRow *rule = ballot_rule_row(ballot->rule);
  g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *votes = json_array();
  for (guint i = 0; i < view->votes->len; i++)
    (void)json_array_append_new(votes, vote_of(view, view->votes->pdata[i], numbers));
  json_t *root = json_pack("{s:I, s:o, s:s, s:s, s:s, s:i}", "number", (json_int_t)ballot->number,
                           "question", words(ballot->question), "rule", rule->name, "rule_text",
                           rule->text, "binding", ballot_electorate_to_text(ballot->electorate),
                           "quorum", (int)ballot->quorum);
  json_t *rest = json_pack(
      "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "options",
      options_of(ballot), "opened", moment(ballot->opened), "opened_by", words(ballot->opened_by),
      "opens", moment(ballot->opens), "closes", moment(ballot->closes), "closed",
      moment(ballot->closed), "closed_by", words(ballot->closed_by), "outcome",
      ballot_outcome_to_text(ballot->outcome), "reason",
      words(ballot->reason != NULL ? ballot->reason : view->tally->why), "item",
      ballot->item != 0 ? json_integer(ballot->item) : json_null(), "thread", words(ballot->thread),
      "tally", tally_of(view->tally), "votes", votes);
  (void)json_object_update(root, rest);
  json_decref(rest);
  return root;
}

static void
print(WebOut *out, json_t *root)
{
  char *text = json_dumps(root, JSON_INDENT(1) | JSON_ENSURE_ASCII);
  g_string_append(out, text != NULL ? text : "{}");
  g_string_append_c(out, '\n');
  free(text);
  json_decref(root);
}

void
web_json_ballot(WebOut *out, const WebBallotView *view)
{
  print(out, ballot_of(view));
}

void
web_json_ballots(WebOut *out, GPtrArray *votes, GPtrArray *ballots)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(ballots); i++)
    (void)json_array_append_new(list, ballot_of(g_ptr_array_index(ballots, i)));
  json_t *root = json_object();
  (void)json_object_set_new(root, "ballots", list);
  g_autoptr(GString) second = g_string_new(NULL);
  print(second, root);
  /* The votes keep the form they always had; the ballots stand behind them in the same object. */
  g_autoptr(GString) first = g_string_new(NULL);
  web_json_votes(first, votes);
  const char *end = strrchr(first->str, '}');
  g_string_append_len(out, first->str, end - first->str);
  g_string_truncate(out, out->len - (out->len > 0 && out->str[out->len - 1] == '\n'));
  g_string_append_printf(out, ",%s", strchr(second->str, '{') + 1);
}
