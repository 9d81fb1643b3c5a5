/* What waits for one member of a group. */
#pragma once
#include "web/out.h"
#include "web/views.h"
#include "web/views-vote.h"
G_BEGIN_DECLS

typedef struct WebQueueView {
  const WebPage *page;
  GPtrArray *ballots;   /* WebBallotRow: open, and the visitor's vote is not there */
  GPtrArray *actions;   /* Item: owned by the visitor */
  GPtrArray *questions; /* Item: asked of the visitor */
  GPtrArray *backlog;   /* Item: not weighed by the visitor */
} WebQueueView;

/* One HTML document. */
void web_page_queue(WebOut *out, const WebQueueView *view);
/* The heads of the queue, for the overview; nothing when it is empty. */
void web_part_queue(WebOut *out, const WebQueueView *view);

G_END_DECLS
