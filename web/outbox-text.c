/* The outbox for terminals. */
#include "web/views-outbox.h"
#include "web/wrap.h"

static void
append_cell(WebOut *out, const char *text, guint columns)
{
  g_autofree char *plain = web_plain(text);
  web_cell(out, plain, columns);
  g_string_append(out, columns != 0 ? "  " : "");
}

void
web_table_outbox(WebOut *out, GPtrArray *mails, guint columns)
{
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    const OutRecipient *first = mail->recipients->len > 0 ? mail->recipients->pdata[0] : NULL;
    g_string_append_printf(out, "%6" G_GINT64_FORMAT "  ", mail->id);
    append_cell(out, out_state_to_text(mail->state), 9);
    append_cell(out, out_kind_to_text(mail->kind), 8);
    append_cell(out, first != NULL ? first->address : "", 28);
    append_cell(out, mail->subject, columns > 80 ? columns - 60 : 0);
    g_string_append_c(out, '\n');
  }
}

void
web_text_out_mail(WebOut *out, const OutMail *mail)
{
  g_string_append_printf(out, "mail %" G_GINT64_FORMAT ": %s", mail->id,
                         out_state_to_text(mail->state));
  if (mail->attempts > 0)
    g_string_append_printf(out, " after %u %s", mail->attempts,
                           mail->attempts == 1 ? "try" : "tries");
  if (mail->maybe_twice)
    g_string_append(out, ", it may have gone out more than once");
  g_string_append_c(out, '\n');
  if (mail->last_error != NULL) {
    g_autofree char *plain = web_plain(mail->last_error);
    g_string_append_printf(out, "  %s\n", plain);
  }
  for (guint i = 0; i < mail->recipients->len; i++) {
    const OutRecipient *recipient = mail->recipients->pdata[i];
    g_autofree char *reply = recipient->reply != NULL ? web_plain(recipient->reply) : NULL;
    g_string_append_printf(out, "  %s %s%s%s\n", recipient->address,
                           out_recipient_state_to_text(recipient->state), reply != NULL ? ": " : "",
                           reply != NULL ? reply : "");
  }
}
