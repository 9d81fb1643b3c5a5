#include "ingest/mail.h"

void
mail_part_free(MailPart *part)
{
  if (part == NULL)
    return;
  g_free(part->name);
  g_free(part->type);
  g_free(part->url);
  g_free(part);
}

void
mail_free(Mail *mail)
{
  if (mail == NULL)
    return;
  g_free(mail->message.message_id);
  g_free(mail->message.subject);
  person_free(mail->message.from);
  g_strfreev(mail->references);
  g_strfreev(mail->archived);
  g_clear_pointer(&mail->to, g_ptr_array_unref);
  g_clear_pointer(&mail->cc, g_ptr_array_unref);
  g_clear_pointer(&mail->parts, g_ptr_array_unref);
  g_free(mail->body);
  g_free(mail->html_text);
  if (mail->patches != NULL)
    g_string_free(mail->patches, TRUE);
  g_free(mail->list_id);
  g_free(mail);
}
