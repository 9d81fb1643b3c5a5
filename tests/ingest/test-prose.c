/* What people decide and propose in their own words, and what only looks so: a sentence a row, with
 * the kind it is. */
#include "lines-of.h"
#include <string.h>

typedef struct {
  const char *kind, *text; /* kind NULL: nothing is found */
} Row;

static const Row decisions[] = {
    {"decision", "Five were in favour and nobody was against, so it is decided: the docs move."},
    {"decision", "It's decided: we stay with 4.4."},
    {"decision", "So it's settled, the call moves to Thursday."},
    {"decision", "That settles it: the call is at 17:00 UTC from now on."},
    {"decision", "We are going with the second option."},
    {"decision", "Nobody objected, so the docs move next week."},
    {"decision", "There were no objections, so the freeze moves by one week."},
    {"decision", "Everyone was in favour, so the wiki becomes read-only on 1 May."},
    {"decision", "It was unanimously decided to close the forum."},
    {"decision", "The decision: we keep the netinst image."},
    {"decision", "All of us agreed to keep it for one more release."},
    {"decision", "The steering committee has turned down the request."},
    {"decision", "The group settled for 17:00 UTC."},
    {"decision", "We reached an agreement to share the hardware."},
    {"decision", "Agreement was reached on the new name."},
    {"decision", "We opted for the smaller hall."},
    {"decision", "In the end we chose Weblate."},
    {"decision", "The request for a new list has been turned down."},
    {"decision", "We talked about it in Brno and decided to keep both branches."},

    {NULL, "Until it is decided we wait. Once it is decided, we can go on."},
    {NULL, "How it is decided is written in the charter. It is decided by vote."},
    {NULL, "The slot is decided by the hash of the name. It's not decided: both are possible."},
    {NULL, "That settles it, thank you. That settles it."},
    {NULL, "I thought it is decided: no. It should be decided: A or B."},
    {NULL, "There was no agreement about the length. No agreement was reached on the name."},
    {NULL, "Nobody objected to the wording so far. No objections from me."},
    {NULL, "There were no objections, so I pushed it yesterday."},
    {NULL, "We are going with the bus to the venue. We will go with you."},
    {NULL, "We've discussed this before and decided that it stays."},
    {NULL, "The motion sensor passed. The change was approved by mistake."},
    {NULL, "I came to the conclusion that the hardware is broken. We chose a hash here."},
    {NULL, "We came to the conclusion that the list stays open. The logo has been approved."},
};

static const Row decisions_by_subject[] = {
    {"decision", "31 voted for it. The forum will therefore be moved to the new machine."},
    {NULL, "If it rains, the fair will therefore be moved. It will be moved one day."},
    {"decision", "So it will be the new name for everything."},
};

static const Row votes_told[] = {{"decision", "The new bylaws have been adopted with 41 votes."}};
static const Row untold[] = {{NULL, "The new bylaws have been adopted by some."}};

/* Only where somebody tells of a meeting. */
static const Row decisions_of_meetings[] = {
    {"decision", "We came to the conclusion that the list stays open."},
    {"decision", "The new logo has been approved."},
    {"decision", "Luc's idea to ask for a waiver was rejected."},
    {NULL, "The idea was rejected by upstream. The upload was rejected. If the idea was rejected."},
    {NULL, "The minutes of Monday were approved. The patch was approved upstream."},
};

static const Row proposals[] = {
    {"proposal", "I would also suggest removing the third choice for these VMs."},
    {"proposal", "I'd suggest moving the call to Thursday."},
    {"proposal", "We suggest merging the two lists."},
    {"proposal", "I recommend dropping it from the front page."},
    {"proposal", "Here's my proposal: freeze on Monday, release on Friday."},
    {"proposal", "My suggestion: keep the old name for one release."},
    {"proposal", "I'd like us to drop the 32 bit images."},
    {"proposal", "I would like to nominate Ann for the committee."},
    {"proposal", "Unless you prefer to do it yourself, I'll upload this tomorrow."},
    {"proposal", "Unless you'd rather do it yourself I will push it on Friday."},
    {"proposal", "I plan to orphan these packages on Friday; shout if you want one."},
    {"proposal", "Unless I hear more until Wednesday I'll send the order."},
    {"proposal", "I would like to request an exception for the new boot menu."},
    {"proposal", "If nobody steps up by 1 August, the package gets retired."},
    {"proposal", "If nobody else wants the package by Sunday, I'll adopt it."},

    {"proposal", "I'd like to turn off sound in the cloud image."},

    {NULL,
     "I'd like to move my mailbox to the new machine. I want to remove the driver but it stays."},
    {NULL, "I suggest you try the newer kernel. I'd suggest reading the manual first."},
    {NULL, "I suggest checking the cables. I would suggest using a newer version."},
    {NULL, "I suggest removing your old card. He suggested moving the call."},
    {NULL, "I would not suggest removing it. If I were to suggest moving it, nobody came."},
    {NULL, "I'd like us to talk about it some time. I'd like to see that."},
    {NULL, "I would propose something but I lack the time."},
    {NULL, "Unless you fix this I will not merge it. Unless you need it, it can stay off."},
    {NULL, "Unless otherwise noted all times are UTC. If nobody wants it, it stays."},
    {NULL, "If nobody else wants the package, it stays. Luc's idea was rejected."},
};

static void
check(const char *subject, const Row *rows, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *body = g_strconcat(rows[i].text, "\n", NULL);
    g_autoptr(Drafts) d = drafts_of(subject, body);
    g_autofree char *items = items_text(d);
    g_test_message("%s", rows[i].text);
    if (rows[i].kind == NULL) {
      g_assert_cmpstr(items, ==, "");
      continue;
    }
    g_assert_cmpuint(d->items->len, ==, 1);
    g_assert_cmpstr(item_kind_to_text(((ItemDraft *)d->items->pdata[0])->kind), ==, rows[i].kind);
  }
}

static void
test_decisions(void)
{
  check("netinst image", decisions, G_N_ELEMENTS(decisions));
  check("Decision about the forum", decisions_by_subject, G_N_ELEMENTS(decisions_by_subject));
  check("Vote on the bylaws: passed", votes_told, G_N_ELEMENTS(votes_told));
  check("the new bylaws", untold, G_N_ELEMENTS(untold));
  check("Notes from the call", decisions_of_meetings, G_N_ELEMENTS(decisions_of_meetings));
}

static void
test_proposals(void)
{
  static const Row answer[] = {{NULL, "I'd like to turn off sound in the cloud image."}};
  check("netinst image", proposals, G_N_ELEMENTS(proposals));
  check("Re: netinst image", answer, G_N_ELEMENTS(answer));
  check("[PATCH] netinst image", answer, G_N_ELEMENTS(answer));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/prose/what-was-decided", test_decisions);
  g_test_add_func("/prose/what-is-proposed", test_proposals);
  return g_test_run();
}
