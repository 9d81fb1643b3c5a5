/* What docs/security.md promises of the whole server and no other test looks at. */
#include <string.h>

#include "db/group.h"
#include "db/outbox.h"
#include "db/session.h"
#include "server/sign-in-job.h"
#include "server/vote-notice.h"
#include "tests/harness/visitor.h"

/* "docket=00ff..." as a Cookie header of an answer's Set-Cookie. */
static char *
cookie_of(const Answer *answer)
{
  const char *cookie = answer_header(answer, "set-cookie");
  return g_strdup_printf("Cookie: %.*s", (int)strcspn(cookie, ";"), cookie);
}

static void
test_a_fresh_database_knows_nobody(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *rows = harness_dump(harness);
  g_assert_nonnull(strstr(rows, "groups "));
  static const char *const tables[] = {"\nmember ", "\nmembership ", "\nmember_address ",
                                       "\napi_token "};
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    g_assert_null(strstr(rows, tables[i]));
}

/* GLib takes one writer for the whole process, so it is never freed. */
typedef struct {
  GMutex lock;
  GString *all, *shown; /* every level; info and above */
} Log;

static GLogWriterOutput
keep_line(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  Log *log = data;
  g_mutex_lock(&log->lock);
  for (gsize i = 0; i < n; i++) {
    if (strcmp(fields[i].key, "MESSAGE") != 0)
      continue;
    g_string_append_printf(log->all, "%s\n", (const char *)fields[i].value);
    if ((level & G_LOG_LEVEL_DEBUG) == 0)
      g_string_append_printf(log->shown, "%s\n", (const char *)fields[i].value);
  }
  g_mutex_unlock(&log->lock);
  return G_LOG_WRITER_HANDLED;
}

/* Opens the link by which Ann's vote by mail counts, twice; its token. */
static char *
confirm_a_vote(ClockedChair *c)
{
  g_autoptr(GError) error = NULL;
  const Harness *harness = c->chair.harness;
  gint64 next = 0;
  g_free(chair_run(harness,
                   (const char *[]){"vote", "policy", "virt", "--unverified", "confirm", NULL}));
  chair_assert_post(&c->chair, "/virt/votes/",
                    "verb=open&question=R&rule=majority&thread=vote-1%40example.org", 303);
  g_assert_true(server_vote_tell_all(harness->server, c->now, &next, &error));
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "ballot:2", 1, 0, &error);
  g_assert_no_error(error);
  const char *at = strstr(((const OutMail *)mails->pdata[0])->body, "/virt/votes/confirm/");
  g_assert_nonnull(at);
  g_autofree char *path = g_strndup(at, strlen("/virt/votes/confirm/") + 64);
  g_autoptr(Answer) look = harness_get(harness, path);
  g_assert_cmpuint(look->status, ==, 200);
  for (guint i = 0; i < 2; i++) {
    g_autoptr(Answer) used =
        harness_request(harness, "POST", path, (const char *[]){c->chair.origin, NULL}, "");
    g_assert_cmpuint(used->status, ==, i == 0 ? 303 : 403);
  }
  return g_strdup(path + strlen("/virt/votes/confirm/"));
}

/* Asks for a link, signs in by it, votes, uses a token, and fails at each of these. */
static GPtrArray *
use_every_secret(ClockedChair *c)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *secrets = g_ptr_array_new_with_free_func(g_free);
  const Harness *harness = c->chair.harness;
  gint64 next = 0;
  g_autoptr(Answer) asked =
      harness_request(harness, "POST", "/sign-in", (const char *[]){c->chair.origin, NULL},
                      "address=ann%40example.org");
  g_autofree char *browser = cookie_of(asked);
  g_assert_true(server_sign_in_answer_all(harness->server, c->now, &next, &error));
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, 0, NULL, 1, 0, &error);
  const char *at = strstr(((const OutMail *)mails->pdata[0])->body, "/sign-in/");
  g_autofree char *path = g_strndup(at, strlen("/sign-in/") + 64);
  for (guint i = 0; i < 2; i++) { /* the second time it is used up */
    g_autoptr(Answer) used = harness_request(harness, "POST", path,
                                             (const char *[]){c->chair.origin, browser, NULL}, "");
    g_assert_cmpuint(used->status, ==, i == 0 ? 303 : 403);
  }
  chair_assert_post(&c->chair, "/virt/votes/", "verb=open&question=Q&rule=majority", 303);
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1", 303);
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=7", 400);
  g_autoptr(Answer) made = chair_post(&c->chair, "/sign-in/tokens", "name=ci&scopes=read");
  g_autofree char *token = g_strndup(strstr(made->body, "docket_"), strlen("docket_") + 64);
  g_autofree char *bearer = g_strdup_printf("Authorization: Bearer %s", token);
  g_autoptr(Answer) refused = harness_request(harness, "POST", "/virt/votes/1",
                                              (const char *[]){bearer, NULL}, "verb=cast&value=1");
  g_assert_cmpuint(refused->status, ==, 403);
  g_ptr_array_add(secrets, confirm_a_vote(c));
  g_ptr_array_add(secrets, g_strdup(path + strlen("/sign-in/")));
  g_ptr_array_add(secrets, g_strdup(strchr(browser, '=') + 1));
  g_ptr_array_add(secrets, g_strdup(strchr(c->chair.cookie, '=') + 1));
  g_ptr_array_add(secrets, g_strdup(c->chair.csrf));
  g_ptr_array_add(secrets, g_strdup(token + strlen("docket_")));
  return secrets;
}

static void
test_no_log_holds_a_secret_or_an_address(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  Log *log = g_new0(Log, 1);
  log->all = g_string_new(NULL);
  log->shown = g_string_new(NULL);
  g_log_set_writer_func(keep_line, log, NULL);
  g_autoptr(GPtrArray) secrets = use_every_secret(c);
  g_message("that was all");
  g_mutex_lock(&log->lock);
  g_assert_nonnull(strstr(log->shown->str, "that was all"));
  g_assert_nonnull(strstr(log->all->str, "/sign-in/{token}")); /* by its pattern */
  for (guint i = 0; i < secrets->len; i++) {
    g_assert_cmpuint(strlen(secrets->pdata[i]), ==, 64);
    g_assert_null(strstr(log->all->str, secrets->pdata[i]));
  }
  g_assert_null(strstr(log->shown->str, "ann@example.org"));
  g_mutex_unlock(&log->lock);
}

/* Nor does a page lead to an address that holds one, or show the cookie at all. */
static void
test_no_address_holds_a_secret(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const paths[] = {"/sign-in",     "/virt/",      "/virt/members",
                                      "/virt/votes/", "/virt/queue", "/virt/items/1"};
  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) page = chair_get(&c->chair, paths[i]);
    g_assert_cmpuint(page->status, ==, 200);
    g_assert_null(strstr(page->body, strchr(c->chair.cookie, '=') + 1));
    g_auto(GStrv) links = g_strsplit(page->body, "href=\"", -1);
    for (guint link = 1; links[link] != NULL; link++) {
      g_autofree char *address = g_strndup(links[link], strcspn(links[link], "\""));
      g_assert_null(strstr(address, c->chair.csrf));
    }
  }
}

static void
test_a_visit_prolongs_a_session(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    guint days, status;
  } visits[] = {{29, 200}, {29, 200}, {31, 403}};
  for (guint i = 0; i < G_N_ELEMENTS(visits); i++) {
    c->now += (gint64)visits[i].days * 86400;
    g_autoptr(Answer) page = chair_get(&c->chair, "/virt/outbox/");
    g_assert_cmpuint(page->status, ==, visits[i].status);
  }
}

static void
test_a_token_ends_after_a_year(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Answer) made = chair_post(&c->chair, "/sign-in/tokens", "name=ci&scopes=read");
  g_autofree char *bearer = g_strdup_printf(
      "Authorization: Bearer %.*s", (int)strlen("docket_") + 64, strstr(made->body, "docket_"));
  const char *const headers[] = {bearer, NULL};
  c->now += (gint64)364 * 86400;
  g_autoptr(Answer) good = harness_request(c->chair.harness, "GET", "/virt/", headers, NULL);
  g_assert_cmpuint(good->status, ==, 200);
  c->now += (gint64)2 * 86400;
  g_autoptr(Answer) late = harness_request(c->chair.harness, "GET", "/virt/", headers, NULL);
  g_assert_cmpuint(late->status, ==, 403);
  /* Nor does it begin again when the clock is set back. */
  g_autoptr(GError) error = NULL;
  gint64 next = 0;
  g_assert_true(server_sign_in_answer_all(c->chair.harness->server, c->now, &next, &error));
  c->now -= (gint64)300 * 86400;
  g_autoptr(Answer) back = harness_request(c->chair.harness, "GET", "/virt/", headers, NULL);
  g_assert_cmpuint(back->status, ==, 403);
  g_autofree char *list = chair_run(
      c->chair.harness, (const char *[]){"member", "token", "list", "ann@example.org", NULL});
  g_assert_true(g_str_has_suffix(list, "  over\n"));
}

static void
test_signing_out_takes_the_cookie_away_here_or_everywhere(ClockedChair *c,
                                                          gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = chair_sign_in_path(c->chair.harness, "ann@example.org");
  g_autoptr(Answer) second =
      harness_request(c->chair.harness, "POST", path, (const char *[]){c->chair.origin, NULL}, "");
  g_autofree char *other = cookie_of(second);
  g_autoptr(Answer) out = chair_post(&c->chair, "/sign-out", "everywhere=1");
  g_assert_cmpuint(out->status, ==, 303);
  g_assert_nonnull(strstr(answer_header(out, "set-cookie"), "docket=; "));
  g_assert_nonnull(strstr(answer_header(out, "set-cookie"), "Max-Age=0"));
  const char *const cookies[] = {c->chair.cookie, other};
  for (guint i = 0; i < G_N_ELEMENTS(cookies); i++) {
    g_autoptr(Answer) page = harness_request(c->chair.harness, "GET", "/sign-in",
                                             (const char *[]){cookies[i], NULL}, NULL);
    g_assert_nonnull(strstr(page->body, "<h1>Sign in</h1>"));
  }
}

static void
test_fields_that_no_form_has_change_nothing(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  chair_assert_post(&c->chair, "/virt/votes/",
                    "verb=open&question=Q&rule=majority&number=9&opened_by=Eve&outcome=1&closed="
                    "1&group_id=2",
                    303);
  g_autoptr(Answer) ballot = chair_get(&c->chair, "/virt/votes/1.json");
  g_assert_cmpuint(ballot->status, ==, 200);
  g_assert_nonnull(strstr(ballot->body, "\"opened_by\": \"Ann\""));
  g_assert_nonnull(strstr(ballot->body, "\"outcome\": \"open\""));
  g_assert_nonnull(strstr(ballot->body, "\"opens\": \"2014-05-13T16:53:20Z\""));
  chair_assert_post(&c->chair, "/virt/votes/1", "verb=cast&value=1&member=99&at=1&binding=0&way=2",
                    303);
  g_autoptr(Answer) cast = chair_get(&c->chair, "/virt/votes/1.txt");
  g_assert_nonnull(
      strstr(cast->body, "2014-05-13T16:53:20Z\tcounted\tbinding\t-\t-\t1\t1\tAnn\tpage"));
  chair_assert_post(&c->chair, "/virt/members",
                    "verb=add&name=Eve&address=eve%40example.net&operator=1&id=1&group=0", 303);
  g_autofree char *rows = harness_dump(c->chair.harness);
  g_assert_nonnull(strstr(rows, "Eve"));
  g_autoptr(Answer) ann = chair_get(&c->chair, "/virt/members");
  g_assert_nonnull(strstr(ann->body, "ann@example.org"));
}

/* Not even the audit trail, where nothing is refused. */
static void
test_reading_changes_nothing(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  chair_assert_post(&c->chair, "/virt/votes/", "verb=open&question=Q&rule=majority", 303);
  g_autofree char *before = harness_dump(c->chair.harness);
  static const char *const paths[] = {"/",
                                      "/virt/",
                                      "/virt/queue",
                                      "/virt/members",
                                      "/virt/votes/",
                                      "/virt/votes/1",
                                      "/virt/votes/new?item=1",
                                      "/virt/outbox/",
                                      "/virt/outbox/1",
                                      "/virt/sources",
                                      "/virt/backlog",
                                      "/virt/items/1",
                                      "/virt/agenda",
                                      "/virt/meetings/",
                                      "/sign-in",
                                      "/virt/votes/1?verb=close",
                                      "/virt/queue?ballot=1&value=1",
                                      "/sign-out",
                                      "/search?q=xen"};
  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) page = chair_get(&c->chair, paths[i]);
    g_assert_true(page->status == 200 || page->status == 405);
  }
  g_autofree char *after = harness_dump(c->chair.harness);
  g_assert_cmpstr(after, ==, before);
}

static void
test_no_other_site_may_read_and_no_version_is_told(ClockedChair *c,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  static const char *const paths[] = {
      "/virt/",   "/virt/votes/", "/api/v1/virt/votes", "/virt/nothing",
      "/metrics", "/healthz",     "/static/style.css",  "/virt/outbox/"};
  static const char *const never[] = {"access-control-allow-origin",
                                      "access-control-allow-credentials", "x-powered-by"};
  const char *const headers[] = {"Origin: https://evil.example", c->chair.cookie, NULL};
  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) answer = harness_request(c->chair.harness, "GET", paths[i], headers, NULL);
    for (guint n = 0; n < G_N_ELEMENTS(never); n++)
      g_assert_null(answer_header(answer, never[n]));
    const char *server = answer_header(answer, "server");
    g_assert_true(server == NULL || strpbrk(server, "0123456789") == NULL);
    g_assert_nonnull(answer_header(answer, "permissions-policy"));
    const char *type = answer_header(answer, "content-type");
    g_assert_true(strstr(type, "charset=utf-8") != NULL || g_str_has_prefix(type, "application/"));
  }
}

/* What a client writes into Host leads nowhere: not on pages, not in a mail. */
static void
test_the_host_header_is_not_believed(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  const Harness *harness = c->chair.harness;
  static const char *const paths[] = {
      "/", "/virt/", "/virt/new.atom", "/sitemap.xml", "/virt/meetings.ics", "/api/v1/virt/items"};
  const char *const headers[] = {"Host: evil.example", "X-Forwarded-Host: evil.example",
                                 c->chair.cookie, NULL};
  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) answer = harness_request(harness, "GET", paths[i], headers, NULL);
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_null(strstr(answer->body, "evil.example"));
  }
  g_autoptr(Answer) asked = harness_request(harness, "POST", "/sign-in",
                                            (const char *[]){headers[0], c->chair.origin, NULL},
                                            "address=ann%40example.org");
  g_assert_cmpuint(asked->status, ==, 303);
  g_assert_cmpstr(answer_header(asked, "location"), ==, "/sign-in?asked=1");
  gint64 next = 0;
  g_assert_true(server_sign_in_answer_all(harness->server, c->now, &next, &error));
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, 0, NULL, 1, 0, &error);
  const OutMail *mail = mails->pdata[0];
  g_assert_null(strstr(mail->body, "evil.example"));
  g_autofree char *link = g_strconcat(server_base_url(harness->server), "/sign-in/", NULL);
  g_assert_nonnull(strstr(mail->body, link));
  /* Nor does it make a form of that site our own. */
  g_autofree char *body =
      g_strdup_printf("csrf=%s&verb=open&question=Q&rule=majority", c->chair.csrf);
  g_autoptr(Answer) forged = harness_request(
      harness, "POST", "/virt/votes/",
      (const char *[]){headers[0], "Origin: http://evil.example", c->chair.cookie, NULL}, body);
  g_assert_cmpuint(forged->status, ==, 403);
}

/* Two links of ten seconds apart: when the first link is forgotten, the job is back for the second
 * when its time is over. */
static void
test_each_link_is_forgotten_when_its_time_is_over(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  static const char *const asks[] = {"address=ann%40example.org", "address=ann%40example.org"};
  Server *server = c->chair.harness->server;
  gint64 next = 0;
  for (guint i = 0; i < G_N_ELEMENTS(asks); i++) {
    g_autoptr(Answer) asked = harness_request(c->chair.harness, "POST", "/sign-in",
                                              (const char *[]){c->chair.origin, NULL}, asks[i]);
    g_assert_cmpuint(asked->status, ==, 303);
    next = G_MAXINT64;
    g_assert_true(server_sign_in_answer_all(server, c->now, &next, &error));
    c->now += i == 0 ? 10 : 0;
  }
  gint64 first = c->now - 10 + SIGN_IN_SECONDS;
  g_assert_cmpint(next, ==, first);
  for (gint64 end = first; end <= first + 10; end += 10) {
    c->now = end;
    next = G_MAXINT64;
    g_assert_true(server_sign_in_answer_all(server, c->now, &next, &error));
    if (end == first)
      g_assert_cmpint(next, ==, first + 10);
  }
  g_assert_cmpint(next, >, c->now);
}

/* --- who has an address signs in as its person --- */

/* The bodies of mails of the whole server to that address, the latest first. */
static char *
mails_to(const ClockedChair *c, const char *address)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(c->chair.harness);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, 0, NULL, 50, 0, &error);
  g_assert_no_error(error);
  GString *bodies = g_string_new(NULL);
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    const OutRecipient *to = mail->recipients->pdata[0];
    if (mail->kind == OUT_NOTICE && strcmp(to->address, address) == 0)
      g_string_append_printf(bodies, "%s\n%s\n", mail->subject, mail->body);
  }
  return g_string_free(bodies, FALSE);
}

/* A chair of one group cannot give an operator, or a member of another group, an address of her own
 * and then sign in by it. */
static void
test_a_chair_takes_nobody_over(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  const Harness *harness = c->chair.harness;
  g_free(chair_run(harness, (const char *[]){"group", "add", "other", NULL}));
  g_free(chair_run(harness, (const char *[]){"member", "add", "virt", "olga@example.org", "--name",
                                             "Olga", "--role", "operator", NULL}));
  g_free(chair_run(harness,
                   (const char *[]){"member", "add", "other", "pia@example.org", "--name", "Pia",
                                    "--role", "chair", "--since", "2014-01-01", NULL}));
  g_autofree char *before = harness_dump(harness);
  static const char *const bad[] = {
      "verb=add&name=&address=olga%40example.org+ann2%40example.org",
      "verb=add&name=&address=ann2%40example.org+olga%40example.org",
      "verb=add&name=Eve&address=olga%40example.org",
      "verb=add&name=&address=pia%40example.org+ann2%40example.org",
      "verb=import&text=name,address%0D%0APia,pia%40example.org+ann2%40example.org",
      "verb=import&text=*+Mallory+%3Cpia%40example.org%3E"};
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
    chair_assert_post(&c->chair, "/virt/members", bad[i], 403);
  g_autofree char *after = harness_dump(harness);
  g_assert_cmpuint(harness_refusals(harness), ==, G_N_ELEMENTS(bad));
  g_assert_null(strstr(after, "ann2@example.org"));
  g_assert_null(strstr(after, "Mallory"));
  /* As they are, they may be members here too, with initials of this group's minutes. */
  chair_assert_post(&c->chair, "/virt/members",
                    "verb=add&name=Pia&address=pia%40example.org&initials=PP", 303);
  chair_assert_post(&c->chair, "/virt/members", "verb=add&name=&address=olga%40example.org", 303);
  /* An operator may, by page and by command. */
  g_free(chair_run(harness, (const char *[]){"member", "add", "virt", "ann@example.org", "--role",
                                             "operator", NULL}));
  chair_assert_post(&c->chair, "/virt/members", bad[0], 303);
  g_autofree char *told = mails_to(c, "olga@example.org");
  g_assert_nonnull(
      strstr(told, "You have another address in docket\nAnn gave you another address"));
  g_assert_nonnull(strstr(told, "\n  ann2@example.org\n"));
}

/* In her own group a chair may; its person hears of it at the address they had. */
static void
test_whoever_gets_an_address_or_a_token_is_told(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  chair_assert_post(&c->chair, "/virt/members", "verb=add&name=Ben&address=ben%40example.org", 303);
  chair_assert_post(&c->chair, "/virt/members", "verb=add&name=Ben&address=ben%40example.org", 303);
  g_autofree char *nothing = mails_to(c, "ben@example.org");
  g_assert_cmpstr(nothing, ==, "");
  chair_assert_post(&c->chair, "/virt/members",
                    "verb=add&name=&address=b%40home.example+ben%40example.org", 303);
  g_autofree char *once = mails_to(c, "ben@example.org");
  g_assert_nonnull(strstr(once, "\n  b@home.example\n"));
  g_assert_null(strstr(once, "\n  ben@example.org\n"));
  g_autofree char *fresh = mails_to(c, "b@home.example");
  g_assert_cmpstr(fresh, ==, "");
  chair_assert_post(&c->chair, "/virt/members",
                    "verb=import&text=*+Ben+%3Cben%40example.org%2C+c%40home.example%3E", 303);
  g_autofree char *twice = mails_to(c, "b@home.example");
  g_assert_nonnull(strstr(twice, "\n  c@home.example\n"));
  g_autoptr(Answer) made = chair_post(&c->chair, "/sign-in/tokens", "name=ci%0Arobot&scopes=read");
  g_assert_cmpuint(made->status, ==, 200);
  g_autofree char *token = mails_to(c, "ann@example.org");
  g_assert_nonnull(strstr(token, "A token was made in your name\n"));
  g_assert_null(strstr(token, "docket_"));
  g_autoptr(Answer) outbox = chair_get(&c->chair, "/virt/outbox/");
  g_assert_null(strstr(outbox->body, "another address"));
}

/* What an alert can be made of: the trail has no room for all of it. */
static double
refused_so_far(const ClockedChair *c)
{
  g_autoptr(Answer) metrics = harness_get(c->chair.harness, "/metrics");
  const char *at = strstr(metrics->body, "\ndocket_refused_total ");
  g_assert_nonnull(at);
  return g_ascii_strtod(at + strlen("\ndocket_refused_total "), NULL);
}

static void
test_refusals_are_counted_for_alerts(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  enum { OF_A_NETWORK = 60, TRIES = 15 };
  const double before = refused_so_far(c);
  g_autoptr(Answer) found = harness_get(c->chair.harness, "/virt/");
  g_autoptr(Answer) missing = harness_get(c->chair.harness, "/virt/nothing");
  g_assert_cmpuint(missing->status, ==, 404);
  g_assert_cmpfloat(refused_so_far(c), ==, before);
  for (guint i = 0; i < OF_A_NETWORK + 5; i++) {
    g_autoptr(Answer) refused = harness_get(c->chair.harness, "/virt/outbox/");
    g_assert_cmpuint(refused->status, ==, 403);
  }
  g_assert_cmpfloat(refused_so_far(c), ==, before + OF_A_NETWORK + 5);
  for (guint i = 0; i < TRIES + 1; i++) {
    g_autofree char *body = g_strdup_printf("address=a%u%%40example.org", i);
    g_autoptr(Answer) asked = harness_request(c->chair.harness, "POST", "/sign-in",
                                              (const char *[]){c->chair.origin, NULL}, body);
    g_assert_cmpuint(asked->status, ==, i < TRIES ? 303 : 429);
  }
  g_assert_cmpfloat(refused_so_far(c), ==, before + OF_A_NETWORK + 5 + 1);
}

static void
test_whoever_signs_in_is_told_what_is_kept(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Answer) before = harness_get(c->chair.harness, "/sign-in");
  g_autoptr(Answer) after = chair_get(&c->chair, "/sign-in");
  g_assert_nonnull(strstr(before->body, "<h2>What is kept of you</h2>"));
  g_assert_nonnull(strstr(after->body, "<h2>What is kept of you</h2>"));
  /* It says how many cookies there are. */
  g_assert_nonnull(strstr(before->body, "<li>Two cookies:"));
  g_autoptr(Answer) asked =
      harness_request(c->chair.harness, "POST", "/sign-in", (const char *[]){c->chair.origin, NULL},
                      "address=ann%40example.org");
  g_assert_true(g_str_has_prefix(answer_header(asked, "set-cookie"), "docket-browser="));
  g_assert_true(g_str_has_prefix(c->chair.cookie, "Cookie: docket="));
  static const char *const paths[] = {"/", "/virt/", "/virt/queue", "/virt/votes/",
                                      "/search?q=xen"};
  for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(Answer) page = chair_get(&c->chair, paths[i]);
    g_assert_null(answer_header(page, "set-cookie"));
  }
}

#define ADD(name, run)                                                                             \
  g_test_add("/security/" name, ClockedChair, NULL, clocked_chair_set_up, run,                     \
             clocked_chair_tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/security/a-fresh-database-knows-nobody", test_a_fresh_database_knows_nobody);
  ADD("no-address-holds-a-secret", test_no_address_holds_a_secret);
  ADD("a-visit-prolongs-a-session", test_a_visit_prolongs_a_session);
  ADD("a-token-ends-after-a-year", test_a_token_ends_after_a_year);
  ADD("each-link-is-forgotten-when-its-time-is-over",
      test_each_link_is_forgotten_when_its_time_is_over);
  ADD("signing-out-takes-the-cookie-away",
      test_signing_out_takes_the_cookie_away_here_or_everywhere);
  ADD("fields-that-no-form-has-change-nothing", test_fields_that_no_form_has_change_nothing);
  ADD("the-host-header-is-not-believed", test_the_host_header_is_not_believed);
  ADD("a-chair-takes-nobody-over", test_a_chair_takes_nobody_over);
  ADD("whoever-gets-an-address-or-a-token-is-told",
      test_whoever_gets_an_address_or_a_token_is_told);
  ADD("refusals-are-counted-for-alerts", test_refusals_are_counted_for_alerts);
  ADD("whoever-signs-in-is-told-what-is-kept", test_whoever_signs_in_is_told_what_is_kept);
  ADD("reading-changes-nothing", test_reading_changes_nothing);
  ADD("no-other-site-may-read-and-no-version-is-told",
      test_no_other_site_may_read_and_no_version_is_told);
  /* The last one: it takes the log. */
  ADD("no-log-holds-a-secret-or-an-address", test_no_log_holds_a_secret_or_an_address);
  return g_test_run();
}
