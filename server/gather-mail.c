/* One stored mail, parsed again for showing, with items, links and votes joined to its lines. */
#include <string.h>

#include "db/link.h"
#include "db/message.h"
#include "ingest/lines.h"
#include "ingest/parse.h"
#include "server/gather.h"
#include "server/mail-links.h"
#include "web/pieces.h"

#define HEADERS_SHOWN (64 * 1024)

struct GatheredMail {
  WebMail view;
  Mail *mail;
  BodyLines *lines;
  GPtrArray *items; /* own reference */
  GArray *places;   /* own reference: ItemPlace of this mail and others */
  GPtrArray *links;
  GPtrArray *votes;
  GPtrArray *again;      /* Link: named again, owned here */
  GPtrArray *line_links; /* GPtrArray of Link, one for each line that has some; owned here */
  char *headers;
};

void
server_gathered_mail_free(GatheredMail *mail)
{
  if (mail == NULL)
    return;
  g_clear_pointer(&mail->view.lines, g_array_unref);
  g_clear_pointer(&mail->view.parts, g_array_unref);
  g_clear_pointer(&mail->line_links, g_ptr_array_unref);
  g_clear_pointer(&mail->again, g_ptr_array_unref);
  g_clear_pointer(&mail->items, g_ptr_array_unref);
  g_clear_pointer(&mail->places, g_array_unref);
  g_clear_pointer(&mail->links, g_ptr_array_unref);
  g_clear_pointer(&mail->votes, g_ptr_array_unref);
  ingest_lines_free(mail->lines);
  mail_free(mail->mail);
  g_free(mail->headers);
  g_free(mail);
}

WebMail *
server_gathered_mail_view(GatheredMail *mail)
{
  return &mail->view;
}

/* The header block as text, up to the first empty line. */
static char *
raw_headers(const char *raw, gsize len)
{
  gsize end = 0;
  while (end < len) {
    const char *newline = memchr(raw + end, '\n', len - end);
    gsize line = newline != NULL ? (gsize)(newline - raw) - end : len - end;
    if (line == 0 || (line == 1 && raw[end] == '\r'))
      break;
    end += line + (newline != NULL);
  }
  end = MIN(end, HEADERS_SHOWN);
  /* Whatever is no UTF-8 is told where it is printed. */
  return memchr(raw, '\0', end) == NULL ? g_strndup(raw, end) : g_utf8_make_valid(raw, (gssize)end);
}

static GArray *
list_parts(const Mail *mail)
{
  GArray *parts = g_array_new(FALSE, FALSE, sizeof(WebPart));
  for (guint i = 0; mail->parts != NULL && i < mail->parts->len; i++) {
    const MailPart *part = mail->parts->pdata[i];
    WebPart shown = {part->name, part->type, part->size, part->url, part->index};
    g_array_append_val(parts, shown);
  }
  return parts;
}

static void
fill_lines(GatheredMail *mail)
{
  guint n = 0;
  gsize bytes = 0;
  while (n < mail->lines->n && n < SERVER_LINES_SHOWN && bytes < SERVER_BYTES_SHOWN)
    bytes += mail->lines->line[n++].len + 1;
  mail->view.lines = g_array_sized_new(FALSE, TRUE, sizeof(WebLine), n);
  g_array_set_size(mail->view.lines, n);
  for (guint i = 0; i < n; i++) {
    const BodyLine *line = &mail->lines->line[i];
    /* One line may be the whole mail: base64 or logs without a newline. */
    g_array_index(mail->view.lines, WebLine, i) =
        (WebLine){.text = line->text,
                  .len = MIN(line->len, SERVER_BYTES_SHOWN),
                  .line_class = line->line_class,
                  .depth = line->depth};
  }
  mail->view.n_cut = mail->lines->n - n + mail->lines->n_cut;
}

static WebLine *
line_at(const GatheredMail *mail, guint number)
{
  gboolean there = number >= 1 && number <= mail->view.lines->len;
  return there ? &g_array_index(mail->view.lines, WebLine, number - 1) : NULL;
}

static void
join_item(GatheredMail *mail, const Item *item, LineRange range)
{
  for (guint number = range.first; number <= range.last; number++) {
    WebLine *line = line_at(mail, number);
    if (line == NULL)
      return;
    /* Nested bullets: the inner item has the narrower range, and comes later. */
    line->item = item;
    line->first_of_item = number == range.first;
  }
}

/* What starts here and what is said again here: both are marked. */
static void
join_items(GatheredMail *mail, const Message *message)
{
  g_autoptr(GHashTable) by_number = g_hash_table_new(g_int64_hash, g_int64_equal);
  for (guint i = 0; i < mail->items->len; i++) {
    Item *item = mail->items->pdata[i];
    g_hash_table_insert(by_number, &item->number, item);
  }
  for (guint i = 0; i < mail->places->len; i++) {
    const ItemPlace *place = &g_array_index(mail->places, ItemPlace, i);
    const Item *item =
        place->message == message->id ? g_hash_table_lookup(by_number, &place->number) : NULL;
    if (item != NULL)
      join_item(mail, item, place->lines);
  }
}

static void
join_links(GatheredMail *mail, const GPtrArray *links)
{
  for (guint i = 0; i < links->len; i++) {
    Link *link = links->pdata[i];
    WebLine *line = line_at(mail, link->line);
    if (line == NULL)
      continue;
    if (line->links == NULL) {
      line->links = g_ptr_array_new();
      g_ptr_array_add(mail->line_links, line->links);
    }
    g_ptr_array_add(line->links, link);
  }
}

static void
join_lines(GatheredMail *mail, const Message *message)
{
  join_items(mail, message);
  mail->line_links = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  join_links(mail, mail->links);
  join_links(mail, mail->again);
  for (guint i = 0; i < mail->votes->len; i++) {
    const Vote *vote = mail->votes->pdata[i];
    WebLine *line = line_at(mail, vote->line);
    if (line != NULL)
      line->vote = vote;
  }
}

static gboolean
load_found(Db *db, const Group *group, GatheredMail *mail, const Message *message,
           const MailFinds *finds, GError **error)
{
  ItemQuery query = {
      .by_state = TRUE,
      .states = SERVER_STATES_ALL,
      .message = message->id,
      .order = ITEM_BY_MAIL,
  };
  mail->links = db_link_list(db, group->id, message->id, error);
  if (mail->links == NULL)
    return FALSE;
  mail->items =
      finds != NULL ? g_ptr_array_ref(finds->items) : db_item_list(db, group->id, &query, error);
  if (mail->items == NULL)
    return FALSE;
  if (finds != NULL)
    mail->places = g_array_ref(finds->places);
  else if (mail->items->len == 0)
    mail->places = g_array_new(FALSE, FALSE, sizeof(ItemPlace));
  else
    mail->places = db_item_places(db, group->id, message->id, 0, error);
  if (mail->places == NULL)
    return FALSE;
  mail->votes = finds != NULL ? g_ptr_array_ref(finds->votes)
                              : db_vote_list(db, group->id, message->id, error);
  return mail->votes != NULL;
}

GatheredMail *
server_gather_mail(Db *db, const Group *group, const Message *message, const MailFinds *finds,
                   GError **error)
{
  g_autoptr(GatheredMail) mail = g_new0(GatheredMail, 1);
  g_autoptr(GBytes) raw = db_message_raw(db, message->id, error);
  gsize len;
  if (raw == NULL || !load_found(db, group, mail, message, finds, error))
    return NULL;
  const char *bytes = g_bytes_get_data(raw, &len);
  mail->mail = ingest_parse_content(bytes, len, error);
  if (mail->mail == NULL)
    return NULL;
  mail->lines = ingest_lines(mail->mail);
  mail->again = server_mail_links_again(db, group->id, mail->lines, mail->links, error);
  if (mail->again == NULL)
    return NULL;
  fill_lines(mail);
  join_lines(mail, message);
  mail->headers = raw_headers(bytes, len);
  mail->view.message = message;
  mail->view.html_text = mail->mail->html_only ? mail->mail->html_text : NULL;
  mail->view.to = mail->mail->to;
  mail->view.cc = mail->mail->cc;
  mail->view.parts = list_parts(mail->mail);
  mail->view.items = mail->items;
  mail->view.votes = mail->votes;
  mail->view.headers = mail->headers;
  return g_steal_pointer(&mail);
}

GPtrArray *
server_gather_mails(Db *db, const Group *group, GPtrArray *messages, guint n, GPtrArray *views,
                    GError **error)
{
  g_autoptr(GPtrArray) mails =
      g_ptr_array_new_with_free_func((GDestroyNotify)server_gathered_mail_free);
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autoptr(GArray) nowhere = g_array_new(FALSE, FALSE, sizeof(ItemPlace));
  const MailFinds finds = {none, none, nowhere};
  for (guint i = 0; i < MIN(n, messages->len); i++) {
    GatheredMail *mail = server_gather_mail(db, group, messages->pdata[i], &finds, error);
    if (mail == NULL)
      return NULL;
    g_ptr_array_add(mails, mail);
    g_ptr_array_add(views, server_gathered_mail_view(mail));
  }
  return g_steal_pointer(&mails);
}
