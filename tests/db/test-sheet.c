/* A meeting's sheet: the agenda as the chair edits it, and what is written down while it runs. */
#include <string.h>

#include "db/agenda.h"
#include "db/engine.h"
#include "db/member.h"
#include "db/live.h"
#include "tests/db/fixture.h"

#define DAY ((gint64)86400)

/* A meeting of the fixture's group so many days after FIXTURE_NOW. */
static SheetAct
meeting_on(Fixture *f, gint64 day)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;
  g_assert_true(db_begin(f->db, &error));
  g_autoptr(Stmt) stmt = engine_prepare(
      f->db,
      "INSERT INTO meeting (group_id, start, duration, uid, changed) VALUES ($1, $2, 60, 'u', 0)"
      " RETURNING id",
      &error);
  stmt_bind_int(stmt, 1, f->group);
  stmt_bind_int(stmt, 2, FIXTURE_NOW + day * DAY);
  g_assert_true(stmt_step(stmt, &error));
  id = stmt_int(stmt, 0);
  stmt_done(g_steal_pointer(&stmt));
  g_assert_true(db_commit(f->db, &error));
  g_assert_no_error(error);
  return (SheetAct){f->db, f->group, id, "2014-04-20", "ann", FIXTURE_NOW + day * DAY};
}

static Sheet *
sheet_of(const SheetAct *act)
{
  g_autoptr(GError) error = NULL;
  Sheet *sheet = db_sheet_get(act->db, act->group, act->meeting, &error);
  g_assert_no_error(error);
  return sheet;
}

static gint64
add(const SheetAct *act, const char *title, guint minutes)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;
  NewEntry entry = {.title = title, .minutes = minutes, .state = ENTRY_TAKEN};
  gboolean done = db_sheet_add(act, -1, &entry, &id, &error);
  g_assert_no_error(error);
  g_assert_true(done);
  return id;
}

/* The taken titles in order, parted by "|". */
static void
assert_order(const SheetAct *act, const char *wanted)
{
  g_autoptr(Sheet) sheet = sheet_of(act);
  g_autoptr(GString) titles = g_string_new(NULL);
  for (guint n = 0; sheet_entry_nth(sheet, ENTRY_TAKEN, n) != NULL; n++) {
    const SheetEntry *entry = sheet_entry_nth(sheet, ENTRY_TAKEN, n);
    g_assert_cmpuint(entry->position, ==, n + 1);
    g_string_append_printf(titles, "%s%s", n > 0 ? "|" : "", entry->title);
  }
  g_assert_cmpstr(titles->str, ==, wanted);
}

#define assert_done(call)                                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr(GError) fault = NULL;                                                                \
    gboolean done_ = (call);                                                                       \
    g_assert_no_error(fault);                                                                      \
    g_assert_true(done_);                                                                          \
  }                                                                                                \
  G_STMT_END
#define assert_fails(call, code)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr(GError) fault = NULL;                                                                \
    gboolean done_ = (call);                                                                       \
    g_assert_false(done_);                                                                         \
    g_assert_error(fault, DOCKET_ERROR, code);                                                     \
  }                                                                                                \
  G_STMT_END

static void
test_entries_move_park_and_go_without_gaps(Fixture *f, gconstpointer data)
{
  (void)data;
  SheetAct act = meeting_on(f, 5);
  add(&act, "a", 5);
  gint64 b = add(&act, "b", 10), c = add(&act, "c", 0), d = add(&act, "d", 20);
  assert_order(&act, "a|b|c|d");
  assert_done(db_sheet_move(&act, -1, d, 1, &fault));
  assert_order(&act, "d|a|b|c");
  assert_done(db_sheet_move(&act, -1, d, 3, &fault));
  assert_order(&act, "a|b|d|c");
  assert_done(db_sheet_move(&act, -1, b, 99, &fault));
  assert_order(&act, "a|d|c|b");
  assert_done(db_sheet_set_entry_state(&act, -1, d, ENTRY_PARKED, &fault));
  assert_done(db_sheet_set_entry_state(&act, -1, c, ENTRY_REMOVED, &fault));
  assert_order(&act, "a|b");
  assert_fails(db_sheet_move(&act, -1, d, 1, &fault), DOCKET_ERROR_INVALID);
  g_autoptr(Sheet) sheet = sheet_of(&act);
  g_assert_cmpuint(sheet_minutes(sheet), ==, 15);
  g_assert_cmpuint(sheet_entries_count(sheet, ENTRY_PARKED), ==, 1);
  assert_done(db_sheet_set_entry_state(&act, -1, d, ENTRY_TAKEN, &fault));
  assert_order(&act, "a|b|d");
}

static void
test_a_stale_write_is_refused_and_changes_nothing(Fixture *f, gconstpointer data)
{
  (void)data;
  SheetAct act = meeting_on(f, 5);
  gint64 a = add(&act, "a", 5);
  add(&act, "b", 5);
  g_autoptr(Sheet) seen = sheet_of(&act);
  EntryChange mine = {.title = "mine", .minutes = 30};
  assert_done(db_sheet_set(&act, seen->version, a, &(EntryChange){.notes = "theirs", .minutes = -1},
                           &fault));
  assert_fails(db_sheet_set(&act, seen->version, a, &mine, &fault), DOCKET_ERROR_CONFLICT);
  assert_fails(db_sheet_move(&act, seen->version, a, 2, &fault), DOCKET_ERROR_CONFLICT);
  assert_fails(db_sheet_add(&act, seen->version, &(NewEntry){.title = "c", .state = ENTRY_TAKEN},
                            NULL, &fault),
               DOCKET_ERROR_CONFLICT);
  assert_fails(db_sheet_set_why(&act, seen->version, a, "mine", &fault), DOCKET_ERROR_CONFLICT);
  assert_fails(db_sheet_publish(&act, seen->version, &fault), DOCKET_ERROR_CONFLICT);
  assert_order(&act, "a|b");
  g_autoptr(Sheet) now = sheet_of(&act);
  g_assert_cmpstr(sheet_entry(now, a)->notes, ==, "theirs");
  g_assert_cmpstr(sheet_entry(now, a)->why, ==, NULL);
  g_assert_cmpuint(sheet_entry(now, a)->minutes, ==, 5);
  assert_done(db_sheet_set(&act, now->version, a, &mine, &fault));
  assert_order(&act, "mine|b");
}

static void
test_what_cannot_be_an_entry_names_its_field(Fixture *f, gconstpointer data)
{
  (void)data;
  SheetAct act = meeting_on(f, 5);
  g_autofree char *long_title = g_strnfill(SHEET_TITLE_MAX + 1, 'x');
  const NewEntry bad[] = {
      {.title = "", .state = ENTRY_TAKEN},
      {.title = " \t ", .state = ENTRY_TAKEN},
      {.title = long_title, .state = ENTRY_TAKEN},
      {.title = "two\nlines", .state = ENTRY_TAKEN},
      {.title = "\xff", .state = ENTRY_TAKEN},
      {.title = "x", .presenter = "\033[2J", .state = ENTRY_TAKEN},
      {.title = "x", .minutes = SHEET_MINUTES_MAX + 1, .state = ENTRY_TAKEN},
  };
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
    assert_fails(db_sheet_add(&act, -1, &bad[i], NULL, &fault), DOCKET_ERROR_INVALID);
  assert_fails(db_sheet_add(&act, -1, &(NewEntry){.item = 77, .state = ENTRY_TAKEN}, NULL, &fault),
               DOCKET_ERROR_NOT_FOUND);
  assert_fails(db_sheet_move(&act, -1, 12345, 1, &fault), DOCKET_ERROR_NOT_FOUND);
  assert_order(&act, "");
}

static void
store_items(Fixture *f)
{
  g_autoptr(Drafts) drafts = drafts_new();
  fixture_item(drafts, ITEM_BACKLOG, "Package the toolstack", 1);
  fixture_item(drafts, ITEM_PROPOSAL, "Drop the old kernel", 2);
  TestMail mail = {
      .id = "road", .drafts = drafts, .body = "* Package the toolstack\n* Drop the old kernel"};
  fixture_store(f->db, f->group, &mail, 1);
}

static ItemState
state_of(Fixture *f, gint64 number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Item) item = db_item_get(f->db, f->group, number, &error);
  g_assert_no_error(error);
  return item->state;
}

static void
test_items_follow_what_becomes_of_their_entries(Fixture *f, gconstpointer data)
{
  (void)data;
  store_items(f);
  SheetAct act = meeting_on(f, 5);
  gint64 first = 0, second = 0;
  assert_done(db_sheet_add(&act, -1, &(NewEntry){.item = 1, .state = ENTRY_TAKEN}, &first, &fault));
  assert_done(
      db_sheet_add(&act, -1, &(NewEntry){.item = 2, .state = ENTRY_TAKEN}, &second, &fault));
  assert_fails(db_sheet_add(&act, -1, &(NewEntry){.item = 2, .state = ENTRY_TAKEN}, NULL, &fault),
               DOCKET_ERROR_CONFLICT);
  assert_order(&act, "Package the toolstack|Drop the old kernel");
  g_assert_cmpint(state_of(f, 1), ==, STATE_SCHEDULED);
  assert_done(db_live_start(&act, &fault));
  assert_done(db_live_outcome(&act, first, BECAME_DONE, NULL, &fault));
  assert_done(db_live_outcome(&act, second, BECAME_DROPPED, "too old", &fault));
  g_assert_cmpint(state_of(f, 1), ==, STATE_DONE);
  g_assert_cmpint(state_of(f, 2), ==, STATE_DECLINED);
  assert_done(db_live_outcome(&act, second, BECAME_DEFERRED, "no time", &fault));
  g_assert_cmpint(state_of(f, 2), ==, STATE_DEFERRED);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) trail = db_audit_list(f->db, f->group, 2, 1, &error);
  g_assert_cmpstr(((AuditEntry *)trail->pdata[0])->who, ==, "ann (meeting 2014-04-20)");
  /* A later draft says from where it was carried over. */
  g_autoptr(GPtrArray) items =
      db_item_list(f->db, f->group, &(ItemQuery){.order = ITEM_BY_MAIL}, &error);
  assert_done(db_left_over_mark(f->db, f->group, FIXTURE_NOW + 12 * DAY, items, &fault));
  const Item *deferred = items->pdata[1];
  g_assert_cmpint(deferred->carried_from, ==, FIXTURE_NOW + 5 * DAY);
  g_assert_cmpstr(deferred->carried_why, ==, "no time");
}

static gint64
say(const SheetAct *act, SaidKind kind, const char *text, const char *owner, const char *token)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;
  SheetLine line = {
      .kind = kind, .text = (char *)text, .owner = (char *)owner, .token = (char *)token};
  gboolean done = db_live_say(act, &line, &id, &error);
  g_assert_no_error(error);
  g_assert_true(done);
  return id;
}

static void
add_member(Fixture *f, const char *name, const char *initials, const char *address)
{
  g_autoptr(Member) member = g_new0(Member, 1);
  member->name = g_strdup(name);
  member->initials = g_strdup(initials);
  member->role = ROLE_MEMBER;
  member->since = 1;
  member->addresses = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(member->addresses, g_strdup(address));
  assert_done(db_begin(f->db, &fault) &&
              db_member_set(f->db, f->group, member, "test", FIXTURE_NOW, &fault) &&
              db_commit(f->db, &fault));
}

static void
test_a_line_is_stored_once_with_its_entry_and_owner(Fixture *f, gconstpointer data)
{
  (void)data;
  add_member(f, "Kofi Addo", "KA", "kofi@example.org");
  SheetAct act = meeting_on(f, 5);
  gint64 a = add(&act, "a", 5), b = add(&act, "b", 5);
  assert_fails(db_live_go_to(&act, a, &fault), DOCKET_ERROR_CONFLICT);
  assert_done(db_live_start(&act, &fault));
  assert_fails(db_live_start(&act, &fault), DOCKET_ERROR_CONFLICT);
  gint64 early = say(&act, SAID_NOTE, "before the first", NULL, NULL);
  assert_done(db_live_go_to(&act, a, &fault));
  gint64 action = say(&act, SAID_ACTION, "write it down", "ka", "token-1");
  g_assert_cmpint(say(&act, SAID_ACTION, "write it down", "ka", "token-1"), ==, action);
  act.now += 90;
  assert_done(db_live_go_to(&act, b, &fault));
  gint64 unknown = say(&act, SAID_ACTION, "find the key", "the stranger", NULL);
  act.now += 30;
  assert_done(db_live_end(&act, &fault));
  g_autoptr(Sheet) sheet = sheet_of(&act);
  g_assert_cmpuint(sheet->lines->len, ==, 3);
  const SheetLine *first = sheet->lines->pdata[0], *second = sheet->lines->pdata[1],
                  *third = sheet->lines->pdata[2];
  g_assert_cmpint(first->id, ==, early);
  g_assert_cmpint(first->entry, ==, 0);
  g_assert_cmpint(second->entry, ==, a);
  g_assert_cmpstr(second->owner, ==, "Kofi Addo");
  g_assert_true(second->owner_known);
  g_assert_cmpint(third->id, ==, unknown);
  g_assert_cmpstr(third->owner, ==, "the stranger");
  g_assert_false(third->owner_known);
  g_assert_cmpint(sheet_entry(sheet, a)->spent, ==, 90);
  g_assert_cmpint(sheet_entry(sheet, b)->spent, ==, 30);
}

static void
test_a_show_of_hands_becomes_a_decision_with_its_tally(Fixture *f, gconstpointer data)
{
  (void)data;
  SheetAct act = meeting_on(f, 5);
  gint64 a = add(&act, "a", 5);
  assert_done(db_live_start(&act, &fault));
  assert_done(db_live_go_to(&act, a, &fault));
  assert_done(db_live_vote_open(&act, 0, "Ship it?", &fault));
  assert_fails(db_live_vote_open(&act, 0, "Another?", &fault), DOCKET_ERROR_CONFLICT);
  g_autoptr(Sheet) open = sheet_of(&act);
  gint64 vote = sheet_vote_open(open)->id;
  assert_fails(db_live_vote_cast(&act, vote, "Zoe", 1, &fault), DOCKET_ERROR_CONFLICT);
  for (const char *const *name = (const char *const[]){"Zoe", "Yan", "Xu", NULL}; *name != NULL;
       name++)
    assert_done(db_live_attend(&act, *name, PERSON_PRESENT, TRUE, &fault));
  assert_done(db_live_attend(&act, "Will", PERSON_REGRETS, TRUE, &fault));
  assert_fails(db_live_vote_cast(&act, vote, "Will", 1, &fault), DOCKET_ERROR_CONFLICT);
  assert_fails(db_live_vote_cast(&act, vote, "Zoe", 2, &fault), DOCKET_ERROR_INVALID);
  assert_done(db_live_vote_cast(&act, vote, "Zoe", -1, &fault));
  assert_done(db_live_vote_cast(&act, vote, "Zoe", 1, &fault)); /* the last one counts */
  assert_done(db_live_vote_cast(&act, vote, "Yan", 1, &fault));
  assert_done(db_live_vote_cast(&act, vote, "Xu", 0, &fault));
  assert_done(db_live_vote_close(&act, vote, &fault));
  assert_fails(db_live_vote_cast(&act, vote, "Zoe", -1, &fault), DOCKET_ERROR_CONFLICT);
  g_autoptr(Sheet) sheet = sheet_of(&act);
  const SheetLine *line = sheet->lines->pdata[0];
  g_assert_cmpint(line->kind, ==, SAID_DECISION);
  g_assert_cmpstr(line->text, ==, "Ship it?");
  g_assert_true(line->voted);
  g_assert_cmpint(line->votes_for, ==, 2);
  g_assert_cmpint(line->votes_neutral, ==, 1);
  g_assert_cmpint(line->votes_against, ==, 0);
}

static void
test_the_next_draft_carries_over_what_was_left(Fixture *f, gconstpointer data)
{
  (void)data;
  SheetAct act = meeting_on(f, 5);
  gint64 done = add(&act, "done", 5), late = add(&act, "not reached", 5);
  gint64 parked = add(&act, "parked", 5);
  assert_done(db_sheet_set_entry_state(&act, -1, parked, ENTRY_PARKED, &fault));
  assert_done(db_live_start(&act, &fault));
  assert_done(db_live_go_to(&act, done, &fault));
  gint64 action = say(&act, SAID_ACTION, "write the guide", "Kofi", NULL);
  say(&act, SAID_DECISION, "we ship", NULL, NULL);
  act.now += 60;
  assert_done(db_live_end(&act, &fault));
  g_autoptr(Sheet) sheet = sheet_of(&act);
  g_assert_cmpint(sheet_entry(sheet, done)->outcome, ==, BECAME_DECIDED);
  g_assert_cmpint(sheet_entry(sheet, late)->outcome, ==, BECAME_DEFERRED);
  g_autoptr(GError) error = NULL;
  gint64 next = FIXTURE_NOW + 12 * DAY;
  g_autoptr(GPtrArray) left = db_left_over(f->db, f->group, next, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(left->len, ==, 3);
  g_autoptr(Agenda) draft = agenda_draft(left, &(AgendaOptions){.meeting = next});
  g_assert_cmpuint(draft->entries->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const AgendaEntry *entry = draft->entries->pdata[i];
    g_assert_cmpint(entry->group, ==, AGENDA_CARRIED);
    g_assert_true(g_str_has_prefix(entry->why, "carried over from 2014-04-20"));
  }
  /* Taken by the next meeting, or done, it does not come back. */
  SheetAct later = meeting_on(f, 12);
  g_autofree char *origin = g_strdup_printf("entry %" G_GINT64_FORMAT, late);
  assert_done(db_sheet_add(
      &later, -1, &(NewEntry){.title = "not reached", .origin = origin, .state = ENTRY_TAKEN}, NULL,
      &fault));
  assert_done(db_live_correct(&act, action,
                              &(LineChange){.due = -1, .strike = -1, .state = STATE_DONE}, &fault));
  g_autoptr(GPtrArray) rest = db_left_over(f->db, f->group, next, 0, &error);
  g_assert_cmpuint(rest->len, ==, 1);
  g_assert_cmpstr(((Item *)rest->pdata[0])->title, ==, "parked");
  /* Where a draft had an entry is somebody's choice, and in the dump. */
  g_autofree char *before = fixture_dump(f->db);
  assert_done(db_sheet_add(&later, -1,
                           &(NewEntry){.title = "drafted", .state = ENTRY_TAKEN, .draft_group = 7},
                           NULL, &fault));
  g_autofree char *after = fixture_dump(f->db);
  g_assert_null(strstr(before, " 7 drafted "));
  g_assert_nonnull(strstr(after, " 7 drafted "));
  g_autoptr(GPtrArray) taken = db_left_over(f->db, f->group, next, later.meeting, &error);
  g_assert_cmpuint(taken->len, ==, 2);
  g_assert_cmpstr(((Item *)taken->pdata[1])->title, ==, "not reached");
}

static void
test_minutes_are_corrected_with_history_and_approved(Fixture *f, gconstpointer data)
{
  (void)data;
  SheetAct act = meeting_on(f, 5);
  assert_fails(db_live_approve(&act, &fault), DOCKET_ERROR_CONFLICT);
  assert_done(db_live_start(&act, &fault));
  gint64 line = say(&act, SAID_DECISION, "we ship in Mai", NULL, NULL);
  gint64 wrong = say(&act, SAID_NOTE, "nobody said this", NULL, NULL);
  assert_done(db_live_end(&act, &fault));
  assert_done(db_live_keep(&act, "a wrong month", "the text as it was", &fault));
  assert_done(db_live_correct(
      &act, line, &(LineChange){.text = "we ship in May", .due = -1, .strike = -1, .state = -1},
      &fault));
  assert_done(
      db_live_correct(&act, wrong, &(LineChange){.due = -1, .strike = 1, .state = -1}, &fault));
  g_autoptr(Sheet) sheet = sheet_of(&act);
  g_assert_cmpstr(((SheetLine *)sheet->lines->pdata[0])->text, ==, "we ship in May");
  g_assert_true(((SheetLine *)sheet->lines->pdata[1])->struck);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) revisions = db_live_revisions(f->db, act.meeting, &error);
  g_assert_cmpuint(revisions->len, ==, 1);
  g_assert_cmpstr(((MinutesRevision *)revisions->pdata[0])->body, ==, "the text as it was");
  g_autoptr(GPtrArray) decisions = db_live_register(f->db, f->group, SAID_DECISION, 0, &error);
  g_assert_cmpuint(decisions->len, ==, 1);
  act.now = FIXTURE_NOW + 12 * DAY;
  assert_done(db_live_approve(&act, &fault));
  g_autoptr(Sheet) approved = sheet_of(&act);
  g_assert_cmpint(approved->approved_at, ==, FIXTURE_NOW + 12 * DAY);
}

static void
test_a_rebuild_leaves_sheets_alone(Fixture *f, gconstpointer data)
{
  (void)data;
  store_items(f);
  SheetAct act = meeting_on(f, 5);
  assert_done(db_sheet_add(&act, -1, &(NewEntry){.item = 1, .state = ENTRY_TAKEN}, NULL, &fault));
  g_autoptr(GError) error = NULL;
  g_assert_true(db_begin(f->db, &error));
  g_assert_true(db_derived_drop(f->db, f->group, &error));
  g_assert_true(db_commit(f->db, &error));
  g_autoptr(Sheet) sheet = sheet_of(&act);
  const SheetEntry *entry = sheet_entry_at(sheet, 1);
  g_assert_cmpstr(entry->title, ==, "Package the toolstack");
  g_assert_nonnull(entry->item_key);
  g_assert_cmpint(entry->item, ==, 0); /* the item is not there just now */
  assert_done(db_live_start(&act, &fault));
  assert_done(db_live_outcome(&act, entry->id, BECAME_DONE, NULL, &fault));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/sheet/entries-move-park-and-go-without-gaps",
               test_entries_move_park_and_go_without_gaps);
  FIXTURE_TEST("/sheet/a-stale-write-is-refused-and-changes-nothing",
               test_a_stale_write_is_refused_and_changes_nothing);
  FIXTURE_TEST("/sheet/what-cannot-be-an-entry-names-its-field",
               test_what_cannot_be_an_entry_names_its_field);
  FIXTURE_TEST("/sheet/items-follow-what-becomes-of-their-entries",
               test_items_follow_what_becomes_of_their_entries);
  FIXTURE_TEST("/sheet/a-line-is-stored-once-with-its-entry-and-owner",
               test_a_line_is_stored_once_with_its_entry_and_owner);
  FIXTURE_TEST("/sheet/a-show-of-hands-becomes-a-decision-with-its-tally",
               test_a_show_of_hands_becomes_a_decision_with_its_tally);
  FIXTURE_TEST("/sheet/the-next-draft-carries-over-what-was-left",
               test_the_next_draft_carries_over_what_was_left);
  FIXTURE_TEST("/sheet/minutes-are-corrected-with-history-and-approved",
               test_minutes_are_corrected_with_history_and_approved);
  FIXTURE_TEST("/sheet/a-rebuild-leaves-sheets-alone", test_a_rebuild_leaves_sheets_alone);
  return g_test_run();
}
