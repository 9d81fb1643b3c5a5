/* Brings a database file to the present schema: a new one at once, an older one step by step. embed.c makes both texts at build time, of
 * db/schema.sql and db/migrations. */
#pragma once

typedef struct {
  const char *name; /* "0001-initial.sql" */
  const char *sql;
} Migration;

extern const char db_schema[];
extern const Migration db_migrations[];
extern const unsigned db_migrations_n;
