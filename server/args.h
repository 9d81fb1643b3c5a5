/* Decoded name=value pairs: a query string, or a form body (application/x-www-form-urlencoded). */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

#define SERVER_ARGS_MAX 160 /* a form with a page of a hundred chosen rows fits */

typedef struct Args Args;
/* text may be NULL for none; at most SERVER_ARGS_MAX pairs. INVALID names the pair: a broken escape, NUL, not UTF-8, too many.
 * A NUL in q is QUERY_NUL (db/query.h), which the search language refuses with its place. */
Args *server_args_parse(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void server_args_free(Args *args);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Args, server_args_free)

/* The first value of name, or NULL; owned by args. An empty value counts as none: forms send empty fields. */
const char *server_args_get(const Args *args, const char *name);
/* The first value of name as it was sent: "" for an empty field, NULL when the form has no such field. */
const char *server_args_given(const Args *args, const char *name);
/* The n-th value of name, from 0, or NULL. */
const char *server_args_nth(const Args *args, const char *name, guint n);
/* Leaves *value alone when absent. INVALID when it is no whole number from 0 to max. */
gboolean server_args_get_uint(const Args *args, const char *name, guint max, guint *value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The query string with name set to value (NULL: without it), the others kept in their order: "?state=open&kind=action", or
 * "?" when nothing is left. Caller frees. */
char *server_args_with(const Args *args, const char *name, const char *value);

G_END_DECLS
