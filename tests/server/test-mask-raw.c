/* Addresses are taken out of encoded parts, too, and nothing else changes. */
#include <string.h>

#include "ingest/parse.h"
#include "server/mask-raw.h"

#define HEAD "From: Ann <ann@a.example>\nMessage-ID: <1@a.example>\nSubject: x\nDate: Tue, 15 Apr 2014 16:53:34 +0000\n"

static char *
masked(const char *raw)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static(raw, strlen(raw));
  g_autoptr(GBytes) shown = server_mask_raw(bytes);
  gsize len;
  const char *data = g_bytes_get_data(shown, &len);
  return g_strndup(data, len);
}

static char *
base64_lines(const char *text, const char *newline)
{
  g_autofree char *all = g_base64_encode((const guchar *)text, strlen(text));
  GString *out = g_string_new(NULL);
  for (gsize i = 0, len = strlen(all); i < len; i += 76)
    g_string_append_printf(out, "%.76s%s", all + i, newline);
  return g_string_free(out, FALSE);
}

/* The text of the mail with that body, as a reader of the masked mail sees it. */
static void
assert_text(const char *head, const char *body, const char *want)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *raw = g_strconcat(HEAD, head, "\n", body, NULL);
  g_autofree char *shown = masked(raw);
  g_autoptr(Mail) mail = ingest_parse(shown, strlen(shown), NULL, &error);
  g_assert_no_error(error);
  g_autofree char *text = g_strndup(mail->body, mail->body_len);
  g_assert_cmpstr(g_strchomp(text), ==, want);
  g_assert_cmpstr(mail->message.from->email, ==, "ann@masked.invalid");
  g_assert_cmpstr(mail->message.message_id, ==, "1@a.example");
}

static void
texts_in_base64_name_nobody(void)
{
  g_autoptr(GString) text = g_string_new("Grüße an bob@b.example.\n");
  g_autoptr(GString) want = g_string_new("Grüße an bob@masked.invalid.\n");
  for (guint i = 0; i < 100; i++) {
    g_string_append_printf(text, "%u: carl.%u@c.example, and @nobody, é\n", i, i);
    g_string_append_printf(want, "%u: carl.%u@masked.invalid, and @nobody, é\n", i, i);
  }
  g_autofree char *body = base64_lines(text->str, "\n");
  g_strchomp(want->str);
  assert_text("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", body,
              want->str);
}

static void
texts_in_quoted_printable_name_nobody(void)
{
  static const char head[] =
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n";
  assert_text(head, "An bob=40b.example: 1=3D1, gr=C3=BC=C3=9Fe, =\nweiter\n",
              "An bob@masked.invalid: 1=1, grüße, weiter");
  assert_text(head, "bob@b.exa=\nmple=\n.org.\n\nFrom here\n", "bob@masked.invalid.\n\nFrom here");
}

static void
what_names_nobody_stays_byte_for_byte(void)
{
  static const char raw[] =
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\nodd =3d case, line =\r\nend=20\r\n--b\r\n"
      "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nYW5uQGEuZXhhbXBsZQ==\r\n"
      "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nbm8gb25l\r\n--b--\r\n";
  g_autofree char *shown = masked(raw);
  g_assert_cmpstr(shown, ==, raw);
}

static void
parts_and_forwarded_mails_are_looked_into(void)
{
  g_autofree char *patch = base64_lines("From: Eve <eve@e.example>\n---\n+x\n", "\r\n");
  g_autofree char *inner = base64_lines("<a href=\"mailto:fay@f.example\">Fay</a>\n", "\r\n");
  g_autofree char *raw = g_strconcat(
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/x-patch; name=p\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n",
      patch,
      "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: gil@g.example\r\nContent-Type: text/html\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n",
      inner, "--b--\r\n", NULL);
  g_autofree char *want_patch =
      base64_lines("From: Eve <eve@masked.invalid>\n---\n+x\n", "\r\n");
  g_autofree char *want_inner =
      base64_lines("<a href=\"mailto:fay@masked.invalid\">Fay</a>\n", "\r\n");
  g_autofree char *shown = masked(raw);
  g_assert_nonnull(strstr(shown, want_patch));
  g_assert_nonnull(strstr(shown, want_inner));
  g_assert_nonnull(strstr(shown, "gil@masked.invalid\r\n"));
  g_assert_nonnull(strstr(shown, "\r\n--b--\r\n"));
  g_assert_null(strstr(shown, ".example"));
}

/* The second byte of a character of ISO-2022-JP may be an @. */
static void
wide_characters_are_no_addresses(void)
{
  static const char raw[] = "Subject: x\n\n\033$B$@$@$@\033(B ann@a.example\n\033$B$@$@\n";
  g_autofree char *shown = masked(raw);
  g_assert_cmpstr(shown, ==, "Subject: x\n\n\033$B$@$@$@\033(B ann@masked.invalid\n\033$B$@$@\n");
}

static void
mails_inside_mails_end(void)
{
  g_autoptr(GString) raw = g_string_new(NULL);
  for (guint i = 0; i < 2000; i++)
    g_string_append(raw, "Content-Type: message/rfc822\n\n");
  g_string_append(raw, "From: ann@a.example\n\nbob@b.example\n");
  g_autofree char *shown = masked(raw->str);
  g_assert_nonnull(strstr(shown, "ann@masked.invalid\n\nbob@masked.invalid\n"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/mask-raw/base64", texts_in_base64_name_nobody);
  g_test_add_func("/mask-raw/quoted-printable", texts_in_quoted_printable_name_nobody);
  g_test_add_func("/mask-raw/what-names-nobody-stays", what_names_nobody_stays_byte_for_byte);
  g_test_add_func("/mask-raw/parts-and-forwarded-mails", parts_and_forwarded_mails_are_looked_into);
  g_test_add_func("/mask-raw/wide-characters", wide_characters_are_no_addresses);
  g_test_add_func("/mask-raw/mails-inside-mails-end", mails_inside_mails_end);
  return g_test_run();
}
