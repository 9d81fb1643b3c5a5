/* The draft agenda as a pure function of items and dates. */
#pragma once
#include "db/records.h"
G_BEGIN_DECLS

typedef struct {
  gint64 meeting;       /* date of the meeting */
  gint64 last_meeting;  /* 0: none known; then 28 days before the meeting count as "new" */
  guint per_group;      /* entries shown per group, 0: 12 */
} AgendaOptions;

/* items: Item *, borrowed by the agenda. Weights are the table in agenda.c; ties by age, then number. */
Agenda *agenda_draft(GPtrArray *items, const AgendaOptions *options);

G_END_DECLS
