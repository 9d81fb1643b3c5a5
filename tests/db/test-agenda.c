#include "db/agenda.h"

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

static void
test_an_entry_says_why_it_is_there(void)
{
  Item *it = item(1, ITEM_ACTION, STATE_NEW, 20);
  it->due = MEETING - 2 * DAY;
  it->n_replies = 1;
  g_autoptr(GPtrArray) items = items_of(it, NULL);
  g_autoptr(Agenda) agenda = draft(items);
  g_assert_cmpstr(((AgendaEntry *)agenda->entries->pdata[0])->why, ==,
                  "promised 20 days before the meeting, 2 days overdue, 1 reply");
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
  g_test_add_func("/agenda/each-group-is-cut-and-the-rest-counted",
                  test_each_group_is_cut_and_the_rest_counted);
  return g_test_run();
}
