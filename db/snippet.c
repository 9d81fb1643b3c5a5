#include "db/snippet.h"

#include "db/ascii.h"
#include "db/tokens.h"

#include <string.h>

enum {
  MAX_WORDS = 32,
  MAX_LOOKED_AT = 131072,
  MAX_HITS = 2000,
  LENGTH = 240, /* bytes of text shown */
  LEAD = 60     /* of these before the first hit */
};

/* Tokens of a text, one after the other in bytes. */
typedef struct {
  guint at, n;    /* in bytes */
  int start, end; /* in the text */
} Word;

typedef struct {
  GByteArray *bytes;
  GArray *words; /* Word */
} Words;

/* A word or phrase to mark. */
typedef struct {
  guint fields; /* bit mask of 1 << DbTextField */
  gboolean prefix;
  Words tokens;
} Wanted;

struct SnippetWords {
  GArray *wanted; /* Wanted */
  GString *key;
};

typedef struct {
  guint wanted; /* index */
  int start, end;
} Hit;

static Words
words_new(void)
{
  return (Words){g_byte_array_new(), g_array_new(FALSE, FALSE, sizeof(Word))};
}

static void
words_clear(Words *words)
{
  g_byte_array_unref(words->bytes);
  g_array_unref(words->words);
}

static int
add_word(void *data, int flags G_GNUC_UNUSED, const char *token, int n, int start, int end)
{
  Words *words = data;
  Word word = {words->bytes->len, (guint)n, start, end};
  g_byte_array_append(words->bytes, (const guint8 *)token, (guint)n);
  g_array_append_val(words->words, word);
  return 0;
}

static void
wanted_clear(gpointer data)
{
  words_clear(&((Wanted *)data)->tokens);
}

/* --- which words --- */

static const guint body_fields = 1U << DB_TEXT_OWN | 1U << DB_TEXT_OTHER | 1U << DB_TEXT_DFN |
                                 1U << DB_TEXT_DFPRE | 1U << DB_TEXT_DFPOST;

/* Fields of the text index that a field of the query looks into; 0: it is not of the text index. */
static guint
fields_of(QueryField field)
{
  switch ((int)field) {
  case FIELD_ANY:
    return ~0U;
  case FIELD_SUBJECT:
    return 1U << DB_TEXT_SUBJECT;
  case FIELD_FROM:
    return 1U << DB_TEXT_FROM;
  case FIELD_TO:
    return 1U << DB_TEXT_TO;
  case FIELD_CC:
    return 1U << DB_TEXT_CC;
  case FIELD_TC:
    return 1U << DB_TEXT_TO | 1U << DB_TEXT_CC;
  case FIELD_ADDRESS:
    return 1U << DB_TEXT_FROM | 1U << DB_TEXT_TO | 1U << DB_TEXT_CC;
  case FIELD_BODY_SUBJECT:
    return body_fields | 1U << DB_TEXT_QUOTED | 1U << DB_TEXT_SUBJECT;
  case FIELD_BODY:
    return body_fields | 1U << DB_TEXT_QUOTED;
  case FIELD_NQ:
    return body_fields;
  case FIELD_QUOTED:
    return 1U << DB_TEXT_QUOTED;
  case FIELD_DFN:
    return 1U << DB_TEXT_DFN;
  case FIELD_DFBLOB:
  case FIELD_DFHH:
  case FIELD_DFCTX:
    return 1U << DB_TEXT_OTHER;
  case FIELD_DFA:
  case FIELD_DFPRE:
    return 1U << DB_TEXT_DFPRE;
  case FIELD_DFB:
  case FIELD_DFPOST:
    return 1U << DB_TEXT_DFPOST;
  case FIELD_ATTACHMENT:
    return 1U << DB_TEXT_NAMES;
  default:
    return 0;
  }
}

/* What makes one differ from another, in a form that no two share. */
static void
append_key(GString *key, const Wanted *one)
{
  g_string_append_printf(key, "%x%c", one->fields, one->prefix ? '*' : ' ');
  for (guint i = 0; i < one->tokens.words->len; i++) {
    const Word *word = &g_array_index(one->tokens.words, Word, i);
    g_string_append_len(key, (const char *)one->tokens.bytes->data + word->at, (gssize)word->n);
    g_string_append_c(key, i + 1 < one->tokens.words->len ? ' ' : '\n');
  }
}

/* Depth is bounded by the parser. */
static void
collect_wanted(const Query *query, GArray *wanted)
{
  if (query->op == QUERY_AND || query->op == QUERY_OR)
    for (guint i = 0; i < query->children->len; i++)
      collect_wanted(query->children->pdata[i], wanted);
  if (query->op != QUERY_TERM || fields_of(query->field) == 0 || wanted->len == MAX_WORDS)
    return;
  gboolean blob = query_is_blob(query); /* mails have them longer or shorter */
  Wanted one = {fields_of(query->field) | (blob ? 1U << DB_TEXT_OTHER : 0), query->prefix || blob,
                words_new()};
  tokens_each(query->text, (int)strlen(query->text), add_word, &one.tokens);
  if (one.tokens.words->len > 0)
    g_array_append_val(wanted, one);
  else
    wanted_clear(&one);
}

SnippetWords *
snippet_words_new(const Query *query)
{
  SnippetWords *words = g_new0(SnippetWords, 1);
  words->wanted = g_array_new(FALSE, FALSE, sizeof(Wanted));
  g_array_set_clear_func(words->wanted, wanted_clear);
  words->key = g_string_new(NULL);
  if (query != NULL)
    collect_wanted(query, words->wanted);
  for (guint i = 0; i < words->wanted->len; i++)
    append_key(words->key, &g_array_index(words->wanted, Wanted, i));
  return words;
}

gboolean
snippet_words_none(const SnippetWords *words)
{
  return words->wanted->len == 0;
}

const char *
snippet_words_key(const SnippetWords *words)
{
  return words->key->str;
}

void
snippet_words_free(SnippetWords *words)
{
  if (words == NULL)
    return;
  g_array_unref(words->wanted);
  g_string_free(words->key, TRUE);
  g_free(words);
}

/* --- where they stand --- */

static gboolean
stands_at(const Wanted *wanted, const Words *text, guint at)
{
  const Words *tokens = &wanted->tokens;
  guint n = tokens->words->len;
  if (n > text->words->len - at)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const Word *want = &g_array_index(tokens->words, Word, i);
    const Word *have = &g_array_index(text->words, Word, at + i);
    gboolean may_go_on = wanted->prefix && i == n - 1;
    if (have->n < want->n || (have->n > want->n && !may_go_on) ||
        memcmp(tokens->bytes->data + want->at, text->bytes->data + have->at, want->n) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Hit, in order of their start. */
static GArray *
find_hits(const GArray *wanted, DbTextField field, const Words *text)
{
  GArray *hits = g_array_new(FALSE, FALSE, sizeof(Hit));
  for (guint at = 0; at < text->words->len && hits->len < MAX_HITS; at++)
    for (guint w = 0; w < wanted->len; w++) {
      const Wanted *one = &g_array_index(wanted, Wanted, w);
      if ((one->fields >> field & 1) == 0 || !stands_at(one, text, at))
        continue;
      guint last = at + one->tokens.words->len - 1;
      Hit hit = {w, g_array_index(text->words, Word, at).start,
                 g_array_index(text->words, Word, last).end};
      g_array_append_val(hits, hit);
    }
  return hits;
}

/* The first hit of the stretch that has most of the words; of equals the earliest. */
static guint
best_hit(const GArray *hits)
{
  guint best = 0;
  int most = 0;
  for (guint i = 0; i < hits->len; i++) {
    const Hit *first = &g_array_index(hits, Hit, i);
    guint seen = 0;
    for (guint k = i; k < hits->len; k++) {
      const Hit *hit = &g_array_index(hits, Hit, k);
      if (hit->end - first->start > LENGTH - LEAD)
        break;
      seen |= 1U << hit->wanted;
    }
    if (__builtin_popcount(seen) > most) {
      most = __builtin_popcount(seen);
      best = i;
    }
  }
  return best;
}

/* --- showing --- */

/* Moves back to the start of a character. */
static int
character_start(const char *text, int at)
{
  while (at > 0 && ((guchar)text[at] & 0xc0) == 0x80)
    at--;
  return at;
}

/* Where to begin so that no word is cut, unless it is a very long one. */
static int
word_start(const char *text, int at)
{
  for (int i = at; i > 0 && i > at - 24; i--)
    if (g_ascii_isspace(text[i - 1]))
      return i;
  return character_start(text, at);
}

/* Blanks, line ends and control characters become one blank; the marks of hits are control
 * characters, so none can come from a mail. Broken UTF-8 becomes U+FFFD. */
static void
append_plain(GString *out, const char *text, int len)
{
  for (int at = 0; at < len;) {
    guchar c = (guchar)text[at];
    if (c <= ' ' || c == 0x7f) {
      if (out->len > 0 && out->str[out->len - 1] != ' ' && out->str[out->len - 1] != '\001')
        g_string_append_c(out, ' ');
      at++;
      continue;
    }
    gunichar wide = g_utf8_get_char_validated(text + at, len - at);
    gboolean good = wide != (gunichar)-1 && wide != (gunichar)-2;
    g_string_append_unichar(out, good ? wide : 0xfffd);
    at += good ? g_unichar_to_utf8(wide, NULL) : 1;
  }
}

static char *
show(const char *text, int len, int from, const GArray *hits, guint first)
{
  int until = MIN(len, from + LENGTH);
  until = until < len ? word_start(text, until) : len;
  g_autoptr(GString) out = g_string_new(NULL);
  int at = from;
  for (guint i = first; hits != NULL && i < hits->len; i++) {
    const Hit *hit = &g_array_index(hits, Hit, i);
    if (hit->start < at)
      continue; /* inside another hit */
    int end = character_start(text, MIN(hit->end, from + 4 * LENGTH));
    if (hit->start >= until)
      break;
    append_plain(out, text + at, hit->start - at);
    g_string_append_c(out, '\001');
    append_plain(out, text + hit->start, end - hit->start);
    g_string_append_c(out, '\002');
    at = end;
  }
  if (at < until)
    append_plain(out, text + at, until - at);
  g_strchomp(out->str);
  out->len = strlen(out->str);
  if (MAX(at, until) < len)
    g_string_append(out, " …");
  if (from > 0)
    g_string_prepend(out, "… ");
  return g_strdup(out->str);
}

static int
looked_at(const char *text)
{
  return (int)strnlen(text, MAX_LOOKED_AT);
}

/* Reading a text for single words: each is compared where it stands, and reading stops when nothing
 * better can come. */
typedef struct {
  const GArray *wanted;
  guint possible; /* bits of the words that can stand in field */
  GArray *hits;
  int text_from; /* where reading began */
  int enough;    /* what is behind it changes nothing; 0: not known yet */
} Seeking;

/* The last hit completes all words within what is shown. */
static gboolean
all_are_near(const Seeking *s)
{
  int end = g_array_index(s->hits, Hit, s->hits->len - 1).end;
  guint seen = 0;
  for (guint i = s->hits->len; i > 0 && seen != s->possible; i--) {
    const Hit *hit = &g_array_index(s->hits, Hit, i - 1);
    if (end - hit->start > LENGTH - LEAD)
      break;
    seen |= 1U << hit->wanted;
  }
  return seen == s->possible;
}

static int
seek_word(void *data, int flags G_GNUC_UNUSED, const char *token, int n, int start, int end)
{
  Seeking *s = data;
  start += s->text_from;
  end += s->text_from;
  if ((s->enough != 0 && start > s->enough) || s->hits->len >= MAX_HITS)
    return 1;
  for (guint w = 0; w < s->wanted->len; w++) {
    const Wanted *one = &g_array_index(s->wanted, Wanted, w);
    int want = (int)one->tokens.bytes->len;
    if ((s->possible >> w & 1) == 0 || (one->prefix ? n < want : n != want) ||
        memcmp(one->tokens.bytes->data, token, (gsize)want) != 0)
      continue;
    Hit hit = {w, start, end};
    g_array_append_val(s->hits, hit);
    if (s->enough == 0 && all_are_near(s))
      s->enough = start + 2 * LENGTH;
  }
  return 0;
}

/* A phrase needs the words around; all are kept. */
static GArray *
phrase_hits(const SnippetWords *words, DbTextField field, const char *text, int from, int len)
{
  Words tokens = words_new();
  tokens_each(text + from, len - from, add_word, &tokens);
  for (guint i = 0; i < tokens.words->len; i++) {
    g_array_index(tokens.words, Word, i).start += from;
    g_array_index(tokens.words, Word, i).end += from;
  }
  GArray *hits = find_hits(words->wanted, field, &tokens);
  words_clear(&tokens);
  return hits;
}

/* The first place where all of one could begin; NULL: nowhere. */
static const char *
find_wanted(const Wanted *one, const char *text, int len)
{
  const char *first = NULL;
  for (guint i = 0; i < one->tokens.words->len; i++) {
    const Word *word = &g_array_index(one->tokens.words, Word, i);
    const char *at =
        ascii_find(text, (gsize)len, (const char *)one->tokens.bytes->data + word->at, word->n);
    if (at == NULL)
      return NULL;
    first = i == 0 ? at : first;
  }
  return first;
}

/* Of text that is all ASCII: takes those words out of *possible that stand nowhere in it, and gives
 * the start of the first token that may be one of the others; len when there is none. */
static int
skip_to_first(const SnippetWords *words, const char *text, int len, guint *possible)
{
  int from = len;
  for (guint w = 0; w < words->wanted->len; w++) {
    if ((*possible >> w & 1) == 0)
      continue;
    const char *at = find_wanted(&g_array_index(words->wanted, Wanted, w), text, len);
    if (at == NULL)
      *possible &= ~(1U << w);
    else
      from = MIN(from, (int)(at - text));
  }
  while (from > 0 && from < len && g_ascii_isalnum(text[from - 1]))
    from--;
  return from;
}

static GArray *
hits_in(const SnippetWords *words, DbTextField field, const char *text, int len)
{
  Seeking s = {.wanted = words->wanted, .text_from = 0};
  gboolean has_phrase = FALSE;
  for (guint w = 0; w < words->wanted->len; w++)
    s.possible |= (g_array_index(words->wanted, Wanted, w).fields >> field & 1) << w;
  if (ascii_is_all(text, (gsize)len))
    s.text_from = skip_to_first(words, text, len, &s.possible);
  for (guint w = 0; w < words->wanted->len; w++)
    has_phrase |=
        (s.possible >> w & 1) != 0 && g_array_index(words->wanted, Wanted, w).tokens.words->len > 1;
  if (has_phrase)
    return phrase_hits(words, field, text, s.text_from, len);
  s.hits = g_array_new(FALSE, FALSE, sizeof(Hit));
  if (s.possible != 0)
    tokens_each(text + s.text_from, len - s.text_from, seek_word, &s);
  return s.hits;
}

char *
snippet_find(const SnippetWords *words, DbTextField field, const char *text)
{
  if (text == NULL || words->wanted->len == 0)
    return NULL;
  int len = looked_at(text);
  g_autoptr(GArray) hits = hits_in(words, field, text, len);
  if (hits->len == 0)
    return NULL;
  guint best = best_hit(hits);
  int start = g_array_index(hits, Hit, best).start;
  int from = start > LEAD ? word_start(text, start - LEAD) : 0;
  /* Hits before the best one that are in sight are marked too. */
  while (best > 0 && g_array_index(hits, Hit, best - 1).start >= from)
    best--;
  return show(text, len, from, hits, best);
}

char *
snippet_head(const char *text)
{
  return text != NULL ? show(text, looked_at(text), 0, NULL, 0) : g_strdup("");
}
