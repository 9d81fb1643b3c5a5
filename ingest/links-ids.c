/* References that are no addresses: tickets, advisories, patches, commits, Message-IDs. */
#include "ingest/links.h"
#include "ingest/trackers.h"

static gboolean
is_word(char c)
{
  return g_ascii_isalnum(c) || c == '_';
}

static gboolean
ends_word(Span t, gsize n)
{
  return n >= t.n || !is_word(t.s[n]);
}

/* --- tickets --- */

/* The ticket of a tracker that comes built in. */
static gsize
tell_ticket(LinkScan *scan, Span value, const char *tracker, Span number)
{
  char *address = NULL;
  char *key = trackers_ticket(trackers_built_in(tracker)->address, number, &address);
  links_tell(scan, LINK_BUG, value, key, address);
  return value.n;
}

/* A number whose tracker the mail does not say: the group's own, else any. */
static gsize
tell_number(LinkScan *scan, Span value, Span number)
{
  char *address = NULL;
  char *key = trackers_own_number(scan->trackers, number, &address);
  if (key == NULL)
    key = g_strdup_printf("bug:%.*s", (int)number.n, number.s);
  links_tell(scan, LINK_BUG, value, key, address);
  return value.n;
}

/* "BZ#1" is some Bugzilla's: Red Hat's, unless the group has a tracker of its own. */
static gboolean
is_any_bugzilla(const char *prefix)
{
  return g_ascii_strncasecmp(prefix, "bz", 2) == 0;
}

/* Behind a number: ", 118402 and 118403", ", #13"; of the same tracker. like: digits of the first
 * one. many: the word in front is "bugs". Returns where it ends. */
static gsize
more_numbers(LinkScan *scan, Span t, gsize n, gsize like, gboolean many, const char *tracker)
{
  static const char *const joins[] = {", and ", ", ", " and ", " & ", " or ", ","};
  for (guint more = 0; more < 50; more++) {
    gsize at = n;
    for (gsize k = 0; k < G_N_ELEMENTS(joins) && at == n; k++)
      at += span_starts(span_skip(t, n), joins[k]) ? strlen(joins[k]) : 0;
    gsize hash = at > n && at < t.n && t.s[at] == '#' ? 1 : 0;
    gsize digits = at > n ? span_digits(span_skip(t, at + hash)) : 0;
    gsize least = hash > 0 ? 2 : many ? 3 : 5, end = at + hash + digits;
    gboolean goes_on = end + 1 < t.n && strchr(".:%", t.s[end]) != NULL && !ends_word(t, end + 1);
    if (digits < least || digits > 9 || (hash == 0 && digits != like) || !ends_word(t, end) ||
        goes_on)
      break;
    Span value = span_of(t.s + at, hash + digits), number = span_of(t.s + at + hash, digits);
    if (tracker == NULL)
      tell_number(scan, value, number);
    else
      tell_ticket(scan, value, tracker, number);
    n = end;
  }
  return n;
}

static gsize
short_ticket(LinkScan *scan, Span t)
{
  guint n;
  const TrackerShort *forms = trackers_short_forms(&n);
  for (guint i = 0; i < n; i++) {
    gsize length = strlen(forms[i].prefix);
    if (!span_starts_fold(t, forms[i].prefix))
      continue;
    gsize digits = span_digits(span_skip(t, length));
    gsize least = forms[i].prefix[length - 1] == '#' ? 1 : 2;
    if (digits < least || digits > 9 || !ends_word(t, length + digits))
      continue;
    Span value = span_of(t.s, length + digits), number = span_of(t.s + length, digits);
    char *address = NULL;
    char *own = is_any_bugzilla(forms[i].prefix)
                    ? trackers_own_number(scan->trackers, number, &address)
                    : NULL;
    if (own != NULL)
      links_tell(scan, LINK_BUG, value, own, address);
    else
      tell_ticket(scan, value, forms[i].tracker, number);
    return more_numbers(scan, t, value.n, digits, FALSE, own != NULL ? NULL : forms[i].tracker);
  }
  return 0;
}

/* "CENTOS 8702"; "CENTOS 2015" is a year. */
static gsize
centos_ticket(LinkScan *scan, Span t)
{
  static const char word[] = "CENTOS ";
  gsize n = strlen(word), digits = span_starts(t, word) ? span_digits(span_skip(t, n)) : 0;
  if (digits < 4 || digits > 5 || !ends_word(t, n + digits) ||
      (digits == 4 && (span_starts(span_skip(t, n), "19") || span_starts(span_skip(t, n), "20"))))
    return 0;
  return tell_ticket(scan, span_of(t.s, n + digits), "centos", span_of(t.s + n, digits));
}

/* "Bug 77090", "bug #12", "Bug#884120", "bugs 118401, 118402 and 118403": whose tracker it is, the
 * mail does not say. */
static gsize
plain_bug(LinkScan *scan, Span t)
{
  if (!span_starts_fold(t, "bug"))
    return 0;
  gboolean hash = FALSE, many = t.n > 3 && span_lower(t.s[3]) == 's';
  gsize word = many ? 4 : 3, n = word;
  while (n < t.n && n < word + 3 && (t.s[n] == ' ' || t.s[n] == '#' || t.s[n] == ':')) {
    hash = hash || t.s[n] == '#';
    n++;
  }
  gsize digits = n > word ? span_digits(span_skip(t, n)) : 0;
  if (digits < (hash ? 2u : 3u) || digits > 9 || !ends_word(t, n + digits))
    return 0;
  Span rest = span_skip(t, n + digits);
  if (rest.n > 1 && (rest.s[0] == '.' || rest.s[0] == ':' || rest.s[0] == '%') &&
      g_ascii_isdigit(rest.s[1]))
    return 0;
  tell_number(scan, span_of(t.s, n + digits), span_of(t.s + n, digits));
  return more_numbers(scan, t, n + digits, digits, many, NULL);
}

/* "Closes: #884120, #884133": one of Debian's for each number. */
static gsize
closes_list(LinkScan *scan, Span t)
{
  if (!span_starts_fold(t, "closes:"))
    return 0;
  gsize n = 7;
  gboolean any = FALSE;
  while (n < t.n) {
    gsize at = n;
    while (at < t.n && (t.s[at] == ' ' || t.s[at] == ','))
      at++;
    if (span_starts_fold(span_skip(t, at), "bug"))
      at += 3;
    if (at >= t.n || t.s[at] != '#')
      break;
    gsize digits = span_digits(span_skip(t, at + 1));
    if (digits < 3 || digits > 9)
      break;
    tell_ticket(scan, span_of(t.s + at, digits + 1), "debian", span_of(t.s + at + 1, digits));
    any = TRUE;
    n = at + 1 + digits;
  }
  return any ? n : 0;
}

/* --- commits --- */

static Span
word_before(Span line, gsize at)
{
  while (at > 0 && strchr(" \t:(\"'`#*", line.s[at - 1]) != NULL)
    at--;
  gsize end = at;
  while (at > 0 && !span_is_blank_char(line.s[at - 1]) && line.s[at - 1] != '(')
    at--;
  return span_of(line.s + at, end - at);
}

static gboolean
is_commit_word(Span word)
{
  static const char *const words[] = {
      "commit", "commits",     "changeset", "commit-id", "revision",      "cset", "reverts",
      "fixes",  "base-commit", "sha",       "upstream",  "cherry-picked", NULL};
  return span_in_list(word, words);
}

static gboolean
is_sum_word(Span word)
{
  static const char *const words[] = {
      "md5",         "sha1",  "sha256", "sha512", "sha1sum", "md5sum", "checksum", "sum", "uuid",
      "fingerprint", "hash:", "key",    "gpg",    "pgp",     "serial", "build",    "id",  NULL};
  return span_in_list(word, words);
}

/* "SHA1 of the image: da39a3..." */
static gboolean
says_sum(Span left)
{
  static const char *const sums[] = {"sha1", "sha1sum", "checksum", "fingerprint", NULL};
  return span_has_word_of(left, sums) && span_find_word(left, "commit") < 0;
}

/* "Pushed to master with small edits, see 81be0c44f." */
static gboolean
says_pushed(Span left, Span word)
{
  static const char *const verbs[] = {"pushed", "committed", "landed", "merged", "applied", NULL};
  static const char *const before[] = {"see", "as", "in", "with", "is", NULL};
  return span_in_list(word, before) && span_has_word_of(left, verbs);
}

/* "upstream fix is d2f0a4c6b1e9", "fixed by 81be0c44f": several letters among the digits, and not
 * as long as an MD5 sum. */
static gboolean
says_fixed(Span left, Span hash)
{
  static const char *const phrases[] = {"fix is", "fixed by", "fixed in", "upstream fix", NULL};
  enum { MD5 = 32 };
  guint digits = 0;
  for (gsize i = 0; i < hash.n; i++)
    digits += g_ascii_isdigit(hash.s[i]) ? 1 : 0;
  if (digits < 2 || digits + 2 > hash.n || hash.n == MD5 || says_sum(left))
    return FALSE;
  left = span_rtrim(left);
  while (left.n > 0 && strchr(":(`", left.s[left.n - 1]) != NULL)
    left = span_rtrim(span_of(left.s, left.n - 1));
  for (const char *const *p = phrases; *p != NULL; p++)
    if (span_ends_fold(left, *p) &&
        (left.n == strlen(*p) || !is_word(left.s[left.n - strlen(*p) - 1])))
      return TRUE;
  return FALSE;
}

/* "We commit 1000000 rows at a time": digits alone behind the verb are no hash. */
static gboolean
is_verb_of(Span left)
{
  static const char *const before[] = {"i", "we", "you", "they", "will", "can", "should", NULL};
  Span word = word_before(left, left.n);
  return span_is_fold(word, "commit") &&
         span_in_list(word_before(left, (gsize)(word.s - left.s)), before);
}

/* Is the hash said to be a commit by the words left of it, or by a list that such a word opened
 * ("commits abc1234 and def5678")? */
static gboolean
said_commit(const LinkScan *scan, Span line, gsize at)
{
  /* No sentence says it from further away, and a line may be endless. */
  enum { NEAR = 200, NEAR_LIST = 120 };
  Span left = span_of(line.s, at);
  Span word = word_before(left, at), near = span_skip(left, at > NEAR ? at - NEAR : 0);
  Span over = span_rtrim(scan->before);
  if (word.n == 0 && over.n > 0)
    word = word_before(over, over.n);
  if (is_commit_word(word) || says_pushed(near, word))
    return TRUE;
  Span hash = span_of(line.s + at, span_hex(span_skip(line, at)));
  over = span_skip(over, over.n > NEAR ? over.n - NEAR : 0);
  if (says_fixed(span_trim(near).n > 0 ? near : over, hash))
    return TRUE;
  if (span_is_fold(word, "and") || span_is_fold(word, "or") ||
      (word.n > 7 && word.s[word.n - 1] == ',')) {
    near = span_skip(left, at > NEAR_LIST ? at - NEAR_LIST : 0);
    return span_find_word(near, "commits") >= 0;
  }
  return FALSE;
}

/* "(pool: do not sleep ...": the part of the source in front, as subjects of commits have it. */
static gboolean
begins_subject(Span t)
{
  gsize n = 1;
  while (n < t.n && n < 40 && (g_ascii_isalnum(t.s[n]) || strchr("/_-.,", t.s[n]) != NULL))
    n++;
  return n > 2 && n + 2 < t.n && t.s[0] == '(' && g_ascii_islower(t.s[1]) && t.s[n] == ':' &&
         t.s[n + 1] == ' ';
}

/* 'HASH ("title")', 'HASH (pool: title)', also wrapped behind the hash. */
static gboolean
has_title(const LinkScan *scan, Span after)
{
  after = span_ltrim(after);
  if (after.n == 0)
    after = span_ltrim(scan->next);
  return span_starts(after, "(\"") || span_starts(after, "('") || span_starts(after, "(“") ||
         begins_subject(after);
}

static gsize
commit_hash(LinkScan *scan, Span line, gsize at)
{
  Span t = span_skip(line, at);
  gsize n = span_hex(t);
  if (n < 7 || n > 40 || !ends_word(t, n))
    return 0;
  char left = at > 0 ? line.s[at - 1] : ' ', right = n < t.n ? t.s[n] : ' ';
  if (strchr("-/@=.#+%&_$:", left) != NULL && !(left == ':' && said_commit(scan, line, at)))
    return 0;
  gboolean wordy = n + 1 < t.n && is_word(t.s[n + 1]);
  if (right == '@' || right == '/' || (strchr("-.=_", right) != NULL && wordy) ||
      (right == ':' && wordy))
    return 0;
  gboolean digit = FALSE, letter = FALSE;
  for (gsize i = 0; i < n; i++) {
    digit = digit || g_ascii_isdigit(t.s[i]);
    letter = letter || g_ascii_isalpha(t.s[i]);
  }
  if (!digit)
    return 0;
  gboolean said = said_commit(scan, line, at);
  gboolean titled = letter && has_title(scan, span_skip(t, n));
  gboolean full = n == 40 && letter && !is_sum_word(word_before(span_of(line.s, at), at)) &&
                  !says_sum(span_of(line.s, MIN(at, 200)));
  if (!said && !titled && !full)
    return 0;
  if (!letter && n != 40 && (!said || is_verb_of(span_of(line.s, at))))
    return 0;
  g_autofree char *low = g_ascii_strdown(t.s, (gssize)n);
  links_tell(scan, LINK_COMMIT, span_of(t.s, n), g_strconcat("commit:", low, NULL), NULL);
  return n;
}

/* "v5.13..v5.14", "1fe2abc..9be3def" */
static gsize
commit_range(LinkScan *scan, Span t)
{
  gsize n = 0, dots = 0;
  while (n < t.n && (g_ascii_isalnum(t.s[n]) || strchr("._-+/", t.s[n]) != NULL)) {
    if (dots == 0 && n > 0 && t.s[n] == '.' && n + 2 < t.n && t.s[n + 1] == '.' &&
        g_ascii_isalnum(t.s[n + 2]))
      dots = n;
    n++;
  }
  while (n > 0 && strchr("._-+/", t.s[n - 1]) != NULL)
    n--;
  if (dots == 0 || dots + 2 >= n)
    return 0;
  Span from = span_of(t.s, dots), to = span_of(t.s + dots + 2, n - dots - 2);
  gboolean tags = from.s[0] == 'v' && from.n > 2 && g_ascii_isdigit(from.s[1]) && to.s[0] == 'v' &&
                  to.n > 2 && g_ascii_isdigit(to.s[1]);
  gboolean hashes =
      from.n >= 7 && from.n <= 40 && span_hex(from) == from.n && to.n >= 7 && span_hex(to) == to.n;
  if (!tags && !hashes)
    return 0;
  links_tell(scan, LINK_COMMIT, span_of(t.s, n), g_strdup_printf("commit:%.*s", (int)n, t.s), NULL);
  return n;
}

/* --- Message-IDs --- */

/* "see <CAKx7f0tRm2b@mail.example.com>": digits among letters of both cases are no name. */
static gboolean
is_pointed_at(Span word, Span local, guint digits)
{
  static const char *const pointers[] = {"see", "at", "in", NULL};
  gboolean upper = FALSE, lower = FALSE;
  for (gsize i = 0; i < local.n; i++) {
    upper = upper || g_ascii_isupper(local.s[i]);
    lower = lower || g_ascii_islower(local.s[i]);
  }
  return digits >= 3 && upper && lower && local.n >= 10 && span_in_list(word, pointers) &&
         !g_ascii_isdigit(local.s[0]) && g_ascii_isdigit(local.s[local.n - 1]) == FALSE;
}

/* "gave his reasons in <async-veto.ann@example.org>": nobody's reasons are in a person. */
static gboolean
is_told_in(Span before)
{
  static const char *const told[] = {"reasons",  "reason",     "explained", "described", "argued",
                                     "written",  "objections", "details",   "summary",   "proposed",
                                     "answered", "reported",   "announced", NULL};
  before = span_rtrim(before);
  return span_ends_fold(before, " in") &&
         span_in_list(word_before(before, before.n - strlen(" in")), told);
}

/* <20260330-storm@volta.example.com> and no person's address: many digits, or a word left of it
 * that says so. */
static gsize
message_id(LinkScan *scan, Span line, gsize at)
{
  static const char *const words[] = {
      "message-id",  "msgid",       "message",    "mid",  "depends-on", "in-reply-to", "id",
      "message-id:", "depends-on:", "references", "mail", "posting",    NULL};
  Span t = span_skip(line, at);
  gssize close = span_find_char(t, '>');
  gssize host = span_find_char(t, '@');
  if (close < 6 || host < 2 || host > close || close > 250)
    return 0;
  Span id = span_of(t.s + 1, (gsize)close - 1);
  Span local = span_of(t.s + 1, (gsize)host - 1);
  guint digits = 0;
  for (gsize i = 0; i < id.n; i++) {
    if (span_is_blank_char(id.s[i]) || id.s[i] == '<' || id.s[i] == ':')
      return 0;
    digits += i < local.n && g_ascii_isdigit(id.s[i]) ? 1 : 0;
  }
  Span word = word_before(line, at);
  if (word.n == 0 && span_trim(span_of(line.s, at)).n == 0 && scan->before.n > 0)
    word = word_before(span_rtrim(scan->before), span_rtrim(scan->before).n);
  gboolean said = span_in_list(word, words);
  gboolean looks = digits >= 6 || span_ends_fold(id, "@mail.gmail.com") ||
                   (digits >= 2 && span_ends_fold(local, ".fsf")) ||
                   (digits >= 4 && span_find_char(local, '$') > 0);
  if (!looks && !(said && digits >= 1) && !is_pointed_at(word, local, digits) &&
      !is_told_in(span_of(line.s, at)))
    return 0;
  char *url = NULL;
  links_tell(scan, LINK_MAIL, id, g_strdup_printf("mail:%.*s", (int)id.n, id.s), url);
  return (gsize)close + 1;
}

static gsize
added_form(LinkScan *scan, Span t)
{
  char *key = NULL, *address = NULL;
  gsize taken = trackers_own_form(scan->trackers, t, &key, &address);
  if (taken > 0)
    links_tell(scan, LINK_BUG, span_of(t.s, taken), key, address);
  return taken;
}

/* --- the group's own tracker --- */

/* A pull request by its number, where the group's tracker is that of a forge. */
static gsize
tell_review(LinkScan *scan, Span value, Span number)
{
  char *address = NULL;
  char *key = trackers_own_review(scan->trackers, number, &address);
  if (key == NULL)
    return 0;
  links_tell(scan, LINK_PATCH, value, key, address);
  return value.n;
}

/* "PR #12", "MR !12", "pull request 12", "issue #12", "GH-12": bytes in front of the number, 0 for
 * none. */
static gsize
word_of_number(Span t, gboolean *review)
{
  static const char *const reviews[] = {"pull request", "merge request", "pr", "mr", NULL};
  static const char *const tickets[] = {"issues", "issue", "tickets", "ticket", NULL};
  gsize n = 0;
  *review = FALSE;
  if (span_starts_fold(t, "gh-") || span_starts_fold(t, "gh#"))
    return 3;
  *review = span_starts_in_list(t, reviews, &n);
  if (!*review && !span_starts_in_list(t, tickets, &n))
    return 0;
  gsize word = n;
  n += n < t.n && t.s[n] == ' ' ? 1 : 0;
  n += n < t.n && (t.s[n] == '#' || (*review && t.s[n] == '!')) ? 1 : 0;
  return n > word ? n : 0;
}

/* "#12" behind a word that counts something else */
static gboolean
counts_else(Span word)
{
  static const char *const words[] = {
      "comment",  "comments", "patch",      "patches",  "option", "step",    "build",   "slide",
      "page",     "port",     "channel",    "rank",     "number", "item",    "topic",   "release",
      "table",    "figure",   "point",      "question", "part",   "reply",   "cpu",     "core",
      "line",     "job",      "run",        "track",    "room",   "gate",    "chapter", "section",
      "proposal", "action",   "resolution", "vote",     "change", "version", "test",    "pr",
      "mr",       "request",  NULL};
  return span_in_list(word, words);
}

/* Numbers that mean something because the group has a tracker. */
static gsize
own_number(LinkScan *scan, Span line, gsize at)
{
  Span t = span_skip(line, at);
  gboolean review = t.s[0] == '!', mark = review || t.s[0] == '#';
  gsize n = mark ? 1 : word_of_number(t, &review);
  gsize digits = n > 0 ? span_digits(span_skip(t, n)) : 0;
  if (digits < (t.s[0] == '#' ? 2u : 1u) || digits > 9 || !ends_word(t, n + digits))
    return 0;
  if (mark &&
      (counts_else(word_before(line, at)) || (at > 0 && strchr(" \t(,[", line.s[at - 1]) == NULL)))
    return 0;
  Span value = span_of(t.s, n + digits), number = span_of(t.s + n, digits);
  if (review)
    return tell_review(scan, value, number);
  tell_number(scan, value, number);
  return more_numbers(scan, t, n + digits, digits, FALSE, NULL);
}

gsize
links_short_form(LinkScan *scan, Span line, gsize at)
{
  Span t = span_skip(line, at);
  gsize taken = scan->trackers != NULL ? added_form(scan, t) : 0;
  if (taken > 0)
    return taken;
  switch (g_ascii_tolower(t.s[0])) {
  case '<':
    return message_id(scan, line, at);
  case 'r':
  case 'l':
    taken = short_ticket(scan, t);
    break;
  case 'b':
    taken = short_ticket(scan, t);
    if (taken == 0)
      taken = plain_bug(scan, t);
    break;
  case 'c':
    taken = closes_list(scan, t);
    if (taken == 0)
      taken = short_ticket(scan, t);
    if (taken == 0)
      taken = centos_ticket(scan, t);
    break;
  case 'v':
    taken = t.n > 4 && g_ascii_isdigit(t.s[1]) ? commit_range(scan, t) : 0;
    break;
  default:
    break;
  }
  if (taken == 0 && (g_ascii_isupper(t.s[0]) || t.s[0] == 'c' || t.s[0] == 'o'))
    taken = links_advisory(scan, t);
  if (taken == 0 && scan->trackers != NULL && trackers_has_own(scan->trackers))
    taken = own_number(scan, line, at);
  if (taken == 0 && g_ascii_isxdigit(t.s[0]) && span_hex(t) >= 7) {
    taken = commit_range(scan, t);
    if (taken == 0)
      taken = commit_hash(scan, line, at);
  }
  return taken;
}
