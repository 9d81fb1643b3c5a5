/* Mails given away whole: masked raw mail, and mailboxes that are made while they are sent. */
#include "server/mails.h"
#include "server/mask-raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "db/group.h"
#include "db/maintain.h"
#include "tests/harness/chair.h"

static void
set_mask(const Harness *harness, GroupMask mask)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  group->mask = mask;
  gboolean done = db_group_set(db, group, HARNESS_NOW, &error);
  g_assert_no_error(error);
  g_assert_true(done);
}

/* The mailbox in a gzip file. */
static char *
unpack(const Answer *answer)
{
  z_stream stream = {0};
  g_autoptr(GString) out = g_string_new(NULL);
  char piece[4096];
  int result;
  g_assert_cmpint(inflateInit2(&stream, 15 + 16), ==, Z_OK);
  stream.next_in = (z_const Bytef *)answer->body;
  stream.avail_in = (uInt)answer->len;
  do {
    stream.next_out = (Bytef *)piece;
    stream.avail_out = sizeof piece;
    result = inflate(&stream, Z_NO_FLUSH);
    g_assert_true(result == Z_OK || result == Z_STREAM_END);
    g_string_append_len(out, piece, (gssize)(sizeof piece - stream.avail_out));
  } while (result != Z_STREAM_END);
  inflateEnd(&stream);
  return g_strdup(out->str);
}

static char *
get_mbox(const Harness *harness, const char *path, const char *file)
{
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_assert_cmpuint(answer->status, ==, 200);
  g_autofree char *disposition = g_strdup_printf("attachment; filename=\"%s\"", file);
  g_assert_cmpstr(answer_header(answer, "content-disposition"), ==, disposition);
  return unpack(answer);
}

static void
a_search_is_the_same_mailbox_on_the_page_and_on_the_command_line(void)
{
  static const struct {
    const char *query, *words;
    guint mails;
  } rows[] = {{"quartz", "quartz", 1},
              {"", "d:2014..", 6},
              {"f%3Aann", "f:ann", 3},
              {"nosuchword", "nosuchword", 0}};
  g_autoptr(Harness) harness = harness_new();
  set_mask(harness, MASK_NEVER);
  harness_serve(harness, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strdup_printf("/virt/search.mbox.gz?q=%s", rows[i].query);
    g_autofree char *page = get_mbox(harness, path, "search.mbox.gz");
    const char *args[] = {"search", "virt", rows[i].words, "--format", "mbox", NULL};
    g_autofree char *typed = NULL;
    g_assert_cmpint(harness_run(harness, args, &typed, NULL), ==, 0);
    g_assert_cmpstr(page, ==, typed);
    guint n = 0;
    for (const char *at = page; (at = strstr(at, "From mboxrd@z ")) != NULL; at++)
      n++;
    g_assert_cmpuint(n, ==, rows[i].mails);
  }
}

/* As public-inbox's readers ask for it, by whatever name its list goes. */
static void
a_whole_list_is_given_by_get_and_post(void)
{
  static const char *const paths[] = {"/virt/all.mbox.gz", "/VIRT/all.mbox.gz",
                                      "/virt@lists.example.org/all.mbox.gz"};
  static const char *const form[] = {"Content-Type: application/x-www-form-urlencoded", NULL};
  for (guint mask = 0; mask < 2; mask++) {
    g_autoptr(Harness) harness = harness_new();
    set_mask(harness, mask != 0 ? MASK_VISITORS : MASK_NEVER);
    harness_serve(harness, NULL);
    g_autofree char *all = get_mbox(harness, "/virt/archive/all.mbox.gz", "virt-all.mbox.gz");
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
      g_autofree char *got = get_mbox(harness, paths[i], "virt-all.mbox.gz");
      g_autoptr(Answer) posted = harness_request(harness, "POST", paths[i], form, "");
      g_assert_cmpuint(posted->status, ==, 200);
      g_autofree char *same = unpack(posted);
      g_assert_cmpstr(got, ==, all);
      g_assert_cmpstr(same, ==, all);
    }
    g_assert_true((strstr(all, "ann@masked.invalid") != NULL) == (mask != 0));
    g_autoptr(Answer) none = harness_get(harness, "/nosuch/all.mbox.gz");
    g_assert_cmpuint(none->status, ==, 404);
    /* The days of HyperKitty's exports are whole, without the last. */
    g_autofree char *may =
        get_mbox(harness, "/virt/search.mbox.gz?q=d:2014-05-07T00:00:00Z..2014-05-07T23:59:59Z",
                 "search.mbox.gz");
    g_assert_nonnull(strstr(may, "Message-ID: <vote-2@"));
    g_assert_null(strstr(may, "Message-ID: <patch-1@"));
  }
}

static void
a_month_is_its_mails_oldest_first(void)
{
  g_autoptr(Harness) harness = harness_new();
  set_mask(harness, MASK_NEVER);
  harness_serve(harness, NULL);
  g_autofree char *may = get_mbox(harness, "/virt/archive/2014-05.mbox.gz", "virt-2014-05.mbox.gz");
  g_autofree char *all = get_mbox(harness, "/virt/archive/all.mbox.gz", "virt-all.mbox.gz");
  g_autofree char *none =
      get_mbox(harness, "/virt/archive/2013-05.mbox.gz", "virt-2013-05.mbox.gz");
  g_assert_nonnull(strstr(may, "<vote-1@example.org>"));
  g_assert_true(strstr(may, "Message-ID: <vote-1@") < strstr(may, "Message-ID: <patch-1@"));
  g_assert_null(strstr(may, "Message-ID: <backlog-1@"));
  g_assert_nonnull(strstr(all, "Message-ID: <backlog-1@"));
  g_assert_true(g_str_has_suffix(all, may));
  g_assert_cmpstr(none, ==, "");
}

/* --- masked --- */

static void
raw_mail_keeps_its_form_when_addresses_go(void)
{
  static const struct {
    const char *raw, *shown;
  } rows[] = {
      {"From: Ann <ann@example.org>\nMessage-ID: <a@b.example.org>\nReferences:\n "
       "<c@d.example.org>\n"
       "To: x@y.example.org,\n z@y.example.org\n\nMail ann@example.org.\n--a@b\nok\n",
       "From: Ann <ann@masked.invalid>\nMessage-ID: <a@b.example.org>\nReferences:\n"
       " <c@d.example.org>\nTo: x@masked.invalid,\n z@masked.invalid\n\nMail ann@masked.invalid.\n"
       "--a@masked.invalid\nok\n"},
      {"Content-Type: multipart/mixed; boundary=\"x@y\"\r\nCc: a@b\r\n\r\n@ @b a@ a@-",
       "Content-Type: multipart/mixed; boundary=\"x@y\"\r\nCc: a@masked.invalid\r\n\r\n@ @b a@ "
       "a@-"},
      {"", ""},
      {"@", "@"},
      {"a@b", "a@masked.invalid"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GBytes) raw = g_bytes_new_static(rows[i].raw, strlen(rows[i].raw));
    g_autoptr(GBytes) shown = server_mask_raw(raw);
    gsize len;
    const char *data = g_bytes_get_data(shown, &len);
    g_autofree char *text = g_strndup(data, len);
    g_assert_cmpstr(text, ==, rows[i].shown);
  }
}

/* Every form in which a mail's addresses could be read, and an address that is in it. */
static const struct {
  const char *path, *address;
  gboolean packed;
} forms[] = {
    {"/virt/archive/addresses@example.org/", "dora@secret.example", FALSE},
    {"/virt/archive/addresses@example.org/raw", "dora@secret.example", FALSE},
    {"/virt/archive/addresses@example.org/t/", "dora@secret.example", FALSE},
    {"/virt/archive/addresses@example.org/t.atom", "dora@secret.example", FALSE},
    {"/virt/archive/addresses@example.org/t.mbox.gz", "dora@secret.example", TRUE},
    {"/virt/archive/2014-05.mbox.gz", "dora@secret.example", TRUE},
    {"/virt/new.atom", "dora@secret.example", FALSE},
    {"/virt/archive/?q=zebra", "dora@secret.example", FALSE},
    {"/search?q=zebra", "dora@secret.example", FALSE},
    {"/virt/search.json?q=zebra", "dora@secret.example", FALSE},
    {"/virt/search.atom?q=zebra", "dora@secret.example", FALSE},
    {"/search.json?q=zebra", "dora@secret.example", FALSE},
    {"/virt/search.mbox.gz?q=zebra", "dora@secret.example", TRUE},
    {"/virt/backlog?text=zebra", "dora@secret.example", FALSE},
    {"/virt/backlog.json?text=zebra", "dora@secret.example", FALSE},
    {"/virt/backlog.csv?text=zebra", "dora@secret.example", FALSE},
    {"/virt/backlog.atom?text=zebra", "dora@secret.example", FALSE},
    {"/api/v1/virt/items", "dora@secret.example", FALSE},
};

static const char with_addresses[] =
    "From dora@secret.example Mon May 12 09:00:00 2014\n"
    "From: dora@secret.example (Dora)\nSubject: plan of dora@secret.example\n"
    "Date: Mon, 12 May 2014 09:00:00 +0000\nMessage-ID: <addresses@example.org>\n\n"
    "== Backlog ==\n\n* Ask mailto:dora@secret.example about the zebra\n"
    "\nACTION: dora@secret.example to write to dora@secret.example\n"
    "AGREED: dora@secret.example is asked\n";

static void
check_forms(GroupMask mask, gboolean shown)
{
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", with_addresses);
  set_mask(harness, mask);
  harness_serve(harness, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_autoptr(Answer) answer = harness_get(harness, forms[i].path);
    g_assert_cmpuint(answer->status, ==, 200);
    g_autofree char *text = forms[i].packed ? unpack(answer) : g_strdup(answer->body);
    gboolean escaped =
        strstr(text, "secret%2Eexample") != NULL || strstr(text, "%40secret") != NULL;
    if ((strstr(text, forms[i].address) != NULL) != shown || (escaped && !shown)) {
      g_test_message("%s: %s", forms[i].path, text);
      g_test_fail();
    }
    g_assert_nonnull(strstr(text, "dora@"));
    g_assert_nonnull(strstr(text, "addresses@example.org"));
  }
}

static void
check_one_form(const Answer *answer, guint i, gboolean shown, const char *who)
{
  g_assert_cmpuint(answer->status, ==, 200);
  g_autofree char *text = forms[i].packed ? unpack(answer) : g_strdup(answer->body);
  if ((strstr(text, forms[i].address) != NULL) == shown)
    return;
  g_test_message("%s for a %s: %s", forms[i].path, who, text);
  g_test_fail();
}

/* What a member was shown is no visitor's, whoever asked first. */
static void
who_sees_addresses_is_as_the_group_chooses(void)
{
  static const struct {
    GroupMask mask;
    gboolean visitor, member;
  } rows[] = {{MASK_VISITORS, FALSE, TRUE}, {MASK_ALWAYS, FALSE, FALSE}, {MASK_NEVER, TRUE, TRUE}};
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "member");
  harness_ingest(chair.harness, "virt", with_addresses);
  for (guint k = 0; k < G_N_ELEMENTS(rows); k++) {
    set_mask(chair.harness, rows[k].mask);
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
      if (!g_str_has_prefix(forms[i].path, "/virt/"))
        continue;
      g_autoptr(Answer) mine = chair_get(&chair, forms[i].path);
      g_autoptr(Answer) visitor = harness_get(chair.harness, forms[i].path);
      g_autoptr(Answer) again = chair_get(&chair, forms[i].path);
      check_one_form(mine, i, rows[k].member, "member");
      check_one_form(visitor, i, rows[k].visitor, "visitor");
      check_one_form(again, i, rows[k].member, "member again");
      g_assert_cmpstr(answer_header(mine, "cache-control"), ==, "no-store");
    }
  }
}

/* Whatever its bytes, where nobody's address is kept back. */
static void
raw_mail_is_as_it_came_where_nothing_is_masked(void)
{
  static const char raw[] =
      "Received: from a by b; Mon, 12 May 2014 09:00:01 +0000\nFROM:  Ann  <ann@example.org>\n"
      "Subject: =?utf-8?q?odd_ann=40a.example?=\n\tfolded  \nX-Odd: \351\n"
      "Date: Mon, 12 May 2014 09:00:00 +0000\nMessage-ID: <odd@example.org>\n"
      "Content-Type: text/plain; charset=iso-8859-1\n\n"
      "Gr\374\337e  \n----- ann@example.org\n\ttab &#64; \001\n\n\nend\n";
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *mbox =
      g_strconcat("From ann@example.org Mon May 12 09:00:00 2014\n", raw, "\n", NULL);
  harness_ingest(harness, "virt", mbox);
  set_mask(harness, MASK_NEVER);
  harness_serve(harness, NULL);
  g_autoptr(Answer) answer = harness_get(harness, "/virt/archive/odd@example.org/raw");
  g_assert_cmpuint(answer->len, ==, sizeof raw - 1);
  g_assert_cmpint(memcmp(answer->body, raw, sizeof raw - 1), ==, 0);
}

/* Whatever else a visitor can open, with every item that the group has. */
static void
no_other_page_tells_an_address(void)
{
  static const char *const paths[] = {"/virt/",
                                      "/virt/agenda",
                                      "/virt/agenda.txt",
                                      "/virt/agenda.md",
                                      "/virt/agenda.json",
                                      "/virt/agenda.ics",
                                      "/virt/actions",
                                      "/virt/actions.atom",
                                      "/virt/decisions",
                                      "/virt/meetings/",
                                      "/virt/votes/",
                                      "/api/v1/virt/votes",
                                      "/api/v1/virt/links",
                                      "/api/v1/virt/agenda",
                                      "/virt/archive/",
                                      "/virt/archive/?month=2014-05",
                                      "/pipermail/virt/2014-May/000001.html",
                                      "/?l=virt&m=139945326000001",
                                      "/virt/refs/mail/backlog-1@example.org",
                                      "/virt/archive/addresses@example.org/t/?view=flat"};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", with_addresses);
  harness_serve(harness, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(paths) + 8; i++) {
    g_autofree char *item = g_strdup_printf("/virt/items/%u", i - (guint)G_N_ELEMENTS(paths) + 1);
    g_autoptr(Answer) answer = harness_get(harness, i < G_N_ELEMENTS(paths) ? paths[i] : item);
    if (strstr(answer->body, "dora@secret.example") != NULL ||
        strstr(answer->body, "%40secret") != NULL) {
      g_test_message("%s: %s", i < G_N_ELEMENTS(paths) ? paths[i] : item, answer->body);
      g_test_fail();
    }
  }
}

/* A patch that is attached names who wrote it. */
static void
an_attached_text_is_masked_like_the_mail(void)
{
  static const char mail[] =
      "From dora@secret.example Mon May 12 09:00:00 2014\nFrom: dora@secret.example\nSubject: x\n"
      "Date: Mon, 12 May 2014 09:00:00 +0000\nMessage-ID: <attached@example.org>\n"
      "Content-Type: multipart/mixed; boundary=cut\n\n--cut\n\nsee it\n--cut\n"
      "Content-Type: application/octet-stream; name=a.patch\nContent-Transfer-Encoding: base64\n\n"
      "RnJvbTogRG9yYSA8ZG9yYUBzZWNyZXQuZXhhbXBsZT4KKyBvbmUgbGluZQo=\n--cut--\n";
  for (guint mask = 0; mask < 2; mask++) {
    g_autoptr(Harness) harness = harness_new();
    harness_ingest(harness, "virt", mail);
    set_mask(harness, mask != 0 ? MASK_VISITORS : MASK_NEVER);
    harness_serve(harness, NULL);
    g_autoptr(Answer) answer = harness_get(harness, "/virt/archive/attached@example.org/part/2");
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_cmpstr(answer->body, ==,
                    mask != 0 ? "From: Dora <dora@masked.invalid>\n+ one line\n"
                              : "From: Dora <dora@secret.example>\n+ one line\n");
  }
}

static void
visitors_see_no_address_in_any_form(void)
{
  check_forms(MASK_VISITORS, FALSE);
  check_forms(MASK_ALWAYS, FALSE);
}

static void
a_group_may_show_its_addresses(void)
{
  check_forms(MASK_NEVER, TRUE);
}

static void
the_command_line_sets_it_and_tells_who_did(void)
{
  g_autoptr(Harness) harness = harness_new();
  const char *set[] = {"group", "set", "virt", "--mask", "never", NULL};
  const char *odd[] = {"group", "set", "virt", "--mask", "mostly", NULL};
  g_autofree char *said = NULL;
  g_assert_cmpint(harness_run(harness, set, NULL, NULL), ==, 0);
  g_assert_cmpint(harness_run(harness, odd, NULL, &said), ==, 2);
  g_assert_nonnull(strstr(said, "one of: visitors, always, never"));
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(GError) error = NULL;
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_assert_cmpint(group->mask, ==, MASK_NEVER);
  char *dump = NULL;
  size_t len = 0;
  FILE *out = open_memstream(&dump, &len);
  gboolean dumped = db_dump(db, out, &error);
  g_assert_no_error(error);
  g_assert_true(dumped);
  fclose(out);
  g_assert_nonnull(strstr(dump, "command line mask virt visitors never"));
  free(dump);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/mails/a-whole-list-is-given-by-get-and-post",
                  a_whole_list_is_given_by_get_and_post);
  g_test_add_func("/server/mails/a-search-is-the-same-mailbox-on-the-page-and-on-the-command-line",
                  a_search_is_the_same_mailbox_on_the_page_and_on_the_command_line);
  g_test_add_func("/server/mails/a-month-is-its-mails-oldest-first",
                  a_month_is_its_mails_oldest_first);
  g_test_add_func("/server/mails/raw-mail-keeps-its-form-when-addresses-go",
                  raw_mail_keeps_its_form_when_addresses_go);
  g_test_add_func("/server/mails/visitors-see-no-address-in-any-form",
                  visitors_see_no_address_in_any_form);
  g_test_add_func("/server/mails/no-other-page-tells-an-address", no_other_page_tells_an_address);
  g_test_add_func("/server/mails/who-sees-addresses-is-as-the-group-chooses",
                  who_sees_addresses_is_as_the_group_chooses);
  g_test_add_func("/server/mails/raw-mail-is-as-it-came-where-nothing-is-masked",
                  raw_mail_is_as_it_came_where_nothing_is_masked);
  g_test_add_func("/server/mails/an-attached-text-is-masked-like-the-mail",
                  an_attached_text_is_masked_like_the_mail);
  g_test_add_func("/server/mails/a-group-may-show-its-addresses", a_group_may_show_its_addresses);
  g_test_add_func("/server/mails/the-command-line-sets-it-and-tells-who-did",
                  the_command_line_sets_it_and_tells_who_did);
  return g_test_run();
}
