/* Reading links and votes. */
#include "db/link.h"
#include "db/archived.h"
#include "db/link-ref.h"
#include "db/store.h"
#include "db/vote-count.h"

#include <string.h>

/* --- links --- */

gpointer
link_from_row(Stmt *stmt)
{
  Link *link = g_new0(Link, 1);
  link->id = stmt_int(stmt, 0);
  link->kind = (LinkKind)stmt_int(stmt, 1);
  link->value = stmt_dup_text(stmt, 2);
  link->key = stmt_dup_text(stmt, 3);
  link->url = stmt_dup_text(stmt, 4);
  link->message_id = stmt_dup_text(stmt, 5);
  link->line = (guint)stmt_int(stmt, 6);
  link->item = stmt_int(stmt, 7);
  link->item_title = stmt_dup_text(stmt, 8);
  link->title = stmt_dup_text(stmt, 9);
  link->state = stmt_dup_text(stmt, 10);
  link->closed = stmt_int(stmt, 11) != 0;
  link->fetched = stmt_int(stmt, 12);
  link->author = stmt_dup_text(stmt, 13);
  link->dated = stmt_int(stmt, 14);
  link->tags = stmt_dup_text(stmt, 15);
  link->message = stmt_int(stmt, 16);
  link->sent = stmt_int(stmt, 17);
  link->state_was = stmt_dup_text(stmt, 18);
  link->state_changed = stmt_int(stmt, 19);
  link->reopened =
      !link->closed && link->state_changed != 0 && stmt_int(stmt, 20) == link->state_changed;
  return link;
}

/* Most mails have none; to see that is a sixth of looking for what is known of theirs. */
static gboolean
has_links(Db *db, gint64 message, gboolean *some, GError **error)
{
  gint64 one = 0;
  gboolean ok =
      store_number(db, &one, 0, error, "SELECT 1 FROM link WHERE message = $1 LIMIT 1", 1, message);
  *some = one != 0;
  return ok;
}

GPtrArray *
db_link_list(Db *db, gint64 group, gint64 message, GError **error)
{
  gboolean some = TRUE;
  if (message != 0 && !has_links(db, message, &some, error))
    return NULL;
  if (!some)
    return g_ptr_array_new_with_free_func((GDestroyNotify)link_free);
  g_autoptr(Stmt) stmt =
      message != 0
          ? store_prepare(db, error,
                          "SELECT " LINK_COLUMNS " WHERE l.message = $2 ORDER BY l.line, l.n", 2,
                          group, message)
          : store_prepare(db, error,
                          "SELECT " LINK_COLUMNS " ORDER BY p.date, m.message_id, l.line, l.n", 1,
                          group);
  return stmt != NULL ? store_rows(stmt, link_from_row, (GDestroyNotify)link_free, error) : NULL;
}

/* The least text that sorts after every text that starts with prefix. */
static char *
end_of_prefix(const char *prefix)
{
  return g_strconcat(prefix, "\xf4\x8f\xbf\xbf", NULL);
}

/* "bugs.centos.org/6893" asks for one tracker's ticket; its number alone for that of any. */
static gboolean
names_tracker(LinkKind kind, const char *value, const char *ref)
{
  return kind == LINK_BUG && strlen(value) > strlen(ref) && strchr(value, '/') != NULL;
}

/* HyperKitty's addresses of a mail, and of the thread that it began, on whatever host they are. */
static GPtrArray *
list_mail_refs(Db *db, gint64 group, const char *id, const char *ref, gint64 limit, GError **error)
{
  g_autofree char *hash = archived_computed(id);
  g_autofree char *lower = g_ascii_strdown(hash, -1);
  g_autofree char *mail = g_strconcat("/message/", lower, NULL);
  g_autofree char *thread = g_strconcat("/thread/", lower, NULL);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT " LINK_COLUMNS " WHERE l.kind = $2 AND (l.ref = $4 OR substr(l.ref, -length($5)) = $5"
      " OR substr(l.ref, -length($6)) = $6) ORDER BY p.date DESC, l.message DESC, l.line LIMIT $3",
      3, group, (gint64)LINK_MAIL, limit);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 4, ref);
  stmt_bind_text(stmt, 5, mail);
  stmt_bind_text(stmt, 6, thread);
  return store_rows(stmt, link_from_row, (GDestroyNotify)link_free, error);
}

static GPtrArray *
list_refs(Db *db, gint64 group, LinkKind kind, const char *value, const char *ref, gint64 limit,
          GError **error)
{
  enum { COMMIT_DIGITS_MIN = 7 };
  gboolean prefix = kind == LINK_COMMIT && strlen(ref) >= COMMIT_DIGITS_MIN;
  g_autofree char *end = prefix ? end_of_prefix(ref) : g_strdup(ref);
  g_autofree char *tail =
      names_tracker(kind, value, ref) ? g_ascii_strdown(value, -1) : g_strdup("");
  /* A mail may cite more or fewer digits of a commit than the reader typed:
   * both directions match. */
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT " LINK_COLUMNS " WHERE l.kind = $2 AND ((l.ref >= $4 AND l.ref <= $5) OR ($6 = 1 AND"
      " l.ref IN (SELECT substr($4, 1, n.digits) FROM (SELECT DISTINCT length(ref) AS digits FROM"
      " link WHERE kind = $2) n WHERE n.digits >= 7))) AND ($7 = '' OR lower(l.key) LIKE '%' || $7)"
      " ORDER BY p.date DESC, l.message DESC, l.line LIMIT $3",
      3, group, (gint64)kind, limit);
  if (stmt == NULL)
    return NULL;
  stmt_bind_text(stmt, 4, ref);
  stmt_bind_text(stmt, 5, end);
  stmt_bind_int(stmt, 6, prefix);
  stmt_bind_text(stmt, 7, tail);
  return store_rows(stmt, link_from_row, (GDestroyNotify)link_free, error);
}

GPtrArray *
db_link_refs(Db *db, gint64 group, LinkKind kind, const char *value, guint limit, GError **error)
{
  g_autofree char *ref = link_ref(kind, value);
  gint64 most = limit == 0 ? -1 : (gint64)limit;
  return kind == LINK_MAIL ? list_mail_refs(db, group, value, ref, most, error)
                           : list_refs(db, group, kind, value, ref, most, error);
}

/* --- votes --- */

static void
vote_row_free(gpointer data)
{
  VoteRow *row = data;
  vote_free(row->vote);
  g_free(row->voter_key);
  g_free(row->content);
  g_free(row);
}

static gpointer
row_to_vote(Stmt *stmt)
{
  VoteRow *row = g_new0(VoteRow, 1);
  row->message = stmt_int(stmt, 0);
  row->thread = stmt_int(stmt, 1);
  row->voter_key = stmt_dup_text(stmt, 2);
  row->vote = g_new0(Vote, 1);
  row->vote->message_id = stmt_dup_text(stmt, 3);
  row->vote->date = stmt_int(stmt, 4);
  row->vote->voter = person_new(stmt_text(stmt, 5), stmt_text(stmt, 6));
  row->vote->line = (guint)stmt_int(stmt, 7);
  row->vote->option = stmt_dup_text(stmt, 8);
  row->vote->value = (int)stmt_int(stmt, 9);
  row->vote->value_text = stmt_dup_text(stmt, 10);
  row->vote->claim = stmt_dup_text(stmt, 11);
  row->vote->why = stmt_dup_text(stmt, 12);
  row->vote->quote = stmt_dup_text(stmt, 13);
  row->like = row->vote->why != NULL;
  row->item = stmt_int(stmt, 14);
  row->vote->comment = stmt_dup_text(stmt, 15);
  row->vote->binding = stmt_int(stmt, 16) != 0;
  row->content = stmt_dup_text(stmt, 17);
  row->later = stmt_int(stmt, 18) != 0;
  return row;
}

static void
count_votes(GPtrArray *rows)
{
  g_autofree VoteMark *marks = g_new0(VoteMark, rows->len + 1);
  for (guint i = 0; i < rows->len; i++) {
    const VoteRow *row = rows->pdata[i];
    marks[i] = (VoteMark){.thread = row->thread,
                          .voter = row->voter_key,
                          .option = row->vote->option,
                          .like = row->like || row->later};
  }
  vote_count_marks(marks, rows->len);
  for (guint i = 0; i < rows->len; i++) {
    VoteRow *row = rows->pdata[i];
    row->vote->counted = marks[i].counted;
    if (!row->like && row->later)
      row->vote->why = g_strdup("another mail has this Message-ID");
    else if (!row->like && !marks[i].counted)
      row->vote->why = g_strdup("a later vote of the same person");
  }
}

/* binding: on the roster when the mail was written, whatever it claims. */
#define VOTE_COLUMNS                                                                               \
  "v.message, p.thread, m.from_key, m.message_id, m.date, m.from_name, m.from_email, v.line,"      \
  " v.option, v.value, v.value_text, v.claim, v.why, v.quote, (SELECT min(me.number) FROM mention" \
  " me WHERE me.message = v.message AND me.group_id = $1 AND me.kind = 2 AND me.first_line <="     \
  " v.line AND me.last_line >= v.line), v.comment, (SELECT count(*) FROM member_address a JOIN "   \
  "membership s ON s.member = a.member AND s.group_id = $1 WHERE a.address = m.from_key AND "      \
  "s.role > 0 AND s.since <= m.date AND (s.until = 0 OR m.date < s.until)), "                      \
  "docket_hex(m.content_hash), EXISTS (SELECT 1 FROM message o JOIN group_message g ON"            \
  " g.group_id = $1 AND g.message = o.id WHERE o.id_hash = m.id_hash AND o.message_id ="           \
  " m.message_id AND o.id < m.id) FROM vote v JOIN message m ON m.id = v.message JOIN place p ON"  \
  " p.message = v.message AND p.group_id = $1"
#define VOTE_ORDER " ORDER BY m.date, m.message_id, m.alternate, v.line, v.n"

GPtrArray *
vote_rows_of_thread(Db *db, gint64 group, gint64 thread, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT " VOTE_COLUMNS
                                       " WHERE v.message IN (SELECT q.message FROM place q WHERE"
                                       " q.group_id = $1 AND q.thread = $2)" VOTE_ORDER,
                                       2, group, thread);
  GPtrArray *rows = stmt != NULL ? store_rows(stmt, row_to_vote, vote_row_free, error) : NULL;
  if (rows != NULL)
    count_votes(rows);
  return rows;
}

static GPtrArray *
vote_rows_of_group(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error, "SELECT " VOTE_COLUMNS VOTE_ORDER, 1, group);
  GPtrArray *rows = stmt != NULL ? store_rows(stmt, row_to_vote, vote_row_free, error) : NULL;
  if (rows != NULL)
    count_votes(rows);
  return rows;
}

/* Takes the votes out of rows: all of them (message 0), or those of one mail; their mails go into
 * messages when it is not NULL. */
static GPtrArray *
take_votes(GPtrArray *rows, gint64 message, GArray *messages)
{
  GPtrArray *votes = g_ptr_array_new_with_free_func((GDestroyNotify)vote_free);
  for (guint i = 0; i < rows->len; i++) {
    VoteRow *row = rows->pdata[i];
    if (message != 0 && row->message != message)
      continue;
    g_ptr_array_add(votes, g_steal_pointer(&row->vote));
    if (messages != NULL)
      g_array_append_val(messages, row->message);
  }
  return votes;
}

GPtrArray *
db_vote_list(Db *db, gint64 group, gint64 message, GError **error)
{
  /* Whether a vote counts is only known among all votes of its thread. Most mails have none. */
  gint64 thread = 0;
  if (message != 0 &&
      !store_number(db, &thread, 0, error,
                    "SELECT p.thread FROM vote v CROSS JOIN place p ON p.group_id = $1 AND"
                    " p.message = v.message WHERE v.message = $2 LIMIT 1",
                    2, group, message))
    return NULL;
  if (message != 0 && thread == 0)
    return g_ptr_array_new_with_free_func((GDestroyNotify)vote_free);
  g_autoptr(GPtrArray) rows = message == 0 ? vote_rows_of_group(db, group, error)
                                           : vote_rows_of_thread(db, group, thread, error);
  return rows != NULL ? take_votes(rows, message, NULL) : NULL;
}

GPtrArray *
db_vote_list_thread(Db *db, gint64 group, gint64 thread, GArray **messages, GError **error)
{
  g_autoptr(GPtrArray) rows = vote_rows_of_thread(db, group, thread, error);
  *messages = NULL;
  if (rows == NULL)
    return NULL;
  *messages = g_array_new(FALSE, FALSE, sizeof(gint64));
  return take_votes(rows, 0, *messages);
}
