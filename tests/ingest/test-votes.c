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
    {"names-in-front", "Re: [POLL] x",
     "Mon 14:00: -1\nstay with cgit: -0.5, or not\n#3311: +1\nR2 - -1\nGitLab = +1\n"
     "- **Forgejo**: 0 (binding)\n",
     "1 Mon 14:00 -1 -\n2 stay with cgit -0.5 -\n3 #3311 +1 -\n4 R2 -1 -\n5 GitLab +1 -\n"
     "6 Forgejo 0 binding\n"},
    {"names-without-a-colon-in-a-poll", "Re: [POLL] x", "pizza  +1\ntacos  -1\n\nso far +1\n",
     "1 pizza +1 -\n2 tacos -1 -\n"},
    {"a-word-and-a-value-elsewhere", "Re: [VOTE] x",
     "pizza +1\n\nErrors: 0\n\nexit = -1\n\nThe value on a missing file: -1\n", ""},
    {"a-name-is-one-line-of-text", "Re: [POLL] x", "Mon\t14:00: +1\nTue \x1f  9: -1\n",
     "1 Mon 14:00 +1 -\n2 Tue   9 -1 -\n"},
    {"names-behind-for", "Re: [VOTE] x", "+1 for Aiko\n\n+0 for Lena, whom I do not know\n",
     "1 Aiko +1 -\n3 Lena +0 -\n"},
    {"one-name-behind-for-may-be-anything", "Re: [VOTE] x", "+1 for Aiko\n", "1 - +1 -\n"},
    {"one-name-that-the-call-offers", "Re: [POLL] x", "> Teal, slate or mauve.\n\n+1 for teal\n",
     "3 teal +1 -\n"},
    {"one-name-that-the-subject-offers", "Re: [VOTE] Chair: Ann Lee, Bob Moss", "+1 Bob\n",
     "1 Bob +1 -\n"},
    {"names-below-each-other", "Re: [POLL] x", "+1 offline mode\n-0 plugin store (we have two)\n",
     "1 offline mode +1 -\n2 plugin store -0 -\n"},
    {"remarks-are-no-names", "Re: [POLL] x", "+1 thanks for this\n\n+1 once it is fixed\n",
     "1 - +1 -\n3 - +1 -\n"},
    {"several-in-a-line", "Re: [POLL] x",
     "A: -1 (as Lars says), C: 0\n\n+1 Ghent, -1 Oslo\n\n1 and 3: +1\n",
     "1 A -1 -\n1 C 0 -\n3 Ghent +1 -\n3 Oslo -1 -\n5 1 +1 -\n5 3 +1 -\n"},
    {"boxes-without-values", "Re: [POLL] x",
     "[x] A: the heron\n[ ] B: the anchor\n\n[2] C: third\n", "1 A [x] -\n"},
    {"several-in-a-line-of-a-vote", "Re: [VOTE] x",
     "Forgejo: 0 (too dear), GitLab: -1\n\n+1 for the wiki, but 0 for the forge: late\n\n"
     "1, 3 and C: 0\n\nb and c: +1\n\n+1 to option 2 and 3\n",
     "1 Forgejo 0 -\n1 GitLab -1 -\n3 the wiki +1 -\n3 the forge 0 -\n5 1 0 -\n5 3 0 -\n5 C 0 -\n"
     "7 b +1 -\n7 c +1 -\n9 2 +1 -\n9 3 +1 -\n"},
    {"several-in-a-line-outside-a-ballot", "Re: x",
     "+1 on R1; -1 on R2 (binding)\n\nb=+1; c=-1\n\nForgejo: +1, GitLab: -1\n",
     "1 R1 +1 -\n1 R2 -1 binding\n3 b +1 -\n3 c -1 -\n"},
    {"names-behind-a-dash", "Re: [POLL] x", "+1 - Forgejo\n-1 - GitLab\n",
     "1 Forgejo +1 -\n2 GitLab -1 -\n"},
    {"remarks-behind-a-dash", "Re: [POLL] x",
     "+1 - good idea\n-1 - it comes too late for this year\n\n+1 - fast\n+1 - small\n",
     "1 - +1 -\n2 - -1 -\n4 - +1 -\n5 - +1 -\n"},
    {"rising-values-in-boxes", "Re: [POLL] x", "[-1] cgit\n[0] GitLab\n[+1] Forgejo\n",
     "1 cgit -1 -\n2 GitLab 0 -\n3 Forgejo +1 -\n"},
    {"falling-values-in-boxes", "Re: [POLL] x", "[+1] release it\n[0] wait\n[-1] stop it\n",
     "1 ? template\n3 ? template\n"},
    {"rising-values-that-boxes-explain", "Re: [POLL] x", "[-1] no\n[0] wait\n[+1] yes\n",
     "1 ? template\n3 ? template\n"},
    {"an-article-is-no-option", "Re: [VOTE] x", "a +1\n", "1 - +1 -\n"},
    {"an-article-may-be-a-label", "Re: [VOTE] x", "> a) one\n> b) two\n\na +1\n", "4 a +1 -\n"},
    {"zero-and-a-remark-below-an-option", "Re: x",
     "> 2) the wiki moves\n0, I do not use it\n\n> 3) the forge moves\n+1\n\n"
     "0, nobody came\n",
     "2 2 0 -\n5 3 +1 -\n"},
    {"half-a-vote-behind-dashes", "Re: [VOTE] x", "+0.5 -- nice to have\n", "1 - +0.5 -\n"},
    {"values-in-columns", "Re: x",
     "The exit codes:\n\n0    2026-03-31 fetch\n-1   2026-03-31 build\n\nAnd failed:\n\n+2     "
     "net\n",
     "3 ? log\n4 ? log\n8 ? number\n"},
    {"a-rule-that-wraps", "[VOTE] x",
     "It passes with three binding +1 and with more\n+1 than -1.\n", "2 ? rule\n"},
    {"rules-that-wrap-in-an-answer", "Re: How do votes work?",
     "The rules are simple: there have to be three\n+1 votes of members. A single\n"
     "-1 does not stop a release, though most wait and look at the reason.\n",
     "2 ? rule\n3 ? rule\n"},
    {"zero-of-a-motion-below-others", "Re: Motions for the board",
     "Motion 1: +1\nMotion 2: 0\nMotion 3: 0 (I work for them)\n", "1 1 +1 -\n2 2 0 -\n3 3 0 -\n"},
    {"zeros-of-nothing-else", "Re: Errors of the motion sensor", "Motion 1: 0\nMotion 2: 0\n", ""},
    {"quoted-command", "Re: x", "> #vote +1\n> #vote Ann\n\n#vote -1\n", "1 ? quoted\n4 - -1 -\n"},
    {"a-marked-box-is-no-label", "Re: [VOTE] x",
     "[X] +1 accept it as it is\n[ ] -1 send it back\n\n[x] +1\n\nA: +1\nX: -1\n",
     "1 - +1 -\n2 ? template\n4 - +1 -\n6 A +1 -\n7 X -1 -\n"},
    {"belated", "Re: [VOTE] x", "Sorry, was away. A belated +1 (binding) from me.\n",
     "1 - +1 binding\n"},
    {"changed-in-the-last-sentence", "Re: [VOTE] x",
     "Confirmed, works now. I change my vote from -1 to +1 (binding).\n", "1 - +1 binding\n"},
    {"zero-and-a-bracket-below-an-option", "Re: x",
     "> R1: one a year\n-1\n\n> R3: when it is ready\n0 (users hate it)\n",
     "2 R1 -1 -\n5 R3 0 -\n"},
    {"slots-where-nothing-is-quoted", "Re: New time for the call",
     "All in UTC:\n\nMon 14:00: -1\nTue 15:30: +1\nWed 07:00: -1 (school run)\n",
     "3 Mon 14:00 -1 -\n4 Tue 15:30 +1 -\n5 Wed 07:00 -1 -\n"},
    {"degrees-are-no-slots", "Re: The sensor on the roof",
     "In degrees:\n\nMon 14:00: -1\nTue 15:30: +1\nWed 07:00: -1\n", ""},
    {"a-function-calls-no-ballot", "Re: lw_poll() and poll() documentation",
     "It returns\n\n-1 on error, errno is set\n+1 if the caller has to try again\n",
     "3 ? prose\n4 ? prose\n"},
    {"a-name-that-ends-in-all", "Re: [POLL] x", "IRC: +2\nno chat at all: -1\n",
     "1 IRC +2 -\n2 no chat at all -1 -\n"},
    {"own-ratings-that-begin-with-zero", "[POLL] x",
     "Rate them.\n\nTo begin with, my own:\n\nMon 14:00: 0\nTue 15:00: +1\nWed 8:00: 0\n",
     "5 Mon 14:00 0 -\n6 Tue 15:00 +1 -\n7 Wed 8:00 0 -\n"},
    {"tally-below-a-heading-of-a-result", "[RESULT] [VOTE] x",
     "It has passed.\n\nBinding\n+1 Ann Lee\n+1 Bob\n", "4 ? tally\n5 ? tally\n"},
    {"thanks-for-a-proposal", "Re: [PROPOSAL] x", "+1 and thank you\n", "1 - +1 -\n"},
    {"own-vote-in-the-call", "[VOTE] x",
     "[ ] +1 move it\n[ ] -1 keep it\n\nHere is my own vote: +1 (binding)\n\n"
     "So not my vote: +1\n",
     "1 ? template\n2 ? template\n4 - +1 binding\n"},
    {"rows-where-a-quote-asks", "Re: New time",
     "Mon 14:00: -1\nTue 09:00: +1\n\n> Please say +1 or -1 to each.\n",
     "1 Mon 14:00 -1 -\n2 Tue 09:00 +1 -\n"},
    {"rows-with-arrows-where-a-quote-asks", "Re: New time",
     "- Mon 14:00 -> -1\n- Tue 09:00 -> +1 (late)\n\n"
     "> Please say +1 or -1 to each.\n",
     "1 Mon 14:00 -1 -\n2 Tue 09:00 +1 -\n"},
    {"settings-are-no-rows", "Re: New screen",
     "width = -1\nheight = +1\n\n> Where does poll() return +1 and not -1?\n", ""},
    {"a-row-that-reads-like-a-sentence", "Re: [POLL] x",
     "* Forgejo: +1\n* GitLab: 0\n* stay where we are: -1\n\nwhat we need is: +1\n",
     "1 Forgejo +1 -\n2 GitLab 0 -\n3 stay where we are -1 -\n"},
    {"boxes-of-a-vote-some-of-them-empty", "Re: [VOTE] x", "[ ] the fox\n[X] the lantern\n",
     "2 the lantern [X] -\n"},
    {"boxes-above-the-value", "Re: [VOTE] x", "[x] the sums\n[ ] the notes\n\n+1 (binding)\n",
     "4 - +1 binding\n"},
    {"boxes-of-work", "Re: [VOTE] x", "[x] notes written\n[ ] mirror synced\n", ""},
    {"boxes-that-a-quote-asks-for", "Re: New window",
     "[ ] Tuesday evening\n[x] Wednesday\n\n> Tick as many as you like.\n", "2 Wednesday [x] -\n"},
    {"boxes-that-nobody-asks-for", "Re: New window", "[ ] Tuesday evening\n[x] Wednesday\n", ""},
    {"long-bullets-above", "Re: [VOTE] x",
     "> * a maintainer who is silent for a year is asked to step down\n+1\n"
     "> * new ones need two sponsors\n-1\n",
     "2 a maintainer who is silent for a year is asked to step down +1 -\n"
     "4 new ones need two sponsors -1 -\n"},
    {"boxes-behind-labels-and-at-the-end", "Re: [POLL] x",
     "1. [x] the gull\n2. [ ] the ferry\n\n1a: crate [ ]\n1b: bag [x]\n\n> ( ) a\n> ( ) b\n\n(x) "
     "b\n( ) a\n",
     "1 1 [x] -\n4 ? template\n5 1b [x] -\n10 b (x) -\n"},
    {"boxes-of-a-yes-and-no", "Re: [VOTE] x", "[ ] yes\n[x] no, too dear\n", "2 - [x] -\n"},
    {"boxes-of-what-was-checked", "Re: [VOTE] x", "+1 (binding)\n\n[x] sums\n[ ] Windows\n",
     "1 - +1 binding\n"},
    {"values-in-boxes-for-what-is-offered", "Re: [POLL] x",
     "> [ ] Riga\n> [ ] Turku\n\n[+1] Riga\n[ 0] Turku\n", "4 Riga +1 -\n5 Turku 0 -\n"},
    {"a-footnote-is-no-box", "Re: [POLL] x", "[0] https://example.org/\n", ""},
    {"parts-of-a-vote", "Re: [VOTE] x", "+0.5\n\n-0.5 on both axes\n\n+1.5, gladly\n",
     "1 - +0.5 -\n3 ? number\n5 - +1.5 -\n"},
    {"parts-of-a-vote-elsewhere", "Re: x", "+0.5\n", "1 ? number\n"},
    {"quoted-labels-of-letters", "Re: votes by mail",
     "> R1. minutes\n\n+1\n\n> R10. bank\n\n+1 and thanks\n", "3 R1 +1 -\n7 R10 +1 -\n"},
    {"options-behind-words", "Re: [VOTE] x",
     "I vote A: +1\nand B: -1\n\nA +1 / C -1\n\nA very big +1\n",
     "1 A +1 -\n2 B -1 -\n4 A +1 -\n4 C -1 -\n6 - +1 -\n"},
    {"quoted-labels-above-their-text", "Re: [VOTE] x",
     "> Proposal A\n> Use rsync.\n+1\n> Proposal B\n-1\n", "3 A +1 -\n5 B -1 -\n"},
    {"quoted-names", "Re: [POLL] x", "> Sat:\n+1\n> Sun?\n-2\n", "2 Sat +1 -\n4 Sun -2 -\n"},
    {"clear-signed", "Re: x",
     "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- -1\n"
     "-----BEGIN PGP SIGNATURE-----\n\niQIz\n-----END PGP SIGNATURE-----\n",
     "4 - -1 -\n"},
    {"a-dash-elsewhere-is-a-bullet", "Re: x", "- -1\n", ""},
    {"claims-further-on", "Re: [VOTE] x",
     "+1 pour moi (non-binding). Merci.\n\n+1 from me, binding\n\n+1 release it (binding)\n\n"
     "+1 see below. (binding votes first)\n",
     "1 - +1 non-binding\n3 - +1 binding\n5 - +1 binding\n7 - +1 -\n"},
    {"values-at-the-end-of-a-line", "Re: [VOTE] x",
     "Looks good to me, +1 (binding).\n\nI read it twice. So it's a -1 from me.\n\n"
     "Built on arm64, so +1 (nb)\n",
     "1 - +1 binding\n3 - -1 -\n5 - +1 non-binding\n"},
    {"values-at-the-end-that-are-none", "Re: [VOTE] x",
     "Ann said it is fine, +1.\n\nWe are at UTC, +1\n\nIs it +1 (binding)?\n\nIt stands at +2, "
     "-1.\n",
     ""},
    {"a-vote-taken-back-for-another", "Re: [VOTE] x", "I withdraw my -1 and vote +1.\n",
     "1 - +1 -\n"},
    {"votes-passed-on", "Re: [VOTE] x",
     "+1\n\nI was asked to pass these on:\n\n+1 (Dieter, by phone)\n-0 (Hana)\n",
     "1 - +1 -\n5 ? tally\n6 ? tally\n"},
    {"names-on-record", "Re: [VOTE] x", "So far I have:\n\nAnn Lee: +1\nBob: -1\n",
     "3 ? tally\n4 ? tally\n"},
    {"ratings-outside-a-ballot", "Re: PEP x",
     "> the idea of a syntax\n\nMy view in short:\n\nIdea: +1\nSyntax: -1\n",
     "5 Idea +1 -\n6 Syntax -1 -\n"},
    {"numbers-by-name-outside-a-ballot", "Re: the rig",
     "> the offset and the gain\n\nOffset: +1\nGain: -1\n", ""},
    {"what-is-quoted-calls", "Re: x",
     "> Please give each a +1 or a -1.\n\nBudget: +1\nTravel: -1\n",
     "3 Budget +1 -\n4 Travel -1 -\n"},
    {"one-option-that-is-the-subject", "Re: [VOTE] Release x RC2", "RC2: +1\n", "1 - +1 -\n"},
    {"counts-without-a-result-in-the-subject", "Re: [VOTE] x",
     "+1 binding: 4\n+1 (nb): 2 votes\n-1: 0\n", "1 ? tally\n2 ? tally\n3 ? tally\n"},
    {"my-votes-in-any-thread", "Re: x", "Here are my votes:\n\n* #12: +1\n* #13: 0\n",
     "3 #12 +1 -\n4 #13 0 -\n"},
    {"options-that-look-like-a-log", "Re: [POLL] x",
     "2026-03-03 15:00: +1\n2026-03-04 15:00: -1\n\ncmake: -1\nmake: +1\n\nmake: -1\n",
     "1 2026-03-03 15:00 +1 -\n2 2026-03-04 15:00 -1 -\n4 cmake -1 -\n5 make +1 -\n"},
    {"one-value-for-another", "Re: [VOTE] x", "Fixed, thanks. I change my -1 to a +1.\n",
     "1 - +1 -\n"},
    {"a-vote-that-asks-which", "Re: [VOTE] Which name?", "Tern +1\nGull -1\n\n> Tern\n> Gull\n",
     "1 Tern +1 -\n2 Gull -1 -\n"},
    {"a-wrapped-tally", "x", "* AGREED: start it (+1: 4, -1:\n  0)  (ravi, 14:16:11)\n", ""},
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
     "1 2 +1 -\n3 B -0 -\n5 5 +1 -\n5 6 -1 -\n7 2 +1 -\n7 3 +1 -\n9 - +1 -\n"},
    {"proposals-quoted-above", "Re: [VOTE] x",
     "> Proposal 1: stay\n\n+1 :-)\n\n> Proposal 2: go\n\nA strong -1.\n", "3 1 +1 -\n7 2 -1 -\n"},
    {"late-answer-to-a-result", "Re: [RESULT] [VOTE] x",
     "For the record:\n\n+1 (non-binding) :)\n\n> +1: Ann, Bob\n",
     "3 - +1 non-binding\n5 ? quoted\n"},
    {"late-and-by-question", "Re: [RESULT] [VOTE] x",
     "I was away. If it still counts:\n\nQuestion 1: -1\nQuestion 2: +1\n\n"
     "[ ] at once\n[X] in May\n",
     "3 1 -1 -\n4 2 +1 -\n7 in May [X] -\n"},
    {"late-votes-of-others", "Re: [RESULT] [VOTE] x",
     "These came too late:\n\nQuestion 1: -1\nQuestion 2: +1\n", "3 ? tally\n4 ? tally\n"},
    {"late-vote-told-by-who-counts", "Re: [RESULT] [VOTE] x",
     "I missed the vote of Ann. It was late, but it still counts:\n\nQuestion 1: -1\n",
     "3 ? tally\n"},
    {"first-names-of-the-subject", "Re: [VOTE] Hana Mori and Emeka Obi as editors", "Emeka: +1\n",
     "1 Emeka +1 -\n"},
    {"one-thing-of-the-subject", "Re: [VOTE] Heron 2 and its plugins as packages", "Heron 2: +1\n",
     "1 - +1 -\n"},
    {"change-behind-so", "Re: [PROPOSAL] x",
     "With that I can live, so I change my vote from -1 to -0.\n\n"
     "If they agree and so I change my vote from -1 to +1.\n",
     "1 - -0 -\n"},
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
    {"caller-marks-a-box", "[VOTE] x",
     "When?\n\n[ ] in May\n[ ] in June\n\nMy own answer:\n\n[x] in June\n", "8 in June [x] -\n"},
    {"caller-lists-his-checks", "[VOTE] x", "My own checks:\n\n[x] signature\n[x] sums\n", ""},
    {"marked-box", "Re: [VOTE] x", "[X] +1 release\n[ ] -1 do not\n", "1 - +1 -\n2 ? template\n"},
    {"value-written-into-the-box", "Re: [VOTE] x", "[+1] release it\n", "1 - +1 -\n"},
    {"values-in-boxes-are-the-choices", "[VOTE] x", "[+1] yes\n[-1] no\n",
     "1 ? template\n2 ? template\n"},
    {"bold-as-text", "Re: [VOTE] x", "*+1* (binding)\n\n**-1**\n", "1 - +1 binding\n3 - -1 -\n"},
    {"quotation-marks-of-a-part", "Re: [POLL] x",
     "> - rename it to \"salt\"\n+1\n> - \"salt\" as the name\n-1\n> - \"pepper\"\n0\n> - "
     "'mint' or 'dill'\n+1\n",
     "2 rename it to \"salt\" +1 -\n4 \"salt\" as the name -1 -\n6 pepper 0 -\n8 'mint' or "
     "'dill' +1 -\n"},
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

/* Archives lose the "Re:". Who begins with a vote below what he quotes calls for none; a call may
 * quote, too. */
static void
test_answer_without_re(void)
{
  static const struct {
    const char *parent, *body;
    guint items;
  } mails[] = {{"call@example.org", "On 1 May, Ann wrote:\n> vote on it\n\n+1 from me\n", 0},
               {"call@example.org", "On 1 May, Ann wrote:\n> why not?\n\nSo please vote.\n", 1},
               {NULL, "On 1 May, Ann wrote:\n> vote on it\n\n+1 from me\n", 1}};
  for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
    g_autoptr(Mail) mail = mail_of("[VOTE] Release 4.2.0", "Bea", mails[i].body);
    g_strfreev(mail->references);
    mail->references = g_strsplit(mails[i].parent == NULL ? "" : mails[i].parent, " ", -1);
    g_autoptr(BodyLines) lines = ingest_lines(mail);
    g_autoptr(Drafts) d = ingest_extract(mail, lines);
    g_assert_cmpuint(d->items->len, ==, mails[i].items);
  }
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
  g_test_add_func("/votes/an-answer-may-lack-its-re", test_answer_without_re);
  return g_test_run();
}
