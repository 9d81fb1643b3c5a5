#include "ingest/report.h"

#include <string.h>

#include "ingest/header.h"
#include "ingest/mime.h"

#define FIELD_MAX 500

void
failed_recipient_free(FailedRecipient *failed)
{
  g_free(failed->address);
  g_free(failed->reason);
  g_free(failed);
}

void
delivery_report_free(DeliveryReport *report)
{
  if (report == NULL)
    return;
  g_free(report->message_id);
  g_ptr_array_unref(report->failed);
  g_free(report);
}

/* Unfolded, cut, without control characters. */
static char *
clean(const char *text, gsize len)
{
  g_autofree char *copy = g_strndup(text, MIN(len, FIELD_MAX));
  char *valid = g_utf8_make_valid(copy, -1);
  for (char *p = valid; *p != '\0'; p++)
    if ((guchar)*p < ' ' || *p == 0x7f)
      *p = ' ';
  return g_strstrip(valid);
}

/* Value of a field in a block of header lines, folds included; NULL: absent. */
static char *
find_field(const char *block, gsize len, const char *name)
{
  gsize n = strlen(name);
  const char *end = block + len;
  for (const char *line = block; line < end;) {
    const char *next = memchr(line, '\n', (gsize)(end - line));
    const char *stop = next != NULL ? next : end;
    if ((gsize)(stop - line) > n && line[n] == ':' && g_ascii_strncasecmp(line, name, n) == 0) {
      while (next != NULL && next + 1 < end && (next[1] == ' ' || next[1] == '\t')) {
        next = memchr(next + 1, '\n', (gsize)(end - next - 1));
        stop = next != NULL ? next : end;
      }
      return clean(line + n + 1, (gsize)(stop - line) - n - 1);
    }
    line = next != NULL ? next + 1 : end;
  }
  return NULL;
}

/* "rfc822; ann@example.org" */
static char *
after_type(char *value)
{
  char *semicolon = value != NULL ? strchr(value, ';') : NULL;
  return semicolon != NULL ? g_strstrip(semicolon + 1) : value;
}

/* One group of fields: about the whole, or about a recipient. */
static void
read_group(DeliveryReport *report, const char *block, gsize len)
{
  g_autofree char *action = find_field(block, len, "Action");
  g_autofree char *final = find_field(block, len, "Final-Recipient");
  g_autofree char *original = find_field(block, len, "Original-Recipient");
  g_autofree char *status = find_field(block, len, "Status");
  g_autofree char *said = find_field(block, len, "Diagnostic-Code");
  const char *address = after_type(original != NULL ? original : final);
  if (action == NULL || address == NULL || g_ascii_strcasecmp(action, "failed") != 0 ||
      report->failed->len >= INGEST_REPORT_MAX)
    return;
  FailedRecipient *failed = g_new0(FailedRecipient, 1);
  failed->address = g_strdup(address);
  const char *words = after_type(said);
  failed->reason = g_strdup_printf("%s%s%s", status != NULL ? status : "failed",
                                   words != NULL ? " " : "", words != NULL ? words : "");
  g_ptr_array_add(report->failed, failed);
}

/* Groups stand apart by empty lines. */
static void
read_status(DeliveryReport *report, const char *text, gsize len)
{
  const char *end = text + len, *begin = text;
  for (const char *line = text; line < end;) {
    const char *next = memchr(line, '\n', (gsize)(end - line));
    gsize width = (gsize)((next != NULL ? next : end) - line);
    if (width == 0 || (width == 1 && line[0] == '\r')) {
      read_group(report, begin, (gsize)(line - begin));
      begin = next != NULL ? next + 1 : end;
    }
    line = next != NULL ? next + 1 : end;
  }
  read_group(report, begin, (gsize)(end - begin));
}

/* The body of what came back may hold anything. */
static gsize
header_len(const char *text, gsize len)
{
  const char *plain = g_strstr_len(text, (gssize)len, "\n\n");
  const char *crlf = g_strstr_len(text, (gssize)len, "\r\n\r\n");
  const char *end = plain == NULL || (crlf != NULL && crlf < plain) ? crlf : plain;
  return end != NULL ? (gsize)(end - text) : len;
}

static gboolean
on_part(const MimePart *part, gpointer user_data)
{
  DeliveryReport *report = user_data;
  gsize len;
  g_autofree char *owned = NULL;
  const char *text = ingest_mime_decode(part, &len, &owned);
  if (strcmp(part->type, "message/delivery-status") == 0) {
    read_status(report, text, len);
  } else if (report->message_id == NULL && (strcmp(part->type, "message/rfc822") == 0 ||
                                            strcmp(part->type, "text/rfc822-headers") == 0)) {
    g_autofree char *value = find_field(text, header_len(text, len), "Message-ID");
    const char *from = value != NULL ? strchr(value, '<') : NULL;
    const char *to = from != NULL ? strchr(from, '>') : NULL;
    if (to != NULL)
      report->message_id = g_strndup(from + 1, (gsize)(to - from) - 1);
  }
  return TRUE;
}

DeliveryReport *
ingest_report_read(const char *raw, gsize len, GError **error)
{
  HeaderBlock block;
  g_autoptr(DeliveryReport) report = g_new0(DeliveryReport, 1);
  report->failed = g_ptr_array_new_with_free_func((GDestroyNotify)failed_recipient_free);
  if (!ingest_header_read(raw, len, &block, error))
    return NULL;
  g_autofree char *type = ingest_header_dup(&block, HEADER_CONTENT_TYPE, FIELD_MAX);
  if (type == NULL ||
      g_ascii_strncasecmp(type, "multipart/report", strlen("multipart/report")) != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "the mail is no delivery report");
    return NULL;
  }
  if (!ingest_mime_walk(raw, len, &block, on_part, report, error))
    return NULL;
  if (report->message_id == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT,
                "the delivery report does not say which mail came back");
    return NULL;
  }
  return g_steal_pointer(&report);
}
