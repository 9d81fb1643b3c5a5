/* From a link to the address that says more of it. */
#include "ingest/link-ask.h"

#include <string.h>

#include "ingest/link-place.h"

static const char *const forms[] = {"json", "html", "mail"};

gboolean
ingest_link_form_from_text(const char *text, LinkForm *form)
{
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
    if (strcmp(forms[i], text) == 0) {
      *form = (LinkForm)i;
      return TRUE;
    }
  return FALSE;
}

const char *
ingest_link_form_to_text(LinkForm form)
{
  return forms[form];
}

/* A link's address, divided where a row's `has` stands in it. */
typedef struct {
  char *front, *back;
  char *origin, *host, *project;
} Places;

static void
places_clear(Places *places)
{
  g_free(places->front);
  g_free(places->back);
  g_free(places->origin);
  g_free(places->host);
  g_free(places->project);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Places, places_clear)

static gboolean
read_origin(const char *url, Places *places)
{
  const char *scheme_end = strstr(url, "://");
  if (scheme_end == NULL || (scheme_end - url != 4 && scheme_end - url != 5) ||
      g_ascii_strncasecmp(url, "http", 4) != 0)
    return FALSE;
  const char *host = scheme_end + 3;
  gsize n = strcspn(host, "/?#");
  if (n == 0 || memchr(host, '@', n) != NULL)
    return FALSE;
  places->origin = g_strndup(url, (gsize)(host - url) + n);
  const char *colon = memchr(host, ':', n);
  g_autofree char *name = g_strndup(host, colon != NULL ? (gsize)(colon - host) : n);
  places->host = g_ascii_strdown(name, -1);
  return TRUE;
}

/* FALSE: the address has no `has`, or is none. */
static gboolean
divide(const char *url, const char *has, Places *places)
{
  if (!read_origin(url, places))
    return FALSE;
  gsize end = strcspn(url, "#");
  const char *at = has != NULL ? strstr(url + strlen(places->origin), has) : url + end;
  if (at == NULL || at > url + end)
    return FALSE;
  places->front = g_strndup(url, (gsize)(at - url));
  const char *behind = at + (has != NULL ? strlen(has) : 0);
  places->back = behind < url + end ? g_strndup(behind, (gsize)(url + end - behind)) : g_strdup("");
  const char *path = places->front + strlen(places->origin);
  places->project = g_strdup(path[0] == '/' ? path + 1 : path);
  return TRUE;
}

static gboolean
host_fits(const char *pattern, const char *host)
{
  g_autoptr(GPatternSpec) spec = g_pattern_spec_new(pattern);
  return g_pattern_spec_match_string(spec, host);
}

gboolean
ingest_link_ask_fits(const LinkAsk *row, LinkKind kind, const char *url)
{
  if (row->kind != kind)
    return FALSE;
  if (url == NULL)
    return row->has == NULL && strcmp(row->host, "*") == 0;
  g_auto(Places) places = {0};
  return divide(url, row->has, &places) && host_fits(row->host, places.host);
}

/* A Launchpad or GitHub key may hold more than one '/'. */
const char *
link_ask_id(const char *key)
{
  const char *slash = strrchr(key, '/'), *colon = strchr(key, ':');
  return slash != NULL ? slash + 1 : colon != NULL ? colon + 1 : key;
}

static const char *
number_of(const char *id)
{
  const char *at = id + strlen(id);
  while (at > id && g_ascii_isdigit(at[-1]))
    at--;
  return at;
}

/* What stands for a {name}; NULL: the link has no such thing. Caller frees. */
static char *
value_of(const char *name, const Places *places, const char *key)
{
  const struct {
    const char *name, *value;
  } known[] = {
      {"front", places->front},   {"back", places->back},
      {"origin", places->origin}, {"project", places->project},
      {"id", link_ask_id(key)},   {"n", number_of(link_ask_id(key))},
      {"ids", "{ids}"},
  };
  if (strcmp(name, "project%") == 0)
    return places->project != NULL ? g_uri_escape_string(places->project, NULL, FALSE) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS(known); i++)
    if (strcmp(known[i].name, name) == 0)
      return known[i].value != NULL && (known[i].value[0] != '\0' || i == 1)
                 ? g_strdup(known[i].value)
                 : NULL;
  return NULL;
}

static char *
expand(const LinkAsk *row, const char *pattern, const char *key, const char *url)
{
  g_auto(Places) places = {0};
  if (pattern == NULL || (url != NULL && !divide(url, row->has, &places)))
    return NULL;
  g_autoptr(GString) out = g_string_new(NULL);
  for (const char *at = pattern; *at != '\0';) {
    const char *open = strchr(at, '{');
    const char *close = open != NULL ? strchr(open, '}') : NULL;
    if (close == NULL) {
      g_string_append(out, at);
      break;
    }
    g_autofree char *name = g_strndup(open + 1, (gsize)(close - open) - 1);
    g_autofree char *value = value_of(name, &places, key);
    if (value == NULL)
      return NULL;
    g_string_append_len(out, at, open - at);
    g_string_append(out, value);
    at = close + 1;
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
ingest_link_ask_url(const LinkAsk *row, const char *key, const char *url)
{
  return expand(row, row->ask, key, url);
}

char *
ingest_link_ask_batch_url(const LinkAsk *row, const char *key, const char *url)
{
  return expand(row, row->batch, key, url);
}

char *
ingest_link_ask_tags_url(const LinkAsk *row, const char *key, const char *url)
{
  return expand(row, row->tags, key, url);
}

char *
ingest_link_ask_batch_fill(const char *batch, const GPtrArray *keys)
{
  g_autoptr(GString) ids = g_string_new(NULL);
  for (guint i = 0; i < keys->len; i++)
    g_string_append_printf(ids, "%s%s", i > 0 ? "," : "", link_ask_id(keys->pdata[i]));
  g_auto(GStrv) around = g_strsplit(batch, "{ids}", -1);
  return g_strjoinv(ids->str, around);
}

static gboolean
check_places(const LinkAsk *row, GError **error)
{
  const char *const places[] = {row->title, row->state, row->merged, row->author, row->date};
  for (guint i = 0; i < G_N_ELEMENTS(places); i++)
    if (places[i] != NULL && !link_place_check(row->form, places[i], error))
      return FALSE;
  return row->tags_at == NULL || link_place_check(row->tags_form, row->tags_at, error);
}

/* names: those it may have, NULL-terminated. */
static gboolean
check_names(const char *pattern, const char *const *names, GError **error)
{
  for (const char *open = strchr(pattern, '{'); open != NULL; open = strchr(open + 1, '{')) {
    const char *close = strchr(open, '}');
    g_autofree char *name = close != NULL ? g_strndup(open + 1, (gsize)(close - open) - 1) : NULL;
    if (name != NULL && g_strv_contains(names, name))
      continue;
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s: {%s} is not known\n"
                "one of {front} {back} {origin} {project} {project%%} {id} {n}; {ids} for many",
                pattern, name != NULL ? name : "");
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_start(const char *ask)
{
  return g_str_has_prefix(ask, "http://") || g_str_has_prefix(ask, "https://") ||
         g_str_has_prefix(ask, "{front}") || g_str_has_prefix(ask, "{origin}");
}

/* "/bugs/0/id": a thing of its own in the first of an array. */
static gboolean
check_batch(const LinkAsk *row, GError **error)
{
  if (row->batch == NULL && row->batch_id == NULL)
    return TRUE;
  const char *id = row->batch_id != NULL ? strrchr(row->batch_id, '/') : NULL;
  gsize n = id != NULL ? (gsize)(id - row->batch_id) : 0;
  if (row->form == LINK_FORM_JSON && row->batch != NULL && strstr(row->batch, "{ids}") != NULL &&
      is_start(row->batch) && n >= 2 && strncmp(id - 2, "/0", 2) == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "to ask for many at once needs JSON, an address with {ids}, and the place of the "
              "first one's number\n"
              "such as {front}rest/bug?id={ids} and /bugs/0/id");
  return FALSE;
}

static gboolean
check_tags(const LinkAsk *row, GError **error)
{
  if ((row->tags == NULL) == (row->tags_at == NULL) && (row->tags == NULL || is_start(row->tags)))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "the tags of a commit need an address and the place of their names\n"
              "such as {origin}/api/tags?has={id} and /*/name");
  return FALSE;
}

gboolean
ingest_link_ask_check(const LinkAsk *row, GError **error)
{
  static const char *const names[] = {"front",    "back", "origin", "project",
                                      "project%", "id",   "n",      NULL};
  static const char *const many[] = {"front", "back", "origin", "project", "project%", "ids", NULL};
  if (row->title == NULL || row->host == NULL || row->ask == NULL || !is_start(row->ask)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "a tracker needs a host, an address to ask and the place of the title\n"
                "the address begins with http://, https://, {front} or {origin}");
    return FALSE;
  }
  return check_batch(row, error) && check_tags(row, error) && check_names(row->ask, names, error) &&
         (row->batch == NULL || check_names(row->batch, many, error)) &&
         (row->tags == NULL || check_names(row->tags, names, error)) && check_places(row, error);
}
