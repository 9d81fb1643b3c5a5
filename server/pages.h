/* The handlers of the table in routes.c, grouped by meaning: each gathers a view and prints it in the format of its row. */
#pragma once
#include "db/search.h"
#include "server/reply.h"
#include "server/request.h"

/* pages-sheet.c, pages-live.c, pages-minutes.c, pages-import.c */
#include "server/pages-live.h"
G_BEGIN_DECLS

/* pages-group.c */
gboolean server_page_groups(Request *request, Reply *reply, GError **error);
gboolean server_page_overview(Request *request, Reply *reply, GError **error);
gboolean server_page_agenda(Request *request, Reply *reply, GError **error);

/* pages-meeting.c, pages-meeting-edit.c */
gboolean server_page_meetings(Request *request, Reply *reply, GError **error);
gboolean server_page_meeting(Request *request, Reply *reply, GError **error);
gboolean server_page_meeting_words(Request *request, Reply *reply, GError **error);
gboolean server_page_meeting_latest(Request *request, Reply *reply, GError **error);
gboolean server_page_meetings_edit(Request *request, Reply *reply, GError **error);
gboolean server_page_meeting_edit(Request *request, Reply *reply, GError **error);

/* pages-register.c */
gboolean server_page_register_decisions(Request *request, Reply *reply, GError **error);
gboolean server_page_register_actions(Request *request, Reply *reply, GError **error);
gboolean server_page_decisions_edit(Request *request, Reply *reply, GError **error);
gboolean server_page_attendance(Request *request, Reply *reply, GError **error);
gboolean server_page_report(Request *request, Reply *reply, GError **error);

/* pages-calendar.c */
gboolean server_page_calendars(Request *request, Reply *reply, GError **error);
gboolean server_page_calendar(Request *request, Reply *reply, GError **error);
gboolean server_page_meeting_calendar(Request *request, Reply *reply, GError **error);
gboolean server_page_agenda_calendar(Request *request, Reply *reply, GError **error);

/* pages-items.c */
gboolean server_page_backlog(Request *request, Reply *reply, GError **error);
gboolean server_page_actions(Request *request, Reply *reply, GError **error);
gboolean server_page_decisions(Request *request, Reply *reply, GError **error);
gboolean server_page_item(Request *request, Reply *reply, GError **error);
gboolean server_page_links(Request *request, Reply *reply, GError **error);
gboolean server_page_refs(Request *request, Reply *reply, GError **error);

/* pages-triage.c */
gboolean server_page_items_edit(Request *request, Reply *reply, GError **error);
gboolean server_page_item_edit(Request *request, Reply *reply, GError **error);

/* pages-ballot.c */
gboolean server_page_votes(Request *request, Reply *reply, GError **error);
gboolean server_page_votes_edit(Request *request, Reply *reply, GError **error);
gboolean server_page_ballot(Request *request, Reply *reply, GError **error);
gboolean server_page_confirm(Request *request, Reply *reply, GError **error);
gboolean server_page_confirm_use(Request *request, Reply *reply, GError **error);
gboolean server_page_ballot_form(Request *request, Reply *reply, GError **error);
gboolean server_page_ballot_vote(Request *request, Reply *reply, GError **error);
gboolean server_page_ballot_edit(Request *request, Reply *reply, GError **error);

/* pages-sign-in.c */
gboolean server_page_sign_in(Request *request, Reply *reply, GError **error);
gboolean server_page_sign_in_ask(Request *request, Reply *reply, GError **error);
gboolean server_page_sign_in_link(Request *request, Reply *reply, GError **error);
gboolean server_page_sign_in_use(Request *request, Reply *reply, GError **error);
gboolean server_page_sign_out(Request *request, Reply *reply, GError **error);

/* pages-account.c */
gboolean server_page_account(Request *request, Reply *reply, GError **error);
gboolean server_page_sessions_edit(Request *request, Reply *reply, GError **error);
gboolean server_page_tokens_edit(Request *request, Reply *reply, GError **error);

/* pages-members.c */
gboolean server_page_members(Request *request, Reply *reply, GError **error);
gboolean server_page_members_edit(Request *request, Reply *reply, GError **error);

/* pages-queue.c */
gboolean server_page_queue(Request *request, Reply *reply, GError **error);
gboolean server_page_queue_vote(Request *request, Reply *reply, GError **error);

/* pages-archive.c */
gboolean server_page_archive(Request *request, Reply *reply, GError **error);
gboolean server_page_search(Request *request, Reply *reply, GError **error);
/* What the address asks of a search: order and place. */
gboolean server_search_options(const Request *request, SearchOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* pages-feed.c */
gboolean server_page_latest(Request *request, Reply *reply, GError **error);
gboolean server_page_month_mbox(Request *request, Reply *reply, GError **error);
gboolean server_page_search_mbox(Request *request, Reply *reply, GError **error);

/* pages-message.c */
gboolean server_page_message(Request *request, Reply *reply, GError **error);
gboolean server_page_raw(Request *request, Reply *reply, GError **error);
gboolean server_page_part(Request *request, Reply *reply, GError **error);

/* pages-thread.c */
gboolean server_page_thread(Request *request, Reply *reply, GError **error);
gboolean server_page_thread_mbox(Request *request, Reply *reply, GError **error);
gboolean server_page_thread_feed(Request *request, Reply *reply, GError **error);

/* pages-plain.c */
gboolean server_page_static(Request *request, Reply *reply, GError **error);
gboolean server_page_openapi(Request *request, Reply *reply, GError **error);
gboolean server_page_health(Request *request, Reply *reply, GError **error);
gboolean server_page_metrics(Request *request, Reply *reply, GError **error);
gboolean server_page_robots(Request *request, Reply *reply, GError **error);

G_END_DECLS
