/* What statement.c and statement-look.c share: a row, and looking for what it follows. Only these include this. */
#pragma once
#include "db/statement.h"
G_BEGIN_DECLS

typedef struct {
  gint64 id, number, found, message, date, rank, lead;
  SameWhy why;
  double score;
  char *key;
  SameText text;
} StatementRow;

void statement_row_clear(StatementRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StatementRow, statement_row_clear)

/* What a statement follows; id 0: nothing. */
typedef struct {
  gint64 id, number;
  SameWhy why;
  double score;
} Lead;

typedef struct {
  gint64 date, rank, id;
} StatementPlace; /* in the queue */

/* A key's place among statements of one date. */
gint64 statement_rank(const char *key);
/* row->id stays 0 when there is none. */
gboolean statement_by_key(Identity *identity, const char *key, StatementRow *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean statement_by_id(Identity *identity, gint64 id, StatementRow *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean statement_find_lead(Identity *identity, const StatementRow *row, Lead *lead, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether no other statement of the group shares a key with it: most do not. */
gboolean statement_is_alone(Identity *identity, const StatementRow *row, gboolean *alone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds or takes away the keys under which others find it. */
gboolean statement_fingerprints(Identity *identity, const StatementRow *row, gboolean add, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Has a statement look again. */
void statement_push(Identity *identity, gint64 date, gint64 rank, gint64 id);
/* Has those look again that a statement concerns which began to lead, or no longer does. */
gboolean statement_push_affected(Identity *identity, const StatementRow *row, gboolean leads, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
