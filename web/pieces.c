#include "web/pieces.h"
#include "db/sixteen.h"
#include <stdbool.h>
#include <string.h>

#define MAX_LINKS_OF_LINE 64
#define MAX_LOCAL_PART 64 /* RFC 5321, 4.5.3.1.1 */

WebPieces
web_pieces_begin(const char *text, gsize len, gboolean mask)
{
  return (WebPieces){.at = text, .start = text, .end = text + len, .mask = mask, .find_urls = TRUE};
}

static gboolean
starts_with(const char *at, const char *end, const char *word)
{
  gsize len = strlen(word);
  return (gsize)(end - at) >= len && g_ascii_strncasecmp(at, word, len) == 0;
}

static const bool ends_url[256] = {
    [0 ... ' '] = true, ['<'] = true, ['>'] = true, ['"'] = true, [0x7f] = true,
};

/* Where an address that starts here ends: before blanks and quotes, without the punctuation of the
 * sentence around it. */
static const char *
url_end(WebPieces *pieces, const char *at)
{
  const char *p = at;
  guint open = 0;
  while (p < pieces->end && !ends_url[(guchar)*p]) {
    open += *p == '(';
    p++;
  }
  pieces->looked += (gsize)(p - at);
  while (p > at) {
    char last = p[-1];
    gboolean closes = last == ')' && open == 0;
    if (!closes && strchr(".,;:!?'*]}", last) == NULL)
      break;
    p--;
  }
  return p;
}

/* Where addresses are masked, that of a person is no link. */
static const char *
match_url(WebPieces *pieces, const char *at)
{
  static const char *const heads[] = {"http://", "https://", "mailto:"};
  for (guint i = 0; i < G_N_ELEMENTS(heads) - (pieces->mask ? 1 : 0); i++) {
    if (!starts_with(at, pieces->end, heads[i]))
      continue;
    const char *stop = url_end(pieces, at);
    return (gsize)(stop - at) > strlen(heads[i]) ? stop : NULL;
  }
  return NULL;
}

static gboolean
is_word_byte(char c)
{
  return g_ascii_isalnum(c) || c == '_' || ((guchar)c & 0x80) != 0;
}

static const Link *
match_link(const WebPieces *p, const char *at)
{
  guint n = p->links != NULL ? MIN(p->links->len, MAX_LINKS_OF_LINE) : 0;
  for (guint i = 0; i < n; i++) {
    const Link *link = g_ptr_array_index(p->links, i);
    gsize len = link->value != NULL ? strlen(link->value) : 0;
    if (len == 0 || len > (gsize)(p->end - at) || memcmp(at, link->value, len) != 0)
      continue;
    gboolean inside = at + len < p->end && is_word_byte(at[len - 1]) && is_word_byte(at[len]);
    if (!inside)
      return link;
  }
  return NULL;
}

static const bool local_bytes[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['.'] = true,
    ['_'] = true,         ['+'] = true,         ['-'] = true,         ['='] = true,
    ['%'] = true,         ['\''] = true,        ['"'] = true,         [0x80 ... 0xff] = true,
};

gboolean
web_is_local_byte(char c)
{
  return local_bytes[(guchar)c];
}

static const bool host_bytes[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
    ['-'] = true,         ['.'] = true,         [0x80 ... 0xff] = true,
};

const char *
web_host_end(const char *host, const char *end)
{
  const char *at = host;
  if (at < end && *at == '[') {
    do
      at++;
    while (at < end && (g_ascii_isalnum(*at) || *at == '.' || *at == ':'));
    return at < end && *at == ']' && at > host + 1 ? at + 1 : host;
  }
  while (at < end && host_bytes[(guchar)*at])
    at++;
  while (at > host && (at[-1] == '.' || at[-1] == '-'))
    at--;
  return at;
}

/* The start of the local part before this '@', when an address stands around it; else NULL. */
static const char *
match_address(WebPieces *p, const char *at, const char **end)
{
  const char *local = at;
  while (local > p->at && at - local < MAX_LOCAL_PART && local_bytes[(guchar)local[-1]])
    local--;
  while (local < at && ((guchar)*local & 0xc0) == 0x80) /* a character is not cut */
    local++;
  *end = web_host_end(at + 1, p->end);
  p->looked += (gsize)(*end - local);
  return local<at && * end> at + 1 ? local : NULL;
}

/* Gives the text before a find first, and the find itself with the next call. */
static gboolean
emit(WebPieces *p, WebPiece *piece, const char *find, const char *find_end, WebPieceKind kind,
     const Link *link)
{
  piece->text = p->at;
  piece->hit = p->hit;
  if (find > p->at) {
    piece->kind = PIECE_TEXT;
    piece->len = (gsize)(find - p->at);
    p->at = find;
    return TRUE;
  }
  piece->kind = kind;
  piece->link = link;
  piece->len = (gsize)(find_end - find);
  p->at = find_end;
  return TRUE;
}

/* The next mark, middle of a person's address, or end of a web address's head: colon is ':' where
 * those are looked for, else '@'. */
static const char *
next_that_matters(const char *at, const char *end, char colon)
{
  const guint8 other = (guint8)colon;
  while (end - at >= SIXTEEN) {
    Sixteen c = sixteen_at(at);
    gsize first =
        sixteen_first((Sixteen)((c == '\001') | (c == '\002') | (c == '@') | (c == other)));
    at += first;
    if (first < SIXTEEN)
      return at;
  }
  while (at < end && *at != '\001' && *at != '\002' && *at != '@' && *at != colon)
    at++;
  return at;
}

/* Where "http", "https" or "mailto" begins before this colon, not before from; else NULL. */
static const char *
head_before(const char *colon, const char *from)
{
  static const char *const heads[] = {"http", "https", "mailto"};
  for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
    gsize len = strlen(heads[i]);
    if ((gsize)(colon - from) >= len && g_ascii_strncasecmp(colon - len, heads[i], len) == 0)
      return colon - len;
  }
  return NULL;
}

/* The next byte that may be the first of a find, a mark, or the middle of an address. What
 * extraction found may begin with any. */
static const char *
skip_plain(WebPieces *p, const char *at)
{
  const char *found = at;
  const char colon = p->find_urls ? ':' : '@';
  p->looked++;
  while (p->links == NULL && (found = next_that_matters(found, p->end, colon)) < p->end &&
         *found == ':') {
    const char *head = head_before(found, at);
    if (head != NULL) {
      p->looked += (gsize)(found - at);
      return head;
    }
    found++;
  }
  p->looked += (gsize)(found - at);
  return found;
}

/* "ht" of http, "ma" of mailto: what stands there is worth a closer look. */
static gboolean
may_be_url(const WebPieces *p, const char *at)
{
  char next = at + 1 < p->end ? (char)(at[1] | 0x20) : '\0';
  char c = (char)(*at | 0x20);
  return (c == 'h' && next == 't') || (c == 'm' && next == 'a');
}

/* TRUE when a piece was found that starts at `at` (or, for addresses, ends around it). */
static gboolean
try_at(WebPieces *p, WebPiece *piece, const char *at)
{
  const char *end = NULL;
  if (p->find_urls && (p->links != NULL || may_be_url(p, at)) &&
      (at == p->start || !is_word_byte(at[-1]))) {
    const Link *link = match_link(p, at);
    if (link != NULL)
      return emit(p, piece, at, at + strlen(link->value), PIECE_REF, link);
    end = match_url(p, at);
    if (end != NULL)
      return emit(p, piece, at, end, PIECE_URL, NULL);
  }
  if (*at != '@' || !p->mask)
    return FALSE;
  const char *local = match_address(p, at, &end);
  if (local == NULL)
    return FALSE;
  if (!emit(p, piece, local, end, PIECE_MASKED, NULL))
    return FALSE;
  if (piece->kind == PIECE_MASKED)
    piece->len = (gsize)(at - local);
  return TRUE;
}

gboolean
web_pieces_next(WebPieces *p, WebPiece *piece)
{
  *piece = (WebPiece){0};
  for (const char *at = skip_plain(p, p->at); at < p->end; at = skip_plain(p, at + 1)) {
    if (*at == '\001' || *at == '\002') {
      if (at > p->at)
        return emit(p, piece, at, at, PIECE_TEXT, NULL);
      p->hit = *at == '\001';
      p->at = at + 1;
      continue;
    }
    if (try_at(p, piece, at))
      return TRUE;
  }
  return p->at < p->end ? emit(p, piece, p->end, p->end, PIECE_TEXT, NULL) : FALSE;
}

gboolean
web_is_one_piece(const char *text, gsize len)
{
  return next_that_matters(text, text + len, ':') == text + len;
}

char *
web_mask(const char *text, gboolean mask)
{
  if (!mask || text == NULL || strchr(text, '@') == NULL)
    return g_strdup(text != NULL ? text : "");
  GString *out = g_string_new(NULL);
  WebPieces pieces = web_pieces_begin(text, strlen(text), TRUE);
  WebPiece piece;
  pieces.find_urls = FALSE;
  while (web_pieces_next(&pieces, &piece)) {
    g_string_append_len(out, piece.text, (gssize)piece.len);
    if (piece.kind == PIECE_MASKED)
      g_string_append(out, "@…");
  }
  return g_string_free(out, FALSE);
}

gboolean
web_is_whole(const char *text, guint limit, gboolean mask)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  /* Not longer in characters than in bytes; what is not UTF-8 is printed like web_cut has it. */
  gsize len = strlen(text);
  return len <= limit && memchr(text, '\n', len) == NULL && memchr(text, '\t', len) == NULL &&
         memchr(text, '\r', len) == NULL && (!mask || memchr(text, '@', len) == NULL);
}

char *
web_cut(const char *text, guint limit)
{
  if (text != NULL && strlen(text) <= limit && strpbrk(text, "\n\t\r") == NULL &&
      g_utf8_validate(text, -1, NULL))
    return g_strdup(text);
  GString *out = g_string_new(NULL);
  const char *at = text != NULL ? text : "";
  guint n = 0;
  for (; *at != '\0' && n < limit; n++) {
    gunichar c = g_utf8_get_char_validated(at, -1);
    gboolean bad = c == (gunichar)-1 || c == (gunichar)-2;
    gboolean blank = *at == '\n' || *at == '\t' || *at == '\r';
    g_string_append_unichar(out, bad ? 0xfffd : blank ? ' ' : c);
    at = bad ? at + 1 : g_utf8_next_char(at);
  }
  if (*at != '\0')
    g_string_append(out, "…");
  return g_string_free(out, FALSE);
}

char *
web_cut_links_whole(const char *text, guint limit)
{
  g_autofree char *cut = web_cut(text, limit);
  if (text == NULL || g_utf8_strlen(cut, -1) <= limit || !g_utf8_validate(text, -1, NULL))
    return g_steal_pointer(&cut);
  const char *blank = strrchr(cut, ' ');
  gsize kept = blank != NULL ? (gsize)(blank + 1 - cut) : 0;
  const char *word = g_utf8_offset_to_pointer(text, g_utf8_strlen(cut, (gssize)kept));
  if (g_strstr_len(word, (gssize)strcspn(word, " \t\r\n"), "://") == NULL)
    return g_steal_pointer(&cut);
  return kept > 0 ? g_strdup_printf("%.*s…", (int)kept, cut) : web_cut(text, G_MAXUINT);
}

char *
web_phrase(const char *text)
{
  g_autofree char *bare = g_strdelimit(g_strdup(text), "\"", ' ');
  return g_strdup_printf("\"%s\"", g_strstrip(bare));
}

const char *
web_link_ref(const Link *link)
{
  const char *kind = link_kind_to_text(link->kind);
  gsize len = strlen(kind);
  if (link->key != NULL && strncmp(link->key, kind, len) == 0 && link->key[len] == ':')
    return link->key + len + 1;
  return link->value != NULL ? link->value : "";
}
