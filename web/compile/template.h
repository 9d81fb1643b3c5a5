/* Templates -> C, at build time. A template is a file of C definitions whose bodies are HTML:
 *
 *   {! C !}                          C as it stands: includes at the top; seldom inside a definition
 *   {# ... #}                        a comment, not printed
 *   {{ define [static] NAME(WebOut *out, ...) }} ... {{ end }}
 *   {{ if C }} {{ else if C }} {{ else }} {{ end }}      {{ for (C) }} {{ while C }} {{ end }}
 *   {{ each TYPE NAME in ARRAY }} {{ end }}              ARRAY: GPtrArray *, may be NULL
 *   {{ let DECLARATION }}            until the end of the block
 *   {{ render FUNCTION(out, ...) }}  calls what prints; only between tags
 *   {{ C }}  {{ C | FILTER }}        prints, escaped for the place it stands in
 *
 * Filters: path (a segment), query (a value behind ?), int, count, time(zone), date(zone), day(zone), month, iso, age(now),
 * size, address(mask), slice(length), raw "why this is safe". The place is known: text, attribute, address (start, path,
 * query, fragment). What has no safe form there is an error, as is unbalanced or sloppy HTML, inline script and style. Branches
 * and loop bodies must end where they began. Blanks with a line end print one line end; nothing between two directives
 * other than render, behind one that opens a block and before one that closes it. */
#pragma once
#include "web/compile/scan.h"
G_BEGIN_DECLS

/* C text that includes nothing by itself. Errors (WEB_TEMPLATE_ERROR): "FILE:LINE: what". Caller frees. */
char *web_template_compile(const char *file, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
