#include "server/dispatch.h"

#include <gio/gio.h>
#include <string.h>

#include "db/audit.h"
#include "db/group.h"
#include "server/jobs.h"
#include "server/live.h"
#include "server/http-date.h"
#include "server/limit.h"
#include "server/proxy.h"
#include "server/server.h"
#include "server/visitor.h"
#include "web/mask.h"

/* Pages speak of time ("asked 12 days ago"), so none is shown for longer than this without being
 * made anew. */
#define PAGE_MAX_AGE 300

typedef struct {
  Server *server;
  const HttpRequest *http;
  gint64 began; /* monotonic */
  gint64 now;
  char *key; /* "z" for compressed or " ", then the target */
  gboolean wants_gzip;
  gboolean reads; /* GET or HEAD */
  ServerReader *reader;
  guint generation;
  char *path;
  RouteMatch match;
  Args *args;
  Args *form;
  Group *group;
  Visitor visitor;
  WebPage page;
} Dispatch;

static void
dispatch_clear(Dispatch *d)
{
  server_reader_give(d->server, d->reader);
  server_route_match_clear(&d->match);
  server_args_free(d->args);
  server_args_free(d->form);
  group_free(d->group);
  server_visitor_clear(&d->visitor);
  g_free(d->path);
  g_free(d->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Dispatch, dispatch_clear)

/* --- the cache --- */

/* "gzip" among the codings and not refused by "q=0". */
static gboolean
accepts_gzip(const HttpRequest *http)
{
  const char *accept = http_request_header(http, "Accept-Encoding");
  const char *at = accept != NULL ? strstr(accept, "gzip") : NULL;
  if (at == NULL)
    return FALSE;
  at += strlen("gzip");
  at += strspn(at, " ;");
  return !(g_str_has_prefix(at, "q=0") && strspn(at + 3, ".0") == strcspn(at + 3, ", "));
}

static HttpAnswer *
from_cache(Dispatch *d, gboolean gzip)
{
  d->key[0] = gzip ? 'z' : ' ';
  return server_cache_get(server_cache(d->server), d->key, d->generation, d->now);
}

static void
into_cache(Dispatch *d, gboolean gzip, HttpAnswer *answer)
{
  d->key[0] = gzip ? 'z' : ' ';
  server_cache_put(server_cache(d->server), d->key, answer, http_answer_size(answer), d->generation,
                   d->now, PAGE_MAX_AGE);
}

/* The client names what it has by tag, else by date (RFC 9110, 13.2.2). */
static gboolean
client_has(const Dispatch *d, const HttpAnswer *answer)
{
  const char *tags = http_request_header(d->http, "If-None-Match");
  gint64 modified = http_answer_modified(answer), since = 0;
  if (tags != NULL)
    return server_reply_etag_matches(tags, http_answer_etag(answer));
  return modified != 0 &&
         server_http_date_parse(http_request_header(d->http, "If-Modified-Since"), &since) &&
         since >= modified;
}

/* 304 instead of answer when the client has it. Takes answer. */
static HttpAnswer *
or_not_modified(const Dispatch *d, HttpAnswer *answer)
{
  if (!d->reads || !client_has(d, answer))
    return answer;
  HttpAnswer *short_answer = http_answer_not_modified(answer);
  http_answer_unref(answer);
  return short_answer;
}

/* Pages are as old as the last change of the database; files of the look as this server. What is
 * made for one visitor or one moment has no age. A page made within the very second of a change may
 * be followed by another change in it: it claims the second before, and is never taken for what a
 * client has by its date. */
static void
set_age(const Dispatch *d, Reply *reply, RouteCache cache)
{
  if (cache == CACHE_NOTHING || reply->status != 200 || d->reader == NULL)
    return;
  gint64 changed = cache == CACHE_LONG ? server_started(d->server) : server_modified(d->server);
  reply->age_unsure = changed >= d->now;
  reply->last_modified = reply->age_unsure ? d->now - 1 : changed;
  /* Bytes that are made while they are sent have no hash; they are the same until something
   * changes. What changes while they are made goes under the older state, which nobody has by
   * then. */
  if (reply->read != NULL)
    reply->etag = server_reply_state_etag(reply->key, d->reader->seen);
}

/* Takes reply. A page goes into the cache, plain and compressed. */
static HttpAnswer *
answer_from_reply(Dispatch *d, Reply *reply)
{
  const Route *route = d->match.route;
  gboolean keep = route != NULL && route->cache == CACHE_PAGE && reply->status == 200 && d->reads &&
                  !d->visitor.has_session && d->reader != NULL && reply->read == NULL;
  gboolean personal = d->visitor.has_session && route != NULL && route->cache == CACHE_PAGE;
  RouteCache cache =
      route == NULL || reply->status >= 400 || personal ? CACHE_NOTHING : route->cache;
  set_age(d, reply, cache);
  reply->secret_address = d->page.secret_address;
  if (server_is_secure(d->server))
    server_reply_header(reply, "Strict-Transport-Security", "max-age=31536000");
  server_reply_seal(reply);
  Reply *packed = d->wants_gzip ? server_reply_gzip(reply) : NULL;
  HttpAnswer *answer = http_answer_new(reply, cache);
  if (keep)
    into_cache(d, FALSE, answer);
  if (packed != NULL) {
    http_answer_unref(answer);
    answer = http_answer_new(packed, cache);
  }
  if (keep && d->wants_gzip)
    into_cache(d, TRUE, answer);
  return or_not_modified(d, answer);
}

/* --- what a row asks for --- */

/* Who may. Roles are those of the group, so its rows are known by now. */
static gboolean
check_visitor(Dispatch *d, GError **error)
{
  static const MemberRole needed[] = {[ROUTE_ANYONE] = ROLE_NONE,
                                      [ROUTE_MEMBER] = ROLE_MEMBER,
                                      [ROUTE_CHAIR] = ROLE_CHAIR,
                                      [ROUTE_OPERATOR] = ROLE_OPERATOR};
  const Member *member = d->visitor.member;
  MemberRole need = needed[d->match.route->who];
  if (need == ROLE_NONE || (member != NULL && member->role >= need))
    return TRUE;
  if (member != NULL && need == ROLE_OPERATOR) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
                "this is for the operators of the server");
    return FALSE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
              member == NULL ? "this page is for signed-in members\nSign in at /sign-in."
                             : "this is for the %ss of the group\nAsk one of them.",
              member_role_to_text(need));
  return FALSE;
}

/* A page of no group shows mail of all, so the most careful of them decides. */
static gboolean
strictest_mask(Db *db, GroupMask *mask, GError **error)
{
  g_autoptr(GPtrArray) groups = db_group_list(db, error);
  if (groups == NULL)
    return FALSE;
  *mask = MASK_NEVER;
  for (guint i = 0; i < groups->len && *mask != MASK_ALWAYS; i++) {
    GroupMask one = ((const Group *)groups->pdata[i])->mask;
    if (one != MASK_NEVER)
      *mask = one;
  }
  return TRUE;
}

static gboolean
load_mask(Dispatch *d, Db *db, GError **error)
{
  GroupMask mask = MASK_VISITORS;
  if (d->group != NULL)
    mask = d->group->mask;
  else if (!strictest_mask(db, &mask, error))
    return FALSE;
  d->page.mask_addresses = server_mask_applies(mask, d->visitor.member);
  return TRUE;
}

/* Data has no template that would mask what it prints. */
static void
mask_data(const Dispatch *d, Reply *reply)
{
  if (!d->page.mask_addresses || reply->bytes != NULL || reply->read != NULL)
    return;
  if (d->match.route->format == FORMAT_JSON)
    web_mask_json(reply->body);
  else if (d->match.route->format == FORMAT_CSV)
    web_mask_csv(reply->body);
}

/* A token does what its scopes say, and no more than its owner may. */
static gboolean
check_scope(const Dispatch *d, GError **error)
{
  const Route *route = d->match.route;
  TokenScope need = !route->writes               ? SCOPE_READ
                    : route->who == ROUTE_CHAIR  ? SCOPE_CHAIR
                    : route->who == ROUTE_MEMBER ? SCOPE_VOTE
                                                 : SCOPE_N;
  if (!d->visitor.by_token || (d->visitor.scopes & 1u << need) != 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
              d->visitor.member == NULL ? "this token is not known, or its time is over%s"
                                        : "this token has not the scope \"%s\"",
              d->visitor.member == NULL || need == SCOPE_N ? "" : token_scope_to_text(need));
  return FALSE;
}

static gboolean
load_visitor(Dispatch *d, Db *db, GError **error)
{
  if (!server_visitor_load(&d->visitor, db, d->group != NULL ? d->group->id : 0, d->now, error))
    return FALSE;
  const Member *member = d->visitor.member;
  if (member == NULL)
    return TRUE;
  d->page.signed_in = TRUE;
  d->page.user = member->name;
  d->page.csrf = d->visitor.csrf;
  d->page.chair = member->role >= ROLE_CHAIR;
  return TRUE;
}

static gboolean
parse_args(Dispatch *d, GError **error)
{
  const char *query = strchr(d->http->target, '?');
  d->args = server_args_parse(query != NULL ? query + 1 : NULL, error);
  if (d->args == NULL)
    return FALSE;
  d->form = server_args_parse(d->match.route->body_limit > 0 ? d->http->body : NULL, error);
  return d->form != NULL;
}

static gboolean
load_group(Dispatch *d, Db *db, GError **error)
{
  const char *name = server_route_param(&d->match, "group");
  if (name == NULL)
    return TRUE;
  d->group = db_group_get(db, name, error);
  d->page.group = d->group;
  return d->group != NULL;
}

/* An operator who put a web server in front and did not name it would find all its visitors limited
 * as one, and not know why. Anybody can send the header: one line, and no address. */
static void
note_untrusted(Server *server, const char *name, const char *peer)
{
  if (!server_proxy_trusts(server_proxy(server), peer) && server_is_first_untrusted(server))
    g_message("%s came from an address that --trusted-proxy does not name, and is not believed\n"
              "if that is your web server, name it: its visitors are limited as one until then",
              name);
}

static char *
client_of(Server *server, const HttpRequest *http)
{
  const ProxyTrust *trust = server_proxy(server);
  const char *name = server_proxy_header(trust);
  g_autofree char *peer = http_request_peer(http);
  g_autofree char *header = http_request_header_lines(http, name);
  if (header != NULL)
    note_untrusted(server, name, peer);
  return server_proxy_client(trust, peer, header);
}

/* Who asks, as limits count: the network of the visitor, also behind a trusted proxy. */
static char *
network_of(const Dispatch *d)
{
  g_autofree char *client = client_of(d->server, d->http);
  return server_limit_network(client);
}

char *
server_request_network(const Request *request)
{
  g_autofree char *client = client_of(request->server, request->http);
  g_autoptr(GInetAddress) address = client != NULL ? g_inet_address_new_from_string(client) : NULL;
  if (server_proxy(request->server) == NULL &&
      (address == NULL || g_inet_address_get_is_loopback(address)))
    return NULL;
  return server_limit_network(client);
}

/* For whoever types the address, known or not, the limit is the same. */
static gboolean
check_tries(Dispatch *d, GError **error)
{
  enum { SECONDS = 15 * 60, FOR_ONE_ADDRESS = 3 };
  const Route *route = d->match.route;
  if (route->tries == 0)
    return TRUE;
  Limit *limit = server_limit(d->server);
  g_autofree char *network = network_of(d);
  const char *typed = server_args_get(d->form, "address");
  g_autofree char *address = typed != NULL ? person_fold_address(typed) : NULL;
  if (server_limit_take(limit, route->pattern, network, route->tries, SECONDS, d->now) &&
      (address == NULL || server_limit_take(limit, "address", address,
                                            route->tries / FOR_ONE_ADDRESS, SECONDS, d->now)))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_MANY,
              "too many tries\nWait a quarter of an hour.");
  return FALSE;
}

static gboolean
run_handler(Dispatch *d, Db *db, Reply *reply, GError **error)
{
  if (db != NULL &&
      (!load_group(d, db, error) || !load_visitor(d, db, error) || !load_mask(d, db, error)))
    return FALSE;
  /* What another site made a browser send is no try of its visitor. */
  if (!check_scope(d, error) || !check_visitor(d, error) ||
      (d->match.route->writes &&
       !server_visitor_check_form(&d->visitor, d->http, server_base_url(d->server),
                                  server_args_get(d->form, "csrf"), error)) ||
      !check_tries(d, error))
    return FALSE;
  Request request = {
      .server = d->server,
      .http = d->http,
      .route = d->match.route,
      .match = &d->match,
      .args = d->args,
      .form = d->form,
      .db = db,
      .group = d->group,
      .now = d->now,
      .generation = d->generation,
      .page = &d->page,
      .member = d->visitor.member,
      .session = d->visitor.member != NULL && !d->visitor.by_token ? d->visitor.session : NULL,
      .browser = d->visitor.has_browser ? d->visitor.browser : NULL,
      .agent = http_request_header(d->http, "User-Agent"),
      .last_event = http_request_header(d->http, "Last-Event-ID"),
  };
  if (!d->match.route->handler(&request, reply, error))
    return FALSE;
  mask_data(d, reply);
  return TRUE;
}

/* What was refused is in the audit trail: who, what, why; of one network, and of all of them, only
 * so much in an hour that nobody can fill the disk with it. What is over is counted, and the next
 * note says how many there were. */
static gboolean
is_worth_a_note(const Dispatch *d, const GError *why)
{
  enum { SECONDS = 3600, OF_A_NETWORK = 60, OF_ALL = 300 };
  guint status = server_reply_status_of(why);
  if (status != 403 && status != 429)
    return FALSE;
  Limit *limit = server_limit(d->server);
  g_autofree char *network = network_of(d);
  if (server_limit_take(limit, "refusals", network, OF_A_NETWORK, SECONDS, d->now) &&
      server_limit_take(limit, "refusals", "of all", OF_ALL, SECONDS, d->now))
    return TRUE;
  server_refusals_add(d->server, 1);
  return FALSE;
}

static void
note_refusal(const Dispatch *d, Db *db, const GError *why)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *words = g_strndup(why->message, strcspn(why->message, "\n"));
  const char *who = d->visitor.member != NULL ? d->visitor.member->name : "visitor";
  guint over = server_refusals_take(d->server);
  if (!db_begin(db, &error) ||
      !db_audit_refused(db, 0, "visitor", "*", "over the limit of notes", over, d->now, &error) ||
      !db_audit_refused(db, d->group != NULL ? d->group->id : 0, who, d->match.route->pattern,
                        words, 1, d->now, &error) ||
      !db_commit(db, &error)) {
    g_info("%s: %s", d->match.route->pattern, error->message);
    db_rollback(db);
    server_refusals_add(d->server, over + 1);
  }
}

/* A reader of what is not for them waits for the writer; a database that cannot be written keeps no
 * notes. */
static void
note_refused_read(const Dispatch *d, const GError *why)
{
  g_autoptr(GError) error = NULL;
  if (!is_worth_a_note(d, why))
    return;
  Db *db = server_writer_take(d->server, &error);
  if (db == NULL) {
    g_info("%s: %s", d->match.route->pattern, error->message);
    return;
  }
  note_refusal(d, db, why);
  server_writer_give(d->server);
}

static gboolean
run_reading(Dispatch *d, Reply *reply, GError **error)
{
  if (d->match.route->no_database)
    return run_handler(d, NULL, reply, error);
  if (d->reader == NULL && (d->reader = server_reader_take(d->server, error)) == NULL)
    return FALSE;
  if (d->key == NULL) /* the cache of pages was not asked */
    d->generation = server_generation(d->server, d->reader);
  if (!db_read_begin(d->reader->db, error))
    return FALSE;
  g_autoptr(GError) failed = NULL;
  gboolean done = run_handler(d, d->reader->db, reply, &failed);
  db_read_end(d->reader->db);
  if (done)
    return TRUE;
  note_refused_read(d, failed);
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

static gboolean
run_writing(Dispatch *d, Reply *reply, GError **error)
{
  Db *db = server_writer_take(d->server, error);
  if (db == NULL)
    return FALSE;
  gboolean done = db_begin(db, error);
  if (done) {
    g_autoptr(GError) failed = NULL;
    done = run_handler(d, db, reply, &failed) && db_commit(db, &failed);
    if (!done) {
      db_rollback(db);
      if (is_worth_a_note(d, failed))
        note_refusal(d, db, failed);
      g_propagate_error(error, g_steal_pointer(&failed));
    }
  }
  server_writer_give(d->server);
  if (done) {
    server_jobs_wake(server_jobs(d->server), NULL);
    server_live_poke(server_live(d->server));
  }
  return done;
}

static gboolean
run_route(Dispatch *d, Reply *reply, GError **error)
{
  if (!parse_args(d, error))
    return FALSE;
  return d->match.route->writes ? run_writing(d, reply, error) : run_reading(d, reply, error);
}

/* --- from the address to a reply --- */

static Reply *
reply_fault(Dispatch *d, guint status, const char *message, const char *hint)
{
  RouteFormat format = g_str_has_prefix(d->http->target, "/api/") ? FORMAT_JSON : FORMAT_HTML;
  Reply *reply = server_reply_new(format);
  server_reply_fault(reply, format, &d->page, status, message, hint);
  return reply;
}

static Reply *
reply_redirect(Dispatch *d)
{
  Reply *reply = server_reply_new(FORMAT_TEXT);
  const char *query = strchr(d->http->target, '?');
  g_autofree char *place = g_strconcat(d->match.redirect, query, NULL);
  server_reply_redirect(reply, 301, place);
  return reply;
}

static Reply *
reply_from_route(Dispatch *d)
{
  RouteFormat format = d->match.route->format;
  g_autoptr(Reply) reply = server_reply_new(format);
  g_autoptr(GError) error = NULL;
  reply->key = server_etag_key(d->server);
  if (run_route(d, reply, &error))
    return g_steal_pointer(&reply);
  server_reply_error(reply, format, &d->page, error);
  return g_steal_pointer(&reply);
}

/* Only forms are read. What another site can make a browser send as text is none. */
static gboolean
is_form(const HttpRequest *http)
{
  static const char form[] = "application/x-www-form-urlencoded";
  const char *type = http_request_header(http, "Content-Type");
  return http->body == NULL || *http->body == '\0' ||
         (type != NULL && g_ascii_strncasecmp(type, form, strlen(form)) == 0 &&
          strchr("; \t", type[strlen(form)]) != NULL);
}

static Reply *
make_reply(Dispatch *d)
{
  gsize n;
  const Route *table = server_route_table(d->server, &n);
  server_route_match(table, n, d->http->method, d->path, &d->match);
  switch (d->match.result) {
  case MATCH_FOUND:
    d->page.secret_address = server_route_param(&d->match, "token") != NULL;
    return is_form(d->http) ? reply_from_route(d)
                            : reply_fault(d, 415, "this address takes forms, and this is none",
                                          "Send it as application/x-www-form-urlencoded.");
  case MATCH_SLASH:
    return reply_redirect(d);
  case MATCH_METHOD: {
    Reply *reply = reply_fault(d, 405, "this address does not take that method", NULL);
    server_reply_header(reply, "Allow", d->match.allow);
    return reply;
  }
  case MATCH_BROKEN:
    return reply_fault(d, 400, "the address has a broken escape",
                       "A % in an address is written %25, other bytes in UTF-8.");
  case MATCH_NONE:
    break;
  }
  return reply_fault(d, 404, "no page has this address", NULL);
}

static Reply *
refused_reply(Dispatch *d)
{
  if (d->http->refused == 414)
    return reply_fault(d, 414, "the address is longer than 32 KiB", NULL);
  return reply_fault(d, 413, "the request is larger than this address takes", NULL);
}

static gboolean
touch_secret(Dispatch *d, Db *db, GError **error)
{
  return d->visitor.by_token ? db_api_token_touch(db, d->visitor.session, d->now, error)
                             : db_session_touch(db, d->visitor.session, d->now, error);
}

/* Best done after the answer is made, and no reason to fail it. */
static void
touch_session(Dispatch *d)
{
  g_autoptr(GError) error = NULL;
  if (d->visitor.member == NULL || !d->visitor.stale)
    return;
  Db *db = server_writer_take(d->server, &error);
  if (db == NULL)
    return;
  if (!db_begin(db, &error) || !touch_secret(d, db, &error) || !db_commit(db, &error)) {
    g_info("%s: %s", d->match.route->pattern, error->message);
    db_rollback(db);
  }
  server_writer_give(d->server);
}

static HttpAnswer *
try_cache(Dispatch *d)
{
  if (!d->reads || d->http->refused != 0 || d->visitor.has_session)
    return NULL;
  g_autoptr(GError) error = NULL;
  d->reader = server_reader_take(d->server, &error);
  if (d->reader == NULL)
    return NULL; /* rows without database still answer; the others try again and tell */
  d->generation = server_generation(d->server, d->reader);
  d->key = g_strconcat(" ", d->http->target, NULL);
  return from_cache(d, d->wants_gzip);
}

HttpAnswer *
server_dispatch(const HttpRequest *http, gpointer data)
{
  g_auto(Dispatch) d = {.server = data, .http = http, .began = g_get_monotonic_time()};
  d.now = server_now(d.server);
  d.reads = strcmp(http->method, "GET") == 0 || strcmp(http->method, "HEAD") == 0;
  d.wants_gzip = d.reads && accepts_gzip(http);
  server_visitor_read(&d.visitor, http, server_is_secure(d.server));
  HttpAnswer *answer = try_cache(&d);
  guint status = 200;
  if (answer != NULL) {
    answer = or_not_modified(&d, answer);
  } else {
    d.path = g_strndup(http->target, strcspn(http->target, "?"));
    d.page = (WebPage){.base_url = server_base_url(d.server),
                       .path = d.path,
                       .now = d.now,
                       .mask_addresses = TRUE};
    Reply *reply = http->refused != 0 ? refused_reply(&d) : make_reply(&d);
    status = reply->status;
    g_debug("%s %s %u", http->method, d.match.route != NULL ? d.match.route->pattern : "-", status);
    answer = answer_from_reply(&d, reply);
    touch_session(&d);
  }
  server_count(d.server, d.match.route, status, g_get_monotonic_time() - d.began);
  return answer;
}

gsize
server_dispatch_body_limit(const char *method, const char *target, gpointer data)
{
  /* No row that reads takes a body; to look for it would double what a page from
   * the cache costs. */
  if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
    return 0;
  gsize n;
  const Route *table = server_route_table(data, &n);
  g_autofree char *path = g_strndup(target, strcspn(target, "?"));
  g_auto(RouteMatch) match = {.result = MATCH_NONE};
  const Route *route = server_route_match(table, n, method, path, &match);
  return route != NULL ? route->body_limit : 0;
}
