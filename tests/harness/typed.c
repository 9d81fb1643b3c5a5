/* The built program as a person types it. */
#include <gio/gio.h>
#include <string.h>

#include "tests/harness/typed.h"

void
typed_clear(Typed *typed)
{
  g_free(typed->out);
  g_free(typed->err);
}

static char **
words_of(const char *line)
{
  char **args = NULL;
  if (line[0] == '\0')
    return g_new0(char *, 1);
  g_assert_true(g_shell_parse_argv(line, NULL, &args, NULL));
  return args;
}

Typed
typed_run(const Harness *harness, const char *line)
{
  Typed typed = {0};
  g_auto(GStrv) args = words_of(line);
  typed.status = harness_run(harness, (const char *const *)args, &typed.out, &typed.err);
  return typed;
}

Typed
typed_run_with(const Harness *harness, const char *line, const char *in)
{
  Typed typed = {.status = -1};
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) args = words_of(line);
  const char *build = g_getenv("DOCKET_BUILD_ROOT");
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(argv, g_build_filename(build != NULL ? build : ".", "server", "docket", NULL));
  g_ptr_array_add(argv, g_strdup("--db"));
  g_ptr_array_add(argv, g_strdup(harness->db_path));
  for (gsize i = 0; args[i] != NULL; i++)
    g_ptr_array_add(argv, g_strdup(args[i]));
  g_ptr_array_add(argv, NULL);
  g_autoptr(GSubprocess) program =
      g_subprocess_newv((const char *const *)argv->pdata,
                        G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                            G_SUBPROCESS_FLAGS_STDERR_PIPE,
                        &error);
  g_assert_no_error(error);
  /* What it printed is wanted, also where it went away before it had read all. */
  g_autoptr(GError) broken = NULL;
  if (!g_subprocess_communicate_utf8(program, in, NULL, &typed.out, &typed.err, &broken))
    g_test_message("%s", broken->message);
  g_assert_true(g_subprocess_wait(program, NULL, NULL));
  if (g_subprocess_get_if_exited(program))
    typed.status = g_subprocess_get_exit_status(program);
  return typed;
}

void
typed_fault(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  g_test_message("%s", text);
  g_test_fail();
}

void
typed_expect(const Harness *harness, const char *line, int status, const char *out, const char *err)
{
  g_auto(Typed) typed = typed_run(harness, line);
  if (typed.status != status)
    typed_fault("docket %s: ended with %d, not %d:\n%s", line, typed.status, status, typed.err);
  if (out != NULL && strstr(typed.out, out) == NULL)
    typed_fault("docket %s: %s is not in its output:\n%s", line, out, typed.out);
  if (err != NULL && strstr(typed.err, err) == NULL)
    typed_fault("docket %s: %s is not in its errors:\n%s", line, err, typed.err);
}
