/* {{ expression | filter }} -> the call that prints it, for the place where it stands. */
#pragma once
#include "web/compile/markup.h"
G_BEGIN_DECLS

/* Appends one C statement to code. FALSE with *fault (caller frees) when the expression has no safe form here. */
gboolean web_filter_apply(const char *expression, const Markup *at, GString *code, char **fault) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
