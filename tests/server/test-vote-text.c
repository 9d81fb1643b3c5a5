/* The text that was voted on, beside the result: on the page, in the mail, as JSON. */
#include <jansson.h>
#include <string.h>

#include "db/group.h"
#include "db/item.h"
#include "db/outbox.h"
#include "tests/harness/visitor.h"
#include "web/wrap.h"

static void
start(Chair *chair, const char *fields)
{
  chair_sign_in(chair, "chair");
  g_free(chair_run(chair->harness, (const char *[]){"group", "set", "virt", "--address",
                                                    "virt@lists.example.org", NULL}));
  harness_ingest(
      chair->harness, "virt",
      "From cho@example.org Mon May 12 09:00:00 2014\nFrom: Cho <cho@example.org>\n"
      "Subject: [VOTE] <i>Move</i> to the new host\nDate: Mon, 12 May 2014 09:00:00 +0000\n"
      "Message-ID: <move-1@example.org>\nContent-Type: text/plain; charset=utf-8\n\n"
      "On Sun, May 11, 2014 at 9:00 AM, Ben wrote:\n> which host then?\n\n"
      "Shall we move to <script>alert(1)</script> & leave?\nAsk dov@example.net about the keys.\n\n"
      "The third line of this call is far too long for a mail of seventy-two columns, as lines of "
      "some programs are, and is wrapped.\nline 4 is \033[31m\342\200\256red\nline 5 is here\n"
      "line 6 is here\nline 7 is here\nline 8 is here\nline 9 is here\nline 10 is here\n"
      "line 11 is here\n\n-- \nCho of the hosts\n");
  chair_assert_post(chair, "/virt/votes/", fields, 303);
}

/* What stands in the frame of the result. */
static char *
frame(const Answer *page)
{
  const char *head = strstr(page->body, "id=\"result-head\"");
  g_assert_nonnull(head);
  return g_strndup(head, (gsize)(strstr(head, "</section>") - head));
}

static char *
result_mail(const Chair *chair)
{
  chair_assert_post(chair, "/virt/votes/1/chair", "verb=close", 303);
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(chair->harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(GPtrArray) mails = db_outbox_list(db, group->id, "ballot:1", 10, 0, &error);
  g_assert_no_error(error);
  const OutMail *mail = mails->pdata[0];
  g_assert_cmpint(mail->kind, ==, OUT_RESULT);
  return g_strdup(mail->body);
}

static json_t *
parse(const char *text)
{
  json_t *root = json_loads(text, 0, NULL);
  g_assert_nonnull(root);
  return root;
}

static void
assert_words(const json_t *object, const char *key, const char *words)
{
  g_assert_cmpstr(json_string_value(json_object_get(object, key)), ==, words);
}

static void
assert_lines(const json_t *voted_on, json_int_t first, json_int_t last)
{
  const json_t *lines = json_object_get(voted_on, "lines");
  g_assert_cmpint(json_integer_value(json_array_get(lines, 0)), ==, first);
  g_assert_cmpint(json_integer_value(json_array_get(lines, 1)), ==, last);
}

static guint
replies_of_item(const Harness *harness)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Db) db = harness_open(harness);
  g_autoptr(Group) group = db_group_get(db, "virt", &error);
  g_autoptr(Item) item = db_item_get(db, group->id, 1, &error);
  g_assert_no_error(error);
  return item->n_replies + item->mentions->len;
}

static void
test_of_an_item_what_it_quotes(void)
{
  static const char quote[] = "* Update xen to 4.4.1 in testing";
  g_auto(Chair) chair = {0};
  /* The item's own lines, not those of the thread whose replies count as well. */
  start(&chair, "verb=open&question=Q&rule=majority&item=1&thread=move-1%40example.org");
  g_autofree char *mail = result_mail(&chair);
  harness_assert_says(mail, "\n\nThe text voted on, line 7 of\n<backlog-1@example.org>\n"
                            "http://127.0.0.1");
  harness_assert_says(mail, "/virt/archive/backlog-1@example.org/#L7\n\n"
                            "> * Update xen to 4.4.1 in testing\n");
  g_autoptr(Answer) page = harness_get(chair.harness, "/virt/votes/1");
  g_autofree char *shown = frame(page);
  harness_assert_says(shown, "* Update xen to 4.4.1 in testing</blockquote>");
  harness_assert_says(shown, "href=\"/virt/archive/backlog-1@example.org/#L7\"");
  harness_assert_says(shown, "<span class=\"mono\">backlog-1@example.org</span>");
  g_autoptr(Answer) answer = harness_get(chair.harness, "/virt/votes/1.json");
  json_t *root = parse(answer->body);
  const json_t *voted_on = json_object_get(root, "voted_on");
  assert_words(voted_on, "message_id", "backlog-1@example.org");
  assert_words(voted_on, "quote", quote);
  assert_lines(voted_on, 7, 7);
  json_decref(root);

  /* Back from the list, the mail is no answer to what it quotes. */
  guint before = replies_of_item(chair.harness);
  g_autofree char *returned =
      g_strdup_printf("From ann@example.org Tue May 13 18:00:00 2014\nFrom: ann@example.org\n"
                      "Subject: [RESULT] [VOTE] Q\nDate: Tue, 13 May 2014 16:00:00 +0000\n"
                      "Message-ID: <result-1@example.org>\n"
                      "In-Reply-To: <backlog-1@example.org>\n\n%s\n",
                      mail);
  harness_ingest(chair.harness, "virt", returned);
  g_assert_cmpuint(replies_of_item(chair.harness), ==, before);
}

static void
assert_page_of_vote_mail(const Chair *chair)
{
  g_autoptr(Answer) page = harness_get(chair->harness, "/virt/votes/1");
  g_autofree char *shown = frame(page);
  harness_assert_says(shown, "Shall we move to &lt;script&gt;alert(1)&lt;/script&gt; &amp; leave?\n"
                             "Ask dov@… about the keys.\n\nThe third line");
  harness_assert_says(shown, "line 10 is here\n[…]</blockquote>");
  harness_assert_says(shown, "href=\"/virt/archive/move-1@example.org/#L4\"");
  harness_assert_says(shown, "of <cite>[VOTE] &lt;i&gt;Move&lt;/i&gt; to the new host</cite>");
  g_assert_null(strstr(shown, "which host"));
  g_assert_null(strstr(shown, "of the hosts"));
  g_assert_null(strstr(shown, "\033"));
  g_assert_null(strstr(shown, "\342\200\256"));
  g_autoptr(Answer) member = chair_get(chair, "/virt/votes/1");
  harness_assert_says(member->body, "Ask dov@example.net about the keys.");
}

static void
assert_json_of_vote_mail(const Chair *chair)
{
  g_autoptr(Answer) one = harness_get(chair->harness, "/virt/votes/1.json");
  g_autofree char *export =
      chair_run(chair->harness, (const char *[]){"export", "virt", "--what", "votes", NULL});
  const char *const texts[] = {one->body, export};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    json_t *root = parse(texts[i]);
    const json_t *ballot = i == 0 ? root : json_array_get(json_object_get(root, "ballots"), 0);
    const json_t *voted_on = json_object_get(ballot, "voted_on");
    assert_words(voted_on, "message_id", "move-1@example.org");
    assert_lines(voted_on, 4, 14);
    const char *quote = json_string_value(json_object_get(voted_on, "quote"));
    g_assert_true(g_str_has_prefix(quote, "Shall we move to <script>alert(1)</script> & leave?\n"
                                          "Ask dov@… about the keys.\n\n"));
    g_assert_true(g_str_has_suffix(quote, "\nline 10 is here\n[…]"));
    json_decref(root);
  }
}

static void
test_of_a_vote_mail_its_first_own_lines(void)
{
  g_auto(Chair) chair = {0};
  start(&chair, "verb=open&question=Q&rule=majority&thread=move-1%40example.org");
  g_autofree char *mail = result_mail(&chair);
  const char *text = strstr(mail, "The text voted on, lines 4-14 of\n<move-1@example.org>\n");
  g_assert_nonnull(text);
  harness_assert_says(text, "/virt/archive/move-1@example.org/#L4\n\n"
                            "> Shall we move to <script>alert(1)</script> & leave?\n"
                            "> Ask dov@… about the keys.\n>\n> The third line of this call");
  g_assert_true(g_str_has_suffix(text, "\n> line 10 is here\n> […]\n"));
  g_assert_null(strstr(text, "which host"));
  g_assert_null(strstr(text, "\033"));
  g_auto(GStrv) lines = g_strsplit(strstr(text, "\n> "), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_assert_cmpuint(web_columns(lines[i]), <=, 72);
    g_assert_true(lines[i][0] == '>' || lines[i][0] == '\0');
  }
  g_autofree char *recount =
      chair_run(chair.harness, (const char *[]){"vote", "show", "virt", "1", NULL});
  harness_assert_says(recount, "The text voted on, lines 4-14 of\n<move-1@example.org>\n");
  assert_page_of_vote_mail(&chair);
  assert_json_of_vote_mail(&chair);
}

static void
test_without_either_the_question_alone(void)
{
  g_auto(Chair) chair = {0};
  start(&chair, "verb=open&question=Shall+we%3F&rule=majority");
  g_autofree char *mail = result_mail(&chair);
  harness_assert_says(mail, "The vote on\n\n  Shall we?\n");
  g_assert_null(strstr(mail, "The text voted on"));
  g_autoptr(Answer) page = harness_get(chair.harness, "/virt/votes/1");
  harness_assert_says(page->body, "Shall we?</h1>");
  g_assert_null(strstr(page->body, "The text voted on"));
  g_autoptr(Answer) answer = harness_get(chair.harness, "/virt/votes/1.json");
  json_t *root = parse(answer->body);
  g_assert_true(json_is_null(json_object_get(root, "voted_on")));
  json_decref(root);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/vote-text/of-an-item-what-it-quotes", test_of_an_item_what_it_quotes);
  g_test_add_func("/vote-text/of-a-vote-mail-its-first-own-lines",
                  test_of_a_vote_mail_its_first_own_lines);
  g_test_add_func("/vote-text/without-either-the-question-alone",
                  test_without_either_the_question_alone);
  return g_test_run();
}
