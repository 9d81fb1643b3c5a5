/* Dates of mail: RFC 5322 with its obsolete forms, ctime() as in From_ lines and pipermail's pages,
 * ISO 8601. Pure. */
#pragma once
#include "db/records.h"
G_BEGIN_DECLS

/* Reads the first date in text. utc: seconds since 1970, may be before it; offset: minutes east as
 * written (0 for ctime without zone). FALSE: no date there. Any out may be NULL. */
gboolean ingest_date_parse(const char *text, gint64 *utc, gint16 *offset);

/* The date of an mbox From_ line ("From user9 at x  Tue Apr 15 16:53:34 2014"): what stands behind
 * the sender. */
gboolean ingest_date_parse_from_line(const char *from_line, gint64 *utc, gint16 *offset);

/* TRUE for a date that list mail can bear by itself: from 1982 to 2035. What is outside came from a
 * broken clock, unless another hop says the same. */
gboolean ingest_date_plausible(gint64 utc);

/* What a mail tells about its time. */
typedef struct {
  gboolean has_header, has_received, has_from_line;
  gint64 header, from_line;
  gint64 first,
      last; /* earliest Received (next to the author), topmost Received (next to the archive) */
  gint16 header_offset, received_offset, from_line_offset;
} DateHints;

/* The best of them: Date, unless it is implausible, or over a day later than the mail was received
 * (wrong zone or clock), or over 60 days earlier than the first hop had it (a clock that lost its
 * year); then Received, then the From_ line. From_ lines often hold the time of an export, so they
 * cannot prove a Date too early. DATE_NONE gives 0. */
DateSource ingest_date_best(const DateHints *hints, gint64 *utc, gint16 *offset);
G_END_DECLS
