/* The search page: what it offers first, and what it says of a query that makes no sense. */
#include <string.h>

#include "db/group.h"
#include "db/search.h"
#include "db/source.h"
#include "tests/harness/harness.h"

static const char mails[] =
    "From dora@example.org Mon May 12 09:00:00 2014\n"
    "From: Dora <dora@example.org>\nSubject: what we shipped\n"
    "Date: Mon, 12 May 2014 09:00:00 +0000\nMessage-ID: <refs@example.org>\n"
    "Archived-At: <https://old.example/r/before@example.org>\n\n"
    "Fixed by commit 0160676bba69523e8b0ac83f306cce7d342ed7c8 in the tree.\n"
    "This is CVE-2014-1234, see XSA-222 and RHSA-2011:1386 too.\n"
    "As said in <https://lore.kernel.org/r/backlog-1@example.org/> before.\n";

static void
learn_number(const Harness *harness, const char *month, guint number, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  gboolean learnt = db_pipermail_learn(db, group->id, month, number, id, &error);
  g_assert_no_error(error);
  g_assert_true(learnt);
}

static void
what_is_pasted_leads_to_where_it_is_cited(void)
{
  static const struct {
    const char *query, *offer; /* NULL: none */
  } rows[] = {
      {"0160676", "/virt/refs/commit/0160676"},
      {"0160676BBA69523e8b0ac83f306cce7d342ed7c8",
       "/virt/refs/commit/0160676BBA69523e8b0ac83f306cce7d342ed7c8"},
      {"0160676c", NULL},
      {"6893", "/virt/refs/bug/6893"},
      {"bug+6893", "/virt/refs/bug/6893"},
      {"6894", NULL},
      {"cve-2014-1234", "/virt/refs/cve/CVE-2014-1234"},
      {"XSA-222", "/virt/refs/advisory/XSA-222"},
      {"RHSA-2011%3A1386", "/virt/refs/advisory/RHSA-2011:1386"},
      {"%3Cbacklog-1@example.org%3E", "/virt/refs/mail/backlog-1@example.org"},
      {"vote-2@example.org", "/virt/archive/vote-2@example.org/"},
      {"nosuch@example.org", NULL},
      {"https%3A%2F%2Fbugs.centos.org%2Fview.php%3Fid%3D6893%23c2",
       "/virt/refs/bug/bugs.centos.org%2F6893"},
      {"https%3A%2F%2Fnvd.nist.gov%2Fvuln%2Fdetail%2FCVE-2014-1234",
       "/virt/refs/cve/CVE-2014-1234"},
      {"https%3A%2F%2Fgit.example.org%2Fxen%2Fcommit%2F%3Fid%"
       "3D0160676bba69523e8b0ac83f306cce7d342ed7c8",
       "/virt/refs/commit/0160676bba69523e8b0ac83f306cce7d342ed7c8"},
      {"+https%3A%2F%2Flore.kernel.org%2Fvirt%2Fbacklog-1@example.org%2F+",
       "/virt/archive/backlog-1@example.org/"},
      {"http%3A%2F%2Fold.example%2Farchives%2Flist%2Fvirt@old.example%2Fmessage%2F"
       "TJLATDQ2QKMQQVAEA3I266FDJ4ODPOBN%2F",
       "/virt/archive/vote-2@example.org/"},
      {"http%3A%2F%2Fold.example%2Fpipermail%2Fvirt%2F2014-April%2F000042.html",
       "/virt/archive/reply-2@example.org/"},
      {"http%3A%2F%2Fold.example%2Fpipermail%2Fvirt%2F2014-April%2F000043.html", NULL},
      {"http%3A%2F%2Fold.example%2Fpipermail%2Fnosuch%2F2014-April%2F000042.html", NULL},
      {"http%3A%2F%2Fold.example%2Fr%2Fbefore%40example.org", "/virt/archive/refs@example.org/"},
      {"https%3A%2F%2Fwww.example.org%2Fno%2Fsuch%2Fthing", NULL},
      {"https%3A%2F%2Fbugs.centos.org%2Fview.php%3Fid%3D6893+quartz", NULL},
      {"https%3A%2F%2F", NULL},
      {"quartz", NULL},
  };
  static const char *const forms[] = {"/virt/archive/?q=%s", "/search?q=%s", "/?q=%s"};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", mails);
  learn_number(harness, "2014-April", 42, "reply-2@example.org");
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    for (gsize k = 0; k < G_N_ELEMENTS(forms); k++) {
      g_auto(GStrv) parts = g_strsplit(forms[k], "%s", -1);
      g_autofree char *path = g_strjoinv(rows[i].query, parts);
      g_autoptr(Answer) answer = harness_get(harness, path);
      const char *offers = strstr(answer->body, "class=\"offers\"");
      g_assert_cmpuint(answer->status, ==, 200);
      if ((offers != NULL) != (rows[i].offer != NULL) ||
          (offers != NULL && strstr(offers, rows[i].offer) == NULL)) {
        g_test_message("%s: %s", path, offers != NULL ? offers : "no offer");
        g_test_fail();
      }
      /* Before the mails, where it is seen first. */
      const char *hits = strstr(answer->body, "class=\"hits");
      g_assert_true(offers == NULL || hits == NULL || offers < hits);
      if (rows[i].offer == NULL || offers == NULL)
        continue;
      g_autofree char *link = g_strndup(strstr(offers, rows[i].offer), strlen(rows[i].offer));
      g_autoptr(Answer) page = harness_get(harness, link);
      g_assert_cmpuint(page->status, ==, 200);
    }
}

static void
what_is_cited_is_asked_for_in_many_ways(void)
{
  static const char kitty[] =
      "From eva@example.org Tue May 13 09:00:00 2014\n"
      "From: Eva <eva@example.org>\nSubject: as said\n"
      "Date: Tue, 13 May 2014 09:00:00 +0000\nMessage-ID: <kitty@example.org>\n\n"
      "https://lists.example.org/archives/list/virt@lists.example.org/message/"
      "TJLATDQ2QKMQQVAEA3I266FDJ4ODPOBN/\n";
  static const struct {
    const char *refs, *cited_by;
  } rows[] = {
      {"cve/2014-1234", "refs@example.org"},
      {"cve/CVE-2014-1234", "refs@example.org"},
      {"cve/https:%2F%2Fnvd.nist.gov%2Fvuln%2Fdetail%2FCVE-2014-1234", "refs@example.org"},
      {"bug/https:%2F%2Fbugs.centos.org%2Fview.php%3Fid=6893", "backlog-1@example.org"},
      {"bug/bug%20%236893", "backlog-1@example.org"},
      {"bug/6893", "backlog-1@example.org"},
      {"advisory/xsa-222", "refs@example.org"},
      {"commit/commit%200160676", "refs@example.org"},
      {"mail/backlog-1@example.org", "refs@example.org"},
      {"mail/%3Cbacklog-1@example.org%3E", "refs@example.org"},
      {"mail/vote-2@example.org", "kitty@example.org"},
      {"mail/vote-1@example.org", NULL},
      {"cve/2014-1235", NULL},
      {"bug/https:%2F%2Fbugs.example.org%2Fview.php%3Fid=6893", NULL},
  };
  static const char *const groups[] = {"/virt/refs/", "/refs/"};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", mails);
  harness_ingest(harness, "virt", kitty);
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    for (gsize k = 0; k < G_N_ELEMENTS(groups); k++) {
      g_autofree char *path = g_strconcat(groups[k], rows[i].refs, NULL);
      g_autofree char *link =
          g_strdup_printf("/virt/archive/%s/", rows[i].cited_by != NULL ? rows[i].cited_by : "");
      g_autoptr(Answer) answer = harness_get(harness, path);
      const char *main = strstr(answer->body, "<main");
      g_test_message("%s", path);
      g_assert_cmpuint(answer->status, ==, 200);
      g_assert_true((strstr(main, link) != NULL) == (rows[i].cited_by != NULL));
    }
}

static void
a_malformed_query_is_400_with_its_place_and_kept_in_the_box(void)
{
  static const struct {
    const char *escaped, *shown, *caret; /* the line that points at the fault */
  } rows[] = {
      {"%28quartz", "(quartz", "\n<span class=\"caret\">^</span>"},
      {"quartz+%29+more", "quartz ) more", "\n<span class=\"caret\">       ^</span>"},
      {"a+AND", "a AND", "^</span>"},
      {"%C3%A9t%C3%A9+%22open", "été &quot;open", "\n<span class=\"caret\">    ^</span>"},
      {"d%3A2014-99", "d:2014-99", "^</span>"},
      {"%3Cb%3E%22", "&lt;b&gt;&quot;", "\n<span class=\"caret\">   ^</span>"},
  };
  static const char *const forms[] = {"/virt/archive/?q=", "/search?q="};
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    for (gsize k = 0; k < G_N_ELEMENTS(forms); k++) {
      g_autofree char *path = g_strconcat(forms[k], rows[i].escaped, NULL);
      g_autofree char *box = g_strdup_printf("value=\"%s\"", rows[i].shown);
      g_autoptr(Answer) answer = harness_get(harness, path);
      g_assert_cmpuint(answer->status, ==, 400);
      if (strstr(answer->body, box) == NULL || strstr(answer->body, rows[i].caret) == NULL) {
        g_test_message("%s: %s", path, strstr(answer->body, "class=\"fault\""));
        g_test_fail();
      }
    }
}

static void
the_page_says_how_it_read_the_query_and_shows_its_grammar(void)
{
  static const char *const said[] = {
      "for <span class=\"query-words\">", "What can be searched", "<code>dfpost</code>",
      "<code>s subject</code>",           "/virt/search.json?q=", "/virt/search.atom?q=",
      "/virt/search.mbox.gz?q="};
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  g_autoptr(Answer) answer = harness_get(harness, "/virt/archive/?q=f:ann+-quartz");
  for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
    if (strstr(answer->body, said[i]) == NULL) {
      g_test_message("no %s in %s", said[i], answer->body);
      g_test_fail();
    }
}

static void
the_page_says_what_it_did_not_read_as_others_do(void)
{
  static const struct {
    const char *query, *says;
  } rows[] = {
      {"irq+NEAR+patch", "<code>NEAR</code> was searched as a word"},
      {"xen+%7C+kvm", "OR and AND are written as words"},
      {"thread:%7Bfrom:ann%7D", "thread: takes a Message-ID"},
      {"s:%2Froad%2F", "patterns are not searched"},
      {"has:attachment", "A patch for the bridge page"},
      {"has:attachment", "<strong>1</strong> mail"},
      {"has:bug", "<span class=\"query-words\">holds a bug</span>"},
      {"d:2014-04", "from 2014-04-01 00:00 -04 before 2014-05-01 00:00 -04"},
  };
  g_autoptr(Harness) harness = harness_new();
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = harness_open(harness);
    g_autoptr(Group) group = db_group_get(db, "virt", &error);
    g_free(group->timezone);
    group->timezone = g_strdup("America/Manaus");
    gboolean done = db_group_set(db, group, HARNESS_NOW, &error);
    g_assert_no_error(error);
    g_assert_true(done);
  }
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strconcat("/virt/archive/?q=", rows[i].query, NULL);
    g_autoptr(Answer) answer = harness_get(harness, path);
    g_assert_cmpuint(answer->status, ==, 200);
    harness_assert_says(answer->body, rows[i].says);
  }
}

/* "1,234" */
static guint
number_at(const char *text)
{
  guint n = 0;
  for (; g_ascii_isdigit(*text) || *text == ','; text++)
    n = *text == ',' ? n : 10 * n + (guint)(*text - '0');
  return n;
}

static guint
total_of(const char *page)
{
  const char *summary = strstr(page, "class=\"meta summary\"");
  g_assert_nonnull(summary);
  return number_at(strstr(summary, "<strong>") + strlen("<strong>"));
}

/* AND binds closer than OR: what narrows must narrow both. */
static void
a_facet_leads_to_as_many_as_it_says(void)
{
  static const char *const queries[] = {"quartz+OR+backlog", "", "quartz+OR+vote&order=relevance",
                                        "f%3A%22ann%22+OR+%28agenda+OR+libvirt%29", "a+OR+b"};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt", mails);
  harness_serve(harness, NULL);
  guint n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(queries); i++) {
    g_autofree char *path = g_strconcat("/virt/archive/?q=", queries[i], NULL);
    g_autoptr(Answer) answer = harness_get(harness, path);
    const char *at = strstr(answer->body, "class=\"facets\"");
    for (at = at != NULL ? strstr(at, "href=\"?q=") : NULL; at != NULL;
         at = strstr(at, "href=\"?q=")) {
      at += strlen("href=\"");
      const char *count = strstr(at, "class=\"n-of\">");
      if (count == NULL || count > strstr(at, "</a>"))
        break; /* behind the facets */
      g_autofree char *escaped = g_strndup(at, strcspn(at, "\""));
      g_auto(GStrv) parts = g_strsplit(escaped, "&amp;", -1);
      g_autofree char *link = g_strjoinv("&", parts);
      g_autofree char *narrow = g_strconcat("/virt/archive/", link, NULL);
      g_autoptr(Answer) narrowed = harness_get(harness, narrow);
      g_assert_cmpuint(narrowed->status, ==, 200);
      g_test_message("%s", narrow);
      g_assert_cmpuint(total_of(narrowed->body), ==, number_at(count + strlen("class=\"n-of\">")));
      g_assert_true((strstr(link, "order=relevance") != NULL) ==
                    (strstr(queries[i], "order=relevance") != NULL));
      n++;
    }
  }
  g_assert_cmpuint(n, >, 20);
}

static void
a_field_that_there_is_not_is_said(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  g_autoptr(Answer) answer = harness_get(harness, "/virt/archive/?q=quartz+tag%3Ainbox");
  harness_assert_says(answer->body, "There is no field <code>tag:</code>");
  harness_assert_says(answer->body, "an archive has none: has: says what mails hold");
  g_autoptr(Answer) lower = harness_get(harness, "/virt/archive/?q=quartz+or+xen");
  harness_assert_says(lower->body, "<code>or</code> was searched as a word");
  g_autoptr(Answer) none = harness_get(harness, "/virt/archive/?q=quartz+s%3Ainbox");
  g_assert_null(strstr(none->body, "was searched as a word"));
  g_assert_null(strstr(none->body, "There is no field"));
}

/* Through all floors: a mail's lines, the index, the page. */
static void
parts_of_diffs_are_found(void)
{
  static const struct {
    const char *query;
    gboolean found;
  } rows[] = {{"dfhh:p2m_alloc", TRUE},   {"dfhh:spin_lock", FALSE},
              {"dfctx:spin_lock", TRUE},  {"dfctx:p2m_alloc", FALSE},
              {"dfpre:0160676", TRUE},    {"dfpost:0160676", FALSE},
              {"dfpost:b3f4c5d9a", TRUE}, {"dfblob:b3f4c5d", TRUE},
              {"dfpost:kzalloc", TRUE},   {"dfb:kzalloc+dfa:kmalloc", TRUE}};
  g_autoptr(Harness) harness = harness_new();
  harness_ingest(harness, "virt",
                 "From a@example.org Sun Jun  1 12:00:00 2014\nFrom: a@example.org\n"
                 "Subject: [PATCH] lock\nMessage-ID: <diff@example.org>\n"
                 "Date: Sun, 01 Jun 2014 12:00:00 +0000\n\nTake the lock.\n\n"
                 "diff --git a/xen/p2m.c b/xen/p2m.c\nindex 0160676..b3f4c5d 100644\n"
                 "--- a/xen/p2m.c\n+++ b/xen/p2m.c\n@@ -10,3 +10,3 @@ int p2m_alloc(void)\n"
                 " \tspin_lock(d);\n-\tkmalloc(d);\n+\tkzalloc(d);\n \treturn 0;\n");
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strconcat("/virt/search.json?q=", rows[i].query, NULL);
    g_autoptr(Answer) answer = harness_get(harness, path);
    g_test_message("%s", rows[i].query);
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_cmpint(strstr(answer->body, "diff@example.org") != NULL, ==, rows[i].found);
  }
}

static void
add_group(const Harness *harness, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  const Group group = {.name = (char *)(guintptr)name, .timezone = (char[]){"UTC"}};
  gboolean added = db_group_add(db, &group, HARNESS_NOW, &error);
  g_assert_no_error(error);
  g_assert_true(added);
}

/* What two groups cite has one page for both; a mail of both is there once. */
static void
citations_of_all_groups_are_on_one_page(void)
{
  static const char other[] =
      "From erin@example.org Tue May 13 09:00:00 2014\n"
      "From: Erin <erin@example.org>\nSubject: that commit breaks my build\n"
      "Date: Tue, 13 May 2014 09:00:00 +0000\nMessage-ID: <breaks@example.org>\n\n"
      "Since commit 0160676bba69523e8b0ac83f306cce7d342ed7c8 it does not link.\n";
  g_autoptr(Harness) harness = harness_new();
  add_group(harness, "edge");
  harness_ingest(harness, "virt", mails);
  harness_ingest(harness, "edge", other);
  harness_ingest(harness, "edge", mails); /* posted to both */
  harness_serve(harness, NULL);
  g_autoptr(Answer) page = harness_get(harness, "/refs/commit/0160676");
  g_assert_cmpuint(page->status, ==, 200);
  const char *first = strstr(page->body, "/edge/archive/breaks@example.org/");
  const char *second = strstr(page->body, "/archive/refs@example.org/");
  g_assert_nonnull(first);
  g_assert_nonnull(second);
  g_assert_true(first < second); /* the newer mail */
  g_assert_null(strstr(second + 1, "/archive/refs@example.org/"));
  g_autoptr(Answer) box = harness_get(harness, "/?q=0160676");
  g_assert_nonnull(strstr(box->body, "href=\"/refs/commit/0160676\""));
  g_assert_nonnull(strstr(box->body, "href=\"/edge/refs/commit/0160676\""));
  g_autoptr(Answer) one = harness_get(harness, "/edge/archive/?q=0160676");
  g_assert_null(strstr(one->body, "href=\"/refs/commit/0160676\""));
  g_autoptr(Answer) none = harness_get(harness, "/refs/cve/CVE-1999-0001");
  g_assert_cmpuint(none->status, ==, 200);
  g_assert_nonnull(strstr(none->body, "/search?q="));
  g_autoptr(Answer) unknown = harness_get(harness, "/refs/nonsense/1");
  g_assert_cmpuint(unknown->status, ==, 404);
}

static guint
count_of(const char *page, const char *text)
{
  guint n = 0;
  for (const char *at = page; (at = strstr(at, text)) != NULL; at += strlen(text))
    n++;
  return n;
}

/* More than a page of them is said, and leads on; no mail is left out or there twice. */
static void
citations_go_on_on_a_next_page(void)
{
  enum { N = 503, SHOWN = 500 };
  static const char *const pages[] = {"/virt/refs/cve/CVE-2014-4242", "/refs/cve/CVE-2014-4242"};
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  for (guint i = 0; i < N; i++)
    g_string_append_printf(mbox,
                           "From a@example.org Mon May 12 09:%02u:%02u 2014\nFrom: a@example.org\n"
                           "Subject: cites\nDate: Mon, 12 May 2014 09:%02u:%02u +0000\n"
                           "Message-ID: <cites-%03u@example.org>\n\nSee CVE-2014-4242.\n\n",
                           i / 60, i % 60, i / 60, i % 60, i);
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
    g_autofree char *next = g_strconcat(pages[i], "?offset=500", NULL);
    g_autoptr(Answer) first = harness_get(harness, pages[i]);
    g_autoptr(Answer) second = harness_get(harness, next);
    g_assert_cmpuint(count_of(first->body, "class=\"citation\""), ==, SHOWN);
    g_assert_cmpuint(count_of(second->body, "class=\"citation\""), ==, N - SHOWN);
    g_assert_nonnull(strstr(first->body, "more than 500 citations"));
    g_assert_nonnull(strstr(first->body, "rel=\"next\" href=\"?offset=500\""));
    g_assert_nonnull(strstr(first->body, "cites-003@example.org"));
    g_assert_null(strstr(first->body, "cites-002@example.org"));
    g_assert_nonnull(strstr(second->body, "cites-002@example.org"));
    g_assert_nonnull(strstr(second->body, "503 citations"));
    g_assert_null(strstr(second->body, "more than"));
    g_assert_null(strstr(second->body, "rel=\"next\""));
  }
  g_autoptr(Answer) far = harness_get(harness, "/virt/refs/cve/CVE-2014-4242?offset=1000000000000");
  g_assert_cmpuint(far->status, ==, 400);
  /* Of all groups each is asked for as many. */
  g_autoptr(Answer) one = harness_get(harness, "/virt/refs/cve/CVE-2014-4242?offset=2500");
  g_assert_cmpuint(one->status, ==, 200);
  g_autoptr(Answer) all = harness_get(harness, "/refs/cve/CVE-2014-4242?offset=2500");
  g_assert_cmpuint(all->status, ==, 400);
}

/* A search that its deadline cuts short says so on the page; what it takes is far longer than a
 * millisecond on any machine. */
static void
a_search_that_takes_too_long_is_partial(void)
{
  enum { N_MAILS = 600, N_WORDS = 120 };
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  g_autoptr(GString) words = g_string_new(NULL);
  g_autoptr(GString) query = g_string_new(NULL);
  for (guint i = 0; i < N_WORDS; i++) {
    g_string_append_printf(words, "word%u%c", i, i % 8 == 7 ? '\n' : ' ');
    g_string_append_printf(query, "%sword%u*", i > 0 ? "+OR+" : "", i);
  }
  for (guint i = 0; i < N_MAILS; i++)
    g_string_append_printf(mbox,
                           "From a@example.org Mon May 12 09:00:00 2014\nFrom: a@example.org\n"
                           "Subject: wordy\nDate: Mon, 12 May 2014 09:%02u:%02u +0000\n"
                           "Message-ID: <wordy-%u@example.org>\n\n%s\n",
                           i / 60, i % 60, i, words->str);
  harness_ingest(harness, "virt", mbox->str);
  const ServerOptions options = {.search_ms = 1};
  harness_serve(harness, &options);
  g_autofree char *path = g_strconcat("/virt/archive/?q=", query->str, NULL);
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_assert_cmpuint(answer->status, ==, 200);
  g_assert_nonnull(strstr(answer->body, "took too long and was cut short"));
  g_assert_nonnull(strstr(answer->body, "at least "));
}

/* What docs/search.md says is what holds. */
static void
the_manual_names_the_deadline(void)
{
  g_autofree char *path = harness_source_file("docs/search.md");
  g_autofree char *manual = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(path, &manual, NULL, &error);
  g_assert_no_error(error);
  g_autofree char *row = g_strdup_printf("| time | %d s |", DB_SEARCH_MS / 1000);
  g_assert_nonnull(strstr(manual, row));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/search/citations-of-all-groups-are-on-one-page",
                  citations_of_all_groups_are_on_one_page);
  g_test_add_func("/search/citations-go-on-on-a-next-page", citations_go_on_on_a_next_page);
  g_test_add_func("/server/search/a-search-that-takes-too-long-is-partial",
                  a_search_that_takes_too_long_is_partial);
  g_test_add_func("/server/search/the-manual-names-the-deadline", the_manual_names_the_deadline);
  g_test_add_func("/server/search/a-facet-leads-to-as-many-as-it-says",
                  a_facet_leads_to_as_many_as_it_says);
  g_test_add_func("/server/search/parts-of-diffs-are-found", parts_of_diffs_are_found);
  g_test_add_func("/server/search/a-field-that-there-is-not-is-said",
                  a_field_that_there_is_not_is_said);
  g_test_add_func("/server/search/what-is-pasted-leads-to-where-it-is-cited",
                  what_is_pasted_leads_to_where_it_is_cited);
  g_test_add_func("/server/search/what-is-cited-is-asked-for-in-many-ways",
                  what_is_cited_is_asked_for_in_many_ways);
  g_test_add_func("/server/search/the-page-says-what-it-did-not-read-as-others-do",
                  the_page_says_what_it_did_not_read_as_others_do);
  g_test_add_func("/server/search/a-malformed-query-is-400-with-its-place-and-kept-in-the-box",
                  a_malformed_query_is_400_with_its_place_and_kept_in_the_box);
  g_test_add_func("/server/search/the-page-says-how-it-read-the-query-and-shows-its-grammar",
                  the_page_says_how_it_read_the_query_and_shows_its_grammar);
  return g_test_run();
}
