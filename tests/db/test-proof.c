/* What the header of a mail proves, and what it only claims. */
#include "db/proof.h"

#include <string.h>

#define FROM "From: Ann <ann@example.org>\n"
#define OK "Authentication-Results: mx.example.net; dkim=pass header.d=example.org\n"

static const struct {
  const char *header;
  MailProof proof;
} cases[] = {
    {OK FROM, PROOF_DKIM},
    {"Authentication-Results: mx.example.net 1;\r\n spf=fail smtp.mailfrom=x@other.example;\r\n"
     " dkim=pass (2048-bit key) header.i=@lists.example.org header.b=abc;\r\n"
     "\tdkim=pass header.d=example.org\r\nFrom: ann@example.org\r\n",
     PROOF_DKIM},
    {"AUTHENTICATION-RESULTS: MX.example.net; DKIM=PASS header.i=ann@example.org\n" FROM,
     PROOF_DKIM},
    {"Authentication-Results: mx.example.net; dkim=pass header.d=example.org\n"
     "From: ann@sub.example.org\n",
     PROOF_LIST}, /* not the author's address */
    /* nobody, or somebody else, says so */
    {FROM, PROOF_NONE},
    {"Authentication-Results: evil.example; dkim=pass header.d=example.org\n" FROM, PROOF_NONE},
    {"Authentication-Results: mx.example.net.evil.example; dkim=pass header.d=example.org\n" FROM,
     PROOF_NONE},
    {"Authentication-Results: mx.example.net; dkim=fail header.d=example.org\n" FROM, PROOF_NONE},
    {"Authentication-Results: mx.example.net; dkim=passed header.d=example.org\n" FROM, PROOF_NONE},
    {"Authentication-Results: mx.example.net; none\n" FROM, PROOF_NONE},
    {"Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=example.org\n" FROM,
     PROOF_NONE},
    /* another domain signed */
    {"Authentication-Results: mx.example.net; dkim=pass header.d=evil.example\n" FROM, PROOF_NONE},
    {"Authentication-Results: mx.example.net; dkim=pass header.d=org\n" FROM, PROOF_NONE},
    {"Authentication-Results: mx.example.net; dkim=pass header.d=ample.org\n" FROM, PROOF_NONE},
    /* the server's own header stands on top; what is below came with the mail */
    {"Authentication-Results: mx.example.net; dkim=fail header.d=example.org\n" OK FROM,
     PROOF_NONE},
    /* words in comments and quotes are not the server's */
    {"Authentication-Results: mx.example.net; dkim=fail (dkim=pass header.d=example.org)\n" FROM,
     PROOF_NONE},
    {"Authentication-Results: mx.example.net; spf=fail smtp.mailfrom=\"x; dkim=pass "
     "header.d=example.org \"@evil.example\n" FROM,
     PROOF_NONE},
    {"Authentication-Results: mx.example.net; spf=fail smtp.mailfrom=\"x\\\"; dkim=pass "
     "header.d=example.org \"@evil.example\n" FROM,
     PROOF_NONE},
    {"Authentication-Results: mx.example.net (a (b) ; dkim=pass header.d=example.org\n" FROM,
     PROOF_NONE},
    /* a body is no header */
    {FROM "\n" OK, PROOF_NONE},
    /* several senders, or none */
    {OK FROM "From: eve@evil.example\n", PROOF_NONE},
    {OK "From: ann@example.org, eve@evil.example\n", PROOF_NONE},
    {OK "Subject: none\n", PROOF_NONE},
    {OK "From: \"<ann@example.org>\" <eve@evil.example>\n", PROOF_LIST},
    /* a list spoke for the author */
    {"Authentication-Results: mx.example.net; dkim=pass header.d=lists.example.net\n"
     "From: Ann via virt <virt@lists.example.net>\nX-Original-From: ann@example.org\n",
     PROOF_LIST},
};

static void
test_only_the_trusted_servers_word_counts(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_message("%s", cases[i].header);
    MailProof proof =
        mail_proof(cases[i].header, strlen(cases[i].header), "mx.example.net", "ann@example.org");
    g_assert_cmpstr(mail_proof_to_text(proof), ==, mail_proof_to_text(cases[i].proof));
  }
}

static void
test_nobody_is_trusted_unless_named(void)
{
  g_assert_cmpint(mail_proof(OK FROM, strlen(OK FROM), NULL, "ann@example.org"), ==, PROOF_NONE);
  g_assert_cmpint(mail_proof(OK FROM, strlen(OK FROM), "mx.example.net", NULL), ==, PROOF_NONE);
}

/* Every prefix of a header, and bytes that are no header: no read past the end (the sanitizer sees
 * it). */
static void
test_any_bytes_are_taken(void)
{
  const char *whole = OK FROM;
  g_assert_cmpint(mail_proof("", 0, "mx.example.net", "ann@example.org"), ==, PROOF_NONE);
  for (gsize len = 1; len <= strlen(whole); len++) {
    g_autofree char *exact = g_memdup2(whole, len + 1);
    char *tight = g_malloc(len);
    memcpy(tight, exact, len);
    (void)mail_is_automatic(tight, len);
    (void)mail_proof(tight, len, "mx.example.net", "ann@example.org");
    g_free(tight);
  }
  static const char odd[] = "\0\xff:\n \n(((\"\\";
  g_assert_cmpint(mail_proof(odd, sizeof odd - 1, "mx.example.net", "ann@example.org"), ==,
                  PROOF_NONE);
}

static void
test_a_programs_mail_is_told_from_a_persons(void)
{
  static const struct {
    const char *header;
    gboolean automatic;
  } rows[] = {
      {FROM, FALSE},
      {FROM "Auto-Submitted: no\nReturn-Path: <ann@example.org>\n", FALSE},
      {FROM "Precedence: list\nList-Id: <virt.example.org>\n", FALSE},
      {FROM "Precedence: bulk\n", FALSE},
      {FROM "\nAuto-Submitted: auto-replied\n", FALSE}, /* the body */
      {"From: Arno <arno-reply@example.org>\n", FALSE},
      {FROM "Auto-Submitted: auto-replied (vacation)\n", TRUE},
      {FROM "auto-submitted:  Auto-Generated\nList-Id: <virt.example.org>\n", TRUE},
      {FROM "Precedence: junk\n", TRUE},
      {FROM "Precedence: auto_reply\n", TRUE},
      {FROM "X-Auto-Response-Suppress: OOF\n", TRUE},
      {FROM "Return-Path: <>\n", TRUE},
      {FROM "Content-Type: Multipart/Report; boundary=b\n", TRUE},
      {"From: No-Reply <no-reply@example.org>\n", TRUE},
      {"From: MAILER-DAEMON@example.org\n", TRUE},
      {"From: <virt-bounces@lists.example.org>\n", TRUE},
      {"From: virt-request@lists.example.org\n", TRUE},
      {"From: Majordomo <majordomo@lists.example.org>\n", TRUE},
      {FROM "X-List-Administrivia: yes\n", TRUE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].header);
    g_assert_cmpint(mail_is_automatic(rows[i].header, strlen(rows[i].header)), ==,
                    rows[i].automatic);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/proof/only-the-trusted-servers-word-counts",
                  test_only_the_trusted_servers_word_counts);
  g_test_add_func("/proof/nobody-is-trusted-unless-named", test_nobody_is_trusted_unless_named);
  g_test_add_func("/proof/a-programs-mail-is-told-from-a-persons",
                  test_a_programs_mail_is_told_from_a_persons);
  g_test_add_func("/proof/any-bytes-are-taken", test_any_bytes_are_taken);
  return g_test_run();
}
