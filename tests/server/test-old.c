/* Addresses of other archives, and what search engines are told. */
#include <string.h>

#include "db/group.h"
#include "db/source.h"
#include "tests/harness/harness.h"

typedef struct {
  const char *path;
  guint status;
  const char *holds; /* of a redirect: where it leads; else what the page says */
} Row;

static void
check_rows(const Harness *harness, const Row *rows, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr(Answer) answer = harness_get(harness, rows[i].path);
    const char *location = answer_header(answer, "location");
    gboolean leads = answer->status == 301;
    if (answer->status != rows[i].status)
      g_test_message("%s: %u", rows[i].path, answer->status);
    g_assert_cmpuint(answer->status, ==, rows[i].status);
    if (leads)
      g_assert_cmpstr(location, ==, rows[i].holds);
    else if (strstr(answer->body, rows[i].holds) == NULL) {
      g_test_message("%s: no %s in %s", rows[i].path, rows[i].holds, answer->body);
      g_test_fail();
    }
  }
}

/* base32(SHA-1(Message-ID)), as another program works it out. */
#define HASH_VOTE_2 "TJLATDQ2QKMQQVAEA3I266FDJ4ODPOBN"

static void
hyperkitty_addresses_lead_on(void)
{
  static const char *const prefixes[] = {"", "/archives", "/hyperkitty"};
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
    const struct {
      const char *rest;
      guint status;
      const char *holds;
    } rests[] = {
        {"message/" HASH_VOTE_2 "/", 301, "/virt/archive/vote-2@example.org/"},
        {"thread/" HASH_VOTE_2 "/", 301, "/virt/archive/vote-2@example.org/t/"},
        {"thread/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", 404, "no message with hash"},
        {"thread/short/", 404, "no message with hash short"},
        {"", 301, "/virt/archive/"},
        {"latest", 301, "/virt/archive/"},
        {"2014/4/", 301, "/virt/archive/?month=2014-04"},
        {"2014/4/15/", 301, "/virt/archive/?month=2014-04"},
        {"message/" HASH_VOTE_2 "/attachment/2/fix.patch", 301,
         "/virt/archive/vote-2@example.org/"},
        {"export/x.mbox.gz?start=2014-05-01&end=2014-06-01", 301,
         "/virt/search.mbox.gz?q=d:2014-05-01T00:00:00Z..2014-05-31T23:59:59Z"},
        {"export/x.mbox.gz?end=2014-06-01", 301, "/virt/search.mbox.gz?q=d:..2014-05-31T23:59:59Z"},
        {"export/x.mbox.gz", 301, "/virt/archive/all.mbox.gz"},
        {"export/x.mbox.gz?thread=" HASH_VOTE_2, 301, "/virt/archive/vote-2@example.org/t.mbox.gz"},
        {"export/x.mbox.gz?start=2014-99-01", 400, "2014-99-01"},
        {"2014/13/", 404, "that is no month"},
        {"14/4/", 400, "is no month"},
    };
    for (gsize k = 0; k < G_N_ELEMENTS(rests); k++) {
      g_autofree char *path =
          g_strdup_printf("%s/list/virt@lists.example.org/%s", prefixes[i], rests[k].rest);
      const Row row = {path, rests[k].status, rests[k].holds};
      check_rows(harness, &row, 1);
    }
  }
}

static void
addresses_of_public_inbox_lead_on(void)
{
  static const Row rows[] = {
      {"/r/vote-2@example.org/", 301, "/virt/archive/vote-2@example.org/"},
      {"/virt/vote-2@example.org/", 301, "/virt/archive/vote-2@example.org/"},
      {"/virt/vote-2@example.org", 301, "/virt/vote-2@example.org/"},
      {"/VIRT/vote-2%40example.org/", 301, "/virt/archive/vote-2@example.org/"},
      {"/all/vote-2@example.org/", 301, "/virt/archive/vote-2@example.org/"},
      {"/virt/reply%2F1+a@example.org/raw", 301, "/virt/archive/reply%2F1+a@example.org/raw"},
      {"/virt/reply-2@example.org/t/", 301, "/virt/archive/reply-2@example.org/t/"},
      {"/virt/reply-2@example.org/T/", 301, "/virt/archive/reply-2@example.org/t/?view=flat"},
      {"/virt/reply-2@example.org/t.mbox.gz", 301, "/virt/archive/reply-2@example.org/t.mbox.gz"},
      {"/virt/reply-2@example.org/t.atom", 301, "/virt/archive/reply-2@example.org/t.atom"},
      {"/virt/nosuch@example.org/", 404, "no message"},
      {"/virt/nosuch/", 404, "no page has this address"},
      {"/virt/?q=quartz+%26+x", 301, "/virt/archive/?q=quartz+%26+x"},
  };
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  check_rows(harness, rows, G_N_ELEMENTS(rows));
}

static void
lists_are_known_by_address_and_name(void)
{
  static const Row rows[] = {
      {"/pipermail/virt/", 301, "/virt/archive/"},
      {"/pipermail/VIRT/", 301, "/virt/archive/"},
      {"/list/virt@old-host.example.org/", 301, "/virt/archive/"},
      {"/list/virt/", 301, "/virt/archive/"},
      {"/mailman/listinfo/virt", 301, "/virt/archive/"},
      {"/archives/search?mlist=virt@lists.example.org&q=quartz", 301, "/virt/archive/?q=quartz"},
      {"/hyperkitty/search?q=quartz", 301, "/search?q=quartz"},
      {"/archives/search?mlist=nosuch@lists.example.org&q=x", 404, "no list nosuch"},
      {"/list/vir/", 404, "no list vir is kept here"},
      {"/list/@/", 404, "no list @ is kept here"},
      {"/pipermail/nosuch/2014-April/thread.html", 404, "no list nosuch"},
  };
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  check_rows(harness, rows, G_N_ELEMENTS(rows));
}

static void
months_of_pipermail_lead_to_ours(void)
{
  static const Row rows[] = {
      {"/pipermail/virt/2014-April/thread.html", 301, "/virt/archive/?month=2014-04"},
      {"/pipermail/virt/2014-April/date.html", 301, "/virt/archive/?month=2014-04"},
      {"/pipermail/virt/2014-April/author.html", 301, "/virt/archive/?month=2014-04"},
      {"/pipermail/virt/2014-April/subject.html", 301, "/virt/archive/?month=2014-04"},
      {"/pipermail/virt/2014-April/", 301, "/virt/archive/?month=2014-04"},
      {"/pipermail/virt/2014-April.txt.gz", 301, "/virt/archive/2014-04.mbox.gz"},
      {"/pipermail/virt/2014-April.txt", 301, "/virt/archive/2014-04.mbox.gz"},
      {"/pipermail/virt/2014-Apr/thread.html", 404, "2014-Apr is no month"},
      {"/pipermail/virt/soon.txt.gz", 404, "soon is no month"},
  };
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  check_rows(harness, rows, G_N_ELEMENTS(rows));
}

/* The Message-ID beside "most likely". */
static void
assert_likely(const Harness *harness, const char *path, const char *id)
{
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_assert_cmpuint(answer->status, ==, 300);
  const char *row = strstr(answer->body, "<li class=\"likely\">");
  g_assert_nonnull(row);
  g_autofree char *link = g_strdup_printf("/virt/archive/%s/", id);
  const char *at = strstr(row, "href=\"");
  g_assert_true(g_str_has_prefix(at + 6, link));
  g_assert_null(strstr(row + 1, "<li class=\"likely\">"));
}

static void
a_number_that_was_never_read_leads_to_a_choice(void)
{
  g_autoptr(Harness) harness = harness_new();
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = harness_open(harness);
    g_autoptr(Group) group = db_group_get(db, "virt", &error);
    gboolean learnt =
        db_pipermail_learn(db, group->id, "2014-May", 777, "vote-2@example.org", &error);
    g_assert_no_error(error);
    g_assert_true(learnt);
  }
  harness_serve(harness, NULL);
  static const Row rows[] = {
      {"/pipermail/virt/2014-May/000777.html", 301, "/virt/archive/vote-2@example.org/"},
      {"/pipermail/virt/2014-May/777.html", 301, "/virt/archive/vote-2@example.org/"},
      {"/pipermail/virt/2014-April/000777.html", 300, "number 000777 of 2014-April"},
      {"/pipermail/virt/2013-May/000777.html", 404, "no mail of 2013-May is kept here"},
      {"/pipermail/virt/2014-April/999999999999.html", 300, "All threads of this month"},
  };
  check_rows(harness, rows, G_N_ELEMENTS(rows));
  /* Counted on from the number that is known in this month. */
  assert_likely(harness, "/pipermail/virt/2014-May/000776.html", "vote-1@example.org");
  assert_likely(harness, "/pipermail/virt/2014-May/000778.html", "patch-1@example.org");
  assert_likely(harness, "/pipermail/virt/2014-May/000900.html", "patch-1@example.org");
  /* Counted from the first mail of the list. */
  assert_likely(harness, "/pipermail/virt/2014-April/000000.html", "backlog-1@example.org");
  assert_likely(harness, "/pipermail/virt/2014-April/000001.html", "reply%2F1+a@example.org");
}

static void
numbers_of_marc_lead_to_mails_of_that_time(void)
{
  static const Row rows[] = {
      {"/?i=vote-2@example.org", 301, "/virt/archive/vote-2@example.org/"},
      {"/?l=virt&i=%3Cvote-2@example.org%3E", 301, "/virt/archive/vote-2@example.org/"},
      {"/?i=nosuch@example.org", 404, "no message"},
      {"/?l=virt", 301, "/virt/archive/"},
      {"/?l=virt&r=1&w=2", 301, "/virt/archive/"},
      {"/?l=virt&b=201404", 301, "/virt/archive/?month=2014-04"},
      {"/?l=virt&b=201413", 400, "is no month"},
      {"/?l=virt&s=quartz+%26+x&q=", 301, "/virt/archive/?q=quartz+%26+x"},
      {"/?l=nosuch&m=139946760000001", 404, "no list nosuch"},
      {"/?l=virt&m=12", 404, "known to marc.info alone"},
      {"/?l=virt&m=abc", 404, "known to marc.info alone"},
      {"/?l=virt&m=99999999999999999999999", 404, "known to marc.info alone"},
      {"/?m=139946760000001", 300, "href=\"/r/vote-2@example.org/\""},
      {"/?m=12", 404, "known to marc.info alone"},
      {"/?l=virt&m=139946760000001", 300, "Only marc.info knows"},
  };
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  check_rows(harness, rows, G_N_ELEMENTS(rows));
  /* 2014-05-07 09:01:00 UTC, a minute after a vote. */
  assert_likely(harness, "/?l=virt&m=139945326000001", "vote-2@example.org");
}

static void
search_engines_are_told_every_mail(void)
{
  static const Row rows[] = {
      {"/robots.txt", 200, "\nSitemap: http://127.0.0.1:"},
      {"/robots.txt", 200, "/sitemap.xml\n"},
      {"/sitemap.xml", 200, "/virt/sitemap/2014-05.xml</loc>"},
      {"/virt/sitemap/2014-04.xml", 200,
       "/virt/archive/reply%2F1+a@example.org/</loc>\n<lastmod>2014-04-14T12:00:00Z</lastmod>"},
      {"/virt/sitemap/2014-04.xml", 200, "/virt/archive/backlog-1@example.org/t/</loc>"},
      {"/virt/sitemap/2012-04.xml", 200, "</urlset>"},
      {"/virt/sitemap/2014-13.xml", 400, "is no month"},
      {"/virt/sitemap/2014-04-2.xml", 404, "has no part 2"},
      {"/virt/sitemap/2014-04-1.xml", 400, "is no part"},
      {"/virt/sitemap/2014-04-x.xml", 400, "is no part"},
      {"/virt/sitemap/2014-04-99999999999.xml", 400, "is no part"},
  };
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  check_rows(harness, rows, G_N_ELEMENTS(rows));
  static const char *const maps[] = {"/sitemap.xml", "/virt/sitemap/2014-04.xml"};
  for (gsize i = 0; i < G_N_ELEMENTS(maps); i++) {
    g_autoptr(Answer) answer = harness_get(harness, maps[i]);
    g_autoptr(GError) error = NULL;
    const GMarkupParser nothing = {NULL};
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&nothing, 0, NULL, NULL);
    g_assert_cmpstr(answer_header(answer, "content-type"), ==, "application/xml; charset=utf-8");
    gboolean read =
        g_markup_parse_context_parse(context, answer->body, (gssize)answer->len, &error) &&
        g_markup_parse_context_end_parse(context, &error);
    g_assert_no_error(error);
    g_assert_true(read);
  }
}

/* Not by strstr: the sanitizer measures all that is left of the text at each call. */
static guint
count_of(const char *text, const char *what)
{
  gsize len = strlen(what);
  guint n = 0;
  for (const char *at = text; *at != '\0'; at++)
    n += *at == *what && strncmp(at, what, len) == 0;
  return n;
}

/* No mail of a month is left out, and no sitemap is larger than search engines read. */
static void
a_busy_month_is_told_in_parts(void)
{
  enum { PART = 25000, MORE = 7 };
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  for (guint i = 0; i < PART + MORE; i++)
    g_string_append_printf(mbox,
                           "From a@example.org Sun Jun  1 12:00:00 2014\n"
                           "From: a@example.org\nSubject: s%u\nMessage-ID: <busy-%u@example.org>\n"
                           "Date: Sun, 01 Jun 2014 %02u:%02u:%02u +0000\n\nx\n\n",
                           i, i, i / 3600, i / 60 % 60, i % 60);
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  g_autoptr(Answer) index = harness_get(harness, "/sitemap.xml");
  g_assert_nonnull(strstr(index->body, "/virt/sitemap/2014-06.xml</loc>"));
  g_assert_nonnull(strstr(index->body, "/virt/sitemap/2014-06-2.xml</loc>"));
  g_assert_null(strstr(index->body, "/virt/sitemap/2014-06-3.xml</loc>"));
  g_assert_null(strstr(index->body, "/virt/sitemap/2014-05-2.xml</loc>"));
  g_autoptr(Answer) first = harness_get(harness, "/virt/sitemap/2014-06.xml");
  g_autoptr(Answer) second = harness_get(harness, "/virt/sitemap/2014-06-2.xml");
  g_assert_cmpuint(count_of(first->body, "<loc>"), ==, 2 * PART);
  g_assert_cmpuint(count_of(second->body, "<loc>"), ==, 2 * MORE);
  for (guint i = 0; i < PART + MORE; i += 997) {
    g_autofree char *mail = g_strdup_printf("/virt/archive/busy-%u@example.org/</loc>", i);
    g_autofree char *thread = g_strdup_printf("/virt/archive/busy-%u@example.org/t/</loc>", i);
    g_assert_true((strstr(first->body, mail) != NULL) != (strstr(second->body, mail) != NULL));
    g_assert_true((strstr(first->body, thread) != NULL) != (strstr(second->body, thread) != NULL));
  }
}

static void
a_page_has_one_address_that_counts(void)
{
  static const struct {
    const char *path, *canonical;
  } rows[] = {
      {"/virt/archive/?month=2014-04", "/virt/archive/?month=2014-04"},
      {"/virt/archive/", "/virt/archive/"},
      {"/virt/archive/reply-2@example.org/t/", "/virt/archive/backlog-1@example.org/t/"},
      {"/virt/archive/backlog-1@example.org/t/?view=flat",
       "/virt/archive/backlog-1@example.org/t/"},
      {"/virt/archive/reply%2f1%2ba@example.org/", "/virt/archive/reply%2F1+a@example.org/"},
      {"/virt/backlog?order=title", "/virt/backlog"},
  };
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Answer) answer = harness_get(harness, rows[i].path);
    g_autofree char *link = g_strdup_printf("<link rel=\"canonical\" href=\"%s%s\">",
                                            server_url(harness->server), rows[i].canonical);
    if (strstr(answer->body, link) == NULL) {
      g_test_message("%s: no %s", rows[i].path, link);
      g_test_fail();
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/old/a-busy-month-is-told-in-parts", a_busy_month_is_told_in_parts);
  g_test_add_func("/server/old/hyperkitty-addresses-lead-on", hyperkitty_addresses_lead_on);
  g_test_add_func("/server/old/addresses-of-public-inbox-lead-on",
                  addresses_of_public_inbox_lead_on);
  g_test_add_func("/server/old/lists-are-known-by-address-and-name",
                  lists_are_known_by_address_and_name);
  g_test_add_func("/server/old/months-of-pipermail-lead-to-ours", months_of_pipermail_lead_to_ours);
  g_test_add_func("/server/old/a-number-that-was-never-read-leads-to-a-choice",
                  a_number_that_was_never_read_leads_to_a_choice);
  g_test_add_func("/server/old/numbers-of-marc-lead-to-mails-of-that-time",
                  numbers_of_marc_lead_to_mails_of_that_time);
  g_test_add_func("/server/old/search-engines-are-told-every-mail",
                  search_engines_are_told_every_mail);
  g_test_add_func("/server/old/a-page-has-one-address-that-counts",
                  a_page_has_one_address_that_counts);
  return g_test_run();
}
