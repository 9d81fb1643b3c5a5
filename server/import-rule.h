/* Rules of RFC 5545 that others wrote. libical reads them, but counting them out is done here, day by day: its iterator does not end on
 * rules such as 30 February. */
#pragma once
#include "db/schedule.h"
G_BEGIN_DECLS

typedef struct ImportRule ImportRule;
/* NULL with error FORMAT: not read, more than one a day, or with parts that are not known here; the message says which. start: the first day. */
ImportRule *server_import_rule_parse(const char *text, gint32 start, const char *zone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void server_import_rule_free(ImportRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportRule, server_import_rule_free)
/* Whether a series can have the same rule; then *simple is it. Every other week goes by the ISO week of the start. */
gboolean server_import_rule_simple(const ImportRule *rule, ScheduleRule *simple) G_GNUC_WARN_UNUSED_RESULT;
/* The last day, 0: none. A COUNT is counted out over IMPORT_YEARS. */
gint32 server_import_rule_last(const ImportRule *rule);
/* Days from `from` on, at most max, within IMPORT_YEARS of the start. */
GArray *server_import_rule_days(const ImportRule *rule, gint32 from, guint max);

G_END_DECLS
