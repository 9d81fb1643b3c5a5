#include "ingest/links.h"
#include "db/sixteen.h"
#include "ingest/trackers.h"

void
links_tell(LinkScan *scan, LinkKind kind, Span value, char *key, char *url)
{
  LinkFound found = {.kind = kind, .value = value, .key = key, .url = url, .line = scan->line};
  scan->found(&found, scan->data);
  g_free(found.key);
  g_free(found.url);
}

static gboolean
ends_url(char c)
{
  return span_is_blank_char(c) || c == '<' || c == '>' || c == '"' || c == '`' || c == '\\' ||
         c == '^' || c == '{' || c == '}';
}

/* Punctuation that belongs to the sentence, brackets that were opened before the address. */
static Span
trim_url(Span url)
{
  while (url.n > 0) {
    char c = url.s[url.n - 1];
    if (strchr(".,;:!?'*_|", c) != NULL) {
      url.n--;
      continue;
    }
    if (c == ')' || c == ']') {
      char open = c == ')' ? '(' : '[';
      guint opened = 0, closed = 0;
      for (gsize i = 0; i < url.n; i++) {
        opened += url.s[i] == open ? 1 : 0;
        closed += url.s[i] == c ? 1 : 0;
      }
      if (closed > opened) {
        url.n--;
        continue;
      }
    }
    /* typographic quotes, ellipsis, guillemet behind the address */
    if (url.n >= 3 && (guchar)url.s[url.n - 3] == 0xe2 && (guchar)url.s[url.n - 2] == 0x80) {
      url.n -= 3;
      continue;
    }
    if (url.n >= 2 && (guchar)url.s[url.n - 2] == 0xc2 &&
        ((guchar)c == 0xbb || (guchar)c == 0xab)) {
      url.n -= 2;
      continue;
    }
    break;
  }
  return url;
}

static const char *const schemes[] = {"https://", "http://", "ftp://", "git://", NULL};

/* Nearly all words are out by their first letter. */
static inline gboolean
may_be_scheme(char c)
{
  c = span_lower(c);
  return c == 'h' || c == 'f' || c == 'g';
}

static gsize
scheme_at(Span t)
{
  if (t.n < 7 || !may_be_scheme(t.s[0]))
    return 0;
  for (const char *const *s = schemes; *s != NULL; s++)
    if (span_starts_fold(t, *s))
      return strlen(*s);
  return 0;
}

static void
tell_url(LinkScan *scan, Span url)
{
  char *key;
  LinkKind kind = trackers_classify(url, &key);
  char *ticket = kind == LINK_WEB ? trackers_own_address(scan->trackers, url) : NULL;
  if (ticket != NULL) {
    g_free(key);
    key = ticket;
    kind = LINK_BUG;
  }
  gboolean web = span_starts_fold(url, "http");
  links_tell(scan, kind, url, key, web ? g_strndup(url.s, url.n) : NULL);
}

/* "<http://example.org/2026/" at the line end goes on in the next line up to ">". */
static gboolean
joins_next(Span line, gsize start, gsize end, Span next, Span *rest)
{
  if (start == 0 || line.s[start - 1] != '<' || span_rtrim(line).n != end)
    return FALSE;
  next = span_ltrim(next);
  gssize close = span_find_char(next, '>');
  if (close <= 0 || close > 300)
    return FALSE;
  *rest = span_of(next.s, (gsize)close);
  return span_find_char(*rest, ' ') < 0;
}

static gsize
take_url(LinkScan *scan, Span line, gsize at, gsize scheme)
{
  gsize end = at + scheme;
  /* "[[address|text]]" */
  gboolean wiki = at > 0 && (line.s[at - 1] == '[' || line.s[at - 1] == '<');
  while (end < line.n && !ends_url(line.s[end]) && !(wiki && line.s[end] == '|'))
    end++;
  Span rest;
  if (joins_next(line, at, end, scan->next, &rest)) {
    g_autofree char *whole =
        g_strdup_printf("%.*s%.*s", (int)(end - at), line.s + at, (int)rest.n, rest.s);
    tell_url(scan, trim_url(span_of(whole, strlen(whole))));
    scan->skip = (gsize)(rest.s - scan->next.s) + rest.n;
    return end - at;
  }
  Span url = trim_url(span_of(line.s + at, end - at));
  if (url.n > scheme + 2 && url.s[scheme] != '/' && span_find_char(span_skip(url, scheme), '.') > 0)
    tell_url(scan, url);
  return end - at;
}

/* What a byte may be; all text passes here. OPENS: a reference may begin with it. MARK: with what
 * is behind it it makes one of the word before. */
enum { WORD = 1, OPENS = 2, MARK = 4 };
#define LETTER (WORD | OPENS)
#define LETTERS                                                                                    \
  LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,  \
      LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER,      \
      LETTER, LETTER, LETTER
static const guint8 class_of[256] = {['0'] = LETTER,  LETTER,
                                     LETTER,          LETTER,
                                     LETTER,          LETTER,
                                     LETTER,          LETTER,
                                     LETTER,          LETTER,
                                     ['A'] = LETTERS, ['a'] = LETTERS,
                                     ['_'] = WORD,

                                     ['.'] = MARK,    ['#'] = OPENS | MARK,
                                     ['!'] = MARK,    ['<'] = OPENS};
#undef LETTER
#undef LETTERS

static inline gboolean
is_word(char c)
{
  return (class_of[(guchar)c] & WORD) != 0;
}

/* The first ".", "/", digit or ":" from place k on, line.n: none. */
static gsize
skip_letters(Span line, gsize k)
{
  for (; k < line.n; k += SIXTEEN) {
    Sixteen bytes = sixteen_of(line.s + k, line.n - k);
    gsize first = sixteen_first((Sixteen)(bytes - (guint8)'.' <= (guint8)(':' - '.')));
    if (first < SIXTEEN)
      return k + first;
  }
  return line.n;
}

/* A digit, "://", the ending of a patch's file, "told in <id>": without one of them a line has no
 * reference. */
static gboolean
may_refer(Span line)
{
  for (gsize k = skip_letters(line, 0); k < line.n; k = skip_letters(line, k + 1)) {
    Span t = span_skip(line, k);
    if (g_ascii_isdigit(t.s[0]) || span_starts(t, "://") || span_starts(t, ".patch") ||
        span_starts(t, ".diff"))
      return TRUE;
  }
  return span_has(line, " in <");
}

/* What a reference can begin with, told by two bytes: nearly all words are out by them. A tracker's
 * own forms can begin with any. */
static gboolean
may_be_short_form(const LinkScan *scan, Span t)
{
  char first = t.s[0], next = t.n > 1 ? t.s[1] : ' ';
  if (scan->trackers != NULL || first == '<')
    return TRUE;
  /* a hash has seven digits at least */
  if (g_ascii_isxdigit(first) && g_ascii_isxdigit(next) && t.n > 6 && g_ascii_isxdigit(t.s[6]))
    return TRUE;
  if (!span_is_letter(first))
    return FALSE;
  if (g_ascii_isupper(next) && g_ascii_isupper(first))
    return TRUE;
  switch (first | 0x20) {
  case 'b':
    return next == 'u' || next == 'z' || next == 's' || next == 'n' || next == 'o' || next == 'k';
  case 'c':
    return next == 'l' || next == 'v' || next == 'e';
  case 'f':
    return first == 'F' && next == 'r';
  case 'l':
    return next == 'p';
  case 'o':
    return next == 'p' && span_starts(t, "openSUSE-");
  case 'r':
    return next == 'h';
  case 'v':
    return g_ascii_isdigit(next);
  default:
    return FALSE;
  }
}

/* "owner/project#12" at GitHub, "group/project!12" at some GitLab: hash is the place of the mark.
 */
static gsize
project_number(LinkScan *scan, Span line, gsize hash)
{
  gsize start = hash, slash = 0;
  while (start > 0 && hash - start < 100 &&
         (is_word(line.s[start - 1]) || line.s[start - 1] == '-' ||
          (line.s[start - 1] == '/' && slash == 0))) {
    start--;
    slash = line.s[start] == '/' ? start : slash;
  }
  gsize digits = span_digits(span_skip(line, hash + 1));
  gsize end = hash + 1 + digits;
  if (slash <= start || slash + 1 >= hash || slash - start < 2 || digits > 6 ||
      !span_is_letter(line.s[start]) ||
      (start > 0 && strchr(" \t(,[", line.s[start - 1]) == NULL) ||
      (end < line.n && (is_word(line.s[end]) || line.s[end] == '-')))
    return 0;
  Span value = span_of(line.s + start, end - start);
  if (line.s[hash] == '!') {
    links_tell(scan, LINK_PATCH, value, g_strdup_printf("patch:%.*s", (int)value.n, value.s), NULL);
    return digits + 1;
  }
  g_autofree char *address =
      g_strdup_printf("https://github.com/%.*s/issues/%.*s", (int)(hash - start), line.s + start,
                      (int)digits, line.s + hash + 1);
  char *key;
  if (trackers_classify(span_of(address, strlen(address)), &key) != LINK_BUG) {
    g_free(key);
    return 0;
  }
  links_tell(scan, LINK_BUG, value, key, g_steal_pointer(&address));
  return digits + 1;
}

/* What the end of a word can be the middle of: "owner/project#12", "xsa243.patch". */
static gsize
take_mark(LinkScan *scan, Span line, gsize at)
{
  if (line.s[at] == '.')
    return line.s[at + 1] == 'p' || line.s[at + 1] == 'd' ? links_patch_name(scan, line, at) : 0;
  return g_ascii_isdigit(line.s[at + 1]) ? project_number(scan, line, at) : 0;
}

static gsize
take_reference(LinkScan *scan, Span line, gsize at)
{
  Span t = span_skip(line, at);
  gsize scheme = scheme_at(t);
  if (scheme > 0)
    return take_url(scan, line, at, scheme);
  return may_be_short_form(scan, t) ? links_short_form(scan, line, at) : 0;
}

void
links_scan_line(LinkScan *scan, Span line)
{
  gsize i = scan->skip;
  scan->skip = 0;
  if (!may_refer(line))
    return;
  while (i < line.n) {
    char c = line.s[i];
    gboolean fresh = i == 0 || !is_word(line.s[i - 1]);
    gboolean opens = (class_of[(guchar)c] & OPENS) != 0 || (c == '!' && scan->trackers != NULL);
    gsize taken = fresh && opens ? take_reference(scan, line, i) : 0;
    if (taken > 0) {
      i += taken;
      continue;
    }
    i++;
    if (!is_word(c) && c != '-')
      continue;
    if (fresh && c != '-')
      while (i < line.n && is_word(line.s[i]))
        i++;
    if (i + 1 < line.n && (class_of[(guchar)line.s[i]] & MARK) != 0)
      i += take_mark(scan, line, i);
  }
}
