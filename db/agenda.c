#include "db/agenda.h"

/* What an open item weighs on the agenda. Each row adds `points` times what it counts, up to `most`
 * times. */
static const struct {
  const char *what;
  double points, most;
} weights[] = {
    {"vote for, less votes against", 3.0, 10},
    {"reply", 1.0, 10},
    {"further mention", 1.5, 6},
    {"link to a bug, commit, patch or advisory", 1.0, 3},
    {"chair opened it", 4.0, 1},
    {"somebody owns it", 1.0, 1},
    {"week since it was last spoken of", -0.25, 24},
};
enum {
  WEIGHT_VOTE,
  WEIGHT_REPLY,
  WEIGHT_MENTION,
  WEIGHT_LINK,
  WEIGHT_OPEN,
  WEIGHT_OWNER,
  WEIGHT_QUIET
};

#define DAY ((gint64)86400)
#define NEW_WITHOUT_MEETING (28 * DAY)
#define DEFAULT_PER_GROUP 12

static const struct {
  const char *text, *title;
} group_names[AGENDA_N_GROUPS] = {
    {"carried-over", "Carried over"},
    {"votes-and-proposals", "Open votes and proposals"},
    {"backlog", "Backlog"},
    {"new", "New on the list"},
    {"questions", "Questions without an answer"},
};

const char *
agenda_group_to_text(AgendaGroup group)
{
  return group_names[group].text;
}

const char *
agenda_group_title(AgendaGroup group)
{
  return group_names[group].title;
}

static double
weigh(guint row, double count)
{
  return weights[row].points * CLAMP(count, -weights[row].most, weights[row].most);
}

static double
item_weight(const Item *item, gint64 meeting)
{
  gint64 quiet = MAX(meeting - MAX(item->last_date, item->date), 0);
  double weight = weigh(WEIGHT_VOTE, item->votes_for - item->votes_against);
  weight += weigh(WEIGHT_REPLY, item->n_replies);
  weight += weigh(WEIGHT_MENTION, item->n_mentions);
  weight += weigh(WEIGHT_LINK, item->links != NULL ? item->links->len : item->n_links);
  weight += weigh(WEIGHT_OPEN, item->state == STATE_OPEN ? 1 : 0);
  weight += weigh(WEIGHT_OWNER, item->owner != NULL ? 1 : 0);
  weight += weigh(WEIGHT_QUIET, (double)(quiet / (7 * DAY)));
  return weight;
}

static gboolean
is_settled(const Item *item)
{
  return item->state == STATE_DONE || item->state == STATE_DECLINED ||
         item->state == STATE_DUPLICATE;
}

/* The one place that says where an item stands on the agenda; FALSE: nowhere. */
static gboolean
choose_group(const Item *item, gint64 meeting, gint64 last_meeting, AgendaGroup *group)
{
  if (is_settled(item) || item->kind == ITEM_DECISION || item->date > meeting)
    return FALSE;
  gboolean is_due = item->due != 0 && item->due <= meeting;
  if (item->state == STATE_SCHEDULED || item->state == STATE_DEFERRED ||
      item->kind == ITEM_ACTION || (is_due && item->kind != ITEM_PROPOSAL))
    *group = AGENDA_CARRIED;
  else if (item->kind == ITEM_PROPOSAL)
    *group = AGENDA_VOTES;
  else if (item->kind == ITEM_QUESTION && item->n_replies == 0)
    *group = AGENDA_QUESTIONS;
  else if (item->kind == ITEM_BACKLOG && (item->date < last_meeting || item->state == STATE_OPEN))
    *group = AGENDA_BACKLOG;
  else if (item->date >= last_meeting && item->kind != ITEM_QUESTION)
    *group = AGENDA_NEW;
  else
    return FALSE;
  return TRUE;
}

static void
append_age(GString *why, const char *what, gint64 since, gint64 meeting)
{
  gint64 days = MAX(meeting - since, 0) / DAY;
  if (days == 0)
    g_string_append_printf(why, "%s on the day of the meeting", what);
  else
    g_string_append_printf(why, "%s %" G_GINT64_FORMAT " day%s before the meeting", what, days,
                           days == 1 ? "" : "s");
}

static void
append_due(GString *why, const Item *item, gint64 meeting)
{
  gint64 late = (meeting - item->due) / DAY;
  if (item->due > meeting)
    g_string_append_printf(why, ", due in %" G_GINT64_FORMAT " days", (item->due - meeting) / DAY);
  else if (late == 0)
    g_string_append(why, ", due on the day");
  else
    g_string_append_printf(why, ", %" G_GINT64_FORMAT " day%s overdue", late, late == 1 ? "" : "s");
}

static char *
explain(const Item *item, AgendaGroup group, gint64 meeting)
{
  GString *why = g_string_new(NULL);
  switch (group) {
  case AGENDA_CARRIED:
    append_age(why,
               item->kind == ITEM_ACTION  ? "promised"
               : item->state == STATE_NEW ? "found"
                                          : item_state_to_text(item->state),
               item->date, meeting);
    break;
  case AGENDA_VOTES:
    append_age(why, "proposed", item->date, meeting);
    break;
  case AGENDA_QUESTIONS:
    append_age(why, "asked", item->date, meeting);
    g_string_append(why, ", no answer found");
    break;
  case AGENDA_BACKLOG:
  case AGENDA_NEW:
  default:
    append_age(why, "last spoken of", MAX(item->last_date, item->date), meeting);
    break;
  }
  if (item->due != 0)
    append_due(why, item, meeting);
  if (item->votes_for > 0 || item->votes_against > 0)
    g_string_append_printf(why, ", votes +%d/-%d", item->votes_for, item->votes_against);
  if (item->n_replies > 0)
    g_string_append_printf(why, ", %u repl%s", item->n_replies, item->n_replies == 1 ? "y" : "ies");
  if (item->n_mentions > 0)
    g_string_append_printf(why, ", mentioned %u more time%s", item->n_mentions,
                           item->n_mentions == 1 ? "" : "s");
  return g_string_free(why, FALSE);
}

static gint
compare_entries(gconstpointer a, gconstpointer b)
{
  const AgendaEntry *x = *(const AgendaEntry *const *)a;
  const AgendaEntry *y = *(const AgendaEntry *const *)b;
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->weight > y->weight || x->weight < y->weight)
    return x->weight > y->weight ? -1 : 1;
  if (x->item->date != y->item->date)
    return x->item->date < y->item->date ? -1 : 1;
  return (x->item->number > y->item->number) - (x->item->number < y->item->number);
}

static void
cut_groups(Agenda *agenda, guint per_group)
{
  guint kept[AGENDA_N_GROUPS] = {0};
  g_autoptr(GPtrArray) all = agenda->entries;
  agenda->entries = g_ptr_array_new_with_free_func((GDestroyNotify)agenda_entry_free);
  for (guint i = 0; i < all->len; i++) {
    AgendaEntry *entry = all->pdata[i];
    if (kept[entry->group]++ < per_group) {
      entry->why = explain(entry->item, entry->group, agenda->date);
      g_ptr_array_add(agenda->entries, entry);
      all->pdata[i] = NULL;
    } else {
      agenda->n_left_out++;
    }
  }
}

Agenda *
agenda_draft(GPtrArray *items, const AgendaOptions *options)
{
  gint64 last =
      options->last_meeting != 0 ? options->last_meeting : options->meeting - NEW_WITHOUT_MEETING;
  Agenda *agenda = g_new0(Agenda, 1);
  agenda->date = options->meeting;
  agenda->entries = g_ptr_array_new_with_free_func((GDestroyNotify)agenda_entry_free);
  for (guint i = 0; i < items->len; i++) {
    const Item *item = items->pdata[i];
    AgendaGroup group;
    if (!choose_group(item, options->meeting, last, &group))
      continue;
    AgendaEntry *entry = g_new0(AgendaEntry, 1);
    entry->group = group;
    entry->item = item;
    entry->weight = item_weight(item, options->meeting);
    g_ptr_array_add(agenda->entries, entry);
  }
  g_ptr_array_sort(agenda->entries, compare_entries);
  cut_groups(agenda, options->per_group != 0 ? options->per_group : DEFAULT_PER_GROUP);
  return agenda;
}
