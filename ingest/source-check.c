#include "ingest/source-check.h"
#include "ingest/bytes.h"
#include "ingest/header.h"
#include "ingest/mbox.h"
#include "ingest/sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#define CHECK_BUFFER (64 * 1024)
#define LIST_ID_MAX 512
#define SKIP_STEP ((gint64)16 << 20)

typedef struct {
  SourceLook look;
  gpointer user_data;
  gint64 before, total; /* bytes: of what was read before this, and of all */
} Reading;

void
source_check_clear(SourceCheck *check)
{
  g_clear_pointer(&check->hash, g_free);
  g_clear_pointer(&check->lists, g_hash_table_unref);
}

static gboolean
go_on(const Reading *reading, const Bytes *bytes, GError **error)
{
  gint64 got = reading->before + ingest_bytes_position(bytes);
  if (reading->look(got, reading->total, reading->user_data))
    return TRUE;
  g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped while checking %s",
              ingest_bytes_name(bytes));
  return FALSE;
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
read_whole(const Reading *reading, Bytes *bytes, SourceCheck *check, GError **error)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_autofree char *buffer = g_malloc(CHECK_BUFFER);
  gssize n;
  while ((n = ingest_bytes_read(bytes, buffer, CHECK_BUFFER, error)) > 0) {
    g_checksum_update(sum, (const guchar *)buffer, n);
    check->plain += n;
    if (!is_bounded(bytes, check->plain, ingest_bytes_name(bytes), error) ||
        !go_on(reading, bytes, error))
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

/* *found FALSE: the file has no such place. FALSE: stopped. */
static gboolean
skip_to(const Reading *reading, Bytes *bytes, gint64 at, gboolean *found, GError **error)
{
  for (*found = TRUE; *found && at > 0; at -= SKIP_STEP) {
    *found = ingest_bytes_skip(bytes, MIN(at, SKIP_STEP), NULL);
    if (!go_on(reading, bytes, error))
      return FALSE;
  }
  return TRUE;
}

/* *found FALSE: at is no place where a mail begins, and nothing was counted. FALSE: stopped. */
static gboolean
count_lists(const Reading *reading, Bytes *bytes, gint64 at, GHashTable *lists, gboolean *found,
            GError **error)
{
  g_autoptr(GError) broken = NULL;
  if (!skip_to(reading, bytes, at, found, error))
    return FALSE;
  if (!*found)
    return TRUE;
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, INGEST_MAX_MAIL);
  MboxMail mail;
  for (gboolean first = TRUE; ingest_mbox_next(mbox, &mail, &broken); first = FALSE) {
    *found = !first || at == 0 || (!mail.garbage && mail.from_line != NULL);
    if (!*found)
      return TRUE;
    count_list(&mail, lists);
    if (!go_on(reading, bytes, error))
      return FALSE;
  }
  if (broken != NULL) /* whoever reads it tells */
    g_debug("%s: %s", ingest_bytes_name(bytes), broken->message);
  return TRUE;
}

static gboolean
count_file(const Reading *reading, const SourceFile *file, GHashTable *lists, GError **error)
{
  gboolean found = TRUE;
  g_autoptr(Bytes) bytes = ingest_bytes_open(file->path, NULL);
  if (bytes == NULL)
    return TRUE;
  if (!count_lists(reading, bytes, file->cursor != NULL ? file->cursor->offset : 0, lists, &found,
                   error))
    return FALSE;
  g_autoptr(Bytes) again = found ? NULL : ingest_bytes_open(file->path, NULL);
  return again == NULL || count_lists(reading, again, 0, lists, &found, error);
}

GHashTable *
ingest_source_lists(GPtrArray *files, SourceLook look, gpointer user_data, GError **error)
{
  g_autoptr(GHashTable) lists = new_lists();
  Reading reading = {.look = look, .user_data = user_data};
  for (guint i = 0; i < files->len; i++)
    reading.total += ((const SourceFile *)files->pdata[i])->size;
  for (guint i = 0; i < files->len; i++) {
    const SourceFile *file = files->pdata[i];
    if (!count_file(&reading, file, lists, error))
      return NULL;
    reading.before += file->size;
  }
  return g_steal_pointer(&lists);
}

gboolean
ingest_source_check(const char *path, const char *name, SourceLook look, gpointer user_data,
                    SourceCheck *check, GError **error)
{
  GStatBuf status;
  Reading reading = {.look = look, .user_data = user_data};
  gboolean found;
  memset(check, 0, sizeof *check);
  check->lists = new_lists();
  g_autoptr(Bytes) bytes = open_download(path, name, error);
  if (bytes == NULL || !is_mail(bytes, name, error))
    return FALSE;
  gint64 size = g_stat(path, &status) == 0 ? status.st_size : 0;
  reading.total = 2 * size; /* it is read twice */
  if (!read_whole(&reading, bytes, check, error))
    return FALSE;
  reading.before = size;
  g_autoptr(Bytes) again = open_download(path, name, error);
  return again != NULL && count_lists(&reading, again, 0, check->lists, &found, error);
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
