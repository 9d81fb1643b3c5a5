/* Any bytes are a mail or are refused by a named limit; all that is read of it is UTF-8, and what
 * is found in it stands on its lines. */
#include "ingest/archived.h"
#include "ingest/diff-fields.h"
#include "ingest/extract.h"
#include "ingest/fields.h"
#include "ingest/page-index.h"
#include "ingest/page.h"
#include "ingest/parse.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
  (void)argc;
  (void)argv;
  ingest_init();
  return 0;
}

static void
check_text(const char *text)
{
  if (text != NULL && !g_utf8_validate(text, -1, NULL))
    __builtin_trap();
}

static void
check_person(const Person *person)
{
  check_text(person->name);
  check_text(person->email);
}

static void
check_mail(const Mail *mail)
{
  check_text(mail->message.message_id);
  check_text(mail->message.subject);
  check_text(mail->html_text);
  check_text(mail->list_id);
  check_person(mail->message.from);
  if (mail->message.message_id[0] == '\0' || strchr(mail->message.subject, '\n') != NULL ||
      !g_utf8_validate(mail->body, (gssize)mail->body_len, NULL) ||
      strlen(mail->body) != mail->body_len)
    __builtin_trap();
  for (guint i = 0; i < mail->to->len; i++)
    check_person(mail->to->pdata[i]);
  for (guint i = 0; mail->references[i] != NULL; i++)
    check_text(mail->references[i]);
  for (guint i = 0; i < mail->parts->len; i++) {
    const MailPart *part = mail->parts->pdata[i];
    check_text(part->name);
    check_text(part->type);
    check_text(part->url);
    if (part->size < 0 ||
        (part->name != NULL && strchr(part->name, '/') != NULL && part->index > 0))
      __builtin_trap();
  }
}

static void
check_archived(const Mail *mail)
{
  guint n = mail->archived != NULL ? g_strv_length(mail->archived) : 0;
  if (n > INGEST_MAX_ARCHIVED || (mail->archived != NULL && n == 0))
    __builtin_trap();
  for (guint i = 0; i < n; i++)
    check_text(mail->archived[i]);
}

static void
check_diffs(const Mail *mail, const char *raw, gsize len)
{
  char *fields[DB_DIFF_N];
  if (mail->patches != NULL)
    check_text(mail->patches->str);
  if (!ingest_diff_fields(raw, len, fields, NULL))
    __builtin_trap();
  for (guint i = 0; i < DB_DIFF_N; i++) {
    check_text(fields[i]);
    g_free(fields[i]);
  }
}

static void
check_parts(const Mail *mail, const char *raw, gsize len)
{
  for (guint i = 0; i < MIN(mail->parts->len, 4); i++) {
    const MailPart *part = mail->parts->pdata[i];
    if (part->index == 0)
      continue;
    g_autoptr(GBytes) bytes = ingest_parse_part(raw, len, part->index, NULL, NULL);
    if (bytes == NULL || (gint64)g_bytes_get_size(bytes) != part->size)
      __builtin_trap();
  }
}

static void
check_drafts(const Drafts *drafts, const BodyLines *lines)
{
  for (guint i = 0; i < drafts->items->len; i++) {
    const ItemDraft *item = drafts->items->pdata[i];
    check_text(item->title);
    check_text(item->owner);
    if (item->lines.first > item->lines.last || item->lines.last > lines->n ||
        item->parent >= (int)i)
      __builtin_trap();
  }
  for (guint i = 0; i < drafts->links->len; i++) {
    const LinkDraft *link = drafts->links->pdata[i];
    check_text(link->key);
    if (link->line > lines->n || link->item >= (int)drafts->items->len)
      __builtin_trap();
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const char *raw = (const char *)data;
  g_auto(PageMail) page = {0};
  if (ingest_page_read(raw, size, &page, NULL)) {
    g_autoptr(Mail) shown = ingest_parse(page.raw->str, page.raw->len, NULL, NULL);
    if (shown != NULL)
      check_mail(shown);
  }
  g_autoptr(GPtrArray) entries = ingest_index_read(raw, size);
  for (guint i = 0; i < entries->len; i++) {
    const IndexEntry *entry = entries->pdata[i];
    check_text(entry->subject);
    check_text(entry->author);
  }
  g_autoptr(GError) error = NULL;
  g_autoptr(Mail) mail = ingest_parse(raw, size, NULL, &error);
  if (mail == NULL) {
    if (!g_error_matches(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED))
      __builtin_trap();
    return 0;
  }
  check_mail(mail);
  check_parts(mail, raw, size);
  check_archived(mail);
  check_diffs(mail, raw, size);
  g_autoptr(BodyLines) lines = ingest_fields_lines(mail);
  char *text[DB_TEXT_N_FIELDS];
  ingest_fields(mail, lines, text);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++) {
    check_text(text[i]);
    g_free(text[i]);
  }
  if (!mail->html_only) {
    g_autoptr(Drafts) drafts = ingest_extract(mail, lines);
    check_drafts(drafts, lines);
  }
  return 0;
}
