/* From an entry of a meeting that needs a vote to its ballot. */
#pragma once
#include "db/ballot.h"
#include "db/sheet.h"
G_BEGIN_DECLS

/* Opens a ballot with the entry's title as its question, about its item, by that rule (NULL: the group's for entries) with the rule's own
 * clock. INVALID: no such rule, or the ranked one, which wants options. */
gboolean server_ballot_for_entry(const Group *group, const SheetAct *act, const SheetEntry *entry, gint64 meeting, const char *rule, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The rule of that name, for an entry. INVALID. */
gboolean server_entry_rule(const char *name, BallotRule *rule, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
