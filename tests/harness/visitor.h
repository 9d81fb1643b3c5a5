/* A person who signs in to the harness's server, as often as a test needs one. */
#pragma once
#include "tests/harness/chair.h"
G_BEGIN_DECLS

typedef struct {
  const Harness *harness;
  char *origin; /* "Origin: http://127.0.0.1:PORT" */
  char *cookie; /* "Cookie: docket=..." */
  char *csrf;
} Visiting;
void visiting_clear(Visiting *visiting);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Visiting, visiting_clear)

/* Adds name with NAME@example.org (lower case) and that role ("chair", "member") to group virt, and signs them in. The server runs already. */
void visiting_sign_in(Visiting *visiting, const Harness *harness, const char *name, const char *role);
Answer *visiting_get(const Visiting *visiting, const char *path);
/* fields: "a=b&c=d", encoded already; the session's token goes in front. */
Answer *visiting_post(const Visiting *visiting, const char *path, const char *fields);

/* Runs the program; it must fail and say why. */
void harness_must_fail(const Harness *harness, const char *const *args, const char *why);

/* How often something was refused, by the audit trail: a row "..., 3 times" stands for three. */
guint harness_refusals(const Harness *harness);

G_END_DECLS
