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

static char *
state_of(const LinkAsk *row, const LinkAnswer *answer)
{
  g_autofree char *merged = link_answer_text(answer, row->merged);
  return merged != NULL ? g_strdup("merged") : link_answer_text(answer, row->state);
}

static LinkFact *
read_fact(const LinkAsk *row, const char *key, const LinkAnswer *answer, GError **error)
{
  g_autofree char *title = link_answer_text(answer, row->title);
  if (title == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT,
                "the answer has no title where %s keeps it", row->name);
    return NULL;
  }
  g_autoptr(LinkFact) fact = g_new0(LinkFact, 1);
  fact->key = g_strdup(key);
  fact->title = bare_title(title, key);
  fact->state = state_of(row, answer);
  fact->closed = is_closed(row, fact->state);
  fact->author = link_answer_text(answer, row->author);
  g_autofree char *date = link_answer_text(answer, row->date);
  if (date != NULL && !ingest_date_parse(date, &fact->date, NULL))
    fact->date = 0;
  return g_steal_pointer(&fact);
}

LinkFact *
ingest_link_ask_read(const LinkAsk *row, const char *key, const char *body, gsize len,
                     GError **error)
{
  g_autoptr(LinkAnswer) answer = link_answer_new(row->form, body, len, error);
  return answer != NULL ? read_fact(row, key, answer, error) : NULL;
}

/* --- many in one answer --- */

/* The places of the n-th in the answer: "/bugs/0/summary" is "/bugs/3/summary" in its fourth, and
 * so is "/summary" where the answer for one has it, and "/bug/summary" where that is wrapped up.
 * list: "/bugs", the array. */
static char *
places_of(const char *places, const char *list, guint n)
{
  g_autofree char *first = g_strconcat(list, "/0/", NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  g_auto(GStrv) each = g_strsplit(places != NULL ? places : "", "\n", -1);
  for (guint i = 0; each[i] != NULL; i++) {
    const char *rest = g_str_has_prefix(each[i], first) ? each[i] + strlen(first) - 1 : each[i];
    g_string_append_printf(out, "%s%s/%u%s", i > 0 ? "\n" : "", list, n, rest);
    const char *inner = rest == each[i] && rest[0] == '/' ? strchr(rest + 1, '/') : NULL;
    if (inner != NULL)
      g_string_append_printf(out, "\n%s/%u%s", list, n, inner);
  }
  return places != NULL ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

static LinkFact *
read_nth(const LinkAsk *row, const char *list, guint n, const char *key, const LinkAnswer *answer)
{
  g_autofree char *title = places_of(row->title, list, n), *state = places_of(row->state, list, n);
  g_autofree char *merged = places_of(row->merged, list, n);
  g_autofree char *author = places_of(row->author, list, n), *date = places_of(row->date, list, n);
  LinkAsk nth = *row;
  nth.title = title;
  nth.state = state;
  nth.merged = merged;
  nth.author = author;
  nth.date = date;
  return read_fact(&nth, key, answer, NULL);
}

static gint
find_id(const GPtrArray *keys, const char *id)
{
  for (guint i = 0; i < keys->len; i++)
    if (strcmp(link_ask_id(keys->pdata[i]), id) == 0)
      return (gint)i;
  return -1;
}

GPtrArray *
ingest_link_ask_read_batch(const LinkAsk *row, const GPtrArray *keys, const char *body, gsize len,
                           GError **error)
{
  g_autoptr(LinkAnswer) answer = link_answer_new(row->form, body, len, error);
  if (answer == NULL)
    return NULL;
  g_autofree char *first =
      g_strndup(row->batch_id, (gsize)(strrchr(row->batch_id, '/') - row->batch_id));
  g_autofree char *list = g_strndup(first, strlen(first) - strlen("/0"));
  GPtrArray *facts = g_ptr_array_new_full(keys->len, (GDestroyNotify)link_fact_free);
  g_ptr_array_set_size(facts, (gint)keys->len);
  /* Twice as many are looked at as were asked for: an answer may hold some that
   * nobody asked for. */
  for (guint n = 0; n < 2 * keys->len; n++) {
    g_autofree char *place = places_of(row->batch_id, list, n);
    g_autofree char *id = link_answer_text(answer, place);
    gint at = id != NULL ? find_id(keys, id) : -1;
    if (at >= 0 && facts->pdata[at] == NULL)
      facts->pdata[at] = read_nth(row, list, n, keys->pdata[at], answer);
  }
  return facts;
}

/* --- tags --- */

char *
ingest_link_ask_read_tags(const LinkAsk *row, const char *body, gsize len, GError **error)
{
  g_autoptr(LinkAnswer) answer = link_answer_new(row->tags_form, body, len, error);
  if (answer == NULL)
    return NULL;
  g_autoptr(GPtrArray) tags = link_answer_list(answer, row->tags_at, LINK_TAGS_MAX);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < tags->len; i++)
    if (strchr(tags->pdata[i], ' ') == NULL) /* git allows none in a name */
      g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", (const char *)tags->pdata[i]);
  return g_string_free(g_steal_pointer(&out), FALSE);
}
