/* One item on its page and on the command line: why each mention belongs to it, what mails suggest,
 * what was changed. */
#include <string.h>

#include "db/group.h"
#include "db/item.h"
#include "tests/harness/chair.h"

/* Two roadmaps a month apart with one entry, and an answer under the first. */
#define ROADMAPS                                                                                   \
  "From a@example.org Tue Apr  1 10:00:00 2014\n"                                                  \
  "From: Ann <a@example.org>\nDate: Tue, 1 Apr 2014 10:00:00 +0000\n"                              \
  "Message-ID: <road1@example.org>\nSubject: Roadmap\n\nBacklog:\n\n"                              \
  " * Package the nested hypervisor for testers, see rhbz#4711\n"                                  \
  " * Translate the installation guide into Danish\n\n"                                            \
  "From b@example.org Wed Apr  2 10:00:00 2014\n"                                                  \
  "From: Bob Lund <b@example.org>\nDate: Wed, 2 Apr 2014 10:00:00 +0000\n"                         \
  "Message-ID: <re1@example.org>\nIn-Reply-To: <road1@example.org>\nSubject: Re: Roadmap\n\n"      \
  "> * Translate the installation guide into Danish\n\nDone.\n\n"                                  \
  "From a@example.org Thu May  1 10:00:00 2014\n"                                                  \
  "From: Ann <a@example.org>\nDate: Thu, 1 May 2014 10:00:00 +0000\n"                              \
  "Message-ID: <road2@example.org>\nSubject: Roadmap of May\n\nBacklog:\n\n"                       \
  " * Packaging the nested hypervisor for testers\n"                                               \
  " * Translate the installation guide into Danish\n"

static gint64
number_of(const Chair *chair, const char *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair->harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  const ItemQuery query = {.text = words};
  g_autoptr(GPtrArray) items = db_item_list(db, group->id, &query, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(items->len, ==, 1);
  return ((Item *)items->pdata[0])->number;
}

static void
begin(Chair *chair)
{
  chair_sign_in(chair, "chair");
  harness_ingest(chair->harness, "virt", ROADMAPS);
}

static char *
page_of(const Chair *chair, gint64 number)
{
  g_autofree char *path = g_strdup_printf("/virt/items/%d", (int)number);
  g_autoptr(Answer) answer = chair_get(chair, path);
  g_assert_cmpuint(answer->status, ==, 200);
  return g_strdup(answer->body);
}

static guint
post_status(const Chair *chair, gint64 number, const char *fields)
{
  g_autofree char *path = g_strdup_printf("/virt/items/%d", (int)number);
  g_autoptr(Answer) answer = chair_post(chair, path, fields);
  return answer->status;
}

static void
test_page_says_why_a_mention_belongs(void)
{
  g_auto(Chair) chair = {0};
  begin(&chair);
  g_autofree char *page = page_of(&chair, number_of(&chair, "nested hypervisor"));
  g_assert_nonnull(strstr(page, "equal text"));
  g_assert_nonnull(strstr(page, "Roadmap of May"));
  g_assert_nonnull(strstr(page, "bullet-backlog"));
  g_assert_nonnull(strstr(page, "For example: <q>"));
  g_autofree char *path =
      g_strdup_printf("/virt/items/%d", (int)number_of(&chair, "nested hypervisor"));
  g_autoptr(Answer) visitor = harness_get(chair.harness, path);
  g_assert_null(strstr(visitor->body, "Not the same"));
  g_assert_nonnull(strstr(page, "Not the same"));
}

static guint
count_of(const char *text, const char *words)
{
  guint n = 0;
  for (const char *at = text; (at = strstr(at, words)) != NULL; at++)
    n++;
  return n;
}

/* The mail that says it again marks the lines, as the first does; alone and in its thread. */
static void
test_lines_of_a_mention_lead_to_the_item(void)
{
  static const char *const paths[] = {"/virt/archive/road1@example.org/",
                                      "/virt/archive/road2@example.org/",
                                      "/virt/archive/road2@example.org/t/"};
  g_auto(Chair) chair = {0};
  begin(&chair);
  g_autofree char *link =
      g_strdup_printf("href=\"/virt/items/%d\"", (int)number_of(&chair, "nested hypervisor"));
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) answer = harness_get(chair.harness, paths[i]);
    g_test_message("%s", paths[i]);
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_cmpuint(count_of(answer->body, link), >=, i == 1 ? 2 : 1);
  }
}

/* One bug is one link of the item, though two mails cite it. */
static void
test_links_of_mentions_are_shown_once(void)
{
  g_auto(Chair) chair = {0};
  begin(&chair);
  harness_ingest(chair.harness, "virt",
                 "From a@example.org Fri May  2 10:00:00 2014\n"
                 "From: Ann <a@example.org>\nDate: Fri, 2 May 2014 10:00:00 +0000\n"
                 "Message-ID: <road3@example.org>\nSubject: Roadmap\n\nBacklog:\n\n"
                 " * Package the nested hypervisor for testers, BZ#4711\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair.harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Item) item = db_item_get(db, group->id, number_of(&chair, "nested hypervisor"), &error);
  g_assert_no_error(error);
  g_assert_cmpuint(item->mentions->len, ==, 2);
  g_assert_cmpuint(item->links->len, ==, 1);
}

static void
test_mention_is_taken_off_for_good(void)
{
  g_auto(Chair) chair = {0};
  begin(&chair);
  gint64 number = number_of(&chair, "nested hypervisor");
  g_autofree char *page = page_of(&chair, number);
  const char *form = strstr(page, "Not the same");
  const char *start = g_strrstr_len(page, form - page, "name=\"value\" value=\"");
  g_assert_nonnull(start);
  g_autofree char *statement = g_strndup(start + strlen("name=\"value\" value=\""), 20);
  g_autofree char *fields = g_strdup_printf("verb=take-off&value=%s", statement);
  g_assert_cmpuint(post_status(&chair, number, fields), ==, 303);
  g_autofree char *after = page_of(&chair, number);
  g_assert_null(strstr(after, "equal text"));
  g_assert_nonnull(strstr(after, "split"));
  g_assert_cmpuint(post_status(&chair, number, fields), ==, 400);
  g_assert_cmpuint(post_status(&chair, number, "verb=take-off"), ==, 400);
  g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
  g_autofree char *rebuilt = page_of(&chair, number);
  g_assert_null(strstr(rebuilt, "equal text"));
}

static void
test_suggestion_waits_for_the_chair(void)
{
  g_auto(Chair) chair = {0};
  begin(&chair);
  gint64 number = number_of(&chair, "installation guide");
  g_autofree char *page = page_of(&chair, number);
  const char *button = strstr(page, "value=\"accept-suggestion\"");
  g_assert_nonnull(button);
  const char *start = g_strrstr_len(page, button - page, "name=\"value\" value=\"");
  g_autofree char *reply = g_strndup(start + strlen("name=\"value\" value=\""), 20);
  g_autofree char *ignore = g_strdup_printf("verb=ignore-suggestion&value=%s", reply);
  g_autofree char *accept = g_strdup_printf("verb=accept-suggestion&value=%s", reply);
  g_assert_cmpuint(post_status(&chair, number, ignore), ==, 303);
  g_autofree char *ignored = page_of(&chair, number);
  g_assert_null(strstr(ignored, "value=\"accept-suggestion\""));
  g_assert_nonnull(strstr(ignored, "ignore-suggestion"));
  g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
  g_autofree char *still = page_of(&chair, number);
  g_assert_null(strstr(still, "value=\"accept-suggestion\""));
  g_assert_cmpuint(post_status(&chair, number, accept), ==, 303);
  g_autofree char *done = page_of(&chair, number);
  g_assert_nonnull(strstr(done, "accept-suggestion"));
  g_assert_nonnull(strstr(done, "from <q>new</q> to <q>done</q>"));
  g_assert_cmpuint(post_status(&chair, number, "verb=accept-suggestion&value=x"), ==, 404);
}

#define SAYS_FIXED                                                                                 \
  "From b@example.org Wed Apr  9 10:00:00 2014\n"                                                  \
  "From: Bob Lund <b@example.org>\nDate: Wed, 9 Apr 2014 10:00:00 +0000\n"                         \
  "Message-ID: <fixed@example.org>\nSubject: New build\n\nThe build is out.\n"                     \
  "https://bugzilla.redhat.com/show_bug.cgi?id=4711\nis fixed in 4.4.1-6.\n\n"

/* Whichever mail comes first: the state beside a link reaches the items that cite the same thing.
 */
static void
test_state_beside_a_link_is_a_suggestion(gconstpointer late)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  harness_ingest(chair.harness, "virt", late != NULL ? ROADMAPS : SAYS_FIXED);
  harness_ingest(chair.harness, "virt", late != NULL ? SAYS_FIXED : ROADMAPS);
  g_autofree char *number = g_strdup_printf("%d", (int)number_of(&chair, "nested hypervisor"));
  g_autofree char *shown =
      chair_run(chair.harness, (const char *[]){"item", "show", "virt", number, NULL});
  const char *suggestion = strstr(shown, "suggests done, suggestion ");
  g_assert_nonnull(suggestion);
  g_assert_nonnull(strstr(shown, "2014-04-09"));
  g_assert_nonnull(strstr(shown, "state     new\n"));
  g_autofree char *reply = g_strndup(suggestion + strlen("suggests done, suggestion "), 20);
  g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
  g_free(chair_run(chair.harness, (const char *[]){"item", "apply", "virt", number, reply, NULL}));
  g_autofree char *after =
      chair_run(chair.harness, (const char *[]){"item", "show", "virt", number, NULL});
  g_assert_nonnull(strstr(after, "state     done\n"));
  g_autofree char *other = g_strdup_printf("%d", (int)number_of(&chair, "installation guide"));
  g_autofree char *untouched =
      chair_run(chair.harness, (const char *[]){"item", "show", "virt", other, NULL});
  g_assert_null(strstr(untouched, "2014-04-09"));
}

#define CITES_ABZ                                                                                  \
  "From a@example.org Tue Apr  1 10:00:00 2014\n"                                                  \
  "From: Ann <a@example.org>\nDate: Tue, 1 Apr 2014 10:00:00 +0000\n"                              \
  "Message-ID: <abz1@example.org>\nSubject: Roadmap\n\nBacklog:\n\n"                               \
  " * Cool the rack, see abz#77\n\n"                                                               \
  "From b@example.org Wed Apr  9 10:00:00 2014\n"                                                  \
  "From: Bob Lund <b@example.org>\nDate: Wed, 9 Apr 2014 10:00:00 +0000\n"                         \
  "Message-ID: <abz2@example.org>\nSubject: Rack\n\n"                                              \
  "https://bugs.example.net/view.php?id=77 is fixed in the new rack.\n"

/* A tracker that is added later: what was read before is joined by a rebuild, and loses it again.
 */
static void
test_an_added_tracker_is_known_after_a_rebuild(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  harness_ingest(chair.harness, "virt", CITES_ABZ);
  g_autofree char *number = g_strdup_printf("%d", (int)number_of(&chair, "Cool the rack"));
  const char *const show[] = {"item", "show", "virt", number, NULL};
  const char *const links[] = {"items", "virt", "--link", "abz#77", "--format", "json", NULL};
  g_autofree char *before = chair_run(chair.harness, show);
  g_assert_null(strstr(before, "suggests done"));
  g_free(chair_run(chair.harness,
                   (const char *[]){"tracker", "add", "abz",
                                    "https://bugs.example.net/view.php?id=%s", "abz#", NULL}));
  g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
  g_autofree char *after = chair_run(chair.harness, show);
  g_assert_nonnull(strstr(after, "suggests done"));
  g_autofree char *found = chair_run(chair.harness, links);
  g_assert_nonnull(strstr(found, "Cool the rack"));
  g_free(chair_run(chair.harness, (const char *[]){"tracker", "remove", "abz", NULL}));
  g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
  g_autofree char *gone = chair_run(chair.harness, show);
  g_assert_null(strstr(gone, "suggests done"));
}

static char *
shown_when_done_at(Chair *chair, gint64 number, gint64 when)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair->harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_assert_true(db_item_set_state(db, group->id, number, STATE_OPEN, "Ann", when, &error));
  g_assert_true(db_item_set_state(db, group->id, number, STATE_DONE, "Ann", when, &error));
  g_assert_no_error(error);
  g_autofree char *text = g_strdup_printf("%d", (int)number);
  return chair_run(chair->harness, (const char *[]){"item", "show", "virt", text, NULL});
}

/* The entry stands on the roadmap of 1 May as well. */
static void
test_what_is_listed_again_after_it_was_done_suggests_to_reopen_it(void)
{
  enum { IN_APRIL = 1397600000, IN_MAY = 1399800000 };
  g_auto(Chair) chair = {0};
  begin(&chair);
  gint64 number = number_of(&chair, "installation guide");
  g_autofree char *shown = shown_when_done_at(&chair, number, IN_APRIL);
  const char *suggestion = strstr(shown, "suggests open, suggestion ");
  g_assert_nonnull(suggestion);
  g_assert_nonnull(strstr(shown, "state     done\n"));
  g_autofree char *reply = g_strndup(suggestion + strlen("suggests open, suggestion "), 20);
  g_autofree char *later = shown_when_done_at(&chair, number, IN_MAY);
  g_assert_null(strstr(later, "suggests open"));
  g_free(shown_when_done_at(&chair, number, IN_APRIL)); /* the last word was in May */
  g_autofree char *accept = g_strdup_printf("verb=accept-suggestion&value=%s", reply);
  g_assert_cmpuint(post_status(&chair, number, accept), ==, 404);
}

static void
test_a_reopened_item_is_open(void)
{
  enum { IN_APRIL = 1397600000 };
  g_auto(Chair) chair = {0};
  begin(&chair);
  gint64 number = number_of(&chair, "installation guide");
  g_autofree char *shown = shown_when_done_at(&chair, number, IN_APRIL);
  const char *suggestion = strstr(shown, "suggests open, suggestion ");
  g_assert_nonnull(suggestion);
  g_autofree char *reply = g_strndup(suggestion + strlen("suggests open, suggestion "), 20);
  g_autofree char *text = g_strdup_printf("%d", (int)number);
  g_free(chair_run(chair.harness, (const char *[]){"item", "apply", "virt", text, reply, NULL}));
  g_autofree char *after =
      chair_run(chair.harness, (const char *[]){"item", "show", "virt", text, NULL});
  g_assert_nonnull(strstr(after, "state     open\n"));
}

static void
test_command_line_has_the_same_verbs(void)
{
  g_auto(Chair) chair = {0};
  begin(&chair);
  g_autofree char *number = g_strdup_printf("%d", (int)number_of(&chair, "installation guide"));
  g_autofree char *shown =
      chair_run(chair.harness, (const char *[]){"item", "show", "virt", number, NULL});
  const char *suggestion = strstr(shown, "suggests done, suggestion ");
  g_assert_nonnull(suggestion);
  g_autofree char *reply = g_strndup(suggestion + strlen("suggests done, suggestion "), 20);
  const char *mention = strstr(shown, "same-words 1.00, mention ");
  g_assert_nonnull(mention);
  g_autofree char *statement = g_strndup(mention + strlen("same-words 1.00, mention "), 20);
  g_free(chair_run(chair.harness, (const char *[]){"item", "ignore", "virt", number, reply, NULL}));
  g_free(chair_run(chair.harness, (const char *[]){"item", "apply", "virt", number, reply, NULL}));
  g_free(chair_run(chair.harness, (const char *[]){"item", "undo", "virt", number, NULL}));
  g_free(
      chair_run(chair.harness, (const char *[]){"item", "split", "virt", number, statement, NULL}));
  g_autofree char *after =
      chair_run(chair.harness, (const char *[]){"item", "show", "virt", number, NULL});
  g_assert_nonnull(strstr(after, "state     new\n"));
  g_assert_nonnull(strstr(after, "command line: ignore-suggestion"));
  g_assert_nonnull(strstr(after, "command line: state from \"new\" to \"done\""));
  g_assert_nonnull(strstr(after, "command line: state from \"done\" to \"new\""));
  g_assert_nonnull(strstr(after, "command line: split"));
  g_assert_null(strstr(after, "same-words"));
}

/* Neither the same mail again, nor a rebuild, nor a later mail with the entry brings back what was
 * dismissed or merged. */
static void
test_dismissed_and_merged_do_not_return(void)
{
  g_auto(Chair) chair = {0};
  begin(&chair);
  g_autofree char *guide = g_strdup_printf("%d", (int)number_of(&chair, "installation guide"));
  g_autofree char *hypervisor = g_strdup_printf("%d", (int)number_of(&chair, "nested hypervisor"));
  g_free(chair_run(chair.harness, (const char *[]){"item", "dismiss", "virt", guide, NULL}));
  g_free(
      chair_run(chair.harness, (const char *[]){"item", "merge", "virt", hypervisor, "1", NULL}));
  for (guint round = 0; round < 3; round++) {
    if (round == 0)
      harness_ingest(chair.harness, "virt", ROADMAPS);
    if (round == 1)
      g_free(chair_run(chair.harness, (const char *[]){"rebuild", "virt", NULL}));
    if (round == 2)
      harness_ingest(chair.harness, "virt",
                     "From a@example.org Mon May 12 10:00:00 2014\n"
                     "From: Ann <a@example.org>\nDate: Mon, 12 May 2014 10:00:00 +0000\n"
                     "Message-ID: <road9@example.org>\nSubject: Roadmap of June\n\nBacklog:\n\n"
                     " * Package the nested hypervisor for testers\n"
                     " * Translate the installation guide into Danish\n");
    g_autoptr(Answer) backlog = harness_get(chair.harness, "/virt/backlog");
    g_assert_null(strstr(backlog->body, "nested hypervisor"));
    g_assert_null(strstr(backlog->body, "installation guide"));
  }
}

/* The number that an item had before older mail took the lead is still an address of it. */
static void
test_old_number_leads_on(void)
{
  g_auto(Chair) chair = {0};
  begin(&chair);
  gint64 number = number_of(&chair, "nested hypervisor");
  harness_ingest(chair.harness, "virt",
                 "From a@example.org Fri Mar  1 10:00:00 2013\n"
                 "From: Ann <a@example.org>\nDate: Fri, 1 Mar 2013 10:00:00 +0000\n"
                 "Message-ID: <road0@example.org>\nSubject: Roadmap\n\nBacklog:\n\n"
                 " * Package the nested hypervisor for testers\n");
  gint64 now = number_of(&chair, "nested hypervisor");
  g_assert_cmpint(now, !=, number);
  g_autofree char *path = g_strdup_printf("/virt/items/%d", (int)number);
  g_autofree char *there = g_strdup_printf("/virt/items/%d", (int)now);
  g_autoptr(Answer) answer = harness_get(chair.harness, path);
  g_assert_cmpuint(answer->status, ==, 302);
  g_assert_cmpstr(answer_header(answer, "location"), ==, there);
  g_autoptr(Answer) none = harness_get(chair.harness, "/virt/items/99999");
  g_assert_cmpuint(none->status, ==, 404);
}

static void
test_filters_by_age_and_link(void)
{
  static const struct {
    const char *query;
    gboolean hypervisor, guide;
  } rows[] = {
      {"?text=e", TRUE, TRUE},
      {"?link=any", TRUE, FALSE},
      {"?link=none", FALSE, TRUE},
      {"?link=rhbz%234711", TRUE, FALSE},
      {"?link=https://bugzilla.redhat.com/show_bug.cgi?id=4711", TRUE, FALSE},
      {"?link=%234711", TRUE, FALSE},
      {"?link=4712", FALSE, FALSE},
      {"?age=week", FALSE, FALSE}, /* the entries are of 1 April, today is 13 May */
      {"?age=quarter", TRUE, TRUE},
      {"?age=older", FALSE, FALSE},
      {"?age=quarter&link=any&kind=backlog&state=new&section=Backlog", TRUE, FALSE},
  };
  g_auto(Chair) chair = {0};
  begin(&chair);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strconcat("/virt/backlog", rows[i].query, NULL);
    g_autoptr(Answer) answer = harness_get(chair.harness, path);
    g_test_message("%s", path);
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_cmpint(strstr(answer->body, "nested hypervisor") != NULL, ==, rows[i].hypervisor);
    g_assert_cmpint(strstr(answer->body, "installation guide") != NULL, ==, rows[i].guide);
  }
  g_autoptr(Answer) wrong = harness_get(chair.harness, "/virt/backlog?age=eternal");
  g_assert_cmpuint(wrong->status, ==, 400);
}

static void
test_command_line_filters_alike(void)
{
  static const struct {
    const char *option, *value;
    gboolean hypervisor, guide;
  } rows[] = {
      {"--link", "rhbz#4711", TRUE, FALSE},
      {"--link", "none", FALSE, TRUE},
      {"--age", "week", FALSE, FALSE},
      {"--age", "older", TRUE, TRUE}, /* by the clock of the machine */
      {"--section", "Backlog", TRUE, TRUE},
      {"--section", "Elsewhere", FALSE, FALSE},
      {"--owner", "george", TRUE, FALSE}, /* however it is written */
      {"--owner", "Nobody", FALSE, FALSE},
  };
  g_auto(Chair) chair = {0};
  begin(&chair);
  g_autofree char *number = g_strdup_printf("%d", (int)number_of(&chair, "nested hypervisor"));
  g_autofree char *owned =
      chair_run(chair.harness, (const char *[]){"item", "owner", "virt", number, "George", NULL});
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *out =
        chair_run(chair.harness, (const char *[]){"items", "virt", rows[i].option, rows[i].value,
                                                  "--format", "csv", NULL});
    g_test_message("%s %s", rows[i].option, rows[i].value);
    g_assert_cmpint(strstr(out, "nested hypervisor") != NULL, ==, rows[i].hypervisor);
    g_assert_cmpint(strstr(out, "installation guide") != NULL, ==, rows[i].guide);
  }
}

static void
test_a_note_is_shown_below_the_quote(void)
{
  g_auto(Chair) chair = {0};
  begin(&chair);
  harness_ingest(chair.harness, "virt",
                 "From a@example.org Fri May  2 10:00:00 2014\n"
                 "From: Ann <a@example.org>\nDate: Fri, 2 May 2014 10:00:00 +0000\n"
                 "Message-ID: <noted@example.org>\nSubject: What is left\n\nBacklog:\n\n"
                 " * Paint the rack in the lab\n   > the blue one, says Bob\n");
  gint64 number = number_of(&chair, "paint the rack");
  g_autofree char *page = page_of(&chair, number);
  const char *quote = strstr(page, " * Paint the rack in the lab</blockquote>");
  g_assert_nonnull(quote);
  g_assert_nonnull(strstr(quote, "&gt; the blue one, says Bob</blockquote>"));
  g_autofree char *items =
      chair_run(chair.harness, (const char *[]){"export", "virt", "--what", "items", NULL});
  g_assert_nonnull(strstr(items, "\"note\": \"   > the blue one, says Bob\""));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/item/page-says-why-a-mention-belongs", test_page_says_why_a_mention_belongs);
  g_test_add_func("/item/lines-of-a-mention-lead-to-the-item",
                  test_lines_of_a_mention_lead_to_the_item);
  g_test_add_func("/item/links-of-mentions-are-shown-once", test_links_of_mentions_are_shown_once);
  g_test_add_func("/item/mention-is-taken-off-for-good", test_mention_is_taken_off_for_good);
  g_test_add_data_func("/item/state-beside-a-link-is-a-suggestion", "late",
                       test_state_beside_a_link_is_a_suggestion);
  g_test_add_data_func("/item/state-beside-a-link-that-came-first", NULL,
                       test_state_beside_a_link_is_a_suggestion);
  g_test_add_func("/item/what-is-listed-again-after-it-was-done-suggests-to-reopen-it",
                  test_what_is_listed_again_after_it_was_done_suggests_to_reopen_it);
  g_test_add_func("/item/an-added-tracker-is-known-after-a-rebuild",
                  test_an_added_tracker_is_known_after_a_rebuild);
  g_test_add_func("/item/a-reopened-item-is-open", test_a_reopened_item_is_open);
  g_test_add_func("/item/suggestion-waits-for-the-chair", test_suggestion_waits_for_the_chair);
  g_test_add_func("/item/command-line-has-the-same-verbs", test_command_line_has_the_same_verbs);
  g_test_add_func("/item/dismissed-and-merged-do-not-return",
                  test_dismissed_and_merged_do_not_return);
  g_test_add_func("/item/a-note-is-shown-below-the-quote", test_a_note_is_shown_below_the_quote);
  g_test_add_func("/item/old-number-leads-on", test_old_number_leads_on);
  g_test_add_func("/item/filters-by-age-and-link", test_filters_by_age_and_link);
  g_test_add_func("/item/command-line-filters-alike", test_command_line_filters_alike);
  return g_test_run();
}
