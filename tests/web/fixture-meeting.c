/* Meetings of the fixture and the pages that show them. */
#include "fixture.h"

Meeting *
fixture_meeting(Fixture *f, const char *name, gint64 start)
{
  Meeting *meeting = g_new0(Meeting, 1);
  meeting->name = g_strdup(name);
  meeting->start = meeting->recurrence = start;
  meeting->duration = 60;
  meeting->series = 1;
  meeting->series_name = g_strdup("weekly");
  meeting->place = g_strdup(fixture_say(f, "#virt-meeting on irc.example.org"));
  meeting->video = g_strdup("https://video.example.org/virt");
  meeting->chair = g_strdup(fixture_say(f, "Karan Bir"));
  meeting->uid = g_strdup("0123456789abcdef0123456789abcdef@docket");
  return meeting;
}

typedef struct {
  GPtrArray *meetings;
  MinutesRecord record;
  GArray *upcoming, *past;
} Calendar;

static WebMeetingRow
row_of(const Meeting *meeting, const MinutesRecord *record)
{
  WebMeetingRow row = {.meeting = meeting, .record = record};
  row.when = meeting != NULL ? meeting->start : record->date;
  row.over = row.when < FIXTURE_NOW;
  g_strlcpy(row.name, meeting != NULL ? meeting->name : "2014-04-08", sizeof row.name);
  return row;
}

static void
add_record(Fixture *f, Calendar *c)
{
  MinutesMail *mail = fixture_keep(f, g_new0(MinutesMail, 1));
  mail->message_id = fixture_say(f, "minutes@list.example");
  mail->subject = fixture_say(f, "Minutes of the meeting of 8 April");
  mail->from = fixture_person(f, "George Dunning", NULL);
  mail->date = FIXTURE_DATE - 7 * FIXTURE_DAY;
  Attendee *attendee = fixture_keep(f, g_new0(Attendee, 1));
  attendee->name = fixture_say(f, "Karan Bir");
  attendee->initials = fixture_say(f, "KB");
  MinutesEntry *entry = fixture_keep(f, g_new0(MinutesEntry, 1));
  entry->item = g_ptr_array_index(f->items, 9);
  entry->kind = ITEM_ACTION;
  entry->title = fixture_say(f, "ask the mirrors for space");
  entry->said = entry->item->origin;
  c->record = (MinutesRecord){.date = (FIXTURE_DATE - 7 * FIXTURE_DAY) / 86400 * 86400,
                              .title = fixture_say(f, "Virt SIG meeting"),
                              .mails = g_ptr_array_new(),
                              .attendees = g_ptr_array_new(),
                              .entries = g_ptr_array_new(),
                              .n = {[ITEM_DECISION] = 2, [ITEM_ACTION] = 1}};
  g_ptr_array_add(c->record.mails, mail);
  g_ptr_array_add(c->record.attendees, attendee);
  g_ptr_array_add(c->record.entries, entry);
}

/* Two ahead, one of them moved; one cancelled and the minutes of another behind. */
static void
calendar_fill(Fixture *f, Calendar *c)
{
  static const struct {
    const char *name;
    int days;
    MeetingState state;
  } rows[] = {{"2014-04-15", 0, MEETING_CANCELLED},
              {"2014-04-22", 7, MEETING_PUBLISHED},
              {"2014-04-30", 15, MEETING_PLANNED}};
  c->meetings = g_ptr_array_new_with_free_func((GDestroyNotify)meeting_free);
  c->upcoming = g_array_new(FALSE, TRUE, sizeof(WebMeetingRow));
  c->past = g_array_new(FALSE, TRUE, sizeof(WebMeetingRow));
  add_record(f, c);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    Meeting *meeting = fixture_meeting(f, rows[i].name, FIXTURE_DATE + rows[i].days * FIXTURE_DAY);
    meeting->state = rows[i].state;
    g_ptr_array_add(c->meetings, meeting);
    WebMeetingRow row = row_of(meeting, NULL);
    g_array_append_val(i == 0 ? c->past : c->upcoming, row);
  }
  Meeting *moved = c->meetings->pdata[2];
  moved->recurrence -= FIXTURE_DAY;
  moved->title = g_strdup(fixture_say(f, "Release day"));
  WebMeetingRow row = row_of(NULL, &c->record);
  g_array_append_val(c->past, row);
}

static void
calendar_clear(Calendar *c)
{
  g_ptr_array_unref(c->meetings);
  g_ptr_array_unref(c->record.mails);
  g_ptr_array_unref(c->record.attendees);
  g_ptr_array_unref(c->record.entries);
  g_array_unref(c->upcoming);
  g_array_unref(c->past);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Calendar, calendar_clear)

static void
as_chair(Fixture *f)
{
  f->page.signed_in = f->page.chair = TRUE;
  f->page.user = "Karan Bir";
  f->page.csrf = "0000";
}

void
fixture_print_meetings(WebOut *out, Fixture *f)
{
  g_auto(Calendar) c = {0};
  calendar_fill(f, &c);
  as_chair(f);
  f->page.path = "/virt/meetings/";
  Series weekly = {.name = fixture_say(f, "weekly"),
                   .rule = {.kind = RULE_EVEN_WEEKS, .weekday = 2},
                   .minute = 17 * 60,
                   .first = 735338,
                   .duration = 60,
                   .place = fixture_say(f, "#virt-meeting on irc.example.org"),
                   .chair = fixture_say(f, "Karan Bir"),
                   .description = fixture_say(f, "What the group does next")};
  g_autoptr(GPtrArray) series = g_ptr_array_new();
  g_ptr_array_add(series, &weekly);
  g_autoptr(GHashTable) values = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(values, (gpointer) "start", fixture_say(f, "2014-05-01T25:00"));
  WebFault fault = {"add", "start", fixture_say(f, "25:00 is no time of day"), values};
  WebMeetingsView view = {.page = &f->page,
                          .upcoming = c.upcoming,
                          .past = c.past,
                          .series = series,
                          .older_query = "?before=2014-04-08",
                          .fault = &fault};
  web_page_meetings(out, &view);
}

void
fixture_print_meeting(WebOut *out, Fixture *f)
{
  g_auto(Calendar) c = {0};
  calendar_fill(f, &c);
  as_chair(f);
  f->page.path = "/virt/meetings/2014-04-30/";
  WebAgendaView agenda = {&f->page, &f->agenda};
  WebMeetingView view = {.page = &f->page,
                         .row = &g_array_index(c.upcoming, WebMeetingRow, 1),
                         .previous = &g_array_index(c.upcoming, WebMeetingRow, 0),
                         .agenda = &agenda};
  web_page_meeting(out, &view);
}

void
fixture_print_old_meeting(WebOut *out, Fixture *f)
{
  g_auto(Calendar) c = {0};
  calendar_fill(f, &c);
  f->page.path = "/virt/meetings/2014-04-08/";
  WebMeetingView view = {.page = &f->page,
                         .row = &g_array_index(c.past, WebMeetingRow, 1),
                         .next = &g_array_index(c.past, WebMeetingRow, 0)};
  web_page_meeting(out, &view);
}
