#include "ingest/mailbox.h"
#include "ingest/mbox.h"

#include <curl/curl.h>
#include <gio/gio.h>
#include <string.h>

#define ANSWER_MAX ((gsize)16 << 20) /* of a command: a list of a million UIDs */

struct Mailbox {
  CURL *easy;
  FetchOptions options;
  gboolean imap;
  char *server; /* "imaps://mail.example.org:993/" */
  char *folder; /* IMAP: as the address has it, escaped; "INBOX" */
  char *quoted; /* IMAP: as a command takes it */
  char *user, *password;
  char *ca_file; /* or NULL */
  guint n_requests;
  gint64 n_bytes;
  char reason[CURL_ERROR_SIZE];
};

typedef struct {
  Mailbox *mailbox;
  GByteArray *out;
  gsize max;
  gboolean large;
} Answer;

void
ingest_mailbox_free(Mailbox *mailbox)
{
  if (mailbox == NULL)
    return;
  if (mailbox->easy != NULL)
    curl_easy_cleanup(mailbox->easy);
  g_free(mailbox->server);
  g_free(mailbox->folder);
  g_free(mailbox->quoted);
  g_free(mailbox->user);
  g_free(mailbox->password);
  g_free(mailbox->ca_file);
  g_free(mailbox);
}

gboolean
ingest_mailbox_is(const char *url)
{
  static const char *const schemes[] = {"imap://", "imaps://", "pop3://", "pop3s://"};
  for (guint i = 0; i < G_N_ELEMENTS(schemes); i++)
    if (g_ascii_strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

gboolean
ingest_mailbox_is_imap(const Mailbox *mailbox)
{
  return mailbox->imap;
}

/* --- the address --- */

static GUri *
parse(const char *url, GError **error)
{
  GUri *uri = strlen(url) <= FETCH_URL_MAX && ingest_mailbox_is(url)
                  ? g_uri_parse(url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL)
                  : NULL;
  if (uri == NULL || g_uri_get_host(uri) == NULL || g_uri_get_host(uri)[0] == '\0') {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "not the address of a mailbox: %.200s\nwrite imaps://mail.example.org/FOLDER", url);
    g_clear_pointer(&uri, g_uri_unref);
  } else if (g_uri_get_password(uri) != NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "an address with a password in it is not read: it would be shown on pages\n"
                "put user and password into the file that $DOCKET_TOKENS names, under [%s]",
                g_uri_get_host(uri));
    g_clear_pointer(&uri, g_uri_unref);
  }
  return uri;
}

/* A folder's name as a quoted string (RFC 9051, 4.3); NULL for one with line ends. */
static char *
quote(const char *folder)
{
  g_autofree char *name = g_uri_unescape_string(folder, NULL);
  if (name == NULL || strpbrk(name, "\r\n") != NULL)
    return NULL;
  GString *out = g_string_new("\"");
  for (const char *p = name; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c(out, '\\');
    g_string_append_c(out, *p);
  }
  g_string_append_c(out, '"');
  return g_string_free(out, FALSE);
}

static gboolean
find_login(Mailbox *mailbox, GUri *uri, GError **error)
{
  GKeyFile *logins = mailbox->options.logins;
  const char *host = g_uri_get_host(uri);
  g_autofree char *known =
      logins != NULL ? g_key_file_get_string(logins, host, "user", NULL) : NULL;
  const char *user = g_uri_get_user(uri);
  mailbox->user = user != NULL ? g_uri_unescape_string(user, NULL) : g_steal_pointer(&known);
  mailbox->password = logins != NULL ? g_key_file_get_string(logins, host, "password", NULL) : NULL;
  if (mailbox->user != NULL && mailbox->password != NULL)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
              "no login is known for %s\n"
              "put user and password into the file that $DOCKET_TOKENS names, under [%s]",
              host, host);
  return FALSE;
}

Mailbox *
ingest_mailbox_new(const char *url, const FetchOptions *options, GError **error)
{
  g_autoptr(GUri) uri = parse(url, error);
  if (uri == NULL)
    return NULL;
  g_autoptr(Mailbox) mailbox = g_new0(Mailbox, 1);
  mailbox->options = *options;
  mailbox->imap = g_ascii_strncasecmp(url, "imap", 4) == 0;
  if (!find_login(mailbox, uri, error))
    return NULL;
  const char *host = g_uri_get_host(uri), *path = g_uri_get_path(uri);
  mailbox->ca_file = ingest_fetch_ca_file(options, host);
  gboolean six = strchr(host, ':') != NULL;
  g_autofree char *port =
      g_uri_get_port(uri) > 0 ? g_strdup_printf(":%d", g_uri_get_port(uri)) : g_strdup("");
  mailbox->server = g_strdup_printf("%s://%s%s%s%s/", g_uri_get_scheme(uri), six ? "[" : "", host,
                                    six ? "]" : "", port);
  const char *folder = path[0] == '/' ? path + 1 : path;
  gsize n = strcspn(folder, ";"); /* parameters of RFC 5092 are ours to set */
  mailbox->folder = n > 0 ? g_strndup(folder, n) : g_strdup("INBOX");
  mailbox->quoted = quote(mailbox->folder);
  mailbox->easy = curl_easy_init();
  if (mailbox->quoted == NULL || mailbox->easy == NULL) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "not the address of a mailbox: %.200s",
                url);
    return NULL;
  }
  return g_steal_pointer(&mailbox);
}

/* --- one command --- */

static gsize
on_body(char *data, gsize size, gsize n, void *user)
{
  Answer *answer = user;
  gsize len = size * n;
  answer->mailbox->n_bytes += (gint64)len;
  if (answer->out->len + len > answer->max) {
    answer->large = TRUE;
    return 0;
  }
  g_byte_array_append(answer->out, (const guint8 *)data, (guint)len);
  return len;
}

static int
on_progress(void *data, curl_off_t total, curl_off_t got, curl_off_t up_total, curl_off_t up)
{
  const Mailbox *mailbox = data;
  (void)total;
  (void)got;
  (void)up_total;
  (void)up;
  const FetchOptions *options = &mailbox->options;
  return options->cancelled != NULL && options->cancelled(options->user_data);
}

/* A password in the clear may go no farther than this machine. */
static gboolean
is_here(const char *server)
{
  const char *host = strstr(server, "://") + 3;
  return g_str_has_prefix(host, "127.") || g_str_has_prefix(host, "[::1]") ||
         g_str_has_prefix(host, "localhost:") || g_str_has_prefix(host, "localhost/");
}

static void
set_up(Mailbox *mailbox, Answer *answer, const char *url, const char *command)
{
  CURL *easy = mailbox->easy;
  const FetchOptions *options = &mailbox->options;
  curl_easy_reset(easy); /* keeps the connection */
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps,pop3,pop3s");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_USERNAME, mailbox->user);
  curl_easy_setopt(easy, CURLOPT_PASSWORD, mailbox->password);
  curl_easy_setopt(easy, CURLOPT_USE_SSL,
                   (long)(is_here(mailbox->server) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (mailbox->ca_file != NULL) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, mailbox->ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
  }
  if (command != NULL)
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, command);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_ms);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)options->total_ms);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)FETCH_STALL_BYTES);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)options->stall_seconds);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, mailbox);
  mailbox->reason[0] = '\0';
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, mailbox->reason);
}

static void
fail(const Mailbox *mailbox, const Answer *answer, CURLcode code, GError **error)
{
  const char *why = mailbox->reason[0] != '\0' ? mailbox->reason : curl_easy_strerror(code);
  DocketError kind = DOCKET_ERROR_FAILED;
  if (answer->large) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_TOO_LARGE,
                "cannot read from %s: an answer is over the limit", mailbox->server);
    return;
  }
  switch ((int)code) {
  case CURLE_ABORTED_BY_CALLBACK:
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped while reading from %s",
                mailbox->server);
    return;
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_CACERT_BADFILE:
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_REFUSED,
                "cannot read from %s: certificate refused: %s\n" FETCH_TRUST_HINT, mailbox->server,
                why);
    return;
  case CURLE_LOGIN_DENIED:
    kind = DOCKET_ERROR_FORBIDDEN;
    break;
  case CURLE_USE_SSL_FAILED:
    kind = DOCKET_ERROR_REFUSED;
    break;
  case CURLE_REMOTE_FILE_NOT_FOUND:
  case CURLE_COULDNT_RESOLVE_HOST:
    kind = DOCKET_ERROR_NOT_FOUND;
    break;
  case CURLE_OPERATION_TIMEDOUT:
    kind = DOCKET_ERROR_TIMEOUT;
    break;
  default:
    break;
  }
  g_set_error(error, DOCKET_ERROR, (gint)kind, "cannot read from %s: %s", mailbox->server, why);
}

/* url: behind the server's. command NULL: what the address itself asks for. */
static GByteArray *
ask(Mailbox *mailbox, const char *url, const char *command, gsize max, GError **error)
{
  g_autoptr(GByteArray) out = g_byte_array_new();
  Answer answer = {mailbox, out, max, FALSE};
  g_autofree char *whole = g_strconcat(mailbox->server, url, NULL);
  set_up(mailbox, &answer, whole, command);
  mailbox->n_requests++;
  CURLcode code = curl_easy_perform(mailbox->easy);
  if (code != CURLE_OK) {
    fail(mailbox, &answer, code, error);
    return NULL;
  }
  return g_steal_pointer(&out);
}

/* The answer as text, with a NUL behind it. */
static char *
ask_text(Mailbox *mailbox, const char *url, const char *command, GError **error)
{
  g_autoptr(GByteArray) out = ask(mailbox, url, command, ANSWER_MAX, error);
  if (out == NULL)
    return NULL;
  g_byte_array_append(out, (const guint8 *)"", 1);
  return g_strndup((const char *)out->data, out->len);
}

/* --- IMAP --- */

static gboolean
number_behind(const char *text, const char *name, guint32 *number)
{
  const char *at = strstr(text, name);
  guint64 value = at != NULL ? g_ascii_strtoull(at + strlen(name), NULL, 10) : 0;
  *number = (guint32)value;
  return at != NULL && value <= G_MAXUINT32;
}

gboolean
ingest_mailbox_status(Mailbox *mailbox, MailboxStatus *status, GError **error)
{
  g_autofree char *command =
      g_strdup_printf("STATUS %s (MESSAGES UIDNEXT UIDVALIDITY)", mailbox->quoted);
  g_autofree char *text = ask_text(mailbox, "", command, error);
  if (text == NULL)
    return FALSE;
  /* The folder's name comes first and may hold anything. */
  const char *list = strrchr(text, '(');
  if (list != NULL && number_behind(list, "UIDVALIDITY ", &status->validity) &&
      number_behind(list, "UIDNEXT ", &status->next) &&
      number_behind(list, "MESSAGES ", &status->n_mails))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORMAT,
              "cannot read from %s: it does not say how its folder %s stands", mailbox->server,
              mailbox->folder);
  return FALSE;
}

static gint
compare_uids(gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  return (x > y) - (x < y);
}

GArray *
ingest_mailbox_uids(Mailbox *mailbox, guint32 from, gboolean unseen_only, GError **error)
{
  g_autofree char *command =
      g_strdup_printf("UID SEARCH UID %u:*%s", from, unseen_only ? " UNSEEN" : "");
  g_autofree char *text = ask_text(mailbox, mailbox->folder, command, error);
  if (text == NULL)
    return NULL;
  GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
  for (const char *p = text; *p != '\0';) {
    char *end;
    guint64 value = g_ascii_isdigit(*p) ? g_ascii_strtoull(p, &end, 10) : 0;
    /* "N:*" always finds the last mail, also one before N. */
    if (value >= from && value > 0 && value <= G_MAXUINT32) {
      guint32 uid = (guint32)value;
      g_array_append_val(uids, uid);
    }
    p = g_ascii_isdigit(*p) ? end : p + 1;
  }
  g_array_sort(uids, compare_uids);
  return uids;
}

gboolean
ingest_mailbox_unsee(Mailbox *mailbox, const GArray *uids, GError **error)
{
  if (uids->len == 0)
    return TRUE;
  g_autoptr(GString) command = g_string_new("UID STORE ");
  for (guint i = 0; i < uids->len; i++)
    g_string_append_printf(command, "%s%u", i > 0 ? "," : "", g_array_index(uids, guint32, i));
  g_string_append(command, " -FLAGS.SILENT (\\Seen)");
  g_autofree char *text = ask_text(mailbox, mailbox->folder, command->str, error);
  return text != NULL;
}

/* --- POP3 --- */

GPtrArray *
ingest_mailbox_uidl(Mailbox *mailbox, GArray **numbers, GError **error)
{
  g_autofree char *text = ask_text(mailbox, "", "UIDL", error);
  if (text == NULL)
    return NULL;
  GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
  *numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    char *id;
    guint64 number = g_ascii_strtoull(lines[i], &id, 10);
    g_strstrip(id);
    if (number == 0 || number > G_MAXUINT32 || id[0] == '\0' || strlen(id) > 70)
      continue;
    guint32 n = (guint32)number;
    g_array_append_val(*numbers, n);
    g_ptr_array_add(ids, g_strdup(id));
  }
  return ids;
}

/* --- a mail --- */

GByteArray *
ingest_mailbox_read(Mailbox *mailbox, guint32 id, GError **error)
{
  g_autofree char *url = mailbox->imap ? g_strdup_printf("%s/;UID=%u", mailbox->folder, id)
                                       : g_strdup_printf("%u", id);
  return ask(mailbox, url, NULL, INGEST_MAX_MAIL, error);
}

guint
ingest_mailbox_requests(const Mailbox *mailbox)
{
  return mailbox->n_requests;
}

gint64
ingest_mailbox_bytes(const Mailbox *mailbox)
{
  return mailbox->n_bytes;
}
