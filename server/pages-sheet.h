/* Handlers of a meeting's agenda: as readers see it, as the chair edits it. See pages.h. */
#pragma once
#include "server/gather-sheet.h"
#include "server/pages.h"
G_BEGIN_DECLS

/* The meeting that the address names. */
Meeting *server_request_meeting(const Request *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Prints the sheet in the format of the row. */
void server_print_sheet(RouteFormat format, WebOut *out, const WebSheetView *view);
/* A form's value as it was sent, "" too; NULL: there is no such field. */
const char *server_form_value(const Request *request, const char *name);
/* The same of a field of many lines, each ended by LF. Caller frees. */
char *server_form_lines(const Request *request, const char *name);

/* A verb failed by the fault of what was typed (status 400 or 409) and before it wrote anything, seen being the sheet as it was before: the page can
 * tell it beside what was typed. FALSE: the error goes the way of all errors, and the transaction is taken back. */
gboolean server_sheet_refused(const SheetAct *act, const Sheet *seen, const GError *why, guint *status);

/* agenda and its other formats; the chair's page; what its forms do. */
gboolean server_page_sheet(Request *request, Reply *reply, GError **error);
gboolean server_page_sheet_edit(Request *request, Reply *reply, GError **error);
gboolean server_page_sheet_write(Request *request, Reply *reply, GError **error);

G_END_DECLS
