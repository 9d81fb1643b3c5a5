#include "server/gather-sheet.h"

#include <string.h>

#include "server/proposals.h"
#include "web/pieces.h"

#define ENTRY_CHARACTERS 240 /* of four bytes each: less than SHEET_TITLE_MAX */

void
server_gathered_sheet_clear(GatheredSheet *gathered)
{
  server_gathered_agenda_clear(&gathered->draft);
  g_clear_pointer(&gathered->meeting, meeting_free);
  g_clear_pointer(&gathered->last, meeting_free);
  g_clear_pointer(&gathered->sheet, sheet_free);
  g_clear_pointer(&gathered->items, g_ptr_array_unref);
  g_clear_pointer(&gathered->proposals, g_ptr_array_unref);
  g_clear_pointer(&gathered->roster, g_ptr_array_unref);
  g_clear_pointer(&gathered->revisions, g_ptr_array_unref);
}

Meeting *
server_find_meeting(Db *db, const Group *group, const char *name, gint64 now, GError **error)
{
  g_autoptr(GError) local = NULL;
  if (name != NULL)
    return db_meeting_get(db, group, name, error);
  Meeting *meeting = db_meeting_next(db, group, now, &local);
  if (meeting == NULL && local == NULL)
    meeting = db_meeting_last(db, group, now, &local);
  if (meeting != NULL)
    return meeting;
  if (local != NULL)
    g_propagate_error(error, g_steal_pointer(&local));
  else
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "%s has no meeting\nset a date first: docket meeting add %s DATE", group->name,
                group->name);
  return NULL;
}

/* Items of these numbers, whole. */
static GPtrArray *
load_numbers(Db *db, const Group *group, const gint64 *numbers, guint n, GError **error)
{
  ItemQuery query = {
      .by_state = TRUE,
      .states = SERVER_STATES_ALL,
      .numbers = numbers,
      .n_numbers = n,
      .order = ITEM_BY_MAIL,
      .with_links = TRUE,
  };
  return db_item_list(db, group->id, &query, error);
}

/* Items of the entries. */
static GPtrArray *
load_items(Db *db, const Group *group, const Sheet *sheet, GError **error)
{
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
  for (guint i = 0; i < sheet->entries->len; i++) {
    const SheetEntry *entry = sheet->entries->pdata[i];
    if (entry->item != 0)
      g_array_append_val(numbers, entry->item);
  }
  return numbers->len != 0
             ? load_numbers(db, group, (const gint64 *)(gpointer)numbers->data, numbers->len, error)
             : g_ptr_array_new();
}

static gboolean
is_on_sheet(const Sheet *sheet, const Item *item)
{
  for (guint i = 0; i < sheet->entries->len; i++) {
    const SheetEntry *entry = sheet->entries->pdata[i];
    if (item->number != 0 ? entry->item == item->number : g_strcmp0(entry->origin, item->key) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
gather_draft(Db *db, const Group *group, gint64 now, GatheredSheet *out, GError **error)
{
  if (!server_gather_agenda(db, group, out->meeting->start, now, 0, &out->draft, error))
    return FALSE;
  GPtrArray *entries = out->draft.agenda->entries;
  for (guint i = entries->len; i > 0; i--)
    if (is_on_sheet(out->sheet, ((const AgendaEntry *)entries->pdata[i - 1])->item))
      g_ptr_array_remove_index(entries, i - 1);
  return TRUE;
}

Meeting *
server_unapproved(Db *db, const Group *group, gint64 before, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(Meeting) last = db_meeting_last(db, group, before, &local);
  if (local != NULL)
    g_propagate_error(error, g_steal_pointer(&local));
  return last != NULL && last->state == MEETING_HELD ? g_steal_pointer(&last) : NULL;
}

static gboolean
gather_last(Db *db, const Group *group, GatheredSheet *out, GError **error)
{
  g_autoptr(GError) local = NULL;
  out->last = server_unapproved(db, group, out->meeting->start, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&local));
  return FALSE;
}

gboolean
server_gather_sheet(Db *db, const Group *group, Meeting *meeting, guint parts, gint64 now,
                    GatheredSheet *out, GError **error)
{
  *out = (GatheredSheet){.group = group, .meeting = meeting};
  if (meeting == NULL || (out->sheet = db_sheet_get(db, group->id, meeting->id, error)) == NULL ||
      ((parts & SHEET_ITEMS) != 0 &&
       (out->items = load_items(db, group, out->sheet, error)) == NULL) ||
      ((parts & SHEET_PROPOSALS) != 0 &&
       (out->proposals = server_proposals(db, group, meeting, error)) == NULL) ||
      ((parts & SHEET_DRAFT) != 0 && !gather_draft(db, group, now, out, error)) ||
      ((parts & SHEET_ROSTER) != 0 &&
       (out->roster = db_member_list(db, group->id, now, error)) == NULL) ||
      ((parts & SHEET_LAST) != 0 && !gather_last(db, group, out, error)) ||
      ((parts & SHEET_REVISIONS) != 0 &&
       (out->revisions = db_live_revisions(db, meeting->id, error)) == NULL))
    return FALSE;
  return TRUE;
}

gboolean
server_gather_edited(Db *db, const Group *group, const char *name, gint64 now, GatheredSheet *out,
                     GError **error)
{
  g_autoptr(GError) local = NULL;
  *out = (GatheredSheet){NULL};
  g_autoptr(Meeting) meeting = name != NULL ? db_meeting_get(db, group, name, &local)
                                            : db_meeting_next(db, group, now, &local);
  /* A day without a meeting has a draft all the same. */
  if (name != NULL && (g_error_matches(local, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND) ||
                       g_error_matches(local, DOCKET_ERROR, DOCKET_ERROR_INVALID)))
    return TRUE;
  if (local != NULL) {
    g_propagate_error(error, g_steal_pointer(&local));
    return FALSE;
  }
  if (meeting == NULL || meeting->id == 0)
    return TRUE;
  if (!server_gather_sheet(db, group, g_steal_pointer(&meeting), SHEET_ITEMS | SHEET_PROPOSALS, now,
                           out, error))
    return FALSE;
  if (sheet_entries_count(out->sheet, ENTRY_TAKEN) == 0 && out->sheet->lines->len == 0) {
    server_gathered_sheet_clear(out);
    *out = (GatheredSheet){NULL};
  }
  return TRUE;
}

WebSheetView
server_sheet_view(const GatheredSheet *gathered, const WebPage *page)
{
  return (WebSheetView){
      .page = page,
      .meeting = gathered->meeting,
      .sheet = gathered->sheet,
      .items = gathered->items,
      .draft = gathered->draft.agenda,
      .proposals = gathered->proposals,
      .roster = gathered->roster,
      .last = gathered->last,
      .revisions = gathered->revisions,
  };
}

gboolean
server_sheet_act(Db *db, const Group *group, Meeting *meeting, const char *who, gint64 now,
                 SheetAct *act, GError **error)
{
  if (meeting->state == MEETING_CANCELLED) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "the meeting of %s was cancelled\nrestore it first", meeting->name);
    return FALSE;
  }
  if (meeting->id == 0 && !db_meeting_ensure(db, group, meeting, now, error))
    return FALSE;
  *act = (SheetAct){db, group->id, meeting->id, meeting->name, who, now};
  return TRUE;
}

gboolean
server_sheet_begin(const SheetAct *act, const GatheredSheet *gathered, GError **error)
{
  const Meeting *last = gathered->last;
  if (gathered->sheet->version != 0 || last == NULL || last->id == 0)
    return TRUE;
  g_autofree char *title = g_strdup_printf("Approve the minutes of %s", last->name);
  g_autofree char *origin = g_strdup_printf("minutes %" G_GINT64_FORMAT, last->id);
  gint64 id = 0;
  NewEntry entry = {
      .title = title, .origin = origin, .origin_text = last->name, .state = ENTRY_TAKEN};
  return db_sheet_add(act, -1, &entry, &id, error) && db_sheet_move(act, -1, id, 1, error);
}

/* --- why an entry is there --- */

/* An entry, while it is made, keeps where the draft has its item and why. *why owns the words. */
static gboolean
explain(const SheetAct *act, const GatheredSheet *gathered, const Item *item, NewEntry *entry,
        char **why, GError **error)
{
  AgendaOptions options;
  AgendaGroup at;
  if (!server_agenda_options(act->db, gathered->group, gathered->meeting->start, act->now, &options,
                             error))
    return FALSE;
  if (!agenda_group_of(item, &options, &at))
    return TRUE;
  *why = agenda_why_taken(item, at, &options);
  entry->why = *why;
  entry->draft_group = (guint)at + 1;
  return TRUE;
}

/* Items as a draft of the meeting reads them. */
static GPtrArray *
load_drafted(const SheetAct *act, const GatheredSheet *gathered, const gint64 *numbers, guint n,
             GError **error)
{
  g_autoptr(GPtrArray) items = load_numbers(act->db, gathered->group, numbers, n, error);
  return items != NULL && db_item_ballots(act->db, act->group, items, act->now, error) &&
                 db_left_over_mark(act->db, act->group, gathered->meeting->start, items, error)
             ? g_steal_pointer(&items)
             : NULL;
}

/* What the entry of an item says about it now. */
static gboolean
tell_again(const SheetAct *act, gint64 version, const SheetEntry *entry, const Item *item,
           const AgendaOptions *options, GError **error)
{
  AgendaGroup at = (AgendaGroup)(MIN(entry->draft_group, AGENDA_N_GROUPS) - 1);
  g_autofree char *why = agenda_why_taken(item, at, options);
  return g_strcmp0(why, entry->why) == 0 || db_sheet_set_why(act, version, entry->id, why, error);
}

static const Item *
find_left_over(const GPtrArray *left, const char *key)
{
  for (guint i = 0; i < left->len; i++)
    if (g_strcmp0(((const Item *)left->pdata[i])->key, key) == 0)
      return left->pdata[i];
  return NULL;
}

gboolean
server_sheet_publish(const SheetAct *act, const GatheredSheet *gathered, gint64 version,
                     GError **error)
{
  AgendaOptions options;
  const Meeting *meeting = gathered->meeting;
  g_autoptr(GPtrArray) items = load_items(act->db, gathered->group, gathered->sheet, error);
  g_autoptr(GPtrArray) left =
      items != NULL ? db_left_over(act->db, act->group, meeting->start, meeting->id, error) : NULL;
  if (left == NULL || !db_item_ballots(act->db, act->group, items, act->now, error) ||
      !db_left_over_mark(act->db, act->group, meeting->start, items, error) ||
      !server_agenda_options(act->db, gathered->group, meeting->start, act->now, &options, error))
    return FALSE;
  WebSheetView view = {.items = items};
  for (guint i = 0; i < gathered->sheet->entries->len; i++) {
    const SheetEntry *entry = gathered->sheet->entries->pdata[i];
    const Item *item =
        entry->item != 0 ? web_sheet_item(&view, entry) : find_left_over(left, entry->origin);
    if (item != NULL && entry->draft_group > 0 &&
        !tell_again(act, version, entry, item, &options, error))
      return FALSE;
  }
  return db_sheet_publish(act, version, error);
}

/* --- taking --- */

static const WebProposal *
find_proposal(const GatheredSheet *gathered, const char *origin)
{
  for (guint i = 0; gathered->proposals != NULL && i < gathered->proposals->len; i++) {
    const WebProposal *proposal = gathered->proposals->pdata[i];
    if (strcmp(proposal->origin, origin) == 0)
      return proposal;
  }
  return NULL;
}

static gboolean
nothing_waits(const char *what, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
              "nothing called \"%s\" waits for the agenda\n"
              "give an item's number, or what the draft shows",
              what);
  return FALSE;
}

static gboolean
take_left_over(const SheetAct *act, const GatheredSheet *gathered, gint64 version, const char *what,
               EntryState state, GError **error)
{
  g_autoptr(GPtrArray) left = db_left_over(act->db, act->group, gathered->meeting->start, 0, error);
  const Item *item = left != NULL ? find_left_over(left, what) : NULL;
  if (left == NULL)
    return FALSE;
  if (item == NULL)
    return nothing_waits(what, error);
  g_autofree char *title = web_cut(item->title, ENTRY_CHARACTERS);
  g_autofree char *why = NULL;
  NewEntry entry = {
      .title = title,
      .presenter = item->owner,
      .origin = item->key,
      .state = state,
  };
  return explain(act, gathered, item, &entry, &why, error) &&
         db_sheet_add(act, version, &entry, NULL, error);
}

/* An entry whose item has a number. */
static gboolean
take_item(const SheetAct *act, const GatheredSheet *gathered, gint64 version, NewEntry entry,
          GError **error)
{
  g_autofree char *why = NULL;
  g_autoptr(GPtrArray) items = load_drafted(act, gathered, &entry.item, 1, error);
  return items != NULL &&
         (items->len == 0 || explain(act, gathered, items->pdata[0], &entry, &why, error)) &&
         db_sheet_add(act, version, &entry, NULL, error);
}

gboolean
server_sheet_take(const SheetAct *act, const GatheredSheet *gathered, gint64 version,
                  const char *what, gboolean refuse, GError **error)
{
  EntryState state = refuse ? ENTRY_REMOVED : ENTRY_TAKEN;
  const char *digits = what[0] == '#' ? what + 1 : what;
  guint64 number = 0;
  if (g_ascii_string_to_unsigned(digits, 10, 1, G_MAXINT32, &number, NULL))
    return take_item(act, gathered, version, (NewEntry){.item = (gint64)number, .state = state},
                     error);
  if (!g_str_has_prefix(what, "mail "))
    return take_left_over(act, gathered, version, what, state, error);
  const WebProposal *proposal = find_proposal(gathered, what);
  if (proposal == NULL)
    return nothing_waits(what, error);
  NewEntry entry = {
      .item = proposal->item,
      .title = proposal->item == 0 ? proposal->title : NULL,
      .origin = proposal->origin,
      .origin_who = proposal->who,
      .origin_text = proposal->text,
      .state = state,
  };
  return entry.item != 0 ? take_item(act, gathered, version, entry, error)
                         : db_sheet_add(act, version, &entry, NULL, error);
}
