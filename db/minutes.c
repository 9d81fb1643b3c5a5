/* Meeting records: the minutes of a group by day, with what was taken up in them. */
#include "db/minutes.h"
#include "db/item.h"
#include "db/minutes-day.h"
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

/* A mail with what it says of the meeting as a whole. */
typedef struct {
  MinutesMail *mail;
  char *title, *attendees;
} Said;

static void
said_free(gpointer data)
{
  Said *said = data;
  if (said->mail != NULL)
    mail_free(said->mail);
  g_free(said->title);
  g_free(said->attendees);
  g_free(said);
}

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

/* Where the minutes name no day, the author's own clock tells it, unless the calendar does. */
static gpointer
row_to_said(Stmt *stmt)
{
  Said *said = g_new0(Said, 1);
  said->title = stmt_dup_text(stmt, 1);
  said->attendees = stmt_dup_text(stmt, 3);
  MinutesMail *mail = g_new0(MinutesMail, 1);
  said->mail = mail;
  mail->named = stmt_int(stmt, 0);
  mail->style = stmt_dup_text(stmt, 2);
  mail->message = stmt_int(stmt, 4);
  mail->message_id = stmt_dup_text(stmt, 5);
  mail->subject = stmt_dup_text(stmt, 6);
  mail->from = person_new(stmt_text(stmt, 7), stmt_text(stmt, 8));
  mail->date = stmt_int(stmt, 9);
  mail->day = day_of(mail->named != 0 ? mail->named : mail->date + stmt_int(stmt, 10) * 60);
  return said;
}

/* Said * of all mails of the group that may be of [from, until), earliest first, with their days.
 */
static GPtrArray *
load_mails(Db *db, const Group *group, gint64 from, gint64 until, GError **error)
{
  gint64 end = until == 0 ? G_MAXINT64 : until + MINUTES_NEAR;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT s.date, coalesce(s.title, ''), s.style, s.attendees, m.id, m.message_id, m.subject,"
      " m.from_name, m.from_email, m.date, m.date_offset FROM minutes s JOIN place p ON p.message ="
      " s.message AND p.group_id = $1 JOIN message m ON m.id = s.message WHERE coalesce(nullif("
      "s.date, 0), m.date) >= $2 AND coalesce(nullif(s.date, 0), m.date) < $3 ORDER BY m.date,"
      " m.message_id, m.alternate",
      3, group->id, from - MINUTES_NEAR, end);
  g_autoptr(GPtrArray) all = stmt != NULL ? store_rows(stmt, row_to_said, said_free, error) : NULL;
  if (all == NULL)
    return NULL;
  g_autoptr(GPtrArray) mails = g_ptr_array_new();
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add(mails, ((Said *)all->pdata[i])->mail);
  return minutes_settle_days(db, group, mails, error) ? g_steal_pointer(&all) : NULL;
}

static gint
newest_first(gconstpointer a, gconstpointer b)
{
  const MinutesRecord *one = *(MinutesRecord *const *)a, *two = *(MinutesRecord *const *)b;
  return one->date > two->date ? -1 : one->date < two->date;
}

static GPtrArray *
load_records(Db *db, const Group *group, gint64 from, gint64 until, GError **error)
{
  g_autoptr(GPtrArray) mails = load_mails(db, group, from, until, error);
  if (mails == NULL)
    return NULL;
  GPtrArray *records = g_ptr_array_new_with_free_func((GDestroyNotify)minutes_record_free);
  g_autoptr(GHashTable) by_day = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < mails->len; i++) {
    Said *said = mails->pdata[i];
    gint64 when = said->mail->named != 0 ? said->mail->named : said->mail->day;
    if (when < from || (until != 0 && when >= until))
      continue;
    MinutesRecord *record = g_hash_table_lookup(by_day, &said->mail->day);
    if (record == NULL) {
      record = record_new(said->mail->day, said->title);
      g_ptr_array_add(records, record);
      g_hash_table_insert(by_day, &record->date, record);
    }
    add_attendees(record->attendees, said->attendees);
    g_ptr_array_add(record->mails, g_steal_pointer(&said->mail));
  }
  g_ptr_array_sort(records, newest_first);
  return records;
}

/* --- what was taken up --- */

/* Which of the records a mail belongs to, and what each of them has said already. */
typedef struct {
  GHashTable *by_message; /* message -> MinutesRecord */
  GHashTable *seen;       /* "RECORD NUMBER", "RECORD KIND TITLE" */
} Walk;

static void
walk_clear(Walk *walk)
{
  g_clear_pointer(&walk->by_message, g_hash_table_unref);
  g_clear_pointer(&walk->seen, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

static Walk
walk_new(const GPtrArray *records)
{
  Walk walk = {g_hash_table_new(g_int64_hash, g_int64_equal),
               g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  for (guint i = 0; i < records->len; i++) {
    MinutesRecord *record = records->pdata[i];
    for (guint k = 0; k < record->mails->len; k++) {
      MinutesMail *mail = record->mails->pdata[k];
      g_hash_table_insert(walk.by_message, &mail->message, record);
    }
  }
  return walk;
}

/* Short topics ("Wiki") are no one item across mails, but those of one day's minutes that read
 * alike are one topic. */
static gboolean
is_new(const Walk *walk, const MinutesRecord *record, gint64 number, ItemKind kind,
       const char *title)
{
  g_autofree char *low = g_ascii_strdown(title, -1);
  gint64 day = record->date;
  return g_hash_table_add(walk->seen,
                          g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, day, number)) &&
         g_hash_table_add(walk->seen,
                          g_strdup_printf("%" G_GINT64_FORMAT " %d %s", day, (int)kind, low));
}

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

/* Counts the entries of the records (newest first), each item once; where numbers is not NULL also
 * keeps them, and their numbers in the same order. */
static gboolean
walk_entries(Db *db, const Group *group, const GPtrArray *records, GArray *numbers, GError **error)
{
  if (records->len == 0)
    return TRUE;
  g_auto(Walk) walk = walk_new(records);
  gint64 from = ((MinutesRecord *)records->pdata[records->len - 1])->date - MINUTES_NEAR;
  gint64 until = ((MinutesRecord *)records->pdata[0])->date + DAY + MINUTES_NEAR;
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT me.number, f.kind, f.title, me.kind, me.first_line, me.last_line, f.quote, m.id FROM"
      " minutes s JOIN mention me ON me.message = s.message AND me.group_id = $1 AND me.kind < 2"
      " JOIN found f ON f.id = me.found JOIN message m ON m.id = s.message JOIN item i ON"
      " i.group_id = $1 AND i.number = me.number WHERE coalesce(nullif(s.date, 0), m.date) >= $2"
      " AND coalesce(nullif(s.date, 0), m.date) < $3 AND i.state <> $4 ORDER BY m.date,"
      " m.message_id, m.alternate, f.n",
      4, group->id, from, until, (gint64)STATE_DUPLICATE);
  if (stmt == NULL)
    return FALSE;
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 number = stmt_int(stmt, 0), message = stmt_int(stmt, 7);
    MinutesRecord *record = g_hash_table_lookup(walk.by_message, &message);
    ItemKind kind = (ItemKind)stmt_int(stmt, 1);
    if (record == NULL || kind >= ITEM_N_KINDS ||
        !is_new(&walk, record, number, kind, stmt_text(stmt, 2)))
      continue;
    record->n[kind]++;
    if (numbers == NULL)
      continue;
    g_ptr_array_add(record->entries, row_to_entry(stmt));
    g_array_append_val(numbers, number);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

GPtrArray *
db_minutes_list(Db *db, const Group *group, gint64 from, gint64 until, GError **error)
{
  g_autoptr(GPtrArray) records = load_records(db, group, from, until, error);
  return records != NULL && walk_entries(db, group, records, NULL, error)
             ? g_steal_pointer(&records)
             : NULL;
}

/* --- one record --- */

static gboolean
load_items(Db *db, const Group *group, MinutesRecord *record, GError **error)
{
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(GPtrArray) alone = g_ptr_array_new();
  g_ptr_array_add(alone, record);
  memset(record->n, 0, sizeof record->n);
  record->entries = g_ptr_array_new_with_free_func(entry_free);
  if (!walk_entries(db, group, alone, numbers, error))
    return FALSE;
  ItemQuery query = {.numbers = (const gint64 *)(const void *)numbers->data,
                     .n_numbers = numbers->len,
                     .by_state = TRUE,
                     .states = (1u << STATE_N) - 1};
  g_autoptr(GPtrArray) items =
      numbers->len > 0 ? db_item_list(db, group->id, &query, error) : g_ptr_array_new();
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
load_links(Db *db, const Group *group, MinutesRecord *record, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  record->links = g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
  for (guint i = 0; i < record->mails->len; i++) {
    const MinutesMail *mail = record->mails->pdata[i];
    g_autoptr(Stmt) stmt = store_prepare(
        db, error, "SELECT " LINK_COLUMNS " WHERE l.message = $2 ORDER BY l.line, l.n", 2,
        group->id, mail->message);
    g_autoptr(GPtrArray) links =
        stmt != NULL ? store_rows(stmt, link_from_row, (GDestroyNotify)link_free, error) : NULL;
    if (links == NULL)
      return FALSE;
    for (guint k = 0; k < links->len; k++) {
      const Link *link = links->pdata[k];
      if (g_hash_table_add(seen, g_strdup(link->key)))
        g_ptr_array_add(record->links, g_steal_pointer(&links->pdata[k]));
    }
  }
  return TRUE;
}

gboolean
db_minutes_load(Db *db, const Group *group, MinutesRecord *record, GError **error)
{
  if (!load_items(db, group, record, error) || !load_links(db, group, record, error))
    return FALSE;
  name_mails(record);
  return TRUE;
}

MinutesRecord *
db_minutes_get(Db *db, const Group *group, gint64 day, GError **error)
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
  return db_minutes_load(db, group, record, error) ? g_steal_pointer(&record) : NULL;
}
