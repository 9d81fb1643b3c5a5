/* Handlers and printers of meetings. */
#pragma once
#include "server/meetings.h"
#include "server/pages.h"
G_BEGIN_DECLS

/* The pages again, with the form that was refused; fault NULL: none was. */
gboolean server_print_meetings(Request *request, const WebFault *fault, Reply *reply, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean server_print_meeting(Request *request, const WebFault *fault, Reply *reply, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
