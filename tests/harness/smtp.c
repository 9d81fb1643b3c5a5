#include "tests/harness/smtp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096

struct SmtpPeer {
  int fd, stop[2];
  char *url;
  GThread *thread;
  GMutex lock;
  GArray *rules;    /* SmtpRule */
  GArray *used;     /* guint: how often each was */
  GPtrArray *mails; /* SmtpMail */
  GString *log;
  guint n_connections;
};

typedef struct {
  SmtpPeer *peer;
  int fd;
  GString *buffer;
  SmtpMail *mail; /* being told, or NULL */
} Session;

static void
mail_free(gpointer data)
{
  SmtpMail *mail = data;
  g_free(mail->from);
  g_ptr_array_unref(mail->to);
  g_string_free(mail->text, TRUE);
  g_free(mail);
}

/* --- bytes --- */

/* FALSE: the client went away, or the test is over. */
static gboolean
wait_readable(const Session *session)
{
  struct pollfd fds[] = {{session->fd, POLLIN, 0}, {session->peer->stop[0], POLLIN, 0}};
  return poll(fds, 2, -1) > 0 && fds[1].revents == 0;
}

static gboolean
read_more(Session *session)
{
  char bytes[LINE_MAX_BYTES];
  if (!wait_readable(session))
    return FALSE;
  ssize_t n = recv(session->fd, bytes, sizeof bytes, 0);
  if (n <= 0)
    return FALSE;
  g_string_append_len(session->buffer, bytes, n);
  return TRUE;
}

/* Without its CRLF. NULL: no more. Caller frees. */
static char *
read_line(Session *session)
{
  char *end;
  while ((end = strstr(session->buffer->str, "\r\n")) == NULL)
    if (!read_more(session))
      return NULL;
  gsize len = (gsize)(end - session->buffer->str);
  char *line = g_strndup(session->buffer->str, len);
  g_string_erase(session->buffer, 0, (gssize)len + 2);
  return line;
}

/* FALSE: the connection is over. */
static gboolean
say(Session *session, const char *text)
{
  if (text == NULL) {
    while (read_more(session))
      ;
    return FALSE;
  }
  gsize len = strlen(text);
  return len > 0 && send(session->fd, text, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* --- what is said --- */

static gboolean
find_rule(SmtpPeer *peer, const char *line, const char **answer)
{
  gboolean found = FALSE;
  g_mutex_lock(&peer->lock);
  for (guint i = 0; i < peer->rules->len && !found; i++) {
    const SmtpRule *rule = &g_array_index(peer->rules, SmtpRule, i);
    guint *used = &g_array_index(peer->used, guint, i);
    if (rule->times != 0 && *used >= rule->times)
      continue;
    found = rule->on[0] == '\0' ? line[0] == '\0'
                                : g_ascii_strncasecmp(line, rule->on, strlen(rule->on)) == 0;
    if (found) {
      ++*used;
      *answer = rule->answer;
    }
  }
  g_mutex_unlock(&peer->lock);
  return found;
}

static gboolean
answer(Session *session, const char *line, const char *plain, gboolean *good)
{
  const char *text = plain;
  find_rule(session->peer, line, &text);
  *good = text != NULL && (text[0] == '2' || text[0] == '3');
  return say(session, text);
}

static gboolean
take_mail(Session *session)
{
  SmtpPeer *peer = session->peer;
  g_autofree char *line = NULL;
  while ((line = read_line(session)) != NULL && strcmp(line, ".") != 0) {
    g_string_append_printf(session->mail->text, "%s\r\n", line[0] == '.' ? line + 1 : line);
    g_clear_pointer(&line, g_free);
  }
  if (line == NULL)
    return FALSE;
  const char *text = "250 taken\r\n";
  find_rule(peer, ".", &text);
  g_mutex_lock(&peer->lock);
  g_string_append(peer->log, ".\n");
  g_mutex_unlock(&peer->lock);
  session->mail->taken = text != NULL && text[0] == '2';
  /* Before the answer: the client looks as soon as it has it. */
  g_mutex_lock(&peer->lock);
  g_ptr_array_add(peer->mails, g_steal_pointer(&session->mail));
  g_mutex_unlock(&peer->lock);
  return say(session, text);
}

static void
begin_mail(Session *session, const char *from)
{
  if (session->mail != NULL)
    mail_free(session->mail);
  session->mail = g_new0(SmtpMail, 1);
  session->mail->from = g_strdup(from);
  session->mail->to = g_ptr_array_new_with_free_func(g_free);
  session->mail->text = g_string_new(NULL);
}

static gboolean
obey(Session *session, const char *line)
{
  gboolean good, goes_on;
  if (g_str_has_prefix(line, "EHLO"))
    return answer(session, line, "250-peer\r\n250 8BITMIME\r\n", &good);
  if (g_str_has_prefix(line, "QUIT")) {
    answer(session, line, "221 bye\r\n", &good);
    return FALSE;
  }
  if (g_str_has_prefix(line, "MAIL FROM:"))
    begin_mail(session, line + strlen("MAIL FROM:"));
  goes_on =
      answer(session, line, g_str_has_prefix(line, "DATA") ? "354 go on\r\n" : "250 ok\r\n", &good);
  if (goes_on && good && g_str_has_prefix(line, "RCPT TO:") && session->mail != NULL)
    g_ptr_array_add(session->mail->to, g_strdup(line + strlen("RCPT TO:")));
  if (goes_on && good && g_str_has_prefix(line, "DATA"))
    return take_mail(session);
  return goes_on;
}

static void
serve(SmtpPeer *peer, int fd)
{
  Session session = {.peer = peer, .fd = fd, .buffer = g_string_new(NULL)};
  gboolean good;
  gboolean goes_on = answer(&session, "", "220 peer\r\n", &good);
  while (goes_on) {
    g_autofree char *line = read_line(&session);
    if (line == NULL)
      break;
    g_mutex_lock(&peer->lock);
    g_string_append_printf(peer->log, "%s\n", line);
    g_mutex_unlock(&peer->lock);
    goes_on = obey(&session, line);
  }
  if (session.mail != NULL)
    mail_free(session.mail);
  g_string_free(session.buffer, TRUE);
  close(fd);
}

static gpointer
peer_main(gpointer data)
{
  SmtpPeer *peer = data;
  for (;;) {
    struct pollfd fds[] = {{peer->fd, POLLIN, 0}, {peer->stop[0], POLLIN, 0}};
    if (poll(fds, 2, -1) < 0 || fds[1].revents != 0)
      return NULL;
    int fd = accept(peer->fd, NULL, NULL);
    if (fd < 0)
      continue;
    g_mutex_lock(&peer->lock);
    peer->n_connections++;
    g_mutex_unlock(&peer->lock);
    serve(peer, fd);
  }
}

SmtpPeer *
smtp_peer_new(void)
{
  SmtpPeer *peer = g_new0(SmtpPeer, 1);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof address;
  peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(bind(peer->fd, (struct sockaddr *)&address, len), ==, 0);
  g_assert_cmpint(listen(peer->fd, 8), ==, 0);
  g_assert_cmpint(getsockname(peer->fd, (struct sockaddr *)&address, &len), ==, 0);
  g_assert_cmpint(pipe(peer->stop), ==, 0);
  peer->url = g_strdup_printf("smtp://127.0.0.1:%u", ntohs(address.sin_port));
  peer->rules = g_array_new(FALSE, TRUE, sizeof(SmtpRule));
  peer->used = g_array_new(FALSE, TRUE, sizeof(guint));
  peer->mails = g_ptr_array_new_with_free_func(mail_free);
  peer->log = g_string_new(NULL);
  g_mutex_init(&peer->lock);
  peer->thread = g_thread_new("smtp", peer_main, peer);
  return peer;
}

void
smtp_peer_free(SmtpPeer *peer)
{
  g_assert_cmpint(write(peer->stop[1], "x", 1), ==, 1);
  g_thread_join(peer->thread);
  close(peer->fd);
  close(peer->stop[0]);
  close(peer->stop[1]);
  g_array_unref(peer->rules);
  g_array_unref(peer->used);
  g_ptr_array_unref(peer->mails);
  g_string_free(peer->log, TRUE);
  g_mutex_clear(&peer->lock);
  g_free(peer->url);
  g_free(peer);
}

const char *
smtp_peer_url(const SmtpPeer *peer)
{
  return peer->url;
}

void
smtp_peer_rule(SmtpPeer *peer, SmtpRule rule)
{
  guint none = 0;
  g_mutex_lock(&peer->lock);
  g_array_append_val(peer->rules, rule);
  g_array_append_val(peer->used, none);
  g_mutex_unlock(&peer->lock);
}

void
smtp_peer_clear_rules(SmtpPeer *peer)
{
  g_mutex_lock(&peer->lock);
  g_array_set_size(peer->rules, 0);
  g_array_set_size(peer->used, 0);
  g_mutex_unlock(&peer->lock);
}

GPtrArray *
smtp_peer_mails(SmtpPeer *peer)
{
  return peer->mails;
}

guint
smtp_peer_connections(SmtpPeer *peer)
{
  g_mutex_lock(&peer->lock);
  guint n = peer->n_connections;
  g_mutex_unlock(&peer->lock);
  return n;
}

char *
smtp_peer_log(SmtpPeer *peer)
{
  g_mutex_lock(&peer->lock);
  char *log = g_strdup(peer->log->str);
  g_mutex_unlock(&peer->lock);
  return log;
}
