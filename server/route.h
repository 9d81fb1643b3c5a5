/* Which row of a table of routes answers a request. Pure: no database, no HTTP library, any bytes as input.
 *
 * A pattern is a path whose segments are literal or "{name}", the latter with a literal end ("{n}.json"). A {group} takes
 * [a-z0-9][a-z0-9._-]{0,63}, an {n} 1 to 12 digits, an {id} what has an @, every other name one segment of any text that is not empty; of an {id} and a {mid}
 * blanks and angle brackets are left out, as of every Message-ID that is kept. The first row that fits wins. Segments are split before escapes are undone, so a "/" within a Message-ID is written %2F. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

typedef struct Request Request;
typedef struct Reply Reply;

/* Gathers a view and prints it into reply. FALSE with error: the dispatcher makes the error page. */
typedef gboolean (*RouteHandler)(Request *request, Reply *reply, GError **error);

typedef enum { FORMAT_HTML, FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSON, FORMAT_CSV, FORMAT_ICS, FORMAT_ATOM } RouteFormat;
typedef enum { ROUTE_ANYONE, ROUTE_MEMBER, ROUTE_CHAIR, ROUTE_OPERATOR } RouteWho;

typedef enum {
  CACHE_NOTHING, /* made anew each time, no store in between */
  CACHE_PAGE,    /* kept while the database does not change, for visitors who are not signed in */
  CACHE_LONG     /* content that never changes under this address */
} RouteCache;

typedef struct {
  const char *method;  /* "GET" (answers HEAD as well) or "POST" */
  const char *pattern;
  RouteHandler handler;
  RouteFormat format;
  RouteCache cache;
  RouteWho who;
  gboolean also_post;   /* a POST is answered like a GET, which it reads no more than: public-inbox's readers ask so for mailboxes */
  gboolean no_database; /* answered without opening it */
  gboolean writes;      /* gets the writer within a transaction that the dispatcher commits */
  guint tries;          /* in a quarter of an hour from one network, and a third of it for one `address` in the form; 0: any number */
  gsize body_limit;     /* bytes; 0: no body is taken */
} Route;

#define ROUTE_MAX_PARAMS 4

typedef enum {
  MATCH_NONE,     /* 404 */
  MATCH_FOUND,
  MATCH_SLASH,    /* 301: the same path with, or without, a slash at its end has a row; see redirect */
  MATCH_METHOD,   /* 405: other methods have a row; see allow */
  MATCH_BROKEN    /* 400: a broken escape, NUL, or not UTF-8 */
} RouteResult;

typedef struct {
  RouteResult result;
  const Route *route;              /* FOUND */
  char *param[ROUTE_MAX_PARAMS];   /* FOUND: unescaped, owned */
  const char *name[ROUTE_MAX_PARAMS]; /* into the pattern: "mid}/raw", compare with server_route_param */
  guint n_params;
  char *redirect;                  /* SLASH: path, escaped as it came, owned */
  const char *allow;               /* METHOD: for the Allow header, static */
} RouteMatch;

/* path: without the query, escaped as the client sent it. Always fills match; returns match->route. */
const Route *server_route_match(const Route *table, gsize n, const char *method, const char *path,
                                RouteMatch *match);
void server_route_match_clear(RouteMatch *match);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RouteMatch, server_route_match_clear)
/* The parameter of that name, NULL when the pattern has none. */
const char *server_route_param(const RouteMatch *match, const char *name);

/* The program's own table (routes.c). */
const Route *server_routes(gsize *n);

G_END_DECLS
