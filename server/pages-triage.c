/* What a chair does with items in the browser: the verbs that `docket
 * item` has, POST-redirect-GET. */
#include <string.h>

#include "db/item.h"
#include "server/pages.h"

#define CHANGED_MAX 100

static gboolean
set_state(const Request *request, gint64 number, ItemState state, GError **error)
{
  return db_item_set_state(request->db, request->group->id, number, state, request->member->name,
                           request->now, error);
}

static gboolean
parse_number(const char *text, gint64 *number, GError **error)
{
  guint64 value = 0;
  const char *digits = text != NULL && text[0] == '#' ? text + 1 : text;
  gboolean good =
      digits != NULL && g_ascii_string_to_unsigned(digits, 10, 1, G_MAXINT32, &value, NULL);
  if (!good)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s is no item number",
                text != NULL ? text : "nothing");
  *number = (gint64)value;
  return good;
}

/* --- one item --- */

static gboolean
apply_verb(const Request *request, gint64 number, const char *verb, const char *value,
           GError **error)
{
  gint64 group = request->group->id, into = 0;
  const char *who = request->member->name;
  ItemState state;
  if (g_strcmp0(verb, "title") == 0)
    return db_item_set_title(request->db, group, number, value, who, request->now, error);
  if (g_strcmp0(verb, "owner") == 0)
    return db_item_set_owner(request->db, group, number, value, who, request->now, error);
  if (g_strcmp0(verb, "merge") == 0)
    return parse_number(value, &into, error) &&
           db_item_merge(request->db, group, number, into, who, request->now, error);
  if (g_strcmp0(verb, "split") == 0)
    return db_item_split(request->db, group, number, who, request->now, error);
  if (g_strcmp0(verb, "take-off") == 0)
    return db_item_split_mention(request->db, group, number, value, who, request->now, &into,
                                 error);
  if (g_strcmp0(verb, "accept-suggestion") == 0)
    return db_item_answer(request->db, group, number, value, ANSWER_ACCEPTED, who, request->now,
                          error);
  if (g_strcmp0(verb, "ignore-suggestion") == 0)
    return db_item_answer(request->db, group, number, value, ANSWER_IGNORED, who, request->now,
                          error);
  if (g_strcmp0(verb, "state") == 0 && item_state_from_text(value, &state) &&
      state != STATE_DUPLICATE)
    return set_state(request, number, state, error);
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no verb \"%s\" with \"%s\"",
              verb != NULL ? verb : "", value != NULL ? value : "");
  return FALSE;
}

gboolean
server_page_item_edit(Request *request, Reply *reply, GError **error)
{
  gint64 number = server_request_number(request);
  const char *value = server_args_get(request->form, "value");
  if (!apply_verb(request, number, server_args_get(request->form, "verb"),
                  value != NULL ? value : "", error))
    return FALSE;
  g_autofree char *place =
      g_strdup_printf("/%s/items/%" G_GINT64_FORMAT, request->group->name, number);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}

/* --- a list of items --- */

typedef enum { LIST_ACCEPT, LIST_DISMISS, LIST_DEFER, LIST_DONE, LIST_UNDO, LIST_N } ListVerb;
static const char *const list_verbs[LIST_N] = {"accept", "dismiss", "defer", "done", "undo"};

/* The numbers a form names, and what is to become of them. A row's button names one; `all` goes for
 * the chosen ones; undo for those that the page named. */
static gboolean
read_form(const Request *request, ListVerb *verb, GPtrArray *numbers, GError **error)
{
  const char *all = server_args_get(request->form, "all");
  for (*verb = 0; *verb < LIST_N; (*verb)++) {
    const char *one = server_args_get(request->form, list_verbs[*verb]);
    if (one != NULL) {
      g_auto(GStrv) each = g_strsplit(one, ", ", CHANGED_MAX);
      for (guint i = 0; each[i] != NULL; i++)
        g_ptr_array_add(numbers, g_strdup(each[i]));
      return TRUE;
    }
    if (g_strcmp0(all, list_verbs[*verb]) == 0 && *verb != LIST_UNDO) {
      const char *chosen;
      for (guint i = 0; (chosen = server_args_nth(request->form, "item", i)) != NULL; i++)
        g_ptr_array_add(numbers, g_strdup(chosen));
      return TRUE;
    }
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "the form does not say what to do");
  return FALSE;
}

static gboolean
apply_to_list(const Request *request, ListVerb verb, GPtrArray *numbers, GString *changed,
              GError **error)
{
  static const ItemState states[LIST_N] = {[LIST_ACCEPT] = STATE_OPEN,
                                           [LIST_DISMISS] = STATE_DECLINED,
                                           [LIST_DEFER] = STATE_DEFERRED,
                                           [LIST_DONE] = STATE_DONE};
  for (guint i = 0; i < numbers->len; i++) {
    gint64 number;
    if (!parse_number(numbers->pdata[i], &number, error) ||
        !(verb == LIST_UNDO ? db_item_undo(request->db, request->group->id, number,
                                           request->member->name, request->now, error)
                            : set_state(request, number, states[verb], error)))
      return FALSE;
    g_string_append_printf(changed, "%s#%" G_GINT64_FORMAT, i > 0 ? ", " : "", number);
  }
  return TRUE;
}

/* Back to the list the form came from, never to another place: its query is taken, not its path. */
static char *
way_back(const Request *request, const char *changed)
{
  static const char *const lists[] = {"backlog", "actions", "decisions"};
  const char *back = server_args_get(request->form, "back");
  const char *query = back != NULL ? strchr(back, '?') : NULL;
  const char *list = lists[0];
  for (guint i = 0; back != NULL && i < G_N_ELEMENTS(lists); i++) {
    g_autofree char *path = g_strdup_printf("/%s/%s", request->group->name, lists[i]);
    gsize len = strlen(path);
    if (strncmp(back, path, len) == 0 && (back[len] == '?' || back[len] == '\0'))
      list = lists[i];
  }
  g_autoptr(Args) args = server_args_parse(query != NULL ? query + 1 : NULL, NULL);
  g_autofree char *with = args != NULL ? server_args_with(args, "changed", changed) : g_strdup("?");
  return g_strdup_printf("/%s/%s%s", request->group->name, list, strlen(with) > 1 ? with : "");
}

gboolean
server_page_items_edit(Request *request, Reply *reply, GError **error)
{
  ListVerb verb;
  g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GString) changed = g_string_new(NULL);
  if (!read_form(request, &verb, numbers, error) ||
      !apply_to_list(request, verb, numbers, changed, error))
    return FALSE;
  g_autofree char *place =
      way_back(request, verb != LIST_UNDO && changed->len > 0 ? changed->str : NULL);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}
