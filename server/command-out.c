/* What commands print, and where to. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "server/commands.h"
#include "web/out.h"

gboolean
server_command_print(GString *out, GError **error)
{
  gboolean good = fwrite(out->str, 1, out->len, stdout) == out->len && fflush(stdout) == 0;
  int saved = errno;
  g_string_truncate(out, 0);
  if (!good)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot write the output: %s",
                g_strerror(saved));
  return good;
}

void
server_command_append_cut(GString *out, const Group *group, guint64 n_cut)
{
  if (n_cut > 0)
    g_string_append_printf(out,
                           "%s: %" G_GUINT64_FORMAT
                           " lines and findings are over the limits of one mail and left out; the "
                           "limits are in docs/extraction.md\n",
                           group->name, n_cut);
}

void
server_command_note(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  g_autofree char *plain = web_plain(text);
  fprintf(stderr, "docket: %s\n", plain);
}

guint
server_command_columns(void)
{
  struct winsize size;
  if (!isatty(STDOUT_FILENO))
    return 0;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

gboolean
server_command_raw_allowed(GError **error)
{
  if (!isatty(STDOUT_FILENO))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "will not send raw mail to a terminal\nsend it to a file: docket ... > mail.mbox");
  return FALSE;
}
