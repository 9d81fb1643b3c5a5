#include "ingest/parse.h"
#include "ingest/address.h"
#include "ingest/archived.h"
#include "ingest/charset.h"
#include "ingest/content.h"
#include "ingest/html.h"
#include "ingest/mime.h"
#include "ingest/references.h"
#include "ingest/scrub.h"

#include <gmime/gmime.h>
#include <libxml/parser.h>
#include <sodium.h>
#include <string.h>

/* What the walk over the parts gathers. */
typedef struct {
  Mail *mail;
  GString *body;
  gsize text_start, text_len; /* of the first text part that says something */
  MimePart html;              /* the first that is no attachment; its strings are ours */
  gboolean has_html;
} Gather;

void
ingest_init(void)
{
  g_mime_init();
  xmlInitParser();
  /* Fails only without a source of randomness; hashing, all that ingest does with
   * it, needs none. */
  if (sodium_init() < 0)
    g_warning("libsodium has no source of randomness");
}

static void
add_text(Gather *gather, const MimePart *part)
{
  gsize len, start;
  g_autofree char *owned = NULL;
  const char *bytes = ingest_mime_decode(part, &len, &owned);
  if (gather->body == NULL) {
    gather->body = g_string_sized_new(len + 64);
    gather->mail->flowed = part->flowed;
    gather->mail->flowed_delsp = part->flowed && part->delsp;
  }
  if (gather->body->len > 0 && gather->body->str[gather->body->len - 1] != '\n')
    g_string_append_c(gather->body, '\n');
  start = gather->body->len;
  ingest_charset_append(gather->body, bytes, len, part->charset);
  gsize made = gather->body->len - start;
  if (gather->text_len == 0 && ingest_content_says_something(gather->body->str + start, made)) {
    gather->text_start = start;
    gather->text_len = made;
  }
}

static MailPart *
make_part(const MimePart *part)
{
  MailPart *made = g_new0(MailPart, 1);
  made->name = g_strdup(part->name);
  made->type = g_utf8_make_valid(part->type, -1);
  made->size = ingest_mime_decoded_size(part);
  made->index = part->index;
  return made;
}

/* A mail whose only part is text of another kind (a bare patch, text/enriched) is read, too. */
static gboolean
is_text(const MimePart *part)
{
  gboolean alone = part->index == 1 && !part->alternative && g_str_has_prefix(part->type, "text/");
  return !part->attachment && (part->kind == PART_TEXT || (alone && part->kind == PART_OTHER));
}

/* By its type, else by its name: mailers send patches as all kinds of things. */
static gboolean
is_patch(const MimePart *part)
{
  static const char *const types[] = {"text/x-patch", "text/x-diff", "application/x-patch"};
  for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
    if (strcmp(part->type, types[i]) == 0)
      return TRUE;
  g_autofree char *name = part->name != NULL ? g_ascii_strdown(part->name, -1) : NULL;
  return name != NULL && (g_str_has_suffix(name, ".patch") || g_str_has_suffix(name, ".diff"));
}

static void
add_patch(Mail *mail, const MimePart *part)
{
  gsize len, room = INGEST_MAX_PATCHES - (mail->patches != NULL ? mail->patches->len : 0);
  g_autofree char *owned = NULL;
  if (part->kind == PART_HTML || !is_patch(part) || room == 0 || room > INGEST_MAX_PATCHES)
    return;
  const char *bytes = ingest_mime_decode(part, &len, &owned);
  if (mail->patches == NULL)
    mail->patches = g_string_sized_new(MIN(len, room) + 16);
  ingest_charset_append(mail->patches, bytes, MIN(len, room), part->charset);
  if (mail->patches->len > 0 && mail->patches->str[mail->patches->len - 1] != '\n')
    g_string_append_c(mail->patches, '\n');
}

static gboolean
on_part(const MimePart *part, gpointer user_data)
{
  Gather *gather = user_data;
  gather->mail->report |= part->report;
  if (is_text(part)) {
    add_text(gather, part);
  } else if (part->kind == PART_HTML && !part->attachment && !gather->has_html) {
    gather->html = *part;
    gather->html.type = NULL;
    gather->html.charset = g_strdup(part->charset);
    gather->html.name = g_strdup(part->name);
    gather->has_html = TRUE;
  } else if (part->kind != PART_HTML || !part->alternative) {
    g_ptr_array_add(gather->mail->parts, make_part(part));
    add_patch(gather->mail, part);
  }
  return TRUE;
}

/* <meta charset=x> or http-equiv, looked for where browsers look. */
static char *
html_charset(const char *html, gsize len)
{
  g_autofree char *head = g_ascii_strdown(html, (gssize)MIN(len, 1024));
  const char *p = strstr(head, "charset=");
  if (p == NULL)
    return NULL;
  p += strlen("charset=");
  p += strspn(p, "\"' ");
  return g_strndup(p, strcspn(p, "\"' />;"));
}

static void
read_html(Gather *gather)
{
  gsize len;
  g_autofree char *owned = NULL, *inside = NULL;
  const char *bytes = ingest_mime_decode(&gather->html, &len, &owned);
  const char *charset = gather->html.charset;
  len = MIN(len, INGEST_MAX_HTML);
  if (charset == NULL)
    charset = inside = html_charset(bytes, len);
  g_autoptr(GString) html = g_string_sized_new(len + 16);
  ingest_charset_append(html, bytes, len, charset);
  gather->mail->html_text = ingest_html_text(html->str, html->len);
  gather->mail->html_only = TRUE;
}

static void
finish_body(Gather *gather)
{
  Mail *mail = gather->mail;
  if (gather->text_len == 0 && gather->has_html) {
    read_html(gather);
  } else if (gather->has_html && !gather->html.alternative) {
    gather->html.type = "text/html"; /* beside a text that is read: something to download */
    g_ptr_array_add(mail->parts, make_part(&gather->html));
  }
  g_free((char *)gather->html.charset);
  g_free((char *)gather->html.name);
  if (gather->body == NULL || mail->html_only) {
    mail->body = g_strdup("");
    if (gather->body != NULL)
      g_string_free(gather->body, TRUE);
    return;
  }
  mail->body_len = gather->body->len;
  mail->body = g_string_free(gather->body, FALSE);
  ingest_scrub_read(mail->body, mail->body_len, mail->parts);
}

static char *
header_text(const HeaderBlock *block, HeaderName name)
{
  if (block->field[name].value == NULL)
    return g_strdup("");
  return ingest_charset_header(block->field[name].value, block->field[name].len);
}

static GPtrArray *
people(const HeaderBlock *block, HeaderName name)
{
  GPtrArray *list = ingest_address_list(block->field[name].value, block->field[name].len);
  for (guint i = 0; i < block->n_again; i++)
    if (block->again[i].name == name)
      g_ptr_array_extend_and_steal(list,
                                   ingest_address_list(block->again[i].value, block->again[i].len));
  return list;
}

static gboolean
holds_address(GPtrArray *list, const char *email)
{
  for (guint i = 0; i < list->len; i++) {
    const Person *person = list->pdata[i];
    if (person->email != NULL && g_ascii_strcasecmp(person->email, email) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The list wrote "Name via List <list@host>" in the place of the author. */
static gboolean
is_list_address(const HeaderBlock *block, const Mail *mail, const char *email)
{
  static const HeaderName fields[] = {HEADER_LIST_POST, HEADER_X_BEEN_THERE};
  if (holds_address(mail->to, email) || holds_address(mail->cc, email) || mail->from_pipermail)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    g_autofree char *value = header_text(block, fields[i]);
    if (strstr(value, email) != NULL)
      return TRUE;
  }
  g_autofree char *as_id = g_strdelimit(g_strdup(email), "@", '.');
  return mail->list_id != NULL && g_ascii_strcasecmp(mail->list_id, as_id) == 0;
}

/* The author behind DMARC rewriting, or NULL: X-Original-From, X-Original-Sender, else Reply-To. */
static Person *
author_behind_list(const HeaderBlock *block, const Mail *mail, const Person *from)
{
  static const HeaderName fields[] = {HEADER_X_ORIGINAL_FROM, HEADER_X_ORIGINAL_SENDER,
                                      HEADER_REPLY_TO};
  g_autofree char *name = ingest_address_name_behind_list(from->name);
  if (name == NULL || from->email == NULL || !is_list_address(block, mail, from->email))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    g_autoptr(GPtrArray) list = people(block, fields[i]);
    for (guint j = 0; j < list->len; j++) {
      const Person *person = list->pdata[j];
      if (person->email != NULL && g_ascii_strcasecmp(person->email, from->email) != 0)
        return person_new(person->name != NULL ? person->name : name, person->email);
    }
  }
  return person_new(name, NULL);
}

static void
read_author(const HeaderBlock *block, GPtrArray *from, const char *from_line, Mail *mail)
{
  g_autoptr(GPtrArray) list = from->len > 0 ? g_ptr_array_ref(from) : people(block, HEADER_SENDER);
  Person *author = NULL;
  if (list->len > 0) {
    const Person *first = list->pdata[0];
    author = author_behind_list(block, mail, first);
    if (author == NULL)
      author = person_new(first->name, first->email);
  } else if (from_line != NULL) {
    /* "From user@host date", the sender up to the first two blanks or the week day */
    g_autofree char *sender = g_strndup(from_line + 5, strcspn(from_line + 5, " "));
    g_autofree char *email = ingest_address_unmask(sender);
    author = person_new(NULL, email);
    mail->author_of_from_line = TRUE;
  }
  mail->message.from = author != NULL ? author : person_new(NULL, NULL);
}

/* "user at host (Name)" or "user@host (Name)" as the only way to write From, and no field that
 * pipermail drops. */
static gboolean
is_pipermail(const HeaderBlock *block)
{
  const char *from = block->field[HEADER_FROM].value;
  gsize len = block->field[HEADER_FROM].len;
  return block->only_pipermail && len > 3 && from[len - 1] == ')' &&
         memchr(from, '(', len) != NULL && memchr(from, '<', len) == NULL &&
         block->field[HEADER_DATE].value != NULL;
}

static gint64
read_date(const HeaderBlock *block, const char *from_line, Message *message)
{
  DateHints hints = {0};
  g_autofree char *value = ingest_header_dup(block, HEADER_DATE, 1000);
  if (value != NULL)
    hints.has_header = ingest_date_parse(value, &hints.header, &hints.header_offset);
  hints.has_received = block->has_received;
  hints.first = block->first_received;
  hints.last = block->last_received;
  hints.received_offset = block->first_received_offset;
  message->received = block->has_received ? block->last_received : 0;
  if (from_line != NULL)
    hints.has_from_line =
        ingest_date_parse_from_line(from_line, &hints.from_line, &hints.from_line_offset);
  message->date_source = ingest_date_best(&hints, &message->date, &message->date_offset);
  return hints.has_header ? hints.header : 0;
}

static void
read_list_id(const HeaderBlock *block, Mail *mail)
{
  g_autofree char *value = header_text(block, HEADER_LIST_ID);
  char *open = strrchr(value, '<');
  if (open != NULL) {
    open[strcspn(open, ">")] = '\0';
    mail->list_id = g_strdup(open + 1);
  } else if (value[0] != '\0') {
    mail->list_id = g_strdup(value);
  }
}

static void
read_digest(Mail *mail)
{
  const char *mark = strstr(mail->message.subject, " Digest, Vol ");
  mail->digest = mark != NULL && strstr(mark, ", Issue ") != NULL &&
                 strstr(mail->body, "Today's Topics:") != NULL;
}

/* Identity: the Message-ID, or one made from the content; the content hash. */
static void
read_identity(const HeaderBlock *block, gint64 header_date, const Gather *gather, const char *raw,
              gsize len, Mail *mail)
{
  Message *message = &mail->message;
  message->message_id = ingest_references_id(block->field[HEADER_MESSAGE_ID].value,
                                             block->field[HEADER_MESSAGE_ID].len);
  message->id_derived = message->message_id == NULL;
  gboolean weak = message->id_derived && (header_date == 0 || gather->text_len == 0);
  const char *text = mail->html_only ? "" : mail->body + gather->text_start;
  ingest_content_hash(header_date, message->subject, text, mail->html_only ? 0 : gather->text_len,
                      weak ? raw : NULL, weak ? len : 0, mail->content_hash);
  if (message->id_derived) {
    char hex[33];
    sodium_bin2hex(hex, sizeof hex, mail->content_hash, 16);
    message->message_id = g_strconcat("docket-", hex, "@derived.invalid", NULL);
  }
}

/* identity: with what says which mail it is, which takes a hash over all of its text. */
static Mail *
parse(const char *raw, gsize len, const char *from_line, gboolean identity, GError **error)
{
  HeaderBlock block;
  if (!ingest_header_read(raw, len, &block, error))
    return NULL;
  g_autoptr(Mail) mail = g_new0(Mail, 1);
  mail->parts = g_ptr_array_new_with_free_func((GDestroyNotify)mail_part_free);
  mail->message.size = (gint64)len;
  Gather gather = {.mail = mail};
  gboolean ok = ingest_mime_walk(raw, len, &block, on_part, &gather, error);
  finish_body(&gather);
  if (!ok)
    return NULL;
  mail->from_pipermail = is_pipermail(&block);
  mail->message.subject = header_text(&block, HEADER_SUBJECT);
  mail->message.n_attachments = mail->parts->len;
  mail->to = people(&block, HEADER_TO);
  mail->cc = people(&block, HEADER_CC);
  read_list_id(&block, mail);
  g_autoptr(GPtrArray) from = people(&block, HEADER_FROM);
  read_author(&block, from, from_line, mail);
  gint64 header_date = read_date(&block, from_line, &mail->message);
  if (identity) {
    GPtrArray *const lists[] = {from, mail->to, mail->cc, NULL};
    read_identity(&block, header_date, &gather, raw, len, mail);
    mail->references = ingest_references_list(&block, mail->message.message_id, lists);
    mail->archived = ingest_archived_read(&block, mail->message.message_id);
  }
  read_digest(mail);
  return g_steal_pointer(&mail);
}

Mail *
ingest_parse(const char *raw, gsize len, const char *from_line, GError **error)
{
  return parse(raw, len, from_line, TRUE, error);
}

Mail *
ingest_parse_content(const char *raw, gsize len, GError **error)
{
  return parse(raw, len, NULL, FALSE, error);
}

typedef struct {
  guint index;
  GBytes *bytes;
  MailPart *part;
} PartSearch;

static gboolean
on_searched_part(const MimePart *part, gpointer user_data)
{
  PartSearch *search = user_data;
  if (part->index != search->index)
    return TRUE;
  gsize len;
  char *owned;
  const char *bytes = ingest_mime_decode(part, &len, &owned);
  search->bytes = owned != NULL ? g_bytes_new_take(owned, len) : g_bytes_new(bytes, len);
  search->part = make_part(part);
  return FALSE;
}

GBytes *
ingest_parse_part(const char *raw, gsize len, guint index, MailPart **part, GError **error)
{
  HeaderBlock block;
  PartSearch search = {.index = index};
  if (!ingest_header_read(raw, len, &block, error) ||
      !ingest_mime_walk(raw, len, &block, on_searched_part, &search, error))
    return NULL;
  if (search.bytes == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "the mail has no part %u", index);
    return NULL;
  }
  if (part != NULL)
    *part = search.part;
  else
    mail_part_free(search.part);
  return search.bytes;
}

char *
ingest_body_text(const char *raw, gsize len, G_GNUC_UNUSED gpointer user_data)
{
  g_autoptr(Mail) mail = ingest_parse_content(raw, len, NULL);
  return mail != NULL ? g_steal_pointer(&mail->body) : NULL;
}
