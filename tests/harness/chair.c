#include "tests/harness/chair.h"

#include <string.h>

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
