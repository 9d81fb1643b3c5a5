/* What hangs below the text: list footers, legal footers, signatures with and without their mark.
 */
#include "ingest/lines-parts.h"
#include "ingest/mark.h"

static gboolean
is_open(LineClass c)
{
  return c == LINE_OWN || c == LINE_LOG || c == LINE_TABLE || c == LINE_TRAILER || c == LINE_NOTE;
}

/* Marks from i to the end, or to the next part of the mail; quotes and armour below keep their
 * class. */
static void
mark_rest(LineState *s, guint i, LineClass line_class, gboolean through_quotes)
{
  for (; i < s->n; i++) {
    LineClass c = s->line[i].line_class;
    if (c == LINE_SCRUBBED || (!through_quotes && (c == LINE_QUOTE || c == LINE_ATTRIBUTION ||
                                                   c == LINE_ARMOUR || c == LINE_FOOTER)))
      return;
    if (c != LINE_BLANK && c != LINE_QUOTE && c != LINE_ATTRIBUTION && c != LINE_ARMOUR)
      s->line[i].line_class = line_class;
  }
}

/* --- footers --- */

static const char *const footer_starts[] = {"to unsubscribe",
                                            "you received this message because",
                                            "you are receiving this",
                                            "for additional commands, e-mail",
                                            "unsubscribe:",
                                            "to post to this group",
                                            "more majordomo info",
                                            "to subscribe or unsubscribe",
                                            "list archives:",
                                            "manage your subscription",
                                            "visit this group at",
                                            "this list is provided by",
                                            "please read the faq at",
                                            "you received this bug notification because",
                                            "you are subscribed to",
                                            "to stop receiving",
                                            NULL};

static gboolean
hints_list(Span t)
{
  return span_find_fold(t, "mailing list") >= 0 || span_find_fold(t, "listinfo") >= 0 ||
         span_find_fold(t, "@lists.") >= 0 || span_find_fold(t, "unsubscribe") >= 0 ||
         span_find_fold(t, "mailman") >= 0 || span_find_fold(t, " list -- ") >= 0 ||
         span_find_fold(t, "/lists.") >= 0;
}

/* A line of underscores (or of many dashes) with the list's name and addresses below. */
static gboolean
is_list_ruler(const LineState *s, guint i)
{
  Span t = span_trim(line_span(s, i));
  char c = span_ruler(t, "_-", 10);
  if (c == 0)
    return FALSE;
  guint seen = 0;
  for (guint j = i + 1; j < s->n && seen < (c == '_' ? 5u : 3u); j++) {
    if (s->line[j].line_class == LINE_BLANK)
      continue;
    seen++;
    if (hints_list(line_span(s, j)))
      return TRUE;
  }
  return FALSE;
}

static guint
footer_top(const LineState *s, guint i)
{
  while (i > 0) {
    Span t = span_trim(line_span(s, i - 1));
    gboolean ruler = span_ruler(t, "_-=", 1) != 0;
    if (!ruler && !hints_list(t))
      break;
    i--;
  }
  return i;
}

static void
settle_footers(LineState *s)
{
  for (guint i = 0; i < s->n; i++) {
    LineClass c = s->line[i].line_class;
    if (!is_open(c))
      continue;
    Span t = span_trim(line_span(s, i));
    gboolean ruler = s->shape[i] == SHAPE_RULER && is_list_ruler(s, i);
    if (!ruler && !(t.n > 10 && strchr("tuylfmvpTUYLFMVP", t.s[0]) != NULL &&
                    span_starts_in_list(t, footer_starts, NULL)))
      continue;
    mark_rest(s, ruler ? i : footer_top(s, i), LINE_FOOTER, FALSE);
  }
}

static const char *const legal_starts[] = {"this e-mail",
                                           "this email",
                                           "this message",
                                           "this communication",
                                           "this transmission",
                                           "the information",
                                           "the contents of this",
                                           "confidential",
                                           "confidentiality",
                                           "important notice",
                                           "important:",
                                           "disclaimer",
                                           "notice:",
                                           "legal notice",
                                           "privileged",
                                           "diese e-mail",
                                           "diese nachricht",
                                           "ce message",
                                           "ce courriel",
                                           "este mensaje",
                                           "este mensagem",
                                           "questo messaggio",
                                           "if you are not the intended",
                                           "please consider the environment",
                                           "registered office",
                                           "registered in",
                                           "any views or opinions",
                                           "e-mail confidentiality",
                                           "email confidentiality",
                                           NULL};

/* A paragraph that begins like a notice and speaks of confidence: company footers say so in many
 * words. */
static void
settle_legal(LineState *s)
{
  for (guint i = 0; i < s->n; i++) {
    gboolean first = i == 0 || !is_open(s->line[i - 1].line_class);
    if (s->line[i].line_class != LINE_OWN || !first)
      continue;
    Span t = span_trim(line_span(s, i));
    while (t.n > 0 && (t.s[0] == '*' || t.s[0] == '[' || t.s[0] == '-' || t.s[0] == ' '))
      t = span_skip(t, 1);
    if (!span_starts_in_list(t, legal_starts, NULL))
      continue;
    gboolean confident = FALSE, addressed = FALSE;
    for (guint j = i; j < s->n && j < i + 6 && is_open(s->line[j].line_class); j++) {
      Span u = line_span(s, j);
      confident = confident || span_find_fold(u, "confidential") >= 0 ||
                  span_find_fold(u, "privileged") >= 0 || span_find_fold(u, "vertraulich") >= 0 ||
                  span_find_fold(u, "confidentiel") >= 0 ||
                  span_find_fold(u, "environment before printing") >= 0;
      addressed = addressed || span_find_fold(u, "intended") >= 0 ||
                  span_find_fold(u, "recipient") >= 0 || span_find_fold(u, "addressee") >= 0 ||
                  span_find_fold(u, "registered") >= 0 || span_find_fold(u, "disclos") >= 0 ||
                  span_find_fold(u, "empfänger") >= 0 || span_find_fold(u, "destinataire") >= 0 ||
                  span_find_fold(u, "printing") >= 0;
    }
    if (confident && addressed)
      mark_rest(s, i, LINE_FOOTER, FALSE);
  }
}

/* --- signatures --- */

static const char *const phone_starts[] = {
    "sent from my",     "sent from a",     "sent via",      "sent with",
    "von meinem",       "gesendet von",    "envoyé de mon", "get outlook for",
    "enviado desde mi", "enviado do meu",  "inviato da",    "sendt fra min",
    "skickat från min", "verzonden vanaf", "sent using",    NULL};

static guint
count_open_below(const LineState *s, guint i)
{
  guint count = 0;
  for (guint j = i + 1; j < s->n && count <= 12; j++) {
    LineClass c = s->line[j].line_class;
    if (c == LINE_QUOTE || c == LINE_ATTRIBUTION || c == LINE_FOOTER || c == LINE_SCRUBBED)
      break;
    count += c != LINE_BLANK ? 1 : 0;
  }
  return count;
}

static void
settle_marked(LineState *s)
{
  for (guint i = 0; i < s->n; i++) {
    LineClass c = s->line[i].line_class;
    if (!is_open(c))
      continue;
    Span t = span_trim(line_span(s, i));
    gboolean mark = s->shape[i] == SHAPE_SIG_MARK ||
                    (s->shape[i] == SHAPE_DASHES && count_open_below(s, i) <= 12);
    gboolean phone = !mark && t.n > 8 && t.n < 80 && strchr("sgveiSGVEI", t.s[0]) != NULL &&
                     span_starts_in_list(t, phone_starts, NULL);
    if (mark || phone)
      mark_rest(s, i, LINE_SIGNATURE, FALSE);
  }
}

static const char *const valedictions[] = {"regards",
                                           "best regards",
                                           "kind regards",
                                           "warm regards",
                                           "with best regards",
                                           "with kind regards",
                                           "best",
                                           "best wishes",
                                           "all the best",
                                           "cheers",
                                           "thanks",
                                           "thank you",
                                           "thanks a lot",
                                           "many thanks",
                                           "thanks in advance",
                                           "thanks and regards",
                                           "thanks & regards",
                                           "thanks and best regards",
                                           "thx",
                                           "rgds",
                                           "br",
                                           "sincerely",
                                           "yours sincerely",
                                           "yours",
                                           "yours truly",
                                           "yours faithfully",
                                           "cordially",
                                           "ciao",
                                           "bye",
                                           "take care",
                                           "mit freundlichen grüßen",
                                           "mit freundlichen gruessen",
                                           "mfg",
                                           "viele grüße",
                                           "viele gruesse",
                                           "gruß",
                                           "gruss",
                                           "grüße",
                                           "gruesse",
                                           "liebe grüße",
                                           "beste grüße",
                                           "schöne grüße",
                                           "cordialement",
                                           "bien cordialement",
                                           "amicalement",
                                           "salutations",
                                           "saludos",
                                           "un saludo",
                                           "atentamente",
                                           "atenciosamente",
                                           "abraços",
                                           "cordiali saluti",
                                           "saluti",
                                           "met vriendelijke groet",
                                           "groeten",
                                           "groetjes",
                                           "hälsningar",
                                           "mvh",
                                           "med vänlig hälsning",
                                           "vennlig hilsen",
                                           "hilsen",
                                           "terveisin",
                                           "pozdrawiam",
                                           "с уважением",
                                           "hth",
                                           "respectfully",
                                           "ta",
                                           "tia",
                                           "later",
                                           "have fun",
                                           "hope this helps",
                                           "with thanks",
                                           "greetings",
                                           "greets",
                                           NULL};

static gboolean
is_valediction(Span t)
{
  t = span_trim(t);
  while (t.n > 0 && strchr(",.!-", t.s[t.n - 1]) != NULL)
    t.n--;
  if (t.n == 0 || t.n > 40)
    return FALSE;
  if (span_in_list(t, valedictions))
    return TRUE;
  gssize comma = span_find_char(t, ',');
  return comma > 0 && span_in_list(span_of(t.s, (gsize)comma), valedictions) &&
         span_count_words(span_skip(t, (gsize)comma + 1)) <= 3;
}

static gboolean
is_name_like(Span t)
{
  guint words = span_count_words(t);
  if (t.n == 0 || words == 0 || words > 4 || t.n > 40 ||
      !(g_ascii_isupper(t.s[0]) || (guchar)t.s[0] >= 0x80))
    return FALSE;
  for (gsize i = 0; i < t.n; i++)
    if (strchr("?!:;0123456789()=<>/*", t.s[i]) != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_author_name(const LineState *s, Span t)
{
  while (t.n > 0 && strchr("-~/*. ,", t.s[t.n - 1]) != NULL)
    t.n--;
  while (t.n > 0 && strchr("-~/* ", t.s[0]) != NULL)
    t = span_skip(t, 1);
  if (s->author == NULL || t.n < 2 || t.n > 60)
    return FALSE;
  Span name = span_of(s->author, strlen(s->author));
  return t.n <= name.n && g_ascii_strncasecmp(name.s, t.s, t.n) == 0 &&
         (t.n == name.n || name.s[t.n] == ' ');
}

static gboolean
is_contact(Span t)
{
  static const char *const words[] = {"tel",     "phone", "mobile", "fax",    "mob", "cell",
                                      "telefon", "t",     "m",      "f",      "p",   "e",
                                      "w",       "web",   "email",  "e-mail", "irc", NULL};
  gsize n = 0;
  if (shape_is_phone(t) || span_find_fold(t, "http") >= 0 || span_find_fold(t, "www.") >= 0)
    return TRUE;
  if (span_starts_in_list(t, words, &n) && n < t.n && (t.s[n] == ':' || t.s[n] == '.'))
    return TRUE;
  return span_has(t, "@") && span_count_words(t) <= 4;
}

/* First line of the paragraph that ends at `last`. */
static guint
paragraph_top(const LineState *s, guint last)
{
  while (last > 0 && is_open(s->line[last - 1].line_class))
    last--;
  return last;
}

/* "-George", " - George" alone: a name behind a dash, no bullet. */
static gboolean
is_dashed_name(Span t)
{
  gsize dashes = span_count_lead(t, '-');
  Span name = span_ltrim(span_skip(t, dashes));
  return dashes >= 1 && dashes <= 2 && is_name_like(name) && span_count_words(name) == 1;
}

/* Looks at the last paragraphs of one stretch of own text that ends at `end` (exclusive). */
static void
settle_unmarked(LineState *s, guint start, guint end)
{
  guint last = end;
  while (last > start && s->line[last - 1].line_class == LINE_BLANK)
    last--;
  if (last == start)
    return;
  guint seen = 0;
  for (guint i = last; i > start && seen <= 9; i--) {
    Span t = line_span(s, i - 1);
    if (s->line[i - 1].line_class == LINE_BLANK)
      continue;
    seen++;
    if (is_valediction(t) && s->line[i - 1].line_class == LINE_OWN) {
      mark_rest(s, i - 1, LINE_SIGNATURE, FALSE);
      return;
    }
    if (t.n > 76)
      break;
  }
  guint top = paragraph_top(s, last - 1);
  guint height = last - top;
  Span first = span_trim(line_span(s, top));
  gboolean alone = height == 1 && top > start;
  gboolean signs =
      alone && (is_author_name(s, first) || is_dashed_name(first)) && span_count_words(first) <= 4;
  gboolean contact = FALSE;
  for (guint i = top; i < last && height >= 2 && height <= 8; i++)
    contact = contact || is_contact(span_trim(line_span(s, i)));
  if (contact && top > start && is_name_like(first))
    signs = is_author_name(s, first) || (span_count_words(first) >= 2 && height >= 3);
  if (signs)
    mark_rest(s, top, LINE_SIGNATURE, FALSE);
}

void
lines_settle_tail(LineState *s)
{
  guint start = 0, last_open = 0;
  settle_footers(s);
  settle_legal(s);
  settle_marked(s);
  for (guint i = 0; i < s->n; i++)
    if (is_open(s->line[i].line_class))
      last_open = i;
  for (guint i = 0; i <= s->n; i++) {
    LineClass c = i < s->n ? s->line[i].line_class : LINE_FOOTER;
    if (is_open(c) || c == LINE_BLANK || c == LINE_DIFF)
      continue;
    /* between inline replies nobody signs: only before a quote that runs to the end, a signature, a
     * footer or the end */
    if (c != LINE_QUOTE || i > last_open)
      settle_unmarked(s, start, i);
    start = i + 1;
  }
}
