/* Inline replies: joining what a mail says under a quoted line to the item that the line states.
 * The item is looked for in the mails that the reply refers to, nearest first. As long as one of
 * these that would come before the match is missing, the reply waits beside it, so that the outcome
 * does not depend on the order in which mail comes. */
#include "db/identity.h"
#include "db/store.h"

/* A statement in one of the mails referred to; its texts are owned by known. */
typedef struct {
  char *quote, *title; /* folded */
  char *key;
  gint64 number;
  guint distance; /* of its mail: 0 the nearest reference */
} Candidate;

typedef struct {
  Db *db;
  gint64 group, message;
  GHashTable *known;  /* message -> GArray of Candidate: what mails that were looked at say */
  GArray *candidates; /* Candidate, nearest first */
  GPtrArray *missing; /* Message-IDs the group does not hold */
  guint nearest_missing;
  gboolean by_subject; /* its parent may change with any mail */
} Match;

static void
candidate_clear(gpointer data)
{
  Candidate *candidate = data;
  g_free(candidate->quote);
  g_free(candidate->title);
  g_free(candidate->key);
}

static GArray *
load_candidates(const Match *match, gint64 message, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      match->db, error,
      "SELECT f.quote, f.title, me.number, me.key FROM mention me JOIN found f ON f.id ="
      " me.found WHERE me.message = $2 AND me.group_id = $1 AND me.kind < 2"
      " ORDER BY f.n",
      2, match->group, message);
  if (stmt == NULL)
    return NULL;
  g_autoptr(GArray) said = g_array_new(FALSE, FALSE, sizeof(Candidate));
  g_array_set_clear_func(said, candidate_clear);
  g_autoptr(GError) step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    Candidate candidate = {.quote = identity_fold(stmt_text(stmt, 0)),
                           .title = identity_fold(stmt_text(stmt, 1)),
                           .number = stmt_int(stmt, 2),
                           .key = stmt_dup_text(stmt, 3)};
    g_array_append_val(said, candidate);
  }
  if (step_error == NULL)
    return g_steal_pointer(&said);
  g_propagate_error(error, g_steal_pointer(&step_error));
  return NULL;
}

static gboolean
add_candidates(Match *match, gint64 message, guint distance, GError **error)
{
  GArray *said = g_hash_table_lookup(match->known, &message);
  if (said == NULL) {
    said = load_candidates(match, message, error);
    if (said == NULL)
      return FALSE;
    g_hash_table_insert(match->known, g_memdup2(&message, sizeof message), said);
  }
  for (guint i = 0; i < said->len; i++) {
    Candidate candidate = g_array_index(said, Candidate, i);
    candidate.distance = distance;
    g_array_append_val(match->candidates, candidate);
  }
  return TRUE;
}

static gboolean
look_up_references(Match *match, char **refs, const char *own_id, GError **error)
{
  guint n = g_strv_length(refs);
  for (guint i = n; i > 0; i--) {
    gint64 held = 0;
    if (*refs[i - 1] == '\0' || g_str_equal(refs[i - 1], own_id))
      continue;
    if (!message_find_held(match->db, match->group, refs[i - 1], &held, error))
      return FALSE;
    if (held != 0 && !add_candidates(match, held, n - i, error))
      return FALSE;
    if (held == 0) {
      match->nearest_missing = MIN(match->nearest_missing, n - i);
      g_ptr_array_add(match->missing, g_strdup(refs[i - 1]));
    }
  }
  return TRUE;
}

static gboolean
look_around(Match *match, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(match->db, error,
                    "SELECT r.refs, m.message_id, p.by_subject, p.want FROM raw r JOIN message m ON"
                    " m.id = r.message LEFT JOIN place p ON p.group_id = $1 AND p.message = m.id"
                    " WHERE r.message = $2",
                    2, match->group, match->message);
  if (stmt == NULL || !store_one(stmt, "no such message", error))
    return FALSE;
  match->by_subject = stmt_int(stmt, 2) != 0;
  const char *joined = stmt_text(stmt, 0);
  if (match->by_subject)
    return add_candidates(match, stmt_int(stmt, 3), 0, error);
  g_auto(GStrv) refs = g_strsplit(joined != NULL ? joined : "", "\n", -1);
  return look_up_references(match, refs, stmt_text(stmt, 1), error);
}

static const Candidate *
find_candidate(const Match *match, const char *quoted)
{
  if (match->candidates->len == 0)
    return NULL; /* most replies on most lists: nothing was found in what they answer */
  g_autofree char *fold = identity_fold(quoted);
  for (guint i = 0; i < match->candidates->len; i++) {
    const Candidate *candidate = &g_array_index(match->candidates, Candidate, i);
    if (identity_folds_match(fold, candidate->quote) ||
        identity_folds_match(fold, candidate->title))
      return candidate;
  }
  return NULL;
}

static void
bind_reply(Stmt *stmt, int first, const ReplyDraft *reply)
{
  stmt_bind_int(stmt, first, reply->lines.first);
  stmt_bind_int(stmt, first + 1, reply->lines.last);
  stmt_bind_text(stmt, first + 2, reply->quote != NULL ? reply->quote : "");
  if (reply->suggests)
    stmt_bind_int(stmt, first + 3, reply->suggestion);
  stmt_bind_int(stmt, first + 4, reply->takes != FALSE);
}

static gboolean
add_reply_mention(const Match *match, guint n, const ReplyDraft *reply, const Candidate *candidate,
                  GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(
      match->db, error,
      "INSERT INTO mention (group_id, number, message, kind, n, first_line, last_line, quote,"
      " suggestion, takes, key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      5, match->group, candidate->number, match->message, (gint64)MENTION_REPLY, (gint64)n);
  if (stmt == NULL)
    return FALSE;
  bind_reply(stmt, 6, reply);
  stmt_bind_text(stmt, 11, candidate->key);
  return stmt_run(stmt, error);
}

static gboolean
add_waiting(const Match *match, guint n, const ReplyDraft *reply, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(match->db, error,
                    "INSERT INTO reply_wait (group_id, message, n, first_line, last_line, quote,"
                    " suggestion, takes, quoted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    3, match->group, match->message, (gint64)n);
  if (stmt == NULL)
    return FALSE;
  bind_reply(stmt, 4, reply);
  stmt_bind_text(stmt, 9, reply->quoted != NULL ? reply->quoted : "");
  return stmt_run(stmt, error);
}

static gboolean
match_one(const Match *match, guint n, const ReplyDraft *reply, GHashTable *touched,
          gboolean *waits, GError **error)
{
  const Candidate *candidate = find_candidate(match, reply->quoted);
  if (candidate != NULL) {
    g_hash_table_add(touched, g_memdup2(&candidate->number, sizeof candidate->number));
    if (!add_reply_mention(match, n, reply, candidate, error))
      return FALSE;
  }
  gboolean may_change =
      match->by_subject || (match->missing->len > 0 &&
                            (candidate == NULL || candidate->distance > match->nearest_missing));
  *waits = *waits || may_change;
  return !may_change || add_waiting(match, n, reply, error);
}

static gboolean
wait_for_missing(const Match *match, GError **error)
{
  for (guint i = 0; i < match->missing->len; i++)
    if (!store_run(match->db, error,
                   "INSERT INTO reply_target (group_id, target, message) VALUES ($1, $2, $3) ON"
                   " CONFLICT (group_id, target, message) DO NOTHING",
                   3, match->group, message_id_hash(match->missing->pdata[i]), match->message))
      return FALSE;
  return TRUE;
}

/* numbers: the place of each reply among the drafts of its mail. */
static gboolean
match_all(Match *match, GPtrArray *replies, const guint *numbers, GHashTable *touched,
          GError **error)
{
  gboolean waits = FALSE;
  if (!look_around(match, error))
    return FALSE;
  for (guint i = 0; i < replies->len; i++)
    if (!match_one(match, numbers != NULL ? numbers[i] : i, replies->pdata[i], touched, &waits,
                   error))
      return FALSE;
  return !waits || wait_for_missing(match, error);
}

static gboolean
match_mail(const ReplyScope *scope, gint64 message, GPtrArray *replies, const guint *numbers,
           GError **error)
{
  g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
  g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
  Match match = {.db = scope->db,
                 .group = scope->group,
                 .known = scope->known,
                 .message = message,
                 .candidates = candidates,
                 .missing = missing,
                 .nearest_missing = G_MAXUINT};
  return match_all(&match, replies, numbers, scope->touched, error);
}

GHashTable *
reply_known_new(void)
{
  return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
}

gboolean
reply_match(const ReplyScope *scope, gint64 message, GPtrArray *replies, GError **error)
{
  return match_mail(scope, message, replies, NULL, error);
}

/* --- those that waited --- */

static gpointer
row_to_reply(Stmt *stmt)
{
  ReplyDraft *reply = g_new0(ReplyDraft, 1);
  reply->lines.first = (guint)stmt_int(stmt, 0);
  reply->lines.last = (guint)stmt_int(stmt, 1);
  reply->quote = stmt_dup_text(stmt, 2);
  reply->suggests = !stmt_is_null(stmt, 3);
  reply->suggestion = (ItemState)stmt_int(stmt, 3);
  reply->takes = stmt_int(stmt, 4) != 0;
  reply->quoted = stmt_dup_text(stmt, 5);
  return reply;
}

/* Items lose the mentions that are about to be matched again. */
static gboolean
forget_waiting(const ReplyScope *scope, gint64 message, GError **error)
{
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = store_prepare(
      scope->db, error,
      "DELETE FROM mention WHERE message = $2 AND group_id = $1 AND kind = 2 AND n IN (SELECT w.n"
      " FROM reply_wait w WHERE w.group_id = $1 AND w.message = $2) RETURNING number",
      2, scope->group, message);
  if (stmt == NULL || !store_ids(stmt, numbers, error))
    return FALSE;
  for (guint i = 0; i < numbers->len; i++)
    g_hash_table_add(scope->touched, g_memdup2(&g_array_index(numbers, gint64, i), sizeof(gint64)));
  return store_run(scope->db, error, "DELETE FROM reply_wait WHERE group_id = $1 AND message = $2",
                   2, scope->group, message);
}

gboolean
reply_match_again(const ReplyScope *scope, gint64 message, GError **error)
{
  g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) which = store_prepare(
      scope->db, error, "SELECT n FROM reply_wait WHERE group_id = $1 AND message = $2 ORDER BY n",
      2, scope->group, message);
  g_autoptr(Stmt) stmt = store_prepare(
      scope->db, error,
      "SELECT first_line, last_line, quote, suggestion, takes, quoted FROM reply_wait WHERE"
      " group_id = $1 AND message = $2 ORDER BY n",
      2, scope->group, message);
  if (which == NULL || stmt == NULL || !store_ids(which, places, error))
    return FALSE;
  g_autoptr(GPtrArray) replies =
      store_rows(stmt, row_to_reply, (GDestroyNotify)reply_draft_free, error);
  if (replies == NULL || !forget_waiting(scope, message, error))
    return FALSE;
  g_autofree guint *numbers = g_new(guint, replies->len + 1);
  for (guint i = 0; i < replies->len; i++)
    numbers[i] = (guint)g_array_index(places, gint64, i);
  return replies->len == 0 || match_mail(scope, message, replies, numbers, error);
}

gboolean
reply_match_waiting(const ReplyScope *scope, gint64 arrived, GError **error)
{
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_autoptr(Stmt) stmt = store_prepare(
      scope->db, error,
      "SELECT message FROM reply_target WHERE group_id = $1 AND target = (SELECT id_hash FROM"
      " message WHERE id = $2)",
      2, scope->group, arrived);
  if (stmt == NULL || !store_ids(stmt, ids, error))
    return FALSE;
  if (ids->len == 0)
    return TRUE;
  if (!store_run(scope->db, error,
                 "DELETE FROM reply_target WHERE group_id = $1 AND target = (SELECT id_hash FROM"
                 " message WHERE id = $2)",
                 2, scope->group, arrived))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!reply_match_again(scope, g_array_index(ids, gint64, i), error))
      return FALSE;
  return TRUE;
}
