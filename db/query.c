#include "db/query.h"

#include "db/query-date.h"
#include "db/query-size.h"
#include "db/records.h"
#include "db/tokens.h"

#include <string.h>

#define MAX_TERMS 256
#define MAX_NESTING 64
#define MIN_PREFIX 2
#define MIN_HASH 7
#define MAX_HASH 64

static const QueryFieldHelp fields[] = {
    {"s subject", FIELD_SUBJECT, "in the subject", "s:roadmap"},
    {"f from", FIELD_FROM, "author, name or address", "f:dunlap"},
    {"t to", FIELD_TO, "in To", "t:virt"},
    {"c cc", FIELD_CC, "in Cc", "c:ann"},
    {"tc recip", FIELD_TC, "in To or Cc", "tc:virt"},
    {"a contact", FIELD_ADDRESS, "in From, To or Cc", "a:example.org"},
    {"bs", FIELD_BODY_SUBJECT, "in the body or the subject", "bs:balloon"},
    {"b body", FIELD_BODY, "in the body, quotes and diffs included", "b:balloon"},
    {"nq", FIELD_NQ, "in the body without quoted text", "nq:agree"},
    {"q", FIELD_QUOTED, "in quoted text", "q:cadence"},
    {"d date dt", FIELD_DATE, "when it was sent", "d:2014-04..2014-06"},
    {"rt", FIELD_RT, "when it was received", "rt:2014.."},
    {"z size", FIELD_SIZE, "so many bytes long", "z:100k.."},
    {"l list", FIELD_LIST, "in this group", "l:virt"},
    {"m mid id msgid", FIELD_MID, "this Message-ID", "m:abc@example.org"},
    {"thread", FIELD_THREAD, "the thread of this Message-ID", "thread:abc@example.org"},
    {"dfn", FIELD_DFN, "file names in diffs", "dfn:p2m.c"},
    {"dfa", FIELD_DFA, "removed lines of diffs", "dfa:kmalloc"},
    {"dfb", FIELD_DFB, "added lines of diffs", "dfb:kzalloc"},
    {"dfctx", FIELD_DFCTX, "unchanged lines of diffs", "dfctx:spin_lock"},
    {"dfhh", FIELD_DFHH, "heads of hunks of diffs, such as functions", "dfhh:p2m_alloc"},
    {"dfpre", FIELD_DFPRE, "removed lines of diffs, or the blob before", "dfpre:0160676"},
    {"dfpost", FIELD_DFPOST, "added lines of diffs, or the blob after", "dfpost:b3f4c5d"},
    {"dfblob", FIELD_DFBLOB, "the blob before or after, 7 digits or more", "dfblob:0160676"},
    {"n attachment file", FIELD_ATTACHMENT, "names of attachments", "n:config"},
    {"has", FIELD_HAS,
     "holds a bug, commit, patch, cve, advisory, mail, web link, vote, item or attachment",
     "has:vote"},
    {"bug", FIELD_BUG, "cites this bug", "bug:6893"},
    {"commit", FIELD_COMMIT, "cites this commit, 7 digits or more", "commit:0160676"},
    {"cve", FIELD_CVE, "cites this CVE", "cve:CVE-2014-1234"},
    {"kind", FIELD_KIND, "holds an item of this kind", "kind:action"},
    {"state", FIELD_STATE, "holds an item in this state", "state:open"},
    {"owner", FIELD_OWNER, "holds an item of this owner", "owner:KB"},
    {"voted", FIELD_VOTED, "holds a vote of this value", "voted:-1"},
};

/* Reading goes by one loop over tokens with the open groups on a stack: an OR list of AND lists. */
typedef struct {
  GPtrArray *alternatives;     /* Query, finished AND lists */
  GPtrArray *conjuncts;        /* Query, the list being read */
  guint negations;             /* "-" or NOT read, waiting for what they negate */
  guint outer_negations;       /* those that wait for this whole group */
  gboolean wants_operand;      /* after AND, OR */
  const QueryFieldHelp *field; /* of all in it that name none, or NULL */
  guint position;              /* of "(" */
} Level;

typedef struct {
  const char *text;
  guint at;
  gint64 now;
  const char *zone;
  GPtrArray *levels;
  guint n_terms;
  guint fault;
} Reader;

static Query *
query_new(QueryOp op)
{
  Query *query = g_new0(Query, 1);
  query->op = op;
  if (op != QUERY_TERM && op != QUERY_ALL)
    query->children = g_ptr_array_new();
  return query;
}

void
query_free(Query *query)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_new();
  if (query != NULL)
    g_ptr_array_add(waiting, query);
  while (waiting->len > 0) {
    Query *next = g_ptr_array_steal_index_fast(waiting, waiting->len - 1);
    if (next->children != NULL) {
      for (guint i = 0; i < next->children->len; i++)
        g_ptr_array_add(waiting, next->children->pdata[i]);
      g_ptr_array_unref(next->children);
    }
    g_free(next->text);
    g_free(next);
  }
}

static void
level_free(Level *level)
{
  g_ptr_array_set_free_func(level->alternatives, (GDestroyNotify)query_free);
  g_ptr_array_set_free_func(level->conjuncts, (GDestroyNotify)query_free);
  g_ptr_array_unref(level->alternatives);
  g_ptr_array_unref(level->conjuncts);
  g_free(level);
}

static Level *
top_level(Reader *r)
{
  return r->levels->pdata[r->levels->len - 1];
}

static Level *
push_level(Reader *r, guint outer_negations)
{
  Level *level = g_new0(Level, 1);
  level->alternatives = g_ptr_array_new();
  level->conjuncts = g_ptr_array_new();
  level->outer_negations = outer_negations;
  level->position = r->at;
  g_ptr_array_add(r->levels, level);
  return level;
}

static gboolean G_GNUC_PRINTF(4, 5)
    fault_at(Reader *r, guint position, GError **error, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *what = g_strdup_vprintf(format, args);
  va_end(args);
  r->fault = position;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s (at character %u)", what,
              position + 1);
  return FALSE;
}

static Query *
join(QueryOp op, GPtrArray *parts)
{
  if (parts->len == 1)
    return g_ptr_array_steal_index(parts, 0);
  Query *query = query_new(op);
  while (parts->len > 0)
    g_ptr_array_add(query->children, g_ptr_array_steal_index(parts, 0));
  return query;
}

static void
add_operand(Level *level, Query *operand)
{
  if (level->negations % 2 == 1) {
    Query *negated = query_new(QUERY_NOT);
    g_ptr_array_add(negated->children, operand);
    operand = negated;
  }
  level->negations = 0;
  level->wants_operand = FALSE;
  g_ptr_array_add(level->conjuncts, operand);
}

static gboolean
close_conjuncts(Reader *r, Level *level, GError **error)
{
  if (level->conjuncts->len == 0 || level->wants_operand || level->negations > 0)
    return fault_at(r, r->at, error, "something to look for is missing");
  g_ptr_array_add(level->alternatives, join(QUERY_AND, level->conjuncts));
  return TRUE;
}

static gboolean
close_group(Reader *r, GError **error)
{
  if (r->levels->len < 2)
    return fault_at(r, r->at, error, "\")\" without \"(\"");
  Level *level = top_level(r);
  if (!close_conjuncts(r, level, error))
    return FALSE;
  Query *group = join(QUERY_OR, level->alternatives);
  guint negations = level->outer_negations;
  g_ptr_array_remove_index(r->levels, r->levels->len - 1);
  top_level(r)->negations = negations;
  add_operand(top_level(r), group);
  r->at++;
  return TRUE;
}

/* field: written before the parenthesis; NULL: that of the group around, if any. */
static gboolean
open_group(Reader *r, const QueryFieldHelp *field, GError **error)
{
  if (r->levels->len > MAX_NESTING)
    return fault_at(r, r->at, error, "more than %d parentheses inside each other", MAX_NESTING);
  Level *level = top_level(r);
  guint negations = level->negations;
  level->negations = 0;
  push_level(r, negations)->field = field != NULL ? field : level->field;
  r->at++;
  return TRUE;
}

static const QueryFieldHelp *
find_field(const char *name, gsize len)
{
  g_autofree char *lower = g_ascii_strdown(name, (gssize)len);
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
    g_auto(GStrv) names = g_strsplit(fields[i].prefixes, " ", 0);
    if (g_strv_contains((const char *const *)names, lower))
      return &fields[i];
  }
  return NULL;
}

/* The value at r->at: a "phrase" or a word up to a blank or parenthesis. NULL: fault. */
static char *
read_value(Reader *r, gboolean *quoted, GError **error)
{
  const char *start = r->text + r->at;
  *quoted = *start == '"';
  if (*quoted) {
    const char *end = strchr(start + 1, '"');
    if (end == NULL) {
      fault_at(r, r->at, error, "a quotation mark is not closed");
      return NULL;
    }
    r->at += (guint)(end + 1 - start);
    return g_strndup(start + 1, (gsize)(end - start - 1));
  }
  gsize len = strcspn(start, " \t\r\n()\"");
  r->at += (guint)len;
  return g_strndup(start, len);
}

static gboolean
is_among(const char *const *words, gsize n, const char *text, gsize len)
{
  for (gsize i = 0; i < n; i++)
    if (strlen(words[i]) == len && g_ascii_strncasecmp(words[i], text, len) == 0)
      return TRUE;
  return FALSE;
}

/* A word that goes on with the date before it: "2 weeks ago", "last month", "last friday". */
static gboolean
goes_on(const char *before, const char *word, gsize len)
{
  static const char *const units[] = {"day",  "days",  "week", "weeks", "month", "months",
                                      "year", "years", "hour", "hours", "ago"};
  static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                         "friday", "saturday", "sunday"};
  return is_among(units, G_N_ELEMENTS(units), word, len) ||
         (g_ascii_strcasecmp(before, "last") == 0 &&
          is_among(weekdays, G_N_ELEMENTS(weekdays), word, len));
}

/* They are several words, but to a person's eye one. */
static void
join_date_words(Reader *r, GString *value)
{
  for (;;) {
    const char *next = r->text + r->at;
    gsize blanks = strspn(next, " ");
    gsize len = strcspn(next + blanks, " ()\"");
    gsize letters = 0;
    while (letters < len && g_ascii_isalpha(next[blanks + letters]))
      letters++;
    gboolean ends_well = letters == len || g_str_has_prefix(next + blanks + letters, "..");
    if (blanks == 0 || !ends_well || !goes_on(value->str, next + blanks, letters))
      return;
    g_string_append_len(value, next, (gssize)(blanks + len));
    r->at += (guint)(blanks + len);
  }
}

typedef struct {
  guint n;
  guint last_len; /* bytes of the last token */
  gboolean ascii; /* of the last token */
} TokenCount;

static int
count_token(void *data, int flags G_GNUC_UNUSED, const char *token, int n, int start G_GNUC_UNUSED,
            int end G_GNUC_UNUSED)
{
  TokenCount *count = data;
  count->n++;
  count->last_len = (guint)n;
  count->ascii = (guchar)token[0] < 0x80;
  return 0;
}

/* Limits that keep the memory of a search small: a phrase holds its words' places in a mail at
 * once, and a prefix those of all words that begin so. */
static gboolean
check_words(Reader *r, const Query *term, guint position, GError **error)
{
  TokenCount count = {0};
  tokens_each(term->text, (int)strlen(term->text), count_token, &count);
  if (count.n > QUERY_MAX_PHRASE)
    return fault_at(r, position, error, "a phrase has more than %d words", QUERY_MAX_PHRASE);
  if (term->prefix && count.ascii && count.last_len < MIN_PREFIX)
    return fault_at(r, position, error, "at least %d letters stand before \"*\"", MIN_PREFIX);
  return TRUE;
}

/* "+1", "-0", "2" */
static gboolean
is_vote_value(const char *text)
{
  if (*text == '+' || *text == '-')
    text++;
  return *text >= '0' && *text <= '2' && text[1] == '\0';
}

static gboolean
is_hexadecimal(const char *text)
{
  return text[strspn(text, "0123456789abcdefABCDEF")] == '\0';
}

gboolean
query_is_blob(const Query *term)
{
  gsize len = term->text != NULL ? strlen(term->text) : 0;
  return (term->field == FIELD_DFPRE || term->field == FIELD_DFPOST ||
          term->field == FIELD_DFBLOB) &&
         len >= MIN_HASH && len <= MAX_HASH && is_hexadecimal(term->text);
}

static gboolean
check_value(Reader *r, Query *term, guint position, GError **error)
{
  ItemKind kind;
  ItemState state;
  LinkKind link;
  switch (term->field) {
  case FIELD_DATE:
  case FIELD_RT: {
    g_autoptr(GError) why = NULL;
    if (!query_date_range(term->text, r->now, r->zone, &term->from, &term->until, &why))
      return fault_at(r, position, error, "%s", why->message);
    return TRUE;
  }
  case FIELD_SIZE: {
    g_autoptr(GError) why = NULL;
    if (!query_size_range(term->text, &term->from, &term->until, &why))
      return fault_at(r, position, error, "%s", why->message);
    return TRUE;
  }
  case FIELD_KIND:
    return item_kind_from_text(term->text, &kind) ||
           fault_at(r, position, error, "no item kind is called \"%s\"", term->text);
  case FIELD_STATE:
    return item_state_from_text(term->text, &state) ||
           fault_at(r, position, error, "no item state is called \"%s\"", term->text);
  case FIELD_HAS:
    return link_kind_from_text(term->text, &link) || strcmp(term->text, "vote") == 0 ||
           strcmp(term->text, "item") == 0 || strcmp(term->text, "attachment") == 0 ||
           fault_at(r, position, error,
                    "has: takes bug, commit, patch, cve, advisory, mail, web, vote, item and "
                    "attachment, not \"%s\"",
                    term->text);
  case FIELD_COMMIT:
    return (strlen(term->text) >= MIN_HASH && is_hexadecimal(term->text)) ||
           fault_at(r, position, error, "a commit is 7 to 40 hexadecimal digits");
  case FIELD_DFBLOB:
    return query_is_blob(term) ||
           fault_at(r, position, error, "a blob is 7 to 64 hexadecimal digits");
  case FIELD_VOTED:
    return is_vote_value(term->text) ||
           fault_at(r, position, error, "a vote is -2 to +2, not \"%s\"", term->text);
  case FIELD_LIST:
  case FIELD_MID:
  case FIELD_THREAD:
  case FIELD_BUG:
  case FIELD_CVE:
  case FIELD_OWNER:
    return TRUE;
  default:
    return check_words(r, term, position, error);
  }
}

/* The field that is written at r->at, behind whose colon r->at then is; NULL: none. */
static const QueryFieldHelp *
read_field(Reader *r)
{
  const char *start = r->text + r->at;
  gsize name = strspn(start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const QueryFieldHelp *field = start[name] == ':' && name > 0 ? find_field(start, name) : NULL;
  if (field != NULL)
    r->at += (guint)name + 1;
  return field;
}

/* notmuch's way to ask for everything. */
static gboolean
is_everything(const QueryFieldHelp *field, gboolean quoted, const char *value)
{
  return field == NULL && !quoted && strcmp(value, "*") == 0;
}

static gboolean
read_term(Reader *r, GError **error)
{
  guint position = r->at;
  const QueryFieldHelp *own = read_field(r);
  if (own != NULL && r->text[r->at] == '(')
    return open_group(r, own, error);
  const QueryFieldHelp *field = own != NULL ? own : top_level(r)->field;
  guint value_at = r->at;
  gboolean quoted;
  g_autofree char *text = read_value(r, &quoted, error);
  if (text == NULL)
    return FALSE;
  g_autoptr(GString) value = g_string_new(text);
  gboolean is_date = field != NULL && (field->field == FIELD_DATE || field->field == FIELD_RT);
  if (is_date && !quoted)
    join_date_words(r, value);
  if (value->len == 0)
    return own != NULL ? fault_at(r, value_at, error, "a value is missing after \"%.*s\"",
                                  (int)(value_at - position), r->text + position)
                       : fault_at(r, value_at, error, "empty quotation marks");
  if (++r->n_terms > MAX_TERMS)
    return fault_at(r, position, error, "more than %d things to look for", MAX_TERMS);
  if (is_everything(field, quoted, value->str)) {
    add_operand(top_level(r), query_new(QUERY_ALL));
    return TRUE;
  }
  g_autoptr(Query) term = query_new(QUERY_TERM);
  term->field = field != NULL ? field->field : FIELD_ANY;
  term->phrase = quoted;
  if (!quoted && !is_date && value->len > 1 && value->str[value->len - 1] == '*') {
    term->prefix = TRUE;
    g_string_truncate(value, value->len - 1);
  }
  term->text = g_strdup(value->str);
  if (!check_value(r, term, value_at, error))
    return FALSE;
  add_operand(top_level(r), g_steal_pointer(&term));
  return TRUE;
}

static gboolean
at_word(const Reader *r, const char *word)
{
  const char *p = r->text + r->at;
  gsize len = strlen(word);
  return strncmp(p, word, len) == 0 && (p[len] == '\0' || strchr(" \t\r\n()\"", p[len]) != NULL);
}

/* One token at r->at, which is no blank. Operators are in capitals, as in Xapian and FTS. */
static gboolean
read_token(Reader *r, GError **error)
{
  Level *level = top_level(r);
  char c = r->text[r->at];
  if (c == '(')
    return open_group(r, NULL, error);
  if (c == ')')
    return close_group(r, error);
  if (at_word(r, "OR") || at_word(r, "AND")) {
    gboolean is_or = c == 'O';
    if (level->conjuncts->len == 0 || level->wants_operand || level->negations > 0)
      return fault_at(r, r->at, error, "something to look for is missing before %s",
                      is_or ? "OR" : "AND");
    if (is_or && !close_conjuncts(r, level, error))
      return FALSE;
    level->wants_operand = TRUE;
    r->at += is_or ? 2 : 3;
    return TRUE;
  }
  if (at_word(r, "NOT")) {
    level->negations++;
    r->at += 3;
    return TRUE;
  }
  if (c == '-' && strchr(" \t\r\n)", r->text[r->at + 1]) == NULL) {
    level->negations++;
    r->at++;
    return TRUE;
  }
  return read_term(r, error);
}

static Query *
finish(Reader *r, GError **error)
{
  Level *level = top_level(r);
  if (r->levels->len > 1) {
    fault_at(r, level->position, error, "\"(\" is not closed");
    return NULL;
  }
  gboolean nothing = level->alternatives->len == 0 && level->conjuncts->len == 0 &&
                     !level->wants_operand && level->negations == 0;
  if (nothing)
    return query_new(QUERY_ALL);
  if (!close_conjuncts(r, level, error))
    return NULL;
  return join(QUERY_OR, level->alternatives);
}

static Query *
read_all(Reader *r, GError **error)
{
  gsize len = strlen(r->text);
  if (len > QUERY_MAX_TEXT) {
    fault_at(r, QUERY_MAX_TEXT, error, "the query is longer than %d bytes", QUERY_MAX_TEXT);
    return NULL;
  }
  if (!g_utf8_validate(r->text, (gssize)len, NULL)) {
    fault_at(r, 0, error, "the query is not UTF-8 text");
    return NULL;
  }
  const char *nul = strstr(r->text, QUERY_NUL);
  if (nul != NULL) {
    fault_at(r, (guint)(nul - r->text), error,
             "a NUL is no text, and is shown as \"" QUERY_NUL "\"");
    return NULL;
  }
  push_level(r, 0);
  for (;;) {
    r->at += (guint)strspn(r->text + r->at, " \t\r\n");
    if (r->text[r->at] == '\0')
      return finish(r, error);
    if (!read_token(r, error))
      return NULL;
  }
}

Query *
query_parse(const char *text, gint64 now, const char *zone, QueryFault *fault, GError **error)
{
  g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func((GDestroyNotify)level_free);
  Reader r = {.text = text, .now = now, .zone = zone, .levels = levels};
  Query *query = read_all(&r, error);
  if (query == NULL && fault != NULL)
    fault->position = r.fault;
  return query;
}

static const char *
field_words(QueryField field)
{
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
    if (fields[i].field == field)
      return fields[i].meaning;
  return "anywhere";
}

/* zone: in which days of the query began; NULL: UTC. */
static void
append_day(GString *out, const char *what, gint64 when, GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
  g_autoptr(GDateTime) date = utc == NULL    ? NULL
                              : zone != NULL ? g_date_time_to_timezone(utc, zone)
                                             : g_date_time_ref(utc);
  g_autofree char *text =
      date != NULL ? g_date_time_format(date, "%Y-%m-%d %H:%M %Z") : g_strdup("?");
  g_string_append_printf(out, "%s %s", what, text);
}

static void
append_holds(GString *out, const char *what)
{
  static const struct {
    const char *what, *words;
  } known[] = {
      {"cve", "a CVE"},      {"advisory", "an advisory"}, {"mail", "the address of a mail"},
      {"web", "a web link"}, {"item", "an item"},         {"attachment", "an attachment"}};
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
    if (strcmp(known[i].what, what) == 0) {
      g_string_append_printf(out, "holds %s", known[i].words);
      return;
    }
  g_string_append_printf(out, "holds a %s", what);
}

static void
append_size(GString *out, const Query *term)
{
  gint64 most = term->until - 1;
  if (term->until == 0)
    g_string_append_printf(out, "%" G_GINT64_FORMAT " bytes or more", term->from);
  else if (most == term->from)
    g_string_append_printf(out, "%" G_GINT64_FORMAT " bytes", most);
  else if (term->from == 0)
    g_string_append_printf(out, "at most %" G_GINT64_FORMAT " bytes", most);
  else
    g_string_append_printf(out, "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " bytes", term->from,
                           most);
}

static void
append_term(GString *out, const Query *term, GTimeZone *zone)
{
  if (term->field == FIELD_SIZE) {
    append_size(out, term);
    return;
  }
  if (term->field == FIELD_DATE || term->field == FIELD_RT) {
    g_string_append(out, term->field == FIELD_DATE ? "sent" : "received");
    if (term->from != 0)
      append_day(out, " from", term->from, zone);
    if (term->until != 0)
      append_day(out, " before", term->until, zone);
    return;
  }
  if (term->field == FIELD_HAS) {
    append_holds(out, term->text);
    return;
  }
  g_string_append_printf(out, "“%s%s”", term->text, term->prefix ? "…" : "");
  if (term->field != FIELD_ANY)
    g_string_append_printf(out, " (%s)", field_words(term->field));
}

/* Nesting is bounded by MAX_NESTING, so this may recurse. */
static void
append_words(GString *out, const Query *query, gboolean inside, GTimeZone *zone)
{
  switch (query->op) {
  case QUERY_ALL:
    g_string_append(out, "everything");
    return;
  case QUERY_TERM:
    append_term(out, query, zone);
    return;
  case QUERY_NOT:
    g_string_append(out, "not ");
    append_words(out, query->children->pdata[0], TRUE, zone);
    return;
  case QUERY_AND:
  case QUERY_OR:
  default:
    break;
  }
  if (inside)
    g_string_append_c(out, '(');
  for (guint i = 0; i < query->children->len; i++) {
    if (i > 0)
      g_string_append(out, query->op == QUERY_OR ? " or " : " and ");
    append_words(out, query->children->pdata[i], TRUE, zone);
  }
  if (inside)
    g_string_append_c(out, ')');
}

char *
query_to_words(const Query *query, const char *zone)
{
  GString *out = g_string_new(NULL);
  g_autoptr(GTimeZone) local = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
  append_words(out, query, FALSE, local);
  return g_string_free(out, FALSE);
}

const QueryFieldHelp *
query_field_help(guint *n)
{
  *n = G_N_ELEMENTS(fields);
  return fields;
}
