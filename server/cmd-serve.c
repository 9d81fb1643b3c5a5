/* Serving the pages until a signal says stop. */
#include <signal.h>
#include <string.h>

#include "server/commands.h"
#include "server/jobs.h"
#include "server/proxy.h"
#include "server/server.h"

/* The signals wait for sigwait instead of interrupting a thread; those started after this inherit
 * it. */
static void
hold_signals(sigset_t *set)
{
  sigemptyset(set);
  sigaddset(set, SIGINT);
  sigaddset(set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, set, NULL);
}

/* NULL without error: docket is asked by visitors themselves. */
static ProxyTrust *
proxy_of(const CommandOptions *options, GError **error)
{
  if (options->trusted_proxy != NULL)
    return server_proxy_new(options->trusted_proxy, options->proxy_header, error);
  if (options->proxy_header != NULL)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "--proxy-header %s without --trusted-proxy\nsay whose header is believed",
                options->proxy_header);
  return NULL;
}

/* An older database is brought up to date before the readers open it; one that cannot be written is
 * tried as it is. */
static gboolean
bring_up_to_date(const char *path, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(Db) db = db_open(path, DB_OPEN_WRITE, &local);
  if (db != NULL || g_error_matches(local, DOCKET_ERROR, DOCKET_ERROR_STORAGE))
    return TRUE;
  if (g_error_matches(local, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "no database %s\nmake one: docket --db %s ingest -g NAME ARCHIVE.mbox", path, path);
    return FALSE;
  }
  g_propagate_error(error, g_steal_pointer(&local));
  return FALSE;
}

gboolean
server_cmd_serve(Command *command, GError **error)
{
  sigset_t set;
  int signal_number;
  g_autofree char *base_url = NULL;
  if (!server_command_base_url(command, NULL, &base_url, error))
    return FALSE;
  g_autoptr(GError) failed = NULL;
  g_autoptr(MailConfig) mail = server_mail_config_find(command->options.mail, &failed);
  g_autoptr(ProxyTrust) proxy = failed == NULL ? proxy_of(&command->options, &failed) : NULL;
  if (failed != NULL) {
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
  }
  if (!bring_up_to_date(command->db_path, error))
    return FALSE;
  hold_signals(&set);
  ServerOptions options = {
      .db_path = command->db_path,
      .listen = command->options.listen,
      .base_url = base_url,
      .n_threads = (guint)command->options.threads,
      .clock = command->world->clock,
      .clock_data = command->world->data,
      .random = command->world->random,
      .random_data = command->world->data,
      .mail = mail,
      .proxy = proxy,
      .fetches = !command->options.offline && g_getenv("DOCKET_OFFLINE") == NULL,
      .contact = server_command_contact(command),
  };
  options.jobs = server_job_rows(&options.n_jobs);
  g_autoptr(Server) server = server_start(&options, error);
  if (server == NULL)
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "serving %s/ (stop with Ctrl-C)\n", server_url(server));
  if (!server_command_print(out, error))
    return FALSE;
  sigwait(&set, &signal_number);
  g_message("stopped by %s", g_strsignal(signal_number));
  return TRUE;
}
