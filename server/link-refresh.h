/* Asks what cited things are called and how they stand, those first that open items lean on. The command `docket links refresh` and the
 * background job of `docket serve` both run it. */
#pragma once
#include "db/db.h"
#include "ingest/link-fetch.h"
G_BEGIN_DECLS

/* In one run: things all together, and requests to one host. */
#define LINK_REFRESH_MAX 100
#define LINK_REFRESH_PER_HOST 20
/* So many things are looked at to find those: a host of which a thousand bugs are due must not keep others waiting. */
#define LINK_REFRESH_LOOK 2000
/* Seconds until a commit that no tag holds is asked about again. */
#define LINK_REFRESH_UNTAGGED ((gint64)30 * 86400)
/* Mail that is older has its links asked only where an open item holds them. */
#define LINK_REFRESH_RECENT ((gint64)90 * 86400)

typedef struct {
  gint64 now;
  LinkAsker *asker;
  /* Gives a database to write one fact to and takes it back: nothing is held while a server is asked. */
  Db *(*writer_take)(gpointer data, GError **error);
  void (*writer_give)(gpointer data);
  gpointer data;
  guint max;            /* things to ask about, and such that no server is known for: at most LINK_REFRESH_LOOK; 0: LINK_REFRESH_MAX */
  GString *told;        /* a line for each thing asked, or NULL */
} LinkRefresh;

typedef struct { guint n_asked, n_told, n_failed, n_unknown; } LinkRefreshSummary;

/* LinkDue * to choose from, at most LINK_REFRESH_LOOK. group 0: all. */
GPtrArray *server_link_due(Db *db, gint64 group, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Asks, of each host at first only what leaves room for others in refresh->max. What waits for a host that asked to be left alone is due
 * again when it said. FALSE: the database failed, or it was stopped. */
gboolean server_link_refresh(GPtrArray *due, const LinkRefresh *refresh, LinkRefreshSummary *summary, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
