/* What is no page of the archive: files of the look, health, counters, robots. */
#include "db/group.h"
#include "db/outbox.h"
#include "server/pages.h"
#include "server/server.h"

static gboolean
print_file(const char *name, Reply *reply, GError **error)
{
  const WebStatic *file = web_static_find(name);
  if (file == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no file %s", name);
    return FALSE;
  }
  reply->type = file->type;
  reply->bytes = g_bytes_new_static(file->data, file->len);
  return TRUE;
}

gboolean
server_page_static(Request *request, Reply *reply, GError **error)
{
  return print_file(server_request_param(request, "file"), reply, error);
}

gboolean
server_page_openapi(Request *request G_GNUC_UNUSED, Reply *reply, GError **error)
{
  return print_file("openapi.json", reply, error);
}

gboolean
server_page_health(Request *request, Reply *reply, GError **error)
{
  g_autoptr(GPtrArray) groups = db_group_list(request->db, error);
  if (groups == NULL)
    return FALSE;
  g_string_append(reply->body, "ok\n");
  return TRUE;
}

/* A database that cannot be read now does not hide what the server knows without it. */
static void
append_outbox(Server *server, GString *out)
{
  guint counts[OUT_N_STATES];
  g_autoptr(GError) error = NULL;
  ServerReader *reader = server_reader_take(server, &error);
  gboolean known = reader != NULL && db_outbox_counts(reader->db, 0, counts, &error);
  if (reader != NULL)
    server_reader_give(server, reader);
  if (!known) {
    g_warning("/metrics: %s", error->message);
    return;
  }
  g_string_append(out, "# HELP docket_outbox_mails Mails in the outbox by state.\n"
                       "# TYPE docket_outbox_mails gauge\n");
  for (guint i = 0; i < OUT_N_STATES; i++)
    g_string_append_printf(out, "docket_outbox_mails{state=\"%s\"} %u\n",
                           out_state_to_text((OutState)i), counts[i]);
}

gboolean
server_page_metrics(Request *request, Reply *reply, GError **error)
{
  (void)error;
  reply->type = "text/plain; version=0.0.4; charset=utf-8";
  server_metrics(request->server, reply->body);
  append_outbox(request->server, reply->body);
  return TRUE;
}

gboolean
server_page_robots(Request *request, Reply *reply, GError **error)
{
  (void)error;
  /* Searches and raw copies bring a crawler nothing that the pages do not have. */
  g_string_append(reply->body, "User-agent: *\n"
                               "Disallow: /search\n"
                               "Disallow: /api/\n"
                               "Disallow: /*?q=\n"
                               "Disallow: /*/raw$\n"
                               "Disallow: /*/search.\n"
                               "Disallow: /*.mbox.gz$\n");
  g_string_append_printf(reply->body, "Sitemap: %s/sitemap.xml\n",
                         server_base_url(request->server));
  return TRUE;
}
