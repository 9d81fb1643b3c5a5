/* Finds out what an address is, from its first bytes: no more than two requests, nothing is read whole but index pages. */
#pragma once
#include "ingest/fetch.h"
G_BEGIN_DECLS

typedef enum {
  SOURCE_UNKNOWN,
  SOURCE_PIPERMAIL,    /* index of a Mailman 2 archive */
  SOURCE_HYPERKITTY,   /* list of a Mailman 3 archive */
  SOURCE_PUBLIC_INBOX,
  SOURCE_FILE,         /* an mbox, packed or not, at a web address */
  SOURCE_LOCAL,        /* a path on this machine */
  SOURCE_IMAP,         /* a folder on an IMAP server */
  SOURCE_POP3,         /* the mail on a POP3 server */
  SOURCE_N_KINDS
} SourceKind;
/* The words for kinds in the database and in output: "pipermail", "hyperkitty", "public-inbox", "file", "local", "imap", "pop3". */
const char *ingest_source_kind_to_text(SourceKind kind);
/* SOURCE_UNKNOWN for an unknown word or NULL. */
SourceKind ingest_source_kind_from_text(const char *text);

#define PROBE_HEAD (64 * 1024) /* of what turns out to be no page */

typedef struct {
  SourceKind kind;
  char *url;         /* where it really is: the index, the list's page, the file, the absolute path */
  char *title;       /* of the page, or NULL */
  char *address;     /* the list's address where the archive tells it, or NULL */
  guint n_files;     /* months that would be read; 1 for a file */
  char *first, *last; /* their names, or NULL */
  guint n_mails;     /* in a mailbox */
  gint64 size;       /* of a file, as announced; -1: not known */
} SourceProbe;
void source_probe_free(SourceProbe *probe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SourceProbe, source_probe_free)

/* place: a web address (of the archive, a month, a message page in it, or the list's info page) or a path. Errors as in fetch.h; FORMAT when
 * nothing known is there (the message says what is); INVALID for other schemes (nntp:). */
SourceProbe *ingest_source_probe(const char *place, const FetchOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same with a Fetcher at hand; url is a web address. */
SourceProbe *ingest_source_probe_with(Fetcher *fetcher, const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
