#include "ingest/content.h"
#include "ingest/scrub.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT(crypto_generichash_BYTES == INGEST_HASH_SIZE);

/* Feeds the hash in pieces; nothing is allocated. */
typedef struct {
  crypto_generichash_state state;
  guint8 buffer[4096];
  gsize used;
  gsize said; /* bytes of text */
} Feed;

static void
feed_flush(Feed *feed)
{
  crypto_generichash_update(&feed->state, feed->buffer, feed->used);
  feed->used = 0;
}

static void
feed_raw(Feed *feed, const void *bytes, gsize len)
{
  feed_flush(feed);
  crypto_generichash_update(&feed->state, bytes, len);
}

/* 1 for what feed_text takes: from '!' to '~' without '?'. */
#define EIGHT 1, 1, 1, 1, 1, 1, 1, 1
static const guint8 taken[256] = {[32] = 0, 1,     1,     1, 1, 1, 1, 1,     EIGHT, EIGHT, 1,
                                  1,        1,     1,     1, 1, 1, 0, EIGHT, EIGHT, EIGHT, EIGHT,
                                  EIGHT,    EIGHT, EIGHT, 1, 1, 1, 1, 1,     1,     1,     0};
#undef EIGHT

/* The printable ASCII of text but '?'; "@" as " at ", as pipermail writes it. Every byte of mail
 * passes here, so each is written and then counted or not, without a branch. */
static void
feed_text(Feed *feed, const char *text, gsize len)
{
  const char *end = text + len;
  while (text < end) {
    if (feed->used > sizeof feed->buffer / 2)
      feed_flush(feed);
    gsize used = feed->used;
    const char *stop = text + MIN((gsize)(end - text), (sizeof feed->buffer - used) / 2);
    for (; text < stop; text++) {
      guint8 c = (guint8)*text;
      if (c == '@') {
        feed->buffer[used++] = 'a';
        c = 't';
      }
      feed->buffer[used] = c;
      used += taken[c];
    }
    feed->said += used - feed->used;
    feed->used = used;
  }
}

/* "Re: [list] AW: x" -> "x": list software adds and moves these. */
static const char *
bare_subject(const char *subject)
{
  static const char *const marks[] = {"re", "aw", "fwd", "fw", "sv", "antw", "wg"};
  for (;;) {
    while (*subject == ' ')
      subject++;
    const char *close = *subject == '[' ? strchr(subject, ']') : NULL;
    if (close != NULL && close - subject < 80) {
      subject = close + 1;
      continue;
    }
    gsize n = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(marks) && n == 0; i++)
      if (g_ascii_strncasecmp(subject, marks[i], strlen(marks[i])) == 0)
        n = subject[strlen(marks[i])] == ':' ? strlen(marks[i]) + 1 : 0;
    if (n == 0)
      return subject;
    subject += n;
  }
}

static gboolean
only(const char *line, gsize len, char c)
{
  gsize n = 0;
  while (n < len && line[n] == c)
    n++;
  while (n < len && g_ascii_isspace(line[n]))
    n++;
  return n == len;
}

/* A list footer begins at line: a rule of underscores, or "--" and then the words of list software.
 * What follows it is short and the end of the mail. */
static gboolean
is_footer(const char *line, gsize len, const char *end)
{
  const char *next = line + len + 1;
  if (end - line > 1500)
    return FALSE;
  if (len >= 20 && line[0] == '_' && only(line, len, '_'))
    return TRUE;
  if (len < 2 || len > 3 || memcmp(line, "--", 2) != 0 || next >= end)
    return FALSE;
  gsize rest = (gsize)(end - next);
  return (rest >= 24 && memcmp(next, "To unsubscribe from this", 24) == 0) ||
         (rest >= 33 && memcmp(next, "You received this message because", 33) == 0);
}

/* Where the footer of text begins, or its end. Quoted footers are text. */
static const char *
find_footer(const char *text, const char *end)
{
  const char *p = end - text > 1500 ? end - 1500 : text;
  if (p > text) {
    p = memchr(p, '\n', (gsize)(end - p));
    if (p == NULL)
      return end;
    p++;
  }
  while (p < end) {
    const char *lf = memchr(p, '\n', (gsize)(end - p));
    gsize len = (gsize)((lf != NULL ? lf : end) - p);
    if (is_footer(p, len, end))
      return p;
    p += len + 1;
  }
  return end;
}

/* 'F' is rare: faster than to look for '>' or for all of it. */
static gboolean
has_quoted_from(const char *text, const char *end)
{
  for (const char *p = text; (p = memchr(p, 'F', (gsize)(end - p))) != NULL; p++)
    if (p > text && p[-1] == '>' && end - p >= 5 && memcmp(p, "From ", 5) == 0)
      return TRUE;
  return FALSE;
}

/* One part: footer, scrub notes and From-quoting left out. */
static void
feed_part(Feed *feed, const char *text, const char *end)
{
  gboolean in_note = FALSE;
  gboolean notes = ingest_scrub_may_have_notes(text, (gsize)(end - text));
  gboolean froms = has_quoted_from(text, end);
  end = find_footer(text, end);
  if (!notes && !froms) {
    feed_text(feed, text, (gsize)(end - text));
    return;
  }
  while (text < end) {
    const char *lf = memchr(text, '\n', (gsize)(end - text));
    gsize len = (gsize)((lf != NULL ? lf : end) - text);
    gsize skip = 0;
    while (skip < len && text[skip] == '>')
      skip++;
    if (skip > 0 && (len - skip < 5 || memcmp(text + skip, "From ", 5) != 0))
      skip = 0;
    in_note = ingest_scrub_is_note(text, len) || (in_note && ingest_scrub_is_field(text, len));
    if (!in_note)
      feed_text(feed, text + skip, len - skip);
    text += len + 1;
  }
}

/* The end of the part that begins at text: a separator line of pipermail, or end. */
static const char *
part_end(const char *text, const char *end, const char **next)
{
  const char *p = text;
  while (p < end && (p = ingest_scrub_find_separator(p, end)) != NULL) {
    const char *lf = memchr(p, '\n', (gsize)(end - p));
    gsize len = (gsize)((lf != NULL ? lf : end) - p);
    if ((p == text || p[-1] == '\n') && ingest_scrub_is_separator(p, len)) {
      *next = lf != NULL ? lf + 1 : end;
      return p;
    }
    p += len;
  }
  *next = end;
  return end;
}

static void
feed_body(Feed *feed, const char *text, gsize len)
{
  const char *end = text + len;
  gsize before = feed->said;
  while (text < end && feed->said == before) {
    const char *next;
    feed_part(feed, text, part_end(text, end, &next));
    text = next;
  }
}

void
ingest_content_hash(gint64 date, const char *subject, const char *text, gsize len,
                    const char *extra, gsize extra_len, guint8 hash[INGEST_HASH_SIZE])
{
  Feed feed;
  char number[32];
  feed.used = feed.said = 0;
  crypto_generichash_init(&feed.state, NULL, 0, INGEST_HASH_SIZE);
  g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT "\n", date);
  feed_raw(&feed, number, strlen(number));
  const char *bare = bare_subject(subject);
  feed_text(&feed, bare, strlen(bare));
  feed_raw(&feed, "\n", 1);
  feed_body(&feed, text, len);
  if (extra != NULL)
    feed_raw(&feed, extra, extra_len);
  feed_flush(&feed);
  crypto_generichash_final(&feed.state, hash, INGEST_HASH_SIZE);
}

gboolean
ingest_content_says_something(const char *text, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if ((guint8)text[i] > ' ')
      return TRUE;
  return FALSE;
}
