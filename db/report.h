/* Numbers of a quarter, counted from the mail and the audit trail. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

#define REPORT_MONTHS 12
#define REPORT_THREADS 5

typedef struct {
  int year, month;
  guint mails, people;
} ReportMonth;

typedef struct {
  char *subject, *message_id;
  guint mails, people; /* within the quarter */
} ReportThread;

typedef struct {
  ReportMonth months[REPORT_MONTHS]; /* the last is that of the quarter's end */
  GPtrArray *threads;                /* ReportThread, most discussed first */
  guint mails, people, started, answered; /* started: threads; answered: of them */
  gint64 median_reply;               /* seconds until the first answer, 0: none */
  guint votes;                       /* lines in mails that count as votes */
  guint opened[ITEM_N_KINDS];        /* items found in the quarter */
  guint done;                        /* items set to done in it */
} ReportNumbers;
void report_numbers_free(ReportNumbers *numbers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportNumbers, report_numbers_free)

/* "2026-Q4" in the zone of the group: its first second, and that of the next. INVALID. */
gboolean report_quarter_parse(const char *text, const Group *group, gint64 *from, gint64 *until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The quarter that holds a time, `by` quarters on. Caller frees. */
char *report_quarter_at(const Group *group, gint64 when, int by);
ReportNumbers *db_report_numbers(Db *db, const Group *group, gint64 from, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
