/* Copies of one mail have one hash, other mails have another. */
#include "ingest/mbox.h"
#include "ingest/parse.h"
#include "tests/ingest/tmp.h"

#include <string.h>

#define DATE "Date: Tue, 15 Apr 2014 18:53:34 +0200\n"

static Mail *
parse(const char *raw)
{
  g_autoptr(GError) error = NULL;
  Mail *mail = ingest_parse(raw, strlen(raw), NULL, &error);
  g_assert_no_error(error);
  return mail;
}

static gboolean
same(const char *left, const char *right)
{
  g_autoptr(Mail) a = parse(left);
  g_autoptr(Mail) b = parse(right);
  return memcmp(a->content_hash, b->content_hash, sizeof a->content_hash) == 0;
}

static const char raw_mail[] =
    "Received: from x by y; Tue, 15 Apr 2014 16:53:40 +0000\nFrom: Ann B\xc3\xa9"
    "e <ann@a.example>\n"
    "To: virt@list.example\n" DATE
    "Subject: Re: [virt] roadmap\nMessage-ID: <1@a.example>\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: quoted-printable\n\nWrite to bob@b.example, he knows=\n it: "
    "caf=C3=A9.\n\n"
    "From here on it is simple.\n--b\nContent-Type: text/x-patch; name=a.patch\n\n+x\n--b\n"
    "Content-Type: text/plain\n\n_______________________________________________\nvirt mailing "
    "list\n--b--\n";

static const char pipermail_copy[] =
    "From: ann at a.example (Ann B?e)\nDate: Tue, 15 Apr 2014 16:53:34 +0000\nSubject: [virt] Re: "
    "roadmap\n"
    "Message-ID: <1@a.example>\n\nWrite to bob at b.example, he knows it: caf?.\n\n>From here on "
    "it is simple.\n"
    "-------------- next part --------------\nA non-text attachment was scrubbed...\nName: "
    "a.patch\n"
    "Type: text/x-patch\nSize: 2 bytes\nDesc: not available\nURL: <http://l.example/a.patch>\n";

static void
test_raw_and_pipermail_copies_agree(void)
{
  g_assert_true(same(raw_mail, pipermail_copy));
}

static void
test_html_only_agrees_with_its_scrub_note(void)
{
  g_assert_true(same(DATE "Subject: a\nMessage-ID: <1@x>\nContent-Type: text/html\n\n<p>hi\n",
                     DATE "Subject: a\nMessage-ID: <1@x>\n\nAn HTML attachment was "
                          "scrubbed...\nURL: <http://l.example/b.html>\n"));
}

static void
test_footers_and_prefixes_do_not_count(void)
{
  g_assert_true(same(DATE "Subject: [a] plan\nMessage-ID: <1@x>\n\nbody\n",
                     DATE "Subject: plan\nMessage-ID: <1@x>\n\nbody\n\n--\nTo unsubscribe from "
                          "this list: send the line\n"));
  g_assert_true(same(
      DATE "Subject: plan\nMessage-ID: <1@x>\n\nbody\n", DATE
      "Subject: plan\nMessage-ID: <1@x>\n\nbody\n"
      "_______________________________________________\nvirt mailing list\nvirt@list.example\n"));
}

static void
test_what_makes_another_mail(void)
{
  static const char mail[] = DATE "Subject: plan\nMessage-ID: <1@x>\n\n+1 from me\n";
  g_assert_false(same(mail, DATE "Subject: plan\nMessage-ID: <1@x>\n\n-1 from me\n"));
  g_assert_false(same(mail, DATE "Subject: other\nMessage-ID: <1@x>\n\n+1 from me\n"));
  g_assert_false(same(
      mail,
      "Date: Tue, 15 Apr 2014 16:53:35 +0000\nSubject: plan\nMessage-ID: <1@x>\n\n+1 from me\n"));
  g_assert_false(same(
      DATE "Subject: plan\nMessage-ID: <1@x>\n\n> ____________________________\nquoted footer\n",
      DATE "Subject: plan\nMessage-ID: <1@x>\n\n\n"));
}

static void
test_the_id_is_not_in_it(void)
{
  g_assert_true(
      same(DATE "Subject: plan\nMessage-ID: <1@x>\n\nbody\n", DATE "Subject: plan\n\nbody\n"));
}

/* Every mail of the sample list is there in both forms. */
static GHashTable *
hashes_of(const char *folder)
{
  GHashTable *hashes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *path = tmp_source(folder);
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    if (!g_str_has_suffix(name, ".mbox") && !g_str_has_suffix(name, ".txt"))
      continue;
    g_autofree char *file = g_build_filename(path, name, NULL);
    g_autoptr(Bytes) bytes = ingest_bytes_open(file, NULL);
    g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, INGEST_MAX_MAIL);
    MboxMail raw;
    while (ingest_mbox_next(mbox, &raw, NULL)) {
      g_autoptr(Mail) mail = ingest_parse(raw.raw, raw.len, raw.from_line, NULL);
      g_hash_table_insert(hashes, g_strdup(mail->message.message_id),
                          g_memdup2(mail->content_hash, sizeof mail->content_hash));
    }
  }
  return hashes;
}

static void
test_sample_list_agrees_in_both_forms(void)
{
  g_autoptr(GHashTable) raw = hashes_of("docs/sample/raw");
  g_autoptr(GHashTable) flat = hashes_of("docs/sample/pipermail");
  if (g_hash_table_size(raw) == 0) {
    g_test_skip("docs/sample is not here");
    return;
  }
  g_assert_cmpuint(g_hash_table_size(raw), >=, 80);
  GHashTableIter iter;
  gpointer id, hash;
  g_hash_table_iter_init(&iter, flat);
  while (g_hash_table_iter_next(&iter, &id, &hash)) {
    const void *other = g_hash_table_lookup(raw, id);
    g_test_message("%s", (const char *)id);
    g_assert_nonnull(other);
    assert_bytes(hash, 32, other, 32);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/content/raw-and-pipermail-copies-agree", test_raw_and_pipermail_copies_agree);
  g_test_add_func("/content/html-only-agrees-with-its-scrub-note",
                  test_html_only_agrees_with_its_scrub_note);
  g_test_add_func("/content/footers-and-prefixes-do-not-count",
                  test_footers_and_prefixes_do_not_count);
  g_test_add_func("/content/what-makes-another-mail", test_what_makes_another_mail);
  g_test_add_func("/content/the-id-is-not-in-it", test_the_id_is_not_in_it);
  g_test_add_func("/content/sample-list-agrees-in-both-forms",
                  test_sample_list_agrees_in_both_forms);
  return g_test_run();
}
