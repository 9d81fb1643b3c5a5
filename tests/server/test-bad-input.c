/* What readers and mails may throw at the archive: each is answered within bounded time, with a
 * clear page. */
#include <string.h>
#include <time.h>

#include "tests/harness/harness.h"

/* Seconds of work, not of waiting: far over what any of these needs, also under sanitizers; a walk
 * that grows with the square would not end in it. The server works in this process. */
#define PATIENCE 20

static Answer *
get_in_time(const Harness *harness, const char *path)
{
  clock_t begun = clock();
  Answer *answer = harness_get(harness, path);
  double took = (double)(clock() - begun) / CLOCKS_PER_SEC;
  if (took > PATIENCE)
    g_test_message("%.80s took %.1f s", path, took);
  g_assert_cmpfloat(took, <, PATIENCE);
  g_assert_cmpuint(answer->status, !=, 0);
  g_assert_nonnull(answer_header(answer, "content-type"));
  return answer;
}

static void
append_mail(GString *mbox, const char *id, const char *refs, const char *text)
{
  g_string_append_printf(mbox,
                         "From a@example.org Mon May 12 09:00:00 2014\n"
                         "From: Ann <a@example.org>\nSubject: odd id\n"
                         "Date: Mon, 12 May 2014 09:00:00 +0000\nMessage-ID: <%s>\n",
                         id);
  if (refs != NULL)
    g_string_append_printf(mbox, "References: <%s>\n", refs);
  g_string_append_printf(mbox, "\n%s\n\n", text);
}

/* Every page of the mail, by the addresses that pages print. */
static void
check_id(const Harness *harness, const char *id, const char *mark)
{
  static const char *const rests[] = {"", "raw", "t/", "t.atom", "t.mbox.gz"};
  g_autofree char *segment = web_path_segment(id);
  for (gsize i = 0; i < G_N_ELEMENTS(rests); i++) {
    g_autofree char *path = g_strdup_printf("/virt/archive/%s/%s", segment, rests[i]);
    g_autoptr(Answer) answer = get_in_time(harness, path);
    if (answer->status != 200)
      g_test_message("%s: %u", path, answer->status);
    g_assert_cmpuint(answer->status, ==, 200);
    if (i < 4)
      g_assert_nonnull(strstr(answer->body, mark));
  }
  g_autofree char *redirect = g_strdup_printf("/r/%s/", segment);
  g_autofree char *page = g_strdup_printf("/virt/archive/%s/", segment);
  g_autoptr(Answer) answer = get_in_time(harness, redirect);
  g_assert_cmpuint(answer->status, ==, 301);
  g_assert_cmpstr(answer_header(answer, "location"), ==, page);
}

static void
odd_message_ids_have_pages(void)
{
  g_autofree char *longest = g_strnfill(890, 'x');
  g_autofree char *long_id = g_strconcat(longest, "@x.example", NULL);
  const char *const ids[] = {"a/b/../c@example.org",
                             "100%25@example.org",
                             "50%@example.org",
                             "t/@example.org",
                             "grüße.会議@example.org",
                             "a+b&c=d;e?f#g@example.org",
                             "raw",
                             long_id};
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
    g_autofree char *mark = g_strdup_printf("marked number %zu", i);
    append_mail(mbox, ids[i], NULL, mark);
  }
  append_mail(mbox, "with blanks@example.org", NULL, "marked with blanks");
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
    g_autofree char *mark = g_strdup_printf("marked number %zu", i);
    check_id(harness, ids[i], mark);
  }
  /* Blanks are no part of an id; whatever was made of it, the mail is found and its links lead to
   * it. */
  g_autoptr(Answer) found = get_in_time(harness, "/virt/archive/?q=%22marked+with+blanks%22");
  const char *hit = strstr(found->body, "<ol class=\"hits");
  g_assert_nonnull(hit);
  const char *href = strstr(hit, "href=\"");
  g_autofree char *path = g_strndup(href + 6, strcspn(href + 6, "\""));
  g_autoptr(Answer) page = get_in_time(harness, path);
  g_assert_cmpuint(page->status, ==, 200);
  g_assert_nonnull(strstr(page->body, "marked with blanks"));
  g_autoptr(Answer) unknown = get_in_time(harness, "/virt/archive/a%20b%40c/");
  g_assert_cmpuint(unknown->status, ==, 404);
}

static void
blanks_of_a_message_id_do_not_count(void)
{
  static const struct {
    const char *path;
    guint status;
    const char *says; /* or where it leads */
  } rows[] = {
      {"/virt/archive/with%20blanks@example.org/", 200, "marked with blanks"},
      {"/virt/archive/%3Cwith%20%20blanks@example.org%3E/", 200, "marked with blanks"},
      {"/virt/archive/with%09blanks@example.org/raw", 200, "marked with blanks"},
      {"/virt/archive/with%20blanks@example.org/t/", 200, "marked with blanks"},
      {"/r/with%20blanks@example.org/", 301, "/virt/archive/withblanks@example.org/"},
      {"/virt/with%20blanks@example.org/raw", 301, "/virt/archive/withblanks@example.org/raw"},
      {"/?i=with+blanks@example.org", 301, "/virt/archive/withblanks@example.org/"},
      {"/virt/archive/?q=m:%22with+blanks@example.org%22", 200, ">odd id</a>"},
      {"/virt/archive/?q=thread:%22with+blanks@example.org%22", 200, ">odd id</a>"},
      {"/virt/archive/?q=%3Cwith+blanks@example.org%3E", 200, "/archive/withblanks@example.org/"},
  };
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  append_mail(mbox, "with blanks@example.org", NULL, "marked with blanks");
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Answer) answer = get_in_time(harness, rows[i].path);
    g_test_message("%s", rows[i].path);
    g_assert_cmpuint(answer->status, ==, rows[i].status);
    if (answer->status == 301)
      g_assert_cmpstr(answer_header(answer, "location"), ==, rows[i].says);
    else
      harness_assert_says(answer->body, rows[i].says);
  }
}

static void
a_thread_of_5000_mails_is_shown_page_by_page(void)
{
  enum { N = 5000 };
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_new(NULL);
  for (guint i = 0; i < N; i++) {
    g_autofree char *id = g_strdup_printf("n%u@example.org", i);
    /* One long chain: the deepest tree that so many mails can make. */
    g_autofree char *refs = i > 0 ? g_strdup_printf("n%u@example.org", i - 1) : NULL;
    g_autofree char *text = g_strdup_printf("link %u of the chain", i);
    append_mail(mbox, id, refs, text);
  }
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  g_autoptr(Answer) tree = get_in_time(harness, "/virt/archive/n0@example.org/t/");
  g_assert_nonnull(strstr(tree->body, "5,000 mails"));
  g_assert_nonnull(strstr(tree->body, "link 0 of the chain"));
  g_assert_cmpuint(tree->len, <, 1024 * 1024);
  g_autoptr(Answer) last = get_in_time(harness, "/virt/archive/n4999@example.org/t/?view=flat");
  g_assert_nonnull(strstr(last->body, "link 4999 of the chain"));
  g_autoptr(Answer) feed = get_in_time(harness, "/virt/archive/n0@example.org/t.atom");
  g_assert_cmpuint(feed->status, ==, 200);
  g_assert_cmpuint(feed->len, <, 1024 * 1024);
  g_autoptr(Answer) message = get_in_time(harness, "/virt/archive/n4999@example.org/");
  g_assert_cmpuint(message->status, ==, 200);
  g_autoptr(Answer) mailbox = get_in_time(harness, "/virt/archive/n0@example.org/t.mbox.gz");
  g_assert_cmpuint(mailbox->status, ==, 200);
  g_assert_cmpuint(mailbox->len, >, 10000);
}

static void
a_mail_of_20_mebibytes_is_shown_cut_and_given_whole(void)
{
  enum { SIZE = 20 * 1024 * 1024 };
  g_autoptr(Harness) harness = harness_new();
  g_autoptr(GString) mbox = g_string_sized_new(SIZE + 4096);
  g_autofree char *line = g_strnfill(75, 'x');
  append_mail(mbox, "huge@example.org", NULL, "the first line");
  while (mbox->len < SIZE)
    g_string_append_printf(mbox, "%s\n", line);
  g_string_append(mbox, "the last line\n");
  harness_ingest(harness, "virt", mbox->str);
  harness_serve(harness, NULL);
  g_autoptr(Answer) page = get_in_time(harness, "/virt/archive/huge@example.org/");
  g_assert_cmpuint(page->status, ==, 200);
  g_assert_nonnull(strstr(page->body, "the first line"));
  g_assert_cmpuint(page->len, <, 8 * 1024 * 1024);
  g_autoptr(Answer) thread = get_in_time(harness, "/virt/archive/huge@example.org/t/");
  g_assert_cmpuint(thread->status, ==, 200);
  g_autoptr(Answer) feed = get_in_time(harness, "/virt/new.atom");
  g_assert_cmpuint(feed->len, <, 1024 * 1024);
  g_autoptr(Answer) raw = get_in_time(harness, "/virt/archive/huge@example.org/raw");
  g_assert_cmpuint(raw->len, >, SIZE - 1024);
  g_assert_nonnull(g_strstr_len(raw->body + raw->len - 100, 100, "the last line"));
}

static void
odd_queries_and_pages_are_refused_with_a_reason(void)
{
  g_autofree char *open = g_strnfill(10000, '(');
  g_autofree char *some = g_strnfill(4000, '(');
  g_autofree char *closed = g_strnfill(7000, ')');
  g_autofree char *minus = g_strnfill(7000, '-');
  g_autofree char *too_long = g_strconcat("/virt/archive/?q=", open, NULL);
  g_auto(GStrv) parts = g_strsplit(open, "(", -1);
  g_autofree char *percents = g_strjoinv("%28", parts);
  g_autofree char *escaped = g_strconcat("/virt/archive/?q=", percents, NULL);
  g_autofree char *elsewhere = g_strconcat("/virt/?q=", open, NULL);
  g_autofree char *no_slash = g_strconcat("/virt/archive/", percents, NULL);
  g_autofree char *far_too_long = g_strconcat(escaped, open, NULL);
  g_autofree char *deep = g_strconcat("/virt/archive/?q=", some, "x", NULL);
  g_autofree char *shut = g_strconcat("/search?q=x", closed, NULL);
  g_autofree char *negated = g_strconcat("/virt/search.json?q=", minus, "x", NULL);
  const struct {
    const char *path;
    guint status;
    const char *says;
  } rows[] = {
      {too_long, 400, "longer than 8192 bytes (at character 8193)"},
      {escaped, 400, "longer than 8192 bytes (at character 8193)"},
      {escaped, 400, "name=\"q\" type=\"search\" value=\"((((((((((((((((((((((("},
      {elsewhere, 400, "longer than 8192 bytes"},
      {far_too_long, 414, "longer than 32 KiB"},
      {no_slash, 301, "moved to /virt/archive/%28%28"},
      {"/virt/archive/?q=abc%00def", 400, "(at character 4)"},
      {"/virt/archive/?q=abc%00def", 400, "value=\"abc␀def\""},
      {"/virt/archive/?q=abc%00def", 400, "action=\"/virt/archive/\""},
      {"/search.json?q=abc%00def", 400, "(at character 4)"},
      {"/virt/archive/?month=2014%00", 400, "a broken escape"},
      {deep, 400, "parentheses inside each other"},
      {shut, 400, "without"},
      {negated, 200, "\"hits\""},
      {"/virt/archive/?q=quartz%00", 400, "q"},
      {"/search?q=%00", 400, "q"},
      {"/virt/archive/?q=%ff%fe", 400, "UTF-8"},
      {"/virt/archive/?offset=1000000000000", 400, "offset"},
      {"/virt/archive/?q=quartz&after=1000000000000", 400, "no such place in the results"},
      {"/virt/archive/?q=quartz&after=99999999999999999999", 400, "no place in the results"},
      {"/virt/archive/backlog-1@example.org/t/?offset=1000000000000", 400, "offset"},
      {"/virt/archive/backlog-1@example.org/?alternate=1000000000000", 400, "alternate"},
      {"/virt/archive/?month=1000000000000", 400, "is no month"},
      {"/virt/backlog?offset=1000000000000", 400, "offset"},
      {"/virt/items/1000000000000", 404, "Not found"},
      {"/virt/archive/backlog-1@example.org/part/999999999999", 404, "Not found"},
      {"/list/virt@lists.example.org/1000000000000/1/", 400, "is no month"},
      {"/pipermail/virt/2014-April/1000000000000.html", 301, ""},
  };
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Answer) answer = get_in_time(harness, rows[i].path);
    if (answer->status != rows[i].status || strstr(answer->body, rows[i].says) == NULL) {
      g_test_message("%.80s: %u %s", rows[i].path, answer->status, answer->body);
      g_test_fail();
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/bad-input/odd-message-ids-have-pages", odd_message_ids_have_pages);
  g_test_add_func("/server/bad-input/blanks-of-a-message-id-do-not-count",
                  blanks_of_a_message_id_do_not_count);
  g_test_add_func("/server/bad-input/a-thread-of-5000-mails-is-shown-page-by-page",
                  a_thread_of_5000_mails_is_shown_page_by_page);
  g_test_add_func("/server/bad-input/a-mail-of-20-mebibytes-is-shown-cut-and-given-whole",
                  a_mail_of_20_mebibytes_is_shown_cut_and_given_whole);
  g_test_add_func("/server/bad-input/odd-queries-and-pages-are-refused-with-a-reason",
                  odd_queries_and_pages_are_refused_with_a_reason);
  return g_test_run();
}
