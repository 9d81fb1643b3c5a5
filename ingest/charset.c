#include "ingest/charset.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* windows-1252 0x80..0x9f; 0: not assigned. */
static const guint16 windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* Appends valid UTF-8 whose only blemishes are CRs before LF and NULs: in stretches, not byte by
 * byte. */
static void
append_clean(GString *out, const char *text, gsize len)
{
  if (memchr(text, '\r', len) == NULL && memchr(text, 0, len) == NULL) {
    g_string_append_len(out, text, (gssize)len);
    return;
  }
  const char *p = text, *end = text + len, *copied = text;
  for (; p < end; p++) {
    gboolean crlf = *p == '\r' && p + 1 < end && p[1] == '\n';
    if (!crlf && *p != '\0')
      continue;
    g_string_append_len(out, copied, p - copied);
    if (*p == '\0')
      g_string_append(out, REPLACEMENT);
    copied = p + 1;
  }
  g_string_append_len(out, copied, end - copied);
}

/* How much of the start is ASCII: most mail is all of it, and GLib looks at each byte. */
static gsize
ascii_length(const char *text, gsize len)
{
  gsize done = 0;
  for (guint64 eight; len - done >= sizeof eight; done += sizeof eight) {
    memcpy(&eight, text + done, sizeof eight);
    if ((eight & G_GUINT64_CONSTANT(0x8080808080808080)) != 0)
      break;
  }
  while (done < len && (guint8)text[done] < 0x80)
    done++;
  return done;
}

/* g_utf8_validate_len stops at NUL, which mail text may hold. Gives the valid length, NULs counted
 * as valid. */
static gsize
valid_length(const char *text, gsize len)
{
  gsize done = ascii_length(text, len);
  while (done < len) {
    const char *stop;
    if (g_utf8_validate_len(text + done, len - done, &stop))
      return len;
    done = (gsize)(stop - text);
    if (done < len && text[done] != '\0')
      return done;
    done++;
  }
  return len;
}

static void
append_windows_1252(GString *out, const char *bytes, gsize len)
{
  g_autoptr(GString) text = g_string_sized_new(len + len / 4);
  for (gsize i = 0; i < len; i++) {
    guint8 c = (guint8)bytes[i];
    if (c < 0x80)
      g_string_append_c(text, (char)c);
    else if (c >= 0xa0)
      g_string_append_unichar(text, c);
    else if (windows_1252[c - 0x80] != 0)
      g_string_append_unichar(text, windows_1252[c - 0x80]);
    else
      g_string_append(text, REPLACEMENT);
  }
  append_clean(out, text->str, text->len);
}

/* Bytes >= 0x80 that begin a valid sequence of two or more, against those that do not. */
static gboolean
mostly_utf8(const char *bytes, gsize len)
{
  gsize good = 0, bad = 0;
  const char *p = bytes, *end = bytes + len;
  while (p < end) {
    if ((guint8)*p < 0x80) {
      p++;
      continue;
    }
    gunichar c = g_utf8_get_char_validated(p, end - p);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
      bad++;
      p++;
    } else {
      good++;
      p = g_utf8_next_char(p);
    }
  }
  return good > bad;
}

static void
append_repaired_utf8(GString *out, const char *bytes, gsize len)
{
  while (len > 0) {
    gsize valid = valid_length(bytes, len);
    append_clean(out, bytes, valid);
    if (valid == len)
      return;
    g_string_append(out, REPLACEMENT);
    bytes += valid + 1;
    len -= valid + 1;
  }
}

/* What a mail without a usable charset holds. */
static void
append_guessed(GString *out, const char *bytes, gsize len, gboolean said_utf8)
{
  if (valid_length(bytes, len) == len)
    append_clean(out, bytes, len);
  else if (said_utf8 && mostly_utf8(bytes, len))
    append_repaired_utf8(out, bytes, len);
  else
    append_windows_1252(out, bytes, len);
}

typedef enum { CHARSET_GUESS, CHARSET_UTF8, CHARSET_WINDOWS_1252, CHARSET_OTHER } CharsetKind;

/* "3dutf-8" comes from a broken quoted-printable "=3Dutf-8". */
static CharsetKind
charset_kind(const char *name)
{
  static const char *const ascii[] = {
      "us-ascii",  "ascii",   "ansi_x3",      "ansi_x3.4-1968",
      "x-unknown", "unknown", "unknown-8bit", "iso-8859-8-i-unknown",
      "default"};
  if (name == NULL || name[0] == '\0')
    return CHARSET_GUESS;
  for (gsize i = 0; i < G_N_ELEMENTS(ascii); i++)
    if (g_ascii_strcasecmp(name, ascii[i]) == 0)
      return CHARSET_GUESS;
  if (g_ascii_strcasecmp(name, "utf-8") == 0 || g_ascii_strcasecmp(name, "utf8") == 0 ||
      g_ascii_strcasecmp(name, "3dutf-8") == 0)
    return CHARSET_UTF8;
  if (g_ascii_strcasecmp(name, "iso-8859-1") == 0 ||
      g_ascii_strcasecmp(name, "windows-1252") == 0 || g_ascii_strcasecmp(name, "latin1") == 0 ||
      g_ascii_strcasecmp(name, "cp1252") == 0)
    return CHARSET_WINDOWS_1252;
  return CHARSET_OTHER;
}

/* One pass of iconv; a byte that does not decode becomes U+FFFD. */
static void
convert(GString *text, GIConv converter, const char *bytes, gsize len)
{
  char buffer[4096];
  char *in = (char *)(gintptr)bytes;
  gsize left = len;
  while (left > 0) {
    char *to = buffer;
    gsize room = sizeof buffer;
    gsize code = g_iconv(converter, &in, &left, &to, &room);
    int problem = errno;
    g_string_append_len(text, buffer, to - buffer);
    if (code != (gsize)-1)
      break;
    if (problem == E2BIG && to > buffer)
      continue;
    g_string_append(text, REPLACEMENT);
    if (left == 0 || problem == EINVAL)
      break;
    in++;
    left--;
  }
  char *to = buffer;
  gsize room = sizeof buffer;
  if (g_iconv(converter, NULL, NULL, &to, &room) != (gsize)-1)
    g_string_append_len(text, buffer, to - buffer);
}

/* As iconv calls it; NULL: nothing that a charset can be called, and no "//TRANSLIT" or path. */
static const char *
iconv_name(const char *charset)
{
  for (const char *p = charset; *p != '\0'; p++)
    if (!g_ascii_isalnum(*p) && strchr("-_.:+()", *p) == NULL)
      return NULL;
  return strlen(charset) <= 60 ? g_mime_charset_iconv_name(charset) : NULL;
}

static gboolean
append_converted(GString *out, const char *bytes, gsize len, const char *charset)
{
  g_autoptr(GString) text = ingest_charset_read(bytes, len, charset);
  if (text == NULL)
    return FALSE;
  append_repaired_utf8(out, text->str, text->len);
  return TRUE;
}

GString *
ingest_charset_read(const char *bytes, gsize len, const char *charset)
{
  const char *name = iconv_name(charset);
  GIConv converter = name != NULL ? g_iconv_open("UTF-8", name) : (GIConv)-1;
  if (converter == (GIConv)-1)
    return NULL;
  GString *text = g_string_sized_new(len + len / 2);
  convert(text, converter, bytes, len);
  g_iconv_close(converter);
  return text;
}

char *
ingest_charset_write(const char *text, gsize len, const char *charset, gsize *n)
{
  const char *name = iconv_name(charset);
  g_autofree char *valid = g_utf8_make_valid(text, (gssize)len);
  return name != NULL ? g_convert_with_fallback(valid, -1, name, "UTF-8", "?", NULL, n, NULL)
                      : NULL;
}

gboolean
ingest_charset_is_ascii(const char *charset)
{
  static const char *const families[] = {"iso-8859-", "windows-125", "cp125", "koi8-"};
  if (charset_kind(charset) != CHARSET_OTHER)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(families); i++)
    if (g_ascii_strncasecmp(charset, families[i], strlen(families[i])) == 0)
      return TRUE;
  g_autoptr(GString) known = ingest_charset_read("", 0, charset);
  return known == NULL;
}

void
ingest_charset_append(GString *out, const char *bytes, gsize len, const char *charset)
{
  CharsetKind kind = charset_kind(charset);
  if (kind == CHARSET_WINDOWS_1252) {
    /* Pure ASCII is by far the most common, and UTF-8 under this label is never
     * meant as Latin-1. */
    if (valid_length(bytes, len) == len)
      append_clean(out, bytes, len);
    else
      append_windows_1252(out, bytes, len);
    return;
  }
  if (kind == CHARSET_OTHER && append_converted(out, bytes, len, charset))
    return;
  append_guessed(out, bytes, len, kind == CHARSET_UTF8);
}

/* "=?" anywhere: an encoded word may begin there. */
static gboolean
has_encoded_word(const char *value, gsize len)
{
  for (gsize i = 0; i + 1 < len; i++)
    if (value[i] == '=' && value[i + 1] == '?')
      return TRUE;
  return FALSE;
}

static gboolean
is_plain_ascii(const char *value, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if ((guint8)value[i] < 0x20 || (guint8)value[i] >= 0x7f)
      return FALSE;
  return TRUE;
}

/* Folds blanks and control characters (terminal escapes among them) into single
 * blanks, in place. */
static void
fold_blanks(char *text)
{
  char *to = text;
  gboolean blank = TRUE;
  for (const char *p = text; *p != '\0'; p++) {
    gboolean c1 = (guint8)p[0] == 0xc2 && (guint8)p[1] < 0xa0 && p[1] != '\0';
    if ((guint8)*p > ' ' && *p != 0x7f && !c1) {
      *to++ = *p;
      blank = FALSE;
      continue;
    }
    p += c1;
    if (!blank)
      *to++ = ' ';
    blank = TRUE;
  }
  if (to > text && to[-1] == ' ')
    to--;
  *to = '\0';
}

/* What stands for itself in a field whatever follows. */
static const bool settled_bytes[256] = {
    ['!' ... '<'] = true,
    ['>' ... '~'] = true,
};

/* ASCII with single blanks only and nothing encoded, as nearly all fields are. */
static gboolean
is_settled(const char *value, gsize len)
{
  for (gsize i = 0; i < len; i++) {
    if (settled_bytes[(guint8)value[i]])
      continue;
    char next = i + 1 < len ? value[i + 1] : '\0';
    if (!(value[i] == ' ' && next != ' ') && !(value[i] == '=' && next != '?'))
      return FALSE;
  }
  return TRUE;
}

char *
ingest_charset_header(const char *value, gsize len)
{
  if (is_settled(value, len)) {
    gsize from = len > 0 && value[0] == ' ', end = len > from && value[len - 1] == ' ';
    return g_strndup(value + from, len - from - end);
  }
  char *text;
  gboolean encoded = has_encoded_word(value, len);
  if (!encoded && is_plain_ascii(value, len)) {
    text = g_strndup(value, len);
  } else {
    g_autoptr(GString) clean = g_string_sized_new(len + 16);
    append_guessed(clean, value, len, FALSE);
    if (encoded) {
      g_autofree char *decoded = g_mime_utils_header_decode_text(NULL, clean->str);
      text = g_utf8_make_valid(decoded != NULL ? decoded : "", -1);
    } else {
      text = g_strndup(clean->str, clean->len);
    }
  }
  fold_blanks(text);
  return text;
}

char *
ingest_charset_words(const char *name, const char *text)
{
  g_autofree char *words = g_mime_utils_header_encode_text(NULL, text, "utf-8");
  if (name == NULL)
    return g_steal_pointer(&words);
  g_autofree char *line = g_strdup_printf("%s: %s", name, words);
  return g_mime_utils_unstructured_header_fold(NULL, NULL, line);
}
