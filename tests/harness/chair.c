#include "tests/harness/chair.h"

#include <string.h>

#include "db/group.h"
#include "db/meeting.h"

void
chair_clear(Chair *chair)
{
  harness_free(chair->harness);
  g_free(chair->origin);
  g_free(chair->cookie);
  g_free(chair->csrf);
}

char *
chair_run(const Harness *harness, const char *const *args)
{
  char *out = NULL;
  g_autofree char *err = NULL;
  int status = harness_run(harness, args, &out, &err);
  g_assert_cmpstr(status == 0 ? "" : err, ==, "");
  return out;
}

/* The path of a fresh sign-in link. */
char *
chair_sign_in_path(const Harness *harness, const char *address)
{
  g_autofree char *out =
      chair_run(harness, (const char *[]){"member", "sign-in-link", address, NULL});
  g_auto(GStrv) parts = g_strsplit(out, "/sign-in/", 2);
  g_assert_cmpuint(g_strv_length(parts), ==, 2);
  return g_strconcat("/sign-in/", g_strchomp(parts[1]), NULL);
}

char *
chair_field(const char *html, const char *name)
{
  g_autofree char *start = g_strdup_printf("name=\"%s\" value=\"", name);
  const char *at = strstr(html, start);
  g_assert_nonnull(at);
  at += strlen(start);
  return g_strndup(at, strcspn(at, "\""));
}

void
chair_sign_in(Chair *chair, const char *role)
{
  chair_sign_in_with(chair, role, NULL);
}

void
chair_sign_in_with(Chair *chair, const char *role, const ServerOptions *options)
{
  chair->harness = harness_new();
  g_free(chair_run(chair->harness,
                   (const char *[]){"member", "add", "virt", "ann@example.org", "--name", "Ann",
                                    "--role", role, "--since", "2014-01-01", NULL}));
  harness_serve(chair->harness, options);
  chair->origin = g_strdup_printf("Origin: %s", server_url(chair->harness->server));
  g_autofree char *path = chair_sign_in_path(chair->harness, "ann@example.org");
  g_autoptr(Answer) answer =
      harness_request(chair->harness, "POST", path, (const char *[]){chair->origin, NULL}, "");
  g_assert_cmpuint(answer->status, ==, 303);
  const char *cookie = answer_header(answer, "set-cookie");
  g_assert_nonnull(strstr(cookie, "; HttpOnly; SameSite=Lax;"));
  chair->cookie = g_strdup_printf("Cookie: %.*s", (int)strcspn(cookie, ";"), cookie);
  g_autoptr(Answer) page = harness_request(chair->harness, "GET", "/sign-in",
                                           (const char *[]){chair->cookie, NULL}, NULL);
  g_assert_nonnull(strstr(page->body, "Ann"));
  chair->csrf = chair_field(page->body, "csrf");
}

Answer *
chair_post(const Chair *chair, const char *path, const char *fields)
{
  g_autofree char *body = g_strdup_printf("csrf=%s&%s", chair->csrf, fields);
  return harness_request(chair->harness, "POST", path,
                         (const char *[]){chair->cookie, chair->origin, NULL}, body);
}

Answer *
chair_get(const Chair *chair, const char *path)
{
  return harness_request(chair->harness, "GET", path, (const char *[]){chair->cookie, NULL}, NULL);
}

void
chair_assert_shows(const Chair *chair, const char *path, const char *words)
{
  g_autoptr(Answer) page = chair_get(chair, path);
  g_assert_cmpuint(page->status, ==, 200);
  if (strstr(page->body, words) == NULL)
    g_error("%s does not say \"%s\":\n%s", path, words, page->body);
}

void
chair_add_member(const Harness *harness, const char *name, const char *address)
{
  g_free(chair_run(harness, (const char *[]){"member", "add", "virt", address, "--name", name,
                                             "--since", "2014-01-01", NULL}));
}

void
chair_assert_post(const Chair *chair, const char *path, const char *fields, guint status)
{
  g_autoptr(Answer) answer = chair_post(chair, path, fields);
  if (answer->status != status)
    g_test_message("%s", answer->body);
  g_assert_cmpuint(answer->status, ==, status);
}

gint64
clocked_chair_now(gpointer data)
{
  return ((ClockedChair *)data)->now;
}

void
clocked_chair_set_up(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  c->now = HARNESS_NOW;
  c->config = (MailConfig){.url = (char *)"smtp://127.0.0.1:9",
                           .plain = TRUE,
                           .from = (char *)"docket@example.org",
                           .sender = (char *)"bounces@example.org",
                           .domain = (char *)"example.org",
                           .timeout = 1};
  ServerOptions options = {.mail = &c->config, .clock = clocked_chair_now, .clock_data = c};
  chair_sign_in_with(&c->chair, "chair", &options);
}

void
clocked_chair_tear_down(ClockedChair *c, gconstpointer data G_GNUC_UNUSED)
{
  chair_clear(&c->chair);
}

Sheet *
chair_sheet(const Harness *harness, const char *day)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Meeting) meeting = db_meeting_get(db, group, day, &error);
  g_assert_no_error(error);
  Sheet *sheet = db_sheet_get(db, group->id, meeting->id, &error);
  g_assert_no_error(error);
  return sheet;
}
