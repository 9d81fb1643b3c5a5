/* Which option of a poll a value without one in front of it is for: "+1 for B", or what is quoted right above. */
#pragma once
#include "ingest/extract-parts.h"
G_BEGIN_DECLS

/* Of "for B, it is short" the "B"; n == 0: rest, what stands behind the value, names none. */
Span votes_option_behind(Span rest);
/* Does line i of the mail stand right below a quoted option ("> 2) the wiki")? */
gboolean votes_is_below_option(const Extract *x, guint i);
/* Gives each vote without an option the label of the quoted one right above it ("> 2) the wiki"), in a mail that answers
 * at least two of them so: under one number of a list somebody may agree to anything. */
void votes_take_quoted_options(const Extract *x);

G_END_DECLS
