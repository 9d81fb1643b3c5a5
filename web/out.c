#include "web/out.h"
#include "db/sixteen.h"
#include <stdbool.h>
#include <string.h>

/* Where a piece of text is printed decides what is special in it. */
typedef enum { PLACE_PLAIN, PLACE_TEXT, PLACE_ATTRIBUTE } Place;

/* Characters that change how the text around them reads, or that nobody can see: C1 controls, bidi
 * embeddings, overrides and isolates (the "Trojan source" set), interlinear marks and tag
 * characters; and those that are none and that XML forbids. U+200E and U+200F stay: they are
 * ordinary in Arabic and Hebrew mail and cannot reorder what follows them. */
static gboolean
is_deceptive(gunichar c)
{
  return (c >= 0x80 && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f) || (c & 0xfffe) == 0xfffe;
}

static void
out_control(WebOut *out, guchar c)
{
  g_string_append_unichar(out, c == 0x7f ? 0x2421u : 0x2400u + c);
}

/* One character that starts with a byte over 0x7f. Returns the bytes it took. */
static gsize
out_wide(WebOut *out, const char *at, gsize left)
{
  gunichar c = g_utf8_get_char_validated(at, (gssize)left);
  if (c == (gunichar)-1 || c == (gunichar)-2) {
    g_string_append(out, "\xef\xbf\xbd");
    return 1;
  }
  gsize len = (gsize)g_unichar_to_utf8(c, NULL);
  if (is_deceptive(c))
    g_string_append_printf(out, "[U+%04X]", c);
  else
    g_string_append_len(out, at, (gssize)len);
  return len;
}

/* Prints c as an entity; FALSE: it needs none there. */
static gboolean
out_entity(WebOut *out, char c, Place place)
{
  if (place == PLACE_PLAIN || (c == '"' && place != PLACE_ATTRIBUTE))
    return FALSE;
  if (c == '&')
    web_out_literal(out, "&amp;", 5);
  else if (c == '<')
    web_out_literal(out, "&lt;", 4);
  else if (c == '>')
    web_out_literal(out, "&gt;", 4);
  else if (c == '"')
    web_out_literal(out, "&quot;", 6);
  else
    return FALSE;
  return TRUE;
}

/* Bytes that may need something done. Most mail is runs of bytes that do not, appended in one
 * piece. */
static const bool is_special_byte[256] = {
    [0 ... 8] = true, [11 ... 31] = true, ['&'] = true,         ['<'] = true,
    ['>'] = true,     ['"'] = true,       [127 ... 255] = true,
};

/* Which bytes may need something done: '<' is '>' without its second bit, '"' is '&' without its
 * third. */
static Sixteen
special_bytes(Sixteen c)
{
  return (Sixteen)(((c < 0x20) & (c != '\t') & (c != '\n')) | (c > 0x7e) | ((c | 2) == '>') |
                   ((c | 4) == '&'));
}

/* The first byte from `at` on that may need something done, or len. */
static gsize
plain_end(const char *text, gsize at, gsize len)
{
  for (; len - at >= SIXTEEN; at += SIXTEEN) {
    gsize first = sixteen_first(special_bytes(sixteen_at(text + at)));
    if (first < SIXTEEN)
      return at + first;
  }
  while (at < len && !is_special_byte[(guchar)text[at]])
    at++;
  return at;
}

static void
out_escaped(WebOut *out, const char *text, gsize len, Place place)
{
  gsize at = 0;
  while (at < len) {
    gsize run = plain_end(text, at, len);
    if (run > at)
      web_out_literal(out, text + at, run - at);
    at = run;
    if (at == len)
      return;
    guchar c = (guchar)text[at];
    if (c >= 0x80) {
      at += out_wide(out, text + at, len - at);
      continue;
    }
    if (!out_entity(out, (char)c, place)) {
      if (c < 0x20 || c == 0x7f)
        out_control(out, c);
      else
        g_string_append_c(out, (char)c);
    }
    at++;
  }
}

void
web_out_text(WebOut *out, const char *text)
{
  if (text != NULL)
    out_escaped(out, text, strlen(text), PLACE_TEXT);
}

void
web_out_text_len(WebOut *out, const char *text, gsize len)
{
  if (text != NULL)
    out_escaped(out, text, len, PLACE_TEXT);
}

void
web_out_attribute(WebOut *out, const char *text)
{
  if (text != NULL)
    out_escaped(out, text, strlen(text), PLACE_ATTRIBUTE);
}

void
web_out_raw(WebOut *out, const char *html)
{
  if (html != NULL)
    g_string_append(out, html);
}

/* At most three digits, for which there is room. */
static void
out_small_int(WebOut *out, guint n)
{
  char *at = out->str + out->len;
  if (n >= 100)
    *at++ = (char)('0' + n / 100);
  if (n >= 10)
    *at++ = (char)('0' + n / 10 % 10);
  *at++ = (char)('0' + n % 10);
  *at = '\0';
  out->len = (gsize)(at - out->str);
}

void
web_out_int(WebOut *out, gint64 number)
{
  /* Most are numbers of lines, each printed three times. */
  if (number >= 0 && number < 1000 && out->len + 3 < out->allocated_len) {
    out_small_int(out, (guint)number);
    return;
  }
  char digits[24];
  gsize at = sizeof digits;
  guint64 left = number < 0 ? -(guint64)number : (guint64)number;
  do {
    digits[--at] = (char)('0' + left % 10);
    left /= 10;
  } while (left > 0);
  if (number < 0)
    digits[--at] = '-';
  web_out_literal(out, digits + at, sizeof digits - at);
}

void
web_out_count(WebOut *out, guint64 number)
{
  char digits[32];
  gsize at = sizeof digits;
  guint n = 0;
  do {
    if (n > 0 && n % 3 == 0)
      digits[--at] = ',';
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
    n++;
  } while (number > 0);
  web_out_literal(out, digits + at, sizeof digits - at);
}

void
web_out_size(WebOut *out, gint64 bytes)
{
  static const char *const units[] = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) {
    g_string_append_printf(out, "%" G_GINT64_FORMAT " B", MAX(bytes, 0));
    return;
  }
  double amount = (double)bytes / 1000;
  guint unit = 0;
  for (; amount >= 999.95 && unit + 1 < G_N_ELEMENTS(units); unit++)
    amount /= 1000;
  g_string_append_printf(out, "%.1f %s", amount, units[unit]);
}

void
web_out_address(WebOut *out, const char *email, gboolean mask)
{
  if (email == NULL)
    return;
  const char *at = strrchr(email, '@');
  if (!mask || at == NULL) {
    web_out_attribute(out, email);
    return;
  }
  out_escaped(out, email, (gsize)(at - email), PLACE_ATTRIBUTE);
  g_string_append(out, "@…");
}

char *
web_plain(const char *text)
{
  GString *out = g_string_new(NULL);
  if (text != NULL)
    out_escaped(out, text, strlen(text), PLACE_PLAIN);
  return g_string_free(out, FALSE);
}
