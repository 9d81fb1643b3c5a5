#include "web/reply.h"
#include "web/parts.h"
#include "web/pieces.h"

#include <string.h>

#define PEOPLE_MAX 20

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

/* Whatever would end an address within a list of them, or is none, is left out. */
static gboolean
can_be_written_to(const char *email)
{
  const char *at = email != NULL ? strchr(email, '@') : NULL;
  if (at == NULL || at == email || at[1] == '\0')
    return FALSE;
  for (const char *c = email; *c != '\0'; c++)
    if ((guchar)*c <= ' ' || *c == 0x7f || strchr(",;<>\"\\", *c) != NULL)
      return FALSE;
  return TRUE;
}

static void
add_person(GPtrArray *people, GHashTable *seen, const Person *person)
{
  if (person == NULL || people->len >= PEOPLE_MAX || !can_be_written_to(person->email))
    return;
  if (g_hash_table_add(seen, person_fold_address(person->email)))
    g_ptr_array_add(people, g_strdup(person->email));
}

GPtrArray *
web_reply_people(const WebMessageView *view)
{
  const WebMail *mail = view->mail;
  const GPtrArray *const fields[] = {mail->to, mail->cc};
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *people = g_ptr_array_new_with_free_func(g_free);
  if (view->page->mask_addresses)
    return people;
  if (view->page->group->address != NULL)
    g_hash_table_add(seen, person_fold_address(view->page->group->address));
  for (guint i = 0; view->reader != NULL && i < view->reader->len; i++)
    g_hash_table_add(seen, g_strdup(view->reader->pdata[i]));
  add_person(people, seen, mail->message->from);
  for (gsize f = 0; f < G_N_ELEMENTS(fields); f++)
    for (guint i = 0; fields[f] != NULL && i < fields[f]->len; i++)
      add_person(people, seen, fields[f]->pdata[i]);
  return people;
}

static void
append_field(GString *out, const char *name, const char *value)
{
  g_string_append_printf(out, "%c%s=", strchr(out->str, '?') == NULL ? '?' : '&', name);
  g_string_append_uri_escaped(out, value, NULL, FALSE);
}

/* RFC 6068; the subject comes last because some mail programs cut what follows it. */
char *
web_reply_mailto(const WebMessageView *view, const GPtrArray *people)
{
  const Message *message = view->mail->message;
  const char *list = view->page->group->address;
  if (list == NULL)
    return NULL;
  g_autofree char *id = g_strdup_printf("<%s>", message->message_id);
  gboolean has_re = g_ascii_strncasecmp(message->subject, "re:", 3) == 0;
  g_autofree char *words = web_mask(message->subject, view->page->mask_addresses);
  g_autofree char *subject = g_strconcat(has_re ? "" : "Re: ", words, NULL);
  g_autoptr(GString) cc = g_string_new(NULL);
  for (guint i = 0; i < people->len; i++)
    g_string_append_printf(cc, "%s%s", i > 0 ? "," : "", (const char *)people->pdata[i]);
  GString *out = g_string_new("mailto:");
  g_string_append_uri_escaped(out, list, "@", FALSE);
  append_field(out, "In-Reply-To", id);
  if (cc->len > 0)
    append_field(out, "Cc", cc->str);
  append_field(out, "Subject", subject);
  return g_string_free(out, FALSE);
}

char *
web_reply_send_email(const WebMessageView *view, const GPtrArray *people)
{
  const char *list = view->page->group->address;
  if (list == NULL)
    return NULL;
  GString *line = g_string_new("git send-email");
  g_autofree char *id = g_strdup_printf("<%s>", view->mail->message->message_id);
  append_option(line, "--in-reply-to", id);
  append_option(line, "--to", list);
  for (guint i = 0; i < people->len; i++)
    append_option(line, "--cc", people->pdata[i]);
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
