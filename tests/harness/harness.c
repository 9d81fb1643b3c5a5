#include "tests/harness/harness.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "db/group.h"
#include "ingest/parse.h"
#include "ingest/run.h"

static gint64
fixed_clock(gpointer data)
{
  (void)data;
  return HARNESS_NOW;
}

char *
harness_source_file(const char *path)
{
  const char *root = g_getenv("DOCKET_SOURCE_ROOT");
  return g_build_filename(root != NULL ? root : ".", path, NULL);
}

Db *
harness_open(const Harness *harness)
{
  g_autoptr(GError) error = NULL;
  Db *db = db_open(harness->db_path, DB_OPEN_CREATE, &error);
  g_assert_no_error(error);
  db_set_text_func(db, ingest_text_fields, NULL);
  return db;
}

static void
ingest_path(const Harness *harness, const char *group_name, const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, group_name, &error);
  g_assert_no_error(error);
  const char *paths[] = {path, NULL};
  IngestOptions options = {.n_threads = 1, .now = HARNESS_NOW};
  IngestSummary summary = {0};
  gboolean done = ingest_run(db, group, paths, &options, &summary, &error);
  g_assert_no_error(error);
  g_assert_true(done);
}

void
harness_ingest(const Harness *harness, const char *group, const char *mbox)
{
  g_autofree char *name = g_strdup_printf("more-%08x.mbox", g_str_hash(mbox));
  g_autofree char *path = g_build_filename(harness->folder, name, NULL);
  g_assert_true(g_file_set_contents(path, mbox, -1, NULL));
  ingest_path(harness, group, path);
}

Harness *
harness_new(void)
{
  g_autoptr(GError) error = NULL;
  Harness *harness = g_new0(Harness, 1);
  ingest_init();
  harness->folder = g_dir_make_tmp("docket-test-XXXXXX", &error);
  g_assert_no_error(error);
  harness->db_path = g_build_filename(harness->folder, "docket.db", NULL);
  Group group = {
      .name = (char[]){"virt"},
      .title = (char[]){"Virt SIG"},
      .address = (char[]){"virt@lists.example.org"},
      .timezone = (char[]){"Europe/London"},
  };
  {
    g_autoptr(Db) db = harness_open(harness);
    g_assert_true(db_group_add(db, &group, HARNESS_NOW, &error));
    g_assert_no_error(error);
  }
  g_autofree char *mails = harness_source_file("tests/harness/virt.mbox");
  ingest_path(harness, "virt", mails);
  return harness;
}

static void
remove_folder(const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_remove(path);
  }
  g_rmdir(folder);
}

void
harness_free(Harness *harness)
{
  server_stop(harness->server);
  remove_folder(harness->folder);
  g_free(harness->folder);
  g_free(harness->db_path);
  g_free(harness);
}

void
harness_serve(Harness *harness, const ServerOptions *options)
{
  g_autoptr(GError) error = NULL;
  ServerOptions all = options != NULL ? *options : (ServerOptions){0};
  all.db_path = harness->db_path;
  all.listen = "127.0.0.1:0";
  if (all.clock == NULL)
    all.clock = fixed_clock;
  harness->server = server_start(&all, &error);
  g_assert_no_error(error);
  g_assert_nonnull(harness->server);
}

/* --- client --- */

void
answer_free(Answer *answer)
{
  if (answer == NULL)
    return;
  g_hash_table_unref(answer->headers);
  g_free(answer->body);
  g_free(answer);
}

static Answer *
answer_new(void)
{
  Answer *answer = g_new0(Answer, 1);
  answer->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return answer;
}

const char *
answer_header(const Answer *answer, const char *name)
{
  return g_hash_table_lookup(answer->headers, name);
}

static void
add_header_line(Answer *answer, const char *line, gsize len)
{
  g_autofree char *text = g_strndup(line, len);
  char *colon = strchr(text, ':');
  if (colon == NULL)
    return;
  *colon = '\0';
  g_hash_table_replace(answer->headers, g_ascii_strdown(text, -1), g_strdup(g_strstrip(colon + 1)));
}

static size_t
on_header(char *data, size_t size, size_t n, void *user)
{
  add_header_line(user, data, size * n);
  return size * n;
}

static size_t
on_body(char *data, size_t size, size_t n, void *user)
{
  g_string_append_len(user, data, (gssize)(size * n));
  return size * n;
}

Answer *
harness_request(const Harness *harness, const char *method, const char *path,
                const char *const *headers, const char *body)
{
  Answer *answer = answer_new();
  GString *text = g_string_new(NULL);
  long status = 0;
  CURL *curl = curl_easy_init();
  struct curl_slist *list = curl_slist_append(NULL, "Expect:");
  for (gsize i = 0; headers != NULL && headers[i] != NULL; i++)
    list = curl_slist_append(list, headers[i]);
  /* The target goes out as it stands: curl would mend broken escapes and dots. */
  curl_easy_setopt(curl, CURLOPT_URL, server_url(harness->server));
  curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, path);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, text);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  if (body != NULL)
    curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body);
  if (method != NULL)
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  if (g_strcmp0(method, "HEAD") == 0)
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (curl_easy_perform(curl) == CURLE_OK)
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(list);
  curl_easy_cleanup(curl);
  answer->status = (guint)status;
  answer->len = text->len;
  answer->body = g_string_free(text, FALSE);
  return answer;
}

Answer *
harness_get(const Harness *harness, const char *path)
{
  return harness_request(harness, NULL, path, NULL, NULL);
}

static int
connect_to(const Harness *harness)
{
  const char *port = strrchr(server_url(harness->server), ':') + 1;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((guint16)g_ascii_strtoull(port, NULL, 10))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(fd, >=, 0);
  g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  return fd;
}

static void
parse_raw(Answer *answer, const char *text)
{
  const char *body = strstr(text, "\r\n\r\n");
  const char *end = body != NULL ? body : text + strlen(text);
  if (g_str_has_prefix(text, "HTTP/1.1 "))
    answer->status = (guint)g_ascii_strtoull(text + 9, NULL, 10);
  for (const char *line = strstr(text, "\r\n"); line != NULL && line < end;
       line = strstr(line + 2, "\r\n"))
    add_header_line(answer, line + 2, strcspn(line + 2, "\r\n"));
  answer->body = g_strdup(body != NULL ? body + 4 : "");
  answer->len = strlen(answer->body);
}

Answer *
harness_raw(const Harness *harness, const char *bytes, gsize len, guint seconds)
{
  Answer *answer = answer_new();
  g_autoptr(GString) text = g_string_new(NULL);
  char buffer[4096];
  int fd = connect_to(harness);
  for (gsize sent = 0; sent < len;) {
    gssize n = send(fd, bytes + sent, len - sent, MSG_NOSIGNAL);
    if (n <= 0)
      break;
    sent += (gsize)n;
  }
  gint64 end = g_get_monotonic_time() + (gint64)seconds * G_TIME_SPAN_SECOND;
  for (;;) {
    struct pollfd wait = {fd, POLLIN, 0};
    gint64 left = (end - g_get_monotonic_time()) / 1000;
    if (left <= 0 || poll(&wait, 1, (int)left) <= 0)
      break;
    gssize n = recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0)
      break;
    g_string_append_len(text, buffer, n);
  }
  close(fd);
  parse_raw(answer, text->str);
  return answer;
}

/* --- the executable --- */

int
harness_run(const Harness *harness, const char *const *args, char **out, char **err)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  g_autoptr(GError) error = NULL;
  const char *build = g_getenv("DOCKET_BUILD_ROOT");
  g_autofree char *docket = g_build_filename(build != NULL ? build : ".", "server", "docket", NULL);
  int status = -1;
  g_ptr_array_add(argv, docket);
  if (harness != NULL) {
    g_ptr_array_add(argv, (gpointer) "--db");
    g_ptr_array_add(argv, harness->db_path);
  }
  for (gsize i = 0; args[i] != NULL; i++)
    g_ptr_array_add(argv, (gpointer)(guintptr)args[i]);
  g_ptr_array_add(argv, NULL);
  g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, out, err, &status,
               &error);
  g_assert_no_error(error);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
