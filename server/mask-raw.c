#include "server/mask-raw.h"

#include <string.h>

#include "ingest/charset.h"
#include "ingest/mime.h"

/* Fields that hold threads, parts and lists together, and hold no address that a person reads at.
 */
static gboolean
is_kept_field(const char *line, gsize len)
{
  static const char *const kept[] = {
      "message-id:",  "in-reply-to:",  "references:",        "content-", "list-",
      "archived-at:", "mime-version:", "resent-message-id:", "date:",    "x-message-id-hash:"};
  for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
    gsize n = strlen(kept[i]);
    if (len >= n && g_ascii_strncasecmp(line, kept[i], n) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_host_byte(char c)
{
  return g_ascii_isalnum(c) || c == '-' || c == '.' || (c & 0x80) != 0;
}

static gboolean
is_local_byte(char c)
{
  return g_ascii_isalnum(c) || (c != '\0' && strchr("._+-=%'\"", c) != NULL) || (c & 0x80) != 0;
}

/* Behind the two bytes of each character of ISO-2022-JP, which may be any: "ESC $ B ... ESC ( B".
 */
static const char *
skip_wide(const char *at, const char *end)
{
  const char *back = memmem(at, (gsize)(end - at), "\033(", 2);
  return back != NULL ? back : end;
}

/* One line, its newline included. */
static void
mask_line(GString *out, const char *line, gsize len)
{
  const char *end = line + len;
  const char *from = line;
  for (const char *at = line; at < end; at++) {
    if (*at == '\033' && at + 1 < end && at[1] == '$')
      at = skip_wide(at, end);
    if (at == end)
      break;
    if (*at != '@' || at == line || !is_local_byte(at[-1]))
      continue;
    const char *host = at + 1;
    while (host < end && is_host_byte(*host))
      host++;
    if (host == at + 1)
      continue;
    g_string_append_len(out, from, at + 1 - from);
    g_string_append(out, "masked.invalid");
    /* The full stop of the sentence around it. */
    from = host[-1] == '.' ? host - 1 : host;
    at = host - 1;
  }
  g_string_append_len(out, from, end - from);
}

/* --- encoded words (RFC 2047) --- */

/* The length of "Name" when the line begins with a field; else 0. */
static gsize
field_name_length(const char *line, gsize len)
{
  gsize n = 0;
  while (n < len && (g_ascii_isalnum(line[n]) || line[n] == '-'))
    n++;
  return n < len && line[n] == ':' ? n : 0;
}

/* Where what begins at line ends: behind its newline, or behind that of the last line which carries
 * its encoded words on. */
static const char *
words_end(const char *line, const char *end, gboolean in_header)
{
  const char *newline = memchr(line, '\n', (gsize)(end - line));
  const char *next = newline != NULL ? newline + 1 : end;
  if (memmem(line, (gsize)(next - line), "?=", 2) == NULL && !in_header)
    return next;
  while (next < end && (*next == ' ' || *next == '\t')) {
    const char *at = next;
    while (at < end && (*at == ' ' || *at == '\t'))
      at++;
    if (!in_header && (end - at < 2 || at[0] != '=' || at[1] != '?'))
      break;
    newline = memchr(next, '\n', (gsize)(end - next));
    next = newline != NULL ? newline + 1 : end;
  }
  return next;
}

/* text, in encoded words where it needs them, in place of a line or a folded field. */
static void
append_words(GString *out, const char *line, gsize len, const char *text)
{
  gsize name_len = field_name_length(line, len);
  g_autofree char *name = name_len > 0 ? g_strndup(line, name_len) : NULL;
  const char *value = name != NULL ? strchr(text, ':') + 1 : text;
  g_autofree char *words = ingest_charset_words(name, value + (*value == ' '));
  gboolean crlf = len >= 2 && line[len - 2] == '\r';
  for (const char *at = g_strchomp(words); *at != '\0'; at++) {
    if (*at == '\n' && crlf && at > words && at[-1] != '\r')
      g_string_append_c(out, '\r');
    g_string_append_c(out, *at);
  }
  if (len > 0 && line[len - 1] == '\n')
    g_string_append(out, crlf ? "\r\n" : "\n");
}

static void
mask_plain(GString *out, const char *text, gsize len)
{
  for (const char *line = text, *end = text + len; line < end;) {
    const char *newline = memchr(line, '\n', (gsize)(end - line));
    const char *next = newline != NULL ? newline + 1 : end;
    mask_line(out, line, (gsize)(next - line));
    line = next;
  }
}

/* A line, or a field with its folds. It is written anew only when its encoded words name somebody.
 */
static void
mask_words(GString *out, const char *line, gsize len)
{
  if (memmem(line, len, "=?", 2) == NULL) {
    mask_plain(out, line, len);
    return;
  }
  g_autoptr(GString) plain = g_string_sized_new(len + 64);
  mask_plain(plain, line, len);
  g_autofree char *read = ingest_charset_header(plain->str, plain->len);
  g_autoptr(GString) shown = g_string_new(NULL);
  mask_line(shown, read, strlen(read));
  if (strcmp(shown->str, read) == 0)
    g_string_append_len(out, plain->str, (gssize)plain->len);
  else
    append_words(out, line, len, shown->str);
}

/* --- parts that are encoded --- */

/* What stands in place of an encoded part. */
typedef struct {
  const char *at; /* in the mail */
  gsize len;
  char *text;
  gsize text_len;
} Patch;

typedef struct {
  GArray *patches;  /* Patch, by place */
  gboolean crlf;    /* lines of the mail end so */
  GPtrArray *mails; /* starts of mails to look into, and their ends, in turn: the mail itself, then
                       those forwarded in it */
} Search;

static void
patch_clear(gpointer data)
{
  g_free(((Patch *)data)->text);
}

static GString *
mask_lines(const char *text, gsize len)
{
  GString *out = g_string_sized_new(len + 64);
  for (const char *line = text, *end = text + len; line < end;) {
    const char *next = words_end(line, end, FALSE);
    mask_words(out, line, (gsize)(next - line));
    line = next;
  }
  return out;
}

/* Whatever it is called: a patch is often "application/octet-stream", and a picture never UTF-8
 * without a NUL. */
static gboolean
is_text(const MimePart *part, const char *bytes, gsize len)
{
  return g_str_has_prefix(part->type, "text/") ||
         (memchr(bytes, '\0', len) == NULL && g_utf8_validate(bytes, (gssize)len, NULL));
}

/* In its own charset; NULL when nobody is named. */
static char *
mask_part(const MimePart *part, const char *bytes, gsize len, gsize *masked_len)
{
  gboolean in_place = ingest_charset_is_ascii(part->charset);
  g_autoptr(GString) text = in_place ? NULL : ingest_charset_read(bytes, len, part->charset);
  const char *from = text != NULL ? text->str : bytes;
  gsize from_len = text != NULL ? text->len : len;
  g_autoptr(GString) shown = mask_lines(from, from_len);
  *masked_len = shown->len;
  if (shown->len == from_len && memcmp(shown->str, from, from_len) == 0)
    return NULL;
  if (text == NULL)
    return g_string_free(g_steal_pointer(&shown), FALSE);
  char *out = ingest_charset_write(shown->str, shown->len, part->charset, masked_len);
  if (out != NULL)
    return out;
  /* It could be read but not written: nothing of it is shown. */
  *masked_len = 0;
  return g_strdup("");
}

/* A part in which nobody is named stays byte for byte. Lines of what is not encoded and ASCII are
 * masked with the rest of the mail. */
static gboolean
on_part(const MimePart *part, gpointer user_data)
{
  Search *search = user_data;
  g_autofree char *owned = NULL;
  gsize len, masked_len;
  if (strcmp(part->type, "message/rfc822") == 0) {
    g_ptr_array_add(search->mails, (gpointer)(guintptr)part->content);
    g_ptr_array_add(search->mails, (gpointer)(guintptr)(part->content + part->len));
    return TRUE;
  }
  const char *bytes = ingest_mime_decode(part, &len, &owned);
  if ((owned == NULL && ingest_charset_is_ascii(part->charset)) || !is_text(part, bytes, len))
    return TRUE;
  g_autofree char *shown = mask_part(part, bytes, len, &masked_len);
  if (shown == NULL && owned != NULL)
    return TRUE;
  if (shown ==
      NULL) { /* an @ of its bytes is none: they are not masked with the rest of the mail either */
    shown = g_memdup2(bytes, len);
    masked_len = len;
  }
  Patch patch = {.at = part->content, .len = part->len, .text_len = masked_len};
  patch.text = owned == NULL
                   ? g_steal_pointer(&shown)
                   : ingest_mime_encode(part, shown, masked_len, search->crlf, &patch.text_len);
  g_array_append_val(search->patches, patch);
  return TRUE;
}

static gint
compare_patches(gconstpointer a, gconstpointer b)
{
  const Patch *x = a, *y = b;
  return (x->at > y->at) - (x->at < y->at);
}

/* Mails inside mails wait in a list: nothing recurses. What cannot be taken apart has no parts to
 * mask. */
static GArray *
find_patches(const char *data, gsize len)
{
  /* A mail in a mail in a mail is read once for each; as many as people forward, and no more. */
  gsize budget = 4 * len + 1;
  g_autoptr(GPtrArray) mails = g_ptr_array_new();
  const char *newline = memchr(data, '\n', len);
  Search search = {.patches = g_array_new(FALSE, FALSE, sizeof(Patch)),
                   .crlf = newline != NULL && newline > data && newline[-1] == '\r',
                   .mails = mails};
  g_array_set_clear_func(search.patches, patch_clear);
  g_ptr_array_add(mails, (gpointer)(guintptr)data);
  g_ptr_array_add(mails, (gpointer)(guintptr)(data + len));
  for (guint i = 0; i + 1 < mails->len; i += 2) {
    g_autoptr(GError) error = NULL;
    const char *start = mails->pdata[i], *end = mails->pdata[i + 1];
    gsize size = (gsize)(end - start);
    HeaderBlock block;
    if (size >= budget)
      break;
    budget -= size;
    if (!ingest_header_read(start, size, &block, &error) ||
        !ingest_mime_walk(start, size, &block, on_part, &search, &error))
      g_debug("a mail is masked without its encoded parts: %s", error->message);
  }
  g_array_sort(search.patches, compare_patches);
  return search.patches;
}

/* --- the whole --- */

/* The patch that begins here, or NULL; those before are past. */
static const Patch *
patch_at(const GArray *patches, guint *next, const char *line)
{
  while (*next < patches->len && g_array_index(patches, Patch, *next).at < line)
    ++*next;
  const Patch *patch = *next < patches->len ? &g_array_index(patches, Patch, *next) : NULL;
  return patch != NULL && patch->at == line ? patch : NULL;
}

GBytes *
server_mask_raw(GBytes *raw)
{
  gsize len;
  const char *data = g_bytes_get_data(raw, &len);
  const char *end = data + len;
  g_autoptr(GArray) patches = find_patches(data, len);
  guint next_patch = 0;
  GString *out = g_string_sized_new(len + 256);
  gboolean in_header = TRUE, kept = FALSE;
  for (const char *line = data; line < end;) {
    const Patch *patch = patch_at(patches, &next_patch, line);
    if (patch != NULL) {
      g_string_append_len(out, patch->text, (gssize)patch->text_len);
      line += patch->len;
      in_header = FALSE;
      next_patch++;
      continue;
    }
    gboolean empty = *line == '\n' || (*line == '\r' && line + 1 < end && line[1] == '\n');
    in_header = in_header && !empty;
    const char *next = words_end(line, end, in_header);
    if (in_header)
      kept = is_kept_field(line, (gsize)(next - line));
    /* A line of two hyphens may part the mail, and its name may be anything. */
    gboolean parts = !in_header && next - line > 2 && line[0] == '-' && line[1] == '-';
    if ((in_header && kept) || parts)
      g_string_append_len(out, line, next - line);
    else
      mask_words(out, line, (gsize)(next - line));
    line = next;
  }
  return g_string_free_to_bytes(out);
}
