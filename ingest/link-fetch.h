/* Asks servers what a cited thing is called. Addresses come out of mail, so they are not trusted: http and https only, nothing in a
 * private network (unless an operator's row says that its server is inside), LINK_ANSWER_MAX bytes, LINK_ASK_MS, FETCH_REDIRECTS. */
#pragma once
#include "ingest/fetch.h"
#include "ingest/link-ask.h"
G_BEGIN_DECLS

#define LINK_ASK_MS (10 * 1000)
/* Seconds: a server that asks to be left alone for longer (Retry-After) is left alone so long. */
#define LINK_RETRY_AFTER_MAX ((gint64)86400)

typedef struct LinkAsker LinkAsker;
/* own: rows of an operator (LinkAsk), tried before the built-in ones; or NULL. tokens: a key file with a group a host, each with
 * `header` (default "Authorization: Bearer %s") and `token`; sent to that host alone, and `ca-file` (fetch.h); or NULL. All borrowed, options too. Connections and
 * pauses are those of each host. */
LinkAsker *ingest_link_asker_new(GPtrArray *own, GKeyFile *tokens, const FetchOptions *options);
void ingest_link_asker_free(LinkAsker *asker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkAsker, ingest_link_asker_free)

/* Which hosts asked not to be asked before when. An asker asks none of them, and has such a table of its own; one that is kept from run to
 * run is given to each new asker, borrowed, for one thread at a time. Unref with g_hash_table_unref. */
GHashTable *ingest_link_waits_new(void);
void ingest_link_asker_set_waits(LinkAsker *asker, GHashTable *waits);
/* When the host (lower case) may be asked again, UTC seconds, at most LINK_RETRY_AFTER_MAX from now; 0: at any time. */
gint64 ingest_link_asker_not_before(const LinkAsker *asker, const char *host);

/* The host that would be asked first; NULL: there is no row for it. Caller frees. */
char *ingest_link_asker_host(const LinkAsker *asker, LinkKind kind, const char *key, const char *url);
/* The first row that fits and answers. Errors as in fetch.h; FORMAT: not what the row says; NOT_FOUND: no row fits, or there is no such thing. */
LinkFact *ingest_link_asker_ask(LinkAsker *asker, LinkKind kind, const char *key, const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Equal for links that ingest_link_asker_ask_batch can ask about together: of the row that would be asked first. NULL: alone. Caller frees. */
char *ingest_link_asker_batch(const LinkAsker *asker, LinkKind kind, const char *key, const char *url);
/* Asks once about all of due (LinkDue *, 1 to LINK_BATCH_MAX, with one batch): LinkFact * in their order, NULL for what the answer does not
 * tell of. Errors as above. */
GPtrArray *ingest_link_asker_ask_batch(LinkAsker *asker, const GPtrArray *due, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
