/* Every address that docket answers. These are a promise once released: see docs on stable
 * addresses in the design. */
#include "server/pages-old.h"
#include "server/pages-sitemap.h"
#include "server/pages-operator.h"
#include "server/pages-outbox.h"
#include "server/pages.h"

#define PAGE(pattern_, handler_, format_)                                                          \
  {                                                                                                \
    .method = "GET", .pattern = pattern_, .handler = handler_, .format = format_,                  \
    .cache = CACHE_PAGE                                                                            \
  }
/* Answered also when the database cannot be opened. */
#define PLAIN(pattern_, handler_, format_, cache_)                                                 \
  {                                                                                                \
    .method = "GET", .pattern = pattern_, .handler = handler_, .format = format_, .cache = cache_, \
    .no_database = TRUE                                                                            \
  }
#define FRESH(pattern_, handler_, format_)                                                         \
  {                                                                                                \
    .method = "GET", .pattern = pattern_, .handler = handler_, .format = format_                   \
  }

#define FRESH_FOR(pattern_, handler_, who_)                                                        \
  {                                                                                                \
    .method = "GET", .pattern = pattern_, .handler = handler_, .format = FORMAT_HTML, .who = who_  \
  }

#define FORM_MAX 16384
#define TEXT_FORM_MAX 800000 /* a mail of 200,000 characters, escaped */
/* Writes within one transaction, then leads back to a page. */
#define FORM(pattern_, handler_, who_)                                                             \
  {                                                                                                \
    .method = "POST", .pattern = pattern_, .handler = handler_, .format = FORMAT_HTML,             \
    .who = who_, .writes = TRUE, .body_limit = FORM_MAX                                            \
  }

/* HyperKitty's addresses, which stand under the prefix that its server was given. */
#define HYPERKITTY(prefix_)                                                                        \
  PAGE(prefix_ "/list/{address}/message/{hash}/", server_page_by_hash, FORMAT_HTML),               \
      PAGE(prefix_ "/list/{address}/message/{hash}/attachment/{n}/{name}", server_page_by_hash,    \
           FORMAT_HTML),                                                                           \
      PAGE(prefix_ "/list/{address}/thread/{hash}/", server_page_thread_by_hash, FORMAT_HTML),     \
      PAGE(prefix_ "/list/{list}/", server_page_old_list, FORMAT_HTML),                            \
      PAGE(prefix_ "/list/{list}/latest", server_page_old_list, FORMAT_HTML),                      \
      PAGE(prefix_ "/list/{list}/export/{name}", server_page_old_export, FORMAT_HTML),             \
      PAGE(prefix_ "/list/{list}/{year}/{month}/", server_page_old_month, FORMAT_HTML),            \
      PAGE(prefix_ "/list/{list}/{year}/{month}/{n}/", server_page_old_month, FORMAT_HTML)
#define TEXT_FORM(pattern_, handler_, who_)                                                        \
  {                                                                                                \
    .method = "POST", .pattern = pattern_, .handler = handler_, .format = FORMAT_HTML,             \
    .who = who_, .writes = TRUE, .body_limit = TEXT_FORM_MAX                                       \
  }

/* The same for anyone, so many times in a quarter of an hour. */
#define TRIES(pattern_, handler_, tries_)                                                          \
  {                                                                                                \
    .method = "POST", .pattern = pattern_, .handler = handler_, .format = FORMAT_HTML,             \
    .writes = TRUE, .body_limit = FORM_MAX, .tries = tries_                                        \
  }

static const Route routes[] = {
    PAGE("/", server_page_groups, FORMAT_HTML),
    PAGE("/search", server_page_search, FORMAT_HTML),
    PAGE("/search.json", server_page_search, FORMAT_JSON),
    PAGE("/search.atom", server_page_search, FORMAT_ATOM),
    PAGE("/search.mbox.gz", server_page_search_mbox, FORMAT_TEXT),
    PAGE("/meetings.ics", server_page_calendars, FORMAT_ICS),
    FRESH("/healthz", server_page_health, FORMAT_TEXT),
    PLAIN("/metrics", server_page_metrics, FORMAT_TEXT, CACHE_NOTHING),
    PAGE("/sitemap.xml", server_page_sitemap, FORMAT_TEXT),
    PAGE("/{group}/sitemap/{month}.xml", server_page_sitemap_month, FORMAT_TEXT),
    PLAIN("/robots.txt", server_page_robots, FORMAT_TEXT, CACHE_PAGE),
    PLAIN("/static/{file}", server_page_static, FORMAT_TEXT, CACHE_LONG),

    FRESH_FOR("/operator/", server_page_operator, ROUTE_OPERATOR),
    FRESH("/sign-in", server_page_sign_in, FORMAT_HTML),
    TRIES("/sign-in", server_page_sign_in_ask, 15),
    FRESH("/sign-in/{token}", server_page_sign_in_link, FORMAT_HTML),
    FORM("/sign-in/sessions", server_page_sessions_edit, ROUTE_ANYONE),
    FORM("/sign-in/tokens", server_page_tokens_edit, ROUTE_ANYONE),
    TRIES("/sign-in/{token}", server_page_sign_in_use, 30),
    FORM("/sign-out", server_page_sign_out, ROUTE_ANYONE),

    PAGE("/r/{mid}/", server_page_by_id, FORMAT_HTML),
    HYPERKITTY(""),
    HYPERKITTY("/archives"),
    HYPERKITTY("/hyperkitty"),
    PAGE("/archives/search", server_page_old_search, FORMAT_HTML),
    PAGE("/hyperkitty/search", server_page_old_search, FORMAT_HTML),
    PAGE("/mailman/listinfo/{list}", server_page_old_list, FORMAT_HTML),
    PAGE("/pipermail/{list}/", server_page_old_list, FORMAT_HTML),
    PAGE("/pipermail/{list}/{month}/", server_page_pipermail_month, FORMAT_HTML),
    PAGE("/pipermail/{list}/{month}.txt.gz", server_page_pipermail_text, FORMAT_HTML),
    PAGE("/pipermail/{list}/{month}.txt", server_page_pipermail_text, FORMAT_HTML),
    PAGE("/pipermail/{list}/{month}/{n}.html", server_page_pipermail, FORMAT_HTML),
    PAGE("/pipermail/{list}/{month}/{index}.html", server_page_pipermail_month, FORMAT_HTML),

    PLAIN("/api/v1/openapi.json", server_page_openapi, FORMAT_JSON, CACHE_PAGE),
    PAGE("/api/v1/{group}/items", server_page_backlog, FORMAT_JSON),
    PAGE("/api/v1/{group}/items/{n}", server_page_item, FORMAT_JSON),
    PAGE("/api/v1/{group}/links", server_page_links, FORMAT_JSON),
    PAGE("/api/v1/{group}/votes", server_page_votes, FORMAT_JSON),
    PAGE("/api/v1/{group}/votes/{n}", server_page_ballot, FORMAT_JSON),
    PAGE("/api/v1/{group}/agenda", server_page_agenda, FORMAT_JSON),
    PAGE("/api/v1/{group}/decisions", server_page_register_decisions, FORMAT_JSON),
    PAGE("/api/v1/{group}/actions", server_page_register_actions, FORMAT_JSON),
    PAGE("/api/v1/{group}/attendance", server_page_attendance, FORMAT_JSON),
    PAGE("/api/v1/{group}/report", server_page_report, FORMAT_JSON),
    PAGE("/api/v1/{group}/meetings", server_page_meetings, FORMAT_JSON),
    PAGE("/api/v1/{group}/meetings/{date}", server_page_meeting, FORMAT_JSON),
    PAGE("/api/v1/{group}/search", server_page_search, FORMAT_JSON),

    PAGE("/{group}/", server_page_overview, FORMAT_HTML),
    PAGE("/{group}/new.atom", server_page_latest, FORMAT_ATOM),
    PAGE("/{group}/search.json", server_page_search, FORMAT_JSON),
    PAGE("/{group}/search.atom", server_page_search, FORMAT_ATOM),
    PAGE("/{group}/search.mbox.gz", server_page_search_mbox, FORMAT_TEXT),
    PAGE("/{group}/agenda", server_page_agenda, FORMAT_HTML),
    PAGE("/{group}/meetings/{date}/agenda", server_page_sheet, FORMAT_HTML),
    PAGE("/{group}/meetings/{date}/agenda.txt", server_page_sheet, FORMAT_TEXT),
    PAGE("/{group}/meetings/{date}/agenda.md", server_page_sheet, FORMAT_MARKDOWN),
    PAGE("/{group}/meetings/{date}/agenda.json", server_page_sheet, FORMAT_JSON),
    FRESH("/{group}/meetings/{date}/live", server_page_live, FORMAT_HTML),
    FRESH("/{group}/meetings/{date}/events", server_page_live_events, FORMAT_TEXT),
    FORM("/{group}/meetings/{date}/live", server_page_live_write, ROUTE_MEMBER),
    PAGE("/{group}/meetings/{date}/minutes", server_page_minutes, FORMAT_HTML),
    PAGE("/{group}/meetings/{date}/minutes.txt", server_page_minutes, FORMAT_TEXT),
    PAGE("/{group}/meetings/{date}/minutes.md", server_page_minutes, FORMAT_MARKDOWN),
    PAGE("/{group}/meetings/{date}/minutes.json", server_page_minutes, FORMAT_JSON),
    PAGE("/{group}/meetings/{date}/minutes.meetbot.txt", server_page_minutes_meetbot, FORMAT_TEXT),
    TEXT_FORM("/{group}/meetings/{date}/minutes", server_page_minutes_write, ROUTE_CHAIR),
    FRESH_FOR("/{group}/meetings/{date}/import", server_page_import, ROUTE_CHAIR),
    TEXT_FORM("/{group}/meetings/{date}/import", server_page_import_write, ROUTE_CHAIR),
    FRESH_FOR("/{group}/meetings/{date}/edit", server_page_sheet_edit, ROUTE_CHAIR),
    TEXT_FORM("/{group}/meetings/{date}/edit", server_page_sheet_write, ROUTE_CHAIR),
    PAGE("/{group}/agenda.txt", server_page_agenda, FORMAT_TEXT),
    PAGE("/{group}/agenda.md", server_page_agenda, FORMAT_MARKDOWN),
    PAGE("/{group}/agenda.json", server_page_agenda, FORMAT_JSON),
    PAGE("/{group}/meetings/", server_page_meetings, FORMAT_HTML),
    PAGE("/{group}/meetings.json", server_page_meetings, FORMAT_JSON),
    PAGE("/{group}/agenda.ics", server_page_agenda_calendar, FORMAT_ICS),
    PAGE("/{group}/meetings.ics", server_page_calendar, FORMAT_ICS),
    PAGE("/{group}/meetings/{date}.ics", server_page_meeting_calendar, FORMAT_ICS),
    FRESH("/{group}/meetings/latest", server_page_meeting_latest, FORMAT_HTML),
    PAGE("/{group}/meetings/{date}/", server_page_meeting, FORMAT_HTML),
    PAGE("/{group}/meetings/{date}.txt", server_page_meeting_words, FORMAT_TEXT),
    PAGE("/{group}/meetings/{date}.md", server_page_meeting_words, FORMAT_MARKDOWN),
    PAGE("/{group}/meetings/{date}.json", server_page_meeting, FORMAT_JSON),
    FORM("/{group}/meetings/", server_page_meetings_edit, ROUTE_CHAIR),
    FORM("/{group}/meetings/{date}/", server_page_meeting_edit, ROUTE_CHAIR),
    PAGE("/{group}/backlog", server_page_backlog, FORMAT_HTML),
    PAGE("/{group}/backlog.json", server_page_backlog, FORMAT_JSON),
    PAGE("/{group}/backlog.csv", server_page_backlog, FORMAT_CSV),
    PAGE("/{group}/backlog.atom", server_page_backlog, FORMAT_ATOM),
    FORM("/{group}/backlog", server_page_items_edit, ROUTE_CHAIR),
    FORM("/{group}/items/{n}", server_page_item_edit, ROUTE_CHAIR),
    PAGE("/{group}/items/{n}", server_page_item, FORMAT_HTML),
    PAGE("/{group}/items/{n}.json", server_page_item, FORMAT_JSON),
    PAGE("/{group}/items/{n}.csv", server_page_item, FORMAT_CSV),
    PAGE("/{group}/items/{n}.atom", server_page_item, FORMAT_ATOM),
    PAGE("/{group}/actions", server_page_register_actions, FORMAT_HTML),
    PAGE("/{group}/actions.json", server_page_register_actions, FORMAT_JSON),
    PAGE("/{group}/actions.csv", server_page_register_actions, FORMAT_CSV),
    PAGE("/{group}/actions.atom", server_page_actions, FORMAT_ATOM),
    PAGE("/{group}/decisions", server_page_register_decisions, FORMAT_HTML),
    PAGE("/{group}/decisions.json", server_page_register_decisions, FORMAT_JSON),
    PAGE("/{group}/decisions.csv", server_page_register_decisions, FORMAT_CSV),
    FORM("/{group}/decisions", server_page_decisions_edit, ROUTE_CHAIR),
    PAGE("/{group}/attendance", server_page_attendance, FORMAT_HTML),
    PAGE("/{group}/attendance.json", server_page_attendance, FORMAT_JSON),
    PAGE("/{group}/attendance.csv", server_page_attendance, FORMAT_CSV),
    PAGE("/{group}/report", server_page_report, FORMAT_HTML),
    PAGE("/{group}/report.md", server_page_report, FORMAT_MARKDOWN),
    PAGE("/{group}/report.txt", server_page_report, FORMAT_TEXT),
    PAGE("/{group}/report.json", server_page_report, FORMAT_JSON),
    PAGE("/{group}/decisions.atom", server_page_decisions, FORMAT_ATOM),
    {.method = "GET",
     .pattern = "/{group}/queue",
     .handler = server_page_queue,
     .format = FORMAT_HTML,
     .who = ROUTE_MEMBER},
    FORM("/{group}/queue", server_page_queue_vote, ROUTE_MEMBER),
    PAGE("/{group}/members", server_page_members, FORMAT_HTML),
    FORM("/{group}/members", server_page_members_edit, ROUTE_CHAIR),
    PAGE("/{group}/votes/", server_page_votes, FORMAT_HTML),
    FORM("/{group}/votes/", server_page_votes_edit, ROUTE_CHAIR),
    {.method = "GET",
     .pattern = "/{group}/votes/new",
     .handler = server_page_ballot_form,
     .format = FORMAT_HTML,
     .who = ROUTE_CHAIR},
    FRESH("/{group}/votes/confirm/{token}", server_page_confirm, FORMAT_HTML),
    TRIES("/{group}/votes/confirm/{token}", server_page_confirm_use, 30),
    PAGE("/{group}/votes/{n}", server_page_ballot, FORMAT_HTML),
    PAGE("/{group}/votes/{n}.json", server_page_ballot, FORMAT_JSON),
    PAGE("/{group}/votes/{n}.txt", server_page_ballot, FORMAT_TEXT),
    FORM("/{group}/votes/{n}", server_page_ballot_vote, ROUTE_MEMBER),
    FORM("/{group}/votes/{n}/chair", server_page_ballot_edit, ROUTE_CHAIR),
    PAGE("/{group}/refs/{kind}/{value}", server_page_refs, FORMAT_HTML),

    FRESH_FOR("/{group}/sources", server_page_sources, ROUTE_CHAIR),
    FRESH_FOR("/{group}/outbox/", server_page_outbox, ROUTE_CHAIR),
    FORM("/{group}/outbox/", server_page_outbox_write, ROUTE_CHAIR),
    FRESH_FOR("/{group}/outbox/{n}", server_page_out_mail, ROUTE_CHAIR),
    TEXT_FORM("/{group}/outbox/{n}", server_page_out_mail_edit, ROUTE_CHAIR),

    PAGE("/{group}/archive/", server_page_archive, FORMAT_HTML),
    PAGE("/{group}/archive/{month}.mbox.gz", server_page_month_mbox, FORMAT_TEXT),
    PAGE("/{group}/archive/{mid}/", server_page_message, FORMAT_HTML),
    PAGE("/{group}/archive/{mid}/raw", server_page_raw, FORMAT_TEXT),
    PAGE("/{group}/archive/{mid}/part/{n}", server_page_part, FORMAT_TEXT),
    PAGE("/{group}/archive/{mid}/t/", server_page_thread, FORMAT_HTML),
    PAGE("/{group}/archive/{mid}/t.mbox.gz", server_page_thread_mbox, FORMAT_TEXT),
    PAGE("/{group}/archive/{mid}/t.atom", server_page_thread_feed, FORMAT_ATOM),
    /* Behind those of groups: one may have been called "refs" before this address was. */
    PAGE("/refs/{kind}/{value}", server_page_refs, FORMAT_HTML),

    /* public-inbox has the list first, then the mail. */
    {.method = "GET",
     .pattern = "/{list}/all.mbox.gz",
     .handler = server_page_all_mbox,
     .format = FORMAT_TEXT,
     .cache = CACHE_PAGE,
     .also_post = TRUE},
    PAGE("/{list}/{id}/", server_page_inbox, FORMAT_HTML),
    PAGE("/{list}/{id}/raw", server_page_inbox, FORMAT_HTML),
    PAGE("/{list}/{id}/t/", server_page_inbox, FORMAT_HTML),
    PAGE("/{list}/{id}/T/", server_page_inbox, FORMAT_HTML),
    PAGE("/{list}/{id}/t.mbox.gz", server_page_inbox, FORMAT_HTML),
    PAGE("/{list}/{id}/t.atom", server_page_inbox, FORMAT_HTML),
};

const Route *
server_routes(gsize *n)
{
  *n = G_N_ELEMENTS(routes);
  return routes;
}
