/* Handlers of a running meeting and of its minutes. See pages.h. */
#pragma once
#include "server/pages-sheet.h"
#include "web/views-live.h"
G_BEGIN_DECLS

/* The page; the stream of its changes; what its forms do. */
gboolean server_page_live(Request *request, Reply *reply, GError **error);
gboolean server_page_live_events(Request *request, Reply *reply, GError **error);
gboolean server_page_live_write(Request *request, Reply *reply, GError **error);
/* Minutes in the format of the row; corrections. */
gboolean server_page_minutes(Request *request, Reply *reply, GError **error);
gboolean server_page_minutes_meetbot(Request *request, Reply *reply, GError **error);
gboolean server_page_minutes_write(Request *request, Reply *reply, GError **error);

/* Filling in from a log or mail: the form, the rows it gives, and taking those that are ticked. */
gboolean server_page_import(Request *request, Reply *reply, GError **error);
gboolean server_page_import_write(Request *request, Reply *reply, GError **error);

/* A line's kind, text, owner and due date as they were typed; due in the zone of the group. */
gboolean server_said_read(const Group *group, SaidKind kind, const char *text, const char *owner, const char *due, SheetLine *line, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Gives a hand to the open vote: whoever votes is here. name: of the roster, or as written. */
gboolean server_vote_hand(const SheetAct *act, const Sheet *sheet, gint64 vote, const char *name, int value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What became of an entry; "needs-vote" opens a ballot about it by that rule, NULL: by the group's for entries. */
gboolean server_set_outcome(const Group *group, const SheetAct *act, const SheetEntry *entry, gint64 meeting, EntryOutcome outcome, const char *remark,
                            const char *rule, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
