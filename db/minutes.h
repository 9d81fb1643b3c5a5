/* Minutes that came as mail: meeting records (derived). The mails of a group that record meetings of one day are one
 * record: the bot's summary and the copy of the wiki page say the same. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef struct {
  char *name;     /* as the attendee list has it */
  char *initials; /* "KB", or NULL */
} Attendee;

/* A mail that records the meeting. */
typedef struct {
  gint64 message; /* row */
  char *message_id, *subject;
  char *style;    /* "meetbot", "wiki", "scribe" */
  Person *from;
  gint64 date;    /* of the mail */
  gint64 named;   /* when the meeting was, as the mail says it; 0: it does not */
  gint64 day;     /* of the meeting: 00:00 UTC of the day that is named; else see minutes-day.h */
} MinutesMail;

/* What the meeting took up: an item, as the minutes say it. */
typedef struct {
  ItemKind kind;  /* as said here: a backlog item may be a topic of the meeting */
  char *title;    /* as said here */
  Item *item;     /* as it stands now */
  Mention *said;  /* the lines of the minutes */
} MinutesEntry;

typedef struct {
  gint64 date;          /* day of the meeting: that of its mails */
  char *title;          /* of the earliest mail */
  GPtrArray *mails;     /* MinutesMail, earliest first; at least one */
  GPtrArray *attendees; /* Attendee, each person once */
  guint n[ITEM_N_KINDS]; /* items by kind, each once however often the mails say it; merged ones left out */
  GPtrArray *entries;   /* MinutesEntry in the order of the minutes, each item once; NULL in lists */
  GPtrArray *links;     /* Link of these mails, each thing once; NULL in lists */
} MinutesRecord;
void minutes_record_free(MinutesRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MinutesRecord, minutes_record_free)

/* MinutesRecord * of meetings with from <= date < until (0: open), newest first, without entries and links. */
GPtrArray *db_minutes_list(Db *db, const Group *group, gint64 from, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets entries and links of a listed record. */
gboolean db_minutes_load(Db *db, const Group *group, MinutesRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The record of the day that holds this time, whole. NOT_FOUND. */
MinutesRecord *db_minutes_get(Db *db, const Group *group, gint64 day, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "Ann Bell (AB)" as minutes.attendees holds it, joined by LF -> Attendee *. Pure. */
GPtrArray *minutes_attendees(const char *joined);
void attendee_free(Attendee *attendee);

G_END_DECLS
