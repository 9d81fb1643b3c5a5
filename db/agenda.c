#include "db/agenda.h"

#include <string.h>

static const AgendaWeightRow weight_rows[WEIGHT_N] = {
    [WEIGHT_VOTE] = {"vote", "vote for, less votes against", 3.0, 10},
    [WEIGHT_REPLY] = {"reply", "reply", 1.0, 10},
    [WEIGHT_MENTION] = {"mention", "further mention", 1.5, 6},
    [WEIGHT_LINK] = {"link", "link to a bug, commit, patch or advisory", 1.0, 3},
    [WEIGHT_OPEN] = {"open", "the chair opened it", 4.0, 1},
    [WEIGHT_OWNER] = {"owner", "somebody owns it", 1.0, 1},
    [WEIGHT_OBJECTION] = {"objection", "open objection", 2.0, 5},
    [WEIGHT_QUIET] = {"quiet", "week since it was last spoken of", -0.25, 24},
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

const AgendaWeightRow *
agenda_weight_row(AgendaWeight weight)
{
  return &weight_rows[weight];
}

gboolean
agenda_weight_from_text(const char *text, AgendaWeight *weight)
{
  for (guint i = 0; i < WEIGHT_N; i++) {
    if (strcmp(weight_rows[i].name, text) == 0) {
      *weight = (AgendaWeight)i;
      return TRUE;
    }
  }
  return FALSE;
}

void
agenda_weights_init(AgendaWeights *weights)
{
  for (guint i = 0; i < WEIGHT_N; i++)
    weights->points[i] = weight_rows[i].points;
}

static double
item_weight(const Item *item, gint64 meeting, const AgendaWeights *weights)
{
  gint64 quiet = MAX(meeting - MAX(item->last_date, item->date), 0);
  double counts[WEIGHT_N] = {
      [WEIGHT_VOTE] = item->votes_for - item->votes_against,
      [WEIGHT_REPLY] = item->n_replies,
      [WEIGHT_MENTION] = item->n_mentions,
      [WEIGHT_LINK] = item->links != NULL ? item->links->len : item->n_links,
      [WEIGHT_OPEN] = item->state == STATE_OPEN ? 1 : 0,
      [WEIGHT_OWNER] = item->owner != NULL ? 1 : 0,
      [WEIGHT_OBJECTION] = item->votes_against,
      [WEIGHT_QUIET] = (double)(quiet / (7 * DAY)),
  };
  double weight = 0;
  for (guint i = 0; i < WEIGHT_N; i++)
    weight += weights->points[i] * CLAMP(counts[i], -weight_rows[i].most, weight_rows[i].most);
  return weight;
}

static gboolean
is_settled(const Item *item)
{
  return item->state == STATE_DONE || item->state == STATE_DECLINED ||
         item->state == STATE_DUPLICATE;
}

gint64
agenda_last_meeting(const AgendaOptions *options)
{
  return options->last_meeting != 0 ? options->last_meeting
                                    : options->meeting - NEW_WITHOUT_MEETING;
}

/* The one place that says where an item stands. */
gboolean
agenda_group_of(const Item *item, const AgendaOptions *options, AgendaGroup *group)
{
  gint64 meeting = options->meeting, last = agenda_last_meeting(options);
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
  else if (item->kind == ITEM_BACKLOG && (item->date < last || item->state == STATE_OPEN))
    *group = AGENDA_BACKLOG;
  else if (item->date >= last && item->kind != ITEM_QUESTION)
    *group = AGENDA_NEW;
  else
    return FALSE;
  return TRUE;
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

/* Caller frees. */
static char *
join_reasons(const GPtrArray *reasons)
{
  GString *why = g_string_new(NULL);
  for (guint i = 0; i < reasons->len; i++)
    g_string_append_printf(why, "%s%s", i > 0 ? ", " : "",
                           ((const AgendaReason *)reasons->pdata[i])->text);
  return g_string_free(why, FALSE);
}

char *
agenda_why_taken(const Item *item, AgendaGroup group, const AgendaOptions *options)
{
  Item as_found = *item;
  if (item->state == STATE_SCHEDULED)
    as_found.state = STATE_OPEN;
  g_autoptr(GPtrArray) reasons = agenda_reasons(&as_found, group, options);
  return join_reasons(reasons);
}

static void
explain(AgendaEntry *entry, const AgendaOptions *options)
{
  entry->reasons = agenda_reasons(entry->item, entry->group, options);
  entry->why = join_reasons(entry->reasons);
}

/* What people put on the next agenda, not what docket found: it is asked for next time, however
 * little it weighs. */
static gboolean
is_promised(const Item *item)
{
  return item->number == 0 || item->state == STATE_SCHEDULED || item->state == STATE_DEFERRED;
}

static void
cut_groups(Agenda *agenda, const AgendaOptions *options)
{
  guint per_group = options->per_group != 0 ? options->per_group : DEFAULT_PER_GROUP;
  guint kept[AGENDA_N_GROUPS] = {0}, promised = 0;
  g_autoptr(GPtrArray) all = agenda->entries;
  agenda->entries = g_ptr_array_new_with_free_func((GDestroyNotify)agenda_entry_free);
  for (guint i = 0; i < all->len; i++) {
    AgendaEntry *entry = all->pdata[i];
    if ((is_promised(entry->item) && promised++ < AGENDA_PROMISED_MOST) ||
        kept[entry->group]++ < per_group) {
      explain(entry, options);
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
  AgendaWeights table;
  agenda_weights_init(&table);
  const AgendaWeights *weights = options->weights != NULL ? options->weights : &table;
  Agenda *agenda = g_new0(Agenda, 1);
  agenda->date = options->meeting;
  agenda->entries = g_ptr_array_new_with_free_func((GDestroyNotify)agenda_entry_free);
  for (guint i = 0; i < items->len; i++) {
    const Item *item = items->pdata[i];
    AgendaGroup group;
    if (!agenda_group_of(item, options, &group))
      continue;
    AgendaEntry *entry = g_new0(AgendaEntry, 1);
    entry->group = group;
    entry->item = item;
    entry->weight = item_weight(item, options->meeting, weights);
    g_ptr_array_add(agenda->entries, entry);
  }
  g_ptr_array_sort(agenda->entries, compare_entries);
  cut_groups(agenda, options);
  return agenda;
}
