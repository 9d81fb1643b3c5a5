#include "server/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

struct Clock {
  char *path; /* NULL: nobody moves it */
  _Atomic gint64 offset;
};

/* Whose word the time is, is no light matter: sessions, links and ballots end by it. */
static gboolean
check_file(int fd, const char *path, GError **error)
{
  struct stat st;
  if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
      (st.st_mode & (S_IWGRP | S_IWOTH)) == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
              "%s may not move the clock: not a plain file that only its owner, you, may write",
              path);
  return FALSE;
}

static gboolean
parse_offset(const char *text, const char *path, gint64 *offset, GError **error)
{
  if (g_ascii_string_to_signed(text, 10, -CLOCK_MOST_SECONDS, CLOCK_MOST_SECONDS, offset, NULL))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT,
              "%s does not hold one number of seconds within ten years", path);
  return FALSE;
}

static gboolean
read_offset(const char *path, gint64 *offset, GError **error)
{
  char text[64] = "";
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
                "cannot open %s, which moves the clock: %s", path, g_strerror(errno));
    return FALSE;
  }
  gboolean good = check_file(fd, path, error);
  ssize_t n = good ? read(fd, text, sizeof text - 1) : 0;
  close(fd);
  text[MAX(n, 0)] = '\0';
  return good && parse_offset(g_strchomp(text), path, offset, error);
}

Clock *
server_clock_new(const char *path, GError **error)
{
  gint64 offset = 0;
  if (path != NULL && !g_path_is_absolute(path)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
                "%s may not move the clock: not an absolute path", path);
    return NULL;
  }
  if (path != NULL && !read_offset(path, &offset, error))
    return NULL;
  Clock *clock = g_new0(Clock, 1);
  clock->path = g_strdup(path);
  atomic_init(&clock->offset, offset);
  return clock;
}

void
server_clock_free(Clock *clock)
{
  g_free(clock->path);
  g_free(clock);
}

gint64
server_clock_now(gpointer clock)
{
  Clock *self = clock;
  gint64 offset = 0;
  if (self->path != NULL && read_offset(self->path, &offset, NULL))
    atomic_store(&self->offset, offset);
  return g_get_real_time() / G_USEC_PER_SEC + atomic_load(&self->offset);
}
