/* A folder on an IMAP server and the mail on a POP3 server, as sources. */
#include "ingest/mailbox.h"
#include "ingest/source-job.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* Mails are ingested in batches, so that a run that is stopped has kept most of what it read. */
#define BATCH_MAILS 200
#define BATCH_BYTES ((gsize)32 << 20)

typedef struct {
  SourceJob *job;
  Mailbox *mailbox;
  char *path; /* of the spool */
  FILE *spool;
  guint n;
  gsize bytes;
} Batch;

static void
batch_clear(Batch *batch)
{
  if (batch->spool != NULL)
    fclose(batch->spool);
  if (batch->path != NULL)
    g_unlink(batch->path);
  g_free(batch->path);
  g_clear_pointer(&batch->mailbox, ingest_mailbox_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Batch, batch_clear)

static gboolean
cannot_write(const Batch *batch, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, "cannot write %s: %s", batch->path,
              g_strerror(errno));
  return FALSE;
}

static gboolean
batch_open(Batch *batch, GError **error)
{
  g_free(batch->path);
  batch->path = g_build_filename(batch->job->scratch, "mailbox", NULL);
  int fd = open(batch->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  batch->spool = fd >= 0 ? fdopen(fd, "w") : NULL;
  batch->n = 0;
  batch->bytes = 0;
  return batch->spool != NULL || cannot_write(batch, error);
}

/* mboxrd: a line of the mail that begins with "From ", whatever '>' stand before it,
 * gets one more. */
static gboolean
batch_add(Batch *batch, const GByteArray *mail, GError **error)
{
  const char *at = (const char *)mail->data, *end = at + mail->len;
  gboolean good = fputs("From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n", batch->spool) >= 0;
  while (good && at < end) {
    const char *lf = memchr(at, '\n', (gsize)(end - at));
    const char *next = lf != NULL ? lf + 1 : end;
    const char *bare = at;
    while (bare < next && *bare == '>')
      bare++;
    if (next - bare >= 5 && memcmp(bare, "From ", 5) == 0)
      good = fputc('>', batch->spool) != EOF;
    good = good && fwrite(at, 1, (gsize)(next - at), batch->spool) == (gsize)(next - at);
    at = next;
  }
  good = good && fputs("\n", batch->spool) >= 0;
  batch->n++;
  batch->bytes += mail->len;
  return good || cannot_write(batch, error);
}

static gboolean
batch_take(Batch *batch, GError **error)
{
  int failed = fclose(batch->spool);
  batch->spool = NULL;
  if (failed != 0)
    return cannot_write(batch, error);
  SourceJob *job = batch->job;
  if (batch->n > 0 && !source_job_take_spool(job, batch->path, job->source->url, error))
    return FALSE;
  job->summary->n_new_files += batch->n > 0 ? 1 : 0;
  return TRUE;
}

static gboolean
is_full(const Batch *batch)
{
  return batch->n >= BATCH_MAILS || batch->bytes >= BATCH_BYTES;
}

/* A mail that went away meanwhile, or is too large, is passed over and told. FALSE: the run is
 * over. */
static gboolean
read_mail(Batch *batch, guint32 id, GError **error)
{
  g_autoptr(GError) why = NULL;
  g_autoptr(GByteArray) mail = ingest_mailbox_read(batch->mailbox, id, &why);
  SyncProgress *progress = &batch->job->progress;
  progress->step = SYNC_FETCHING; /* as it was in the batch before */
  progress->got = progress->total = 0;
  progress->mails++;
  if (batch->job->options->progress != NULL)
    batch->job->options->progress(progress, batch->job->options->user_data);
  if (mail != NULL)
    return mail->len == 0 || batch_add(batch, mail, error);
  if (g_error_matches(why, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND))
    return TRUE;
  if (!g_error_matches(why, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE)) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  source_job_notice(batch->job, "mail %u left out: %s", id, why->message);
  return TRUE;
}

/* --- IMAP --- */

/* The UIDs of `uids` from i on that are in unseen. */
static GArray *
unseen_among(const GArray *uids, guint first, guint until, const GArray *unseen)
{
  GArray *both = g_array_new(FALSE, FALSE, sizeof(guint32));
  guint u = 0;
  for (guint i = first; i < until; i++) {
    guint32 uid = g_array_index(uids, guint32, i);
    while (u < unseen->len && g_array_index(unseen, guint32, u) < uid)
      u++;
    if (u < unseen->len && g_array_index(unseen, guint32, u) == uid)
      g_array_append_val(both, uid);
  }
  return both;
}

static gboolean
mark_read(SourceJob *job, guint32 validity, guint32 last, GError **error)
{
  g_autofree char *how_far = g_strdup_printf("%u/%u", validity, last);
  return source_job_mark(job, job->source->url, how_far, NULL, error);
}

/* Mails uids[*i..], as many as a batch takes; *i moves on. */
static gboolean
take_imap_batch(Batch *batch, const GArray *uids, guint *i, const GArray *unseen, guint32 validity,
                GError **error)
{
  guint first = *i;
  if (!batch_open(batch, error))
    return FALSE;
  for (; *i < uids->len && !is_full(batch); ++*i)
    if (!read_mail(batch, g_array_index(uids, guint32, *i), error))
      return FALSE;
  g_autoptr(GArray) again = unseen_among(uids, first, *i, unseen);
  return ingest_mailbox_unsee(batch->mailbox, again, error) && batch_take(batch, error) &&
         mark_read(batch->job, validity, g_array_index(uids, guint32, *i - 1), error);
}

/* How far it was read: UIDVALIDITY and the last UID. */
static void
read_mark(const SourceJob *job, guint32 *validity, guint32 *last)
{
  const FetchPage *page = source_job_page(job, job->source->url);
  *validity = *last = 0;
  if (page == NULL || page->etag == NULL)
    return;
  char *slash;
  *validity = (guint32)g_ascii_strtoull(page->etag, &slash, 10);
  *last = slash[0] == '/' ? (guint32)g_ascii_strtoull(slash + 1, NULL, 10) : 0;
}

static gboolean
sync_imap(Batch *batch, GError **error)
{
  SourceJob *job = batch->job;
  MailboxStatus status;
  guint32 validity, last;
  if (!ingest_mailbox_status(batch->mailbox, &status, error))
    return FALSE;
  read_mark(job, &validity, &last);
  if (validity != 0 && validity != status.validity) {
    source_job_notice(job, "the folder was made anew; it is read again, what is known stays");
    last = 0;
  }
  if (validity == status.validity && last + 1 >= status.next)
    return TRUE;
  g_autoptr(GArray) uids = ingest_mailbox_uids(batch->mailbox, last + 1, FALSE, error);
  g_autoptr(GArray) unseen =
      uids != NULL ? ingest_mailbox_uids(batch->mailbox, last + 1, TRUE, error) : NULL;
  if (unseen == NULL)
    return FALSE;
  job->progress.n_mails = uids->len;
  for (guint i = 0; i < uids->len;)
    if (!take_imap_batch(batch, uids, &i, unseen, status.validity, error))
      return FALSE;
  /* The last mails may have been deleted: what UIDNEXT promises was looked at all the same. */
  return mark_read(job, status.validity, status.next - 1, error);
}

/* --- POP3 --- */

static char *
mark_of(const SourceJob *job, const char *id)
{
  return g_strconcat(job->source->url, "#", id, NULL);
}

static gboolean
mark_pop3_batch(SourceJob *job, GPtrArray *ids, guint first, guint until, GError **error)
{
  for (guint i = first; i < until; i++) {
    g_autofree char *mark = mark_of(job, ids->pdata[i]);
    if (source_job_page(job, mark) == NULL && !source_job_mark(job, mark, NULL, NULL, error))
      return FALSE;
  }
  return TRUE;
}

static guint
count_unread(const SourceJob *job, GPtrArray *ids)
{
  guint n = 0;
  for (guint i = 0; i < ids->len; i++) {
    g_autofree char *mark = mark_of(job, ids->pdata[i]);
    n += source_job_page(job, mark) == NULL ? 1 : 0;
  }
  return n;
}

static gboolean
sync_pop3(Batch *batch, GError **error)
{
  SourceJob *job = batch->job;
  g_autoptr(GArray) numbers = NULL;
  g_autoptr(GPtrArray) ids = ingest_mailbox_uidl(batch->mailbox, &numbers, error);
  if (ids == NULL)
    return FALSE;
  job->progress.n_mails = count_unread(job, ids);
  for (guint i = 0; i < ids->len;) {
    guint first = i;
    if (!batch_open(batch, error))
      return FALSE;
    for (; i < ids->len && !is_full(batch); i++) {
      g_autofree char *mark = mark_of(job, ids->pdata[i]);
      if (source_job_page(job, mark) == NULL &&
          !read_mail(batch, g_array_index(numbers, guint32, i), error))
        return FALSE;
    }
    if (!batch_take(batch, error) || !mark_pop3_batch(job, ids, first, i, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
source_sync_mailbox(SourceJob *job, GError **error)
{
  g_auto(Batch) batch = {.job = job};
  FetchOptions options = job->options->fetch;
  options.user_data = job->options->user_data;
  batch.mailbox = ingest_mailbox_new(job->source->url, &options, error);
  if (batch.mailbox == NULL)
    return FALSE;
  job->summary->n_files = job->progress.n_files = 1;
  job->progress.file = job->source->url;
  gboolean done =
      ingest_mailbox_is_imap(batch.mailbox) ? sync_imap(&batch, error) : sync_pop3(&batch, error);
  job->summary->n_requests = ingest_mailbox_requests(batch.mailbox);
  job->summary->n_bytes = ingest_mailbox_bytes(batch.mailbox);
  return done;
}
