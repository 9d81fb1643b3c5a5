/* Headings in all the ways people draw them. */
#include "ingest/blocks.h"
#include "ingest/shape.h"

static gsize
utf8_length(Span t)
{
  gsize n = 0;
  for (gsize i = 0; i < t.n; i++)
    n += ((guchar)t.s[i] & 0xc0) != 0x80 ? 1 : 0;
  return n;
}

static Span
strip_pair(Span t, const char *mark)
{
  gsize n = strlen(mark);
  if (t.n > 2 * n && span_starts(t, mark) && memcmp(t.s + t.n - n, mark, n) == 0)
    return span_trim(span_of(t.s + n, t.n - 2 * n));
  return span_of(t.s, 0);
}

/* "== Backlog ==", "--- Backlog ---", "*** Backlog ***", "### Backlog ###" */
static gboolean
between_runs(Span t, Span *text, guint8 *level)
{
  char c = t.s[0];
  if (c == '\0' || strchr("=-*#~_", c) == NULL)
    return FALSE;
  gsize left = span_count_lead(t, c), right = 0;
  while (right < t.n - left && t.s[t.n - 1 - right] == c)
    right++;
  if (left == t.n || right == 0 || (c != '=' && (left < 3 || right < 3)))
    return FALSE;
  if (c == '=' && left > 6 && right < 3)
    return FALSE;
  *text = span_trim(span_of(t.s + left, t.n - left - right));
  *level = (guint8)(c == '=' ? MIN(left, 6) : 2);
  return text->n > 0 && g_ascii_isprint(text->s[0]) == !((guchar)text->s[0] >= 0x80) &&
         span_count_words(*text) <= 14;
}

/* '''ACTIONS''':, **Actions**, *Actions*, __Actions__ */
static gboolean
bold_alone(Span t, Span *text)
{
  static const char *const marks[] = {"'''", "''", "**", "__", "*", "_"};
  if (t.n > 3 && t.s[t.n - 1] == ':')
    t.n--;
  for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
    Span inner = strip_pair(t, marks[i]);
    if (inner.n == 0)
      continue;
    if (inner.s[inner.n - 1] == ':')
      inner = span_rtrim(span_of(inner.s, inner.n - 1));
    *text = inner;
    return inner.n > 1 && span_count_words(inner) <= 7 && !span_has(inner, marks[i]) &&
           g_ascii_isalnum(inner.s[0]) && strchr(".?!,;", inner.s[inner.n - 1]) == NULL;
  }
  return FALSE;
}

gboolean
blocks_drawn_heading(Span line, Span *text, guint8 *level)
{
  Span t = span_trim(line);
  if (t.n < 3 || t.n > 120 || g_ascii_isalnum(t.s[0]))
    return FALSE;
  if (between_runs(t, text, level))
    return TRUE;
  if (t.s[0] == '#' && span_count_lead(t, '#') >= 2) {
    gsize n = span_count_lead(t, '#');
    *text = span_trim(span_skip(t, n));
    *level = (guint8)MIN(n, 6);
    return n <= 6 && n < t.n && t.s[n] == ' ' && text->n > 0 && span_count_words(*text) <= 16;
  }
  *level = 3;
  return bold_alone(t, text);
}

gboolean
blocks_underlined(Span line, Span ruler, guint8 *level)
{
  Span t = span_trim(line), r = span_trim(ruler);
  char c = span_ruler(r, "=-~^*#", 3);
  if (c == 0 || span_has(r, " ") || t.n == 0 || t.n > 100)
    return FALSE;
  gsize width = utf8_length(t);
  gsize off = width > r.n ? width - r.n : r.n - width;
  if (off > MAX(3, width / 4) || (r.n == 3 && width > 5))
    return FALSE;
  *level = c == '=' ? 1 : 2;
  return strchr(".,;?", t.s[t.n - 1]) == NULL || off == 0;
}

static const char *const section_words[] = {"backlog",
                                            "roadmap",
                                            "todo",
                                            "to do",
                                            "to-do",
                                            "todo list",
                                            "plan",
                                            "plans",
                                            "agenda",
                                            "minutes",
                                            "action items",
                                            "actions",
                                            "action points",
                                            "open actions",
                                            "new actions",
                                            "decisions",
                                            "resolutions",
                                            "agreements",
                                            "attendees",
                                            "attendance",
                                            "present",
                                            "participants",
                                            "apologies",
                                            "regrets",
                                            "topics",
                                            "outline",
                                            "next steps",
                                            "nice to have",
                                            "would be nice",
                                            "before",
                                            "after",
                                            "during",
                                            "on the day",
                                            "afterwards",
                                            "this week",
                                            "planned for this week",
                                            "plans for this week",
                                            "plan for this week",
                                            "last week",
                                            "next week",
                                            "blockers",
                                            "done",
                                            "discussion",
                                            "proposals",
                                            "open questions",
                                            "open issues",
                                            "wishlist",
                                            "wish list",
                                            "later",
                                            "aob",
                                            "any other business",
                                            "in progress",
                                            "decisions made",
                                            "follow-up",
                                            "follow-ups",
                                            "must have",
                                            "should have",
                                            "could have",
                                            "what is left",
                                            NULL};

gboolean
blocks_is_section_word(Span text)
{
  return span_in_list(span_trim(text), section_words);
}

/* Words that make a line ending in ":" a sentence that leads in, not the name of a section. */
static const char *const prose_starts[] = {"as",
                                           "in",
                                           "on",
                                           "at",
                                           "to",
                                           "so",
                                           "but",
                                           "and",
                                           "for",
                                           "from",
                                           "with",
                                           "when",
                                           "if",
                                           "because",
                                           "then",
                                           "also",
                                           "see",
                                           "like",
                                           "thus",
                                           "since",
                                           "while",
                                           "after",
                                           "before",
                                           "let",
                                           "some",
                                           "a",
                                           "an",
                                           "one",
                                           "two",
                                           "three",
                                           "four",
                                           "five",
                                           "few",
                                           "several",
                                           "here",
                                           "there",
                                           "hi",
                                           "hello",
                                           "dear",
                                           "folks",
                                           "hey",
                                           "guys",
                                           "all",
                                           "everyone",
                                           "everybody",
                                           "yes",
                                           "no",
                                           "well",
                                           "what",
                                           "how",
                                           "why",
                                           "who",
                                           "note",
                                           "e.g",
                                           "i.e",
                                           "ps",
                                           "p.s",
                                           "re",
                                           "edit",
                                           "update",
                                           "morning",
                                           "moin",
                                           "hallo",
                                           "of",
                                           "or",
                                           "by",
                                           "example",
                                           "consider",
                                           "using",
                                           "my",
                                           "the",
                                           "another",
                                           "other things to",
                                           NULL};
static const char *const prose_words[] = {
    "i",    "we",   "you",       "is",      "are",   "was",   "were",  "should", "would", "could",
    "can",  "will", "following", "follows", "below", "these", "those", "said",   "wrote", "says",
    "that", "this", "has",       "have",    "had",   "be",    "do",    "did",    "does",  "me",
    "us",   "they", "he",        "she",     "it",    "i'm",   "i've",  "we've",  "must",  "might",
    "may",  "i'd",  "i'll",      "let's",   "we'd",  "we'll", "don't", "isn't",  NULL};

static gboolean
has_prose_word(Span t)
{
  gsize i = 0;
  while (i < t.n) {
    while (i < t.n && span_is_blank_char(t.s[i]))
      i++;
    gsize start = i;
    while (i < t.n && !span_is_blank_char(t.s[i]) && t.s[i] != ',')
      i++;
    if (i > start && span_in_list(span_of(t.s + start, i - start), prose_words))
      return TRUE;
    if (i < t.n && t.s[i] == ',')
      i++;
  }
  return FALSE;
}

gboolean
blocks_is_capitals(Span t)
{
  guint letters = 0;
  for (gsize i = 0; i < t.n; i++) {
    if (g_ascii_islower(t.s[i]))
      return FALSE;
    letters += g_ascii_isupper(t.s[i]) ? 1 : 0;
  }
  return letters >= 3;
}

/* "Backlog, in no order", "Notes, not minutes": prose that leads in; "tools, blockers" is none. */
static gboolean
is_afterthought(Span t)
{
  static const char *const words[] = {
      "in", "not", "no", "as",  "for",   "of",     "with", "so",  "to",     "by",     "at",
      "on", "and", "or", "but", "which", "please", "from", "all", "mostly", "sorted", NULL};
  gssize comma = span_find_char(t, ',');
  return comma > 0 && span_starts_in_list(span_ltrim(span_skip(t, (gsize)comma + 1)), words, NULL);
}

/* "TOP 2: Verschiedenes": how German agendas number their points. */
static gboolean
is_german_point(Span t)
{
  return span_starts(t, "TOP ") && span_digits(span_skip(t, 4)) > 0 && span_count_words(t) <= 8 &&
         strchr(".?!;,", t.s[t.n - 1]) == NULL;
}

gboolean
blocks_is_version(Span text)
{
  Span t = span_skip(text, text.n > 1 && (text.s[0] == 'v' || text.s[0] == 'V') ? 1 : 0);
  guint numbers = 0;
  for (gsize n = span_digits(t); n > 0 && n < 5; n = span_digits(t)) {
    t = span_skip(t, n);
    numbers++;
    if (t.n < 2 || t.s[0] != '.')
      break;
    t = span_skip(t, 1);
  }
  /* four are an address */
  if (numbers < 2 || numbers > 3 || t.n > 10)
    return FALSE;
  for (gsize i = 0; i < t.n; i++)
    if (!g_ascii_isalnum(t.s[i]) && strchr("-.~+", t.s[i]) == NULL)
      return FALSE;
  return t.n == 0 || !g_ascii_isdigit(t.s[0]);
}

gboolean
blocks_label_heading(Span line, Span *text, BlocksNext next, gboolean among)
{
  Span t = span_trim(line);
  *text = t;
  if (t.n > 5 && is_german_point(t))
    return TRUE;
  if (t.n > 3 && t.s[t.n - 1] == ':' && (next == NEXT_BULLET || next == NEXT_SET_IN) &&
      blocks_is_version(span_of(t.s, t.n - 1))) {
    *text = span_of(t.s, t.n - 1);
    return TRUE;
  }
  if (t.n < 3 || t.n > 70 || !(g_ascii_isalpha(t.s[0]) || (guchar)t.s[0] >= 0x80))
    return FALSE;
  gboolean colon = t.s[t.n - 1] == ':';
  *text = colon ? span_rtrim(span_of(t.s, t.n - 1)) : t;
  if (text->n < 2 || span_count_words(*text) > 6 ||
      strchr(".?!;,:", text->s[text->n - 1]) != NULL || span_has(*text, "://"))
    return FALSE;
  if (span_has(*text, ". ") || span_has(*text, "? ") || span_has(*text, "! ") ||
      span_has(*text, ": ") || span_has(*text, "@") || span_has(*text, "->"))
    return FALSE;
  if (is_afterthought(*text))
    return FALSE;
  gboolean open = next != NEXT_TEXT;
  static const char *const lists[] = {"action items", "actions", "action points", "new actions",
                                      NULL};
  if (colon && span_in_list(*text, lists))
    return TRUE;
  if (blocks_is_capitals(*text) && span_count_words(*text) <= 5)
    return colon || next == NEXT_BULLET || next == NEXT_SET_IN ||
           (open && (among || blocks_is_section_word(*text) || span_count_words(*text) >= 2));
  if (!open)
    return FALSE;
  if (blocks_is_section_word(*text))
    return TRUE;
  /* "Teaching" right above bullets that are set in */
  if (!colon && next == NEXT_SET_IN && g_ascii_isupper(t.s[0]) && span_count_words(t) <= 4 &&
      span_find_char(t, ',') < 0)
    return !span_starts_in_list(*text, prose_starts, NULL) && !has_prose_word(*text);
  /* "hypervisor, nice to have:" */
  gssize comma = span_find_char(*text, ',');
  if (colon && comma > 0 && blocks_is_section_word(span_skip(*text, (gsize)comma + 1)))
    return TRUE;
  return colon && !span_starts_in_list(*text, prose_starts, NULL) && !has_prose_word(*text);
}

gboolean
blocks_is_attendance(Span t)
{
  static const char *const words[] = {
      "attendees:", "present:",       "participants:", "present+", "regrets+", "apologies:",
      "attending:", "in attendance:", "regrets:",      "absent:",  NULL};
  for (const char *const *w = words; *w != NULL; w++)
    if (span_starts_fold(t, *w))
      return TRUE;
  return FALSE;
}

/* "Callum", "Jonas (until 20:15)", "van der Berg" */
static gboolean
is_somebody(Span t)
{
  gssize bracket = span_find_char(t, '(');
  t = span_trim(span_of(t.s, bracket > 0 ? (gsize)bracket : t.n));
  gboolean capital = FALSE;
  for (gsize i = 0; i < t.n; i++) {
    if (!g_ascii_isalpha(t.s[i]) && (guchar)t.s[i] < 0x80 && strchr(" -'.", t.s[i]) == NULL)
      return FALSE;
    capital = capital || g_ascii_isupper(t.s[i]) || (guchar)t.s[i] >= 0x80;
  }
  return capital && span_count_words(t) <= 4;
}

gboolean
blocks_is_list_of_those_here(Span line)
{
  static const char *const words[] = {"here", "there", "on the call", "in the room", NULL};
  enum { LONGEST = 400, FEWEST = 2 };
  Span t = span_rtrim(line);
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 16)), ':');
  if (colon < 0 || t.n > LONGEST || !span_in_list(span_of(t.s, (gsize)colon), words))
    return FALSE;
  t = span_skip(t, (gsize)colon + 1);
  guint people = 0;
  while (t.n > 0) {
    gssize comma = span_find_char(t, ',');
    gsize n = comma < 0 ? t.n : (gsize)comma;
    if (!is_somebody(span_of(t.s, n)))
      return FALSE;
    people++;
    t = span_skip(t, MIN(n + 1, t.n));
  }
  return people >= FEWEST;
}

gsize
blocks_arrow(Span t)
{
  static const char *const arrows[] = {"-> ", "=> ", "→ ", "--> ", "==> "};
  for (gsize k = 0; k < G_N_ELEMENTS(arrows); k++)
    if (span_starts(t, arrows[k]))
      return strlen(arrows[k]);
  return 0;
}

gboolean
blocks_starts_marker(Span line)
{
  static const char *const words[] = {
      "ACTION",       "ACTIONS",     "AGREED",   "AGREEMENT", "DECISION",    "DECIDED",
      "RESOLVED",     "RESOLUTION",  "PROPOSED", "PROPOSAL",  "REJECTED",    "APPROVED",
      "ACCEPTED",     "IDEA",        "ISSUE",    "INFO",      "LINK",        "HELP",
      "TOPIC",        "Topic",       "Action",   "Decision",  "Resolution",  "Resolved",
      "Agreed",       "Proposal",    "Proposed", "Scribe",    "scribe",      "ScribeNick",
      "Chair",        "TODO",        "AI",       "OWNER",     "Action item", "Action Item",
      "Action point", "ACTION ITEM", "To do",    "To Do",     "Todo",        "TO DO",
      "Attendees",    "Present",     "Regrets",  "Apologies", "Rejected",    "CONSENSUS",
      "Consensus",    "Suggestion",  NULL};
  Span t = span_trim(line);
  if (span_starts(t, "=> ") || span_starts(t, "-> "))
    t = span_ltrim(span_skip(t, 3));
  if (t.n < 4)
    return FALSE;
  if (t.s[0] == '[' && g_ascii_isdigit(t.s[1])) {
    gsize digits = span_digits(span_skip(t, 1));
    if (digits <= 3 && digits + 1 < t.n && t.s[digits + 1] == ']')
      return TRUE;
  }
  if (t.s[0] == '[')
    return span_starts(t, "[ACTION]") || span_starts(t, "[DECISION]") ||
           span_starts(t, "[AGREED]") || span_starts(t, "[PROPOSAL]") || span_starts(t, "[TODO]") ||
           shape_irc_prefix(t) > 0;
  if (t.s[0] == '#' || t.s[0] == '^' || t.s[0] == '!')
    return shape_is_bot_command(t);
  if (t.s[0] == '<' || t.s[0] == '[' || g_ascii_isdigit(t.s[0])) {
    gsize prefix = shape_irc_prefix(t);
    return prefix > 0;
  }
  if (span_starts(t, "Present+") || span_starts(t, "Regrets+") || span_starts(t, "action-") ||
      span_starts(t, "ACTION-"))
    return TRUE;
  if (!g_ascii_isupper(t.s[0]) && t.s[0] != 's')
    return FALSE;
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 60)), ':');
  for (const char *const *w = words; colon > 0 && *w != NULL; w++) {
    if (!span_starts(t, *w))
      continue;
    gsize n = strlen(*w);
    if (n > (gsize)colon)
      continue;
    /* "ACTION KB:" names somebody in between, "APPROVED (+5):" tells a count, "Action" in small
     * letters does not */
    gboolean numbered = t.s[n] == ' ' && n + 1 + span_digits(span_skip(t, n + 1)) == (gsize)colon;
    if (n == (gsize)colon || numbered ||
        ((t.s[n] == ' ' || t.s[n] == '(') && g_ascii_isupper(t.s[n - 1])))
      return TRUE;
  }
  return FALSE;
}
