#include "server/mails.h"

#include <string.h>

#include "db/message.h"
#include "server/gzip.h"
#include "server/mask-raw.h"
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
