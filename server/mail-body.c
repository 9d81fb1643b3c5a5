#include "server/mail-body.h"

#include "server/server.h"
#include "web/pages.h"

struct MailBody {
  char *html;
  gsize len;
  guint n_parts;
};

static void
mail_body_clear(gpointer data)
{
  g_free(((MailBody *)data)->html);
}

static gpointer
ref_body(gpointer body)
{
  return g_atomic_rc_box_acquire(body);
}

static void
unref_body(gpointer body)
{
  g_atomic_rc_box_release_full(body, mail_body_clear);
}

void
server_mail_body_unref(MailBody *body)
{
  if (body != NULL)
    unref_body(body);
}

Cache *
server_mail_bodies_new(gsize max_bytes)
{
  return server_cache_new(max_bytes, ref_body, unref_body);
}

/* A mail of several groups has other items and other links in each. */
static char *
key_of(const Request *request, const Message *message)
{
  return g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "%s", request->group->id,
                         message->id, request->page->mask_addresses ? " masked" : "");
}

MailBody *
server_mail_body_find(const Request *request, const Message *message)
{
  g_autofree char *key = key_of(request, message);
  return server_cache_get(server_mail_bodies(request->server), key, request->generation,
                          request->now);
}

MailBody *
server_mail_body_make(const Request *request, const Message *message, const MailFinds *finds,
                      GError **error)
{
  g_autoptr(GatheredMail) mail =
      server_gather_mail(request->db, request->group, message, finds, error);
  if (mail == NULL)
    return NULL;
  const WebMail *view = server_gathered_mail_view(mail);
  g_autoptr(GString) html = g_string_sized_new(2 * (gsize)MAX(message->size, 512));
  web_mail_body(html, request->page, view);
  MailBody *body = g_atomic_rc_box_new0(MailBody);
  body->len = html->len;
  body->html = g_strndup(html->str, html->len);
  body->n_parts = view->parts != NULL ? view->parts->len : 0;
  g_autofree char *key = key_of(request, message);
  /* It speaks of nothing that is only true for a time. */
  server_cache_put(server_mail_bodies(request->server), key, body, body->len, request->generation,
                   request->now, G_MAXINT32);
  return body;
}

WebMail
server_mail_body_view(const MailBody *body, const Message *message)
{
  return (WebMail){.message = message, .body = body->html, .n_parts = body->n_parts};
}
