/* Reading a bounce: a delivery status notification (RFC 3464) that a mail server sends back when it could not deliver a mail. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

#define INGEST_REPORT_MAX 1000 /* recipients of one report that are read */

typedef struct {
  char *address; /* of the recipient, as the report has it */
  char *reason;  /* status and what the other server said, one line */
} FailedRecipient;
void failed_recipient_free(FailedRecipient *failed);

typedef struct {
  char *message_id;  /* of the mail that came back, without brackets */
  GPtrArray *failed; /* FailedRecipient: those whose action is "failed"; may be empty (only delayed) */
} DeliveryReport;
void delivery_report_free(DeliveryReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeliveryReport, delivery_report_free)

/* FORMAT: it is no delivery report, or does not say on which mail. */
DeliveryReport *ingest_report_read(const char *raw, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
