/* Views of people: a group's roster, and what one person has signed in with. */
#pragma once
#include "db/api-token.h"
#include "web/out.h"
#include "web/views.h"
G_BEGIN_DECLS

typedef struct {
  const WebPage *page;
  GPtrArray *members; /* Member: the roster of today */
  GPtrArray *past;    /* Member: whose time is over; or NULL */
} WebMembersView;

typedef struct {
  const WebPage *page;
  GPtrArray *sessions; /* SessionRow */
  GPtrArray *tokens;   /* ApiToken */
  const char *fresh;   /* a token just made, shown this once; or NULL */
} WebAccountView;

/* One HTML document each. */
void web_page_members(WebOut *out, const WebMembersView *view);
void web_page_account(WebOut *out, const WebAccountView *view);

G_END_DECLS
