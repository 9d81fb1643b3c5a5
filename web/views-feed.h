/* Views of feeds that no page shows in the same form; the others are printed from the views of their pages. */
#pragma once
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

typedef struct { const WebPage *page; GPtrArray *mails; /* WebMail, newest first */ } WebLatestView;

/* Atom (RFC 4287). An entry's id is the Message-ID of its mail as a mid: address (RFC 2392), so that it stays the same wherever the
 * feed is served; of an item, with its key behind "#". page->path is the feed's own address. */
void web_atom_latest(WebOut *out, const WebLatestView *view);
/* mails in any order; page 1 of the thread is what it shows. */
void web_atom_thread(WebOut *out, const WebThreadView *view);
/* Of a result; without one the feed is empty. */
void web_atom_search(WebOut *out, const WebSearchView *view);
/* here: the feed's own address with its query, when it has one. */
void web_atom_items(WebOut *out, const WebItemsView *view);
/* One entry for each time the item was spoken of, and for each change a person made. */
void web_atom_item(WebOut *out, const WebItemView *view);

G_END_DECLS
