/* Which votes count: the one place of the rule. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct {
  gint64 thread;
  const char *voter;  /* folded; "" is nobody, and nobody's votes are all different */
  const char *option; /* or NULL */
  gboolean like;      /* only looks like a vote */
  gboolean counted;   /* set here */
} VoteMark;

/* marks in order of date and line: counted is the last vote of a voter on an option within a thread. */
void vote_count_marks(VoteMark *marks, guint n);

G_END_DECLS
