/* Texts of mails that searches show are kept, up to a bound. */
#include "db/text-heads.h"
#include "tests/db/fixture.h"

static gint64
row_of(Fixture *f, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Message) m = db_message_get(f->db, f->group, id, 0, &error);
  g_assert_no_error(error);
  return m->id;
}

static void
assert_text(TextHeads *heads, Fixture *f, const char *id, const char *own, gboolean whole)
{
  g_autoptr(TextHead) head =
      (TextHead *)(guintptr)text_heads_get(heads, f->db, row_of(f, id), whole ? 10 : G_MAXINT);
  g_assert_nonnull(head);
  g_assert_cmpint(head->whole, ==, whole);
  g_assert_cmpstr(head->text[DB_TEXT_OWN], ==, own);
  g_assert_cmpstr(head->text[DB_TEXT_QUOTED], ==, "");
}

/* What was asked for lately is there when the mail cannot be read any more; the oldest is not. */
static void
test_the_latest_are_kept(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const TestMail mails[] = {
      {.id = "1", .body = "one\n"}, {.id = "2", .body = "two\n"}, {.id = "3", .body = "three\n"}};
  fixture_store(f->db, f->group, mails, G_N_ELEMENTS(mails));
  TextHeads *heads = text_heads_new(300);
  assert_text(heads, f, "1", "one\n", TRUE);
  assert_text(heads, f, "2", "two\n", TRUE);
  assert_text(heads, f, "3", "three\n", TRUE);
  db_set_text_func(f->db, NULL, NULL);
  assert_text(heads, f, "3", "three\n", TRUE);
  g_assert_null(text_heads_get(heads, f->db, row_of(f, "1"), 10));
  text_heads_free(heads);
}

static void
test_of_a_long_mail_the_start_is_read(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GString) body = g_string_new(NULL);
  while (body->len < 2 * TEXT_HEAD_BYTES)
    g_string_append(body, "a line that fills\n");
  const TestMail mail = {.id = "long", .body = body->str};
  fixture_store(f->db, f->group, &mail, 1);
  TextHeads *heads = text_heads_new(1 << 20);
  g_autoptr(TextHead) head =
      (TextHead *)(guintptr)text_heads_get(heads, f->db, row_of(f, "long"), (gint64)body->len);
  g_assert_false(head->whole);
  g_assert_cmpuint(strlen(head->text[DB_TEXT_OWN]), <=, TEXT_HEAD_BYTES);
  g_assert_cmpuint(strlen(head->text[DB_TEXT_OWN]), >, TEXT_HEAD_BYTES - 200);
  g_assert_true(g_str_has_suffix(head->text[DB_TEXT_OWN], "fills\n"));
  text_heads_free(heads);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/text-heads/the-latest-are-kept", test_the_latest_are_kept);
  FIXTURE_TEST("/text-heads/of-a-long-mail-the-start-is-read",
               test_of_a_long_mail_the_start_is_read);
  return g_test_run();
}
