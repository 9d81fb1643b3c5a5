/* Each rule at its edges, as a table: what was voted, and what the rule makes of it. */
#include "db/ballot.h"

#include <stdlib.h>
#include <string.h>

#define VOTES_MAX 12

/* "+1" binding, "(+1)" not binding; each word is another voter. */
static Tally *
count(const char *words, BallotRule rule, guint quorum, gboolean clock_out)
{
  g_auto(GStrv) each = g_strsplit(words, " ", -1);
  TallyVote votes[VOTES_MAX];
  guint n = 0;
  for (guint i = 0; words[0] != '\0' && each[i] != NULL; i++) {
    gboolean other = each[i][0] == '(';
    votes[n] = (TallyVote){.voter = each[i],
                           .value = (int)g_ascii_strtoll(each[i] + other, NULL, 10),
                           .binding = !other};
    n++;
  }
  /* The words of two voters may be the same text: each voter needs a name of its own. */
  g_auto(GStrv) names = g_new0(char *, VOTES_MAX + 1);
  for (guint i = 0; i < n; i++)
    votes[i].voter = names[i] = g_strdup_printf("voter %u", i);
  TallyTerms terms = {.rule = rule, .quorum = quorum, .clock_out = clock_out};
  return tally_count(votes, n, &terms);
}

static const struct {
  const char *votes;
  BallotRule rule;
  guint quorum;
  gboolean clock_out;
  BallotOutcome outcome;
  const char *why;
} cases[] = {
    {"", RULE_LAZY, 0, TRUE, OUTCOME_PASSED, "the time is over and nobody objected"},
    {"", RULE_LAZY, 0, FALSE, OUTCOME_FAILED, "nobody objected, but its time is not over"},
    {"+1 -1", RULE_LAZY, 0, TRUE, OUTCOME_FAILED, "1 binding -1 not resolved"},
    {"(-1) (-1)", RULE_LAZY, 0, TRUE, OUTCOME_PASSED, "the time is over and nobody objected"},
    {"+1", RULE_MAJORITY, 0, TRUE, OUTCOME_PASSED, "1 binding +1 and 0 binding -1"},
    {"+1 -1", RULE_MAJORITY, 0, TRUE, OUTCOME_FAILED, "1 binding +1 and 1 binding -1"},
    {"-1 (+1) (+1)", RULE_MAJORITY, 0, TRUE, OUTCOME_FAILED, "0 binding +1 and 1 binding -1"},
    {"", RULE_MAJORITY, 0, TRUE, OUTCOME_FAILED, "0 binding +1 and 0 binding -1"},
    {"+1 +1 +1", RULE_CONSENSUS, 0, TRUE, OUTCOME_PASSED,
     "3 binding +1 of 3 needed, no binding -1"},
    {"+1 +1 (+1)", RULE_CONSENSUS, 0, TRUE, OUTCOME_FAILED,
     "2 binding +1 of 3 needed, no binding -1"},
    {"+1 +1 +1 +1 -1", RULE_CONSENSUS, 0, TRUE, OUTCOME_FAILED,
     "4 binding +1, and 1 binding -1 not resolved"},
    {"+1 +1 +1 (-1)", RULE_CONSENSUS, 0, TRUE, OUTCOME_PASSED,
     "3 binding +1 of 3 needed, no binding -1"},
    {"+1 +1 +1 -1 -1", RULE_RELEASE, 0, TRUE, OUTCOME_PASSED,
     "3 binding +1 of 3 needed, 2 binding -1"},
    {"+1 +1 +1 -1 -1 -1", RULE_RELEASE, 0, TRUE, OUTCOME_FAILED,
     "3 binding +1 of 3 needed, 3 binding -1"},
    {"+1 +1 0", RULE_RELEASE, 0, TRUE, OUTCOME_FAILED, "2 binding +1 of 3 needed, 0 binding -1"},
    {"+1 +1 +1", RULE_RELEASE, 4, TRUE, OUTCOME_NO_QUORUM,
     "3 of the 4 binding voters needed took part"},
    {"+1 +1 +1 0", RULE_RELEASE, 4, TRUE, OUTCOME_PASSED, "3 binding +1 of 3 needed, 0 binding -1"},
    {"+1 +1 (+1) (+1)", RULE_MAJORITY, 3, TRUE, OUTCOME_NO_QUORUM,
     "2 of the 3 binding voters needed took part"},
};

static void
test_each_rule_decides_as_its_text_says(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Tally) tally =
        count(cases[i].votes, cases[i].rule, cases[i].quorum, cases[i].clock_out);
    g_test_message("%s: %s", ballot_rule_row(cases[i].rule)->name, cases[i].votes);
    g_assert_cmpstr(tally->why, ==, cases[i].why);
    g_assert_cmpint(tally->outcome, ==, cases[i].outcome);
  }
}

static void
test_binding_and_other_votes_are_counted_apart(void)
{
  g_autoptr(Tally) tally = count("+1 -1 0 (+1) (-1)", RULE_MAJORITY, 0, TRUE);
  const TallyLine *line = &g_array_index(tally->lines, TallyLine, 0);
  g_assert_cmpuint(line->binding.up, ==, 1);
  g_assert_cmpuint(line->binding.none, ==, 1);
  g_assert_cmpuint(line->binding.down, ==, 1);
  g_assert_cmpuint(line->other.up, ==, 1);
  g_assert_cmpuint(line->other.down, ==, 1);
  g_assert_cmpuint(tally->n_binding, ==, 3);
  g_assert_cmpuint(tally->n_other, ==, 2);
}

typedef struct {
  const char *option;
  int value;
  gboolean binding;
} Rating;

static Tally *
rank(const Rating *ratings, guint n)
{
  static const char *const options[] = {"1a", "1b", "2", NULL};
  static const char *const voters[] = {"a", "b", "c", "d", "e", "f"};
  TallyVote votes[G_N_ELEMENTS(voters)];
  for (guint i = 0; i < n; i++)
    votes[i] = (TallyVote){voters[i], ratings[i].option, ratings[i].value, ratings[i].binding};
  TallyTerms terms = {.rule = RULE_RANKED, .options = options, .clock_out = TRUE};
  return tally_count(votes, n, &terms);
}

static guint
rank_of(const Tally *tally, guint i)
{
  return g_array_index(tally->lines, TallyLine, i).rank;
}

static void
test_options_are_ranked_by_binding_score_then_by_the_others(void)
{
  static const Rating clear[] = {
      {"1a", 2, TRUE}, {"1b", 1, TRUE}, {"1b", 2, FALSE}, {"2", -2, TRUE}};
  g_autoptr(Tally) one = rank(clear, G_N_ELEMENTS(clear));
  g_assert_cmpstr(one->why, ==, "1a leads with +2");
  g_assert_cmpint(one->outcome, ==, OUTCOME_PASSED);
  g_assert_cmpuint(rank_of(one, 0), ==, 1);
  g_assert_cmpuint(rank_of(one, 1), ==, 2);
  g_assert_cmpuint(rank_of(one, 2), ==, 3);

  static const Rating equal[] = {{"1a", 2, TRUE}, {"1b", 2, TRUE}, {"1b", 1, FALSE}};
  g_autoptr(Tally) two = rank(equal, G_N_ELEMENTS(equal));
  g_assert_cmpstr(two->why, ==, "1b leads with +2");

  static const Rating tie[] = {{"1a", 2, TRUE}, {"1b", 2, TRUE}};
  g_autoptr(Tally) three = rank(tie, G_N_ELEMENTS(tie));
  g_assert_cmpint(three->outcome, ==, OUTCOME_FAILED);
  g_assert_cmpstr(three->why, ==, "2 options share the best score of +2");

  static const Rating bad[] = {{"1a", -1, TRUE}, {"1b", -2, TRUE}, {"2", -2, TRUE}};
  g_autoptr(Tally) four = rank(bad, G_N_ELEMENTS(bad));
  g_assert_cmpint(four->outcome, ==, OUTCOME_FAILED);
  g_assert_cmpstr(four->why, ==, "1a leads with -1, which is not above 0");
}

static void
test_every_rule_has_its_words(void)
{
  for (guint i = 0; i < RULE_N; i++) {
    const BallotRuleRow *row = ballot_rule_row((BallotRule)i);
    BallotRule back = RULE_N;
    g_assert_true(ballot_rule_from_text(row->name, &back));
    g_assert_cmpint(back, ==, i);
    g_assert_cmpuint(strlen(row->text), >, 20);
    g_assert_cmpint(row->min, <, row->max);
  }
  BallotRule rule;
  g_assert_false(ballot_rule_from_text("coin", &rule));
  g_assert_cmpint(ballot_rule_row(RULE_LAZY)->clock, ==, 72 * 3600);
}

/* "ann 1a +2; bob forgejo -1": votes on these options, in order of time; what is counted of them,
 * with the option each is on. */
static char *
marked(const char *options, const char *votes)
{
  g_autoptr(Ballot) ballot = g_new0(Ballot, 1);
  g_auto(GStrv) lines = g_strsplit(options, "; ", -1), words = g_strsplit(votes, "; ", -1);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)ballot_vote_free);
  ballot->rule = RULE_RANKED;
  ballot->options = g_ptr_array_new_with_free_func((GDestroyNotify)ballot_option_free);
  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add(ballot->options, ballot_option_parse(lines[i], i + 1));
  for (guint i = 0; words[i] != NULL; i++) {
    g_auto(GStrv) part = g_strsplit(words[i], "/", 3);
    BallotVote *vote = g_new0(BallotVote, 1);
    vote->voter = g_strdup(part[0]);
    vote->option = g_strdup(part[1]);
    vote->value = atoi(part[2]);
    vote->way = WAY_PAGE;
    vote->binding = TRUE;
    g_ptr_array_add(all, vote);
  }
  ballot_mark(all, ballot, UNVERIFIED_COUNTS);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < all->len; i++) {
    const BallotVote *vote = all->pdata[i];
    if (vote->counted)
      g_string_append_printf(out, "%s/%s/%+d ", vote->voter, vote->option, vote->value);
  }
  return g_string_free(out, FALSE);
}

static void
test_an_option_is_named_by_its_key_or_its_text(void)
{
  static const char options[] = "1a: keep it; Forgejo (on our own machine); Gitea; gitea, hosted";
  g_autofree char *by_text =
      marked(options, "ann/Keep it/+2; bob/forgejo/-1; cat/4/+1; dan/Keep/+1");
  g_assert_cmpstr(by_text, ==, "ann/1a/+2 bob/2/-1 cat/4/+1 ");
  g_autofree char *unsure = marked(options, "ann/gitea/+1; bob/on our own machine/+1");
  g_assert_cmpstr(unsure, ==, "");
}

static void
test_a_later_vote_on_an_option_counts_however_it_is_named(void)
{
  g_autofree char *later = marked("1a: keep it; drop it", "ann/1A/+2; ann/2/+1; ann/keep it/-1");
  g_assert_cmpstr(later, ==, "ann/2/+1 ann/1a/-1 ");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tally/each-rule-decides-as-its-text-says",
                  test_each_rule_decides_as_its_text_says);
  g_test_add_func("/tally/binding-and-other-votes-are-counted-apart",
                  test_binding_and_other_votes_are_counted_apart);
  g_test_add_func("/tally/options-are-ranked-by-binding-score-then-by-the-others",
                  test_options_are_ranked_by_binding_score_then_by_the_others);
  g_test_add_func("/tally/an-option-is-named-by-its-key-or-its-text",
                  test_an_option_is_named_by_its_key_or_its_text);
  g_test_add_func("/tally/a-later-vote-on-an-option-counts-however-it-is-named",
                  test_a_later_vote_on_an_option_counts_however_it_is_named);
  g_test_add_func("/tally/every-rule-has-its-words", test_every_rule_has_its_words);
  return g_test_run();
}
