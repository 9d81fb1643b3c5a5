/* A harness with a server and somebody signed in: Ann, in the browser. */
#pragma once
#include "db/sheet.h"
#include "tests/harness/harness.h"
G_BEGIN_DECLS

typedef struct {
  Harness *harness;
  char *origin; /* "Origin: http://127.0.0.1:PORT" */
  char *cookie; /* "Cookie: docket=..." */
  char *csrf;
} Chair;
void chair_clear(Chair *chair);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Chair, chair_clear)

/* Makes the harness, serves it and signs Ann in with that role in virt. */
void chair_sign_in(Chair *chair, const char *role);
/* The same with options for harness_serve. */
void chair_sign_in_with(Chair *chair, const char *role, const ServerOptions *options);
/* Runs a command that must succeed; what it printed. Caller frees. */
char *chair_run(const Harness *harness, const char *const *args);
/* The path of a fresh sign-in link. Caller frees. */
char *chair_sign_in_path(const Harness *harness, const char *address);
/* The value of a hidden field. Caller frees. */
char *chair_field(const char *html, const char *name);
/* A form with its token; fields: urlencoded. */
Answer *chair_post(const Chair *chair, const char *path, const char *fields);
/* A form that must be answered with that status. */
void chair_assert_post(const Chair *chair, const char *path, const char *fields, guint status);
/* A page as Ann sees it. */
Answer *chair_get(const Chair *chair, const char *path);
/* That page is there and has these words, as HTML writes them. */
void chair_assert_shows(const Chair *chair, const char *path, const char *words);
/* Puts a member on virt's roster, since 2014-01-01. */
void chair_add_member(const Harness *harness, const char *name, const char *address);

/* The sheet of virt's meeting on that day ("2014-05-20"). Caller frees. */
Sheet *chair_sheet(const Harness *harness, const char *day);

/* Ann is the chair of a server whose clock the test moves; mail is set up, and waits in the outbox for ever. What sets it up and tears it down fits
 * g_test_add. */
typedef struct {
  Chair chair;
  MailConfig config;
  gint64 now; /* HARNESS_NOW at first */
} ClockedChair;
/* The clock of its server; c is a ClockedChair *. */
gint64 clocked_chair_now(gpointer c);
void clocked_chair_set_up(ClockedChair *c, gconstpointer data);
void clocked_chair_tear_down(ClockedChair *c, gconstpointer data);

G_END_DECLS
