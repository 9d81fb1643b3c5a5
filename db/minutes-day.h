/* Of which day minutes are that do not say it. Only minutes.c includes this. */
#pragma once
#include "db/minutes.h"
G_BEGIN_DECLS

/* So far from the day of its meeting a mail may be, with room for zones. */
#define MINUTES_NEAR G_GINT64_CONSTANT(691200)

/* Sets the day of each mail that names none. It is that of the scheduled meeting that began last before the mail, at most six days before, when
 * that was not held here, no mail names its day, and no earlier mail takes it; else the day on which its author wrote. mails: MinutesMail, earliest
 * first, all of the group within MINUTES_NEAR of those that matter. So it hangs on what is stored and planned, not on the order of reading. */
gboolean minutes_settle_days(Db *db, const Group *group, const GPtrArray *mails, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
