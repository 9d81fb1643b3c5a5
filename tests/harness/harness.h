/* A docket for tests: a temporary database filled from tests/harness/virt.mbox, the server on a
 * free port of this process, and an HTTP client. The clock stands still at HARNESS_NOW. */
#pragma once
#include "db/db.h"
#include "db/records.h"
#include "server/server.h"
#include "tests/harness/client.h"
G_BEGIN_DECLS

#define HARNESS_NOW G_GINT64_CONSTANT(1400000000) /* 2014-05-13 16:53:20 UTC */

typedef struct {
  char *folder; /* removed with all in it at the end */
  char *db_path;
  Server *server; /* or NULL */
  guint n_random; /* how often random bytes were asked for */
} Harness;

/* Group virt with the mails of virt.mbox; no server yet. */
Harness *harness_new(void);
void harness_free(Harness *harness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Harness, harness_free)
/* Options as given; path of the database, address, clock are filled in. NULL: all as the program
 * has them. */
void harness_serve(Harness *harness, const ServerOptions *options);
/* A writing handle, as another process would have it. Caller closes. */
Db *harness_open(const Harness *harness);
/* All rows by meaning, as `docket dump` has them. Caller frees. */
char *harness_dump(const Harness *harness);
/* Ingests text as an mbox into the group. */
void harness_ingest(const Harness *harness, const char *group, const char *mbox);
/* A file below the source root; caller frees. */
char *harness_source_file(const char *path);

/* client_request to the server. */
Answer *harness_request(const Harness *harness, const char *method, const char *path,
                        const char *const *headers, const char *body);
/* harness_request with GET and no headers. */
Answer *harness_get(const Harness *harness, const char *path);
/* Runs the built executable with --db of the harness (not when args[0] is "--version");
 * NULL-terminated. Caller frees out and err. */
int harness_run(const Harness *harness, const char *const *args, char **out, char **err);
/* What a command says that has to end well. Caller frees. */
char *harness_output(const Harness *harness, const char *const *args);

/* text has these words somewhere; both are printed where it has not. */
void harness_assert_says(const char *text, const char *words);

G_END_DECLS
