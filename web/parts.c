#include "web/parts.h"
#include <string.h>

const char *
web_page_zone(const WebPage *page)
{
  return page->group != NULL && page->group->timezone != NULL ? page->group->timezone : "UTC";
}

const char *
web_page_group_title(const WebPage *page)
{
  const Group *group = page->group;
  if (group == NULL)
    return "docket";
  return group->title != NULL && group->title[0] != '\0' ? group->title : group->name;
}

gint64
web_agenda_date(const WebPage *page, const Agenda *agenda)
{
  gboolean unset = page->group == NULL || page->group->next_meeting == 0;
  return unset && ABS(agenda->date - page->now) < 60 ? 0 : agenda->date;
}

char *
web_day_name(gint64 when, const char *zone)
{
  g_autoptr(GString) day = g_string_new(NULL);
  web_out_date(day, when, zone);
  return g_string_free(g_steal_pointer(&day), FALSE);
}

WebTab
web_page_tab(const WebPage *page)
{
  static const struct {
    const char *name;
    WebTab tab;
  } tabs[] = {
      {"agenda", WEB_TAB_AGENDA},       {"meetings", WEB_TAB_MEETINGS},
      {"attendance", WEB_TAB_MEETINGS}, {"report", WEB_TAB_MEETINGS},
      {"backlog", WEB_TAB_BACKLOG},     {"items", WEB_TAB_BACKLOG},
      {"actions", WEB_TAB_ACTIONS},     {"decisions", WEB_TAB_DECISIONS},
      {"votes", WEB_TAB_VOTES},         {"archive", WEB_TAB_ARCHIVE},
      {"refs", WEB_TAB_ARCHIVE},
  };
  const char *name =
      page->path != NULL && page->path[0] == '/' ? strchr(page->path + 1, '/') : NULL;
  if (page->group == NULL || name == NULL)
    return WEB_TAB_NONE;
  gsize len = strcspn(name + 1, "/.?");
  for (guint i = 0; i < G_N_ELEMENTS(tabs); i++) {
    if (strlen(tabs[i].name) == len && strncmp(tabs[i].name, name + 1, len) == 0)
      return tabs[i].tab;
  }
  return len == 0 ? WEB_TAB_OVERVIEW : WEB_TAB_NONE;
}

/* The stylesheet lights a line when an anchor of class mN that is the target stands N - 1 lines
 * above it. */
const char *
web_range_class(guint n)
{
  static const char classes[] = "r m1 m2 m3 m4 m5 m6 m7 m8 m9";
  static const char *const of[] = {"r",
                                   "r m1",
                                   "r m1 m2",
                                   "r m1 m2 m3",
                                   "r m1 m2 m3 m4",
                                   "r m1 m2 m3 m4 m5",
                                   "r m1 m2 m3 m4 m5 m6",
                                   "r m1 m2 m3 m4 m5 m6 m7",
                                   "r m1 m2 m3 m4 m5 m6 m7 m8"};
  return n < G_N_ELEMENTS(of) ? of[n] : classes;
}

const char *
web_kind_glyph(ItemKind kind)
{
  static const char *const glyphs[ITEM_N_KINDS] = {
      [ITEM_TOPIC] = "§",  [ITEM_BACKLOG] = "≡",  [ITEM_PROPOSAL] = "◇",
      [ITEM_ACTION] = "→", [ITEM_DECISION] = "✓", [ITEM_QUESTION] = "?",
  };
  return kind < ITEM_N_KINDS ? glyphs[kind] : "";
}

const char *
web_state_glyph(ItemState state)
{
  static const char *const glyphs[STATE_N] = {
      [STATE_NEW] = "✱",      [STATE_OPEN] = "○",     [STATE_SCHEDULED] = "◷", [STATE_DONE] = "●",
      [STATE_DECLINED] = "✕", [STATE_DEFERRED] = "‖", [STATE_DUPLICATE] = "=",
  };
  return state < STATE_N ? glyphs[state] : "";
}

char *
web_item_owner(const Item *item)
{
  const char *owner = item->owner_person != NULL ? item->owner_person : item->owner;
  if (owner == NULL || owner[0] == '\0')
    return NULL;
  /* A promise in the first person is its author's. */
  if (strcmp(owner, "author") == 0 && item->origin != NULL && item->origin->from != NULL)
    return g_strdup(person_label(item->origin->from));
  return g_strdup(owner);
}

void
web_citation_free(WebCitation *citation)
{
  if (citation == NULL)
    return;
  g_free(citation->group);
  link_free(citation->link);
  message_free(citation->message);
  g_free(citation);
}

guint
web_count(const GPtrArray *array)
{
  return array != NULL ? array->len : 0;
}

const char *
web_plural(guint64 n, const char *one, const char *many)
{
  return n == 1 ? one : many;
}

guint
web_votes_counted(const GPtrArray *votes)
{
  guint n = 0;
  for (guint i = 0; i < web_count(votes); i++) {
    const Vote *vote = g_ptr_array_index(votes, i);
    n += vote->counted ? 1 : 0;
  }
  return n;
}

const MonthCount *
web_month_find(const GArray *months, gint16 year, guint8 month)
{
  for (guint i = 0; months != NULL && i < months->len; i++) {
    const MonthCount *count = &g_array_index(months, MonthCount, i);
    if (count->year == year && count->month == month)
      return count;
  }
  return NULL;
}

const char *
web_month_weight(const GArray *months, guint n_messages)
{
  static const char *const weights[] = {"w1", "w2", "w3", "w4"};
  guint most = 1;
  for (guint i = 0; i < months->len; i++)
    most = MAX(most, g_array_index(months, MonthCount, i).n_messages);
  return weights[MIN(n_messages * 4 / (most + 1), 3)];
}

const char *
web_month_short(gint64 month)
{
  static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return month >= 1 && month <= 12 ? names[month - 1] : "";
}

char *
web_caret_line(const char *query, guint at)
{
  GString *line = g_string_new(NULL);
  const char *p = query != NULL ? query : "";
  for (guint i = 0; i < at && *p != '\0'; i++, p++) {
    if (((guchar)*p & 0xc0) != 0x80)
      g_string_append_c(line, ' ');
  }
  g_string_append_c(line, '^');
  return g_string_free(line, FALSE);
}

char *
web_fill(const char *format, const char *value)
{
  GString *out = g_string_new(NULL);
  for (const char *at = format; *at != '\0'; at++) {
    if (*at != '*') {
      g_string_append_c(out, *at);
      continue;
    }
    gsize from = out->len;
    g_string_append(out, value != NULL ? value : "");
    g_strdelimit(out->str + from, "\"", ' ');
  }
  return g_string_free(out, FALSE);
}

char *
web_mail_sub_path(const char *group, const char *message_id, const char *what)
{
  g_autofree char *segment = web_path_segment(message_id);
  return g_strdup_printf("/%s/archive/%s/%s", group, segment, what);
}

char *
web_mail_path(const char *group, const Message *message)
{
  g_autofree char *query =
      message->alternate > 0 ? g_strdup_printf("?alternate=%u", message->alternate) : NULL;
  return web_mail_sub_path(group, message->message_id, query != NULL ? query : "");
}

char *
web_feed_path(const WebPage *page, const char *here)
{
  const char *query = here != NULL ? strchr(here, '?') : NULL;
  return g_strdup_printf("%s.atom%s", page->path, query != NULL ? query : "");
}

char *
web_search_path(const WebPage *page, const char *form)
{
  g_autoptr(GString) query = g_string_new(NULL);
  web_out_query(query, page->query);
  return g_strdup_printf("%s%s/search.%s?q=%s", page->group != NULL ? "/" : "",
                         page->group != NULL ? page->group->name : "", form, query->str);
}

const Link *
web_item_closed_link(const Item *item)
{
  if (item->state == STATE_DONE || item->state == STATE_DECLINED || item->state == STATE_DUPLICATE)
    return NULL;
  for (guint i = 0; i < web_count(item->links); i++) {
    const Link *link = g_ptr_array_index(item->links, i);
    if (link->kind == LINK_BUG && link->closed)
      return link;
  }
  return NULL;
}

/* The file that an address leads to, without its escapes: "attachment.html"; NULL: it names none.
 */
static char *
file_of(const char *url)
{
  g_autofree char *path = g_strndup(url, strcspn(url, "?#"));
  const char *host = strstr(path, "//");
  const char *slash = strrchr(host != NULL ? host + 2 : path, '/');
  char *file = slash != NULL && slash[1] != '\0' ? g_uri_unescape_string(slash + 1, NULL) : NULL;
  if (file != NULL && g_utf8_validate(file, -1, NULL))
    return file;
  g_free(file);
  return NULL;
}

char *
web_attachment_name(const WebPart *part)
{
  if (part->name != NULL)
    return g_strdup(part->name);
  if (part->index > 0)
    return g_strdup_printf("part %u", part->index);
  char *file = part->url != NULL ? file_of(part->url) : NULL;
  return file != NULL ? file : g_strdup("taken out by the archive");
}
