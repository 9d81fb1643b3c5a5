/* docket: gives the program its clock, its randomness and its exit status. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include <sodium.h>

#include "ingest/parse.h"
#include "server/clock.h"
#include "server/commands.h"
#include "web/out.h"

static void
random_bytes(guint8 *out, gsize n, gpointer data)
{
  (void)data;
  randombytes_buf(out, n);
}

static int
exit_status(const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return 2;
  if (error->domain != DOCKET_ERROR)
    return 1;
  switch ((DocketError)error->code) {
  case DOCKET_ERROR_INVALID:
    return 2;
  case DOCKET_ERROR_FORMAT:
  case DOCKET_ERROR_REFUSED:
    return 3;
  case DOCKET_ERROR_STORAGE:
  case DOCKET_ERROR_NEWER:
    return 4;
  case DOCKET_ERROR_NOT_FOUND:
  case DOCKET_ERROR_FORBIDDEN:
  case DOCKET_ERROR_CONFLICT:
  case DOCKET_ERROR_TOO_LARGE:
  case DOCKET_ERROR_TIMEOUT:
  case DOCKET_ERROR_TOO_MANY:
  case DOCKET_ERROR_FAILED:
    return 1;
  }
  return 1;
}

static gboolean
run(int argc, char **argv, GError **error)
{
  const char *moved = g_getenv("DOCKET_TEST_CLOCK");
  g_autoptr(Clock) clock = server_clock_new(moved, error);
  if (clock == NULL)
    return FALSE;
  if (moved != NULL)
    g_message("the clock is moved by %s, as tests want it", moved);
  const CommandWorld world = {server_clock_now, random_bytes, clock};
  return server_command_run(argc, argv, &world, error);
}

int
main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  setlocale(LC_ALL, "");
  g_set_prgname("docket");
  /* A reader that went away is told by the write that fails. */
  signal(SIGPIPE, SIG_IGN);
  /* So is one that may not grow its file any more: as on a full disk. */
  signal(SIGXFSZ, SIG_IGN);
  ingest_init();
  if (sodium_init() < 0) {
    fputs("docket: libsodium cannot be used here\n", stderr);
    return 1;
  }
  if (run(argc, argv, &error))
    return 0;
  /* What is wrong, then what to do about it, each its own line. */
  g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_autofree char *plain = web_plain(*line);
    fprintf(stderr, "%s%s\n", line == lines ? "docket: " : "  ", plain);
  }
  return exit_status(error);
}
