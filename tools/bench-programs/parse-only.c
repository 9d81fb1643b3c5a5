/* The bare work that nobody who reads mail can leave out: parse each mail of an mbox with GMime and
 * decode its text. Usage: parse-only MBOX */
#include <gmime/gmime.h>
#include <string.h>

static void
decode(GMimeObject *parent G_GNUC_UNUSED, GMimeObject *part, gpointer total)
{
  if (!GMIME_IS_TEXT_PART(part))
    return;
  char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
  if (text != NULL)
    *(gsize *)total += strlen(text);
  g_free(text);
}

int
main(int argc, char **argv)
{
  if (argc != 2)
    return 2;
  g_mime_init();
  GMimeStream *stream = g_mime_stream_file_open(argv[1], "r", NULL);
  if (stream == NULL)
    return 1;
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
  guint n = 0;
  gsize total = 0;
  while (!g_mime_parser_eos(parser)) {
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message == NULL)
      break;
    n++;
    GMimeObject *body = g_mime_message_get_mime_part(message);
    if (GMIME_IS_MULTIPART(body))
      g_mime_multipart_foreach(GMIME_MULTIPART(body), decode, &total);
    else if (body != NULL)
      decode(NULL, body, &total);
    g_object_unref(message);
  }
  g_print("%u mails, %" G_GSIZE_FORMAT " bytes of text\n", n, total);
  g_object_unref(parser);
  g_object_unref(stream);
  return 0;
}
