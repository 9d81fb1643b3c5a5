/* Ballots as JSON: all that is needed to count again. */
#include <string.h>

#include "web/json-parts.h"
#include "web/pages.h"
#include "web/parts.h"
#include "web/views-vote.h"

static json_t *
vote_of(const WebBallotView *view, const BallotVote *vote, GHashTable *numbers)
{
  if (g_hash_table_lookup(numbers, vote->voter) == NULL)
    g_hash_table_insert(numbers, vote->voter, GUINT_TO_POINTER(g_hash_table_size(numbers) + 1));
  guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, vote->voter));
  g_autofree char *comment =
      vote->comment != NULL ? web_mask(vote->comment, view->page->mask_addresses) : NULL;
  g_autofree char *quote =
      vote->quote != NULL ? web_mask(vote->quote, view->page->mask_addresses) : NULL;
  return json_pack(
      "{s:o, s:i, s:o, s:i, s:o, s:s, s:b, s:b, s:b, s:o, s:s, s:s, s:b, s:o, s:o, s:o, s:o}",
      "message_id", web_json_text(vote->message_id), "line", (int)vote->line, "option",
      web_json_text(vote->option), "value", vote->value, "voter",
      web_json_text(person_label(vote->person)), "value_text", vote->value_text, "binding",
      vote->binding, "counted", vote->counted, "resolved", vote->resolved, "why",
      web_json_text(vote->why), "way", vote_way_to_text(vote->way), "proof",
      mail_proof_to_text(vote->proof), "confirmed", vote->confirmed, "at", web_json_time(vote->at),
      "comment", web_json_text(comment), "quote", web_json_text(quote), "voter_number",
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
    web_json_add(lines, json_pack("{s:o, s:o, s:o, s:i}", "option", web_json_text(line->option),
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
    web_json_add(list, json_pack("{s:o, s:o}", "key", web_json_text(option->key), "text",
                                 web_json_text(option->text)));
  }
  return list;
}

static json_t *
voted_on(const WebBallotView *view)
{
  static const char *const words[] = {"quote", "subject", "from"};
  if (view->voted_on == NULL)
    return json_null();
  json_t *o = web_json_mention(view->voted_on);
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
    const char *text = json_string_value(json_object_get(o, words[i]));
    g_autofree char *masked = text != NULL ? web_mask(text, view->page->mask_addresses) : NULL;
    web_json_set(o, words[i], web_json_text(masked));
  }
  return o;
}

static json_t *
ballot_of(const WebBallotView *view)
{
  const Ballot *ballot = view->ballot;
  const BallotRuleRow *rule = ballot_rule_row(ballot->rule);
  g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
  json_t *votes = json_array();
  for (guint i = 0; i < view->votes->len; i++)
    web_json_add(votes, vote_of(view, view->votes->pdata[i], numbers));
  json_t *root = json_pack(
      "{s:I, s:o, s:s, s:s, s:s, s:i}", "number", (json_int_t)ballot->number, "question",
      web_json_text(ballot->question), "rule", rule->name, "rule_text", rule->text, "binding",
      ballot_electorate_to_text(ballot->electorate), "quorum", (int)ballot->quorum);
  json_t *rest = json_pack(
      "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "options",
      options_of(ballot), "opened", web_json_time(ballot->opened), "opened_by",
      web_json_text(ballot->opened_by), "opens", web_json_time(ballot->opens), "closes",
      web_json_time(ballot->closes), "closed", web_json_time(ballot->closed), "closed_by",
      web_json_text(ballot->closed_by), "outcome", ballot_outcome_to_text(ballot->outcome),
      "reason", web_json_text(ballot->reason != NULL ? ballot->reason : view->tally->why), "item",
      ballot->item != 0 ? json_integer(ballot->item) : json_null(), "thread",
      web_json_text(ballot->thread), "meeting", web_json_time(ballot->meeting), "tally",
      tally_of(view->tally), "votes", votes);
  (void)json_object_update(root, rest);
  json_decref(rest);
  web_json_set(root, "voted_on", voted_on(view));
  return root;
}

void
web_json_ballot(WebOut *out, const WebBallotView *view)
{
  web_json_print(out, ballot_of(view));
}

void
web_json_ballots(WebOut *out, GPtrArray *votes, GPtrArray *ballots)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(ballots); i++)
    web_json_add(list, ballot_of(g_ptr_array_index(ballots, i)));
  json_t *root = json_object();
  web_json_set(root, "ballots", list);
  g_autoptr(GString) second = g_string_new(NULL);
  web_json_print(second, root);
  /* The votes keep the form they always had; the ballots stand behind them in the same object. */
  g_autoptr(GString) first = g_string_new(NULL);
  web_json_votes(first, votes);
  const char *end = strrchr(first->str, '}');
  g_string_append_len(out, first->str, end - first->str);
  g_string_truncate(out, out->len - (out->len > 0 && out->str[out->len - 1] == '\n'));
  g_string_append_printf(out, ",%s", strchr(second->str, '{') + 1);
}
