/* A real HTTP client for tests (libcurl), and a raw one for what no decent client sends. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct {
  guint status;        /* 0: no answer */
  GHashTable *headers; /* name in lower case -> value */
  char *body;
  gsize len;
} Answer;
void answer_free(Answer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answer, answer_free)
const char *answer_header(const Answer *answer, const char *name);

/* base: "http://127.0.0.1:PORT". method NULL: GET. headers: "Name: value" texts, NULL-terminated,
 * or NULL. The path is sent as it stands; redirects are not followed. */
Answer *client_request(const char *base, const char *method, const char *path,
                       const char *const *headers, const char *body);
/* Sends these bytes and reads what comes back until the server closes or seconds have passed. */
Answer *client_raw(const char *base, const char *bytes, gsize len, guint seconds);

G_END_DECLS
