/* Records -> bytes. Each function appends one whole document to out. Pure: no HTTP, no SQL, no clock. */
#pragma once
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

/* One HTML document each, for the view of that name. */
void web_page_groups(WebOut *out, const WebGroupsView *view);
void web_page_overview(WebOut *out, const WebOverviewView *view);
void web_page_agenda(WebOut *out, const WebAgendaView *view);
void web_page_items(WebOut *out, const WebItemsView *view);
void web_page_item(WebOut *out, const WebItemView *view);
void web_page_archive(WebOut *out, const WebArchiveView *view);
void web_page_message(WebOut *out, const WebMessageView *view);
void web_page_thread(WebOut *out, const WebThreadView *view);
void web_page_search(WebOut *out, const WebSearchView *view);
void web_page_refs(WebOut *out, const WebRefsView *view);
void web_page_sign_in(WebOut *out, const WebSignInView *view);
void web_page_error(WebOut *out, const WebErrorView *view);

/* The text of one mail as web_page_thread has it, to be kept in WebMail.body: it depends on the mail, what was found in it, the
 * group's name and whether addresses are masked, on nothing else of page. */
void web_mail_body(WebOut *out, const WebPage *page, const WebMail *mail);

/* The draft agenda for mail (72 columns, numbered topics, links), as Markdown, as JSON. */
void web_text_agenda(WebOut *out, const WebAgendaView *view);
void web_markdown_agenda(WebOut *out, const WebAgendaView *view);
void web_json_agenda(WebOut *out, const WebAgendaView *view);

/* The forms promised in the design: {"items":[...]}, {"links":[...]}, {"votes":[...]}. Items need origin, mentions, links. */
void web_json_items(WebOut *out, GPtrArray *items);
void web_json_links(WebOut *out, GPtrArray *links);
void web_json_votes(WebOut *out, GPtrArray *votes);
void web_csv_items(WebOut *out, GPtrArray *items);
/* For the terminal: aligned columns, at most `columns` wide (0: no limit); hostile characters shown, not sent. */
void web_table_items(WebOut *out, GPtrArray *items, guint columns);
void web_table_search(WebOut *out, const SearchResult *result, guint columns);
void web_json_search(WebOut *out, const SearchResult *result);

/* Files of web/static/, embedded. path as in /static/PATH; NULL: none. */
typedef struct { const char *path; const char *type; const guint8 *data; gsize len; const char *etag; } WebStatic;
const WebStatic *web_static_find(const char *path);
/* "/static/style.css?v=HASH": changes with the content, so it may be cached for ever. Static string. */
const char *web_static_url(const char *path);
G_END_DECLS
