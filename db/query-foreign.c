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

/* --- forms --- */

static const char near_words[] =
    "words near each other are not searched: \"two words\" in quotes finds them side by side";
static const char capitals[] =
    "OR and AND are written as words, - or NOT before what is not wanted";
static const char in_braces[] =
    "thread: takes a Message-ID: a search within threads is not known here";
static const char no_patterns[] =
    "patterns are not searched: words, \"phrases\" and beginnings* are";

/* "NEAR", "ADJ/3" and others of Xapian's, in capitals as there. */
static gboolean
is_near(const char *text)
{
  gsize n = strspn(text, "ADEJNR");
  return ((n == 4 && strncmp(text, "NEAR", n) == 0) || (n == 3 && strncmp(text, "ADJ", n) == 0)) &&
         (text[n] == '\0' || (text[n] == '/' && text[n + 1] != '\0' &&
                              text[n + 1 + strspn(text + n + 1, "0123456789")] == '\0'));
}

static gboolean
is_sign(const char *text)
{
  static const char *const signs[] = {"|", "||", "&", "&&", "XOR", NULL};
  return g_strv_contains(signs, text);
}

/* "/regex/" behind a field whose values are no paths; cut at its first blank it has no end. */
static gboolean
is_pattern(const Query *term)
{
  return term->field != FIELD_ANY && term->field != FIELD_DFN && term->field != FIELD_ATTACHMENT &&
         term->text[0] == '/' && term->text[1] != '\0';
}

static const char *
form_like(const Query *term)
{
  if (term->field == FIELD_THREAD && term->text[0] == '{')
    return in_braces;
  if (is_pattern(term))
    return no_patterns;
  if (term->field != FIELD_ANY || term->phrase)
    return NULL;
  return is_near(term->text) ? near_words : is_sign(term->text) ? capitals : NULL;
}

/* Nesting is bounded by MAX_NESTING, so this may recurse. */
const char *
query_foreign_form(const Query *query, const char **instead)
{
  if (query->op == QUERY_TERM && (*instead = form_like(query)) != NULL)
    return query->text;
  const char *form = NULL;
  for (guint i = 0; form == NULL && query->children != NULL && i < query->children->len; i++)
    form = query_foreign_form(query->children->pdata[i], instead);
  return form;
}
