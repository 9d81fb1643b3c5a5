/* Signing in: one-time links and sessions. Secrets are 32 random bytes drawn by the caller; only their BLAKE2b hashes are stored. */
#pragma once
#include "db/member.h"
G_BEGIN_DECLS

#define SESSION_SECRET 32 /* bytes */
#define SIGN_IN_SECONDS (15 * 60) /* for which a link works, once */
#define SESSION_IDLE_SECONDS ((gint64)30 * 86400) /* without a visit, then a session is over */

/* Remembers a one-time link for the person with this address. browser: the secret in the cookie of the browser that asked, NULL for a link
 * printed by the command line. NOT_FOUND: nobody has the address (the page must not tell). */
gboolean db_sign_in_offer(Db *db, const char *address, const guint8 token[SESSION_SECRET], const guint8 *browser, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Remembers that a browser wants a link for that folded address, known or not: always the same work. The link is made later, when nobody waits for the
 * answer, by db_sign_in_answer. */
gboolean db_sign_in_ask(Db *db, const char *address, const guint8 browser[SESSION_SECRET], gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
typedef struct SignInAsk SignInAsk;
void sign_in_ask_free(SignInAsk *ask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignInAsk, sign_in_ask_free)
/* As it was asked for, folded; "" when it was too long for one. */
const char *sign_in_ask_address(const SignInAsk *ask);
/* SignInAsk *, the oldest first, 100 at most. */
GPtrArray *db_sign_in_asked(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Forgets that it was asked, and remembers a link for the browser that asked, as db_sign_in_offer; token NULL: none. NOT_FOUND: nobody has the address;
 * it is forgotten all the same. */
gboolean db_sign_in_answer(Db *db, const SignInAsk *ask, const guint8 token[SESSION_SECRET], gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Uses a link up and opens the session `id`. FORBIDDEN: unknown, used, expired, or another browser - never which. */
gboolean db_sign_in_use(Db *db, const guint8 token[SESSION_SECRET], const guint8 *browser, const guint8 id[SESSION_SECRET], const char *agent, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Opens the session `id` of a person (row of member) who has proved who they are, by whatever means: that is the caller's to check. agent: of
 * the browser, or NULL. CONFLICT: there is no such person. */
gboolean db_session_begin(Db *db, gint64 member, const guint8 id[SESSION_SECRET], const char *agent, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The person of a session with the role in group (0: operator or none), NULL without error when there is none or it was idle
 * for longer than SESSION_IDLE_SECONDS. A session that was used later than that from now is of a clock that
 * was wrong, and none. *stale: last_seen is more than an hour away; call db_session_touch in a write. */
Member *db_session_member(Db *db, const guint8 id[SESSION_SECRET], gint64 group, gint64 now, gboolean *stale, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_session_touch(Db *db, const guint8 id[SESSION_SECRET], gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends one session; ends all of a person. */
gboolean db_session_end(Db *db, const guint8 id[SESSION_SECRET], GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_session_end_all(Db *db, gint64 member, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  char *id;      /* names it in a form: the start of its hash, which opens nothing */
  gint64 created, last_seen;
  char *agent;   /* or NULL */
  gboolean current;
} SessionRow;
void session_row_free(SessionRow *row);
/* SessionRow * of a person, the latest used first; current: the one asking, or NULL. */
GPtrArray *db_session_list(Db *db, gint64 member, const guint8 *current, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends one of a person's sessions. NOT_FOUND. */
gboolean db_session_revoke(Db *db, gint64 member, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* When the first link, session or token ends, which may be past; 0: there is none. */
gboolean db_session_first_end(Db *db, gint64 *ends, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Forgets links and sessions whose time is over, and ends tokens whose time is, so that no clock set back makes them good again. */
gboolean db_session_sweep(Db *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The token that a form of the session must carry: a keyed hash of the session's secret, 64 hexadecimal digits. */
void session_csrf_token(const guint8 id[SESSION_SECRET], char out[65]);

G_END_DECLS
