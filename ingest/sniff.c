#include "ingest/sniff.h"
#include "ingest/mbox.h"
#include "ingest/page.h"
#include "ingest/page-index.h"

#include <string.h>

/* Fields of which a lone mail must have two: a text that begins "Note: " is none. */
static gboolean
is_mail_field(const char *line, gsize len)
{
  static const char *const names[] = {
      "From:",        "To:",           "Date:",         "Subject:",
      "Message-ID:",  "Received:",     "Return-Path:",  "References:",
      "In-Reply-To:", "Delivered-To:", "MIME-Version:", "Content-Type:"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (len >= strlen(names[i]) && g_ascii_strncasecmp(line, names[i], strlen(names[i])) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_field_line(const char *line, gsize len)
{
  gsize i = 0;
  while (i < len && line[i] > ' ' && line[i] < 127 && line[i] != ':')
    i++;
  return i > 0 && i < len && line[i] == ':';
}

static gboolean
looks_like_mail(const char *p, const char *end)
{
  guint found = 0;
  while (p < end && *p != '\n' && *p != '\r') {
    const char *lf = memchr(p, '\n', (gsize)(end - p));
    gsize len = (gsize)((lf != NULL ? lf : end) - p);
    gboolean folded = *p == ' ' || *p == '\t';
    if (!folded && !is_field_line(p, len))
      return FALSE;
    found += !folded && is_mail_field(p, len);
    p += len + 1;
  }
  return found >= 2;
}

static gboolean
has_from_line(const char *p, const char *end)
{
  while (p < end) {
    const char *lf = memchr(p, '\n', (gsize)(end - p));
    gsize len = (gsize)((lf != NULL ? lf : end) - p);
    if (ingest_mbox_is_from_line(p, len))
      return TRUE;
    if (lf == NULL)
      return FALSE;
    p = lf + 1;
  }
  return FALSE;
}

/* By their magic numbers; tar's stands behind the name of the first file (POSIX.1, ustar). */
static SniffKind
packed_kind(const char *head, gsize len)
{
  enum { USTAR = 257 };
  if (len >= 4 && memcmp(head, "BZh", 3) == 0 && g_ascii_isdigit(head[3]))
    return SNIFF_BZIP2;
  if (len >= 4 && memcmp(head, "PK\3\4", 4) == 0)
    return SNIFF_ZIP;
  return len >= USTAR + 5 && memcmp(head + USTAR, "ustar", 5) == 0 && memchr(head, '\0', USTAR)
             ? SNIFF_TAR
             : SNIFF_OTHER;
}

SniffKind
ingest_sniff(const char *head, gsize len)
{
  const char *p = head, *end = head + len;
  SniffKind packed = packed_kind(head, len);
  if (packed != SNIFF_OTHER)
    return packed;
  if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
    p += 3;
  while (p < end && g_ascii_isspace(*p))
    p++;
  if (p == end)
    return SNIFF_EMPTY;
  const char *lf = memchr(p, '\n', (gsize)(end - p));
  if (ingest_mbox_is_from_line(p, (gsize)((lf != NULL ? lf : end) - p)))
    return SNIFF_MBOX;
  if (looks_like_mail(p, end))
    return SNIFF_MAIL;
  if (*p == '<' && ingest_page_is_html(p, (gsize)(end - p)))
    return SNIFF_PAGE;
  if (*p == '<')
    return ingest_index_is(p, (gsize)(end - p)) ? SNIFF_INDEX : SNIFF_OTHER;
  if (ingest_page_is_text(p, (gsize)(end - p)))
    return SNIFF_PAGE_TEXT;
  return has_from_line(p, end) ? SNIFF_MBOX : SNIFF_OTHER;
}
