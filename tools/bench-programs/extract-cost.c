/* Seconds of processor time that extraction takes over an mbox, and what parsing beside it takes. Usage: extract-cost MBOX */
#include "ingest/extract.h"
#include "ingest/lines.h"
#include "ingest/mbox.h"
#include "ingest/parse.h"

#include <time.h>

static double
now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The clock is asked once for so many mails: a question costs as much as a small mail. */
#define BATCH 16

typedef struct {
  double parsed, extracted;
  Mail *mail[BATCH];
  BodyLines *lines[BATCH];
} Cost;

static void
extract(Cost *cost, guint n)
{
  Drafts *drafts[BATCH];
  double start = now();
  for (guint i = 0; i < n; i++)
    drafts[i] = ingest_extract(cost->mail[i], cost->lines[i]);
  cost->extracted += now() - start;
  for (guint i = 0; i < n; i++) {
    drafts_free(drafts[i]);
    ingest_lines_free(cost->lines[i]);
    mail_free(cost->mail[i]);
  }
}

int
main(int argc, char **argv)
{
  ingest_init();
  Cost cost = {0};
  guint n = 0;
  g_autoptr(Bytes) bytes = argc == 2 ? ingest_bytes_open(argv[1], NULL) : NULL;
  if (bytes == NULL)
    return 2;
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, INGEST_MAX_MAIL);
  MboxMail raw;
  double start = now();
  while (ingest_mbox_next(mbox, &raw, NULL)) {
    cost.mail[n] = ingest_parse(raw.raw, raw.len, raw.from_line, NULL);
    if (cost.mail[n] == NULL)
      continue;
    cost.lines[n] = ingest_lines(cost.mail[n]);
    if (++n < BATCH)
      continue;
    cost.parsed += now() - start;
    extract(&cost, n);
    n = 0;
    start = now();
  }
  extract(&cost, n);
  g_print("%.4f %.4f\n", cost.extracted, cost.parsed);
  return 0;
}
