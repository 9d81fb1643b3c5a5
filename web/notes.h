/* Notes that people write in Markdown (CommonMark, read by md4c), as a flat list of blocks: a template prints them, so nothing of the
 * text is ever markup. HTML in it is text, pictures are links, and only http, https and mailto lead anywhere. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef enum { NOTE_PARAGRAPH, NOTE_HEADING, NOTE_ITEM, NOTE_CODE, NOTE_QUOTE, NOTE_RULE } NoteKind;

typedef struct {
  char *text;
  gboolean emphasis, strong, code;
  char *url; /* checked; NULL: leads nowhere */
} NoteRun;

typedef struct {
  NoteKind kind;
  guint depth;     /* of lists, from 1; at most 4 */
  gboolean number; /* an item of a numbered list */
  GPtrArray *runs; /* NoteRun */
} NoteBlock;

/* NoteBlock *; empty for NULL. At most 2,000 blocks. */
GPtrArray *web_notes_read(const char *markdown);
/* TRUE for an address that notes may lead to. */
gboolean web_notes_url_is_good(const char *url);

G_END_DECLS
