/* Every table of the schema with its kind: what rebuild drops, what check counts and what dump prints. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef enum {
  TABLE_MAIL,    /* can be fetched again */
  TABLE_DERIVED, /* made again from mail */
  TABLE_HUMAN    /* decisions of people; never dropped */
} TableKind;

typedef struct {
  const char *name;
  TableKind kind;
  /* Derived tables: removes the rows of group $1. Those that hang on a mail go only when no other group holds it. */
  const char *drop;
  /* Prints each row as one column of text by meaning, never by row number; NULL: bookkeeping that follows from
   * the other tables and may differ with the order in which mail came. */
  const char *dump;
} DbTable;

/* In an order in which drops break no foreign key. */
extern const DbTable db_tables[];
extern const guint db_tables_n;

G_END_DECLS
