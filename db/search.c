#include "db/search.h"

#include "db/evaluate.h"
#include "db/facet.h"
#include "db/match.h"
#include "db/snippet.h"
#include "db/store.h"

#include <string.h>

enum {
  MAX_LIMIT = 200,
  MAX_UNPACKED = 4194304 /* a mail larger than this is shown without a snippet */
};

/* One search while it runs. */
typedef struct {
  Db *db;
  Catalog *catalog;
  const SearchOptions *options;
  gint64 started; /* monotonic microseconds */
  gint64 allowed; /* microseconds */
  IdSet *found;
  float *score; /* by id; NULL: newest first */
  gboolean whole;
} Search;

/* A place in the order of results: more of key first, then more of id. */
typedef struct {
  double key; /* date, exact up to 2^53, or score */
  gint64 id;
} Place;

void
search_result_free(SearchResult *result)
{
  if (result == NULL)
    return;
  g_ptr_array_unref(result->hits);
  g_array_unref(result->years);
  g_array_unref(result->people);
  g_array_unref(result->holds);
  g_free(result);
}

static SearchResult *
result_new(void)
{
  SearchResult *result = g_new0(SearchResult, 1);
  result->hits = g_ptr_array_new_with_free_func((GDestroyNotify)search_hit_release);
  result->years = facet_array_new();
  result->people = facet_array_new();
  result->holds = facet_array_new();
  return result;
}

/* --- order --- */

static Place
place_of(const Search *search, gint64 id)
{
  double key =
      search->score != NULL ? (double)search->score[id] : (double)search->catalog->date[id];
  return (Place){key, id};
}

static int
compare_places(gconstpointer a, gconstpointer b)
{
  const Place *x = a, *y = b;
  if (x->key != y->key)
    return x->key > y->key ? -1 : 1;
  return x->id > y->id ? -1 : x->id < y->id ? 1 : 0;
}

/* A heap whose root is the last of the best n places. */
static void
sink_root(Place *heap, guint n)
{
  for (guint at = 0;;) {
    guint last = at;
    for (guint child = 2 * at + 1; child <= 2 * at + 2 && child < n; child++)
      if (compare_places(&heap[child], &heap[last]) > 0)
        last = child;
    if (last == at)
      return;
    Place swap = heap[at];
    heap[at] = heap[last];
    heap[last] = swap;
    at = last;
  }
}

static void
keep_best(GArray *best, guint n, Place place)
{
  if (best->len < n) {
    g_array_append_val(best, place);
    /* Sorted last to first is a heap. */
    if (best->len == n) {
      g_array_sort(best, compare_places);
      for (guint i = 0; i < n / 2; i++) {
        Place swap = g_array_index(best, Place, i);
        g_array_index(best, Place, i) = g_array_index(best, Place, n - 1 - i);
        g_array_index(best, Place, n - 1 - i) = swap;
      }
    }
  } else if (compare_places(&place, &g_array_index(best, Place, 0)) < 0) {
    g_array_index(best, Place, 0) = place;
    sink_root((Place *)(void *)best->data, n);
  }
}

/* Of many that are wanted newest first, the newest are met soon when all mails are looked at in
 * that order. */
static gboolean
is_dense(const Search *search, guint limit)
{
  gsize n = idset_count(search->found);
  return search->score == NULL && n > limit &&
         8 * n * n > (gsize)limit * search->catalog->n_by_date;
}

static GArray *
choose_by_date(const Search *search, guint limit)
{
  GArray *page = g_array_new(FALSE, FALSE, sizeof(Place));
  const gint64 *by_date = catalog_by_date(search->catalog);
  guint from = 0, n = search->catalog->n_by_date;
  if (search->options->after != 0) {
    Place cursor = place_of(search, search->options->after);
    for (guint until = n; from < until;) {
      guint middle = from + (until - from) / 2;
      Place place = place_of(search, by_date[middle]);
      if (compare_places(&place, &cursor) > 0)
        until = middle;
      else
        from = middle + 1;
    }
  }
  for (guint i = from; i < n && page->len <= limit; i++)
    if (idset_has(search->found, by_date[i])) {
      Place place = place_of(search, by_date[i]);
      g_array_append_val(page, place);
    }
  return page;
}

/* The page: places after the cursor, in order; one more than the limit when there is
 * a next page. */
static GArray *
choose_page(const Search *search, guint limit)
{
  if (is_dense(search, limit))
    return choose_by_date(search, limit);
  const SearchOptions *options = search->options;
  GArray *best = g_array_new(FALSE, FALSE, sizeof(Place));
  gboolean has_cursor = options->after != 0;
  Place cursor = has_cursor ? place_of(search, options->after) : (Place){0};
  const IdSet *found = search->found;
  for (gint64 id = idset_next(found, 0); id >= 0; id = idset_next(found, id + 1)) {
    Place place = place_of(search, id);
    if (!has_cursor || compare_places(&place, &cursor) > 0)
      keep_best(best, limit + 1, place);
  }
  g_array_sort(best, compare_places);
  return best;
}

/* --- hits --- */

static gint64
time_left(const Search *search)
{
  return search->allowed - (g_get_monotonic_time() - search->started);
}

/* The field that says best why a mail was found, in this order. */
static const DbTextField snippet_order[] = {
    DB_TEXT_OWN, DB_TEXT_SUBJECT, DB_TEXT_QUOTED, DB_TEXT_OTHER, DB_TEXT_DFPOST, DB_TEXT_DFPRE,
    DB_TEXT_DFN, DB_TEXT_NAMES,   DB_TEXT_FROM,   DB_TEXT_TO,    DB_TEXT_CC};

static char *
find_snippet(const SnippetWords *words, const char *const *text)
{
  char *snippet = NULL;
  for (guint i = 0; snippet == NULL && i < G_N_ELEMENTS(snippet_order); i++)
    snippet = snippet_find(words, snippet_order[i], text[snippet_order[i]]);
  return snippet;
}

/* In the rest of a long mail, of which the start has nothing. */
static char *
find_deep_snippet(const Search *search, const SnippetWords *words, gint64 id)
{
  const char *text[DB_TEXT_N_FIELDS];
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    text[i] = engine_text_get(search->db, id, (DbTextField)i);
  return find_snippet(words, text);
}

static char *
make_snippet(const Search *search, const SnippetWords *words, const Message *message)
{
  g_autoptr(TextHead) head = (TextHead *)(guintptr)text_heads_get(
      search->catalog->texts, search->db, message->id, message->size);
  char *snippet = head != NULL ? find_snippet(words, head->text) : NULL;
  if (snippet == NULL && !snippet_words_none(words) && (head == NULL || !head->whole))
    snippet = find_deep_snippet(search, words, message->id);
  if (snippet != NULL)
    return snippet;
  const char *own = head != NULL ? head->text[DB_TEXT_OWN] : NULL;
  if (head != NULL && *own == '\0')
    own = head->text[DB_TEXT_OTHER];
  return snippet_head(own);
}

/* Sets *kept: nothing about it depends on this moment. */
static char *
get_snippet(const Search *search, const SnippetWords *words, const Message *message, gboolean *kept)
{
  *kept = message->size > MAX_UNPACKED || time_left(search) > 0;
  return message->size > MAX_UNPACKED || !*kept ? g_strdup("")
                                                : make_snippet(search, words, message);
}

static SearchHit *
read_hit(const Search *search, const SnippetWords *words, KeptQuestion *question, gint64 id,
         GError **error)
{
  KeptHits *hits = search->catalog->hits;
  gboolean kept = FALSE;
  SearchHit *hit = question != NULL ? kept_hits_find(hits, question, id) : NULL;
  if (hit != NULL)
    return hit;
  hit = kept_hits_row(hits, search->db, search->options->group, id, error);
  if (hit == NULL || question == NULL)
    return hit;
  hit->snippet = get_snippet(search, words, hit->message, &kept);
  if (kept)
    kept_hits_add(hits, question, hit);
  return hit;
}

/* The same words of the same group show the same. */
static KeptQuestion *
question_of(const Search *search, const SnippetWords *words)
{
  g_autofree char *key =
      g_strdup_printf("%" G_GINT64_FORMAT " %s", search->options->group, snippet_words_key(words));
  return kept_hits_question(search->catalog->hits, key);
}

static gboolean
read_page(const Search *search, GArray *page, const Query *query, SearchResult *result,
          GError **error)
{
  guint limit = CLAMP(search->options->limit, 1, MAX_LIMIT);
  g_autoptr(SnippetWords) words = snippet_words_new(query);
  g_autoptr(GHashTable) question = search->options->snippets ? question_of(search, words) : NULL;
  for (guint i = 0; i < MIN(page->len, limit); i++) {
    GError *hit_error = NULL;
    SearchHit *hit =
        read_hit(search, words, question, g_array_index(page, Place, i).id, &hit_error);
    if (hit_error != NULL) {
      g_propagate_error(error, hit_error);
      return FALSE;
    }
    if (hit != NULL) /* else it was taken out since the catalog was loaded */
      g_ptr_array_add(result->hits, hit);
  }
  if (page->len > limit)
    result->next = g_array_index(page, Place, limit - 1).id;
  return TRUE;
}

/* --- the whole --- */

static gboolean
rank(Search *search, const Query *query, GError **error)
{
  g_autofree char *expression = search_rank_expression(query);
  if (expression == NULL)
    return TRUE;
  search->score = g_new0(float, (gsize)search->catalog->max_id + 1);
  return engine_text_rank(search->db, expression, search->found, search->score, &search->whole,
                          error);
}

static guint
deadline_ms(const SearchOptions *options)
{
  return options->deadline_ms != 0 ? options->deadline_ms : DB_SEARCH_MS;
}

static gboolean
find(Search *search, const Query *query, GError **error)
{
  const SearchOptions *options = search->options;
  /* All searches share it: cut short each time, it would never be there. */
  search->catalog = catalog_get(search->db, error);
  if (search->catalog == NULL)
    return FALSE;
  /* A quarter of the time is kept for reading what was found. */
  db_set_deadline(search->db, MAX(deadline_ms(options) * 3 / 4, 1));
  if (options->after != 0 && !idset_has(search->catalog->all, options->after)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "no such place in the results\nstart again at the first page");
    return FALSE;
  }
  search->found =
      search_evaluate(search->db, search->catalog, options->group, query, &search->whole, error);
  if (search->found == NULL)
    return FALSE;
  return !options->by_relevance || !search->whole || rank(search, query, error);
}

static gboolean
answer(Search *search, const Query *query, SearchResult *result, GError **error)
{
  result->total = idset_count(search->found);
  result->partial = !search->whole;
  /* Reading one page is quick, but what is found must not be lost to the last milliseconds. */
  db_set_deadline(search->db, 0);
  g_autoptr(GArray) page = choose_page(search, CLAMP(search->options->limit, 1, MAX_LIMIT));
  if (!read_page(search, page, query, result, error))
    return FALSE;
  if (!search->options->facets || time_left(search) <= 0)
    return TRUE;
  facet_years(search->catalog, search->found, search->options->zone, result->years);
  db_set_deadline(search->db, (guint)(MAX(time_left(search), 0) / 1000 + 1));
  gboolean ok = facet_people(search->db, search->catalog, search->found, result->people, error);
  db_set_deadline(search->db, 0);
  return ok && facet_holds(search->db, search->catalog, search->found, result->holds, error);
}

/* Begins the clock; end with search_end. */
static Search
search_begin(Db *db, const SearchOptions *options)
{
  return (Search){.db = db,
                  .options = options,
                  .started = g_get_monotonic_time(),
                  .allowed = (gint64)deadline_ms(options) * 900,
                  .whole = TRUE};
}

static void
search_end(Search *search)
{
  db_set_deadline(search->db, 0);
  g_free(search->found);
  g_free(search->score);
}

SearchResult *
db_search(Db *db, const Query *query, const SearchOptions *options, GError **error)
{
  Search search = search_begin(db, options);
  g_autoptr(SearchResult) result = result_new();
  gboolean ok = find(&search, query, error) && answer(&search, query, result, error);
  search_end(&search);
  return ok ? g_steal_pointer(&result) : NULL;
}

GArray *
db_search_ids(Db *db, const Query *query, const SearchOptions *options, gboolean *partial,
              GError **error)
{
  Search search = search_begin(db, options);
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  gboolean ok = find(&search, query, error);
  if (ok) {
    g_autoptr(GArray) places = choose_page(&search, G_MAXUINT - 1);
    for (guint i = 0; i < places->len; i++)
      g_array_append_val(ids, g_array_index(places, Place, i).id);
    if (partial != NULL)
      *partial = !search.whole;
  }
  search_end(&search);
  return ok ? g_steal_pointer(&ids) : NULL;
}

gboolean
db_search_warm(Db *db, GError **error)
{
  Catalog *catalog = catalog_get(db, error);
  if (catalog == NULL)
    return FALSE;
  catalog_by_date(catalog);
  for (guint i = 0; i < HOLDS_FACETS; i++)
    if (catalog_holds(db, catalog, i, error) == NULL)
      return FALSE;
  g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = engine_prepare(db, "SELECT id FROM groups", error);
  if (stmt == NULL || !store_ids(stmt, groups, error))
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    if (catalog_group(db, catalog, g_array_index(groups, gint64, i), error) == NULL)
      return FALSE;
  /* Who writes most is named beside most of what is found. */
  g_autoptr(GArray) people = facet_array_new();
  return facet_people(db, catalog, catalog->all, people, error);
}
