/* Votes and what only looks like one: "line option value claim" or "line value? why". */
#include "lines-of.h"
#include <string.h>

typedef struct {
  const char *name, *subject, *body, *votes;
} Case;

static const Case cases[] = {
    {"bare", "Re: [VOTE] x", "+1\n", "1 - +1 -\n"},
    {"all-zeros", "Re: [POLL] x", "1: -0\n2: +0\n3: 0\n4: ±0\n",
     "1 1 -0 -\n2 2 +0 -\n3 3 0 -\n4 4 ±0 -\n"},
    {"claims", "Re: [VOTE] x",
     "+1 (binding)\n\n-1 (non-binding), too early\n\n+1 clr (PMC)\n\n+1 binding\n",
     "1 - +1 binding\n3 - -1 non-binding\n5 - +1 binding\n7 - +1 binding\n"},
    {"claims-in-short-and-behind-a-mark", "Re: [VOTE] x",
     "1: +1 (NB)\n2: -1 nb\n3: +1, non-binding\n4: -0 - binding\n5: +1 *binding*\n"
     "6: +1 (my vote is binding)\n7: 0 (as a user, non-binding)\n",
     "1 1 +1 non-binding\n2 2 -1 non-binding\n3 3 +1 non-binding\n4 4 -0 binding\n"
     "5 5 +1 binding\n6 6 +1 binding\n7 7 0 non-binding\n"},
    {"claims-that-are-none", "Re: [VOTE] x",
     "+1 NB: the tag is moved\n\n+1, binding votes are rare\n\n+1 (not sure if that is binding)\n",
     "1 - +1 -\n3 - +1 -\n5 - +1 -\n"},
    {"blank-behind-the-sign-in-a-ballot", "Re: [VOTE] x",
     "+ 1\n\n- 1, too early\n\n2. + 1 (binding)\n\n- 1 of 5 users\n\n- 2, 3 and 4\n\n"
     "+ 1 from me\n\n(1) -1 file without a header\n",
     "1 - + 1 -\n3 - - 1 -\n5 2 + 1 binding\n11 - + 1 -\n"},
    {"blank-behind-the-sign-elsewhere-is-a-bullet", "Re: x", "- 1, too early\n\n+ 1\n", ""},
    {"options-without-a-colon", "Re: [POLL] x",
     "Option A +1\noption C 0\nD -1, please not\n(5) +1\n7 - -2\n8 = 0\nMotion 9: +1\n"
     "A +1 from Ann\n",
     "1 A +1 -\n2 C 0 -\n3 D -1 -\n4 5 +1 -\n5 7 -2 -\n6 8 0 -\n7 9 +1 -\n"},
    {"with-a-note", "Re: [DISCUSS] x", "+1, with a note: the weeks should be even\n", "1 - +1 -\n"},
    {"options", "Re: [POLL] x", "1a: +2\nB: -1 until it is gone\nOption 3: +1\n",
     "1 1a +2 -\n2 B -1 -\n3 3 +1 -\n"},
    {"named-options-in-polls", "Re: [POLL] x", "crate: +2\nbundle: -1\n",
     "1 crate +2 -\n2 bundle -1 -\n"},
    {"option-behind-the-value", "Re: names",
     "+1 for B, it is short.\n\n-0 for option 3\n\n+1 for F, -1 for G: a bird, a disease.\n\n"
     "+1 for A new try\n\n+1 for 3 reasons\n\n+1 for 1.2\n",
     "1 B +1 -\n3 3 -0 -\n5 F +1 -\n5 G -1 -\n7 - +1 -\n9 - +1 -\n11 - +1 -\n"},
    {"said-in-words", "Re: x",
     "I vote -1 here.\n\nI change my vote to -1 (binding).\n\nBig +1\n\nI vote for the second.\n",
     "1 - -1 -\n3 - -1 binding\n5 - +1 -\n"},
    {"said-of-oneself", "Re: [VOTE] x",
     "That was -1'd twice.\nConsider this a -1 as well.\n\nI am +1 on this.\n\n"
     "Here is my +1 (binding).\n\nChanging my vote to 0, thanks.\n\nI withdraw my -1.\n\n"
     "I am +1 hour ahead of you.\n\nHere's my 0.\n\nDefinitely a +1.\n\nMy -0 lacks.\n",
     "2 - -1 -\n4 - +1 -\n6 - +1 binding\n8 - 0 -\n12 ? prose\n14 - 0 -\n16 - +1 -\n"},
    {"sentences-of-nothing-but-a-vote", "Re: [VOTE] x",
     "My +1 (binding).\n\nYes, +1!\n\nThis time -1.\n\nAlso +1 from me.\n\nLate -0 (nb), sorry.\n",
     "1 - +1 binding\n3 - +1 -\n5 - -1 -\n7 - +1 -\n9 - -0 non-binding\n"},
    {"values-in-brackets-and-behind-arrows", "Re: [POLL] x",
     "(+1) from me\n\nA  (+1)\nB (-1)\n3 -> +1\n\n(+1) for Ann\n\nC (+1 of 5)\n",
     "1 - +1 -\n3 A +1 -\n4 B -1 -\n5 3 +1 -\n"},
    {"asked-to-be-counted", "Re: [VOTE] x",
     "Count me as +1.\n\nPut me down for a -1.\n\nI abstain: 0\n\nAbstaining, +0.\n\nMine is +1.\n",
     "1 - +1 -\n3 - -1 -\n5 - 0 -\n7 - +0 -\n9 - +1 -\n"},
    {"sentences-about-votes", "Re: [VOTE] x",
     "Yes, +1 hour.\n\nMy -1 lacks a reason.\n\nMy earlier -1.\n\nNo -1.\n\nFixed it would get\n"
     "my +1.\n\nA +1 from Ann.\n",
     "10 ? prose\n"},
    {"sentences-elsewhere", "Re: x", "My +1.\n\nYes, +1!\n", ""},
    {"changed-from-one-to-another", "Re: [VOTE] x",
     "I am changing my vote from +1 to -1.\n\nI change my vote from -1 to 0 (nb).\n\n"
     "I am changing my vote from that to nothing.\n",
     "1 - -1 -\n3 - 0 non-binding\n"},
    {"marks-in-a-box", "Re: [VOTE] x", "[v] +1 a\n\n[+] +1 b\n\n[ ✓ ] -1 c\n\n[-] +1 d\n",
     "1 - +1 -\n3 - +1 -\n5 - -1 -\n"},
    {"arrow-to-a-reason", "Re: [VOTE] x", "-1 -> no licence\n", "1 - -1 -\n"},
    {"arrow-of-a-change", "Re: [PATCH] x", "-1 -> EINVAL\n", "1 ? prose\n"},
    {"options-behind-to-and-on", "Re: [POLL] x",
     "+1 to option 2\n\n-0 on B\n\n+1 for option 5 and -1 for option 6, sorry\n\n"
     "+1 to option 2 and 3\n\n+1 to 2 weeks\n",
     "1 2 +1 -\n3 B -0 -\n5 5 +1 -\n5 6 -1 -\n7 - +1 -\n9 - +1 -\n"},
    {"proposals-quoted-above", "Re: [VOTE] x",
     "> Proposal 1: stay\n\n+1 :-)\n\n> Proposal 2: go\n\nA strong -1.\n", "3 1 +1 -\n7 2 -1 -\n"},
    {"late-answer-to-a-result", "Re: [RESULT] [VOTE] x",
     "For the record:\n\n+1 (non-binding) :)\n\n> +1: Ann, Bob\n",
     "3 - +1 non-binding\n5 ? quoted\n"},
    {"late-and-bare", "Re: [RESULT] [VOTE] x", "I missed it.\n\n-1\n\nAnn\n", "3 - -1 -\n"},
    {"result-with-names-further-down", "Re: [RESULT] [VOTE] x",
     "The vote has passed.\n\n+1 (binding)\n\nAnn, Bob and Cy\n", "3 ? tally\n"},
    {"result-with-one-head-of-names", "Re: [RESULT] [VOTE] x", "+1 (binding):\n\nAnn\nBob\n",
     "1 ? tally\n"},
    {"who-opens-a-discussion-votes-too", "[DISCUSS] x", "What do you think?\n\n+1 from my side\n",
     "3 - +1 -\n"},
    {"options-quoted-above", "Re: [POLL] home",
     "> 1) static pages,\n>    from git\n\n+2, as now\n\n> (b) a wiki\n\n-1\n\nWhy?\n\n-1\n",
     "4 1 +2 -\n8 b -1 -\n12 - -1 -\n"},
    {"one-number-of-a-list-is-no-poll", "Re: [VOTE] x", "> 1. keys are signed\n\n+1\n",
     "3 - +1 -\n"},
    {"command", "Re: x", "#vote +1\n", "1 - +1 -\n"},
    {"marked-box", "Re: [VOTE] x", "[X] +1 release\n[ ] -1 do not\n", "1 - +1 -\n2 ? template\n"},
    {"value-written-into-the-box", "Re: [VOTE] x", "[+1] release it\n", "1 - +1 -\n"},
    {"values-in-boxes-are-the-choices", "[VOTE] x", "[+1] yes\n[-1] no\n",
     "1 ? template\n2 ? template\n"},
    {"bold-as-text", "Re: [VOTE] x", "*+1* (binding)\n\n**-1**\n", "1 - +1 binding\n3 - -1 -\n"},
    {"numbers-of-patches-are-no-boxes", "Re: [PATCH] x", "[1/3] one\n[2/3] two\n", ""},
    {"nobody-behind-a-colon-is-a-tally", "Re: [VOTE] x", "so far\n\n+1: Ann, Bob\n-1: nobody\n",
     "3 ? tally\n4 ? tally\n"},
    {"ack-where-the-ballot-asks", "Re: [VOTE] x", "Nack\n\n> answer with Ack or Nack\n",
     "1 - Nack -\n"},
    {"ack-in-a-review-is-none", "Re: [PATCH] x", "Ack\n\n> a patch\n", ""},
    {"reply-outside-a-ballot", "Re: name", "> the city?\n\n+1 to the city.\n", "3 - +1 -\n"},
    {"quoted", "Re: [VOTE] x", "> +1\n>> -1, no\n\nI see.\n", "1 ? quoted\n2 ? quoted\n"},
    {"forwarded", "Re: [VOTE] x",
     "as asked\n\n---------- Forwarded message ----------\nFrom: H\n\n+1 (binding)\n",
     "6 ? forwarded\n"},
    {"signature", "Re: x", "text\n\n-- \nAnn\n+1 555 0100 44\n", "5 ? signature\n"},
    {"phone", "x", "Call now:\n+1 555 0188\n+1 (555) 0100 22\n+44 20 7946 0018\n",
     "2 ? phone\n3 ? phone\n"},
    {"template-and-choice", "[VOTE] x", "[ ] +1 approve\n[ ] -1 no\n\n[+1|0|-1] release\n",
     "1 ? template\n2 ? template\n4 ? template\n"},
    {"legend", "[POLL] x", "Please rate:\n\n+2 love\n+1 fine\n0 eh\n-1 no\n",
     "3 ? legend\n4 ? legend\n5 ? legend\n6 ? legend\n"},
    {"rule", "[VOTE] x", "It needs at least three binding\n+1 votes and no veto.\n", "2 ? rule\n"},
    {"tally-of-a-result", "[RESULT] [VOTE] x", "Binding:\n\n+1 Ann\n+1 Bob\n",
     "3 ? tally\n4 ? tally\n"},
    {"counts-of-others", "Reminder: [VOTE] x", "so far:\n\n  +1 (5): Ann, Bob\n  -1 (1): Cy\n",
     "3 ? tally\n4 ? tally\n"},
    {"wrapped-prose", "Re: x",
     "and with an average of three or four in each of the years\n-1 or so per year nobody felt run "
     "over.\n",
     "2 ? prose\n"},
    {"decimal-number", "Re: x",
     "In other words the offset at the station on the roof is\n+1.5 at noon\n", "2 ? number\n"},
    {"big-numbers-are-nothing", "Re: [VOTE] x", "+1000 if it comes with photographs\n", ""},
    {"section-numbers-are-nothing", "[VOTE] x",
     "the images of this kind end with release\n1.0. The packages stay.\n", ""},
    {"diff", "Re: x", "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-1\n+1 20\n 4\n", "4 ? diff\n5 ? diff\n"},
    {"bullets-are-no-votes", "Re: x", "* +1 week of vacation\n- 1 of 5 users\n", ""},
    {"return-values-are-no-votes", "Re: [PATCH] x", "> why?\n\n-1 is returned when it fails.\n",
     "3 ? prose\n"},
};

static void
test_case(gconstpointer data)
{
  const Case *c = data;
  g_autoptr(Drafts) d = drafts_of(c->subject, c->body);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < d->votes->len; i++) {
    const VoteDraft *v = g_ptr_array_index(d->votes, i);
    if (v->like)
      g_string_append_printf(out, "%u ? %s\n", v->line, v->why);
    else
      g_string_append_printf(out, "%u %s %s %s\n", v->line, v->option == NULL ? "-" : v->option,
                             v->value_text, v->claim == NULL ? "-" : v->claim);
  }
  g_assert_cmpstr(out->str, ==, c->votes);
  g_string_free(out, TRUE);
}

static void
test_comment(void)
{
  g_autoptr(Drafts) d = drafts_of("Re: [VOTE] x", "-1 (binding), the daemon drops its group\n");
  const VoteDraft *v = g_ptr_array_index(d->votes, 0);
  g_assert_cmpstr(v->comment, ==, "the daemon drops its group");
  g_assert_cmpstr(v->quote, ==, "-1 (binding), the daemon drops its group");
  g_assert_cmpint(v->value, ==, -1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/votes/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_case);
  }
  g_test_add_func("/votes/the-words-after-it-are-the-comment", test_comment);
  return g_test_run();
}
