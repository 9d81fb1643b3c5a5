#include "ingest/sample.h"
#include "ingest/mbox.h"
#include "ingest/sniff.h"

#include <string.h>

/* So many places of a plain mbox are looked into. */
#define MOST_PLACES 60
/* A plain mbox below this is sampled from its start alone. */
#define SMALL_FILE ((gint64)4 << 20)

/* From where bytes stands; what lies before the first From_ line behind a jump is no mail. */
static void
take(Bytes *bytes, guint most, GPtrArray *samples)
{
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, (gsize)1 << 20);
  MboxMail mail;
  for (guint n = 0; n < most && ingest_mbox_next(mbox, &mail, NULL);) {
    if (mail.from_line == NULL && mail.garbage)
      continue;
    g_ptr_array_add(samples, g_bytes_new(mail.raw, MIN(mail.len, INGEST_SAMPLE_ONE)));
    n++;
  }
}

/* NULL: no mbox and no mail, or it cannot be read. *places: into how many to look. */
static Bytes *
open_sample(const SourceFile *file, guint *places)
{
  g_autoptr(Bytes) bytes = ingest_bytes_open(file->path, NULL);
  if (bytes == NULL)
    return NULL;
  gsize len;
  const char *head = ingest_bytes_head(bytes, &len);
  SniffKind kind = ingest_sniff(head, len);
  if (kind != SNIFF_MBOX && kind != SNIFF_MAIL)
    return NULL;
  gboolean jumps = file->size > SMALL_FILE && kind == SNIFF_MBOX && ingest_bytes_is_plain(bytes);
  *places = jumps ? MOST_PLACES : 1;
  return g_steal_pointer(&bytes);
}

static void
sample_file(const SourceFile *file, guint most, GPtrArray *samples)
{
  guint places = 0;
  g_autoptr(Bytes) bytes = open_sample(file, &places);
  for (guint i = 0; i < places; i++) {
    gint64 ahead = i > 0 ? file->size / places * i - ingest_bytes_position(bytes) : 0;
    if (ahead > 0 && !ingest_bytes_skip(bytes, ahead, NULL))
      return;
    take(bytes, MAX(most / places, 1), samples);
  }
}

void
ingest_sample(GPtrArray *files, guint most_mails, GPtrArray *samples)
{
  guint step = MAX(files->len / most_mails, 1);
  guint each = MAX(most_mails / MAX(files->len, 1), 1);
  for (guint i = 0; i < files->len && samples->len < most_mails; i += step) {
    const SourceFile *file = files->pdata[i];
    if (strcmp(file->path, "-") != 0) /* can be read once only */
      sample_file(file, each, samples);
  }
}
