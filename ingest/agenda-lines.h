/* What a reply to an agenda mail asks for: own lines that begin with "agenda:", and own lines with the address of an item. Pure. */
#pragma once
#include "ingest/lines.h"
G_BEGIN_DECLS

#define AGENDA_ASKS_MAX 20 /* of one mail */

typedef struct {
  guint line;   /* of the body, from 1 */
  char *text;   /* the line, trimmed */
  char *title;  /* what is to be spoken of; NULL for an item alone */
  gint64 item;  /* number, 0: none */
} AgendaAsk;

/* AgendaAsk *, in order. group: its name, as in the addresses of its items. */
GPtrArray *ingest_agenda_asks(const BodyLines *lines, const char *group);

G_END_DECLS
