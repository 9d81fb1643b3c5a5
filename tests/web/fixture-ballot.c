/* Ballots: one that is open, as a chair sees it, and one that is closed, as a visitor sees it. */
#include "fixture.h"
#include "web/views-vote.h"

typedef struct {
  const char *who; /* NULL: none of the roster */
  gint64 member;
  const char *option;
  int value;
  const char *value_text;
  VoteWay way;
  guint line; /* of mail */
  const char *quote, *comment, *why;
  MailProof proof;
  gboolean binding, resolved;
} Row;

static const Row open_rows[] = {
    {"Ann Bell", 1, NULL, 1, "+1", WAY_PAGE, 0, NULL, "builds on my boards", NULL, 0, TRUE, FALSE},
    {"Ben Cole", 2, NULL, 1, "+1", WAY_MAIL, 3, "+1", NULL, NULL, PROOF_DKIM, TRUE, FALSE},
    {"Cho Dan", 3, NULL, -1, "-1", WAY_MAIL, 1, "-1", "The installer asks twice for the disk.",
     NULL, PROOF_NONE, TRUE, FALSE},
    {"Dov Ek", 4, NULL, -1, "-1", WAY_PAGE, 0, NULL, "no notes yet", NULL, 0, TRUE, TRUE},
    {"Ann Bell", 1, NULL, -1, "-1", WAY_MAIL, 9, "> -1", NULL, "quoted", PROOF_NONE, TRUE, FALSE},
    {"Eve Far", 0, NULL, 1, "+1", WAY_MAIL, 2, "+1 from me", NULL, NULL, PROOF_LIST, FALSE, FALSE},
    {"Ben Cole", 2, NULL, 1, "[ ] +1", WAY_MAIL, 12, "[ ] +1 yes", NULL, "template", PROOF_NONE,
     TRUE, FALSE},
    {"Ben Cole", 2, NULL, 0, "0", WAY_COMMAND, 0, NULL, NULL, NULL, 0, TRUE, FALSE},
};

static const Row closed_rows[] = {
    {"Ann Bell", 1, "a", 2, "+2", WAY_MEETING, 0, NULL, NULL, NULL, 0, TRUE, FALSE},
    {"Ann Bell", 1, "b", -1, "-1", WAY_MEETING, 0, NULL, NULL, NULL, 0, TRUE, FALSE},
    {"Ben Cole", 2, "b", 1, "+1", WAY_MAIL, 4, "b: +1", NULL, NULL, PROOF_NONE, TRUE, FALSE},
    {"Ben Cole", 2, "c", 1, "+1", WAY_MAIL, 5, "c: +1", NULL, NULL, PROOF_NONE, TRUE, FALSE},
};

static GPtrArray *
votes_of(Fixture *f, const Row *rows, guint n, const Ballot *ballot)
{
  GPtrArray *votes = g_ptr_array_new();
  for (guint i = 0; i < n; i++) {
    const Row *row = &rows[i];
    BallotVote *vote = fixture_keep(f, g_new0(BallotVote, 1));
    vote->member = row->member;
    vote->voter =
        fixture_keep(f, row->member != 0 ? g_strdup_printf("member:%" G_GINT64_FORMAT, row->member)
                                         : g_strdup("eve@example.net"));
    vote->person = fixture_person(f, row->who, "someone@example.org");
    vote->option = row->option != NULL ? fixture_say(f, row->option) : NULL;
    vote->value = row->value;
    vote->value_text = fixture_say(f, row->value_text);
    vote->comment = row->comment != NULL ? fixture_say(f, row->comment) : NULL;
    vote->quote = row->quote != NULL ? fixture_say(f, row->quote) : NULL;
    vote->message_id = row->way == WAY_MAIL ? fixture_say(f, "vote-2@list.example") : NULL;
    vote->line = row->line;
    vote->way = row->way;
    vote->proof = row->proof;
    vote->at = FIXTURE_DATE + 60 * (gint64)i;
    vote->has_reason = vote->comment != NULL;
    vote->binding = row->binding;
    vote->resolved = row->resolved;
    vote->why = row->why != NULL ? g_strdup(row->why) : NULL;
    g_ptr_array_add(votes, vote);
  }
  ballot_mark(votes, ballot, UNVERIFIED_COUNTS);
  for (guint i = 0; i < n; i++)
    if (((BallotVote *)votes->pdata[i])->why != NULL)
      fixture_keep(f, ((BallotVote *)votes->pdata[i])->why);
  return votes;
}

/* Who may give a binding vote; the last of them gave none. */
static GPtrArray *
seats_of(Fixture *f, const GPtrArray *votes, const Ballot *ballot)
{
  static const char *const names[] = {"Ann Bell", "Ben Cole", "Cho Dan", "Dov Ek", "Fay Gil"};
  GPtrArray *seats = g_ptr_array_new();
  guint n_options = ballot->options != NULL ? ballot->options->len : 0;
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    WebSeat *seat = fixture_keep(f, g_new0(WebSeat, 1));
    seat->member = fixture_keep(f, g_new0(Member, 1));
    seat->member->id = i + 1;
    seat->member->name = fixture_say(f, names[i]);
    seat->votes = g_ptr_array_new();
    for (guint o = 0; o < MAX(n_options, 1); o++) {
      const BallotOption *option = n_options > 0 ? ballot->options->pdata[o] : NULL;
      BallotVote *given = NULL;
      for (guint v = 0; v < votes->len; v++) {
        BallotVote *vote = votes->pdata[v];
        if (vote->counted && vote->member == seat->member->id &&
            (option == NULL || g_strcmp0(option->key, vote->option) == 0))
          given = vote;
      }
      g_ptr_array_add(seat->votes, given);
      seat->answered = seat->answered || given != NULL;
    }
    g_ptr_array_add(seats, seat);
  }
  return seats;
}

typedef void (*Print)(WebOut *out, const WebBallotView *view);

static void
print_ballot(WebOut *out, Fixture *f, const Ballot *ballot, const Row *rows, guint n, Print print)
{
  g_autoptr(GPtrArray) votes = votes_of(f, rows, n, ballot);
  g_autoptr(GPtrArray) seats = seats_of(f, votes, ballot);
  g_autoptr(Tally) tally = ballot_tally(votes, ballot, FIXTURE_NOW);
  const WebBallotView view = {
      .page = &f->page,
      .ballot = ballot,
      .tally = tally,
      .votes = votes,
      .seats = seats,
      .item_title = fixture_say(f, "Xen 4.4 packages"),
      .takes_votes = ballot->closed == 0,
      .me = f->page.signed_in ? 1 : 0,
      .mail_state = ballot->closed == 0 ? "sent" : NULL,
      .voted_on = ((const Item *)f->items->pdata[ballot->closed == 0 ? 9 : 0])->origin};
  print(out, &view);
  for (guint i = 0; i < seats->len; i++)
    g_ptr_array_unref(((WebSeat *)seats->pdata[i])->votes);
}

static void
print_open(WebOut *out, Fixture *f, Print print)
{
  const Ballot ballot = {.number = 4,
                         .question = fixture_say(f, "Release the May images?"),
                         .rule = RULE_CONSENSUS,
                         .quorum = 3,
                         .opened = FIXTURE_DATE,
                         .opened_by = fixture_say(f, "Ann Bell"),
                         .opens = FIXTURE_DATE,
                         .closes = FIXTURE_NOW + FIXTURE_DAY,
                         .item = 12,
                         .item_thread = TRUE};
  print_ballot(out, f, &ballot, open_rows, G_N_ELEMENTS(open_rows), print);
}

static void
print_closed(WebOut *out, Fixture *f, Print print)
{
  static const char *const keys[] = {"a", "b"};
  g_autoptr(GPtrArray) options = g_ptr_array_new();
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
    BallotOption *option = fixture_keep(f, g_new0(BallotOption, 1));
    option->key = fixture_say(f, keys[i]);
    option->text = fixture_say(f, i == 0 ? "keep the name" : "a new name");
    g_ptr_array_add(options, option);
  }
  const Ballot ballot = {.number = 3,
                         .question = fixture_say(f, "What is the image called?"),
                         .options = options,
                         .rule = RULE_RANKED,
                         .opened = FIXTURE_DATE,
                         .opened_by = fixture_say(f, "Ann Bell"),
                         .opens = FIXTURE_DATE - FIXTURE_DAY,
                         .closes = FIXTURE_DATE + FIXTURE_DAY,
                         .closed = FIXTURE_DATE + FIXTURE_DAY + 1,
                         .closed_by = fixture_say(f, "clock"),
                         .outcome = OUTCOME_PASSED,
                         .reason = fixture_say(f, "a leads with +2"),
                         .thread = fixture_say(f, "vote-1@list.example")};
  print_ballot(out, f, &ballot, closed_rows, G_N_ELEMENTS(closed_rows), print);
}

void
fixture_print_ballot(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/votes/4";
  f->page.signed_in = f->page.chair = TRUE;
  f->page.user = fixture_say(f, "Ann Bell");
  f->page.csrf = "0123456789abcdef";
  print_open(out, f, web_page_ballot);
}

void
fixture_print_closed_ballot(WebOut *out, Fixture *f)
{
  f->page.path = "/virt/votes/3";
  print_closed(out, f, web_page_ballot);
}

void
fixture_text_ballot(WebOut *out, Fixture *f)
{
  print_open(out, f, web_text_ballot);
}

void
fixture_text_closed_ballot(WebOut *out, Fixture *f)
{
  print_closed(out, f, web_text_ballot);
}

void
fixture_text_ballot_result(WebOut *out, Fixture *f)
{
  print_closed(out, f, web_text_ballot_result);
}
