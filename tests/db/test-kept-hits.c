/* What searches showed is shown again without the database, and never takes more than it may. */
#include "db/kept-hits.h"
#include "tests/db/search-case.h"

#include <string.h>

static gint64
id_of(Fixture *f, const char *message_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Message) message = db_message_get(f->db, 0, message_id, 0, &error);
  g_assert_no_error(error);
  return message->id;
}

static SearchHit *
row_of(KeptHits *kept, Db *db, gint64 group, gint64 id)
{
  g_autoptr(GError) error = NULL;
  SearchHit *hit = kept_hits_row(kept, db, group, id, &error);
  g_assert_no_error(error);
  return hit;
}

static void
test_a_row_is_read_once(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  gint64 id = id_of(f, "3");
  KeptHits *kept = kept_hits_new(1 << 20, 1 << 20);
  g_autoptr(SearchHit) first = row_of(kept, f->db, f->group, id);
  /* Without a database there is nobody to ask. */
  g_autoptr(SearchHit) second = row_of(kept, NULL, f->group, id);
  g_assert_true(first->message == second->message);
  g_assert_cmpstr(second->message->subject, ==, "Müller über 会議");
  g_assert_cmpstr(second->group, ==, "virt");
  g_autoptr(SearchHit) any = row_of(kept, f->db, 0, id);
  g_assert_true(any->row != first->row);
  g_assert_cmpstr(any->group, ==, "virt");
  g_autoptr(SearchHit) none = row_of(kept, f->db, f->group, id + 1000);
  g_assert_null(none);
  g_autoptr(SearchHit) elsewhere = row_of(kept, f->db, f->group + 1000, id);
  g_assert_null(elsewhere);
  kept_hits_free(kept);
  /* Whoever holds a hit may go on reading it. */
  g_assert_cmpstr(first->message->message_id, ==, "3");
}

static void
test_hits_are_those_of_their_question(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  gint64 id = id_of(f, "1");
  KeptHits *kept = kept_hits_new(1 << 20, 1 << 20);
  g_autoptr(GHashTable) xen = kept_hits_question(kept, "1 xen");
  g_autoptr(GHashTable) again = kept_hits_question(kept, "1 xen");
  g_autoptr(GHashTable) other = kept_hits_question(kept, "1 p2m");
  g_autoptr(SearchHit) hit = row_of(kept, f->db, f->group, id);
  hit->snippet = g_strdup("a \001xen\002");
  g_assert_null(kept_hits_find(kept, xen, id));
  kept_hits_add(kept, xen, hit);
  kept_hits_add(kept, xen, hit);
  g_autoptr(SearchHit) found = kept_hits_find(kept, again, id);
  g_assert_true(found == hit);
  g_assert_null(kept_hits_find(kept, other, id));
  g_assert_null(kept_hits_find(kept, xen, id + 1));
  kept_hits_free(kept);
}

/* Of a thousand questions with three hits each only as many stay as there is room for. */
static void
test_what_is_kept_is_bounded(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  enum { QUESTIONS = 1000, MOST = 64 << 10, SNIPPET = 1000 };
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  static const char *const names[] = {"1", "2", "3"};
  KeptHits *kept = kept_hits_new(1 << 20, MOST);
  g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func((GDestroyNotify)search_hit_release);
  guint n = 0;
  for (guint i = 0; i < QUESTIONS; i++) {
    g_autofree char *key = g_strdup_printf("1 word%u", i);
    g_autoptr(GHashTable) question = kept_hits_question(kept, key);
    for (guint j = 0; j < G_N_ELEMENTS(names); j++) {
      SearchHit *hit = row_of(kept, f->db, f->group, id_of(f, names[j]));
      hit->snippet = g_strnfill(SNIPPET, 'x');
      kept_hits_add(kept, question, hit);
      g_ptr_array_add(held, hit);
    }
  }
  for (guint i = 0; i < QUESTIONS; i++) {
    g_autofree char *key = g_strdup_printf("1 word%u", i);
    g_autoptr(GHashTable) question = kept_hits_question(kept, key);
    n += g_hash_table_size(question);
  }
  g_assert_cmpuint(n, <=, MOST / SNIPPET);
  g_assert_cmpuint(strlen(((SearchHit *)held->pdata[0])->snippet), ==, SNIPPET);
  kept_hits_free(kept);
}

/* Rows that find no room are read anew, and right. */
static void
test_no_room_is_no_fault(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  search_case_store(f, f->group, search_case_letters, N_SEARCH_CASE_LETTERS);
  KeptHits *kept = kept_hits_new(0, 0);
  for (guint i = 0; i < 2; i++) {
    g_autoptr(SearchHit) hit = row_of(kept, f->db, f->group, id_of(f, "2"));
    g_autoptr(GHashTable) question = kept_hits_question(kept, "1 xen");
    kept_hits_add(kept, question, hit);
    g_assert_cmpstr(hit->message->message_id, ==, "2");
    g_assert_null(kept_hits_find(kept, question, hit->message->id));
  }
  kept_hits_free(kept);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/kept-hits/a-row-is-read-once", test_a_row_is_read_once);
  FIXTURE_TEST("/kept-hits/hits-are-those-of-their-question",
               test_hits_are_those_of_their_question);
  FIXTURE_TEST("/kept-hits/what-is-kept-is-bounded", test_what_is_kept_is_bounded);
  FIXTURE_TEST("/kept-hits/no-room-is-no-fault", test_no_room_is_no_fault);
  return g_test_run();
}
