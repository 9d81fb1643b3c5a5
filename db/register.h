/* Registers: what a group decided and who has to do what, from the mail (items), from meetings held here (lines of their sheets) and from
 * ballots; and who was there. Read from the aggregates, nothing is stored twice; only what supersedes what is a table of its own. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef enum { REGISTER_ITEM, REGISTER_LINE, REGISTER_BALLOT } RegisterSource;

typedef struct {
  RegisterSource source;
  gint64 number;       /* of the item, the line, the ballot */
  char *id;            /* for people: "#12" an item, "m12" a line of minutes, "b12" a ballot */
  gint64 when;
  char *what;
  char *owner;         /* of an action, or NULL */
  gint64 due;          /* 0: none */
  ItemState state;
  gboolean overdue;    /* due, open and over */
  char *where;         /* subject of the mail, or name of the meeting; NULL for a ballot */
  char *meeting;       /* name of a meeting held here, or NULL */
  char *rule;          /* what says that it is one: a rule of extraction, of a ballot, "show of hands" ... */
  char *tally;         /* "+3 0:0 -1" as a meeting counted, "+3 -1" of mails, the reason of a ballot; or NULL */
  char *superseded_by; /* id, or NULL */
  Item *item;          /* REGISTER_ITEM: with origin and last_reply; else NULL */
} RegisterRow;
void register_row_free(RegisterRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterRow, register_row_free)

/* What a register is narrowed to; NULL and 0: all. */
typedef struct {
  const char *text;    /* part of what it says, case folded */
  const char *owner;
  gint64 since, until; /* of `when` */
  gboolean open;       /* only actions that are open, only decisions that hold: neither declined nor superseded */
} RegisterQuery;

/* RegisterRow *, latest first. */
GPtrArray *db_register_decisions(Db *db, const Group *group, const RegisterQuery *query, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* RegisterRow * by owner, those without one last; of one owner the overdue first, then by due date, then latest first. */
GPtrArray *db_register_actions(Db *db, const Group *group, const RegisterQuery *query, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Says that a decision is superseded by another, by their ids; by NULL or "": by none after all. NOT_FOUND, INVALID (by itself, or in a
 * circle). Audited. */
gboolean db_register_supersede(Db *db, const Group *group, const char *id, const char *by, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Who was at one meeting. */
typedef struct {
  char *meeting;       /* its name in addresses */
  gint64 when;
  char *message_id;    /* of the minutes that say so; NULL: it was held here */
  GPtrArray *people;   /* char * */
} AttendanceRow;
void attendance_row_free(AttendanceRow *row);
/* AttendanceRow *, latest first; people by their full names where a list has only a first name or nick that is just one's. Meetings without a list of people are left out. */
GPtrArray *db_register_attendance(Db *db, const Group *group, gint64 from, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
