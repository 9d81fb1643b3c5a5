/* A meeting run on the command line, the rule of ballots that entries open, and minutes corrected
 * by two. */
#include <jansson.h>
#include <string.h>

#include "db/ballot.h"
#include "db/group.h"
#include "db/item.h"
#include "db/live.h"
#include "db/meeting.h"
#include "tests/harness/visitor.h"

#define DAY "2014-05-20"
#define MEETING "/virt/meetings/" DAY

static char *
run(const Harness *h, const char *line)
{
  g_auto(GStrv) args = NULL;
  g_assert_true(g_shell_parse_argv(line, NULL, &args, NULL));
  return chair_run(h, (const char *const *)args);
}

static void
done(const Harness *h, const char *line)
{
  g_free(run(h, line));
}

static void
refused(const Harness *h, const char *line, const char *why)
{
  g_auto(GStrv) args = NULL;
  g_assert_true(g_shell_parse_argv(line, NULL, &args, NULL));
  harness_must_fail(h, (const char *const *)args, why);
}

static Harness *
with_meeting(void)
{
  Harness *h = harness_new();
  done(h, "group set virt --next-meeting " DAY "T17:00 --address virt@lists.example.org");
  done(h, "member add virt mia@example.org --name Mia --role member --since 2014-01-01");
  done(h, "agenda add virt Releases --minutes 10 --date " DAY);
  done(h, "agenda add virt Mirrors --date " DAY);
  return h;
}

static const SheetLine *
line_at(const Sheet *sheet, guint n)
{
  g_assert_cmpuint(n, <, sheet->lines->len);
  return sheet->lines->pdata[n];
}

static void
test_minutes_of_an_entry_can_be_taken_away(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_autoptr(Sheet) before = chair_sheet(h, DAY);
  g_assert_cmpuint(sheet_entry_at(before, 1)->minutes, ==, 10);
  done(h, "agenda set virt 1 --presenter Mia --date " DAY);
  g_autoptr(Sheet) kept = chair_sheet(h, DAY);
  g_assert_cmpuint(sheet_entry_at(kept, 1)->minutes, ==, 10);
  done(h, "agenda set virt 1 --minutes 0 --date " DAY);
  g_autoptr(Sheet) after = chair_sheet(h, DAY);
  g_assert_cmpuint(sheet_entry_at(after, 1)->minutes, ==, 0);
  g_assert_cmpstr(sheet_entry_at(after, 1)->presenter, ==, "Mia");
  refused(h, "agenda set virt 1 --minutes -1 --date " DAY, "less than nothing");
  refused(h, "agenda add virt More --minutes -5 --date " DAY, "less than nothing");
}

static void
test_a_vote_on_the_spot_and_a_scribe_by_command(void)
{
  g_autoptr(Harness) h = with_meeting();
  done(h, "meeting start virt --date " DAY);
  done(h, "meeting scribe virt Mia --date " DAY);
  done(h, "meeting topic virt 1 --date " DAY);
  refused(h, "meeting vote cast virt +1 Mia --date " DAY, "no vote is open");
  done(h, "meeting vote open virt 'Ship it?' --date " DAY);
  refused(h, "meeting vote open virt 'And this?' --date " DAY, "still open");
  done(h, "meeting vote cast virt +1 mia@example.org Ann --date " DAY);
  done(h, "meeting vote cast virt -1 Ann --date " DAY);
  done(h, "meeting vote cast virt 0 Guest --date " DAY);
  refused(h, "meeting vote cast virt +2 Ann --date " DAY, "+1, 0, -1");
  g_autofree char *told = run(h, "meeting vote close virt --date " DAY);
  g_assert_cmpstr(told, ==, "rejected: Ship it? (+1, 1, -1)\n");
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  g_assert_cmpstr(sheet->scribe, ==, "Mia");
  g_assert_nonnull(sheet_person(sheet, "Mia"));
  g_assert_cmpint(line_at(sheet, 0)->kind, ==, SAID_REJECTED);
  g_assert_cmpint(line_at(sheet, 0)->votes_against, ==, 1);
  g_assert_cmpint(line_at(sheet, 0)->entry, ==, sheet_entry_at(sheet, 1)->id);
  done(h, "meeting scribe virt '' --date " DAY);
  g_autoptr(Sheet) nobody = chair_sheet(h, DAY);
  g_assert_null(nobody->scribe);
}

static void
test_lines_are_corrected_by_command_with_history(void)
{
  g_autoptr(Harness) h = with_meeting();
  done(h, "meeting start virt --date " DAY);
  done(h, "meeting say virt decision 'We ship in Mai' --date " DAY);
  done(h, "meeting say virt action 'write it down' --owner Nobody --date " DAY);
  done(h, "meeting end virt --date " DAY);
  g_autoptr(Sheet) before = chair_sheet(h, DAY);
  gint64 decision = line_at(before, 0)->id, action = line_at(before, 1)->id;
  g_autofree char *correct =
      g_strdup_printf("minutes correct virt m%" G_GINT64_FORMAT
                      " 'We ship in May' --remark 'a wrong month' --date " DAY,
                      decision);
  done(h, correct);
  g_autofree char *owner = g_strdup_printf(
      "minutes correct virt %" G_GINT64_FORMAT " --owner Mia --due 2014-06-01 --date " DAY, action);
  done(h, owner);
  g_autofree char *nothing =
      g_strdup_printf("minutes correct virt m%" G_GINT64_FORMAT " --date " DAY, decision);
  refused(h, nothing, "nothing to correct");
  g_autofree char *finish =
      g_strdup_printf("minutes done virt m%" G_GINT64_FORMAT " --date " DAY, action);
  done(h, finish);
  g_autofree char *strike =
      g_strdup_printf("minutes strike virt m%" G_GINT64_FORMAT " --date " DAY, decision);
  done(h, strike);
  g_autofree char *lines = run(h, "minutes lines virt --date " DAY);
  g_assert_nonnull(strstr(lines, "We ship in May (taken back)"));
  g_assert_nonnull(strstr(lines, "Mia: write it down (done)"));
  g_autofree char *back =
      g_strdup_printf("minutes bring-back virt m%" G_GINT64_FORMAT " --date " DAY, decision);
  done(h, back);
  g_autoptr(Sheet) after = chair_sheet(h, DAY);
  g_assert_false(line_at(after, 0)->struck);
  g_assert_true(line_at(after, 1)->owner_known);
  g_assert_cmpint(line_at(after, 1)->due, !=, 0);
  g_assert_cmpuint(after->revision, ==, 4); /* being done is no correction */
  harness_serve(h, NULL);
  g_autoptr(Answer) page = harness_get(h, MEETING "/minutes");
  g_assert_nonnull(strstr(page->body, "a wrong month"));
  g_assert_nonnull(strstr(page->body, "We ship in Mai"));
}

static void
test_minutes_are_drafted_as_mail_by_command(void)
{
  g_autoptr(Harness) h = with_meeting();
  refused(h, "outbox write virt minutes --date " DAY, "has no minutes");
  done(h, "meeting start virt --date " DAY);
  done(h, "meeting say virt decision 'We ship in May' --date " DAY);
  done(h, "meeting end virt --date " DAY);
  g_autofree char *told = run(h, "outbox write virt minutes --date " DAY);
  g_assert_nonnull(strstr(told, "1  draft to virt@lists.example.org: Minutes: "));
  g_autofree char *shown = run(h, "outbox show 1");
  g_assert_nonnull(strstr(shown, "AGREED: We ship in May"));
}

/* The mail with the minutes, back from the list, states nothing; so what was written down here is
 * what comes back. */
static void
test_actions_come_back_when_the_minutes_were_mailed(void)
{
  g_autoptr(Harness) h = with_meeting();
  done(h, "meeting start virt --date " DAY);
  done(h, "meeting say virt action 'write the guide' --owner Mia --date " DAY);
  done(h, "meeting end virt --date " DAY);
  done(h, "outbox write virt minutes --date " DAY);
  done(h, "outbox send 1");
  g_autofree char *mail = run(h, "outbox show 1");
  g_autofree char *id = g_strndup(strstr(mail, "\nMessage-ID: ") + 13, 200);
  id[strcspn(id, "\r\n")] = '\0';
  g_autofree char *mbox =
      g_strdup_printf("From a@example.org Tue May 20 19:00:00 2014\nFrom: Ann <ann@example.org>\n"
                      "Message-ID: %s\nDate: Tue, 20 May 2014 19:00:00 +0000\n"
                      "Subject: Minutes: Virt SIG meeting, " DAY "\n\n"
                      "    * ACTION: Mia: write the guide\n\n",
                      id);
  harness_ingest(h, "virt", mbox);
  g_autofree char *items = run(h, "items virt");
  g_assert_null(strstr(items, "write the guide"));
  done(h, "meeting add virt 2014-06-03T17:00");
  g_autofree char *draft = run(h, "agenda virt --draft --date 2014-06-03");
  g_assert_nonnull(strstr(draft, "write the guide"));
  g_autofree char *actions = run(h, "actions virt --owner Mia");
  g_assert_nonnull(strstr(actions, "write the guide"));
}

/* --- the rule of ballots that entries open --- */

static BallotRule
rule_of_ballot(const Harness *h, gint64 number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(h);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Ballot) ballot = db_ballot_get(db, group->id, number, &error);
  g_assert_no_error(error);
  return ballot->rule;
}

static void
test_the_chair_says_by_which_rule_an_entry_is_voted_on(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  done(h, "meeting start virt --date " DAY);
  done(h, "meeting outcome virt 1 needs-vote --date " DAY);
  g_assert_cmpint(rule_of_ballot(h, 1), ==, RULE_LAZY);
  done(h, "meeting outcome virt 2 needs-vote --rule majority --date " DAY);
  g_assert_cmpint(rule_of_ballot(h, 2), ==, RULE_MAJORITY);
  done(h, "agenda add virt Logo --date " DAY);
  refused(h, "meeting outcome virt 3 needs-vote --rule ranked --date " DAY, "lazy-consensus");
  refused(h, "vote policy virt --rule ranked", "lazy-consensus");
  g_autofree char *policy = run(h, "vote policy virt --rule release");
  g_assert_nonnull(strstr(policy, "need a vote: release"));
  g_assert_nonnull(strstr(policy, "unverified votes by mail: at-once"));
  harness_serve(h, NULL);
  visiting_sign_in(&ann, h, "Ann", "chair");
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  g_autofree char *by_group = g_strdup_printf(
      "verb=outcome&entry=%" G_GINT64_FORMAT "&value=needs-vote", sheet_entry_at(sheet, 3)->id);
  g_autoptr(Answer) set = visiting_post(&ann, MEETING "/live", by_group);
  g_assert_cmpuint(set->status, ==, 303);
  g_assert_cmpint(rule_of_ballot(h, 3), ==, RULE_RELEASE);
  g_autoptr(Answer) changed = visiting_post(&ann, "/virt/votes/", "verb=entry-rule&rule=majority");
  g_assert_cmpuint(changed->status, ==, 303);
  g_autoptr(Answer) ranked = visiting_post(&ann, "/virt/votes/", "verb=entry-rule&rule=ranked");
  g_assert_cmpuint(ranked->status, ==, 400);
  g_autoptr(Answer) votes = visiting_get(&ann, "/virt/votes/");
  g_assert_nonnull(strstr(votes->body, "value=\"majority\" selected"));
  g_autofree char *chosen = g_strdup_printf("verb=outcome&entry=%" G_GINT64_FORMAT "&value=none",
                                            sheet_entry_at(sheet, 3)->id);
  g_autoptr(Answer) undone = visiting_post(&ann, MEETING "/live", chosen);
  g_assert_cmpuint(undone->status, ==, 303);
  g_autoptr(Answer) live = visiting_get(&ann, MEETING "/live");
  const char *first = strstr(live->body, "needs-vote majority");
  g_assert_nonnull(first);
  g_assert_true(first < strstr(live->body, "needs-vote lazy-consensus"));
  g_autofree char *other =
      g_strdup_printf("verb=outcome&entry=%" G_GINT64_FORMAT "&value=needs-vote+consensus",
                      sheet_entry_at(sheet, 3)->id);
  g_autoptr(Answer) chose = visiting_post(&ann, MEETING "/live", other);
  g_assert_cmpuint(chose->status, ==, 303);
  g_assert_cmpint(rule_of_ballot(h, 4), ==, RULE_CONSENSUS);
}

/* --- corrections on the page --- */

static void
test_a_refused_correction_keeps_what_was_typed(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  done(h, "meeting start virt --date " DAY);
  done(h, "meeting say virt decision 'We ship in Mai' --date " DAY);
  done(h, "meeting end virt --date " DAY);
  harness_serve(h, NULL);
  visiting_sign_in(&ann, h, "Ann", "chair");
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  const SheetLine *line = line_at(sheet, 0);
  g_autofree char *empty = g_strdup_printf("verb=correct&line=%" G_GINT64_FORMAT
                                           "&stamp=%" G_GINT64_FORMAT "&text=&why=typed+before",
                                           line->id, line->stamp);
  g_autoptr(Answer) refuses = visiting_post(&ann, MEETING "/minutes", empty);
  g_assert_cmpuint(refuses->status, ==, 400);
  g_assert_nonnull(strstr(refuses->body, "Nothing was changed"));
  g_assert_nonnull(strstr(refuses->body, "value=\"typed before\""));
  g_autofree char *first = g_strdup_printf("verb=correct&line=%" G_GINT64_FORMAT
                                           "&stamp=%" G_GINT64_FORMAT "&text=We+ship+in+May",
                                           line->id, line->stamp);
  g_autoptr(Answer) corrected = visiting_post(&ann, MEETING "/minutes", first);
  g_assert_cmpuint(corrected->status, ==, 303);
  g_autofree char *second = g_strdup_printf("verb=correct&line=%" G_GINT64_FORMAT
                                            "&stamp=%" G_GINT64_FORMAT "&text=We+ship+on+2+May",
                                            line->id, line->stamp);
  g_autoptr(Answer) stale = visiting_post(&ann, MEETING "/minutes", second);
  g_assert_cmpuint(stale->status, ==, 409);
  g_assert_nonnull(strstr(stale->body, "<span dir=\"auto\">We ship in May</span>"));
  g_assert_nonnull(strstr(stale->body, "value=\"We ship on 2 May\""));
  g_assert_nonnull(strstr(stale->body, "was changed meanwhile"));
  g_autoptr(Sheet) kept = chair_sheet(h, DAY);
  g_assert_cmpstr(line_at(kept, 0)->text, ==, "We ship in May");
  g_assert_cmpuint(kept->revision, ==, 1);
  /* The page that says so leads on: its form carries the line as it is now. */
  g_autofree char *again = g_strdup_printf("verb=correct&line=%" G_GINT64_FORMAT
                                           "&stamp=%" G_GINT64_FORMAT "&text=We+ship+on+2+May",
                                           line->id, line_at(kept, 0)->stamp);
  g_autoptr(Answer) won = visiting_post(&ann, MEETING "/minutes", again);
  g_assert_cmpuint(won->status, ==, 303);
}

/* --- minutes that only the archive has --- */

static void
test_minutes_of_the_archive_have_their_forms(void)
{
  static const char mbox[] = "From a@example.org Tue May 13 18:00:00 2014\n"
                             "From: Ann <ann@example.org>\n"
                             "Subject: Minutes of the Virt SIG meeting 2014-05-13\n"
                             "Date: Tue, 13 May 2014 18:00:00 +0000\n"
                             "Message-ID: <minutes-13@example.org>\n\n"
                             "==================\n#virt: SIG meeting\n==================\n\n\n"
                             "Meeting started by ann at 17:00:12 UTC.\n\n\n"
                             "Meeting summary\n---------------\n"
                             "* Releases  (ann, 17:01:00)\n"
                             "  * AGREED: ship every six [weeks]  (ann, 17:05:00)\n"
                             "  * ACTION: Mia to write the release notes  (ann, 17:06:00)\n\n"
                             "Meeting ended at 17:30:00 UTC.\n\n\n"
                             "People Present (lines said)\n---------------------------\n"
                             "* ann (20)\n* mia (4)\n\n";
  g_autoptr(Harness) h = with_meeting();
  harness_ingest(h, "virt", mbox);
  harness_serve(h, NULL);
  g_autoptr(Answer) markdown = harness_get(h, "/virt/meetings/2014-05-13.md");
  g_assert_cmpuint(markdown->status, ==, 200);
  g_assert_nonnull(strstr(markdown->body, "# Virt SIG: minutes of "));
  g_assert_nonnull(strstr(markdown->body, "- **Present:** ann, mia\n"));
  g_assert_nonnull(strstr(markdown->body, "DECISION: ship every six \\[weeks\\]](http"));
  g_assert_nonnull(strstr(markdown->body, "/virt/archive/minutes-13@example.org/#L"));
  g_autoptr(Answer) text = harness_get(h, "/virt/meetings/2014-05-13.txt");
  g_assert_cmpuint(text->status, ==, 302);
  g_autoptr(Answer) json = harness_get(h, "/virt/meetings/2014-05-13.json");
  g_assert_nonnull(strstr(json->body, "minutes-13@example.org"));
}

static void
test_minutes_written_here_are_the_words_of_a_meeting(void)
{
  g_autoptr(Harness) h = with_meeting();
  done(h, "meeting start virt --date " DAY);
  done(h, "meeting say virt decision 'We ship in May' --date " DAY);
  done(h, "meeting end virt --date " DAY);
  harness_serve(h, NULL);
  g_autoptr(Answer) markdown = harness_get(h, MEETING ".md");
  g_assert_cmpuint(markdown->status, ==, 302);
  g_assert_nonnull(strstr(answer_header(markdown, "location"), MEETING "/minutes.md"));
}

/* What a meeting left over has no number, and its reason is written anew all the same. */
static void
test_publishing_tells_again_why_what_was_left_over_is_there(void)
{
  g_autoptr(Harness) h = with_meeting();
  done(h, "meeting start virt --date " DAY);
  done(h, "meeting say virt action 'write it down' --owner Mia --date " DAY);
  done(h, "meeting end virt --date " DAY);
  g_autoptr(Sheet) held = chair_sheet(h, DAY);
  g_autofree char *take = g_strdup_printf(
      "agenda take virt 'line %" G_GINT64_FORMAT "' --date 2014-05-27", line_at(held, 0)->id);
  g_autofree char *later =
      g_strdup_printf("minutes correct virt %" G_GINT64_FORMAT " --due 2014-05-25 --date " DAY,
                      line_at(held, 0)->id);
  done(h, "meeting add virt 2014-05-27T17:00");
  done(h, take);
  done(h, later);
  g_autofree char *taken = run(h, "agenda virt --date 2014-05-27");
  g_assert_nonnull(strstr(taken, "carried over from " DAY));
  g_assert_null(strstr(taken, "2014-05-25"));
  done(h, "agenda publish virt --date 2014-05-27");
  g_autofree char *published = run(h, "agenda virt --date 2014-05-27");
  g_assert_nonnull(strstr(published, "2014-05-25"));
}

/* What becomes of an entry becomes of its item, and the next draft has what is left, with its
 * reason. */
static const struct {
  const char *outcome; /* NULL: nobody says one */
  const char *said;    /* a line under it, or NULL */
  const char *state;   /* of the item then */
  const char *next;    /* why the next draft has it, NULL: it has not */
} fates[] = {
    {"done", NULL, "done", NULL},
    {"decided", NULL, "done", NULL},
    {"deferred", NULL, "deferred", "carried over from 2014-05-20"},
    {"needs-vote", NULL, "open", "ballot 1"},
    {"dropped", NULL, "declined", NULL},
    {NULL, "decision 'we ship it'", "done", NULL},
    {NULL, NULL, "deferred", "carried over from 2014-05-20 (not reached)"},
};

/* The numbers of "Fate 0" and so on. */
static void
take_fates(Harness *h, gint64 numbers[G_N_ELEMENTS(fates)])
{
  g_autoptr(GString) mail =
      g_string_new("From a@example.org Mon May 12 10:00:00 2014\nFrom: Ann <ann@example.org>\n"
                   "Subject: Backlog\nMessage-ID: <fates@example.org>\n"
                   "Date: Mon, 12 May 2014 10:00:00 +0000\n\n== Backlog ==\n\n");
  for (guint i = 0; i < G_N_ELEMENTS(fates); i++)
    g_string_append_printf(mail, "* Fate %u of the entries\n", i);
  harness_ingest(h, "virt", mail->str);
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(h);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) items =
      db_item_list(db, group->id, &(ItemQuery){.order = ITEM_BY_MAIL}, &error);
  g_assert_no_error(error);
  for (guint i = 0; i < items->len; i++) {
    const Item *item = items->pdata[i];
    if (g_str_has_prefix(item->title, "Fate "))
      numbers[item->title[5] - '0'] = item->number;
  }
}

static void
hold_fates(const Harness *h, const gint64 numbers[G_N_ELEMENTS(fates)])
{
  for (guint i = 0; i < G_N_ELEMENTS(fates); i++) {
    g_autofree char *take =
        g_strdup_printf("agenda take virt %" G_GINT64_FORMAT " --date " DAY, numbers[i]);
    done(h, take);
  }
  done(h, "meeting start virt --date " DAY);
  for (guint i = 0; i < G_N_ELEMENTS(fates); i++) {
    g_autofree char *topic = g_strdup_printf("meeting topic virt %u --date " DAY, i + 1);
    g_autofree char *outcome =
        g_strdup_printf("meeting outcome virt %u %s --date " DAY, i + 1, fates[i].outcome);
    g_autofree char *say = g_strdup_printf("meeting say virt %s --date " DAY, fates[i].said);
    if (fates[i].outcome != NULL || fates[i].said != NULL)
      done(h, topic);
    if (fates[i].said != NULL)
      done(h, say);
    if (fates[i].outcome != NULL)
      done(h, outcome);
  }
  done(h, "meeting end virt --date " DAY);
}

/* What the draft says of an item, or NULL. */
static const char *
why_of(const json_t *agenda, gint64 number)
{
  const json_t *entries = json_object_get(agenda, "entries");
  for (gsize i = 0; i < json_array_size(entries); i++) {
    const json_t *entry = json_array_get(entries, i);
    const json_t *item = json_object_get(entry, "item");
    if (json_integer_value(json_object_get(item, "number")) == number)
      return json_string_value(json_object_get(entry, "why"));
  }
  return NULL;
}

static void
test_items_follow_their_entries_into_the_next_agenda(void)
{
  gint64 numbers[G_N_ELEMENTS(fates)] = {0};
  g_autoptr(Harness) h = harness_new();
  done(h, "group set virt --next-meeting " DAY "T17:00");
  take_fates(h, numbers);
  hold_fates(h, numbers);
  done(h, "meeting add virt 2014-05-27T17:00");
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(h);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autofree char *draft = run(h, "agenda virt --date 2014-05-27 --format json");
  json_t *agenda = json_loads(draft, 0, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(fates); i++) {
    g_autoptr(Item) item = db_item_get(db, group->id, numbers[i], &error);
    g_test_message("fate %u: %s", i, draft);
    g_assert_cmpstr(item_state_to_text(item->state), ==, fates[i].state);
    const char *why = why_of(agenda, numbers[i]);
    g_assert_cmpint(why != NULL, ==, fates[i].next != NULL);
    if (why != NULL)
      harness_assert_says(why, fates[i].next);
  }
  json_decref(agenda);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/meeting-run/minutes-of-an-entry-can-be-taken-away",
                  test_minutes_of_an_entry_can_be_taken_away);
  g_test_add_func("/server/meeting-run/a-vote-on-the-spot-and-a-scribe-by-command",
                  test_a_vote_on_the_spot_and_a_scribe_by_command);
  g_test_add_func("/server/meeting-run/lines-are-corrected-by-command-with-history",
                  test_lines_are_corrected_by_command_with_history);
  g_test_add_func("/server/meeting-run/minutes-are-drafted-as-mail-by-command",
                  test_minutes_are_drafted_as_mail_by_command);
  g_test_add_func("/server/meeting-run/actions-come-back-when-the-minutes-were-mailed",
                  test_actions_come_back_when_the_minutes_were_mailed);
  g_test_add_func("/server/meeting-run/the-chair-says-by-which-rule-an-entry-is-voted-on",
                  test_the_chair_says_by_which_rule_an_entry_is_voted_on);
  g_test_add_func("/server/meeting-run/a-refused-correction-keeps-what-was-typed",
                  test_a_refused_correction_keeps_what_was_typed);
  g_test_add_func("/server/meeting-run/minutes-of-the-archive-have-their-forms",
                  test_minutes_of_the_archive_have_their_forms);
  g_test_add_func("/server/meeting-run/minutes-written-here-are-the-words-of-a-meeting",
                  test_minutes_written_here_are_the_words_of_a_meeting);
  g_test_add_func("/server/meeting-run/items-follow-their-entries-into-the-next-agenda",
                  test_items_follow_their_entries_into_the_next_agenda);
  g_test_add_func("/server/meeting-run/publishing-tells-again-why-what-was-left-over-is-there",
                  test_publishing_tells_again_why_what_was_left_over_is_there);
  return g_test_run();
}
