#include "db/same.h"

#include <string.h>

enum { DAY = 86400, WORDS_LISTED = 3, WORDS_SENTENCE = 8, WORDS_SPECIAL = 2, WORD_MAX = 40 };

/* --- words --- */

/* Words that carry no meaning of their own, and the states that roadmaps put behind an entry. */
static const char *const plain_words[] = {
    "a",     "about", "also",   "an",    "and",   "are",  "as",   "at",   "be",    "been", "by",
    "can",   "could", "did",    "do",    "does",  "done", "fair", "for",  "from",  "good", "had",
    "has",   "have",  "he",     "here",  "i",     "if",   "in",   "into", "is",    "it",   "its",
    "may",   "might", "my",     "none",  "of",    "ok",   "on",   "or",   "our",   "out",  "per",
    "shall", "she",   "should", "so",    "still", "than", "that", "the",  "their", "then", "there",
    "these", "they",  "this",   "those", "to",    "todo", "up",   "via",  "was",   "we",   "were",
    "will",  "wip",   "with",   "would", "you",   "your"};

/* Words of every meeting: "review of action items" says nothing about which. Stems. */
static const char *const usual_words[] = {
    "action", "agenda",     "all",      "any",     "aob",   "busines",      "call",    "current",
    "discus", "discussion", "floor",    "general", "intro", "introduction", "issu",    "item",
    "last",   "meet",       "minut",    "misc",    "new",   "next",         "old",     "open",
    "other",  "previou",    "question", "review",  "roll",  "statu",        "summary", "thing",
    "topic",  "updat",      "welcom",   "work"};

/* Words that turn the meaning round: they count like numbers. Stems. */
static const char *const turning_words[] = {"avoid", "cancel", "delet", "disabl", "don",
                                            "drop",  "never",  "no",    "not",    "remov",
                                            "retir", "revert", "stop",  "undo",   "without"};

static gboolean
is_in(const char *word, const char *const *list, guint n)
{
  guint low = 0, high = n;
  while (low < high) {
    guint mid = (low + high) / 2;
    int order = strcmp(word, list[mid]);
    if (order == 0)
      return TRUE;
    if (order < 0)
      high = mid;
    else
      low = mid + 1;
  }
  return FALSE;
}

/* "packages", "packaged", "packaging" and "package" are one word. */
static gsize
stem(char *word, gsize len)
{
  static const char *const ends[] = {"ing", "ies", "ed", "es", "s"};
  for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
    gsize cut = strlen(ends[i]);
    if (len < cut + 3 || strcmp(word + len - cut, ends[i]) != 0)
      continue;
    len -= cut;
    if (i == 1)
      word[len++] = 'y';
    break;
  }
  if (len > 4 && word[len - 1] == 'e')
    len--;
  word[len] = '\0';
  return len;
}

static guint64
mix(guint64 hash, guint64 value)
{
  hash ^= value + G_GUINT64_CONSTANT(0x9e3779b97f4a7c15) + (hash << 6) + (hash >> 2);
  hash ^= hash >> 30;
  hash *= G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
  hash ^= hash >> 27;
  hash *= G_GUINT64_CONSTANT(0x94d049bb133111eb);
  return hash ^ (hash >> 31);
}

static guint64
hash_text(const char *text, gsize len)
{
  guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325);
  for (gsize i = 0; i < len; i++)
    hash = (hash ^ (guchar)text[i]) * G_GUINT64_CONSTANT(0x100000001b3);
  return mix(hash, len);
}

/* Longest first: long words are seldom, so that few texts meet under them. Never 0. */
static guint64
hash_word(const char *word, gsize len)
{
  return ((guint64)(255 - MIN(len, 250)) << 56) | (hash_text(word, len) >> 8);
}

typedef struct {
  guint64 numbers, all; /* all: of the words in their order */
  guint n_words, n_special;
  guint n;
  guint64 word[SAME_WORDS_MAX];
} Words;

static void
take_word(Words *words, char *word, gsize len, gboolean digit)
{
  if (digit) {
    words->numbers = mix(words->numbers, hash_text(word, len));
    return;
  }
  if (is_in(word, plain_words, G_N_ELEMENTS(plain_words)))
    return;
  len = stem(word, len);
  guint64 hash = hash_word(word, len);
  if (is_in(word, turning_words, G_N_ELEMENTS(turning_words)))
    words->numbers = mix(words->numbers, hash);
  words->all = mix(words->all, hash);
  words->n_words++;
  for (guint i = 0; i < words->n; i++)
    if (words->word[i] == hash)
      return;
  if (words->n == SAME_WORDS_MAX)
    return;
  words->word[words->n++] = hash;
  words->n_special += !is_in(word, usual_words, G_N_ELEMENTS(usual_words));
}

/* An address or "rhbz#1" is a link, which is compared as such. What tells so stands near its start,
 * so that no text is read again and again. */
static const char *
skip_link(const char *at)
{
  enum { HEAD = 24 };
  gsize head = 0;
  while (head < HEAD && at[head] != '\0' && !g_ascii_isspace(at[head]))
    head++;
  gboolean address = g_strstr_len(at, (gssize)head, "://") != NULL;
  const char *mark = memchr(at, '#', head);
  return address || (mark != NULL && g_ascii_isdigit(mark[1])) ? at + strcspn(at, " \t\n") : NULL;
}

/* "[RFC v2]" in front says how far a thing is, not which. */
static const char *
skip_tags(const char *text)
{
  const char *close;
  while (*text == '[' && (close = strchr(text, ']')) != NULL && close[1] != '\0')
    text = close + 1 + strspn(close + 1, " ");
  return text;
}

static void
read_words(const char *text, Words *words)
{
  g_autofree char *fold = text_fold_case(text);
  char word[WORD_MAX + 8];
  const char *p = skip_tags(fold);
  gboolean fresh = TRUE;
  while (*p != '\0') {
    const char *behind = fresh ? skip_link(p) : NULL;
    if (behind != NULL) {
      p = behind;
      continue;
    }
    gsize len = 0;
    gboolean digit = FALSE;
    while (*p != '\0' && g_unichar_isalnum(g_utf8_get_char(p))) {
      const char *next = g_utf8_next_char(p);
      digit = digit || g_unichar_isdigit(g_utf8_get_char(p));
      if (len + (gsize)(next - p) <= WORD_MAX) {
        memcpy(word + len, p, (gsize)(next - p));
        len += (gsize)(next - p);
      }
      p = next;
    }
    word[len] = '\0';
    if (len > 0)
      take_word(words, word, len, digit);
    fresh = FALSE;
    if (*p != '\0') {
      fresh = g_ascii_isspace(*p) || *p == '(' || *p == '<' || *p == '[';
      p = g_utf8_next_char(p);
    }
  }
}

static int
compare_words(gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
  return x < y ? -1 : x > y;
}

void
same_text_init(SameText *text, ItemKind kind, gboolean listed, const char *title, const char *above,
               GPtrArray *links)
{
  Words words = {0}, over = {0};
  memset(text, 0, sizeof *text);
  read_words(title, &words);
  read_words(above, &over);
  text->kind = kind;
  text->listed = listed;
  text->telling =
      words.n >= (listed ? WORDS_LISTED : WORDS_SENTENCE) && words.n_special >= WORDS_SPECIAL;
  /* Of a long text only the first words are kept: then all of it must be equal. */
  text->numbers = words.n_words > SAME_WORDS_MAX ? mix(words.numbers, words.all) : words.numbers;
  text->above = over.numbers;
  text->n = words.n;
  memcpy(text->word, words.word, sizeof words.word);
  qsort(text->word, text->n, sizeof text->word[0], compare_words);
  for (guint i = 0; links != NULL && i < links->len; i++)
    text->links = mix(text->links, hash_text(links->pdata[i], strlen(links->pdata[i])));
}

void
same_text_leave_out(SameText *text)
{
  text->telling = FALSE;
  text->links = 0;
}

/* --- keys --- */

/* Decisions and questions are no work to be done: they meet only their like. */
static guint64
class_of(ItemKind kind)
{
  return kind == ITEM_DECISION ? 1 : kind == ITEM_QUESTION ? 2 : 0;
}

/* Texts that share SAME_TEXT_MIN of their words share two of the first of them, when both are
 * sorted alike and "first" reaches so far that what is left over cannot hold all but one of those
 * in common. */
guint
same_text_keys(const SameText *text, gint64 keys[SAME_KEYS_MAX])
{
  guint n = 0;
  guint64 base = mix(class_of(text->kind), text->numbers);
  guint shared = (guint)(SAME_TEXT_MIN * text->n + 0.9999);
  guint first = text->telling ? MIN(text->n, text->n - shared + 2) : 0;
  for (guint i = 0; i < first; i++)
    for (guint k = i + 1; k < first && n < SAME_KEYS_MAX - 1; k++)
      keys[n++] = (gint64)mix(mix(base, text->word[i]), text->word[k]);
  if (text->links != 0 && text->listed)
    keys[n++] = (gint64)mix(mix(class_of(text->kind), 3), text->links);
  return n;
}

/* --- comparing --- */

static guint
count_common(const SameText *a, const SameText *b)
{
  guint i = 0, k = 0, common = 0;
  while (i < a->n && k < b->n) {
    if (a->word[i] == b->word[k]) {
      common++;
      i++;
      k++;
    } else if (a->word[i] < b->word[k]) {
      i++;
    } else {
      k++;
    }
  }
  return common;
}

/* What comes again and again is not always the same: "the minutes were approved" of two months is
 * two decisions. 0: any time. */
static gint64
window_of(const SameText *a, const SameText *b)
{
  if (a->kind == ITEM_DECISION)
    return 14 * DAY;
  return a->kind == ITEM_QUESTION || !a->listed || !b->listed ? 60 * DAY : 0;
}

static gboolean
may_be_same(const SameText *a, const SameText *b)
{
  gint64 window = window_of(a, b),
         apart = a->date > b->date ? a->date - b->date : b->date - a->date;
  gboolean kinds =
      a->kind == b->kind || (class_of(a->kind) == class_of(b->kind) && a->listed && b->listed);
  gboolean links = a->links == 0 || b->links == 0 || a->links == b->links;
  return kinds && links && a->mail != b->mail && (window == 0 || apart <= window) &&
         (a->above == 0 || b->above == 0 || a->above == b->above);
}

SameWhy
same_compare(const SameText *a, const SameText *b, double *score)
{
  return same_compare_at(a, b, SAME_TEXT_MIN, score);
}

SameWhy
same_compare_at(const SameText *a, const SameText *b, double text_min, double *score)
{
  guint common = count_common(a, b), all = a->n + b->n - common;
  *score = all > 0 ? (double)common / all : 0;
  if (!may_be_same(a, b))
    return SAME_NOT;
  gboolean listed = a->listed && b->listed;
  gboolean none_replaced = common == MIN(a->n, b->n);
  gboolean clash = a->numbers != b->numbers && a->numbers != 0 && b->numbers != 0;
  if (listed && a->links != 0 && a->links == b->links && !clash &&
      (*score >= SAME_LINK_MIN || MIN(a->n, b->n) < WORDS_SPECIAL))
    return SAME_LINK;
  if (a->telling && b->telling && a->numbers == b->numbers && none_replaced &&
      *score >= (listed ? text_min : 1.0))
    return SAME_WORDS;
  return SAME_NOT;
}

/* --- bytes --- */

enum { PACK_HEAD = 6 };

GByteArray *
same_text_pack(const SameText *text)
{
  guint64 value[PACK_HEAD + SAME_WORDS_MAX] = {(guint64)text->mail,
                                               (guint64)text->date,
                                               (guint64)text->kind | (text->listed ? 1u << 8 : 0) |
                                                   (text->telling ? 1u << 9 : 0),
                                               text->numbers,
                                               text->above,
                                               text->links};
  memcpy(value + PACK_HEAD, text->word, text->n * sizeof text->word[0]);
  for (guint i = 0; i < PACK_HEAD + text->n; i++)
    value[i] = GUINT64_TO_LE(value[i]);
  GByteArray *out = g_byte_array_sized_new((guint)sizeof value);
  return g_byte_array_append(out, (const guint8 *)value,
                             (guint)((PACK_HEAD + text->n) * sizeof value[0]));
}

gboolean
same_text_unpack(const void *data, gsize len, SameText *text)
{
  guint64 value[PACK_HEAD + SAME_WORDS_MAX] = {0};
  memset(text, 0, sizeof *text);
  if (data == NULL || len % sizeof value[0] != 0 || len < PACK_HEAD * sizeof value[0] ||
      len > sizeof value)
    return FALSE;
  memcpy(value, data, len);
  for (guint i = 0; i < G_N_ELEMENTS(value); i++)
    value[i] = GUINT64_FROM_LE(value[i]);
  text->mail = (gint64)value[0];
  text->date = (gint64)value[1];
  text->kind = (ItemKind)MIN(value[2] & 0xff, ITEM_N_KINDS - 1);
  text->listed = (value[2] >> 8 & 1) != 0;
  text->telling = (value[2] >> 9 & 1) != 0;
  text->numbers = value[3];
  text->above = value[4];
  text->links = value[5];
  text->n = (guint)(len / sizeof value[0]) - PACK_HEAD;
  memcpy(text->word, value + PACK_HEAD, sizeof text->word);
  return TRUE;
}
