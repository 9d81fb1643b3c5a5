#include "ingest/agenda-lines.h"

#include <string.h>

#define TITLE_MAX 300

static void
ask_free(gpointer data)
{
  AgendaAsk *ask = data;
  g_free(ask->text);
  g_free(ask->title);
  g_free(ask);
}

/* The number behind the first "/GROUP/items/" of the line; 0: none. */
static gint64
item_in(const char *text, const char *group)
{
  g_autofree char *path = g_strdup_printf("/%s/items/", group);
  const char *at = strstr(text, path);
  gint64 number = 0;
  if (at == NULL)
    return 0;
  at += strlen(path);
  for (guint n = 0; n < 9 && g_ascii_isdigit(at[n]); n++)
    number = number * 10 + (at[n] - '0');
  return number;
}

/* What follows "agenda:", behind a bullet or not; NULL when the line does not begin so. */
static const char *
asked_in(const char *text)
{
  static const char word[] = "agenda:";
  text += strspn(text, "*-+ \t");
  if (g_ascii_strncasecmp(text, word, sizeof word - 1) != 0)
    return NULL;
  text += sizeof word - 1;
  return text + strspn(text, " \t");
}

/* At most TITLE_MAX bytes, whole characters. */
static char *
cut_title(const char *text)
{
  const char *end = text + strlen(text);
  if (end - text > TITLE_MAX)
    end = g_utf8_find_prev_char(text, text + TITLE_MAX);
  g_autofree char *title = g_strndup(text, (gsize)(end - text));
  for (char *c = title; *c != '\0'; c++)
    if ((guchar)*c < ' ')
      *c = ' ';
  return g_strdup(g_strstrip(title));
}

static void
read_line(const BodyLine *line, guint number, const char *group, GPtrArray *asks)
{
  g_autofree char *raw = g_strndup(line->text, line->len);
  g_autofree char *text = g_utf8_make_valid(g_strstrip(raw), -1);
  const char *asked = asked_in(text);
  gint64 item = item_in(text, group);
  if ((asked == NULL || asked[0] == '\0') && item == 0)
    return;
  AgendaAsk *ask = g_new0(AgendaAsk, 1);
  ask->line = number;
  ask->text = cut_title(text);
  ask->title = asked != NULL && item == 0 ? cut_title(asked) : NULL;
  ask->item = item;
  g_ptr_array_add(asks, ask);
}

GPtrArray *
ingest_agenda_asks(const BodyLines *lines, const char *group)
{
  GPtrArray *asks = g_ptr_array_new_with_free_func(ask_free);
  for (guint i = 0; i < lines->n && asks->len < AGENDA_ASKS_MAX; i++)
    if (lines->line[i].line_class == LINE_OWN || lines->line[i].line_class == LINE_NOTE)
      read_line(&lines->line[i], i + 1, group, asks);
  return asks;
}
