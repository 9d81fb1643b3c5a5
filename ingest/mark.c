#include "ingest/mark.h"

/* Round and long marks in UTF-8, with the type they count as. */
static const struct {
  const char *bytes;
  char type;
} wide_marks[] = {{"•", '.'}, {"‣", '.'}, {"◦", 'o'}, {"▪", '.'}, {"●", '.'}, {"·", '.'},
                  {"■", '.'}, {"–", '-'}, {"—", '-'}, {"○", 'o'}, {"∙", '.'}, {"◆", '.'}};

/* Check marks and crosses. */
static const struct {
  const char *bytes;
  char means;
} signs[] = {{"✓", MARK_DONE}, {"✔", MARK_DONE}, {"✅", MARK_DONE}, {"☑", MARK_DONE},
             {"☒", MARK_DONE}, {"✗", MARK_OPEN}, {"✘", MARK_OPEN}, {"✖", MARK_OPEN},
             {"❌", MARK_OPEN}, {"☐", MARK_OPEN}, {"⬜", MARK_OPEN}};

/* Bytes of a sign at the start of t, 0: none. */
static gsize
sign_at(Span t, char *means)
{
  static const char emoji[] = "\xef\xb8\x8f"; /* "show it in colour" */
  for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
    if (span_starts(t, signs[i].bytes)) {
      gsize n = strlen(signs[i].bytes);
      *means = signs[i].means;
      return n + (span_starts(span_skip(t, n), emoji) ? strlen(emoji) : 0);
    }
  return 0;
}

char
mark_is_sign(Span word)
{
  char means = MARK_NO_SIGN;
  gsize n = word.n > 2 && (guchar)word.s[0] >= 0xe2 ? sign_at(word, &means) : 0;
  return n > 0 && n == word.n ? means : MARK_NO_SIGN;
}

static gsize
wide_mark(Span t, BulletMark *mark)
{
  for (gsize i = 0; i < G_N_ELEMENTS(wide_marks); i++)
    if (span_starts(t, wide_marks[i].bytes)) {
      mark->type = wide_marks[i].type;
      return strlen(wide_marks[i].bytes);
    }
  gsize n = sign_at(t, &mark->checkbox);
  if (n > 0)
    mark->type = 'v';
  return n;
}

/* "*", "**", "*#", "-", "+", "#", "o". */
static gsize
symbol_mark(Span t, BulletMark *mark)
{
  gsize n = 0;
  if (t.s[0] == '*' || t.s[0] == '#') {
    while (n < t.n && n < 8 && (t.s[n] == '*' || t.s[n] == '#'))
      n++;
    mark->type = t.s[n - 1];
    mark->repeat = (guint8)n;
    return n;
  }
  if (t.s[0] == '-' || t.s[0] == '+' || t.s[0] == 'o' || (t.s[0] == '.' && mark->column > 0)) {
    mark->type = t.s[0];
    return 1;
  }
  return 0;
}

/* "1." "12)" "(3)" "1.1" "1.1." */
static gsize
number_mark(Span t, BulletMark *mark)
{
  gsize open = t.s[0] == '(' ? 1 : 0;
  gsize digits = span_digits(span_skip(t, open));
  gsize n = open + digits;
  if (digits == 0 || digits > 3 || n >= t.n)
    return 0;
  mark->number = (guint)g_ascii_strtoull(t.s + open, NULL, 10);
  if (t.s[n] == ')') {
    mark->type = open ? '(' : ')';
    return n + 1;
  }
  if (open || t.s[n] != '.')
    return 0;
  mark->type = '1';
  n++;
  while (n < t.n && g_ascii_isdigit(t.s[n])) {
    gsize more = span_digits(span_skip(t, n));
    if (more > 2)
      return 0;
    mark->type = 'd';
    mark->repeat++;
    n += more;
    if (n < t.n && t.s[n] == '.')
      n++;
  }
  return n;
}

static guint
roman_number(Span t)
{
  static const char *const numbers[] = {"i",   "ii",   "iii", "iv", "v", "vi",
                                        "vii", "viii", "ix",  "x",  NULL};
  for (guint i = 0; numbers[i] != NULL; i++)
    if (t.n == strlen(numbers[i]) && memcmp(t.s, numbers[i], t.n) == 0)
      return i + 1;
  return 0;
}

/* "a)" "(b)"; "a." only where it is set in: initials and sentences look like it. Roman numbers up
 * to "viii" count by their first letter. */
static gsize
letter_mark(Span t, BulletMark *mark)
{
  gsize open = t.s[0] == '(' ? 1 : 0;
  gsize n = open;
  while (n < t.n && n < open + 4 && g_ascii_isalpha(t.s[n]))
    n++;
  gsize letters = n - open;
  /* "   a. text": only set in, and no "i. e." */
  if (open == 0 && letters == 1 && mark->column >= 2 && g_ascii_islower(t.s[0]) && n + 2 < t.n &&
      t.s[n] == '.' && t.s[n + 1] == ' ' && !(n + 3 < t.n && t.s[n + 3] == '.')) {
    mark->type = 'a';
    mark->number = (guint)(t.s[0] - 'a' + 1);
    return n + 1;
  }
  gboolean roman = letters > 1;
  for (gsize i = open; roman && i < n; i++)
    roman = t.s[i] == 'i' || t.s[i] == 'v' || t.s[i] == 'x';
  if (letters == 0 || (letters > 1 && !roman) || n >= t.n || t.s[n] != ')')
    return 0;
  mark->type = open ? 'b' : 'a';
  if (t.s[open] == 'i' || t.s[open] == 'v' || t.s[open] == 'x')
    mark->roman = roman_number(span_of(t.s + open, letters));
  mark->number = (guint)(g_ascii_tolower(t.s[open]) - 'a' + 1);
  return n + 1;
}

/* "[ ] find a hall", "[x] insurance"; "[ ] +1 approve" and "[ ] yes" are for a ballot to read. */
static gboolean
is_checkbox(Span t)
{
  static const char *const choices[] = {"yes",        "no",      "abstain", "for",
                                        "against",    "approve", "accept",  "reject",
                                        "disapprove", "option",  NULL};
  if (t.n < 6 || t.s[0] != '[' || t.s[2] != ']' || t.s[3] != ' ' || strchr(" xX", t.s[1]) == NULL)
    return FALSE;
  Span rest = span_ltrim(span_skip(t, 3));
  return rest.n > 2 && g_ascii_isalpha(rest.s[0]) && !span_starts_in_list(rest, choices, NULL);
}

BulletMark
bullet_mark(Span line, guint indent)
{
  BulletMark mark = {.repeat = 1, .column = indent};
  Span t = span_ltrim(line);
  gsize n = 0;

  if (t.n < 3)
    return (BulletMark){0};
  if (g_ascii_isdigit(t.s[0]))
    n = number_mark(t, &mark);
  else if (t.s[0] == '(')
    n = (n = number_mark(t, &mark)) > 0 ? n : letter_mark(t, &mark);
  else if (g_ascii_isalpha(t.s[0]) && t.s[1] != ' ')
    n = letter_mark(t, &mark);
  else if ((guchar)t.s[0] >= 0x80)
    n = wide_mark(t, &mark);
  else
    n = symbol_mark(t, &mark);
  /* "  1  Shall we move?": a set-in number with two blanks behind it */
  gsize digits = span_digits(t);
  if (n == 0 && indent > 0 && digits > 0 && digits <= 2 && t.n > digits + 3 && t.s[digits] == ' ' &&
      t.s[digits + 1] == ' ' && g_ascii_isupper(t.s[digits + 2])) {
    mark.type = ')';
    mark.number = (guint)g_ascii_strtoull(t.s, NULL, 10);
    n = digits;
  }
  if (n == 0 && is_checkbox(t)) {
    mark.type = '[';
    mark.checkbox = t.s[1] == ' ' ? ' ' : 'x';
    mark.text = (guint)(line.n - span_ltrim(span_skip(t, 3)).n);
    return mark;
  }
  if (n == 0 || n >= t.n || !span_is_blank_char(t.s[n]))
    return (BulletMark){0};
  Span rest = span_ltrim(span_skip(t, n));
  /* "- - text": a dash escaped by PGP (RFC 4880, 7.1) */
  if (mark.type == '-' && span_starts(rest, "- "))
    rest = span_ltrim(span_skip(rest, 2));
  if (rest.n > 3 && rest.s[0] == '[' && rest.s[2] == ']' && strchr(" xX", rest.s[1]) != NULL &&
      rest.s[1] != '\0') {
    mark.checkbox = rest.s[1] == ' ' ? ' ' : 'x';
    rest = span_ltrim(span_skip(rest, 3));
  }
  char means = MARK_NO_SIGN;
  gsize sign = rest.n > 0 && (guchar)rest.s[0] >= 0xe2 ? sign_at(rest, &means) : 0;
  if (sign > 0 && sign < rest.n && span_is_blank_char(rest.s[sign])) {
    mark.checkbox = means;
    rest = span_ltrim(span_skip(rest, sign));
  }
  if (rest.n == 0)
    return (BulletMark){0};
  mark.text = (guint)(line.n - rest.n);
  return mark;
}
