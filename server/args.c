#include "server/args.h"

#include <string.h>

#include "db/query.h"

typedef struct {
  char *name;
  char *value;
} Arg;

struct Args {
  GArray *list; /* Arg */
};

static void
arg_clear(gpointer data)
{
  Arg *arg = data;
  g_free(arg->name);
  g_free(arg->value);
}

/* A blank may be written '+' here, unlike in a path. nul: what stands for %00; NULL: it is broken.
 * NULL when broken. */
static char *
args_decode(const char *text, gsize len, const char *nul)
{
  g_autoptr(GString) out = g_string_sized_new(len);
  for (gsize i = 0; i < len; i++) {
    if (text[i] == '+') {
      g_string_append_c(out, ' ');
    } else if (text[i] != '%') {
      g_string_append_c(out, text[i]);
    } else {
      int high = i + 2 < len ? g_ascii_xdigit_value(text[i + 1]) : -1;
      int low = i + 2 < len ? g_ascii_xdigit_value(text[i + 2]) : -1;
      if (high < 0 || low < 0 || (high + low == 0 && nul == NULL))
        return NULL;
      if (high + low == 0)
        g_string_append(out, nul);
      else
        g_string_append_c(out, (char)(high * 16 + low));
      i += 2;
    }
  }
  if (!g_utf8_validate(out->str, (gssize)out->len, NULL))
    return NULL;
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static gboolean
args_add_pair(Args *args, const char *pair, gsize len, GError **error)
{
  const char *equals = memchr(pair, '=', len);
  gsize name_len = equals != NULL ? (gsize)(equals - pair) : len;
  gboolean is_query = name_len == 1 && pair[0] == 'q';
  Arg arg = {args_decode(pair, name_len, NULL),
             equals != NULL
                 ? args_decode(equals + 1, len - name_len - 1, is_query ? QUERY_NUL : NULL)
                 : g_strdup("")};
  if (arg.name == NULL || arg.value == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "cannot read part %u of the query: a broken escape\n"
                "write %% as %%25, and text in UTF-8",
                args->list->len + 1);
    arg_clear(&arg);
    return FALSE;
  }
  g_array_append_val(args->list, arg);
  return TRUE;
}

Args *
server_args_parse(const char *text, GError **error)
{
  g_autoptr(Args) args = g_new0(Args, 1);
  args->list = g_array_new(FALSE, FALSE, sizeof(Arg));
  g_array_set_clear_func(args->list, arg_clear);
  const char *end = text != NULL ? text + strlen(text) : NULL;
  for (const char *at = text; at != NULL && at < end;) {
    const char *stop = memchr(at, '&', (gsize)(end - at));
    if (stop == NULL)
      stop = end;
    if (stop > at && args->list->len == SERVER_ARGS_MAX) {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "more than %d parts in the query",
                  SERVER_ARGS_MAX);
      return NULL;
    }
    if (stop > at && !args_add_pair(args, at, (gsize)(stop - at), error))
      return NULL;
    at = stop + 1;
  }
  return g_steal_pointer(&args);
}

void
server_args_free(Args *args)
{
  if (args == NULL)
    return;
  g_array_unref(args->list);
  g_free(args);
}

const char *
server_args_given(const Args *args, const char *name)
{
  for (guint i = 0; i < args->list->len; i++) {
    const Arg *arg = &g_array_index(args->list, Arg, i);
    if (strcmp(arg->name, name) == 0)
      return arg->value;
  }
  return NULL;
}

const char *
server_args_nth(const Args *args, const char *name, guint n)
{
  for (guint i = 0; i < args->list->len; i++) {
    const Arg *arg = &g_array_index(args->list, Arg, i);
    if (strcmp(arg->name, name) == 0 && n-- == 0)
      return arg->value[0] != '\0' ? arg->value : NULL;
  }
  return NULL;
}

const char *
server_args_get(const Args *args, const char *name)
{
  return server_args_nth(args, name, 0);
}

gboolean
server_args_get_uint(const Args *args, const char *name, guint max, guint *value, GError **error)
{
  const char *text = server_args_get(args, name);
  guint64 number = 0;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned(text, 10, 0, max, &number, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s is not a number from 0 to %u", name,
                max);
    return FALSE;
  }
  *value = (guint)number;
  return TRUE;
}

static void
args_append_pair(GString *out, const char *name, const char *value)
{
  if (out->len > 1)
    g_string_append_c(out, '&');
  g_string_append_uri_escaped(out, name, NULL, FALSE);
  g_string_append_c(out, '=');
  g_string_append_uri_escaped(out, value, NULL, FALSE);
}

char *
server_args_with(const Args *args, const char *name, const char *value)
{
  GString *out = g_string_new("?");
  gboolean placed = FALSE;
  for (guint i = 0; i < args->list->len; i++) {
    const Arg *arg = &g_array_index(args->list, Arg, i);
    gboolean same = strcmp(arg->name, name) == 0;
    if (!same && arg->value[0] != '\0')
      args_append_pair(out, arg->name, arg->value);
    if (same && !placed && value != NULL)
      args_append_pair(out, name, value);
    placed = placed || same;
  }
  if (!placed && value != NULL)
    args_append_pair(out, name, value);
  return g_string_free(out, FALSE);
}
