/* One view struct a page: all a page shows, gathered by server/, borrowed by web/. The same view feeds HTML, text, Markdown, JSON and Atom.
 * Pointers are borrowed for the call; arrays may be NULL for empty.
 *
 * Pages lead to these addresses, which server/ must answer (besides those of the design): /search?q= (all groups),
 * /{group}/archive/?q=WORDS[&order=relevance], /{group}/archive/?month=2014-04,
 * /{group}/archive/{message-id}/ with raw, part/N, t/, t/?view=flat, t.mbox.gz and ?alternate=N; agenda.txt, agenda.md,
 * agenda.json; backlog.json and backlog.csv with ?kind=, /static/... of web_static_find. */
#pragma once
#include "db/agenda.h"
#include "db/group.h"
#include "db/meeting.h"
#include "db/message.h"
#include "db/search.h"
#include "db/thread.h"
G_BEGIN_DECLS

/* What every page has. */
typedef struct {
  const Group *group;      /* NULL on / and on errors outside a group */
  const char *base_url;    /* configured, without final slash: for feeds, mail, canonical links */
  const char *path;        /* of this page, for canonical links and the navigation mark */
  gint64 now;
  const char *query;       /* kept in the search box, or NULL */
  gboolean signed_in;
  gboolean chair;          /* of this group: triage is offered */
  gboolean mask_addresses;
  const char *user;        /* label, or NULL */
  const char *csrf;        /* token for forms, NULL when not signed in */
  gboolean secret_address; /* a one-time link: no browser tells its path to the page that follows, or to a log */
} WebPage;

typedef struct { const Group *group; GroupCounts counts; gint64 next; /* meeting, 0: none */ } WebGroupRow;
typedef struct { const WebPage *page; GArray *groups; /* WebGroupRow */ } WebGroupsView;

typedef struct {
  const WebPage *page;
  GroupCounts counts;
  const Agenda *agenda;     /* its head is shown */
  const Meeting *next;      /* or NULL */
  GPtrArray *open_votes;    /* Item */
  GPtrArray *new_items;     /* Item, newest first */
  GPtrArray *threads;       /* Thread, latest */
  const GArray *failing;    /* WebSourceRow (views-outbox.h): for chairs; or NULL */
  const struct WebQueueView *queue; /* of the member who looks, or NULL */
} WebOverviewView;

typedef struct { const WebPage *page; const Agenda *agenda; } WebAgendaView;

typedef struct { char *label; char *query; gboolean current; guint count; } WebFilter; /* query: "?state=open" */
typedef struct {
  const WebPage *page;
  const char *title;        /* "Backlog", "Actions", "Decisions" ... */
  GPtrArray *items;         /* Item with origin; links when asked for */
  GPtrArray *kind_filters, *state_filters, *age_filters, *link_filters, *orders; /* WebFilter; the first of each but orders is all */
  guint total, offset, limit;
  char *previous_query, *next_query; /* or NULL */
  const char *here;         /* this page with its query: where a form comes back to */
  const char *undo;         /* "#3, #7": just changed, can be taken back; or NULL */
  const char *owner, *section, *link, *text; /* what the list is narrowed to, or NULL */
  GPtrArray *ballots;       /* WebBallotRow: decided by a ballot, on the register of decisions; or NULL */
} WebItemsView;

typedef struct { const WebPage *page; const Item *item; const Item *parent; GPtrArray *children; /* Item */
  const char *rule_looks_at, *rule_example; GPtrArray *audit; /* AuditEntry */ gboolean weighs; /* the visitor may give it +1, 0, -1 */
  GPtrArray *ballots; /* Ballot: the open ones about it, or NULL */
  const char *weight; /* what the visitor gave: "1", "0", "-1"; or NULL */ } WebItemView;

typedef struct { const WebPage *page; GArray *months; /* MonthCount */ GPtrArray *threads; /* Thread: latest */
  gint16 year; guint8 month; /* 0: all, latest first */ char *previous_query, *next_query; guint total; } WebArchiveView;

typedef struct { const char *text; gsize len; LineClass line_class; guint8 depth; const Item *item; /* starts or continues here, or NULL */
  gboolean first_of_item; GPtrArray *links; /* Link of this line, or NULL */ const Vote *vote; } WebLine;
typedef struct { const char *name, *type; gint64 size; const char *url; guint index; } WebPart;
typedef struct {
  const Message *message;
  GArray *lines;            /* WebLine; line n is index n - 1 */
  const char *html_text;    /* text of HTML-only mail, or NULL */
  GPtrArray *to, *cc;       /* Person */
  GArray *parts;            /* WebPart */
  GPtrArray *items;         /* Item found in this mail */
  GPtrArray *votes;         /* Vote */
  const char *headers;      /* raw header text, for "headers" on demand; or NULL */
  const char *body;         /* its text as web_mail_body printed it, in place of lines; or NULL */
  guint n_parts;            /* with body: how many parts */
  guint depth;              /* in the thread */
  guint n_cut;              /* lines left out after the last of `lines` (a very long mail): say so and link to raw */
} WebMail;
typedef struct { const WebPage *page; WebMail *mail; MessageNeighbours neighbours; GPtrArray *alternates; /* Message */
  GPtrArray *groups; /* char *, those that hold it, by name; NULL: the page's alone */
  const char *about, *about_url; /* it is docket's own mail, or answers one, about this; or NULL */
  gboolean own; /* docket's own */ const GPtrArray *reader; /* char *: who reads it, folded addresses; or NULL */ } WebMessageView;
typedef struct { const WebPage *page; const Thread *thread; GPtrArray *mails; /* WebMail in tree order */
  GPtrArray *ballots; /* Ballot: the open ones that count its replies, or NULL */
  gboolean flat; guint offset, limit, total; char *previous_query, *next_query; } WebThreadView;

/* What was pasted into the box is a thing that mails cite: its page is offered before the mails that hold it as words. */
typedef struct { char *group; /* NULL: all */ LinkKind kind; char *value; guint n; gboolean more; /* than n citations */ } WebRefOffer;
typedef struct { const WebPage *page; const SearchResult *result; /* NULL: no query or fault */ const char *words; /* the query in words */
  const char *fault; guint fault_at; char *next_query; gboolean by_relevance;
  gboolean is_or; /* the query is alternatives: what narrows it stands behind parentheses */
  const char *no_field; /* what looks like a field and was searched as a word, or NULL */
  const char *form, *form_instead; /* the same of what other programs take for more: "NEAR", and what to write */
  const char *lower_operator; /* the same of operators: "or" */
  GPtrArray *offers; /* WebRefOffer, or NULL */ const Message *message; const char *message_group; /* the mail of a pasted Message-ID, or NULL */ } WebSearchView;

/* One citation: where a mail of that group cites the thing. Owns all. */
typedef struct { char *group; Link *link; Message *message; } WebCitation;
void web_citation_free(WebCitation *citation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebCitation, web_citation_free)
typedef struct { const WebPage *page; /* without a group: citations of all */ LinkKind kind; const char *value;
  GPtrArray *citations; /* WebCitation, newest first */
  guint offset; gboolean more; /* citations before, and behind these */ const char *previous_query, *next_query; } WebRefsView;
/* token: of the link that was opened, NULL: without one. */
typedef struct { const WebPage *page; const char *token;
  gboolean can_mail; /* a link can be asked for by mail */
  gboolean asked;    /* just now */ } WebSignInView;
typedef struct { const WebPage *page; guint status; const char *title; const char *message; const char *hint; } WebErrorView;

G_END_DECLS
