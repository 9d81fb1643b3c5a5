#include "server/route.h"

#include <string.h>

#include "db/records.h"
#include "web/out.h"

typedef struct {
  const char *at;
  gsize len;
} Slice;

/* Takes the next segment off path, up to "/" or the end. */
static Slice
slice_next(const char **path)
{
  Slice slice = {*path, (gsize)(strchrnul(*path, '/') - *path)};
  *path += slice.len;
  return slice;
}

static gboolean
is_group_name(Slice text)
{
  if (text.len == 0 || text.len > 64 ||
      !(g_ascii_islower(text.at[0]) || g_ascii_isdigit(text.at[0])))
    return FALSE;
  for (gsize i = 1; i < text.len; i++) {
    char c = text.at[i];
    if (!g_ascii_islower(c) && !g_ascii_isdigit(c) && strchr("._-", c) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_number(Slice text)
{
  for (gsize i = 0; i < text.len; i++)
    if (!g_ascii_isdigit(text.at[i]))
      return FALSE;
  return text.len >= 1 && text.len <= 12;
}

/* Message-IDs have an @, which some write escaped. */
static gboolean
is_id(Slice text)
{
  return memchr(text.at, '@', text.len) != NULL || memmem(text.at, text.len, "%40", 3) != NULL;
}

static gboolean
name_is(const char *name, const char *wanted)
{
  gsize len = strlen(wanted);
  return strncmp(name, wanted, len) == 0 && name[len] == '}';
}

/* TRUE when segment fits a pattern segment; *value is what a {name} took, value->at NULL for a
 * literal. */
static gboolean
segment_fits(Slice pattern, Slice segment, Slice *value)
{
  *value = (Slice){NULL, 0};
  if (pattern.len == 0 || pattern.at[0] != '{')
    return pattern.len == segment.len && memcmp(pattern.at, segment.at, segment.len) == 0;
  const char *close = memchr(pattern.at, '}', pattern.len);
  gsize name_len = (gsize)(close - pattern.at);
  gsize end_len = pattern.len - name_len - 1;
  if (segment.len <= end_len || memcmp(segment.at + segment.len - end_len, close + 1, end_len) != 0)
    return FALSE;
  *value = (Slice){segment.at, segment.len - end_len};
  if (name_is(pattern.at + 1, "group"))
    return is_group_name(*value);
  if (name_is(pattern.at + 1, "n"))
    return is_number(*value);
  if (name_is(pattern.at + 1, "id"))
    return is_id(*value);
  return TRUE;
}

typedef struct {
  Slice value[ROUTE_MAX_PARAMS];
  const char *name[ROUTE_MAX_PARAMS];
  guint n;
} Captures;

static gboolean
pattern_fits(const char *pattern, const char *path, Captures *captures)
{
  captures->n = 0;
  while (*pattern == '/' && *path == '/') {
    pattern++;
    path++;
    Slice value;
    Slice want = slice_next(&pattern);
    Slice have = slice_next(&path);
    if (!segment_fits(want, have, &value))
      return FALSE;
    if (value.at != NULL && captures->n < ROUTE_MAX_PARAMS) {
      captures->value[captures->n] = value;
      captures->name[captures->n++] = want.at + 1;
    }
  }
  return *pattern == '\0' && *path == '\0';
}

/* Up to the first parameter. */
static gboolean
begins_alike(const char *pattern, const char *path)
{
  while (*pattern != '\0' && *pattern != '{')
    if (*pattern++ != *path++)
      return FALSE;
  return TRUE;
}

/* Most rows begin with "/{group}/" and a word: a row whose word is another needs no closer look.
 * rest: of the path, behind its first part. */
static gboolean
may_fit(const char *pattern, const char *path, const char *rest)
{
  static const char group[] = "/{group}/";
  if (!begins_alike(pattern, path))
    return FALSE;
  return strncmp(pattern, group, sizeof group - 1) != 0 ||
         begins_alike(pattern + sizeof group - 1, rest);
}

static gboolean
method_fits(const Route *route, const char *method)
{
  return strcmp(route->method, method) == 0 ||
         (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0) ||
         (route->also_post && strcmp(method, "POST") == 0);
}

/* Every escape of the path, not only those of a parameter, so that a broken one is told before "not
 * found". */
static gboolean
escapes_are_whole(const char *path)
{
  for (const char *at = strchr(path, '%'); at != NULL; at = strchr(at + 1, '%'))
    if (!g_ascii_isxdigit(at[1]) || !g_ascii_isxdigit(at[2]) || (at[1] == '0' && at[2] == '0'))
      return FALSE;
  return g_utf8_validate(path, -1, NULL);
}

/* The first row that fits path and method; *get and *post tell which methods fit the
 * path at all. */
static const Route *
find_row(const Route *table, gsize n, const char *method, const char *path, Captures *captures,
         gboolean *get, gboolean *post)
{
  const char *word = *path == '/' ? strchr(path + 1, '/') : NULL;
  const char *rest = word != NULL ? word + 1 : "";
  for (gsize i = 0; i < n; i++) {
    if (!may_fit(table[i].pattern, path, rest) || !pattern_fits(table[i].pattern, path, captures))
      continue;
    if (method_fits(&table[i], method))
      return &table[i];
    *get = *get || strcmp(table[i].method, "GET") == 0;
    *post = *post || strcmp(table[i].method, "POST") == 0;
  }
  return NULL;
}

/* What is kept has no blanks, and addresses of other archives may. */
static char *
take_id(char *typed)
{
  char *id = typed != NULL ? message_id_clean(typed, strlen(typed)) : NULL;
  g_free(typed);
  return id;
}

static gboolean
take_params(RouteMatch *match, const Captures *captures)
{
  for (guint i = 0; i < captures->n; i++) {
    g_autofree char *raw = g_strndup(captures->value[i].at, captures->value[i].len);
    match->name[i] = captures->name[i];
    match->param[i] = web_path_unescape(raw);
    if (name_is(match->name[i], "mid") || name_is(match->name[i], "id"))
      match->param[i] = take_id(match->param[i]);
    match->n_params = i + 1;
    if (match->param[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

/* Only for paths that name one place on this server: "//host/" would lead away. */
static char *
other_slash(const char *path)
{
  gsize len = strlen(path);
  if (len < 2 || path[0] != '/' || strstr(path, "//") != NULL)
    return NULL;
  return path[len - 1] == '/' ? g_strndup(path, len - 1) : g_strconcat(path, "/", NULL);
}

const Route *
server_route_match(const Route *table, gsize n, const char *method, const char *path,
                   RouteMatch *match)
{
  Captures captures;
  gboolean get = FALSE, post = FALSE;
  *match = (RouteMatch){.result = MATCH_NONE};
  if (!escapes_are_whole(path)) {
    match->result = MATCH_BROKEN;
    return NULL;
  }
  const Route *row = find_row(table, n, method, path, &captures, &get, &post);
  if (row != NULL) {
    if (take_params(match, &captures)) {
      match->result = MATCH_FOUND;
      match->route = row;
    } else {
      server_route_match_clear(match);
      match->result = MATCH_BROKEN;
    }
    return match->route;
  }
  if (get || post) {
    match->result = MATCH_METHOD;
    match->allow = !post ? "GET, HEAD" : get ? "GET, HEAD, POST" : "POST";
    return NULL;
  }
  g_autofree char *other = other_slash(path);
  if (other != NULL && find_row(table, n, "GET", other, &captures, &get, &post) != NULL) {
    match->result = MATCH_SLASH;
    match->redirect = g_steal_pointer(&other);
  }
  return NULL;
}

void
server_route_match_clear(RouteMatch *match)
{
  for (guint i = 0; i < match->n_params; i++)
    g_clear_pointer(&match->param[i], g_free);
  g_clear_pointer(&match->redirect, g_free);
  match->n_params = 0;
}

const char *
server_route_param(const RouteMatch *match, const char *name)
{
  for (guint i = 0; i < match->n_params; i++)
    if (name_is(match->name[i], name))
      return match->param[i];
  return NULL;
}
