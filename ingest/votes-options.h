/* Which option of a poll a value is for, by the rest of the mail: what is quoted right above, what the call offers, what other votes name. */
#pragma once
#include "ingest/votes-parts.h"
G_BEGIN_DECLS

/* Does line i of the mail stand right below a quoted option ("> 2) the wiki")? */
gboolean votes_is_below_option(const Extract *x, guint i);
/* The same, also of a quoted name, in the answer to a poll. */
gboolean votes_answers_quoted(const Voting *v, guint i);
/* That label; n 0: none. */
Span votes_label_above(const Extract *x, guint i);
/* Is the name one of those that the quoted call or the subject offers? */
gboolean votes_is_listed(Voting *v, Span name);
/* Is it the label of something quoted ("> 2) the wiki")? */
gboolean votes_is_known_label(Voting *v, Span label);
/* Does what is quoted ask for votes? */
gboolean votes_are_called(Voting *v);
/* Gives each vote without an option the label of the quoted one right above it ("> 2) the wiki"), in a mail that answers
 * at least two of them so: under one number of a list somebody may agree to anything. */
void votes_take_quoted_options(Voting *v);
/* The same for names behind values: those that are listed, and those of a mail that tells several apart. */
void votes_take_named_options(Voting *v);

G_END_DECLS
