/* One item across mails: joined by words and links, the same whatever the order of arrival, and
 * what people took apart or decided stays so. */
#include "db/maintain.h"
#include "db/same.h"
#include "tests/db/fixture.h"

#include <string.h>

#define OK(call)                                                                                   \
  do {                                                                                             \
    g_autoptr(GError) ok_error = NULL;                                                             \
    GError **e = &ok_error;                                                                        \
    gboolean ok_done = call;                                                                       \
    g_assert_no_error(ok_error);                                                                   \
    g_assert_true(ok_done);                                                                        \
  } while (0)

static void
assert_sound(Db *db)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = db_check(db, NULL, NULL, &error);
  g_assert_no_error(error);
  for (guint i = 0; i < findings->len; i++)
    g_test_message("%s", ((Finding *)findings->pdata[i])->what);
  g_assert_cmpuint(findings->len, ==, 0);
}

static void
add_bug(Drafts *drafts, const char *key, int item)
{
  LinkDraft *draft = g_new0(LinkDraft, 1);
  draft->kind = LINK_BUG;
  draft->value = g_strdup(key);
  draft->key = g_strdup(key);
  draft->line = 1;
  draft->item = item;
  g_ptr_array_add(drafts->links, draft);
}

static void
put(Fixture *f, const char *id, gint64 day, Drafts *drafts, const char *refs)
{
  const TestMail mail = {.id = id, .date = day * 86400, .drafts = drafts, .refs = refs, .body = id};
  fixture_store(f->db, f->group, &mail, 1);
}

/* Drops what is derived and fills it again from the same drafts. */
static void
rebuild(Fixture *f, const TestMail *mails, guint n)
{
  g_autoptr(GError) error = NULL;
  OK(db_begin(f->db, e) && db_derived_drop(f->db, f->group, e));
  for (guint i = 0; i < n; i++) {
    g_autoptr(Message) m = db_message_get(f->db, f->group, mails[i].id, 0, &error);
    g_assert_no_error(error);
    g_auto(GStrv) refs = mails[i].refs != NULL ? g_strsplit(mails[i].refs, " ", -1) : NULL;
    NewMail mail = {.message = m, .references = refs, .drafts = mails[i].drafts};
    OK(db_message_refill(f->db, f->group, m->id, &mail, e));
  }
  fixture_settle(f->db, f->group);
  OK(db_text_rebuild(f->db, e));
}

static Drafts *
one(ItemKind kind, const char *title)
{
  Drafts *drafts = drafts_new();
  fixture_item(drafts, kind, title, 1);
  return drafts;
}

#define ENTRY "Package the new toolstack for testers"

static void
test_joined(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(Drafts) first = one(ITEM_BACKLOG, ENTRY);
  g_autoptr(Drafts) again = one(ITEM_TOPIC, "Packaging the new toolstack, for testers");
  g_autoptr(Drafts) more = one(ITEM_BACKLOG, "Package the new toolstack for testers quickly");
  g_autoptr(Drafts) other = one(ITEM_BACKLOG, "Package the old toolstack for testers");
  add_bug(other, "bug:bugs.example.org/7", 0);
  g_autoptr(Drafts) bug = one(ITEM_TOPIC, "The old toolstack");
  add_bug(bug, "bug:bugs.example.org/7", 0);
  put(f, "a", 0, first, NULL);
  put(f, "b", 7, again, NULL);
  put(f, "c", 9, more, NULL);
  put(f, "d", 10, other, NULL);
  put(f, "e", 11, bug, NULL);
  g_autoptr(Item) item = fixture_get_item(f, 1);
  g_assert_cmpuint(item->mentions->len, ==, 2);
  g_assert_cmpuint(item->n_mentions, ==, 2);
  g_assert_cmpint(item->last_date, ==, FIXTURE_NOW + 9 * 86400);
  const Mention *same = item->mentions->pdata[0], *near = item->mentions->pdata[1];
  g_assert_cmpint(same->why, ==, MENTION_SAME_WORDS);
  g_assert_cmpfloat_with_epsilon(same->score, 1.0, 0.001);
  g_assert_cmpint(near->why, ==, MENTION_SAME_WORDS);
  g_assert_cmpfloat_with_epsilon(near->score, 0.8, 0.001);
  g_autoptr(Item) second = fixture_get_item(f, 2); /* one word in the place of another */
  g_assert_cmpuint(second->mentions->len, ==, 1);
  g_assert_cmpint(((Mention *)second->mentions->pdata[0])->why, ==, MENTION_SAME_LINK);
  assert_sound(f->db);
}

/* A reply hangs on the statement it quotes, and goes along when that turns out to follow an earlier
 * one. */
static void
test_older_mail_comes_late(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(Drafts) later = one(ITEM_BACKLOG, ENTRY);
  g_autoptr(Drafts) reply = drafts_new();
  fixture_reply(reply, "* " ENTRY, "done", 2);
  g_autoptr(Drafts) older = one(ITEM_BACKLOG, ENTRY);
  put(f, "later", 30, later, NULL);
  put(f, "reply", 31, reply, "later");
  put(f, "older", 1, older, NULL);
  gint64 now = 0;
  OK(db_item_number_now(f->db, f->group, 1, &now, e));
  g_assert_cmpint(now, ==, 2);
  g_autoptr(Item) item = fixture_get_item(f, 2);
  g_assert_cmpstr(item->origin->message_id, ==, "older");
  g_assert_cmpuint(item->mentions->len, ==, 2);
  g_assert_cmpint(((Mention *)item->mentions->pdata[1])->kind, ==, MENTION_REPLY);
  g_assert_cmpuint(item->n_replies, ==, 1);
  g_autoptr(GError) error = NULL;
  Item *gone = db_item_get(f->db, f->group, 1, &error);
  g_assert_null(gone);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
  g_autoptr(Message) mail = db_message_get(f->db, f->group, "later", 0, NULL);
  g_assert_cmpuint(mail->n_items, ==, 0);
  assert_sound(f->db);
}

/* What a person touched keeps its number and its decision, though an older mail says the same. */
static void
test_decision_stays(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(Drafts) later = one(ITEM_BACKLOG, ENTRY);
  g_autoptr(Drafts) older = one(ITEM_BACKLOG, ENTRY);
  g_autoptr(Drafts) newest = one(ITEM_TOPIC, ENTRY);
  const TestMail mails[] = {
      {.id = "later", .date = 30 * 86400, .drafts = later, .body = "later"},
      {.id = "older", .date = 1 * 86400, .drafts = older, .body = "older"},
      {.id = "newest", .date = 60 * 86400, .drafts = newest, .body = "newest"}};
  fixture_store(f->db, f->group, &mails[0], 1);
  OK(db_item_set_state(f->db, f->group, 1, STATE_DECLINED, "Ann", FIXTURE_NOW, e));
  fixture_store(f->db, f->group, &mails[1], 1);
  fixture_store(f->db, f->group, &mails[2], 1);
  g_autoptr(Item) item = fixture_get_item(f, 1);
  g_assert_cmpint(item->state, ==, STATE_DECLINED);
  g_assert_cmpuint(item->mentions->len, ==, 2);
  const ItemQuery usual = {.order = ITEM_BY_AGE};
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) shown = db_item_list(f->db, f->group, &usual, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(shown->len, ==, 0); /* dismissed: no mail brings it back */
  g_autofree char *before = fixture_dump(f->db);
  rebuild(f, mails, G_N_ELEMENTS(mails));
  g_autofree char *after = fixture_dump(f->db);
  g_assert_cmpstr(before, ==, after);
  assert_sound(f->db);
}

static void
test_split_is_remembered(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(Drafts) a = one(ITEM_BACKLOG, ENTRY);
  g_autoptr(Drafts) b = one(ITEM_BACKLOG, ENTRY);
  g_autoptr(Drafts) c = one(ITEM_BACKLOG, ENTRY);
  const TestMail mails[] = {{.id = "a", .drafts = a, .body = "a"},
                            {.id = "b", .date = 86400, .drafts = b, .body = "b"},
                            {.id = "c", .date = 2 * 86400, .drafts = c, .body = "c"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_autoptr(Item) item = fixture_get_item(f, 1);
  g_assert_cmpuint(item->mentions->len, ==, 2);
  gint64 off = 0;
  g_autofree char *statement = g_strdup(((Mention *)item->mentions->pdata[0])->statement);
  OK(db_item_split_mention(f->db, f->group, 1, statement, "Ann", FIXTURE_NOW, &off, e));
  g_assert_cmpint(off, ==, 2);
  g_autoptr(Item) split = fixture_get_item(f, off);
  g_assert_cmpstr(split->origin->message_id, ==, "b");
  g_assert_cmpuint(split->mentions->len, ==, 0);
  g_autoptr(GError) error = NULL;
  gboolean again =
      db_item_split_mention(f->db, f->group, 1, statement, "Ann", FIXTURE_NOW, &off, &error);
  g_assert_false(again);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_clear_error(&error);
  g_autoptr(GPtrArray) trail = db_audit_list(f->db, f->group, 2, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(trail->len, ==, 1);
  g_assert_cmpstr(((AuditEntry *)trail->pdata[0])->verb, ==, "split");
  g_assert_cmpstr(((AuditEntry *)trail->pdata[0])->from, ==, "1");
  g_autofree char *before = fixture_dump(f->db);
  rebuild(f, mails, G_N_ELEMENTS(mails));
  g_autofree char *after = fixture_dump(f->db);
  g_assert_cmpstr(before, ==, after);
  g_autoptr(Item) still = fixture_get_item(f, 1);
  g_assert_cmpuint(still->mentions->len, ==, 1);
  assert_sound(f->db);
}

/* What a mail suggests waits for the chair, who accepts it or has it put away for good. */
static void
test_suggestions(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr(Drafts) road = one(ITEM_BACKLOG, ENTRY);
  g_autoptr(Drafts) done = drafts_new();
  fixture_reply(done, "* " ENTRY, "done", 2);
  g_autoptr(Drafts) takes = drafts_new();
  fixture_reply(takes, "* " ENTRY, "I'll take this", 2);
  ((ReplyDraft *)takes->replies->pdata[0])->suggests = FALSE;
  ((ReplyDraft *)takes->replies->pdata[0])->takes = TRUE;
  const TestMail mails[] = {
      {.id = "road", .drafts = road, .body = "road"},
      {.id = "re", .refs = "road", .date = 9, .drafts = done, .body = "re"},
      {.id = "me", .refs = "road", .date = 10, .drafts = takes, .body = "me"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  g_autoptr(Item) item = fixture_get_item(f, 1);
  g_assert_cmpint(item->state, ==, STATE_NEW);
  const Mention *first = item->mentions->pdata[0], *second = item->mentions->pdata[1];
  g_assert_cmpint(first->answer, ==, ANSWER_NONE);
  g_autoptr(GError) error = NULL;
  gboolean wrong =
      db_item_answer(f->db, f->group, 1, "nonsense", ANSWER_ACCEPTED, "Ann", FIXTURE_NOW, &error);
  g_assert_false(wrong);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
  g_clear_error(&error);
  OK(db_item_answer(f->db, f->group, 1, first->reply, ANSWER_IGNORED, "Ann", FIXTURE_NOW, e));
  OK(db_item_answer(f->db, f->group, 1, second->reply, ANSWER_ACCEPTED, "Ann", FIXTURE_NOW, e));
  rebuild(f, mails, G_N_ELEMENTS(mails));
  g_autoptr(Item) after = fixture_get_item(f, 1);
  g_assert_cmpint(after->state, ==, STATE_NEW);
  g_assert_cmpstr(after->owner, ==, "ann@example.org");
  g_assert_cmpint(((Mention *)after->mentions->pdata[0])->answer, ==, ANSWER_IGNORED);
  g_assert_cmpint(((Mention *)after->mentions->pdata[1])->answer, ==, ANSWER_ACCEPTED);
  OK(db_item_answer(f->db, f->group, 1, first->reply, ANSWER_ACCEPTED, "Bob", FIXTURE_NOW + 5, e));
  g_autoptr(Item) changed = fixture_get_item(f, 1);
  g_assert_cmpint(changed->state, ==, STATE_DONE);
  g_autoptr(GPtrArray) trail = db_audit_list(f->db, f->group, 1, 0, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(trail->len, ==, 5); /* ignored; accepted, owner; accepted, state */
  g_assert_cmpstr(((AuditEntry *)trail->pdata[0])->who, ==, "Bob");
  g_assert_cmpstr(((AuditEntry *)trail->pdata[0])->to, ==, "done");
}

/* --- any order --- */

enum { MAILS = 24 };

typedef struct {
  TestMail mails[MAILS];
  Drafts *drafts[MAILS];
  char *ids[MAILS];
} Pile;

/* Titles of few words, so that they meet, contain each other, and form chains. */
static void
pile_init(Pile *pile, GRand *rand, const char *start)
{
  static const char *const words[] = {"package", "mirror",  "network", "testing",
                                      "release", "kernels", "quickly", "broken"};
  for (guint i = 0; i < MAILS; i++) {
    pile->drafts[i] = drafts_new();
    guint n = (guint)g_rand_int_range(rand, 1, 4);
    for (guint k = 0; k < n; k++) {
      g_autoptr(GString) title = g_string_new(start);
      guint mask = (guint)g_rand_int_range(rand, 0, 256);
      for (guint w = 0; w < G_N_ELEMENTS(words); w++)
        if ((mask >> w & 1) != 0 || g_rand_int_range(rand, 0, 3) > 0)
          g_string_append_printf(title, "%s%s", title->len > 0 ? " " : "", words[w]);
      fixture_item(pile->drafts[i], (ItemKind)g_rand_int_range(rand, 0, ITEM_N_KINDS),
                   title->len > 0 ? title->str : "nothing", k + 1);
      if (g_rand_int_range(rand, 0, 4) == 0)
        add_bug(pile->drafts[i], g_rand_boolean(rand) ? "bug:x/1" : "bug:x/2", (int)k);
    }
    pile->ids[i] = g_strdup_printf("mail%u", i);
    if (i % 5 == 4)
      fixture_reply(pile->drafts[i], ((ItemDraft *)pile->drafts[i - 1]->items->pdata[0])->quote,
                    "fixed", 9);
    pile->mails[i] = (TestMail){.id = pile->ids[i],
                                .refs = i % 5 == 4 ? pile->ids[i - 1] : NULL,
                                .date = g_rand_int_range(rand, 0, 12) * 86400,
                                .body = pile->ids[i],
                                .drafts = pile->drafts[i]};
  }
}

static void
pile_clear(Pile *pile)
{
  for (guint i = 0; i < MAILS; i++) {
    drafts_free(pile->drafts[i]);
    g_free(pile->ids[i]);
  }
}

static void
shuffle(Pile *pile, GRand *rand)
{
  for (guint i = MAILS - 1; i > 0; i--) {
    guint k = (guint)g_rand_int_range(rand, 0, (gint)i + 1);
    TestMail was = pile->mails[i];
    pile->mails[i] = pile->mails[k];
    pile->mails[k] = was;
  }
}

static void
store_in_batches(Fixture *f, Pile *pile, GRand *rand)
{
  for (guint start = 0; start < MAILS;) {
    guint len = (guint)g_rand_int_range(rand, 1, (gint)(MAILS - start) + 1);
    fixture_store(f->db, f->group, pile->mails + start, len);
    start += len;
  }
}

static void
any_order(GRand *rand, const char *start, guint rounds)
{
  Pile pile;
  g_autofree char *first = NULL;
  pile_init(&pile, rand, start);
  for (guint round = 0; round < rounds; round++) {
    Fixture f;
    fixture_set_up(&f, NULL);
    store_in_batches(&f, &pile, rand);
    g_autofree char *dump = fixture_dump(f.db);
    if (first == NULL)
      first = g_strdup(dump);
    g_assert_cmpstr(dump, ==, first);
    assert_sound(f.db);
    fixture_tear_down(&f, NULL);
    shuffle(&pile, rand);
  }
  pile_clear(&pile);
}

static void
test_any_order(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  for (guint pile = 0; pile < 6; pile++)
    any_order(rand, "", 5);
}

/* With decisions and splits in between, what stands is what a rebuild makes. */
static void
test_decisions_and_rebuild(void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(23);
  for (guint round = 0; round < 8; round++) {
    Fixture f;
    Pile pile;
    fixture_set_up(&f, NULL);
    pile_init(&pile, rand, "");
    shuffle(&pile, rand);
    for (guint i = 0; i < MAILS; i++) {
      fixture_store(f.db, f.group, &pile.mails[i], 1);
      gint64 number = g_rand_int_range(rand, 1, 12), off = 0;
      g_autoptr(Item) item = db_item_get(f.db, f.group, number, NULL);
      if (item == NULL)
        continue;
      const Mention *last =
          item->mentions->len > 0 ? item->mentions->pdata[item->mentions->len - 1] : NULL;
      if (last != NULL && g_rand_boolean(rand)) {
        gboolean ok = db_item_split_mention(f.db, f.group, number, last->statement, "Ann",
                                            FIXTURE_NOW, &off, NULL);
        g_test_message("split of %d: %d", (int)number, ok);
      } else if (g_rand_int_range(rand, 0, 3) == 0) {
        OK(db_item_set_state(f.db, f.group, number, STATE_OPEN, "Ann", FIXTURE_NOW, e));
      }
    }
    assert_sound(f.db);
    g_autofree char *before = fixture_dump(f.db);
    rebuild(&f, pile.mails, MAILS);
    g_autofree char *after = fixture_dump(f.db);
    g_assert_cmpstr(before, ==, after);
    assert_sound(f.db);
    pile_clear(&pile);
    fixture_tear_down(&f, NULL);
  }
}

/* More entries than are looked at begin alike: bounded, and still the same in any order. */
static void
test_crowd(void)
{
  enum { CROWD = 90 };
  Drafts *drafts[CROWD];
  TestMail mails[CROWD];
  char *ids[CROWD];
  g_autofree char *first = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed(3);
  for (guint i = 0; i < CROWD; i++) {
    static const char *const ends[] = {"ab", "cd", "ef", "gh", "kl", "mn", "op", "qr", "tu", "vw"};
    g_autofree char *title =
        g_strdup_printf("virtualization documentation %sx%s", ends[i / 10], ends[(i * 7) % 10]);
    ids[i] = g_strdup_printf("m%u", i);
    drafts[i] = one(ITEM_BACKLOG, title);
    mails[i] =
        (TestMail){.id = ids[i], .body = ids[i], .drafts = drafts[i], .date = (i % 80) * 86400};
  }
  for (guint round = 0; round < 4; round++) {
    Fixture f;
    fixture_set_up(&f, NULL);
    for (guint i = 0; i < CROWD; i += 15)
      fixture_store(f.db, f.group, mails + i, 15);
    g_autofree char *dump = fixture_dump(f.db);
    if (first == NULL)
      first = g_strdup(dump);
    g_assert_cmpstr(dump, ==, first);
    fixture_tear_down(&f, NULL);
    for (guint i = CROWD - 1; i > 0; i--) {
      guint k = (guint)g_rand_int_range(rand, 0, (gint)i + 1);
      TestMail was = mails[i];
      mails[i] = mails[k];
      mails[k] = was;
    }
  }
  for (guint i = 0; i < CROWD; i++) {
    drafts_free(drafts[i]);
    g_free(ids[i]);
  }
}

/* Hostile titles take time in proportion to their length, and a mail full of like bullets is
 * bounded work. */
static void
test_worst_titles(void)
{
  static const char *const pieces[] = {"(",  "a(", "[",  "[]",  "]", "#1(",
                                       "1 ", "a ", "<x", "://", "é", "abz#1 "};
  for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
    g_autoptr(GString) title = g_string_new(NULL);
    while (title->len < 1 << 20)
      g_string_append(title, pieces[i]);
    SameText text;
    gint64 keys[SAME_KEYS_MAX];
    same_text_init(&text, ITEM_BACKLOG, TRUE, title->str, title->str, NULL);
    g_assert_cmpuint(same_text_keys(&text, keys), <=, SAME_KEYS_MAX);
  }
}

static void
test_worst_mails(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  enum { BULLETS = 2000, MAILS_OF_THEM = 3 };
  for (guint m = 0; m < MAILS_OF_THEM; m++) {
    g_autoptr(Drafts) drafts = drafts_new();
    for (guint i = 0; i < BULLETS; i++) {
      g_autofree char *title = g_strdup_printf(
          "virtualization documentation translation infrastructure administration x%c%c%c",
          'a' + (char)(i % 26), 'a' + (char)(i / 26 % 26), 'a' + (char)(i / 676));
      fixture_item(drafts, ITEM_BACKLOG, title, i + 1);
    }
    g_autofree char *id = g_strdup_printf("worst%u", m);
    put(f, id, 30 - (gint64)m, drafts, NULL);
  }
  const ItemQuery all = {.order = ITEM_BY_AGE};
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = db_item_list(f->db, f->group, &all, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(items->len, >=, BULLETS);
  assert_sound(f->db);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/db/identity/joined", test_joined);
  FIXTURE_TEST("/db/identity/older-mail-comes-late", test_older_mail_comes_late);
  FIXTURE_TEST("/db/identity/decision-stays", test_decision_stays);
  FIXTURE_TEST("/db/identity/split-is-remembered", test_split_is_remembered);
  FIXTURE_TEST("/db/identity/suggestions", test_suggestions);
  g_test_add_func("/db/identity/any-order", test_any_order);
  g_test_add_func("/db/identity/decisions-and-rebuild", test_decisions_and_rebuild);
  g_test_add_func("/db/identity/crowd", test_crowd);
  g_test_add_func("/db/identity/worst-titles", test_worst_titles);
  FIXTURE_TEST("/db/identity/worst-mails", test_worst_mails);
  return g_test_run();
}
