#include "server/secrets.h"

#include <glib/gstdio.h>

#include "db/error.h"

GKeyFile *
server_secrets_load(const char *path, GError **error)
{
  const char *file = path != NULL ? path : g_getenv("DOCKET_TOKENS");
  if (file == NULL || file[0] == '\0')
    return NULL;
  GStatBuf about;
  g_autoptr(GKeyFile) secrets = g_key_file_new();
  g_autoptr(GError) cause = NULL;
  if (g_stat(file, &about) == 0 && (about.st_mode & 0077) != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s can be read by others than its owner\ntype: chmod 600 %s", file, file);
    return NULL;
  }
  if (!g_key_file_load_from_file(secrets, file, G_KEY_FILE_NONE, &cause)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "cannot read the secrets: %s",
                cause->message);
    return NULL;
  }
  return g_steal_pointer(&secrets);
}
