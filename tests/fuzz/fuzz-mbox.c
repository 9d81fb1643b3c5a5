/* Any bytes are a stream of mails, in pieces that lie one behind the other, and reading on from the
 * end of a piece gives what reading through gives. */
#include "ingest/mbox.h"
#include "ingest/sniff.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_MAIL 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Bytes *
open_memory(const uint8_t *data, size_t size)
{
  int fd = memfd_create("fuzz", MFD_CLOEXEC);
  g_autoptr(GError) error = NULL;
  if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)
    __builtin_trap();
  return ingest_bytes_open_fd(fd, "fuzz", &error);
}

static void
check_mail(const MboxMail *mail, gint64 before)
{
  if (mail->offset < before || mail->end < mail->offset || mail->len > MAX_MAIL ||
      (mail->garbage && mail->from_line != NULL))
    __builtin_trap();
  guint8 sum = 0; /* every byte that is given can be read */
  for (gsize i = 0; i < mail->len; i++)
    sum ^= (guint8)mail->raw[i];
  if (mail->from_line != NULL &&
      !ingest_mbox_is_from_line(mail->from_line, strlen(mail->from_line)))
    __builtin_trap();
  (void)sum;
}

/* Reads on from the end of the first mail, as a later run does; gives the number of mails behind
 * it. */
static guint
count_from(const uint8_t *data, size_t size, gint64 offset, const char *tail, gsize tail_len)
{
  g_autoptr(Bytes) bytes = open_memory(data, size);
  guint n = 0;
  MboxMail mail;
  if (bytes == NULL || !ingest_bytes_skip(bytes, offset, NULL))
    return 0;
  g_autoptr(Mbox) mbox = ingest_mbox_new_at(bytes, MAX_MAIL, offset, tail, tail_len);
  for (gint64 end = offset; ingest_mbox_next(mbox, &mail, NULL); end = mail.end, n++)
    check_mail(&mail, end);
  return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autoptr(Bytes) bytes = open_memory(data, size);
  if (bytes == NULL)
    return 0;
  gsize head_len;
  const char *head = ingest_bytes_head(bytes, &head_len);
  ingest_sniff(head, head_len);
  g_autoptr(GError) error = NULL;
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, MAX_MAIL);
  g_autofree char *tail = NULL;
  gsize tail_len = 0;
  gint64 first_end = -1, end = 0;
  guint n = 0;
  MboxMail mail;
  while (ingest_mbox_next(mbox, &mail, &error)) {
    check_mail(&mail, end);
    end = mail.end;
    if (n++ > 0)
      continue;
    const char *last = ingest_mbox_tail(mbox, &tail_len);
    tail = g_memdup2(last, MAX(tail_len, 1));
    first_end = mail.end;
  }
  /* A damaged stream can break at another place when it is skipped through. */
  if (error == NULL && n > 0 && count_from(data, size, first_end, tail, tail_len) != n - 1)
    __builtin_trap();
  return 0;
}
