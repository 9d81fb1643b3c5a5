#include "ingest/trackers.h"

/* --- addresses --- */

typedef struct {
  Span host, path, query, fragment;
  guint32
      initials; /* of the path's parts, a bit for each letter: nearly all markers are out by them */
} Address;

static inline guint32
initial(char c)
{
  return 1u << (c & 31);
}

static Span
cut_at(Span *t, char c)
{
  gssize at = span_find_char(*t, c);
  Span rest = at < 0 ? span_of(t->s + t->n, 0) : span_skip(*t, (gsize)at + 1);
  if (at >= 0)
    t->n = (gsize)at;
  return rest;
}

static Address
split_address(Span url)
{
  Address a = {0};
  const char *colon = memmem(url.s, url.n, "://", 3);
  Span rest = colon == NULL ? url : span_skip(url, (gsize)(colon - url.s) + 3);
  a.fragment = cut_at(&rest, '#');
  a.query = cut_at(&rest, '?');
  gssize slash = span_find_char(rest, '/');
  a.host = slash < 0 ? rest : span_of(rest.s, (gsize)slash);
  a.path = slash < 0 ? span_of(rest.s + rest.n, 0) : span_skip(rest, (gsize)slash);
  gssize at = span_find_char(a.host, '@');
  if (at >= 0)
    a.host = span_skip(a.host, (gsize)at + 1);
  if (span_starts_fold(a.host, "www."))
    a.host = span_skip(a.host, 4);
  for (gsize i = 0; i + 1 < a.path.n; i++)
    if (a.path.s[i] == '/')
      a.initials |= initial(a.path.s[i + 1]);
  return a;
}

/* Value of a parameter; gitweb divides by ";", others by "&". */
static Span
parameter(const Address *a, const char *name)
{
  gsize n = strlen(name);
  Span q = a->query;
  while (q.n > 0) {
    gsize end = 0;
    while (end < q.n && q.s[end] != '&' && q.s[end] != ';')
      end++;
    if (end > n && q.s[n] == '=' && memcmp(q.s, name, n) == 0)
      return span_of(q.s + n + 1, end - n - 1);
    q = span_skip(q, end + 1);
  }
  return span_of(a->query.s, 0);
}

/* What stands behind "/marker/" in the path up to the next slash; n == 0: no such part. Addresses
 * are asked for dozens of markers, so only where a slash stands is compared; a marker without one
 * in front stands behind one. */
static Span
after_marker(const Address *a, const char *marker)
{
  Span path = a->path;
  gsize n = strlen(marker), skip = marker[0] == '/' ? 0 : 1;
  char second = marker[1 - skip];
  if ((a->initials & initial(second)) == 0)
    return span_of(path.s, 0);
  for (gsize i = 0; i + skip + n <= path.n; i++) {
    if (path.s[i] != '/' || path.s[i + 1] != second || path.s[i + skip] != marker[0] ||
        memcmp(path.s + i + skip, marker, n) != 0)
      continue; /* nearly always, and without a call */
    Span rest = span_skip(path, i + skip + n);
    gssize slash = span_find_char(rest, '/');
    return slash < 0 ? rest : span_of(rest.s, (gsize)slash);
  }
  return span_of(path.s, 0);
}

/* Does "/part" stand in the path, in any case? */
static gboolean
has_part(const Address *a, const char *part)
{
  Span path = a->path;
  if ((a->initials & initial(part[1])) == 0)
    return FALSE;
  for (gsize i = 0; i + 1 < path.n; i++)
    if (path.s[i] == '/' && span_may_be_letter(path.s[i + 1], part[1]) &&
        span_starts_fold(span_skip(path, i), part))
      return TRUE;
  return FALSE;
}

static gboolean
all_digits(Span t)
{
  return t.n > 0 && t.n <= 12 && span_digits(t) == t.n;
}

static gboolean
is_hash(Span t)
{
  return t.n >= 7 && t.n <= 40 && span_hex(t) == t.n;
}

static char *
make_key(const char *kind, Span host, const char *between, Span rest)
{
  g_autofree char *low = g_ascii_strdown(host.s, (gssize)host.n);
  return g_strdup_printf("%s:%s%s%.*s", kind, low, between, (int)rest.n, rest.s);
}

static char *
commit_key(Span hash)
{
  g_autofree char *low = g_ascii_strdown(hash.s, (gssize)hash.n);
  return g_strconcat("commit:", low, NULL);
}

/* Savannah: /bugs/?55123; Monorail: /p/PROJECT/issues/detail?id=2222; SourceHut:
 * todo.example.org/~who/tracker/12; StoryBoard: /#!/story/2005471; Roundup: /issue12345 */
static gboolean
is_odd_bug(const Address *a, char **key)
{
  static const char story[] = "!/story/", issue[] = "/issue";
  if (span_starts(a->fragment, story) && all_digits(span_skip(a->fragment, strlen(story)))) {
    *key = make_key("bug", a->host, "/", span_skip(a->fragment, strlen(story)));
    return TRUE;
  }
  if (span_starts(a->path, issue) && all_digits(span_skip(a->path, strlen(issue)))) {
    *key = make_key("bug", a->host, "/", span_skip(a->path, strlen(issue)));
    return TRUE;
  }
  static const char detail[] = "/issues/detail";
  if ((span_ends_fold(a->path, "/bugs/") || span_ends_fold(a->path, "/bugs/index.php")) &&
      all_digits(a->query)) {
    *key = make_key("bug", a->host, "/", a->query);
    return TRUE;
  }
  Span id = parameter(a, "id");
  if (span_ends_fold(a->path, detail) && all_digits(id)) {
    g_autofree char *where = g_strdup_printf("%.*s/", (int)(a->path.n - strlen(detail)), a->path.s);
    *key = make_key("bug", a->host, where, id);
    return TRUE;
  }
  if (span_starts_fold(a->host, "todo.") && span_starts(a->path, "/~")) {
    gsize slash = a->path.n;
    while (a->path.s[slash - 1] != '/')
      slash--;
    if (!all_digits(span_skip(a->path, slash)))
      return FALSE;
    *key = make_key("bug", a->host, "", a->path);
    return TRUE;
  }
  return FALSE;
}

static gboolean
is_bug(const Address *a, char **key)
{
  static const char *const id_pages[] = {
      "/view.php",     "/show_bug.cgi",        "/bug_view_page.php",
      "/view_bug.cgi", "/Ticket/Display.html", "/Bug/Display.html"};
  static const char *const issue_parts[] = {"/-/issues/", "/issues/", "/issue/", "/-/work_items/",
                                            "/ticket/",   "/+bug/",   "/bugs/",  "/bug/"};
  for (gsize k = 0; k < G_N_ELEMENTS(id_pages); k++) {
    Span id = parameter(a, "id");
    if (span_ends_fold(a->path, id_pages[k]) && all_digits(id)) {
      *key = make_key("bug", a->host, "/", id);
      return TRUE;
    }
  }
  if (span_is_fold(a->host, "bugs.debian.org")) {
    Span id = parameter(a, "bug");
    if (id.n == 0)
      id = span_skip(a->path, 1);
    if (all_digits(id)) {
      *key = make_key("bug", a->host, "/", id);
      return TRUE;
    }
  }
  if (span_ends_fold(a->host, "launchpad.net")) {
    Span id = after_marker(a, "/+bug/");
    if (id.n == 0)
      id = after_marker(a, "/bugs/");
    if (all_digits(id)) {
      *key = make_key("bug", SPAN("launchpad.net"), "/", id);
      return TRUE;
    }
  }
  Span jira = after_marker(a, "/browse/");
  gssize dash = span_find_char(jira, '-');
  if (dash > 0 && g_ascii_isupper(jira.s[0]) && all_digits(span_skip(jira, (gsize)dash + 1))) {
    *key = make_key("bug", a->host, "/", jira);
    return TRUE;
  }
  /* Phabricator: phabricator.example.org/T388210 */
  if (a->path.n > 2 && a->path.s[1] == 'T' && all_digits(span_skip(a->path, 2)) &&
      span_starts_fold(a->host, "phab")) {
    *key = make_key("bug", a->host, "", a->path);
    return TRUE;
  }
  if (is_odd_bug(a, key))
    return TRUE;
  gboolean tracker = span_starts_fold(a->host, "bugzilla.") || span_starts_fold(a->host, "bugs.") ||
                     span_starts_fold(a->host, "debbugs.");
  if (tracker && all_digits(span_skip(a->path, 1))) {
    *key = make_key("bug", a->host, "/", span_skip(a->path, 1));
    return TRUE;
  }
  for (gsize k = 0; k < G_N_ELEMENTS(issue_parts); k++) {
    Span id = after_marker(a, issue_parts[k]);
    if (!all_digits(id))
      continue;
    /* owner/project#number: a tracker inside a forge */
    Span project = span_of(a->path.s, (gsize)(id.s - a->path.s) - strlen(issue_parts[k]));
    g_autofree char *where = g_strndup(project.s, project.n);
    g_autofree char *low = g_ascii_strdown(a->host.s, (gssize)a->host.n);
    *key = g_strdup_printf("bug:%s%s/%.*s", low, where, (int)id.n, id.s);
    return TRUE;
  }
  return FALSE;
}

static gboolean
is_commit(const Address *a, char **key)
{
  static const char *const parts[] = {"/-/commit/", "/commit/", "/commits/", "/rev/", "/changeset/",
                                      "/revision/", "/linus/",  "/+/",       "/c/"};
  Span action = parameter(a, "a"), hash = parameter(a, "h");
  if (span_starts(action, "commit") && is_hash(hash)) {
    *key = commit_key(hash);
    return TRUE;
  }
  hash = parameter(a, "id");
  if (is_hash(hash) && has_part(a, "/commit")) {
    *key = commit_key(hash);
    return TRUE;
  }
  for (gsize k = 0; k < G_N_ELEMENTS(parts); k++) {
    hash = after_marker(a, parts[k]);
    if (span_ends_fold(hash, ".patch"))
      hash.n -= 6;
    /* "/+/" and "/c/" also number Gerrit's changes */
    gsize least = strlen(parts[k]) == 3 ? 12 : 7;
    if (is_hash(hash) && hash.n >= least) {
      *key = commit_key(hash);
      return TRUE;
    }
  }
  return FALSE;
}

static char *
plain_key(const char *kind, const Address *a)
{
  GString *out = g_string_new(kind);
  g_autofree char *low = g_ascii_strdown(a->host.s, (gssize)a->host.n);
  Span path = a->path;
  while (a->query.n == 0 && path.n > 0 && path.s[path.n - 1] == '/')
    path.n--;
  g_string_append_printf(out, ":%s%.*s", low, (int)path.n, path.s);
  if (a->query.n > 0)
    g_string_append_printf(out, "?%.*s", (int)a->query.n, a->query.s);
  return g_string_free(out, FALSE);
}

/* Gerrit without a project: gerrit.example.org/c/102234/, /102234, /r/102234; with its old fragment
 * /#/c/102234/3. */
static gboolean
is_gerrit(const Address *a, char **key)
{
  Span number = after_marker(a, "/c/");
  gboolean gerrit = span_find_fold(a->host, "gerrit") >= 0 ||
                    span_starts_fold(a->host, "review.") ||
                    span_starts_fold(a->host, "codereview.");
  if (span_starts(a->fragment, "/c/")) {
    *key = make_key("patch", a->host, "/#", a->fragment);
    return TRUE;
  }
  if (!gerrit)
    return FALSE;
  if (!all_digits(number))
    number = span_skip(a->path, span_starts(a->path, "/r/") ? 3 : 1);
  if (span_ends_fold(number, "/"))
    number.n--;
  if (number.n < 3 || !all_digits(number))
    return FALSE;
  *key = make_key("patch", a->host, "/c/", number);
  return TRUE;
}

/* A series at Patchwork: /project/PROJECT/list/?series=831122, /series/12345/; its cover letter. */
static gboolean
is_series(const Address *a, char **key)
{
  Span series = parameter(a, "series"), cover = after_marker(a, "/cover/");
  if (!all_digits(series))
    series = after_marker(a, "/series/");
  if (!span_starts_fold(a->host, "patchwork."))
    return FALSE;
  if (all_digits(series)) {
    *key = make_key("patch", a->host, "/series/", series);
    return TRUE;
  }
  if (!all_digits(cover) && span_find_char(cover, '@') < 1)
    return FALSE;
  *key = make_key("patch", a->host, "/cover/", cover);
  return TRUE;
}

static gboolean
is_review(const Address *a, char **key)
{
  static const char *const parts[] = {
      "/pull/", "/pulls/", "/merge_requests/", "/pull-request/", "/pull-requests/", "/patch/",
      "/+/",    "/#/c/"};
  for (gsize k = 0; k < G_N_ELEMENTS(parts); k++) {
    Span id = after_marker(a, parts[k]);
    if (all_digits(id) ||
        (parts[k][1] == 'p' && parts[k][3] == 't' && id.n > 10 && span_find_char(id, '@') > 0)) {
      Span upto = span_of(a->path.s, (gsize)(id.s - a->path.s) + id.n);
      Address cut = {.host = a->host, .path = upto};
      *key = plain_key("patch", &cut);
      return TRUE;
    }
  }
  /* Phabricator: reviews.example.org/D17547 */
  if (a->path.n > 3 && a->path.s[1] == 'D' && all_digits(span_skip(a->path, 2)) &&
      (span_starts_fold(a->host, "reviews.") || span_starts_fold(a->host, "phab"))) {
    *key = plain_key("patch", a);
    return TRUE;
  }
  if (is_gerrit(a, key) || is_series(a, key))
    return TRUE;
  if (span_ends_fold(a->path, ".patch") || span_ends_fold(a->path, ".diff")) {
    *key = plain_key("patch", a);
    return TRUE;
  }
  return FALSE;
}

static char *
named_key(const char *kind, Span name)
{
  g_autofree char *up = g_ascii_strup(name.s, (gssize)name.n);
  return g_strdup_printf("%s:%s", kind, up);
}

static gboolean
is_advisory(const Address *a, LinkKind *kind, char **key)
{
  gssize cve = span_find_fold(a->path, "cve-");
  Span where = a->path;
  if (cve < 0) {
    where = a->query;
    cve = span_find_fold(a->query, "cve-");
  }
  if (cve >= 0 && (span_find_fold(a->host, "cve") >= 0 || span_find_fold(a->host, "nvd") >= 0 ||
                   has_part(a, "/cve"))) {
    Span name = span_skip(where, (gsize)cve);
    gsize n = 4;
    while (n < name.n && (g_ascii_isdigit(name.s[n]) || name.s[n] == '-'))
      n++;
    if (n >= 13) {
      *kind = LINK_CVE;
      *key = named_key("cve", span_of(name.s, n));
      return TRUE;
    }
  }
  *kind = LINK_ADVISORY;
  Span xsa = after_marker(a, "xsa/advisory-");
  gsize digits = span_digits(xsa);
  if (digits > 0) {
    *key = g_strdup_printf("advisory:XSA-%.*s", (int)digits, xsa.s);
    return TRUE;
  }
  Span errata = after_marker(a, "/errata/");
  if (errata.n > 8 &&
      (span_starts(errata, "RHSA") || span_starts(errata, "RHBA") || span_starts(errata, "RHEA"))) {
    if (span_ends_fold(errata, ".html"))
      errata.n -= 5;
    g_autofree char *name = g_strndup(errata.s, errata.n);
    if (strlen(name) > 9 && name[9] == '-')
      name[9] = ':';
    *key = g_strconcat("advisory:", name, NULL);
    return TRUE;
  }
  Span ghsa = after_marker(a, "/advisories/");
  if (span_starts(ghsa, "GHSA-")) {
    *key = named_key("advisory", ghsa);
    return TRUE;
  }
  /* bodhi.fedoraproject.org/updates/FEDORA-2026-3d1f7a9c2b */
  Span update = after_marker(a, "/updates/");
  if (span_starts(update, "FEDORA-") && update.n > 12) {
    *key = named_key("advisory", update);
    return TRUE;
  }
  /* debian.org/security/2026/dsa-5991, ubuntu.com/security/notices/USN-7710-2 */
  static const char *const named[] = {"/dsa-", "/dla-", "/usn-"};
  for (gsize k = 0; k < G_N_ELEMENTS(named); k++) {
    gssize at = has_part(a, named[k]) ? span_find_fold(a->path, named[k]) : -1;
    if (at < 0)
      continue;
    Span name = span_skip(a->path, (gsize)at + 1);
    gsize number = span_digits(span_skip(name, 4)), n = 4 + number;
    if (n + 1 < name.n && name.s[n] == '-')
      n += 1 + span_digits(span_skip(name, n + 1));
    Span rest = span_skip(name, n);
    if (number >= 3 && name.s[n - 1] != '-' &&
        (rest.n == 0 || span_is_fold(rest, "/") || span_is_fold(rest, ".html"))) {
      /* Debian's page is of all revisions, Ubuntu's of one */
      *key = named_key("advisory", span_of(name.s, named[k][1] == 'u' ? n : 4 + number));
      return TRUE;
    }
  }
  return FALSE;
}

/* Archives that number the mails of a day, a month or a list: openwall.com/lists/LIST/2026/02/03/1,
 * seclists.org/LIST/2026/q1/44, article.gmane.org/LIST/221133 */
static gboolean
is_archive_of_days(const Address *a)
{
  Span year = after_marker(a, "/20");
  if (span_ends_fold(a->host, "gmane.org") || span_ends_fold(a->host, "gmane.io"))
    return span_find_char(span_skip(a->path, 1), '/') > 0;
  return year.n == 2 && span_digits(year) == 2 &&
         (span_is_fold(a->host, "seclists.org") || span_starts_fold(a->path, "/lists/"));
}

static gboolean
is_mail(const Address *a, char **key)
{
  if (has_part(a, "/attachments/") || span_ends_fold(a->path, ".patch") ||
      span_starts_fold(a->host, "patchwork."))
    return FALSE;
  if (span_is_fold(a->host, "marc.info") || span_ends_fold(a->host, "theaimsgroup.com")) {
    if (parameter(a, "m").n == 0 && parameter(a, "t").n == 0 && parameter(a, "i").n == 0)
      return FALSE;
    *key = plain_key("mail", a);
    return TRUE;
  }
  /* an address with a Message-ID in it: lore's /r/ID and /LIST/ID/ */
  Span path = a->path;
  while (path.n > 0) {
    path = span_skip(path, 1);
    gssize slash = span_find_char(path, '/');
    Span part = slash < 0 ? path : span_of(path.s, (gsize)slash);
    gssize at = span_find_char(part, '@');
    gboolean list = has_part(a, "/list/") || has_part(a, "/lists/") ||
                    span_ends_fold(a->host, "mail-archive.com");
    if (at > 0 && !list && (gsize)at + 3 < part.n) {
      g_autofree char *id = g_uri_unescape_segment(part.s, part.s + part.n, NULL);
      g_autofree char *text = /* escapes may stand for anything */
          id != NULL ? g_utf8_make_valid(id, -1) : g_strndup(part.s, part.n);
      *key = g_strconcat("mail:", text, NULL);
      return TRUE;
    }
    path = slash < 0 ? span_skip(path, path.n) : span_skip(path, (gsize)slash);
  }
  gboolean kitty = (has_part(a, "/list/") || has_part(a, "/hyperkitty/")) &&
                   (after_marker(a, "/message/").n >= 26 || after_marker(a, "/thread/").n >= 26);
  gboolean pipermail = (has_part(a, "/pipermail/") || has_part(a, "/private/")) &&
                       span_ends_fold(a->path, ".html") && span_find_char(a->path, '-') >= 0;
  Span file = a->path;
  while (span_find_char(file, '/') >= 0)
    file = span_skip(file, (gsize)span_find_char(file, '/') + 1);
  gboolean archive = (span_starts_fold(file, "msg") && span_digits(span_skip(file, 3)) >= 4) ||
                     (span_ends_fold(a->host, "mail-archive.com") && a->path.n > 8) ||
                     (span_starts_fold(a->host, "lists.") && after_marker(a, "/thread/").n > 8) ||
                     (span_is_fold(a->host, "groups.google.com") && after_marker(a, "/c/").n > 6) ||
                     (span_is_fold(a->host, "lists.w3.org") && span_digits(file) == 4) ||
                     (all_digits(file) && is_archive_of_days(a)) ||
                     (span_ends_fold(a->host, "lkml.org") && span_starts(a->path, "/lkml/2"));
  if (!kitty && !pipermail && !archive)
    return FALSE;
  *key = plain_key("mail", a);
  return TRUE;
}

LinkKind
trackers_classify(Span url, char **key)
{
  Address a = split_address(url);
  LinkKind kind = LINK_WEB;
  *key = NULL;
  if (is_advisory(&a, &kind, key))
    return kind;
  if (is_mail(&a, key))
    return LINK_MAIL;
  if (is_bug(&a, key))
    return LINK_BUG;
  if (is_commit(&a, key))
    return LINK_COMMIT;
  if (is_review(&a, key))
    return LINK_PATCH;
  *key = plain_key("web", &a);
  if (a.fragment.n > 0) {
    char *with = g_strdup_printf("%s#%.*s", *key, (int)a.fragment.n, a.fragment.s);
    g_free(*key);
    *key = with;
  }
  return LINK_WEB;
}
