/* What commands take in: operands and options that are words, numbers or addresses, and files. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "server/commands.h"

gboolean
server_command_choice(const char *option, const char *value, const char *const *words,
                      guint *choice, GError **error)
{
  *choice = 0;
  if (value == NULL)
    return TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp(words[i], value) == 0) {
      *choice = i;
      return TRUE;
    }
  g_autofree char *list = g_strjoinv(", ", (char **)(guintptr)words);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "--%s %s is not known\none of: %s", option,
              value, list);
  return FALSE;
}

gboolean
server_command_number(const char *text, const char *thing, gint64 *number, GError **error)
{
  guint64 value = 0;
  const char *digits = text[0] == '#' ? text + 1 : text;
  if (!g_ascii_string_to_unsigned(digits, 10, 1, G_MAXINT32, &value, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no %s number\nwrite it in digits: 12, or \"#12\"", text, thing);
    return FALSE;
  }
  *number = (gint64)value;
  return TRUE;
}

/* Pages and mails link to what follows the address, so it carries no slash of its own. */
gboolean
server_command_base_url(const Command *command, const char *otherwise, char **base, GError **error)
{
  const char *url = command->options.base_url;
  const char *host = url == NULL                         ? NULL
                     : g_str_has_prefix(url, "http://")  ? url + strlen("http://")
                     : g_str_has_prefix(url, "https://") ? url + strlen("https://")
                                                         : "";
  gsize len = url != NULL ? strlen(url) : 0;
  if (host != NULL && (host[0] == '\0' || host[0] == '/')) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "--base-url %s is no http or https address\nwrite it as https://docket.example.org",
                url);
    return FALSE;
  }
  while (len > 0 && url[len - 1] == '/')
    len--;
  *base = url != NULL ? g_strndup(url, len) : g_strdup(otherwise);
  return TRUE;
}

/* All of it, unless that is more than most bytes; *more tells. FALSE with errno. */
static gboolean
read_stream(FILE *stream, gsize most, GString *bytes, gboolean *more)
{
  char buffer[65536];
  gsize n = 1;
  while (n > 0 && bytes->len <= most) {
    n = fread(buffer, 1, sizeof buffer, stream);
    g_string_append_len(bytes, buffer, (gssize)n);
  }
  *more = bytes->len > most;
  return ferror(stream) == 0;
}

GString *
server_command_read(const char *path, gsize most, GError **error)
{
  gboolean given = strcmp(path, "-") == 0, more = FALSE;
  const char *name = given ? "standard input" : path;
  g_autoptr(GString) bytes = g_string_new(NULL);
  FILE *stream = given ? stdin : fopen(path, "rb");
  if (stream == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "cannot open %s: %s", name,
                g_strerror(errno));
    return NULL;
  }
  gboolean read = read_stream(stream, most, bytes, &more);
  int saved = errno;
  if (!given)
    fclose(stream);
  if (!read)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot read %s: %s", name,
                g_strerror(saved));
  else if (more)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE,
                "%s is larger than %" G_GSIZE_FORMAT " MiB\ngive the part of it that is wanted",
                name, most >> 20);
  return read && !more ? g_steal_pointer(&bytes) : NULL;
}

char *
server_command_read_text(const char *path, GError **error)
{
  g_autoptr(GString) bytes = server_command_read(path, COMMAND_TEXT_MAX, error);
  if (bytes == NULL)
    return NULL;
  if (memchr(bytes->str, '\0', bytes->len) != NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no text: it has a NUL byte\nsave it as plain text in UTF-8",
                strcmp(path, "-") == 0 ? "standard input" : path);
    return NULL;
  }
  return g_string_free(g_steal_pointer(&bytes), FALSE);
}
