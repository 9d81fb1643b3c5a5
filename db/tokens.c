#include "db/tokens.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <string.h>

/* One token being read. Where emit is NULL, bytes is the place behind its length
 * among packed ones. */
typedef struct {
  TokenFunc emit;
  void *data;
  guint n_emitted;
  int n;
  int start;
  char *bytes;
} Token;

/* What is constant where it is called is worth a copy of the code: all mail passes here. */
#define INLINE static inline __attribute__((always_inline))

/* 1 for ASCII that is neither letter nor digit. */
#define EIGHT 1, 1, 1, 1, 1, 1, 1, 1
static const guint8 parts[256] = {[0] = EIGHT, EIGHT,     EIGHT, EIGHT, EIGHT, EIGHT, /* to '/' */
                                  [':'] = 1,   1,         1,     1,     1,     1,
                                  1,           ['['] = 1, 1,     1,     1,     1,
                                  1,           ['{'] = 1, 1,     1,     1,     1};
#undef EIGHT

/* Letters and digits of ASCII in lower case; 0 parts tokens. Most mail is ASCII, and this is the
 * innermost loop of ingest: two thirds of a second on the benchmark list hang on it. */
static const char folded_ascii[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
    ['7'] = '7', ['8'] = '8', ['9'] = '9', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd',
    ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k',
    ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
    ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f',
    ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm',
    ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
    ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z'};

INLINE int
token_end(Token *t, int end)
{
  if (t->n == 0)
    return 0;
  int n = t->n;
  t->n = 0;
  t->n_emitted++;
  if (t->emit == NULL) {
    t->bytes[-1] = (char)n;
    t->bytes += n + 1;
    return 0;
  }
  return t->emit(t->data, 0, t->bytes, n, t->start, end);
}

static void
token_add(Token *t, const char *bytes, int n, int at)
{
  if (n == 0)
    return;
  if (t->n == 0)
    t->start = at;
  if (t->n + n <= TOKEN_MAX_BYTES) {
    memcpy(t->bytes + t->n, bytes, (gsize)n);
    t->n += n;
  }
}

static gboolean
stands_alone(gunichar c)
{
  return (c >= 0x1100 && c <= 0x11ff) || (c >= 0x2e80 && c <= 0x2fdf) ||
         (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x30ff) ||
         (c >= 0x3105 && c <= 0x318f) || (c >= 0x31f0 && c <= 0x31ff) ||
         (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
         (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0xff66 && c <= 0xff9f) || (c >= 0x20000 && c <= 0x3ffff);
}

/* Marks over letters, and format characters such as the soft hyphen: a reader does not see them, so
 * they fold to nothing. The zero width space does part words. */
static gboolean
is_unseen(gunichar c)
{
  GUnicodeType type = g_unichar_type(c);
  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
         (type == G_UNICODE_FORMAT && c != 0x200b);
}

/* The letter without case and accent, as UTF-8. */
static int
fold(gunichar c, char out[6])
{
  gunichar base[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n = g_unichar_fully_decompose(c, FALSE, base, G_N_ELEMENTS(base));
  return g_unichar_to_utf8(g_unichar_tolower(n > 0 ? base[0] : c), out);
}

/* One character outside ASCII at text[at]; *next is where the following one begins. */
static G_GNUC_NO_INLINE int
read_wide(Token *t, const char *text, int len, int at, int *next)
{
  gunichar c = g_utf8_get_char_validated(text + at, len - at);
  if (c == (gunichar)-1 || c == (gunichar)-2) {
    *next = at + 1;
    return token_end(t, at);
  }
  *next = at + g_unichar_to_utf8(c, NULL);
  if (is_unseen(c))
    return 0;
  if (stands_alone(c)) {
    int rc = token_end(t, at);
    if (rc != 0)
      return rc;
    token_add(t, text + at, *next - at, at);
    return token_end(t, *next);
  }
  if (!g_unichar_isalnum(c) && !g_unichar_ismark(c))
    return token_end(t, at);
  char folded[6];
  token_add(t, folded, fold(c, folded), at);
  return 0;
}

/* A run of ASCII letters and digits from text[at]; gives where it ends. Adds what fits into the
 * token. */
INLINE int
read_run(Token *t, const char *text, int len, int at)
{
  int n = t->n, end = MIN(len, at + TOKEN_MAX_BYTES - n);
  if (n == 0)
    t->start = at;
  for (char c; at < end && (c = folded_ascii[(guchar)text[at]]) != 0; at++)
    t->bytes[n++] = c;
  t->n = n;
  while (n == TOKEN_MAX_BYTES && at < len && folded_ascii[(guchar)text[at]] != 0)
    at++;
  return at;
}

#ifdef __SSE2__
/* Packs words of ASCII from text[at], sixteen bytes at a look, until one is longer, or not all
 * ASCII, or the end is near; gives how far. Writes up to sixteen bytes beyond a token. */
static int
pack_short_words(Token *t, const char *text, int len, int at)
{
  while (at + 16 <= len && t->n_emitted < TOKENS_MAX_PER_TEXT) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + at));
    /* Digits have this bit already. */
    const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    const __m128i letter =
        _mm_subs_epu8(_mm_sub_epi8(folded, _mm_set1_epi8('a')), _mm_set1_epi8(25));
    const __m128i digit = _mm_subs_epu8(_mm_sub_epi8(bytes, _mm_set1_epi8('0')), _mm_set1_epi8(9));
    const __m128i zero = _mm_setzero_si128();
    guint word = (guint)_mm_movemask_epi8(
        _mm_or_si128(_mm_cmpeq_epi8(letter, zero), _mm_cmpeq_epi8(digit, zero)));
    guint wide = (guint)_mm_movemask_epi8(bytes);
    int n = __builtin_ctz(~word);
    if (n == 0) {
      int gap = __builtin_ctz(word | wide | 1u << 16);
      if (gap == 0)
        break;
      at += gap;
      continue;
    }
    if (n == 16 || (wide >> n & 1) != 0)
      break;
    _mm_storeu_si128((__m128i *)(void *)t->bytes, folded);
    t->bytes[-1] = (char)n;
    t->bytes += n + 1;
    t->n_emitted++;
    at += n + 1;
  }
  return at;
}
#else
#define pack_short_words(t, text, len, at) (at)
#endif

INLINE int
read_all(Token *t, const char *text, int len)
{
  int at = 0;
  int rc = 0;
  while (at < len && rc == 0 && t->n_emitted < TOKENS_MAX_PER_TEXT) {
    if (t->emit == NULL && t->n == 0) {
      at = pack_short_words(t, text, len, at);
      if (at == len || t->n_emitted == TOKENS_MAX_PER_TEXT)
        break;
    }
    guchar c = (guchar)text[at];
    if (c >= 0x80) {
      rc = read_wide(t, text, len, at, &at);
      continue;
    }
    if (folded_ascii[c] != 0)
      at = read_run(t, text, len, at);
    if (at < len && (guchar)text[at] < 0x80)
      rc = token_end(t, at++);
    while (at < len && parts[(guchar)text[at]])
      at++;
  }
  return rc == 0 && t->n_emitted < TOKENS_MAX_PER_TEXT ? token_end(t, len) : rc;
}

int
tokens_each(const char *text, int len, TokenFunc func, void *data)
{
  char bytes[TOKEN_MAX_BYTES];
  Token t = {.emit = func, .data = data, .bytes = bytes};
  return read_all(&t, text, len);
}

char *
tokens_pack(const char *text, int len, char *to)
{
  Token t = {.bytes = to + 1};
  read_all(&t, text, len);
  return t.bytes - 1;
}

int
tokens_each_packed(const char *packed, int len, TokenFunc func, void *data)
{
  int rc = 0;
  for (int at = 0, n; at < len && rc == 0; at += 1 + n) {
    n = packed[at];
    rc = func(data, 0, packed + at + 1, n, 0, 0);
  }
  return rc;
}
