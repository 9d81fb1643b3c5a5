/* Threads of a group. A message's parent is a function of the set of messages only, whatever the order they came in:
 * the last of its References that the group holds, else In-Reply-To, else - only for a reply subject without any
 * reference - the latest earlier mail with the same base subject within 42 days. Cycles are broken
 * at the oldest message of the cycle (ties: lesser Message-ID). No recursion. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* Settles parents, threads and their counters for all messages stored since the last call in this transaction,
 * and for those that waited for them. Call before commit. */
gboolean db_thread_settle(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Thread * by last date, newest first; those with a mail in from <= date < until (0: open). */
GPtrArray *db_thread_list(Db *db, gint64 group, gint64 from, gint64 until, guint limit, guint offset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
Thread *db_thread_get(Db *db, gint64 group, gint64 thread, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Message * of the thread in tree order (a parent before its children, siblings by date); depth[i] its depth from 0. */
GPtrArray *db_thread_messages(Db *db, gint64 group, gint64 thread, GArray **depth, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Subject without reply and list prefixes, blanks folded, case folded: what "the same subject" means. Caller frees. */
char *thread_base_subject(const char *subject, gboolean *is_reply);

G_END_DECLS
