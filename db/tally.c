#include "db/tally.h"

#include <string.h>

#define HOURS ((gint64)3600)
#define BINDING_NEEDED 3

typedef void (*TallyDecide)(Tally *tally, const TallyTerms *terms);

void
tally_free(Tally *tally)
{
  if (tally == NULL)
    return;
  g_array_unref(tally->lines);
  g_free(tally->why);
  g_free(tally);
}

static TallyLine *
line_at(const Tally *tally, guint i)
{
  return &g_array_index(tally->lines, TallyLine, i);
}

/* --- the rules --- */

static void
decide_lazy(Tally *tally, const TallyTerms *terms)
{
  const TallySide *side = &line_at(tally, 0)->binding;
  gboolean good = side->down == 0 && terms->clock_out;
  tally->outcome = good ? OUTCOME_PASSED : OUTCOME_FAILED;
  if (side->down > 0)
    tally->why = g_strdup_printf("%u binding -1 not resolved", side->down);
  else
    tally->why = g_strdup(terms->clock_out ? "the time is over and nobody objected"
                                           : "nobody objected, but its time is not over");
}

static void
decide_majority(Tally *tally, const TallyTerms *terms G_GNUC_UNUSED)
{
  const TallySide *side = &line_at(tally, 0)->binding;
  tally->outcome = side->up > side->down ? OUTCOME_PASSED : OUTCOME_FAILED;
  tally->why = g_strdup_printf("%u binding +1 and %u binding -1", side->up, side->down);
}

static void
decide_consensus(Tally *tally, const TallyTerms *terms G_GNUC_UNUSED)
{
  const TallySide *side = &line_at(tally, 0)->binding;
  gboolean good = side->up >= BINDING_NEEDED && side->down == 0;
  tally->outcome = good ? OUTCOME_PASSED : OUTCOME_FAILED;
  tally->why =
      side->down > 0
          ? g_strdup_printf("%u binding +1, and %u binding -1 not resolved", side->up, side->down)
          : g_strdup_printf("%u binding +1 of %d needed, no binding -1", side->up, BINDING_NEEDED);
}

static void
decide_release(Tally *tally, const TallyTerms *terms G_GNUC_UNUSED)
{
  const TallySide *side = &line_at(tally, 0)->binding;
  gboolean good = side->up >= BINDING_NEEDED && side->up > side->down;
  tally->outcome = good ? OUTCOME_PASSED : OUTCOME_FAILED;
  tally->why = g_strdup_printf("%u binding +1 of %d needed, %u binding -1", side->up,
                               BINDING_NEEDED, side->down);
}

/* Binding scores decide; those of others only between equals. */
static gint
compare_lines(const TallyLine *a, const TallyLine *b)
{
  if (a->binding.score != b->binding.score)
    return a->binding.score > b->binding.score ? -1 : 1;
  if (a->other.score != b->other.score)
    return a->other.score > b->other.score ? -1 : 1;
  return 0;
}

static void
decide_ranked(Tally *tally, const TallyTerms *terms G_GNUC_UNUSED)
{
  guint best = 0, n_best = 0;
  for (guint i = 0; i < tally->lines->len; i++) {
    TallyLine *line = line_at(tally, i);
    line->rank = 1;
    for (guint j = 0; j < tally->lines->len; j++)
      line->rank += compare_lines(line_at(tally, j), line) < 0;
    if (line->rank == 1) {
      best = i;
      n_best++;
    }
  }
  const TallyLine *first = line_at(tally, best);
  gboolean good = n_best == 1 && first->binding.score > 0;
  tally->outcome = good ? OUTCOME_PASSED : OUTCOME_FAILED;
  if (n_best > 1)
    tally->why =
        g_strdup_printf("%u options share the best score of %+d", n_best, first->binding.score);
  else
    tally->why =
        g_strdup_printf("%s leads with %+d%s", first->option != NULL ? first->option : "it",
                        first->binding.score, good ? "" : ", which is not above 0");
}

static const struct {
  BallotRuleRow row;
  TallyDecide decide;
} rules[RULE_N] = {
    [RULE_LAZY] = {{"lazy-consensus", "Lazy consensus",
                    "Passes when its time, 72 hours unless said otherwise, is over and no binding "
                    "-1 stands. A -1 needs a reason; its author can resolve it.",
                    -1, 1, FALSE, TRUE, 72 * HOURS},
                   decide_lazy},
    [RULE_MAJORITY] = {{"majority", "Simple majority",
                        "Passes with more binding +1 than binding -1.", -1, 1, FALSE, FALSE, 0},
                       decide_majority},
    [RULE_CONSENSUS] = {{"consensus", "Consensus approval",
                         "Passes with at least three binding +1 and no binding -1. A -1 needs a "
                         "reason; its author can resolve it.",
                         -1, 1, FALSE, TRUE, 72 * HOURS},
                        decide_consensus},
    [RULE_RELEASE] = {{"release", "Release majority",
                       "Passes with at least three binding +1 and more binding +1 than binding "
                       "-1. A -1 is no veto.",
                       -1, 1, FALSE, FALSE, 72 * HOURS},
                      decide_release},
    [RULE_RANKED] = {{"ranked", "Ranked by score",
                      "Each option is rated from -2 to +2. The option with the highest sum of "
                      "binding votes is chosen if that sum is above 0; the sum of the other votes "
                      "decides between equals.",
                      -2, 2, TRUE, FALSE, 0},
                     decide_ranked},
};

const BallotRuleRow *
ballot_rule_row(BallotRule rule)
{
  return &rules[rule].row;
}

gboolean
ballot_rule_from_text(const char *text, BallotRule *rule)
{
  for (guint i = 0; text != NULL && i < RULE_N; i++)
    if (strcmp(rules[i].row.name, text) == 0) {
      *rule = (BallotRule)i;
      return TRUE;
    }
  return FALSE;
}

const char *
ballot_outcome_to_text(BallotOutcome outcome)
{
  static const char *const texts[] = {"open", "passed", "failed", "no quorum"};
  return texts[outcome];
}

/* --- counting --- */

static void
add_to_side(TallySide *side, int value)
{
  side->up += value > 0;
  side->none += value == 0;
  side->down += value < 0;
  side->score += value;
}

static TallyLine *
line_of(const Tally *tally, const char *option)
{
  for (guint i = 0; i < tally->lines->len; i++)
    if (g_strcmp0(line_at(tally, i)->option, option) == 0)
      return line_at(tally, i);
  return NULL;
}

static void
add_lines(Tally *tally, const TallyTerms *terms)
{
  gboolean plain = terms->options == NULL || terms->options[0] == NULL;
  TallyLine line = {0};
  if (plain)
    g_array_append_val(tally->lines, line);
  for (guint i = 0; !plain && terms->options[i] != NULL; i++) {
    line.option = terms->options[i];
    g_array_append_val(tally->lines, line);
  }
}

Tally *
tally_count(const TallyVote *votes, guint n, const TallyTerms *terms)
{
  Tally *tally = g_new0(Tally, 1);
  tally->lines = g_array_new(FALSE, TRUE, sizeof(TallyLine));
  add_lines(tally, terms);
  g_autoptr(GHashTable) binding = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) others = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++) {
    TallyLine *line = line_of(tally, votes[i].option);
    if (line == NULL)
      continue;
    add_to_side(votes[i].binding ? &line->binding : &line->other, votes[i].value);
    g_hash_table_add(votes[i].binding ? binding : others, (gpointer)votes[i].voter);
  }
  tally->n_binding = g_hash_table_size(binding);
  tally->n_other = g_hash_table_size(others);
  rules[terms->rule].decide(tally, terms);
  if (tally->n_binding < terms->quorum) {
    tally->outcome = OUTCOME_NO_QUORUM;
    g_free(tally->why);
    tally->why = g_strdup_printf("%u of the %u binding voters needed took part", tally->n_binding,
                                 terms->quorum);
  }
  return tally;
}
