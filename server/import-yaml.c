/* The YAML form of the CentOS calendar, by the events of libyaml: no tree is built, and nothing
 * recurses. */
#include <string.h>
#include <yaml.h>

#include "server/import.h"

#define DEPTH_MAX 8
#define EVENTS_MAX 20000
#define ENTRIES_MAX 100

typedef struct {
  gboolean is_map;
  char *key; /* of a map: read, its value comes next; else NULL */
} Level;

typedef struct {
  Level levels[DEPTH_MAX];
  guint depth;
  gboolean in_schedule;
  GHashTable *top;    /* char * -> char * */
  GPtrArray *entries; /* GHashTable of the same */
  ImportPlan *plan;
} Reader;

static void
reader_clear(Reader *r)
{
  for (guint i = 0; i < DEPTH_MAX; i++)
    g_free(r->levels[i].key);
  g_clear_pointer(&r->top, g_hash_table_unref);
  g_clear_pointer(&r->entries, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

static GHashTable *
words_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
bad(GError **error, const char *what, guint line)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "line %u: %s", line, what);
  return FALSE;
}

/* --- reading --- */

static gboolean
push(Reader *r, gboolean is_map, guint line, GError **error)
{
  if (r->depth == DEPTH_MAX)
    return bad(error, "nested deeper than 8", line);
  const Level *parent = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
  if (r->depth == 1 && !is_map)
    r->in_schedule = g_strcmp0(parent->key, "schedule") == 0;
  if (r->in_schedule && r->depth == 2 && is_map) {
    if (r->entries->len == ENTRIES_MAX)
      return bad(error, "more than 100 entries", line);
    g_ptr_array_add(r->entries, words_new());
  }
  r->levels[r->depth++] = (Level){is_map, NULL};
  return TRUE;
}

/* A value ended: its key is used up. */
static void
value_done(Reader *r)
{
  if (r->depth > 0)
    g_clear_pointer(&r->levels[r->depth - 1].key, g_free);
}

static void
pop(Reader *r)
{
  if (r->depth == 0)
    return;
  r->depth--;
  g_clear_pointer(&r->levels[r->depth].key, g_free);
  if (r->depth == 1)
    r->in_schedule = FALSE;
  value_done(r);
}

static void
take_scalar(Reader *r, const char *text)
{
  Level *level = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
  if (level == NULL || !level->is_map)
    return;
  if (level->key == NULL) {
    level->key = g_strdup(text);
    return;
  }
  GHashTable *words = NULL;
  if (r->depth == 1)
    words = r->top;
  else if (r->in_schedule && r->depth == 3)
    words = r->entries->pdata[r->entries->len - 1];
  if (words != NULL)
    g_hash_table_insert(words, g_strdup(level->key), g_strdup(text));
  value_done(r);
}

static gboolean
take_event(Reader *r, const yaml_event_t *event, GError **error)
{
  guint line = (guint)event->start_mark.line + 1;
  switch (event->type) {
  case YAML_MAPPING_START_EVENT:
  case YAML_SEQUENCE_START_EVENT:
    return push(r, event->type == YAML_MAPPING_START_EVENT, line, error);
  case YAML_MAPPING_END_EVENT:
  case YAML_SEQUENCE_END_EVENT:
    pop(r);
    return TRUE;
  case YAML_SCALAR_EVENT:
    take_scalar(r, (const char *)event->data.scalar.value);
    return TRUE;
  case YAML_ALIAS_EVENT:
    return bad(error, "an alias; calendars have none", line);
  case YAML_NO_EVENT:
  case YAML_STREAM_START_EVENT:
  case YAML_STREAM_END_EVENT:
  case YAML_DOCUMENT_START_EVENT:
  case YAML_DOCUMENT_END_EVENT:
    break;
  }
  return TRUE;
}

static gboolean
read_events(Reader *r, yaml_parser_t *parser, GError **error)
{
  for (guint n = 0; n < EVENTS_MAX; n++) {
    yaml_event_t event;
    if (!yaml_parser_parse(parser, &event)) {
      guint line = (guint)parser->problem_mark.line + 1;
      return bad(error, parser->problem != NULL ? parser->problem : "is no YAML", line);
    }
    gboolean ended = event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT;
    gboolean good = take_event(r, &event, error);
    yaml_event_delete(&event);
    if (!good || ended)
      return good;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE, "more than %d parts", EVENTS_MAX);
  return FALSE;
}

/* --- what it means --- */

static const char *
word(const Reader *r, GHashTable *entry, const char *name)
{
  const char *text = g_hash_table_lookup(entry, name);
  return text != NULL ? text : g_hash_table_lookup(r->top, name);
}

/* "biweekly-even" with a day, or "second-tuesday" alone. */
static gboolean
read_rule(const char *frequency, const char *day, ScheduleRule *rule, GError **error)
{
  g_autofree char *words = g_strdup(frequency != NULL ? frequency : "weekly");
  gboolean with_day = g_str_has_prefix(words, "weekly") || g_str_has_prefix(words, "biweekly");
  if (!with_day)
    g_strdelimit(words, "-", ' ');
  g_autofree char *text =
      with_day ? g_strdup_printf("%s %s", words, day != NULL ? day : "") : g_strdup(words);
  return schedule_rule_parse(text, rule, error);
}

/* "1400", "14:00", "900". */
static gboolean
read_time(const char *text, int *minute, GError **error)
{
  g_autofree char *padded = text != NULL && strlen(text) == 3 && strchr(text, ':') == NULL
                                ? g_strconcat("0", text, NULL)
                                : g_strdup(text != NULL ? text : "");
  return schedule_minute_parse(padded, minute, error);
}

/* One line of at most MEETING_TEXT_MAX bytes, or NULL. */
static char *
one_line(const char *text)
{
  g_autofree char *copy = g_strdup(text != NULL ? text : "");
  g_auto(GStrv) words = g_strsplit_set(copy, " \t\r\n", -1);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; words[i] != NULL && out->len + strlen(words[i]) < MEETING_TEXT_MAX; i++)
    if (words[i][0] != '\0')
      g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", words[i]);
  return out->len > 0 ? g_strdup(out->str) : NULL;
}

static char *
place_of(const char *channel)
{
  if (channel == NULL || channel[0] == '\0')
    return NULL;
  return channel[0] == '#' ? g_strdup(channel) : g_strconcat("#", channel, NULL);
}

/* start_date: 20150810 or with dashes. */
static void
read_first(const char *text, const Group *group, gint64 now, Series *series)
{
  g_autofree char *dashed = text != NULL && strlen(text) == 8
                                ? g_strdup_printf("%.4s-%.2s-%.2s", text, text + 4, text + 6)
                                : g_strdup(text != NULL ? text : "");
  if (!schedule_day_parse(dashed, &series->first, NULL))
    schedule_to_local(group->timezone, now, &series->first, NULL);
}

static void
take_entry(Reader *r, GHashTable *entry, guint n, const Group *group, gint64 now)
{
  g_autoptr(GError) error = NULL;
  ScheduleRule rule;
  int minute;
  guint64 duration = MEETING_DURATION;
  if (!read_rule(word(r, entry, "frequency"), word(r, entry, "day"), &rule, &error) ||
      !read_time(word(r, entry, "time"), &minute, &error)) {
    server_import_plan_note(r->plan, "left out entry %u of schedule: %s", n + 1, error->message);
    return;
  }
  const char *length = word(r, entry, "duration");
  if (length != NULL &&
      !g_ascii_string_to_unsigned(length, 10, 1, MEETING_DURATION_MAX, &duration, NULL))
    server_import_plan_note(r->plan, "entry %u of schedule: duration %s is not 1 to %d minutes",
                            n + 1, length, MEETING_DURATION_MAX);
  Series *series = server_import_plan_series(r->plan)->series;
  series->name = server_import_slug(word(r, entry, "project"));
  /* The n-th entry of a project is the same series when the file comes again. */
  g_autofree char *which = g_strdup_printf("calendar %s %u", series->name, n);
  series->uid = meeting_uid_new(group, which, 0);
  series->rule = rule;
  series->minute = minute;
  series->duration = (guint)duration;
  series->place = place_of(word(r, entry, "irc"));
  series->chair = one_line(word(r, entry, "chair"));
  series->description = one_line(word(r, entry, "description"));
  read_first(word(r, entry, "start_date"), group, now, series);
}

/* Names that were read over, so that nobody thinks they were understood. */
static void
note_unknown(Reader *r, GHashTable *words, const char *where)
{
  static const char *const known[] = {"project",  "schedule",  "chair", "description",
                                      "time",     "day",       "irc",   "frequency",
                                      "duration", "start_date"};
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, words);
  while (g_hash_table_iter_next(&iter, &key, NULL)) {
    gboolean found = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
      found = found || strcmp(key, known[i]) == 0;
    if (!found)
      server_import_plan_note(r->plan, "left out \"%s\" of %s", (const char *)key, where);
  }
}

gboolean
server_import_yaml(const char *bytes, gsize len, const Group *group, gint64 now, ImportPlan *plan,
                   GError **error)
{
  g_auto(Reader) r = {.plan = plan, .top = words_new()};
  r.entries = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser))
    return bad(error, "libyaml has no memory", 0);
  yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, len);
  gboolean good = read_events(&r, &parser, error);
  yaml_parser_delete(&parser);
  if (!good)
    return FALSE;
  for (guint i = 0; i < r.entries->len; i++) {
    take_entry(&r, r.entries->pdata[i], i, group, now);
    note_unknown(&r, r.entries->pdata[i], "a schedule entry");
  }
  note_unknown(&r, r.top, "the file");
  if (r.entries->len == 0)
    server_import_plan_note(plan, "the file has no entry under \"schedule\"");
  else if (strcmp(group->timezone, "UTC") != 0)
    server_import_plan_note(
        plan, "times were read as local times in %s; the CentOS calendar itself means UTC",
        group->timezone);
  return TRUE;
}
