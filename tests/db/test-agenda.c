#include "db/agenda.h"

#include <string.h>

#define DAY ((gint64)86400)
#define MEETING (1000 * DAY)

static Item *
item(gint64 number, ItemKind kind, ItemState state, gint64 days_before)
{
  Item *it = g_new0(Item, 1);
  it->number = number;
  it->kind = kind;
  it->state = state;
  it->date = it->last_date = MEETING - days_before * DAY;
  return it;
}

static GPtrArray *
items_of(Item *first, ...)
{
  GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  va_list args;
  va_start(args, first);
  for (Item *it = first; it != NULL; it = va_arg(args, Item *))
    g_ptr_array_add(items, it);
  va_end(args);
  return items;
}

static Agenda *
draft(GPtrArray *items)
{
  return agenda_draft(items,
                      &(AgendaOptions){.meeting = MEETING, .last_meeting = MEETING - 14 * DAY});
}

static void
assert_group(Item *it, AgendaGroup group)
{
  g_autoptr(GPtrArray) items = items_of(it, NULL);
  g_autoptr(Agenda) agenda = draft(items);
  g_assert_cmpuint(agenda->entries->len, ==, 1);
  g_assert_cmpint(((AgendaEntry *)agenda->entries->pdata[0])->group, ==, group);
}

static void
assert_left_out(Item *it)
{
  g_autoptr(GPtrArray) items = items_of(it, NULL);
  g_autoptr(Agenda) agenda = draft(items);
  g_assert_cmpuint(agenda->entries->len, ==, 0);
}

static void
test_each_item_stands_where_a_chair_looks(void)
{
  assert_group(item(1, ITEM_TOPIC, STATE_DEFERRED, 40), AGENDA_CARRIED);
  assert_group(item(1, ITEM_ACTION, STATE_NEW, 20), AGENDA_CARRIED);
  assert_group(item(1, ITEM_PROPOSAL, STATE_NEW, 3), AGENDA_VOTES);
  assert_group(item(1, ITEM_BACKLOG, STATE_NEW, 60), AGENDA_BACKLOG);
  assert_group(item(1, ITEM_BACKLOG, STATE_NEW, 3), AGENDA_NEW);
  assert_group(item(1, ITEM_BACKLOG, STATE_OPEN, 3), AGENDA_BACKLOG);
  assert_group(item(1, ITEM_QUESTION, STATE_NEW, 5), AGENDA_QUESTIONS);
}

static void
test_what_is_settled_or_later_is_left_out(void)
{
  assert_left_out(item(1, ITEM_BACKLOG, STATE_DONE, 20));
  assert_left_out(item(1, ITEM_BACKLOG, STATE_DECLINED, 20));
  assert_left_out(item(1, ITEM_BACKLOG, STATE_DUPLICATE, 20));
  assert_left_out(item(1, ITEM_DECISION, STATE_NEW, 20));
  assert_left_out(item(1, ITEM_PROPOSAL, STATE_NEW, -1));
  Item *answered = item(1, ITEM_QUESTION, STATE_NEW, 5);
  answered->n_replies = 1;
  assert_left_out(answered);
}

static void
test_backlog_is_ordered_by_weight_then_age(void)
{
  Item *supported = item(3, ITEM_BACKLOG, STATE_NEW, 30);
  supported->votes_for = 4;
  g_autoptr(GPtrArray) items = items_of(item(1, ITEM_BACKLOG, STATE_NEW, 31),
                                        item(2, ITEM_BACKLOG, STATE_NEW, 33), supported, NULL);
  g_autoptr(Agenda) agenda = draft(items);
  static const gint64 want[] = {3, 2,
                                1}; /* 31 and 33 days weigh the same whole weeks: the older first */
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint(((AgendaEntry *)agenda->entries->pdata[i])->item->number, ==, want[i]);
}

/* The reasons of the only entry of an agenda with that item. */
static void
add_bug(Item *it, const char *key, const char *state, gboolean closed)
{
  Link *link = g_new0(Link, 1);
  link->kind = LINK_BUG;
  link->key = g_strdup(key);
  link->state = g_strdup(state);
  link->closed = closed;
  g_ptr_array_add(it->links, link);
}

/* The last bug of it had another state until then. */
static void
had_state(Item *it, const char *state, gint64 until, gboolean reopened)
{
  Link *link = it->links->pdata[it->links->len - 1];
  link->state_was = g_strdup(state);
  link->state_changed = until;
  link->reopened = reopened;
}

static void
assert_why(Item *it, const char *why)
{
  g_autoptr(GPtrArray) items = items_of(it, NULL);
  g_autoptr(Agenda) agenda = draft(items);
  g_assert_cmpuint(agenda->entries->len, ==, 1);
  const AgendaEntry *entry = agenda->entries->pdata[0];
  g_assert_cmpstr(entry->why, ==, why);
  g_assert_cmpuint(entry->reasons->len, >, 0);
}

static void
said_by(Item *it, const char *name)
{
  it->origin = g_new0(Mention, 1);
  it->origin->from = person_new(name, NULL);
}

/* MEETING is 1972-09-27, the meeting before it 1972-09-13. */
static void
test_an_entry_says_why_it_is_there(void)
{
  Item *action = item(1, ITEM_ACTION, STATE_NEW, 20);
  action->due = MEETING - 2 * DAY;
  action->n_replies = 1;
  assert_why(action, "promised on 1972-09-07, due 1972-09-25, 2 days overdue, 1 reply");

  Item *carried = item(1, ITEM_TOPIC, STATE_DEFERRED, 40);
  carried->carried_from = MEETING - 14 * DAY;
  assert_why(carried, "carried over from 1972-09-13");

  Item *vote = item(1, ITEM_PROPOSAL, STATE_NEW, 3);
  said_by(vote, "Ann");
  vote->votes_for = 5;
  vote->due = MEETING + DAY;
  assert_why(vote, "proposed by Ann on 1972-09-24, votes +5/-0 closing on 1972-09-28");

  Item *objected = item(1, ITEM_PROPOSAL, STATE_NEW, 3);
  objected->votes_for = 2;
  objected->votes_against = 1;
  assert_why(objected, "proposed on 1972-09-24, votes +2/-1, 1 open objection");

  Item *question = item(1, ITEM_QUESTION, STATE_NEW, 5);
  said_by(question, "Kofi");
  assert_why(question, "asked by Kofi on 1972-09-22, no answer found");
  Item *masked = item(1, ITEM_QUESTION, STATE_NEW, 5);
  said_by(masked, "kofi.a@example.org");
  assert_why(masked, "asked by kofi.a on 1972-09-22, no answer found");

  assert_why(item(1, ITEM_BACKLOG, STATE_NEW, 3), "new since the meeting of 1972-09-13");

  Item *old = item(1, ITEM_BACKLOG, STATE_OPEN, 120);
  old->links = g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
  add_bug(old, "bug:bugs.example.org/1", "new", FALSE);
  add_bug(old, "bug:bugs.example.org/2", "assigned", FALSE);
  had_state(old, "new", MEETING - 14 * DAY, FALSE);
  add_bug(old, "bug:bugs.example.org/3", "assigned", FALSE);
  had_state(old, "new", MEETING - 14 * DAY - 1, FALSE);
  add_bug(old, "bug:bugs.example.org/4", "feedback", FALSE);
  had_state(old, "closed", MEETING - DAY, TRUE);
  add_bug(old, "bug:bugs.example.org/6893", "resolved", TRUE);
  assert_why(
      old,
      "in the backlog since 1972-05-30, stale for 120 days, bugs.example.org/2 went from new to"
      " assigned, bugs.example.org/4 was reopened (closed, now feedback), bugs.example.org/6893 is"
      " resolved");
}

static void
test_dates_are_told_in_the_groups_zone(void)
{
  g_autoptr(GPtrArray) items = items_of(item(1, ITEM_ACTION, STATE_NEW, 20), NULL);
  g_autoptr(Agenda) agenda =
      agenda_draft(items, &(AgendaOptions){.meeting = MEETING, .timezone = "America/New_York"});
  g_assert_cmpstr(((AgendaEntry *)agenda->entries->pdata[0])->why, ==, "promised on 1972-09-06");
}

static void
test_a_group_weighs_as_it_likes(void)
{
  Item *replied = item(1, ITEM_BACKLOG, STATE_NEW, 30);
  Item *voted = item(2, ITEM_BACKLOG, STATE_NEW, 30);
  replied->n_replies = 2;
  voted->votes_for = 1;
  g_autoptr(GPtrArray) items = items_of(replied, voted, NULL);
  AgendaOptions options = {.meeting = MEETING, .last_meeting = MEETING - 14 * DAY};
  g_autoptr(Agenda) as_it_is = agenda_draft(items, &options);
  g_assert_cmpint(((AgendaEntry *)as_it_is->entries->pdata[0])->item->number, ==, 2);
  AgendaWeights weights;
  AgendaWeight reply;
  agenda_weights_init(&weights);
  g_assert_true(agenda_weight_from_text("reply", &reply));
  g_assert_false(agenda_weight_from_text("charm", &reply));
  weights.points[WEIGHT_REPLY] = 5;
  options.weights = &weights;
  g_autoptr(Agenda) changed = agenda_draft(items, &options);
  g_assert_cmpint(((AgendaEntry *)changed->entries->pdata[0])->item->number, ==, 1);
}

/* docs/agenda.md has a row for each weight, with its points and its most. */
static void
test_the_guide_has_the_table_of_weights(void)
{
  g_autofree char *guide = NULL;
  const char *root = g_getenv("DOCKET_SOURCE_ROOT");
  g_autofree char *path = g_build_filename(root != NULL ? root : ".", "docs", "agenda.md", NULL);
  g_assert_true(g_file_get_contents(path, &guide, NULL, NULL));
  for (guint i = 0; i < WEIGHT_N; i++) {
    const AgendaWeightRow *row = agenda_weight_row((AgendaWeight)i);
    g_autofree char *line =
        g_strdup_printf("| `%s` | %s | %g | %g |\n", row->name, row->what, row->points, row->most);
    g_assert_nonnull(strstr(guide, line));
  }
}

static void
test_each_group_is_cut_and_the_rest_counted(void)
{
  g_autoptr(GPtrArray) items = items_of(NULL, NULL);
  for (gint64 n = 1; n <= 20; n++)
    g_ptr_array_add(items, item(n, ITEM_QUESTION, STATE_NEW, n));
  g_autoptr(Agenda) agenda =
      agenda_draft(items, &(AgendaOptions){.meeting = MEETING, .per_group = 5});
  g_assert_cmpuint(agenda->entries->len, ==, 5);
  g_assert_cmpuint(agenda->n_left_out, ==, 15);
}

/* What people put on the next agenda is asked for, however many heavier things were found. */
static void
test_what_was_put_off_is_never_cut(void)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
  for (gint64 i = 0; i < 30; i++) {
    Item *heavy = item(10 + i, ITEM_ACTION, STATE_NEW, 20);
    heavy->n_replies = 9;
    g_ptr_array_add(items, heavy);
  }
  g_ptr_array_add(items, item(1, ITEM_TOPIC, STATE_DEFERRED, 40));
  g_ptr_array_add(items, item(2, ITEM_BACKLOG, STATE_SCHEDULED, 40));
  g_ptr_array_add(items, item(0, ITEM_ACTION, STATE_OPEN, 40));
  g_autoptr(Agenda) agenda = draft(items);
  g_assert_cmpuint(agenda->entries->len, ==, 12 + 3);
  g_assert_cmpuint(agenda->n_left_out, ==, 30 - 12);
  guint seen = 0;
  for (guint i = 0; i < agenda->entries->len; i++)
    seen += ((AgendaEntry *)agenda->entries->pdata[i])->item->number < 3;
  g_assert_cmpuint(seen, ==, 3);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/agenda/each-item-stands-where-a-chair-looks",
                  test_each_item_stands_where_a_chair_looks);
  g_test_add_func("/agenda/what-is-settled-or-later-is-left-out",
                  test_what_is_settled_or_later_is_left_out);
  g_test_add_func("/agenda/backlog-is-ordered-by-weight-then-age",
                  test_backlog_is_ordered_by_weight_then_age);
  g_test_add_func("/agenda/an-entry-says-why-it-is-there", test_an_entry_says_why_it_is_there);
  g_test_add_func("/agenda/dates-are-told-in-the-groups-zone",
                  test_dates_are_told_in_the_groups_zone);
  g_test_add_func("/agenda/a-group-weighs-as-it-likes", test_a_group_weighs_as_it_likes);
  g_test_add_func("/agenda/the-guide-has-the-table-of-weights",
                  test_the_guide_has_the_table_of_weights);
  g_test_add_func("/agenda/what-was-put-off-is-never-cut", test_what_was_put_off_is_never_cut);
  g_test_add_func("/agenda/each-group-is-cut-and-the-rest-counted",
                  test_each_group_is_cut_and_the_rest_counted);
  return g_test_run();
}
