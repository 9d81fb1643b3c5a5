/* The draft agenda as a pure function of items and dates. */
#pragma once
#include "db/records.h"
G_BEGIN_DECLS

/* After so many days without a word an entry says that it is stale. */
#define AGENDA_STALE_DAYS 90

/* So many entries that people put on the next agenda are never cut. */
#define AGENDA_PROMISED_MOST 200

/* What an item weighs is a sum over the table of agenda_weights: `points` for each that is counted, up to `most` of them. A group
 * may set other points; docs/agenda.md has the same table, and a test compares the two. */
typedef enum {
  WEIGHT_VOTE,
  WEIGHT_REPLY,
  WEIGHT_MENTION,
  WEIGHT_LINK,
  WEIGHT_OPEN,
  WEIGHT_OWNER,
  WEIGHT_OBJECTION,
  WEIGHT_QUIET,
  WEIGHT_N
} AgendaWeight;
typedef struct {
  const char *name; /* in commands and in the table agenda_weight */
  const char *what; /* for people */
  double points, most;
} AgendaWeightRow;
/* Row of a weight as the program has it. Static. */
const AgendaWeightRow *agenda_weight_row(AgendaWeight weight);
/* FALSE for an unknown word. */
gboolean agenda_weight_from_text(const char *text, AgendaWeight *weight) G_GNUC_WARN_UNUSED_RESULT;

#define AGENDA_POINTS_MOST 1000.0

typedef struct { double points[WEIGHT_N]; } AgendaWeights;
/* The points of the table. */
void agenda_weights_init(AgendaWeights *weights);

typedef struct {
  gint64 meeting;       /* date of the meeting */
  gint64 last_meeting;  /* 0: none known; then 28 days before the meeting count as "new" */
  guint per_group;      /* entries shown per group, 0: 12; beside AGENDA_PROMISED_MOST that people put off, parked, scheduled or wrote down as actions */
  const AgendaWeights *weights; /* NULL: those of the table */
  const char *timezone; /* in which dates are told; NULL: UTC */
} AgendaOptions;

/* items: Item *, borrowed by the agenda. Ties by age, then number. */
Agenda *agenda_draft(GPtrArray *items, const AgendaOptions *options);

/* What is newer is new: the last meeting, or 28 days before this one where none is known. */
gint64 agenda_last_meeting(const AgendaOptions *options);

/* Where an item stands on the draft of a meeting; FALSE: nowhere. */
gboolean agenda_group_of(const Item *item, const AgendaOptions *options, AgendaGroup *group);

/* Why an item stands in that group: AgendaReason *, at least one. For agenda.c and tests. */
GPtrArray *agenda_reasons(const Item *item, AgendaGroup group, const AgendaOptions *options);
/* The same in words, for an item that was taken onto an agenda: that it is scheduled since then is no reason. Caller frees. */
char *agenda_why_taken(const Item *item, AgendaGroup group, const AgendaOptions *options);

G_END_DECLS
