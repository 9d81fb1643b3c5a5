/* Brings a database file to the present schema. db_migrations is made at build time from db/migrations by embed.c. */
#pragma once

typedef struct {
  const char *name; /* "0001-initial.sql" */
  const char *sql;
} Migration;

extern const Migration db_migrations[];
extern const unsigned db_migrations_n;
