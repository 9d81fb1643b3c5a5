/* How each kind of archive is asked. */
#include "db/message.h"
#include "ingest/fetch-url.h"
#include "ingest/source-job.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* --- months that were read before, for an index that did not change --- */

static GPtrArray *
remembered_months(const SourceJob *job)
{
  g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func((GDestroyNotify)page_link_free);
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, job->pages);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const FetchPage *page = value;
    if (page->hash == NULL)
      continue;
    PageLink *link = g_new0(PageLink, 1);
    link->url = g_strdup(page->url);
    link->text = g_strdup(page->label);
    g_ptr_array_add(links, link);
  }
  return ingest_page_pipermail(links, job->state->base);
}

/* --- Mailman 2 --- */

gboolean
source_sync_pipermail(SourceJob *job, GError **error)
{
  const char *base = job->state->base;
  g_autoptr(FetchReply) reply = NULL;
  if (!source_job_index(job, base, &reply, error))
    return FALSE;
  g_autoptr(GPtrArray) months = NULL;
  if (reply == NULL) {
    months = remembered_months(job);
  } else {
    g_autoptr(GPtrArray) links =
        ingest_page_links((const char *)reply->body->data, reply->body->len, base);
    months = ingest_page_pipermail(links, base);
  }
  if (months->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT,
                "%s names no month any more; nothing was changed", base);
    return FALSE;
  }
  return source_job_months(job, months, reply != NULL, error) &&
         source_job_index_done(job, base, reply, NULL, error);
}

/* --- Mailman 3 --- */

gboolean
source_sync_hyperkitty(SourceJob *job, GError **error)
{
  const char *base = job->state->base;
  FetchReply *reply;
  if (!source_job_index(job, base, &reply, error))
    return FALSE;
  g_autoptr(FetchReply) owned = reply;
  g_autoptr(GPtrArray) links =
      reply != NULL ? ingest_page_links((const char *)reply->body->data, reply->body->len, base)
                    : g_ptr_array_new();
  g_autoptr(GPtrArray) months = ingest_page_hyperkitty(links, base);
  gboolean named = months->len > 0;
  if (!named && job->is_new) {
    /* A page that names no months: all of it at once, then month by month. */
    g_autofree char *address = ingest_page_hyperkitty_address(base);
    g_autofree char *url = g_strdup_printf("%sexport/%s.mbox.gz", base, address);
    const SourceFileRequest all = {.url = url, .name = address, .settles = TRUE};
    if (!source_job_take(job, &all, error))
      return FALSE;
  }
  /* The month that goes on now has no page before its first mail, and the one before may still
   * grow. */
  SourceMonth *now = ingest_page_hyperkitty_month(base, job->options->fetch.now);
  SourceMonth *before = now != NULL ? ingest_page_hyperkitty_month(base, now->start - 1) : NULL;
  const FetchPage *late = before != NULL ? source_job_page(job, before->url) : NULL;
  gboolean open = !named && late != NULL && !late->settled;
  if (open)
    g_ptr_array_add(months, before);
  else
    source_month_free(before);
  const SourceMonth *last = months->len > 0 ? months->pdata[months->len - 1] : NULL;
  if (now != NULL && (last == NULL || last->start < now->start))
    g_ptr_array_add(months, now);
  else
    source_month_free(now);
  return source_job_months(job, months, named, error) &&
         source_job_index_done(job, base, reply, NULL, error);
}

/* --- public-inbox --- */

/* Message-IDs of the feed that the group does not hold. NULL: *error. */
static GPtrArray *
missing_of(SourceJob *job, const FetchReply *feed, GError **error)
{
  g_autoptr(GPtrArray) ids = ingest_page_atom_ids((const char *)feed->body->data, feed->body->len);
  g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < ids->len; i++) {
    g_autoptr(GError) none = NULL;
    g_autoptr(Message) message = db_message_get(job->db, job->group->id, ids->pdata[i], 0, &none);
    if (message != NULL)
      continue;
    if (!g_error_matches(none, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
      g_propagate_error(error, g_steal_pointer(&none));
      return NULL;
    }
    g_ptr_array_add(missing, g_strdup(ids->pdata[i]));
  }
  return g_steal_pointer(&missing);
}

static gboolean
take_all(SourceJob *job, const char *url, GError **error)
{
  SourceFileRequest request = {
      .url = url, .name = "all.mbox.gz", .post = "", .settles = TRUE, .optional = TRUE};
  job->progress.n_files = 1;
  if (!source_job_take(job, &request, error))
    return FALSE;
  if (source_job_page(job, url) != NULL)
    return TRUE;
  /* Some versions answer GET only. */
  request.post = NULL;
  request.optional = FALSE;
  return source_job_take(job, &request, error);
}

/* What came since the last run, by a search; needs a server with a search index. */
static gboolean
take_since(SourceJob *job, gint64 since, GError **error)
{
  g_autoptr(GDateTime) from = g_date_time_new_from_unix_utc(MAX(since - SYNC_OVERLAP_SECONDS, 0));
  g_autofree char *day = g_date_time_format(from, "%Y%m%d");
  g_autofree char *url = g_strdup_printf("%s?q=d:%s..&x=m", job->state->base, day);
  const SourceFileRequest request = {
      .url = url, .name = "what is new", .post = "", .fleeting = TRUE, .optional = TRUE};
  return source_job_take(job, &request, error);
}

static gboolean
take_threads(SourceJob *job, GPtrArray *missing, GError **error)
{
  for (guint i = 0; i < missing->len; i++) {
    g_autoptr(GError) none = NULL;
    g_autoptr(Message) came = db_message_get(job->db, job->group->id, missing->pdata[i], 0, &none);
    if (came != NULL) /* in the thread of another */
      continue;
    g_autofree char *id = g_uri_escape_string(missing->pdata[i], "!$&'()*+,;=:@", FALSE);
    g_autofree char *url = g_strdup_printf("%s%s/t.mbox.gz", job->state->base, id);
    const SourceFileRequest request = {.url = url, .name = missing->pdata[i], .fleeting = TRUE};
    if (!source_job_take(job, &request, error))
      return FALSE;
  }
  return TRUE;
}

/* What the feed names now: a mail that cannot be stored is asked for once, not at each poll. */
static char *
feed_label(const FetchReply *feed)
{
  g_autoptr(GPtrArray) ids = ingest_page_atom_ids((const char *)feed->body->data, feed->body->len);
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  for (guint i = 0; i < ids->len; i++)
    g_checksum_update(sum, ids->pdata[i], (gssize)strlen(ids->pdata[i]) + 1);
  return g_strdup(g_checksum_get_string(sum));
}

static gboolean
take_news(SourceJob *job, const FetchReply *feed, GError **error)
{
  g_autoptr(GPtrArray) missing = missing_of(job, feed, error);
  if (missing == NULL)
    return FALSE;
  if (missing->len == 0)
    return TRUE;
  /* The search may not be there, or a mail's Date may lie before what was asked for: the threads of
   * what is still missing. */
  if (!take_since(job, job->state->since, error) || !take_threads(job, missing, error))
    return FALSE;
  if (job->summary->n_failed_files == 0)
    job->state->since = job->options->fetch.now;
  return TRUE;
}

gboolean
source_sync_public_inbox(SourceJob *job, GError **error)
{
  g_autofree char *all = g_strconcat(job->state->base, "all.mbox.gz", NULL);
  g_autofree char *feed_url = g_strconcat(job->state->base, "new.atom", NULL);
  job->summary->n_files = 1;
  if (source_job_page(job, all) == NULL) {
    if (!take_all(job, all, error))
      return FALSE;
    if (job->summary->n_failed_files == 0)
      job->state->since = job->options->fetch.now;
    return TRUE;
  }
  g_autoptr(FetchReply) feed = NULL;
  if (!source_job_index(job, feed_url, &feed, error))
    return FALSE;
  if (feed == NULL)
    return TRUE;
  const FetchPage *before = source_job_page(job, feed_url);
  g_autofree char *label = feed_label(feed);
  if (before != NULL && g_strcmp0(before->label, label) == 0)
    return TRUE;
  return take_news(job, feed, error) && source_job_index_done(job, feed_url, feed, label, error);
}

/* --- one file, near or far --- */

gboolean
source_sync_file(SourceJob *job, GError **error)
{
  g_autofree char *name = ingest_url_name(job->state->base);
  const SourceFileRequest request = {.url = job->state->base, .name = name};
  job->summary->n_files = job->progress.n_files = 1;
  return source_job_take(job, &request, error);
}

gboolean
source_sync_local(SourceJob *job, GError **error)
{
  const char *path = job->source->url;
  job->progress.file = path;
  if (g_access(path, R_OK) != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "cannot read %s: %s", path,
                g_strerror(errno));
    return FALSE;
  }
  if (!source_job_ingest(job, path, NULL, error))
    return FALSE;
  const IngestSummary *mail = &job->summary->mail;
  job->summary->n_files = (guint)(mail->n_files + mail->n_unchanged_files);
  job->summary->n_new_files = (guint)mail->n_files;
  job->summary->n_same_files = (guint)mail->n_unchanged_files;
  return TRUE;
}
