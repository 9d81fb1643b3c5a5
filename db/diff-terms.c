#include "db/diff-terms.h"

#include "db/match.h"
#include "db/tokens.h"

#include <string.h>

enum { BLOB_DIGITS = 7 /* in mail and in queries at least */ };

/* --- a phrase in a text --- */

/* Tokens of a phrase, and which of its beginnings end at the token just read: a bit each, the first
 * bit for its first token alone. QUERY_MAX_PHRASE of them fit. */
typedef struct {
  GPtrArray *tokens; /* GBytes */
  gboolean prefix;   /* the last token may go on */
  guint64 begun;
} Phrase;

static int
add_token(void *data, int flags G_GNUC_UNUSED, const char *token, int n, int start G_GNUC_UNUSED,
          int end G_GNUC_UNUSED)
{
  g_ptr_array_add(data, g_bytes_new(token, (gsize)n));
  return 0;
}

static int
read_token(void *data, int flags G_GNUC_UNUSED, const char *token, int n, int start G_GNUC_UNUSED,
           int end G_GNUC_UNUSED)
{
  Phrase *phrase = data;
  guint64 fits = 0;
  for (guint i = 0; i < phrase->tokens->len; i++) {
    gsize len;
    const char *want = g_bytes_get_data(phrase->tokens->pdata[i], &len);
    gboolean may_go_on = phrase->prefix && i + 1 == phrase->tokens->len;
    if ((gsize)n >= len && ((gsize)n == len || may_go_on) && memcmp(token, want, len) == 0)
      fits |= G_GUINT64_CONSTANT(1) << i;
  }
  phrase->begun = (phrase->begun << 1 | 1) & fits;
  return (phrase->begun >> (phrase->tokens->len - 1) & 1) != 0; /* found: stop */
}

static gboolean
has_phrase(const Query *term, const char *text)
{
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  tokens_each(term->text, (int)strlen(term->text), add_token, tokens);
  Phrase phrase = {.tokens = tokens, .prefix = term->prefix};
  return text != NULL && tokens->len > 0 && tokens->len <= QUERY_MAX_PHRASE &&
         tokens_each(text, (int)strlen(text), read_token, &phrase) != 0;
}

/* --- blobs --- */

/* One of ids, one a line, begins with hash, or hash with it: mails and people cut them where they
 * like. */
static gboolean
has_blob(const char *hash, const char *ids)
{
  gsize len = strlen(hash);
  for (const char *at = ids; at != NULL && *at != '\0';) {
    gsize n = strcspn(at, "\n");
    if (n >= BLOB_DIGITS && g_ascii_strncasecmp(at, hash, MIN(n, len)) == 0)
      return TRUE;
    at += n + (at[n] == '\n');
  }
  return FALSE;
}

/* --- mails --- */

static gboolean
fits(const Query *term, char *const diff[DB_DIFF_N])
{
  switch ((int)term->field) {
  case FIELD_DFHH:
    return has_phrase(term, diff[DB_DIFF_HUNK]);
  case FIELD_DFCTX:
    return has_phrase(term, diff[DB_DIFF_CONTEXT]);
  case FIELD_DFPRE:
    return has_blob(term->text, diff[DB_DIFF_BLOB_PRE]);
  case FIELD_DFPOST:
    return has_blob(term->text, diff[DB_DIFF_BLOB_POST]);
  default:
    return has_blob(term->text, diff[DB_DIFF_BLOB_PRE]) ||
           has_blob(term->text, diff[DB_DIFF_BLOB_POST]);
  }
}

static gboolean
read_mail(Db *db, gint64 id, const Query *term, gboolean *has, GError **error)
{
  char *diff[DB_DIFF_N];
  if (!engine_diff_get(db, id, DIFF_MAIL_BYTES, diff, error))
    return FALSE;
  *has = fits(term, diff);
  for (guint i = 0; i < DB_DIFF_N; i++)
    g_free(diff[i]);
  return TRUE;
}

/* What is known of each mail: bit 2 id that it was read, bit 2 id + 1 that it fits. One set, as
 * several threads keep what they found. */
static IdSet *
recall(Catalog *catalog, const char *key)
{
  IdSet *known = catalog_recall(catalog, key);
  return known != NULL ? known : idset_new(2 * catalog->max_id + 1);
}

/* Reads those of candidates that are not known yet. */
static gboolean
read_mails(Db *db, Catalog *catalog, const Query *term, const IdSet *candidates, IdSet *known,
           gboolean *whole, GError **error)
{
  const gint64 *by_date = catalog_by_date(catalog);
  for (guint i = 0; i < catalog->n_by_date; i++) {
    gint64 id = by_date[i];
    if (!idset_has(candidates, id) || idset_has(known, 2 * id))
      continue;
    GError *failed = NULL;
    gboolean has = FALSE;
    if (engine_is_late(db)) {
      *whole = FALSE;
      return TRUE;
    }
    if (!read_mail(db, id, term, &has, &failed)) {
      if (g_error_matches(failed, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
        g_error_free(failed); /* it was taken out since the catalog was loaded */
        continue;
      }
      return catalog_ended_well(failed, whole, error);
    }
    idset_add(known, 2 * id);
    if (has)
      idset_add(known, 2 * id + 1);
  }
  return TRUE;
}

/* The mails that may match: with the words in lines of any kind, with a word that begins as the
 * blob does. */
static char *
candidates_expression(const Query *term)
{
  g_autofree char *first = g_strndup(term->text, BLOB_DIGITS);
  return query_is_blob(term) ? match_words(FIELD_DFBLOB, first, TRUE)
                             : match_words(term->field, term->text, term->prefix);
}

static gboolean
add_words(Db *db, const Query *term, IdSet *found, gboolean *whole, GError **error)
{
  if (term->field != FIELD_DFPRE && term->field != FIELD_DFPOST)
    return TRUE;
  g_autofree char *expression = match_words(term->field, term->text, term->prefix);
  return expression == NULL || engine_text_match(db, expression, found, whole, error);
}

gboolean
diff_term_match(Db *db, Catalog *catalog, const Query *term, const IdSet *within, IdSet *found,
                gboolean *whole, GError **error)
{
  g_autofree char *expression = candidates_expression(term);
  g_autofree char *key = g_strdup_printf("%d %s %s", term->field, term->text, expression);
  g_autoptr(IdSet) candidates = idset_new(catalog->max_id);
  if (expression == NULL)
    return TRUE;
  if (!add_words(db, term, found, whole, error) ||
      !engine_text_match(db, expression, candidates, whole, error))
    return FALSE;
  g_autoptr(IdSet) known = recall(catalog, key);
  idset_and(candidates, within);
  if (!read_mails(db, catalog, term, candidates, known, whole, error))
    return FALSE;
  catalog_remember(catalog, key, known);
  for (gint64 id = idset_next(candidates, 0); id >= 0; id = idset_next(candidates, id + 1))
    if (idset_has(known, 2 * id + 1))
      idset_add(found, id);
  return TRUE;
}
