/* The views of the fixture: one printing function a page. */
#include "fixture.h"
#include "web/views-choice.h"
#include "web/views-vote.h"

static void
print_groups(WebOut *out, Fixture *f)
{
  g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(WebGroupRow));
  WebGroupRow row = {.group = &f->group,
                     .counts = {1234, 210, 57, 12, 88, FIXTURE_DATE, FIXTURE_NOW},
                     .next = f->group.next_meeting};
  g_array_append_val(rows, row);
  WebPage page = f->page;
  page.group = NULL;
  page.path = "/";
  WebGroupsView view = {&page, rows};
  web_page_groups(out, &view);
}

static void
print_overview(WebOut *out, Fixture *f)
{
  g_autoptr(GPtrArray) open = g_ptr_array_new();
  g_ptr_array_add(open, g_ptr_array_index(f->items, 10));
  g_autoptr(Meeting) next = fixture_meeting(f, "2014-04-22", FIXTURE_DATE + 7 * FIXTURE_DAY);
  WebOverviewView view = {
      &f->page,   {19998, 2100, 57, 12, 388, FIXTURE_DATE - 900 * FIXTURE_DAY, FIXTURE_NOW},
      &f->agenda, next,
      open,       f->items,
      f->threads, NULL,
      NULL};
  web_page_overview(out, &view);
}

static void
print_agenda(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/agenda";
  WebAgendaView view = {&f->page, &f->agenda};
  web_page_agenda(out, &view);
}

static WebFilter *
filter(Fixture *f, const char *label, const char *query, gboolean current, guint count)
{
  WebFilter *filter = fixture_keep(f, g_new0(WebFilter, 1));
  *filter = (WebFilter){fixture_say(f, label), fixture_say(f, query), current, count};
  return filter;
}

static void
print_items(WebOut *out, Fixture *f)
{
  g_autoptr(GPtrArray) kinds = g_ptr_array_new(), states = g_ptr_array_new();
  g_autoptr(GPtrArray) orders = g_ptr_array_new();
  g_ptr_array_add(kinds, filter(f, "all", "?", TRUE, 57));
  g_ptr_array_add(kinds, filter(f, "topic", "?kind=topic", FALSE, 20));
  g_ptr_array_add(kinds, filter(f, "backlog", "?kind=backlog", FALSE, 17));
  g_ptr_array_add(kinds, filter(f, "action", "?kind=action", FALSE, 5));
  g_ptr_array_add(states, filter(f, "all", "?", TRUE, 57));
  g_ptr_array_add(states, filter(f, "new", "?state=new", FALSE, 31));
  g_ptr_array_add(states, filter(f, "open", "?state=open", FALSE, 12));
  g_ptr_array_add(orders, filter(f, "newest", "?", TRUE, 0));
  g_ptr_array_add(orders, filter(f, "weight", "?order=weight", FALSE, 0));
  f->page.path = "/virt/backlog";
  WebItemsView view = {.page = &f->page,
                       .title = fixture_say(f, "Backlog"),
                       .items = f->items,
                       .kind_filters = kinds,
                       .state_filters = states,
                       .orders = orders,
                       .total = 57,
                       .limit = 50,
                       .next_query = fixture_say(f, "?offset=50")};
  web_page_items(out, &view);
}

static void
print_item(WebOut *out, Fixture *f)
{
  g_autoptr(GPtrArray) audit = g_ptr_array_new();
  AuditEntry entry = {FIXTURE_NOW, fixture_say(f, "Lars"), fixture_say(f, "changed the state"),
                      NULL,        fixture_say(f, "new"),  fixture_say(f, "done")};
  g_ptr_array_add(audit, &entry);
  f->page.path = "/virt/items/10";
  WebItemView view = {.page = &f->page,
                      .item = g_ptr_array_index(f->items, 9),
                      .rule_looks_at =
                          fixture_say(f, "bullet under a heading that says backlog, roadmap, plan"),
                      .audit = audit};
  web_page_item(out, &view);
}

/* The same list and item for a chair, who has just changed something. */
static void
make_chair(Fixture *f)
{
  f->page.signed_in = f->page.chair = TRUE;
  f->page.user = fixture_say(f, "Lars");
  f->page.csrf = fixture_say(f, "token");
}

static void
print_triage(WebOut *out, Fixture *f)
{
  make_chair(f);
  f->page.path = "/virt/backlog";
  WebItemsView view = {.page = &f->page,
                       .title = fixture_say(f, "Backlog"),
                       .items = f->items,
                       .total = f->items->len,
                       .here = fixture_say(f, "/virt/backlog?state=new"),
                       .undo = fixture_say(f, "#3, #7"),
                       .owner = fixture_say(f, "KB")};
  web_page_items(out, &view);
}

static void
print_triage_item(WebOut *out, Fixture *f)
{
  g_autoptr(GPtrArray) children = g_ptr_array_new();
  g_ptr_array_add(children, g_ptr_array_index(f->items, 7));
  make_chair(f);
  f->page.path = "/virt/items/7";
  WebItemView view = {.page = &f->page,
                      .item = g_ptr_array_index(f->items, 6),
                      .parent = g_ptr_array_index(f->items, 0),
                      .children = children};
  web_page_item(out, &view);
}

static void
print_sign_in(WebOut *out, Fixture *f)
{
  f->page.group = NULL;
  f->page.path = "/sign-in";
  WebSignInView view = {.page = &f->page, .token = fixture_say(f, "0123456789abcdef")};
  web_page_sign_in(out, &view);
}

static void
print_archive(WebOut *out, Fixture *f)
{
  g_autoptr(GArray) months = g_array_new(FALSE, TRUE, sizeof(MonthCount));
  for (gint16 year = 2014; year >= 2011; year--) {
    for (guint8 month = year == 2014 ? 4 : 12; month >= 1; month--) {
      MonthCount count = {year, month, (guint)(year - 2010) * 40 + month * 13, 20, month};
      if (month != 8)
        g_array_append_val(months, count);
    }
  }
  f->page.path = "/virt/archive/";
  WebArchiveView view = {.page = &f->page,
                         .months = months,
                         .threads = f->threads,
                         .year = 2014,
                         .month = 4,
                         .next_query = fixture_say(f, "?month=2014-04&offset=50"),
                         .total = 120};
  web_page_archive(out, &view);
}

static void
print_message(WebOut *out, Fixture *f)
{
  g_autoptr(GArray) parts = g_array_new(FALSE, TRUE, sizeof(WebPart));
  WebPart part = {fixture_say(f, "notes.pdf"), fixture_say(f, "application/pdf"), 123456, NULL, 2};
  WebPart scrubbed = {fixture_say(f, "old.diff"), fixture_say(f, "text/x-patch"), 812,
                      fixture_say(f, "http://lists.example.org/att/1"), 3};
  g_array_append_val(parts, part);
  g_array_append_val(parts, scrubbed);
  g_autoptr(GPtrArray) to = g_ptr_array_new();
  g_ptr_array_add(to, fixture_person(f, NULL, "virt@lists.example.org"));
  g_ptr_array_add(to, fixture_person(f, "Johnny H", "johnny@example.org"));
  WebMail *mail = g_ptr_array_index(f->mails, 0);
  const WebMail *answer = g_ptr_array_index(f->mails, 1);
  mail->to = mail->cc = to;
  mail->parts = parts;
  mail->headers = fixture_say(f, "From: George Dunning <george.d@example.org>\nSubject: Roadmap\n");
  f->page.path = "/virt/archive/roadmap@list.example/";
  WebMessageView view = {.page = &f->page, .mail = mail, .neighbours.n_in_thread = 3};
  view.neighbours.thread_next = (Message *)answer->message;
  view.neighbours.older = (Message *)answer->message;
  web_page_message(out, &view);
  mail->to = mail->cc = NULL;
  mail->parts = NULL;
}

static void
print_answer(WebOut *out, Fixture *f)
{
  WebMail *mail = g_ptr_array_index(f->mails, 1);
  f->page.path = "/virt/archive/answer@list.example/";
  WebMessageView view = {.page = &f->page, .mail = mail, .neighbours.n_in_thread = 3};
  view.neighbours.parent = (Message *)((WebMail *)g_ptr_array_index(f->mails, 0))->message;
  web_page_message(out, &view);
}

static void
print_thread(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/archive/roadmap@list.example/t/";
  WebThreadView view = {
      .page = &f->page, .thread = &f->thread, .mails = f->mails, .limit = 40, .total = 3};
  web_page_thread(out, &view);
}

static SearchHit *
hit(Fixture *f, guint mail, const char *snippet)
{
  SearchHit *hit = fixture_keep(f, g_new0(SearchHit, 1));
  hit->message = (Message *)((WebMail *)g_ptr_array_index(f->mails, mail))->message;
  hit->group = fixture_keep(f, g_strdup("virt"));
  hit->snippet = fixture_say(f, snippet);
  return hit;
}

static void
print_search(WebOut *out, Fixture *f)
{
  g_autoptr(GPtrArray) hits = g_ptr_array_new();
  g_ptr_array_add(
      hits,
      hit(f, 0, "… before next week's \001meeting\002. It is an invitation, mail x@example.org …"));
  g_ptr_array_add(hits, hit(f, 1, "… for the \001meeting\002 of other SIGs …"));
  /* A subject that has the hit is marked, not said twice. */
  SearchHit *titled = hit(f, 2, "Notes of the \001meeting\002 & \"more\"");
  Message copy = *titled->message;
  copy.subject = fixture_say(f, "Notes of the meeting & \"more\"");
  titled->message = &copy;
  g_ptr_array_add(hits, titled);
  g_autoptr(GArray) years = g_array_new(FALSE, TRUE, sizeof(Facet));
  g_autoptr(GArray) people = g_array_new(FALSE, TRUE, sizeof(Facet));
  Facet facets[] = {{fixture_say(f, "2014"), 40}, {fixture_say(f, "2013"), 12}};
  Facet names[] = {{fixture_say(f, "George Dunning"), 30}, {fixture_say(f, "Karan Bir"), 9}};
  g_array_append_vals(years, facets, 2);
  g_array_append_vals(people, names, 2);
  g_autoptr(GArray) holds = g_array_new(FALSE, TRUE, sizeof(Facet));
  Facet held = {fixture_say(f, "bug"), 4};
  g_array_append_val(holds, held);
  SearchResult result = {
      .holds = holds, .hits = hits, .total = 52, .years = years, .people = people, .next = 99};
  f->page.path = "/virt/archive/";
  f->page.query = fixture_say(f, "meeting");
  WebSearchView view = {.page = &f->page,
                        .result = &result,
                        .words = fixture_say(f, "mails with “meeting”"),
                        .next_query = fixture_say(f, "?q=meeting&after=99")};
  web_page_search(out, &view);
  f->page.query = NULL;
}

static void
print_fault(WebOut *out, Fixture *f)
{
  f->page.query = fixture_say(f, "subject:(roadmap OR");
  WebSearchView view = {
      .page = &f->page, .fault = fixture_say(f, "a word is missing after OR"), .fault_at = 19};
  web_page_search(out, &view);
  f->page.query = NULL;
}

static void
print_refs(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/refs/bug/6893";
  g_autoptr(GPtrArray) citations = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < MIN(f->links->len, f->messages->len); i++) {
    WebCitation citation = {(char *)(guintptr) "virt", f->links->pdata[i], f->messages->pdata[i]};
    g_ptr_array_add(citations, g_memdup2(&citation, sizeof citation));
  }
  WebRefsView view = {
      .page = &f->page, .kind = LINK_BUG, .value = fixture_say(f, "6893"), .citations = citations};
  web_page_refs(out, &view);
}

static void
print_choice(WebOut *out, Fixture *f)
{
  f->page.path = "/pipermail/virt/2014-April/003456.html";
  WebChoiceView view = {.page = &f->page,
                        .asked = fixture_say(f, "number 003456 of 2014-April"),
                        .why = fixture_say(f, "This number was never read here."),
                        .messages = f->messages,
                        .likely = 1,
                        .more_path = "/virt/archive/?month=2014-04",
                        .more_label = fixture_say(f, "All threads of this month")};
  web_page_choice(out, &view);
}

static void
print_votes(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/votes/";
  WebBallotsView view = {.page = &f->page, .votes = f->votes};
  web_page_ballots(out, &view);
}

static void
print_error(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/nowhere";
  WebErrorView view = {&f->page, 404, fixture_say(f, "No such page"),
                       fixture_say(f, "there is no item 4711 in virt"),
                       fixture_say(f, "It may have been merged into another one.")};
  web_page_error(out, &view);
}

/* Everything empty: what a new group shows. */
static void
print_empty(WebOut *out, Fixture *f)
{
  Agenda nothing = {.entries = NULL};
  WebOverviewView overview = {.page = &f->page, .agenda = &nothing};
  WebArchiveView archive = {.page = &f->page};
  f->page.path = "/virt/";
  web_page_overview(out, &overview);
  f->page.path = "/virt/archive/";
  web_page_archive(out, &archive);
}

static void
print_empty_agenda(WebOut *out, Fixture *f)
{
  Agenda nothing = {.entries = NULL};
  WebAgendaView view = {&f->page, &nothing};
  f->page.path = "/virt/agenda";
  web_page_agenda(out, &view);
}

const FixturePage *
fixture_pages(guint *n)
{
  static const FixturePage pages[] = {
      {"groups", print_groups},
      {"overview", print_overview},
      {"agenda", print_agenda},
      {"items", print_items},
      {"item", print_item},
      {"archive", print_archive},
      {"message", print_message},
      {"answer", print_answer},
      {"thread", print_thread},
      {"search", print_search},
      {"fault", print_fault},
      {"refs", print_refs},
      {"votes", print_votes},
      {"ballot", fixture_print_ballot},
      {"ballot-closed", fixture_print_closed_ballot},
      {"error", print_error},
      {"empty", print_empty},
      {"empty-agenda", print_empty_agenda},
      {"triage", print_triage},
      {"triage-item", print_triage_item},
      {"sign-in", print_sign_in},
      {"outbox", fixture_print_outbox},
      {"draft", fixture_print_draft},
      {"failed-mail", fixture_print_failed_mail},
      {"operator", fixture_print_operator},
      {"decisions", fixture_print_decisions},
      {"actions", fixture_print_actions},
      {"attendance", fixture_print_attendance},
      {"report", fixture_print_report},
      {"meetings", fixture_print_meetings},
      {"meeting", fixture_print_meeting},
      {"meeting-old", fixture_print_old_meeting},
      {"sheet", fixture_print_sheet},
      {"sheet-edit", fixture_print_sheet_edit},
      {"live", fixture_print_live},
      {"live-chair", fixture_print_live_chair},
      {"minutes", fixture_print_minutes},
      {"minutes-chair", fixture_print_minutes_chair},
      {"import", fixture_print_import},
      {"choice", print_choice},
  };
  *n = G_N_ELEMENTS(pages);
  return pages;
}
