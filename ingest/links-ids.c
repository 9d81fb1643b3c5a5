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
    if (digits < 2 || digits > 9 || !ends_word(t, length + digits))
      continue;
    char *address = NULL;
    char *own = is_any_bugzilla(forms[i].prefix)
                    ? trackers_own_number(scan->trackers, span_of(t.s + length, digits), &address)
                    : NULL;
    if (own != NULL) {
      links_tell(scan, LINK_BUG, span_of(t.s, length + digits), own, address);
      return length + digits;
    }
    return tell_ticket(scan, span_of(t.s, length + digits), forms[i].tracker,
                       span_of(t.s + length, digits));
  }
  return 0;
}

/* "Bug 77090", "bug #12", "Bug#884120": whose tracker it is, the mail does not say. */
static gsize
plain_bug(LinkScan *scan, Span t)
{
  if (!span_starts_fold(t, "bug"))
    return 0;
  gsize n = 3;
  gboolean hash = FALSE;
  while (n < t.n && n < 6 && (t.s[n] == ' ' || t.s[n] == '#' || t.s[n] == ':')) {
    hash = hash || t.s[n] == '#';
    n++;
  }
  gsize digits = n > 3 ? span_digits(span_skip(t, n)) : 0;
  if (digits < (hash ? 2u : 3u) || digits > 9 || !ends_word(t, n + digits))
    return 0;
  Span rest = span_skip(t, n + digits);
  if (rest.n > 1 && (rest.s[0] == '.' || rest.s[0] == ':' || rest.s[0] == '%') &&
      g_ascii_isdigit(rest.s[1]))
    return 0;
  return tell_number(scan, span_of(t.s, n + digits), span_of(t.s + n, digits));
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

/* --- advisories --- */

static gsize
tell_named(LinkScan *scan, LinkKind kind, Span value, const char *address)
{
  g_autofree char *up = g_ascii_strup(value.s, (gssize)value.n);
  char *url = address == NULL ? NULL : g_strconcat(address, up, NULL);
  links_tell(scan, kind, value, g_strconcat(link_kind_to_text(kind), ":", up, NULL), url);
  return value.n;
}

static gsize
advisory(LinkScan *scan, Span t)
{
  if (span_starts_fold(t, "cve-") || span_starts_fold(t, "can-")) {
    gsize year = span_digits(span_skip(t, 4));
    if (year != 4 || t.n < 10 || t.s[8] != '-')
      return 0;
    gsize digits = span_digits(span_skip(t, 9));
    if (digits < 4 || digits > 10 || !ends_word(t, 9 + digits) || g_ascii_toupper(t.s[0]) != 'C' ||
        g_ascii_toupper(t.s[1]) != 'V')
      return 0;
    return tell_named(scan, LINK_CVE, span_of(t.s, 9 + digits),
                      "https://www.cve.org/CVERecord?id=");
  }
  if (span_starts(t, "XSA-")) {
    gsize digits = span_digits(span_skip(t, 4));
    if (digits == 0 || digits > 4 || !ends_word(t, 4 + digits))
      return 0;
    char *url =
        g_strdup_printf("https://xenbits.xen.org/xsa/advisory-%.*s.html", (int)digits, t.s + 4);
    links_tell(scan, LINK_ADVISORY, span_of(t.s, 4 + digits),
               g_strdup_printf("advisory:XSA-%.*s", (int)digits, t.s + 4), url);
    return 4 + digits;
  }
  static const char *const years[] = {"RHSA-", "RHBA-", "RHEA-", "CESA-", "CEBA-",
                                      "CEEA-", "ELSA-", "ALSA-", "RLSA-"};
  for (gsize k = 0; k < G_N_ELEMENTS(years); k++)
    if (span_starts(t, years[k]) && span_digits(span_skip(t, 5)) == 4 && t.n > 10 &&
        (t.s[9] == ':' || t.s[9] == '-')) {
      gsize digits = span_digits(span_skip(t, 10));
      return digits < 3
                 ? 0
                 : tell_named(scan, LINK_ADVISORY, span_of(t.s, 10 + digits),
                              t.s[0] == 'R' && t.s[1] == 'H' ? "https://access.redhat.com/errata/"
                                                             : NULL);
    }
  static const char *const plain[] = {"DSA-", "DLA-", "USN-"};
  for (gsize k = 0; k < G_N_ELEMENTS(plain); k++)
    if (span_starts(t, plain[k])) {
      gsize n = 4 + span_digits(span_skip(t, 4));
      if (n < 7)
        return 0;
      if (n + 1 < t.n && t.s[n] == '-' && g_ascii_isdigit(t.s[n + 1]))
        n += 1 + span_digits(span_skip(t, n + 1));
      return tell_named(scan, LINK_ADVISORY, span_of(t.s, n), NULL);
    }
  if (span_starts(t, "GHSA-") && t.n >= 19 && t.s[9] == '-' && t.s[14] == '-' && ends_word(t, 19))
    return tell_named(scan, LINK_ADVISORY, span_of(t.s, 19), "https://github.com/advisories/");
  return 0;
}

/* --- patches --- */

static gsize
patch_name(LinkScan *scan, Span t)
{
  gsize n = 5;
  if (span_digits(t) != 4 || t.n < 12 || t.s[4] != '-')
    return 0;
  while (n < t.n &&
         (g_ascii_isalnum(t.s[n]) || strchr("._+-", t.s[n]) != NULL || (guchar)t.s[n] >= 0x80))
    n++;
  while (n > 5 && strchr("._+-", t.s[n - 1]) != NULL)
    n--;
  Span name = span_of(t.s, n);
  if (!span_ends_fold(name, ".patch") && !span_ends_fold(name, ".diff"))
    return 0;
  links_tell(scan, LINK_PATCH, name, g_strdup_printf("patch:%.*s", (int)n, t.s), NULL);
  return n;
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
  if (word.n == 0 && scan->before.n > 0)
    word = word_before(span_rtrim(scan->before), span_rtrim(scan->before).n);
  if (is_commit_word(word) || says_pushed(near, word))
    return TRUE;
  if (span_is_fold(word, "and") || span_is_fold(word, "or") ||
      (word.n > 7 && word.s[word.n - 1] == ',')) {
    near = span_skip(left, at > NEAR_LIST ? at - NEAR_LIST : 0);
    return span_find_word(near, "commits") >= 0;
  }
  return FALSE;
}

/* 'HASH ("title")', also wrapped behind the hash. */
static gboolean
has_title(const LinkScan *scan, Span after)
{
  after = span_ltrim(after);
  if (after.n == 0)
    after = span_ltrim(scan->next);
  return span_starts(after, "(\"") || span_starts(after, "('") || span_starts(after, "(“");
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
  if (!looks && !(said && digits >= 1) && !is_pointed_at(word, local, digits))
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
    break;
  case 'v':
    return t.n > 4 && g_ascii_isdigit(t.s[1]) ? commit_range(scan, t) : 0;
  default:
    break;
  }
  if (taken == 0 && strchr("CXRDUGEAcAL", t.s[0]) != NULL)
    taken = advisory(scan, t);
  if (taken == 0 && g_ascii_isdigit(t.s[0]))
    taken = patch_name(scan, t);
  if (taken == 0 && g_ascii_isxdigit(t.s[0]) && span_hex(t) >= 7) {
    taken = commit_range(scan, t);
    if (taken == 0)
      taken = commit_hash(scan, line, at);
  }
  return taken;
}
