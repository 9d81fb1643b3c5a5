#include "ingest/fetch-wait.h"
#include "ingest/date.h"

#include <gio/gio.h>

#define WAIT_SLICE_MS 100

void
ingest_fetch_options_init(FetchOptions *options)
{
  *options = (FetchOptions){
      .tries = FETCH_TRIES,
      .connect_ms = FETCH_CONNECT_MS,
      .stall_seconds = FETCH_STALL_SECONDS,
      .total_ms = FETCH_TOTAL_MS,
      .pause_ms = -1,
      .backoff_ms = FETCH_BACKOFF_MS,
  };
}

char *
ingest_fetch_ca_file(const FetchOptions *options, const char *host)
{
  return options->logins != NULL ? g_key_file_get_string(options->logins, host, "ca-file", NULL)
                                 : NULL;
}

gint64
ingest_retry_after(const char *text, gint64 now)
{
  if (text == NULL)
    return -1;
  char *end;
  guint64 seconds = g_ascii_strtoull(text, &end, 10);
  if (g_ascii_isdigit(text[0]) && *end == '\0')
    return (gint64)MIN(seconds, (guint64)G_MAXINT32);
  gint64 when;
  return ingest_date_parse(text, &when, NULL) ? MAX(when - now, 0) : -1;
}

guint
ingest_fetch_pause(gint asked, gboolean loopback)
{
  if (asked >= 0)
    return (guint)asked;
  return loopback ? 0 : FETCH_PAUSE_MS;
}

guint64
ingest_retry_backoff(const FetchOptions *options, guint n_try)
{
  double wait = (double)options->backoff_ms * (double)(1u << MIN(n_try, 10u));
  return (guint64)(MIN(wait, FETCH_BACKOFF_MAX_MS) * g_rand_double_range(options->rng, 0.5, 1.5));
}

gboolean
ingest_retry_wait(const FetchOptions *options, guint64 milliseconds, GError **error)
{
  gboolean go_on = TRUE;
  if (options->wait != NULL) {
    go_on = options->wait(milliseconds, options->user_data);
    milliseconds = 0;
  }
  while (milliseconds > 0 && go_on) {
    guint64 slice = MIN(milliseconds, WAIT_SLICE_MS);
    g_usleep((gulong)slice * 1000);
    milliseconds -= slice;
    go_on = options->cancelled == NULL || !options->cancelled(options->user_data);
  }
  if (!go_on)
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped while waiting");
  return go_on;
}
