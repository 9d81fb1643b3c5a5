#include "ingest/scrub.h"

#include <string.h>

/* A mail full of notes is no mail of a list. */
#define MOST_NOTES 1000

static gboolean
begins(const char *line, gsize len, const char *with)
{
  gsize n = strlen(with);
  return len >= n && memcmp(line, with, n) == 0;
}

gboolean
ingest_scrub_is_separator(const char *line, gsize len)
{
  return begins(line, len, "-------------- next part --------------");
}

gboolean
ingest_scrub_is_note(const char *line, gsize len)
{
  static const char *const notes[] = {
      "An HTML attachment was scrubbed...", "A non-text attachment was scrubbed...",
      "An embedded and charset-unspecified text was scrubbed...",
      "An embedded message was scrubbed...", "Skipped content of type "};
  for (gsize i = 0; i < G_N_ELEMENTS(notes); i++)
    if (begins(line, len, notes[i]))
      return TRUE;
  return FALSE;
}

/* The next words in text, by their byte at rare, which is rarer in mail than the others. */
static const char *
find_words(const char *text, const char *end, const char *words, gsize rare)
{
  gsize n = strlen(words);
  if ((gsize)(end - text) < n)
    return NULL;
  const char *last = end - n + rare + 1;
  for (const char *p = text + rare;
       (p = memchr(p, words[rare], (gsize)(last - p))) != NULL && p < last; p++)
    if (memcmp(p - rare, words, n) == 0)
      return p - rare;
  return NULL;
}

gboolean
ingest_scrub_may_have_notes(const char *text, gsize len)
{
  return find_words(text, text + len, "scrubbed...", 4) != NULL ||
         find_words(text, text + len, "Skipped content", 0) != NULL;
}

const char *
ingest_scrub_find_separator(const char *text, const char *end)
{
  return find_words(text, end, "-------------- next part", 17);
}

/* Value of "Name: x" or of the older "Name : x"; NULL when the line is not of that name. */
static const char *
field_value(const char *line, gsize len, const char *name, gsize *value_len)
{
  gsize n = strlen(name);
  if (len <= n || g_ascii_strncasecmp(line, name, n) != 0)
    return NULL;
  const char *p = line + n, *end = line + len;
  while (p < end && *p == ' ')
    p++;
  if (p == end || *p++ != ':')
    return NULL;
  while (p < end && *p == ' ')
    p++;
  while (end > p && g_ascii_isspace(end[-1]))
    end--;
  *value_len = (gsize)(end - p);
  return p;
}

gboolean
ingest_scrub_is_field(const char *line, gsize len)
{
  static const char *const names[] = {"Name", "Type", "Size", "Desc",    "URL",
                                      "From", "To",   "Cc",   "Subject", "Date"};
  gsize ignored;
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (field_value(line, len, names[i], &ignored) != NULL)
      return TRUE;
  gsize angle = begins(line, len, "<") ? 1 : 0; /* "URL:" and the address on the line below it */
  return begins(line + angle, len - angle, "http://") ||
         begins(line + angle, len - angle, "https://");
}

static void
take_url(MailPart *part, const char *value, gsize len)
{
  if (len > 0 && value[0] == '<') {
    value++;
    len--;
  }
  const char *close = memchr(value, '>', len);
  if (close != NULL)
    len = (gsize)(close - value);
  if (part->url == NULL && (begins(value, len, "http://") || begins(value, len, "https://")))
    part->url = g_strndup(value, len);
}

static void
take_field(MailPart *part, const char *line, gsize len)
{
  gsize n;
  const char *value;
  if ((value = field_value(line, len, "Name", &n)) != NULL && part->name == NULL) {
    if (!begins(value, n, "not available") && n > 0)
      part->name = g_strndup(value, n);
  } else if ((value = field_value(line, len, "Type", &n)) != NULL) {
    g_free(part->type);
    part->type = g_ascii_strdown(value, (gssize)n);
  } else if ((value = field_value(line, len, "Size", &n)) != NULL) {
    g_autofree char *number = g_strndup(value, MIN(n, 18));
    part->size = MAX(g_ascii_strtoll(number, NULL, 10), 0);
  } else if ((value = field_value(line, len, "URL", &n)) != NULL) {
    take_url(part, value, n);
  } else {
    take_url(part, line, len);
  }
}

static MailPart *
new_part(const char *line, gsize len)
{
  MailPart *part = g_new0(MailPart, 1);
  const char *type = begins(line, len, "An HTML")               ? "text/html"
                     : begins(line, len, "An embedded message") ? "message/rfc822"
                     : begins(line, len, "An embedded and")     ? "text/plain"
                                                                : "application/octet-stream";
  if (begins(line, len, "Skipped content of type ") && len > 24)
    part->type = g_ascii_strdown(line + 24, (gssize)len - 24);
  else
    part->type = g_strdup(type);
  return part;
}

void
ingest_scrub_read(const char *body, gsize len, GPtrArray *parts)
{
  MailPart *open = NULL;
  guint n = 0;
  const char *end = body + len;
  if (!ingest_scrub_may_have_notes(body, len))
    return;
  for (const char *p = body; p < end && n < MOST_NOTES;) {
    const char *lf = memchr(p, '\n', (gsize)(end - p));
    gsize line = (gsize)((lf != NULL ? lf : end) - p);
    if (ingest_scrub_is_note(p, line)) {
      open = new_part(p, line);
      g_ptr_array_add(parts, open);
      n++;
    } else if (open != NULL && ingest_scrub_is_field(p, line)) {
      take_field(open, p, line);
    } else {
      open = NULL;
    }
    p += line + 1;
  }
}
