/* A docket for tests: a temporary database filled from tests/harness/virt.mbox, the server on a
 * free port of this process, and an HTTP client. The clock stands still at HARNESS_NOW. */
#pragma once
#include "db/db.h"
#include "db/records.h"
#include "server/server.h"
G_BEGIN_DECLS

#define HARNESS_NOW G_GINT64_CONSTANT(1400000000) /* 2014-05-13 16:53:20 UTC */

typedef struct {
  char *folder; /* removed with all in it at the end */
  char *db_path;
  Server *server; /* or NULL */
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
/* Ingests text as an mbox into the group. */
void harness_ingest(const Harness *harness, const char *group, const char *mbox);
/* A file below the source root; caller frees. */
char *harness_source_file(const char *path);

typedef struct {
  guint status;        /* 0: no answer */
  GHashTable *headers; /* name in lower case -> value */
  char *body;
  gsize len;
} Answer;
void answer_free(Answer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answer, answer_free)
const char *answer_header(const Answer *answer, const char *name);

/* method NULL: GET. headers: "Name: value" texts, NULL-terminated, or NULL. The path is sent as it
 * stands; redirects are not followed. */
Answer *harness_request(const Harness *harness, const char *method, const char *path,
                        const char *const *headers, const char *body);
/* harness_request with GET and no headers. */
Answer *harness_get(const Harness *harness, const char *path);
/* Sends these bytes and reads what comes back until the server closes or seconds have passed. */
Answer *harness_raw(const Harness *harness, const char *bytes, gsize len, guint seconds);

/* Runs the built executable with --db of the harness (not when args[0] is "--version");
 * NULL-terminated. Caller frees out and err. */
int harness_run(const Harness *harness, const char *const *args, char **out, char **err);

G_END_DECLS
