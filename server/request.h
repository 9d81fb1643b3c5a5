/* One request as a handler sees it: matched, decoded, with its group and a database handle whose reads see one state. */
#pragma once
#include "db/member.h"
#include "server/args.h"
#include "server/route.h"
#include "web/views.h"
G_BEGIN_DECLS

typedef struct Server Server;

struct Request {
  Server *server;
  const struct HttpRequest *http;
  const Route *route;
  const RouteMatch *match;
  const Args *args;  /* of the query; never NULL */
  const Args *form;  /* of the body; never NULL */
  Db *db;            /* NULL for rows without database */
  const Group *group; /* when the pattern has a {group}; else NULL */
  gint64 now;
  guint generation; /* of the database when it was last looked at before reading */
  const WebPage *page; /* what every page shows */
  const Member *member;  /* signed in, with the role in group; NULL: a visitor */
  const guint8 *session; /* SESSION_SECRET bytes; NULL: a visitor */
  const guint8 *browser; /* SESSION_SECRET bytes: of the browser that asked for a sign-in link; or NULL */
  const char *agent;     /* User-Agent, or NULL */
  const char *last_event; /* Last-Event-ID, or NULL */
};

/* Addresses are kept from who asks, in a group with that mask. member NULL: a visitor. */
gboolean server_mask_applies(GroupMask mask, const Member *member);
/* The network of the visitor, also behind a trusted proxy, as limits count; NULL: visitors cannot be told apart, because this one is of this very
 * machine and no proxy is named, so that it may be a web server that asks for all of them. Caller frees. */
char *server_request_network(const Request *request);
/* A {name} of the pattern, unescaped. Never NULL for a name the row has. */
const char *server_request_param(const Request *request, const char *name);
/* The {n} of the pattern. */
gint64 server_request_number(const Request *request);
/* A value of the query, or NULL. */
const char *server_request_arg(const Request *request, const char *name);
/* The query with `offset` in the place of the one it has: "?offset=40". Offset 0 is left out, as it is what a page shows without one, but for pages that say so
 * (`zero`). Caller frees. */
char *server_request_offset(const Request *request, guint offset, gboolean zero);
/* Sends status (301, 302) to /{group}/archive/{message_id}/ of the first group that holds the message, or to what is below it ("t/"). */
gboolean server_request_to_message(const Request *request, const Message *message, const char *below, guint status, Reply *reply,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
