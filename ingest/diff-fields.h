/* The parts of the diffs in a mail. Pure. */
#pragma once
#include "ingest/lines.h"
G_BEGIN_DECLS

typedef enum {
  DIFF_HEAD,    /* "diff", "index" and what else stands before a file's hunks */
  DIFF_NAME,    /* "--- a/x.c", "+++ b/x.c" */
  DIFF_HUNK,    /* "@@ -1,2 +3,4 @@ int main(void)" */
  DIFF_REMOVED,
  DIFF_ADDED,
  DIFF_CONTEXT
} DiffPart;

/* What a line (LINE_DIFF) is. *in_hunk is kept from line to line; the caller makes it FALSE behind lines that are neither LINE_DIFF nor
 * LINE_BLANK. */
DiffPart ingest_diff_part(gboolean *in_hunk, const BodyLine *line);

typedef void (*DiffLineFunc)(DiffPart part, const BodyLine *line, gpointer data);
/* The lines of a file that is a patch, or several: what is neither name nor hunk is DIFF_HEAD. Goes by the counts in the heads of hunks, as
 * there are mail headers and signatures in it. */
void ingest_patch_lines(const char *text, gsize len, DiffLineFunc func, gpointer data);

/* The DbDiffFunc of this program (user_data unused). */
gboolean ingest_diff_fields(const char *raw, gsize len, char *out[DB_DIFF_N], gpointer user_data);
G_END_DECLS
