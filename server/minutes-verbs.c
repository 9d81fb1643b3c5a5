#include "server/minutes-verbs.h"

#include "web/views-live.h"

static GString *
minutes_text(const GatheredSheet *gathered, const WebPage *page)
{
  WebSheetView view = server_sheet_view(gathered, page);
  GString *text = g_string_new(NULL);
  web_text_minutes(text, &view);
  return text;
}

/* What was said stays readable after it was corrected: the minutes as they were are kept, once they
 * are minutes. */
static gboolean
keep_before(const Group *group, const SheetAct *act, const GatheredSheet *gathered, const char *why,
            GError **error)
{
  if (gathered->sheet->ended == 0)
    return TRUE;
  WebPage page = {.group = group, .path = "", .now = act->now};
  g_autoptr(GString) text = minutes_text(gathered, &page);
  return db_live_keep(act, why != NULL && why[0] != '\0' ? why : "corrected", text->str, error);
}

/* gathered was read before: it keeps what the correction changes. */
gboolean
server_minutes_change(const Group *group, const SheetAct *act, const GatheredSheet *gathered,
                      gint64 line, const LineChange *change, const char *why, GError **error)
{
  return db_live_correct(act, line, change, error) &&
         (change->state >= 0 || keep_before(group, act, gathered, why, error));
}

gboolean
server_minutes_mail(const Compose *compose, const SheetAct *act, const GatheredSheet *gathered,
                    gint64 *id, GError **error)
{
  WebPage page = {.group = compose->group,
                  .base_url = compose->base_url,
                  .path = "/",
                  .now = act->now,
                  .mask_addresses = TRUE};
  g_autoptr(GString) text = minutes_text(gathered, &page);
  g_autoptr(OutMail) mail = server_compose_minutes(compose, gathered->meeting, text->str, error);
  return mail != NULL && db_outbox_add(act->db, mail, act->who, act->now, id, error) &&
         db_live_mailed(act, mail->message_id, error);
}
