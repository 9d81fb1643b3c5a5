/* From a server's answer to what is kept of it. */
#include "ingest/date.h"
#include "ingest/link-place.h"

#include <string.h>

/* "[PATCH 2/3] ", "0006893: ", "#123 - ", "Bug 6893: ": the link shows the number itself. */
static const char *
skip_number(const char *title, const char *key)
{
  const char *id = strrchr(key, '/') != NULL ? strrchr(key, '/') + 1 : key;
  const char *at = title;
  if (g_str_has_prefix(at, "[PATCH") && strchr(at, ']') != NULL)
    return strchr(at, ']') + 1 + strspn(strchr(at, ']') + 1, " ");
  if (g_ascii_strncasecmp(at, "bug ", 4) == 0)
    at += 4;
  at += strspn(at, "#0");
  if (!g_str_has_prefix(at, id))
    return title;
  at += strlen(id);
  gsize mark = strspn(at, " :-");
  return mark > 0 && at[mark] != '\0' ? at + mark : title;
}

/* Launchpad: `Bug #1 in Fennel: "The fan never stops"`; Debian: "... - Debian Bug report logs". */
static char *
bare_title(const char *text, const char *key)
{
  g_autofree char *title = g_strdup(text);
  char *logs = strstr(title, " - Debian Bug report logs");
  if (logs != NULL)
    *logs = '\0';
  char *quote = strstr(title, ": \"");
  gsize len = strlen(title);
  if (g_str_has_prefix(title, "Bug #") && quote != NULL && title[len - 1] == '"' &&
      quote + 3 < title + len) {
    title[len - 1] = '\0';
    return g_strdup(quote + 3);
  }
  return g_strdup(skip_number(title, key));
}

static gboolean
is_closed(const LinkAsk *row, const char *state)
{
  if (row->closed == NULL || state == NULL)
    return FALSE;
  g_autofree char *low = g_utf8_strdown(state, -1);
  g_auto(GStrv) words = g_strsplit(row->closed, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp(g_strstrip(words[i]), low) == 0)
      return TRUE;
  return FALSE;
}

LinkFact *
ingest_link_ask_read(const LinkAsk *row, const char *key, const char *body, gsize len,
                     GError **error)
{
  g_autoptr(LinkAnswer) answer = link_answer_new(row->form, body, len, error);
  if (answer == NULL)
    return NULL;
  g_autofree char *title = link_answer_text(answer, row->title);
  if (title == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT,
                "the answer has no title where %s keeps it", row->name);
    return NULL;
  }
  g_autoptr(LinkFact) fact = g_new0(LinkFact, 1);
  fact->key = g_strdup(key);
  fact->title = bare_title(title, key);
  fact->state = link_answer_text(answer, row->state);
  fact->closed = is_closed(row, fact->state);
  fact->author = link_answer_text(answer, row->author);
  g_autofree char *date = link_answer_text(answer, row->date);
  if (date != NULL && !ingest_date_parse(date, &fact->date, NULL))
    fact->date = 0;
  return g_steal_pointer(&fact);
}
