#include "ingest/reader.h"
#include "ingest/index-learn.h"
#include "ingest/mbox.h"
#include "ingest/page.h"
#include "ingest/sniff.h"

#include <string.h>
#include <unistd.h>

/* Saved pages are small; a larger file that claims to be one is not read. */
#define MAX_PAGE ((gsize)8 << 20)

static Bytes *
open_file(const SourceFile *file, GError **error)
{
  if (strcmp(file->path, "-") == 0)
    return ingest_bytes_open_fd(dup(STDIN_FILENO), "standard input", error);
  return ingest_bytes_open(file->path, error);
}

/* --- cursors --- */

static char *
hash_of(const char *bytes, gsize len)
{
  return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, len);
}

static Cursor *
make_cursor(const SourceFile *file, Bytes *bytes, gint64 offset, const char *tail, gsize tail_len,
            gboolean complete)
{
  gsize head_len;
  const char *head = ingest_bytes_head(bytes, &head_len);
  Cursor *cursor = g_new0(Cursor, 1);
  cursor->path = g_strdup(file->name);
  cursor->size = file->size;
  cursor->mtime = file->mtime;
  cursor->inode = file->inode;
  cursor->offset = offset;
  cursor->head_hash = hash_of(head, (gsize)MIN((gint64)head_len, offset));
  cursor->tail_hash = hash_of(tail, tail_len);
  cursor->complete = complete;
  return cursor;
}

/* Does the stream still hold what was read of it? Then bytes stands behind it, and tail has the
 * last of it. */
static gboolean
find_cursor(Bytes *bytes, const Cursor *cursor, char *tail, gsize *tail_len)
{
  gsize head_len;
  const char *head = ingest_bytes_head(bytes, &head_len);
  if ((gint64)head_len < MIN(cursor->offset, INGEST_BYTES_HEAD))
    return FALSE;
  g_autofree char *head_hash = hash_of(head, (gsize)MIN((gint64)head_len, cursor->offset));
  if (g_strcmp0(head_hash, cursor->head_hash) != 0)
    return FALSE;
  gsize want = (gsize)MIN(cursor->offset, INGEST_MBOX_TAIL);
  if (!ingest_bytes_skip(bytes, cursor->offset - (gint64)want, NULL))
    return FALSE;
  for (*tail_len = 0; *tail_len < want;) {
    gssize n = ingest_bytes_read(bytes, tail + *tail_len, want - *tail_len, NULL);
    if (n <= 0)
      return FALSE;
    *tail_len += (gsize)n;
  }
  g_autofree char *tail_hash = hash_of(tail, want);
  return g_strcmp0(tail_hash, cursor->tail_hash) == 0;
}

/* A mail that was last may have grown: what follows must begin like a new mail behind a blank line,
 * as it would in one reading. */
static gboolean
goes_on_cleanly(const char *tail, gsize len, const MboxMail *next)
{
  gboolean blank = (len >= 2 && memcmp(tail + len - 2, "\n\n", 2) == 0) ||
                   (len >= 4 && memcmp(tail + len - 4, "\r\n\r\n", 4) == 0);
  return len == 0 || (next->from_line != NULL && blank);
}

/* --- jobs --- */

static Job *
new_job(Reader *reader, const SourceFile *file, const Bytes *bytes)
{
  Job *job = g_new0(Job, 1);
  job->path = file->name;
  job->position =
      reader->done_bytes + (bytes != NULL ? MIN(ingest_bytes_position(bytes), file->size) : 0);
  return job;
}

static gboolean
put_refusal(Reader *reader, const SourceFile *file, gint64 offset, const char *reason)
{
  Job *job = new_job(reader, file, NULL);
  job->offset = offset;
  job->refused = g_strdup(reason);
  return ingest_queue_put(reader->queue, job);
}

static gboolean
put_cursor(Reader *reader, const SourceFile *file, Bytes *bytes, Cursor *cursor)
{
  if (strcmp(file->path, "-") == 0) {
    cursor_free(cursor);
    return TRUE;
  }
  Job *job = new_job(reader, file, bytes);
  job->cursor = cursor;
  return ingest_queue_put(reader->queue, job);
}

/* How many mails the next batch takes: a third of those before it, at most half of those that seem
 * to be left. position: bytes read of all files. */
static guint
next_batch(const Reader *reader, gint64 position)
{
  double most = MIN((double)reader->n_read / 3, INGEST_BATCH_MOST);
  if (reader->total_bytes > 0 && position > 0) {
    double left = (double)MAX(reader->total_bytes - position, 0) / (double)position;
    most = MIN(most, left * (double)reader->n_read / 2);
  }
  return (guint)MAX(most, INGEST_BATCH_LEAST);
}

/* Counts the job into the batch; TRUE when the batch is full. */
static gboolean
count_job(Reader *reader, Job *job)
{
  reader->n_read++;
  reader->batch_mails++;
  reader->batch_bytes += job->len;
  guint most = MAX(reader->batch_most, INGEST_BATCH_LEAST);
  if (reader->batch_mails < most && reader->batch_bytes < INGEST_BATCH_BYTES)
    return FALSE;
  reader->batch_most = next_batch(reader, job->position);
  reader->batch_mails = 0;
  reader->batch_bytes = 0;
  job->batch_end = TRUE;
  return TRUE;
}

/* Memory is bounded: of such a mail no more than that is read, and kept aside. Caller frees. */
static char *
oversize(void)
{
  guint limit = (guint)(INGEST_MAX_MAIL >> 20);
  return g_strdup_printf("mail over %u MiB: only its first %u MiB are kept", limit, limit);
}

static char *
why_refused(const MboxMail *mail)
{
  if (mail->cut)
    return g_strdup("cut off where the file breaks");
  if (mail->oversize)
    return oversize();
  if (mail->garbage && mail->from_line == NULL)
    return g_strdup("not a mail");
  return NULL;
}

static gboolean
put_mail(Reader *reader, const SourceFile *file, Bytes *bytes, Mbox *mbox, const MboxMail *mail)
{
  Job *job = new_job(reader, file, bytes);
  job->raw = g_memdup2(mail->raw, MAX(mail->len, 1));
  job->len = mail->len;
  job->from_line = g_strdup(mail->from_line);
  job->offset = mail->offset;
  job->refused = why_refused(mail);
  job->outgrew = file->cursor != NULL && mail->offset < file->cursor->offset &&
                 mail->end > file->cursor->offset;
  if (count_job(reader, job) && !mail->cut && strcmp(file->path, "-") != 0) {
    gsize tail_len;
    const char *tail = ingest_mbox_tail(mbox, &tail_len);
    job->cursor = make_cursor(file, bytes, mail->end, tail, tail_len, FALSE);
  }
  return ingest_queue_put(reader->queue, job);
}

/* --- an mbox --- */

/* Opens the mbox behind what was read before; *bytes may be opened anew when the file is another
 * than it was. NULL: *error. */
static Mbox *
open_mbox(const SourceFile *file, Bytes **bytes, MboxMail *first, gboolean *any, GError **error)
{
  char tail[INGEST_MBOX_TAIL];
  gsize tail_len = 0;
  const Cursor *cursor = file->cursor;
  Mbox *mbox;
  if (cursor != NULL && cursor->offset > 0) {
    if (find_cursor(*bytes, cursor, tail, &tail_len)) {
      mbox = ingest_mbox_new_at(*bytes, INGEST_MAX_MAIL, cursor->offset, tail, tail_len);
      g_autoptr(GError) local = NULL;
      *any = ingest_mbox_next(mbox, first, &local);
      if (local != NULL || !*any || goes_on_cleanly(tail, tail_len, first)) {
        if (local != NULL)
          g_propagate_error(error, g_steal_pointer(&local));
        return mbox;
      }
      ingest_mbox_free(mbox);
    }
    ingest_bytes_free(*bytes);
    *bytes = open_file(file, error);
    if (*bytes == NULL)
      return NULL;
  }
  mbox = ingest_mbox_new(*bytes, INGEST_MAX_MAIL);
  *any = ingest_mbox_next(mbox, first, error);
  return mbox;
}

/* Takes bytes over. */
static gboolean
read_mbox(Reader *reader, const SourceFile *file, Bytes *opened)
{
  g_autoptr(GError) error = NULL;
  Bytes *owned = opened;
  MboxMail mail = {0};
  gboolean any = FALSE, put = TRUE;
  gint64 end = file->cursor != NULL ? file->cursor->offset : 0;
  g_autoptr(Mbox) mbox = open_mbox(file, &owned, &mail, &any, &error);
  g_autoptr(Bytes) bytes = owned;
  if (any)
    end = mail.offset;
  while (any && put) {
    put = put_mail(reader, file, bytes, mbox, &mail);
    /* A mail that is cut is read again when the file was mended. */
    end = mail.cut ? mail.offset : mail.end;
    any = put && ingest_mbox_next(mbox, &mail, &error);
  }
  if (!put || bytes == NULL)
    return put && put_refusal(reader, file, 0, error->message);
  if (error != NULL)
    /* No cursor: what came before is known when the file is read again, and the fault is told
     * again. */
    return put_refusal(reader, file, end, error->message);
  gsize tail_len = 0;
  const char *tail = mbox != NULL ? ingest_mbox_tail(mbox, &tail_len) : "";
  return put_cursor(reader, file, bytes, make_cursor(file, bytes, end, tail, tail_len, TRUE));
}

/* --- a lone mail, a page --- */

/* The whole stream, or its first most bytes (*over). */
static GString *
read_whole(Bytes *bytes, gsize most, gboolean *over, GError **error)
{
  g_autoptr(GString) text = g_string_sized_new(16384);
  char buffer[16384];
  gssize n;
  *over = FALSE;
  while ((n = ingest_bytes_read(bytes, buffer, sizeof buffer, error)) > 0) {
    *over = text->len + (gsize)n > most;
    g_string_append_len(text, buffer, *over ? (gssize)(most - text->len) : n);
    if (*over)
      break;
  }
  return n < 0 ? NULL : g_steal_pointer(&text);
}

static Job *
page_job(Reader *reader, const SourceFile *file, Bytes *bytes, const GString *text)
{
  g_auto(PageMail) page = {0};
  g_autoptr(GError) error = NULL;
  Job *job = new_job(reader, file, bytes);
  if (ingest_page_read(text->str, text->len, &page, &error)) {
    job->len = page.raw->len;
    job->raw = g_memdup2(page.raw->str, page.raw->len);
    job->month = page.number > 0 && page.has_id ? ingest_paths_month(file->path) : NULL;
    job->number = page.number;
    return job;
  }
  job->refused = g_strdup(error->message);
  job->raw = g_memdup2(text->str, MAX(text->len, 1));
  job->len = text->len;
  return job;
}

/* refused: kept aside for this reason, or NULL. */
static gboolean
read_single(Reader *reader, const SourceFile *file, Bytes *opened, gboolean is_page,
            const char *refused)
{
  g_autoptr(Bytes) bytes = opened;
  g_autoptr(GError) error = NULL;
  gboolean over;
  g_autoptr(GString) text = read_whole(bytes, is_page ? MAX_PAGE : INGEST_MAX_MAIL, &over, &error);
  if (text == NULL)
    return put_refusal(reader, file, 0, error->message);
  if (text->len >= 3 && memcmp(text->str, "\xef\xbb\xbf", 3) == 0)
    g_string_erase(text, 0, 3);
  Job *job;
  if (is_page && !over) {
    job = page_job(reader, file, bytes, text);
  } else {
    job = new_job(reader, file, bytes);
    job->len = text->len;
    job->raw = g_memdup2(text->str, MAX(text->len, 1));
    job->refused = over ? oversize() : g_strdup(refused);
  }
  if (strcmp(file->path, "-") != 0)
    job->cursor = make_cursor(file, bytes, (gint64)text->len, "", 0, TRUE);
  count_job(reader, job);
  return ingest_queue_put(reader->queue, job);
}

/* Mails that it names may come later in this reading, so it is kept for the end. */
static gboolean
read_index(Reader *reader, const SourceFile *file, Bytes *bytes)
{
  g_autoptr(GError) error = NULL;
  gboolean over;
  g_autoptr(GString) text = read_whole(bytes, MAX_PAGE, &over, &error);
  if (text == NULL)
    return put_refusal(reader, file, 0, error->message);
  char *month = ingest_paths_month(file->path);
  if (month == NULL)
    month = ingest_index_month(text->str, text->len);
  if (over || month == NULL)
    return put_refusal(reader, file, 0,
                       over ? "larger than an index of pipermail" : "an index of no month");
  Cursor *cursor = strcmp(file->path, "-") != 0
                       ? make_cursor(file, bytes, (gint64)text->len, "", 0, TRUE)
                       : NULL;
  ingest_index_months_add(reader->indexes, month, ingest_index_read(text->str, text->len), cursor);
  return TRUE;
}

/* --- all files --- */

/* NULL: it is read. Else what to do with it. */
static const char *
why_no_mail(SniffKind kind)
{
  switch (kind) {
  case SNIFF_BZIP2:
    return "packed with bzip2, while gzip, zstd and xz are read; type: bunzip2 -c FILE | docket"
           " ingest -g GROUP -";
  case SNIFF_ZIP:
    return "a zip archive, while gzip, zstd and xz are read; type: unzip -d FOLDER FILE; docket"
           " ingest -g GROUP FOLDER";
  case SNIFF_TAR:
    return "a tar archive, of which the files are read; type: tar -xf FILE -C FOLDER; docket"
           " ingest -g GROUP FOLDER";
  case SNIFF_OTHER:
    return "neither an mbox nor a mail nor a pipermail page";
  default:
    return NULL;
  }
}

static gboolean
read_file(Reader *reader, const SourceFile *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Bytes) bytes = open_file(file, &error);
  if (bytes == NULL)
    return put_refusal(reader, file, 0, error->message);
  gsize len;
  const char *head = ingest_bytes_head(bytes, &len);
  SniffKind kind = ingest_sniff(head, len);
  const char *no_mail = why_no_mail(kind);
  if (no_mail != NULL && !file->named) {
    g_debug("%s is no mail", file->path);
    reader->n_unread++;
    return TRUE;
  }
  g_array_index(reader->n_mail, guint, file->root)++;
  if (no_mail != NULL && file->in_maildir)
    return read_single(reader, file, g_steal_pointer(&bytes), FALSE, "not a mail");
  if (no_mail != NULL)
    return put_refusal(reader, file, 0, no_mail);
  switch (kind) {
  case SNIFF_MAIL:
    return read_single(reader, file, g_steal_pointer(&bytes), FALSE, NULL);
  case SNIFF_INDEX:
    return read_index(reader, file, bytes);
  case SNIFF_PAGE:
  case SNIFF_PAGE_TEXT:
    return read_single(reader, file, g_steal_pointer(&bytes), TRUE, NULL);
  default: /* SNIFF_MBOX, SNIFF_EMPTY */
    break;
  }
  return read_mbox(reader, file, g_steal_pointer(&bytes));
}

/* A folder on the command line in which nothing was mail. */
static void
tell_empty_roots(Reader *reader)
{
  for (guint i = 0; i < reader->roots->len; i++) {
    if (reader->roots->pdata[i] == NULL || g_array_index(reader->n_mail, guint, i) > 0)
      continue;
    Job *job = g_new0(Job, 1);
    job->path = reader->roots->pdata[i];
    job->refused = g_strdup("no mail in this folder");
    if (!ingest_queue_put(reader->queue, job))
      return;
  }
}

gpointer
ingest_reader_run(gpointer data)
{
  Reader *reader = data;
  gboolean goes_on = TRUE;
  for (guint i = 0; i < reader->files->len; i++)
    reader->total_bytes += ((const SourceFile *)reader->files->pdata[i])->size;
  for (guint i = 0; i < reader->files->len && goes_on; i++) {
    const SourceFile *file = reader->files->pdata[i];
    goes_on = read_file(reader, file);
    reader->done_bytes += file->size;
  }
  if (goes_on)
    tell_empty_roots(reader);
  ingest_queue_close(reader->queue);
  return NULL;
}
