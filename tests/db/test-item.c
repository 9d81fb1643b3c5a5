/* Items: numbers and decisions stay, mentions gather, and nothing depends on the order in which
 * mail comes. */
#include "tests/db/fixture.h"
#include "db/agenda.h"
#include "db/identity.h"
#include "db/link.h"
#include "db/member.h"
#include "db/maintain.h"

#include <string.h>

/* A roadmap, a reply under its bullets, a vote thread, minutes that repeat an action. */
typedef struct {
  TestMail mails[6];
  Drafts *drafts[6];
} Story;

static void
add_link(Drafts *drafts, LinkKind kind, const char *value, const char *key, int item)
{
  LinkDraft *draft = g_new0(LinkDraft, 1);
  draft->kind = kind;
  draft->value = g_strdup(value);
  draft->key = g_strdup(key);
  draft->line = 2;
  draft->item = item;
  g_ptr_array_add(drafts->links, draft);
}

static void
story_init(Story *story)
{
  for (guint i = 0; i < G_N_ELEMENTS(story->drafts); i++)
    story->drafts[i] = drafts_new();
  Drafts *road = story->drafts[0];
  fixture_item(road, ITEM_BACKLOG, "Package the new toolstack", 1);
  fixture_item(road, ITEM_BACKLOG, "Live migration tests", 2);
  ((ItemDraft *)road->items->pdata[1])->parent = 0;
  add_link(road, LINK_BUG, "bz#12", "bug:bugs.centos.org/12", 1);
  add_link(road, LINK_COMMIT, "0160676BBA99", "commit:0160676bba99", -1);
  story->mails[0] = (TestMail){.id = "road",
                               .subject = "Roadmap",
                               .drafts = road,
                               .body = "* Package the new toolstack\n* Live migration tests"};
  fixture_reply(story->drafts[1], "* live migration TESTS", "done last week", 2);
  fixture_reply(story->drafts[1], "* something else", "no idea", 4);
  story->mails[1] = (TestMail){.id = "re1",
                               .refs = "road",
                               .date = 10,
                               .drafts = story->drafts[1],
                               .body = "> * Live migration\n> tests\n\n\n",
                               .from = "bob@example.org"};
  story->mails[1].body = "x\ndone last week\n\nno idea";
  fixture_item(story->drafts[2], ITEM_PROPOSAL, "Drop the old kernel", 1);
  story->mails[2] = (TestMail){.id = "vote",
                               .subject = "[VOTE] kernel",
                               .date = 20,
                               .drafts = story->drafts[2],
                               .body = "* Drop the old kernel"};
  fixture_vote(story->drafts[3], -1, NULL, 1);
  story->mails[3] = (TestMail){.id = "v1",
                               .refs = "vote",
                               .date = 30,
                               .drafts = story->drafts[3],
                               .body = "-1",
                               .from = "bob@example.org"};
  fixture_vote(story->drafts[4], 1, NULL, 1);
  story->mails[4] = (TestMail){.id = "v2",
                               .refs = "vote v1",
                               .date = 40,
                               .drafts = story->drafts[4],
                               .body = "+1",
                               .from = "bob@example.org"};
  fixture_item(story->drafts[5], ITEM_ACTION, "write the minutes", 1);
  fixture_item(story->drafts[5], ITEM_ACTION, "write the minutes", 2);
  ItemDraft *again = story->drafts[5]->items->pdata[1];
  again->repeated = TRUE;
  again->repeats = 0;
  story->mails[5] = (TestMail){.id = "min",
                               .subject = "Minutes",
                               .date = 50,
                               .drafts = story->drafts[5],
                               .body = "* write the minutes\n* write the minutes"};
}

static void
story_clear(Story *story)
{
  for (guint i = 0; i < G_N_ELEMENTS(story->drafts); i++)
    drafts_free(story->drafts[i]);
}

static GPtrArray *
list(Fixture *f, const ItemQuery *query)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *items = db_item_list(f->db, f->group, query, &error);
  g_assert_no_error(error);
  return items;
}

static void
assert_sound(Db *db)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = db_check(db, fixture_body, NULL, &error);
  g_assert_no_error(error);
  for (guint i = 0; i < findings->len; i++)
    g_test_message("%s", ((Finding *)findings->pdata[i])->what);
  g_assert_cmpuint(findings->len, ==, 0);
}

static void
test_found(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  g_autoptr(Item) tests = fixture_get_item(f, 2);
  g_assert_cmpstr(tests->title, ==, "Live migration tests");
  g_assert_cmpint(tests->parent, ==, 1);
  g_assert_cmpstr(tests->parent_title, ==, "Package the new toolstack");
  g_assert_cmpuint(tests->origin->lines.first, ==, 2);
  g_assert_cmpstr(tests->origin->quote, ==, "* Live migration tests");
  g_assert_cmpuint(tests->links->len, ==, 1);
  g_assert_cmpint(((Link *)tests->links->pdata[0])->item, ==, 2);
  g_assert_cmpuint(tests->mentions->len, ==, 1);
  const Mention *reply = tests->mentions->pdata[0];
  g_assert_cmpint(reply->kind, ==, MENTION_REPLY);
  g_assert_cmpstr(reply->quote, ==, "done last week");
  g_assert_true(reply->suggests);
  g_assert_cmpint(reply->suggestion, ==, STATE_DONE);
  g_assert_cmpint(tests->state, ==, STATE_NEW); /* a suggestion is not a change */
  g_assert_cmpint(tests->last_date, ==, FIXTURE_NOW + 10);
  g_autoptr(Item) vote = fixture_get_item(f, 3);
  g_assert_cmpint(vote->votes_for, ==, 1); /* bob's last vote */
  g_assert_cmpint(vote->votes_against, ==, 0);
  g_autoptr(Item) action = fixture_get_item(f, 4);
  g_assert_cmpuint(action->n_mentions, ==, 1);
  g_assert_cmpint(((Mention *)action->mentions->pdata[0])->kind, ==, MENTION_REPEAT);
  assert_sound(f->db);
  story_clear(&story);
}

static void
test_any_order(void)
{
  enum { N = 6 };
  Story story;
  story_init(&story);
  g_autoptr(GRand) rand = g_rand_new_with_seed(11);
  g_autofree char *first = NULL;
  for (guint round = 0; round < 40; round++) {
    Fixture f;
    fixture_set_up(&f, NULL);
    for (guint start = 0; start < N;) {
      guint len = (guint)g_rand_int_range(rand, 1, (gint)(N - start) + 1);
      fixture_store(f.db, f.group, story.mails + start, len);
      start += len;
    }
    g_autofree char *dump = fixture_dump(f.db);
    if (first == NULL)
      first = g_strdup(dump);
    g_assert_cmpstr(dump, ==, first);
    fixture_tear_down(&f, NULL);
    for (guint i = N - 1; i > 0; i--) {
      guint k = (guint)g_rand_int_range(rand, 0, (gint)i + 1);
      TestMail was = story.mails[i];
      story.mails[i] = story.mails[k];
      story.mails[k] = was;
    }
  }
  g_assert_nonnull(strstr(first, "done last week"));
  story_clear(&story);
}

static void
test_queries(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  const struct {
    ItemQuery query;
    const char *numbers;
  } rows[] = {
      {{.order = ITEM_BY_MAIL}, "1 2 3 4 "},
      {{.order = ITEM_BY_DATE}, "4 3 2 1 "},
      {{.order = ITEM_BY_TITLE}, "3 2 1 4 "},
      {{.order = ITEM_BY_WEIGHT}, "4 2 3 1 "},
      {{.order = ITEM_BY_OWNER}, "4 3 2 1 "},
      {{.by_kind = TRUE, .kinds = 1 << ITEM_BACKLOG, .order = ITEM_BY_AGE}, "1 2 "},
      {{.by_state = TRUE, .states = 1 << STATE_OPEN}, ""},
      {{.text = "MIGRATION"}, "2 "},
      {{.text = "%"}, ""},
      {{.link_key = "bug:bugs.centos.org/12"}, "2 "},
      {{.link_key = "bug:bugs.centos.org/1"}, ""},
      {{.link_key = "nonsense"}, ""},
      {{.link_key = "12"}, "2 "},
      {{.link_key = "1"}, ""},
      {{.linked = ITEM_LINKED}, "2 "},
      {{.linked = ITEM_UNLINKED, .order = ITEM_BY_AGE}, "1 3 4 "},
      {{.since = FIXTURE_NOW + 20, .until = FIXTURE_NOW + 50}, "3 "},
      {{.order = ITEM_BY_AGE, .limit = 2, .offset = 1}, "2 3 "},
      {{.with_links = TRUE, .order = ITEM_BY_MAIL, .limit = 2}, "1 2 "},
      {{.owner = "nobody"}, ""},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GPtrArray) items = list(f, &rows[i].query);
    g_autoptr(GString) numbers = g_string_new(NULL);
    for (guint k = 0; k < items->len; k++)
      g_string_append_printf(numbers, "%d ", (int)((Item *)items->pdata[k])->number);
    g_test_message("query %u", i);
    g_assert_cmpstr(numbers->str, ==, rows[i].numbers);
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(Message) re = db_message_get(f->db, f->group, "re1", 0, &error);
  const ItemQuery in_mail = {.message = re->id};
  g_autoptr(GPtrArray) there = list(f, &in_mail);
  g_assert_cmpuint(there->len, ==, 1);
  const ItemQuery in_thread = {.thread = re->thread_id};
  g_autoptr(GPtrArray) whole = list(f, &in_thread);
  g_assert_cmpuint(whole->len, ==, 2);
  story_clear(&story);
}

#define VERB(call)                                                                                 \
  do {                                                                                             \
    g_autoptr(GError) verb_error = NULL;                                                           \
    GError **e = &verb_error;                                                                      \
    gboolean verb_ok = call;                                                                       \
    g_assert_no_error(verb_error);                                                                 \
    g_assert_true(verb_ok);                                                                        \
  } while (0)

/* Drops what is derived and fills it again, as docket rebuild does. */
static void
rebuild(Fixture *f, const Story *story)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = db_begin(f->db, &error) && db_derived_drop(f->db, f->group, &error);
  g_assert_no_error(error);
  for (guint i = 0; ok && i < G_N_ELEMENTS(story->mails); i++) {
    const TestMail *t = &story->mails[i];
    g_autoptr(Message) m = db_message_get(f->db, f->group, t->id, 0, &error);
    g_assert_no_error(error);
    g_auto(GStrv) refs = t->refs != NULL ? g_strsplit(t->refs, " ", -1) : NULL;
    NewMail mail = {.message = m, .references = refs, .drafts = t->drafts};
    ok = db_message_refill(f->db, f->group, m->id, &mail, &error);
    g_assert_no_error(error);
  }
  g_assert_true(ok);
  fixture_settle(f->db, f->group);
  ok = db_text_rebuild(f->db, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
}

static void
test_rebuild_keeps_decisions(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  VERB(db_item_set_state(f->db, f->group, 1, STATE_SCHEDULED, "Ann", FIXTURE_NOW, e));
  VERB(db_item_set_title(f->db, f->group, 2, "Tests", "Ann", FIXTURE_NOW + 1, e));
  VERB(db_item_set_owner(f->db, f->group, 2, "KB", "Ann", FIXTURE_NOW + 2, e));
  VERB(db_item_merge(f->db, f->group, 4, 3, "Ann", FIXTURE_NOW + 3, e));
  VERB(db_item_set_state(f->db, f->group, 3, STATE_DECLINED, "Ann", FIXTURE_NOW + 4, e));
  g_autofree char *before = fixture_dump(f->db);
  rebuild(f, &story);
  g_autofree char *after = fixture_dump(f->db);
  g_assert_cmpstr(before, ==, after);
  assert_sound(f->db);
  g_autoptr(Item) two = fixture_get_item(f, 2);
  g_assert_cmpstr(two->title, ==, "Tests");
  g_assert_cmpstr(two->found_title, ==, "Live migration tests");
  g_assert_cmpstr(two->owner, ==, "KB");
  const ItemQuery usual = {.order = ITEM_BY_AGE};
  g_autoptr(GPtrArray) shown = list(f, &usual); /* neither the duplicate nor the dismissed */
  g_assert_cmpuint(shown->len, ==, 2);
  story_clear(&story);
}

static void
test_merge_and_split(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  g_autoptr(GError) error = NULL;
  gboolean ok = db_item_merge(f->db, f->group, 1, 1, "Ann", FIXTURE_NOW, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_clear_error(&error);
  VERB(db_item_set_state(f->db, f->group, 1, STATE_OPEN, "Ann", FIXTURE_NOW, e));
  VERB(db_item_merge(f->db, f->group, 1, 2, "Ann", FIXTURE_NOW, e));
  VERB(db_item_merge(f->db, f->group, 2, 3, "Ann", FIXTURE_NOW, e));     /* 1 goes along */
  ok = db_item_merge(f->db, f->group, 3, 1, "Ann", FIXTURE_NOW, &error); /* would be a circle */
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_clear_error(&error);
  g_autoptr(Item) three = fixture_get_item(f, 3);
  g_assert_cmpuint(three->mentions->len, ==, 3); /* both origins and the reply */
  VERB(db_item_split(f->db, f->group, 1, "Ann", FIXTURE_NOW, e));
  g_autoptr(Item) one = fixture_get_item(f, 1);
  g_assert_cmpint(one->state, ==, STATE_OPEN);
  ok = db_item_split(f->db, f->group, 1, "Ann", FIXTURE_NOW, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  assert_sound(f->db);
  story_clear(&story);
}

static void
test_trail(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  VERB(db_item_set_state(f->db, f->group, 1, STATE_DONE, "Ann", 7, e));
  VERB(db_item_set_state(f->db, f->group, 1, STATE_DONE, "Ann", 8, e)); /* nothing happens */
  VERB(db_item_set_title(f->db, f->group, 2, "new", "Bob", 9, e));
  VERB(db_item_set_title(f->db, f->group, 2, NULL, "Bob", 10, e)); /* as found again */
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) all = db_audit_list(f->db, f->group, 0, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(all->len, ==, 3);
  g_autoptr(GPtrArray) one = db_audit_list(f->db, f->group, 1, 10, &error);
  g_assert_cmpuint(one->len, ==, 1);
  const AuditEntry *entry = one->pdata[0];
  g_assert_cmpstr(entry->who, ==, "Ann");
  g_assert_cmpstr(entry->from, ==, "new");
  g_assert_cmpstr(entry->to, ==, "done");
  g_assert_cmpint(entry->at, ==, 7);
  g_autoptr(Item) two = fixture_get_item(f, 2);
  g_assert_cmpstr(two->title, ==, "Live migration tests");
  gboolean ok = db_item_set_state(f->db, f->group, 99, STATE_DONE, "Ann", 11, &error);
  g_assert_false(ok);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
  story_clear(&story);
}

/* Numbers follow the order of storing, whatever the batches, and a dropped item keeps its own. */
static void
test_numbers_stay(void)
{
  Story story;
  story_init(&story);
  g_autofree char *keys[2] = {NULL, NULL};
  for (guint way = 0; way < 2; way++) {
    Fixture f;
    fixture_set_up(&f, NULL);
    for (guint i = 0; way == 1 && i < G_N_ELEMENTS(story.mails); i++)
      fixture_store(f.db, f.group, &story.mails[i], 1);
    if (way == 0)
      fixture_store(f.db, f.group, story.mails, G_N_ELEMENTS(story.mails));
    rebuild(&f, &story);
    g_autoptr(GString) all = g_string_new(NULL);
    for (gint64 number = 1; number <= 4; number++) {
      g_autoptr(Item) item = fixture_get_item(&f, number);
      g_string_append_printf(all, "%s ", item->key);
    }
    keys[way] = g_strdup(all->str);
    fixture_tear_down(&f, NULL);
  }
  g_assert_cmpstr(keys[0], ==, keys[1]);
  g_free(keys[1]);
  keys[1] = NULL;
  story_clear(&story);
}

static void
test_links(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  const struct {
    LinkKind kind;
    const char *value;
    guint n;
  } rows[] = {
      {LINK_BUG, "12", 1},
      {LINK_BUG, "bugs.centos.org/12", 1},
      {LINK_BUG, "#12", 1},
      {LINK_BUG, "1", 0},
      {LINK_BUG, "other.org/12", 0},
      {LINK_COMMIT, "0160676", 1},
      {LINK_COMMIT, "016067", 0},
      {LINK_COMMIT, "0160676BBA", 1},
      {LINK_COMMIT, "0160676bba99aa00", 1},
      {LINK_COMMIT, "0160676bbb", 0},
      {LINK_CVE, "CVE-2014-1", 0},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) links =
        db_link_refs(f->db, f->group, rows[i].kind, rows[i].value, 10, &error);
    g_assert_no_error(error);
    g_test_message("%s", rows[i].value);
    g_assert_cmpuint(links->len, ==, rows[i].n);
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) all = db_link_list(f->db, f->group, 0, &error);
  g_assert_cmpuint(all->len, ==, 2);
  g_assert_cmpstr(((Link *)all->pdata[0])->item_title, ==, "Live migration tests");
  story_clear(&story);
}

static void
test_votes(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  fixture_vote(story.drafts[4], 1, "1a", 1);
  VoteDraft *like = story.drafts[4]->votes->pdata[1];
  like->like = TRUE;
  like->why = "quoted";
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  g_autoptr(GError) error = NULL;
  g_autoptr(Member) bob = g_new0(Member, 1);
  bob->name = g_strdup("Bob");
  bob->role = ROLE_MEMBER;
  bob->since = FIXTURE_NOW + 35;
  bob->addresses = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(bob->addresses, g_strdup("bob@example.org"));
  g_assert_true(db_begin(f->db, &error) &&
                db_member_set(f->db, f->group, bob, "test", FIXTURE_NOW, &error) &&
                db_commit(f->db, &error));
  g_autoptr(GPtrArray) votes = db_vote_list(f->db, f->group, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(votes->len, ==, 3);
  const Vote *early = votes->pdata[0], *late = votes->pdata[1], *quoted = votes->pdata[2];
  g_assert_false(early->binding); /* the roster of the day knew nobody yet */
  g_assert_true(late->binding);
  g_assert_false(early->counted);
  g_assert_nonnull(early->why);
  g_assert_true(late->counted);
  g_assert_false(quoted->counted);
  g_assert_cmpstr(quoted->why, ==, "quoted");
  g_autoptr(Message) m = db_message_get(f->db, f->group, "v1", 0, &error);
  g_autoptr(GPtrArray) mine = db_vote_list(f->db, f->group, m->id, &error);
  g_assert_cmpuint(mine->len, ==, 1);
  g_assert_false(
      ((Vote *)mine->pdata[0])->counted); /* known although the later one is in another mail */
  story_clear(&story);
}

static void
test_identity(void)
{
  g_assert_true(item_text_matches("*  Live MIGRATION\n tests", "- live migration tests"));
  g_assert_true(
      item_text_matches("live migration tests on both", "live migration tests on both hosts"));
  g_assert_false(item_text_matches("live", "live migration tests"));
  g_assert_false(item_text_matches("", "live"));
  g_assert_false(item_text_matches("* ", "- "));
  g_autofree char *a = item_key("virt", "m@x", "* do  this", 0);
  g_autofree char *b = item_key("virt", "m@x", "> * Do this", 0);
  g_autofree char *c = item_key("virt", "m@x", "* do this", 1);
  g_autofree char *d = item_key("devel", "m@x", "* do this", 0);
  g_assert_cmpstr(a, ==, b);
  g_assert_cmpstr(a, !=, c);
  g_assert_cmpstr(a, !=, d);
  g_assert_cmpuint(strlen(a), ==, 20);
}

/* Raw copies of mails whose pipermail copies were triaged: the same items, the same decisions. */
static void
test_better_keeps_decisions(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  for (guint i = 0; i < G_N_ELEMENTS(story.mails); i++)
    story.mails[i].pipermail = TRUE;
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  VERB(db_item_set_state(f->db, f->group, 2, STATE_OPEN, "Ann", FIXTURE_NOW, e));
  for (guint i = 0; i < G_N_ELEMENTS(story.mails); i++)
    story.mails[i].pipermail = FALSE;
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  g_autoptr(Item) two = fixture_get_item(f, 2);
  g_assert_cmpint(two->state, ==, STATE_OPEN);
  g_assert_cmpuint(two->mentions->len, ==, 1);
  assert_sound(f->db);
  story_clear(&story);
}

/* One item of every kind, owned or not, due or not, answered or not, in every state that a person
 * gives. */
static void
store_every_sort(Fixture *f)
{
  static const ItemState states[] = {STATE_NEW, STATE_OPEN, STATE_SCHEDULED, STATE_DEFERRED,
                                     STATE_DONE};
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < ITEM_N_KINDS * 8 * G_N_ELEMENTS(states); i++) {
    g_autoptr(Drafts) drafts = drafts_new(), answer = drafts_new();
    g_autofree char *title = g_strdup_printf("Matter %u of its own", i);
    char *id = g_strdup_printf("every-%u", i), *body = g_strdup_printf("* %s", title);
    g_ptr_array_add(kept, id);
    g_ptr_array_add(kept, body);
    fixture_item(drafts, (ItemKind)(i % ITEM_N_KINDS), title, 1);
    ItemDraft *draft = drafts->items->pdata[0];
    guint rest = i / ITEM_N_KINDS;
    draft->due = (rest & 1) != 0 ? FIXTURE_NOW + 100 : 0;
    draft->owner = (rest & 2) != 0 ? g_strdup("KB") : NULL;
    g_autofree char *reply = g_strdup_printf("re-%u", i);
    if ((rest & 4) != 0)
      fixture_reply(answer, body, "here is an answer", 2);
    const TestMail mails[] = {
        {.id = id, .subject = title, .date = 1000 + (gint64)i * 60, .drafts = drafts, .body = body},
        {.id = reply,
         .refs = id,
         .date = 1001 + (gint64)i * 60,
         .drafts = answer,
         .body = "x\nhere is an answer"}};
    fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
    g_autoptr(GPtrArray) items = list(f, &(ItemQuery){.text = title, .order = ITEM_BY_AGE});
    g_assert_cmpuint(items->len, ==, 1);
    ItemState state = states[rest / 8];
    gboolean ok =
        state == STATE_NEW || db_item_set_state(f->db, f->group, ((Item *)items->pdata[0])->number,
                                                state, "chair", FIXTURE_NOW, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
  }
}

/* A person's word on who owns it counts at once. */
static void
give_an_owner(Fixture *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = list(f, &(ItemQuery){.order = ITEM_BY_AGE});
  for (guint i = 0; i < items->len; i++) {
    const Item *item = items->pdata[i];
    if (item->owner != NULL)
      continue;
    gboolean ok =
        db_item_set_owner(f->db, f->group, item->number, "Kim Berg", "chair", FIXTURE_NOW, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    return;
  }
  g_assert_not_reached();
}

/* What an agenda weighs is the same whether items were read whole or only by their numbers. */
static void
test_brief(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  story_init(&story);
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  store_every_sort(f);
  give_an_owner(f);
  assert_sound(f->db);
  const guint states =
      1u << STATE_NEW | 1u << STATE_OPEN | 1u << STATE_SCHEDULED | 1u << STATE_DEFERRED;
  const ItemQuery whole = {
      .by_state = TRUE, .states = states, .order = ITEM_BY_AGE, .with_links = TRUE};
  const ItemQuery brief = {.by_state = TRUE, .states = states, .brief = TRUE};
  g_autoptr(GPtrArray) items = list(f, &whole);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) numbers = db_item_list(f->db, f->group, &brief, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(items->len, >, 2);
  g_assert_cmpuint(numbers->len, >, 100);
  g_assert_cmpuint(numbers->len, <, items->len); /* neither decisions nor answered questions */
  AgendaOptions options = {.meeting = FIXTURE_NOW + 10 * 86400, .per_group = 1000};
  g_autoptr(Agenda) one = agenda_draft(items, &options);
  g_autoptr(Agenda) other = agenda_draft(numbers, &options);
  g_assert_cmpuint(one->entries->len, >, 0);
  g_assert_cmpuint(one->entries->len, ==, other->entries->len);
  for (guint i = 0; i < one->entries->len; i++) {
    const AgendaEntry *x = one->entries->pdata[i], *y = other->entries->pdata[i];
    g_assert_cmpint(x->item->number, ==, y->item->number);
    g_assert_cmpint(x->group, ==, y->group);
    g_assert_cmpfloat_with_epsilon(x->weight, y->weight, 1e-9);
    /* The brief form knows no names; the reasons are the same. */
    g_assert_cmpuint(x->reasons->len, ==, y->reasons->len);
    for (guint r = 0; r < x->reasons->len; r++)
      g_assert_cmpint(((const AgendaReason *)x->reasons->pdata[r])->kind, ==,
                      ((const AgendaReason *)y->reasons->pdata[r])->kind);
  }
  story_clear(&story);
}

/* The number beside a filter is the number of rows that it leads to. */
static void
test_counts(Fixture *f, gconstpointer data)
{
  (void)data;
  Story story;
  ItemCounts counts;
  story_init(&story);
  fixture_store(f->db, f->group, story.mails, G_N_ELEMENTS(story.mails));
  g_assert_true(db_item_set_state(f->db, f->group, 1, STATE_DECLINED, "chair", 5, NULL));
  g_assert_true(db_item_set_state(f->db, f->group, 2, STATE_OPEN, "chair", 5, NULL));
  g_assert_true(db_item_counts(f->db, f->group, &(ItemQuery){0}, &counts, NULL));
  guint shown = 0;
  for (guint kind = 0; kind < ITEM_N_KINDS; kind++)
    for (guint state = 0; state < STATE_N; state++) {
      ItemQuery query = {
          .by_kind = TRUE, .kinds = 1u << kind, .by_state = TRUE, .states = 1u << state};
      g_autoptr(GPtrArray) items = list(f, &query);
      g_assert_cmpuint(counts.n[kind][state], ==, items->len);
      shown += items->len - counts.hidden[kind][state];
    }
  g_autoptr(GPtrArray) all = list(f, &(ItemQuery){0});
  g_assert_cmpuint(shown, ==, all->len);
  const gint64 one[] = {2};
  g_autoptr(GPtrArray) chosen = list(f, &(ItemQuery){.numbers = one, .n_numbers = 1});
  g_assert_cmpuint(chosen->len, ==, 1);
  g_assert_cmpint(((const Item *)chosen->pdata[0])->number, ==, 2);
  story_clear(&story);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/item/found", test_found);
  g_test_add_func("/item/same-whatever-the-order", test_any_order);
  FIXTURE_TEST("/item/queries", test_queries);
  FIXTURE_TEST("/item/rebuild-keeps-decisions", test_rebuild_keeps_decisions);
  FIXTURE_TEST("/item/merge-and-split", test_merge_and_split);
  FIXTURE_TEST("/item/trail", test_trail);
  g_test_add_func("/item/numbers-stay", test_numbers_stay);
  FIXTURE_TEST("/item/links", test_links);
  FIXTURE_TEST("/item/votes", test_votes);
  g_test_add_func("/item/identity", test_identity);
  FIXTURE_TEST("/item/brief", test_brief);
  FIXTURE_TEST("/item/counts", test_counts);
  FIXTURE_TEST("/item/better-keeps-decisions", test_better_keeps_decisions);
  return g_test_run();
}
