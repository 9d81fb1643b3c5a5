/* Entries that people proposed by answering the agenda mail. Found anew each time in the stored mail, so a rebuild changes nothing; what a
 * chair decided about one stands on the sheet under its origin. */
#pragma once
#include "db/meeting.h"
#include "web/views-sheet.h"
G_BEGIN_DECLS

/* WebProposal *: those that nobody decided about, in order of mail and line. */
GPtrArray *server_proposals(Db *db, const Group *group, const Meeting *meeting, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
