/* The agenda as a chair has it: what weighs, what is taken, what is told. */
#include <string.h>

#include "db/sheet.h"
#include "tests/harness/visitor.h"

#define EDIT "/virt/meetings/2014-05-20/edit"

static void
test_weights_are_shown_changed_and_taken_back(void)
{
  g_autoptr(Harness) h = harness_new();
  g_autofree char *table = chair_run(h, (const char *[]){"agenda", "weights", "virt", NULL});
  g_assert_nonnull(strstr(table, "reply             1  up to 10  reply\n"));
  g_assert_null(strstr(table, "(changed)"));
  g_autofree char *changed =
      chair_run(h, (const char *[]){"agenda", "weights", "virt", "reply=2.5", "quiet=0", NULL});
  g_assert_nonnull(strstr(changed, "reply           2.5  up to 10  reply (changed)\n"));
  g_autofree char *back =
      chair_run(h, (const char *[]){"agenda", "weights", "virt", "reply=", NULL});
  g_assert_nonnull(strstr(back, "reply             1  up to 10  reply\n"));
  g_assert_nonnull(strstr(back, "quiet             0"));
  harness_must_fail(h, (const char *[]){"agenda", "weights", "virt", "reply=7", "charm=1", NULL},
                    "charm=1 sets no weight");
  harness_must_fail(h, (const char *[]){"agenda", "weights", "virt", "reply=1e9", NULL},
                    "are too much for \"reply\"");
  harness_must_fail(h, (const char *[]){"agenda", "weights", "virt", "reply=nan", NULL},
                    "are too much for \"reply\"");
  g_autofree char *same = chair_run(h, (const char *[]){"agenda", "weights", "virt", NULL});
  g_assert_cmpstr(same, ==, back);
}

/* A server, a meeting on 2014-05-20 17:00 UTC. */
static Harness *
with_meeting(void)
{
  Harness *h = harness_new();
  g_free(chair_run(
      h, (const char *[]){"group", "set", "virt", "--next-meeting", "2014-05-20T17:00", NULL}));
  harness_serve(h, NULL);
  return h;
}

static void
assert_led_back(const Answer *answer)
{
  if (answer->status != 303)
    g_assert_cmpstr(answer->body, ==, "a way back");
}

/* The version that the edit page carries. */
static char *
version_of(const Visiting *chair)
{
  g_autoptr(Answer) page = visiting_get(chair, EDIT);
  g_assert_cmpuint(page->status, ==, 200);
  const char *at = strstr(page->body, "name=\"version\" value=\"");
  g_assert_nonnull(at);
  at += strlen("name=\"version\" value=\"");
  return g_strndup(at, strcspn(at, "\""));
}

static void
post_edit(const Visiting *chair, const char *fields)
{
  g_autofree char *version = version_of(chair);
  g_autofree char *body = g_strdup_printf("version=%s&%s", version, fields);
  g_autoptr(Answer) answer = visiting_post(chair, EDIT, body);
  assert_led_back(answer);
}

/* The titles of the published text in order stand one after the other. */
static void
assert_text_order(const Harness *h, const char *first, const char *second)
{
  g_autoptr(Answer) text = harness_get(h, "/virt/meetings/2014-05-20/agenda.txt");
  const char *a = strstr(text->body, first), *b = strstr(text->body, second);
  g_assert_nonnull(a);
  g_assert_nonnull(b);
  g_assert_true(a < b);
}

static char *
entry_id(const Visiting *chair, guint n)
{
  g_autoptr(Answer) page = visiting_get(chair, EDIT);
  const char *at = page->body;
  for (guint i = 0; i < n; i++) {
    at = strstr(at, "data-entry=\"");
    g_assert_nonnull(at);
    at += strlen("data-entry=\"");
  }
  return g_strndup(at, strcspn(at, "\""));
}

static void
test_a_chair_takes_orders_times_and_publishes(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post_edit(&ann, "verb=take&value=1");
  post_edit(&ann, "verb=add&title=Welcome+%26+greet&minutes=5&presenter=Ann&notes=See+"
                  "%5Bhere%5D(https%3A%2F%2Fexample.org%2F)");
  g_autofree char *id = entry_id(&ann, 2);
  g_autofree char *up = g_strdup_printf("verb=up&entry=%s&minutes=10&presenter=Kofi", id);
  post_edit(&ann, up);
  assert_text_order(h, " 1. Welcome & greet\n    10 min (minute 0 to 10), Kofi\n", " 2. ");
  post_edit(&ann, "verb=publish");
  g_autoptr(Answer) page = harness_get(h, "/virt/agenda");
  g_assert_nonnull(strstr(page->body, "Welcome &amp; greet"));
  g_assert_nonnull(strstr(page->body, "href=\"https://example.org/\""));
  g_assert_null(strstr(page->body, "Not published yet"));
  g_autoptr(Answer) json = harness_get(h, "/virt/agenda.json");
  g_assert_nonnull(strstr(json->body, "\"stage\": \"published\""));
  g_autoptr(Answer) markdown = harness_get(h, "/virt/agenda.md");
  g_assert_nonnull(strstr(markdown->body, "1. Welcome \\& greet, 10 min"));
  g_autoptr(Answer) calendar = harness_get(h, "/virt/agenda.ics");
  g_auto(GStrv) folded = g_strsplit(calendar->body, "\r\n ", -1);
  g_autofree char *lines = g_strjoinv("", folded);
  g_assert_nonnull(strstr(lines, "1. Welcome & greet\\n    10 min"));
  g_autoptr(Answer) draft = harness_get(h, "/virt/agenda?draft=1");
  g_assert_nonnull(strstr(draft->body, "Draft agenda"));
}

static void
assert_has(const Harness *h, const char *path, const char *words)
{
  g_autoptr(Answer) answer = harness_get(h, path);
  if (strstr(answer->body, words) == NULL)
    g_assert_cmpstr(answer->body, ==, words);
}

/* Why the draft had it stands with the entry that was taken, as it was when the agenda was
 * published, in each form; that it is on an agenda now is no reason. */
static void
test_a_taken_entry_still_says_why(void)
{
  static const struct {
    const char *path, *before, *after;
  } forms[] = {
      {"", "votes +1/-0", "votes +1/-1, 1 open objection"},
      {".txt", "votes +1/-0", "votes +1/-1, 1 open"},
      {".md", "votes \\+1/\\-0", "votes \\+1/\\-1, 1 open objection"},
      {".json", "votes +1/-0", "votes +1/-1, 1 open objection"},
  };
  g_autoptr(Harness) h = with_meeting();
  g_autofree char *items = chair_run(h, (const char *[]){"agenda", "waiting", "virt", NULL});
  const char *line = strstr(items, "Release the May images: proposed by ");
  g_assert_nonnull(line);
  while (line > items && line[-1] != '\n')
    line--;
  g_autofree char *number = g_strndup(line, strcspn(line, " "));
  g_free(chair_run(h, (const char *[]){"agenda", "take", "virt", number, NULL}));
  for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_autofree char *path = g_strconcat("/virt/meetings/2014-05-20/agenda", forms[i].path, NULL);
    assert_has(h, path, "proposed by ");
    assert_has(h, path, forms[i].before);
  }
  harness_ingest(h, "virt",
                 "From no@example.org Mon May 12 10:00:00 2014\nFrom: No <no@example.org>\n"
                 "Date: Mon, 12 May 2014 10:00:00 +0000\nMessage-ID: <no-1@example.org>\n"
                 "In-Reply-To: <vote-1@example.org>\nSubject: Re: [VOTE] Release the May images\n\n"
                 "-1 the image does not boot\n");
  assert_has(h, "/virt/meetings/2014-05-20/agenda.json", "votes +1/-0");
  g_free(chair_run(h, (const char *[]){"agenda", "publish", "virt", NULL}));
  for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_autofree char *path = g_strconcat("/virt/meetings/2014-05-20/agenda", forms[i].path, NULL);
    assert_has(h, path, forms[i].after);
  }
  g_autoptr(Answer) text = harness_get(h, "/virt/meetings/2014-05-20/agenda.txt");
  g_assert_null(strstr(text->body, "scheduled for a meeting"));
}

static void
test_an_open_ballot_says_its_votes_and_its_end(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  g_autoptr(Answer) opened = visiting_post(
      &ann, "/virt/votes/",
      "verb=open&question=Shall+we%3F&rule=majority&item=1&closes=2014-05-25T12%3A00");
  g_assert_cmpuint(opened->status, ==, 303);
  g_autoptr(Answer) cast = visiting_post(&ann, "/virt/votes/1", "verb=cast&value=1");
  g_assert_cmpuint(cast->status, ==, 303);
  post_edit(&ann, "verb=take&value=1");
  post_edit(&ann, "verb=publish");
  const char *words = "ballot 1 with votes +1/-0, closing on 2014-05-25";
  g_autoptr(Answer) draft = visiting_get(&ann, "/virt/agenda?draft=1");
  g_assert_nonnull(strstr(draft->body, words));
  assert_has(h, "/virt/meetings/2014-05-20/agenda", words);
}

/* An empty field is what was typed, not a field that was left alone. */
static void
test_an_emptied_field_is_empty(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post_edit(&ann, "verb=add&title=Welcome&minutes=15&presenter=Kofi&notes=Tea+first");
  g_autofree char *id = entry_id(&ann, 1);
  g_autofree char *set =
      g_strdup_printf("verb=set&entry=%s&title=Welcome&minutes=&presenter=&notes=", id);
  post_edit(&ann, set);
  g_autoptr(Answer) text = harness_get(h, "/virt/meetings/2014-05-20/agenda.txt");
  g_assert_nonnull(strstr(text->body, " 1. Welcome\n"));
  g_assert_null(strstr(text->body, "15 min"));
  g_assert_null(strstr(text->body, "Kofi"));
  g_assert_null(strstr(text->body, "Tea first"));
}

static void
test_two_chairs_lose_nothing(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  g_auto(Visiting) ben = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  visiting_sign_in(&ben, h, "Ben", "chair");
  post_edit(&ann, "verb=add&title=Releases&minutes=10");
  g_autofree char *id = entry_id(&ann, 1);
  g_autofree char *seen = version_of(&ben);
  g_autofree char *anns = g_strdup_printf("verb=set&entry=%s&title=Releases&notes=by+Ann", id);
  post_edit(&ann, anns);
  g_autofree char *bens = g_strdup_printf(
      "version=%s&verb=set&entry=%s&title=Mirrors+%%3Cb%%3E&minutes=20&notes=by+Ben", seen, id);
  g_autoptr(Answer) stale = visiting_post(&ben, EDIT, bens);
  g_assert_cmpuint(stale->status, ==, 409);
  g_assert_nonnull(strstr(stale->body, "Somebody changed the agenda meanwhile"));
  g_assert_nonnull(strstr(stale->body, "by Ann"));
  g_assert_nonnull(strstr(stale->body, "by Ben</textarea>"));
  g_assert_nonnull(strstr(stale->body, "value=\"Mirrors &lt;b&gt;\""));
  g_autoptr(Answer) text = harness_get(h, "/virt/meetings/2014-05-20/agenda.txt");
  g_assert_nonnull(strstr(text->body, "by Ann"));
  g_assert_null(strstr(text->body, "Mirrors"));
  /* The form that was shown carries the new version: now it goes through. */
  g_autofree char *again = g_strdup_printf("verb=set&entry=%s&title=Mirrors&notes=by+Ben", id);
  post_edit(&ben, again);
  g_autoptr(Answer) after = harness_get(h, "/virt/meetings/2014-05-20/agenda.txt");
  g_assert_nonnull(strstr(after->body, "by Ben"));
}

static void
test_a_wrong_field_is_told_with_what_was_typed(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  g_autofree char *version = version_of(&ann);
  g_autofree char *body =
      g_strdup_printf("version=%s&verb=add&title=Long+talk&minutes=9999&notes=kept", version);
  g_autoptr(Answer) answer = visiting_post(&ann, EDIT, body);
  g_assert_cmpuint(answer->status, ==, 400);
  g_assert_nonnull(strstr(answer->body, "minutes: 9999 is no number from 0 to 600"));
  g_assert_nonnull(strstr(answer->body, "value=\"Long talk\""));
  g_assert_nonnull(strstr(answer->body, "kept</textarea>"));
  g_autoptr(Answer) none = visiting_post(&ann, EDIT, "verb=publish");
  g_assert_cmpuint(none->status, ==, 400);
  g_autoptr(Answer) unknown = visiting_post(&ann, EDIT, "version=0&verb=explode");
  g_assert_cmpuint(unknown->status, ==, 400);
  g_autoptr(Answer) nowhere =
      visiting_post(&ann, "/virt/meetings/2014-02-30/edit", "version=0&verb=publish");
  g_assert_cmpuint(nowhere->status, ==, 400);
}

static void
test_only_chairs_edit(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) mia = {0};
  visiting_sign_in(&mia, h, "Mia", "member");
  g_autoptr(Answer) page = visiting_get(&mia, EDIT);
  g_assert_cmpuint(page->status, ==, 403);
  g_autoptr(Answer) write = visiting_post(&mia, EDIT, "version=0&verb=add&title=Mine");
  g_assert_cmpuint(write->status, ==, 403);
  g_autoptr(Answer) stranger = harness_get(h, EDIT);
  g_assert_cmpuint(stranger->status, ==, 403);
}

static void
test_hostile_text_is_text(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post_edit(&ann,
            "verb=add&title=%3Cscript%3Ealert(1)%3C%2Fscript%3E&presenter=%22%3E%3Cimg%3E&notes="
            "%3Cscript%3Ex%3C%2Fscript%3E%0A%0A%5Ba%5D(javascript:alert(1))%0A%0A%21%5Bb%5D("
            "data:text/html,x)%0A%0A%5Bc%5D(mailto:a@example.org)");
  g_autoptr(Answer) page = harness_get(h, "/virt/meetings/2014-05-20/agenda");
  g_assert_null(strstr(page->body, "<script>"));
  g_assert_null(strstr(page->body, "<img>"));
  g_assert_null(strstr(page->body, "javascript:"));
  g_assert_null(strstr(page->body, "data:text"));
  g_assert_nonnull(strstr(page->body, "href=\"mailto:a@example.org\""));
  g_autoptr(Answer) edit = visiting_get(&ann, EDIT);
  g_assert_null(strstr(edit->body, "<script>"));
  g_assert_null(strstr(edit->body, "\"><img>"));
  g_autoptr(Answer) markdown = harness_get(h, "/virt/meetings/2014-05-20/agenda.md");
  g_assert_null(strstr(markdown->body, "\n    <script>"));
}

static void
test_the_command_line_does_what_the_page_does(void)
{
  g_autoptr(Harness) h = with_meeting();
  const char *const steps[][9] = {
      {"agenda", "take", "virt", "1", "2", NULL},
      {"agenda", "add", "virt", "Any other business", "--minutes", "5", NULL},
      {"agenda", "move", "virt", "3", "1", NULL},
      {"agenda", "set", "virt", "1", "--presenter", "Ann", "--notes", "see *there*", NULL},
      {"agenda", "park", "virt", "2", NULL},
      {"agenda", "unpark", "virt", "1", NULL},
      {"agenda", "remove", "virt", "2", NULL},
      {"agenda", "publish", "virt", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
    g_free(chair_run(h, steps[i]));
  g_autofree char *agenda =
      chair_run(h, (const char *[]){"agenda", "virt", "--date", "2014-05-20", NULL});
  g_assert_nonnull(strstr(agenda, " 1. Any other business\n    5 min (minute 0 to 5), Ann\n"));
  g_assert_nonnull(strstr(agenda, "    see *there*\n"));
  g_assert_nonnull(strstr(agenda, " 2. "));
  g_assert_null(strstr(agenda, " 3. "));
  g_autofree char *draft = chair_run(h, (const char *[]){"agenda", "virt", "--draft", NULL});
  g_assert_nonnull(strstr(draft, "(draft)"));
  harness_must_fail(h, (const char *[]){"agenda", "park", "virt", "7", NULL},
                    "the agenda of 2014-05-20 has no taken entry 7");
  harness_must_fail(h, (const char *[]){"agenda", "take", "virt", "nonsense", NULL},
                    "nothing called \"nonsense\" waits");
}

/* Named by its time each is shown, by the page and by the command; by the day alone neither is, and
 * the answer names both. */
static void
test_two_meetings_of_a_day_are_told_apart(void)
{
  static const struct {
    const char *name, *entry;
  } rows[] = {{"2014-05-20T1500", "Bridges"}, {"2014-05-20T1800", "Keys"}};
  g_autoptr(Harness) h = with_meeting();
  g_free(chair_run(
      h, (const char *[]){"group", "set", "virt", "--next-meeting", "2014-05-20T15:00", NULL}));
  g_free(chair_run(h, (const char *[]){"meeting", "add", "virt", "2014-05-20T18:00", NULL}));
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    g_free(chair_run(
        h, (const char *[]){"agenda", "add", "virt", rows[i].entry, "--date", rows[i].name, NULL}));
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *asked = g_strconcat("/virt/agenda.txt?date=", rows[i].name, NULL);
    g_autofree char *own = g_strconcat("/virt/meetings/", rows[i].name, "/agenda.txt", NULL);
    g_autofree char *wanted = g_strconcat(" 1. ", rows[i].entry, "\n", NULL);
    assert_has(h, asked, wanted);
    assert_has(h, own, wanted);
    g_autofree char *shown =
        chair_run(h, (const char *[]){"agenda", "virt", "--date", rows[i].name, NULL});
    g_assert_nonnull(strstr(shown, wanted));
  }
  g_autoptr(Answer) day = harness_get(h, "/virt/agenda.txt?date=2014-05-20");
  g_assert_cmpuint(day->status, ==, 409);
  g_assert_nonnull(strstr(day->body, "2014-05-20T1500"));
  g_assert_nonnull(strstr(day->body, "2014-05-20T1800"));
  harness_must_fail(h, (const char *[]){"agenda", "virt", "--date", "2014-05-20", NULL},
                    "2014-05-20T1800");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/agenda/weights-are-shown-changed-and-taken-back",
                  test_weights_are_shown_changed_and_taken_back);
  g_test_add_func("/server/agenda/a-chair-takes-orders-times-and-publishes",
                  test_a_chair_takes_orders_times_and_publishes);
  g_test_add_func("/server/agenda/a-taken-entry-still-says-why", test_a_taken_entry_still_says_why);
  g_test_add_func("/server/agenda/an-open-ballot-says-its-votes-and-its-end",
                  test_an_open_ballot_says_its_votes_and_its_end);
  g_test_add_func("/server/agenda/an-emptied-field-is-empty", test_an_emptied_field_is_empty);
  g_test_add_func("/server/agenda/two-chairs-lose-nothing", test_two_chairs_lose_nothing);
  g_test_add_func("/server/agenda/a-wrong-field-is-told-with-what-was-typed",
                  test_a_wrong_field_is_told_with_what_was_typed);
  g_test_add_func("/server/agenda/only-chairs-edit", test_only_chairs_edit);
  g_test_add_func("/server/agenda/hostile-text-is-text", test_hostile_text_is_text);
  g_test_add_func("/server/agenda/the-command-line-does-what-the-page-does",
                  test_the_command_line_does_what_the_page_does);
  g_test_add_func("/server/agenda/two-meetings-of-a-day-are-told-apart",
                  test_two_meetings_of_a_day_are_told_apart);
  return g_test_run();
}
