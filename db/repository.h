/* Where a group's commits are: who cites one by its hash alone means one of this repository. An operator says so; docket never guesses. */
#pragma once
#include "db/db.h"
G_BEGIN_DECLS

typedef struct {
  gint64 group;
  char *address;         /* of a commit: http or https, with %s once for its hash */
  char *tags, *tags_at;  /* what tells the tags that hold a commit, and where (ingest/link-ask.h has the words); each may be NULL */
  gboolean internal;     /* its host may be in a private network */
} Repository;
void repository_free(Repository *repository);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Repository, repository_free)

/* Takes the place of what the group had. INVALID: not the address of a commit. */
gboolean db_repository_set(Db *db, const Repository *repository, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* NOT_FOUND: the group has none. */
gboolean db_repository_remove(Db *db, gint64 group, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Repository * of all groups. */
GPtrArray *db_repository_list(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
