/* Fields of other readers that a shared archive cannot answer, and what to write instead. */
#include "db/query.h"

#include <string.h>

static const struct {
  const char *names; /* parted by blanks */
  const char *instead;
} foreign[] = {
    {"patchid forpatchid", "The patch-id that git makes is not worked out here: a changed line "
                           "(dfa:, dfb:), a blob (dfblob:) or the subject "
                           "(s:) finds a patch."},
    {"tag is kw flag keyword", "Tags and flags belong to a person's own mail, and an archive has "
                               "none: has: says what mails hold, state: in which "
                               "state their items are."},
    {"folder path maildir", "An archive has no folders: l: finds the mails of a list."},
    {"mime mimetype type",
     "Types of attachments are not searched: n: finds their names, such as n:patch."},
};

static char *
field_like(const Query *term)
{
  gsize n = strspn(term->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  gboolean like = term->field == FIELD_ANY && !term->phrase && n > 0 && term->text[n] == ':' &&
                  strchr(":/", term->text[n + 1]) == NULL; /* nor nothing behind it */
  return like ? g_strndup(term->text, n) : NULL;
}

/* Nesting is bounded by MAX_NESTING, so this may recurse. */
char *
query_unknown_field(const Query *query)
{
  char *name = query->op == QUERY_TERM ? field_like(query) : NULL;
  for (guint i = 0; name == NULL && query->children != NULL && i < query->children->len; i++)
    name = query_unknown_field(query->children->pdata[i]);
  return name;
}

const char *
query_foreign_hint(const char *name)
{
  g_autofree char *lower = g_ascii_strdown(name, -1);
  for (gsize i = 0; i < G_N_ELEMENTS(foreign); i++) {
    g_auto(GStrv) names = g_strsplit(foreign[i].names, " ", 0);
    if (g_strv_contains((const char *const *)names, lower))
      return foreign[i].instead;
  }
  return NULL;
}

static gboolean
is_operator(const Query *term)
{
  return term->field == FIELD_ANY && !term->phrase && !term->prefix &&
         (g_ascii_strcasecmp(term->text, "or") == 0 || g_ascii_strcasecmp(term->text, "and") == 0 ||
          g_ascii_strcasecmp(term->text, "not") == 0);
}

/* Nesting is bounded by MAX_NESTING, so this may recurse. */
const char *
query_lower_operator(const Query *query)
{
  const char *word = query->op == QUERY_TERM && is_operator(query) ? query->text : NULL;
  for (guint i = 0; word == NULL && query->children != NULL && i < query->children->len; i++)
    word = query_lower_operator(query->children->pdata[i]);
  return word;
}
