#include "ingest/fetch-part.h"
#include "ingest/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Two lines: ETag and Last-Modified as the server gave them, empty where it gave none. */
static gboolean
read_tag(const char *file, char **etag, char **last_modified)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents(file, &text, NULL, NULL))
    return FALSE;
  g_auto(GStrv) line = g_strsplit(text, "\n", 3);
  if (g_strv_length(line) != 3) /* cut by a crash while it was written */
    return FALSE;
  *etag = line[0][0] != '\0' ? g_strdup(line[0]) : NULL;
  *last_modified = line[1][0] != '\0' ? g_strdup(line[1]) : NULL;
  return TRUE;
}

/* A disk that is full is no fault of the server's. */
static gboolean
part_failed(const FetchPart *part, const char *doing, GError **error)
{
  int reason = errno;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, "cannot %s %s: %s", doing, part->part,
              g_strerror(reason));
  return FALSE;
}

FetchPart *
ingest_part_open(const char *path, GError **error)
{
  g_autoptr(FetchPart) part = g_new0(FetchPart, 1);
  part->fd = -1;
  part->path = g_strdup(path);
  part->part = g_strconcat(path, ".part", NULL);
  part->tag = g_strconcat(path, ".tag", NULL);
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0700) != 0) {
    part_failed(part, "make the folder of", error);
    return NULL;
  }
  struct stat info;
  if (stat(part->part, &info) == 0 && S_ISREG(info.st_mode) &&
      read_tag(part->tag, &part->etag, &part->last_modified))
    part->have = info.st_size;
  if (ingest_part_validator(part) == NULL)
    part->have = 0;
  return g_steal_pointer(&part);
}

static void
part_close(FetchPart *part)
{
  if (part->fd >= 0)
    close(part->fd);
  part->fd = -1;
}

void
ingest_part_free(FetchPart *part)
{
  if (part == NULL)
    return;
  part_close(part);
  g_free(part->path);
  g_free(part->part);
  g_free(part->tag);
  g_free(part->etag);
  g_free(part->last_modified);
  g_free(part);
}

const char *
ingest_part_validator(const FetchPart *part)
{
  /* RFC 9110, 13.1.5: a weak ETag says nothing about bytes. */
  if (part->etag != NULL && !g_str_has_prefix(part->etag, "W/"))
    return part->etag;
  return part->etag == NULL ? part->last_modified : NULL;
}

gboolean
ingest_part_restart(FetchPart *part, const char *etag, const char *last_modified, GError **error)
{
  part_close(part);
  g_free(part->etag);
  g_free(part->last_modified);
  part->etag = g_strdup(etag);
  part->last_modified = g_strdup(last_modified);
  part->have = 0;
  /* The old bytes go before the new tag comes: a crash in between must not join two versions. */
  part->fd = open(part->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (part->fd < 0)
    return part_failed(part, "write", error);
  g_autofree char *text = g_strdup_printf("%s\n%s\n", etag != NULL ? etag : "",
                                          last_modified != NULL ? last_modified : "");
  g_autoptr(GError) why = NULL;
  if (g_file_set_contents(part->tag, text, -1, &why))
    return TRUE;
  g_set_error_literal(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, why->message);
  return FALSE;
}

gboolean
ingest_part_continue(FetchPart *part, GError **error)
{
  part_close(part);
  part->fd = open(part->part, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (part->fd < 0 || lseek(part->fd, part->have, SEEK_SET) != part->have ||
      ftruncate(part->fd, part->have) != 0)
    return part_failed(part, "continue", error);
  return TRUE;
}

gboolean
ingest_part_write(FetchPart *part, const void *data, gsize len, GError **error)
{
  const char *at = data;
  while (len > 0) {
    gssize n = write(part->fd, at, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return part_failed(part, "write", error);
    at += n;
    len -= (gsize)n;
    part->have += n;
  }
  return TRUE;
}

gboolean
ingest_part_finish(FetchPart *part, GError **error)
{
  /* A name that says "whole" over bytes that a power cut took would be believed. */
  if (fsync(part->fd) != 0)
    return part_failed(part, "write", error);
  part_close(part);
  if (g_rename(part->part, part->path) != 0)
    return part_failed(part, "rename", error);
  return TRUE;
}

void
ingest_part_drop(FetchPart *part)
{
  part_close(part);
  g_clear_pointer(&part->etag, g_free);
  g_clear_pointer(&part->last_modified, g_free);
  part->have = 0;
  g_unlink(part->part);
  g_unlink(part->tag);
}

void
ingest_fetch_reply_free(FetchReply *reply)
{
  if (reply == NULL)
    return;
  g_free(reply->url);
  g_free(reply->etag);
  g_free(reply->last_modified);
  g_free(reply->type);
  g_clear_pointer(&reply->body, g_byte_array_unref);
  g_free(reply);
}

FetchReply *
ingest_fetch_leftover(const char *path, const char *url)
{
  g_autoptr(FetchReply) reply = g_new0(FetchReply, 1);
  g_autofree char *tag = g_strconcat(path, ".tag", NULL);
  GStatBuf info;
  if (g_stat(path, &info) != 0 || !read_tag(tag, &reply->etag, &reply->last_modified))
    return NULL;
  reply->status = 200;
  reply->url = g_strdup(url);
  reply->length = info.st_size;
  return g_steal_pointer(&reply);
}

void
ingest_fetch_remove(const char *path)
{
  static const char *const suffix[] = {"", ".part", ".tag"};
  for (gsize i = 0; i < G_N_ELEMENTS(suffix); i++) {
    g_autofree char *file = g_strconcat(path, suffix[i], NULL);
    g_unlink(file);
  }
}
