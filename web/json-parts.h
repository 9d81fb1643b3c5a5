/* What the JSON forms are put together from. */
#pragma once
#include "web/out.h"
#include <jansson.h>
G_BEGIN_DECLS

/* jansson refuses what is not UTF-8; text of mail is shown with U+FFFD instead of being lost. NULL gives null. */
json_t *web_json_text(const char *text);
/* "2014-04-15T16:53:34Z", null when unknown. */
json_t *web_json_time(gint64 when);
/* Both take value. */
void web_json_set(json_t *object, const char *key, json_t *value);
void web_json_add(json_t *array, json_t *value);
/* Where something was said: its mail, its lines and their words, which are not masked here. */
json_t *web_json_mention(const Mention *mention);
/* An item as the exports promise it; origin, mentions and links as far as they are loaded. */
json_t *web_json_item(const Item *item);
/* A link as the exports promise it. */
json_t *web_json_link(const Link *link);
/* One document with a final line end. Takes root. */
void web_json_print(WebOut *out, json_t *root);

G_END_DECLS
