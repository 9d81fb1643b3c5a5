/* VTIMEZONE. Only ical.c includes this. */
#pragma once
#include "web/out.h"
G_BEGIN_DECLS

/* Appends the VTIMEZONE of an IANA zone for the years first..last and, as far as its rules go on, after, CRLF ended; FALSE: it needs none
 * (UTC, unknown), and times are written in UTC. */
gboolean web_ical_zone(WebOut *out, const char *zone, int first, int last);

G_END_DECLS
