/* The agenda, the running meeting and the minutes of the fixture, and the pages that show them. */
#include "fixture.h"
#include "web/views-live.h"

typedef struct {
  Meeting *meeting;
  Sheet sheet;
  GPtrArray *proposals, *roster, *revisions, *rows;
  WebSheetView view;
} Shown;

static void
shown_clear(Shown *shown)
{
  meeting_free(shown->meeting);
  GPtrArray *const lists[] = {shown->sheet.entries, shown->sheet.lines, shown->sheet.people,
                              shown->sheet.votes,   shown->proposals,   shown->roster,
                              shown->revisions,     shown->rows};
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
    g_ptr_array_unref(lists[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)

static SheetEntry *
add_entry(Fixture *f, Shown *shown, const char *title, EntryState state, guint minutes)
{
  SheetEntry *entry = fixture_keep(f, g_new0(SheetEntry, 1));
  entry->id = shown->sheet.entries->len + 1;
  entry->position = sheet_entries_count(&shown->sheet, ENTRY_TAKEN) + 1;
  entry->title = fixture_say(f, title);
  entry->state = state;
  entry->minutes = minutes;
  g_ptr_array_add(shown->sheet.entries, entry);
  return entry;
}

static SheetLine *
add_line(Fixture *f, Shown *shown, SaidKind kind, gint64 entry, const char *text)
{
  SheetLine *line = fixture_keep(f, g_new0(SheetLine, 1));
  line->id = line->stamp = shown->sheet.lines->len + 1;
  line->entry = entry;
  line->at = FIXTURE_DATE + line->id * 60;
  line->who = fixture_say(f, "Karan Bir");
  line->kind = kind;
  line->text = fixture_say(f, text);
  line->state = kind == SAID_ACTION ? STATE_OPEN : STATE_NEW;
  g_ptr_array_add(shown->sheet.lines, line);
  return line;
}

static void
add_person(Fixture *f, Shown *shown, const char *name, AttendanceKind kind, gboolean known)
{
  SheetPerson *person = fixture_keep(f, g_new0(SheetPerson, 1));
  person->name = fixture_say(f, name);
  person->kind = kind;
  person->known = known;
  g_ptr_array_add(shown->sheet.people, person);
}

static void
fill_agenda(Fixture *f, Shown *shown)
{
  const Item *item = f->items->pdata[0];
  SheetEntry *entry = add_entry(f, shown, "Update Xen in testing", ENTRY_TAKEN, 10);
  entry->item = item->number;
  entry->presenter = fixture_say(f, "George Dunning");
  entry->why =
      fixture_say(f, "carried over from 2014-04-01 (nobody had the numbers), due 2014-04-20,"
                     " votes +5/-0 closing on 2014-04-22, 2 replies");
  entry->draft_group = AGENDA_CARRIED + 1;
  entry->notes = fixture_say(f, "See the *wiki*, [here](https://wiki.example.org/xen)");
  entry = add_entry(f, shown, "Mirrors in Asia", ENTRY_TAKEN, 55);
  entry->origin_who = fixture_say(f, "Kofi Mensah");
  entry->origin_text = fixture_say(f, "agenda: Mirrors in Asia");
  add_entry(f, shown, "Any other business", ENTRY_TAKEN, 0);
  add_entry(f, shown, "A logo", ENTRY_PARKED, 0);
  WebProposal *proposal = fixture_keep(f, g_new0(WebProposal, 1));
  *proposal = (WebProposal){.origin = fixture_say(f, "mail reply-1@list.example 4"),
                            .message_id = fixture_say(f, "reply-1@list.example"),
                            .line = 4,
                            .who = fixture_say(f, "Kofi Mensah"),
                            .text = fixture_say(f, "agenda: Keys"),
                            .title = fixture_say(f, "Keys")};
  g_ptr_array_add(shown->proposals, proposal);
  Member *member = fixture_keep(f, g_new0(Member, 1));
  member->name = fixture_say(f, "Karan Bir");
  member->role = ROLE_CHAIR;
  g_ptr_array_add(shown->roster, member);
}

static void
fill_vote(Fixture *f, Shown *shown)
{
  SheetHand *hand = fixture_keep(f, g_new0(SheetHand, 1));
  SheetVote *vote = fixture_keep(f, g_new0(SheetVote, 1));
  hand->name = fixture_say(f, "Karan Bir");
  hand->value = 1;
  vote->id = 3;
  vote->entry = 2;
  vote->opened = FIXTURE_DATE + 600;
  vote->question = fixture_say(f, "Move the mirror?");
  vote->votes_for = 1;
  vote->hands = fixture_keep(f, g_new0(GPtrArray, 1)); /* as an array of one that nobody grows */
  vote->hands->pdata = fixture_keep(f, g_new0(gpointer, 1));
  vote->hands->pdata[0] = hand;
  vote->hands->len = 1;
  g_ptr_array_add(shown->sheet.votes, vote);
}

static void
fill_minutes(Fixture *f, Shown *shown)
{
  SheetEntry *first = shown->sheet.entries->pdata[0];
  first->outcome = BECAME_DECIDED;
  first->remark = fixture_say(f, "by rough consensus");
  first->spent = 700;
  add_line(f, shown, SAID_NOTE, 0, "Everybody is on time");
  SheetLine *line = add_line(f, shown, SAID_DECISION, 1, "Ship Xen 4.4.1 in May");
  line->voted = TRUE;
  line->votes_for = 3;
  line->votes_neutral = 1;
  line = add_line(f, shown, SAID_ACTION, 1, "build it for both releases");
  line->owner = fixture_say(f, "George Dunning");
  line->owner_known = TRUE;
  line->due = FIXTURE_DATE + 9 * FIXTURE_DAY;
  line = add_line(f, shown, SAID_ACTION, 2, "ask the university");
  line->owner = fixture_say(f, "zorro");
  line->state = STATE_DONE;
  line = add_line(f, shown, SAID_LINK, 2, "https://mirrors.example.org/");
  line = add_line(f, shown, SAID_NOTE, 2, "said by mistake");
  line->struck = TRUE;
  add_person(f, shown, "Karan Bir", PERSON_PRESENT, TRUE);
  add_person(f, shown, "zorro", PERSON_PRESENT, FALSE);
  add_person(f, shown, "Kofi Mensah", PERSON_REGRETS, TRUE);
  shown->sheet.scribe = fixture_say(f, "Kofi Mensah");
  shown->sheet.started = FIXTURE_DATE;
}

static void
fill_revision(Fixture *f, Shown *shown)
{
  MinutesRevision *revision = fixture_keep(f, g_new0(MinutesRevision, 1));
  *revision = (MinutesRevision){.n = 1,
                                .at = FIXTURE_NOW,
                                .who = fixture_say(f, "Karan Bir"),
                                .why = fixture_say(f, "a wrong month"),
                                .body = fixture_say(f, "Ship Xen 4.4.1 in Mai\n")};
  g_ptr_array_add(shown->revisions, revision);
  shown->sheet.revision = 1;
}

static void
shown_fill(Fixture *f, Shown *shown)
{
  shown->meeting = fixture_meeting(f, "2014-04-15", FIXTURE_DATE);
  shown->meeting->id = 1;
  shown->sheet.entries = g_ptr_array_new();
  shown->sheet.lines = g_ptr_array_new();
  shown->sheet.people = g_ptr_array_new();
  shown->sheet.votes = g_ptr_array_new();
  shown->proposals = g_ptr_array_new();
  shown->roster = g_ptr_array_new();
  shown->revisions = g_ptr_array_new();
  shown->rows = g_ptr_array_new();
  shown->sheet.meeting = 1;
  shown->sheet.version = 7;
  shown->sheet.stamp = 12;
  shown->sheet.published = FIXTURE_DATE - FIXTURE_DAY;
  fill_agenda(f, shown);
  shown->view = (WebSheetView){.page = &f->page,
                               .meeting = shown->meeting,
                               .sheet = &shown->sheet,
                               .items = f->items,
                               .proposals = shown->proposals,
                               .roster = shown->roster,
                               .revisions = shown->revisions};
}

static void
as_chair(Fixture *f, const char *path)
{
  f->page.path = path;
  f->page.signed_in = f->page.chair = TRUE;
  f->page.user = "Karan Bir";
  f->page.csrf = "0000";
}

void
fixture_print_sheet(WebOut *out, Fixture *f)
{
  g_auto(Shown) shown = {0};
  shown_fill(f, &shown);
  f->page.path = "/virt/meetings/2014-04-15/agenda";
  web_page_sheet(out, &shown.view);
}

/* Stale: both versions stand beside each other. */
void
fixture_print_sheet_edit(WebOut *out, Fixture *f)
{
  g_auto(Shown) shown = {0};
  WebTyped typed = {.verb = "set",
                    .entry = 2,
                    .title = fixture_say(f, "Mirrors in Africa"),
                    .minutes = "55",
                    .presenter = "",
                    .notes = fixture_say(f, "They offered space")};
  shown_fill(f, &shown);
  as_chair(f, "/virt/meetings/2014-04-15/edit");
  shown.view.draft = &f->agenda;
  shown.view.typed = &typed;
  web_page_sheet_edit(out, &shown.view);
}

static void
print_live(WebOut *out, Fixture *f, gboolean chair)
{
  g_auto(Shown) shown = {0};
  shown_fill(f, &shown);
  fill_minutes(f, &shown);
  fill_vote(f, &shown);
  shown.sheet.now_at = 2;
  shown.sheet.now_since = FIXTURE_DATE + 900;
  WebLiveView live = {.sheet = &shown.view, .rule = RULE_MAJORITY};
  f->page.path = "/virt/meetings/2014-04-15/live";
  if (chair) {
    as_chair(f, f->page.path);
    live.writes = live.chairs = TRUE;
    live.me = "Karan Bir";
    live.text = fixture_say(f, "typed and refused");
    live.owner = fixture_say(f, "KB");
    live.due = "2014-02-30";
    shown.view.token = "0123";
    shown.view.fault = fixture_say(f, "due: there is no day 2014-02-30");
  }
  web_page_live(out, &live);
}

void
fixture_print_live(WebOut *out, Fixture *f)
{
  print_live(out, f, FALSE);
}

void
fixture_print_live_chair(WebOut *out, Fixture *f)
{
  print_live(out, f, TRUE);
}

static void
print_minutes(WebOut *out, Fixture *f, void (*print)(WebOut *, const WebSheetView *),
              const WebTypedLine *typed)
{
  g_auto(Shown) shown = {0};
  shown_fill(f, &shown);
  fill_minutes(f, &shown);
  fill_revision(f, &shown);
  shown.sheet.ended = FIXTURE_DATE + 3600;
  shown.view.typed_line = typed;
  shown.view.fault = typed != NULL ? fixture_say(f, "changed meanwhile") : NULL;
  print(out, &shown.view);
}

void
fixture_print_minutes(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/meetings/2014-04-15/minutes";
  print_minutes(out, f, web_page_minutes, NULL);
}

/* A correction came second. */
void
fixture_print_minutes_chair(WebOut *out, Fixture *f)
{
  WebTypedLine typed = {.line = 3,
                        .text = fixture_say(f, "build it for one release"),
                        .owner = "",
                        .why = fixture_say(f, "so it was said"),
                        .stale = TRUE};
  as_chair(f, "/virt/meetings/2014-04-15/minutes");
  print_minutes(out, f, web_page_minutes, &typed);
}

void
fixture_text_minutes(WebOut *out, Fixture *f)
{
  print_minutes(out, f, web_text_minutes, NULL);
}

void
fixture_markdown_minutes(WebOut *out, Fixture *f)
{
  print_minutes(out, f, web_markdown_minutes, NULL);
}

static void
print_sheet(WebOut *out, Fixture *f, void (*print)(WebOut *, const WebSheetView *))
{
  g_auto(Shown) shown = {0};
  shown_fill(f, &shown);
  print(out, &shown.view);
}

void
fixture_text_sheet(WebOut *out, Fixture *f)
{
  print_sheet(out, f, web_text_sheet);
}

void
fixture_markdown_sheet(WebOut *out, Fixture *f)
{
  print_sheet(out, f, web_markdown_sheet);
}

void
fixture_json_sheet(WebOut *out, Fixture *f)
{
  print_sheet(out, f, web_json_sheet);
}

void
fixture_print_import(WebOut *out, Fixture *f)
{
  g_auto(Shown) shown = {0};
  WebImportRow rows[] = {
      {.what = IMPORT_PERSON, .text = fixture_say(f, "Karan Bir"), .known = TRUE},
      {.what = IMPORT_TOPIC, .text = fixture_say(f, "Mirrors in Asia"), .line = 3},
      {.what = IMPORT_LINE,
       .kind = SAID_ACTION,
       .text = fixture_say(f, "ask the university"),
       .owner = fixture_say(f, "zorro"),
       .topic = fixture_say(f, "Mirrors in Asia"),
       .due = FIXTURE_NOW,
       .line = 5},
  };
  shown_fill(f, &shown);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    g_ptr_array_add(shown.rows, &rows[i]);
  as_chair(f, "/virt/meetings/2014-04-15/import");
  WebImportView view = {
      .sheet = &shown.view, .text = fixture_say(f, "Meeting started"), .rows = shown.rows};
  web_page_import(out, &view);
}
