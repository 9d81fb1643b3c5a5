#include "ingest/address.h"
#include "ingest/charset.h"

#include <stdbool.h>
#include <string.h>

static const bool domain_bytes[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
    ['-'] = true,         ['.'] = true,         ['_'] = true,
};
/* What no local part has without quotes. */
static const bool parting_bytes[256] = {
    [0 ... ' '] = true, ['<'] = true, ['>'] = true, ['('] = true,  [')'] = true, ['['] = true,
    [']'] = true,       [','] = true, [';'] = true, ['\\'] = true, [':'] = true, ['"'] = true,
};

static gboolean
is_domain(const char *text, gsize len, gboolean wants_dot)
{
  gboolean dot = FALSE;
  if (len == 0 || text[0] == '.' || text[len - 1] == '.')
    return FALSE;
  for (gsize i = 0; i < len; i++) {
    if (!domain_bytes[(guint8)text[i]])
      return FALSE;
    dot |= text[i] == '.';
  }
  return dot || !wants_dot;
}

static gboolean
is_local_part(const char *text, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (parting_bytes[(guint8)text[i]])
      return FALSE;
  return len > 0;
}

static char *
join_address(const char *local, gsize local_len, const char *domain, gsize domain_len)
{
  char *address = g_malloc(local_len + domain_len + 2);
  memcpy(address, local, local_len);
  address[local_len] = '@';
  for (gsize i = 0; i < domain_len; i++)
    address[local_len + 1 + i] = g_ascii_tolower(domain[i]);
  address[local_len + 1 + domain_len] = '\0';
  return address;
}

/* " dot " and its kin in a masked domain. */
static char *
undo_dots(const char *domain)
{
  static const char *const dots[] = {" dot ",   " DOT ", " (dot) ", "(dot)",
                                     " [dot] ", "[dot]", "_dot_"};
  g_autoptr(GString) out = g_string_new(domain);
  for (gsize i = 0; i < G_N_ELEMENTS(dots); i++)
    g_string_replace(out, dots[i], ".", 0);
  return g_strdup(out->str);
}

/* Every mask has one of these in it; nearly every name has none. */
static gboolean
may_be_address(const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '@' || (*p == 'a' && p[1] == 't') || (*p == 'A' && p[1] == 'T') ||
        (*p == '(' && p[1] == 'a'))
      return TRUE;
  return FALSE;
}

/* "local@domain" as it should be, blanks around it: nearly all. NULL: look closer. */
static char *
plain_address(const char *text)
{
  const char *at = strrchr(text, '@');
  if (at == NULL)
    return NULL;
  const char *end = at + strlen(at);
  while (g_ascii_isspace(*text))
    text++;
  while (end > text && g_ascii_isspace(end[-1]))
    end--;
  if (at < text || !is_local_part(text, (gsize)(at - text)) ||
      !is_domain(at + 1, (gsize)(end - at) - 1, FALSE))
    return NULL;
  return join_address(text, (gsize)(at - text), at + 1, (gsize)(end - at) - 1);
}

char *
ingest_address_unmask(const char *text)
{
  /* "_at_" is last and wants a dot behind it: it may be part of a name. */
  static const char *const ats[] = {"@",    " at ",   " AT ", " (at) ", "(at)", " [at] ",
                                    "[at]", " <at> ", "<at>", " (a) ",  "(a)",  "_at_"};
  char *plain = plain_address(text);
  if (plain != NULL || !may_be_address(text))
    return plain;
  g_autofree char *trimmed = g_strstrip(g_strdup(text));
  if (g_str_has_prefix(trimmed, "[email") || g_str_has_prefix(trimmed, "email protected"))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(ats); i++) {
    const char *at = i == 0 ? strrchr(trimmed, '@') : strstr(trimmed, ats[i]);
    if (at == NULL)
      continue;
    gsize local = (gsize)(at - trimmed);
    g_autofree char *domain = i == 0 ? g_strdup(at + 1) : undo_dots(at + strlen(ats[i]));
    if (is_local_part(trimmed, local) &&
        is_domain(domain, strlen(domain), i == G_N_ELEMENTS(ats) - 1))
      return join_address(trimmed, local, domain, strlen(domain));
    if (i == 0) /* a quoted local part, an address literal: kept as written */
      return local > 0 && domain[0] != '\0' && strpbrk(trimmed, "<>") == NULL
                 ? join_address(trimmed, local, domain, strlen(domain))
                 : NULL;
  }
  return NULL;
}

char *
ingest_address_name_behind_list(const char *name)
{
  if (name == NULL)
    return NULL;
  const char *via = strstr(name, " via ");
  if (via == NULL)
    via = strstr(name, " on behalf of ");
  if (via == NULL || via == name)
    return NULL;
  g_autofree char *front = g_strstrip(g_strndup(name, (gsize)(via - name)));
  gsize len = strlen(front);
  if (len > 2 && (front[0] == '\'' || front[0] == '"') && front[len - 1] == front[0])
    return g_strndup(front + 1, len - 2);
  return g_strdup(front);
}

/* One address being read: words outside of brackets, the last comment, what stood in <>. */
typedef struct {
  GString *words, *comment, *angle;
  gboolean has_angle, has_words;
} Entry;

/* NULL: there is nothing. */
static char *
decode(const GString *text)
{
  if (text->len == 0)
    return NULL;
  g_autofree char *decoded = ingest_charset_header(text->str, text->len);
  gsize len = strlen(decoded);
  if (len > 2 && decoded[0] == '\'' && decoded[len - 1] == '\'') /* Outlook's habit */
    return g_strndup(decoded + 1, len - 2);
  return g_steal_pointer(&decoded);
}

static void
entry_reset(Entry *entry)
{
  g_string_truncate(entry->words, 0);
  g_string_truncate(entry->comment, 0);
  g_string_truncate(entry->angle, 0);
  entry->has_angle = entry->has_words = FALSE;
}

static gboolean
has_text(const char *text)
{
  return text != NULL && *text != '\0';
}

static void
entry_finish(Entry *entry, GPtrArray *out)
{
  g_autofree char *words = decode(entry->words);
  g_autofree char *comment = decode(entry->comment);
  g_autofree char *angle = decode(entry->angle);
  const char *written = entry->has_angle ? angle : words;
  g_autofree char *email = written != NULL ? ingest_address_unmask(written) : NULL;
  char **name = (entry->has_angle && has_text(words)) || (email == NULL && !has_text(comment))
                    ? &words
                    : &comment;
  /* "a@b <a@b>" and "a at b (a at b)" name nobody. */
  g_autofree char *name_email =
      email != NULL && *name != NULL ? ingest_address_unmask(*name) : NULL;
  if (name_email != NULL && g_ascii_strcasecmp(name_email, email) == 0)
    g_clear_pointer(name, g_free);
  if ((has_text(*name) || email != NULL) && out->len < INGEST_MAX_ADDRESSES)
    g_ptr_array_add(out, person_take(g_steal_pointer(name), g_steal_pointer(&email)));
  entry_reset(entry);
}

/* Reads a quoted string from p (behind its quote) to the byte behind its end. */
static const char *
read_quoted(const char *p, const char *end, GString *out)
{
  while (p < end && *p != '"') {
    if (*p == '\\' && p + 1 < end)
      p++;
    g_string_append_c(out, *p++);
  }
  return p < end ? p + 1 : p;
}

/* Comments nest; a counter, not recursion. */
static const char *
read_comment(const char *p, const char *end, GString *out)
{
  guint depth = 1;
  g_string_truncate(out, 0);
  while (p < end) {
    if (*p == '\\' && p + 1 < end)
      p++;
    else if (*p == '(')
      depth++;
    else if (*p == ')' && --depth == 0)
      return p + 1;
    g_string_append_c(out, *p++);
  }
  return p;
}

/* "(a)" and "(at)" between two words are a mask, not a comment. */
static gsize
mask_length(const char *p, const char *end, const GString *words)
{
  static const char *const masks[] = {"(a)", "(at)", "(dot)"};
  if (words->len == 0)
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS(masks); i++) {
    gsize n = strlen(masks[i]);
    if ((gsize)(end - p) > n && memcmp(p, masks[i], n) == 0)
      return n;
  }
  return 0;
}

static const char *
read_angle(const char *p, const char *end, Entry *entry)
{
  const char *close = memchr(p, '>', (gsize)(end - p));
  if (end - p > 3 && memcmp(p, "at>", 3) == 0) { /* "x <at> y" */
    g_string_append(entry->words, "<at>");
    return p + 3;
  }
  const char *stop = close != NULL ? close : end;
  if (!entry->has_angle)
    g_string_append_len(entry->angle, p, stop - p);
  entry->has_angle = TRUE;
  return close != NULL ? close + 1 : end;
}

GPtrArray *
ingest_address_list(const char *value, gsize len)
{
  GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
  if (value == NULL)
    return out;
  Entry entry = {g_string_new(NULL), g_string_new(NULL), g_string_new(NULL), FALSE, FALSE};
  const char *p = value, *end = value + len;
  while (p < end) {
    gsize mask = *p == '(' ? mask_length(p, end, entry.words) : 0;
    if (mask > 0) {
      g_string_append_len(entry.words, p, (gssize)mask);
      p += mask;
    } else if (*p == '"') {
      p = read_quoted(p + 1, end, entry.words);
    } else if (*p == '(') {
      p = read_comment(p + 1, end, entry.comment);
    } else if (*p == '<') {
      p = read_angle(p + 1, end, &entry);
    } else if (*p == ',' || *p == ';') {
      entry_finish(&entry, out);
      p++;
    } else if (*p == ':' && !entry.has_angle && strchr(entry.words->str, '@') == NULL) {
      entry_reset(&entry); /* name of a group */
      p++;
    } else {
      g_string_append_c(entry.words, *p++);
    }
  }
  entry_finish(&entry, out);
  g_string_free(entry.words, TRUE);
  g_string_free(entry.comment, TRUE);
  g_string_free(entry.angle, TRUE);
  return out;
}
