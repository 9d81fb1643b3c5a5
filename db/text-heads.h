/* Texts of the mails that searches show, kept so that the next search that shows them need not take them apart again.
 * Belongs to a catalog: what is kept is as old as that. Only files of db/ include this. */
#pragma once
#include "db/engine.h"
G_BEGIN_DECLS

/* Of mails over this size only the start is kept: taking a patch of a megabyte apart is most of the time of a search. */
#define TEXT_HEAD_BYTES ((gsize)24576)

typedef struct {
  const char *text[DB_TEXT_N_FIELDS]; /* "" when empty */
  gboolean whole;                     /* all of the mail */
} TextHead;

typedef struct TextHeads TextHeads;

/* For several threads; keeps about most bytes. */
TextHeads *text_heads_new(gsize most);
void text_heads_free(TextHeads *heads);
/* The texts of a mail of size bytes; NULL when it cannot be read. Release it. */
const TextHead *text_heads_get(TextHeads *heads, Db *db, gint64 message, gint64 size);
void text_head_release(const TextHead *head);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextHead, text_head_release)

G_END_DECLS
