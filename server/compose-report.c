/* The draft of the quarterly report as a mail to the list. */
#include "db/report.h"
#include "server/compose.h"
#include "server/pages-register.h"

OutMail *
server_compose_report(const Compose *compose, const char *quarter, GError **error)
{
  const Group *group = compose->group;
  WebPage page = {.group = group,
                  .base_url = compose->base_url,
                  .path = "/",
                  .now = compose->now,
                  .mask_addresses = TRUE};
  g_autofree char *present = report_quarter_at(group, compose->now, 0);
  const char *name = quarter != NULL ? quarter : present;
  g_autoptr(GString) body = g_string_new(NULL);
  if (!server_print_report(compose->db, &page, name, FORMAT_TEXT, body, error))
    return NULL;
  g_autofree char *about = g_strconcat("report:", name, NULL);
  g_autofree char *subject = g_strdup_printf("Report: %s, %s", group->title, name);
  return server_compose_to_list(compose, OUT_REPORT, about, subject, body->str, error);
}
