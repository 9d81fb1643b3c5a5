/* Names: who was there, who is to act, who is asked. */
#include "ingest/extract-parts.h"
#include "ingest/names.h"
#include "ingest/shape.h"
#include "ingest/words.h"

static void
person_known_free(gpointer data)
{
  KnownPerson *person = data;
  g_free(person->name);
  g_free(person->initials);
  g_free(person);
}

People *
people_new(void)
{
  People *people = g_new0(People, 1);
  people->known = g_ptr_array_new_with_free_func(person_known_free);
  return people;
}

void
people_free(People *people)
{
  g_ptr_array_unref(people->known);
  g_free(people);
}

/* "LarsKurth" -> "Lars Kurth": wiki names. */
static char *
split_wiki_name(Span t)
{
  GString *out = g_string_new(NULL);
  for (gsize i = 0; i < t.n; i++) {
    gboolean small = i > 0 && (g_ascii_islower(t.s[i - 1]) || (guchar)t.s[i - 1] >= 0x80);
    if (small && g_ascii_isupper(t.s[i]))
      g_string_append_c(out, ' ');
    g_string_append_c(out, t.s[i]);
  }
  return g_string_free(out, FALSE);
}

static void
add_person(People *people, Span name, Span initials, gboolean present)
{
  name = span_trim(name);
  while (name.n > 0 && strchr("*-+.,;:@", name.s[name.n - 1]) != NULL)
    name = span_rtrim(span_of(name.s, name.n - 1));
  if (name.n < 2 || name.n > 60 || people->known->len >= 500 || span_count_words(name) > 4)
    return;
  KnownPerson *person = g_new0(KnownPerson, 1);
  person->name = span_find_char(name, ' ') < 0 ? split_wiki_name(name) : g_strndup(name.s, name.n);
  person->present = present;
  if (initials.n > 0)
    person->initials = g_strndup(initials.s, initials.n);
  g_ptr_array_add(people->known, person);
}

/* One entry of an attendee list: "LarsKurth (LK)", "Ann Bell <ann@x>", "petra (61)". */
static void
learn_entry(Extract *x, Span t, gboolean present)
{
  gssize open = span_find_char(t, '(');
  gssize angle = span_find_char(t, '<');
  Span name = t, initials = SPAN("");
  if (open > 0) {
    Span inner = span_skip(t, (gsize)open + 1);
    gssize close = span_find_char(inner, ')');
    name = span_of(t.s, (gsize)open);
    if (close >= 1 && close <= 5 && g_ascii_isupper(inner.s[0]))
      initials = span_of(inner.s, (gsize)close);
  }
  if (angle > 0 && (gsize)angle < name.n)
    name = span_of(t.s, (gsize)angle);
  add_person(x->people, name, initials, present);
}

static void
learn_list(Extract *x, Span t, gboolean present)
{
  while (t.n > 0) {
    gsize n = 0, depth = 0;
    while (n < t.n && !(depth == 0 && (t.s[n] == ',' || t.s[n] == ';'))) {
      depth += t.s[n] == '(' ? 1 : 0;
      depth -= t.s[n] == ')' && depth > 0 ? 1 : 0;
      n++;
    }
    learn_entry(x, span_of(t.s, n), present);
    t = span_skip(t, n + 1);
  }
}

/* "Present: Ann, Bo"; "Apologies: AdaezeOkonkwo (AO)" tells whose initials these are, and that she
 * was not there. */
static void
learn_line(Extract *x, Span t)
{
  static const char *const away[] = {"regrets", "apologies", "absent", NULL};
  gssize mark = span_find_char(t, ':') > 0 ? span_find_char(t, ':') : span_find_char(t, '+');
  gboolean present = TRUE;
  for (const char *const *w = away; *w != NULL; w++)
    present = present && !span_starts_fold(t, *w);
  learn_list(x, span_skip(t, (gsize)mark + 1), present);
}

static gboolean
is_people_heading(const Extract *x, int heading)
{
  static const char *const words[] = {"attendees",      "attendance", "present", "participants",
                                      "people present", "attending",  NULL};
  if (heading < 0)
    return FALSE;
  return span_starts_in_list(blocks_text(x->blocks, blocks_at(x->blocks, (guint)heading)), words,
                             NULL);
}

/* So many lines of a log are searched for who speaks in it. */
#define MOST_LOG_LINES 5000

/* Who speaks in a log: "<ngozi> ok will do". */
static void
learn_speaker(Extract *x, Span t)
{
  gsize prefix = shape_irc_prefix(t);
  Span said = span_of(t.s, prefix);
  gssize open = span_find_char(said, '<');
  gssize close = open < 0 ? -1 : span_find_char(span_skip(said, (gsize)open), '>');
  if (close < 2)
    return;
  Span nick = span_of(said.s + open + 1, (gsize)close - 1);
  while (nick.n > 0 && strchr("@+ ", nick.s[0]) != NULL)
    nick = span_skip(nick, 1);
  const GPtrArray *known = x->people->known;
  for (guint i = 0; i < known->len; i++)
    if (span_is_fold(nick, ((KnownPerson *)g_ptr_array_index(known, i))->name))
      return;
  add_person(x->people, nick, SPAN(""), TRUE);
}

/* People of the headers are known by name too: "Johnny will push it" in a mail to Johnny. */
static void
learn_headers(const Extract *x)
{
  const Mail *m = x->mail;
  /* "Moderators <mods@...>" is nobody: authors who speak of themselves by name have two */
  if (m->message.from != NULL && m->message.from->name != NULL &&
      strchr(m->message.from->name, ' ') != NULL)
    add_person(x->people, span_of(m->message.from->name, strlen(m->message.from->name)), SPAN(""),
               FALSE);
  for (guint k = 0; k < 2; k++) {
    const GPtrArray *list = k == 0 ? m->to : m->cc;
    for (guint i = 0; list != NULL && i < list->len && i < 50; i++) {
      const Person *p = g_ptr_array_index(list, i);
      if (p->name != NULL)
        add_person(x->people, span_of(p->name, strlen(p->name)), SPAN(""), FALSE);
    }
  }
}

void
people_learn(Extract *x)
{
  for (guint i = 0; i < x->blocks->block->len; i++) {
    const Block *b = blocks_at(x->blocks, i);
    Span t = blocks_text(x->blocks, b);
    gboolean here = x->minutes && blocks_is_list_of_those_here(t);
    gboolean line = (here || blocks_is_attendance(t)) && t.n < 4000 &&
                    (b->kind == BLOCK_PARAGRAPH || b->kind == BLOCK_BULLET);
    if (line)
      learn_line(x, t);
    else if (b->kind == BLOCK_BULLET && is_people_heading(x, b->heading))
      learn_entry(x, t, TRUE);
    else if (b->kind == BLOCK_PARAGRAPH && is_people_heading(x, b->heading) && t.n < 2000)
      learn_list(x, t, TRUE);
  }
  for (guint i = 0; x->bot_log && i < x->lines->n && i < MOST_LOG_LINES; i++)
    learn_speaker(x, span_of(x->lines->line[i].text, x->lines->line[i].len));
}

/* Few mails name anybody: those of the headers are read when the first name is looked for. */
static const GPtrArray *
people_known(const Extract *x)
{
  if (!x->people->headers)
    learn_headers(x);
  x->people->headers = TRUE;
  return x->people->known;
}

/* --- names in text --- */

gsize
owner_name_word(Span t)
{
  gsize n = 0;
  while (n < t.n &&
         (g_ascii_isalnum(t.s[n]) || strchr("_-'`[]\\^|", t.s[n]) != NULL ||
          (guchar)t.s[n] >= 0x80 || (t.s[n] == '.' && n == 1 && g_ascii_isupper(t.s[0])) ||
          (t.s[n] == '.' && n + 1 < t.n && g_ascii_isalpha(t.s[n + 1]))))
    n++;
  return n;
}

gboolean
owner_is_name(Span t)
{
  Span word = span_of(t.s, owner_name_word(t));
  if (word.n < 1 || word.n > 30 || !(g_ascii_isupper(word.s[0]) || (guchar)word.s[0] >= 0x80))
    return FALSE;
  if (memcmp(word.s, "\xe2\x80", MIN(word.n, 2)) == 0)
    return FALSE;
  for (gsize i = 0; i < word.n; i++)
    if (g_ascii_isdigit(word.s[i]) || word.s[i] == '_')
      return FALSE;
  if (word.n > 4 && g_ascii_strncasecmp(word.s + word.n - 2, "ly", 2) == 0 && word.n != 5)
    return FALSE;
  return !words_is_no_name(word.s, word.n) && (word.n > 1 || word.s[0] != 'I');
}

static gboolean
is_known(const Extract *x, Span word)
{
  const GPtrArray *people = people_known(x);
  for (guint i = 0; i < people->len && word.n > 0; i++) {
    const KnownPerson *p = g_ptr_array_index(people, i);
    if (p->initials != NULL && strlen(p->initials) == word.n &&
        memcmp(p->initials, word.s, word.n) == 0)
      return TRUE;
    if (!span_may_be_letter(word.s[0], p->name[0]))
      continue; /* nearly all */
    gsize first = strcspn(p->name, " ");
    if (span_is_fold(word, p->name) ||
        (first == word.n && g_ascii_strncasecmp(p->name, word.s, first) == 0))
      return TRUE;
  }
  return FALSE;
}

/* "Łukasz", "Jürgen": a letter of Latin that English does not have. */
static gboolean
has_accent(Span word)
{
  for (gsize i = 0; i < word.n; i++)
    if ((guchar)word.s[i] >= 0xc3 && (guchar)word.s[i] <= 0xc9)
      return TRUE;
  return FALSE;
}

gboolean
owner_is_person(const Extract *x, Span name)
{
  Span word = span_of(name.s, owner_name_word(name));
  /* "PAM" and "DAN" are none */
  gboolean written = word.n > 1 && owner_is_name(word) && !g_ascii_isupper(word.s[1]);
  return is_known(x, word) || (written && (has_accent(word) || names_has(word.s, word.n)));
}

/* "Willemijn de Graaf" at the start, when somebody of that name is known. */
static gsize
full_name(const Extract *x, Span t)
{
  const GPtrArray *people = people_known(x);
  for (guint i = 0; i < people->len; i++) {
    const KnownPerson *p = g_ptr_array_index(people, i);
    if (!span_starts(t, p->name))
      continue;
    gsize n = strlen(p->name);
    if (n < t.n && strchr(p->name, ' ') != NULL && !g_ascii_isalnum(t.s[n]))
      return n;
  }
  return 0;
}

static gboolean
may_be_nick(Span word)
{
  return word.n > 1 && !g_ascii_isdigit(word.s[0]) && !span_in_list(word, words_first_verbs) &&
         !words_is_no_name(word.s, word.n);
}

/* One name at the start of t: up to three capitalised words, a nick, initials. lower: a nick may be
 * in lower case. */
static gsize
take_name(const Extract *x, Span t, gboolean lower)
{
  gsize total = x == NULL ? 0 : full_name(x, t);
  if (total > 0)
    return total;
  if (t.n > 0 && t.s[0] == '@')
    total = 1;
  for (guint words = 0; words < 3; words++) {
    Span rest = span_skip(t, total);
    gsize blanks = rest.n - span_ltrim(rest).n;
    if (words > 0 && blanks != 1)
      break;
    rest = span_skip(rest, words > 0 ? 1 : 0);
    gsize n = owner_name_word(rest);
    Span word = span_of(rest.s, n);
    if (n == 0 || !((x != NULL && is_known(x, word)) || owner_is_name(word) ||
                    (words == 0 && lower && may_be_nick(word))))
      break;
    if (words > 0 && span_is_fold(word, "and"))
      break;
    total += n + (words > 0 ? 1 : 0);
  }
  return total == 1 && t.s[0] == '@' ? 0 : total;
}

/* "LK and GD", "Marlies / Tom", "petr, xiu and inga" */
static gsize
take_names(const Extract *x, Span t, gboolean lower, gboolean commas)
{
  static const char *const joiners[] = {" and ", " & ", " / ", "/", " + ", " or ", ", and ", ", "};
  gsize total = take_name(x, t, lower);
  for (guint more = 0; total > 0 && more < 6; more++) {
    gsize joined = 0;
    for (gsize k = 0; k < G_N_ELEMENTS(joiners) && joined == 0; k++) {
      Span rest = span_skip(t, total);
      if (!span_starts(rest, joiners[k]) || (k == 7 && !commas))
        continue;
      gsize n = take_name(x, span_skip(rest, strlen(joiners[k])), lower && k != 7);
      joined = n > 0 ? strlen(joiners[k]) + n : 0;
    }
    if (joined == 0)
      break;
    total += joined;
  }
  return total;
}

static gboolean
is_dash(Span t)
{
  return span_starts(t, " - ") || span_starts(t, " -- ") || span_starts(t, " – ");
}

/* What must follow the names of an action. */
static gboolean
ends_owner(Span rest, gboolean lower)
{
  static const char *const modal[] = {" to ",
                                      " will ",
                                      " should ",
                                      " shall ",
                                      " must ",
                                      "'ll ",
                                      " is to ",
                                      " has to ",
                                      " needs to ",
                                      " agreed to ",
                                      " volunteered to ",
                                      " offered to ",
                                      " is going to ",
                                      " promised to ",
                                      " has agreed to ",
                                      " has kindly agreed to ",
                                      " kindly agreed to ",
                                      " was asked to ",
                                      " kindly offered to ",
                                      " has promised to ",
                                      " has offered to ",
                                      " has volunteered to "};
  for (gsize k = 0; k < G_N_ELEMENTS(modal); k++)
    if (span_starts(rest, modal[k]))
      return TRUE;
  if (lower)
    return span_starts(rest, ": ");
  return span_starts(rest, ", ") || span_starts(rest, ": ") || is_dash(rest) ||
         span_starts(rest, "; ");
}

/* "Ewa, Zeynep": people all of them. */
static gboolean
are_people(const Extract *x, Span names)
{
  for (;;) {
    gssize comma = span_find_char(names, ',');
    if (!owner_is_person(x, names))
      return FALSE;
    if (comma < 0)
      return TRUE;
    names = span_ltrim(span_skip(names, (gsize)comma + 1));
  }
}

static Span
owner_at_start(const Extract *x, Span t, gboolean lower)
{
  gsize whole = take_names(x, t, lower, TRUE);
  if (whole == 0) /* no name here: none without commas either */
    return SPAN("");
  for (guint pass = 0; pass < 3; pass++) {
    gsize n = pass == 1 ? take_names(x, t, lower, FALSE) : whole;
    /* "WO, KP: read it" and "WO, KP - read it" name two, "WO, read it" one */
    gboolean row = pass == 0 && is_dash(span_skip(t, n)) && are_people(x, span_of(t.s, n));
    if (row ||
        (n > 0 && ends_owner(span_skip(t, n), pass == 0 || (lower && g_ascii_islower(t.s[0]))))) {
      gsize at = t.s[0] == '@' ? 1 : 0;
      return span_of(t.s + at, n - at);
    }
  }
  return SPAN("");
}

/* "orders", "tells", "reverts": what a person does, told in the third person. */
gboolean
owner_does(Span rest)
{
  static const char *const none[] = {"is",      "was",     "has",     "does",   "this",   "its",
                                     "his",     "as",      "plus",    "versus", "across", "always",
                                     "perhaps", "besides", "towards", "sees",   "likes",  "needs",
                                     "thinks",  "says",    "knows",   "wants",  "seems",  "gets",
                                     "hopes",   "agrees",  "means",   NULL};
  static const char *const objects[] = {
      "the",  "a",    "an", "this", "that",  "these",   "those",   "his", "her",   "it",
      "them", "us",   "to", "up",   "out",   "over",    "all",     "our", "their", "another",
      "with", "care", "at", "into", "after", "through", "whether", "on",  NULL};
  Span word = span_ltrim(rest);
  gsize n = 0;
  while (n < word.n && g_ascii_islower(word.s[n]))
    n++;
  Span object = span_ltrim(span_skip(word, n));
  word = span_of(word.s, n);
  return span_starts_in_list(object, objects, NULL) && rest.n > 0 && rest.s[0] == ' ' && n > 3 &&
         word.s[n - 1] == 's' && word.s[n - 2] != 's' && !span_in_list(word, none);
}

/* Names in front of a verb: "@dirk revert grub", "ngozi ask infra", "AT + MV prepare", "Bram
 * orders". */
static Span
owner_before_verb(const Extract *x, Span t)
{
  gboolean at = t.s[0] == '@';
  gsize n = take_names(x, t, TRUE, FALSE);
  if (n == 0 || n >= t.n || t.s[n] != ' ' || !g_ascii_islower(t.s[n + (n + 1 < t.n ? 1 : 0)]))
    return SPAN("");
  Span names = span_of(t.s + (at ? 1 : 0), n - (at ? 1 : 0));
  Span first = span_of(names.s, owner_name_word(names));
  if (at || is_known(x, first) || (g_ascii_isupper(t.s[0]) && owner_does(span_skip(t, n))))
    return names;
  return SPAN("");
}

gboolean
owner_is_known(const Extract *x, Span t)
{
  gsize n = owner_name_word(t);
  return n > 1 && is_known(x, span_of(t.s, n));
}

gboolean
owner_may_start(const Extract *x, Span t)
{
  Span word = span_of(t.s, owner_name_word(t));
  /* in minutes "SO" may be somebody's initials */
  return word.n > 0 && (!words_is_no_name(word.s, word.n) || (x->minutes && is_known(x, word)));
}

Span
owner_at(const Extract *x, Span t)
{
  gsize n = owner_is_person(x, t) ? take_names(x, t, FALSE, FALSE) : 0;
  return span_of(t.s, n);
}

gboolean
owner_fills(const Extract *x, Span t)
{
  return t.n > 1 && take_names(x, t, FALSE, TRUE) == t.n;
}

Span
owner_of_action(const Extract *x, Span title)
{
  Span t = span_trim(title);
  if (t.n == 0)
    return SPAN("");
  if (t.s[0] == '*' || t.s[0] == '_')
    return owner_in_bold(x, t);
  static const char *const everybody[] = {"all", "everybody", "everyone", NULL};
  gsize whole;
  if (span_starts_in_list(t, everybody, &whole) &&
      (span_starts(span_skip(t, whole), ":") || span_starts(span_skip(t, whole), " to ") ||
       span_starts(span_skip(t, whole), " - ") || span_starts(span_skip(t, whole), " -- ")))
    return span_of(t.s, whole);
  if (t.s[0] == '[' || t.s[0] == '(') {
    char close = t.s[0] == '[' ? ']' : ')';
    gssize end = span_find_char(t, close);
    Span inner = end > 1 ? span_of(t.s + 1, (gsize)end - 1) : SPAN("");
    if (inner.n > 0 && inner.n < 40 && take_names(x, inner, FALSE, TRUE) == inner.n)
      return inner;
  }
  Span owner = owner_at_start(x, t, FALSE);
  if (owner.n == 0)
    owner = owner_at_start(x, t, TRUE);
  if (owner.n == 0)
    owner = owner_before_verb(x, t);
  if (owner.n == 0)
    owner = owner_in_brackets(x, t);
  return owner.n > 0 ? owner : owner_mentioned(t);
}

/* A question starts after the name: "did you", "could one of", "is", "what". */
static gboolean
asks(Span t)
{
  static const char *const words[] = {
      "did",   "do",     "does",     "are",      "is",    "was",   "were",      "can",
      "could", "would",  "will",     "should",   "shall", "have",  "has",       "had",
      "what",  "when",   "where",    "why",      "how",   "which", "who",       "may",
      "might", "any",    "you",      "your",     "am",    "don't", "didn't",    "haven't",
      "isn't", "aren't", "wouldn't", "couldn't", "can't", "won't", "shouldn't", "wasn't",
      "in",    "if",     "with",     "for",      "on",    NULL};
  return span_starts_in_list(span_ltrim(t), words, NULL);
}

/* "@all" is nobody. */
static gboolean
is_everybody(Span nick)
{
  static const char *const words[] = {"all",  "everybody", "everyone", "anyone", "anybody", "folks",
                                      "here", "channel",   "list",     "team",   NULL};
  gsize n = 0;
  return span_starts_in_list(nick, words, &n) && n == nick.n;
}

static Span
asked_at_start(Span t)
{
  static const char *const greetings[] = {"hi",  "hello", "hey",  "dear", "so",
                                          "and", "but",   "also", NULL};
  gsize n = 0;
  if (span_starts_in_list(t, greetings, &n) && n < t.n)
    t = span_ltrim(span_skip(t, n));
  gboolean at = t.n > 0 && t.s[0] == '@';
  n = take_names(NULL, t, at, FALSE);
  if (n == 0 || n >= t.n)
    return SPAN("");
  Span rest = span_skip(t, n);
  gboolean dash = span_starts(rest, " - ") || span_starts(rest, " -- ");
  if (!(rest.s[0] == ',' || rest.s[0] == ':' || dash || (at && rest.s[0] == ' ')))
    return SPAN("");
  rest = span_ltrim(span_skip(rest, dash ? 3 : 1));
  if (!asks(rest) || (at && is_everybody(span_of(t.s + 1, n - 1))))
    return SPAN("");
  /* "Nit: should this be u32?" has no name in front unless it goes on with "you" */
  gboolean colon = t.s[n] == ':';
  if (colon && !at && span_find_word(rest, "you") < 0 && span_find_word(rest, "your") < 0 &&
      span_find_char(span_of(t.s, n), '/') < 0)
    return SPAN("");
  return span_of(t.s + (at ? 1 : 0), n - (at ? 1 : 0));
}

Span
owner_of_question(Span sentence)
{
  Span owner = asked_at_start(sentence);
  static const char *const breaks[] = {" -- ", " - ", " – ", "; ", ", so ", ": ", "... "};
  for (gsize k = 0; k < G_N_ELEMENTS(breaks) && owner.n == 0; k++) {
    const char *at = memmem(sentence.s, sentence.n, breaks[k], strlen(breaks[k]));
    if (at != NULL)
      owner = asked_at_start(span_skip(sentence, (gsize)(at - sentence.s) + strlen(breaks[k])));
  }
  if (owner.n > 0)
    return owner;
  /* "..., Gethin?" */
  gsize end = sentence.n;
  while (end > 0 && strchr("?!\"') ", sentence.s[end - 1]) != NULL)
    end--;
  gsize comma = end;
  while (comma > 0 && end - comma < 40 && sentence.s[comma - 1] != ',')
    comma--;
  if (comma == 0 || sentence.s[comma - 1] != ',')
    return SPAN("");
  Span name = span_trim(span_of(sentence.s + comma, end - comma));
  gsize at = name.n > 0 && name.s[0] == '@' ? 1 : 0;
  if (name.n < 2 || take_names(NULL, name, at > 0, FALSE) != name.n ||
      (at > 0 && is_everybody(span_skip(name, at))))
    return SPAN("");
  return span_skip(name, at);
}

char *
owner_person(const Extract *x, const char *owner)
{
  if (g_strcmp0(owner, "author") == 0)
    return x->mail->message.from == NULL ? NULL : g_strdup(person_label(x->mail->message.from));
  Span t = span_of(owner, strlen(owner));
  const GPtrArray *people = people_known(x);
  GString *out = g_string_new(NULL);
  while (t.n > 0) {
    gsize n = owner_name_word(t);
    Span word = span_of(t.s, n);
    for (guint i = 0; n > 0 && i < people->len; i++) {
      const KnownPerson *p = g_ptr_array_index(people, i);
      gboolean initials =
          p->initials != NULL && strlen(p->initials) == n && memcmp(p->initials, word.s, n) == 0;
      gboolean first = strcspn(p->name, " ") == n && g_ascii_strncasecmp(p->name, word.s, n) == 0;
      if (!initials && !first)
        continue;
      if (out->len > 0)
        g_string_append(out, ", ");
      g_string_append(out, p->name);
      break;
    }
    t = span_skip(t, n > 0 ? n : 1);
  }
  return g_string_free(out, out->len == 0);
}
