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

int
main(int argc, char **argv)
{
  ingest_init();
  double parsed = 0, extracted = 0;
  g_autoptr(Bytes) bytes = argc == 2 ? ingest_bytes_open(argv[1], NULL) : NULL;
  if (bytes == NULL)
    return 2;
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, INGEST_MAX_MAIL);
  MboxMail raw;
  while (ingest_mbox_next(mbox, &raw, NULL)) {
    double start = now();
    g_autoptr(Mail) mail = ingest_parse(raw.raw, raw.len, raw.from_line, NULL);
    if (mail == NULL)
      continue;
    g_autoptr(BodyLines) lines = ingest_lines(mail);
    double middle = now();
    g_autoptr(Drafts) drafts = ingest_extract(mail, lines);
    parsed += middle - start;
    extracted += now() - middle;
  }
  g_print("%.4f %.4f\n", extracted, parsed);
  return 0;
}
