/* The views of mail that goes out, of sources and of jobs: for chairs and operators. Pointers are borrowed for the call. */
#pragma once
#include "db/outbox.h"
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

typedef struct {
  const WebPage *page;   /* group NULL: mail of the whole server */
  GPtrArray *mails;      /* OutMail *, latest first */
  gboolean configured;   /* FALSE: no mail leaves this server */
  guint n_waiting;       /* in the whole outbox, however many are shown */
  guint written;         /* drafts that were just written */
  const GPtrArray *left_out; /* char *: owners who get no reminder, or NULL */
  char *previous_query, *next_query; /* or NULL */
} WebOutboxView;

typedef struct {
  const WebPage *page;
  const OutMail *mail;
  const char *text;      /* the mail as it goes, headers and all; NULL: its text is a secret, or gone */
  const char *seen;      /* tells the version of the text that a form changes */
  const char *about_url; /* page of what it is about, or NULL */
  gboolean configured;
} WebOutMailView;

/* One HTML document each. */
void web_page_outbox(WebOut *out, const WebOutboxView *view);
void web_page_out_mail(WebOut *out, const WebOutMailView *view);

/* --- sources and jobs --- */

typedef struct {
  const char *group, *kind, *url;
  gint64 last_run, next_run, last_new; /* 0: not since the server started; not known; never */
  guint failures;                      /* in a row */
  gboolean running;
  const char *error;                   /* of the last run, or NULL */
  const char *notice;                  /* what a run last had to say, and when; or NULL */
  gint64 noticed;
} WebSourceRow;
typedef struct {
  const char *name;
  guint64 runs, errors;
  gint64 last_run, next;
  gboolean running;
  const char *error;
} WebJobRow;
typedef struct {
  const WebPage *page;   /* group NULL: the operator's page of the whole server */
  GArray *sources;       /* WebSourceRow */
  GArray *jobs;          /* WebJobRow; NULL on a group's page */
  GPtrArray *mails;      /* OutMail: of no group; NULL on a group's page */
  guint counts[OUT_N_STATES]; /* of the whole outbox */
  gboolean configured;   /* mail can leave */
  gboolean fetches;      /* other servers may be asked */
} WebOperatorView;
/* One HTML document. */
void web_page_operator(WebOut *out, const WebOperatorView *view);
/* For the overview: names the sources that failed so often that a chair is to know; empty when rows is. */
void web_part_failing(WebOut *out, const WebPage *page, const GArray *rows);

/* For terminals: one line a mail; columns 0: no limit. */
void web_table_outbox(WebOut *out, GPtrArray *mails, guint columns);
/* What became of it, by recipient, as lines of text. */
void web_text_out_mail(WebOut *out, const OutMail *mail);

G_END_DECLS
