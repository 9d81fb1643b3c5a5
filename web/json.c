/* The JSON forms that the design promises, with what else scripts may want. */
#include "web/pages.h"
#include "web/parts.h"
#include <jansson.h>
#include <string.h>

/* jansson refuses what is not UTF-8; text of mail is shown with U+FFFD instead of being lost. NULL
 * gives null. */
static json_t *
text_of(const char *text)
{
  if (text == NULL)
    return json_null();
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return json_string(valid);
}

static json_t *
time_of(gint64 when)
{
  g_autoptr(GString) iso = g_string_new(NULL);
  web_out_iso(iso, when);
  return iso->len > 0 ? json_string(iso->str) : json_null();
}

/* Names only: the forms are served to visitors from whom addresses are kept. */
static json_t *
person_of(const Person *person)
{
  return person != NULL ? text_of(person_label(person)) : json_null();
}

static json_t *
number_or_null(gint64 number)
{
  return number != 0 ? json_integer(number) : json_null();
}

static void
set(json_t *object, const char *key, json_t *value)
{
  (void)json_object_set_new_nocheck(object, key, value);
}

static void
add(json_t *array, json_t *value)
{
  (void)json_array_append_new(array, value);
}

static void
print(WebOut *out, json_t *root)
{
  char *text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6) | JSON_ENSURE_ASCII);
  if (text != NULL)
    g_string_append(out, text);
  g_string_append_c(out, '\n');
  free(text);
  json_decref(root);
}

static json_t *
mention_of(const Mention *mention)
{
  json_t *o = json_object();
  json_t *lines = json_array();
  add(lines, json_integer(mention->lines.first));
  add(lines, json_integer(mention->lines.last));
  set(o, "message_id", text_of(mention->message_id));
  set(o, "lines", lines);
  set(o, "quote", text_of(mention->quote));
  set(o, "subject", text_of(mention->subject));
  set(o, "from", person_of(mention->from));
  set(o, "date", time_of(mention->date));
  return o;
}

static json_t *
later_mention_of(const Mention *mention)
{
  static const char *const kinds[] = {"origin", "repeat", "reply"};
  json_t *o = mention_of(mention);
  set(o, "kind", json_string(kinds[MIN(mention->kind, G_N_ELEMENTS(kinds) - 1)]));
  set(o, "suggests",
      mention->suggests ? json_string(item_state_to_text(mention->suggestion)) : json_null());
  set(o, "takes", json_boolean(mention->takes));
  return o;
}

static json_t *
link_of(const Link *link)
{
  json_t *o = json_object();
  set(o, "kind", json_string(link_kind_to_text(link->kind)));
  set(o, "value", text_of(link->value));
  set(o, "url", text_of(link->url));
  set(o, "message_id", text_of(link->message_id));
  set(o, "line", json_integer(link->line));
  set(o, "item", text_of(link->item_title));
  set(o, "item_number", number_or_null(link->item));
  set(o, "key", text_of(link->key));
  set(o, "title", text_of(link->title));
  set(o, "state", text_of(link->state));
  set(o, "closed", link->title != NULL ? json_boolean(link->closed) : json_null());
  set(o, "fetched", time_of(link->fetched));
  return o;
}

static void
set_words(json_t *o, const Item *item)
{
  set(o, "key", text_of(item->key));
  set(o, "kind", json_string(item_kind_to_text(item->kind)));
  set(o, "state", json_string(item_state_to_text(item->state)));
  set(o, "title", text_of(item->title));
  set(o, "owner", text_of(item->owner));
  set(o, "section", text_of(item->section));
  set(o, "parent_title", text_of(item->parent_title));
  set(o, "rule", text_of(item->rule));
  set(o, "confidence", json_real(item->confidence));
  set(o, "number", json_integer(item->number));
  set(o, "found_title", text_of(item->found_title));
  set(o, "owner_person", text_of(item->owner_person));
  set(o, "parent", number_or_null(item->parent));
  set(o, "due", time_of(item->due));
  set(o, "date", time_of(item->date));
  set(o, "last_date", time_of(item->last_date));
  set(o, "votes_for", json_integer(item->votes_for));
  set(o, "votes_against", json_integer(item->votes_against));
}

static json_t *
item_of(const Item *item)
{
  json_t *o = json_object();
  json_t *mentions = json_array();
  json_t *links = json_array();
  set_words(o, item);
  for (guint i = 0; i < web_count(item->mentions); i++)
    add(mentions, later_mention_of(g_ptr_array_index(item->mentions, i)));
  for (guint i = 0; i < web_count(item->links); i++)
    add(links, link_of(g_ptr_array_index(item->links, i)));
  set(o, "origin", item->origin != NULL ? mention_of(item->origin) : json_null());
  set(o, "mentions", mentions);
  set(o, "links", links);
  return o;
}

static json_t *
vote_of(const Vote *vote)
{
  gboolean claims = g_strcmp0(vote->claim, "binding") == 0;
  gboolean denies = g_strcmp0(vote->claim, "non-binding") == 0;
  json_t *o = json_object();
  set(o, "message_id", text_of(vote->message_id));
  set(o, "line", json_integer(vote->line));
  set(o, "voter", person_of(vote->voter));
  set(o, "option", text_of(vote->option));
  set(o, "value", json_integer(vote->value));
  set(o, "binding", claims ? json_true() : denies ? json_false() : json_null());
  set(o, "counted", json_boolean(vote->counted));
  set(o, "why", text_of(vote->why));
  set(o, "value_text", text_of(vote->value_text));
  set(o, "claim", text_of(vote->claim));
  set(o, "date", time_of(vote->date));
  set(o, "quote", text_of(vote->quote));
  return o;
}

static void
print_list(WebOut *out, const char *name, json_t *list)
{
  json_t *root = json_object();
  set(root, name, list);
  print(out, root);
}

void
web_json_items(WebOut *out, GPtrArray *items)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(items); i++)
    add(list, item_of(g_ptr_array_index(items, i)));
  print_list(out, "items", list);
}

void
web_json_links(WebOut *out, GPtrArray *links)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(links); i++)
    add(list, link_of(g_ptr_array_index(links, i)));
  print_list(out, "links", list);
}

void
web_json_votes(WebOut *out, GPtrArray *votes)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(votes); i++)
    add(list, vote_of(g_ptr_array_index(votes, i)));
  print_list(out, "votes", list);
}

static json_t *
reasons_of(const AgendaEntry *entry)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(entry->reasons); i++) {
    const AgendaReason *reason = g_ptr_array_index(entry->reasons, i);
    json_t *o = json_object();
    set(o, "reason", json_string(agenda_reason_to_text(reason->kind)));
    set(o, "text", text_of(reason->text));
    add(list, o);
  }
  return list;
}

static json_t *
objections_of(const Item *item)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(item->objections); i++)
    add(list, vote_of(g_ptr_array_index(item->objections, i)));
  return list;
}

static json_t *
entry_of(const AgendaEntry *entry, guint number)
{
  json_t *o = json_object();
  set(o, "number", json_integer(number));
  set(o, "group", json_string(agenda_group_to_text(entry->group)));
  set(o, "weight", json_real(entry->weight));
  set(o, "why", text_of(entry->why));
  set(o, "reasons", reasons_of(entry));
  set(o, "objections", objections_of(entry->item));
  set(o, "last_reply",
      entry->item->last_reply != NULL ? later_mention_of(entry->item->last_reply) : json_null());
  set(o, "item", item_of(entry->item));
  return o;
}

void
web_json_agenda(WebOut *out, const WebAgendaView *view)
{
  json_t *root = json_object();
  json_t *entries = json_array();
  const GPtrArray *drafted = view->agenda->entries;
  for (guint i = 0; i < web_count(drafted); i++)
    add(entries, entry_of(g_ptr_array_index(drafted, i), i + 1));
  set(root, "group", text_of(view->page->group != NULL ? view->page->group->name : NULL));
  set(root, "title", text_of(web_page_group_title(view->page)));
  set(root, "date", time_of(view->agenda->date));
  set(root, "timezone", text_of(web_page_zone(view->page)));
  set(root, "entries", entries);
  set(root, "left_out", json_integer(view->agenda->n_left_out));
  print(out, root);
}

static json_t *
facets_of(const GArray *facets)
{
  json_t *list = json_array();
  for (guint i = 0; facets != NULL && i < facets->len; i++) {
    const Facet *facet = &g_array_index(facets, Facet, i);
    json_t *o = json_object();
    set(o, "name", text_of(facet->name));
    set(o, "count", json_integer(facet->count));
    add(list, o);
  }
  return list;
}

static json_t *
hit_of(const SearchHit *hit)
{
  g_autofree char *snippet = g_strdup(hit->snippet);
  json_t *o = json_object();
  if (snippet != NULL) {
    gsize kept = 0;
    for (const char *at = snippet; *at != '\0'; at++) {
      if (*at != '\001' && *at != '\002')
        snippet[kept++] = *at;
    }
    snippet[kept] = '\0';
  }
  set(o, "message_id", text_of(hit->message->message_id));
  set(o, "group", text_of(hit->group));
  set(o, "subject", text_of(hit->message->subject));
  set(o, "from", person_of(hit->message->from));
  set(o, "date", time_of(hit->message->date));
  set(o, "items", json_integer(hit->message->n_items));
  set(o, "attachments", json_integer(hit->message->n_attachments));
  set(o, "snippet", text_of(snippet));
  return o;
}

void
web_json_search(WebOut *out, const SearchResult *result)
{
  json_t *root = json_object();
  json_t *hits = json_array();
  for (guint i = 0; i < web_count(result->hits); i++)
    add(hits, hit_of(g_ptr_array_index(result->hits, i)));
  set(root, "total", json_integer(result->total));
  set(root, "partial", json_boolean(result->partial));
  set(root, "next", number_or_null(result->next));
  set(root, "hits", hits);
  set(root, "years", facets_of(result->years));
  set(root, "people", facets_of(result->people));
  set(root, "holds", facets_of(result->holds));
  print(out, root);
}
