#include "tests/harness/client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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
client_request(const char *base, const char *method, const char *path, const char *const *headers,
               const char *body)
{
  Answer *answer = answer_new();
  GString *text = g_string_new(NULL);
  long status = 0;
  CURL *curl = curl_easy_init();
  struct curl_slist *list = curl_slist_append(NULL, "Expect:");
  for (gsize i = 0; headers != NULL && headers[i] != NULL; i++)
    list = curl_slist_append(list, headers[i]);
  /* The target goes out as it stands: curl would mend broken escapes and dots. */
  curl_easy_setopt(curl, CURLOPT_URL, base);
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

static int
connect_to(const char *base)
{
  const char *port = strrchr(base, ':') + 1;
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
client_raw(const char *base, const char *bytes, gsize len, guint seconds)
{
  Answer *answer = answer_new();
  g_autoptr(GString) text = g_string_new(NULL);
  char buffer[4096];
  int fd = connect_to(base);
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
