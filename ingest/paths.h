/* What the command line names -> the files to read, in an order that does not depend on the file
 * system. */
#pragma once
#include "db/source.h"
G_BEGIN_DECLS

typedef struct {
  char *path; /* absolute; "-" for standard input */
  char *name; /* what stands for it in cursors and messages: path, or what the caller calls it */
  guint root; /* index of the path on the command line it came from */
  gboolean named; /* on the command line, or in cur/ or new/ of a Maildir: it must be mail. What lies
                     elsewhere in a folder may be anything */
  gboolean in_maildir; /* the latter: one mail, whatever it looks like */
  gint64 size, mtime, inode; /* mtime in nanoseconds */
  Cursor *cursor;            /* how far it was read before, or NULL */
} SourceFile;
void source_file_free(SourceFile *file);

/* A path that could not be listed. */
typedef struct {
  char *path, *reason;
} PathFault;
void path_fault_free(PathFault *fault);

/* SourceFile *: folders are walked whole (Maildir's tmp/, hidden files, and hidden folders
 * that are no folder of a Maildir left out, symbolic links
 * to folders not followed), files of one folder by month where their names tell one
 * (2014-April.txt.gz, 2014-04.mbox), else by name. Faults are appended to faults. */
GPtrArray *ingest_paths_expand(const char *const *paths, GPtrArray *faults);
/* "2014-April" in a path of pipermail pages, or NULL. Caller frees. */
char *ingest_paths_month(const char *path);
G_END_DECLS
