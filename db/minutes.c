/* Meeting records: the minutes of a group by day, with what was taken up in them. */
#include "db/minutes.h"
#include "db/item.h"
#include "db/store.h"

#include <string.h>

enum { DAY = 86400 };

/* --- free --- */

void
attendee_free(Attendee *attendee)
{
  if (attendee == NULL)
    return;
  g_free(attendee->name);
  g_free(attendee->initials);
  g_free(attendee);
}

static void
mail_free(gpointer data)
{
  MinutesMail *mail = data;
  g_free(mail->message_id);
  g_free(mail->subject);
  g_free(mail->style);
  person_free(mail->from);
  g_free(mail);
}

static void
entry_free(gpointer data)
{
  MinutesEntry *entry = data;
  g_free(entry->title);
  item_free(entry->item);
  mention_free(entry->said);
  g_free(entry);
}

void
minutes_record_free(MinutesRecord *record)
{
  if (record == NULL)
    return;
  g_free(record->title);
  g_clear_pointer(&record->mails, g_ptr_array_unref);
  g_clear_pointer(&record->attendees, g_ptr_array_unref);
  g_clear_pointer(&record->entries, g_ptr_array_unref);
  g_clear_pointer(&record->links, g_ptr_array_unref);
  g_free(record);
}

/* --- attendees --- */

static Attendee *
attendee_of(const char *line)
{
  Attendee *attendee = g_new0(Attendee, 1);
  const char *open = strrchr(line, '(');
  gsize len = strlen(line);
  if (open > line + 1 && line[len - 1] == ')') {
    attendee->name = g_strchomp(g_strndup(line, (gsize)(open - line)));
    attendee->initials = g_strndup(open + 1, (gsize)(line + len - open) - 2);
  } else {
    attendee->name = g_strdup(line);
  }
  return attendee;
}

GPtrArray *
minutes_attendees(const char *joined)
{
  GPtrArray *attendees = g_ptr_array_new_with_free_func((GDestroyNotify)attendee_free);
  g_auto(GStrv) lines = g_strsplit(joined != NULL ? joined : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_ptr_array_add(attendees, attendee_of(lines[i]));
  return attendees;
}

/* Each person once; initials that only one of the mails gives are kept. */
static void
add_attendees(GPtrArray *all, const char *joined)
{
  g_autoptr(GPtrArray) more = minutes_attendees(joined);
  for (guint i = 0; i < more->len; i++) {
    Attendee *one = more->pdata[i], *known = NULL;
    for (guint k = 0; k < all->len && known == NULL; k++)
      if (g_ascii_strcasecmp(((Attendee *)all->pdata[k])->name, one->name) == 0)
        known = all->pdata[k];
    if (known == NULL) {
      g_ptr_array_add(all, one);
      more->pdata[i] = g_new0(Attendee, 1);
    } else if (known->initials == NULL) {
      known->initials = g_steal_pointer(&one->initials);
    }
  }
}

/* --- the mails of each day --- */

static MinutesRecord *
record_new(gint64 day, const char *title)
{
  MinutesRecord *record = g_new0(MinutesRecord, 1);
  record->date = day;
  record->title = g_strdup(title);
  record->mails = g_ptr_array_new_with_free_func(mail_free);
  record->attendees = g_ptr_array_new_with_free_func((GDestroyNotify)attendee_free);
  return record;
}

static gint64
day_of(gint64 when)
{
  return when - ((when % DAY) + DAY) % DAY;
}

static void
take_mail(GPtrArray *records, Stmt *stmt)
{
  gint64 day = day_of(stmt_int(stmt, 0));
  MinutesRecord *record = records->len > 0 ? records->pdata[records->len - 1] : NULL;
  if (record == NULL || record->date != day) {
    record = record_new(day, stmt_text(stmt, 1));
    g_ptr_array_add(records, record);
  }
  MinutesMail *mail = g_new0(MinutesMail, 1);
  mail->style = stmt_dup_text(stmt, 2);
  mail->message = stmt_int(stmt, 4);
  mail->message_id = stmt_dup_text(stmt, 5);
  mail->subject = stmt_dup_text(stmt, 6);
  mail->from = person_new(stmt_text(stmt, 7), stmt_text(stmt, 8));
  mail->date = stmt_int(stmt, 9);
  g_ptr_array_add(record->mails, mail);
  add_attendees(record->attendees, stmt_text(stmt, 3));
}

static GPtrArray *
load_records(Db *db, gint64 group, gint64 from, gint64 until, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT s.date, coalesce(s.title, ''), s.style, s.attendees, m.id, m.message_id, m.subject,"
      " m.from_name, m.from_email, m.date FROM minutes s JOIN place p ON p.message = s.message AND"
      " p.group_id = $1 JOIN message m ON m.id = s.message WHERE s.date >= $2 AND ($3 = 0 OR s.date"
      " < $3) ORDER BY s.date / 86400 DESC, m.date, m.message_id, m.alternate",
      3, group, from, until);
  if (stmt == NULL)
    return NULL;
  g_autoptr(GPtrArray) records =
      g_ptr_array_new_with_free_func((GDestroyNotify)minutes_record_free);
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error))
    take_mail(records, stmt);
  if (step_error == NULL)
    return g_steal_pointer(&records);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

/* Short topics ("Wiki") are no one item across mails, but those of one day's minutes that read
 * alike are one topic. */
static gboolean
count_items(Db *db, gint64 group, GPtrArray *records, GError **error)
{
  g_autoptr(GHashTable) by_day = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < records->len; i++) {
    MinutesRecord *record = records->pdata[i];
    g_hash_table_insert(by_day, &record->date, record);
  }
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT day, kind, count(DISTINCT said) FROM (SELECT s.date / 86400 AS day, me.number,"
      " min(f.kind) AS kind, min(lower(f.title)) AS said FROM minutes s JOIN mention me ON "
      "me.message = s.message AND me.group_id = $1 AND"
      " me.kind < 2 JOIN found f ON f.id = me.found JOIN item i ON i.group_id = $1 AND i.number ="
      " me.number WHERE i.state <> $2 GROUP BY s.date / 86400, me.number) x GROUP BY day, kind",
      2, group, (gint64)STATE_DUPLICATE);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 day = stmt_int(stmt, 0) * DAY, kind = stmt_int(stmt, 1);
    MinutesRecord *record = g_hash_table_lookup(by_day, &day);
    if (record != NULL && kind >= 0 && kind < ITEM_N_KINDS)
      record->n[kind] = (guint)stmt_int(stmt, 2);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

GPtrArray *
db_minutes_list(Db *db, gint64 group, gint64 from, gint64 until, GError **error)
{
  g_autoptr(GPtrArray) records = load_records(db, group, from, until, error);
  return records != NULL && count_items(db, group, records, error) ? g_steal_pointer(&records)
                                                                   : NULL;
}

/* --- one record --- */

static MinutesEntry *
row_to_entry(Stmt *stmt)
{
  MinutesEntry *entry = g_new0(MinutesEntry, 1);
  entry->kind = (ItemKind)stmt_int(stmt, 1);
  entry->title = stmt_dup_text(stmt, 2);
  Mention *said = g_new0(Mention, 1);
  said->kind = (MentionKind)stmt_int(stmt, 3);
  said->lines = (LineRange){(guint)stmt_int(stmt, 4), (guint)stmt_int(stmt, 5)};
  said->quote = stmt_dup_text(stmt, 6);
  said->message = stmt_int(stmt, 7);
  entry->said = said;
  return entry;
}

/* Entries of the days' mails, each item once; numbers in the same order. */
static gboolean
load_entries(Db *db, gint64 group, MinutesRecord *record, GArray *numbers, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT me.number, f.kind, f.title, me.kind, me.first_line, me.last_line, f.quote, m.id FROM"
      " minutes s JOIN mention me ON me.message = s.message AND me.group_id = $1 AND me.kind < 2"
      " JOIN found f ON f.id = me.found JOIN message m ON m.id = s.message JOIN item i ON"
      " i.group_id = $1 AND i.number = me.number WHERE s.date >= $2 AND s.date < $3 AND i.state <>"
      " $4 ORDER BY m.date, m.message_id, m.alternate, f.n",
      4, group, record->date, record->date + DAY, (gint64)STATE_DUPLICATE);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 number = stmt_int(stmt, 0);
    g_autofree char *title = g_ascii_strdown(stmt_text(stmt, 2), -1);
    if (!g_hash_table_add(seen, g_memdup2(&number, sizeof number)) ||
        !g_hash_table_add(said, g_strdup_printf("%d %s", (int)stmt_int(stmt, 1), title)))
      continue;
    MinutesEntry *entry = row_to_entry(stmt);
    record->n[entry->kind]++;
    g_ptr_array_add(record->entries, entry);
    g_array_append_val(numbers, number);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

static gboolean
load_items(Db *db, gint64 group, MinutesRecord *record, GError **error)
{
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
  record->entries = g_ptr_array_new_with_free_func(entry_free);
  if (!load_entries(db, group, record, numbers, error))
    return FALSE;
  ItemQuery query = {.numbers = (const gint64 *)(const void *)numbers->data,
                     .n_numbers = numbers->len,
                     .by_state = TRUE,
                     .states = (1u << STATE_N) - 1};
  g_autoptr(GPtrArray) items =
      numbers->len > 0 ? db_item_list(db, group, &query, error) : g_ptr_array_new();
  if (items == NULL)
    return FALSE;
  g_autoptr(GHashTable) by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_insert(by_number, &((Item *)items->pdata[i])->number, items->pdata[i]);
  for (guint i = 0; i < record->entries->len; i++) {
    MinutesEntry *entry = record->entries->pdata[i];
    entry->item = g_hash_table_lookup(by_number, &g_array_index(numbers, gint64, i));
  }
  g_ptr_array_set_free_func(items, NULL); /* they belong to the entries now */
  return TRUE;
}

/* The mail of each entry, with what the record knows of it. */
static void
name_mails(MinutesRecord *record)
{
  for (guint i = 0; i < record->entries->len; i++) {
    Mention *said = ((MinutesEntry *)record->entries->pdata[i])->said;
    for (guint k = 0; k < record->mails->len && said->message_id == NULL; k++) {
      const MinutesMail *mail = record->mails->pdata[k];
      if (mail->message != said->message)
        continue;
      said->message_id = g_strdup(mail->message_id);
      said->subject = g_strdup(mail->subject);
      said->from = person_new(mail->from->name, mail->from->email);
      said->date = mail->date;
    }
  }
}

static gboolean
load_links(Db *db, gint64 group, MinutesRecord *record, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT " LINK_COLUMNS
                                       " WHERE l.message IN (SELECT s.message FROM minutes s WHERE"
                                       " s.date >= $2 AND s.date < $3) ORDER BY m.date,"
                                       " m.message_id, l.line, l.n",
                                       3, group, record->date, record->date + DAY);
  record->links =
      stmt != NULL ? store_rows(stmt, link_from_row, (GDestroyNotify)link_free, error) : NULL;
  if (record->links == NULL)
    return FALSE;
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < record->links->len;)
    if (g_hash_table_add(seen, g_strdup(((Link *)record->links->pdata[i])->key)))
      i++;
    else
      g_ptr_array_remove_index(record->links, i);
  return TRUE;
}

MinutesRecord *
db_minutes_get(Db *db, gint64 group, gint64 day, GError **error)
{
  gint64 from = day_of(day);
  g_autoptr(GPtrArray) records = load_records(db, group, from, from + DAY, error);
  if (records == NULL)
    return NULL;
  if (records->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no minutes of that day");
    return NULL;
  }
  g_autoptr(MinutesRecord) record = g_ptr_array_steal_index(records, 0);
  if (!load_items(db, group, record, error) || !load_links(db, group, record, error))
    return NULL;
  name_mails(record);
  return g_steal_pointer(&record);
}
