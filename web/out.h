/* What templates print into, and how each piece is escaped for its place. Pure. Every function takes NULL as "". Bytes that
 * are not UTF-8 print as U+FFFD; control characters are shown, not sent: C0 as control pictures (ESC is U+241B), C1, bidi
 * overrides and tag characters as "[U+202E]". */
#pragma once
#include "db/records.h"
#include <string.h>
G_BEGIN_DECLS

typedef GString WebOut;

void web_out_text(WebOut *out, const char *text); /* between tags */
void web_out_text_len(WebOut *out, const char *text, gsize len);
void web_out_attribute(WebOut *out, const char *text); /* inside double quotes */
void web_out_url(WebOut *out, const char *url);        /* href/src: only http, https, mailto and relative addresses, else "#" */
void web_out_path(WebOut *out, const char *segment);   /* one path segment, escaped as public-inbox does */
void web_out_query(WebOut *out, const char *value);    /* a value in a query string */
void web_out_int(WebOut *out, gint64 number);
void web_out_count(WebOut *out, guint64 number);                   /* grouped by thousands: "19,998" */
void web_out_raw(WebOut *out, const char *html);                   /* only through a template's `raw` with a reason */
/* A template's own text. Here, as a page has thousands of a few bytes each: a call of GLib's for each was a tenth of a page. */
static inline void
web_out_literal(WebOut *out, const char *html, gsize len)
{
  if (out->len + len >= out->allocated_len) {
    g_string_append_len(out, html, (gssize)len);
    return;
  }
  memcpy(out->str + out->len, html, len);
  out->len += len;
  out->str[out->len] = '\0';
}
/* Absolute time in the zone: "2014-04-15 17:53 BST"; date: "2014-04-15". zone: IANA name, UTC when unknown. 0 and years
 * outside 1..9999 print "no date". */
void web_out_time(WebOut *out, gint64 when, const char *zone);
void web_out_date(WebOut *out, gint64 when, const char *zone);
void web_out_day(WebOut *out, gint64 when, const char *zone);      /* "Tue 15 Apr 2014" */
void web_out_month(WebOut *out, gint64 month);                     /* 1..12: "January" */
void web_out_iso(WebOut *out, gint64 when);                        /* "2014-04-15T16:53:34Z", for <time datetime> */
void web_out_age(WebOut *out, gint64 when, gint64 now);            /* "today", "12 days", "5 weeks", "14 months", "3 years" */
void web_out_size(WebOut *out, gint64 bytes);                      /* "812 B", "3.4 kB", "1.2 MB" */
/* An address as a visitor may see it: "dunlapg@..." when masked, whole otherwise. For text and attributes. */
void web_out_address(WebOut *out, const char *email, gboolean mask);

/* Message-ID as a path segment (all but A-Za-z0-9-._~!$&'()*+,;=:@ escaped). Caller frees. */
char *web_path_segment(const char *segment);
/* Back. NULL when an escape is broken, gives NUL, or is not UTF-8. Caller frees. */
char *web_path_unescape(const char *segment);
/* Text for terminals and mail: control characters (escapes, bidi overrides) shown, never sent; LF and TAB stay. Caller frees. */
char *web_plain(const char *text);
G_END_DECLS
