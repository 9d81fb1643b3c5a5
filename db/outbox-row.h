/* What outbox.c and outbox-send.c share. Only they include this. */
#pragma once
#include "db/engine.h"
#include "db/outbox.h"
G_BEGIN_DECLS

/* Columns of one OutMail; outbox_from_row reads them. */
#define OUTBOX_COLUMNS                                                                             \
  "id, coalesce(group_id, 0), kind, state, subject, body, message_id, in_reply_to, refs, reply_to," \
  " list_id, about, created, created_by, queued, expires, attempts, next_try, settled,"            \
  " maybe_twice, last_error"
gpointer outbox_from_row(Stmt *stmt);
/* Fills in the recipients. */
gboolean outbox_load_recipients(Db *db, OutMail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The first row of stmt with its recipients. NULL without error: there is none. */
OutMail *outbox_first(Db *db, Stmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
