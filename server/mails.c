#include "server/mails.h"

#include <string.h>

#include "db/message.h"
#include "server/gzip.h"
#include "server/mboxrd.h"

typedef struct {
  Server *server;
  GArray *ids;
  guint next; /* index of the mail to come */
  gboolean mask;
  Gzip *gzip;
  GByteArray *out; /* compressed, from sent on not yet given away */
  guint sent;
  gboolean ended;
} MailStream;

static void
stream_free(gpointer data)
{
  MailStream *stream = data;
  g_array_unref(stream->ids);
  server_gzip_free(stream->gzip);
  g_byte_array_unref(stream->out);
  g_free(stream);
}

/* The database handle is held for this one mail only: a slow reader of the stream holds none. */
static GBytes *
read_mail(const MailStream *stream, gint64 id)
{
  g_autoptr(GError) error = NULL;
  ServerReader *reader = server_reader_take(stream->server, &error);
  GBytes *raw = reader != NULL ? db_message_raw(reader->db, id, &error) : NULL;
  server_reader_give(stream->server, reader);
  if (raw == NULL)
    g_warning("mbox.gz broke off: %s", error->message);
  return raw;
}

/* Compresses one mail more, or closes the stream. */
static gboolean
stream_more(MailStream *stream)
{
  if (stream->next >= stream->ids->len) {
    stream->ended = TRUE;
    return server_gzip_add(stream->gzip, "", 0, TRUE, stream->out);
  }
  g_autoptr(GBytes) stored = read_mail(stream, g_array_index(stream->ids, gint64, stream->next++));
  if (stored == NULL)
    return FALSE;
  g_autoptr(GBytes) shown = stream->mask ? server_mask_raw(stored) : g_bytes_ref(stored);
  gsize len;
  const char *bytes = g_bytes_get_data(shown, &len);
  g_autoptr(GString) mail = g_string_sized_new(len + 256);
  server_mboxrd_append(mail, bytes, len);
  return server_gzip_add(stream->gzip, mail->str, mail->len, FALSE, stream->out);
}

static gssize
stream_read(gpointer data, char *buffer, gsize max)
{
  MailStream *stream = data;
  if (stream->sent == stream->out->len) {
    g_byte_array_set_size(stream->out, 0);
    stream->sent = 0;
  }
  while (stream->out->len == 0 && !stream->ended)
    if (!stream_more(stream))
      return -1;
  gsize n = MIN(max, stream->out->len - stream->sent);
  memcpy(buffer, stream->out->data + stream->sent, n);
  stream->sent += (guint)n;
  return (gssize)n;
}

void
server_reply_mails(Reply *reply, Server *server, GArray *ids, gboolean mask, const char *name)
{
  MailStream *stream = g_new0(MailStream, 1);
  g_autofree char *file = g_strconcat(name, ".mbox.gz", NULL);
  stream->server = server;
  stream->ids = ids;
  stream->mask = mask;
  stream->gzip = server_gzip_new();
  stream->out = g_byte_array_new();
  reply->type = "application/gzip";
  server_reply_attachment(reply, file);
  server_reply_stream(reply, stream_read, stream, stream_free);
}

/* --- masked --- */

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

/* One line, its newline included. */
static void
mask_line(GString *out, const char *line, gsize len)
{
  const char *end = line + len;
  const char *from = line;
  for (const char *at = line; at < end; at++) {
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

GBytes *
server_mask_raw(GBytes *raw)
{
  gsize len;
  const char *data = g_bytes_get_data(raw, &len);
  const char *end = data + len;
  GString *out = g_string_sized_new(len + 256);
  gboolean in_header = TRUE, kept = FALSE;
  for (const char *line = data; line < end;) {
    const char *newline = memchr(line, '\n', (gsize)(end - line));
    const char *next = newline != NULL ? newline + 1 : end;
    gboolean empty = *line == '\n' || (*line == '\r' && line + 1 < end && line[1] == '\n');
    gboolean folded = *line == ' ' || *line == '\t';
    in_header = in_header && !empty;
    if (in_header && !folded)
      kept = is_kept_field(line, (gsize)(next - line));
    /* A line of two hyphens may part the mail, and its name may be anything. */
    gboolean parts = !in_header && next - line > 2 && line[0] == '-' && line[1] == '-';
    if ((in_header && kept) || parts)
      g_string_append_len(out, line, next - line);
    else
      mask_line(out, line, (gsize)(next - line));
    line = next;
  }
  return g_string_free_to_bytes(out);
}
