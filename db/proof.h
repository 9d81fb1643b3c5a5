/* What a mail proves about its sender, read off its header alone. Pure; any bytes. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef enum {
  PROOF_NONE,    /* nothing, or nothing that we may believe */
  PROOF_LIST,    /* From holds another address than the author's: a list put its own there, so no signature speaks for the author */
  PROOF_DKIM     /* the trusted server says dkim=pass for the domain of From (RFC 8601, RFC 7489 3.1.1 relaxed) */
} MailProof;
const char *mail_proof_to_text(MailProof proof); /* "none", "list-rewritten", "dkim" */

/* authserv: whose Authentication-Results are believed, NULL: nobody's. Only the first such header counts: the trusted server puts its own on
 * top, and has to remove those that claim its name (RFC 8601 section 5). author: the address that the vote would be counted for, or NULL. */
MailProof mail_proof(const char *raw, gsize len, const char *authserv, const char *author);

/* The first header field of that name, unfolded; NULL: none. Caller frees. */
char *mail_header(const char *raw, gsize len, const char *name);

/* A program wrote it, not a person (RFC 3834): an automatic answer, a bounce, what the program of a list sends, a mail that wants no
 * answer. What lists add (List-Id, Precedence: list or bulk) says nothing. */
gboolean mail_is_automatic(const char *raw, gsize len);

G_END_DECLS
