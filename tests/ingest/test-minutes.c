/* Minutes of three styles: owners through the attendee list, repeats, the meeting record. */
#include "lines-of.h"
#include <string.h>

static const char wiki[] =
    "== Attendees ==\n\n* LarsKurth (LK)\n* Gabriel Duarte (GD)\n\n== Minutes ==\n\n* Signing : "
    "done\n"
    "** ACTION: LK and GD to finish by Friday\n** Who sends it?\n** Motion approved\n";
static const char meetbot[] =
    "=====================\n#cloud-meeting: Cloud\n=====================\n\nMeeting started by ann "
    "at 16:01:07 UTC.\n\n"
    "Meeting summary\n---------------\n* Images  (ann, 16:04:11)\n  * ACTION: ravi to rebuild "
    "without the debug kernel and\n    to tell (ann,\n"
    "    16:12:09)\n  * REJECTED: no images (+:1, -:5)  (ann, 16:13:00)\n  * INFO: it is late  "
    "(ann, 16:14:00)\n\nMeeting ended at 16:31:00 UTC.\n\n"
    "Action Items\n------------\n* ravi to rebuild without the debug kernel and to tell\n\nAction "
    "Items, by person\n-----------------------\n* ravi\n"
    "  * ravi to rebuild without the debug kernel and to tell\n* **UNASSIGNED**\n  * "
    "(none)\n\nPeople Present (lines said)\n---------------------------\n* ann (20)\n";
static const char scribe[] =
    "Present+ Anneli, Dmitri\nScribe: Patrick\n\nTopic: Dates\n\nSoledad: I will never like "
    "it\n\nRESOLVED: Publish the note\n\naction-20: closed\n\n"
    "ACTION: Dmitri to build a page\n";
static const char log_only[] =
    "16:00:02 <mirek> #startmeeting db\n16:00:30 <mirek> shall we begin?\n16:01:00 <mirek> #topic "
    "Packages\n16:02:12 <eun> I'll do it\n"
    "16:04:55 <mirek> #action eun to open a ticket\n16:08:07 <mirek> !agreed ship both\n16:09:00 "
    "<mirek> ^idea a script\n";

static const ItemDraft *
nth(const Drafts *d, guint i)
{
  return g_ptr_array_index(d->items, i);
}

static void
test_wiki(void)
{
  g_autoptr(Drafts) d = drafts_of("Minutes, 3 July 2026", wiki);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "topic: Signing\naction: LK and GD to finish by Friday (LK and GD)\nquestion: "
                  "Who sends it?\ndecision: Motion approved\n");
  g_assert_cmpstr(nth(d, 1)->owner_person, ==, "Lars Kurth, Gabriel Duarte");
  g_assert_cmpint(nth(d, 0)->state, ==, STATE_DONE);
  g_assert_cmpint(nth(d, 1)->parent, ==, 0);
  g_assert_cmpint((int)((nth(d, 1)->due - 1783333800) / 86400), ==, 3);
}

static void
test_who_sent_regrets_was_not_there(void)
{
  g_autoptr(Drafts) d =
      drafts_of("Minutes, 3 July 2026",
                "== Attendees ==\n\n* LarsKurth (LK)\n* Chlo\u00e9Marchand (CM), minutes\n"
                "* Apologies: GabrielDuarte (GD)\n\n== Minutes ==\n\n* ACTION: GD to sign it\n");
  g_assert_nonnull(d->minutes);
  g_assert_cmpuint(d->minutes->attendees->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(d->minutes->attendees, 1), ==, "Chlo\u00e9 Marchand (CM)");
  g_assert_cmpstr(nth(d, 0)->owner_person, ==, "Gabriel Duarte");
}

/* The mail is of Monday, 6 July 2026. */
static void
test_the_day_is_the_one_that_the_minutes_name(void)
{
  static const struct {
    const char *subject, *top, *day;
  } minutes[] = {
      {"Minutes", "Date: 2 July 2026\nPlace: IRC\n\n", "2026-07-02"},
      {"Minutes", "* Date: Thursday, 2 July 2026, 14:00 UTC\n\n", "2026-07-02"},
      {"Minutes", "**Meeting date**: 2026-07-02\n\n", "2026-07-02"},
      {"Minutes", "'''Date''': 2 July\n\n", "2026-07-02"},
      {"Minutes", "Minutes of the meeting of 30 June 2026\n\n", "2026-06-30"},
      {"Minutes",
       "Hi,\n\nthese are the minutes of the Virt SIG meeting, held on Tuesday\n30 June.\n\n",
       "2026-06-30"},
      {"Minutes", "Notes from the call (June 30th), next meeting: 4 July\n\n", "2026-06-30"},
      {"Minutes", "= Virt SIG 2026-06-30 =\n\n", "2026-06-30"},
      {"Minutes", "Virt SIG meeting 2026-06-30\n\n", "2026-06-30"},
      {"Minutes", "= 30 June 2026 =\n\n", "2026-06-30"},
      {"Minutes", "= Virt SIG =\n\n== 30 June 2026 ==\n\n", "2026-06-30"},
      {"Minutes", "= Virt SIG meeting of 30 June =\n\n", "2026-06-30"},
      {"Minutes", "Tuesday, 30 June 2026, 16:00 UTC\n\n", "2026-06-30"},
      {"Minutes", "28 December 2025\n\n", ""}, /* half a year ago */
      {"Minutes", "Minutes from Tuesday's meeting\n\n", "2026-06-30"},
      {"Minutes from Monday's meeting", "", "2026-07-06"},
      {"Minutes from last Monday's meeting", "", "2026-06-29"},
      {"Minutes of yesterday's call", "", "2026-07-05"},
      {"Tuesday's meeting minutes", "", "2026-06-30"},
      {"Minutes", "Next meeting: 4 July\n\n", ""},
      {"Minutes", "Next meeting:\n\nDate: 4 July 2026\n\n", ""},
      {"Minutes", "== Next meeting ==\n\nDate: 4 July 2026\n\n== Topics ==\n\n", ""},
      {"Minutes", "* Next meeting\n  * Date: 4 July 2026\n\n", ""},
      {"Minutes, next meeting on 8 July", "", ""},
      {"Minutes", "The minutes of the meeting on 23 June were approved.\n\n", ""},
      {"Minutes", "Minutes of the last meeting on 23 June: no comments\n\n", ""},
      {"Minutes", "Date: 8 July 2026\n\n", ""}, /* to come */
      {"Minutes",
       "We shipped on 1 July, and the notes are below. See you at Tuesday's meeting.\n\n", ""},
      {"Minutes", "= Outage of 1 July =\n\n", ""},
  };
  for (guint i = 0; i < G_N_ELEMENTS(minutes); i++) {
    g_autofree char *body = g_strconcat(minutes[i].top, wiki, NULL);
    g_autoptr(Drafts) d = drafts_of(minutes[i].subject, body);
    g_assert_nonnull(d->minutes);
    g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc(d->minutes->date);
    g_autofree char *text =
        d->minutes->date == 0 ? g_strdup("") : g_date_time_format(day, "%Y-%m-%d");
    g_autofree char *got = g_strconcat(minutes[i].subject, " ", minutes[i].top, text, NULL);
    g_autofree char *want =
        g_strconcat(minutes[i].subject, " ", minutes[i].top, minutes[i].day, NULL);
    g_assert_cmpstr(got, ==, want);
  }
}

/* MeetBot tells times only, but its log has a name. */
static void
test_the_day_is_that_of_the_log(void)
{
  g_autofree char *body = g_strconcat(
      meetbot, "\nLog: http://meetbot.example.org/virt/2026/virt.2026-07-02-16.01.log.html\n",
      NULL);
  g_autoptr(Drafts) d = drafts_of("Summary of the cloud meeting", body);
  g_assert_cmpint(d->minutes->date, ==, 1782950400);
  g_autoptr(Drafts) none = drafts_of("Summary of the cloud meeting", meetbot);
  g_assert_cmpint(none->minutes->date, ==, 0);
}

static void
test_record(void)
{
  g_autoptr(Drafts) d = drafts_of("Minutes, 3 July 2026", wiki);
  g_assert_nonnull(d->minutes);
  g_assert_cmpstr(d->minutes->style, ==, "wiki");
  g_assert_cmpuint(d->minutes->attendees->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(d->minutes->attendees, 0), ==, "Lars Kurth (LK)");
  g_assert_cmpint(d->minutes->date, ==, 1783036800);
  g_autoptr(Drafts) unnamed = drafts_of("Minutes", wiki);
  g_assert_cmpint(unnamed->minutes->date, ==, 0);
  g_autoptr(Drafts) reply =
      drafts_of("Re: Minutes, 3 July 2026", "> == Minutes ==\n\nThanks, I will read them.\n");
  g_assert_null(reply->minutes);
}

static void
test_meetbot(void)
{
  g_autoptr(Drafts) d = drafts_of("Cloud meeting minutes", meetbot);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "topic: Images\naction: ravi to rebuild without the debug kernel and to tell "
                  "(ravi)\ndecision: no images (+:1, -:5)\n");
  g_assert_cmpint(nth(d, 2)->state, ==, STATE_DECLINED);
  g_assert_cmpuint(nth(d, 1)->lines.first, ==, 10);
  g_assert_cmpuint(nth(d, 1)->lines.last, ==, 11);
  guint repeats = 0;
  for (guint i = 0; i < d->items->len; i++)
    repeats += nth(d, i)->repeated && nth(d, i)->repeats == 1 ? 1 : 0;
  g_assert_cmpuint(repeats, ==, 2);
  g_assert_cmpstr(d->minutes->style, ==, "meetbot");
}

static void
test_scribe(void)
{
  g_autoptr(Drafts) d = drafts_of("[minutes] call", scribe);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(
      items, ==,
      "topic: Dates\ndecision: Publish the note\naction: Dmitri to build a page (Dmitri)\n");
  g_assert_cmpstr(nth(d, 2)->section, ==, "Dates");
  g_assert_null(nth(d, 0)->section);
}

static void
test_log_only(void)
{
  g_autoptr(Drafts) d = drafts_of("IRC log", log_only);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "topic: Packages\naction: eun to open a ticket (eun)\ndecision: ship "
                  "both\nproposal: a script\n");
}

/* The words of MeetBot that stand beside those it prints: a decision, and a call that is none. */
/* Who writes the minutes by hand may type the commands of a bot; one alone speaks of it. */
static void
test_typed_commands(void)
{
  g_autoptr(Drafts) d = drafts_of("Notes of today", "#topic Packages\n#agreed ship both\n#action "
                                                    "eun to open a ticket\n");
  g_assert_cmpuint(d->items->len, ==, 3);
  g_assert_cmpint(nth(d, 0)->kind, ==, ITEM_TOPIC);
  g_assert_cmpstr(nth(d, 1)->section, ==, "Packages");
  g_assert_cmpstr(nth(d, 2)->section, ==, "Packages");
  g_autoptr(Drafts) alone = drafts_of("How the bot works", "#topic Packages\n\nbegins a topic.\n");
  g_assert_cmpuint(alone->items->len, ==, 0);
}

static void
test_accepted_and_halp(void)
{
  g_autoptr(Drafts) d = drafts_of("IRC log", "16:00:02 <mirek> #startmeeting db\n16:01:00 <mirek> "
                                             "#topic Packages\n16:02:00 <mirek> #halp who can "
                                             "read the old build files\n16:03:00 <mirek> "
                                             "#accepted ship both\n16:04:00 <mirek> #rejected "
                                             "ship none\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "topic: Packages\ndecision: ship both\ndecision: ship none\n");
  g_assert_cmpint(nth(d, 1)->state, ==, STATE_NEW);
  g_assert_cmpint(nth(d, 2)->state, ==, STATE_DECLINED);
}

/* The dashes below the heading are no footer's, though the list's archive is named under them. */
static void
test_meetbot_links_its_archive(void)
{
  g_autoptr(Drafts) d =
      drafts_of("Cloud meeting minutes",
                "Meeting started by ann at 16:01:07 UTC.\n\nMeeting summary\n---------------\n"
                "* Images  (ann, 16:04:11)\n  * LINK: https://lists.example.org/cloud/  (ann, "
                "16:05:00)\n  * AGREED: two of them  (ann, 16:06:00)\n\nMeeting ended at "
                "16:31:00 UTC.\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "topic: Images\ndecision: two of them\n");
}

static const char matrix[] =
    "==========================================\n# #meeting:example.org: sig\n"
    "==========================================\n\n"
    "Meeting started by @ann:example.im at 2026-07-03 17:00:21\n\nMeeting summary\n"
    "---------------\n* TOPIC: Images (@ann:example.im, 17:00:52)\n    * AGREED: stop them "
    "(+6, 0, -1) (@ann:example.im, 17:18:30)\n    * INFO: none left (@ann:example.im, 17:19:00)\n"
    "\nMeeting ended at 2026-07-03 18:01:04\n";

static void
test_matrix(void)
{
  g_autoptr(Drafts) d = drafts_of("Minutes of the SIG", matrix);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "topic: Images\ndecision: stop them (+6, 0, -1)\n");
  g_assert_cmpint(nth(d, 1)->parent, ==, 0);
  g_assert_cmpstr(d->minutes->style, ==, "meetbot");
}

static void
test_lower_case(void)
{
  static const char text[] = "present: Ann, Bob\n\n* build\n  - action: Bob to order it\n"
                             "  - agreed: no more of it\n";
  g_autoptr(Drafts) d = drafts_of("Minutes of the call", text);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "topic: build\naction: Bob to order it (Bob)\ndecision: no more of it\n");
  g_autoptr(Drafts) prose = drafts_of("a setting", "action: reboot\n");
  g_assert_cmpuint(prose->items->len, ==, 0);
}

/* Markers below the points of a list make them topics; one alone, or in an answer, does not. */
static void
test_told_by_markers(void)
{
  static const char text[] =
      "The committee met today.\n\n* #3301 A new shell\n  AGREED: accepted (+6, "
      "0, -1)\n* Late compiler\n  REJECTED: not after beta\n  ACTION: Bo "
      "to tell them\n";
  g_autoptr(Drafts) d = drafts_of("Decisions of 3 July", text);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "topic: #3301 A new shell\ndecision: accepted (+6, 0, -1)\ntopic: Late "
                  "compiler\ndecision: not after beta\naction: Bo to tell them (Bo)\n");
  g_assert_cmpint(nth(d, 1)->parent, ==, 0);
  g_assert_nonnull(d->minutes);
  g_autoptr(Drafts) reply = drafts_of("Re: Decisions of 3 July", text);
  g_assert_null(reply->minutes);
  g_autoptr(Drafts) one = drafts_of("x", "So:\n\n* a new shell\n  AGREED: accepted\n* lunch\n");
  g_autofree char *few = items_text(one);
  g_assert_cmpstr(few, ==, "decision: accepted\n");
}

/* Numbers over what was said head it: decisions stand in their section, and no title swallows them.
 */
static void
test_numbered_points(void)
{
  g_autoptr(Drafts) d = drafts_of(
      "Notes from Friday", "Present: Ann, Bob\n\n1. Disk size\n   The old ones are too small. We "
                           "agreed to buy new ones.\n\n2. Mirror\n   No news.\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "decision: We agreed to buy new ones.\n");
  g_assert_cmpstr(nth(d, 0)->section, ==, "Disk size");
  g_autoptr(Drafts) german =
      drafts_of("Protokoll", "TOP 1: Server\n- Beschluss: er wird abgeschaltet\n");
  g_autofree char *decided = items_text(german);
  g_assert_cmpstr(decided, ==, "decision: er wird abgeschaltet\n");
  g_assert_cmpstr(nth(german, 0)->section, ==, "TOP 1: Server");
  g_autoptr(Drafts) capitals =
      drafts_of("Minutes", "SHARED PRINT\n\nWe talked.\n\nFUNDING\n\nACTION: Bo to ask them\n");
  g_assert_cmpstr(nth(capitals, 0)->section, ==, "FUNDING");
}

/* What minutes say in fewer words than other mail does, and what is none of it elsewhere. */
static void
test_short_forms(void)
{
  static const char text[] =
      "Present: nuria, tobi, Bram\n\n"
      "* Images\n"
      "  - ACTION nuria: backport the fix\n"
      "  - ACTION required: reboot\n"
      "  - 12.4 on 5 September -- agreed\n"
      "  - tests: approved\n"
      "  - Bram prepares the notes by 3 September\n"
      "  - Bram orders a new supply\n"
      "  - Bram reports that the old one is broken\n"
      "\nThere was a request. Bram to answer that it is fine. -> tobi will double the quota.\n"
      "The freeze is on 12 May; everyone agreed. Ann was elected as chair.\n"
      "\nWe talked for too long. Agreed: it stays.\n";
  static const char items[] =
      "topic: Images\naction: backport the fix (nuria)\ntopic: ACTION required: reboot\n"
      "decision: 12.4 on 5 September -- agreed\ndecision: tests: approved\n"
      "action: Bram prepares the notes by 3 September (Bram)\n"
      "action: Bram orders a new supply (Bram)\n"
      "topic: Bram reports that the old one is broken\n"
      "action: Bram to answer that it is fine. (Bram)\n"
      "action: -> tobi will double the quota. (tobi)\n"
      "decision: The freeze is on 12 May; everyone agreed.\n"
      "decision: Ann was elected as chair.\ndecision: it stays.\n";
  g_autoptr(Drafts) d = drafts_of("Minutes of the call", text);
  g_autofree char *found = items_text(d);
  g_assert_cmpstr(found, ==, items);
  g_autoptr(Drafts) prose = drafts_of(
      "x", "Bram to answer that it is fine. tobi will double the quota.\n\nIt is on 12 May; "
           "everyone agreed. Ann was elected as chair.\n\nSo:\n\n- tests: approved\n");
  g_assert_cmpuint(prose->items->len, ==, 0);
}

/* What a list of decisions leaves open is none. */
static void
test_left_open(void)
{
  g_autoptr(Drafts) d =
      drafts_of("Minutes", "== Decisions ==\n\n* one API\n* transactions: stays open\n"
                           "* the name was postponed\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "decision: one API\n");
}

/* "APPROVED" is no "AP" of somebody called "PROVED". */
static void
test_marker_with_a_count(void)
{
  g_autoptr(Drafts) d = drafts_of("ticket 482", "We met.\n\nAPPROVED (+5, 1, 0): A fourth member.\n"
                                                "REJECTED (+1, 0, -5): Public hearings.\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "decision: A fourth member.\ndecision: Public hearings.\n");
}

/* What somebody says below a marker does not go on with it; a field does. */
static void
test_voices(void)
{
  g_autoptr(Drafts) d = drafts_of(
      "[minutes] call",
      "Present+ Elodie, kwb\nScribe: Wen\n\nPROPOSED: Publish the spacing note as a first draft\n"
      "Elodie: any objection\n\nPROPOSED: Print the spacing note on heavier paper\nkwb: no "
      "objection here\n\nPROPOSED: Send the spacing note to all the printers\nzrq: they know "
      "it\nzrq: and so do we\n\nPROPOSED: Ask for the spacing of headings from\nElodie: she "
      "has it\n\nPROPOSED: Take the spacing note to the next meeting\nsummary: as it stands\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(
      items, ==,
      "proposal: Publish the spacing note as a first draft\nproposal: Print the spacing "
      "note on heavier paper\nproposal: Send the spacing note to all the "
      "printers\nproposal: Ask for the spacing of headings from Elodie: she has "
      "it\nproposal: Take the spacing note to the next meeting summary: as it "
      "stands\n");
}

/* A state in brackets behind an action is none of its words; a remark is. */
static void
test_actions_that_are_done(void)
{
  g_autoptr(Drafts) d = drafts_of(
      "Minutes", "Present: Jon Poe (JP)\n\n* ACTION: JP, send the request (done)\n* ACTION: JP to "
                 "write [closed]\n* ACTION: JP to ring them (open)\n* ACTION: JP to ask (well "
                 "done)\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "action: JP, send the request (JP)\naction: JP to write (JP)\naction: JP to ring "
                  "them (open) (JP)\naction: JP to ask (well done) (JP)\n");
  g_assert_cmpint(nth(d, 0)->state, ==, STATE_DONE);
  g_assert_cmpint(nth(d, 1)->state, ==, STATE_DONE);
  g_assert_cmpint(nth(d, 2)->state, ==, STATE_NEW);
  g_assert_cmpint(nth(d, 3)->state, ==, STATE_NEW);
}

/* Several in front of a dash are owners when all are people. */
static void
test_owners_in_a_row(void)
{
  g_autoptr(Drafts) d = drafts_of(
      "Minutes", "Present: Jon Poe (JP), Sue Roe (SR)\n\nACTION: Ewa, Zeynep - decide on the bug\n"
                 "ACTION: JP, SR -- order the disks\nACTION: Ewa, Apache - move it\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "action: Ewa, Zeynep - decide on the bug (Ewa, Zeynep)\naction: JP, SR -- order "
                  "the disks (JP, SR)\naction: Ewa, Apache - move it (Ewa)\n");
}

/* "Here: ..." names who was there where the subject tells of a meeting; so does a subject that ends
 * in notes. */
static void
test_those_here(void)
{
  static const char body[] = "Here: Callum, Jonas (until 20:15)\n\nSummer camp\n"
                             "  * the farm has no internet\n  * Agreed: we take the school\n";
  static const char found[] = "topic: the farm has no internet\ndecision: we take the school\n";
  g_autoptr(Drafts) d = drafts_of("The committee on Tuesday", body);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, found);
  g_assert_cmpuint(d->minutes->attendees->len, ==, 2);
  g_autoptr(Drafts) notes = drafts_of("Committee meeting, rough notes", strchr(body, '\n'));
  g_autofree char *same = items_text(notes);
  g_assert_cmpstr(same, ==, found);
  g_autoptr(Drafts) elsewhere = drafts_of("mirrors", "Here: Callum, Jonas\n\n* a disk\n");
  g_assert_cmpuint(elsewhere->items->len, ==, 0);
  g_autoptr(Drafts) release = drafts_of("Sprint 12: release notes", "* a disk\n");
  g_assert_cmpuint(release->items->len, ==, 0);
}

/* What was said about the roadmap, with what was decided of it, is no roadmap. */
static void
test_roadmap_talked_over(void)
{
  static const char body[] = "== Roadmap ==\n\n* Parallel unpacking\n  - is three times as fast\n"
                             "  - DECISION: Off by default\n\n== Backlog ==\n\n* New logo\n";
  g_autoptr(Drafts) d = drafts_of("Minutes, 3 July 2026", body);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "topic: Parallel unpacking\ntopic: is three times as fast\n"
                  "decision: Off by default\nbacklog: New logo\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/minutes/wiki-with-initials-states-and-questions", test_wiki);
  g_test_add_func("/minutes/who-sent-regrets-was-not-there", test_who_sent_regrets_was_not_there);
  g_test_add_func("/minutes/the-record-has-date-style-and-attendees", test_record);
  g_test_add_func("/minutes/meetbot-says-each-action-once", test_meetbot);
  g_test_add_func("/minutes/scribe-topics-head-what-follows", test_scribe);
  g_test_add_func("/minutes/a-lone-log-is-read-by-its-commands", test_log_only);
  g_test_add_func("/minutes/typed-commands", test_typed_commands);
  g_test_add_func("/minutes/accepted-is-decided-and-halp-is-no-item", test_accepted_and_halp);
  g_test_add_func("/minutes/meetbot-links-its-archive", test_meetbot_links_its_archive);
  g_test_add_func("/minutes/meetbot-of-today-with-topic-lines", test_matrix);
  g_test_add_func("/minutes/markers-in-lower-case-only-in-minutes", test_lower_case);
  g_test_add_func("/minutes/told-by-markers-below-points", test_told_by_markers);
  g_test_add_func("/minutes/numbered-points-head-what-was-said", test_numbered_points);
  g_test_add_func("/minutes/short-forms", test_short_forms);
  g_test_add_func("/minutes/what-stays-open-is-not-decided", test_left_open);
  g_test_add_func("/minutes/what-somebody-says-below-a-marker", test_voices);
  g_test_add_func("/minutes/actions-that-are-done", test_actions_that_are_done);
  g_test_add_func("/minutes/owners-in-a-row", test_owners_in_a_row);
  g_test_add_func("/minutes/markers-with-a-count", test_marker_with_a_count);
  g_test_add_func("/minutes/the-day-is-the-one-that-the-minutes-name",
                  test_the_day_is_the_one_that_the_minutes_name);
  g_test_add_func("/minutes/the-day-is-that-of-the-log", test_the_day_is_that_of_the_log);
  g_test_add_func("/minutes/those-here", test_those_here);
  g_test_add_func("/minutes/a-roadmap-talked-over", test_roadmap_talked_over);
  return g_test_run();
}
