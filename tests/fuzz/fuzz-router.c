/* Any bytes as method, path and query: the router and the argument reader must answer, and give
 * back what they were given. */
#include <stdint.h>
#include <string.h>

#include "server/args.h"
#include "server/route.h"
#include "web/out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A parameter is what its escaped form says: escaping it again and matching must give the same
 * text. */
static void
check_params(const RouteMatch *match)
{
  for (guint i = 0; i < match->n_params; i++) {
    g_autofree char *escaped = web_path_segment(match->param[i]);
    g_autofree char *back = web_path_unescape(escaped);
    if (back == NULL || strcmp(back, match->param[i]) != 0)
      __builtin_trap();
  }
}

static void
check_match(const char *method, const char *path)
{
  gsize n;
  const Route *table = server_routes(&n);
  g_auto(RouteMatch) match = {.result = MATCH_NONE};
  const Route *route = server_route_match(table, n, method, path, &match);
  if ((route != NULL) != (match.result == MATCH_FOUND))
    __builtin_trap();
  if (match.result == MATCH_SLASH && (match.redirect[0] != '/' || match.redirect[1] == '/'))
    __builtin_trap();
  check_params(&match);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup((const char *)data, size);
  char *space = strchr(text, ' ');
  const char *method = "GET";
  char *path = text;
  if (space != NULL) {
    *space = '\0';
    method = text;
    path = space + 1;
  }
  char *query = strchr(path, '?');
  if (query != NULL)
    *query++ = '\0';
  check_match(method, path);
  g_autoptr(Args) args = server_args_parse(query, NULL);
  if (args != NULL) {
    g_autofree char *with = server_args_with(args, "kind", "action");
    g_autoptr(Args) again = server_args_parse(with + 1, NULL);
    if (again != NULL && g_strcmp0(server_args_get(again, "kind"), "action") != 0)
      __builtin_trap();
  }
  return 0;
}
