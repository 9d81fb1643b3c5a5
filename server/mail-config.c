#include "server/mail-config.h"

#include <string.h>

#include "db/outbox.h"

#define GROUP "mail"
#define PASSWORD_MAX 1000
#define TIMEOUT_DEFAULT 120
#define TIMEOUT_MAX 600 /* below OUTBOX_LEASE_SECONDS, which takes a sender for dead */

void
mail_config_free(MailConfig *config)
{
  if (config == NULL)
    return;
  if (config->password != NULL)
    memset(config->password, 0, strlen(config->password));
  char *const texts[] = {config->url,     config->sendmail,  config->user, config->password,
                         config->ca_file, config->from_name, config->from, config->sender,
                         config->contact, config->domain};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_free(config);
}

static gboolean
refuse(const char *path, const char *what, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s: %s\nsee docs/mail.md", path, what);
  return FALSE;
}

/* A value as it stands, or NULL when absent or empty. */
static char *
value_of(GKeyFile *file, const char *key)
{
  g_autofree char *value = g_key_file_get_string(file, GROUP, key, NULL);
  if (value == NULL || g_strstrip(value)[0] == '\0')
    return NULL;
  return g_steal_pointer(&value);
}

/* A mistyped key must not silently leave mail unprotected. */
static gboolean
check_keys(GKeyFile *file, const char *path, GError **error)
{
  static const char *const known[] = {"url",     "sendmail",  "user",   "password-file",
                                      "ca-file", "tls",       "from",   "sender",
                                      "contact", "from-name", "timeout"};
  g_auto(GStrv) keys = g_key_file_get_keys(file, GROUP, NULL, NULL);
  if (keys == NULL)
    return refuse(path, "it has no section [mail]", error);
  for (char **key = keys; *key != NULL; key++) {
    gboolean good = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(known) && !good; i++)
      good = strcmp(*key, known[i]) == 0;
    if (!good) {
      g_autofree char *what = g_strdup_printf("key %s is not known", *key);
      return refuse(path, what, error);
    }
  }
  return TRUE;
}

/* The first line of the file; relative to the key file. */
static gboolean
read_password(MailConfig *config, const char *path, const char *name, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  g_autofree char *file = g_canonicalize_filename(name, folder);
  gsize len = 0;
  if (!g_file_get_contents(file, &config->password, &len, error)) {
    g_prefix_error(error, "%s: ", path);
    return FALSE;
  }
  config->password[strcspn(config->password, "\r\n")] = '\0';
  if (config->password[0] == '\0' || strlen(config->password) > PASSWORD_MAX)
    return refuse(path, "the first line of the password file is empty or longer than 1,000 bytes",
                  error);
  return TRUE;
}

static gboolean
is_loopback_url(const char *url)
{
  const char *host = strstr(url, "://") + 3;
  static const char *const own[] = {"127.", "localhost:", "localhost/", "[::1]"};
  for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
    if (g_str_has_prefix(host, own[i]))
      return TRUE;
  return strcmp(host, "localhost") == 0;
}

static gboolean
read_way(MailConfig *config, GKeyFile *file, const char *path, GError **error)
{
  g_autofree char *tls = value_of(file, "tls");
  config->url = value_of(file, "url");
  config->sendmail = value_of(file, "sendmail");
  if ((config->url == NULL) == (config->sendmail == NULL))
    return refuse(path, "it needs one of url and sendmail", error);
  if (config->sendmail != NULL)
    return g_path_is_absolute(config->sendmail) ||
           refuse(path, "sendmail is no absolute path", error);
  if (!g_str_has_prefix(config->url, "smtp://") && !g_str_has_prefix(config->url, "smtps://"))
    return refuse(path, "url is no smtp:// or smtps:// address", error);
  if (strchr(config->url, '@') != NULL)
    return refuse(path, "url has a user in it: use user and password-file", error);
  if (tls != NULL && strcmp(tls, "none") != 0 && strcmp(tls, "required") != 0)
    return refuse(path, "tls is neither required nor none", error);
  gboolean none = tls != NULL ? strcmp(tls, "none") == 0 : is_loopback_url(config->url);
  config->plain = none && g_str_has_prefix(config->url, "smtp://");
  return TRUE;
}

static gboolean
read_login(MailConfig *config, GKeyFile *file, const char *path, GError **error)
{
  g_autofree char *name = value_of(file, "password-file");
  config->user = value_of(file, "user");
  config->ca_file = value_of(file, "ca-file");
  if ((config->user == NULL) != (name == NULL))
    return refuse(path, "user and password-file go together", error);
  if (name == NULL)
    return TRUE;
  if (config->url == NULL)
    return refuse(path, "sendmail takes no user", error);
  if (config->plain && !is_loopback_url(config->url))
    return refuse(path, "a password is not sent without tls", error);
  return read_password(config, path, name, error);
}

static gboolean
read_people(MailConfig *config, GKeyFile *file, const char *path, GError **error)
{
  config->from = value_of(file, "from");
  config->from_name = value_of(file, "from-name");
  config->sender = value_of(file, "sender");
  config->contact = value_of(file, "contact");
  if (config->from == NULL || !out_address_is_good(config->from))
    return refuse(path, "from is no address like docket@example.org", error);
  if (config->sender == NULL)
    config->sender = g_strdup(config->from);
  if (!out_address_is_good(config->sender))
    return refuse(path, "sender is no address like docket-bounces@example.org", error);
  config->domain = g_ascii_strdown(strchr(config->from, '@') + 1, -1);
  return TRUE;
}

static gboolean
read_timeout(MailConfig *config, GKeyFile *file, const char *path, GError **error)
{
  g_autofree char *text = value_of(file, "timeout");
  guint64 seconds = TIMEOUT_DEFAULT;
  if (text != NULL && !g_ascii_string_to_unsigned(text, 10, 1, TIMEOUT_MAX, &seconds, NULL))
    return refuse(path, "timeout is no number of seconds from 1 to 600", error);
  config->timeout = (guint)seconds;
  return TRUE;
}

MailConfig *
server_mail_config_load(const char *path, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(GError) failed = NULL;
  if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &failed)) {
    gboolean missing = g_error_matches(failed, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_set_error(error, DOCKET_ERROR, missing ? DOCKET_ERROR_NOT_FOUND : DOCKET_ERROR_INVALID,
                "cannot read how to send mail from %s: %s\nsee docs/mail.md", path,
                missing ? "no such file" : failed->message);
    return NULL;
  }
  g_autoptr(MailConfig) config = g_new0(MailConfig, 1);
  if (!check_keys(file, path, error) || !read_way(config, file, path, error) ||
      !read_login(config, file, path, error) || !read_people(config, file, path, error) ||
      !read_timeout(config, file, path, error))
    return NULL;
  return g_steal_pointer(&config);
}

MailConfig *
server_mail_config_find(const char *given, GError **error)
{
  const char *path = given != NULL ? given : g_getenv("DOCKET_MAIL");
  return path != NULL && path[0] != '\0' ? server_mail_config_load(path, error) : NULL;
}
