/* What waits for the member who asks. */
#pragma once
#include "server/request.h"
#include "web/views-queue.h"
G_BEGIN_DECLS

typedef struct {
  GPtrArray *ballots, *actions, *questions, *backlog; /* as WebQueueView has them */
} GatheredQueue;
void server_gathered_queue_clear(GatheredQueue *queue);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GatheredQueue, server_gathered_queue_clear)
/* request->member is not NULL. */
gboolean server_gather_queue(const Request *request, GatheredQueue *queue, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Borrows from both. */
WebQueueView server_gathered_queue_view(const GatheredQueue *queue, const WebPage *page);

G_END_DECLS
