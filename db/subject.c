/* The base subject, after RFC 5256 section 2.1, with the reply words of other languages. */
#include "db/thread.h"

#include <string.h>

static const char *const reply_words[] = {"re",  "aw",  "antw", "antwort", "sv",  "vs",   "ref",
                                          "rif", "res", "odp",  "ynt",     "ris", "回复", "答复"};
static const char *const forward_words[] = {"fwd", "fw", "wg", "tr", "enc", "rv", "转发"};

static const char *
skip_word(const char *p, const char *const *words, guint n_words)
{
  for (guint i = 0; i < n_words; i++) {
    gsize len = strlen(words[i]);
    if (g_ascii_strncasecmp(p, words[i], len) == 0)
      return p + len;
  }
  return NULL;
}

static const char *
skip_blanks(const char *p)
{
  while (*p == ' ' || *p == '\t')
    p++;
  return p;
}

/* After "Re" and kin: an optional count as in "Re[2]", "Re(2)", "Re^2", then the colon. NULL: no
 * colon, so a word. */
static const char *
skip_colon(const char *p)
{
  p = skip_blanks(p);
  if (*p == '[' || *p == '(' || *p == '^') {
    char end = *p == '[' ? ']' : *p == '(' ? ')' : '\0';
    p++;
    while (g_ascii_isdigit(*p))
      p++;
    if (end != '\0' && *p++ != end)
      return NULL;
    p = skip_blanks(p);
  }
  if (*p == ':')
    return p + 1;
  return g_str_has_prefix(p, "：") ? p + strlen("：") : NULL;
}

static const char *
skip_prefix(const char *p, const char *const *words, guint n_words)
{
  const char *after = skip_word(p, words, n_words);
  return after != NULL ? skip_colon(after) : NULL;
}

/* "[list] " in front, unless nothing would be left. */
static const char *
skip_tag(const char *p)
{
  if (*p != '[')
    return NULL;
  const char *end = strchr(p, ']');
  if (end == NULL || memchr(p + 1, '[', (gsize)(end - p - 1)) != NULL)
    return NULL;
  end = skip_blanks(end + 1);
  return *end != '\0' ? end : NULL;
}

static const char *
skip_front(const char *p, gboolean *is_reply)
{
  for (;;) {
    p = skip_blanks(p);
    const char *next = skip_prefix(p, reply_words, G_N_ELEMENTS(reply_words));
    if (next != NULL)
      *is_reply = TRUE;
    else
      next = skip_prefix(p, forward_words, G_N_ELEMENTS(forward_words));
    if (next == NULL)
      next = skip_tag(p);
    if (next == NULL)
      return p;
    p = next;
  }
}

static gboolean
drop_end(GString *text, const char *end)
{
  gsize len = strlen(end);
  if (text->len < len || strcmp(text->str + text->len - len, end) != 0)
    return FALSE;
  g_string_truncate(text, text->len - len);
  return TRUE;
}

char *
thread_base_subject(const char *subject, gboolean *is_reply)
{
  gboolean reply = FALSE;
  const char *rest = skip_front(subject != NULL ? subject : "", &reply);
  g_autofree char *folded = text_fold_case(rest);
  g_autoptr(GString) base = g_string_sized_new(strlen(folded));
  for (const char *p = folded; *p != '\0'; p++) {
    if (!g_ascii_isspace(*p))
      g_string_append_c(base, *p);
    else if (base->len > 0 && base->str[base->len - 1] != ' ')
      g_string_append_c(base, ' ');
  }
  while (drop_end(base, " ") || drop_end(base, "(fwd)"))
    continue;
  if (is_reply != NULL)
    *is_reply = reply;
  return g_string_free(g_steal_pointer(&base), FALSE);
}
