/* Pieces of addresses, escaped for where they stand, and which addresses may become a link. */
#include "web/out.h"
#include <stdbool.h>
#include <string.h>

static const char hex_digits[] = "0123456789ABCDEF";

/* RFC 3986 unreserved and sub-delims with ':' and '@': what public-inbox leaves as it is in a
 * Message-ID. */
static const bool is_segment_byte[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['-'] = true, ['.'] = true,
    ['_'] = true,         ['~'] = true,         ['!'] = true,         ['$'] = true, ['&'] = true,
    ['\''] = true,        ['('] = true,         [')'] = true,         ['*'] = true, ['+'] = true,
    [','] = true,         [';'] = true,         ['='] = true,         [':'] = true, ['@'] = true,
};
static const bool is_query_byte[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['-'] = true,
    ['.'] = true,         ['_'] = true,         ['~'] = true,         [':'] = true,
    ['@'] = true,         [','] = true,         ['/'] = true,
};

/* In an address that is one already: what is not ASCII, a blank or of no use in any is escaped. '&'
 * has its own form. */
static const bool is_url_byte[256] = {
    ['!'] = true, ['#' ... '%'] = true, ['\'' ... ';'] = true, ['='] = true, ['?' ... '['] = true,
    [']'] = true, ['_'] = true,         ['a' ... 'z'] = true,  ['~'] = true,
};

/* Prints what stands as it is, up to the first byte that does not. */
static const char *
out_run(WebOut *out, const char *at, const bool stands[256], char but)
{
  const char *end = at;
  while (stands[(guchar)*end] && *end != but)
    end++;
  web_out_literal(out, at, (gsize)(end - at));
  return end;
}

static void
append_percent(GString *out, guchar c)
{
  g_string_append_c(out, '%');
  g_string_append_c(out, hex_digits[c >> 4]);
  g_string_append_c(out, hex_digits[c & 15]);
}

char *
web_path_segment(const char *segment)
{
  GString *out = g_string_new(NULL);
  const char *at = segment != NULL ? segment : "";
  while (*(at = out_run(out, at, is_segment_byte, '\0')) != '\0')
    append_percent(out, (guchar)*at++);
  return g_string_free(out, FALSE);
}

void
web_out_path(WebOut *out, const char *segment)
{
  const char *at = segment != NULL ? segment : "";
  for (; *(at = out_run(out, at, is_segment_byte, '&')) != '\0'; at++) {
    if (*at == '&')
      g_string_append(out, "&amp;");
    else
      append_percent(out, (guchar)*at);
  }
}

void
web_out_query(WebOut *out, const char *value)
{
  const char *at = value != NULL ? value : "";
  for (; *(at = out_run(out, at, is_query_byte, '\0')) != '\0'; at++) {
    if (*at == ' ')
      g_string_append_c(out, '+');
    else
      append_percent(out, (guchar)*at);
  }
}

char *
web_path_unescape(const char *segment)
{
  g_autoptr(GString) out = g_string_new(NULL);
  for (const char *at = segment; *at != '\0'; at++) {
    if (*at != '%') {
      g_string_append_c(out, *at);
      continue;
    }
    int high = g_ascii_xdigit_value(at[1]);
    int low = high < 0 ? -1 : g_ascii_xdigit_value(at[2]);
    if (low < 0 || (high == 0 && low == 0))
      return NULL;
    g_string_append_c(out, (char)(high * 16 + low));
    at += 2;
  }
  if (!g_utf8_validate(out->str, (gssize)out->len, NULL))
    return NULL;
  return g_strdup(out->str);
}

/* A browser strips tabs and line ends inside a scheme and reads '\' as '/', so both are told from
 * plain relative addresses here: "java\tscript:" and "/\host" are refused like "javascript:" and
 * "//host". */
static gboolean
is_safe_url(const char *url)
{
  static const char *const schemes[] = {"http://", "https://", "mailto:"};
  for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
    if (g_ascii_strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
      return TRUE;
  }
  if (url[0] == '/' && (url[1] == '/' || url[1] == '\\'))
    return FALSE;
  if ((guchar)url[0] <= ' ' || url[0] == '\\')
    return FALSE;
  return url[strcspn(url, ":/?#")] != ':';
}

void
web_out_url(WebOut *out, const char *url)
{
  if (url == NULL || !is_safe_url(url)) {
    g_string_append_c(out, '#');
    return;
  }
  for (const char *at = url; *(at = out_run(out, at, is_url_byte, '\0')) != '\0'; at++) {
    if (*at == '&')
      g_string_append(out, "&amp;");
    else
      append_percent(out, (guchar)*at);
  }
}
