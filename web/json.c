/* The JSON forms that the design promises, with what else scripts may want. */
#include "web/pages.h"
#include "web/json-parts.h"
#include "web/parts.h"
#include <jansson.h>
#include <string.h>

/* Names only: the forms are served to visitors from whom addresses are kept. */
static json_t *
person_of(const Person *person)
{
  return person != NULL ? web_json_text(person_label(person)) : json_null();
}

static json_t *
number_or_null(gint64 number)
{
  return number != 0 ? json_integer(number) : json_null();
}

json_t *
web_json_mention(const Mention *mention)
{
  json_t *o = json_object();
  json_t *lines = json_array();
  web_json_add(lines, json_integer(mention->lines.first));
  web_json_add(lines, json_integer(mention->lines.last));
  web_json_set(o, "message_id", web_json_text(mention->message_id));
  web_json_set(o, "lines", lines);
  web_json_set(o, "quote", web_json_text(mention->quote));
  web_json_set(o, "subject", web_json_text(mention->subject));
  web_json_set(o, "from", person_of(mention->from));
  web_json_set(o, "date", web_json_time(mention->date));
  return o;
}

static json_t *
later_mention_of(const Mention *mention)
{
  static const char *const kinds[] = {"origin", "repeat", "reply"};
  json_t *o = web_json_mention(mention);
  web_json_set(o, "kind", json_string(kinds[MIN(mention->kind, G_N_ELEMENTS(kinds) - 1)]));
  web_json_set(o, "suggests",
               mention->suggests ? json_string(item_state_to_text(mention->suggestion))
                                 : json_null());
  web_json_set(o, "takes", json_boolean(mention->takes));
  gboolean scored = mention->why == MENTION_SAME_LINK || mention->why == MENTION_SAME_WORDS;
  web_json_set(o, "why",
               mention->why != MENTION_BY_ITSELF ? json_string(mention_why_to_text(mention->why))
                                                 : json_null());
  web_json_set(o, "score", scored ? json_real(mention->score) : json_null());
  web_json_set(o, "statement", web_json_text(mention->statement));
  web_json_set(o, "reply", web_json_text(mention->reply));
  return o;
}

static json_t *
tags_of(const Link *link)
{
  if (link->tags == NULL)
    return json_null();
  json_t *tags = json_array();
  g_auto(GStrv) names = g_strsplit(link->tags, " ", -1);
  for (guint i = 0; names[i] != NULL && names[i][0] != '\0'; i++)
    web_json_add(tags, json_string(names[i]));
  return tags;
}

json_t *
web_json_link(const Link *link)
{
  json_t *o = json_object();
  web_json_set(o, "kind", json_string(link_kind_to_text(link->kind)));
  web_json_set(o, "value", web_json_text(link->value));
  web_json_set(o, "url", web_json_text(link->url));
  web_json_set(o, "message_id", web_json_text(link->message_id));
  web_json_set(o, "line", json_integer(link->line));
  web_json_set(o, "item", web_json_text(link->item_title));
  web_json_set(o, "item_number", number_or_null(link->item));
  web_json_set(o, "key", web_json_text(link->key));
  web_json_set(o, "title", web_json_text(link->title));
  web_json_set(o, "state", web_json_text(link->state));
  web_json_set(o, "closed", link->title != NULL ? json_boolean(link->closed) : json_null());
  web_json_set(o, "fetched", web_json_time(link->fetched));
  web_json_set(o, "author", web_json_text(link->author));
  web_json_set(o, "dated", web_json_time(link->dated));
  web_json_set(o, "tags", tags_of(link));
  return o;
}

static void
set_words(json_t *o, const Item *item)
{
  web_json_set(o, "key", web_json_text(item->key));
  web_json_set(o, "kind", json_string(item_kind_to_text(item->kind)));
  web_json_set(o, "state", json_string(item_state_to_text(item->state)));
  web_json_set(o, "title", web_json_text(item->title));
  web_json_set(o, "owner", web_json_text(item->owner));
  web_json_set(o, "section", web_json_text(item->section));
  web_json_set(o, "parent_title", web_json_text(item->parent_title));
  web_json_set(o, "rule", web_json_text(item->rule));
  web_json_set(o, "confidence", json_real(item->confidence));
  web_json_set(o, "number", json_integer(item->number));
  web_json_set(o, "found_title", web_json_text(item->found_title));
  web_json_set(o, "owner_person", web_json_text(item->owner_person));
  web_json_set(o, "parent", number_or_null(item->parent));
  web_json_set(o, "due", web_json_time(item->due));
  web_json_set(o, "date", web_json_time(item->date));
  web_json_set(o, "last_date", web_json_time(item->last_date));
  web_json_set(o, "votes_for", json_integer(item->votes_for));
  web_json_set(o, "votes_against", json_integer(item->votes_against));
}

json_t *
web_json_item(const Item *item)
{
  json_t *o = json_object();
  json_t *mentions = json_array();
  json_t *links = json_array();
  set_words(o, item);
  for (guint i = 0; i < web_count(item->mentions); i++)
    web_json_add(mentions, later_mention_of(g_ptr_array_index(item->mentions, i)));
  for (guint i = 0; i < web_count(item->links); i++)
    web_json_add(links, web_json_link(g_ptr_array_index(item->links, i)));
  web_json_set(o, "origin", item->origin != NULL ? web_json_mention(item->origin) : json_null());
  web_json_set(o, "note", web_json_text(item->origin != NULL ? item->origin->note : NULL));
  web_json_set(o, "mentions", mentions);
  web_json_set(o, "links", links);
  return o;
}

static json_t *
vote_of(const Vote *vote)
{
  json_t *o = json_object();
  web_json_set(o, "message_id", web_json_text(vote->message_id));
  web_json_set(o, "line", json_integer(vote->line));
  web_json_set(o, "voter", person_of(vote->voter));
  web_json_set(o, "option", web_json_text(vote->option));
  web_json_set(o, "value", json_integer(vote->value));
  web_json_set(o, "binding", json_boolean(vote->binding));
  web_json_set(o, "counted", json_boolean(vote->counted));
  web_json_set(o, "why", web_json_text(vote->why));
  web_json_set(o, "value_text", web_json_text(vote->value_text));
  web_json_set(o, "claim", web_json_text(vote->claim));
  web_json_set(o, "date", web_json_time(vote->date));
  web_json_set(o, "quote", web_json_text(vote->quote));
  return o;
}

static void
print_list(WebOut *out, const char *name, json_t *list)
{
  json_t *root = json_object();
  web_json_set(root, name, list);
  web_json_print(out, root);
}

void
web_json_items(WebOut *out, GPtrArray *items)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(items); i++)
    web_json_add(list, web_json_item(g_ptr_array_index(items, i)));
  print_list(out, "items", list);
}

void
web_json_links(WebOut *out, GPtrArray *links)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(links); i++)
    web_json_add(list, web_json_link(g_ptr_array_index(links, i)));
  print_list(out, "links", list);
}

void
web_json_votes(WebOut *out, GPtrArray *votes)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(votes); i++)
    web_json_add(list, vote_of(g_ptr_array_index(votes, i)));
  print_list(out, "votes", list);
}

static json_t *
reasons_of(const AgendaEntry *entry)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(entry->reasons); i++) {
    const AgendaReason *reason = g_ptr_array_index(entry->reasons, i);
    json_t *o = json_object();
    web_json_set(o, "reason", json_string(agenda_reason_to_text(reason->kind)));
    web_json_set(o, "text", web_json_text(reason->text));
    web_json_add(list, o);
  }
  return list;
}

static json_t *
objections_of(const Item *item)
{
  json_t *list = json_array();
  for (guint i = 0; i < web_count(item->objections); i++)
    web_json_add(list, vote_of(g_ptr_array_index(item->objections, i)));
  return list;
}

static json_t *
entry_of(const AgendaEntry *entry, guint number)
{
  json_t *o = json_object();
  web_json_set(o, "number", json_integer(number));
  web_json_set(o, "group", json_string(agenda_group_to_text(entry->group)));
  web_json_set(o, "weight", json_real(entry->weight));
  web_json_set(o, "why", web_json_text(entry->why));
  web_json_set(o, "reasons", reasons_of(entry));
  web_json_set(o, "objections", objections_of(entry->item));
  web_json_set(o, "last_reply",
               entry->item->last_reply != NULL ? later_mention_of(entry->item->last_reply)
                                               : json_null());
  web_json_set(o, "item", web_json_item(entry->item));
  return o;
}

void
web_json_agenda(WebOut *out, const WebAgendaView *view)
{
  json_t *root = json_object();
  json_t *entries = json_array();
  const GPtrArray *drafted = view->agenda->entries;
  for (guint i = 0; i < web_count(drafted); i++)
    web_json_add(entries, entry_of(g_ptr_array_index(drafted, i), i + 1));
  web_json_set(root, "group",
               web_json_text(view->page->group != NULL ? view->page->group->name : NULL));
  web_json_set(root, "title", web_json_text(web_page_group_title(view->page)));
  web_json_set(root, "date", web_json_time(view->agenda->date));
  web_json_set(root, "timezone", web_json_text(web_page_zone(view->page)));
  web_json_set(root, "entries", entries);
  web_json_set(root, "left_out", json_integer(view->agenda->n_left_out));
  web_json_print(out, root);
}

static json_t *
facets_of(const GArray *facets)
{
  json_t *list = json_array();
  for (guint i = 0; facets != NULL && i < facets->len; i++) {
    const Facet *facet = &g_array_index(facets, Facet, i);
    json_t *o = json_object();
    web_json_set(o, "name", web_json_text(facet->name));
    web_json_set(o, "count", json_integer(facet->count));
    web_json_add(list, o);
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
  web_json_set(o, "message_id", web_json_text(hit->message->message_id));
  web_json_set(o, "group", web_json_text(hit->group));
  web_json_set(o, "subject", web_json_text(hit->message->subject));
  web_json_set(o, "from", person_of(hit->message->from));
  web_json_set(o, "date", web_json_time(hit->message->date));
  web_json_set(o, "items", json_integer(hit->message->n_items));
  web_json_set(o, "attachments", json_integer(hit->message->n_attachments));
  web_json_set(o, "snippet", web_json_text(snippet));
  return o;
}

void
web_json_search(WebOut *out, const SearchResult *result)
{
  json_t *root = json_object();
  json_t *hits = json_array();
  for (guint i = 0; i < web_count(result->hits); i++)
    web_json_add(hits, hit_of(g_ptr_array_index(result->hits, i)));
  web_json_set(root, "total", json_integer(result->total));
  web_json_set(root, "partial", json_boolean(result->partial));
  web_json_set(root, "next", number_or_null(result->next));
  web_json_set(root, "hits", hits);
  web_json_set(root, "years", facets_of(result->years));
  web_json_set(root, "people", facets_of(result->people));
  web_json_set(root, "holds", facets_of(result->holds));
  web_json_print(out, root);
}
