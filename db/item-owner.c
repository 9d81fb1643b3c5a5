/* Who an owner is that a mail gives by initials, a first name or a nick: the person of that name in
 * the attendee list of the latest minutes before, else in the roster of that day. What the mail
 * itself tells goes before both. */
#include "db/item.h"
#include "db/minutes.h"
#include "db/store.h"

#include <string.h>

/* Whose a name was from some date on; person NULL: two people's. */
typedef struct {
  gint64 since, until; /* until 0: open */
  char *person;
} Holder;

typedef struct {
  GHashTable *listed; /* name -> GArray of Holder, in order of date: from minutes */
  GHashTable *roster; /* name -> GArray of Holder */
  GRegex *joiner;     /* what stands between names */
} Names;

static void
holder_clear(gpointer data)
{
  g_free(((Holder *)data)->person);
}

static GHashTable *
holders_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
}

static Names
names_new(void)
{
  return (Names){
      holders_new(), holders_new(),
      g_regex_new("\\s*(?:,|/|&|\\+|\\band\\b|\\bor\\b)\\s*", G_REGEX_OPTIMIZE, 0, NULL)};
}

static void
names_clear(Names *names)
{
  g_hash_table_unref(names->listed);
  g_hash_table_unref(names->roster);
  g_regex_unref(names->joiner);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Names, names_clear)

/* Initials are written exactly; "kb" is a word. Takes name. */
static void
add_holder(GHashTable *holders, char *name, gint64 since, gint64 until, const char *person)
{
  GArray *all = g_hash_table_lookup(holders, name);
  if (all == NULL) {
    all = g_array_new(FALSE, FALSE, sizeof(Holder));
    g_array_set_clear_func(all, holder_clear);
    g_hash_table_insert(holders, name, all);
  } else {
    g_free(name);
  }
  Holder *last = all->len > 0 ? &g_array_index(all, Holder, all->len - 1) : NULL;
  if (last != NULL && last->since == since && last->until == until &&
      g_strcmp0(last->person, person) != 0) {
    g_clear_pointer(&last->person, g_free);
    return;
  }
  Holder holder = {since, until, g_strdup(person)};
  g_array_append_val(all, holder);
}

static void
add_attendee(Names *names, const Attendee *attendee, gint64 date)
{
  gsize first = strcspn(attendee->name, " ");
  if (attendee->initials != NULL)
    add_holder(names->listed, g_strdup(attendee->initials), date, 0, attendee->name);
  add_holder(names->listed, g_utf8_casefold(attendee->name, -1), date, 0, attendee->name);
  if (attendee->name[first] != '\0')
    add_holder(names->listed, g_utf8_casefold(attendee->name, (gssize)first), date, 0,
               attendee->name);
}

static gboolean
load_listed(Db *db, gint64 group, Names *names, GError **error)
{
  g_autoptr(Stmt) stmt =
      store_prepare(db, error,
                    "SELECT p.date, s.attendees FROM minutes s JOIN place p ON p.message ="
                    " s.message AND p.group_id = $1 WHERE s.attendees <> '' ORDER BY p.date,"
                    " s.message",
                    1, group);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    g_autoptr(GPtrArray) attendees = minutes_attendees(stmt_text(stmt, 1));
    for (guint i = 0; i < attendees->len; i++)
      add_attendee(names, attendees->pdata[i], stmt_int(stmt, 0));
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

static gboolean
load_roster(Db *db, gint64 group, Names *names, GError **error)
{
  g_autoptr(Stmt) stmt = store_prepare(db, error,
                                       "SELECT m.name, m.initials, m.nick, s.since, s.until FROM "
                                       "membership s JOIN member m ON m.id ="
                                       " s.member WHERE s.group_id = $1 ORDER BY s.since, m.id",
                                       1, group);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (stmt_step(stmt, &step_error)) {
    const char *person = stmt_text(stmt, 0);
    gint64 since = stmt_int(stmt, 3), until = stmt_int(stmt, 4);
    if (!stmt_is_null(stmt, 1))
      add_holder(names->roster, stmt_dup_text(stmt, 1), since, until, person);
    if (!stmt_is_null(stmt, 2))
      add_holder(names->roster, g_utf8_casefold(stmt_text(stmt, 2), -1), since, until, person);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

/* --- looking up --- */

static const char *
latest_listed(const Names *names, const char *name, gint64 date)
{
  const GArray *all = g_hash_table_lookup(names->listed, name);
  for (guint i = all != NULL ? all->len : 0; i > 0; i--) {
    const Holder *holder = &g_array_index(all, Holder, i - 1);
    if (holder->since <= date)
      return holder->person;
  }
  return NULL;
}

static const char *
only_member(const Names *names, const char *name, gint64 date)
{
  const GArray *all = g_hash_table_lookup(names->roster, name);
  const char *person = NULL;
  for (guint i = 0; all != NULL && i < all->len; i++) {
    const Holder *holder = &g_array_index(all, Holder, i);
    if (holder->since > date || (holder->until != 0 && holder->until <= date))
      continue;
    if (person != NULL && g_strcmp0(person, holder->person) != 0)
      return NULL;
    person = holder->person;
  }
  return person;
}

static const char *
find_person(const Names *names, const char *name, gint64 date)
{
  g_autofree char *fold = g_utf8_casefold(name, -1);
  const char *const ways[] = {name, fold};
  const char *person = NULL;
  for (guint i = 0; person == NULL && i < G_N_ELEMENTS(ways); i++)
    person = latest_listed(names, ways[i], date);
  for (guint i = 0; person == NULL && i < G_N_ELEMENTS(ways); i++)
    person = only_member(names, ways[i], date);
  return person;
}

/* "LK and GD": those who are known by their names, the others as written. NULL: nobody is known. */
static char *
people_of(const Names *names, const char *owner, gint64 date)
{
  g_auto(GStrv) parts = g_regex_split(names->joiner, owner, 0);
  g_autoptr(GString) out = g_string_new(NULL);
  gboolean any = FALSE;
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *part = g_strstrip(parts[i]);
    const char *person = *part != '\0' ? find_person(names, part, date) : NULL;
    any = any || person != NULL;
    if (*part != '\0')
      g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", person != NULL ? person : part);
  }
  return any ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

static gboolean
is_unknown(const Item *item)
{
  enum { OWNER_MAX = 200 };
  return item->owner != NULL && item->owner_person == NULL && *item->owner != '\0' &&
         strlen(item->owner) <= OWNER_MAX && strcmp(item->owner, "author") != 0;
}

gboolean
item_name_owners(Db *db, gint64 group, GPtrArray *items, GError **error)
{
  guint n = 0;
  for (guint i = 0; i < items->len; i++)
    n += is_unknown(items->pdata[i]) ? 1 : 0;
  if (n == 0)
    return TRUE;
  g_auto(Names) names = names_new();
  if (!load_listed(db, group, &names, error) || !load_roster(db, group, &names, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++) {
    Item *item = items->pdata[i];
    if (is_unknown(item))
      item->owner_person = people_of(&names, item->owner, item->date);
  }
  return TRUE;
}

/* --- the other way round --- */

static gboolean
is_among(const char *people, const char *fold)
{
  g_autofree char *all = g_utf8_casefold(people, -1);
  g_auto(GStrv) each = g_strsplit(all, ", ", -1);
  return g_strv_contains((const char *const *)each, fold);
}

gboolean
item_is_of(const Item *item, const char *person)
{
  g_autofree char *fold = g_utf8_casefold(person, -1);
  return item->owner_person != NULL && is_among(item->owner_person, fold);
}

static gboolean
collect_numbers(Db *db, gint64 group, const Names *names, const char *person, GArray *numbers,
                GError **error)
{
  enum { NUMBERS_MAX = 5000 };
  g_autofree char *fold = g_utf8_casefold(person, -1);
  g_autoptr(Stmt) stmt = store_prepare(
      db, error,
      "SELECT i.number, coalesce(t.owner, f.owner), i.date FROM item i JOIN found f ON f.id ="
      " i.found LEFT JOIN triage t ON t.group_id = i.group_id AND t.key = i.key WHERE i.group_id ="
      " $1 AND (t.owner IS NOT NULL OR (f.owner IS NOT NULL AND f.owner_person IS NULL))",
      1, group);
  g_autoptr(GError) step_error = NULL;
  if (stmt == NULL)
    return FALSE;
  while (numbers->len < NUMBERS_MAX && stmt_step(stmt, &step_error)) {
    gint64 number = stmt_int(stmt, 0);
    g_autofree char *people = people_of(names, stmt_text(stmt, 1), stmt_int(stmt, 2));
    if (people != NULL && is_among(people, fold))
      g_array_append_val(numbers, number);
  }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&step_error));
  return FALSE;
}

GArray *
item_numbers_of_person(Db *db, gint64 group, const char *person, GError **error)
{
  g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
  g_auto(Names) names = names_new();
  if (!load_listed(db, group, &names, error) || !load_roster(db, group, &names, error) ||
      !collect_numbers(db, group, &names, person, numbers, error))
    return NULL;
  return g_steal_pointer(&numbers);
}
