#include "web/mail-out.h"

#include <string.h>

#include "web/wrap.h"

#define COLUMNS 72
#define HEADER_COLUMNS 76
/* Bytes of one encoded word: base64 and what stands around it make 64 columns, so that the first
 * word fits beside "Subject:". */
#define WORD_BYTES 39
#define QP_COLUMNS 76

/* --- headers --- */

/* One line without control characters, whatever it was. */
static char *
one_line(const char *value)
{
  char *text = g_utf8_make_valid(value != NULL ? value : "", -1);
  for (char *p = text; *p != '\0'; p++)
    if ((guchar)*p < ' ' || *p == 0x7f)
      *p = ' ';
  return g_strstrip(text);
}

static gboolean
is_plain(const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar)*p >= 0x7f)
      return FALSE;
  return strstr(text, "=?") == NULL;
}

/* Encoded words parted by blanks, none of them cut within a character. */
static void
append_encoded(GString *out, const char *text)
{
  const char *from = text;
  while (*from != '\0') {
    const char *to = from;
    while (*to != '\0' && g_utf8_next_char(to) - from <= WORD_BYTES)
      to = g_utf8_next_char(to);
    g_autofree char *word = g_base64_encode((const guchar *)from, (gsize)(to - from));
    g_string_append_printf(out, "%s=?UTF-8?B?%s?=", from > text ? " " : "", word);
    from = to;
  }
}

/* Writes value, which has blanks where it may be folded. */
static void
append_folded(GString *out, const char *name, const char *value, const char *eol)
{
  g_string_append_printf(out, "%s:", name);
  gsize column = strlen(name) + 1;
  const char *from = value;
  while (*from != '\0') {
    gsize len = strcspn(from, " ");
    /* The first word stays beside the name: a line of nothing but a fold is against the rules. */
    if (column + 1 + len > HEADER_COLUMNS && from > value) {
      g_string_append(out, eol);
      column = 0;
    }
    g_string_append_c(out, ' ');
    g_string_append_len(out, from, (gssize)len);
    column += 1 + len;
    from += len;
    from += strspn(from, " ");
  }
  g_string_append(out, eol);
}

static void
append_header(GString *out, const char *name, const char *value, const char *eol, gboolean readable)
{
  g_autofree char *line = one_line(value);
  g_autoptr(GString) text = g_string_new(NULL);
  if (readable || is_plain(line))
    g_string_append(text, line);
  else
    append_encoded(text, line);
  append_folded(out, name, text->str, eol);
}

void
web_mail_header(GString *out, const char *name, const char *value, const char *eol)
{
  append_header(out, name, value, eol, FALSE);
}

static void
append_mailbox(GString *out, const char *name, const char *address, gboolean readable)
{
  g_autofree char *label = one_line(name);
  g_autofree char *mailbox = one_line(address);
  if (label[0] == '\0') {
    g_string_append(out, mailbox);
    return;
  }
  if (!readable && !is_plain(label)) {
    append_encoded(out, label);
  } else if (strpbrk(label, "()<>[]:;@\\,.\"") != NULL) {
    g_string_append_c(out, '"');
    for (const char *p = label; *p != '\0'; p++)
      g_string_append_printf(out, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
    g_string_append_c(out, '"');
  } else {
    g_string_append(out, label);
  }
  g_string_append_printf(out, " <%s>", mailbox);
}

void
web_mail_append_mailbox(GString *out, const char *name, const char *address)
{
  append_mailbox(out, name, address, FALSE);
}

static void
append_recipients(GString *out, const OutMail *mail, gboolean cc, const WebMailSender *sender)
{
  g_autoptr(GString) list = g_string_new(NULL);
  for (guint i = 0; i < mail->recipients->len; i++) {
    const OutRecipient *recipient = mail->recipients->pdata[i];
    if ((recipient->cc != FALSE) != (cc != FALSE))
      continue;
    if (list->len > 0)
      g_string_append(list, ", ");
    append_mailbox(list, recipient->name, recipient->address, sender->readable);
  }
  if (list->len > 0)
    append_folded(out, cc ? "Cc" : "To", list->str, sender->eol);
}

static void
append_ids(GString *out, const char *name, const char *ids, const char *eol)
{
  g_autofree char *line = one_line(ids);
  g_auto(GStrv) parts = g_strsplit(line, " ", -1);
  g_autoptr(GString) list = g_string_new(NULL);
  for (char **part = parts; *part != NULL; part++)
    if ((*part)[0] != '\0')
      g_string_append_printf(list, "%s<%s>", list->len > 0 ? " " : "", *part);
  if (list->len > 0)
    append_folded(out, name, list->str, eol);
}

/* RFC 5322 has English names, whatever the locale. */
static void
append_date(GString *out, gint64 when, const char *eol)
{
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(when);
  if (date == NULL)
    return;
  g_string_append_printf(
      out, "Date: %s, %d %s %d %02d:%02d:%02d +0000%s", days[g_date_time_get_day_of_week(date) - 1],
      g_date_time_get_day_of_month(date), months[g_date_time_get_month(date) - 1],
      g_date_time_get_year(date), g_date_time_get_hour(date), g_date_time_get_minute(date),
      g_date_time_get_second(date), eol);
}

/* --- the text --- */

/* Where the part of a line that fits ends: behind its last blank within limit columns, else behind
 * the first blank after it, else at the end. */
static const char *
find_break(const char *from, const char *end, guint limit)
{
  const char *fits = NULL;
  for (const char *p = from; p < end; p++) {
    if (*p != ' ' || p == from)
      continue;
    if (web_columns_len(from, (gsize)(p + 1 - from)) > limit)
      return fits != NULL ? fits : p + 1;
    fits = p + 1;
  }
  return web_columns_len(from, (gsize)(end - from)) <= limit || fits == NULL ? end : fits;
}

static void
append_stuffed(GString *out, const char *quote, const char *from, const char *to)
{
  g_string_append(out, quote);
  /* RFC 3676, 4.4; "From " would be changed by those who store mail in an mbox. */
  if (quote[0] != '\0' || *from == ' ' || *from == '>' || g_str_has_prefix(from, "From "))
    g_string_append_c(out, ' ');
  g_string_append_len(out, from, to - from);
  g_string_append_c(out, '\n');
}

static void
append_flowed_line(GString *out, const char *line, gsize len)
{
  g_autofree char *text = g_strndup(line, len);
  if (strcmp(text, "-- ") == 0) {
    g_string_append(out, "-- \n");
    return;
  }
  gsize depth = strspn(text, ">");
  g_autofree char *quote = g_strndup(text, depth);
  const char *from = text + depth + (depth > 0 && text[depth] == ' ');
  g_strchomp(text);
  const char *end = text + strlen(text);
  if (from >= end) {
    g_string_append_printf(out, "%s\n", quote);
    return;
  }
  /* A stuffed line may take a column more: what was wrapped at 72 before is not broken again. */
  guint limit = COLUMNS - (depth > 0 ? (guint)depth + 1 : 0);
  while (from < end) {
    const char *to = find_break(from, end, limit);
    append_stuffed(out, quote, from, to);
    from = to;
  }
}

char *
web_mail_flow(const char *text)
{
  GString *out = g_string_new(NULL);
  g_autofree char *plain = g_utf8_make_valid(text != NULL ? text : "", -1);
  const char *line = plain;
  while (*line != '\0') {
    gsize len = strcspn(line, "\n");
    gsize kept = len > 0 && line[len - 1] == '\r' ? len - 1 : len;
    append_flowed_line(out, line, kept);
    line += len + (line[len] == '\n');
  }
  return g_string_free(out, FALSE);
}

/* Quoted-printable (RFC 2045) of text with LF. */
static void
append_quoted_printable(GString *out, const char *text, const char *eol)
{
  guint column = 0;
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\n') {
      g_string_append(out, eol);
      column = 0;
      continue;
    }
    gboolean plain = (*p > ' ' && *p < 0x7f && *p != '=') || (*p == ' ' && p[1] != '\n');
    guint width = plain ? 1 : 3;
    if (column + width > QP_COLUMNS - 1) {
      g_string_append_printf(out, "=%s", eol);
      column = 0;
    }
    g_string_append_printf(out, plain ? "%c" : "=%02X", (guchar)*p);
    column += width;
  }
}

static gboolean
needs_encoding(const char *text)
{
  gsize line = 0;
  for (const char *p = text; *p != '\0'; p++) {
    line = *p == '\n' ? 0 : line + 1;
    /* SMTP takes lines of 998 bytes (RFC 5321, 4.5.3.1.6). */
    if ((guchar)*p >= 0x7f || ((guchar)*p < ' ' && *p != '\n' && *p != '\t') || line > 998)
      return TRUE;
  }
  return FALSE;
}

static void
append_lines(GString *out, const char *text, const char *eol)
{
  for (const char *line = text; *line != '\0';) {
    gsize len = strcspn(line, "\n");
    g_string_append_len(out, line, (gssize)len);
    g_string_append(out, eol);
    line += len + (line[len] == '\n');
  }
}

void
web_mail_render(GString *out, const OutMail *mail, const WebMailSender *sender)
{
  const char *eol = sender->eol;
  g_autofree char *text = web_mail_flow(mail->body);
  gboolean encode = needs_encoding(text);
  gboolean readable = sender->readable;
  g_autoptr(GString) from = g_string_new(NULL);
  append_mailbox(from, sender->name, sender->address, readable);
  append_date(out, sender->date, eol);
  append_folded(out, "From", from->str, eol);
  append_recipients(out, mail, FALSE, sender);
  append_recipients(out, mail, TRUE, sender);
  if (mail->reply_to != NULL)
    web_mail_header(out, "Reply-To", mail->reply_to, eol);
  append_header(out, "Subject", mail->subject, eol, readable);
  append_ids(out, "Message-ID", mail->message_id, eol);
  append_ids(out, "In-Reply-To", mail->in_reply_to, eol);
  append_ids(out, "References", mail->references, eol);
  append_ids(out, "List-Id", mail->list_id, eol);
  /* RFC 3834, and what Exchange looks at instead. */
  g_string_append_printf(out, "Auto-Submitted: auto-generated%s", eol);
  g_string_append_printf(out, "X-Auto-Response-Suppress: All%s", eol);
  g_string_append_printf(out, "MIME-Version: 1.0%s", eol);
  g_string_append_printf(out, "Content-Type: text/plain; charset=utf-8; format=flowed%s", eol);
  g_string_append_printf(out, "Content-Transfer-Encoding: %s%s%s",
                         encode ? "quoted-printable" : "7bit", eol, eol);
  if (encode && !readable)
    append_quoted_printable(out, text, eol);
  else
    append_lines(out, text, eol);
}
