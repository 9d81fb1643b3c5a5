/* The count of votes that a decision tells in its own words. Only register.c includes this. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* "+8 0:0 -0" of "ship it (+:8, -:0, 0:0)" or "ship it (+8, 0, -0)", the two forms in which minutes write it down; NULL: no such count. Pure.
 * Caller frees. */
char *register_tally_of(const char *text);

G_END_DECLS
