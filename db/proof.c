#include "db/proof.h"

#include <string.h>

#define HEADER_MAX 65536 /* more header than this proves nothing */

const char *
mail_proof_to_text(MailProof proof)
{
  static const char *const texts[] = {"none", "list-rewritten", "dkim"};
  return texts[proof];
}

/* --- the header --- */

/* The value of the next field of that name, unfolded; *at moves behind it. NULL: no more. Caller
 * frees. */
static char *
next_field(const char **at, const char *end, const char *name)
{
  gsize name_len = strlen(name);
  while (*at < end && **at != '\n' && **at != '\r') {
    const char *start = *at, *stop = start;
    do {
      const char *lf = memchr(stop, '\n', (gsize)(end - stop));
      stop = lf != NULL ? lf + 1 : end;
    } while (stop < end && (*stop == ' ' || *stop == '\t'));
    *at = stop;
    if ((gsize)(stop - start) > name_len && start[name_len] == ':' &&
        g_ascii_strncasecmp(start, name, name_len) == 0) {
      char *value = g_strndup(start + name_len + 1, (gsize)(stop - start) - name_len - 1);
      return g_strstrip(g_strdelimit(value, "\r\n\t", ' '));
    }
  }
  return NULL;
}

/* Takes comments in parentheses out, nested ones as well: what they say is not the server's word.
 * What stands in quotes loses the signs that would part or open anything: a local part may be
 * chosen by whoever sent the mail. */
static void
tame(char *text)
{
  guint depth = 0;
  char *out = text;
  gboolean quoted = FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\\' && p[1] != '\0' && (quoted || depth > 0)) {
      p++;
      continue;
    }
    if (*p == '"' && depth == 0) {
      quoted = !quoted;
      continue;
    }
    depth += !quoted && *p == '(';
    if (depth == 0)
      *out++ = quoted && strchr("; =(),<>", *p) != NULL ? '_' : *p;
    depth -= !quoted && depth > 0 && *p == ')';
  }
  *out = '\0';
}

/* --- Authentication-Results --- */

static gboolean
names_server(const char *value, const char *authserv)
{
  gsize len = strlen(authserv);
  return g_ascii_strncasecmp(value, authserv, len) == 0 && strchr(" ;", value[len]) != NULL;
}

/* The value of "name=value" among the words of one result, what stands before an "@" gone. Caller
 * frees. */
static char *
property(char *const *words, const char *name)
{
  gsize len = strlen(name);
  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strncasecmp(words[i], name, len) == 0 && words[i][len] == '=') {
      const char *value = words[i] + len + 1;
      const char *at = strrchr(value, '@');
      return g_ascii_strdown(at != NULL ? at + 1 : value, -1);
    }
  return NULL;
}

/* Equal, or `domain` lies below `signer`. A signer without a dot (a whole top-level domain) vouches
 * for nobody. */
static gboolean
is_aligned(const char *domain, const char *signer)
{
  gsize len = strlen(domain), signer_len = strlen(signer);
  if (strchr(signer, '.') == NULL || len < signer_len ||
      strcmp(domain + len - signer_len, signer) != 0)
    return FALSE;
  return len == signer_len || domain[len - signer_len - 1] == '.';
}

static gboolean
result_passes(const char *result, const char *domain)
{
  g_autofree char *copy = g_strstrip(g_strdup(result));
  g_auto(GStrv) words = g_strsplit_set(copy, " ", -1);
  g_autofree char *method = property(words, "dkim");
  if (words[0] == NULL || g_ascii_strncasecmp(words[0], "dkim=", 5) != 0 ||
      g_strcmp0(method, "pass") != 0)
    return FALSE;
  g_autofree char *signer = property(words, "header.d");
  if (signer == NULL)
    signer = property(words, "header.i");
  return signer != NULL && is_aligned(domain, signer);
}

static gboolean
server_vouches(const char *raw, const char *end, const char *authserv, const char *domain)
{
  const char *at = raw;
  for (;;) {
    g_autofree char *value = next_field(&at, end, "Authentication-Results");
    if (value == NULL)
      return FALSE;
    tame(value);
    g_strchug(value);
    if (!names_server(value, authserv))
      continue;
    g_auto(GStrv) results = g_strsplit(value, ";", -1);
    for (guint i = 1; results[i] != NULL; i++)
      if (result_passes(results[i], domain))
        return TRUE;
    return FALSE;
  }
}

/* --- From --- */

/* "ann@example.org" in lower case, of the one address in From; NULL when there are several or none.
 * Caller frees. */
static char *
address_of(const char *from)
{
  const char *open = strrchr(from, '<');
  const char *start = open != NULL ? open + 1 : from;
  gsize len = strcspn(start, open != NULL ? ">" : " ,");
  g_autofree char *address = g_ascii_strdown(start, (gssize)len);
  const char *at = strchr(address, '@');
  const char *rest = start + len + (open != NULL && start[len] == '>');
  gboolean one = at != NULL && at[1] != '\0' && strchr(at + 1, '@') == NULL && rest[0] == '\0' &&
                 (open == NULL || strcspn(from, "<,") == (gsize)(open - from));
  return one ? g_steal_pointer(&address) : NULL;
}

MailProof
mail_proof(const char *raw, gsize len, const char *authserv, const char *author)
{
  const char *end = raw + MIN(len, (gsize)HEADER_MAX);
  const char *at = raw;
  g_autofree char *from = next_field(&at, end, "From");
  g_autofree char *second = from != NULL ? next_field(&at, end, "From") : NULL;
  if (from == NULL || second != NULL || author == NULL)
    return PROOF_NONE;
  tame(from);
  g_strstrip(from);
  g_autofree char *address = address_of(from);
  if (address == NULL)
    return PROOF_NONE;
  if (g_ascii_strcasecmp(address, author) != 0)
    return PROOF_LIST;
  const char *domain = strrchr(address, '@') + 1;
  return authserv != NULL && server_vouches(raw, end, authserv, domain) ? PROOF_DKIM : PROOF_NONE;
}

char *
mail_header(const char *raw, gsize len, const char *name)
{
  const char *at = raw;
  return next_field(&at, raw + MIN(len, (gsize)HEADER_MAX), name);
}

/* --- whether a program wrote it --- */

static gboolean
says(const char *value, const char *word)
{
  return value != NULL && g_ascii_strncasecmp(value, word, strlen(word)) == 0;
}

/* An address that only programs write from, by its local part or the end of that. */
static gboolean
is_robot(const char *from)
{
  static const char *const names[] = {"mailer-daemon@", "postmaster@",   "noreply@",   "no-reply@",
                                      "donotreply@",    "do-not-reply@", "majordomo@", "listserv@"};
  g_autofree char *lower = g_ascii_strdown(from != NULL ? from : "", -1);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *at = strstr(lower, names[i]);
    if (at != NULL && (at == lower || strchr(" <\"'", at[-1]) != NULL))
      return TRUE;
  }
  return strstr(lower, "-bounces@") != NULL || strstr(lower, "-request@") != NULL;
}

gboolean
mail_is_automatic(const char *raw, gsize len)
{
  g_autofree char *submitted = mail_header(raw, len, "Auto-Submitted");
  g_autofree char *precedence = mail_header(raw, len, "Precedence");
  g_autofree char *suppress = mail_header(raw, len, "X-Auto-Response-Suppress");
  g_autofree char *path = mail_header(raw, len, "Return-Path");
  g_autofree char *type = mail_header(raw, len, "Content-Type");
  g_autofree char *service = mail_header(raw, len, "X-List-Administrivia");
  g_autofree char *from = mail_header(raw, len, "From");
  return (submitted != NULL && !says(submitted, "no")) || says(precedence, "junk") ||
         says(precedence, "auto_reply") || suppress != NULL || service != NULL ||
         says(path, "<>") || says(type, "multipart/report") || is_robot(from);
}
