/* What templates print into, and how each piece is escaped for its place. Pure. */
#pragma once
#include "db/records.h"
G_BEGIN_DECLS

typedef GString WebOut;

void web_out_text(WebOut *out, const char *text);          /* between tags: & < > and terminal-free control characters */
void web_out_text_len(WebOut *out, const char *text, gsize len);
void web_out_attribute(WebOut *out, const char *text);     /* inside double quotes */
void web_out_url(WebOut *out, const char *url);            /* href/src: only http, https, mailto and relative addresses, else "#" */
void web_out_path(WebOut *out, const char *segment);       /* one path segment, escaped as public-inbox does */
void web_out_query(WebOut *out, const char *value);        /* a value in a query string */
void web_out_int(WebOut *out, gint64 number);
void web_out_raw(WebOut *out, const char *html);           /* only through a template's `raw` with a reason */
/* Absolute time in the zone: "2014-04-15 17:53 BST"; date: "2014-04-15". zone: IANA name, UTC when unknown. */
void web_out_time(WebOut *out, gint64 when, const char *zone);
void web_out_date(WebOut *out, gint64 when, const char *zone);
/* Message-ID as a path segment (all but A-Za-z0-9-._~!$&'()*+,;=:@ escaped). Caller frees. */
char *web_path_segment(const char *segment);
/* Back. NULL when an escape is broken, gives NUL, or is not UTF-8. Caller frees. */
char *web_path_unescape(const char *segment);
/* Text for terminals and mail: control characters (escapes, bidi overrides) shown, never sent. Caller frees. */
char *web_plain(const char *text);
G_END_DECLS
