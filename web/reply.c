#include "web/reply.h"
#include "web/parts.h"

static char *
address_of(const WebPage *page, const Message *message, const char *what)
{
  g_autofree char *path = web_mail_sub_path(page->group->name, message->message_id, what);
  g_autofree char *address = g_strconcat(page->base_url != NULL ? page->base_url : "", path, NULL);
  return g_shell_quote(address);
}

static void
append_option(GString *line, const char *option, const char *value)
{
  g_autofree char *quoted = g_shell_quote(value);
  g_string_append_printf(line, " %s=%s", option, quoted);
}

char *
web_reply_send_email(const WebPage *page, const Message *message)
{
  if (page->group->address == NULL)
    return NULL;
  GString *line = g_string_new("git send-email");
  g_autofree char *id = g_strdup_printf("<%s>", message->message_id);
  append_option(line, "--in-reply-to", id);
  append_option(line, "--to", page->group->address);
  if (!page->mask_addresses && message->from != NULL && message->from->email != NULL)
    append_option(line, "--cc", message->from->email);
  g_string_append(line, " YOUR-REPLY");
  return g_string_free(line, FALSE);
}

char *
web_reply_mutt(const WebPage *page, const Message *message)
{
  g_autofree char *address = address_of(page, message, "t.mbox.gz");
  return g_strdup_printf("curl -s %s | gunzip >thread.mbox && mutt -f thread.mbox", address);
}

char *
web_reply_apply(const WebPage *page, const Message *message)
{
  g_autofree char *what = message->alternate > 0
                              ? g_strdup_printf("raw?alternate=%u", message->alternate)
                              : g_strdup("raw");
  g_autofree char *address = address_of(page, message, what);
  return g_strdup_printf("curl -s %s | git am", address);
}
