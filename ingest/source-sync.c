#include "ingest/source-sync.h"
#include "ingest/mailbox.h"
#include "ingest/source-job.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static gboolean (*const sync_kind[SOURCE_N_KINDS])(SourceJob *, GError **) = {
    [SOURCE_PIPERMAIL] = source_sync_pipermail,
    [SOURCE_HYPERKITTY] = source_sync_hyperkitty,
    [SOURCE_PUBLIC_INBOX] = source_sync_public_inbox,
    [SOURCE_FILE] = source_sync_file,
    [SOURCE_LOCAL] = source_sync_local,
    [SOURCE_IMAP] = source_sync_mailbox,
    [SOURCE_POP3] = source_sync_mailbox};

/* Longer than that no server keeps a source from being looked at again. */
#define LEFT_ALONE_MAX ((gint64)7 * 86400)

/* --- the folder for downloads --- */

/* The end of another source takes the folder of all away, when it is empty just then. */
static gboolean
make_folder(const char *folder)
{
  enum { TRIES = 10 };
  gboolean made = FALSE;
  for (guint i = 0; i < TRIES && !made && (i == 0 || errno == ENOENT); i++)
    made = g_mkdir_with_parents(folder, 0700) == 0;
  return made;
}

/* One run of a source at a time: a download is one file, whoever writes it. */
static gboolean
open_scratch(SourceJob *job, GError **error)
{
  g_autofree char *beside = g_strconcat(db_path(job->db), ".fetch", NULL);
  const char *folder = job->options->scratch != NULL ? job->options->scratch : beside;
  g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT, job->source->id);
  job->scratch = g_build_filename(folder, name, NULL);
  if (!make_folder(job->scratch) ||
      (job->lock = open(job->scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)) < 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, "cannot write in %s: %s", job->scratch,
                g_strerror(errno));
    return FALSE;
  }
  if (flock(job->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE,
              "%s is being read by another docket\ntry again later", job->source->url);
  return FALSE;
}

/* clean: all was ingested, so nothing that lies there is of use. */
static void
close_scratch(SourceJob *job, gboolean clean)
{
  if (job->lock < 0)
    return;
  g_autoptr(GDir) dir = clean ? g_dir_open(job->scratch, 0, NULL) : NULL;
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *file = g_build_filename(job->scratch, name, NULL);
    g_unlink(file);
  }
  close(job->lock);
  g_rmdir(job->scratch); /* not while a part of a download is in it */
  g_autofree char *folder = g_path_get_dirname(job->scratch);
  g_rmdir(folder); /* goes with the last of the sources */
}

gboolean
ingest_source_has_pauses(const char *url)
{
  return strstr(url, "://") != NULL && !ingest_mailbox_is(url);
}

/* --- a job --- */

static void
on_fetch_progress(const char *url, gint64 got, gint64 total, gpointer data)
{
  SourceJob *job = data;
  (void)url;
  job->progress.got = got;
  job->progress.total = MAX(total, 0);
  if (job->options->progress != NULL && job->progress.file != NULL)
    job->options->progress(&job->progress, job->options->user_data);
}

static gboolean
on_fetch_wait(guint64 milliseconds, gpointer data)
{
  const SourceJob *job = data;
  return job->options->fetch.wait(milliseconds, job->options->user_data);
}

static gboolean
on_fetch_cancelled(gpointer data)
{
  const SourceJob *job = data;
  return job->options->fetch.cancelled(job->options->user_data);
}

static void
job_clear(SourceJob *job)
{
  g_clear_pointer(&job->fetcher, ingest_fetcher_free);
  g_clear_pointer(&job->state, fetch_state_free);
  g_clear_pointer(&job->pages, g_hash_table_unref);
  g_clear_pointer(&job->lists, g_ptr_array_unref);
  g_clear_pointer(&job->scratch, g_free);
  g_clear_pointer(&job->notice, g_free);
  g_clear_error(&job->left_out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SourceJob, job_clear)

static gboolean
load_state(SourceJob *job, GError **error)
{
  g_autoptr(GError) local = NULL;
  job->state = db_fetch_state_get(job->db, job->source->id, &local);
  if (local != NULL) {
    g_propagate_error(error, g_steal_pointer(&local));
    return FALSE;
  }
  if (job->state == NULL) {
    job->state = g_new0(FetchState, 1);
    job->state->source = job->source->id;
  }
  if (job->options->accept_list != NULL &&
      !db_list_id_add(job->db, job->group->id, job->options->accept_list, job->options->fetch.now,
                      error))
    return FALSE;
  job->lists = db_list_id_list(job->db, job->group->id, error);
  g_autoptr(GPtrArray) pages =
      job->lists != NULL ? db_fetch_page_list(job->db, job->source->id, error) : NULL;
  if (pages == NULL)
    return FALSE;
  job->pages =
      g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)fetch_page_free);
  g_ptr_array_set_free_func(pages, NULL);
  for (guint i = 0; i < pages->len; i++)
    g_hash_table_replace(job->pages, ((FetchPage *)pages->pdata[i])->url, pages->pdata[i]);
  job->is_new = pages->len == 0 && job->state->last_new == 0;
  return TRUE;
}

static gboolean
open_fetcher(SourceJob *job, GError **error)
{
  FetchOptions fetch = job->options->fetch;
  fetch.user_data = job;
  if (job->source->pause > 0)
    fetch.pause_ms = (gint)MIN(job->source->pause, G_MAXINT / 1000) * 1000;
  fetch.progress = on_fetch_progress;
  fetch.wait = fetch.wait != NULL ? on_fetch_wait : NULL;
  fetch.cancelled = fetch.cancelled != NULL ? on_fetch_cancelled : NULL;
  /* Where it was found to be counts as named too: what led there was checked when it was found. */
  const char *base = job->state->base;
  job->fetcher =
      ingest_fetcher_new(base != NULL && base[0] != '\0' ? base : job->source->url, &fetch, error);
  return job->fetcher != NULL;
}

static gboolean
find_kind(SourceJob *job, SourceKind *kind, GError **error)
{
  FetchState *state = job->state;
  gboolean remote = strstr(job->source->url, "://") != NULL;
  *kind = remote ? ingest_source_kind_from_text(state->kind) : SOURCE_LOCAL;
  if (ingest_mailbox_is(job->source->url))
    *kind = g_ascii_strncasecmp(job->source->url, "imap", 4) == 0 ? SOURCE_IMAP : SOURCE_POP3;
  if (*kind == SOURCE_LOCAL || *kind == SOURCE_IMAP || *kind == SOURCE_POP3)
    return TRUE;
  if (state->not_before > job->options->fetch.now) {
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(state->not_before);
    g_autofree char *text = when != NULL ? g_date_time_format(when, "%Y-%m-%d %H:%M UTC") : NULL;
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TIMEOUT, "%s asked not to be asked before %s",
                job->source->url, text != NULL ? text : "a far day");
    return FALSE;
  }
  if (!open_fetcher(job, error))
    return FALSE;
  if (*kind != SOURCE_UNKNOWN)
    return TRUE;
  g_autoptr(SourceProbe) probe = ingest_source_probe_with(job->fetcher, job->source->url, error);
  if (probe == NULL)
    return FALSE;
  *kind = probe->kind;
  g_free(state->kind);
  g_free(state->base);
  state->kind = g_strdup(ingest_source_kind_to_text(probe->kind));
  state->base = g_strdup(probe->url);
  return TRUE;
}

/* --- how it went --- */

static gboolean
same_state(const FetchState *a, const FetchState *b)
{
  return b != NULL && g_strcmp0(a->kind, b->kind) == 0 && g_strcmp0(a->base, b->base) == 0 &&
         g_strcmp0(a->error, b->error) == 0 && a->since == b->since && a->last_new == b->last_new &&
         a->last_failure == b->last_failure && a->failures == b->failures &&
         a->not_before == b->not_before && a->noticed == b->noticed &&
         g_strcmp0(a->notice, b->notice) == 0;
}

/* What each run says again keeps its time, whatever else a run says before it. */
static void
keep_notice(SourceJob *job)
{
  FetchState *state = job->state;
  if (job->notice == NULL || g_strcmp0(state->notice, job->notice) == 0)
    return;
  g_free(state->notice);
  state->notice = g_steal_pointer(&job->notice);
  state->noticed = job->options->fetch.now;
}

/* Stores how it went, when that says anything new. */
static gboolean
store_outcome(SourceJob *job, const GError *failure, GError **error)
{
  FetchState *state = job->state;
  const gint64 now = job->options->fetch.now;
  if (job->summary->mail.n_new + job->summary->mail.n_alternates > 0)
    state->last_new = now;
  keep_notice(job);
  g_clear_pointer(&state->error, g_free);
  state->not_before = 0;
  if (failure != NULL) {
    state->error = g_strdup(failure->message);
    state->last_failure = now;
    state->failures++;
    gint64 asked = job->fetcher != NULL ? ingest_fetcher_not_before(job->fetcher) : 0;
    state->not_before = MIN(asked, now + LEFT_ALONE_MAX);
  } else {
    state->failures = 0;
  }
  g_autoptr(FetchState) old = db_fetch_state_get(job->db, job->source->id, NULL);
  return same_state(state, old) || db_fetch_state_set(job->db, state, error);
}

static gboolean
run(SourceJob *job, GError **error)
{
  SourceKind kind;
  if (!load_state(job, error) || !open_scratch(job, error))
    return FALSE;
  g_autoptr(GError) failure = NULL;
  gboolean ok = find_kind(job, &kind, &failure) && sync_kind[kind](job, &failure);
  if (job->fetcher != NULL) {
    job->summary->n_requests = ingest_fetcher_requests(job->fetcher);
    job->summary->n_bytes = ingest_fetcher_bytes(job->fetcher);
  }
  gboolean asked = job->fetcher != NULL || ok || kind == SOURCE_LOCAL || kind == SOURCE_IMAP ||
                   kind == SOURCE_POP3;
  if (ok && job->left_out != NULL) {
    failure = g_steal_pointer(&job->left_out);
    ok = FALSE;
  }
  close_scratch(job, ok);
  /* A stop and a full database say nothing about the source; neither does a question that was not
   * sent. */
  if (!ok && (!asked || failure->domain != DOCKET_ERROR ||
              g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_STORAGE))) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  if (!store_outcome(job, failure, error))
    return FALSE;
  if (!ok)
    g_propagate_error(error, g_steal_pointer(&failure));
  return ok;
}

gboolean
ingest_source_sync(Db *db, const Group *group, const Source *source, const SyncOptions *options,
                   SyncSummary *summary, GError **error)
{
  memset(summary, 0, sizeof *summary);
  g_auto(SourceJob) job = {.db = db,
                           .group = group,
                           .source = source,
                           .options = options,
                           .summary = summary,
                           .lock = -1};
  return run(&job, error);
}

static gboolean
set_found(Db *db, gint64 source, const SourceProbe *probe, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(FetchState) old = db_fetch_state_get(db, source, &local);
  if (local != NULL) {
    g_propagate_error(error, g_steal_pointer(&local));
    return FALSE;
  }
  FetchState state = {.source = source};
  if (old != NULL)
    state = *old;
  state.kind = (char *)ingest_source_kind_to_text(probe->kind);
  state.base = probe->url;
  return db_fetch_state_set(db, &state, error);
}

gboolean
ingest_source_remember(Db *db, const Group *group, const char *place, const SourceProbe *probe,
                       gint64 now, GError **error)
{
  /* What was typed is remembered: it is what people know, and where it leads may change. */
  const char *url = probe->kind == SOURCE_LOCAL ? probe->url : place;
  if (!db_source_add(db, group->id, url, now, error))
    return FALSE;
  g_autoptr(GPtrArray) sources = db_source_list(db, group->id, error);
  for (guint i = 0; sources != NULL && i < sources->len; i++)
    if (strcmp(((const Source *)sources->pdata[i])->url, url) == 0)
      return set_found(db, ((const Source *)sources->pdata[i])->id, probe, error);
  return sources != NULL;
}
