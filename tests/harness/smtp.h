/* A scripted SMTP server for tests: on loopback, a free port, one connection at a time. It takes all mail and remembers it, and
 * misbehaves where a rule says so. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct SmtpPeer SmtpPeer;

/* What it does instead of its plain answer when a command begins with `on` ("" is the connection itself, "." the end of the mail). */
typedef struct {
  const char *on;     /* static */
  const char *answer; /* with its CRLF; NULL: it says nothing more and waits for the client to go away; "": it closes */
  guint times;        /* 0: always */
} SmtpRule;

typedef struct {
  char *from;       /* of the envelope, with brackets and parameters */
  GPtrArray *to;    /* char *: those that were taken */
  GString *text;    /* with CRLF, dots undone */
  gboolean taken;   /* FALSE: its end was answered otherwise, or not at all */
} SmtpMail;

SmtpPeer *smtp_peer_new(void);
void smtp_peer_free(SmtpPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpPeer, smtp_peer_free)
/* "smtp://127.0.0.1:PORT"; owned by peer. */
const char *smtp_peer_url(const SmtpPeer *peer);
/* Added behind those that are there; the first that fits and is not used up counts. */
void smtp_peer_rule(SmtpPeer *peer, SmtpRule rule);
void smtp_peer_clear_rules(SmtpPeer *peer);
/* Mails whose end came, in order; only to be read while nobody talks to the peer. */
GPtrArray *smtp_peer_mails(SmtpPeer *peer);
/* Connections so far. */
guint smtp_peer_connections(SmtpPeer *peer);
/* Commands so far, one a line. Caller frees. */
char *smtp_peer_log(SmtpPeer *peer);

G_END_DECLS
