#include "db/roster-import.h"

#include <string.h>

typedef enum {
  COLUMN_NAME,
  COLUMN_ADDRESS,
  COLUMN_ROLE,
  COLUMN_INITIALS,
  COLUMN_NICK,
  COLUMN_N
} Column;
static const char *const columns[COLUMN_N] = {"name", "address", "role", "initials", "nick"};

void
roster_draft_free(RosterDraft *draft)
{
  if (draft == NULL)
    return;
  g_ptr_array_unref(draft->members);
  g_array_unref(draft->lines);
  g_ptr_array_unref(draft->faults);
  g_free(draft);
}

static void
fault(RosterDraft *draft, guint line, const char *what)
{
  g_ptr_array_add(draft->faults, g_strdup_printf("line %u: %s", line, what));
}

/* Takes member. */
static void
add(RosterDraft *draft, guint line, Member *member)
{
  g_ptr_array_add(draft->members, member);
  g_array_append_val(draft->lines, line);
}

static Member *
member_new(void)
{
  Member *member = g_new0(Member, 1);
  member->addresses = g_ptr_array_new_with_free_func(g_free);
  return member;
}

/* NULL for an empty field. */
static char *
field_text(const char *text)
{
  g_autofree char *stripped = g_strstrip(g_strdup(text));
  return stripped[0] != '\0' ? g_steal_pointer(&stripped) : NULL;
}

void
roster_addresses(GPtrArray *addresses, const char *text)
{
  g_auto(GStrv) parts = g_strsplit_set(text, ",;", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_auto(GStrv) words = g_strsplit_set(g_strstrip(parts[i]), " \t", -1);
    gboolean whole = TRUE;
    for (guint w = 0; words[w] != NULL; w++)
      whole = whole && (words[w][0] == '\0' || strchr(words[w], '@') != NULL);
    for (guint w = 0; whole && words[w] != NULL; w++)
      if (words[w][0] != '\0')
        g_ptr_array_add(addresses, g_strdup(words[w]));
    if (!whole)
      g_ptr_array_add(addresses, g_strdup(parts[i]));
  }
}

/* --- CSV --- */

/* The fields of one record (RFC 4180); *at moves behind its line end. Quoted fields may hold line
 * ends. */
static GPtrArray *
read_record(const char **at, guint *lines)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
  const char *p = *at;
  gboolean more = TRUE;
  while (more) {
    g_autoptr(GString) field = g_string_new(NULL);
    gboolean quoted = *p == '"';
    p += quoted;
    for (; *p != '\0' && (quoted || (*p != ',' && *p != '\n')); p++) {
      *lines += *p == '\n';
      if (!quoted || *p != '"')
        g_string_append_c(field, *p);
      else if (p[1] == '"')
        g_string_append_c(field, *++p);
      else
        quoted = FALSE;
    }
    g_ptr_array_add(fields, g_strdup(field->str));
    more = *p == ',';
    p += *p != '\0';
  }
  (*lines)++;
  *at = p;
  return fields;
}

static int
find_column(const char *name)
{
  g_autofree char *word = g_strstrip(g_ascii_strdown(name, -1));
  for (int i = 0; i < COLUMN_N; i++)
    if (strcmp(columns[i], word) == 0)
      return i;
  return -1;
}

static void
add_record(RosterDraft *draft, guint line, const int *places, GPtrArray *fields)
{
  g_autoptr(Member) member = member_new();
  for (guint i = 0; i < fields->len && i < COLUMN_N; i++) {
    g_autofree char *text = field_text(fields->pdata[i]);
    if (text == NULL || places[i] < 0)
      continue;
    if (places[i] == COLUMN_NAME)
      member->name = g_steal_pointer(&text);
    else if (places[i] == COLUMN_INITIALS)
      member->initials = g_steal_pointer(&text);
    else if (places[i] == COLUMN_NICK)
      member->nick = g_steal_pointer(&text);
    else if (places[i] == COLUMN_ADDRESS)
      roster_addresses(member->addresses, text);
    else if (!member_role_from_text(text, &member->role) || member->role == ROLE_NONE ||
             member->role == ROLE_OPERATOR) {
      fault(draft, line, "the role is member or chair");
      return;
    }
  }
  if (member->name == NULL && member->addresses->len == 0)
    return; /* an empty line */
  add(draft, line, g_steal_pointer(&member));
}

/* A part of a roster must not pass for the whole. */
static void
fault_too_long(RosterDraft *draft)
{
  g_autofree char *what =
      g_strdup_printf("a roster has at most %d lines; import it in parts", ROSTER_LINES_MAX);
  fault(draft, ROSTER_LINES_MAX + 1, what);
}

static void
parse_csv(RosterDraft *draft, const char *text)
{
  const char *at = text;
  guint line = 1;
  int places[COLUMN_N];
  g_autoptr(GPtrArray) head = read_record(&at, &line);
  for (guint i = 0; i < COLUMN_N; i++)
    places[i] = i < head->len ? find_column(head->pdata[i]) : -1;
  while (*at != '\0' && line <= ROSTER_LINES_MAX) {
    guint first = line;
    g_autoptr(GPtrArray) fields = read_record(&at, &line);
    add_record(draft, first, places, fields);
  }
  if (*at != '\0')
    fault_too_long(draft);
}

/* --- lists --- */

/* "[[User:LarsK|Lars K]]" is "Lars K"; bullets and the marks of bold and italic
 * go. Caller frees. */
static char *
strip_wiki(const char *line)
{
  g_autoptr(GString) out = g_string_new(NULL);
  const char *p = line + strspn(line, " \t*#-+o.0123456789");
  if (line[0] != '\0' && strspn(line, " \to") == strlen(line))
    return g_strdup("");
  /* A name may begin with an "o"; a bullet "o" has a blank behind it. */
  if (p > line && p[-1] == 'o' && !g_ascii_isspace(*p))
    p--;
  while (*p != '\0') {
    const char *end = g_str_has_prefix(p, "[[") ? strstr(p, "]]") : NULL;
    if (end != NULL) {
      const char *bar = g_strstr_len(p, end - p, "|");
      const char *colon = g_strstr_len(p, end - p, ":");
      const char *start = bar != NULL ? bar + 1 : colon != NULL ? colon + 1 : p + 2;
      g_string_append_len(out, start, end - start);
      p = end + 2;
    } else if (*p == '\'' && p[1] == '\'') {
      p += strspn(p, "'");
    } else {
      g_string_append_c(out, *p++);
    }
  }
  return g_strstrip(g_strdup(out->str));
}

/* Takes what stands between the two signs out of text; NULL: nothing does. Caller frees. */
static char *
take_between(char *text, const char *open, char close)
{
  char *start = strstr(text, open);
  char *end = start != NULL ? strchr(start + strlen(open), close) : NULL;
  if (end == NULL)
    return NULL;
  char *inner = g_strndup(start + strlen(open), (gsize)(end - start) - strlen(open));
  memmove(start, end + 1, strlen(end + 1) + 1);
  return g_strstrip(inner);
}

static void
add_listed(RosterDraft *draft, guint line, const char *raw)
{
  g_autofree char *text = strip_wiki(raw);
  g_autoptr(Member) member = member_new();
  g_autofree char *address = take_between(text, "<", '>');
  member->initials = take_between(text, "(", ')');
  char *comma = strchr(text, ',');
  if (comma != NULL) {
    g_autofree char *rest = g_ascii_strdown(comma + 1, -1);
    member->role = strstr(rest, "chair") != NULL ? ROLE_CHAIR : ROLE_NONE;
    *comma = '\0';
  }
  member->name = field_text(text);
  if (address != NULL)
    roster_addresses(member->addresses, address);
  if (member->name == NULL && member->addresses->len == 0) {
    if (strspn(raw, " \t\r=-_") != strlen(raw))
      fault(draft, line, "names nobody");
    return;
  }
  add(draft, line, g_steal_pointer(&member));
}

static void
parse_list(RosterDraft *draft, const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", ROSTER_LINES_MAX + 1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (i == ROSTER_LINES_MAX) {
      if (lines[i][0] != '\0')
        fault_too_long(draft);
      break;
    }
    g_autofree char *line = g_strchomp(g_strdup(lines[i]));
    gboolean heading = line[0] == '=' || g_str_has_suffix(line, ":");
    if (line[0] != '\0' && !heading)
      add_listed(draft, i + 1, line);
  }
}

static gboolean
is_csv(const char *text)
{
  g_autofree char *first = g_strndup(text, strcspn(text, "\n"));
  g_auto(GStrv) names = g_strsplit(first, ",", -1);
  gboolean known = names[0] != NULL && names[1] != NULL;
  for (guint i = 0; known && names[i] != NULL; i++)
    known = find_column(names[i]) >= 0;
  return known;
}

RosterDraft *
roster_parse(const char *text)
{
  RosterDraft *draft = g_new0(RosterDraft, 1);
  draft->members = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);
  draft->lines = g_array_new(FALSE, FALSE, sizeof(guint));
  draft->faults = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_auto(GStrv) parts = g_strsplit(valid, "\r", -1);
  g_autofree char *plain = g_strjoinv("", parts);
  if (is_csv(plain))
    parse_csv(draft, plain);
  else
    parse_list(draft, plain);
  return draft;
}

/* --- storing --- */

/* Somebody without an address is known by the name, if one only has it. */
static gboolean
borrow_address(GPtrArray *roster, Member *member)
{
  const Member *found = NULL;
  guint n = 0;
  for (guint i = 0; i < roster->len; i++) {
    const Member *other = roster->pdata[i];
    if (g_strcmp0(other->name, member->name) == 0) {
      found = other;
      n++;
    }
  }
  if (n != 1 || found->addresses->len == 0)
    return FALSE;
  g_ptr_array_add(member->addresses, g_strdup(found->addresses->pdata[0]));
  return TRUE;
}

/* As db_member_set knows people: by any of their addresses. Asked for each line, as a line before
 * it may have changed them. *known may be NULL: nobody. */
static gboolean
find_known(Db *db, gint64 group, const GPtrArray *addresses, gint64 day, Member **known,
           GError **error)
{
  g_autoptr(GError) failed = NULL;
  *known = NULL;
  for (guint i = 0; *known == NULL && failed == NULL && i < addresses->len; i++)
    *known = db_member_find(db, group, addresses->pdata[i], day, &failed);
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

/* Minutes tell who was there, not who may do what: who has a role keeps it, and the day on which
 * it began. */
static gboolean
import_one(Db *db, gint64 group, GPtrArray *roster, Member *member, gint64 since, gboolean by_chair,
           const char *who, gint64 now, GError **error)
{
  if (member->addresses->len == 0 && !borrow_address(roster, member)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s has no address, and is not on the roster\n"
                "write it behind the name: %s <name@example.org>; nothing was imported",
                member->name, member->name);
    return FALSE;
  }
  g_autoptr(Member) known = NULL;
  if (!find_known(db, group, member->addresses, MAX(since, now), &known, error))
    return FALSE;
  MemberRole had = known != NULL ? known->seat : ROLE_NONE;
  if (member->role == ROLE_NONE)
    member->role = MAX(had, ROLE_MEMBER);
  member->since = known != NULL && had == member->role ? known->since : since;
  return by_chair ? db_member_set_by_chair(db, group, member, who, now, error)
                  : db_member_set(db, group, member, who, now, error);
}

static void
set_faults(const RosterDraft *draft, GError **error)
{
  enum { SHOWN = 10 };
  g_autoptr(GString) words = g_string_new(NULL);
  for (guint i = 0; i < draft->faults->len && i < SHOWN; i++)
    g_string_append_printf(words, "%s\n", (const char *)draft->faults->pdata[i]);
  if (draft->faults->len > SHOWN)
    g_string_append_printf(words, "and %u more\n", draft->faults->len - SHOWN);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%snothing was imported", words->str);
}

gboolean
db_roster_import(Db *db, gint64 group, const RosterDraft *draft, gint64 since, gboolean by_chair,
                 const char *who, gint64 now, guint *n, GError **error)
{
  *n = 0;
  g_autoptr(GPtrArray) roster = db_member_list(db, group, now, error);
  if (roster == NULL)
    return FALSE;
  if (draft->faults->len > 0) {
    set_faults(draft, error);
    return FALSE;
  }
  for (guint i = 0; i < draft->members->len; i++) {
    if (!import_one(db, group, roster, draft->members->pdata[i], since, by_chair, who, now,
                    error)) {
      g_prefix_error(error, "line %u: ", g_array_index(draft->lines, guint, i));
      return FALSE;
    }
    (*n)++;
  }
  return TRUE;
}
