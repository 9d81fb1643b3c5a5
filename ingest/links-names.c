/* References that are names of their own: CVEs, advisories, files of patches. */
#include "ingest/links.h"
#include "ingest/trackers.h"

static gboolean
ends_word(Span t, gsize n)
{
  return n >= t.n || !(g_ascii_isalnum(t.s[n]) || t.s[n] == '_');
}

/* --- advisories --- */

/* How an advisory is named: prefix, a number of so many digits, one of the marks, a number of at
 * least so many. */
typedef struct {
  const char *prefix;
  guint8 first; /* digits; 0: there is no such number */
  const char *marks;
  guint8 second;
  gboolean hex;        /* the second one has letters too */
  const char *address; /* in front of the name; or NULL */
} AdvisoryName;

#define ERRATA "https://access.redhat.com/errata/"
#define BODHI "https://bodhi.fedoraproject.org/updates/"

static const AdvisoryName names[] = {
    {"RHSA-", 4, ":-", 3, FALSE, ERRATA},
    {"RHBA-", 4, ":-", 3, FALSE, ERRATA},
    {"RHEA-", 4, ":-", 3, FALSE, ERRATA},
    {"CESA-", 4, ":-", 3, FALSE, NULL},
    {"CEBA-", 4, ":-", 3, FALSE, NULL},
    {"CEEA-", 4, ":-", 3, FALSE, NULL},
    {"ELSA-", 4, ":-", 3, FALSE, NULL},
    {"ALSA-", 4, ":-", 3, FALSE, NULL},
    {"RLSA-", 4, ":-", 3, FALSE, NULL},
    {"FEDORA-", 4, "-", 4, TRUE, BODHI},
    {"FEDORA-EPEL-", 4, "-", 4, TRUE, BODHI},
    {"FEDORA-FLATPAK-", 4, "-", 4, TRUE, BODHI},
    {"FEDORA-MODULAR-", 4, "-", 4, TRUE, BODHI},
    {"FEDORA-CONTAINER-", 4, "-", 4, TRUE, BODHI},
    {"SUSE-SU-", 4, ":", 3, FALSE, NULL},
    {"SUSE-RU-", 4, ":", 3, FALSE, NULL},
    {"openSUSE-SU-", 4, ":", 3, FALSE, NULL},
    {"openSUSE-RU-", 4, ":", 3, FALSE, NULL},
    {"GLSA-", 6, "-", 2, FALSE, NULL},
    {"GLSA ", 6, "-", 2, FALSE, NULL},
    {"ALAS-", 4, "-", 2, FALSE, NULL},
    {"MGASA-", 4, "-", 4, FALSE, NULL},
    {"MFSA-", 4, "-", 2, FALSE, NULL},
    {"MFSA ", 4, "-", 2, FALSE, NULL},
    {"OSSA-", 4, "-", 3, FALSE, NULL},
    {"RUSTSEC-", 4, "-", 4, FALSE, NULL},
    {"PYSEC-", 4, "-", 1, FALSE, NULL},
    {"WSA-", 4, "-", 4, FALSE, NULL},
    {"FreeBSD-SA-", 2, ":", 2, FALSE, NULL},
    {"FreeBSD-EN-", 2, ":", 2, FALSE, NULL},
    {"VU#", 0, "", 5, FALSE, NULL},
    {"USN-", 0, "", 3, FALSE, NULL},
    {"DSA-", 0, "", 3, FALSE, NULL},
    {"DLA-", 0, "", 3, FALSE, NULL},
    /* "DSA 1024" is a key */
    {"USN ", 0, "", 3, FALSE, NULL},
    {"DSA ", 0, "", 3, FALSE, NULL},
    {"DLA ", 0, "", 3, FALSE, NULL},
};

/* Each revision of these is an advisory of its own; of others the first number is. */
static const char *const apart[] = {"usn", "suse", "opensuse", NULL};

static gsize
tell_named(LinkScan *scan, LinkKind kind, Span value, gsize named, const char *address)
{
  g_autofree char *up = g_strdelimit(g_ascii_strup(value.s, (gssize)named), " ", '-');
  /* Bodhi's hashes are in small letters */
  gboolean hash = address != NULL && strcmp(address, BODHI) == 0;
  char *url = address == NULL ? NULL
              : hash          ? g_strdup_printf("%s%.*s", address, (int)named, value.s)
                              : g_strconcat(address, up, NULL);
  links_tell(scan, kind, value, g_strconcat(link_kind_to_text(kind), ":", up, NULL), url);
  return value.n;
}

/* Bytes of the name at the start of t, 0: it is not there. */
static gsize
name_at(const AdvisoryName *name, Span t)
{
  if (!span_starts(t, name->prefix))
    return 0;
  gsize n = strlen(name->prefix);
  if (name->first > 0) {
    if (span_digits(span_skip(t, n)) != name->first || t.n <= n + name->first ||
        strchr(name->marks, t.s[n + name->first]) == NULL)
      return 0;
    n += name->first + 1u;
  }
  gsize last = name->hex ? span_hex(span_skip(t, n)) : span_digits(span_skip(t, n));
  return last >= name->second && last <= 12 && ends_word(t, n + last) ? n + last : 0;
}

/* "-1", the revision of an advisory, behind n bytes of it. */
static gsize
revision_at(Span t, gsize n)
{
  gsize digits = n + 1 < t.n && t.s[n] == '-' ? span_digits(span_skip(t, n + 1)) : 0;
  return digits > 0 && ends_word(t, n + 1 + digits) ? 1 + digits : 0;
}

static gsize
cve(LinkScan *scan, Span t)
{
  gsize digits =
      span_starts_fold(t, "cve-") && span_digits(span_skip(t, 4)) == 4 && t.n > 9 && t.s[8] == '-'
          ? span_digits(span_skip(t, 9))
          : 0;
  if (digits < 4 || digits > 10 || !ends_word(t, 9 + digits))
    return 0;
  return tell_named(scan, LINK_CVE, span_of(t.s, 9 + digits), 9 + digits,
                    "https://www.cve.org/CVERecord?id=");
}

static gsize
xsa(LinkScan *scan, Span t)
{
  gsize digits = span_digits(span_skip(t, 4));
  if (digits == 0 || digits > 4 || !ends_word(t, 4 + digits))
    return 0;
  char *url =
      g_strdup_printf("https://xenbits.xen.org/xsa/advisory-%.*s.html", (int)digits, t.s + 4);
  links_tell(scan, LINK_ADVISORY, span_of(t.s, 4 + digits),
             g_strdup_printf("advisory:XSA-%.*s", (int)digits, t.s + 4), url);
  return 4 + digits;
}

/* All names have one of these in their first bytes ("FreeBSD-SA-24:01"); few words have. */
static gboolean
may_be_name(Span t)
{
  gsize n = 1;
  while (n < t.n && g_ascii_isalpha(t.s[n]))
    n++;
  return n + 1 < t.n && strchr("-# ", t.s[n]) != NULL &&
         (t.s[n] != ' ' || g_ascii_isdigit(t.s[n + 1]));
}

gsize
links_advisory(LinkScan *scan, Span t)
{
  if (!may_be_name(t))
    return 0;
  gsize taken = cve(scan, t);
  if (taken > 0)
    return taken;
  if (span_starts(t, "XSA-"))
    return xsa(scan, t);
  if (span_starts(t, "GHSA-") && t.n >= 19 && t.s[9] == '-' && t.s[14] == '-' && ends_word(t, 19))
    return tell_named(scan, LINK_ADVISORY, span_of(t.s, 19), 19, "https://github.com/advisories/");
  for (gsize k = 0; k < G_N_ELEMENTS(names); k++) {
    gsize n = name_at(&names[k], t);
    if (n == 0)
      continue;
    gsize revision = revision_at(t, n);
    /* FreeBSD-SA-24:01.bhyve */
    if (names[k].first == 2 && n + 1 < t.n && t.s[n] == '.' && span_is_letter(t.s[n + 1]))
      for (revision = 2; !ends_word(t, n + revision);)
        revision++;
    if (revision == 0 && names[k].first == 0 && t.s[3] == ' ')
      return 0;
    Span whole = span_of(t.s, n + revision);
    return tell_named(scan, LINK_ADVISORY, whole, span_starts_in_list(t, apart, NULL) ? whole.n : n,
                      names[k].address);
  }
  return 0;
}

/* --- patches --- */

static gboolean
is_name_char(char c)
{
  return g_ascii_isalnum(c) || (c != '\0' && strchr("._+-", c) != NULL) || (guchar)c >= 0x80;
}

/* "0003-xen-balloon.patch", "xsa243-4.9.patch", "fix-build.diff": dot is the place of the full stop
 * in front of the ending. "foo.patch" may be any. */
gsize
links_patch_name(LinkScan *scan, Span line, gsize dot)
{
  enum { LONGEST = 200 };
  static const char *const any[] = {"your", "my", "the", "this", "name", "file", "foo", NULL};
  Span ending = span_skip(line, dot);
  gsize n = span_starts(ending, ".patch") ? 6 : span_starts(ending, ".diff") ? 5 : 0;
  if (n == 0 || !ends_word(ending, n) ||
      (n + 1 < ending.n && strchr(".-+/", ending.s[n]) != NULL && !ends_word(ending, n + 1)))
    return 0;
  gsize start = dot;
  while (start > 0 && dot - start < LONGEST && is_name_char(line.s[start - 1]))
    start--;
  while (start < dot && ((guchar)line.s[start] & 0xc0) == 0x80) /* no character is cut */
    start++;
  while (start < dot && strchr("._+-", line.s[start]) != NULL)
    start++;
  Span stem = span_of(line.s + start, dot - start);
  gboolean told = FALSE;
  for (gsize i = 0; i < stem.n; i++)
    told = told || g_ascii_isdigit(stem.s[i]) || stem.s[i] == '-' || stem.s[i] == '_';
  if (stem.n < 3 || !told || span_starts_in_list(stem, any, NULL) ||
      (start > 0 && strchr("@%*?{}$\\", line.s[start - 1]) != NULL))
    return 0;
  links_tell(scan, LINK_PATCH, span_of(stem.s, stem.n + n),
             g_strdup_printf("patch:%.*s", (int)(stem.n + n), stem.s), NULL);
  return n;
}
