/* Sentences that are items, sentences that are not, dates and replies. */
#include "ingest/extract-parts.h"
#include "lines-of.h"
#include <string.h>

typedef struct {
  const char *name, *body, *items;
} Case;

static const Case cases[] = {
    {"promise", "I'll send a v2 tomorrow.\n", "action: I'll send a v2 tomorrow. (author)\n"},
    {"promise-with-typographic-apostrophe", "I’ll send it.\n", "action: I’ll send it. (author)\n"},
    {"states-of-mind-are-no-promises",
     "I'll be away until the 20th. I will never again promise. I'll admit that. I'd help if I "
     "could.\n",
     ""},
    {"conditional-promise-is-none",
     "If you send me the file I will have a look. I'll do it if that helps.\n", ""},
    {"reported-promise-is-none", "Last year he said I will do it three times.\n", ""},
    {"question-is-no-promise", "Should we wait, or I'll send it now?\n",
     "question: Should we wait, or I'll send it now?\n"},
    {"third-person-with-date", "Lorenzo will write to the foundation before 1 August.\n",
     "action: Lorenzo will write to the foundation before 1 August. (Lorenzo)\n"},
    {"things-that-will-happen-are-no-actions",
     "The machine will be replaced before Friday. Version 3 will fail.\n", ""},
    {"agreed", "We agreed to stay with it.\n", "decision: We agreed to stay with it.\n"},
    {"decided-with-words-between", "We decided in the office to revert both.\n",
     "decision: We decided in the office to revert both.\n"},
    {"approved", "The proposal has been approved.\n",
     "decision: The proposal has been approved.\n"},
    {"rule-of-a-vote-is-no-decision", "The vote passes if there are three.\n", ""},
    {"hearsay-is-no-decision", "I thought we agreed to wait. As we decided to wait, I wait.\n", ""},
    {"propose", "For the next release I propose that all end in -debug.\n",
     "proposal: For the next release I propose that all end in -debug.\n"},
    {"moving-towards", "So I shall be moving towards one repository.\n",
     "proposal: So I shall be moving towards one repository. (author)\n"},
    {"opinion-is-no-proposal", "We could rent storage. It would be nice.\n", ""},
    {"lazy-consensus", "If there are no objections by Friday, I will change it.\n",
     "proposal: If there are no objections by Friday, I will change it. (author)\n"},
    {"lazy-consensus-without-i", "Unless I hear otherwise by Wednesday, both come off.\n",
     "proposal: Unless I hear otherwise by Wednesday, both come off.\n"},
    {"lazy-consensus-explained-is-none", "A change passes if nobody objects within three days.\n",
     ""},
    {"lazy-consensus-in-other-words",
     "If nobody complains by 12 July, the wiki goes. Barring protests I will merge it.\n",
     "proposal: If nobody complains by 12 July, the wiki goes.\nproposal: Barring protests I will "
     "merge it. (author)\n"},
    {"lazy-consensus-of-what-will-happen-needs-a-date",
     "It will be merged on Friday 10 July unless somebody objects. It will melt if nobody "
     "objects.\n",
     "proposal: It will be merged on Friday 10 July unless somebody objects.\n"},
    {"time-and-place-in-front-of-a-decision",
     "After a long evening we decided to wait. After he said we decided to wait he left.\n",
     "decision: After a long evening we decided to wait.\n"},
    {"subject-of-a-decision-may-be-long",
     "The request for a second room was rejected. The motion to move did not pass.\n",
     "decision: The request for a second room was rejected.\ndecision: The motion to move did not "
     "pass.\n"},
    {"words-of-another-clause-take-nothing-back",
     "As you all know, I propose to wait. Since you ask what I do, I'll write it down.\n",
     "proposal: As you all know, I propose to wait.\naction: Since you ask what I do, I'll write "
     "it down. (author)\n"},
    {"condition-goes-on-behind-and",
     "If we had a switch, and we decided to set it, it would break.\n", ""},
    {"what-is-proposed-elsewhere-is-no-proposal", "It looks like what I am proposing.\n", ""},
    {"no-break-space-ends-a-sentence", "It works.\xc2\xa0 Does it not?\n",
     "question: Does it not?\n"},
    {"lead-in-of-decisions-is-none-itself", "We agreed on the following:\n\n* stay\n* wait\n",
     "decision: stay\ndecision: wait\n"},
    {"mark-in-a-wrapped-address-asks-nothing",
     "The ticket is <https://bugs.example.org/show_bug.cgi?\nid=2412210>. Did you see "
     "<https://a.example.org/x>? Or https://a.example.org/y?\n",
     "question: Did you see <https://a.example.org/x>?\nquestion: Or https://a.example.org/y?\n"},
    {"as-a-rule-is-no-as", "As a rule I propose to wait.\n",
     "proposal: As a rule I propose to wait.\n"},
    {"rules-with-a-span-of-time-are-no-actions", "Helpers will answer within a day.\n", ""},
    {"everybody-may-own-an-action", "ACTION: all to read it\n", "action: all to read it (all)\n"},
    {"decisions-in-other-words",
     "We have therefore decided to stay. The exception was granted. The logo was approved "
     "unanimously. We settled on the blue one. Consensus was reached to wait.\n",
     "decision: We have therefore decided to stay.\ndecision: The exception was granted.\n"
     "decision: The logo was approved unanimously.\ndecision: We settled on the blue one.\n"
     "decision: Consensus was reached to wait.\n"},
    {"machines-decide-nothing",
     "The request was rejected by the server. We agreed to disagree. We agreed already to.\n", ""},
    {"proposals-in-other-words",
     "I recommend that we wait. This is a proposal to wait. I nominate Ann.\n",
     "proposal: I recommend that we wait.\nproposal: This is a proposal to wait.\nproposal: I "
     "nominate Ann.\n"},
    {"speak-up-or-i-will",
     "Speak up by Friday, otherwise I'll merge it. Objections? Otherwise I will merge it.\n",
     "proposal: Speak up by Friday, otherwise I'll merge it. (author)\nquestion: Objections?\n"
     "proposal: Otherwise I will merge it. (author)\n"},
    {"deeds-whose-first-word-is-none",
     "I'll have a look at it. I'll have a beer. I'll call them. I'll call it a day.\n",
     "action: I'll have a look at it. (author)\naction: I'll call them. (author)\n"},
    {"advertising-of-mailers-asks-nothing", "It works.\n\nDo you Yahoo!?\nGet it now.\n", ""},
    {"perhaps-is-no-proposal", "Maybe I'll propose something else.\n", ""},
    {"marker-line-ends-where-speech-goes-on",
     "Some text to tell how wide the lines of this mail are, as it is.\n\nACTION: Ann to go "
     "there\nWe laughed.\n",
     "action: Ann to go there (Ann)\n"},
    {"votes-below-an-outcome-are-not-part-of-it",
     "The proposal has been approved:\n+1: Bob, Ann\n-1: none\n",
     "decision: The proposal has been approved:\n"},
    {"a-deadline-for-something-else",
     "I'd like to propose a new wiki page.\n\n"
     "If there are no objections by Friday I will delete the old branch.\n",
     "proposal: I'd like to propose a new wiki page.\nproposal: If there are no objections by "
     "Friday I will delete the old branch. (author)\n"},
    {"a-nick-behind-an-at-is-asked",
     "@carl what about you?\nHi @dora, can you look?\nCan somebody look at it, @erik?\n"
     "@all who can help?\nAny news, @everyone?\n",
     "question: @carl what about you? (carl)\nquestion: Hi @dora, can you look? (dora)\n"
     "question: Can somebody look at it, @erik? (erik)\nquestion: @all who can help?\n"
     "question: Any news, @everyone?\n"},
    {"questions-with-who-is-asked",
     "Rajesh, did you see this? Could you look, Gethin? @Paulina: is it new? If so, why?\n",
     "question: Rajesh, did you see this? (Rajesh)\nquestion: Could you look, Gethin? "
     "(Gethin)\nquestion: @Paulina: is it new? (Paulina)\nquestion: If so, why?\n"},
    {"code-and-patterns-ask-nothing", "use in-202?-* there\n\n   n = (limit > 0) ? limit : 50;\n",
     ""},
    {"quoted-words-ask-nothing", "It says \"Is it plugged in?\"\n", ""},
    {"marks-in-brackets-end-nothing", "Some event (interrupt? timer?) is needed here.\n", ""},
    {"markers", "ACTION: KB, provide it\nAGREED: it moves\nIDEA: a contest\n",
     "action: KB, provide it (KB)\ndecision: it moves\nproposal: a contest\n"},
    {"who-looks-at-it-is-the-owner", "ACTION: Pernille looks at the builds\n",
     "action: Pernille looks at the builds (Pernille)\n"},
    {"markers-with-owner-inside",
     "ACTION (KB): provide it\n[ACTION] Ann to go there\nACTION: go OWNER: Sofia\n",
     "action: provide it (KB)\naction: Ann to go there (Ann)\naction: go (Sofia)\n"},
    {"intent-and-a-call-for-dissent-are-lazy-consensus",
     "I intend to switch it off. Speak up by 20 March if you want it. It rains.\n",
     "proposal: I intend to switch it off. (author)\n"},
    {"the-i-may-be-left-out", "Will attach a log tonight. Will you? Will be away.\n",
     "action: Will attach a log tonight. (author)\nquestion: Will you?\n"},
    {"agreed-for-next-time-is-no-history",
     "It was agreed to hold it on Friday, same as last year.\n",
     "decision: It was agreed to hold it on Friday, same as last year.\n"},
    {"unless-somebody-does-anything", "Unless somebody screams I'll close the form on Sunday.\n",
     "proposal: Unless somebody screams I'll close the form on Sunday. (author)\n"},
    {"adverbs-stand-anywhere",
     "It was also decided to stay. We hereby propose a walk. There was rough consensus to wait.\n",
     "decision: It was also decided to stay.\nproposal: We hereby propose a walk.\ndecision: There "
     "was rough consensus to wait.\n"},
    {"history-decides-nothing",
     "In 2019 it was decided to wait. We voted on it at some point. It was decided by whoever "
     "came.\n",
     ""},
    {"people-who-took-something-on",
     "Joost promised to ask them. Henrik has agreed to talk to her. Joost promised to be there.\n",
     "action: Joost promised to ask them. (Joost)\naction: Henrik has agreed to talk to her. "
     "(Henrik)\n"},
    {"what-people-do-and-what-things-do",
     "Geraldo will file the bugs. Targets will depend on support.\n",
     "action: Geraldo will file the bugs. (Geraldo)\n"},
    {"the-third-person-needs-a-day",
     "Bram reverts the update tonight. Bram reverts the update. Notes from today.\n",
     "action: Bram reverts the update tonight. (Bram)\n"},
    {"promise-behind-and",
     "I have such a board and will try it. I will be away and will read mail.\n",
     "action: I have such a board and will try it. (author)\n"},
    {"teams-decide", "The infra team has decided to leave. The rain has decided to stay.\n",
     "decision: The infra team has decided to leave.\n"},
    {"let-us-opens-a-thread", "Let's move the call to the evening. Let's see what comes of it.\n",
     "proposal: Let's move the call to the evening.\n"},
    {"todo-with-a-name-is-an-action",
     "Heading\n=======\n- TODO mara: order it\n- decision: we buy it\n",
     "action: mara: order it (mara)\ndecision: we buy it\n"},
    {"checkboxes-are-work", "So:\n\n[x] book the hall\n[ ] print the badges (Yann)\n",
     "backlog: book the hall\nbacklog: print the badges (Yann) (Yann)\n"},
    {"choices-are-no-work", "So:\n\n[ ] yes\n[ ] no\n[ ] +1 both\n", ""},
    {"lists-that-nothing-names",
     "Where we are heading until spring.\n\nXen\n---\n* find out who tests\n* drop the old tag "
     "(Ann)\n\nThese are the packages:\n\n* one\n* two\n",
     "backlog: find out who tests\nbacklog: drop the old tag (Ann) (Ann)\n"},
    {"steps-and-reports-are-no-work",
     "What is left, in short. Do this:\n\n- run the script\n- restart it\n\nDid:\n\n- fixed it\n- "
     "wrote a "
     "test\n",
     ""},
    {"times-and-versions-are-no-dates", "I'll tag it before 4.4.1 is out. I'll fix it by 5pm.\n",
     "action: I'll tag it before 4.4.1 is out. (author)\naction: I'll fix it by 5pm. (author)\n"},
    {"a-plan-of-ours-and-a-call-for-dissent",
     "We plan to switch off the client. Speak up now. If there are no remarks by Friday, I will go "
     "on.\n",
     "proposal: We plan to switch off the client.\nproposal: If there are no remarks by Friday, I "
     "will go on. (author)\n"},
    {"the-motion-carries", "The motion carries.\n", "decision: The motion carries.\n"},
    {"apostrophes-of-any-kind-move-no-deed",
     "Ola O\u2019Dell will be there before 3 August. Ola O\u2019Dell will write it before 3 "
     "August.\n",
     "action: Ola O\u2019Dell will write it before 3 August. (Ola O\u2019Dell)\n"},
    {"the-last-dash-names-the-owner", "Backlog\n=======\n* buy tubes - big ones - Aurelie\n",
     "backlog: buy tubes - big ones - Aurelie (Aurelie)\n"},
    {"nameless-action", "ACTION: write to the press list\n", "action: write to the press list\n"},
    {"prose-bullets-are-no-items", "To name three:\n\n - a leak\n - a nonce\n", ""},
    {"changelog-of-rpm-is-no-list-of-items",
     "What Fedora says:\n\n- Rebase to 4.22.0 (rhbz#2416101)\n- Resolves: rhbz#2416102\n"
     "- Related: rhbz#2416103\n",
     ""},
    {"changelog-is-no-list-of-items",
     "Changelog:\n\n* Mon Jun 01 2026 T L <t@x.com> - 2.4\n- fix it\n- what for? dropped\n", ""},
};

static void
test_case(gconstpointer data)
{
  const Case *c = data;
  g_autoptr(Drafts) d = drafts_of("x", c->body);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, c->items);
}

static void
test_subjects(void)
{
  static const struct {
    const char *subject, *items;
  } subjects[] = {{"[print] [PROPOSAL] Retire it", "proposal: Retire it\n"},
                  {"Plan to remove it in 6.0", "proposal: Plan to remove it in 6.0\n"},
                  {"Re: [VOTE] x", ""},
                  {"[RESULT] [VOTE] x", ""},
                  {"[RFC PATCH 1/2] x: y", ""},
                  {"Out of office: Re: [VOTE] x", ""}};
  for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
    g_autoptr(Drafts) d = drafts_of(subjects[i].subject, "Hello.\n");
    g_autofree char *items = items_text(d);
    g_assert_cmpstr(items, ==, subjects[i].items);
  }
}

static void
test_due(void)
{
  /* Mon 6 July 2026 */
  const gint64 now = 1783333800, today = 1783296000;
  static const struct {
    const char *text;
    int days;
  } dues[] = {{"by Friday", 4},
              {"before Thursday", 3},
              {"by Monday", 7},
              {"by 9 July 2026", 3},
              {"by the 9th of July", 3},
              {"before 1 August", 26},
              {"due 2026-07-10", 4},
              {"until Friday, 10 July", 4},
              {"by July 8", 2},
              {"in two weeks", 14},
              {"by Friday 17 July", 11},
              {"on the 10th of July", 4},
              {"on Thursday", 3},
              {"this evening", 0},
              {"tomorrow", 1},
              {"this afternoon", 0},
              {"by end of the week", 4},
              {"by the 17th", 11},
              {"until the end of July", 25},
              {"by 17.07.2026", 11}};
  for (guint i = 0; i < G_N_ELEMENTS(dues); i++)
    g_assert_cmpint(
        (int)((due_of(span_of(dues[i].text, strlen(dues[i].text)), now) - today) / 86400), ==,
        dues[i].days);
  g_assert_cmpint(due_of(SPAN("within 72 hours"), now), ==, now + 72 * 3600);
  g_assert_cmpint(due_of(SPAN("by the river, in time, before long"), now), ==, 0);
  g_assert_cmpint(due_of(SPAN("before 4.4.1 is out, by 5pm, by 9am"), now), ==, 0);
  g_assert_cmpint(due_of(SPAN("by Friday"), 0), ==, 0);
}

static const ReplyDraft *
reply(const Drafts *d, guint i)
{
  return g_ptr_array_index(d->replies, i);
}

static void
test_replies(void)
{
  g_autoptr(Drafts) d = drafts_of(
      "Re: Backlog", "On Sat, Ann <a@x.org> wrote:\n> == Backlog ==\n> * Put the key on the\n> "
                     "mirrors\n>  > http://x.org\n\nDone.\n\n> * Rebuild qemu\n\nNo longer "
                     "needed.\n\n> * Clean up\n\nHalf of it is done.\n\n> * Index\n\n"
                     "I'll take this.\n\nAlso this.\n");
  g_assert_cmpuint(d->replies->len, ==, 4);
  g_assert_cmpstr(reply(d, 0)->quoted, ==, "Put the key on the mirrors");
  g_assert_true(reply(d, 0)->suggests && reply(d, 0)->suggestion == STATE_DONE);
  g_assert_cmpuint(reply(d, 0)->lines.first, ==, 7);
  g_assert_true(reply(d, 1)->suggests && reply(d, 1)->suggestion == STATE_DECLINED);
  g_assert_false(reply(d, 2)->suggests);
  g_assert_true(reply(d, 3)->takes);
  g_assert_cmpstr(reply(d, 3)->quote, ==, "I'll take this.\n\nAlso this.");
  /* An offer for the bullet's item is nothing new to do; what names its own thing is, and so is an
   * offer below no bullet. */
  g_assert_cmpuint(d->items->len, ==, 0);
  g_autoptr(Drafts) named =
      drafts_of("Re: Backlog", "> * Index\n\nI'll take the index to the printer.\n");
  g_autofree char *one = items_text(named);
  g_assert_cmpstr(one, ==, "action: I'll take the index to the printer. (author)\n");
  g_autoptr(Drafts) prose =
      drafts_of("Re: Help", "> Could somebody look at the index?\n\nI'll do that.\n");
  g_assert_cmpuint(prose->items->len, ==, 1);
}

/* Lines below a roadmap's bullet that name its owner, and fields, are no bullets of their own: the
 * reply below them speaks of the bullet. */
static void
test_replies_below_owners(void)
{
  static const struct {
    const char *quote, *quoted;
  } quotes[] = {
      {"> * xl migrate (none)\n>   -  Lars\n", "xl migrate (none)"},
      {"> * Blktap3 support (fair)\n>  -  Roger Pau Monne\n", "Blktap3 support (fair)"},
      {"> * Suspend of guests on\n> arm (ok)\n>   -  Ann Lee <ann@example.org>\n>   -  Bob Ray\n",
       "Suspend of guests on arm (ok)"},
      {"> * Multiqueue (good)\n>   -  owner wanted\n", "Multiqueue (good)"},
      {"> * Multiqueue (good)\n>  owner: Bob\n", "Multiqueue (good)"},
      {"> * Multiqueue\n>   Owner: Bob\n>   state: in progress\n", "Multiqueue"},
      {"> * Multiqueue (good)\n>   -  Rework the queues\n", "Rework the queues"},
      {"> * Multiqueue (good)\n> - Lars\n", "Lars"},
      {"> * Multiqueue\n>   -  Lars\n", "Lars"},
      {"> * Multiqueue (good)\n>\n>   -  Lars\n", "Lars"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(quotes); i++) {
    g_autofree char *body = g_strdup_printf("%s\nThis is done.\n", quotes[i].quote);
    g_autoptr(Drafts) d = drafts_of("Re: Roadmap", body);
    g_assert_cmpuint(d->replies->len, ==, 1);
    g_assert_cmpstr(reply(d, 0)->quoted, ==, quotes[i].quoted);
    g_assert_true(reply(d, 0)->suggests && reply(d, 0)->suggestion == STATE_DONE);
  }
}

/* What a reply below a bullet suggests: a state, "takes", both, or nothing. What only may be, will
 * be or was in part suggests nothing. */
static void
test_suggestions(void)
{
  static const struct {
    const char *reply, *suggests;
  } replies[] = {
      {"done", "done"},
      {"fixed in 4.4.1-6", "done"},
      {"pushed to testing", "done"},
      {"I'll take this", "takes"},
      {"Done.", "done"},
      {"This is done now.", "done"},
      {"It has been fixed in 4.5 by Ann.", "done"},
      {"No longer needed.", "declined"},
      {"Not needed any more, the build does it.", "declined"},
      {"Postponed.", "deferred"},
      {"Fixed, and I'll look into the other one.", "done takes"},
      {"Sure, I'll take this.", "takes"},
      {"It will be fixed in 4.5.", ""},
      {"Needs to be fixed in master first.", ""},
      {"Will be done by Friday.", ""},
      {"To be merged after 4.5.", ""},
      {"Nothing pushed to testing yet.", ""},
      {"I don't think it is done.", ""},
      {"Done, except on arm", ""},
      {"Fixed in 4.5, but not for Xen.", ""},
      {"We'll have it merged soon.", ""},
      {"Not done.", ""},
      {"It isn't done.", ""},
      {"We'll get it merged.", ""},
      {"Fixed in 4.5, doesn't work on arm.", ""},
      {"If it is fixed in 4.5 we can go on.", ""},
      {"Is it done?", ""},
      {"I don't think I can do this.", ""},
      {"If nobody else wants it I'll take this.", ""},
  };
  for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
    g_autofree char *body = g_strdup_printf("> * Put it up\n\n%s\n", replies[i].reply);
    g_autoptr(Drafts) d = drafts_of("Re: Backlog", body);
    g_assert_cmpuint(d->replies->len, ==, 1);
    const ReplyDraft *r = reply(d, 0);
    g_autofree char *got = g_strdup_printf(
        "%s: %s%s%s", replies[i].reply, r->suggests ? item_state_to_text(r->suggestion) : "",
        r->suggests && r->takes ? " " : "", r->takes ? "takes" : "");
    g_autofree char *want = g_strdup_printf("%s: %s", replies[i].reply, replies[i].suggests);
    g_assert_cmpstr(got, ==, want);
  }
}

/* Words are left out by their length and first two letters before they are compared. */
static void
test_triggers(void)
{
  static const char *const words[] = {
      "accepted",  "adopted",  "agreed",   "agreement", "approved",   "barring",    "better",
      "carried",   "comments", "complain", "complains", "complaints", "concerns",   "consensus",
      "decided",   "decision", "declined", "defeated",  "denied",     "disagree",   "disagrees",
      "failed",    "fails",    "forward",  "going",     "granted",    "hear",       "i",
      "i'd",       "i'll",     "i'm",      "lazy",      "minds",      "move",       "moving",
      "nobody",    "nominate", "object",   "objection", "objections", "objects",    "opposition",
      "otherwise", "pass",     "passed",   "passes",    "promise",    "proposal",   "propose",
      "proposing", "protest",  "protests", "recommend", "rejected",   "resolved",   "settled",
      "shall",     "shout",    "shouts",   "silence",   "suggest",    "suggestion", "unanimously",
      "carries",   "month",    "weekend",  "remarks",   "reactions",  "replies",    "plan",
      "intend",    "promised", "asked",    "let's",     "tonight",    "weekend",    "unless",
      "volunteer", "voted",    "we'll",    "will",      "withdrawn",  "I\u2019ll",  "WE\u2019LL",
      "Agreed",    "settles",  "turned",   "opted",     "chose",      "favour",     "conclusion",
      "concluded", "us"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autofree char *alone = g_strdup(words[i]), *inside = g_strdup_printf("xx %s.", words[i]),
                    *longer = g_strdup_printf("%sx x%s", words[i], words[i]);
    g_assert_cmpuint(sentence_triggers(span_of(alone, strlen(alone))), !=, 0);
    g_assert_cmpuint(sentence_triggers(span_of(inside, strlen(inside))), !=, 0);
    g_assert_cmpuint(sentence_triggers(span_of(longer, strlen(longer))), ==, 0);
  }
}

/* Paragraphs are left out by their first two letters before they are compared. */
static void
test_markers(void)
{
  static const char *const words[] = {
      "ACTION ITEM", "ACTION POINT", "ACTIONS",    "ACTION",     "Action item", "Action Item",
      "Action",      "AI",           "AP",         "AGREED",     "AGREEMENT",   "DECISION",
      "DECIDED",     "RESOLVED",     "RESOLUTION", "APPROVED",   "ACCEPTED",    "Agreed",
      "Decision",    "Decided",      "Resolved",   "Resolution", "CONSENSUS",   "Consensus",
      "REJECTED",    "Rejected",     "DECLINED",   "PROPOSED",   "PROPOSAL",    "IDEA",
      "Proposal",    "Proposed",     "TODO",       "TO DO",      "To do",       "To Do",
      "Todo",        "[ACTION]",     "=> ACTION"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autofree char *body = g_strdup_printf("%s%s Hrvoje - print the posters twice\n", words[i],
                                            g_str_has_suffix(words[i], "]") ? "" : ":");
    g_autofree char *bullet = g_strdup_printf("Hi,\n\n * %s", body);
    g_autoptr(Drafts) line = drafts_of("Posters", body), listed = drafts_of("Posters", bullet);
    g_test_message("%s", words[i]);
    g_assert_cmpuint(line->items->len, ==, 1);
    g_assert_cmpuint(listed->items->len, ==, 1);
  }
}

static const char *
many_words(void)
{
  static char text[4 * FOLD_PLACES + 16];
  for (guint i = 0; i < FOLD_PLACES; i++)
    memcpy(text + 4 * i, "ab, ", 4);
  return strcpy(text + 4 * FOLD_PLACES, "you all agreed") - 4 * FOLD_PLACES;
}

/* By the places where words begin is found what fold_find finds, and there. */
static void
test_starts(void)
{
  const char *const texts[] = {"i'll do it, will you?",
                               "x",
                               "",
                               "don't agree; über-agreed",
                               "we (all) agreed 3rd; agree",
                               "all  disagree,agree",
                               "a\xc3\xa4i b",
                               many_words()};
  static const char *const phrases[] = {"i",   "i'll do", "will",  "ill",      "do",  "it",
                                        "x",   "you",     "agree", "agreed",   "t",   "all",
                                        "3rd", "rd",      "b",     "we (all)", "über"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    for (guint k = 0; k < G_N_ELEMENTS(phrases); k++) {
      Span fold = span_of(texts[i], strlen(texts[i]));
      FoldStarts starts = fold_starts(fold);
      g_test_message("%s in %s", phrases[k], texts[i]);
      g_assert_cmpint(fold_starts_find(&starts, fold, phrases[k]), ==, fold_find(fold, phrases[k]));
    }
  Span fold = SPAN("we agreed");
  FoldStarts starts = fold_starts(fold);
  g_assert_cmpint(fold_starts_find(&starts, fold, "agreed"), ==, 3);
  g_assert_cmpint(fold_starts_find(&starts, fold, "greed"), ==, -1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/sentences/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_case);
  }
  g_test_add_func("/sentences/every-trigger-word-is-seen", test_triggers);
  g_test_add_func("/sentences/every-marker-word-is-seen", test_markers);
  g_test_add_func("/sentences/phrases-are-found-where-words-begin", test_starts);
  g_test_add_func("/sentences/subjects-open-proposals-replies-do-not", test_subjects);
  g_test_add_func("/sentences/dates-count-from-the-day-of-the-mail", test_due);
  g_test_add_func("/sentences/a-reply-belongs-to-the-quoted-bullet", test_replies);
  g_test_add_func("/sentences/a-reply-below-an-owner-belongs-to-the-owned-bullet",
                  test_replies_below_owners);
  g_test_add_func("/sentences/a-reply-suggests-what-leaves-no-doubt", test_suggestions);
  return g_test_run();
}
