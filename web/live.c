/* Small facts of a running meeting, and what its followers are told. */
#include <string.h>

#include "web/json-parts.h"
#include "web/views-live.h"

gboolean
web_sheet_runs(const Sheet *sheet)
{
  return sheet->started != 0 && sheet->ended == 0;
}

guint
web_said_count(const Sheet *sheet, gint64 entry, gint64 from)
{
  guint n = 0;
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    n += line->entry == entry && line->id >= from && !line->struck;
  }
  return n;
}

gint64
web_live_first(const Sheet *sheet, guint *before)
{
  guint n = 0;
  gint64 first = 0;
  for (guint i = sheet->lines->len; i > 0; i--) {
    const SheetLine *line = sheet->lines->pdata[i - 1];
    if (!line->struck && ++n == WEB_LIVE_LINES)
      first = line->id;
  }
  *before = n > WEB_LIVE_LINES ? n - WEB_LIVE_LINES : 0;
  return *before > 0 ? first : 0;
}

guint
web_attendance_count(const Sheet *sheet, AttendanceKind kind)
{
  guint n = 0;
  for (guint i = 0; i < sheet->people->len; i++)
    n += ((const SheetPerson *)sheet->people->pdata[i])->kind == kind;
  return n;
}

char *
web_tally(const SheetLine *line)
{
  return g_strdup_printf("(+%d, %d, -%d)", line->votes_for, line->votes_neutral,
                         line->votes_against);
}

static json_t *
masked(const char *text)
{
  if (text == NULL)
    return json_null();
  g_autofree char *shown = web_mask(text, TRUE);
  return web_json_text(shown);
}

static json_t *
line_of(const SheetLine *line)
{
  json_t *o = json_object();
  web_json_set(o, "id", json_integer(line->id));
  web_json_set(o, "entry", json_integer(line->entry));
  web_json_set(o, "at", web_json_time(line->at));
  web_json_set(o, "kind", json_string(said_kind_to_text(line->kind)));
  web_json_set(o, "text", masked(line->text));
  web_json_set(o, "owner", masked(line->owner));
  web_json_set(o, "due", web_json_time(line->due));
  web_json_set(o, "struck", json_boolean(line->struck));
  return o;
}

/* At least so many bytes are to be told. */
static gsize
weight_of(const Sheet *sheet, gint64 since)
{
  gsize bytes = 0;
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    bytes += line->stamp > since ? strlen(line->text) : 0;
  }
  return bytes;
}

/* Caller frees; NULL: it is longer than an event may be. */
static char *
live_text(const Sheet *sheet, gint64 since, gboolean refresh)
{
  json_t *root = json_object();
  json_t *lines = json_array();
  for (guint i = 0; !refresh && i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    if (line->stamp > since)
      web_json_add(lines, line_of(line));
  }
  web_json_set(root, "stamp", json_integer(sheet->stamp));
  web_json_set(root, "state", json_string(web_sheet_stage(sheet)));
  web_json_set(root, "at_entry", json_integer(sheet->now_at));
  web_json_set(root, "since", web_json_time(sheet->now_since));
  web_json_set(root, "refresh", json_boolean(refresh));
  web_json_set(root, "lines", lines);
  char *text = json_dumps(root, JSON_COMPACT | JSON_ENSURE_ASCII);
  g_autofree char *copy = text != NULL && strlen(text) <= WEB_LIVE_BYTES ? g_strdup(text) : NULL;
  free(text);
  json_decref(root);
  return g_steal_pointer(&copy);
}

void
web_json_live(WebOut *out, const Sheet *sheet, gint64 since)
{
  g_autofree char *text =
      weight_of(sheet, since) <= WEB_LIVE_BYTES ? live_text(sheet, since, FALSE) : NULL;
  if (text == NULL)
    text = live_text(sheet, since, TRUE);
  g_string_append(out, text != NULL ? text : "{}");
}

const char *
web_import_word(const WebImportRow *row)
{
  return row->what == IMPORT_PERSON  ? "person"
         : row->what == IMPORT_TOPIC ? "topic"
                                     : said_kind_to_text(row->kind);
}

void
web_table_said(WebOut *out, const Sheet *sheet)
{
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *row = sheet->lines->pdata[i];
    g_autofree char *line = g_strdup_printf(
        "%s%s%s%s%s", row->owner != NULL ? row->owner : "", row->owner != NULL ? ": " : "",
        row->text, row->kind == SAID_ACTION && row->state == STATE_DONE ? " (done)" : "",
        row->struck ? " (taken back)" : "");
    g_autofree char *plain = web_plain(line);
    g_string_append_printf(out, "m%-4" G_GINT64_FORMAT " %-8s  %s\n", row->id,
                           said_kind_to_text(row->kind), plain);
  }
}

void
web_table_import(WebOut *out, const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const WebImportRow *row = rows->pdata[i];
    g_autofree char *line = g_strdup_printf("%s%s%s", row->owner != NULL ? row->owner : "",
                                            row->owner != NULL ? ": " : "", row->text);
    g_autofree char *plain = web_plain(line);
    g_string_append_printf(out, "%s %3u  %-8s  %s\n", row->known ? " " : "+", i + 1,
                           web_import_word(row), plain);
  }
}
