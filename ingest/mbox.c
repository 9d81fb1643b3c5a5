#include "ingest/mbox.h"

#include <string.h>

#define READ_SIZE (256 * 1024)
#define LONGEST_FROM_LINE 1000
/* Past max_mail only this much of a mail is kept, to find its end. */
#define WINDOW (64 * 1024)
#define WINDOW_KEEP (8 * 1024)

/* buffer[0..len) is a stretch of the plain stream that starts at base. While a mail is oversize, a
 * gap of `dropped` bytes lies behind start + max_mail. */
struct Mbox {
  Bytes *bytes;
  gsize max_mail;
  char *buffer;
  gsize len, size;
  gsize start; /* of the present mail */
  gint64 base, dropped;
  gboolean end, begun;
  GError *error;
  gboolean quoted; /* the present mail has a line of '>'s and "From " */
  GString *from_line, *unquoted;
};

Mbox *
ingest_mbox_new_at(Bytes *bytes, gsize max_mail, gint64 offset, const void *before,
                   gsize before_len)
{
  Mbox *mbox = g_new0(Mbox, 1);
  mbox->bytes = bytes;
  mbox->max_mail = MAX(max_mail, 4096);
  mbox->size = 2 * READ_SIZE;
  mbox->buffer = g_malloc(mbox->size);
  if (before_len > 0)
    memcpy(mbox->buffer, before, before_len);
  mbox->len = mbox->start = before_len;
  mbox->base = offset - (gint64)before_len;
  mbox->from_line = g_string_new(NULL);
  mbox->unquoted = g_string_new(NULL);
  return mbox;
}

Mbox *
ingest_mbox_new(Bytes *bytes, gsize max_mail)
{
  return ingest_mbox_new_at(bytes, max_mail, 0, NULL, 0);
}

void
ingest_mbox_free(Mbox *mbox)
{
  if (mbox == NULL)
    return;
  g_clear_error(&mbox->error);
  g_string_free(mbox->from_line, TRUE);
  g_string_free(mbox->unquoted, TRUE);
  g_free(mbox->buffer);
  g_free(mbox);
}

static gint64
stream_offset(const Mbox *mbox, gsize index)
{
  gboolean behind_gap = mbox->dropped > 0 && index >= mbox->start + mbox->max_mail;
  return mbox->base + (gint64)index + (behind_gap ? mbox->dropped : 0);
}

/* Forgets what lies before the present mail, but for the tail that a cursor's hash wants. Gives how
 * far things moved. */
static gsize
drop_front(Mbox *mbox)
{
  gsize cut = mbox->start > INGEST_MBOX_TAIL ? mbox->start - INGEST_MBOX_TAIL : 0;
  if (cut == 0)
    return 0;
  memmove(mbox->buffer, mbox->buffer + cut, mbox->len - cut);
  mbox->len -= cut;
  mbox->start -= cut;
  mbox->base += (gint64)cut;
  return cut;
}

/* Drops the middle of an oversize mail. */
static gsize
drop_middle(Mbox *mbox)
{
  gsize limit = mbox->start + mbox->max_mail;
  if (mbox->len < limit + WINDOW)
    return 0;
  gsize cut = mbox->len - WINDOW_KEEP - limit;
  memmove(mbox->buffer + limit, mbox->buffer + limit + cut, WINDOW_KEEP);
  mbox->len -= cut;
  mbox->dropped += (gint64)cut;
  return cut;
}

/* Reads more. *moved: how far indices (those of the scan, which stand near the end) moved down.
 * FALSE at the end. */
static gboolean
fill(Mbox *mbox, gsize *moved)
{
  *moved = 0;
  if (mbox->end)
    return FALSE;
  if (mbox->size - mbox->len < READ_SIZE / 2)
    *moved = drop_front(mbox);
  *moved += drop_middle(mbox);
  if (mbox->size - mbox->len < READ_SIZE / 2) {
    gsize most = mbox->max_mail + INGEST_MBOX_TAIL + WINDOW + READ_SIZE;
    mbox->size = MAX(MIN(mbox->size * 2, most), mbox->len + READ_SIZE);
    mbox->buffer = g_realloc(mbox->buffer, mbox->size);
  }
  gssize n = ingest_bytes_read(mbox->bytes, mbox->buffer + mbox->len,
                               MIN(mbox->size - mbox->len, READ_SIZE), &mbox->error);
  if (n <= 0) {
    mbox->end = TRUE;
    return FALSE;
  }
  mbox->len += (gsize)n;
  return TRUE;
}

static gboolean
is_one_of(const char *word, gsize len, const char *three_letter_names)
{
  if (len != 3)
    return FALSE;
  for (const char *p = three_letter_names; *p != '\0'; p += 3)
    if (g_ascii_strncasecmp(p, word, 3) == 0)
      return TRUE;
  return FALSE;
}

/* h:mm:ss */
static gboolean
is_time(const char *word, gsize len)
{
  gsize hour = len == 7 ? 1 : 2;
  if (len != 7 && len != 8)
    return FALSE;
  for (gsize i = 0; i < len; i++) {
    gboolean colon = i == hour || i == hour + 3;
    if (colon ? word[i] != ':' : !g_ascii_isdigit(word[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_number(const char *word, gsize len, gsize least, gsize most)
{
  if (len < least || len > most)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isdigit(word[i]))
      return FALSE;
  return TRUE;
}

/* "From now on" in a text must not split a mail: a sender, then week day, month, day, a time with
 * two colons and a year are wanted, in the order of ctime() or of RFC 5322. */
gboolean
ingest_mbox_is_from_line(const char *line, gsize len)
{
  if (len < 20 || len > LONGEST_FROM_LINE || memcmp(line, "From ", 5) != 0 ||
      memchr(line, '\0', len) != NULL)
    return FALSE;
  guint words = 0, after_time = 0;
  gboolean weekday = FALSE, month = FALSE, day = FALSE, time = FALSE, year = FALSE;
  gsize i = 5;
  while (i < len) {
    while (i < len && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r' || line[i] == ','))
      i++;
    gsize begin = i;
    while (i < len && line[i] != ' ' && line[i] != '\t' && line[i] != '\r' && line[i] != ',')
      i++;
    gsize n = i - begin;
    if (n == 0)
      break;
    const char *word = line + begin;
    if (words++ == 0)
      continue;
    if (!time && is_one_of(word, n, "MonTueWedThuFriSatSun"))
      weekday = TRUE;
    else if (weekday && !time && is_one_of(word, n, "JanFebMarAprMayJunJulAugSepOctNovDec"))
      month = TRUE;
    else if (weekday && !time && is_number(word, n, 1, 2))
      day = TRUE;
    else if (weekday && is_number(word, n, 4, 4))
      year = TRUE;
    else if (month && day && is_time(word, n))
      time = TRUE;
    else if (time && ++after_time > 4)
      return FALSE;
  }
  return weekday && month && day && time && year;
}

/* The line at index is blank, or there is none before. */
static gboolean
blank_before(const Mbox *mbox, gsize line_start)
{
  const char *b = mbox->buffer;
  if (line_start <= mbox->start)
    return TRUE;
  if (b[line_start - 1] != '\n')
    return FALSE;
  gsize i = line_start - 1;
  if (i > 0 && b[i - 1] == '\r')
    i--;
  return i == 0 || b[i - 1] == '\n';
}

/* Is there a strict From_ line at index? Reads on until its end is there. *index follows the
 * buffer. */
static gboolean
from_line_at(Mbox *mbox, gsize *index, gsize *line_len)
{
  gsize moved;
  while (mbox->len - *index < LONGEST_FROM_LINE &&
         memchr(mbox->buffer + *index, '\n', mbox->len - *index) == NULL && fill(mbox, &moved))
    *index -= moved;
  gsize have = MIN(mbox->len - *index, LONGEST_FROM_LINE);
  if (have < 5 || memcmp(mbox->buffer + *index, "From ", 5) != 0)
    return FALSE;
  const char *lf = memchr(mbox->buffer + *index, '\n', have);
  *line_len = lf != NULL ? (gsize)(lf - mbox->buffer) - *index : have;
  return ingest_mbox_is_from_line(mbox->buffer + *index, *line_len);
}

/* The LF before the next line that begins with "From ". Lines of '>'s and "From " are noted on the
 * way: this is the one pass over every byte of an archive. */
static const char *
find_from(Mbox *mbox, gsize scan)
{
  const char *p = mbox->buffer + scan, *end = mbox->buffer + mbox->len;
  while (p < end && (p = memchr(p, '\n', (gsize)(end - p))) != NULL) {
    const char *line = p + 1;
    while (line < end && *line == '>')
      line++;
    gboolean from = end - line >= 5 && *line == 'F' && memcmp(line, "From ", 5) == 0;
    if (from && line == p + 1)
      return p;
    /* Where the buffer ends the rest is not known yet: unquote looks closer. */
    mbox->quoted |= line > p + 1 && (from || end - line < 5);
    p = line;
  }
  return NULL;
}

/* Index of the From_ line of the next mail, or len at the end of the stream. */
static gsize
find_next(Mbox *mbox, gsize scan)
{
  for (;;) {
    const char *hit = find_from(mbox, scan);
    gsize moved = 0;
    if (hit == NULL) {
      scan = MAX(scan, mbox->len > scan + 5 ? mbox->len - 5 : scan);
      if (!fill(mbox, &moved))
        return mbox->len;
      scan -= moved;
      continue;
    }
    gsize at = (gsize)(hit - mbox->buffer) + 1, line_len;
    if (blank_before(mbox, at) && from_line_at(mbox, &at, &line_len))
      return at;
    scan = at;
  }
}

/* Takes one '>' off lines of '>'s and "From "; copies only when there is one. */
static void
unquote(Mbox *mbox, MboxMail *mail)
{
  const char *end = mail->raw + mail->len, *copied = mail->raw, *p = mail->raw;
  if (!mbox->quoted)
    return;
  g_string_truncate(mbox->unquoted, 0);
  while ((p = memmem(p, (gsize)(end - p), ">From ", 6)) != NULL) {
    const char *line = p;
    while (line > mail->raw && line[-1] == '>')
      line--;
    if (line == mail->raw || line[-1] == '\n') {
      g_string_append_len(mbox->unquoted, copied, line - copied);
      copied = line + 1;
    }
    p += 6;
  }
  if (copied == mail->raw)
    return;
  g_string_append_len(mbox->unquoted, copied, end - copied);
  mail->raw = mbox->unquoted->str;
  mail->len = mbox->unquoted->len;
}

/* The blank line before a From_ line belongs to the mbox, not to the mail. */
static gsize
without_separator(const char *raw, gsize len)
{
  if (len >= 4 && memcmp(raw + len - 4, "\r\n\r\n", 4) == 0)
    return len - 2;
  if (len >= 2 && memcmp(raw + len - 2, "\n\n", 2) == 0)
    return len - 1;
  return len == 1 && raw[0] == '\n' ? 0 : len;
}

/* "Name: " or "Name:" at the start, as every header begins. */
static gboolean
looks_like_header(const char *raw, gsize len)
{
  gsize i = 0;
  while (i < len && i < 77 && raw[i] > ' ' && raw[i] < 127 && raw[i] != ':')
    i++;
  return i > 1 && i < len && raw[i] == ':';
}

/* An editor's byte order mark would hide the first From_ line. */
static void
skip_mark(Mbox *mbox)
{
  if (mbox->base + (gint64)mbox->start == 0 && mbox->len >= 3 &&
      memcmp(mbox->buffer + mbox->start, "\xef\xbb\xbf", 3) == 0)
    mbox->start += 3;
}

/* Stands at the first byte of the next mail; blank lines before it are skipped. FALSE: nothing is
 * left. */
static gboolean
find_start(Mbox *mbox)
{
  for (;;) {
    skip_mark(mbox);
    while (mbox->start < mbox->len &&
           (mbox->buffer[mbox->start] == '\n' || mbox->buffer[mbox->start] == '\r'))
      mbox->start++;
    if (mbox->start < mbox->len)
      return TRUE;
    gsize moved;
    if (!fill(mbox, &moved))
      return FALSE;
  }
}

gboolean
ingest_mbox_next(Mbox *mbox, MboxMail *mail, GError **error)
{
  memset(mail, 0, sizeof *mail);
  if (mbox->dropped > 0) {
    /* The oversize mail is done: what is left of its gap goes. */
    mbox->base += mbox->dropped;
    mbox->dropped = 0;
  }
  if (!find_start(mbox)) {
    if (mbox->error != NULL)
      g_propagate_error(error, g_steal_pointer(&mbox->error));
    return FALSE;
  }
  gsize line_len = 0, index = mbox->start;
  gboolean has_from = from_line_at(mbox, &index, &line_len);
  mbox->start = index;
  gsize lead = has_from ? MIN(line_len + 1, mbox->len - index) : 0;
  g_string_truncate(mbox->from_line, 0);
  if (has_from) {
    g_string_append_len(mbox->from_line, mbox->buffer + index, (gssize)line_len);
    if (line_len > 0 && mbox->from_line->str[line_len - 1] == '\r')
      g_string_truncate(mbox->from_line, line_len - 1);
  }
  gint64 offset = stream_offset(mbox, index);
  mbox->quoted = !has_from && mbox->buffer[index] == '>';
  gsize next = find_next(mbox, index + (lead > 0 ? lead - 1 : 0));
  mail->offset = offset;
  mail->end = stream_offset(mbox, next);
  mail->from_line = has_from ? mbox->from_line->str : NULL;
  mail->raw = mbox->buffer + mbox->start + lead;
  mail->len = next - mbox->start - MIN(lead, next - mbox->start);
  mail->oversize = mail->len > mbox->max_mail || mbox->dropped > 0;
  mail->len = MIN(mail->len, mbox->max_mail - (mail->oversize ? lead : 0));
  mail->cut = next == mbox->len && mbox->error != NULL;
  if (!mail->oversize && !mail->cut && (has_from || next < mbox->len))
    mail->len = without_separator(mail->raw, mail->len);
  mail->garbage = !has_from && !looks_like_header(mail->raw, mail->len);
  unquote(mbox, mail);
  /* Indices behind the gap count from base + dropped from now on; the next call settles it. */
  mbox->start = next;
  return TRUE;
}

const char *
ingest_mbox_tail(const Mbox *mbox, gsize *len)
{
  *len = MIN(mbox->start, INGEST_MBOX_TAIL);
  return mbox->buffer + mbox->start - *len;
}
