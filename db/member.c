#include "db/member.h"

#include <string.h>

#include "db/audit.h"
#include "db/store.h"

static const char *const roles[] = {"none", "member", "chair", "operator"};

const char *
member_role_to_text(MemberRole role)
{
  return roles[role];
}

gboolean
member_role_from_text(const char *text, MemberRole *role)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS(roles); i++)
    if (strcmp(roles[i], text) == 0) {
      *role = (MemberRole)i;
      return TRUE;
    }
  return FALSE;
}

void
member_free(Member *member)
{
  if (member == NULL)
    return;
  g_free(member->name);
  g_free(member->initials);
  g_free(member->nick);
  g_clear_pointer(&member->addresses, g_ptr_array_unref);
  g_free(member);
}

/* 0: nobody has the address; -1: error. */
static gint64
find_by_address(Db *db, const char *address, GError **error)
{
  g_autoptr(Stmt) s =
      engine_prepare(db, "SELECT member FROM member_address WHERE address = $1", error);
  if (s == NULL)
    return -1;
  g_autoptr(GError) failed = NULL;
  stmt_bind_text(s, 1, address);
  gint64 id = stmt_step(s, &failed) ? stmt_int(s, 0) : 0;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return -1;
  }
  return id;
}

/* The one person to whom all the addresses belong, as far as they are known. */
static gboolean
find_owner(Db *db, GPtrArray *addresses, gint64 *id, GError **error)
{
  *id = 0;
  for (guint i = 0; i < addresses->len; i++) {
    gint64 owner = find_by_address(db, addresses->pdata[i], error);
    if (owner < 0)
      return FALSE;
    if (owner != 0 && *id != 0 && owner != *id) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                  "%s belongs to another member than the other addresses\n"
                  "give the two members' addresses apart",
                  (const char *)addresses->pdata[i]);
      return FALSE;
    }
    *id = owner != 0 ? owner : *id;
  }
  return TRUE;
}

/* A field of a form that was left empty says nothing. */
static void
bind_said(Stmt *s, int n, const char *text)
{
  stmt_bind_text(s, n, text != NULL && text[0] != '\0' ? text : NULL);
}

static gboolean
add_person(Db *db, const Member *member, gint64 *id, GError **error)
{
  if (member->name == NULL || member->name[0] == '\0') {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "a new member needs a name");
    return FALSE;
  }
  g_autoptr(Stmt) s = engine_prepare(
      db, "INSERT INTO member (name, initials, nick) VALUES ($1, $2, $3) RETURNING id", error);
  if (s == NULL)
    return FALSE;
  stmt_bind_text(s, 1, member->name);
  bind_said(s, 2, member->initials);
  bind_said(s, 3, member->nick);
  if (!stmt_step(s, error))
    return FALSE;
  *id = stmt_int(s, 0);
  return TRUE;
}

static gboolean
change_person(Db *db, const Member *member, gint64 id, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(db,
                                     "UPDATE member SET name = COALESCE($2, name),"
                                     " initials = COALESCE($3, initials), nick = COALESCE($4, nick)"
                                     " WHERE id = $1",
                                     error);
  if (s == NULL)
    return FALSE;
  stmt_bind_int(s, 1, id);
  bind_said(s, 2, member->name);
  bind_said(s, 3, member->initials);
  bind_said(s, 4, member->nick);
  return stmt_run(s, error);
}

static gboolean
add_addresses(Db *db, gint64 id, GPtrArray *addresses, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(db,
                                     "INSERT INTO member_address (address, member) VALUES ($1, $2)"
                                     " ON CONFLICT (address) DO NOTHING",
                                     error);
  if (s == NULL)
    return FALSE;
  for (guint i = 0; i < addresses->len; i++) {
    stmt_bind_text(s, 1, addresses->pdata[i]);
    stmt_bind_int(s, 2, id);
    if (!stmt_run(s, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
end_role(Db *db, gint64 group, gint64 id, gint64 until, gint64 *changed, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(db,
                                     "UPDATE membership SET until = $3 WHERE group_id = $1"
                                     " AND member = $2 AND until = 0 AND since < $3",
                                     error);
  if (s == NULL)
    return FALSE;
  stmt_bind_int(s, 1, group);
  stmt_bind_int(s, 2, id);
  stmt_bind_int(s, 3, until);
  if (!stmt_run(s, error))
    return FALSE;
  *changed = engine_changes(db);
  return TRUE;
}

static gboolean
begin_role(Db *db, gint64 group, gint64 id, const Member *member, GError **error)
{
  gint64 ended;
  if (!end_role(db, group, id, member->since, &ended, error))
    return FALSE;
  g_autoptr(Stmt) s =
      engine_prepare(db,
                     "INSERT INTO membership (group_id, member, role, since, until)"
                     " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (group_id, member, since)"
                     " DO UPDATE SET role = EXCLUDED.role, until = EXCLUDED.until",
                     error);
  if (s == NULL)
    return FALSE;
  stmt_bind_int(s, 1, group);
  stmt_bind_int(s, 2, id);
  stmt_bind_int(s, 3, member->role);
  stmt_bind_int(s, 4, member->since);
  stmt_bind_int(s, 5, member->until);
  return stmt_run(s, error);
}

static gboolean
make_operator(Db *db, gint64 id, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(db, "UPDATE member SET operator = 1 WHERE id = $1", error);
  if (s == NULL)
    return FALSE;
  stmt_bind_int(s, 1, id);
  return stmt_run(s, error);
}

static GPtrArray *
fold_addresses(GPtrArray *written)
{
  GPtrArray *folded = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; written != NULL && i < written->len; i++) {
    char *address = person_fold_address(written->pdata[i]);
    if (strchr(address, '@') != NULL)
      g_ptr_array_add(folded, address);
    else
      g_free(address);
  }
  return folded;
}

/* An address opens the door to all that its person may. Whoever is more than a member of this one
 * group is not a chair's to open. */
static gboolean
check_chair(Db *db, gint64 group, const Member *member, gint64 id, const GPtrArray *addresses,
            GError **error)
{
  gint64 more = 0, others = 0;
  if (!store_number(db, &more, 0, error,
                    "SELECT m.operator + (SELECT count(*) FROM membership s WHERE s.member = m.id"
                    " AND s.group_id <> $2) FROM member m WHERE m.id = $1",
                    2, id, group))
    return FALSE;
  g_autoptr(Stmt) name = store_prepare(db, error, "SELECT name FROM member WHERE id = $1", 1, id);
  g_autoptr(GError) failed = NULL;
  if (name == NULL)
    return FALSE;
  g_autofree char *known = stmt_step(name, &failed) ? stmt_dup_text(name, 0) : NULL;
  gboolean renamed =
      member->name != NULL && *member->name != '\0' && g_strcmp0(member->name, known) != 0;
  for (guint i = 0; failed == NULL && i < addresses->len; i++)
    others += find_by_address(db, addresses->pdata[i], &failed) != id ? 1 : 0;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  if (more == 0 || (others == 0 && !renamed))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
              "%s is an operator, or a member of other groups as well\n"
              "Their name and addresses are for an operator to change.",
              known);
  return FALSE;
}

static gboolean
set_member(Db *db, gint64 group, const Member *member, gboolean by_chair, const char *who,
           gint64 now, GError **error)
{
  g_autoptr(GPtrArray) addresses = fold_addresses(member->addresses);
  if (addresses->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "a member needs an address\nwrite it as name@example.org");
    return FALSE;
  }
  gint64 id;
  if (!find_owner(db, addresses, &id, error) ||
      (by_chair && id != 0 && !check_chair(db, group, member, id, addresses, error)) ||
      !(id == 0 ? add_person(db, member, &id, error) : change_person(db, member, id, error)) ||
      !add_addresses(db, id, addresses, error))
    return FALSE;
  gboolean set =
      group == 0 ? make_operator(db, id, error) : begin_role(db, group, id, member, error);
  return set && db_audit_add(db, group, who, "member", addresses->pdata[0], NULL,
                             member_role_to_text(member->role), now, error);
}

gboolean
db_member_set(Db *db, gint64 group, const Member *member, const char *who, gint64 now,
              GError **error)
{
  return set_member(db, group, member, FALSE, who, now, error);
}

gboolean
db_member_set_by_chair(Db *db, gint64 group, const Member *member, const char *who, gint64 now,
                       GError **error)
{
  return set_member(db, group, member, TRUE, who, now, error);
}

gboolean
db_member_end(Db *db, gint64 group, const char *address, gint64 until, const char *who, gint64 now,
              GError **error)
{
  g_autofree char *folded = person_fold_address(address);
  gint64 ended = 0, since = 0;
  gint64 id = find_by_address(db, folded, error);
  if (id < 0 || (id > 0 && !end_role(db, group, id, until, &ended, error)) ||
      (ended == 0 &&
       !store_number(db, &since, 0, error,
                     "SELECT since FROM membership WHERE group_id = $1 AND member = $2 AND until ="
                     " 0",
                     2, group, id)))
    return FALSE;
  if (ended == 0 && since >= until && since != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "the membership of %s, or their role, began later than that", address);
    return FALSE;
  }
  if (ended == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "%s is no member here", address);
    return FALSE;
  }
  g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc(until);
  g_autofree char *when = day != NULL ? g_date_time_format(day, "ended as of %FT%TZ") : NULL;
  return db_audit_add(db, group, who, "member", folded, NULL,
                      until != now && when != NULL ? when : "ended", now, error);
}

static gboolean
read_addresses(Db *db, Member *member, GError **error)
{
  g_autoptr(Stmt) s = engine_prepare(
      db, "SELECT address FROM member_address WHERE member = $1 ORDER BY address", error);
  if (s == NULL)
    return FALSE;
  g_autoptr(GError) failed = NULL;
  stmt_bind_int(s, 1, member->id);
  while (stmt_step(s, &failed))
    g_ptr_array_add(member->addresses, stmt_dup_text(s, 0));
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

/* Columns: id, name, initials, nick, operator, role, since, until. */
static Member *
row_to_member(Stmt *s)
{
  Member *member = g_new0(Member, 1);
  member->id = stmt_int(s, 0);
  member->name = stmt_dup_text(s, 1);
  member->initials = stmt_dup_text(s, 2);
  member->nick = stmt_dup_text(s, 3);
  member->seat = (MemberRole)stmt_int(s, 5);
  member->role = stmt_int(s, 4) != 0 ? ROLE_OPERATOR : member->seat;
  member->since = stmt_int(s, 6);
  member->until = stmt_int(s, 7);
  member->addresses = g_ptr_array_new_with_free_func(g_free);
  return member;
}

static GPtrArray *
read_members(Db *db, Stmt *s, GError **error)
{
  g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);
  g_autoptr(GError) failed = NULL;
  while (stmt_step(s, &failed))
    g_ptr_array_add(members, row_to_member(s));
  gboolean good = failed == NULL;
  for (guint i = 0; good && i < members->len; i++)
    good = read_addresses(db, members->pdata[i], &failed);
  if (!good) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return NULL;
  }
  return g_steal_pointer(&members);
}

GPtrArray *
db_member_list(Db *db, gint64 group, gint64 day, GError **error)
{
  g_autoptr(Stmt) s =
      engine_prepare(db,
                     "SELECT m.id, m.name, m.initials, m.nick, m.operator, s.role, s.since, s.until"
                     " FROM membership s JOIN member m ON m.id = s.member"
                     " WHERE s.group_id = $1 AND s.since <= $2 AND (s.until = 0 OR s.until > $2)"
                     " ORDER BY m.name, m.id",
                     error);
  if (s == NULL)
    return NULL;
  stmt_bind_int(s, 1, group);
  stmt_bind_int(s, 2, day);
  return read_members(db, s, error);
}

GPtrArray *
db_member_past(Db *db, gint64 group, gint64 day, GError **error)
{
  g_autoptr(Stmt) s =
      engine_prepare(db,
                     "SELECT m.id, m.name, m.initials, m.nick, 0, s.role, s.since, s.until"
                     " FROM membership s JOIN member m ON m.id = s.member"
                     " WHERE s.group_id = $1 AND s.until > 0 AND s.until <= $2"
                     " ORDER BY s.until DESC, m.name, m.id",
                     error);
  if (s == NULL)
    return NULL;
  stmt_bind_int(s, 1, group);
  stmt_bind_int(s, 2, day);
  return read_members(db, s, error);
}

static gboolean
is_called(const Member *member, const char *text)
{
  return g_strcmp0(member->initials, text) == 0 ||
         (member->nick != NULL && g_ascii_strcasecmp(member->nick, text) == 0);
}

static Member *
find_by_initials(Db *db, gint64 group, const char *text, gint64 day, GError **error)
{
  g_autoptr(GPtrArray) roster = db_member_list(db, group, day, error);
  guint found = 0, n = 0;
  for (guint i = 0; roster != NULL && i < roster->len; i++)
    if (is_called(roster->pdata[i], text)) {
      found = i;
      n++;
    }
  return n == 1 ? g_ptr_array_steal_index(roster, found) : NULL;
}

Member *
db_member_find(Db *db, gint64 group, const char *text, gint64 day, GError **error)
{
  g_autofree char *folded = person_fold_address(text);
  if (strchr(folded, '@') == NULL)
    return find_by_initials(db, group, text, day, error);
  g_autoptr(Stmt) s =
      engine_prepare(db,
                     "SELECT m.id, m.name, m.initials, m.nick, m.operator, COALESCE(s.role, 0),"
                     " COALESCE(s.since, 0), COALESCE(s.until, 0) FROM member_address a"
                     " JOIN member m ON m.id = a.member LEFT JOIN membership s"
                     " ON s.member = m.id AND s.group_id = $2 AND s.since <= $3"
                     " AND (s.until = 0 OR s.until > $3)"
                     " WHERE a.address = $1",
                     error);
  if (s == NULL)
    return NULL;
  stmt_bind_text(s, 1, folded);
  stmt_bind_int(s, 2, group);
  stmt_bind_int(s, 3, day);
  g_autoptr(GPtrArray) found = read_members(db, s, error);
  return found != NULL && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

gboolean
member_check(Db *db, gint64 group, gint64 member, gint64 now, const char *does, GError **error)
{
  gint64 n = 0;
  if (!store_number(db, &n, 0, error,
                    "SELECT count(*) FROM membership WHERE group_id = $1 AND member = $2 AND since"
                    " <= $3 AND (until = 0 OR until > $3)",
                    3, group, member, now))
    return FALSE;
  if (n == 0)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
                "only people on the roster %s\nask a chair of the group", does);
  return n > 0;
}
