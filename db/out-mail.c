/* A mail of the outbox as a record: words of its states, its Message-ID, what an address may be,
 * when to try again. Pure. */
#include "db/outbox.h"

#include <sodium.h>
#include <string.h>

static const char *const kinds[OUT_N_KINDS] = {
    [OUT_AGENDA] = "agenda", [OUT_MINUTES] = "minutes",   [OUT_BALLOT] = "ballot",
    [OUT_RESULT] = "result", [OUT_REMINDER] = "reminder", [OUT_NUDGE] = "nudge",
    [OUT_NOTICE] = "notice", [OUT_SIGN_IN] = "sign-in",   [OUT_REPORT] = "report",
    [OUT_TEST] = "test",
};

static const char *const states[OUT_N_STATES] = {
    [OUT_DRAFT] = "draft", [OUT_QUEUED] = "queued", [OUT_SENDING] = "sending",
    [OUT_SENT] = "sent",   [OUT_FAILED] = "failed", [OUT_CANCELLED] = "cancelled",
};

const char *
out_kind_to_text(OutKind kind)
{
  return kinds[kind];
}

const char *
out_state_to_text(OutState state)
{
  return states[state];
}

gboolean
out_state_from_text(const char *text, OutState *state)
{
  for (guint i = 0; text != NULL && i < OUT_N_STATES; i++)
    if (strcmp(states[i], text) == 0) {
      *state = (OutState)i;
      return TRUE;
    }
  return FALSE;
}

const char *
out_recipient_state_to_text(OutRecipientState state)
{
  static const char *const words[] = {"waiting", "accepted", "refused", "bounced"};
  return words[state];
}

void
out_recipient_free(OutRecipient *recipient)
{
  if (recipient == NULL)
    return;
  g_free(recipient->name);
  g_free(recipient->address);
  g_free(recipient->reply);
  g_free(recipient);
}

void
out_mail_free(OutMail *mail)
{
  if (mail == NULL)
    return;
  g_clear_pointer(&mail->recipients, g_ptr_array_unref);
  char *const texts[] = {mail->subject,    mail->body,      mail->message_id, mail->in_reply_to,
                         mail->references, mail->reply_to,  mail->list_id,    mail->about,
                         mail->created_by, mail->last_error};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_free(mail);
}

OutMail *
out_mail_new(gint64 group, OutKind kind, const char *about)
{
  OutMail *mail = g_new0(OutMail, 1);
  mail->group = group;
  mail->kind = kind;
  mail->about = g_strdup(about != NULL ? about : "");
  mail->recipients = g_ptr_array_new_with_free_func((GDestroyNotify)out_recipient_free);
  return mail;
}

void
out_mail_add_recipient(OutMail *mail, const char *name, const char *address, gboolean cc)
{
  OutRecipient *recipient = g_new0(OutRecipient, 1);
  recipient->name = name != NULL && name[0] != '\0' ? g_strdup(name) : NULL;
  recipient->address = g_strdup(address);
  recipient->cc = cc;
  g_ptr_array_add(mail->recipients, recipient);
}

char *
out_message_id(OutKind kind, const guint8 random[OUT_ID_RANDOM], const char *domain)
{
  char hex[2 * OUT_ID_RANDOM + 1];
  sodium_bin2hex(hex, sizeof hex, random, OUT_ID_RANDOM);
  return g_strdup_printf("docket.%s.%s@%s", kinds[kind], hex, domain);
}

static gboolean
all_of(const char *text, gsize len, const char *marks)
{
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum(text[i]) && (text[i] == '\0' || strchr(marks, text[i]) == NULL))
      return FALSE;
  return len > 0;
}

/* Labels of letters, digits and inner hyphens, parted by single dots. */
static gboolean
is_domain(const char *text)
{
  g_auto(GStrv) labels = g_strsplit(text, ".", -1);
  for (char **label = labels; *label != NULL; label++) {
    gsize len = strlen(*label);
    if (!all_of(*label, len, "-") || len > 63 || (*label)[0] == '-' || (*label)[len - 1] == '-')
      return FALSE;
  }
  return labels[0] != NULL;
}

gboolean
out_address_is_good(const char *address)
{
  const char *at = address != NULL ? strchr(address, '@') : NULL;
  if (at == NULL || strlen(address) > 254)
    return FALSE;
  gsize local = (gsize)(at - address);
  /* A leading hyphen would be an option to sendmail; dots stand alone and inside (RFC 5321). */
  return all_of(address, local, "!#$%&'*+/=?^_`{|}~.-") && local <= 64 && address[0] != '-' &&
         address[0] != '.' && at[-1] != '.' && strstr(address, "..") == NULL && is_domain(at + 1);
}

gint64
outbox_backoff(guint attempts)
{
  gint64 seconds = OUTBOX_BACKOFF_FIRST;
  for (guint i = 1; i < attempts && seconds < OUTBOX_BACKOFF_MAX; i++)
    seconds *= 4;
  return MIN(seconds, OUTBOX_BACKOFF_MAX);
}
