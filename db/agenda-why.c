/* Why an item is on the agenda, in words: each reason is a fact that the reader can check. */
#include "db/agenda.h"

#include <string.h>

#define DAY ((gint64)86400)

static const char *const reason_names[REASON_N] = {
    "carried",  "promised", "proposed",      "asked",          "new",
    "backlog",  "due",      "votes",         "objections",     "replies",
    "mentions", "stale",    "linked-closed", "linked-changed", "ballot"};

const char *
agenda_reason_to_text(AgendaReasonKind kind)
{
  return reason_names[kind];
}

static void
reason_free(gpointer data)
{
  AgendaReason *reason = data;
  g_free(reason->text);
  g_free(reason);
}

/* Takes text. */
static void
add(GPtrArray *reasons, AgendaReasonKind kind, char *text)
{
  AgendaReason *reason = g_new0(AgendaReason, 1);
  reason->kind = kind;
  reason->text = text;
  g_ptr_array_add(reasons, reason);
}

/* "2014-05-02" in the group's zone. */
static char *
date_of(gint64 when, const char *timezone)
{
  g_autoptr(GTimeZone) zone = timezone != NULL ? g_time_zone_new_identifier(timezone) : NULL;
  if (zone == NULL)
    zone = g_time_zone_new_utc();
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone(utc, zone) : NULL;
  return local != NULL ? g_date_time_format(local, "%Y-%m-%d") : g_strdup("an unknown day");
}

/* The name, or what an address has before its "@": reasons are shown to everybody. Caller frees. */
static char *
by_whom(const Item *item)
{
  if (item->origin == NULL || item->origin->from == NULL)
    return NULL;
  const char *label = person_label(item->origin->from);
  return g_strndup(label, strcspn(label, "@"));
}

/* "asked by Ann on 2014-05-02" */
static void
add_said(GPtrArray *reasons, AgendaReasonKind kind, const char *verb, const Item *item,
         const char *timezone)
{
  g_autofree char *date = date_of(item->date, timezone);
  g_autofree char *who = by_whom(item);
  add(reasons, kind,
      who != NULL ? g_strdup_printf("%s by %s on %s", verb, who, date)
                  : g_strdup_printf("%s on %s", verb, date));
}

static void
add_carried(GPtrArray *reasons, const Item *item, const AgendaOptions *options)
{
  if (item->carried_from != 0) {
    g_autofree char *date = date_of(item->carried_from, options->timezone);
    add(reasons, REASON_CARRIED,
        item->carried_why != NULL
            ? g_strdup_printf("carried over from %s (%s)", date, item->carried_why)
            : g_strdup_printf("carried over from %s", date));
  } else if (item->state == STATE_SCHEDULED) {
    add(reasons, REASON_CARRIED, g_strdup("scheduled for a meeting"));
  } else if (item->state == STATE_DEFERRED) {
    add(reasons, REASON_CARRIED, g_strdup("put off earlier"));
  }
}

static void
add_place(GPtrArray *reasons, const Item *item, AgendaGroup group, const AgendaOptions *options)
{
  g_autofree char *last =
      options->last_meeting != 0 ? date_of(options->last_meeting, options->timezone) : NULL;
  g_autofree char *found = date_of(item->date, options->timezone);
  if (group == AGENDA_CARRIED && item->kind == ITEM_ACTION && item->carried_from == 0)
    add(reasons, REASON_PROMISED, g_strdup_printf("promised on %s", found));
  else if (group == AGENDA_CARRIED && reasons->len == 0)
    add(reasons, REASON_BACKLOG, g_strdup_printf("on the list since %s", found));
  else if (group == AGENDA_VOTES)
    add_said(reasons, REASON_PROPOSED, "proposed", item, options->timezone);
  else if (group == AGENDA_QUESTIONS)
    add_said(reasons, REASON_ASKED, "asked", item, options->timezone);
  else if (group == AGENDA_NEW && last != NULL)
    add(reasons, REASON_NEW, g_strdup_printf("new since the meeting of %s", last));
  else if (group == AGENDA_NEW)
    add(reasons, REASON_NEW, g_strdup_printf("new on the list, %s", found));
  else if (group == AGENDA_BACKLOG)
    add(reasons, REASON_BACKLOG, g_strdup_printf("in the backlog since %s", found));
}

static void
add_due(GPtrArray *reasons, const Item *item, const AgendaOptions *options)
{
  gint64 late = (options->meeting - item->due) / DAY;
  g_autofree char *date = date_of(item->due, options->timezone);
  if (item->due >= options->meeting || late == 0)
    add(reasons, REASON_DUE, g_strdup_printf("due %s", date));
  else
    add(reasons, REASON_DUE,
        g_strdup_printf("due %s, %" G_GINT64_FORMAT " day%s overdue", date, late,
                        late == 1 ? "" : "s"));
}

/* A proposal's due date ends the time for votes and objections. */
static void
add_votes(GPtrArray *reasons, const Item *item, const AgendaOptions *options)
{
  gboolean voted = item->votes_for > 0 || item->votes_against > 0;
  gboolean clock = item->kind == ITEM_PROPOSAL && item->due != 0;
  g_autofree char *date = clock ? date_of(item->due, options->timezone) : NULL;
  const char *word = clock && item->due <= options->meeting ? "closed" : "closing";
  if (voted && clock)
    add(reasons, REASON_VOTES,
        g_strdup_printf("votes +%d/-%d %s on %s", item->votes_for, item->votes_against, word,
                        date));
  else if (voted)
    add(reasons, REASON_VOTES,
        g_strdup_printf("votes +%d/-%d", item->votes_for, item->votes_against));
  else if (clock)
    add(reasons, REASON_VOTES, g_strdup_printf("no votes, %s on %s", word, date));
}

/* "ballot 2 with votes +5/-0, closing on 2014-05-02" */
static void
add_ballot(GPtrArray *reasons, const Item *item, const AgendaOptions *options)
{
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "ballot %" G_GINT64_FORMAT, item->ballot);
  if (item->ballot_plain)
    g_string_append_printf(text, " with votes +%u/-%u", item->ballot_for, item->ballot_against);
  if (item->ballot_closes != 0) {
    g_autofree char *date = date_of(item->ballot_closes, options->timezone);
    g_string_append_printf(text, ", %s on %s",
                           item->ballot_closes <= options->meeting ? "closed" : "closing", date);
  } else {
    g_string_append(text, ", open until the chair closes it");
  }
  add(reasons, REASON_BALLOT, g_string_free(text, FALSE));
}

static void
add_count(GPtrArray *reasons, AgendaReasonKind kind, gint64 n, const char *one, const char *many)
{
  if (n > 0)
    add(reasons, kind, g_strdup_printf("%" G_GINT64_FORMAT " %s", n, n == 1 ? one : many));
}

/* "bugs.example.org/6893 was reopened (resolved, now new)" */
static void
add_changed(GPtrArray *reasons, const Link *link, const char *name)
{
  add(reasons, REASON_CHANGED,
      link->reopened
          ? g_strdup_printf("%s was reopened (%s, now %s)", name, link->state_was, link->state)
          : g_strdup_printf("%s went from %s to %s", name, link->state_was, link->state));
}

/* "bugs.example.org/6893 is resolved": the item may be done. Or it changed since the last meeting.
 */
static void
add_bugs(GPtrArray *reasons, const Item *item, const AgendaOptions *options)
{
  gint64 since = agenda_last_meeting(options);
  for (guint i = 0; item->links != NULL && i < item->links->len; i++) {
    const Link *link = item->links->pdata[i];
    const char *name = link->key != NULL ? strchr(link->key, ':') : NULL;
    if (link->kind != LINK_BUG || name == NULL)
      continue;
    if (link->closed)
      add(reasons, REASON_CLOSED,
          g_strdup_printf("%s is %s", name + 1, link->state != NULL ? link->state : "closed"));
    else if (link->state != NULL && link->state_was != NULL && link->state_changed >= since)
      add_changed(reasons, link, name + 1);
  }
}

GPtrArray *
agenda_reasons(const Item *item, AgendaGroup group, const AgendaOptions *options)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func(reason_free);
  gint64 quiet = (options->meeting - MAX(item->last_date, item->date)) / DAY;
  if (group == AGENDA_CARRIED)
    add_carried(reasons, item, options);
  add_place(reasons, item, group, options);
  if (group == AGENDA_QUESTIONS)
    add(reasons, REASON_ASKED, g_strdup("no answer found"));
  if (item->due != 0 && item->kind != ITEM_PROPOSAL)
    add_due(reasons, item, options);
  add_votes(reasons, item, options);
  if (item->ballot != 0)
    add_ballot(reasons, item, options);
  add_count(reasons, REASON_OBJECTIONS, item->votes_against, "open objection", "open objections");
  add_count(reasons, REASON_REPLIES, item->n_replies, "reply", "replies");
  add_count(reasons, REASON_MENTIONS, item->n_mentions, "further mention", "further mentions");
  if (quiet >= AGENDA_STALE_DAYS)
    add(reasons, REASON_STALE, g_strdup_printf("stale for %" G_GINT64_FORMAT " days", quiet));
  add_bugs(reasons, item, options);
  return reasons;
}
