#include "server/mask-raw.h"

#include <string.h>

#include "ingest/charset.h"
#include "ingest/mime.h"
#include "web/pieces.h"

static gboolean
is_field(const char *line, gsize len, const char *name)
{
  gsize n = strlen(name);
  return len >= n && g_ascii_strncasecmp(line, name, n) == 0;
}

/* Fields that hold threads, parts and lists together, and hold no address that a person reads at.
 */
static gboolean
is_kept_field(const char *line, gsize len)
{
  static const char *const kept[] = {"message-id:",
                                     "content-type:",
                                     "content-transfer-encoding:",
                                     "content-id:",
                                     "mime-version:",
                                     "content-disposition:",
                                     "archived-at:",
                                     "resent-message-id:",
                                     "x-message-id-hash:",
                                     "list-",
                                     "date:"};
  for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
    if (is_field(line, len, kept[i]))
      return TRUE;
  return FALSE;
}

/* Behind the two bytes of each character of ISO-2022-JP, which may be any: "ESC $ B ... ESC ( B".
 */
static const char *
skip_wide(const char *at, const char *end)
{
  const char *back = memmem(at, (gsize)(end - at), "\033(", 2);
  return back != NULL ? back : end;
}

/* How many bytes an @ takes here: itself, or as HTML may write it; 0: there is none. */
static gsize
at_length(const char *at, const char *end)
{
  static const char *const written[] = {"&#64;", "&#064;", "&#x40;", "&#x040;", "&commat;"};
  if (*at == '@')
    return 1;
  for (gsize i = 0; *at == '&' && i < G_N_ELEMENTS(written); i++)
    if (is_field(at, (gsize)(end - at), written[i]))
      return strlen(written[i]);
  return 0;
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
    gsize n = at_length(at, end);
    if (n == 0 || at == line || !web_is_local_byte(at[-1]))
      continue;
    const char *host = web_host_end(at + n, end);
    if (host == at + n)
      continue;
    g_string_append_len(out, from, at + n - from);
    g_string_append(out, "masked.invalid");
    from = host;
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

/* --- fields that name a mail --- */

/* open: its "<". Ids stand at the end, next to each other; one that has text and another "<" behind
 * it is somebody's address, and so is "<ann@example.org>'s". */
static gboolean
is_id(const char *open, const char *close, const char *end)
{
  if (memchr(open + 1, '<', (gsize)(close - open - 1)) != NULL)
    return FALSE;
  const char *next = close + 1;
  if (next < end && *next == '\'')
    return FALSE;
  while (next < end && strchr(" \t\r\n,;", *next) != NULL)
    next++;
  return next == end || *next == '<' || memchr(next, '<', (gsize)(end - next)) == NULL;
}

/* "Message from ann@example.org of Monday <id>", "<id> (ann@example.org's message)": the
 * Message-IDs stay, what stands around them is text. "Ann <ann@example.org>'s message" has an
 * address in their place, as has "Message from Ann <ann@example.org> of Monday <id>". */
static void
mask_ids(GString *out, const char *field, gsize len)
{
  const char *end = field + len;
  const char *value = (const char *)memchr(field, ':', len) + 1;
  if (memchr(value, '<', (gsize)(end - value)) == NULL) {
    g_autofree char *bare = g_strstrip(g_strndup(value, (gsize)(end - value)));
    if (strpbrk(bare, " \t\r\n") != NULL) /* else an id without its brackets */
      mask_words(out, field, len);
    else
      g_string_append_len(out, field, (gssize)len);
    return;
  }
  for (const char *from = field; from < end;) {
    const char *open = memchr(from, '<', (gsize)(end - from));
    const char *close = open != NULL ? memchr(open, '>', (gsize)(end - open)) : NULL;
    gboolean id = close != NULL && is_id(open, close, end);
    const char *text_end = id ? open : close != NULL ? close + 1 : end;
    mask_words(out, from, (gsize)(text_end - from));
    from = text_end;
    if (id) {
      g_string_append_len(out, open, close + 1 - open);
      from = close + 1;
    }
  }
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
  GHashTable *boundaries; /* starts of the lines that part them */
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

static gboolean
has_control(const char *bytes, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (g_ascii_iscntrl(bytes[i]) && strchr("\t\n\v\f\r\033", bytes[i]) == NULL)
      return TRUE;
  return FALSE;
}

/* Whatever it is called: a patch is often "application/octet-stream", in UTF-8 or Latin-1, and a
 * picture or an archive never without control characters. A PDF may be, but holds the places of its
 * own bytes. */
static gboolean
is_text(const MimePart *part, const char *bytes, gsize len)
{
  if (g_str_has_prefix(part->type, "text/"))
    return TRUE;
  if (strcmp(part->type, "application/pdf") == 0 || (len >= 5 && memcmp(bytes, "%PDF-", 5) == 0) ||
      memchr(bytes, '\0', len) != NULL)
    return FALSE;
  return !has_control(bytes, len) || g_utf8_validate(bytes, (gssize)len, NULL);
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
  gboolean text = is_text(part, bytes, len);
  if (owned != NULL ? !text : text && ingest_charset_is_ascii(part->charset))
    return TRUE;
  g_autofree char *shown = text ? mask_part(part, bytes, len, &masked_len) : NULL;
  if (shown == NULL && owned != NULL)
    return TRUE;
  /* An @ of its bytes is none: they are not masked with the rest of the mail either. */
  if (shown == NULL) {
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

static void
on_boundary(const char *line, gpointer user_data)
{
  g_hash_table_add(((Search *)user_data)->boundaries, (gpointer)(guintptr)line);
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
find_patches(const char *data, gsize len, GHashTable *boundaries)
{
  /* A mail in a mail in a mail is read once for each; as many as people forward, and no more. */
  gsize budget = 4 * len + 1;
  g_autoptr(GPtrArray) mails = g_ptr_array_new();
  const char *newline = memchr(data, '\n', len);
  Search search = {.patches = g_array_new(FALSE, FALSE, sizeof(Patch)),
                   .crlf = newline != NULL && newline > data && newline[-1] == '\r',
                   .mails = mails,
                   .boundaries = boundaries};
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
        !ingest_mime_walk_lines(start, size, &block, on_part, on_boundary, &search, &error))
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

/* A line of the body, or a field with its folds. The name of what parts a mail may be anything. */
static void
mask_lines_at(GString *out, const char *line, gsize len, gboolean in_header, gboolean is_boundary)
{
  if (is_boundary || (in_header && is_kept_field(line, len)))
    g_string_append_len(out, line, (gssize)len);
  else if (in_header && (is_field(line, len, "in-reply-to:") || is_field(line, len, "references:")))
    mask_ids(out, line, len);
  else
    mask_words(out, line, len);
}

GBytes *
server_mask_raw(GBytes *raw)
{
  gsize len;
  const char *data = g_bytes_get_data(raw, &len);
  const char *end = data + len;
  g_autoptr(GHashTable) boundaries = g_hash_table_new(NULL, NULL);
  g_autoptr(GArray) patches = find_patches(data, len, boundaries);
  guint next_patch = 0;
  GString *out = g_string_sized_new(len + 256);
  gboolean in_header = TRUE;
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
    mask_lines_at(out, line, (gsize)(next - line), in_header,
                  !in_header && g_hash_table_contains(boundaries, line));
    line = next;
  }
  return g_string_free_to_bytes(out);
}
