/* Looks at a download before it is ingested: is it mail, is it whole, how much does it unpack to, whose list does it come from. */
#pragma once
#include "ingest/paths.h"
G_BEGIN_DECLS

#define CHECK_PLAIN_MAX ((gint64)32 << 30) /* unpacked bytes of one file */
#define CHECK_RATIO_MAX 200                /* unpacked to packed; mail packs to a third or a tenth */
#define CHECK_RATIO_FREE ((gint64)16 << 20) /* below so much the ratio does not matter */

typedef struct {
  gint64 plain;        /* bytes unpacked */
  char *hash;          /* SHA-256 of these, hex */
  GHashTable *lists;   /* List-Id, lower case, without brackets -> GUINT mails */
} SourceCheck;
void source_check_clear(SourceCheck *check);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SourceCheck, source_check_clear)

/* Told what was read of how much, as the bytes lie there, each 64 KiB or mail. FALSE: stop. */
typedef gboolean (*SourceLook)(gint64 got, gint64 total, gpointer user_data);

/* path is what was downloaded, name its URL, for messages. Errors: FORMAT (no mail, HTML, damaged or cut), TOO_LARGE (more than the
 * limits above once unpacked), G_IO_ERROR_CANCELLED. An empty file is mail: a month without any. */
gboolean ingest_source_check(const char *path, const char *name, SourceLook look, gpointer user_data, SourceCheck *check, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* SourceCheck.lists of files (SourceFile *) together: of each what lies behind its cursor, or all where it is another file by now.
 * What cannot be read has none. NULL: stopped (G_IO_ERROR_CANCELLED). Caller frees. */
GHashTable *ingest_source_lists(GPtrArray *files, SourceLook look, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The identifier inside a List-Id header (RFC 2919), lower case, or NULL. Caller frees. */
char *ingest_list_id_of(const char *value);
/* TRUE when both name one list: equal, or the same name at a host and a host below it ("virt.example.org", "virt.lists.example.org").
 * An address counts as an identifier ("virt@example.org"). */
gboolean ingest_list_id_same(const char *a, const char *b);
G_END_DECLS
