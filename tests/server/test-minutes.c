/* Minutes that were written elsewhere, entries that came by mail, and minutes that wait for
 * approval. */
#include <glib/gstdio.h>
#include <string.h>

#include "db/group.h"
#include "db/live.h"
#include "db/meeting.h"
#include "db/outbox.h"
#include "tests/harness/visitor.h"

#define DAY "2014-05-20"
#define MEETING "/virt/meetings/" DAY

static Harness *
with_meeting(void)
{
  Harness *h = harness_new();
  g_free(chair_run(h, (const char *[]){"group", "set", "virt", "--next-meeting", DAY "T17:00",
                                       "--address", "virt@lists.example.org", NULL}));
  harness_serve(h, NULL);
  return h;
}

static guint
count_lines(const Sheet *sheet, SaidKind kind, const char *text)
{
  guint n = 0;
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    n += line->kind == kind && strstr(line->text, text) != NULL;
  }
  return n;
}

static const char meetbot[] = "==================\n#virt: SIG meeting\n==================\n\n\n"
                              "Meeting started by ann at 17:00:12 UTC.\n\n\n"
                              "Meeting summary\n---------------\n"
                              "* Releases  (ann, 17:01:00)\n"
                              "  * AGREED: ship every six weeks  (ann, 17:05:00)\n"
                              "  * ACTION: Zorro to write the release notes  (ann, 17:06:00)\n"
                              "* Mirrors  (ann, 17:10:00)\n"
                              "  * REJECTED: a mirror on the moon  (ann, 17:12:00)\n\n"
                              "Meeting ended at 17:30:00 UTC.\n\n\n"
                              "Action Items\n------------\n* Zorro to write the release notes\n\n\n"
                              "People Present (lines said)\n---------------------------\n"
                              "* ann (20)\n* zorro (4)\n";

static char *
escaped(const char *text)
{
  return g_uri_escape_string(text, NULL, FALSE);
}

static void
test_a_log_is_shown_before_anything_is_taken(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  g_autofree char *text = escaped(meetbot);
  g_autofree char *read = g_strdup_printf("verb=read&text=%s", text);
  g_autoptr(Answer) shown = visiting_post(&ann, MEETING "/import", read);
  g_assert_cmpuint(shown->status, ==, 200);
  g_assert_nonnull(strstr(shown->body, "ship every six weeks"));
  g_assert_nonnull(strstr(shown->body, "a mirror on the moon"));
  g_autoptr(Sheet) before = chair_sheet(h, DAY);
  g_assert_cmpuint(before->lines->len, ==, 0);
  /* Only what is ticked is taken; ticks are places in what was shown. */
  guint decision = 0, n = 0;
  for (const char *at = shown->body; (at = strstr(at, "name=\"take\"")) != NULL; at++, n++) {
    const char *end = strstr(at, "</li>");
    const char *found = strstr(at, "ship every six weeks");
    if (found != NULL && found < end)
      decision = n;
  }
  g_assert_cmpuint(n, >=, 5);
  g_autofree char *take = g_strdup_printf("verb=take&text=%s&take=%u", text, decision);
  g_autoptr(Answer) taken = visiting_post(&ann, MEETING "/import", take);
  g_assert_cmpuint(taken->status, ==, 303);
  g_autoptr(Sheet) after = chair_sheet(h, DAY);
  g_assert_cmpuint(after->lines->len, ==, 1);
  g_assert_cmpuint(count_lines(after, SAID_DECISION, "ship every six weeks"), ==, 1);
  /* What is there already is not offered again. */
  g_autoptr(Answer) again = visiting_post(&ann, MEETING "/import", read);
  g_assert_nonnull(strstr(again->body, "there already"));
}

/* Browsers send CR LF; shown again, the CR would stand as a box behind each line. */
static void
test_a_pasted_log_is_shown_again_as_it_was(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  g_auto(GStrv) lines = g_strsplit(meetbot, "\n", -1);
  g_autofree char *crlf = g_strjoinv("\r\n", lines);
  g_autofree char *text = escaped(crlf);
  g_autofree char *read = g_strdup_printf("verb=read&text=%s", text);
  g_autoptr(Answer) shown = visiting_post(&ann, MEETING "/import", read);
  g_assert_cmpuint(shown->status, ==, 200);
  g_assert_nonnull(strstr(shown->body, "* Releases  (ann, 17:01:00)\n  * AGREED: ship"));
}

static void
test_unknown_names_are_kept_and_marked(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_autofree char *path = g_build_filename(h->folder, "log.txt", NULL);
  g_assert_true(g_file_set_contents(path, meetbot, -1, NULL));
  g_autofree char *before = harness_dump(h);
  g_autofree char *shown =
      chair_run(h, (const char *[]){"minutes", "import", "virt", path, "--date", DAY, NULL});
  g_assert_nonnull(strstr(shown, "+ "));
  g_autofree char *after = harness_dump(h);
  g_assert_cmpstr(after, ==, before); /* showing writes nothing */
  g_autoptr(Sheet) nothing = chair_sheet(h, DAY);
  g_assert_cmpuint(nothing->lines->len, ==, 0);
  g_free(chair_run(
      h, (const char *[]){"minutes", "import", "virt", path, "--accept", "--date", DAY, NULL}));
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  g_assert_cmpuint(count_lines(sheet, SAID_DECISION, "ship every six weeks"), ==, 1);
  g_assert_cmpuint(count_lines(sheet, SAID_REJECTED, "a mirror on the moon"), ==, 1);
  g_assert_cmpuint(count_lines(sheet, SAID_ACTION, "write the release notes"), ==, 1);
  g_assert_cmpuint(sheet_entries_count(sheet, ENTRY_TAKEN), ==, 2);
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    if (line->kind != SAID_ACTION)
      continue;
    g_assert_cmpstr(line->owner, ==, "Zorro");
    g_assert_false(line->owner_known);
    g_assert_cmpstr(sheet_entry(sheet, line->entry)->title, ==, "Releases");
  }
  g_unlink(path);
}

/* A log has nicks where the roster has names: in its summary, and line by line. */
static void
test_a_log_names_members_by_nick(void)
{
  static const char *const logs[] = {
      meetbot, "17:00:02 <ann> #startmeeting virt\n17:01:00 <ann> #topic Releases\n"
               "17:04:55 <ann> #action zorro to write the release notes\n"
               "17:10:00 <ann> #endmeeting\n"};
  for (guint i = 0; i < G_N_ELEMENTS(logs); i++) {
    g_autoptr(Harness) h = with_meeting();
    g_free(chair_run(h, (const char *[]){"member", "add", "virt", "rosa@example.org", "--name",
                                         "Rosa Mint", "--nick", "zorro", "--since", "2014-01-01",
                                         NULL}));
    g_autofree char *path = g_build_filename(h->folder, "log.txt", NULL);
    g_assert_true(g_file_set_contents(path, logs[i], -1, NULL));
    g_free(chair_run(
        h, (const char *[]){"minutes", "import", "virt", path, "--accept", "--date", DAY, NULL}));
    g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
    guint actions = 0, there = 0;
    for (guint n = 0; n < sheet->lines->len; n++) {
      const SheetLine *line = sheet->lines->pdata[n];
      if (line->kind != SAID_ACTION)
        continue;
      g_assert_cmpstr(line->owner, ==, "Rosa Mint");
      g_assert_true(line->owner_known);
      actions++;
    }
    for (guint n = 0; n < sheet->people->len; n++) {
      const SheetPerson *person = sheet->people->pdata[n];
      g_assert_cmpstr(person->name, !=, "zorro");
      there += person->known && strcmp(person->name, "Rosa Mint") == 0 ? 1 : 0;
    }
    g_assert_cmpuint(actions, ==, 1);
    g_assert_cmpuint(there, ==, i == 0 ? 1 : 0); /* the second has no list of people */
    g_autoptr(Answer) roster = harness_get(h, "/virt/members");
    g_assert_nonnull(
        strstr(roster->body, "<bdi>Rosa Mint</bdi> <span class=\"faint\">zorro</span>"));
    g_unlink(path);
  }
}

/* One meeting as IRC and Matrix clients write it down. */
static void
test_logs_of_chats_are_read(void)
{
  static const char *const logs[] = {
      "17:00:02 <mirek> #startmeeting db\n17:01:00 <mirek> #topic Packages\n"
      "17:04:55 <mirek> #action eun to open a ticket\n17:08:07 <mirek> !agreed ship both\n"
      "17:10:00 <mirek> #endmeeting\n",
      "[17:00] mirek: #startmeeting db\n[17:01] mirek: #topic Packages\n"
      "[17:04] mirek: #action eun to open a ticket\n[17:08] mirek: #agreed ship both\n"
      "[17:10] mirek: #endmeeting\n",
      "Tue, 20 May 2014, 17:00:02 - Mirek Novak: #startmeeting db\n"
      "Tue, 20 May 2014, 17:01:00 - Mirek Novak: #topic Packages\n"
      "Tue, 20 May 2014, 17:04:55 - Mirek Novak: #action eun to open a ticket\n"
      "Tue, 20 May 2014, 17:08:07 - Mirek Novak: #agreed ship both\n"
      "Tue, 20 May 2014, 17:10:00 - Mirek Novak: #endmeeting\n",
  };
  for (guint i = 0; i < G_N_ELEMENTS(logs); i++) {
    g_autoptr(Harness) h = with_meeting();
    g_autofree char *path = g_build_filename(h->folder, "log.txt", NULL);
    g_assert_true(g_file_set_contents(path, logs[i], -1, NULL));
    g_free(chair_run(
        h, (const char *[]){"minutes", "import", "virt", path, "--accept", "--date", DAY, NULL}));
    g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
    g_assert_cmpuint(count_lines(sheet, SAID_DECISION, "ship both"), ==, 1);
    g_assert_cmpuint(count_lines(sheet, SAID_ACTION, "eun to open a ticket"), ==, 1);
    g_assert_cmpuint(sheet_entries_count(sheet, ENTRY_TAKEN), ==, 1);
    g_unlink(path);
  }
}

static void
test_minutes_of_a_mail_are_read_by_its_message_id(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_autofree char *mbox =
      g_strdup_printf("From ann@example.org Wed May 21 10:00:00 2014\nFrom: Ann <ann@example.org>\n"
                      "Message-ID: <minutes-1@example.org>\nDate: Wed, 21 May 2014 10:00:00 +0000\n"
                      "Subject: Minutes of the meeting\n\n%s\n",
                      meetbot);
  harness_ingest(h, "virt", mbox);
  g_free(chair_run(h, (const char *[]){"minutes", "import", "virt", "<minutes-1@example.org>",
                                       "--accept", "--date", DAY, NULL}));
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  g_assert_cmpuint(count_lines(sheet, SAID_DECISION, "ship every six weeks"), ==, 1);
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  g_autoptr(Answer) read =
      visiting_post(&ann, MEETING "/import", "verb=read&mail=minutes-1%40example.org");
  g_assert_cmpuint(read->status, ==, 200);
  g_assert_nonnull(strstr(read->body, "ship every six weeks"));
  g_autoptr(Answer) none = visiting_post(&ann, MEETING "/import", "verb=read&mail=none%40x");
  g_assert_cmpuint(none->status, >=, 400);
  harness_must_fail(
      h, (const char *[]){"minutes", "import", "virt", "<none@example.org>", "--date", DAY, NULL},
      "none@example.org");
}

static void
test_what_is_no_minutes_is_told(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  g_autoptr(Answer) nothing = visiting_post(&ann, MEETING "/import", "verb=read&text=hm");
  g_assert_cmpuint(nothing->status, ==, 400);
  g_assert_nonnull(strstr(nothing->body, "nothing in it was read as minutes"));
  g_assert_nonnull(strstr(nothing->body, ">hm</textarea>"));
  g_autoptr(Answer) row = visiting_post(&ann, MEETING "/import",
                                        "verb=take&take=999&text=%23%23+Agenda%0A*+one%0A*+two");
  g_assert_cmpuint(row->status, >=, 400);
  g_assert_cmpuint(row->status, <, 500);
}

/* --- entries by mail --- */

static char *
agenda_mail_id(const Harness *h)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(h);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "meeting:" DAY, 10, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(mails->len, ==, 1);
  const OutMail *mail = mails->pdata[0];
  g_assert_true(db_begin(db, &error));
  g_assert_true(db_outbox_queue(db, mail->id, "test", HARNESS_NOW, &error));
  g_assert_true(db_commit(db, &error));
  return g_strdup(mail->message_id);
}

static char *
version_of(const Visiting *chair)
{
  g_autoptr(Answer) page = visiting_get(chair, MEETING "/edit");
  return chair_field(page->body, "version");
}

static void
post_edit(const Visiting *chair, const char *fields)
{
  g_autofree char *version = version_of(chair);
  g_autofree char *body = g_strdup_printf("version=%s&%s", version, fields);
  g_autoptr(Answer) answer = visiting_post(chair, MEETING "/edit", body);
  if (answer->status != 303)
    g_assert_cmpstr(answer->body, ==, fields);
}

static void
test_a_reply_proposes_until_the_chair_decides(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post_edit(&ann, "verb=add&title=Welcome");
  post_edit(&ann, "verb=mail");
  g_autofree char *id = agenda_mail_id(h);
  g_autofree char *mbox = g_strdup_printf(
      "From kofi@example.org Wed May 14 10:00:00 2014\nFrom: Kofi <kofi@example.org>\n"
      "Message-ID: <reply-1@example.org>\nIn-Reply-To: <%s>\nReferences: <%s>\n"
      "Date: Wed, 14 May 2014 10:00:00 +0000\nSubject: Re: Agenda\n\n"
      "> agenda: quoted words\n"
      "agenda: Mirrors in Asia <script>\n"
      "\n"
      "and please also http://docket.example.org/virt/items/1\n"
      "-- \nagenda: of a signature\n"
      "\nFrom away@example.org Wed May 14 10:30:00 2014\nFrom: Away <away@example.org>\n"
      "Message-ID: <away-1@example.org>\nIn-Reply-To: <%s>\nAuto-Submitted: auto-replied\n"
      "Date: Wed, 14 May 2014 10:30:00 +0000\nSubject: Re: Agenda\n\nagenda: vacation\n"
      "\nFrom away@example.org Wed May 14 10:40:00 2014\nFrom: Away <away@example.org>\n"
      "Message-ID: <away-2@example.org>\nIn-Reply-To: <%s>\nPrecedence: auto_reply\n"
      "Date: Wed, 14 May 2014 10:40:00 +0000\nSubject: Re: Agenda\n\nagenda: second vacation\n"
      "\nFrom eve@example.org Wed May 14 11:00:00 2014\nFrom: Eve <eve@example.org>\n"
      "Message-ID: <other-1@example.org>\nDate: Wed, 14 May 2014 11:00:00 +0000\n"
      "Subject: something else\n\nagenda: of no agenda mail\n",
      id, id, id, id);
  harness_ingest(h, "virt", mbox);
  g_autoptr(Answer) page = visiting_get(&ann, MEETING "/edit");
  g_assert_nonnull(strstr(page->body, "agenda: Mirrors in Asia &lt;script&gt;"));
  g_assert_nonnull(strstr(page->body, "mail reply-1@example.org 2"));
  g_assert_nonnull(strstr(page->body, "mail reply-1@example.org 4"));
  g_assert_null(strstr(page->body, "quoted words"));
  g_assert_null(strstr(page->body, "of a signature"));
  g_assert_null(strstr(page->body, "of no agenda mail"));
  g_assert_null(strstr(page->body, "vacation")); /* a program proposes nothing */
  post_edit(&ann, "verb=take&value=mail+reply-1%40example.org+2");
  post_edit(&ann, "verb=refuse&value=mail+reply-1%40example.org+4");
  for (guint round = 0; round < 2; round++) {
    g_autoptr(Answer) after = visiting_get(&ann, MEETING "/edit");
    g_assert_null(strstr(after->body, "mail reply-1@example.org"));
    g_assert_nonnull(strstr(after->body, "value=\"Mirrors in Asia &lt;script&gt;\""));
    g_assert_nonnull(strstr(after->body, "from <bdi>Kofi</bdi>"));
    g_free(chair_run(h, (const char *[]){"rebuild", "virt", NULL}));
  }
  harness_must_fail(
      h,
      (const char *[]){"agenda", "take", "virt", "mail reply-1@example.org 2", "--date", DAY, NULL},
      "nothing called");
}

static void
test_the_next_agenda_begins_with_the_last_minutes(void)
{
  g_autoptr(Harness) h = with_meeting();
  const char *const steps[][9] = {
      {"agenda", "add", "virt", "Releases", "--date", DAY, NULL},
      {"meeting", "start", "virt", "--date", DAY, NULL},
      {"meeting", "say", "virt", "decision", "We ship", "--date", DAY, NULL},
      {"meeting", "attend", "virt", "present", "Ann", "Bob", "--date", DAY, NULL},
      {"meeting", "end", "virt", "--date", DAY, NULL},
      {"meeting", "add", "virt", "2014-06-03T17:00", NULL},
      {"agenda", "add", "virt", "Mirrors", "--date", "2014-06-03", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
    g_free(chair_run(h, steps[i]));
  g_autofree char *agenda =
      chair_run(h, (const char *[]){"agenda", "virt", "--date", "2014-06-03", NULL});
  g_assert_nonnull(strstr(agenda, " 1. Approve the minutes of " DAY "\n"));
  g_assert_nonnull(strstr(agenda, " 2. Mirrors\n"));
  const char *const later[][9] = {
      {"meeting", "start", "virt", "--date", "2014-06-03", NULL},
      {"meeting", "outcome", "virt", "1", "done", "--date", "2014-06-03", NULL},
      {"meeting", "end", "virt", "--date", "2014-06-03", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(later); i++)
    g_free(chair_run(h, later[i]));
  g_autofree char *minutes = chair_run(h, (const char *[]){"minutes", "virt", "--date", DAY, NULL});
  g_assert_null(strstr(minutes, "not approved yet"));
  g_assert_nonnull(strstr(minutes, "We ship"));
  g_autofree char *other =
      chair_run(h, (const char *[]){"minutes", "virt", "--date", "2014-06-03", NULL});
  g_assert_nonnull(strstr(other, "not approved yet"));
}

/* The meeting before runs again: its minutes wait, and so can nobody approve them, but the next
 * meeting ends all the same; once it has ended they can be approved. */
static void
test_minutes_that_wait_hold_up_no_meeting(void)
{
  g_autoptr(Harness) h = with_meeting();
  const char *const steps[][9] = {
      {"agenda", "add", "virt", "Releases", "--date", DAY, NULL},
      {"meeting", "start", "virt", "--date", DAY, NULL},
      {"meeting", "end", "virt", "--date", DAY, NULL},
      {"meeting", "add", "virt", "2014-06-03T17:00", NULL},
      {"agenda", "add", "virt", "Mirrors", "--date", "2014-06-03", NULL},
      {"meeting", "start", "virt", "--date", "2014-06-03", NULL},
      {"meeting", "topic", "virt", "1", "--date", "2014-06-03", NULL},
      {"meeting", "say", "virt", "decision", "They are fine", "--date", "2014-06-03", NULL},
      {"meeting", "start", "virt", "--date", DAY, NULL},
      {"meeting", "end", "virt", "--date", "2014-06-03", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
    g_free(chair_run(h, steps[i]));
  g_autoptr(Sheet) next = chair_sheet(h, "2014-06-03");
  g_assert_cmpint(next->ended, !=, 0);
  g_assert_cmpint(sheet_entry_at(next, 1)->outcome, ==, BECAME_DECIDED);
  g_autoptr(Sheet) waits = chair_sheet(h, DAY);
  g_assert_cmpint(waits->approved_at, ==, 0);
  harness_must_fail(h, (const char *[]){"minutes", "approve", "virt", "--date", DAY, NULL},
                    "it has not ended");
  g_free(chair_run(h, (const char *[]){"meeting", "end", "virt", "--date", DAY, NULL}));
  g_free(chair_run(h, (const char *[]){"minutes", "approve", "virt", "--date", DAY, NULL}));
  g_autoptr(Sheet) approved = chair_sheet(h, DAY);
  g_assert_cmpint(approved->approved_at, !=, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/minutes/a-log-is-shown-before-anything-is-taken",
                  test_a_log_is_shown_before_anything_is_taken);
  g_test_add_func("/server/minutes/a-pasted-log-is-shown-again-as-it-was",
                  test_a_pasted_log_is_shown_again_as_it_was);
  g_test_add_func("/server/minutes/unknown-names-are-kept-and-marked",
                  test_unknown_names_are_kept_and_marked);
  g_test_add_func("/server/minutes/logs-of-chats-are-read", test_logs_of_chats_are_read);
  g_test_add_func("/server/minutes/a-log-names-members-by-nick", test_a_log_names_members_by_nick);
  g_test_add_func("/server/minutes/minutes-of-a-mail-are-read-by-its-message-id",
                  test_minutes_of_a_mail_are_read_by_its_message_id);
  g_test_add_func("/server/minutes/what-is-no-minutes-is-told", test_what_is_no_minutes_is_told);
  g_test_add_func("/server/minutes/a-reply-proposes-until-the-chair-decides",
                  test_a_reply_proposes_until_the_chair_decides);
  g_test_add_func("/server/minutes/the-next-agenda-begins-with-the-last-minutes",
                  test_the_next_agenda_begins_with_the_last_minutes);
  g_test_add_func("/server/minutes/minutes-that-wait-hold-up-no-meeting",
                  test_minutes_that_wait_hold_up_no_meeting);
  return g_test_run();
}
