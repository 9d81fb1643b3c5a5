#include "ingest/source-job.h"
#include "ingest/source-check.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define TENTH_OF_A_SECOND (G_USEC_PER_SEC / 10)

void
source_job_notice(SourceJob *job, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  g_log("docket-ingest", G_LOG_LEVEL_INFO, "%s: %s", job->source->url, text);
  if (job->options->notice != NULL)
    job->options->notice(text, job->options->user_data);
  g_free(job->notice);
  job->notice = g_steal_pointer(&text);
}

const FetchPage *
source_job_page(const SourceJob *job, const char *url)
{
  return g_hash_table_lookup(job->pages, url);
}

static gboolean
remember(SourceJob *job, FetchPage *page, GError **error)
{
  g_autoptr(FetchPage) owned = page;
  if (!db_fetch_page_set(job->db, job->source->id, page, error))
    return FALSE;
  g_hash_table_replace(job->pages, page->url, page);
  owned = NULL;
  return TRUE;
}

/* --- the index --- */

gboolean
source_job_index(SourceJob *job, const char *url, FetchReply **reply, GError **error)
{
  const FetchPage *page = source_job_page(job, url);
  FetchRequest request = {.url = url};
  if (page != NULL) {
    request.etag = page->etag;
    request.last_modified = page->last_modified;
  }
  *reply = ingest_fetcher_page(job->fetcher, &request, error);
  if (*reply == NULL)
    return FALSE;
  if ((*reply)->status == 304)
    g_clear_pointer(reply, ingest_fetch_reply_free);
  return TRUE;
}

gboolean
source_job_index_done(SourceJob *job, const char *url, const FetchReply *reply, const char *label,
                      GError **error)
{
  const FetchPage *page = source_job_page(job, url);
  /* A month that was left out is only asked for again when the index is read again. */
  if (reply == NULL || job->summary->n_failed_files > 0)
    return TRUE;
  if (page == NULL
          ? reply->etag == NULL && reply->last_modified == NULL && label == NULL
          : g_strcmp0(page->etag, reply->etag) == 0 && g_strcmp0(page->label, label) == 0 &&
                g_strcmp0(page->last_modified, reply->last_modified) == 0)
    return TRUE;
  FetchPage *fresh = g_new0(FetchPage, 1);
  fresh->url = g_strdup(url);
  fresh->etag = g_strdup(reply->etag);
  fresh->last_modified = g_strdup(reply->last_modified);
  fresh->label = g_strdup(label);
  fresh->fetched = job->options->fetch.now;
  return remember(job, fresh, error);
}

/* --- whose mail it is --- */

static gboolean
takes_list(const SourceJob *job, const char *id)
{
  for (guint i = 0; i < job->lists->len; i++)
    if (ingest_list_id_same(job->lists->pdata[i], id))
      return TRUE;
  return job->group->address != NULL && ingest_list_id_same(job->group->address, id);
}

static gboolean
learn_list(SourceJob *job, const char *id, GError **error)
{
  if (!db_list_id_add(job->db, job->group->id, id, job->options->fetch.now, error))
    return FALSE;
  g_ptr_array_add(job->lists, g_strdup(id));
  return TRUE;
}

typedef struct {
  const char *most; /* the List-Id of most mails among those of others, or NULL */
  guint n_most, n_ours, n_others;
} ListTally;

/* also: a List-Id that counts as ours, or NULL. */
static void
tally_lists(const SourceJob *job, GHashTable *lists, const char *also, ListTally *tally)
{
  GHashTableIter iter;
  gpointer id, count;
  *tally = (ListTally){0};
  g_hash_table_iter_init(&iter, lists);
  while (g_hash_table_iter_next(&iter, &id, &count)) {
    guint n = GPOINTER_TO_UINT(count);
    if (takes_list(job, id) || (also != NULL && ingest_list_id_same(also, id))) {
      tally->n_ours += n;
      continue;
    }
    tally->n_others += n;
    if (n > tally->n_most || (n == tally->n_most && strcmp(id, tally->most) < 0)) {
      tally->most = id;
      tally->n_most = n;
    }
  }
}

/* Mails that were posted to two lists bear the other's List-Id now and then, so a few are taken
 * beside ours, and from a source that was good so far. known: there is a list to compare with. */
static gboolean
are_crossposts(const SourceJob *job, const ListTally *tally, gboolean known)
{
  if (tally->n_others <= tally->n_ours / SYNC_FOREIGN_SHARE)
    return TRUE;
  return tally->n_others < SYNC_FOREIGN_MAILS && (!job->is_new || (known && tally->n_ours > 0));
}

/* FALSE with CONFLICT: the mail of another list. */
static gboolean
check_lists(SourceJob *job, GHashTable *lists, const char *url, GError **error)
{
  ListTally tally, rest;
  gboolean known = job->lists->len > 0 || job->group->address != NULL;
  tally_lists(job, lists, NULL, &tally);
  if (tally.most == NULL)
    return TRUE;
  tally_lists(job, lists, known ? NULL : tally.most, &rest);
  if (are_crossposts(job, &rest, known))
    /* A few mails that come to what was read long since say little of whose it is. */
    return known || (!job->is_new && rest.n_ours < SYNC_FOREIGN_MAILS) ||
           learn_list(job, tally.most, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
              "not read: %s has mail of the list %s, which %s does not read\n"
              "if it is to: docket sync %s --accept-list %s",
              url, tally.most, job->group->name, job->group->name, tally.most);
  return FALSE;
}

/* --- one file --- */

static void
add_summary(IngestSummary *sum, const IngestSummary *one)
{
  sum->n_read += one->n_read;
  sum->n_new += one->n_new;
  sum->n_known += one->n_known;
  sum->n_alternates += one->n_alternates;
  sum->n_refused += one->n_refused;
  sum->n_aside += one->n_aside;
  sum->n_bytes += one->n_bytes;
  sum->n_items += one->n_items;
  sum->n_links += one->n_links;
  sum->n_votes += one->n_votes;
  sum->n_cut += one->n_cut;
  sum->n_files += one->n_files;
  sum->n_unchanged_files += one->n_unchanged_files;
  sum->n_unread += one->n_unread;
  sum->seconds += one->seconds;
}

static void
on_ingest_progress(const char *path, const IngestSummary *so_far, gint64 position, gint64 total,
                   gpointer data)
{
  SourceJob *job = data;
  (void)path;
  (void)so_far;
  job->progress.step = SYNC_STORING;
  job->progress.got = position;
  job->progress.total = total;
  if (job->options->progress != NULL)
    job->options->progress(&job->progress, job->options->user_data);
}

static void
on_ingest_refused(const char *path, gint64 offset, const char *id, const char *reason,
                  gpointer data)
{
  SourceJob *job = data;
  if (job->options->refused != NULL)
    job->options->refused(path, offset, id, reason, job->options->user_data);
}

/* Read once before any of it is stored, and that may be years of mail. */
static gboolean
on_look(gint64 got, gint64 total, gpointer data)
{
  SourceJob *job = data;
  const SyncOptions *options = job->options;
  gint64 now = g_get_monotonic_time();
  if (now - job->looked < TENTH_OF_A_SECOND)
    return TRUE;
  job->looked = now;
  job->progress.step = SYNC_CHECKING;
  job->progress.got = got;
  job->progress.total = total;
  if (options->progress != NULL)
    options->progress(&job->progress, options->user_data);
  return options->fetch.cancelled == NULL || !options->fetch.cancelled(options->user_data);
}

/* What lies here is not looked at before: it is as it is read. */
static gboolean
on_ingest_files(GPtrArray *files, gpointer data, GError **error)
{
  SourceJob *job = data;
  g_autoptr(GHashTable) lists = ingest_source_lists(files, on_look, job, error);
  return lists != NULL && check_lists(job, lists, job->source->url, error);
}

gboolean
source_job_ingest(SourceJob *job, const char *path, const char *name, GError **error)
{
  const char *const paths[] = {path, NULL};
  const IngestOptions options = {
      .n_threads = job->options->n_threads,
      .now = job->options->fetch.now,
      .name = name,
      .progress = on_ingest_progress,
      .refused = on_ingest_refused,
      .check = name == NULL ? on_ingest_files : NULL,
      .user_data = job,
  };
  IngestSummary one;
  if (!ingest_run(job->db, job->group, paths, &options, &one, error))
    return FALSE;
  add_summary(&job->summary->mail, &one);
  return TRUE;
}

static char *
download_path(const SourceJob *job, const char *url)
{
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, url, -1);
  sum[32] = '\0';
  return g_build_filename(job->scratch, sum, NULL);
}

static FetchReply *
download(SourceJob *job, const SourceFileRequest *request, const char *path, GError **error)
{
  const FetchPage *page = source_job_page(job, request->url);
  FetchRequest fetch = {.url = request->url, .post = request->post};
  /* Left by a run that was stopped while ingesting; what changed since then shows at
   * the next poll. */
  FetchReply *left = ingest_fetch_leftover(path, request->url);
  if (left != NULL)
    return left;
  if (page != NULL) {
    fetch.etag = page->etag;
    fetch.last_modified = page->last_modified;
  }
  return ingest_fetcher_file(job->fetcher, &fetch, path, error);
}

static FetchPage *
page_of(const SourceJob *job, const SourceFileRequest *request, const FetchReply *reply,
        const SourceCheck *check)
{
  FetchPage *page = g_new0(FetchPage, 1);
  page->url = g_strdup(request->url);
  page->etag = g_strdup(reply->etag);
  page->last_modified = g_strdup(reply->last_modified);
  page->label = g_strdup(request->label);
  page->hash = g_strdup(check->hash);
  page->size = check->plain;
  page->fetched = job->options->fetch.now;
  page->settled = request->settles;
  return page;
}

/* The same as before, by 304 or by its bytes. Only what the index or the clock says of it may have
 * changed. */
static gboolean
keep_same(SourceJob *job, const SourceFileRequest *request, const FetchReply *reply, GError **error)
{
  const FetchPage *old = source_job_page(job, request->url);
  const char *etag = reply->etag != NULL ? reply->etag : old->etag;
  const char *modified = reply->last_modified != NULL ? reply->last_modified : old->last_modified;
  job->summary->n_same_files++;
  if (g_strcmp0(old->label, request->label) == 0 && old->settled == request->settles &&
      g_strcmp0(old->etag, etag) == 0 && g_strcmp0(old->last_modified, modified) == 0)
    return TRUE;
  FetchPage *page = g_new0(FetchPage, 1);
  *page = (FetchPage){
      .url = g_strdup(old->url),
      .etag = g_strdup(etag),
      .last_modified = g_strdup(modified),
      .label = g_strdup(request->label),
      .hash = g_strdup(old->hash),
      .size = old->size,
      .fetched = job->options->fetch.now,
      .settled = request->settles,
  };
  return remember(job, page, error);
}

static gboolean
store_download(SourceJob *job, const SourceFileRequest *request, const FetchReply *reply,
               const char *path, GError **error)
{
  g_auto(SourceCheck) check = {0};
  const FetchPage *old = source_job_page(job, request->url);
  if (!ingest_source_check(path, request->url, on_look, job, &check, error))
    return FALSE;
  if (old != NULL && g_strcmp0(old->hash, check.hash) == 0)
    return keep_same(job, request, reply, error);
  if (!check_lists(job, check.lists, request->url, error))
    return FALSE;
  if (old != NULL && check.plain < old->size) {
    job->summary->n_shrunk_files++;
    source_job_notice(job,
                      "%s shrank from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                      " bytes; mails that it lost are kept",
                      request->name, old->size, check.plain);
  }
  if (check.plain > 0 && !source_job_ingest(job, path, request->url, error))
    return FALSE;
  job->summary->n_new_files++;
  return request->fleeting || remember(job, page_of(job, request, reply, &check), error);
}

gboolean
source_job_take_spool(SourceJob *job, const char *path, const char *name, GError **error)
{
  g_auto(SourceCheck) check = {0};
  return ingest_source_check(path, name, on_look, job, &check, error) &&
         check_lists(job, check.lists, name, error) && source_job_ingest(job, path, name, error);
}

gboolean
source_job_mark(SourceJob *job, const char *url, const char *etag, const char *label,
                GError **error)
{
  FetchPage *page = g_new0(FetchPage, 1);
  page->url = g_strdup(url);
  page->etag = g_strdup(etag);
  page->label = g_strdup(label);
  page->fetched = job->options->fetch.now;
  page->settled = TRUE;
  return remember(job, page, error);
}

static gboolean
may_leave_out(const GError *why)
{
  return g_error_matches(why, DOCKET_ERROR, DOCKET_ERROR_FORMAT) ||
         g_error_matches(why, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND) ||
         g_error_matches(why, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN) ||
         g_error_matches(why, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE);
}

gboolean
source_job_take(SourceJob *job, const SourceFileRequest *request, GError **error)
{
  g_autofree char *path = download_path(job, request->url);
  g_autoptr(GError) why = NULL;
  job->progress.file = request->name;
  job->progress.step = SYNC_FETCHING;
  job->progress.got = job->progress.total = 0;
  g_autoptr(FetchReply) reply = download(job, request, path, &why);
  gboolean whole = reply != NULL && reply->status == 200;
  gboolean ok = reply != NULL && (whole ? store_download(job, request, reply, path, &why)
                                        : keep_same(job, request, reply, &why));
  job->progress.n_done++;
  job->progress.file = NULL;
  /* A whole file is kept only where the same bytes will do next time: after a stop or a full
   * database. */
  if (whole && (ok || why->domain == DOCKET_ERROR) &&
      !g_error_matches(why, DOCKET_ERROR, DOCKET_ERROR_STORAGE))
    ingest_fetch_remove(path);
  if (ok)
    return TRUE;
  if (!may_leave_out(why)) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  if (request->optional)
    return TRUE;
  job->summary->n_failed_files++;
  source_job_notice(job, "%s left out: %s", request->name, why->message);
  if (job->left_out == NULL)
    job->left_out = g_steal_pointer(&why);
  return TRUE;
}

/* --- months --- */

static gboolean
wanted(const SourceJob *job, const SourceMonth *month, gboolean current)
{
  const FetchPage *page = source_job_page(job, month->url);
  return page == NULL || current || !page->settled || g_strcmp0(page->label, month->label) != 0;
}

static void
tell_lost(SourceJob *job, GPtrArray *months)
{
  g_autoptr(GHashTable) here = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < months->len; i++)
    g_hash_table_add(here, ((SourceMonth *)months->pdata[i])->url);
  GHashTableIter iter;
  gpointer value;
  const char *one = NULL;
  g_hash_table_iter_init(&iter, job->pages);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const FetchPage *page = value;
    if (page->hash == NULL || page->size == 0 || g_hash_table_contains(here, page->url))
      continue;
    job->summary->n_lost_files++;
    if (one == NULL || strcmp(page->url, one) < 0)
      one = page->url;
  }
  if (one != NULL)
    source_job_notice(job,
                      "the archive lost %u file%s that it had before (%s%s); the mails are kept",
                      job->summary->n_lost_files, job->summary->n_lost_files > 1 ? "s" : "", one,
                      job->summary->n_lost_files > 1 ? ", ..." : "");
}

gboolean
source_job_months(SourceJob *job, GPtrArray *months, gboolean lost, GError **error)
{
  const gint64 now = job->options->fetch.now;
  job->summary->n_files = months->len;
  for (guint i = 0; i < months->len; i++)
    job->progress.n_files += wanted(job, months->pdata[i], i + 1 == months->len) ? 1 : 0;
  for (guint i = 0; i < months->len; i++) {
    const SourceMonth *month = months->pdata[i];
    gboolean current = i + 1 == months->len;
    if (!wanted(job, month, current))
      continue;
    const SourceFileRequest request = {
        .url = month->url,
        .name = month->name,
        .label = month->label,
        .settles = !current && now >= month->end + SYNC_SETTLE_SECONDS,
    };
    if (!source_job_take(job, &request, error))
      return FALSE;
  }
  if (lost)
    tell_lost(job, months);
  return TRUE;
}
