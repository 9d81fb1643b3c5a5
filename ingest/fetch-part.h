/* A download that grows on disk: path.part while it comes, path once whole, path.tag says which version it is. No network. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

typedef struct {
  char *path, *part, *tag;
  int fd;               /* -1: closed */
  gint64 have;          /* bytes in the part */
  char *etag, *last_modified; /* of the part, or NULL */
} FetchPart;

/* Looks at what is there already. A part without a usable version counts as nothing. Creates the folder. */
FetchPart *ingest_part_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ingest_part_free(FetchPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchPart, ingest_part_free)

/* What an If-Range may say (a strong ETag, else Last-Modified); NULL: the part cannot be continued. */
const char *ingest_part_validator(const FetchPart *part);
/* Starts from nothing; the new version's validators may be NULL. */
gboolean ingest_part_restart(FetchPart *part, const char *etag, const char *last_modified, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Goes on at have. */
gboolean ingest_part_continue(FetchPart *part, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ingest_part_write(FetchPart *part, const void *data, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* It is whole: on disk, and named path. */
gboolean ingest_part_finish(FetchPart *part, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Forgets what is there. */
void ingest_part_drop(FetchPart *part);
G_END_DECLS
