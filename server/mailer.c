/* One mail over SMTP. libcurl speaks it; what the server said to each recipient is read from the
 * conversation that libcurl shows, since it tells only how the whole ended. */
#include "server/mailer.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/mailer-program.h"
#include "web/mail-out.h"

#define REPLY_MAX 300

typedef enum { STAGE_GREETING, STAGE_FROM, STAGE_RECIPIENT, STAGE_DATA, STAGE_BODY } Stage;

typedef struct {
  OutMail *mail;
  const MailConfig *config;
  GString *text; /* the mail */
  gsize sent;
  GPtrArray *asked; /* OutRecipient, borrowed: those who wait, in order of RCPT */
  guint n_asked;    /* RCPT commands sent */
  Stage stage;
  guint code;       /* of the latest whole reply, 0: none */
  char *reply;      /* its last line */
  gboolean over;    /* what is said from here on is goodbye */
  gboolean garbage; /* what came is no SMTP */
  GArray *sockets;  /* int: those that are open */
  gboolean (*stopping)(gpointer data);
  gpointer data;
} Talk;

static void
talk_clear(Talk *talk)
{
  g_clear_pointer(&talk->asked, g_ptr_array_unref);
  g_clear_pointer(&talk->reply, g_free);
  g_clear_pointer(&talk->sockets, g_array_unref);
  if (talk->text != NULL)
    g_string_free(g_steal_pointer(&talk->text), TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Talk, talk_clear)

void
mailer_outcome_clear(MailerOutcome *outcome)
{
  g_clear_pointer(&outcome->trouble, g_free);
}

/* --- the conversation --- */

/* libcurl says goodbye within the transfer, also within one that failed, and waits two minutes for
 * an answer. That is not the answer to the mail, and a server that hangs would hold
 * all other mail. */
static void
say_no_more(Talk *talk)
{
  talk->over = TRUE;
  for (guint i = 0; i < talk->sockets->len; i++)
    shutdown(g_array_index(talk->sockets, int, i), SHUT_RD);
}

static void
note_command(Talk *talk, const char *line, gsize len)
{
  static const struct {
    const char *word;
    Stage stage;
  } commands[] = {{"MAIL FROM", STAGE_FROM}, {"RCPT TO", STAGE_RECIPIENT}, {"DATA", STAGE_DATA}};
  if (len >= 4 && g_ascii_strncasecmp(line, "QUIT", 4) == 0) {
    say_no_more(talk);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
    gsize n = strlen(commands[i].word);
    if (len < n || g_ascii_strncasecmp(line, commands[i].word, n) != 0)
      continue;
    talk->stage = commands[i].stage;
    talk->n_asked += commands[i].stage == STAGE_RECIPIENT;
  }
}

/* "250 ok" ends a reply, "250-more" goes on. */
static void
note_reply(Talk *talk, const char *line, gsize len)
{
  if (len < 3 || !g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1]) ||
      !g_ascii_isdigit(line[2])) {
    talk->garbage = TRUE;
    return;
  }
  if (len > 3 && line[3] == '-')
    return;
  g_autofree char *text = g_strndup(line, MIN(len, REPLY_MAX));
  talk->code = (guint)g_ascii_strtoull((char[]){line[0], line[1], line[2], '\0'}, NULL, 10);
  g_free(talk->reply);
  talk->reply = g_strchomp(g_utf8_make_valid(text, -1));
  if (talk->stage != STAGE_RECIPIENT || talk->n_asked == 0 || talk->n_asked > talk->asked->len)
    return;
  OutRecipient *recipient = talk->asked->pdata[talk->n_asked - 1];
  g_free(recipient->reply);
  recipient->reply = g_strdup(talk->reply);
  if (talk->code >= 500)
    recipient->state = RECIPIENT_REFUSED;
}

static int
on_talk(CURL *easy, curl_infotype type, char *data, size_t len, void *user)
{
  Talk *talk = user;
  (void)easy;
  if (talk->over)
    return 0;
  if (type == CURLINFO_HEADER_OUT)
    note_command(talk, data, len);
  else if (type == CURLINFO_HEADER_IN)
    note_reply(talk, data, len);
  else if (type == CURLINFO_DATA_OUT)
    talk->stage = STAGE_BODY;
  return 0;
}

static size_t
on_read(char *buffer, size_t size, size_t n, void *user)
{
  Talk *talk = user;
  gsize len = MIN(size * n, talk->text->len - talk->sent);
  memcpy(buffer, talk->text->str + talk->sent, len);
  talk->sent += len;
  if (len > 0)
    talk->code = 0; /* what was said before is no answer to the mail */
  return len;
}

static int
on_progress(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  Talk *talk = user;
  (void)a, (void)b, (void)c, (void)d;
  return talk->garbage || (talk->stopping != NULL && talk->stopping(talk->data));
}

static curl_socket_t
on_open(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
  Talk *talk = user;
  (void)purpose;
  int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd >= 0)
    g_array_append_val(talk->sockets, fd);
  return fd;
}

static int
on_close(void *user, curl_socket_t fd)
{
  Talk *talk = user;
  for (guint i = 0; i < talk->sockets->len; i++)
    if (g_array_index(talk->sockets, int, i) == fd)
      g_array_remove_index_fast(talk->sockets, i--);
  return close(fd);
}

/* --- asking libcurl --- */

static struct curl_slist *
recipient_list(const Talk *talk)
{
  struct curl_slist *list = NULL;
  for (guint i = 0; i < talk->asked->len; i++) {
    const OutRecipient *recipient = talk->asked->pdata[i];
    g_autofree char *path = g_strdup_printf("<%s>", recipient->address);
    list = curl_slist_append(list, path);
  }
  return list;
}

static void
set_login(CURL *easy, const MailConfig *config)
{
  curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)(config->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (config->ca_file != NULL) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, config->ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL); /* instead of the machine's, not beside them */
  }
  if (config->user == NULL)
    return;
  curl_easy_setopt(easy, CURLOPT_USERNAME, config->user);
  curl_easy_setopt(easy, CURLOPT_PASSWORD, config->password);
}

static void
set_transfer(CURL *easy, Talk *talk)
{
  const MailConfig *config = talk->config;
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)MIN(config->timeout, 30));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)config->timeout);
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(easy, CURLOPT_READDATA, talk);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_talk);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, talk);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, talk);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, talk);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, talk);
}

static CURLcode
perform(Talk *talk, char reason[CURL_ERROR_SIZE])
{
  const MailConfig *config = talk->config;
  CURL *easy = curl_easy_init();
  if (easy == NULL)
    return CURLE_FAILED_INIT;
  gsize len = strlen(config->url);
  /* What follows the host is what the server is greeted with. */
  g_autofree char *url =
      g_strdup_printf("%.*s/%s", (int)(g_str_has_suffix(config->url, "/") ? len - 1 : len),
                      config->url, config->domain);
  g_autofree char *from = g_strdup_printf("<%s>", config->sender);
  struct curl_slist *to = recipient_list(talk);
  set_transfer(easy, talk);
  set_login(easy, config);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to);
  reason[0] = '\0';
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, reason);
  CURLcode code = curl_easy_perform(easy);
  curl_easy_cleanup(easy);
  curl_slist_free_all(to);
  if (reason[0] == '\0')
    g_strlcpy(reason, curl_easy_strerror(code), CURL_ERROR_SIZE);
  return code;
}

/* --- how it ended --- */

static guint
count_state(const Talk *talk, OutRecipientState state)
{
  guint n = 0;
  for (guint i = 0; i < talk->asked->len; i++)
    n += ((const OutRecipient *)talk->asked->pdata[i])->state == state;
  return n;
}

/* Each recipient had an answer of its own; taken: the mail was as well, for those who were not
 * turned away. */
static void
judge_recipients(Talk *talk, gboolean taken, MailerOutcome *outcome)
{
  for (guint i = 0; i < talk->asked->len; i++) {
    OutRecipient *recipient = talk->asked->pdata[i];
    if (taken && recipient->state == RECIPIENT_WAITING && recipient->reply != NULL &&
        recipient->reply[0] == '2')
      recipient->state = RECIPIENT_ACCEPTED;
  }
  guint waiting = count_state(talk, RECIPIENT_WAITING);
  guint refused = count_state(talk, RECIPIENT_REFUSED);
  if (waiting + refused > 0)
    outcome->trouble = g_strdup_printf("of %u recipients %u were refused, %u are to be tried again",
                                       talk->asked->len, refused, waiting);
}

static void
judge_refused(Talk *talk, MailerOutcome *outcome)
{
  outcome->permanent = talk->code >= 500;
  outcome->trouble = g_strdup_printf("the mail server refused the mail: %s", talk->reply);
  for (guint i = 0; i < talk->asked->len; i++) {
    OutRecipient *recipient = talk->asked->pdata[i];
    if (recipient->state != RECIPIENT_WAITING)
      continue;
    g_free(recipient->reply);
    recipient->reply = g_strdup(talk->reply);
    if (outcome->permanent)
      recipient->state = RECIPIENT_REFUSED;
  }
}

static void
judge_broken(Talk *talk, CURLcode code, const char *reason, MailerOutcome *outcome)
{
  /* The whole mail was sent and nothing came back: it may have been taken all the same. */
  gboolean unsure = talk->stage == STAGE_BODY && talk->sent == talk->text->len && talk->code == 0;
  talk->mail->maybe_twice = talk->mail->maybe_twice || unsure;
  if (talk->garbage) {
    outcome->trouble = g_strdup("what answers there does not speak SMTP");
    return;
  }
  switch ((int)code) {
  case CURLE_LOGIN_DENIED:
    outcome->trouble = g_strdup("the mail server does not take the user and password");
    break;
  case CURLE_USE_SSL_FAILED:
    outcome->trouble = g_strdup("the mail server offers no TLS, so nothing was sent");
    break;
  case CURLE_RECV_ERROR:
  case CURLE_SEND_ERROR:
  case CURLE_GOT_NOTHING:
    outcome->trouble = g_strdup("the mail server closed the connection");
    break;
  case CURLE_ABORTED_BY_CALLBACK:
    outcome->trouble = g_strdup("the server was stopped while the mail was being sent");
    break;
  default:
    outcome->trouble = g_strdup_printf("the mail server could not be talked to: %s", reason);
  }
  if (unsure) {
    char *all = g_strconcat(outcome->trouble, "; it may have taken the mail all the same", NULL);
    g_free(outcome->trouble);
    outcome->trouble = all;
  }
}

static void
judge(Talk *talk, CURLcode code, const char *reason, MailerOutcome *outcome)
{
  gboolean answered = talk->code >= 400 && talk->reply != NULL;
  if (code == CURLE_OK)
    judge_recipients(talk, TRUE, outcome);
  else if (talk->stage == STAGE_RECIPIENT && talk->n_asked == talk->asked->len && answered)
    judge_recipients(talk, FALSE, outcome);
  else if (talk->stage >= STAGE_FROM && talk->stage != STAGE_RECIPIENT && answered)
    judge_refused(talk, outcome);
  else
    judge_broken(talk, code, reason, outcome);
}

void
server_mailer_send(OutMail *mail, const MailConfig *config, gint64 now,
                   gboolean (*stopping)(gpointer data), gpointer data, MailerOutcome *outcome)
{
  char reason[CURL_ERROR_SIZE];
  g_auto(Talk) talk = {.mail = mail, .config = config, .stopping = stopping, .data = data};
  talk.asked = g_ptr_array_new();
  talk.sockets = g_array_new(FALSE, FALSE, sizeof(int));
  for (guint i = 0; i < mail->recipients->len; i++)
    if (((const OutRecipient *)mail->recipients->pdata[i])->state == RECIPIENT_WAITING)
      g_ptr_array_add(talk.asked, mail->recipients->pdata[i]);
  const WebMailSender sender = {
      .name = config->from_name,
      .address = config->from,
      .date = mail->queued > 0 ? mail->queued : now,
      .eol = config->sendmail != NULL ? "\n" : "\r\n",
  };
  talk.text = g_string_new(NULL);
  web_mail_render(talk.text, mail, &sender);
  if (config->sendmail != NULL) {
    server_mailer_program(talk.asked, config, talk.text, stopping, data, outcome);
    return;
  }
  CURLcode code = perform(&talk, reason);
  judge(&talk, code, reason, outcome);
}
