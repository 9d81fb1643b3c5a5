/* A ballot as text: whole, for whoever wants to count again, and as the mail that
 * tells the result. */
#include <string.h>

#include "web/parts.h"
#include "web/text-parts.h"
#include "web/views-vote.h"
#include "web/wrap.h"

/* One line without control characters and without what the group hides. Caller frees. */
static char *
clean(const WebBallotView *view, const char *text)
{
  g_autofree char *masked = web_mask(text != NULL ? text : "", view->page->mask_addresses);
  return g_strdelimit(web_plain(masked), "\t\n\r", ' ');
}

static void
put(WebOut *out, const WebBallotView *view, const char *name, const char *text)
{
  g_autofree char *shown = clean(view, text);
  g_string_append_printf(out, "%s: %s\n", name, shown);
}

static void
put_time(WebOut *out, const char *name, gint64 when, const char *otherwise, const char *by)
{
  g_string_append_printf(out, "%s: ", name);
  if (when != 0)
    web_out_iso(out, when);
  else
    g_string_append(out, otherwise);
  if (by != NULL)
    g_string_append_printf(out, " by %s", by);
  g_string_append_c(out, '\n');
}

static void
put_terms(WebOut *out, const WebBallotView *view)
{
  const Ballot *ballot = view->ballot;
  const BallotRuleRow *rule = ballot_rule_row(ballot->rule);
  g_autofree char *opened_by = clean(view, ballot->opened_by);
  g_autofree char *closed_by = ballot->closed != 0 ? clean(view, ballot->closed_by) : NULL;
  put(out, view, "Question", ballot->question);
  g_string_append_printf(out, "Rule: %s\nRule text: %s\nBinding: %s\nQuorum: %u\n", rule->name,
                         rule->text, ballot_electorate_to_text(ballot->electorate), ballot->quorum);
  put_time(out, "Opened", ballot->opened, "unknown", opened_by);
  put_time(out, "Votes count from", ballot->opens, "unknown", NULL);
  put_time(out, "Closes", ballot->closes, "when the chair says so", NULL);
  put_time(out, "Closed", ballot->closed, "still open", closed_by);
  for (guint i = 0; i < web_count(ballot->options); i++) {
    const BallotOption *option = g_ptr_array_index(ballot->options, i);
    g_autofree char *text = clean(view, option->text);
    g_string_append_printf(out, "Option: %s\t%s\n", option->key, text);
  }
}

/* Voters are numbered in the order in which they appear: two people may have one name. */
static guint
voter_number(GHashTable *numbers, const char *voter)
{
  gpointer known = g_hash_table_lookup(numbers, voter);
  if (known != NULL)
    return GPOINTER_TO_UINT(known);
  guint number = g_hash_table_size(numbers) + 1;
  g_hash_table_insert(numbers, (gpointer)voter, GUINT_TO_POINTER(number));
  return number;
}

static void
put_place(WebOut *out, const WebBallotView *view, const char *message_id, guint line)
{
  g_string_append_printf(out, "%s/%s/archive/",
                         view->page->base_url != NULL ? view->page->base_url : "",
                         view->page->group->name);
  web_out_path(out, message_id);
  g_string_append_c(out, '/');
  if (line > 0)
    g_string_append_printf(out, "#L%u", line);
}

static void
put_source(WebOut *out, const WebBallotView *view, const BallotVote *vote)
{
  if (vote->message_id == NULL) {
    g_string_append_c(out, '-');
    return;
  }
  put_place(out, view, vote->message_id, vote->line);
}

static void
put_vote(WebOut *out, const WebBallotView *view, GHashTable *numbers, const BallotVote *vote)
{
  g_autofree char *name = clean(view, person_label(vote->person));
  web_out_iso(out, vote->at);
  g_string_append_printf(out, "\t%s\t%s\t%s\t%s\t%d\t%u\t%s\t%s\t%s\t",
                         vote->counted ? "counted" : "refused", vote->binding ? "binding" : "other",
                         vote->resolved ? "resolved" : "-",
                         vote->option != NULL ? vote->option : "-", vote->value,
                         voter_number(numbers, vote->voter), name, vote_way_to_text(vote->way),
                         vote->way == WAY_MAIL ? mail_proof_to_text(vote->proof) : "-");
  put_source(out, view, vote);
  g_string_append_printf(out, "\t%s\n", vote->why != NULL ? vote->why : "-");
}

static const char *
verdict_of(const WebBallotView *view)
{
  return view->ballot->reason != NULL ? view->ballot->reason : view->tally->why;
}

/* A line stays as it is where it can. */
static void
put_quoted(WebOut *out, const WebBallotView *view, const char *line)
{
  enum { CHARACTERS = 500 };
  g_autofree char *said = clean(view, line);
  g_autofree char *words = g_strchomp(web_cut_links_whole(said, CHARACTERS));
  g_strchomp(said);
  if (said[0] == '\0')
    g_string_append(out, ">\n");
  else if (web_columns(said) + strlen("> ") <= MAIL_COLUMNS)
    g_string_append_printf(out, "> %s\n", said);
  else
    web_wrap(out, words, MAIL_COLUMNS, "> ", "> ");
}

/* With its source in front: whatever stood behind a quote in a mail would be read as an answer to
 * it. */
static void
put_voted_on(WebOut *out, const WebBallotView *view)
{
  enum { MOST = 40 };
  const Mention *text = view->voted_on;
  if (text == NULL)
    return;
  g_autofree char *id = g_strdelimit(web_plain(text->message_id), "\t\n\r", ' ');
  g_autofree char *where =
      text->lines.first == 0 ? g_strdup("in")
      : text->lines.last > text->lines.first
          ? g_strdup_printf("lines %u-%u of", text->lines.first, text->lines.last)
          : g_strdup_printf("line %u of", text->lines.first);
  g_string_append_printf(out, "\nThe text voted on, %s\n<%s>\n", where, id);
  put_place(out, view, text->message_id, text->lines.first);
  g_auto(GStrv) lines = g_strsplit(text->quote != NULL ? text->quote : "", "\n", MOST + 1);
  g_string_append(out, lines[0] != NULL ? "\n\n" : "\n");
  for (guint i = 0; lines[i] != NULL; i++)
    put_quoted(out, view, i < MOST ? lines[i] : "[…]");
}

void
web_text_ballot(WebOut *out, const WebBallotView *view)
{
  gsize start = out->len;
  g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
  g_autofree char *title = clean(view, web_page_group_title(view->page));
  g_string_append_printf(out, "Ballot %" G_GINT64_FORMAT " of %s\n", view->ballot->number, title);
  put_terms(out, view);
  put_voted_on(out, view);
  g_string_append(out,
                  "\n# when, counted?, binding?, objection met?, option, value, voter's number "
                  "and name, way, proof, source, why not\n");
  for (guint i = 0; i < view->votes->len; i++)
    put_vote(out, view, numbers, view->votes->pdata[i]);
  g_string_append_printf(out, "\nResult: %s\nReason: %s\n",
                         ballot_outcome_to_text(view->ballot->outcome), verdict_of(view));
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, out->str + start,
                                                       (gssize)(out->len - start));
  g_string_append_printf(out, "SHA-256 of the lines above: %s\n", sum);
}

/* --- the result for the list --- */

static void
put_people(WebOut *out, const WebBallotView *view, gboolean binding, const char *title)
{
  gboolean any = FALSE;
  for (guint i = 0; i < view->votes->len; i++) {
    const BallotVote *vote = view->votes->pdata[i];
    if (!vote->counted || vote->binding != binding)
      continue;
    g_autofree char *name = clean(view, person_label(vote->person));
    g_string_append_printf(
        out, "%s  %+d%s%s  %s%s\n", any ? "" : title, vote->value, vote->option != NULL ? " " : "",
        vote->option != NULL ? vote->option : "", name, vote->resolved ? " (resolved)" : "");
    any = TRUE;
  }
  if (any)
    g_string_append_c(out, '\n');
}

static gboolean
is_concern(const WebBallotView *view, const BallotVote *vote)
{
  return ballot_rule_row(view->ballot->rule)->needs_reason && web_vote_is_objection(vote);
}

/* What people gave as reasons: the named concerns, or what was said with the other votes. */
static void
put_reasons(WebOut *out, const WebBallotView *view, gboolean concerns, const char *title)
{
  enum { COLUMNS = 72, CHARACTERS = 300, MOST = 30 };
  guint n = 0;
  for (guint i = 0; i < view->votes->len; i++) {
    const BallotVote *vote = view->votes->pdata[i];
    if (!vote->counted || vote->comment == NULL || is_concern(view, vote) != concerns ||
        n++ >= MOST)
      continue;
    g_autofree char *said = clean(view, vote->comment);
    g_autofree char *words = web_cut_links_whole(said, CHARACTERS);
    g_autofree char *name = clean(view, person_label(vote->person));
    g_autofree char *first =
        g_strdup_printf("  %+d%s%s %s%s: ", vote->value, vote->option != NULL ? " " : "",
                        vote->option != NULL ? vote->option : "", name,
                        !concerns        ? ""
                        : vote->resolved ? " (met)"
                                         : " (stands)");
    g_string_append(out, n == 1 ? title : "");
    web_wrap(out, words, COLUMNS, first, "     ");
  }
  if (n > MOST)
    g_string_append_printf(out, "  and %u more on the page\n", n - MOST);
  if (n > 0)
    g_string_append_c(out, '\n');
}

static void
put_scores(WebOut *out, const WebBallotView *view)
{
  for (guint i = 0; i < web_count(view->ballot->options); i++) {
    const BallotOption *option = g_ptr_array_index(view->ballot->options, i);
    const TallyLine *line = &g_array_index(view->tally->lines, TallyLine, i);
    g_autofree char *text = clean(view, option->text);
    g_string_append_printf(out, "  %u. %s: %s (%d binding, %d others)\n", line->rank, option->key,
                           text, line->binding.score, line->other.score);
  }
  if (web_count(view->ballot->options) > 0)
    g_string_append_c(out, '\n');
}

void
web_text_ballot_result(WebOut *out, const WebBallotView *view)
{
  const Ballot *ballot = view->ballot;
  const BallotRuleRow *rule = ballot_rule_row(ballot->rule);
  g_autofree char *question = clean(view, ballot->question);
  g_autofree char *verdict = clean(view, verdict_of(view));
  g_string_append_printf(out, "The vote on\n\n  %s\n\nis closed: %s.\n%s.\n\n", question,
                         ballot_outcome_to_text(ballot->outcome), verdict);
  put_scores(out, view);
  put_people(out, view, TRUE, "Binding:\n");
  put_people(out, view, FALSE, "Not binding:\n");
  put_reasons(out, view, TRUE, "Named concerns:\n");
  put_reasons(out, view, FALSE, "Said with the votes:\n");
  g_string_append_printf(
      out, "Rule: %s. %s\n\nEvery vote with its source:\n%s/%s/votes/%" G_GINT64_FORMAT "\n",
      rule->title, rule->text, view->page->base_url != NULL ? view->page->base_url : "",
      view->page->group->name, ballot->number);
  put_voted_on(out, view);
}
