/* From the mails of a meeting to its record: the bot's mail with summary, list by person and log,
 * and the wiki's copy. */
#include <jansson.h>
#include <string.h>

#include "db/group.h"
#include "db/item.h"
#include "db/minutes.h"
#include "tests/harness/harness.h"

#define BOT                                                                                        \
  "From d@example.org Mon May  5 18:00:00 2014\n"                                                  \
  "From: Dora Papp <dora@example.org>\nDate: Mon, 5 May 2014 18:00:00 +0000\n"                     \
  "Message-ID: <bot@example.org>\nSubject: Cloud meeting minutes 2014-05-05\n\n"                   \
  "=====================\n#cloud: Cloud\n=====================\n\n"                                \
  "Meeting started by dora at 16:01:07 UTC.\n\n"                                                   \
  "Meeting summary\n---------------\n"                                                             \
  "* Size of the images  (dora, 16:04:11)\n"                                                       \
  "  * ACTION: ravi to rebuild the image without debug symbols  (dora, 16:12:09)\n"                \
  "  * AGREED: keep two flavours until the autumn  (dora, 16:25:48)\n"                             \
  "  * LINK: https://bugs.example.org/view.php?id=88  (dora, 16:26:48)\n\n"                        \
  "Meeting ended at 16:31:00 UTC.\n\n"                                                             \
  "Action Items\n------------\n* ravi to rebuild the image without debug symbols\n\n"              \
  "Action Items, by person\n-----------------------\n* ravi\n"                                     \
  "  * ravi to rebuild the image without debug symbols\n\n"                                        \
  "People Present (lines said)\n---------------------------\n* dora (44)\n* ravi (20)\n\n"         \
  "Full log\n\n"                                                                                   \
  "16:01:07 <dora> #startmeeting Cloud\n"                                                          \
  "16:04:11 <dora> #topic Size of the images\n"                                                    \
  "16:12:09 <dora> #action ravi to rebuild the image without debug symbols\n"                      \
  "16:25:48 <dora> #agreed keep two flavours until the autumn\n"                                   \
  "16:31:00 <dora> #endmeeting\n\n"

#define WIKI                                                                                       \
  "From r@example.org Tue May  6 09:00:00 2014\n"                                                  \
  "From: Ravi Nair <ravi@example.org>\nDate: Tue, 6 May 2014 09:00:00 +0000\n"                     \
  "Message-ID: <wiki@example.org>\nSubject: Minutes of the cloud meeting of 2014-05-05\n\n"        \
  "== Attendees ==\n\n* DoraPapp (DP)\n* RaviNair (RN)\n\n"                                        \
  "== Topics ==\n\n* Size of the images\n"                                                         \
  "** ACTION: ravi, rebuild the image without debug symbols\n"                                     \
  "** ACTION: DP to write to the translators about the freeze\n\n"                                 \
  "== Decisions ==\n\n* keep two flavours until the autumn\n\n"

#define LATER                                                                                      \
  "From r@example.org Tue May 13 09:00:00 2014\n"                                                  \
  "From: Ravi Nair <ravi@example.org>\nDate: Tue, 13 May 2014 09:00:00 +0000\n"                    \
  "Message-ID: <later@example.org>\nSubject: What is left\n\n"                                     \
  "ACTION: DP, order stickers for the spring fair\n"

static void
assert_once(const MinutesRecord *record, ItemKind kind, const char *words)
{
  guint n = 0;
  for (guint i = 0; i < record->entries->len; i++) {
    const MinutesEntry *entry = record->entries->pdata[i];
    n += entry->kind == kind && strstr(entry->title, words) != NULL;
  }
  g_test_message("%s", words);
  g_assert_cmpuint(n, ==, 1);
}

static void
test_one_record_of_two_mails(gconstpointer data)
{
  const char *const *mails = data;
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GError) error = NULL;
  for (guint i = 0; mails[i] != NULL; i++)
    harness_ingest(harness, "virt", mails[i]);
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  const gint64 day = G_GINT64_CONSTANT(1399248000); /* 2014-05-05 */
  g_autoptr(MinutesRecord) record = db_minutes_get(db, group, day, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(record->mails->len, ==, 2);
  g_assert_cmpstr(((MinutesMail *)record->mails->pdata[0])->style, ==, "meetbot");
  g_assert_cmpstr(((MinutesMail *)record->mails->pdata[1])->style, ==, "wiki");
  assert_once(record, ITEM_ACTION, "debug symbols");
  assert_once(record, ITEM_ACTION, "translators");
  assert_once(record, ITEM_DECISION, "two flavours");
  assert_once(record, ITEM_TOPIC, "Size of the images");
  g_assert_cmpuint(record->n[ITEM_ACTION], ==, 2);
  g_assert_cmpuint(record->n[ITEM_DECISION], ==, 1);
  g_assert_cmpuint(record->links->len, ==, 1);
  guint with_initials = 0;
  for (guint i = 0; i < record->attendees->len; i++)
    with_initials += ((Attendee *)record->attendees->pdata[i])->initials != NULL ? 1 : 0;
  g_assert_cmpuint(with_initials, ==, 2);
  const ItemQuery stickers = {.text = "stickers"};
  g_autoptr(GPtrArray) items = db_item_list(db, group->id, &stickers, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(items->len, ==, 1);
  const Item *item = items->pdata[0];
  g_assert_cmpstr(item->owner, ==, "DP");
  g_assert_cmpstr(item->owner_person, ==, "Dora Papp"); /* by the earlier minutes */
}

#define REFUSED                                                                                    \
  "From d@example.org Tue May  6 18:00:00 2014\n"                                                  \
  "From: Dora Papp <dora@example.org>\nDate: Tue, 6 May 2014 18:00:00 +0000\n"                     \
  "Message-ID: <refused@example.org>\nSubject: Cloud meeting minutes 2014-05-06\n\n"               \
  "== Images ==\n\n* AGREED: keep two flavours\n"                                                  \
  "* REJECTED: use 0.9 (KB, 17:20:10)\n"

static void
assert_shows(const Harness *harness, const char *path, const char *words, gboolean shown)
{
  g_autoptr(Answer) page = harness_get(harness, path);
  g_assert_cmpuint(page->status, ==, 200);
  g_test_message("%s: %s\n%s", path, words, page->body);
  g_assert_true((strstr(page->body, words) != NULL) == shown);
}

/* What a meeting refused is told as such in each form, and is none of what holds. */
static void
test_what_was_rejected_is_said_to_be(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", REFUSED);
  harness_serve(harness, NULL);
  static const char state[] = "</span>declined</span>";
  assert_shows(harness, "/virt/meetings/2014-05-06/", state, TRUE);
  assert_shows(harness, "/virt/meetings/2014-05-06.md", "DECISION (declined): use 0.9", TRUE);
  assert_shows(harness, "/virt/meetings/2014-05-06.md", "DECISION: keep two flavours", TRUE);
  assert_shows(harness, "/virt/report.md?quarter=2014-Q2", "use 0.9, declined", TRUE);
  assert_shows(harness, "/virt/decisions", state, TRUE);
  assert_shows(harness, "/virt/decisions?open=1", "use 0.9", FALSE);
  assert_shows(harness, "/virt/decisions?open=1", "keep two flavours", TRUE);
}

static void
assert_tally(const Harness *harness, const char *decision, const char *tally)
{
  g_autofree char *text = g_strdup_printf("AGREED: %s", decision);
  g_autofree char *mbox =
      g_strdup_printf("From d@example.org Tue May  6 18:00:00 2014\n"
                      "From: Dora Papp <dora@example.org>\nDate: Tue, 6 May 2014 18:00:00 +0000\n"
                      "Message-ID: <%x@example.org>\nSubject: Minutes\n\n"
                      "Present: Dora Papp\n\n* %s\n",
                      g_str_hash(text), text);
  harness_ingest(harness, "virt", mbox);
  g_autoptr(Answer) json = harness_get(harness, "/virt/decisions.json");
  json_t *root = json_loads(json->body, 0, NULL), *row;
  size_t i;
  guint n = 0;
  json_array_foreach(json_object_get(root, "decisions"), i, row)
  {
    if (strcmp(json_string_value(json_object_get(row, "what")), decision) != 0)
      continue;
    g_assert_cmpstr(json_string_value(json_object_get(row, "tally")), ==, tally);
    n++;
  }
  g_assert_cmpuint(n, ==, 1);
  json_decref(root);
}

/* Only the two forms in which minutes write it down are read, and the title keeps them. */
static void
test_a_decision_tells_its_tally(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  assert_tally(harness, "ship it in May (+:8, -:1, 0:2)", "+8 0:2 -1");
  assert_tally(harness, "keep the older key (+6, 2, -1)", "+6 0:2 -1");
  assert_tally(harness, "drop the nightly build (+6, -1)", NULL);
  assert_tally(harness, "move the mirror list (+:6 -:1 0:0)", NULL);
  assert_tally(harness, "paint the office door (+6, 0, -1, all)", NULL);
  assert_shows(harness, "/virt/decisions", "<span class=\"why\">+8 0:2 -1</span>", TRUE);
}

/* The record of 5 May in a JSON document: an object of minutes. */
static void
assert_whole(const json_t *minutes)
{
  const json_t *entries = json_object_get(minutes, "entries");
  const json_t *links = json_object_get(minutes, "links");
  g_assert_cmpint(json_integer_value(json_object_get(minutes, "decisions")), ==, 1);
  g_assert_cmpuint(json_array_size(entries), ==, 4);
  const json_t *topic = json_array_get(entries, 0), *action = json_array_get(entries, 1);
  g_assert_cmpstr(json_string_value(json_object_get(topic, "kind")), ==, "topic");
  g_assert_cmpstr(json_string_value(json_object_get(topic, "title")), ==, "Size of the images");
  g_assert_cmpstr(json_string_value(json_object_get(action, "kind")), ==, "action");
  g_assert_cmpstr(json_string_value(json_object_get(action, "owner")), ==, "ravi");
  g_assert_cmpint(json_integer_value(json_object_get(action, "item")), >, 0);
  const json_t *said = json_object_get(action, "said");
  g_assert_cmpstr(json_string_value(json_object_get(said, "message_id")), ==, "bot@example.org");
  g_assert_cmpuint(json_array_size(links), ==, 1);
  g_assert_cmpstr(json_string_value(json_object_get(json_array_get(links, 0), "key")), ==,
                  "bug:bugs.example.org/88");
}

static void
test_json_has_the_whole_record(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", BOT);
  harness_ingest(harness, "virt", WIKI);
  harness_serve(harness, NULL);
  g_autoptr(Answer) page = harness_get(harness, "/virt/meetings/2014-05-05.json");
  json_t *one = json_loads(page->body, 0, NULL);
  assert_whole(json_object_get(one, "minutes"));
  json_decref(one);
  g_autofree char *all =
      harness_output(harness, (const char *[]){"export", "virt", "--what", "meetings", NULL});
  json_t *root = json_loads(all, 0, NULL), *meeting;
  size_t i;
  guint n = 0;
  json_array_foreach(json_object_get(root, "meetings"), i, meeting)
  {
    if (strcmp(json_string_value(json_object_get(meeting, "date")), "2014-05-05") != 0)
      continue;
    assert_whole(json_object_get(meeting, "minutes"));
    n++;
  }
  g_assert_cmpuint(n, ==, 1);
  json_decref(root);
}

static void
test_the_command_shows_minutes_of_the_archive(void)
{
  static const struct {
    const char *format, *words;
  } forms[] = {{"text", "* DECISION: keep two flavours until the autumn\n"},
               {"md", "- [DECISION: keep two flavours until the autumn]("},
               {"html", ">keep two flavours until the autumn</a>"},
               {"json", "\"title\": \"keep two flavours until the autumn\""}};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", BOT);
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_autofree char *out =
        harness_output(harness, (const char *[]){"minutes", "virt", "--date", "2014-05-05",
                                                 "--format", forms[i].format, NULL});
    harness_assert_says(out, forms[i].words);
  }
}

int
main(int argc, char **argv)
{
  static const char *const as_sent[] = {BOT, WIKI, LATER, NULL};
  static const char *const backwards[] = {LATER, WIKI, BOT, NULL};
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/record/one-of-two-mails", as_sent, test_one_record_of_two_mails);
  g_test_add_data_func("/record/in-another-order", backwards, test_one_record_of_two_mails);
  g_test_add_func("/record/what-was-rejected-is-said-to-be", test_what_was_rejected_is_said_to_be);
  g_test_add_func("/record/a-decision-tells-its-tally", test_a_decision_tells_its_tally);
  g_test_add_func("/record/json-has-the-whole-record", test_json_has_the_whole_record);
  g_test_add_func("/record/the-command-shows-minutes-of-the-archive",
                  test_the_command_shows_minutes_of_the_archive);
  return g_test_run();
}
