#include "server/import.h"

#include <string.h>

#include "web/views-meeting.h"

#define NOTES_MAX 200

static void
import_series_free(gpointer data)
{
  ImportSeries *one = data;
  series_free(one->series);
  g_array_unref(one->changes);
  g_free(one);
}

ImportPlan *
server_import_plan_new(void)
{
  ImportPlan *plan = g_new0(ImportPlan, 1);
  plan->series = g_ptr_array_new_with_free_func(import_series_free);
  plan->meetings = g_ptr_array_new_with_free_func((GDestroyNotify)meeting_free);
  plan->notes = g_ptr_array_new_with_free_func(g_free);
  return plan;
}

void
server_import_plan_free(ImportPlan *plan)
{
  if (plan == NULL)
    return;
  g_ptr_array_unref(plan->series);
  g_ptr_array_unref(plan->meetings);
  g_ptr_array_unref(plan->notes);
  g_free(plan);
}

ImportSeries *
server_import_plan_series(ImportPlan *plan)
{
  ImportSeries *one = g_new0(ImportSeries, 1);
  one->series = g_new0(Series, 1);
  one->series->duration = MEETING_DURATION;
  one->changes = g_array_new(FALSE, FALSE, sizeof(ImportChange));
  g_ptr_array_add(plan->series, one);
  return one;
}

void
server_import_plan_note(ImportPlan *plan, const char *format, ...)
{
  if (plan->notes->len == NOTES_MAX) {
    g_ptr_array_add(plan->notes, g_strdup("more was left out than is told here"));
    return;
  }
  if (plan->notes->len > NOTES_MAX)
    return;
  va_list args;
  va_start(args, format);
  g_ptr_array_add(plan->notes, g_strdup_vprintf(format, args));
  va_end(args);
}

char *
server_import_slug(const char *text)
{
  g_autofree char *ascii = g_str_to_ascii(text != NULL ? text : "", "C");
  GString *slug = g_string_new(NULL);
  for (const char *at = ascii; *at != '\0' && slug->len < 40; at++) {
    if (g_ascii_isalnum(*at))
      g_string_append_c(slug, g_ascii_tolower(*at));
    else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
      g_string_append_c(slug, '-');
  }
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate(slug, slug->len - 1);
  if (slug->len == 0)
    g_string_append(slug, "meeting");
  return g_string_free(slug, FALSE);
}

/* --- into the group --- */

/* The series of that UID, else of that name where the file has none. */
static const Series *
find_old(const GPtrArray *list, const Series *series)
{
  for (guint i = 0; i < list->len; i++) {
    const Series *old = list->pdata[i];
    if (series->uid != NULL ? strcmp(old->uid, series->uid) == 0
                            : strcmp(old->name, series->name) == 0)
      return old;
  }
  return NULL;
}

static gboolean
is_taken(const GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp(((const Series *)list->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* "virt", "virt-2" ... */
static void
choose_name(const GPtrArray *list, Series *series)
{
  g_autofree char *base = g_strdup(series->name);
  for (guint i = 2; is_taken(list, series->name) && i < 1000; i++) {
    g_free(series->name);
    series->name = g_strdup_printf("%s-%u", base, i);
  }
}

static gboolean
apply_changes(Db *db, const Group *group, const ImportSeries *one, const char *who, gint64 now,
              GString *account, GError **error)
{
  guint n = 0;
  for (guint i = 0; i < one->changes->len; i++) {
    const ImportChange *change = &g_array_index(one->changes, ImportChange, i);
    g_autofree char *day = schedule_day_to_text(change->day);
    g_autofree char *name =
        g_strdup_printf("%sT%02d%02d", day, one->series->minute / 60, one->series->minute % 60);
    g_autoptr(GError) refused = NULL;
    gboolean done = change->start == 0
                        ? db_meeting_cancel(db, group, name, who, now, &refused)
                        : db_meeting_move(db, group, name, change->start, who, now, &refused);
    n += done ? 1 : 0;
    /* An exception that was read before is there no more to be moved. */
    if (!done && refused->domain == DOCKET_ERROR && refused->code == DOCKET_ERROR_STORAGE) {
      g_propagate_error(error, g_steal_pointer(&refused));
      return FALSE;
    }
  }
  if (n > 0)
    g_string_append_printf(account, "  %u moved or cancelled\n", n);
  return TRUE;
}

static gboolean
apply_series(Db *db, const Group *group, const ImportSeries *one, const char *who, gint64 now,
             GString *account, GError **error)
{
  Series *series = one->series;
  g_autoptr(GPtrArray) list = db_series_list(db, group, error);
  if (list == NULL)
    return FALSE;
  const Series *old = find_old(list, series);
  if (old != NULL) {
    g_free(series->name);
    series->name = g_strdup(old->name);
  } else {
    choose_name(list, series);
  }
  g_autoptr(GError) refused = NULL;
  if (!(old != NULL ? db_series_set(db, group, series, who, now, &refused)
                    : db_series_add(db, group, series, who, now, &refused))) {
    if (refused->code != DOCKET_ERROR_INVALID && refused->code != DOCKET_ERROR_CONFLICT) {
      g_propagate_error(error, g_steal_pointer(&refused));
      return FALSE;
    }
    g_string_append_printf(account, "left out series %s: %s\n", series->name, refused->message);
    return TRUE;
  }
  g_autofree char *words = web_series_words(series);
  g_string_append_printf(account, "%s series %s: %s\n", old != NULL ? "changed" : "added",
                         series->name, words);
  return apply_changes(db, group, one, who, now, account, error);
}

static gboolean
apply_meeting(Db *db, const Group *group, const Meeting *meeting, const char *who, gint64 now,
              GString *account, GError **error)
{
  gint32 day;
  int minute;
  schedule_to_local(group->timezone, meeting->start, &day, &minute);
  g_autofree char *text = schedule_day_to_text(day);
  g_autoptr(GError) refused = NULL;
  if (db_meeting_add(db, group, meeting, who, now, &refused)) {
    g_string_append_printf(account, "added meeting %s %02d:%02d %s\n", text, minute / 60,
                           minute % 60, meeting->title != NULL ? meeting->title : "");
    return TRUE;
  }
  if (refused->code != DOCKET_ERROR_INVALID && refused->code != DOCKET_ERROR_CONFLICT) {
    g_propagate_error(error, g_steal_pointer(&refused));
    return FALSE;
  }
  g_string_append_printf(account, "left out meeting %s %02d:%02d: %s\n", text, minute / 60,
                         minute % 60, refused->message);
  return TRUE;
}

gboolean
server_import_apply(Db *db, const Group *group, const ImportPlan *plan, const char *who, gint64 now,
                    GString *account, GError **error)
{
  /* GLib reads a zone anew for each time in it, unless somebody holds it. */
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(group->timezone);
  for (guint i = 0; i < plan->series->len; i++)
    if (!apply_series(db, group, plan->series->pdata[i], who, now, account, error))
      return FALSE;
  for (guint i = 0; i < plan->meetings->len; i++)
    if (!apply_meeting(db, group, plan->meetings->pdata[i], who, now, account, error))
      return FALSE;
  for (guint i = 0; i < plan->notes->len; i++)
    g_string_append_printf(account, "%s\n", (const char *)plan->notes->pdata[i]);
  return TRUE;
}
