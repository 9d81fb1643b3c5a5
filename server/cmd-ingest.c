/* Reading mail: ingest and rebuild, with their progress and summaries. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ingest/run.h"
#include "server/commands.h"
#include "web/out.h"

/* Refused mails that are named one by one; the others are only counted, `docket refused list` has
 * all. */
#define REFUSALS_NAMED 20
#define REFUSALS_KEPT 1000

typedef struct {
  gboolean show;       /* standard error is a terminal */
  gboolean line_open;  /* a progress line stands there */
  gint64 began;        /* monotonic */
  json_t *refusals;    /* NULL without --json */
  GHashTable *reasons; /* reason -> count */
  guint n_refused;
  guint n_absent; /* of them: paths that are not there, of which nothing can be kept */
} Progress;

static void
progress_init(Progress *progress, const Command *command)
{
  *progress = (Progress){.show = isatty(STDERR_FILENO) != 0, .began = g_get_monotonic_time()};
  progress->reasons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  progress->refusals = command->options.json ? json_array() : NULL;
}

static void
progress_clear(Progress *progress)
{
  g_hash_table_unref(progress->reasons);
  json_decref(progress->refusals);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Progress, progress_clear)

static void
progress_erase(Progress *progress)
{
  if (progress->line_open)
    fputs("\r\033[K", stderr);
  progress->line_open = FALSE;
}

static void
on_progress(const char *path, const IngestSummary *so_far, gint64 position, gint64 total,
            gpointer user_data)
{
  Progress *progress = user_data;
  if (!progress->show)
    return;
  double seconds = (double)(g_get_monotonic_time() - progress->began) / G_USEC_PER_SEC;
  double rate = seconds > 0.05 ? (double)so_far->n_read / seconds : 0;
  g_autofree char *bytes = g_format_size(so_far->n_bytes);
  /* At the end no file is being read. */
  g_autofree char *name = *path != '\0' ? g_path_get_basename(path) : g_strdup("in all");
  g_autofree char *plain = web_plain(name);
  g_autoptr(GString) line = g_string_new(NULL);
  g_string_append_printf(line, "%.30s: %s, %" G_GUINT64_FORMAT " mails, %.0f/s", plain, bytes,
                         so_far->n_read, rate);
  if (total > 0 && position > 0 && position <= total && seconds > 0.5)
    g_string_append_printf(line, ", %d%%, %.0f s left", (int)(100 * position / total),
                           seconds * (double)(total - position) / (double)position);
  fprintf(stderr, "\r\033[K%s", line->str);
  fflush(stderr);
  progress->line_open = TRUE;
}

/* A path that was named wrong; "-" is always there. */
static gboolean
is_absent(const char *path, gint64 offset, const char *message_id)
{
  return offset == 0 && message_id == NULL && strcmp(path, "-") != 0 &&
         !g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
on_refused(const char *path, gint64 offset, const char *message_id, const char *reason,
           gpointer user_data)
{
  Progress *progress = user_data;
  guint seen = GPOINTER_TO_UINT(g_hash_table_lookup(progress->reasons, reason));
  if (seen > 0 || g_hash_table_size(progress->reasons) < REFUSALS_KEPT)
    g_hash_table_replace(progress->reasons, g_strdup(reason), GUINT_TO_POINTER(seen + 1));
  progress->n_refused++;
  progress->n_absent += is_absent(path, offset, message_id) ? 1 : 0;
  if (progress->refusals != NULL && json_array_size(progress->refusals) < REFUSALS_KEPT)
    json_array_append_new(progress->refusals, json_pack("{s:s, s:I, s:s?, s:s}", "path", path,
                                                        "offset", (json_int_t)offset, "message_id",
                                                        message_id, "reason", reason));
  if (progress->n_refused > REFUSALS_NAMED)
    return;
  progress_erase(progress);
  if (is_absent(path, offset, message_id))
    server_command_note("%s: cannot be read: %s", path, reason);
  else if (message_id != NULL)
    server_command_note("%s: mail <%s> at byte %" G_GINT64_FORMAT " refused: %s", path, message_id,
                        offset, reason);
  else
    server_command_note("%s: at byte %" G_GINT64_FORMAT " refused: %s", path, offset, reason);
}

static IngestOptions
options_of(const Command *command, Progress *progress)
{
  return (IngestOptions){
      .n_threads = (guint)command->options.threads,
      .now = server_command_now(command),
      .progress = on_progress,
      .refused = on_refused,
      .user_data = progress,
  };
}

static gboolean
print_json(const Group *group, const IngestSummary *s, const Progress *progress, GError **error)
{
  json_t *root =
      json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:O}",
                "group", group->name, "read", (json_int_t)s->n_read, "new", (json_int_t)s->n_new,
                "known", (json_int_t)s->n_known, "alternates", (json_int_t)s->n_alternates,
                "refused", (json_int_t)s->n_refused, "bytes", (json_int_t)s->n_bytes, "files",
                (json_int_t)s->n_files, "unchanged_files", (json_int_t)s->n_unchanged_files,
                "items", (json_int_t)s->n_items, "links", (json_int_t)s->n_links, "votes",
                (json_int_t)s->n_votes, "cut", (json_int_t)s->n_cut, "unread_files",
                (json_int_t)s->n_unread, "seconds", s->seconds, "refusals", progress->refusals);
  char *text = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;
  g_autoptr(GString) out = g_string_new(text);
  g_string_append_c(out, '\n');
  free(text);
  json_decref(root);
  return server_command_print(out, error);
}

static void
append_reasons(GString *out, const Progress *progress)
{
  GHashTableIter iter;
  gpointer reason, count;
  guint n = 0;
  g_hash_table_iter_init(&iter, progress->reasons);
  while (g_hash_table_iter_next(&iter, &reason, &count) && n < 5) {
    g_autofree char *plain = web_plain(reason);
    g_string_append_printf(out, "%s%u %s", n++ == 0 ? " (" : "; ", GPOINTER_TO_UINT(count), plain);
  }
  if (n > 0)
    g_string_append(out, g_hash_table_size(progress->reasons) > n ? "; ...)" : ")");
}

static gboolean
print_summary(const Command *command, const Group *group, const IngestSummary *s,
              Progress *progress, GError **error)
{
  progress_erase(progress);
  if (command->options.json)
    return print_json(group, s, progress, error);
  g_autofree char *bytes = g_format_size(s->n_bytes);
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(
      out,
      "%s: %" G_GUINT64_FORMAT " read, %" G_GUINT64_FORMAT " new, %" G_GUINT64_FORMAT
      " known, %" G_GUINT64_FORMAT " alternates, %" G_GUINT64_FORMAT " refused",
      group->name, s->n_read, s->n_new, s->n_known, s->n_alternates, s->n_refused);
  append_reasons(out, progress);
  if (s->n_unread > 0)
    g_string_append_printf(out, ", %" G_GUINT64_FORMAT " file%s left unread (no mail)", s->n_unread,
                           s->n_unread == 1 ? "" : "s");
  if (s->n_unchanged_files > 0)
    g_string_append_printf(out, ", %" G_GUINT64_FORMAT " file%s unchanged", s->n_unchanged_files,
                           s->n_unchanged_files == 1 ? "" : "s");
  g_string_append_printf(out,
                         "; %" G_GUINT64_FORMAT " items, %" G_GUINT64_FORMAT
                         " links, %" G_GUINT64_FORMAT " votes; %s in %.2f s\n",
                         s->n_items, s->n_links, s->n_votes, bytes, s->seconds);
  server_command_append_cut(out, group, s->n_cut);
  return server_command_print(out, error);
}

typedef struct {
  guint64 n_refused;
  guint64 n_absent; /* of them: paths that are not there */
  guint64 n_aside;  /* of them: kept in the quarantine */
} Refused;

static gboolean
tell_refused(const Refused *refused, GError **error)
{
  if (refused->n_refused == 0)
    return TRUE;
  if (refused->n_refused == refused->n_absent) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
                "%" G_GUINT64_FORMAT " of the paths cannot be read, all else is stored\n"
                "look how they are written, and who may read them",
                refused->n_absent);
    return FALSE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
              "%" G_GUINT64_FORMAT " refused, all else is stored%s", refused->n_refused,
              refused->n_aside > 0 ? SERVER_KEPT_ASIDE_HINT : "");
  return FALSE;
}

static void
add_refused(Refused *refused, const IngestSummary *summary, const Progress *progress)
{
  refused->n_refused += summary->n_refused;
  refused->n_absent += progress->n_absent;
  refused->n_aside += summary->n_aside;
}

static gboolean
ingest_paths(Command *command, const Group *group, const char *const *paths, Refused *refused,
             GError **error)
{
  g_auto(Progress) progress;
  IngestSummary summary = {0};
  progress_init(&progress, command);
  IngestOptions options = options_of(command, &progress);
  gboolean stored = ingest_run(command->db, group, paths, &options, &summary, error);
  progress_erase(&progress);
  if (!stored && summary.n_stored > 0)
    server_command_note("%" G_GUINT64_FORMAT
                        " mails were read and are kept; the next run goes on from there",
                        summary.n_stored);
  if (!stored || !print_summary(command, group, &summary, &progress, error))
    return FALSE;
  add_refused(refused, &summary, &progress);
  return TRUE;
}

gboolean
server_cmd_ingest(Command *command, GError **error)
{
  Refused refused = {0};
  if (command->options.group == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "ingest: no group given\nusage: docket ingest -g GROUP PATH...");
    return FALSE;
  }
  g_autoptr(Group) group = server_command_ensure_group(command, command->options.group, error);
  return group != NULL &&
         ingest_paths(command, group, (const char *const *)command->args, &refused, error) &&
         tell_refused(&refused, error);
}

gboolean
server_cmd_rebuild(Command *command, GError **error)
{
  Refused refused = {0};
  g_autoptr(GPtrArray) groups = server_command_groups(command, error);
  if (groups == NULL)
    return FALSE;
  for (guint i = 0; i < groups->len; i++) {
    g_auto(Progress) progress;
    IngestSummary summary = {0};
    progress_init(&progress, command);
    IngestOptions options = options_of(command, &progress);
    if (!ingest_rebuild(command->db, groups->pdata[i], &options, &summary, error) ||
        !print_summary(command, groups->pdata[i], &summary, &progress, error))
      return FALSE;
    add_refused(&refused, &summary, &progress);
  }
  return tell_refused(&refused, error);
}
