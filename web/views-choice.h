/* A choice between mails, where an old address does not say which one it meant. */
#pragma once
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

typedef struct {
  const WebPage *page;
  const char *asked;      /* what was asked for: "number 003456 of April 2014" */
  const char *why;        /* why it is not known, and how these were found; a sentence */
  GPtrArray *messages;    /* Message, oldest first */
  guint likely;           /* index of the most probable one; G_MAXUINT: none is */
  const char *more_path, *more_label; /* where the others are */
} WebChoiceView;

/* One HTML document. */
void web_page_choice(WebOut *out, const WebChoiceView *view);

G_END_DECLS
