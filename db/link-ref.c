#include "db/link-ref.h"

#include <string.h>

char *
link_ref(LinkKind kind, const char *key)
{
  const char *word = link_kind_to_text(kind);
  gsize len = strlen(word);
  const char *start = key;
  if (g_ascii_strncasecmp(key, word, len) == 0 && key[len] == ':')
    start = key + len + 1;
  if (kind == LINK_BUG) {
    const char *cut = start + strlen(start);
    while (cut > start && strchr("/#=:", cut[-1]) == NULL)
      cut--;
    if (*cut != '\0')
      start = cut;
  }
  return g_utf8_strdown(start, -1);
}

/* --- what was pasted --- */

static gboolean
is_all_of(const char *text, gboolean (*fits)(char c))
{
  const char *at = text;
  while (*at != '\0' && fits(*at))
    at++;
  return at > text && *at == '\0';
}

static gboolean
is_digit(char c)
{
  return g_ascii_isdigit(c);
}

static gboolean
is_hex(char c)
{
  return g_ascii_isxdigit(c);
}

/* "2014-1234", "2011:1386", "222": what stands behind the letters of an advisory. */
static gboolean
is_number_part(char c)
{
  return g_ascii_isdigit(c) || c == '-' || c == ':';
}

/* Behind a word and whatever parts it from its number ("bug 6893", "rhbz#6893", "LP: #6893"); NULL:
 * another word. */
static const char *
behind(const char *text, const char *word)
{
  gsize len = strlen(word);
  if (g_ascii_strncasecmp(text, word, len) != 0 || g_ascii_isalnum(text[len]))
    return NULL;
  return text + len + strspn(text + len, " :#");
}

static gboolean
guess_advisory(const char *text, LinkKind *kind)
{
  gsize letters = strcspn(text, "-");
  gboolean named = letters >= 2 && letters <= 6 && text[letters] == '-';
  for (gsize i = 0; i < letters && named; i++)
    named = g_ascii_isalpha(text[i]);
  if (!named || !is_all_of(text + letters + 1, is_number_part))
    return FALSE;
  gboolean cve = letters == 3 && g_ascii_strncasecmp(text, "cve", 3) == 0;
  gboolean known = letters > 1 && (g_ascii_tolower(text[letters - 1]) == 'a' ||
                                   g_ascii_strncasecmp(text, "usn-", 4) == 0);
  *kind = cve ? LINK_CVE : LINK_ADVISORY;
  return cve || known;
}

static gboolean
guess_number(const char *text, LinkKind *kind, const char **start)
{
  static const char *const trackers[] = {"bug", "bz", "rhbz", "lp", "issue", "#"};
  const char *commit = behind(text, "commit");
  *start = commit != NULL ? commit : text;
  gsize len = strlen(*start);
  if (is_all_of(*start, is_hex) && len >= 7 && len <= 40 &&
      (commit != NULL || **start == '0' || len > 10 || !is_all_of(*start, is_digit))) {
    *kind = LINK_COMMIT;
    return strpbrk(*start, "0123456789") != NULL;
  }
  *kind = LINK_BUG;
  for (gsize i = 0; i < G_N_ELEMENTS(trackers); i++) {
    const char *number =
        trackers[i][0] == '#' && *text == '#' ? text + 1 : behind(text, trackers[i]);
    if (number != NULL)
      *start = number;
  }
  gsize digits = strlen(*start);
  return is_all_of(*start, is_digit) && digits <= 10 && (digits >= 3 || *start != text);
}

/* One word with an "@" inside, with or without the brackets that people copy along. */
static char *
guess_message_id(const char *text)
{
  gsize len = strlen(text);
  gboolean brackets = len > 2 && text[0] == '<' && text[len - 1] == '>';
  g_autofree char *id = brackets ? message_id_clean(text, len) : g_strdup(text);
  const char *at = strchr(id, '@');
  gboolean fits = at != NULL && at > id && at[1] != '\0' && strpbrk(id, " \t\"<>") == NULL &&
                  (brackets || strchr(id, ':') == NULL);
  return fits ? g_steal_pointer(&id) : NULL;
}

gboolean
link_guess(const char *text, LinkKind *kind, char **value)
{
  g_autofree char *bare = g_strstrip(g_strdup(text));
  const char *start = bare;
  *value = guess_message_id(bare);
  if (*value != NULL)
    *kind = LINK_MAIL;
  else if (guess_advisory(bare, kind))
    *value = g_ascii_strup(bare, -1);
  else if (guess_number(bare, kind, &start))
    *value = g_strdup(start);
  return *value != NULL;
}

char *
link_typed(LinkKind kind, const char *text)
{
  LinkKind guessed = LINK_WEB;
  g_autofree char *value = NULL;
  if (link_guess(text, &guessed, &value) && guessed == kind)
    return g_steal_pointer(&value);
  g_autofree char *bare = g_strstrip(g_strdup(text));
  return kind == LINK_CVE && g_ascii_strncasecmp(bare, "cve-", 4) != 0
             ? g_strconcat("CVE-", bare, NULL)
             : g_steal_pointer(&bare);
}
