/* Links and votes found in mail (derived). */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* Link * of one mail by line (message != 0), else of the whole group in order of mail and line. */
GPtrArray *db_link_list(Db *db, gint64 group, gint64 message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Citations of a thing: link rows whose kind fits and whose key or value matches: a commit by at least 7 digits of its start,
 * a bug by number or tracker/number, ids without regard to case; a mail by its Message-ID also where it is cited by HyperKitty's address. */
GPtrArray *db_link_refs(Db *db, gint64 group, LinkKind kind, const char *value, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Vote * of the group (message 0) or of one mail, in order of date and line; the not counted ones with their reason. */
GPtrArray *db_vote_list(Db *db, gint64 group, gint64 message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Vote * of a whole thread; messages[i] (gint64) is the row of the mail that holds vote i. */
GPtrArray *db_vote_list_thread(Db *db, gint64 group, gint64 thread, GArray **messages, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
