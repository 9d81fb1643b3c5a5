#include "ingest/fetch-url.h"
#include "ingest/fetch.h"

#include <string.h>

GUri *
ingest_url_parse(const char *url, GError **error)
{
  g_autoptr(GUri) uri = NULL;
  if (strlen(url) <= FETCH_URL_MAX)
    uri = g_uri_parse(url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_host(uri) == NULL || g_uri_get_host(uri)[0] == '\0') {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "not a web address: %.200s", url);
    return NULL;
  }
  const char *scheme = g_uri_get_scheme(uri);
  if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
                "cannot fetch %s: only http and https are read", url);
    return NULL;
  }
  if (g_uri_get_user(uri) != NULL || g_uri_get_password(uri) != NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "an address with a user or password in it is not fetched\n"
                "it would be shown on pages and kept in backups");
    return NULL;
  }
  return g_steal_pointer(&uri);
}

gboolean
ingest_url_looks_so(const char *text)
{
  gsize n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
  return n > 1 && g_str_has_prefix(text + n, "://");
}

char *
ingest_url_resolve(const char *base, const char *href)
{
  if (strlen(href) > FETCH_URL_MAX)
    return NULL;
  char *url =
      g_uri_resolve_relative(base, href, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (url != NULL)
    url[strcspn(url, "#")] = '\0';
  return url;
}

char *
ingest_url_redirect(const char *from, const char *location, GError **error)
{
  g_autofree char *to = location != NULL ? ingest_url_resolve(from, location) : NULL;
  if (to == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED,
                "cannot fetch %s: it redirects to nowhere", from);
    return NULL;
  }
  if (g_ascii_strncasecmp(from, "https:", 6) == 0 && g_ascii_strncasecmp(to, "http:", 5) == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
                "cannot fetch %s: it redirects from https back to http", from);
    return NULL;
  }
  return g_steal_pointer(&to);
}

gboolean
ingest_url_is_packed(const char *url)
{
  static const char *const suffix[] = {".gz", ".zst", ".xz"};
  gsize len = strcspn(url, "?#");
  for (gsize i = 0; i < G_N_ELEMENTS(suffix); i++) {
    gsize n = strlen(suffix[i]);
    if (len > n && g_ascii_strncasecmp(url + len - n, suffix[i], n) == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
ingest_url_is_under(const char *url, const char *base)
{
  g_autoptr(GUri) a = ingest_url_parse(url, NULL);
  g_autoptr(GUri) b = ingest_url_parse(base, NULL);
  return a != NULL && b != NULL && strcmp(g_uri_get_scheme(a), g_uri_get_scheme(b)) == 0 &&
         g_ascii_strcasecmp(g_uri_get_host(a), g_uri_get_host(b)) == 0 &&
         g_uri_get_port(a) == g_uri_get_port(b) &&
         g_str_has_prefix(g_uri_get_path(a), g_uri_get_path(b));
}

/* Length of url without query and fragment, up to and with the last "/" of its path. */
static gsize
folder_length(const char *url)
{
  gsize len = strcspn(url, "?#");
  const char *path = strstr(url, "://");
  gsize least = path != NULL ? (gsize)(path - url) + 3 : 0;
  while (len > least && url[len - 1] != '/')
    len--;
  return len;
}

char *
ingest_url_name(const char *url)
{
  gsize from = folder_length(url), to = strcspn(url, "?#");
  char *name = g_uri_unescape_segment(url + from, url + to, NULL);
  return name != NULL && g_utf8_validate(name, -1, NULL) ? name : (g_free(name), g_strdup(""));
}

char *
ingest_url_folder(const char *url)
{
  return g_strndup(url, folder_length(url));
}
