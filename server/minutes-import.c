#include "server/minutes-import.h"

#include <string.h>

#include "db/message.h"
#include "ingest/extract.h"
#include "ingest/parse.h"
#include "server/chat-log.h"

static void
row_free(gpointer data)
{
  WebImportRow *row = data;
  g_free(row->text);
  g_free(row->owner);
  g_free(row->topic);
  g_free(row);
}

/* --- what is there already --- */

static gboolean
says_the_same(const char *a, const char *b)
{
  g_autofree char *x = g_utf8_casefold(a, -1), *y = g_utf8_casefold(b, -1);
  return strcmp(g_strstrip(x), g_strstrip(y)) == 0;
}

static const SheetEntry *
find_topic(const Sheet *sheet, const char *title)
{
  for (guint i = 0; title != NULL && i < sheet->entries->len; i++) {
    const SheetEntry *entry = sheet->entries->pdata[i];
    if (entry->state == ENTRY_TAKEN && says_the_same(entry->title, title))
      return entry;
  }
  return NULL;
}

static gboolean
has_line(const Sheet *sheet, const WebImportRow *row)
{
  for (guint i = 0; i < sheet->lines->len; i++) {
    const SheetLine *line = sheet->lines->pdata[i];
    if (!line->struck && line->kind == row->kind && says_the_same(line->text, row->text))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_known(const Sheet *sheet, const WebImportRow *row)
{
  if (row->what == IMPORT_PERSON)
    return sheet_person(sheet, row->text) != NULL;
  return row->what == IMPORT_TOPIC ? find_topic(sheet, row->text) != NULL : has_line(sheet, row);
}

/* --- from drafts to rows --- */

/* One line within the limits of a sheet, without what it refuses. */
static char *
clean_text(const char *text, gsize most)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  for (char *c = valid; *c != '\0'; c++)
    if ((guchar)*c < ' ')
      *c = ' ';
  if (strlen(valid) > most)
    *g_utf8_find_prev_char(valid, valid + most) = '\0';
  return g_strdup(g_strstrip(valid));
}

static WebImportRow *
add_row(GPtrArray *rows, const Sheet *sheet, WebImportRow row, const char *text)
{
  WebImportRow *made = g_new0(WebImportRow, 1);
  *made = row;
  made->text = clean_text(text, row.what == IMPORT_LINE ? SHEET_SAID_MAX : SHEET_NAME_MAX);
  if (made->text[0] == '\0' || rows->len >= MINUTES_ROWS_MAX) {
    row_free(made);
    return NULL;
  }
  made->known = is_known(sheet, made);
  g_ptr_array_add(rows, made);
  return made;
}

/* The topic that a draft stands under: the nearest one above it among its parents. */
static const char *
topic_of(const Drafts *drafts, const ItemDraft *draft)
{
  for (guint steps = 0; draft->parent >= 0 && steps < drafts->items->len; steps++) {
    draft = drafts->items->pdata[draft->parent];
    if (draft->kind == ITEM_TOPIC)
      return draft->title;
  }
  return NULL;
}

static void
add_draft(GPtrArray *rows, const Sheet *sheet, const Drafts *drafts, const ItemDraft *draft,
          const char *last_topic)
{
  static const SaidKind kinds[ITEM_N_KINDS] = {
      [ITEM_ACTION] = SAID_ACTION, [ITEM_DECISION] = SAID_DECISION};
  if (draft->repeated)
    return;
  WebImportRow row = {.what = draft->kind == ITEM_TOPIC ? IMPORT_TOPIC : IMPORT_LINE,
                      .kind = kinds[draft->kind],
                      .line = draft->lines.first,
                      .due = draft->kind == ITEM_ACTION ? draft->due : 0};
  if (draft->kind == ITEM_DECISION && draft->state == STATE_DECLINED)
    row.kind = SAID_REJECTED;
  WebImportRow *made = add_row(rows, sheet, row, draft->title);
  if (made == NULL || made->what != IMPORT_LINE)
    return;
  const char *topic = topic_of(drafts, draft);
  made->topic = g_strdup(topic != NULL ? topic : last_topic);
  /* As written, so that a name which the roster does not know stays what it was; "author" is no
   * name. */
  const char *owner = g_strcmp0(draft->owner, "author") == 0 ? draft->owner_person : draft->owner;
  if (draft->kind == ITEM_ACTION && owner != NULL)
    made->owner = clean_text(owner, SHEET_NAME_MAX);
}

/* "Lars K (LK)" is one of the roster by name. */
static void
add_people(GPtrArray *rows, const Sheet *sheet, const MinutesDraft *minutes)
{
  for (guint i = 0; minutes != NULL && i < minutes->attendees->len; i++) {
    const char *written = minutes->attendees->pdata[i];
    const char *open = strrchr(written, '(');
    g_autofree char *name = open != NULL && open > written
                                ? g_strndup(written, (gsize)(open - written))
                                : g_strdup(written);
    add_row(rows, sheet, (WebImportRow){.what = IMPORT_PERSON}, name);
  }
}

static GPtrArray *
rows_of_mail(const Sheet *sheet, const Mail *mail, GError **error)
{
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  g_autoptr(Drafts) drafts = ingest_extract(mail, lines);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
  const char *topic = NULL;
  add_people(rows, sheet, drafts->minutes);
  for (guint i = 0; i < drafts->items->len; i++) {
    const ItemDraft *draft = drafts->items->pdata[i];
    topic = draft->kind == ITEM_TOPIC ? draft->title : topic;
    add_draft(rows, sheet, drafts, draft, topic);
  }
  if (rows->len > 0)
    return g_steal_pointer(&rows);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "nothing in it was read as minutes\nlines such as \"#topic\", \"ACTION:\", "
              "\"AGREED:\" and lists of topics are");
  return NULL;
}

static Mail *
mail_of_text(const char *text, gint64 when)
{
  Mail *mail = g_new0(Mail, 1);
  g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
  g_autofree char *joined = g_strjoinv("\n", lines);
  mail->message.subject = g_strdup("Minutes of the meeting");
  mail->message.from = person_new("scribe", NULL);
  mail->message.date = when;
  mail->references = g_new0(char *, 1);
  mail->to = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
  mail->cc = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
  mail->parts = g_ptr_array_new_with_free_func((GDestroyNotify)mail_part_free);
  g_autofree char *valid = g_utf8_make_valid(joined, -1);
  mail->body = server_chat_log_plain(valid);
  mail->body_len = strlen(mail->body);
  return mail;
}

GPtrArray *
server_minutes_read_text(const Sheet *sheet, const char *text, gint64 when, GError **error)
{
  if (strlen(text) > MINUTES_TEXT_MAX) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "text: longer than %d KiB\npaste the minutes, or the meeting's part of the log",
                MINUTES_TEXT_MAX / 1024);
    return NULL;
  }
  g_autoptr(Mail) mail = mail_of_text(text, when);
  return rows_of_mail(sheet, mail, error);
}

GPtrArray *
server_minutes_read_mail(Db *db, const Group *group, const Sheet *sheet, const char *message_id,
                         GError **error)
{
  g_autofree char *id = g_strdup(message_id);
  g_strstrip(id);
  gsize len = strlen(id);
  gboolean boxed = len > 2 && id[0] == '<' && id[len - 1] == '>';
  if (boxed)
    id[len - 1] = '\0';
  g_autoptr(Message) message = db_message_get(db, group->id, boxed ? id + 1 : id, 0, error);
  g_autoptr(GBytes) raw = message != NULL ? db_message_raw(db, message->id, error) : NULL;
  gsize n;
  if (raw == NULL)
    return NULL;
  const char *bytes = g_bytes_get_data(raw, &n);
  g_autoptr(Mail) mail = ingest_parse(bytes, n, NULL, error);
  return mail != NULL ? rows_of_mail(sheet, mail, error) : NULL;
}

/* --- taking --- */

/* The entry of a topic, which may have come with this import. */
static gboolean
entry_of_topic(const SheetAct *act, const char *title, gint64 *entry, GError **error)
{
  *entry = 0;
  g_autoptr(Sheet) sheet = db_sheet_get(act->db, act->group, act->meeting, error);
  const SheetEntry *found = sheet != NULL ? find_topic(sheet, title) : NULL;
  if (found != NULL)
    *entry = found->id;
  return sheet != NULL;
}

static gboolean
take_row(const SheetAct *act, const WebImportRow *row, GError **error)
{
  gint64 id = 0;
  if (row->what == IMPORT_PERSON)
    return db_live_attend(act, row->text, PERSON_PRESENT, TRUE, error);
  if (row->what == IMPORT_TOPIC)
    return db_sheet_add(act, -1, &(NewEntry){.title = row->text, .state = ENTRY_TAKEN}, NULL,
                        error);
  SheetLine line = {.kind = row->kind, .text = row->text, .owner = row->owner, .due = row->due};
  return entry_of_topic(act, row->topic, &line.entry, error) && db_live_say(act, &line, &id, error);
}

gboolean
server_minutes_take(const SheetAct *act, const GPtrArray *rows, const GArray *taken, GError **error)
{
  for (guint i = 0; i < taken->len; i++) {
    guint at = g_array_index(taken, guint, i);
    const WebImportRow *row = at < rows->len ? rows->pdata[at] : NULL;
    if (row == NULL) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "there is no row %u", at + 1);
      return FALSE;
    }
    if (!row->known && !take_row(act, row, error))
      return FALSE;
  }
  return TRUE;
}
