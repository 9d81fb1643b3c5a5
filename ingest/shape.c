#include "ingest/shape.h"

/* --- quotes --- */

/* Counts ">" and "|" marks with blanks between; mixed and widely spaced marks come from HTML
 * mailers. */
static guint
quote_marks(Span line, guint *mark)
{
  guint depth = 0;
  gsize i = 0;

  while (i < line.n) {
    if (line.s[i] == '>' || (line.s[i] == '|' && depth > 0)) {
      depth++;
      *mark = (guint)i + 1;
    } else if (!span_is_blank_char(line.s[i])) {
      break;
    }
    i++;
  }
  if (depth > 0 && *mark < line.n && line.s[*mark] == ' ')
    (*mark)++;
  return MIN(depth, 255);
}

/* "Rosa> text", "RT> text", "Rosa>> text": a capital, at most twelve letters, a mark, then a blank
 * or the end. */
static gboolean
named_quote(Span t, guint *depth, guint *mark)
{
  gsize i = 0;
  if (t.n < 2 || !g_ascii_isupper(t.s[0]))
    return FALSE;
  while (i < t.n && i < 13 && g_ascii_isalpha(t.s[i]))
    i++;
  gsize marks = span_count_lead(span_skip(t, i), '>');
  if (i < 1 || i > 12 || marks == 0 || (i == 1 && marks > 1))
    return FALSE;
  if (i + marks < t.n && t.s[i + marks] != ' ')
    return FALSE;
  *depth = (guint)MIN(marks, 255);
  *mark = (guint)MIN(i + marks + 1, t.n);
  return TRUE;
}

/* --- diffs --- */

static gboolean
is_hunk_head(Span t)
{
  if (!span_starts(t, "@@ -") && !span_starts(t, "@@ +") && !span_starts(t, "@@@ -"))
    return FALSE;
  return span_has(span_skip(t, 3), "@@");
}

static gboolean
is_diff_head(Span t)
{
  switch (t.s[0]) {
  case '@':
    return is_hunk_head(t);
  case 'd':
    return span_starts(t, "diff --git ") || span_starts(t, "diff -") ||
           span_starts(t, "deleted file mode ") || (span_starts(t, "diff ") && span_has(t, "/"));
  case '-':
    return span_starts(t, "--- a/") || span_starts(t, "--- /dev/null") ||
           (span_starts(t, "--- ") && span_find_char(span_skip(t, 4), '\t') > 0) ||
           (span_starts(t, "--- ") && span_find_char(span_skip(t, 4), '/') > 0 &&
            span_count_words(t) >= 3 && span_has(t, ":"));
  case '+':
    return span_starts(t, "+++ b/") || span_starts(t, "+++ /dev/null") ||
           (span_starts(t, "+++ ") && span_find_char(span_skip(t, 4), '/') > 0);
  case '*':
    return span_starts(t, "*** ") && span_find_char(span_skip(t, 4), '\t') > 0;
  case 'I':
    return span_starts(t, "Index: ") && span_count_words(t) == 2;
  case 'n':
    return span_starts(t, "new file mode ");
  default:
    return FALSE;
  }
}

static gboolean
is_diffstat(Span t)
{
  gssize bar = span_find_char(t, '|');
  if (bar > 0) {
    Span left = span_rtrim(span_of(t.s, (gsize)bar));
    Span right = span_ltrim(span_skip(t, (gsize)bar + 1));
    gboolean path =
        span_find_char(left, ' ') < 0 || span_has(left, "=>") || span_starts(left, "...");
    if (!path || left.n == 0)
      return FALSE;
    if (span_starts(right, "Bin "))
      return TRUE;
    gsize digits = span_digits(right);
    Span rest = span_ltrim(span_skip(right, digits));
    if (digits == 0)
      return FALSE;
    for (gsize i = 0; i < rest.n; i++)
      if (rest.s[i] != '+' && rest.s[i] != '-' && rest.s[i] != ' ')
        return FALSE;
    return TRUE;
  }
  gsize digits = span_digits(t);
  if (digits > 0)
    return span_starts(span_skip(t, digits), " file") && span_has(t, " changed");
  return span_starts(t, "create mode 1") || span_starts(t, "delete mode 1") ||
         span_starts(t, "mode change 1") || (span_starts(t, "rename ") && span_has(t, "=>"));
}

/* "+<tab>x", "-<tab>x", "-}": pieces of a diff pasted without its head. */
static gboolean
is_snippet(Span t)
{
  if ((t.s[0] != '+' && t.s[0] != '-') || t.n < 2)
    return FALSE;
  if (t.s[1] == '\t' || t.s[1] == '}' || t.s[1] == '{')
    return TRUE;
  if (t.s[1] == '#' && t.n > 2 && g_ascii_isalpha(t.s[2]))
    return TRUE;
  char last = t.s[t.n - 1];
  return (last == ';' || last == '{' || last == '}') && t.s[1] != '-' &&
         !(t.s[1] == ' ' && t.s[2] != ' ');
}

static gboolean
is_commit_head(Span t)
{
  if (t.s[0] == 'F' && span_starts(t, "From ") && span_hex(span_skip(t, 5)) == 40)
    return TRUE;
  if (t.s[0] == 'i' && span_starts(t, "index ")) {
    gsize hex = span_hex(span_skip(t, 6));
    return hex >= 7 && span_starts(span_skip(t, 6 + hex), "..");
  }
  return FALSE;
}

/* --- trailers --- */

gboolean
shape_is_trailer(Span t)
{
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 40)), ':');
  if (colon < 2 || !g_ascii_isalpha(t.s[0]) || (gsize)colon + 1 >= t.n || t.s[colon + 1] != ' ')
    return FALSE;
  Span key = span_of(t.s, (gsize)colon);
  Span value = span_trim(span_skip(t, (gsize)colon + 1));
  for (gsize i = 0; i < key.n; i++)
    if (!g_ascii_isalpha(key.s[i]) && key.s[i] != '-')
      return FALSE;
  if (span_ends_fold(key, "-by"))
    return TRUE;
  if (span_is_fold(key, "cc"))
    return span_find_char(value, '@') > 0 || span_has(value, " at ");
  if (span_starts(key, "Fixes") || span_starts(key, "Reverts"))
    return span_hex(value) >= 7;
  if (span_starts(key, "Closes"))
    return value.n > 0 &&
           (value.s[0] == '#' || span_starts(value, "http") || span_starts_fold(value, "bug#"));
  if (span_starts(key, "Link") || span_starts(key, "BugLink") || span_starts(key, "Bug"))
    return key.s[0] != 'B' || key.n > 3 ? span_starts(value, "http") : span_starts(value, "http");
  return span_starts(key, "Depends-on") || span_starts(key, "Change-Id") ||
         span_starts(key, "Message-I") || span_starts(key, "References-to") ||
         span_starts(key, "Git-commit") ||
         (span_is_fold(key, "base-commit") && span_hex(value) == 40) ||
         span_is_fold(key, "prerequisite-patch-id");
}

/* --- separators and marks --- */

static const char *const original_words[] = {"original message",
                                             "original-nachricht",
                                             "originalnachricht",
                                             "ursprüngliche nachricht",
                                             "ursprungliche nachricht",
                                             "urspruengliche nachricht",
                                             "message d'origine",
                                             "message original",
                                             "message d’origine",
                                             "messaggio originale",
                                             "mensaje original",
                                             "mensagem original",
                                             "oorspronkelijk bericht",
                                             "forwarded message",
                                             "begin forwarded message",
                                             "weitergeleitete nachricht",
                                             "message transféré",
                                             "messaggio inoltrato",
                                             "mensaje reenviado",
                                             "mensagem encaminhada",
                                             "reply message",
                                             "reply separator",
                                             "oprindelig meddelelse",
                                             "opprinnelig melding",
                                             "ursprungligt meddelande",
                                             "původní zpráva",
                                             "oryginalna wiadomość",
                                             "wiadomość oryginalna",
                                             "alkuperäinen viesti",
                                             "eredeti üzenet",
                                             "исходное сообщение",
                                             "пересылаемое сообщение",
                                             "原始邮件",
                                             "original mail",
                                             "doorgestuurd bericht",
                                             "forwarded by",
                                             "vidarebefordrat meddelande",
                                             "videresendt meddelelse",
                                             NULL};

static gboolean
is_original_mark(Span t)
{
  gboolean dashes = t.s[0] == '-' || t.s[0] == '_';
  Span inner = t;
  while (inner.n > 0 && (inner.s[0] == '-' || inner.s[0] == ' ' || inner.s[0] == '_'))
    inner = span_skip(inner, 1);
  while (inner.n > 0 && strchr("-_ :", inner.s[inner.n - 1]) != NULL)
    inner.n--;
  if (inner.n < 8 || inner.n > 60)
    return FALSE;
  if (!dashes)
    return span_is_fold(inner, "begin forwarded message");
  return span_in_list(inner, original_words) || span_starts_fold(inner, "forwarded by ") ||
         span_starts_fold(inner, "original message from ") ||
         span_starts_fold(inner, "forwarded message from ");
}

static gboolean
is_armour(Span t)
{
  return (span_starts(t, "-----BEGIN ") || span_starts(t, "-----END ")) &&
         span_ends_fold(t, "-----");
}

/* Base64 left in the body: 60 to 80 characters of its alphabet and nothing else. No prose does
 * that. */
static gboolean
is_base64(Span t)
{
  gboolean upper = FALSE, lower = FALSE, other = FALSE;
  if (t.n < 60 || t.n > 80)
    return FALSE;
  for (gsize i = 0; i < t.n; i++) {
    char c = t.s[i];
    if (g_ascii_isupper(c))
      upper = TRUE;
    else if (g_ascii_islower(c))
      lower = TRUE;
    else if (g_ascii_isdigit(c) || c == '+' || c == '/' || c == '=')
      other = TRUE;
    else
      return FALSE;
  }
  return upper && lower && other;
}

/* --- tables --- */

/* One look at all bytes of a line that is not plainly something else. */
static LineProfile
profile_of(Span t)
{
  LineProfile p = {0};
  char before = ' ', before2 = ' ';
  for (gsize i = 0; i < t.n; i++) {
    char c = t.s[i];
    if (c == ' ' || c == '\t') {
      /* a column ends at two blanks or a tab, unless a full stop explains them */
      if (i > 3 &&
          (before == ' ' ? before2 != ' ' && before2 != '\t' && strchr(".?!:", before2) == NULL
                         : c == '\t' && strchr(".?!:", before) == NULL && before != '\t'))
        p.gaps++;
    } else if (g_ascii_isdigit(c)) {
      p.digits++;
    } else if (c == '|') {
      p.bars++;
    } else if (c == '+') {
      p.pluses++;
    } else if (c == '-') {
      p.dashes += before == '-' ? 1 : 0;
    } else if (c == '=') {
      p.equals++;
    } else if (c == '$' || c == '#') {
      p.prompts++;
    }
    before2 = before;
    before = c;
  }
  return p;
}

/* Three columns or more, divided by bars, by tabs or by gaps of two blanks or more. */
static gboolean
is_table_row(const LineProfile *p)
{
  if (p->bars >= 2)
    return TRUE;
  if ((p->pluses >= 2 || p->bars >= 1) && p->dashes > 0)
    return TRUE;
  return p->gaps >= 2;
}

static gboolean
is_phone_char(char c)
{
  return g_ascii_isdigit(c) || strchr(" -./()+", c) != NULL;
}

gboolean
shape_is_phone(Span t)
{
  guint digits = 0, groups = 0;
  gboolean inside = FALSE;
  t = span_trim(t);
  for (gsize i = 0; i < t.n; i++) {
    if (g_ascii_isalpha(t.s[i]) && i < 8 && digits == 0)
      continue;
    if (t.s[i] == ':' && i < 10)
      continue;
    if (!is_phone_char(t.s[i]))
      return FALSE;
    gboolean digit = g_ascii_isdigit(t.s[i]);
    digits += digit ? 1 : 0;
    if (digit && !inside)
      groups++;
    inside = digit;
  }
  return digits >= 7 && groups >= 2;
}

LineShape
shape_of(Span line, guint indent, guint *depth, guint *mark)
{
  Span t = span_trim(line);
  *depth = 0;
  *mark = 0;
  if (t.n == 0)
    return SHAPE_BLANK;
  char c = t.s[0];
  if (c == '>') {
    *depth = quote_marks(line, mark);
    return SHAPE_QUOTE;
  }
  if (c == '`' || c == '~')
    if (span_count_lead(t, c) >= 3 && span_count_words(t) == 1 &&
        (c == '`' || span_count_lead(t, c) <= 4 || span_count_lead(t, c) < t.n))
      return SHAPE_FENCE;
  if (c == '-' && indent == 0 && line.n <= 5) {
    if (span_starts(line, "-- ") && t.n == 2)
      return SHAPE_SIG_MARK;
    if (t.n == 2 && t.s[1] == '-')
      return SHAPE_DASHES;
    if (span_starts(line, "- -- "))
      return SHAPE_SIG_MARK;
  }
  if ((c == '-' || c == '_' || c == 'B' || c == 'b') && is_original_mark(t))
    return SHAPE_ORIGINAL;
  if (c == '-' && span_starts(t, "-----") && span_find_fold(t, " next part ----") > 0)
    return SHAPE_NEXT_PART;
  if (c == '-' && is_armour(t))
    return SHAPE_ARMOUR;
  if (span_ruler(t, "-=_*~#", 3) != 0)
    return SHAPE_RULER;
  if (indent == 0 && is_diff_head(t))
    return SHAPE_DIFF_HEAD;
  if (is_commit_head(t))
    return SHAPE_COMMIT_HEAD;
  if ((c == '+' || c == '-') && indent == 0 && is_snippet(t))
    return SHAPE_SNIPPET;
  if ((indent > 0 || g_ascii_isdigit(c)) && is_diffstat(t))
    return SHAPE_DIFFSTAT;
  if (g_ascii_isalpha(c) && indent == 0 && shape_is_trailer(t))
    return SHAPE_TRAILER;
  if (named_quote(t, depth, mark) && indent == 0)
    return SHAPE_NAMED_QUOTE;
  *depth = *mark = 0;
  LineProfile p = profile_of(t);
  if (shape_is_log(t, &p))
    return SHAPE_LOG;
  if (shape_is_code(t, indent, &p))
    return SHAPE_CODE;
  if (c == '|' && indent == 0 && !is_table_row(&p)) {
    *depth = 1;
    *mark = t.n > 1 && t.s[1] == ' ' ? 2 : 1;
    return SHAPE_BAR;
  }
  if (is_base64(t))
    return SHAPE_BASE64;
  return is_table_row(&p) ? SHAPE_TABLE : SHAPE_TEXT;
}
