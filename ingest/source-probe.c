#include "ingest/source-probe.h"
#include "ingest/fetch-url.h"
#include "ingest/sniff.h"
#include "ingest/mailbox.h"
#include "ingest/source-page.h"

#include <glib/gstdio.h>
#include <string.h>

/* A month or message page leads to its index, an info page to its archive: no further. */
#define PROBE_STEPS 3

static const char *const kind_words[SOURCE_N_KINDS] = {
    "", "pipermail", "hyperkitty", "public-inbox", "file", "local", "imap", "pop3"};

const char *
ingest_source_kind_to_text(SourceKind kind)
{
  return kind < SOURCE_N_KINDS ? kind_words[kind] : "";
}

SourceKind
ingest_source_kind_from_text(const char *text)
{
  for (guint i = 1; text != NULL && i < SOURCE_N_KINDS; i++)
    if (strcmp(text, kind_words[i]) == 0)
      return (SourceKind)i;
  return SOURCE_UNKNOWN;
}

void
source_probe_free(SourceProbe *probe)
{
  if (probe == NULL)
    return;
  g_free(probe->url);
  g_free(probe->title);
  g_free(probe->address);
  g_free(probe->first);
  g_free(probe->last);
  g_free(probe);
}

/* --- what a page is --- */

/* A fetched page, and what it links to. */
typedef struct {
  const FetchReply *reply;
  const char *html;
  gsize len;
  GPtrArray *links;
  char *folder; /* of its URL */
} Page;

static void
set_months(SourceProbe *probe, GPtrArray *months)
{
  probe->n_files = months->len;
  if (months->len == 0)
    return;
  probe->first = g_strdup(((const SourceMonth *)months->pdata[0])->name);
  probe->last = g_strdup(((const SourceMonth *)months->pdata[months->len - 1])->name);
}

static gboolean
is_pipermail(const Page *page, SourceProbe *probe)
{
  g_autoptr(GPtrArray) months = ingest_page_pipermail(page->links, page->folder);
  if (months->len == 0)
    return FALSE;
  probe->kind = SOURCE_PIPERMAIL;
  probe->url = g_strdup(page->folder);
  set_months(probe, months);
  return TRUE;
}

static gboolean
is_hyperkitty(const Page *page, SourceProbe *probe)
{
  g_autofree char *base = ingest_page_hyperkitty_base(page->reply->url);
  if (base == NULL || g_strstr_len(page->html, (gssize)page->len, "yper") == NULL)
    return FALSE;
  g_autoptr(GPtrArray) months = ingest_page_hyperkitty(page->links, base);
  gboolean says_so = g_strstr_len(page->html, (gssize)page->len, "HyperKitty") != NULL ||
                     g_strstr_len(page->html, (gssize)page->len, "hyperkitty") != NULL;
  if (!says_so && months->len == 0)
    return FALSE;
  probe->kind = SOURCE_HYPERKITTY;
  probe->address = ingest_page_hyperkitty_address(base);
  probe->url = g_steal_pointer(&base);
  set_months(probe, months);
  return TRUE;
}

/* Each page of public-inbox links to its feed; a message or thread page lies one folder below. */
static gboolean
is_public_inbox(const Page *page, SourceProbe *probe)
{
  gboolean help = FALSE;
  g_autofree char *base = NULL;
  for (guint i = 0; i < page->links->len; i++) {
    const char *url = ((const PageLink *)page->links->pdata[i])->url;
    g_autofree char *name = ingest_url_name(url);
    help = help || strstr(url, "/_/text/") != NULL;
    if (base == NULL && strcmp(name, "new.atom") == 0)
      base = ingest_url_folder(url);
  }
  if (base == NULL ||
      !(help || g_strstr_len(page->html, (gssize)page->len, "public-inbox") != NULL))
    return FALSE;
  probe->kind = SOURCE_PUBLIC_INBOX;
  probe->url = g_steal_pointer(&base);
  probe->n_files = 1;
  return TRUE;
}

/* Where an archive is, of which this page is a part or which it names; NULL: nowhere near. */
static char *
better_place(const Page *page)
{
  g_autofree char *folder = g_strdup(page->folder);
  gsize len = strlen(folder);
  folder[len > 0 ? len - 1 : 0] = '\0';
  g_autofree char *month = ingest_url_name(folder);
  /* …/2004-June/thread.html, …/2004-June/012345.html */
  if (g_ascii_isdigit(month[0]) && strlen(month) >= 4 && strstr(page->html, "attachments") == NULL)
    for (guint i = 0; i < page->links->len; i++) {
      const PageLink *link = page->links->pdata[i];
      if (g_str_has_suffix(link->url, "/thread.html") || g_str_has_suffix(link->url, "/date.html"))
        return ingest_url_folder(folder);
    }
  /* …/mailman/listinfo/LIST names its archive. */
  for (guint i = 0; i < page->links->len; i++) {
    const PageLink *link = page->links->pdata[i];
    if (strstr(page->reply->url, "/listinfo/") != NULL && strstr(link->url, "/pipermail/") != NULL)
      return g_strdup(link->url);
  }
  return NULL;
}

static gboolean
nothing_known(const Page *page, GError **error)
{
  g_autofree char *title = ingest_page_title(page->html, page->len);
  guint n_lists = 0;
  for (guint i = 0; i < page->links->len; i++) {
    g_autofree char *base =
        ingest_page_hyperkitty_base(((const PageLink *)page->links->pdata[i])->url);
    n_lists += base != NULL;
  }
  g_set_error(
      error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "no archive at %s: it is a web page%s%s%s\n%s",
      page->reply->url, title != NULL ? " \"" : "", title != NULL ? title : "",
      title != NULL ? "\"" : "",
      n_lists > 1
          ? "it names many lists: give the address of one of them"
          : "give the address of the page that lists the archive's months, or of an mbox file");
  return FALSE;
}

/* --- a place --- */

static gboolean
looks_like_page(const FetchReply *reply)
{
  const char *body = (const char *)reply->body->data;
  gsize i = 0;
  if (reply->body->len >= 3 && memcmp(body, "\xef\xbb\xbf", 3) == 0)
    i = 3;
  while (i < reply->body->len && g_ascii_isspace(body[i]))
    i++;
  return i < reply->body->len && body[i] == '<';
}

static gboolean
is_file(const FetchReply *reply, SourceProbe *probe)
{
  static const char *const magic[] = {"\x1f\x8b", "\x28\xb5\x2f\xfd",
                                      "\xfd"
                                      "7zXZ"};
  const char *body = (const char *)reply->body->data;
  gboolean packed = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS(magic); i++)
    packed = packed ||
             (reply->body->len > strlen(magic[i]) && memcmp(body, magic[i], strlen(magic[i])) == 0);
  SniffKind kind = packed ? SNIFF_MBOX : ingest_sniff(body, reply->body->len);
  if (kind != SNIFF_MBOX && kind != SNIFF_MAIL)
    return FALSE;
  probe->kind = SOURCE_FILE;
  probe->url = g_strdup(reply->url);
  probe->n_files = 1;
  probe->size = reply->length;
  return TRUE;
}

/* FALSE with *next set: look there. */
static gboolean
probe_page(const FetchReply *reply, SourceProbe *probe, char **next, GError **error)
{
  Page page = {.reply = reply, .html = (const char *)reply->body->data, .len = reply->body->len};
  g_autoptr(GPtrArray) links = ingest_page_links(page.html, page.len, reply->url);
  g_autofree char *folder = ingest_url_folder(reply->url);
  page.links = links;
  page.folder = folder;
  if (is_pipermail(&page, probe) || is_hyperkitty(&page, probe) || is_public_inbox(&page, probe)) {
    probe->title = ingest_page_title(page.html, page.len);
    return TRUE;
  }
  *next = better_place(&page);
  return *next != NULL ? FALSE : nothing_known(&page, error);
}

/* A page whole, of a file the first bytes. */
static FetchReply *
look_at(Fetcher *fetcher, const char *url, GError **error)
{
  FetchRequest request = {.url = url, .head = ingest_url_is_packed(url) ? PROBE_HEAD : 0};
  g_autoptr(GError) local = NULL;
  FetchReply *reply = ingest_fetcher_page(fetcher, &request, &local);
  if (g_error_matches(local, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE) && request.head == 0) {
    /* Larger than any page: a plain mbox, whose beginning will do. */
    request.head = PROBE_HEAD;
    return ingest_fetcher_page(fetcher, &request, error);
  }
  if (reply == NULL)
    g_propagate_error(error, g_steal_pointer(&local));
  return reply;
}

SourceProbe *
ingest_source_probe_with(Fetcher *fetcher, const char *url, GError **error)
{
  g_autoptr(SourceProbe) probe = g_new0(SourceProbe, 1);
  g_autofree char *at = ingest_page_hyperkitty_base(url);
  probe->size = -1;
  if (at == NULL)
    at = g_strndup(url, strcspn(url, "#"));
  for (guint step = 0; step < PROBE_STEPS; step++) {
    g_autoptr(FetchReply) reply = look_at(fetcher, at, error);
    if (reply == NULL)
      return NULL;
    char *next = NULL;
    gboolean page = looks_like_page(reply);
    if (page ? probe_page(reply, probe, &next, error) : is_file(reply, probe))
      return g_steal_pointer(&probe);
    if (!page)
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT,
                  "no archive at %s: neither a page nor mail", reply->url);
    if (next == NULL)
      return NULL;
    g_free(at);
    at = next;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "no archive found from %s", url);
  return NULL;
}

static SourceProbe *
probe_path(const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename(path, NULL);
  GStatBuf info;
  if (g_stat(absolute, &info) != 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND, "no file or folder %s", path);
    return NULL;
  }
  SourceProbe *probe = g_new0(SourceProbe, 1);
  probe->kind = SOURCE_LOCAL;
  probe->url = g_steal_pointer(&absolute);
  probe->n_files = S_ISDIR(info.st_mode) ? 0 : 1;
  probe->size = S_ISDIR(info.st_mode) ? -1 : info.st_size;
  return probe;
}

/* Two commands at most. */
static SourceProbe *
source_probe_mailbox(const char *url, const FetchOptions *options, GError **error)
{
  g_autoptr(Mailbox) mailbox = ingest_mailbox_new(url, options, error);
  if (mailbox == NULL)
    return NULL;
  g_autoptr(SourceProbe) probe = g_new0(SourceProbe, 1);
  g_autoptr(GArray) numbers = NULL;
  MailboxStatus status = {0};
  probe->kind = ingest_mailbox_is_imap(mailbox) ? SOURCE_IMAP : SOURCE_POP3;
  if (probe->kind == SOURCE_IMAP && !ingest_mailbox_status(mailbox, &status, error))
    return NULL;
  if (probe->kind == SOURCE_POP3) {
    g_autoptr(GPtrArray) ids = ingest_mailbox_uidl(mailbox, &numbers, error);
    if (ids == NULL)
      return NULL;
    status.n_mails = ids->len;
  }
  probe->url = g_strdup(url);
  probe->n_mails = status.n_mails;
  probe->size = -1;
  return g_steal_pointer(&probe);
}

SourceProbe *
ingest_source_probe(const char *place, const FetchOptions *options, GError **error)
{
  if (!ingest_url_looks_so(place))
    return probe_path(place, error);
  if (ingest_mailbox_is(place))
    return source_probe_mailbox(place, options, error);
  g_autoptr(Fetcher) fetcher = ingest_fetcher_new(place, options, error);
  return fetcher != NULL ? ingest_source_probe_with(fetcher, place, error) : NULL;
}
