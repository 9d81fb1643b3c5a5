/* Feeds: the records of pages as Atom (RFC 4287), replies by RFC 4685. */
#include "web/parts.h"
#include "web/views-feed.h"
#include "web/xml.h"
#include <string.h>

/* Of one mail; readers of feeds show the beginning, the address leads to the rest. */
#define CONTENT_MAX (16 * 1024)
/* What a feed without any entry was changed at: a feed must say a time, and this one says none. */
#define NEVER "1970-01-01T00:00:00Z"

typedef struct {
  WebOut *out;
  const WebPage *page;
} Feed;

static const char *
base_of(const Feed *f)
{
  return f->page->base_url != NULL ? f->page->base_url : "";
}

/* Words of people. */
static void
element(const Feed *f, const char *name, const char *text)
{
  g_autofree char *shown = web_mask(text, f->page->mask_addresses);
  web_xml_text(f->out, name, shown);
}

static void
time_element(const Feed *f, const char *name, gint64 when)
{
  g_autoptr(GString) iso = g_string_new(NULL);
  web_out_iso(iso, when);
  web_xml_text(f->out, name, iso->len > 0 ? iso->str : NEVER);
}

static void
link_to(const Feed *f, const char *rel, const char *type, const char *path)
{
  g_autofree char *address = g_strconcat(base_of(f), path, NULL);
  web_xml_empty(f->out, "link", "rel", rel, "type", type, "href", address, NULL);
}

static void
author(const Feed *f, const Person *person)
{
  web_xml_open(f->out, "author", NULL);
  element(f, "name", person != NULL ? person_label(person) : "unknown");
  web_xml_close(f->out, "author");
}

/* RFC 2392; part distinguishes what one mail holds several of. Caller frees. */
static char *
mid_of(const char *message_id, const char *part)
{
  GString *id = g_string_new("mid:");
  g_string_append_uri_escaped(id, message_id, "@", FALSE);
  if (part != NULL) {
    g_string_append_c(id, '#');
    g_string_append_uri_escaped(id, part, NULL, FALSE);
  }
  return g_string_free(id, FALSE);
}

static char *
mail_path(const char *group, const char *message_id, guint line)
{
  g_autofree char *anchor = line > 0 ? g_strdup_printf("#L%u", line) : g_strdup("");
  return web_mail_sub_path(group, message_id, anchor);
}

static char *
item_path(const Feed *f, const Item *item)
{
  return g_strdup_printf("/%s/items/%" G_GINT64_FORMAT, f->page->group->name, item->number);
}

/* self and alternate: paths. id NULL: the feed's own address. */
static void
feed_begin(const Feed *f, const char *title, const char *id, const char *self,
           const char *alternate, gint64 updated)
{
  g_autofree char *own = g_strconcat(base_of(f), self, NULL);
  web_xml_begin(f->out);
  web_xml_open(f->out, "feed", "xmlns", "http://www.w3.org/2005/Atom", "xmlns:thr",
               "http://purl.org/syndication/thread/1.0", NULL);
  element(f, "title", title);
  web_xml_text(f->out, "id", id != NULL ? id : own);
  time_element(f, "updated", updated);
  link_to(f, "self", "application/atom+xml", self);
  link_to(f, "alternate", "text/html", alternate);
  web_xml_text(f->out, "generator", "docket");
}

static void
feed_end(const Feed *f)
{
  web_xml_close(f->out, "feed");
}

static char *
title_of(const Feed *f, const char *what)
{
  return g_strdup_printf("%s: %s", web_page_group_title(f->page), what);
}

/* --- mails --- */

static void
content(const Feed *f, const char *text)
{
  g_autofree char *cut = g_strndup(text, CONTENT_MAX);
  g_autofree char *shown = web_mask(cut, f->page->mask_addresses);
  web_xml_open(f->out, "content", "type", "xhtml", NULL);
  web_xml_open(f->out, "div", "xmlns", "http://www.w3.org/1999/xhtml", NULL);
  web_xml_open(f->out, "pre", NULL);
  web_out_text(f->out, shown);
  web_out_text(f->out, strlen(text) > CONTENT_MAX ? "\n…" : NULL);
  web_xml_close(f->out, "pre");
  web_xml_close(f->out, "div");
  web_xml_close(f->out, "content");
}

static char *
text_of(const WebMail *mail)
{
  if (mail->html_text != NULL)
    return g_strdup(mail->html_text);
  GString *text = g_string_new(NULL);
  for (guint i = 0; mail->lines != NULL && i < mail->lines->len && text->len <= CONTENT_MAX; i++) {
    const WebLine *line = &g_array_index(mail->lines, WebLine, i);
    g_string_append_len(text, line->text, (gssize)line->len);
    g_string_append_c(text, '\n');
  }
  return g_string_free(text, FALSE);
}

static void
message_fields(const Feed *f, const char *group, const Message *message)
{
  g_autofree char *part =
      message->alternate > 0 ? g_strdup_printf("alternate-%u", message->alternate) : NULL;
  g_autofree char *id = mid_of(message->message_id, part);
  g_autofree char *path = mail_path(group, message->message_id, 0);
  gboolean named = message->subject != NULL && message->subject[0] != '\0';
  element(f, "title", named ? message->subject : "(no subject)");
  web_xml_text(f->out, "id", id);
  time_element(f, "updated", message->date);
  time_element(f, "published", message->date);
  author(f, message->from);
  link_to(f, "alternate", "text/html", path);
}

/* The mail that this one answers, when the feed has it. */
static void
in_reply_to(const Feed *f, const GPtrArray *mails, const Message *message)
{
  for (guint i = 0; message->parent_id != 0 && i < mails->len; i++) {
    const Message *other = ((const WebMail *)mails->pdata[i])->message;
    if (other->id != message->parent_id)
      continue;
    g_autofree char *id = mid_of(other->message_id, NULL);
    web_xml_empty(f->out, "thr:in-reply-to", "ref", id, NULL);
  }
}

static void
mail_entries(const Feed *f, const GPtrArray *mails)
{
  for (guint i = 0; i < web_count(mails); i++) {
    const WebMail *mail = mails->pdata[i];
    g_autofree char *text = text_of(mail);
    web_xml_open(f->out, "entry", NULL);
    message_fields(f, f->page->group->name, mail->message);
    in_reply_to(f, mails, mail->message);
    content(f, text);
    web_xml_close(f->out, "entry");
  }
}

static gint64
latest_of(const GPtrArray *mails)
{
  gint64 latest = 0;
  for (guint i = 0; i < web_count(mails); i++)
    latest = MAX(latest, ((const WebMail *)mails->pdata[i])->message->date);
  return latest;
}

void
web_atom_latest(WebOut *out, const WebLatestView *view)
{
  const Feed f = {out, view->page};
  g_autofree char *title = title_of(&f, "new mail");
  g_autofree char *path = g_strdup_printf("/%s/archive/", view->page->group->name);
  feed_begin(&f, title, NULL, view->page->path, path, latest_of(view->mails));
  mail_entries(&f, view->mails);
  feed_end(&f);
}

void
web_atom_thread(WebOut *out, const WebThreadView *view)
{
  const Feed f = {out, view->page};
  const char *root = view->thread->root_message_id;
  g_autofree char *id = mid_of(root, "thread");
  g_autofree char *mail = mail_path(view->page->group->name, root, 0);
  g_autofree char *self = g_strconcat(mail, "t.atom", NULL);
  g_autofree char *path = g_strconcat(mail, "t/", NULL);
  g_autofree char *title = title_of(&f, view->thread->subject);
  feed_begin(&f, title, id, self, path, latest_of(view->mails));
  mail_entries(&f, view->mails);
  feed_end(&f);
}

/* --- search --- */

/* Hits of a search stand between \001 and \002. */
static void
summary(const Feed *f, const char *snippet)
{
  g_autofree char *plain = g_strdup(snippet != NULL ? snippet : "");
  gsize kept = 0;
  for (const char *at = plain; *at != '\0'; at++)
    if (*at != '\001' && *at != '\002')
      plain[kept++] = *at;
  plain[kept] = '\0';
  element(f, "summary", plain);
}

void
web_atom_search(WebOut *out, const WebSearchView *view)
{
  const Feed f = {out, view->page};
  const char *group = view->page->group != NULL ? view->page->group->name : NULL;
  const GPtrArray *hits = view->result != NULL ? view->result->hits : NULL;
  g_autoptr(GString) query = g_string_new("?q=");
  web_out_query(query, view->page->query);
  g_autofree char *self = g_strconcat(view->page->path, query->str, NULL);
  g_autofree char *path = group != NULL ? g_strdup_printf("/%s/archive/%s", group, query->str)
                                        : g_strconcat("/search", query->str, NULL);
  g_autofree char *what = g_strconcat("search for ", view->page->query, NULL);
  g_autofree char *title = title_of(&f, what);
  gint64 latest = 0;
  for (guint i = 0; i < web_count(hits); i++)
    latest = MAX(latest, ((const SearchHit *)hits->pdata[i])->message->date);
  feed_begin(&f, title, NULL, self, path, latest);
  for (guint i = 0; i < web_count(hits); i++) {
    const SearchHit *hit = hits->pdata[i];
    web_xml_open(out, "entry", NULL);
    message_fields(&f, hit->group != NULL ? hit->group : group, hit->message);
    summary(&f, hit->snippet);
    web_xml_close(out, "entry");
  }
  feed_end(&f);
}

/* --- items --- */

static void
item_entry(const Feed *f, const Item *item)
{
  const Mention *origin = item->origin;
  g_autofree char *id = mid_of(origin->message_id, item->key);
  g_autofree char *path = item_path(f, item);
  web_xml_open(f->out, "entry", NULL);
  g_autofree char *title = web_cut(item->title, 300);
  element(f, "title", title);
  web_xml_text(f->out, "id", id);
  time_element(f, "updated", MAX(item->last_date, item->date));
  time_element(f, "published", item->date);
  author(f, origin->from);
  web_xml_empty(f->out, "category", "term", item_kind_to_text(item->kind), NULL);
  web_xml_empty(f->out, "category", "term", item_state_to_text(item->state), NULL);
  link_to(f, "alternate", "text/html", path);
  content(f, origin->quote != NULL ? origin->quote : "");
  web_xml_close(f->out, "entry");
}

/* "decisions" leads from /virt/decisions.atom to the page /virt/decisions. */
static char *
page_of_feed(const char *self)
{
  const char *end = strstr(self, ".atom");
  const char *query = end != NULL ? strchr(end, '?') : NULL;
  g_autofree char *path = g_strndup(self, end != NULL ? (gsize)(end - self) : strlen(self));
  return g_strconcat(path, query, NULL);
}

void
web_atom_items(WebOut *out, const WebItemsView *view)
{
  const Feed f = {out, view->page};
  const char *self = view->here != NULL ? view->here : view->page->path;
  g_autofree char *path = page_of_feed(self);
  g_autofree char *title = title_of(&f, view->title);
  gint64 latest = 0;
  for (guint i = 0; i < web_count(view->items); i++) {
    const Item *item = view->items->pdata[i];
    latest = MAX(latest, MAX(item->last_date, item->date));
  }
  feed_begin(&f, title, NULL, self, path, latest);
  for (guint i = 0; i < web_count(view->items); i++)
    item_entry(&f, view->items->pdata[i]);
  feed_end(&f);
}

static void
mention_entry(const Feed *f, const Item *item, const Mention *mention)
{
  static const char *const words[] = {"found", "said again", "answered"};
  g_autofree char *part = g_strdup_printf("%s-L%u", item->key, mention->lines.first);
  g_autofree char *id = mid_of(mention->message_id, part);
  g_autofree char *path =
      mail_path(f->page->group->name, mention->message_id, mention->lines.first);
  g_autofree char *title = g_strdup_printf("%s: %s", words[MIN(mention->kind, MENTION_REPLY)],
                                           mention->subject != NULL ? mention->subject : "");
  web_xml_open(f->out, "entry", NULL);
  element(f, "title", title);
  web_xml_text(f->out, "id", id);
  time_element(f, "updated", mention->date);
  author(f, mention->from);
  link_to(f, "alternate", "text/html", path);
  content(f, mention->quote != NULL ? mention->quote : "");
  web_xml_close(f->out, "entry");
}

static void
change_entry(const Feed *f, const Item *item, const AuditEntry *change, guint nth)
{
  g_autofree char *part =
      g_strdup_printf("%s-changed-%" G_GINT64_FORMAT "-%u", item->key, change->at, nth);
  g_autofree char *id = mid_of(item->origin->message_id, part);
  g_autofree char *path = item_path(f, item);
  const Person who = {.name = change->who};
  g_autofree char *title = g_strdup_printf("%s: %s", change->verb != NULL ? change->verb : "",
                                           change->to != NULL ? change->to : "");
  web_xml_open(f->out, "entry", NULL);
  element(f, "title", title);
  web_xml_text(f->out, "id", id);
  time_element(f, "updated", change->at);
  author(f, &who);
  link_to(f, "alternate", "text/html", path);
  web_xml_close(f->out, "entry");
}

void
web_atom_item(WebOut *out, const WebItemView *view)
{
  const Feed f = {out, view->page};
  const Item *item = view->item;
  gint64 latest = MAX(item->last_date, item->date);
  guint n_changes = web_count(view->audit);
  g_autofree char *id = mid_of(item->origin->message_id, item->key);
  g_autofree char *path = item_path(&f, item);
  g_autofree char *self = g_strconcat(path, ".atom", NULL);
  g_autofree char *title = title_of(&f, item->title);
  for (guint i = 0; i < n_changes; i++)
    latest = MAX(latest, ((const AuditEntry *)view->audit->pdata[i])->at);
  feed_begin(&f, title, id, self, path, latest);
  /* Newest first. The trail is that already, and its oldest entry is number 0 for ever; what was
   * said is the other way about. */
  guint left = web_count(item->mentions);
  for (guint i = 0; i < n_changes; i++) {
    const AuditEntry *change = view->audit->pdata[i];
    for (; left > 0 && ((const Mention *)item->mentions->pdata[left - 1])->date > change->at;
         left--)
      mention_entry(&f, item, item->mentions->pdata[left - 1]);
    change_entry(&f, item, change, n_changes - 1 - i);
  }
  for (; left > 0; left--)
    mention_entry(&f, item, item->mentions->pdata[left - 1]);
  mention_entry(&f, item, item->origin);
  feed_end(&f);
}
