/* Backup, check, mails that were refused, and the trail of what was done. */
#include <string.h>

#include "db/audit.h"
#include "db/group.h"
#include "db/maintain.h"
#include "db/source.h"
#include "ingest/parse.h"
#include "server/commands.h"
#include "web/out.h"

gboolean
server_cmd_backup(Command *command, GError **error)
{
  return db_backup(command->db, command->args[0], error);
}

/* --- mails that were refused --- */

/* Behind what names the row: where the mail came from, and why it is not in the archive. */
static void
append_refused(GString *out, const Quarantined *q)
{
  g_autofree char *source = web_plain(q->source != NULL ? q->source : "-");
  g_autofree char *reason = web_plain(q->reason != NULL ? q->reason : "-");
  g_string_append_printf(out,
                         "%s: %s at byte %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " bytes: %s\n",
                         q->group, source, q->offset, q->size, reason);
}

static gboolean
list_quarantine(Command *command, GString *out, GError **error)
{
  g_autoptr(GPtrArray) kept = db_quarantine_list(command->db, error);
  if (kept == NULL)
    return FALSE;
  for (guint i = 0; i < kept->len; i++) {
    g_string_append(out, "refused: ");
    append_refused(out, kept->pdata[i]);
  }
  g_string_append_printf(out, "%u refused mails are kept aside%s\n", kept->len,
                         kept->len > 0 ? "; to see one: docket refused list" : "");
  return TRUE;
}

gboolean
server_cmd_refused_list(Command *command, GError **error)
{
  g_autoptr(Group) group = NULL;
  if (command->n_args > 0 && (group = server_command_group(command, 0, error)) == NULL)
    return FALSE;
  g_autoptr(GPtrArray) kept = db_quarantine_list(command->db, error);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; kept != NULL && i < kept->len; i++) {
    const Quarantined *q = kept->pdata[i];
    if (group != NULL && strcmp(group->name, q->group) != 0)
      continue;
    g_string_append_printf(out, "%6" G_GINT64_FORMAT "  ", q->id);
    append_refused(out, q);
  }
  return kept != NULL && server_command_print(out, error);
}

/* As it came, so that it can be looked at, mended and read again. */
gboolean
server_cmd_refused_show(Command *command, GError **error)
{
  gint64 number = 0;
  if (!server_command_number(command->args[0], "mail", &number, error) ||
      !server_command_raw_allowed(error))
    return FALSE;
  g_autoptr(GBytes) raw = db_quarantine_raw(command->db, number, error);
  gsize len = 0;
  if (raw == NULL)
    return FALSE;
  const char *bytes = g_bytes_get_data(raw, &len);
  g_autoptr(GString) out = g_string_new_len(bytes, (gssize)len);
  return server_command_print(out, error);
}

/* --- what was done, and whether it is sound --- */

/* Words of people and of mail stay on their line, and in their column. */
static void
append_cell(GString *out, const char *text)
{
  g_autofree char *plain = web_plain(text != NULL ? text : "-");
  g_strdelimit(plain, "\t\r\n", ' ');
  g_string_append_printf(out, "\t%s", plain);
}

gboolean
server_cmd_audit(Command *command, GError **error)
{
  enum { SHOWN = 100 };
  g_autoptr(Group) group = NULL;
  if (command->n_args > 0 && (group = server_command_group(command, 0, error)) == NULL)
    return FALSE;
  /* One more than is shown tells that there are more. */
  guint limit = command->options.limit > 0 ? (guint)command->options.limit : SHOWN;
  g_autoptr(GPtrArray) rows =
      db_audit_rows(command->db, group != NULL ? group->id : 0, limit + 1, error);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; rows != NULL && i < MIN(rows->len, limit); i++) {
    const AuditRow *row = rows->pdata[i];
    web_out_iso(out, row->at);
    const char *const cells[] = {row->group, row->who, row->verb, row->key, row->old, row->new};
    for (guint n = 0; n < G_N_ELEMENTS(cells); n++)
      append_cell(out, cells[n]);
    if (row->number != 0)
      g_string_append_printf(out, "\t#%" G_GINT64_FORMAT, row->number);
    g_string_append_c(out, '\n');
  }
  if (rows != NULL && rows->len > limit)
    server_command_note("the latest %u shown; more with --limit N", limit);
  return rows != NULL && server_command_print(out, error);
}

gboolean
server_cmd_check(Command *command, GError **error)
{
  g_autoptr(GPtrArray) findings = db_check(command->db, ingest_body_text, NULL, error);
  if (findings == NULL)
    return FALSE;
  gboolean damaged = FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = findings->pdata[i];
    damaged = damaged || strcmp(finding->check, DB_FINDING_DAMAGED) == 0;
    g_autofree char *what = web_plain(finding->what);
    g_string_append_printf(out, "%s: %s\n", finding->check, what);
  }
  if (!list_quarantine(command, out, error))
    return FALSE;
  g_string_append_printf(out, findings->len == 0 ? "all is sound\n" : "%u faults\n", findings->len);
  if (findings->len >= DB_FINDINGS_MAX)
    server_command_note("there may be more: no further faults were looked for");
  if (!server_command_print(out, error))
    return FALSE;
  if (findings->len == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "%s is not sound\n%s", command->db_path,
              damaged ? "put back a backup: mail that is damaged cannot be derived from again"
                      : "derive again what can be: docket rebuild; then check once more");
  return FALSE;
}
