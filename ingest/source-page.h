/* What an archive's web page tells a program: its links, its title, the months it names. Pure; pages are hostile and large. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

#define SOURCE_LINKS_MAX 20000

/* An <a href>. */
typedef struct {
  char *url;   /* resolved, without fragment */
  char *text;  /* between its tags, markup taken out, blanks joined */
} PageLink;
void page_link_free(PageLink *link);

/* PageLink *, in order, at most SOURCE_LINKS_MAX. base: the page's own URL. */
GPtrArray *ingest_page_links(const char *html, gsize len, const char *base);
/* The title, or NULL. Caller frees. */
char *ingest_page_title(const char *html, gsize len);

/* One file of an archive that is kept by month (or week, quarter, ...). */
typedef struct {
  char *url;
  char *name;         /* "2004-June" */
  char *label;        /* what the index says of it: "[ Gzip'd Text 325 KB ]" */
  gint64 start, end;  /* UTC; mail of later days belongs to another file */
} SourceMonth;
void source_month_free(SourceMonth *month);

/* The span that the name of a Mailman 2 volume tells ("2004-June", "2004q2", "Week-of-Mon-20040607"), in UTC. FALSE: none. */
gboolean ingest_page_volume_span(const char *name, gint64 *start, gint64 *end);
/* The files that a Mailman 2 index links to ("2004-June.txt.gz", "2004q2.txt", "Week-of-Mon-20040607.txt.gz", "20040607.txt",
 * "2004.txt.gz") and that lie under base: SourceMonth *, oldest first. */
GPtrArray *ingest_page_pipermail(GPtrArray *links, const char *base);
/* The months (base/YYYY/M/) that a HyperKitty page links to, with the address of their export: SourceMonth *, oldest first. base ends in
 * "/list/ADDRESS/". */
GPtrArray *ingest_page_hyperkitty(GPtrArray *links, const char *base);
/* The export of the month that when lies in. */
SourceMonth *ingest_page_hyperkitty_month(const char *base, gint64 when);
/* "…/list/ADDRESS/" of any HyperKitty address below it, or NULL. Caller frees. */
char *ingest_page_hyperkitty_base(const char *url);
/* ADDRESS of such a base. Caller frees. */
char *ingest_page_hyperkitty_address(const char *base);
/* Message-IDs that the links of a public-inbox new.atom name, newest first: char *. */
GPtrArray *ingest_page_atom_ids(const char *atom, gsize len);
G_END_DECLS
