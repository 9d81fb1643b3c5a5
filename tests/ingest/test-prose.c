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

/* Only where somebody tells of a meeting. */
static const Row decisions_of_meetings[] = {
    {"decision", "We came to the conclusion that the list stays open."},
    {"decision", "The new logo has been approved."},
    {NULL, "The minutes of Monday were approved. The patch was approved upstream."},
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
  check("Notes from the call", decisions_of_meetings, G_N_ELEMENTS(decisions_of_meetings));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/prose/what-was-decided", test_decisions);
  return g_test_run();
}
