#include "tests/harness/visitor.h"

#include <string.h>

#include "db/audit.h"

void
visiting_clear(Visiting *visiting)
{
  g_free(visiting->origin);
  g_free(visiting->cookie);
  g_free(visiting->csrf);
}

void
harness_must_fail(const Harness *harness, const char *const *args, const char *why)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_assert_cmpint(harness_run(harness, args, &out, &err), !=, 0);
  if (strstr(err, why) == NULL)
    g_assert_cmpstr(err, ==, why);
}

void
visiting_sign_in(Visiting *visiting, const Harness *harness, const char *name, const char *role)
{
  g_autofree char *lower = g_ascii_strdown(name, -1);
  g_autofree char *address = g_strdup_printf("%s@example.org", lower);
  visiting->harness = harness;
  g_free(chair_run(harness, (const char *[]){"member", "add", "virt", address, "--name", name,
                                             "--role", role, "--since", "2014-01-01", NULL}));
  g_autofree char *path = chair_sign_in_path(harness, address);
  visiting->origin = g_strdup_printf("Origin: %s", server_url(harness->server));
  g_autoptr(Answer) answer =
      harness_request(harness, "POST", path, (const char *[]){visiting->origin, NULL}, "");
  g_assert_cmpuint(answer->status, ==, 303);
  const char *cookie = answer_header(answer, "set-cookie");
  visiting->cookie = g_strdup_printf("Cookie: %.*s", (int)strcspn(cookie, ";"), cookie);
  g_autoptr(Answer) page = visiting_get(visiting, "/sign-in");
  visiting->csrf = chair_field(page->body, "csrf");
}

Answer *
visiting_get(const Visiting *visiting, const char *path)
{
  return harness_request(visiting->harness, "GET", path, (const char *[]){visiting->cookie, NULL},
                         NULL);
}

Answer *
visiting_post(const Visiting *visiting, const char *path, const char *fields)
{
  g_autofree char *body = g_strdup_printf("csrf=%s&%s", visiting->csrf, fields);
  return harness_request(visiting->harness, "POST", path,
                         (const char *[]){visiting->cookie, visiting->origin, NULL}, body);
}

guint
harness_refusals(const Harness *harness)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(GPtrArray) rows = db_audit_rows(db, 0, 0, &error);
  g_assert_no_error(error);
  guint n = 0;
  for (guint i = 0; i < rows->len; i++) {
    const AuditRow *row = rows->pdata[i];
    if (strcmp(row->verb, "refused") != 0)
      continue;
    const char *times = g_str_has_suffix(row->new, " times") ? strrchr(row->new, ',') : NULL;
    n += times != NULL ? (guint)g_ascii_strtoull(times + strlen(", "), NULL, 10) : 1;
  }
  return n;
}
