/* What was said in meetings held here, as rows of a register. Only register.c includes this: the words of sheets and of ballots would
 * meet in one file otherwise. */
#pragma once
#include "db/register.h"
G_BEGIN_DECLS

/* RegisterRow * of all decisions or actions. names: meeting row -> its name, kept between calls (gint64 * and char *, owned). */
GPtrArray *register_said(Db *db, const Group *group, GHashTable *names, gboolean actions, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Owned by names. */
gboolean register_meeting_name(Db *db, const Group *group, GHashTable *names, gint64 id, const char **name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
