/* What a chair does with meetings in the browser: the verbs that `docket meeting` has,
 * POST-redirect-GET. A form that is refused is shown again, with the message at its field and what
 * was typed. */
#include <string.h>

#include "server/pages-meeting.h"

static const char *
typed(const Request *request, const char *name)
{
  return server_args_get(request->form, name);
}

/* As typed; "" where a field was emptied: forms send all their fields. */
static const char *
typed_text(const Request *request, const char *name)
{
  const char *text = typed(request, name);
  return text != NULL ? text : "";
}

/* "time: ..." -> the field and the rest. Only what a field can be called counts. */
static char *
split_field(const char *message, const char **rest)
{
  static const char *const fields[] = {"name",     "rule",  "dates",   "time",  "first day",
                                       "last day", "place", "video",   "chair", "description",
                                       "title",    "start", "duration"};
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
    gsize len = strlen(fields[i]);
    if (strncmp(message, fields[i], len) == 0 && strncmp(message + len, ": ", 2) == 0) {
      *rest = message + len + 2;
      return g_strdup(fields[i]);
    }
  }
  *rest = message;
  return g_strdup("");
}

/* All verbs refuse before they write, so the page can be made within the same transaction. */
static gboolean
show_again(Request *request, const char *form, GError *refused,
           gboolean (*print)(Request *, const WebFault *, Reply *, GError **), Reply *reply,
           GError **error)
{
  static const char *const names[] = {"name",  "often", "weekday",  "dates",      "time",
                                      "first", "last",  "place",    "video",      "chair",
                                      "title", "start", "duration", "description"};
  if (!g_error_matches(refused, DOCKET_ERROR, DOCKET_ERROR_INVALID) &&
      !g_error_matches(refused, DOCKET_ERROR, DOCKET_ERROR_CONFLICT)) {
    g_propagate_error(error, refused);
    return FALSE;
  }
  g_autoptr(GHashTable) values = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (typed(request, names[i]) != NULL)
      g_hash_table_insert(values, (gpointer)names[i], (gpointer)typed(request, names[i]));
  const char *message;
  g_autofree char *field = split_field(refused->message, &message);
  WebFault fault = {form, field, message, values};
  reply->status = (guint)server_reply_status_of(refused);
  gboolean done = print(request, &fault, reply, error);
  g_error_free(refused);
  return done;
}

/* --- the list's forms --- */

static gboolean
save_series(const Request *request, GError **error)
{
  const char *often = typed_text(request, "often");
  g_autofree char *rule = strcmp(often, "dates") == 0
                              ? g_strdup(often)
                              : g_strdup_printf("%s %s", often, typed_text(request, "weekday"));
  const char *last = typed(request, "last");
  const char *time = typed(request, "time");
  SeriesWords words = {.name = typed_text(request, "name"),
                       .rule = rule,
                       .dates = typed(request, "dates"),
                       .time = time != NULL ? time : "",
                       .first = typed(request, "first"),
                       .last = last != NULL ? last : "none",
                       .duration = typed(request, "duration"),
                       .place = typed_text(request, "place"),
                       .video = typed_text(request, "video"),
                       .chair = typed_text(request, "chair"),
                       .description = typed_text(request, "description")};
  g_autoptr(Series) series = g_new0(Series, 1);
  series->duration = MEETING_DURATION;
  if (!server_series_read(&words, series, error))
    return FALSE;
  g_autoptr(GError) missing = NULL;
  g_autoptr(Series) old = db_series_get(request->db, request->group, series->name, &missing);
  const char *who = request->member->name;
  return old != NULL ? db_series_set(request->db, request->group, series, who, request->now, error)
                     : db_series_add(request->db, request->group, series, who, request->now, error);
}

static gboolean
end_series(const Request *request, GError **error)
{
  gint32 last;
  return schedule_day_parse(typed_text(request, "last"), &last, error) &&
         db_series_end(request->db, request->group, typed_text(request, "name"), last,
                       request->member->name, request->now, error);
}

static gboolean
read_start(const Request *request, gint64 *start, GError **error)
{
  if (server_meeting_time(typed_text(request, "start"), request->group, start, error))
    return TRUE;
  g_prefix_error(error, "start: ");
  return FALSE;
}

static gboolean
add_meeting(const Request *request, GError **error)
{
  Meeting meeting = {.title = (char *)(guintptr)typed(request, "title"),
                     .place = (char *)(guintptr)typed(request, "place"),
                     .video = (char *)(guintptr)typed(request, "video"),
                     .chair = (char *)(guintptr)typed(request, "chair")};
  return read_start(request, &meeting.start, error) &&
         server_duration_read(typed(request, "duration"), &meeting.duration, error) &&
         db_meeting_add(request->db, request->group, &meeting, request->member->name, request->now,
                        error);
}

static gboolean
no_verb(const char *verb, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no verb \"%s\"",
              verb != NULL ? verb : "");
  return FALSE;
}

gboolean
server_page_meetings_edit(Request *request, Reply *reply, GError **error)
{
  static const struct {
    const char *verb;
    gboolean (*run)(const Request *, GError **);
  } verbs[] = {{"series", save_series}, {"end", end_series}, {"add", add_meeting}};
  const char *verb = typed(request, "verb");
  for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
    GError *refused = NULL;
    if (g_strcmp0(verb, verbs[i].verb) != 0)
      continue;
    if (!verbs[i].run(request, &refused))
      return show_again(request, verb, refused, server_print_meetings, reply, error);
    g_autofree char *place = g_strdup_printf("/%s/meetings/", request->group->name);
    server_reply_redirect(reply, 303, place);
    return TRUE;
  }
  return no_verb(verb, error);
}

/* --- the forms of one --- */

static gboolean
move_meeting(const Request *request, const char *name, gint64 *start, GError **error)
{
  return read_start(request, start, error) &&
         db_meeting_move(request->db, request->group, name, *start, request->member->name,
                         request->now, error);
}

static gboolean
set_meeting(const Request *request, const char *name, GError **error)
{
  MeetingChange change = {.title = typed_text(request, "title"),
                          .place = typed_text(request, "place"),
                          .video = typed_text(request, "video"),
                          .chair = typed_text(request, "chair")};
  return server_duration_read(typed(request, "duration"), &change.duration, error) &&
         db_meeting_set(request->db, request->group, name, &change, request->member->name,
                        request->now, error);
}

static gboolean
run_verb(const Request *request, const char *verb, const char *name, gint64 *start, GError **error)
{
  const char *who = request->member->name;
  if (g_strcmp0(verb, "move") == 0)
    return move_meeting(request, name, start, error);
  if (g_strcmp0(verb, "set") == 0)
    return set_meeting(request, name, error);
  if (g_strcmp0(verb, "cancel") == 0)
    return db_meeting_cancel(request->db, request->group, name, who, request->now, error);
  if (g_strcmp0(verb, "restore") == 0)
    return db_meeting_restore(request->db, request->group, name, who, request->now, error);
  return no_verb(verb, error);
}

gboolean
server_page_meeting_edit(Request *request, Reply *reply, GError **error)
{
  const char *verb = typed(request, "verb");
  g_autoptr(Meeting) before =
      db_meeting_get(request->db, request->group, server_request_param(request, "date"), error);
  GError *refused = NULL;
  if (before == NULL)
    return FALSE;
  gint64 start = before->start;
  if (!run_verb(request, verb, before->name, &start, &refused))
    return show_again(request, verb != NULL ? verb : "", refused, server_print_meeting, reply,
                      error);
  /* Its name may be another now: by its time it is found in any case. */
  gint32 day;
  int minute;
  schedule_to_local(request->group->timezone, start, &day, &minute);
  g_autofree char *text = schedule_day_to_text(day);
  g_autofree char *timed = g_strdup_printf("%sT%02d%02d", text, minute / 60, minute % 60);
  g_autoptr(Meeting) after = db_meeting_get(request->db, request->group, timed, error);
  if (after == NULL)
    return FALSE;
  g_autofree char *place = g_strdup_printf("/%s/meetings/%s/", request->group->name, after->name);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}
