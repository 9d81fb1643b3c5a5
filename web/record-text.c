/* Minutes found in the archive, as Markdown and as text for a terminal. */
#include "web/text-parts.h"
#include "web/views-meeting.h"
#include "web/wrap.h"

typedef struct {
  WebOut *out;
  const WebPage *page;
  const MinutesRecord *record;
} Writer;

static char *
heading_of(const Writer *w)
{
  g_autofree char *group = web_text_clean(w->page, web_page_group_title(w->page));
  g_autoptr(GString) day = g_string_new(NULL);
  web_out_day(day, w->record->date, "UTC");
  g_autofree char *title =
      w->record->title != NULL ? web_text_clean(w->page, w->record->title) : NULL;
  return g_strdup_printf("%s: minutes of %s%s%s", group, day->str, title != NULL ? ", " : "",
                         title != NULL ? title : "");
}

/* "Ann, Karan Bir (KB)"; NULL: nobody was listed. */
static char *
present(const Writer *w)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < w->record->attendees->len; i++) {
    const Attendee *attendee = w->record->attendees->pdata[i];
    g_autofree char *name = web_text_clean(w->page, attendee->name);
    g_string_append_printf(names, "%s%s%s%s%s", i > 0 ? ", " : "", name,
                           attendee->initials != NULL ? " (" : "",
                           attendee->initials != NULL ? attendee->initials : "",
                           attendee->initials != NULL ? ")" : "");
  }
  return g_string_free(names, names->len == 0);
}

/* The address of a mail, of the lines in it where they are known. Caller frees. */
static char *
address_of(const Writer *w, const char *message_id, const LineRange *lines)
{
  g_autofree char *id = web_path_segment(message_id);
  GString *address = g_string_new(w->page->base_url != NULL ? w->page->base_url : "");
  g_string_append_printf(address, "/%s/archive/%s/", w->page->group->name, id);
  if (lines != NULL && lines->first > 0)
    g_string_append_printf(address, "#L%u", lines->first);
  if (lines != NULL && lines->first > 0 && lines->last > lines->first)
    g_string_append_printf(address, "-L%u", lines->last);
  return g_string_free(address, FALSE);
}

gboolean
web_entry_tells_state(const MinutesEntry *entry)
{
  return entry->item->kind == ITEM_ACTION || entry->item->kind == ITEM_BACKLOG ||
         (entry->kind == ITEM_DECISION && entry->item->state == STATE_DECLINED);
}

/* "ACTION: ask the mirrors for space", "DECISION (declined): ship it now" */
static char *
entry_words(const Writer *w, const MinutesEntry *entry)
{
  g_autofree char *title = web_text_clean(w->page, entry->title);
  g_autofree char *kind = g_ascii_strup(item_kind_to_text(entry->kind), -1);
  gboolean declined = entry->kind == ITEM_DECISION && web_entry_tells_state(entry);
  return g_strdup_printf("%s%s: %s", kind, declined ? " (declined)" : "", title);
}

void
web_markdown_record(WebOut *out, const WebPage *page, const WebMeetingRow *row)
{
  Writer w = {out, page, row->record};
  g_autofree char *heading = heading_of(&w);
  g_autofree char *names = present(&w);
  g_autofree char *escaped = web_markdown_escape(heading);
  g_string_append_printf(out, "# %s\n\n", escaped);
  if (names != NULL) {
    g_autofree char *people = web_markdown_escape(names);
    g_string_append_printf(out, "- **Present:** %s\n", people);
  }
  for (guint i = 0; i < w.record->mails->len; i++) {
    const MinutesMail *mail = w.record->mails->pdata[i];
    g_autofree char *subject = web_text_clean(page, mail->subject);
    g_autofree char *text = web_markdown_escape(subject);
    g_autofree char *address = address_of(&w, mail->message_id, NULL);
    g_string_append(out, "- **Mail:** ");
    web_markdown_link(out, text, address);
    g_string_append_c(out, '\n');
  }
  g_string_append_c(out, '\n');
  for (guint i = 0; w.record->entries != NULL && i < w.record->entries->len; i++) {
    const MinutesEntry *entry = w.record->entries->pdata[i];
    g_autofree char *words = entry_words(&w, entry);
    g_autofree char *text = web_markdown_escape(words);
    g_autofree char *address = address_of(&w, entry->said->message_id, &entry->said->lines);
    g_string_append(out, "- ");
    web_markdown_link(out, text, address);
    g_string_append_c(out, '\n');
  }
}

void
web_text_record(WebOut *out, const WebPage *page, const WebMeetingRow *row)
{
  Writer w = {out, page, row->record};
  g_autofree char *heading = heading_of(&w);
  g_autofree char *names = present(&w);
  web_text_underlined(out, heading, '=');
  if (names != NULL)
    web_text_fact(out, "Present", names);
  for (guint i = 0; i < w.record->mails->len; i++) {
    const MinutesMail *mail = w.record->mails->pdata[i];
    g_autofree char *subject = web_text_clean(page, mail->subject);
    web_text_fact(out, "Mail", subject);
  }
  g_string_append_c(out, '\n');
  for (guint i = 0; i < web_count(w.record->entries); i++) {
    g_autofree char *words = entry_words(&w, g_ptr_array_index(w.record->entries, i));
    web_wrap(out, words, MAIL_COLUMNS, "* ", "  ");
  }
  web_text_links(out, w.record->links);
}
