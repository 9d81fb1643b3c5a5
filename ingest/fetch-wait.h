/* How long to wait before asking a server again. */
#pragma once
#include "ingest/fetch.h"
G_BEGIN_DECLS

/* Seconds that a Retry-After asks for, as a number or a date (RFC 9110, 10.2.3); -1: it says nothing. */
gint64 ingest_retry_after(const char *text, gint64 now);
/* Milliseconds between two requests (pure). asked: FetchOptions.pause_ms. loopback: the server is this machine. */
guint ingest_fetch_pause(gint asked, gboolean loopback);
/* Milliseconds before the next try after n_try + 1 failed ones: doubling, bounded, half to one and a half of it by chance. */
guint64 ingest_retry_backoff(const FetchOptions *options, guint n_try);
/* Waits as options say. FALSE with G_IO_ERROR_CANCELLED: stopped meanwhile. */
gboolean ingest_retry_wait(const FetchOptions *options, guint64 milliseconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
