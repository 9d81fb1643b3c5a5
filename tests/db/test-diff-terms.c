/* Words of diffs that the text index does not keep apart: mails that may have them are read. */
#include "tests/db/search-case.h"

#include <string.h>

/* What the tests want to know of reading, and have it do. */
typedef struct {
  guint n;         /* mails read */
  gboolean linger; /* over one millisecond */
} Reading;

/* The texts of a letter hold a kind of line each, told by its start. */
static gboolean
letter_diff(const char *raw, gsize len, char *out[DB_DIFF_N], gpointer data)
{
  static const char *const starts[DB_DIFF_N] = {"@@", "  ", "pre ", "post "};
  Reading *reading = data;
  g_autofree char *copy = g_strndup(raw, len);
  g_auto(GStrv) texts = g_strsplit(copy, "\037", -1);
  g_auto(GStrv) lines = g_strsplit(texts[DB_TEXT_OTHER], "\n", -1);
  reading->n++;
  for (gint64 until = g_get_monotonic_time() + 2000;
       reading->linger && g_get_monotonic_time() < until;)
    continue;
  for (guint field = 0; field < DB_DIFF_N; field++) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL; i++)
      if (g_str_has_prefix(lines[i], starts[field]))
        g_string_append_printf(text, "%s\n", lines[i] + strlen(starts[field]));
    out[field] = g_strdup(text->str);
  }
  return TRUE;
}

#define HASH "b3f4c5d9a1e2b3f4c5d9a1e2b3f4c5d9a1e2b3f4"

static const Letter letters[] = {
    {"1", .date = 100,
     .text =
         {[DB_TEXT_OTHER] =
              "@@int p2m_alloc(void)\n  spin_lock(&p2m->lock);\npre 0160676ab\npost b3f4c5d9a"}},
    {"2", .date = 200,
     .text = {[DB_TEXT_FROM] = "bob",
              [DB_TEXT_OTHER] = "p2m_alloc spin_lock b3f4c5d9a\n  p2m_alloc\n@@ spin_lock",
              [DB_TEXT_DFPOST] = "a word: b3f4c5d"}},
    {"3", .date = 300, .text = {[DB_TEXT_OTHER] = "pre " HASH "\npost 0160676ab\n  alloc p2m"}},
    {"4", .date = 400, .text = {"p2m_alloc spin_lock b3f4c5d9a", [DB_TEXT_OWN] = "spin_lock"}},
};

static Reading *
store(Fixture *f, Reading *reading)
{
  search_case_store(f, f->group, letters, G_N_ELEMENTS(letters));
  db_set_diff_func(f->db, letter_diff, reading);
  return reading;
}

static void
test_each_field_finds_its_lines_alone(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Reading reading = {0};
  store(f, &reading);
  static const struct {
    const char *query, *ids;
  } rows[] = {
      {"dfhh:p2m_alloc", "1"},
      {"dfhh:spin_lock", "2"},
      {"dfhh:P2M*", "1"},
      {"dfhh:\"int p2m\"", "1"},
      {"dfhh:\"p2m int\"", ""},
      {"dfctx:spin_lock", "1"},
      {"dfctx:p2m_alloc", "2"},
      {"dfctx:p2m", "3 2 1"},
      {"dfctx:alloc", "3 2"},
      {"dfctx:nowhere", ""},
      {"dfpre:0160676", "1"},
      {"dfpost:0160676", "3"},
      {"dfblob:0160676", "3 1"},
      {"dfblob:0160676AB", "3 1"},
      {"dfblob:0160676abc", "3 1"}, /* the mail has fewer digits */
      {"dfblob:0160676cc", ""},
      {"dfpre:" HASH, "3"},
      {"dfpost:b3f4c5d", "2 1"}, /* a word of an added line, and a blob */
      {"dfb:b3f4c5d", "2"},
      {"dfpost:b3f4c5d*", "2 1"},
      {"-dfctx:p2m", "4"},
      {"dfctx:alloc -dfhh:spin_lock", "3"},
      {"dfhh:int OR dfctx:alloc", "3 2 1"},
      {"(dfctx:p2m OR s:p2m) -dfctx:lock", "4 3 2"},
      {"dfhh:+ dfctx:lock", "1"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    search_case_assert(f, rows[i].query, rows[i].ids);
}

/* What else is asked narrows what is read, wherever it stands. */
static void
test_only_what_may_match_is_read(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *query, *ids;
    guint n;
  } rows[] = {
      {"dfctx:p2m f:bob", "2", 1},
      {"dfctx:alloc d:2014", "3 2", 3},
      {"-dfhh:p2m_alloc f:bob", "2", 1},
      {"dfctx:p2m", "3 2 1", 2}, /* the first question has read one of three */
      {"dfctx:p2m", "3 2 1", 0},
      {"f:nobody dfctx:lock", "", 0},
      {"dfhh:nowhere", "", 0},
  };
  Reading reading = {0};
  store(f, &reading);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    reading.n = 0;
    search_case_assert(f, rows[i].query, rows[i].ids);
    g_test_message("%s", rows[i].query);
    g_assert_cmpuint(reading.n, ==, rows[i].n);
  }
}

/* Cut short it gives the newest, and the same search again goes on from there. */
static void
test_the_deadline_gives_what_was_read(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Reading reading = {.linger = TRUE};
  store(f, &reading);
  const SearchOptions options = {.group = f->group, .limit = 10};
  const SearchOptions hasty = {.group = f->group, .limit = 10, .deadline_ms = 1};
  g_autoptr(SearchResult) warm = search_case_find(f, "p2m", &options);
  guint n = 0, rounds = 0;
  for (gboolean partial = TRUE; partial; rounds++) {
    g_assert_cmpuint(rounds, <, 100);
    g_autoptr(SearchResult) result = search_case_find(f, "dfctx:p2m", &hasty);
    g_assert_cmpuint(result->total, >=, n);
    n = result->total;
    partial = result->partial;
    if (n == 1)
      g_assert_cmpstr(((SearchHit *)result->hits->pdata[0])->message->message_id, ==, "3");
  }
  g_assert_cmpuint(n, ==, 3);
  g_assert_cmpuint(reading.n, ==, 3);
  g_assert_cmpuint(rounds, >, 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/diff-terms/each-field-finds-its-lines-alone",
               test_each_field_finds_its_lines_alone);
  FIXTURE_TEST("/diff-terms/only-what-may-match-is-read", test_only_what_may_match_is_read);
  FIXTURE_TEST("/diff-terms/the-deadline-gives-what-was-read",
               test_the_deadline_gives_what_was_read);
  return g_test_run();
}
