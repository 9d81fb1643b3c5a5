/* Meeting records: one a day, each person and each item once, initials told by earlier minutes. */
#include "db/item.h"
#include "db/member.h"
#include "db/minutes.h"
#include "tests/db/fixture.h"

static Drafts *
minutes(gint64 date, const char *style, const char *const *attendees)
{
  Drafts *drafts = drafts_new();
  drafts->minutes = g_new0(MinutesDraft, 1);
  drafts->minutes->date = date;
  drafts->minutes->title = g_strdup("Minutes");
  drafts->minutes->style = style;
  drafts->minutes->attendees = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; attendees[i] != NULL; i++)
    g_ptr_array_add(drafts->minutes->attendees, g_strdup(attendees[i]));
  return drafts;
}

static void
add_link(Drafts *drafts, const char *key)
{
  LinkDraft *draft = g_new0(LinkDraft, 1);
  draft->kind = LINK_BUG;
  draft->value = g_strdup(key);
  draft->key = g_strdup(key);
  draft->line = 1;
  draft->item = -1;
  g_ptr_array_add(drafts->links, draft);
}

/* The bot's mail, the wiki's copy of the same meeting, and a meeting a week later. */
static void
store_three(Fixture *f)
{
  g_autoptr(Drafts) bot =
      minutes(FIXTURE_NOW, "meetbot", (const char *[]){"Kim Berg", "lars", NULL});
  fixture_item(bot, ITEM_TOPIC, "Release of the spring images", 1);
  fixture_item(bot, ITEM_ACTION, "provide the two build hosts in the lab", 2);
  fixture_item(bot, ITEM_DECISION, "the freeze starts on Monday", 3);
  add_link(bot, "bug:bugs.example.org/7");
  add_link(bot, "bug:bugs.example.org/8");
  g_autoptr(Drafts) wiki =
      minutes(FIXTURE_NOW + 3600, "wiki", (const char *[]){"Kim Berg (KB)", "Gil Dorn (GD)", NULL});
  fixture_item(wiki, ITEM_ACTION, "order new disks for the mirror", 1);
  add_link(wiki, "bug:bugs.example.org/7");
  g_autoptr(Drafts) later =
      minutes(FIXTURE_NOW + 7 * 86400, "wiki", (const char *[]){"Kai Bold (KB)", NULL});
  fixture_item(later, ITEM_TOPIC, "Something else altogether", 1);
  const TestMail mails[] = {
      {.id = "bot",
       .drafts = bot,
       .body = "* Release of the spring images\n* provide the two build"
               " hosts in the lab\n* the freeze starts on Monday"},
      {.id = "wiki", .date = 7200, .drafts = wiki, .body = "* order new disks for the mirror"},
      {.id = "later", .date = 7 * 86400, .drafts = later, .body = "* Something else altogether"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
}

static void
test_list(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  store_three(f);
  g_autoptr(Group) virt = db_group_get(f->db, "virt", &error);
  g_autoptr(GPtrArray) all = db_minutes_list(f->db, virt, 0, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(all->len, ==, 2);
  const MinutesRecord *newest = all->pdata[0], *first = all->pdata[1];
  g_assert_cmpint(newest->date, ==, FIXTURE_NOW + 7 * 86400);
  g_assert_cmpint(first->date, ==, FIXTURE_NOW);
  g_assert_cmpuint(first->mails->len, ==, 2);
  g_assert_cmpstr(((MinutesMail *)first->mails->pdata[0])->message_id, ==, "bot");
  g_assert_cmpuint(first->n[ITEM_TOPIC], ==, 1);
  g_assert_cmpuint(first->n[ITEM_ACTION], ==, 2);
  g_assert_cmpuint(first->n[ITEM_DECISION], ==, 1);
  g_assert_null(first->entries);
  g_autoptr(GPtrArray) some =
      db_minutes_list(f->db, virt, FIXTURE_NOW + 1, FIXTURE_NOW + 86400, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(some->len, ==, 1); /* the wiki's copy names an hour of the day */
  g_autoptr(GPtrArray) none = db_minutes_list(f->db, virt, FIXTURE_NOW + 30 * 86400, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(none->len, ==, 0);
}

static void
test_record(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  store_three(f);
  g_autoptr(Group) virt = db_group_get(f->db, "virt", &error);
  g_autoptr(MinutesRecord) record = db_minutes_get(f->db, virt, FIXTURE_NOW + 5 * 3600, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(record->attendees->len, ==, 3);
  const Attendee *kim = record->attendees->pdata[0];
  g_assert_cmpstr(kim->name, ==, "Kim Berg");
  g_assert_cmpstr(kim->initials, ==, "KB");
  g_assert_cmpuint(record->entries->len, ==, 4);
  const MinutesEntry *action = record->entries->pdata[1];
  g_assert_cmpint(action->kind, ==, ITEM_ACTION);
  g_assert_cmpstr(action->title, ==, "provide the two build hosts in the lab");
  g_assert_cmpint(action->item->number, ==, 2);
  g_assert_cmpstr(action->said->message_id, ==, "bot");
  g_assert_cmpuint(action->said->lines.first, ==, 2);
  g_assert_cmpuint(record->n[ITEM_ACTION], ==, 2);
  g_assert_cmpuint(record->links->len, ==, 2);
  MinutesRecord *none = db_minutes_get(f->db, virt, FIXTURE_NOW + 86400, &error);
  g_assert_null(none);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

static char *
person_of(Fixture *f, const char *owner, gint64 day)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Drafts) drafts = drafts_new();
  g_autofree char *id = g_strdup_printf("owned-%x-%d.", g_str_hash(owner), (int)day);
  fixture_item(drafts, ITEM_ACTION, id, 1);
  ((ItemDraft *)drafts->items->pdata[0])->owner = g_strdup(owner);
  const TestMail mail = {.id = id, .date = day * 86400 + 3600, .drafts = drafts, .body = id};
  fixture_store(f->db, f->group, &mail, 1);
  const ItemQuery query = {.text = id};
  g_autoptr(GPtrArray) items = db_item_list(f->db, f->group, &query, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(items->len, ==, 1);
  const Item *item = items->pdata[0];
  g_autoptr(Item) whole = db_item_get(f->db, f->group, item->number, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(whole->owner, ==, owner);
  g_assert_cmpstr(whole->owner_person, ==, item->owner_person);
  return g_strdup(item->owner_person);
}

/* An action of later mail is owned by the person whom earlier minutes, or the roster, know by that
 * name. */
static void
test_owners(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  static const struct {
    const char *owner, *person;
    gint64 day;
  } rows[] = {
      {"KB", "Kim Berg", 3},
      {"KB", "Kai Bold", 9},
      {"kb", NULL, 9},
      {"KB and GD", "Kai Bold, Gil Dorn", 9},
      {"Gil / ZZ", "Gil Dorn, ZZ", 9},
      {"KB", NULL, -5},
      {"RM", "Rosa Mint", 3},
      {"rosam", "Rosa Mint", 3},
      {"author", NULL, 3},
  };
  g_autoptr(GError) error = NULL;
  store_three(f);
  g_autoptr(Member) rosa = g_new0(Member, 1);
  rosa->name = g_strdup("Rosa Mint");
  rosa->initials = g_strdup("RM");
  rosa->nick = g_strdup("rosam");
  rosa->role = ROLE_MEMBER;
  rosa->since = FIXTURE_NOW;
  rosa->addresses = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(rosa->addresses, g_strdup("rosa@example.org"));
  g_assert_true(db_begin(f->db, &error) &&
                db_member_set(f->db, f->group, rosa, "Ann", FIXTURE_NOW, &error) &&
                db_commit(f->db, &error));
  g_assert_no_error(error);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *person = person_of(f, rows[i].owner, rows[i].day);
    g_test_message("%s on day %d", rows[i].owner, (int)rows[i].day);
    g_assert_cmpstr(person, ==, rows[i].person);
  }
}

/* Asked for by name, those written with initials are found, and only those that meant this person
 * then. */
static void
test_owner_filter(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  store_three(f);
  g_free(person_of(f, "KB", 3));
  g_free(person_of(f, "KB", 9));
  g_free(person_of(f, "GD and KB", 9));
  static const struct {
    const char *owner;
    guint n;
  } rows[] = {{"kim berg", 1}, {"Kai Bold", 2}, {"Gil Dorn", 1}, {"KB", 2}, {"nobody", 0}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    const ItemQuery query = {.owner = rows[i].owner};
    g_autoptr(GPtrArray) items = db_item_list(f->db, f->group, &query, &error);
    g_assert_no_error(error);
    g_test_message("%s", rows[i].owner);
    g_assert_cmpuint(items->len, ==, rows[i].n);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/db/minutes/list", test_list);
  FIXTURE_TEST("/db/minutes/record", test_record);
  FIXTURE_TEST("/db/minutes/owners", test_owners);
  FIXTURE_TEST("/db/minutes/owner-filter", test_owner_filter);
  return g_test_run();
}
