/* Ballots without storage: their records, and which votes of one count. Pure. */
#include "db/ballot.h"

#include <string.h>

#define OPTION_KEY_MAX 16

static const char *const electorates[ELECTORATE_N] = {"members", "chairs", "anyone"};
static const char *const policies[UNVERIFIED_N] = {"at-once", "confirm", "never"};

static gboolean
find_word(const char *const *words, guint n, const char *text, guint *found)
{
  for (guint i = 0; text != NULL && i < n; i++)
    if (strcmp(words[i], text) == 0) {
      *found = i;
      return TRUE;
    }
  return FALSE;
}

const char *
ballot_electorate_to_text(BallotElectorate electorate)
{
  return electorates[electorate];
}

gboolean
ballot_electorate_from_text(const char *text, BallotElectorate *electorate)
{
  guint found = 0;
  gboolean known = find_word(electorates, ELECTORATE_N, text, &found);
  *electorate = known ? (BallotElectorate)found : *electorate;
  return known;
}

const char *
vote_way_to_text(VoteWay way)
{
  static const char *const ways[] = {"mail", "page", "command", "meeting"};
  return ways[way];
}

const char *
unverified_policy_to_text(UnverifiedPolicy policy)
{
  return policies[policy];
}

gboolean
unverified_policy_from_text(const char *text, UnverifiedPolicy *policy)
{
  guint found = 0;
  gboolean known = find_word(policies, UNVERIFIED_N, text, &found);
  *policy = known ? (UnverifiedPolicy)found : *policy;
  return known;
}

void
ballot_policy_clear(BallotPolicy *policy)
{
  g_clear_pointer(&policy->authserv, g_free);
}

void
ballot_option_free(BallotOption *option)
{
  if (option == NULL)
    return;
  g_free(option->key);
  g_free(option->text);
  g_free(option);
}

static gboolean
is_key(const char *text, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum(text[i]) && strchr("._-", text[i]) == NULL)
      return FALSE;
  return len > 0 && len <= OPTION_KEY_MAX;
}

BallotOption *
ballot_option_parse(const char *line, guint place)
{
  g_autofree char *text = g_strstrip(g_strdup(line));
  const char *colon = strchr(text, ':');
  if (text[0] == '\0')
    return NULL;
  BallotOption *option = g_new0(BallotOption, 1);
  if (colon != NULL && is_key(text, (gsize)(colon - text))) {
    option->key = g_strndup(text, (gsize)(colon - text));
    option->text = g_strstrip(g_strdup(colon + 1));
  } else {
    option->key = g_strdup_printf("%u", place);
    option->text = g_strdup(text);
  }
  return option;
}

void
ballot_free(Ballot *ballot)
{
  if (ballot == NULL)
    return;
  char *const texts[] = {ballot->question, ballot->opened_by, ballot->closed_by, ballot->reason,
                         ballot->item_key, ballot->thread,    ballot->mail};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_clear_pointer(&ballot->options, g_ptr_array_unref);
  g_free(ballot);
}

void
ballot_vote_free(BallotVote *vote)
{
  if (vote == NULL)
    return;
  char *const texts[] = {vote->voter, vote->option,  vote->value_text,
                         vote->claim, vote->comment, vote->message_id,
                         vote->quote, vote->why,     vote->content};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  person_free(vote->person);
  g_free(vote);
}

gint64
ballot_end(const Ballot *ballot)
{
  if (ballot->closed == 0 || (ballot->closes != 0 && ballot->closes < ballot->closed))
    return ballot->closes;
  return ballot->closed;
}

/* One that was opened for now takes votes at once, whatever the clock does afterwards. */
gboolean
ballot_is_ahead(const Ballot *ballot, gint64 now)
{
  return ballot->closed == 0 && ballot->opens > ballot->opened && now < ballot->opens;
}

gboolean
ballot_takes_votes(const Ballot *ballot, gint64 now)
{
  return ballot->closed == 0 && (ballot->closes == 0 || now <= ballot->closes) &&
         !ballot_is_ahead(ballot, now);
}

gboolean
ballot_value_parse(const char *text, int *value, GError **error)
{
  gint64 parsed = 0;
  g_autofree char *plain = NULL;
  if (text != NULL && g_str_has_prefix(text, "\u2212"))
    plain = g_strconcat("-", text + strlen("\u2212"), NULL);
  else
    plain = g_strdup(text != NULL && text[0] == '+' ? text + 1 : text);
  if (plain == NULL || !g_ascii_string_to_signed(plain, 10, -2, 2, &parsed, NULL)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no vote\nchoose one of the values that the ballot takes",
                text != NULL ? text : "nothing");
    return FALSE;
  }
  *value = (int)parsed;
  return TRUE;
}

/* --- which votes count --- */

/* Does the option's text say this name, or go on only behind it: "Forgejo" of "Forgejo (on our own
 * machine)"? */
static gboolean
is_called(const BallotOption *option, const char *name)
{
  g_autofree char *text = g_utf8_casefold(option->text, -1), *called = g_utf8_casefold(name, -1);
  const char *rest = g_str_has_prefix(text, called) ? text + strlen(called) : NULL;
  return rest != NULL && (*rest == '\0' || strchr(",;:.(", *rest) != NULL ||
                          (*rest == ' ' && strchr("(-", rest[1]) != NULL && rest[1] != '\0'));
}

/* By its key, else by its text when only one is called so. */
static const BallotOption *
find_option(const Ballot *ballot, const char *key)
{
  const BallotOption *called = NULL;
  guint n_called = 0;
  for (guint i = 0; ballot->options != NULL && key != NULL && i < ballot->options->len; i++) {
    const BallotOption *option = ballot->options->pdata[i];
    if (g_ascii_strcasecmp(option->key, key) == 0)
      return option;
    if (*key != '\0' && is_called(option, key)) {
      called = option;
      n_called++;
    }
  }
  return n_called == 1 ? called : NULL;
}

const char *
ballot_vote_fault(const Ballot *ballot, const BallotVote *vote)
{
  const BallotRuleRow *rule = ballot_rule_row(ballot->rule);
  gboolean plain = ballot->options == NULL || ballot->options->len == 0;
  gint64 end = ballot_end(ballot);
  if (plain ? vote->option != NULL : find_option(ballot, vote->option) == NULL)
    return vote->option != NULL ? "not an option of this ballot" : "names no option";
  if (vote->value < rule->min || vote->value > rule->max)
    return "not a value of this ballot";
  if (vote->at < ballot->opens)
    return "before the ballot opened";
  if (end != 0 && vote->at > end)
    return "after close";
  if (rule->needs_reason && vote->value < 0 && !vote->has_reason)
    return "no reason given";
  return NULL;
}

#define WAITS "waits for the voter to confirm it"

gboolean
ballot_vote_waits(const BallotVote *vote)
{
  return !vote->counted && g_strcmp0(vote->why, WAITS) == 0;
}

static const char *
fault_of_mail(const BallotVote *vote, UnverifiedPolicy unverified)
{
  if (vote->way != WAY_MAIL || vote->proof == PROOF_DKIM || unverified == UNVERIFIED_COUNTS ||
      vote->confirmed)
    return NULL;
  return unverified == UNVERIFIED_REFUSED ? "not verified" : WAITS;
}

/* A vote that names its option in words is kept with the option's key, so that it and one by the
 * key are on the same. */
static void
settle_option(const Ballot *ballot, BallotVote *vote)
{
  const BallotOption *option = find_option(ballot, vote->option);
  if (option == NULL || g_ascii_strcasecmp(option->key, vote->option) == 0)
    return;
  g_free(vote->option);
  vote->option = g_strdup(option->key);
}

/* \x1f parts them: neither an address nor an option has it. */
static char *
key_of(const BallotVote *vote)
{
  g_autofree char *option = g_ascii_strdown(vote->option != NULL ? vote->option : "", -1);
  return g_strdup_printf("%s\x1f%s", vote->voter, option);
}

static const char *
not_binding(const Ballot *ballot, const BallotVote *vote)
{
  if (vote->binding)
    return NULL;
  return ballot->electorate == ELECTORATE_CHAIRS && vote->member != 0 ? "not a chair"
                                                                      : "not on the roster";
}

void
ballot_mark(GPtrArray *votes, const Ballot *ballot, UnverifiedPolicy unverified)
{
  g_autoptr(GHashTable) later = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = votes->len; i > 0; i--) {
    BallotVote *vote = votes->pdata[i - 1];
    vote->counted = FALSE;
    if (vote->why != NULL) /* only looks like a vote */
      continue;
    settle_option(ballot, vote);
    const char *fault = ballot_vote_fault(ballot, vote);
    fault = fault != NULL ? fault : fault_of_mail(vote, unverified);
    g_autofree char *key = key_of(vote);
    const BallotVote *winner = fault == NULL ? g_hash_table_lookup(later, key) : NULL;
    if (winner != NULL)
      vote->why = g_strdup_printf("changed later by %s", vote_way_to_text(winner->way));
    else
      vote->why = g_strdup(fault != NULL ? fault : not_binding(ballot, vote));
    vote->counted = fault == NULL && winner == NULL;
    if (vote->counted)
      g_hash_table_insert(later, g_steal_pointer(&key), vote);
  }
}

/* --- the result --- */

static const char **
option_keys(const Ballot *ballot)
{
  guint n = ballot->options != NULL ? ballot->options->len : 0;
  const char **keys = g_new0(const char *, n + 1);
  for (guint i = 0; i < n; i++)
    keys[i] = ((const BallotOption *)ballot->options->pdata[i])->key;
  return keys;
}

Tally *
ballot_tally(GPtrArray *votes, const Ballot *ballot, gint64 now)
{
  g_autofree const char **keys = option_keys(ballot);
  g_autofree TallyVote *counted = g_new0(TallyVote, votes->len + 1);
  guint n = 0;
  for (guint i = 0; i < votes->len; i++) {
    const BallotVote *vote = votes->pdata[i];
    const BallotOption *option = find_option(ballot, vote->option);
    if (vote->counted)
      counted[n++] = (TallyVote){.voter = vote->voter,
                                 .option = option != NULL ? option->key : NULL,
                                 .value = vote->resolved ? 0 : vote->value,
                                 .binding = vote->binding};
  }
  gint64 until = ballot->closed != 0 ? ballot->closed : now;
  TallyTerms terms = {.rule = ballot->rule,
                      .options = keys,
                      .quorum = ballot->quorum,
                      .clock_out = ballot->closes == 0 || until >= ballot->closes};
  return tally_count(counted, n, &terms);
}
