/* What pages are put together from: templates of layout.tmpl and parts.tmpl, and the plain functions they lean on. */
#pragma once
#include "web/blocks.h"
#include "web/pages.h"
#include "web/pieces.h"
G_BEGIN_DECLS

typedef enum {
  WEB_TAB_NONE,
  WEB_TAB_OVERVIEW,
  WEB_TAB_AGENDA,
  WEB_TAB_MEETINGS,
  WEB_TAB_BACKLOG,
  WEB_TAB_ACTIONS,
  WEB_TAB_DECISIONS,
  WEB_TAB_VOTES,
  WEB_TAB_ARCHIVE
} WebTab;

typedef struct {
  const char *title; /* of the page, before "- group - docket" */
  WebTab tab;        /* marked in the navigation */
  const char *feed;  /* JSON form of the page, or NULL */
  const char *atom;  /* path of the page's Atom feed, or NULL */
  const char *canonical; /* path that search engines shall know the page by; NULL: page->path */
  gboolean noindex;  /* search results and errors */
  const char *style, *script; /* more files of web/static/, or NULL */
  guint refresh;     /* seconds after which a browser without script loads the page again; 0: never */
} WebHead;

/* What stands between the header and the footer; view is the page's view struct. */
typedef void (*WebBody)(WebOut *out, const void *view);
void web_layout(WebOut *out, const WebPage *page, const WebHead *head, WebBody body, const void *view);

/* Small pieces: a time, a date, "Tue 15 Apr 2014" (each <time>), a kind or state with its glyph, a name. */
void web_part_time(WebOut *out, gint64 when, const char *zone);
void web_part_date(WebOut *out, gint64 when, const char *zone);
void web_part_day(WebOut *out, gint64 when, const char *zone);
void web_part_kind(WebOut *out, ItemKind kind);
void web_part_state(WebOut *out, ItemState state);
/* What docket keeps of whoever signs in. */
void web_part_kept(WebOut *out);
void web_part_person(WebOut *out, const WebPage *page, const Person *person);
/* Text of people: addresses of the web become links, addresses of people are masked as the group chose. */
void web_part_words(WebOut *out, const WebPage *page, const char *text, gsize len, const GPtrArray *links);
/* The same for the inside of a link: no links in it, cut to a readable length. */
void web_part_title(WebOut *out, const WebPage *page, const char *title);
/* The text without the hosts of people's addresses, where the page keeps them. */
void web_part_masked(WebOut *out, const WebPage *page, const char *text);
/* Hits of a search between \001 and \002 are marked. */
void web_part_snippet(WebOut *out, const WebPage *page, const char *snippet);
/* "in v1.0, v1.1": the tags of a commit, divided by blanks. */
void web_part_tags(WebOut *out, const char *tags);
void web_part_links(WebOut *out, const WebPage *page, const GPtrArray *links);
/* "lines 41-43 of Virt SIG roadmap", leading to them. */
void web_part_source(WebOut *out, const WebPage *page, const Mention *mention);
/* The quoted lines with their source. */
void web_part_quote(WebOut *out, const WebPage *page, const Mention *mention);
/* The same of lines at which nothing need be found: its link leads to the first of them, which every mail's page has. */
void web_part_quote_from(WebOut *out, const WebPage *page, const Mention *mention);
/* One line for each open ballot (Ballot), which may be NULL or empty: what is asked, until when, and the way there. */
void web_part_open_ballots(WebOut *out, const WebPage *page, const GPtrArray *ballots);
/* One item in a list, its quote folded beneath it. in_form: the list stands in the chair's form, so its row has buttons. */
void web_part_item(WebOut *out, const WebPage *page, const Item *item, gboolean in_form);
/* The groups of a draft agenda with their entries, without a page around them. */
void web_part_agenda(WebOut *out, const WebAgendaView *view);
void web_part_thread(WebOut *out, const WebPage *page, const Thread *thread);
/* The chair's tools: buttons of a row, for chosen rows, the way back, and the forms of one item. Empty for others than chairs. */
void web_part_triage_row(WebOut *out, const WebPage *page, const Item *item);
void web_part_triage_bar(WebOut *out, const WebItemsView *view);
void web_part_triage_undo(WebOut *out, const WebItemsView *view);
void web_part_triage_item(WebOut *out, const WebItemView *view);
void web_part_pager(WebOut *out, const char *previous, const char *next, const char *words);
/* A mail's text. ids: lines are numbered and can be linked to (only one mail of a page). */
void web_part_body(WebOut *out, const WebPage *page, const WebMail *mail, gboolean ids);
/* A list of ballots with their results (WebBallotRow, web/views-vote.h) under a heading; nothing when it is empty. */
void web_part_ballots(WebOut *out, const WebPage *page, const char *title, const GPtrArray *rows);
/* Two switches of the letters of mails on this page, without script. Once a page. */
void web_part_letters(WebOut *out);
void web_part_vote_value(WebOut *out, const Vote *vote);

/* Paths; the caller frees. Of a mail, with ?alternate= where it is not the first of its Message-ID; of what hangs on a mail ("t/"); of the
 * feed beside a list, with the query of `here` (or NULL); of a search in another form ("json", "atom", "mbox.gz"). */
char *web_mail_path(const char *group, const Message *message);
char *web_mail_sub_path(const char *group, const char *message_id, const char *what);
char *web_feed_path(const WebPage *page, const char *here);
char *web_search_path(const WebPage *page, const char *form);
/* The tab that page->path stands under. */
WebTab web_page_tab(const WebPage *page);
/* Classes for the anchor of a range of n lines: "r m1 m2 m3". Static string. */
const char *web_range_class(guint n);
/* When the meeting is; 0 when no date was set and the agenda was drafted for the present moment. */
gint64 web_agenda_date(const WebPage *page, const Agenda *agenda);
/* "2014-04-15": the local day, as a meeting's name. Caller frees. */
char *web_day_name(gint64 when, const char *zone);
/* Name of the group's zone, "UTC" without a group. */
const char *web_page_zone(const WebPage *page);
/* For people: title, else name; "docket" without a group. */
const char *web_page_group_title(const WebPage *page);
/* A glyph that tells kinds and states apart without colour. */
const char *web_kind_glyph(ItemKind kind);
const char *web_state_glyph(ItemState state);
/* Who owns an item: resolved, as written, or NULL. Caller frees. */
char *web_item_owner(const Item *item);
guint web_count(const GPtrArray *array);
guint web_votes_counted(const GPtrArray *votes);
/* NULL: no mail in that month. months: MonthCount, or NULL. */
const MonthCount *web_month_find(const GArray *months, gint16 year, guint8 month);
/* "w1".."w4": how full a month is beside the fullest one. */
const char *web_month_weight(const GArray *months, guint n_messages);
const char *web_month_short(gint64 month); /* 1..12: "Jan" */
/* format with each "*" replaced by value, quotes in it taken out: a term of the search language. Caller frees. */
char *web_fill(const char *format, const char *value);
/* Blanks and a caret that points at the byte `at` of a query printed above it. Caller frees. */
char *web_caret_line(const char *query, guint at);
/* "item" or "items". */
const char *web_plural(guint64 n, const char *one, const char *many);
/* The first bug of an item that is not settled which its tracker says is closed; NULL: none. Belongs to item. */
const Link *web_item_closed_link(const Item *item);
/* What an attachment is called: its name, "part 2", of one that the archive took out the file it put it in. Caller frees. */
char *web_attachment_name(const WebPart *part);
G_END_DECLS
