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
