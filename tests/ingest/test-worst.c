/* Worst cases: 1 MiB of one thing must cost about as much per byte as text does, and rows are
 * bounded. */
#include "lines-of.h"
#include <string.h>
#include <time.h>

static double
seconds_of(const char *subject, const char *body, Drafts **out)
{
  clock_t before = clock();
  Drafts *d = drafts_of(subject, body);
  double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
  if (out != NULL)
    *out = d;
  else
    drafts_free(d);
  return seconds;
}

static char *
repeat(const char *piece, gsize total)
{
  GString *out = g_string_sized_new(total + 64);
  while (out->len < total)
    g_string_append(out, piece);
  return g_string_free(out, FALSE);
}

/* What a pattern could choke on: one character, one mark, one opener, with and without line ends.
 */
static const char *const pieces[] = {"a",
                                     "* ",
                                     "> ",
                                     "1",
                                     " ",
                                     "\t",
                                     "(",
                                     "?",
                                     ".",
                                     "-",
                                     "=",
                                     "[",
                                     "<",
                                     "\n",
                                     "* \n",
                                     "> \n",
                                     "1\n",
                                     "- a\n",
                                     "> - a\n",
                                     "a? ",
                                     "I'll ",
                                     "if ",
                                     "we agreed ",
                                     "Ann, ",
                                     "Ann and ",
                                     "http://",
                                     "<http://\n",
                                     "bug ",
                                     "commit ",
                                     "0123456789abcdef",
                                     "+1\n",
                                     "+1 \n",
                                     "1: +1\n",
                                     "[ ] +1\n",
                                     "(a, 12:00:00) ",
                                     "ACTION: ",
                                     "ACTION: Ann to go\n",
                                     "```\n",
                                     "/*\n",
                                     "@@ -1,9999 +1,9999 @@\n",
                                     "-- \n",
                                     "______________________________\n",
                                     "by Friday, ",
                                     "Regards\n",
                                     "== a ==\n",
                                     "a:\n\n",
                                     "* a\n- b\n",
                                     "From: a\nTo: b\n",
                                     "[1] x\n",
                                     "#action a\n",
                                     "12:00 <a> #topic b\n",
                                     "\xe2\x80\x99",
                                     "| a | b |\n",
                                     "Closes: #123, ",
                                     "v1..v2",
                                     "Resolution: ",
                                     "\"",
                                     "a@b ",
                                     "the vote ",
                                     "unless ",
                                     "we have ",
                                     "# a\n\n",
                                     "[+1]\n",
                                     "*+1*\n",
                                     "   a. b\n",
                                     "x.c:1:2: warning: y\n    z\n",
                                     "in abcdef1 ",
                                     "commits abcdef1, ",
                                     "- fix a\n- fix b\n\nok then\n\n",
                                     "This week:\n- fix a\n\n",
                                     "I'll do this.\n\n\n\n",
                                     "rhbz#1 is fixed; ",
                                     "a - b - c ",
                                     "1-a.patch",
                                     "-.diff ",
                                     "bugs 118401, 118402 and ",
                                     "x Ann will do it, ",
                                     "nobody objected, so ",
                                     "Left to do\n- a\n\n",
                                     "> a:\nI'd add:\n- a\n\n",
                                     "Present: a\n\n1. A\n   B.\n\n"};

static void
test_mebibyte(gconstpointer data)
{
  g_autofree char *body = repeat(data, 1 << 20);
  /* far above what the sanitizers make of linear work, far below what a square of it takes */
  g_assert_cmpfloat(seconds_of("[VOTE] roadmap", body, NULL), <, 20.0);
  g_assert_cmpfloat(seconds_of("Re: minutes", body, NULL), <, 20.0);
  g_assert_cmpfloat(seconds_of("What is left", body, NULL), <, 20.0);
}

/* Votes by name ask the lines around, what is quoted, and whether the mail speaks of them. */
static void
test_answers_to_ballots(void)
{
  static const char *const lines[] = {"A: +1\n",        "Ann Lee: +1\n",    "nano +1\n",
                                      "[x] A: otter\n", "+1 for Ann\n",     "+1 offline mode\n",
                                      "Idea: +1\n\n",   "A +1, B -1, ",     "1, 2, 3: +1\n",
                                      "Good, +1\n",     "> a or b\n+1 a\n", "Mon 14:00: 0\n"};
  for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
    g_autofree char *body = repeat(lines[i], 1 << 20);
    g_autofree char *wrapped = g_strconcat("My view:\n", body, NULL);
    g_assert_cmpfloat(seconds_of("Re: [POLL] a, b or c", body, NULL), <, 20.0);
    g_assert_cmpfloat(seconds_of("Re: [VOTE] a", body, NULL), <, 20.0);
    g_assert_cmpfloat(seconds_of("Re: the idea of Ann", wrapped, NULL), <, 20.0);
  }
}

/* Each footnote asks whether the text cites it. */
static void
test_footnotes(void)
{
  g_autofree char *text = repeat("Nobody cites that one here.\n", 1 << 20);
  g_autofree char *notes = repeat("[7] https://www.example.org/\n", 1 << 20);
  g_autofree char *body = g_strconcat(text, "\n-- \nAnn\n", notes, NULL);
  Drafts *d = NULL;
  g_assert_cmpfloat(seconds_of("x", body, &d), <, 20.0);
  g_assert_cmpuint(d->links->len, ==, 0);
  drafts_free(d);
  g_autoptr(Drafts) cited = drafts_of("x", "See [7].\n\n-- \nAnn\n[7] https://www.example.org/\n");
  g_assert_cmpuint(cited->links->len, ==, 1);
}

/* An endless line is kept once for each of its items, up to a bound. */
static void
test_quotes(void)
{
  g_autofree char *body = repeat("I'll fix the index. ", 1 << 20);
  g_autoptr(Drafts) d = drafts_of("x", body);
  gsize sum = 0;
  for (guint i = 0; i < d->items->len; i++)
    sum += strlen(((const ItemDraft *)g_ptr_array_index(d->items, i))->quote);
  g_assert_cmpuint(d->items->len, >, 0);
  g_assert_cmpuint(sum, <=, 4 << 20);
  g_assert_cmpuint(d->n_quoted, ==, sum); /* nothing was copied to be dropped */
  g_assert_cmpuint(d->n_cut, >, 10000);
}

/* Sentences just short enough to be read, full of what a rule looks for: each place must not cost
 * the whole sentence. */
static void
test_sentences(void)
{
  static const char *const words[] = {"if i will ",
                                      "unless we ",
                                      "we agreed ",
                                      "we have agreed ",
                                      "i'll ",
                                      "i'll fix ",
                                      "i propose ",
                                      "the vote ",
                                      "the vote passed ",
                                      "if nobody ",
                                      "otherwise i'll ",
                                      "we settled ",
                                      "lazy ",
                                      "objections ",
                                      "if unless object ",
                                      "after the ",
                                      "as i will go ",
                                      "my proposal is ",
                                      "and decided to ",
                                      "nobody objected, so ",
                                      "unless you prefer ",
                                      "i'd like to drop ",
                                      "and Ann will go ",
                                      "i suggest dropping ",
                                      "it is decided: ",
                                      "we go with a "};
  g_autofree char *plain = repeat("nothing to be found in these words. ", 1 << 20);
  double usual = seconds_of("x", plain, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autofree char *sentence = repeat(words[i], 15000);
    g_autofree char *whole = g_strconcat("Well, we shall see. ", sentence, "so. \n", NULL);
    g_autofree char *body = repeat(whole, 1 << 20);
    double seconds = seconds_of("x", body, NULL);
    g_test_message("%.3f s for %s, %.3f s for plain words", seconds, words[i], usual);
    g_assert_cmpfloat(seconds, <, 20 * MAX(usual, 0.005));
  }
}

static void
test_bullets(void)
{
  g_autofree char *bullets = repeat("* one more thing to do\n", 10 << 20);
  g_autofree char *body = g_strconcat("Backlog:\n\n", bullets, NULL);
  Drafts *d = NULL;
  g_assert_cmpfloat(seconds_of("x", body, &d), <, 60.0);
  g_assert_cmpuint(d->items->len, ==, 2000);
  g_assert_cmpuint(d->n_cut, >, 100000);
  drafts_free(d);
}

static void
test_title(void)
{
  static const gsize sizes[] = {99000, 200000};
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autofree char *words = repeat("wörd ", sizes[i]);
    g_autofree char *body = g_strconcat("Backlog:\n\n* ", words, NULL);
    g_autoptr(Drafts) d = drafts_of("x", body);
    const ItemDraft *item = g_ptr_array_index(d->items, 0);
    g_assert_cmpuint(strlen(item->title), >, MIN(sizes[i], 100000) - 20);
    g_assert_cmpuint(strlen(item->title), <=, 100000);
    g_assert_true(g_utf8_validate(item->title, -1, NULL));
    g_assert_cmpuint(d->n_cut, ==, i); /* whole, and cut: which is told */
  }
}

/* What is over the limits of replies and of sentences is counted one by one. */
static void
test_left_out(void)
{
  g_autofree char *replies = repeat("> * one\n\nYes.\n\n", 205 * strlen("> * one\n\nYes.\n\n"));
  g_autoptr(Drafts) d = drafts_of("Re: x", replies);
  g_assert_cmpuint(d->replies->len, ==, 200);
  g_assert_cmpuint(d->n_cut, ==, 5);
  g_autofree char *words = repeat("and so ", 16000);
  g_autofree char *body =
      g_strdup_printf("I propose that %s on. We agreed to go %s on.\n", words, words);
  g_autoptr(Drafts) long_ones = drafts_of("x", body);
  g_assert_cmpuint(long_ones->items->len, ==, 0);
  g_assert_cmpuint(long_ones->n_cut, ==, 2);
}

static void
test_nesting(void)
{
  GString *body = g_string_new("Backlog:\n\n");
  for (guint i = 0; i < 1000; i++) {
    g_string_append_printf(body, "%*s* level\n", (int)i, "");
  }
  for (guint i = 0; i < 1000; i++) {
    for (guint k = 0; k < i % 300; k++)
      g_string_append_c(body, '>');
    g_string_append(body, " ACTION: nobody\n");
  }
  g_autoptr(Drafts) d = drafts_of("x", body->str);
  g_assert_cmpuint(d->items->len, ==, 1000 + 4);
  g_string_free(body, TRUE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
    g_autofree char *path = g_strdup_printf("/worst/one-mebibyte-of-%02u", i);
    g_test_add_data_func(path, pieces[i], test_mebibyte);
  }
  g_test_add_func("/worst/long-sentences-full-of-one-phrase", test_sentences);
  g_test_add_func("/worst/ten-mebibytes-of-bullets-are-cut-and-counted", test_bullets);
  g_test_add_func("/worst/replies-and-sentences-over-the-limits-are-counted", test_left_out);
  g_test_add_func("/worst/a-title-of-100-kB-is-whole-a-longer-one-cut-at-a-character", test_title);
  g_test_add_func("/worst/a-mebibyte-of-answers-to-ballots", test_answers_to_ballots);
  g_test_add_func("/worst/a-mebibyte-of-footnotes", test_footnotes);
  g_test_add_func("/worst/quotes-of-one-line-are-bounded", test_quotes);
  g_test_add_func("/worst/a-thousand-levels", test_nesting);
  return g_test_run();
}
