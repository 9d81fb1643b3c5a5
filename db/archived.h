/* Addresses of other archives that a mail names as its own: Archived-At (RFC 5064), Mailman's Message-ID-Hash. Anybody can write such a
 * header, so it proves nothing: whoever asks looks first for what is known otherwise (the Message-ID, the hash computed of it, a number read
 * from an archive's own pages), and where several mails name one address, shows all of them. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* The forms in which addresses are kept, whatever host they are on. Caller frees. */
/* HyperKitty's hash: NULL unless these are 32 characters of base32. */
char *archived_hash(const char *hash, gsize len);
/* A Message-ID, which public-inbox and others have in their addresses. */
char *archived_id(const char *message_id);
/* pipermail's number in a month ("2014-April"); of list the part before its @. */
char *archived_number(const char *list, const char *month, guint number);

/* The 32 characters that HyperKitty has for this Message-ID. Caller frees. */
char *archived_computed(const char *message_id);
/* TRUE when this form is a hash, and that of this Message-ID. */
gboolean archived_is_computed(const char *address, const char *message_id);

/* Message * that name the address, oldest first, one of each Message-ID, 50 at most. group 0: of any, and then without what a group knows of
 * them. Empty: none. */
GPtrArray *db_archived_find(Db *db, gint64 group, const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Within the transaction of db_message_store and db_message_refill, which call them. addresses may be NULL. */
gboolean archived_store(Db *db, gint64 message, const GStrv addresses, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean archived_drop(Db *db, gint64 message, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
