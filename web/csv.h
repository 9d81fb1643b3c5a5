/* RFC 4180. */
#pragma once
#include "web/out.h"
G_BEGIN_DECLS

/* One cell in quotes with what follows it; a formula of a spreadsheet is made text. */
void web_csv_cell(WebOut *out, const char *text, gboolean last);
/* ISO 8601, empty when unknown. */
void web_csv_time(WebOut *out, gint64 when);

G_END_DECLS
