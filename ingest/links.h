/* Finds references in one line. */
#pragma once
#include "ingest/extract.h"
#include "ingest/scan.h"
G_BEGIN_DECLS

typedef struct {
  LinkKind kind;
  Span value; /* as written */
  char *key;  /* owned by the scan unless taken */
  char *url;  /* or NULL */
  guint line;
} LinkFound;

typedef struct {
  void (*found)(LinkFound *found, gpointer data);
  gpointer data;
  guint line;
  const ExtractTrackers *trackers; /* added by an operator, or NULL */
  gboolean trailer;  /* the line is a trailer: "Depends-on: <id>" */
  Span before, next; /* neighbouring lines of the same text: "commit" may stand above its hash, an
                        address may go on below */
  gsize skip;        /* bytes of this line that an address from the line above took */
} LinkScan;

/* Calls found for each reference of the line, from left to right. */
void links_scan_line(LinkScan *scan, Span line);

/* links-ids.c: a short form at a place of the line ("rhbz#1", "CVE-2014-1", a commit's hash).
 * Returns the bytes it takes, 0 for none. */
gsize links_short_form(LinkScan *scan, Span line, gsize at);
/* links-names.c: the same for "CVE-2014-1", "XSA-222" at the start of t. */
gsize links_advisory(LinkScan *scan, Span t);
/* A patch's file whose ending begins at the full stop: bytes from there on, 0 for none. */
gsize links_patch_name(LinkScan *scan, Span line, gsize dot);

/* Hands one reference to scan->found; takes key and url. */
void links_tell(LinkScan *scan, LinkKind kind, Span value, char *key, char *url);

G_END_DECLS
