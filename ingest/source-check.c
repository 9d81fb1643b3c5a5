#include "ingest/source-check.h"
#include "ingest/bytes.h"
#include "ingest/header.h"
#include "ingest/mbox.h"
#include "ingest/sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define CHECK_BUFFER (64 * 1024)
#define LIST_ID_MAX 512

void
source_check_clear(SourceCheck *check)
{
  g_clear_pointer(&check->hash, g_free);
  g_clear_pointer(&check->lists, g_hash_table_unref);
}

static Bytes *
open_download(const char *path, const char *name, GError **error)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot read what came from %s: %s", name,
                g_strerror(errno));
    return NULL;
  }
  return ingest_bytes_open_fd(fd, name, error);
}

static gboolean
is_mail(Bytes *bytes, const char *name, GError **error)
{
  gsize len;
  const char *head = ingest_bytes_head(bytes, &len);
  SniffKind kind = ingest_sniff(head, len);
  if (kind == SNIFF_EMPTY || kind == SNIFF_MBOX || kind == SNIFF_MAIL)
    return TRUE;
  gsize blanks = 0;
  while (blanks < len && g_ascii_isspace(head[blanks]))
    blanks++;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT, "cannot read %s: it is %s", name,
              blanks < len && head[blanks] == '<' ? "a web page, not mail" : "no mail");
  return FALSE;
}

static gboolean
is_bounded(const Bytes *bytes, gint64 plain, const char *name, GError **error)
{
  gint64 packed = MAX(ingest_bytes_position(bytes), 1);
  if (plain <= CHECK_PLAIN_MAX && (plain <= CHECK_RATIO_FREE || plain / packed <= CHECK_RATIO_MAX))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE,
              "cannot read %s: it unpacks to over %" G_GINT64_FORMAT " MiB out of %" G_GINT64_FORMAT
              " KiB, as no mail does",
              name, plain >> 20, packed >> 10);
  return FALSE;
}

/* Unpacks it all once: a file that breaks in the middle must not be half ingested. */
static gboolean
read_whole(Bytes *bytes, const char *name, SourceCheck *check, GError **error)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_autofree char *buffer = g_malloc(CHECK_BUFFER);
  gssize n;
  while ((n = ingest_bytes_read(bytes, buffer, CHECK_BUFFER, error)) > 0) {
    g_checksum_update(sum, (const guchar *)buffer, n);
    check->plain += n;
    if (!is_bounded(bytes, check->plain, name, error))
      return FALSE;
  }
  check->hash = g_strdup(g_checksum_get_string(sum));
  return n == 0;
}

static GHashTable *
new_lists(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void
count_list(const MboxMail *mail, GHashTable *lists)
{
  HeaderBlock block;
  if (mail->garbage || !ingest_header_read(mail->raw, mail->len, &block, NULL))
    return;
  g_autofree char *value = ingest_header_dup(&block, HEADER_LIST_ID, LIST_ID_MAX);
  char *id = value != NULL ? ingest_list_id_of(value) : NULL;
  if (id == NULL)
    return;
  guint n = GPOINTER_TO_UINT(g_hash_table_lookup(lists, id));
  g_hash_table_replace(lists, id, GUINT_TO_POINTER(n + 1));
}

/* FALSE: at is no place where a mail begins, and nothing was counted. */
static gboolean
count_lists(Bytes *bytes, gint64 at, GHashTable *lists)
{
  g_autoptr(GError) broken = NULL;
  if (at > 0 && !ingest_bytes_skip(bytes, at, NULL))
    return FALSE;
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, INGEST_MAX_MAIL);
  MboxMail mail;
  for (gboolean first = TRUE; ingest_mbox_next(mbox, &mail, &broken); first = FALSE) {
    if (first && at > 0 && (mail.garbage || mail.from_line == NULL))
      return FALSE;
    count_list(&mail, lists);
  }
  if (broken != NULL) /* whoever reads it tells */
    g_debug("%s: %s", ingest_bytes_name(bytes), broken->message);
  return TRUE;
}

GHashTable *
ingest_source_lists(GPtrArray *files)
{
  GHashTable *lists = new_lists();
  for (guint i = 0; i < files->len; i++) {
    const SourceFile *file = files->pdata[i];
    gint64 at = file->cursor != NULL ? file->cursor->offset : 0;
    g_autoptr(Bytes) bytes = ingest_bytes_open(file->path, NULL);
    if (bytes == NULL || count_lists(bytes, at, lists))
      continue;
    g_autoptr(Bytes) again = ingest_bytes_open(file->path, NULL);
    if (again != NULL)
      count_lists(again, 0, lists);
  }
  return lists;
}

gboolean
ingest_source_check(const char *path, const char *name, SourceCheck *check, GError **error)
{
  memset(check, 0, sizeof *check);
  check->lists = new_lists();
  g_autoptr(Bytes) bytes = open_download(path, name, error);
  if (bytes == NULL || !is_mail(bytes, name, error) || !read_whole(bytes, name, check, error))
    return FALSE;
  g_autoptr(Bytes) again = open_download(path, name, error);
  if (again != NULL)
    count_lists(again, 0, check->lists);
  return again != NULL;
}

char *
ingest_list_id_of(const char *value)
{
  const char *open = strrchr(value, '<');
  const char *close = open != NULL ? strchr(open, '>') : NULL;
  g_autofree char *id =
      close != NULL ? g_strndup(open + 1, (gsize)(close - open - 1)) : g_strdup(value);
  g_strstrip(id);
  /* Without brackets only a bare identifier will do: free text is a description. */
  if (id[0] == '\0' || strpbrk(id, " \t\r\n<>") != NULL || strchr(id, '.') == NULL ||
      !g_utf8_validate(id, -1, NULL))
    return NULL;
  return g_ascii_strdown(id, -1);
}

static gboolean
is_host_below(const char *host, const char *above)
{
  gsize n = strlen(host), m = strlen(above);
  return n >= m && strcmp(host + n - m, above) == 0 && (n == m || host[n - m - 1] == '.');
}

gboolean
ingest_list_id_same(const char *a, const char *b)
{
  g_autofree char *one = g_strdelimit(g_ascii_strdown(a, -1), "@", '.');
  g_autofree char *two = g_strdelimit(g_ascii_strdown(b, -1), "@", '.');
  gsize n = strcspn(one, ".");
  if (n != strcspn(two, ".") || strncmp(one, two, n) != 0)
    return FALSE;
  const char *host = one[n] != '\0' ? one + n + 1 : "", *other = two[n] != '\0' ? two + n + 1 : "";
  return is_host_below(host, other) || is_host_below(other, host);
}
