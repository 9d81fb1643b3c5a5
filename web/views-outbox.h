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

/* For terminals: one line a mail; columns 0: no limit. */
void web_table_outbox(WebOut *out, GPtrArray *mails, guint columns);
/* What became of it, by recipient, as lines of text. */
void web_text_out_mail(WebOut *out, const OutMail *mail);

G_END_DECLS
