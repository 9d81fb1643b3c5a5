#include "db/terms.h"

#include "db/link-ref.h"
#include "db/store.h"
#include "db/tokens.h"

#include <string.h>

/* What one term asks of. */
typedef struct {
  Db *db;
  Catalog *catalog;
  gint64 group;
  const Query *term;
  IdSet *found;
  gboolean *whole;
} Ask;

static gboolean
ask_dates(const Ask *ask, const gint64 *dates)
{
  const Query *term = ask->term;
  const Catalog *catalog = ask->catalog;
  for (gint64 id = idset_next(catalog->all, 0); id >= 0; id = idset_next(catalog->all, id + 1)) {
    gint64 date = dates[id];
    if ((term->from == 0 || date >= term->from) && (term->until == 0 || date < term->until))
      idset_add(ask->found, id);
  }
  return TRUE;
}

static gboolean
ask_received(const Ask *ask, GError **error)
{
  GError *failed = NULL;
  const gint64 *received = catalog_received(ask->db, ask->catalog, &failed);
  return received != NULL ? ask_dates(ask, received)
                          : catalog_ended_well(failed, ask->whole, error);
}

static gboolean
ask_size(const Ask *ask, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      ask->db, "SELECT id FROM message WHERE size >= $1 AND (size < $2 OR $2 = 0)", error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, ask->term->from);
  stmt_bind_int(stmt, 2, ask->term->until);
  return catalog_collect(stmt, ask->found, ask->whole, error);
}

/* Without the angle brackets people copy along. */
static char *
without_brackets(const char *text)
{
  const char *start = *text == '<' ? text + 1 : text;
  gsize len = strlen(start);
  if (len > 0 && start[len - 1] == '>')
    len--;
  return g_strndup(start, len);
}

/* By name, by the posting address, or by the List-Id that lists make of it. */
static gboolean
ask_list(const Ask *ask, GError **error)
{
  g_autofree char *list = without_brackets(ask->term->text);
  g_autoptr(Stmt) stmt = engine_prepare(
      ask->db,
      "SELECT id FROM groups WHERE lower(name) = lower($1) OR lower(address) = lower($1)"
      " OR lower(replace(address, '@', '.')) = lower($1)",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 1, list);
  GError *step_error = NULL;
  while (stmt_step(stmt, &step_error)) {
    const IdSet *set = catalog_group(ask->db, ask->catalog, stmt_int(stmt, 0), &step_error);
    if (set == NULL)
      break;
    idset_or(ask->found, set);
  }
  return catalog_ended_well(step_error, ask->whole, error);
}

static gboolean
ask_message_id(const Ask *ask, GError **error)
{
  g_autofree char *message_id = message_id_clean(ask->term->text, strlen(ask->term->text));
  g_autoptr(Stmt) stmt =
      ask->term->prefix
          ? engine_prepare(ask->db,
                           "SELECT id FROM message WHERE substr(message_id, 1, length($1)) = $1",
                           error)
          : engine_prepare(ask->db, "SELECT id FROM message WHERE message_id = $1 AND id_hash = $2",
                           error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 1, message_id);
  if (!ask->term->prefix)
    stmt_bind_int(stmt, 2, message_id_hash(message_id));
  return catalog_collect(stmt, ask->found, ask->whole, error);
}

static gboolean
ask_thread(const Ask *ask, GError **error)
{
  g_autofree char *message_id = message_id_clean(ask->term->text, strlen(ask->term->text));
  g_autoptr(Stmt) stmt =
      engine_prepare(ask->db,
                     "SELECT other.message FROM message m CROSS JOIN groups g"
                     " JOIN place p ON p.group_id = g.id AND p.message = m.id"
                     " JOIN place other ON other.group_id = p.group_id AND other.thread = p.thread"
                     " WHERE m.id_hash = $2 AND m.message_id = $1 AND ($3 = 0 OR g.id = $3)",
                     error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_text(stmt, 1, message_id);
  stmt_bind_int(stmt, 2, message_id_hash(message_id));
  stmt_bind_int(stmt, 3, ask->group);
  return catalog_collect(stmt, ask->found, ask->whole, error);
}

static gboolean
ask_has(const Ask *ask, GError **error)
{
  guint holds;
  if (!catalog_holds_from_text(ask->term->text, &holds))
    return TRUE;
  GError *step_error = NULL;
  const IdSet *set = catalog_holds(ask->db, ask->catalog, holds, &step_error);
  if (set != NULL)
    idset_or(ask->found, set);
  return catalog_ended_well(step_error, ask->whole, error);
}

/* "6893", "bugs.centos.org/6893": the number, and when a tracker is written, the end of the key
 * too. */
static gboolean
ask_bug(const Ask *ask, GError **error)
{
  const char *text = ask->term->text;
  g_autofree char *ref = link_ref(LINK_BUG, text);
  g_autoptr(Stmt) stmt = engine_prepare(
      ask->db,
      "SELECT message FROM link WHERE kind = $1 AND ref = $2"
      " AND ($3 IS NULL OR lower(substr(key, length(key) - length($3) + 1)) = lower($3))",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, LINK_BUG);
  stmt_bind_text(stmt, 2, ref);
  stmt_bind_text(stmt, 3, strchr(text, '/') != NULL ? text : NULL);
  return catalog_collect(stmt, ask->found, ask->whole, error);
}

/* People cite the first 7 to 40 digits, and people ask for as many: one begins with the other. */
static gboolean
ask_commit(const Ask *ask, GError **error)
{
  g_autofree char *hash = g_ascii_strdown(ask->term->text, -1);
  g_autofree char *first = g_strndup(hash, 7);
  g_autofree char *last = g_strconcat(first, "g", NULL); /* sorts after every hexadecimal digit */
  g_autoptr(Stmt) stmt =
      engine_prepare(ask->db,
                     "SELECT message FROM link WHERE kind = $1 AND ref >= $2 AND ref < $3"
                     " AND (substr(ref, 1, length($4)) = $4 OR substr($4, 1, length(ref)) = ref)",
                     error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, LINK_COMMIT);
  stmt_bind_text(stmt, 2, first);
  stmt_bind_text(stmt, 3, last);
  stmt_bind_text(stmt, 4, hash);
  return catalog_collect(stmt, ask->found, ask->whole, error);
}

static gboolean
ask_cve(const Ask *ask, GError **error)
{
  g_autofree char *typed = link_typed(LINK_CVE, ask->term->text);
  g_autofree char *ref = link_ref(LINK_CVE, typed);
  g_autoptr(Stmt) stmt =
      engine_prepare(ask->db, "SELECT message FROM link WHERE kind = $1 AND ref = $2", error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, LINK_CVE);
  stmt_bind_text(stmt, 2, ref);
  return catalog_collect(stmt, ask->found, ask->whole, error);
}

/* --- items: the mail that states one first, and those that state it again --- */

static gboolean
ask_item(const Ask *ask, const char *origin_sql, const char *mention_sql, gint64 value,
         GError **error)
{
  const char *const constant_sql[] = {origin_sql, mention_sql};
  for (guint i = 0; i < G_N_ELEMENTS(constant_sql); i++) {
    g_autoptr(Stmt) stmt = engine_prepare(ask->db, constant_sql[i], error);
    if (stmt == NULL)
      return FALSE;
    stmt_bind_int(stmt, 1, value);
    stmt_bind_int(stmt, 2, ask->group);
    if (i == 1)
      stmt_bind_int(stmt, 3, MENTION_REPLY);
    if (!catalog_collect(stmt, ask->found, ask->whole, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
ask_kind(const Ask *ask, GError **error)
{
  ItemKind kind;
  return !item_kind_from_text(ask->term->text, &kind) ||
         ask_item(ask, "SELECT message FROM item WHERE kind = $1 AND ($2 = 0 OR group_id = $2)",
                  "SELECT n.message FROM item i JOIN mention n ON n.group_id = i.group_id"
                  " AND n.number = i.number WHERE i.kind = $1 AND ($2 = 0 OR i.group_id = $2)"
                  " AND n.kind <> $3",
                  kind, error);
}

static gboolean
ask_state(const Ask *ask, GError **error)
{
  ItemState state;
  return !item_state_from_text(ask->term->text, &state) ||
         ask_item(ask, "SELECT message FROM item WHERE state = $1 AND ($2 = 0 OR group_id = $2)",
                  "SELECT n.message FROM item i JOIN mention n ON n.group_id = i.group_id"
                  " AND n.number = i.number WHERE i.state = $1 AND ($2 = 0 OR i.group_id = $2)"
                  " AND n.kind <> $3",
                  state, error);
}

static int
append_token(void *data, int flags G_GNUC_UNUSED, const char *token, int n, int start G_GNUC_UNUSED,
             int end G_GNUC_UNUSED)
{
  g_string_append_len(data, token, n);
  g_string_append_c(data, ' ');
  return 0;
}

/* " a b c ": whole words of one in the other are then a plain substring. */
static void
set_words(GString *out, const char *text)
{
  g_string_assign(out, " ");
  if (text != NULL)
    tokens_each(text, (int)strlen(text), append_token, out);
}

static gboolean
ask_owner(const Ask *ask, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      ask->db,
      "SELECT i.message, coalesce(t.owner, f.owner), f.owner_person FROM item i"
      " JOIN found f ON f.id = i.found"
      " LEFT JOIN triage t ON t.group_id = i.group_id AND t.key = i.key"
      " WHERE ($1 = 0 OR i.group_id = $1) AND (t.owner IS NOT NULL OR f.owner IS NOT NULL)",
      error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, ask->group);
  g_autoptr(GString) wanted = g_string_new(NULL);
  g_autoptr(GString) owner = g_string_new(NULL);
  set_words(wanted, ask->term->text);
  if (wanted->len == 1)
    return TRUE;
  if (ask->term->prefix)
    g_string_truncate(wanted, wanted->len - 1);
  GError *step_error = NULL;
  while (stmt_step(stmt, &step_error))
    for (int column = 1; column <= 2; column++) {
      set_words(owner, stmt_text(stmt, column));
      if (strstr(owner->str, wanted->str) != NULL)
        idset_add(ask->found, stmt_int(stmt, 0));
    }
  return catalog_ended_well(step_error, ask->whole, error);
}

static gboolean
ask_voted(const Ask *ask, GError **error)
{
  g_autoptr(Stmt) stmt =
      engine_prepare(ask->db, "SELECT message FROM vote WHERE why IS NULL AND value = $1", error);
  if (stmt == NULL)
    return FALSE;
  stmt_bind_int(stmt, 1, g_ascii_strtoll(ask->term->text, NULL, 10));
  return catalog_collect(stmt, ask->found, ask->whole, error);
}

gboolean
term_match(Db *db, Catalog *catalog, gint64 group, const Query *term, IdSet *found, gboolean *whole,
           GError **error)
{
  const Ask ask = {db, catalog, group, term, found, whole};
  switch ((int)term->field) {
  case FIELD_DATE:
    return ask_dates(&ask, catalog->date);
  case FIELD_RT:
    return ask_received(&ask, error);
  case FIELD_SIZE:
    return ask_size(&ask, error);
  case FIELD_LIST:
    return ask_list(&ask, error);
  case FIELD_MID:
    return ask_message_id(&ask, error);
  case FIELD_THREAD:
    return ask_thread(&ask, error);
  case FIELD_HAS:
    return ask_has(&ask, error);
  case FIELD_BUG:
    return ask_bug(&ask, error);
  case FIELD_COMMIT:
    return ask_commit(&ask, error);
  case FIELD_CVE:
    return ask_cve(&ask, error);
  case FIELD_KIND:
    return ask_kind(&ask, error);
  case FIELD_STATE:
    return ask_state(&ask, error);
  case FIELD_OWNER:
    return ask_owner(&ask, error);
  case FIELD_VOTED:
    return ask_voted(&ask, error);
  default:
    return TRUE;
  }
}
