#include "db/evaluate.h"

#include "db/match.h"
#include "db/terms.h"

/* What one part of the query gives. */
typedef struct {
  IdSet *set;     /* NULL: nothing to look for in it ("+"); it has no say */
  gboolean whole; /* FALSE: more would match */
} Part;

typedef struct {
  Db *db;
  Catalog *catalog;
  gint64 group;
} Evaluation;

static IdSet *
copy_set(const IdSet *set)
{
  return g_memdup2(set, sizeof(IdSet) + set->n_words * sizeof(guint64));
}

static void
part_clear(Part *part)
{
  g_clear_pointer(&part->set, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Part, part_clear)

static gboolean evaluate(const Evaluation *e, const Query *query, Part *part, GError **error);

static gboolean
evaluate_text(const Evaluation *e, const char *expression, Part *part, GError **error)
{
  part->set = idset_new(e->catalog->max_id);
  return engine_text_match(e->db, expression, part->set, &part->whole, error);
}

/* Takes other's set. Both match: of what is incomplete, what is there stays right. */
static void
part_and(Part *part, Part *other)
{
  part->whole &= other->whole;
  if (part->set == NULL)
    part->set = g_steal_pointer(&other->set);
  else if (other->set != NULL)
    idset_and(part->set, other->set);
}

/* What an incomplete part leaves out may match it, so that its negation is not known: then nothing
 * remains. */
static void
part_minus(const Evaluation *e, Part *part, const Part *other)
{
  if (other->set == NULL)
    return;
  if (part->set == NULL)
    part->set = copy_set(e->catalog->all);
  part->whole &= other->whole;
  idset_minus(part->set, other->whole ? other->set : e->catalog->all);
}

/* The children that the text index answers, in one question: a rare word then spares reading a
 * common one. Gives the other children back; NULL: error. */
static GPtrArray *
evaluate_texts(const Evaluation *e, GPtrArray *queries, Part *part, GError **error)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new();
  g_autoptr(GPtrArray) others = g_ptr_array_new();
  for (guint i = 0; i < queries->len; i++) {
    Query *query = queries->pdata[i];
    g_autofree char *expression = NULL;
    const Query *inner = query->op == QUERY_NOT ? query->children->pdata[0] : query;
    gboolean is_text = match_fold(inner, &expression) == MATCH_TEXT;
    g_ptr_array_add(is_text ? texts : others, query);
  }
  g_autofree char *expression = NULL;
  if (texts->len > 1 && match_fold_all(texts, &expression) == MATCH_TEXT)
    return evaluate_text(e, expression, part, error) ? g_steal_pointer(&others) : NULL;
  return g_ptr_array_ref(queries);
}

static gboolean
evaluate_and(const Evaluation *e, const Query *query, Part *part, GError **error)
{
  g_autoptr(GPtrArray) rest = evaluate_texts(e, query->children, part, error);
  for (guint i = 0; rest != NULL && i < rest->len; i++) {
    const Query *child = rest->pdata[i];
    gboolean negated = child->op == QUERY_NOT;
    g_auto(Part) other = {NULL, TRUE};
    if (!evaluate(e, negated ? child->children->pdata[0] : child, &other, error))
      return FALSE;
    if (negated)
      part_minus(e, part, &other);
    else
      part_and(part, &other);
  }
  return rest != NULL;
}

static gboolean
evaluate_or(const Evaluation *e, const Query *query, Part *part, GError **error)
{
  for (guint i = 0; i < query->children->len; i++) {
    g_auto(Part) other = {NULL, TRUE};
    if (!evaluate(e, query->children->pdata[i], &other, error))
      return FALSE;
    part->whole &= other.whole;
    if (part->set == NULL)
      part->set = g_steal_pointer(&other.set);
    else if (other.set != NULL)
      idset_or(part->set, other.set);
  }
  return TRUE;
}

/* The parser bounds the depth of a query, so this may recurse. part is empty before. */
static gboolean
evaluate(const Evaluation *e, const Query *query, Part *part, GError **error)
{
  g_autofree char *expression = NULL;
  switch (match_fold(query, &expression)) {
  case MATCH_TEXT:
    return evaluate_text(e, expression, part, error);
  case MATCH_NOTHING_TO_LOOK_FOR:
    return TRUE;
  case MATCH_OTHER:
  default:
    break;
  }
  g_auto(Part) other = {NULL, TRUE};
  switch (query->op) {
  case QUERY_AND:
    return evaluate_and(e, query, part, error);
  case QUERY_OR:
    return evaluate_or(e, query, part, error);
  case QUERY_NOT:
    if (!evaluate(e, query->children->pdata[0], &other, error))
      return FALSE;
    part_minus(e, part, &other);
    return TRUE;
  case QUERY_TERM:
    part->set = idset_new(e->catalog->max_id);
    return term_match(e->db, e->catalog, e->group, query, part->set, &part->whole, error);
  case QUERY_ALL:
  default:
    part->set = copy_set(e->catalog->all);
    return TRUE;
  }
}

IdSet *
search_evaluate(Db *db, Catalog *catalog, gint64 group, const Query *query, gboolean *whole,
                GError **error)
{
  const Evaluation e = {db, catalog, group};
  g_auto(Part) part = {NULL, TRUE};
  if (!evaluate(&e, query, &part, error))
    return NULL;
  const IdSet *members = catalog_group(db, catalog, group, error);
  if (members == NULL)
    return NULL;
  if (part.set == NULL)
    part.set = idset_new(catalog->max_id);
  idset_and(part.set, members);
  /* The index may know mails that came after the catalog was loaded. */
  idset_and(part.set, catalog->all);
  *whole = part.whole;
  return g_steal_pointer(&part.set);
}

/* --- relevance --- */

static void
collect_words(const Query *query, GPtrArray *words)
{
  g_autofree char *expression = NULL;
  if (query->op == QUERY_AND || query->op == QUERY_OR)
    for (guint i = 0; i < query->children->len; i++)
      collect_words(query->children->pdata[i], words);
  else if (query->op == QUERY_TERM && match_fold(query, &expression) == MATCH_TEXT)
    g_ptr_array_add(words, (gpointer)query);
}

char *
search_rank_expression(const Query *query)
{
  char *expression = NULL;
  if (match_fold(query, &expression) == MATCH_TEXT)
    return expression;
  /* All words that are wanted, any of which counts; fewer of them until they fit into one question.
   */
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  collect_words(query, words);
  const Query any = {.op = QUERY_OR, .children = words};
  while (words->len > 0 &&
         match_fold(words->len > 1 ? &any : words->pdata[0], &expression) != MATCH_TEXT)
    g_ptr_array_set_size(words, (int)words->len - 1);
  return expression;
}
