/* The one table of rules. Order is strength: where two fit, the stronger wins (action > decision >
 * proposal > question > backlog > topic). */
#include "ingest/extract-parts.h"

static const ExtractRule rules[] = {
    {"subject-proposal",
     "a subject, no reply's, with [PROPOSAL], [RFC], [DISCUSS], [VOTE], [POLL] or \"Plan to ...\"",
     ITEM_PROPOSAL, 0.85, "[VOTE] Release 4.1.0 from the second candidate", SCOPE_SUBJECT,
     rule_subject},
    {"marker-action", "a line or bullet that begins with ACTION:, ACTION ITEM:, [ACTION], #action",
     ITEM_ACTION, 0.98, "ACTION: KB, provide the build hosts", SCOPE_MARKER, rule_marker_action},
    {"marker-rejected", "a line or bullet that begins with REJECTED: or #rejected", ITEM_DECISION,
     0.95, "REJECTED: retire everything without a test (+:2, -:5, 0:1)", SCOPE_MARKER,
     rule_marker_rejected},
    {"marker-decision",
     "a line or bullet that begins with AGREED:, DECISION:, RESOLVED:, RESOLUTION:, APPROVED:, "
     "#agreed, #accepted",
     ITEM_DECISION, 0.97, "AGREED: the change is approved (+:8, -:0, 0:0)", SCOPE_MARKER,
     rule_marker_decision},
    {"marker-proposal",
     "a line or bullet that begins with PROPOSED:, PROPOSAL:, IDEA:, Suggestion:, #idea",
     ITEM_PROPOSAL, 0.95, "PROPOSED: Ask for six more months", SCOPE_MARKER, rule_marker_proposal},
    {"marker-todo", "a line or bullet that begins with TODO:", ITEM_BACKLOG, 0.7,
     "TODO: write the manual page", SCOPE_MARKER, rule_marker_todo},
    {"marker-topic", "\"Topic:\" in minutes, #topic in a log", ITEM_TOPIC, 0.95,
     "Topic: Date inputs", SCOPE_MARKER, rule_marker_topic},
    {"bullet-action", "bullet under a heading that says action items", ITEM_ACTION, 0.95,
     "* Bashir to mail the translators", SCOPE_BULLET, rule_bullet_action},
    {"bullet-decision", "bullet under a heading or lead-in that says decisions", ITEM_DECISION,
     0.93, "* The freeze starts on 2 February", SCOPE_BULLET, rule_bullet_decision},
    {"bullet-state",
     "bullet that tells a roadmap state behind or in front: (none), (fair), (good), [done]",
     ITEM_BACKLOG, 0.97, "* Memory hotplug (none)", SCOPE_BULLET, rule_bullet_state},
    {"bullet-question", "bullet of minutes that ends in ?", ITEM_QUESTION, 0.85,
     "** Who sends it to the press list?", SCOPE_BULLET, rule_bullet_question},
    {"bullet-backlog",
     "bullet under a heading, lead-in or subject that says backlog, roadmap, plan, to do",
     ITEM_BACKLOG, 0.93, "* Ballooning bug?", SCOPE_BULLET, rule_bullet_backlog},
    {"bullet-work",
     "bullet of a list that nothing names and that reads like work: checkboxes, owners, tickets, "
     "verbs, in a mail that says "
     "where things are heading",
     ITEM_BACKLOG, 0.7, "* find out whether gluster stays at all", SCOPE_BULLET, rule_bullet_work},
    {"bullet-topic",
     "bullet of an agenda, of minutes, or of an outline whose points come again as headings",
     ITEM_TOPIC, 0.9, "* Release process", SCOPE_BULLET, rule_bullet_topic},
    {"lazy-consensus", "a sentence that will happen unless somebody objects", ITEM_PROPOSAL, 0.93,
     "If there are no objections by Friday, I will change the default.", SCOPE_SENTENCE, rule_lazy},
    {"promise",
     "a promise in the first person: I will, I'll, I shall, I'm going to, with a verb that does "
     "something",
     ITEM_ACTION, 0.8, "I'll write to the board maker.", SCOPE_SENTENCE, rule_promise},
    {"will-do",
     "a person known from the mail or by a first name, or named with a date, will do something",
     ITEM_ACTION, 0.75, "Lorenzo will write to the foundation before 1 April.", SCOPE_SENTENCE,
     rule_will_do},
    {"decided",
     "a sentence that says that something was agreed, decided, approved, rejected, or that nobody "
     "was against it",
     ITEM_DECISION, 0.85, "We agreed to stay with the present version.", SCOPE_SENTENCE,
     rule_decided},
    {"propose",
     "I propose, I'd like to propose, my proposal is, I suggest that we, I suggest dropping, I'd "
     "like us to, I shall be moving towards",
     ITEM_PROPOSAL, 0.88, "I propose that we print no posters this year.", SCOPE_SENTENCE,
     rule_propose},
    {"question", "an own sentence that ends in ?", ITEM_QUESTION, 0.8,
     "KB / Johnny, did you have a vision for the schedule?", SCOPE_SENTENCE, rule_question},
};

const ExtractRule *
ingest_extract_rules(guint *n)
{
  *n = G_N_ELEMENTS(rules);
  return rules;
}

const ExtractRule *
ingest_extract_rule(const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
    if (g_strcmp0(rules[i].name, name) == 0)
      return &rules[i];
  return NULL;
}

const ExtractRule *
extract_match(Piece *p, RuleScope scope)
{
  Span text = p->text;
  p->starts_of = SPAN("");
  if (scope == SCOPE_MARKER && !marker_may_start(p))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
    if (rules[i].scope != scope)
      continue;
    p->title = text;
    p->owner = SPAN("");
    p->by_author = FALSE;
    p->due = 0;
    p->state = STATE_NEW;
    if (rules[i].match(p))
      return &rules[i];
  }
  return NULL;
}
