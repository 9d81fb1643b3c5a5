/* The audit trail: who changed what, when, from, to. Only files of db/ write it, each verb within its own transaction. */
#pragma once
#include "db/db.h"
G_BEGIN_DECLS

/* group 0: the whole server. key: an item's stable key, or an address for what concerns a person. old, new: may be NULL. */
gboolean db_audit_add(Db *db, gint64 group, const char *who, const char *verb, const char *key, const char *old,
                      const char *new, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* n times the same was refused (verb "refused"): one row a minute, whose `new` says how often: "no mail was sent", "no mail was sent, 7 times". words must not
 * end in a number of times. */
gboolean db_audit_refused(Db *db, gint64 group, const char *who, const char *key, const char *words, guint n, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What was refused (verb "refused") is forgotten after AUDIT_REFUSED_SECONDS: anybody can be refused, and changes nothing. All else stays. */
#define AUDIT_REFUSED_SECONDS ((gint64)90 * 86400)
gboolean db_audit_sweep(Db *db, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint64 at;
  char *group;          /* NULL: of the whole server */
  char *who, *verb, *key;
  char *old, *new;      /* or NULL */
  gint64 number;        /* of the item that key means; 0: it means none */
} AuditRow;
void audit_row_free(AuditRow *row);
/* AuditRow * of everything, the latest first; group 0: of all groups and of the server. limit 0: all. */
GPtrArray *db_audit_rows(Db *db, gint64 group, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
