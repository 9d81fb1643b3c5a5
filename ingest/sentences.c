/* Paragraph -> sentences, with their words in lower case for the rules. */
#include "db/sixteen.h"
#include "ingest/extract-parts.h"

#define TRIGGER_LONGEST 16 /* letters, more than the longest has */

static const char *const abbreviations[] = {
    "e.g", "i.e", "etc", "vs",     "mr",   "mrs",   "ms",    "dr",  "prof", "st",  "no",
    "nr",  "fig", "cf",  "approx", "resp", "incl",  "ca",    "z.b", "d.h",  "usw", "bzw",
    "inc", "ltd", "jr",  "al",     "sec",  "ver",   "vol",   "jan", "feb",  "mar", "apr",
    "jun", "jul", "aug", "sep",    "sept", "oct",   "nov",   "dec", "mon",  "tue", "wed",
    "thu", "fri", "sat", "sun",    "p.s",  "a.k.a", "w.r.t", NULL};

/* "e.g.", "Mr.", "J. Whitlock": a full stop that ends no sentence. */
static gboolean
is_abbreviation(Span text, gsize dot, gboolean next_upper)
{
  gsize start = dot;
  while (start > 0 && !span_is_blank_char(text.s[start - 1]) && text.s[start - 1] != '(')
    start--;
  Span word = span_of(text.s + start, dot - start);
  if (word.n == 1 && g_ascii_isupper(word.s[0]) && word.s[0] != 'I')
    return TRUE;
  if (!span_in_list(word, abbreviations))
    return FALSE;
  /* "... and so on, etc. The next" does end */
  return !(next_upper && (span_is_fold(word, "etc") || span_is_fold(word, "no")));
}

static gsize
skip_closers(Span text, gsize i)
{
  while (i < text.n && strchr("\"')]*_", text.s[i]) != NULL)
    i++;
  while (i + 2 < text.n && (memcmp(text.s + i, "”", 3) == 0 || memcmp(text.s + i, "’", 3) == 0))
    i += 3;
  return i;
}

/* A blank, or the no-break space that mailers put behind a full stop. */
static gboolean
is_gap(Span text, gsize i)
{
  return span_is_blank_char(text.s[i]) ||
         (text.s[i] == '\xc2' && i + 1 < text.n && text.s[i + 1] == '\xa0');
}

/* "<https://bugs.example.org/show_bug.cgi? id=1>": an address that was wrapped goes on behind the
 * mark. */
static gboolean
in_open_address(Span text, gsize i)
{
  enum { LONGEST = 300 };
  gsize start = i;
  while (start > 0 && i - start < LONGEST && !is_gap(text, start - 1))
    start--;
  Span word = span_of(text.s + start, i - start);
  gssize open = span_find_char(word, '<');
  if (open < 0 || span_find_char(word, '>') >= 0 ||
      !span_starts_fold(span_skip(word, (gsize)open + 1), "http"))
    return FALSE;
  Span rest = span_skip(text, i + 1);
  rest.n = MIN(rest.n, LONGEST);
  rest = span_ltrim(rest);
  gssize close = span_find_char(rest, '>'), gap = span_find_char(rest, ' ');
  return close > 0 && (gap < 0 || close < gap);
}

static gboolean
ends_here(Span text, gsize i, gsize *end)
{
  char c = text.s[i];
  gsize after = i + 1;
  while (after < text.n && strchr(".?!", text.s[after]) != NULL)
    after++;
  gboolean dots = c == '.' && after > i + 1;
  gsize closed = skip_closers(text, after);
  *end = closed;
  if (closed >= text.n)
    return TRUE;
  if (!is_gap(text, closed) || (c != '!' && in_open_address(text, i)))
    return FALSE;
  gsize next = closed;
  while (next < text.n && (is_gap(text, next) || strchr("\"'(*_", text.s[next]) != NULL))
    next += text.s[next] == '\xc2' ? 2 : 1;
  gboolean lower = next < text.n && g_ascii_islower(text.s[next]);
  if (c == '.')
    return !(lower || (dots && lower) || (!dots && is_abbreviation(text, i, TRUE)));
  return !(lower && closed > after);
}

/* "(interrupt? timer?) needs it": marks inside brackets end nothing, if the bracket closes. */
static gboolean
bracket_closes(Span text, gsize i)
{
  gsize end = MIN(text.n, i + 240);
  for (; i < end; i++) {
    if (text.s[i] == ')')
      return i + 1 < text.n && strchr(".?!", text.s[i + 1]) == NULL;
    if (text.s[i] == '(')
      return FALSE;
  }
  return FALSE;
}

/* The first of what can end a sentence, and of brackets, from place i on; text.n: none. */
static gsize
next_mark(Span text, gsize i)
{
  for (; i < text.n; i += SIXTEEN) {
    Sixteen c = sixteen_of(text.s + i, text.n - i);
    Sixteen end = (Sixteen)((c == '.') | (c == '?') | (c == '!')),
            bracket = (Sixteen)((c | 1) == ')');
    gsize first = sixteen_first(end | bracket);
    if (first < SIXTEEN)
      return i + first;
  }
  return text.n;
}

gboolean
sentence_next(Span text, gsize *at, Span *sentence)
{
  guint open = 0;
  while (*at < text.n && is_gap(text, *at))
    *at += text.s[*at] == '\xc2' ? 2 : 1;
  if (*at >= text.n)
    return FALSE;
  for (gsize i = next_mark(text, *at); i < text.n; i = next_mark(text, i + 1)) {
    gsize end;
    char c = text.s[i];
    if (c == '(')
      open++;
    else if (c == ')')
      open -= open > 0 ? 1 : 0;
    if (c == '(' || c == ')')
      continue;
    if (!ends_here(text, i, &end) ||
        (open > 0 && end == i + 1 && end < text.n && bracket_closes(text, end)))
      continue;
    *sentence = span_of(text.s + *at, end - *at);
    *at = end;
    return TRUE;
  }
  *sentence = span_rtrim(span_of(text.s + *at, text.n - *at));
  *at = text.n;
  return TRUE;
}

static const struct {
  const char *word;
  guint trigger;
} trigger_words[] = {
    {"accepted", TRIGGER_OUTCOME},
    {"adopted", TRIGGER_OUTCOME},
    {"agreed", TRIGGER_AGREE | TRIGGER_TOOK},
    {"agreement", TRIGGER_AGREE},
    {"appointed", TRIGGER_OUTCOME},
    {"approved", TRIGGER_OUTCOME},
    {"asked", TRIGGER_TOOK},
    {"barring", TRIGGER_LAZY},
    {"better", TRIGGER_LAZY},
    {"carried", TRIGGER_OUTCOME},
    {"carries", TRIGGER_OUTCOME},
    {"chose", TRIGGER_AGREE},
    {"comments", TRIGGER_LAZY},
    {"complain", TRIGGER_LAZY},
    {"complains", TRIGGER_LAZY},
    {"complaints", TRIGGER_LAZY},
    {"concerns", TRIGGER_LAZY},
    {"concluded", TRIGGER_AGREE},
    {"conclusion", TRIGGER_AGREE},
    {"consensus", TRIGGER_AGREE},
    {"decided", TRIGGER_AGREE},
    {"decision", TRIGGER_AGREE},
    {"declined", TRIGGER_OUTCOME},
    {"defeated", TRIGGER_OUTCOME},
    {"denied", TRIGGER_OUTCOME},
    {"disagree", TRIGGER_LAZY},
    {"disagrees", TRIGGER_LAZY},
    {"elected", TRIGGER_OUTCOME},
    {"failed", TRIGGER_OUTCOME},
    {"fails", TRIGGER_OUTCOME},
    {"favor", TRIGGER_AGREE},
    {"favour", TRIGGER_AGREE},
    {"forward", TRIGGER_PROPOSE},
    {"friday", TRIGGER_DAY},
    {"going", TRIGGER_WILL},
    {"granted", TRIGGER_OUTCOME},
    {"hear", TRIGGER_LAZY},
    {"i", TRIGGER_I},
    {"i'd", TRIGGER_I},
    {"i'll", TRIGGER_I | TRIGGER_WILL},
    {"i'm", TRIGGER_I},
    {"intend", TRIGGER_PROPOSE},
    {"lazy", TRIGGER_LAZY},
    {"let", TRIGGER_PROPOSE},
    {"let's", TRIGGER_PROPOSE},
    {"minds", TRIGGER_LAZY},
    {"monday", TRIGGER_DAY},
    {"month", TRIGGER_DAY},
    {"move", TRIGGER_PROPOSE},
    {"moving", TRIGGER_PROPOSE},
    {"nobody", TRIGGER_LAZY},
    {"nominate", TRIGGER_PROPOSE},
    {"object", TRIGGER_LAZY},
    {"objection", TRIGGER_LAZY},
    {"objections", TRIGGER_LAZY},
    {"objects", TRIGGER_LAZY},
    {"offered", TRIGGER_TOOK},
    {"opposition", TRIGGER_LAZY},
    {"opted", TRIGGER_AGREE},
    {"otherwise", TRIGGER_LAZY},
    {"pass", TRIGGER_OUTCOME},
    {"passed", TRIGGER_OUTCOME},
    {"passes", TRIGGER_OUTCOME},
    {"plan", TRIGGER_PROPOSE},
    {"planning", TRIGGER_PROPOSE},
    {"promise", TRIGGER_WILL},
    {"promised", TRIGGER_TOOK},
    {"proposal", TRIGGER_PROPOSE},
    {"propose", TRIGGER_PROPOSE},
    {"proposing", TRIGGER_PROPOSE},
    {"protest", TRIGGER_LAZY},
    {"protests", TRIGGER_LAZY},
    {"reactions", TRIGGER_LAZY},
    {"recommend", TRIGGER_PROPOSE},
    {"rejected", TRIGGER_OUTCOME},
    {"remarks", TRIGGER_LAZY},
    {"replies", TRIGGER_LAZY},
    {"resolved", TRIGGER_AGREE},
    {"saturday", TRIGGER_DAY},
    {"settled", TRIGGER_AGREE},
    {"settles", TRIGGER_AGREE},
    {"shall", TRIGGER_WILL},
    {"shout", TRIGGER_LAZY},
    {"shouts", TRIGGER_LAZY},
    {"silence", TRIGGER_LAZY},
    {"suggest", TRIGGER_PROPOSE},
    {"suggestion", TRIGGER_PROPOSE},
    {"sunday", TRIGGER_DAY},
    {"thursday", TRIGGER_DAY},
    {"today", TRIGGER_DAY},
    {"tomorrow", TRIGGER_DAY},
    {"tonight", TRIGGER_DAY},
    {"tuesday", TRIGGER_DAY},
    {"turned", TRIGGER_OUTCOME},
    {"unanimously", TRIGGER_AGREE},
    {"unless", TRIGGER_LAZY},
    {"us", TRIGGER_PROPOSE},
    {"volunteer", TRIGGER_WILL},
    {"volunteered", TRIGGER_TOOK},
    {"voted", TRIGGER_AGREE},
    {"we'll", TRIGGER_WILL},
    {"wednesday", TRIGGER_DAY},
    {"week", TRIGGER_DAY},
    {"weekend", TRIGGER_DAY},
    {"will", TRIGGER_WILL},
    {"withdrawn", TRIGGER_OUTCOME},
};

static guint
trigger_of(const char *word, gsize n)
{
  guint low = 0, high = G_N_ELEMENTS(trigger_words);
  while (low < high) {
    guint mid = (low + high) / 2;
    int order = strncmp(word, trigger_words[mid].word, n);
    if (order == 0 && trigger_words[mid].word[n] != '\0')
      order = -1;
    if (order == 0)
      return trigger_words[mid].trigger;
    if (order < 0)
      high = mid;
    else
      low = mid + 1;
  }
  return 0;
}

/* Which three letters begin a trigger word: nearly all words are out by them. "I" and what has an
 * apostrophe behind it are looked at by themselves. */
static struct {
  guint64 bits[1 << 15 >> 6];
  guint32 lengths[32]; /* of those that begin with a letter, a bit each */
} trigger_starts;

static inline guint
start_of(const char *word)
{
  return ((guint)word[0] & 31) << 10 | ((guint)word[1] & 31) << 5 | ((guint)word[2] & 31);
}

static void
learn_triggers(void)
{
  static gsize learnt;
  if (!g_once_init_enter(&learnt))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS(trigger_words); i++) {
    guint start = strlen(trigger_words[i].word) > 2 ? start_of(trigger_words[i].word) : 0;
    trigger_starts.bits[start / 64] |= G_GUINT64_CONSTANT(1) << start % 64;
    trigger_starts.lengths[trigger_words[i].word[0] & 31] |= 1u << strlen(trigger_words[i].word);
  }
  g_once_init_leave(&learnt, 1);
}

#define LETTERS 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
static const guint8 is_of_word[256] = {['A'] = LETTERS, ['a'] = LETTERS, ['\''] = 1};
#undef LETTERS

static inline gboolean
is_quote_at(Span t, gsize i)
{
  return i + 2 < t.n && (guchar)t.s[i] == 0xe2 && memcmp(t.s + i, "’", 3) == 0;
}

/* Behind the word, or the rest of one, at i. */
static inline gsize
word_end(Span t, gsize i)
{
  do {
    i += i < t.n && t.s[i] == '\xe2' ? 3 : 0;
    while (i < t.n && is_of_word[(guchar)t.s[i]])
      i++;
  } while (is_quote_at(t, i));
  return i;
}

/* May a trigger word begin at i? "I", "I'll", "us" and "we'll" have no three letters. */
static inline gboolean
may_trigger(Span t, gsize i)
{
  if (i + 1 >= t.n || !span_is_letter(t.s[i + 1]))
    return (t.s[i] | 0x20) == 'i';
  if (i + 2 >= t.n || !span_is_letter(t.s[i + 2]))
    return (t.s[i] | 0x20) == 'u' || ((t.s[i] | 0x20) == 'w' && i + 3 < t.n && t.s[i + 2] != ' ');
  guint start = start_of(t.s + i);
  return (trigger_starts.bits[start / 64] >> start % 64 & 1) != 0;
}

/* The trigger of the word at i, 0: it is none. */
static guint
trigger_at(Span t, gsize i)
{
  char word[TRIGGER_LONGEST];
  gsize n = 0, end = word_end(t, i);
  for (; i < end && n < sizeof word; i++) {
    gboolean quote = (guchar)t.s[i] == 0xe2;
    word[n++] = quote || t.s[i] == '\'' ? '\'' : (char)(t.s[i] | 0x20);
    i += quote ? 2 : 0;
  }
  return (trigger_starts.lengths[word[0] & 31] >> n & 1) != 0 ? trigger_of(word, n) : 0;
}

/* Which of the sixteen bytes are letters of ASCII, a bit each. */
static inline guint
letters_of(Sixteen bytes)
{
  return sixteen_mask((Sixteen)((bytes | 0x20) - (guint8)'a' < 26));
}

guint
sentence_triggers(Span t)
{
  guint triggers = 0, before = 0;
  learn_triggers();
  for (gsize at = 0; at < t.n; at += SIXTEEN) {
    guint letters = letters_of(sixteen_of(t.s + at, t.n - at));
    guint starts = letters & ~(letters << 1 | before);
    before = letters >> (SIXTEEN - 1);
    for (; starts != 0; starts &= starts - 1) {
      gsize i = at + (gsize)__builtin_ctz(starts);
      gboolean inside = i > 1 && t.s[i - 1] == '\'' && is_of_word[(guchar)t.s[i - 2]];
      if (!inside && may_trigger(t, i))
        triggers |= trigger_at(t, i);
    }
  }
  return triggers;
}

void
sentence_fold(GString *scratch, Span sentence)
{
  g_string_set_size(scratch, sentence.n);
  char *to = scratch->str;
  if (sentence.n == 0 || memchr(sentence.s, 0xe2, sentence.n) == NULL) { /* nearly always */
    for (gsize i = 0; i < sentence.n; i++)
      to[i] = span_lower(sentence.s[i]);
    return;
  }
  gsize n = 0;
  for (gsize i = 0; i < sentence.n; i++) {
    gboolean quote = is_quote_at(sentence, i);
    to[n++] = quote ? '\'' : span_lower(sentence.s[i]);
    i += quote ? 2 : 0;
  }
  g_string_truncate(scratch, n);
}

static inline gboolean
is_part_of_word(char c)
{
  return span_is_letter(c) || (guchar)(c - '0') < 10 || (guchar)c >= 0x80;
}

gssize
fold_find(Span fold, const char *phrase)
{
  gsize n = strlen(phrase);
  for (gsize from = 0; from + n <= fold.n;) {
    const char *at = memchr(fold.s + from, phrase[0], fold.n - n + 1 - from);
    if (at == NULL)
      return -1;
    gsize start = (gsize)(at - fold.s);
    from = start + 1;
    if ((n > 1 && at[1] != phrase[1]) || (start > 0 && is_part_of_word(at[-1])))
      continue; /* nearly always, and without a call */
    if (memcmp(at, phrase, n) == 0 && (start + n == fold.n || !is_part_of_word(at[n])))
      return (gssize)start;
  }
  return -1;
}

/* What is_part_of_word says of sixteen bytes, a bit each. */
static inline guint
parts_of_words(Sixteen bytes)
{
  Sixteen letter = (Sixteen)((bytes | 0x20) - (guint8)'a' < 26);
  Sixteen digit = (Sixteen)(bytes - (guint8)'0' < 10), wide = (Sixteen)(bytes >= 0x80);
  return sixteen_mask(letter | digit | wide);
}

FoldStarts
fold_starts(Span fold)
{
  FoldStarts starts;
  guint before = 0;
  memset(starts.second, 0, sizeof starts.second);
  starts.n = 0;
  for (gsize at = 0; at < fold.n; at += SIXTEEN) {
    Sixteen bytes = sixteen_of(fold.s + at, fold.n - at);
    guint parts = parts_of_words(bytes);
    guint first = ~(parts << 1 | before) & ~sixteen_mask((Sixteen)((bytes & 0xdf) == 0));
    before = parts >> (SIXTEEN - 1);
    for (first &= (1u << SIXTEEN) - 1; first != 0; first &= first - 1) {
      gsize i = at + (gsize)__builtin_ctz(first);
      starts.second[fold.s[i] & 31] |= 1u << (i + 1 < fold.n ? fold.s[i + 1] & 31 : 0);
      if (starts.n < FOLD_PLACES)
        starts.place[starts.n] = (guint16)i;
      starts.n++;
    }
  }
  return starts;
}

/* Nearly all phrases are out by their first two letters. */
static inline gboolean
may_start(const FoldStarts *starts, const char *phrase)
{
  guint32 second = starts->second[phrase[0] & 31];
  return phrase[1] == '\0' ? second != 0 : (second & 1u << (phrase[1] & 31)) != 0;
}

gssize
fold_starts_find(const FoldStarts *starts, Span fold, const char *phrase)
{
  if (!may_start(starts, phrase))
    return -1;
  if (starts->n > FOLD_PLACES || fold.n > G_MAXUINT16)
    return fold_find(fold, phrase);
  gsize n = strlen(phrase);
  for (guint k = 0; k < starts->n; k++) {
    gsize at = starts->place[k];
    if (fold.s[at] == phrase[0] && at + n <= fold.n && memcmp(fold.s + at, phrase, n) == 0 &&
        (at + n == fold.n || !is_part_of_word(fold.s[at + n])))
      return (gssize)at;
  }
  return -1;
}
