#include "server/pages-operator.h"

#include <string.h>

#include "db/fetch-state.h"
#include "db/group.h"
#include "db/outbox.h"
#include "db/source.h"
#include "ingest/source-sync.h"
#include "server/jobs.h"
#include "server/sync-job.h"
#include "web/views-outbox.h"

#define SHOWN_MAILS 50

typedef struct {
  GArray *rows;    /* WebSourceRow */
  GPtrArray *keep; /* char *: its texts */
} Rows;

static const char *
keep(Rows *rows, const char *text)
{
  if (text == NULL)
    return NULL;
  g_ptr_array_add(rows->keep, g_strdup(text));
  return rows->keep->pdata[rows->keep->len - 1];
}

/* What the running job knows is newer than what is stored. */
static void
add_row(Rows *rows, const Group *group, const Source *source, const FetchState *stored,
        GPtrArray *states)
{
  WebSourceRow row = {.group = keep(rows, group->name), .url = keep(rows, source->url)};
  gboolean local = strstr(source->url, "://") == NULL;
  row.kind =
      keep(rows, stored != NULL && stored->kind != NULL && stored->kind[0] != '\0' ? stored->kind
                 : local                                                           ? "local"
                         : "not known yet");
  if (stored != NULL) {
    row.failures = stored->failures;
    row.last_new = stored->last_new;
    row.last_run = stored->failures > 0 ? stored->last_failure : 0;
    row.error = stored->failures > 0 ? keep(rows, stored->error) : NULL;
    row.notice = keep(rows, stored->notice);
    row.noticed = stored->noticed;
  }
  for (guint i = 0; i < states->len; i++) {
    const SyncState *state = states->pdata[i];
    if (state->source != source->id || state->last_run == 0)
      continue;
    row.failures = state->failures;
    row.running = state->running;
    row.last_run = state->last_run;
    row.next_run = state->next_run;
    row.error = keep(rows, state->error);
  }
  g_array_append_val(rows->rows, row);
}

static gboolean
gather_group(Rows *rows, Db *db, const Group *group, GPtrArray *states, GError **error)
{
  g_autoptr(GPtrArray) sources = db_source_list(db, group->id, error);
  if (sources == NULL)
    return FALSE;
  for (guint i = 0; i < sources->len; i++) {
    const Source *source = sources->pdata[i];
    g_autoptr(GError) failed = NULL;
    g_autoptr(FetchState) stored = db_fetch_state_get(db, source->id, &failed);
    if (failed != NULL) {
      g_propagate_error(error, g_steal_pointer(&failed));
      return FALSE;
    }
    add_row(rows, group, source, stored, states);
  }
  return TRUE;
}

static void
rows_init(Rows *rows)
{
  rows->rows = g_array_new(FALSE, TRUE, sizeof(WebSourceRow));
  rows->keep = g_ptr_array_new_with_free_func(g_free);
}

gboolean
server_page_sources(Request *request, Reply *reply, GError **error)
{
  Rows rows;
  rows_init(&rows);
  g_autoptr(GPtrArray) states = server_sync_board_list(server_sync_board(request->server));
  gboolean done = gather_group(&rows, request->db, request->group, states, error);
  if (done) {
    const WebOperatorView view = {
        .page = request->page, .sources = rows.rows, .fetches = server_fetches(request->server)};
    web_page_operator(reply->body, &view);
  }
  g_array_unref(rows.rows);
  g_ptr_array_unref(rows.keep);
  return done;
}

GArray *
server_failing_sources(const Request *request, GPtrArray **kept, GError **error)
{
  Rows rows;
  rows_init(&rows);
  *kept = rows.keep;
  if (!request->page->chair)
    return rows.rows;
  g_autoptr(GPtrArray) states = server_sync_board_list(server_sync_board(request->server));
  if (!gather_group(&rows, request->db, request->group, states, error)) {
    g_array_unref(rows.rows);
    return NULL;
  }
  for (guint i = rows.rows->len; i > 0; i--)
    if (g_array_index(rows.rows, WebSourceRow, i - 1).failures < SYNC_FAILURES_TOLD)
      g_array_remove_index(rows.rows, i - 1);
  return rows.rows;
}

/* --- the whole server --- */

static GArray *
job_rows(GPtrArray *states)
{
  GArray *rows = g_array_new(FALSE, TRUE, sizeof(WebJobRow));
  for (guint i = 0; i < states->len; i++) {
    const JobState *state = states->pdata[i];
    const WebJobRow row = {.name = state->row->name,
                           .runs = state->runs,
                           .errors = state->errors,
                           .last_run = state->last_run,
                           .next = state->next,
                           .running = state->running,
                           .error = state->error};
    g_array_append_val(rows, row);
  }
  return rows;
}

static gboolean
gather_all(const Request *request, Rows *rows, WebOperatorView *view, GError **error)
{
  g_autoptr(GPtrArray) states = server_sync_board_list(server_sync_board(request->server));
  g_autoptr(GPtrArray) groups = db_group_list(request->db, error);
  if (groups == NULL || !db_outbox_counts(request->db, 0, view->counts, error))
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    if (!gather_group(rows, request->db, groups->pdata[i], states, error))
      return FALSE;
  view->mails = db_outbox_list(request->db, 0, NULL, SHOWN_MAILS, 0, error);
  return view->mails != NULL;
}

gboolean
server_page_operator(Request *request, Reply *reply, GError **error)
{
  Rows rows;
  rows_init(&rows);
  g_autoptr(GPtrArray) states = server_jobs_list(server_jobs(request->server));
  g_autoptr(GArray) jobs = job_rows(states);
  WebOperatorView view = {.page = request->page,
                          .sources = rows.rows,
                          .jobs = jobs,
                          .configured = server_mail(request->server) != NULL,
                          .fetches = server_fetches(request->server)};
  gboolean done = gather_all(request, &rows, &view, error);
  if (done)
    web_page_operator(reply->body, &view);
  g_clear_pointer(&view.mails, g_ptr_array_unref);
  g_array_unref(rows.rows);
  g_ptr_array_unref(rows.keep);
  return done;
}
