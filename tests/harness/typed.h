/* The built program as a person types it: what it is given, what it prints, and how it ends. */
#pragma once
#include "tests/harness/harness.h"
G_BEGIN_DECLS

typedef struct {
  int status;      /* of its exit; -1: killed */
  char *out, *err;
} Typed;
void typed_clear(Typed *typed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Typed, typed_clear)

/* docket LINE with the database of the harness (NULL: without one); LINE is parted as a shell does. */
Typed typed_run(const Harness *harness, const char *line);
/* The same with this text on standard input. */
Typed typed_run_with(const Harness *harness, const char *line, const char *in);
/* Runs line and expects this end, and this text on standard output or error (NULL: any). What is not so fails the test,
 * which goes on: one run names all of it. */
void typed_expect(const Harness *harness, const char *line, int status, const char *out, const char *err);
/* Says what is wrong, and goes on. */
void typed_fault(const char *format, ...) G_GNUC_PRINTF(1, 2);

G_END_DECLS
