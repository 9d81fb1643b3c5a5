/* Where mail comes from, and reading what is new there: source add, remove, list, probe, and sync.
 */
#include <gio/gio.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "db/fetch-state.h"
#include "db/source.h"
#include "ingest/source-sync.h"
#include "server/commands.h"
#include "server/secrets.h"
#include "web/out.h"

/* Refused mails that are named one by one; `docket refused list` has all. */
#define REFUSALS_NAMED 20
#define EVERY_MAX (60 * 24 * 31)
#define PAUSE_MAX 3600
#define PROGRESS_USEC (G_USEC_PER_SEC / 10)

typedef struct {
  Command *command;
  GRand *rng;
  GKeyFile *secrets; /* or NULL */
  FetchOptions fetch;
  gboolean show;       /* standard error is a terminal */
  gboolean line_open;  /* a progress line stands there */
  gint64 began, shown; /* monotonic */
  const char *url;
  guint n_refused, n_sources, n_failed;
  guint64 n_aside; /* of the refused: kept in the quarantine */
  json_t *done;    /* NULL without --json */
  GError *first;   /* of the sources that failed */
} Sync;

static gboolean
sync_init(Sync *sync, Command *command, GError **error)
{
  const CommandWorld *world = command->world;
  guint32 seed[4];
  world->random((guint8 *)seed, sizeof seed, world->data);
  *sync = (Sync){.command = command, .show = isatty(STDERR_FILENO) != 0};
  sync->rng = g_rand_new_with_seed_array(seed, G_N_ELEMENTS(seed));
  sync->done = command->options.json ? json_array() : NULL;
  ingest_fetch_options_init(&sync->fetch);
  sync->fetch.now = server_command_now(command);
  sync->fetch.rng = sync->rng;
  sync->fetch.contact = server_command_contact(command);
  g_autoptr(GError) failed = NULL;
  sync->secrets = server_secrets_load(NULL, &failed);
  sync->fetch.logins = sync->secrets;
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

static void
sync_clear(Sync *sync)
{
  g_rand_free(sync->rng);
  g_clear_pointer(&sync->secrets, g_key_file_unref);
  json_decref(sync->done);
  g_clear_error(&sync->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sync, sync_clear)

/* --- source add, probe, list --- */

static void
append_probe(GString *out, const char *place, const SourceProbe *probe)
{
  static const char *const words[SOURCE_N_KINDS] = {[SOURCE_PIPERMAIL] = "Mailman 2 archive",
                                                    [SOURCE_HYPERKITTY] = "Mailman 3 archive",
                                                    [SOURCE_PUBLIC_INBOX] = "public-inbox",
                                                    [SOURCE_FILE] = "file of mail",
                                                    [SOURCE_LOCAL] = "file or folder here",
                                                    [SOURCE_IMAP] = "IMAP folder",
                                                    [SOURCE_POP3] = "POP3 mailbox"};
  g_autofree char *plain = web_plain(place);
  g_string_append_printf(out, "%s: %s", plain, words[probe->kind]);
  if (probe->title != NULL) {
    g_autofree char *title = web_plain(probe->title);
    g_string_append_printf(out, " \"%s\"", title);
  }
  if (probe->first != NULL)
    g_string_append_printf(out, ", %u months from %s to %s", probe->n_files, probe->first,
                           probe->last);
  if (probe->n_mails > 0)
    g_string_append_printf(out, ", %u mails", probe->n_mails);
  if (probe->size >= 0) {
    g_autofree char *size = g_format_size((guint64)probe->size);
    g_string_append_printf(out, ", %s", size);
  }
  if (strcmp(place, probe->url) != 0) {
    g_autofree char *at = web_plain(probe->url);
    g_string_append_printf(out, ", at %s", at);
  }
  g_string_append_c(out, '\n');
}

gboolean
server_cmd_source_add(Command *command, GError **error)
{
  g_auto(Sync) sync;
  if (!sync_init(&sync, command, error))
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 1; i < command->n_args; i++) {
    const char *place = command->args[i];
    g_autoptr(SourceProbe) probe = ingest_source_probe(place, &sync.fetch, error);
    /* A wrong address must not leave a new group behind. */
    g_autoptr(Group) group =
        probe != NULL ? server_command_ensure_group(command, command->args[0], error) : NULL;
    if (group == NULL ||
        !ingest_source_remember(command->db, group, place, probe, sync.fetch.now, error))
      return FALSE;
    append_probe(out, place, probe);
  }
  return server_command_print(out, error);
}

gboolean
server_cmd_source_probe(Command *command, GError **error)
{
  g_auto(Sync) sync;
  if (!sync_init(&sync, command, error))
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < command->n_args; i++) {
    g_autoptr(SourceProbe) probe = ingest_source_probe(command->args[i], &sync.fetch, error);
    if (probe == NULL)
      return FALSE;
    append_probe(out, command->args[i], probe);
  }
  return server_command_print(out, error);
}

static gboolean
read_number(const char *text, guint64 most, const char *unit, guint64 *number, GError **error)
{
  if (g_ascii_string_to_unsigned(text, 10, 0, most, number, NULL))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "%s is no number of %s from 0 to %" G_GUINT64_FORMAT, text, unit, most);
  return FALSE;
}

gboolean
server_cmd_source_every(Command *command, GError **error)
{
  guint64 minutes = 0;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  return group != NULL && read_number(command->args[2], EVERY_MAX, "minutes", &minutes, error) &&
         db_source_set_every(command->db, group->id, command->args[1], (gint64)minutes * 60, error);
}

static gboolean
check_pauses(const char *url, guint64 seconds, GError **error)
{
  if (seconds == 0 || ingest_source_has_pauses(url))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "only archives of web servers have a pause between requests\n"
              "say how often it is read instead: docket source every GROUP %s MINUTES",
              url);
  return FALSE;
}

gboolean
server_cmd_source_pause(Command *command, GError **error)
{
  guint64 seconds = 0;
  g_autoptr(Group) group = server_command_group(command, 0, error);
  return group != NULL && read_number(command->args[2], PAUSE_MAX, "seconds", &seconds, error) &&
         check_pauses(command->args[1], seconds, error) &&
         db_source_set_pause(command->db, group->id, command->args[1], (gint64)seconds, error);
}

gboolean
server_cmd_source_remove(Command *command, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  return group != NULL && db_source_remove(command->db, group->id, command->args[1], COMMAND_WHO,
                                           server_command_now(command), error);
}

static void
append_time(GString *out, const char *before, gint64 when)
{
  g_autoptr(GDateTime) date = when > 0 ? g_date_time_new_from_unix_utc(when) : NULL;
  g_autofree char *text = date != NULL ? g_date_time_format(date, "%Y-%m-%d %H:%M UTC") : NULL;
  if (text != NULL)
    g_string_append_printf(out, "%s%s", before, text);
}

static gboolean
list_sources(Command *command, const Group *group, GString *out, GError **error)
{
  g_autoptr(GPtrArray) sources = db_source_list(command->db, group->id, error);
  if (sources == NULL)
    return FALSE;
  for (guint i = 0; i < sources->len; i++) {
    const Source *source = sources->pdata[i];
    g_autoptr(GError) local = NULL;
    g_autoptr(FetchState) state = db_fetch_state_get(command->db, source->id, &local);
    if (local != NULL) {
      g_propagate_error(error, g_steal_pointer(&local));
      return FALSE;
    }
    g_autofree char *plain = web_plain(source->url);
    g_string_append_printf(out, "%-16s %-13s %s", group->name,
                           state != NULL && state->kind[0] != '\0' ? state->kind : "-", plain);
    if (source->every > 0)
      g_string_append_printf(out, ", every %" G_GINT64_FORMAT " minutes", source->every / 60);
    if (source->pause > 0)
      g_string_append_printf(out, ", %" G_GINT64_FORMAT " s between requests", source->pause);
    append_time(out, ", new mail ", state != NULL ? state->last_new : 0);
    if (state != NULL && state->failures > 0) {
      g_autofree char *why = web_plain(state->error != NULL ? state->error : "");
      why[strcspn(why, "\n")] = '\0';
      g_string_append_printf(out, ", failed %u times in a row", state->failures);
      append_time(out, ", last ", state->last_failure);
      g_string_append_printf(out, ": %s", why);
    }
    g_string_append_c(out, '\n');
  }
  return TRUE;
}

gboolean
server_cmd_source_list(Command *command, GError **error)
{
  g_autoptr(GString) out = g_string_new(NULL);
  g_autoptr(GPtrArray) groups = server_command_groups(command, error);
  if (groups == NULL)
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    if (!list_sources(command, groups->pdata[i], out, error))
      return FALSE;
  return server_command_print(out, error);
}

/* --- sync --- */

static void
erase_line(Sync *sync)
{
  if (sync->line_open)
    fputs("\r\033[K", stderr);
  sync->line_open = FALSE;
}

/* Caller frees. */
static char *
progress_text(const SyncProgress *p)
{
  return p->n_mails > 0 && p->step == SYNC_FETCHING
             ? g_strdup_printf("%u of %u mails", p->mails, p->n_mails)
             : g_format_size((guint64)p->got);
}

static void
on_progress(const SyncProgress *p, gpointer user_data)
{
  static const char *const steps[] = {"fetching", "checking", "storing"};
  Sync *sync = user_data;
  gint64 now = g_get_monotonic_time();
  if (!sync->show || now - sync->shown < PROGRESS_USEC)
    return;
  sync->shown = now;
  double seconds = (double)(now - sync->began) / G_USEC_PER_SEC;
  double part = p->n_mails > 0 ? (double)p->mails / p->n_mails
                : p->total > 0 ? (double)p->got / (double)p->total
                               : 0;
  double share = p->n_files > 0 ? (p->n_done + MIN(part, 1)) / p->n_files : 0;
  g_autofree char *got = progress_text(p);
  g_autofree char *name = web_plain(p->file != NULL ? p->file : "");
  fprintf(stderr, "\r\033[K%.30s (%u of %u): %s %s", name, p->n_done + 1,
          MAX(p->n_files, p->n_done + 1), steps[p->step], got);
  if (share > 0.01 && seconds > 1)
    fprintf(stderr, ", %.0f s left", seconds * (1 - share) / share);
  fflush(stderr);
  sync->line_open = TRUE;
}

static void
on_notice(const char *text, gpointer user_data)
{
  Sync *sync = user_data;
  erase_line(sync);
  server_command_note("%s: %s", sync->url, text);
}

static void
on_refused(const char *path, gint64 offset, const char *message_id, const char *reason,
           gpointer user_data)
{
  Sync *sync = user_data;
  if (sync->n_refused++ >= REFUSALS_NAMED)
    return;
  erase_line(sync);
  server_command_note("%s: mail %s at byte %" G_GINT64_FORMAT " refused: %s", path,
                      message_id != NULL ? message_id : "without Message-ID", offset, reason);
}

static gboolean
print_summary(Sync *sync, const Group *group, const SyncSummary *s, const GError *failure,
              GError **error)
{
  const IngestSummary *m = &s->mail;
  erase_line(sync);
  if (sync->done != NULL) {
    json_array_append_new(
        sync->done,
        json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s?}", "group",
                  group->name, "source", sync->url, "read", (json_int_t)m->n_read, "new",
                  (json_int_t)m->n_new, "known", (json_int_t)m->n_known, "alternates",
                  (json_int_t)m->n_alternates, "refused", (json_int_t)m->n_refused, "files",
                  (json_int_t)s->n_new_files, "unchanged_files", (json_int_t)s->n_same_files,
                  "requests", (json_int_t)s->n_requests, "bytes", (json_int_t)s->n_bytes, "cut",
                  (json_int_t)m->n_cut, "error", failure != NULL ? failure->message : NULL));
    return TRUE;
  }
  g_autofree char *plain = web_plain(sync->url);
  g_autofree char *bytes = g_format_size((guint64)s->n_bytes);
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out,
                         "%s: %" G_GUINT64_FORMAT " read, %" G_GUINT64_FORMAT
                         " new, %" G_GUINT64_FORMAT " known, %" G_GUINT64_FORMAT
                         " alternates, %" G_GUINT64_FORMAT " refused; %u new file%s",
                         group->name, m->n_read, m->n_new, m->n_known, m->n_alternates,
                         m->n_refused, s->n_new_files, s->n_new_files == 1 ? "" : "s");
  if (s->n_requests > 0)
    g_string_append_printf(out, ", %u requests, %s", s->n_requests, bytes);
  g_string_append_printf(out, " from %s\n", plain);
  server_command_append_cut(out, group, m->n_cut);
  return server_command_print(out, error);
}

/* A source that fails does not keep the others from being read; a broken database does. */
static gboolean
sync_source(Sync *sync, const Group *group, const Source *source, GError **error)
{
  const CommandOptions *options = &sync->command->options;
  const SyncOptions sync_options = {
      .fetch = sync->fetch,
      .n_threads = (guint)options->threads,
      .accept_list = options->accept_list,
      .progress = on_progress,
      .notice = on_notice,
      .refused = on_refused,
      .user_data = sync,
  };
  SyncSummary summary;
  g_autoptr(GError) failure = NULL;
  sync->url = source->url;
  sync->began = g_get_monotonic_time();
  sync->n_sources++;
  gboolean ok =
      ingest_source_sync(sync->command->db, group, source, &sync_options, &summary, &failure);
  sync->n_aside += summary.mail.n_aside;
  if (!print_summary(sync, group, &summary, failure, error))
    return FALSE;
  if (ok)
    return TRUE;
  if (g_error_matches(failure, DOCKET_ERROR, DOCKET_ERROR_STORAGE)) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  server_command_note("%s", failure->message);
  sync->n_failed++;
  if (sync->first == NULL)
    sync->first = g_steal_pointer(&failure);
  return TRUE;
}

static gboolean
sync_group(Sync *sync, const Group *group, GError **error)
{
  g_autoptr(GPtrArray) sources = db_source_list(sync->command->db, group->id, error);
  if (sources == NULL)
    return FALSE;
  for (guint i = 0; i < sources->len; i++)
    if (!sync_source(sync, group, sources->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
tell_outcome(const Sync *sync, GError **error)
{
  if (sync->n_failed > 0) {
    g_set_error(error, sync->first->domain, sync->first->code,
                "%u of %u sources could not be read, or not all of them", sync->n_failed,
                sync->n_sources);
    return FALSE;
  }
  if (sync->n_refused == 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED, "%u refused, all else is stored%s",
              sync->n_refused, sync->n_aside > 0 ? SERVER_KEPT_ASIDE_HINT : "");
  return FALSE;
}

gboolean
server_cmd_sync(Command *command, GError **error)
{
  g_auto(Sync) sync;
  if (!sync_init(&sync, command, error))
    return FALSE;
  g_autoptr(GPtrArray) groups = server_command_groups(command, error);
  if (groups == NULL)
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    if (!sync_group(&sync, groups->pdata[i], error))
      return FALSE;
  if (sync.done != NULL) {
    char *text = json_dumps(sync.done, JSON_COMPACT);
    g_autoptr(GString) out = g_string_new(text);
    g_string_append_c(out, '\n');
    free(text);
    if (!server_command_print(out, error))
      return FALSE;
  }
  return tell_outcome(&sync, error);
}
