/* Addresses are taken out of encoded parts, too, and nothing else changes. */
#include <string.h>

#include "ingest/parse.h"
#include "server/mask-raw.h"
#include "web/pieces.h"

#define HEAD                                                                                       \
  "From: Ann <ann@a.example>\nMessage-ID: <1@a.example>\nSubject: x\nDate: Tue, 15 Apr 2014 "      \
  "16:53:34 +0000\n"

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
      "Content-Type: image/png\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\niVBORw0KGgoAAGFubkBhLmV4YW1wbGU=\r\n"
      "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\nbm8gb25l\r\n--b--\r\n";
  g_autofree char *shown = masked(raw);
  g_assert_cmpstr(shown, ==, raw);
}

static void
parts_and_forwarded_mails_are_looked_into(void)
{
  g_autofree char *patch = base64_lines("From: Eve <eve@e.example>\n---\n+x\n", "\r\n");
  g_autofree char *inner = base64_lines("<a href=\"mailto:fay@f.example\">Fay</a>\n", "\r\n");
  g_autofree char *raw =
      g_strconcat("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "
                  "text/x-patch; name=p\r\n"
                  "Content-Transfer-Encoding: base64\r\n\r\n",
                  patch,
                  "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: gil@g.example\r\nContent-Type: "
                  "text/html\r\n"
                  "Content-Transfer-Encoding: base64\r\n\r\n",
                  inner, "--b--\r\n", NULL);
  g_autofree char *want_patch = base64_lines("From: Eve <eve@masked.invalid>\n---\n+x\n", "\r\n");
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

/* What a page takes for an address, raw mail does, and the other way round. */
static void
pages_and_raw_mail_have_one_rule(void)
{
  static const struct {
    const char *text, *page, *raw;
  } rows[] = {
      {"ask ann@b.example.", "ask ann@….", "ask ann@masked.invalid."},
      {"ask ann@localhost now", "ask ann@… now", "ask ann@masked.invalid now"},
      {"ask ann@[192.0.2.1], now", "ask ann@…, now", "ask ann@masked.invalid, now"},
      {"ask ann@[IPv6:2001:db8::1] now", "ask ann@… now", "ask ann@masked.invalid now"},
      {"ask jos\303\251@b\303\274cher.example", "ask jos\303\251@…",
       "ask jos\303\251@masked.invalid"},
      {"\"a b\"@b.example", "\"a b\"@…", "\"a b\"@masked.invalid"},
      {"a @ b, @name, x@, x@[], x@[a@@", "a @ b, @name, x@, x@[], x@[a@@",
       "a @ b, @name, x@, x@[], x@[a@@"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *page = web_mask(rows[i].text, TRUE);
    g_autofree char *mail = g_strconcat("Subject: x\n\n", rows[i].text, NULL);
    g_autofree char *raw = masked(mail);
    g_assert_cmpstr(page, ==, rows[i].page);
    g_assert_cmpstr(raw + strlen("Subject: x\n\n"), ==, rows[i].raw);
  }
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

/* --- encoded words --- */

static void
names_in_encoded_words_name_nobody(void)
{
  static const char *const froms[] = {
      "=?utf-8?q?Ann_ann=40a.example?= <ann@a.example>",
      "=?utf-8?b?QW5uIGFubkBhLmV4YW1wbGU=?= <ann@a.example>",
      "=?utf-8?q?Ann_ann?=@a.example <ann@a.example>",
      "Ann ann@=?utf-8?q?a=2Eexample?= <ann@a.example>",
      "=?iso-8859-1?q?Ann_ann=40?=\n =?utf-8?q?a=2Eexample?=\n <ann@a.example>",
      "=?utf-16?b?/v8AQQBuAG4AIABhAG4AbgBAAGEALgBlAHgAYQBtAHAAbABl?= <ann@a.example>",
  };
  for (guint i = 0; i < G_N_ELEMENTS(froms); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *raw = g_strdup_printf("From: %s\nMessage-ID: <1@a.example>\nSubject: "
                                           "=?utf-8?q?Gr=C3=BC=C3=9Fe_ann=40a.example?=\n"
                                           "\nx\n",
                                           froms[i]);
    g_autofree char *shown = masked(raw);
    g_test_message("%s", shown);
    g_autoptr(Mail) mail = ingest_parse(shown, strlen(shown), NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(mail->message.subject, ==, "Grüße ann@masked.invalid");
    g_assert_cmpstr(mail->message.message_id, ==, "1@a.example");
    g_autofree char *from =
        g_strconcat(mail->message.from->name, " ", mail->message.from->email, NULL);
    g_assert_null(strstr(from, "a.example"));
    g_assert_nonnull(strstr(from, "ann@masked.invalid"));
    g_assert_nonnull(strstr(from, "Ann"));
    g_assert_cmpstr(mail->body, ==, "x\n");
  }
}

/* A forwarded mail, and a patch in the text, have fields of their own. */
static void
encoded_words_of_a_body_name_nobody(void)
{
  static const char raw[] =
      "Subject: x\r\n\r\nFrom: =?utf-8?q?J=C3=BCrgen_j=40a.example?=\r\n"
      " =?utf-8?q?_and_more?=\r\n\r\nSee =?utf-8?q?J=C3=BCrgen?= =?x?= j@a.example\r\n";
  g_autofree char *shown = masked(raw);
  g_assert_cmpstr(
      shown, ==,
      "Subject: x\r\n\r\nFrom: =?UTF-8?B?SsO8cmdlbg==?= j@masked.invalid and more\r\n\r\n"
      "See =?utf-8?q?J=C3=BCrgen?= =?x?= j@masked.invalid\r\n");
}

static void
encoded_words_that_name_nobody_stay(void)
{
  static const char raw[] =
      "From: =?UTF-8?B?SsO8cmdlbg==?=\n\t<j@a.example>\nSubject: =?utf-8?Q?a=3D1?=\n"
      "\t=?utf-8?Q?b?=\nX: =?odd\n\n=?utf-8?q?a?=\n =?utf-8?q?b?=\n";
  g_autofree char *shown = masked(raw);
  g_assert_cmpstr(
      shown, ==,
      "From: =?UTF-8?B?SsO8cmdlbg==?=\n\t<j@masked.invalid>\nSubject: =?utf-8?Q?a=3D1?=\n"
      "\t=?utf-8?Q?b?=\nX: =?odd\n\n=?utf-8?q?a?=\n =?utf-8?q?b?=\n");
}

/* --- charsets whose bytes are not ASCII --- */

#define WIDE_TEXT "Grüße an bob@b.example.\nund @niemand\n"
#define WIDE_WANT "Grüße an bob@masked.invalid.\nund @niemand"

/* One mail with that text in the charset, in base64 or as it is; what a reader of the masked mail
 * sees of it. */
static char *
masked_text(const char *charset, const char *text, gboolean encoded)
{
  gsize len, shown_len;
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = g_convert(text, -1, charset, "UTF-8", NULL, &len, &error);
  g_assert_no_error(error);
  g_autofree char *base64 = g_base64_encode((const guchar *)bytes, len);
  g_autoptr(GString) raw = g_string_new(HEAD);
  g_string_append_printf(
      raw,
      "Content-Type: multipart/mixed; boundary=cut\n\n--cut\nContent-Type: text/plain; charset=%s\n"
      "Content-Transfer-Encoding: %s\n\n",
      charset, encoded ? "base64" : "binary");
  g_string_append_len(raw, encoded ? base64 : bytes,
                      encoded ? (gssize)strlen(base64) : (gssize)len);
  g_string_append(raw, "\n--cut--\n");
  g_autoptr(GBytes) stored = g_bytes_new(raw->str, raw->len);
  g_autoptr(GBytes) shown = server_mask_raw(stored);
  const char *data = g_bytes_get_data(shown, &shown_len);
  g_autoptr(Mail) mail = ingest_parse(data, shown_len, NULL, &error);
  g_assert_no_error(error);
  g_assert_null(memmem(data, shown_len, "b.example", 9));
  return g_strchomp(g_strndup(mail->body, mail->body_len));
}

static void
texts_of_every_charset_name_nobody(void)
{
  static const char *const charsets[] = {"utf-16",   "utf-16le", "utf-16be", "utf-32",
                                         "utf-32be", "utf-7",    "utf-8",    "iso-8859-1"};
  for (guint i = 0; i < G_N_ELEMENTS(charsets); i++)
    for (guint encoded = 0; encoded < 2; encoded++) {
      g_test_message("%s %u", charsets[i], encoded);
      g_autofree char *text = masked_text(charsets[i], WIDE_TEXT, encoded != 0);
      g_assert_cmpstr(text, ==, WIDE_WANT);
    }
}

/* Behind the first byte of these charsets an @ may stand that is none. */
static void
letters_that_hold_an_at_stay(void)
{
  static const char *const charsets[] = {"shift_jis", "iso-2022-jp", "euc-jp"};
  for (guint i = 0; i < G_N_ELEMENTS(charsets); i++) {
    g_autofree char *named = masked_text(charsets[i], "ァaァb 竃 bob@b.example\n", FALSE);
    g_autofree char *none = masked_text(charsets[i], "ァaァb 竃\n", FALSE);
    g_assert_cmpstr(named, ==, "ァaァb 竃 bob@masked.invalid");
    g_assert_cmpstr(none, ==, "ァaァb 竃");
  }
}

/* A patch is often called so. */
static void
texts_by_another_name_are_looked_into(void)
{
  static const char *const types[] = {"application/octet-stream", "application/x-patch",
                                      "application/json"};
  for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
    g_autofree char *patch = base64_lines("From: Eve <eve@e.example>\n---\n+ü\n", "\n");
    g_autofree char *want = base64_lines("From: Eve <eve@masked.invalid>\n---\n+ü\n", "\n");
    g_autofree char *raw =
        g_strdup_printf("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: %s\n"
                        "Content-Transfer-Encoding: base64\n\n%s--b--\n",
                        types[i], patch);
    g_autofree char *shown = masked(raw);
    g_assert_nonnull(strstr(shown, want));
  }
}

/* Only what parts the mail may hold an @ there. */
static void
lines_that_begin_with_hyphens_name_nobody(void)
{
  static const char raw[] =
      "Content-Type: multipart/mixed; boundary=\"cut@c.example\"\n\n"
      "--preamble ann@a.example\n--cut@c.example\n\n"
      "----- On Jun 15, 2018, Ann ann@a.example wrote:\n--cut@d.example\n-- \nbob@b.example\n"
      "--cut@c.example\nContent-Type: message/rfc822\n\n"
      "Content-Type: multipart/mixed; boundary=in\n\n--in\n\n-- carl@d.example\n--in--\n"
      "--cut@c.example--\n--epilogue ann@a.example\n";
  g_autofree char *shown = masked(raw);
  g_assert_cmpstr(
      shown, ==,
      "Content-Type: multipart/mixed; boundary=\"cut@c.example\"\n\n"
      "--preamble ann@masked.invalid\n--cut@c.example\n\n"
      "----- On Jun 15, 2018, Ann ann@masked.invalid wrote:\n--cut@masked.invalid\n-- \n"
      "bob@masked.invalid\n--cut@c.example\nContent-Type: message/rfc822\n\n"
      "Content-Type: multipart/mixed; boundary=in\n\n--in\n\n-- carl@masked.invalid\n--in--\n"
      "--cut@c.example--\n--epilogue ann@masked.invalid\n");
}

static void
fields_keep_message_ids_and_no_addresses(void)
{
  static const struct {
    const char *field, *want;
  } rows[] = {
      {"In-Reply-To: <1@a.example>", NULL},
      {"In-Reply-To: 1@a.example", NULL},
      {"References: <1@a.example>\n <2@a.example>", NULL},
      {"Content-ID: <1@a.example>", NULL},
      {"Content-Description: of ann@a.example", "Content-Description: of ann@masked.invalid"},
      {"In-Reply-To: Message from ann@a.example of \"Mon, 1 Jan\"\n <1@a.example>",
       "In-Reply-To: Message from ann@masked.invalid of \"Mon, 1 Jan\"\n <1@a.example>"},
      {"In-Reply-To: <1@a.example> (ann@a.example's message)",
       "In-Reply-To: <1@a.example> (ann@masked.invalid's message)"},
      {"In-Reply-To: Ann <ann@a.example>'s message of Monday",
       "In-Reply-To: Ann <ann@masked.invalid>'s message of Monday"},
      {"In-Reply-To: Message from Ann <ann@a.example> of \"Mon, 1 Jan\"\n <1@a.example>",
       "In-Reply-To: Message from Ann <ann@masked.invalid> of \"Mon, 1 Jan\"\n <1@a.example>"},
      {"References: <1@a.example>,\n <2@a.example> <3@a.example>", NULL},
      {"In-Reply-To: Message of ann@a.example", "In-Reply-To: Message of ann@masked.invalid"},
      {"In-Reply-To: <broken ann@a.example", "In-Reply-To: <broken ann@masked.invalid"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *raw = g_strconcat(rows[i].field, "\n\nx\n", NULL);
    g_autofree char *want =
        g_strconcat(rows[i].want != NULL ? rows[i].want : rows[i].field, "\n\nx\n", NULL);
    g_autofree char *shown = masked(raw);
    g_assert_cmpstr(shown, ==, want);
  }
}

static void
an_at_that_html_writes_is_one(void)
{
  g_autofree char *shown =
      masked("Content-Type: text/html\n\n<p>ann&#64;a.example bob&#X40;b.example. a &amp; b\n");
  g_assert_cmpstr(shown, ==,
                  "Content-Type: text/html\n\n<p>ann&#64;masked.invalid bob&#X40;masked.invalid. a "
                  "&amp; b\n");
}

/* A part of that type with those bytes, encoded or as they are. */
static char *
masked_part(const char *type, const char *text, gboolean encoded)
{
  g_autofree char *base64 = base64_lines(text, "\n");
  g_autofree char *raw =
      g_strdup_printf("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: %s\n"
                      "Content-Transfer-Encoding: %s\n\n%s--b--\n",
                      type, encoded ? "base64" : "binary", encoded ? base64 : text);
  g_autofree char *shown = masked(raw);
  g_autoptr(GBytes) part = NULL;
  g_autoptr(GError) error = NULL;
  part = ingest_parse_part(shown, strlen(shown), 1, NULL, &error);
  g_assert_no_error(error);
  return g_strndup(g_bytes_get_data(part, NULL), g_bytes_get_size(part));
}

static void
attached_text_is_masked_and_pdf_left_alone(void)
{
  static const struct {
    const char *type, *text, *want;
  } rows[] = {
      {"application/octet-stream", "From: J\374rgen <j@a.example>\n+x\n",
       "From: J\374rgen <j@masked.invalid>\n+x\n"},
      {"application/pdf", "%PDF-1.1\n(ann@a.example)\nxref\n0 1\n", NULL},
      {"application/octet-stream", "%PDF-1.1\n(ann@a.example)\nxref\n0 1\n", NULL},
      {"image/x-odd", "\001\377ann@a.example\n", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    for (guint encoded = 0; encoded < 2; encoded++) {
      const char *want = rows[i].want != NULL ? rows[i].want : rows[i].text;
      g_autofree char *shown = masked_part(rows[i].type, rows[i].text, encoded != 0);
      g_autofree char *end = g_strdup(want);
      g_assert_cmpstr(g_strchomp(shown), ==, g_strchomp(end));
    }
}

/* As the manual has it. */
static void
only_hosts_behind_an_at_are_masked(void)
{
  static const char raw[] =
      "From: Ann Bell <ann@a.example>\nMessage-ID: <1@a.example>\nList-Id: <l@l.example>\n"
      "References: <0@a.example>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
      "See <0@a.example>, or write to Bob Cole, bob at b.example.\n\n--b\n"
      "Content-Type: message/rfc822\n\nMessage-ID: <2@b.example>\n\nHello\n--b--\n";
  g_autofree char *shown = masked(raw);
  g_assert_cmpstr(
      shown, ==,
      "From: Ann Bell <ann@masked.invalid>\nMessage-ID: <1@a.example>\nList-Id: <l@l.example>\n"
      "References: <0@a.example>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
      "See <0@masked.invalid>, or write to Bob Cole, bob at b.example.\n\n--b\n"
      "Content-Type: message/rfc822\n\nMessage-ID: <2@masked.invalid>\n\nHello\n--b--\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/mask-raw/pages-and-raw-mail-have-one-rule", pages_and_raw_mail_have_one_rule);
  g_test_add_func("/mask-raw/base64", texts_in_base64_name_nobody);
  g_test_add_func("/mask-raw/quoted-printable", texts_in_quoted_printable_name_nobody);
  g_test_add_func("/mask-raw/what-names-nobody-stays", what_names_nobody_stays_byte_for_byte);
  g_test_add_func("/mask-raw/parts-and-forwarded-mails", parts_and_forwarded_mails_are_looked_into);
  g_test_add_func("/mask-raw/wide-characters", wide_characters_are_no_addresses);
  g_test_add_func("/mask-raw/encoded-words-of-fields", names_in_encoded_words_name_nobody);
  g_test_add_func("/mask-raw/encoded-words-of-a-body", encoded_words_of_a_body_name_nobody);
  g_test_add_func("/mask-raw/encoded-words-that-name-nobody-stay",
                  encoded_words_that_name_nobody_stay);
  g_test_add_func("/mask-raw/every-charset", texts_of_every_charset_name_nobody);
  g_test_add_func("/mask-raw/letters-that-hold-an-at", letters_that_hold_an_at_stay);
  g_test_add_func("/mask-raw/texts-by-another-name", texts_by_another_name_are_looked_into);
  g_test_add_func("/mask-raw/lines-that-begin-with-hyphens",
                  lines_that_begin_with_hyphens_name_nobody);
  g_test_add_func("/mask-raw/fields-keep-message-ids-and-no-addresses",
                  fields_keep_message_ids_and_no_addresses);
  g_test_add_func("/mask-raw/an-at-that-html-writes", an_at_that_html_writes_is_one);
  g_test_add_func("/mask-raw/attached-text-and-pdf", attached_text_is_masked_and_pdf_left_alone);
  g_test_add_func("/mask-raw/only-hosts-behind-an-at", only_hosts_behind_an_at_are_masked);
  g_test_add_func("/mask-raw/mails-inside-mails-end", mails_inside_mails_end);
  return g_test_run();
}
