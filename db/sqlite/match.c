/* Queries as the expressions that FTS5 takes, and asking it for them. */
#include "db/match.h"

#include "db/catalog.h"
#include "db/tokens.h"

#include <string.h>

enum {
  /* FTS5 holds the positions of each token in a mail at once. */
  MAX_TOKENS = QUERY_MAX_PHRASE,
  MAX_DEPTH = 16 /* FTS5's parser stack has 100 places */
};

/* Columns of mail_text that a field looks into; "": all; NULL: the field is not of
 * the text index. */
static const char *const columns[FIELD_N] = {
    [FIELD_ANY] = "",
    [FIELD_SUBJECT] = "{subject} : ",
    [FIELD_FROM] = "{sender} : ",
    [FIELD_TO] = "{recipient} : ",
    [FIELD_CC] = "{copied} : ",
    [FIELD_TC] = "{recipient copied} : ",
    [FIELD_ADDRESS] = "{sender recipient copied} : ",
    [FIELD_BODY_SUBJECT] = "{subject own quoted other dfn dfpre dfpost} : ",
    [FIELD_BODY] = "{own quoted other dfn dfpre dfpost} : ",
    [FIELD_NQ] = "{own other dfn dfpre dfpost} : ",
    [FIELD_QUOTED] = "{quoted} : ",
    [FIELD_DFN] = "{dfn} : ",
    [FIELD_DFA] = "{dfpre} : ",
    [FIELD_DFB] = "{dfpost} : ",
    [FIELD_DFPRE] = "{dfpre} : ",
    [FIELD_DFPOST] = "{dfpost} : ",
    [FIELD_DFBLOB] = "{other} : ",
    [FIELD_DFHH] = "{other} : ",
    [FIELD_DFCTX] = "{other} : ",
    [FIELD_ATTACHMENT] = "{names} : ",
};

/* One expression being made. */
typedef struct {
  guint n_tokens;
  guint depth;
} Fold;

static int
count_token(void *data, int flags G_GNUC_UNUSED, const char *token G_GNUC_UNUSED,
            int n G_GNUC_UNUSED, int start G_GNUC_UNUSED, int end G_GNUC_UNUSED)
{
  guint *count = data;
  (*count)++;
  return 0;
}

/* The words go in as a string of FTS5, whose only special character is the quotation mark: nothing
 * that is typed can become syntax. */
static void
append_words(GString *out, QueryField field, const char *text, gboolean prefix)
{
  g_string_append(out, columns[field]);
  g_string_append_c(out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c(out, '"');
    g_string_append_c(out, *p);
  }
  g_string_append(out, prefix ? "\" *" : "\"");
}

gboolean
match_is_narrowed(const Query *term)
{
  return term->op == QUERY_TERM &&
         (term->field == FIELD_DFHH || term->field == FIELD_DFCTX || query_is_blob(term));
}

char *
match_words(QueryField field, const char *text, gboolean prefix)
{
  guint n = 0;
  tokens_each(text, (int)strlen(text), count_token, &n);
  if (n == 0)
    return NULL;
  GString *out = g_string_new(NULL);
  append_words(out, field, text, prefix);
  return g_string_free(out, FALSE);
}

static MatchKind
fold_term(Fold *fold, const Query *term, GString *out)
{
  if (columns[term->field] == NULL)
    return MATCH_OTHER;
  guint n = 0;
  tokens_each(term->text, (int)strlen(term->text), count_token, &n);
  if (n == 0)
    return MATCH_NOTHING_TO_LOOK_FOR;
  fold->n_tokens += n;
  if (match_is_narrowed(term) || fold->n_tokens > MAX_TOKENS || (term->prefix && fold->depth > 1))
    return MATCH_OTHER;
  append_words(out, term->field, term->text, term->prefix);
  return MATCH_TEXT;
}

static MatchKind fold_query(Fold *fold, const Query *query, GString *out);

/* "(a) AND (b)", without those that give nothing to look for. The parser bounds the depth of
 * queries, and fold_query that of expressions. */
static MatchKind
fold_joined(Fold *fold, GPtrArray *queries, const char *joint, GString *out)
{
  guint n = 0;
  for (guint i = 0; i < queries->len; i++) {
    gsize before = out->len;
    g_string_append(out, n > 0 ? joint : "");
    g_string_append_c(out, '(');
    MatchKind kind = fold_query(fold, queries->pdata[i], out);
    g_string_append_c(out, ')');
    if (kind == MATCH_OTHER)
      return MATCH_OTHER;
    if (kind == MATCH_NOTHING_TO_LOOK_FOR)
      g_string_truncate(out, before);
    else
      n++;
  }
  return n > 0 ? MATCH_TEXT : MATCH_NOTHING_TO_LOOK_FOR;
}

/* FTS5 knows NOT only between two operands: what is unwanted goes behind what is wanted. */
static MatchKind
fold_and(Fold *fold, GPtrArray *queries, GString *out)
{
  g_autoptr(GPtrArray) wanted = g_ptr_array_new();
  g_autoptr(GPtrArray) unwanted = g_ptr_array_new();
  for (guint i = 0; i < queries->len; i++) {
    Query *query = queries->pdata[i];
    if (query->op == QUERY_NOT)
      g_ptr_array_add(unwanted, query->children->pdata[0]);
    else
      g_ptr_array_add(wanted, query);
  }
  g_autoptr(GString) minus = g_string_new(NULL);
  g_string_append_c(out, '(');
  MatchKind kind = fold_joined(fold, wanted, " AND ", out);
  MatchKind minus_kind = fold_joined(fold, unwanted, " OR ", minus);
  g_string_append_c(out, ')');
  if (kind == MATCH_OTHER || minus_kind == MATCH_OTHER)
    return MATCH_OTHER;
  if (kind == MATCH_NOTHING_TO_LOOK_FOR)
    return minus_kind == MATCH_TEXT ? MATCH_OTHER : kind;
  if (minus_kind == MATCH_TEXT)
    g_string_append_printf(out, " NOT (%s)", minus->str);
  return MATCH_TEXT;
}

static MatchKind
fold_query(Fold *fold, const Query *query, GString *out)
{
  if (++fold->depth > MAX_DEPTH)
    return MATCH_OTHER;
  MatchKind kind = MATCH_OTHER;
  if (query->op == QUERY_TERM)
    kind = fold_term(fold, query, out);
  else if (query->op == QUERY_AND)
    kind = fold_and(fold, query->children, out);
  else if (query->op == QUERY_OR)
    kind = fold_joined(fold, query->children, " OR ", out);
  fold->depth--;
  return kind;
}

static MatchKind
finish(MatchKind kind, GString *out, char **expression)
{
  *expression = kind == MATCH_TEXT ? g_strdup(out->str) : NULL;
  return kind;
}

MatchKind
match_fold(const Query *query, char **expression)
{
  g_autoptr(GString) out = g_string_new(NULL);
  Fold fold = {0};
  return finish(fold_query(&fold, query, out), out, expression);
}

MatchKind
match_fold_all(GPtrArray *queries, char **expression)
{
  g_autoptr(GString) out = g_string_new(NULL);
  Fold fold = {.depth = 1};
  return finish(fold_and(&fold, queries, out), out, expression);
}

/* --- asking --- */

gboolean
engine_text_match(Db *db, const char *expression, IdSet *found, gboolean *whole, GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "SELECT rowid FROM mail_text WHERE mail_text MATCH $1", error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 1, expression);
  return catalog_collect(stmt, found, whole, error);
}

gboolean
engine_text_rank(Db *db, const char *expression, const IdSet *wanted, float *score, gboolean *whole,
                 GError **error)
{
  /* subject, sender, recipient, copied, own, quoted, other, dfn, dfpre, dfpost, names */
  g_autoptr(Stmt) stmt = engine_prepare(
      db,
      "SELECT rowid, bm25(mail_text, 8.0, 4.0, 0.5, 0.5, 3.0, 0.5, 0.5, 2.0, 0.5, 1.0, 2.0)"
      " FROM mail_text WHERE mail_text MATCH $1",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 1, expression);
  GError *step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    gint64 id = stmt_int(stmt, 0);
    if (idset_has(wanted, id))
      score[id] = (float)-stmt_double(stmt, 1);
  }
  return catalog_ended_well(step_error, whole, error);
}
