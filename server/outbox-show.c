#include "server/outbox-show.h"

#include <string.h>

#include "web/mail-out.h"

char *
server_outbox_text(const OutMail *mail, const MailConfig *config, gint64 now)
{
  if (mail->kind == OUT_SIGN_IN || mail->body[0] == '\0')
    return NULL;
  const WebMailSender sender = {
      .name = config != NULL ? config->from_name : NULL,
      .address = config != NULL ? config->from : "docket@example.org",
      .date = mail->queued > 0 ? mail->queued : now,
      .eol = "\n",
      .readable = TRUE,
  };
  GString *text = g_string_new(NULL);
  web_mail_render(text, mail, &sender);
  return g_string_free(text, FALSE);
}

char *
server_outbox_about_url(const char *group, const char *about)
{
  static const struct {
    const char *word, *path, *end;
  } kinds[] = {{"item:", "items", ""}, {"meeting:", "meetings", "/"}, {"ballot:", "votes", ""}};
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (!g_str_has_prefix(about, kinds[i].word))
      continue;
    g_autofree char *key = g_uri_escape_string(about + strlen(kinds[i].word), NULL, FALSE);
    return g_strdup_printf("/%s/%s/%s%s", group, kinds[i].path, key, kinds[i].end);
  }
  return NULL;
}

char *
server_outbox_version(const OutMail *mail)
{
  g_autofree char *all = g_strconcat(mail->subject, "\n", mail->body, NULL);
  return g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
}
