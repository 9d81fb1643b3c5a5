#include "server/mail-config.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder, *path;
} Case;

static void
set_up(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  c->folder = g_dir_make_tmp("docket-config-XXXXXX", NULL);
  c->path = g_build_filename(c->folder, "mail.conf", NULL);
  g_autofree char *password = g_build_filename(c->folder, "password", NULL);
  g_assert_true(g_file_set_contents(password, "s3cret\nrest\n", -1, NULL));
}

static void
tear_down(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *password = g_build_filename(c->folder, "password", NULL);
  g_unlink(password);
  g_unlink(c->path);
  g_assert_cmpint(g_rmdir(c->folder), ==, 0);
  g_free(c->folder);
  g_free(c->path);
}

static MailConfig *
load(Case *c, const char *keys, GError **error)
{
  g_autofree char *text = g_strconcat("[mail]\n", keys, "\n", NULL);
  g_assert_true(g_file_set_contents(c->path, text, -1, NULL));
  return server_mail_config_load(c->path, error);
}

static void
test_whole_file(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MailConfig) config =
      load(c,
           "url=smtp://mail.example.org:587\nuser=docket\npassword-file=password\n"
           "from=docket@Example.org\nfrom-name=docket\ncontact=ops@example.org\ntimeout=30",
           &error);
  g_assert_no_error(error);
  g_assert_cmpstr(config->password, ==, "s3cret");
  g_assert_cmpstr(config->domain, ==, "example.org");
  g_assert_cmpstr(config->sender, ==, "docket@Example.org");
  g_assert_cmpuint(config->timeout, ==, 30);
  g_assert_false(config->plain);
}

static void
test_tls_is_left_out_only_for_this_machine(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *keys;
    gboolean plain;
  } rows[] = {
      {"url=smtp://127.0.0.1:25", TRUE},
      {"url=smtp://localhost", TRUE},
      {"url=smtp://[::1]:25", TRUE},
      {"url=smtp://localhost.evil.example", FALSE},
      {"url=smtp://mail.example.org", FALSE},
      {"url=smtps://127.0.0.1", FALSE},
      {"url=smtp://127.0.0.1\ntls=required", FALSE},
      {"url=smtp://mail.example.org\ntls=none", TRUE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *keys = g_strconcat(rows[i].keys, "\nfrom=docket@example.org", NULL);
    g_autoptr(MailConfig) config = load(c, keys, &error);
    g_assert_no_error(error);
    g_assert_cmpint(config->plain, ==, rows[i].plain);
  }
}

static void
test_faults_are_named(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *keys, *words;
  } rows[] = {
      {"from=docket@example.org", "one of url and sendmail"},
      {"url=smtp://a\nsendmail=/bin/true\nfrom=d@e.org", "one of url and sendmail"},
      {"url=http://a\nfrom=d@e.org", "no smtp://"},
      {"url=smtp://u:p@a\nfrom=d@e.org", "user in it"},
      {"url=smtp://a\nfrom=docket", "from is no address"},
      {"url=smtp://a\nfrom=d@e.org\nuser=x", "go together"},
      {"url=smtp://a\nfrom=d@e.org\ntsl=none", "key tsl is not known"},
      {"url=smtp://a\nfrom=d@e.org\ntls=maybe", "tls is neither"},
      {"url=smtp://a\nfrom=d@e.org\ntls=none\nuser=x\npassword-file=password",
       "not sent without tls"},
      {"url=smtp://a\nfrom=d@e.org\nuser=x\npassword-file=none", "none"},
      {"url=smtp://a\nfrom=d@e.org\ntimeout=9999", "timeout"},
      {"sendmail=sendmail\nfrom=d@e.org", "no absolute path"},
      {"sendmail=/bin/true\nfrom=d@e.org\nuser=x\npassword-file=password", "takes no user"},
      {"url=smtp://a\nfrom=d@e.org\nsender=x y", "sender is no address"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MailConfig) config = load(c, rows[i].keys, &error);
    g_assert_null(config);
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, rows[i].words));
    g_assert_nonnull(strstr(error->message, c->path));
    g_assert_null(strstr(error->message, "s3cret"));
  }
  g_autoptr(GError) error = NULL;
  g_assert_null(server_mail_config_find("/nowhere/mail.conf", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
}

#define TEST(path, func) g_test_add(path, Case, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  TEST("/mail-config/whole-file", test_whole_file);
  TEST("/mail-config/tls-is-left-out-only-for-this-machine",
       test_tls_is_left_out_only_for_this_machine);
  TEST("/mail-config/faults-are-named", test_faults_are_named);
  return g_test_run();
}
