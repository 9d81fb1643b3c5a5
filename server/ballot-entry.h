/* From an entry of a meeting that needs a vote to its ballot. */
#pragma once
#include "db/sheet.h"
G_BEGIN_DECLS

/* Opens a ballot with the entry's title as its question, about its item, by lazy consensus with that rule's own clock. */
gboolean server_ballot_for_entry(const Group *group, const SheetAct *act, const SheetEntry *entry, gint64 meeting, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
