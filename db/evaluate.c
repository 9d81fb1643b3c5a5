#include "db/evaluate.h"

#include "db/diff-terms.h"
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
  gboolean late; /* the deadline has passed: nothing more is asked */
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

/* within: what is asked of other mails has no say, so these need not be read. part is empty before.
 */
static gboolean evaluate(Evaluation *e, const Query *query, const IdSet *within, Part *part,
                         GError **error);

static gboolean
evaluate_text(Evaluation *e, const char *expression, Part *part, GError **error)
{
  part->set = catalog_recall(e->catalog, expression);
  if (part->set != NULL)
    return TRUE;
  part->set = idset_new(e->catalog->max_id);
  gboolean ok = e->late || engine_text_match(e->db, expression, part->set, &part->whole, error);
  part->whole &= !e->late;
  e->late |= !part->whole;
  if (ok && part->whole)
    catalog_remember(e->catalog, expression, part->set);
  return ok;
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
part_minus(Evaluation *e, Part *part, const Part *other)
{
  if (other->set == NULL)
    return;
  if (part->set == NULL)
    part->set = copy_set(e->catalog->all);
  part->whole &= other->whole;
  idset_minus(part->set, other->whole ? other->set : e->catalog->all);
}

/* Asks for all of batch, as far as that is one question; else they are left for one by one. */
static gboolean
evaluate_batch(Evaluation *e, GPtrArray *batch, GPtrArray *others, Part *part, GError **error)
{
  g_autofree char *expression = NULL;
  if (batch->len > 0 && match_fold_all(batch, &expression) == MATCH_TEXT) {
    g_auto(Part) found = {NULL, TRUE};
    if (!evaluate_text(e, expression, &found, error))
      return FALSE;
    part_and(part, &found);
  } else {
    g_ptr_array_extend(others, batch, NULL, NULL);
  }
  g_ptr_array_set_size(batch, 0);
  return TRUE;
}

/* The children that the text index answers, in as few questions as it takes: a rare word then
 * spares reading a common one. Gives the other children back; NULL: error. */
static GPtrArray *
evaluate_texts(Evaluation *e, GPtrArray *queries, Part *part, GError **error)
{
  g_autoptr(GPtrArray) batch = g_ptr_array_new();
  g_autoptr(GPtrArray) others = g_ptr_array_new();
  for (guint i = 0; i < queries->len; i++) {
    Query *query = queries->pdata[i];
    g_autofree char *alone = NULL, *together = NULL;
    const Query *inner = query->op == QUERY_NOT ? query->children->pdata[0] : query;
    if (inner->prefix || match_fold(inner, &alone) != MATCH_TEXT) {
      g_ptr_array_add(others, query);
      continue;
    }
    g_ptr_array_add(batch, query);
    if (batch->len == 1 || match_fold_all(batch, &together) == MATCH_TEXT)
      continue;
    g_ptr_array_set_size(batch, (int)batch->len - 1);
    if (!evaluate_batch(e, batch, others, part, error))
      return NULL;
    g_ptr_array_add(batch, query);
  }
  return evaluate_batch(e, batch, others, part, error) ? g_steal_pointer(&others) : NULL;
}

static gboolean
evaluate_child(Evaluation *e, const Query *child, const IdSet *within, Part *part, GError **error)
{
  gboolean negated = child->op == QUERY_NOT;
  g_auto(Part) other = {NULL, TRUE};
  if (!evaluate(e, negated ? child->children->pdata[0] : child, within, &other, error))
    return FALSE;
  if (negated)
    part_minus(e, part, &other);
  else
    part_and(part, &other);
  return TRUE;
}

/* Mails have to be read for it. The parser bounds the depth of a query, so this may recurse. */
static gboolean
reads_mail(const Query *query)
{
  for (guint i = 0; query->children != NULL && i < query->children->len; i++)
    if (reads_mail(query->children->pdata[i]))
      return TRUE;
  return match_is_narrowed(query);
}

/* What mails have to be read for comes last: then only those are that all else has left. */
static gboolean
evaluate_and(Evaluation *e, const Query *query, const IdSet *within, Part *part, GError **error)
{
  g_autoptr(GPtrArray) rest = evaluate_texts(e, query->children, part, error);
  for (guint i = 0; rest != NULL && i < rest->len; i++)
    if (!reads_mail(rest->pdata[i]) && !evaluate_child(e, rest->pdata[i], within, part, error))
      return FALSE;
  for (guint i = 0; rest != NULL && i < rest->len; i++) {
    if (!reads_mail(rest->pdata[i]))
      continue;
    g_autoptr(IdSet) left = copy_set(within);
    if (part->set != NULL)
      idset_and(left, part->set);
    if (!evaluate_child(e, rest->pdata[i], left, part, error))
      return FALSE;
  }
  return rest != NULL;
}

static gboolean
evaluate_or(Evaluation *e, const Query *query, const IdSet *within, Part *part, GError **error)
{
  for (guint i = 0; i < query->children->len; i++) {
    g_auto(Part) other = {NULL, TRUE};
    if (!evaluate(e, query->children->pdata[i], within, &other, error))
      return FALSE;
    part->whole &= other.whole;
    if (part->set == NULL)
      part->set = g_steal_pointer(&other.set);
    else if (other.set != NULL)
      idset_or(part->set, other.set);
  }
  return TRUE;
}

static gboolean
evaluate_term(Evaluation *e, const Query *term, const IdSet *within, Part *part, GError **error)
{
  part->set = idset_new(e->catalog->max_id);
  gboolean ok =
      match_is_narrowed(term)
          ? diff_term_match(e->db, e->catalog, term, within, part->set, &part->whole, error)
          : term_match(e->db, e->catalog, e->group, term, part->set, &part->whole, error);
  e->late |= !part->whole;
  return ok;
}

/* The parser bounds the depth of a query, so this may recurse. */
static gboolean
evaluate(Evaluation *e, const Query *query, const IdSet *within, Part *part, GError **error)
{
  if (e->late) {
    part->set = idset_new(e->catalog->max_id);
    part->whole = FALSE;
    return TRUE;
  }
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
    return evaluate_and(e, query, within, part, error);
  case QUERY_OR:
    return evaluate_or(e, query, within, part, error);
  case QUERY_NOT:
    if (!evaluate(e, query->children->pdata[0], within, &other, error))
      return FALSE;
    part_minus(e, part, &other);
    return TRUE;
  case QUERY_TERM:
    return evaluate_term(e, query, within, part, error);
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
  Evaluation e = {db, catalog, group, FALSE};
  g_auto(Part) part = {NULL, TRUE};
  /* First, while there is time: without it no result is known to be of the group. */
  const IdSet *members = catalog_group(db, catalog, group, error);
  if (members == NULL || !evaluate(&e, query, members, &part, error))
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
  /* All words that are wanted, any of which counts; fewer of them until they fit
   * into one question. */
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  collect_words(query, words);
  const Query any = {.op = QUERY_OR, .children = words};
  while (words->len > 0 &&
         match_fold(words->len > 1 ? &any : words->pdata[0], &expression) != MATCH_TEXT)
    g_ptr_array_set_size(words, (int)words->len - 1);
  return expression;
}
