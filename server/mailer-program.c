#include "server/mailer-program.h"

#include <gio/gio.h>
#include <string.h>
#include <sysexits.h>

#define REASON_MAX 300
#define LOOK_MS 100

typedef struct {
  GMainContext *context;
  GSubprocess *process;
  gint64 deadline;
  gboolean done, late;
  char *said; /* on its standard error */
  GError *error;
  gboolean (*stopping)(gpointer data);
  gpointer data;
} Run;

static void
on_done(GObject *source, GAsyncResult *result, gpointer user)
{
  Run *run = user;
  g_autoptr(GBytes) err = NULL;
  if (g_subprocess_communicate_finish(G_SUBPROCESS(source), result, NULL, &err, &run->error) &&
      err != NULL) {
    gsize len;
    const char *bytes = g_bytes_get_data(err, &len);
    g_autofree char *text = g_strndup(bytes != NULL ? bytes : "", MIN(len, REASON_MAX));
    run->said = g_strdelimit(g_strstrip(g_utf8_make_valid(text, -1)), "\r\n\t", ' ');
  }
  run->done = TRUE;
}

static gboolean
on_look(gpointer user)
{
  Run *run = user;
  if (g_get_monotonic_time() > run->deadline ||
      (run->stopping != NULL && run->stopping(run->data))) {
    run->late = TRUE;
    g_subprocess_force_exit(run->process);
  }
  return G_SOURCE_CONTINUE;
}

static GSubprocess *
start(GPtrArray *asked, const MailConfig *config, GError **error)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  /* -i: a line with a single dot does not end the mail. */
  const char *const fixed[] = {config->sendmail, "-i", "-f", config->sender, "--"};
  for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
    g_ptr_array_add(argv, (gpointer)(guintptr)fixed[i]);
  for (guint i = 0; i < asked->len; i++)
    g_ptr_array_add(argv, ((const OutRecipient *)asked->pdata[i])->address);
  g_ptr_array_add(argv, NULL);
  return g_subprocess_newv((const char *const *)argv->pdata,
                           G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
                               G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                           error);
}

/* A context of its own: the thread has none, and nobody else's sources may run here. */
static void
wait_for(Run *run, const GString *text)
{
  g_autoptr(GBytes) input = g_bytes_new(text->str, text->len);
  GSource *look = g_timeout_source_new(LOOK_MS);
  g_source_set_callback(look, on_look, run, NULL);
  g_source_attach(look, run->context);
  g_subprocess_communicate_async(run->process, input, NULL, on_done, run);
  while (!run->done)
    g_main_context_iteration(run->context, TRUE);
  g_source_destroy(look);
  g_source_unref(look);
}

static void
judge(const Run *run, GPtrArray *asked, MailerOutcome *outcome)
{
  static const int of_no_use[] = {EX_USAGE,  EX_DATAERR,     EX_NOUSER,
                                  EX_NOHOST, EX_UNAVAILABLE, EX_NOPERM};
  gboolean exited = g_subprocess_get_if_exited(run->process);
  int status = exited ? g_subprocess_get_exit_status(run->process) : -1;
  if (!run->late && run->error == NULL && status == 0) {
    for (guint i = 0; i < asked->len; i++)
      ((OutRecipient *)asked->pdata[i])->state = RECIPIENT_ACCEPTED;
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(of_no_use); i++)
    outcome->permanent = outcome->permanent || (!run->late && status == of_no_use[i]);
  if (run->late)
    outcome->trouble =
        g_strdup("sendmail took too long or was stopped; it may have taken the mail all the same");
  else if (exited)
    outcome->trouble = g_strdup_printf("sendmail ended with status %d: %s", status,
                                       run->said != NULL ? run->said : "");
  else
    outcome->trouble = g_strdup("sendmail was killed");
}

void
server_mailer_program(GPtrArray *asked, const MailConfig *config, const GString *text,
                      gboolean (*stopping)(gpointer data), gpointer data, MailerOutcome *outcome)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GMainContext) context = g_main_context_new();
  Run run = {.context = context, .stopping = stopping, .data = data};
  run.deadline = g_get_monotonic_time() + (gint64)config->timeout * G_USEC_PER_SEC;
  g_main_context_push_thread_default(context);
  run.process = start(asked, config, &error);
  if (run.process == NULL) {
    outcome->trouble = g_strdup_printf("sendmail could not be started: %s", error->message);
  } else {
    wait_for(&run, text);
    judge(&run, asked, outcome);
    g_object_unref(run.process);
  }
  g_main_context_pop_thread_default(context);
  g_free(run.said);
  g_clear_error(&run.error);
}
