/* The clock of the program: the only place where it asks the machine for the time of the day. Everything else is handed now. */
#pragma once
#include "db/db.h"
G_BEGIN_DECLS

/* How far a test may move the clock, in seconds: ten years of 365 days, either way. */
#define CLOCK_MOST_SECONDS G_GINT64_CONSTANT(315360000)

typedef struct Clock Clock;

/* path NULL: the machine's time. Else now is the machine's time plus the whole seconds that the file holds ("-3600"), read again
 * whenever somebody asks, so that a test need not wait. REFUSED: path is no absolute one, the file is a link or no plain file, is another user's, or
 * others than its owner may write it. FORMAT: it holds anything but one number within CLOCK_MOST_SECONDS. */
Clock *server_clock_new(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void server_clock_free(Clock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clock, server_clock_free)

/* UTC seconds; clock is a Clock *. A file that became unreadable or wrong leaves the last offset in force. Any thread. */
gint64 server_clock_now(gpointer clock);

G_END_DECLS
