#include "fixture.h"
#include <string.h>

#define DAY FIXTURE_DAY
#define APRIL_15 FIXTURE_DATE
#define NOW FIXTURE_NOW

static const char roadmap_text[] =
    "As promised, here is what I think the roadmap of the SIG should look\n"
    "like before next week's meeting. It is an invitation to argue, so please\n"
    "do, under the points you care about.\n"
    "\n"
    "== Process ==\n"
    "\n"
    "* How often do we release?\n"
    " - Estimate of the next one, if we want any\n"
    "* Which hosts do we test on\n"
    "\n"
    "KB / Johnny, did you have a wish for what the schedule of the SIGs should\n"
    "look like? Are we going to have releases, or just keep rolling? If so, how\n"
    "often should the updates be?\n"
    "\n"
    "I'll commit to keeping the hypervisor packages up to date.\n"
    "\n"
    "== Backlog ==\n"
    "\n"
    "* Pull in the updates of the server project\n"
    " > see http://marc.example/?l=virt&m=139289353315469 (the thread)\n"
    " - 0001-x86-rename-early-p2m-alloc.patch\n"
    " - 0160676bba69523e8b0ac83f306cce7d342ed7c8 (check that the frame is in range\n"
    "before it is used)\n"
    "* Serial console of dom0\n"
    "* Ballooning bug?\n"
    " > http://bugs.example.org/view.php?id=6893\n"
    "\n"
    "Anything else we need to plan? Mail me at george.d@example.org.\n"
    "\n"
    "-- \n"
    "George\n";

static const char answer_text[] =
    "On Tue, 15 Apr 2014, George Dunning wrote:\n"
    "> As promised, here is what I think the roadmap of the SIG should look\n"
    "> like before next week's meeting. It is an invitation to argue, so please\n"
    "> do, under the points you care about.\n"
    ">\n"
    "> == Process ==\n"
    ">\n"
    "> * How often do we release?\n"
    "> - Estimate of the next one, if we want any\n"
    "\n"
    "Every six weeks would suit the mirrors. I'll write down how it is done\n"
    "for the other SIGs, see <https://wiki.example.org/SIG/Release_(how)>.\n"
    "\n"
    "> * Ballooning bug?\n"
    ">> which one?\n"
    "\n"
    "Fixed in 4.4.1-6, pushed to testing.\n"
    "\n"
    "+1 for the rest\n";

static const char patch_text[] = "Here is the second half of it.\n"
                                 "\n"
                                 "---\n"
                                 "diff --git a/p2m.c b/p2m.c\n"
                                 "index 1234567..89abcde 100644\n"
                                 "--- a/p2m.c\n"
                                 "+++ b/p2m.c\n"
                                 "@@ -10,7 +10,7 @@ static int lookup(void)\n"
                                 " \tint mfn = next();\n"
                                 "-\treturn table[mfn];\n"
                                 "+\treturn mfn < max ? table[mfn] : -1;\n"
                                 " }\n";

gpointer
fixture_keep(Fixture *f, gpointer data)
{
  g_ptr_array_add(f->owned, data);
  return data;
}

char *
fixture_say(Fixture *f, const char *text)
{
  return fixture_keep(f, f->hostile != NULL ? g_strconcat(f->hostile, text, NULL) : g_strdup(text));
}

Person *
fixture_person(Fixture *f, const char *name, const char *email)
{
  Person *p = fixture_keep(f, g_new0(Person, 1));
  p->name = name != NULL ? fixture_say(f, name) : NULL;
  p->email = email != NULL ? fixture_say(f, email) : NULL;
  return p;
}

static LineClass
class_of(const char *line, gsize len, LineClass before)
{
  if (before == LINE_DIFF || g_str_has_prefix(line, "---\n"))
    return LINE_DIFF;
  if (before == LINE_SIGNATURE || g_str_has_prefix(line, "-- \n"))
    return LINE_SIGNATURE;
  if (len == 0)
    return LINE_BLANK;
  if (line[0] == '>')
    return LINE_QUOTE;
  if (g_str_has_prefix(line, " >"))
    return LINE_NOTE;
  return g_str_has_prefix(line, "On ") && memmem(line, len, "wrote:", 6) != NULL ? LINE_ATTRIBUTION
                                                                                 : LINE_OWN;
}

static GArray *
lines_of(Fixture *f, const char *text)
{
  GArray *lines = g_array_new(FALSE, TRUE, sizeof(WebLine));
  LineClass class = LINE_OWN;
  for (const char *at = text; *at != '\0';) {
    gsize len = strcspn(at, "\n");
    class = class_of(at, len, class);
    WebLine line = {.len = len, .line_class = class};
    char *copy = g_strndup(at, len);
    line.text = fixture_say(f, copy);
    line.len = strlen(line.text);
    for (const char *p = at; class == LINE_QUOTE && (*p == '>' || *p == ' ') && p < at + len; p++)
      line.depth = (guint8)(line.depth + (*p == '>'));
    g_free(copy);
    g_array_append_val(lines, line);
    at += len + (at[len] == '\n');
  }
  return lines;
}

WebMail *
fixture_mail(Fixture *f, const char *name, const char *subject, const char *who, gint64 date,
             guint depth, const char *text)
{
  WebMail *mail = fixture_keep(f, g_new0(WebMail, 1));
  Message *message = fixture_keep(f, g_new0(Message, 1));
  g_autofree char *id = g_strconcat(name, "@list.example", NULL);
  g_autofree char *email = g_ascii_strdown(who, -1);
  g_autofree char *address = g_strconcat(g_strdelimit(email, " ", '.'), "@example.org", NULL);
  message->message_id = fixture_say(f, id);
  message->subject = fixture_say(f, subject);
  message->from = fixture_person(f, who, address);
  message->date = date;
  message->size = (gint64)strlen(text);
  mail->message = message;
  mail->lines = lines_of(f, text);
  mail->depth = depth;
  g_ptr_array_add(f->mails, mail);
  return mail;
}

/* --- items, links, votes --- */

typedef struct {
  ItemKind kind;
  ItemState state;
  const char *title, *owner, *section;
  guint first, last;
} ItemRow;

static const ItemRow item_rows[] = {
    {ITEM_TOPIC, STATE_SCHEDULED, "How often do we release?", NULL, "Process", 7, 7},
    {ITEM_TOPIC, STATE_NEW, "Estimate of the next one, if we want any", NULL, "Process", 8, 8},
    {ITEM_QUESTION, STATE_NEW,
     "KB / Johnny, did you have a wish for what the schedule of the SIGs should look like?",
     "KB / Johnny", "Process", 11, 12},
    {ITEM_QUESTION, STATE_NEW, "Are we going to have releases, or just keep rolling?", NULL,
     "Process", 12, 12},
    {ITEM_QUESTION, STATE_NEW, "If so, how often should the updates be?", NULL, "Process", 12, 13},
    {ITEM_ACTION, STATE_OPEN, "I'll commit to keeping the hypervisor packages up to date.",
     "author", NULL, 15, 15},
    {ITEM_BACKLOG, STATE_OPEN, "Pull in the updates of the server project", NULL, "Backlog", 19,
     20},
    {ITEM_BACKLOG, STATE_NEW,
     "0160676bba69523e8b0ac83f306cce7d342ed7c8 (check that the frame is in range before it is "
     "used)",
     "KB", "Backlog", 22, 23},
    {ITEM_BACKLOG, STATE_DEFERRED, "Serial console of dom0", NULL, "Backlog", 24, 24},
    {ITEM_BACKLOG, STATE_DONE, "Ballooning bug?", NULL, "Backlog", 25, 26},
    {ITEM_PROPOSAL, STATE_NEW, "Every six weeks would suit the mirrors.", NULL, NULL, 11, 11},
    {ITEM_DECISION, STATE_DECLINED, "Support a second container project", NULL, "Minutes", 0, 0},
};

static char *
quote_of(Fixture *f, const WebMail *mail, guint first, guint last)
{
  GString *quote = g_string_new(NULL);
  for (guint i = first; i >= 1 && i <= last && i <= mail->lines->len; i++) {
    const WebLine *line = &g_array_index(mail->lines, WebLine, i - 1);
    g_string_append_printf(quote, "%s%s", i > first ? "\n" : "", line->text);
  }
  return fixture_keep(f, g_string_free(quote, FALSE));
}

static Mention *
mention(Fixture *f, const WebMail *mail, MentionKind kind, guint first, guint last)
{
  Mention *m = fixture_keep(f, g_new0(Mention, 1));
  m->message_id = mail->message->message_id;
  m->subject = mail->message->subject;
  m->from = mail->message->from;
  m->date = mail->message->date;
  m->kind = kind;
  m->lines = (LineRange){first, last};
  m->quote = quote_of(f, mail, first, last);
  return m;
}

static Link *
link_to(Fixture *f, LinkKind kind, const char *value, const char *key, const char *url, guint line)
{
  Link *link = fixture_keep(f, g_new0(Link, 1));
  const WebMail *mail = g_ptr_array_index(f->mails, 0);
  link->kind = kind;
  link->value = fixture_say(f, value);
  link->key = g_strconcat(link_kind_to_text(kind), ":", key, NULL);
  fixture_keep(f, link->key);
  link->url = url != NULL ? fixture_say(f, url) : NULL;
  link->message_id = mail->message->message_id;
  link->line = line;
  g_ptr_array_add(f->links, link);
  g_ptr_array_add(f->messages, (gpointer)mail->message);
  return link;
}

static void
add_link(Item *item, Link *link)
{
  if (item->links == NULL)
    item->links = g_ptr_array_new();
  link->item = item->number;
  link->item_title = item->title;
  g_ptr_array_add(item->links, link);
}

static void
add_items(Fixture *f)
{
  for (guint i = 0; i < G_N_ELEMENTS(item_rows); i++) {
    const ItemRow *row = &item_rows[i];
    const WebMail *mail = g_ptr_array_index(f->mails, row->kind == ITEM_PROPOSAL ? 1 : 0);
    Item *item = fixture_keep(f, g_new0(Item, 1));
    item->number = i + 1;
    item->key = fixture_say(f, "virt/key");
    item->kind = row->kind;
    item->state = row->state;
    item->title = item->found_title = fixture_say(f, row->title);
    item->owner = row->owner != NULL ? fixture_say(f, row->owner) : NULL;
    item->section = row->section != NULL ? fixture_say(f, row->section) : NULL;
    item->rule = fixture_say(f, "bullet-backlog");
    item->confidence = 0.9;
    item->date = item->last_date = mail->message->date;
    item->origin = mention(f, mail, MENTION_ORIGIN, row->first, row->last);
    g_ptr_array_add(f->items, item);
  }
}

static void
tell_story(Fixture *f)
{
  const WebMail *answer = g_ptr_array_index(f->mails, 1);
  Item *bug = g_ptr_array_index(f->items, 9);
  Item *updates = g_ptr_array_index(f->items, 6);
  Mention *reply = mention(f, answer, MENTION_REPLY, 17, 17);
  reply->suggests = TRUE;
  reply->suggestion = STATE_DONE;
  bug->found_title = fixture_say(f, "Ballooning bug");
  bug->parent_title = fixture_say(f, "Updates (mostly asked for by Pasi)");
  bug->owner_person = fixture_say(f, "Karan Bir");
  bug->last_date = reply->date;
  bug->mentions = g_ptr_array_new();
  reply->reply = fixture_say(f, "0123456789abcdef0123");
  g_ptr_array_add(bug->mentions, reply);
  Mention *again = mention(f, answer, MENTION_REPEAT, 14, 14);
  again->why = MENTION_SAME_WORDS;
  again->score = 0.91;
  again->statement = fixture_say(f, "fedcba98765432100123");
  g_ptr_array_add(bug->mentions, again);
  Link *ticket = link_to(f, LINK_BUG, "http://bugs.example.org/view.php?id=6893",
                         "bugs.example.org/6893", "http://bugs.example.org/view.php?id=6893", 26);
  ticket->title = fixture_say(f, "Two <consoles> & no output");
  ticket->state = fixture_say(f, "resolved");
  ticket->closed = TRUE;
  ticket->fetched = NOW - 2 * DAY;
  add_link(bug, ticket);
  add_link(updates, link_to(f, LINK_MAIL, "http://marc.example/?l=virt&m=139289353315469", "139",
                            "http://marc.example/?l=virt&m=139289353315469", 20));
  add_link(updates, link_to(f, LINK_PATCH, "0001-x86-rename-early-p2m-alloc.patch",
                            "0001-x86-rename-early-p2m-alloc.patch", NULL, 21));
  updates->due = NOW + 3 * DAY;
  updates->votes_for = 3;
  updates->votes_against = 1;
  updates->last_reply = mention(f, answer, MENTION_REPLY, 14, 14);
  updates->last_date = answer->message->date;
}

static Vote *
vote(Fixture *f, guint line, const char *who, int value, const char *text, const char *claim,
     const char *why, const char *quote)
{
  const WebMail *mail = g_ptr_array_index(f->mails, 1);
  Vote *v = fixture_keep(f, g_new0(Vote, 1));
  v->message_id = mail->message->message_id;
  v->date = mail->message->date;
  v->line = line;
  v->voter = fixture_person(f, who, NULL);
  v->value = value;
  v->value_text = fixture_say(f, text);
  v->claim = claim != NULL ? fixture_say(f, claim) : NULL;
  v->counted = why == NULL;
  v->why = why != NULL ? fixture_say(f, why) : NULL;
  v->quote = fixture_say(f, quote);
  g_ptr_array_add(f->votes, v);
  return v;
}

static void
add_votes(Fixture *f)
{
  WebMail *mail = g_ptr_array_index(f->mails, 1);
  Vote *first = vote(f, 19, "Karan Bir", 1, "+1", NULL, NULL, "+1 for the rest");
  first->binding = TRUE;
  first->option = fixture_say(f, "1a");
  vote(f, 3, "Johnny H", -1, "-1", "binding", NULL,
       "-1 (binding) not before the mirrors are ready");
  vote(f, 8, "Pasi K", 1, "+1", NULL, "template", "[ ] +1 approve the release");
  g_array_index(mail->lines, WebLine, 18).vote = first;
  Item *proposal = g_ptr_array_index(f->items, 10);
  proposal->objections = g_ptr_array_new();
  g_ptr_array_add(proposal->objections, g_ptr_array_index(f->votes, f->votes->len - 2));
}

static void
add_agenda(Fixture *f)
{
  static const struct {
    AgendaGroup group;
    guint item;
    const char *why;
  } rows[] = {
      {AGENDA_CARRIED, 0, "carried over from 2014-04-08, last spoken of 7 days before the meeting"},
      {AGENDA_VOTES, 10, "proposed by George Dunning on 2014-04-16, votes +3/-1"},
      {AGENDA_BACKLOG, 6, "in the backlog since 2014-04-15, 1 reply"},
      {AGENDA_BACKLOG, 7, "in the backlog since 2014-04-15"},
      {AGENDA_QUESTIONS, 2, "asked by George Dunning on 2014-04-15, no answer found"},
  };
  f->agenda = (Agenda){.date = APRIL_15 + 7 * DAY, .entries = g_ptr_array_new(), .n_left_out = 4};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    AgendaEntry *entry = fixture_keep(f, g_new0(AgendaEntry, 1));
    entry->group = rows[i].group;
    entry->item = g_ptr_array_index(f->items, rows[i].item);
    entry->weight = 2.5;
    entry->why = fixture_say(f, rows[i].why);
    g_ptr_array_add(f->agenda.entries, entry);
  }
}

static void
add_threads(Fixture *f)
{
  static const char *const subjects[] = {"[RFC] Roadmap of the Virt SIG",
                                         "CVE-2014-1234 and our packages",
                                         "Minutes of the meeting of 8 April", "test host down"};
  for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
    Thread *thread = fixture_keep(f, g_new0(Thread, 1));
    thread->root_message_id = fixture_say(f, "roadmap@list.example");
    thread->subject = fixture_say(f, subjects[i]);
    thread->starter = fixture_person(f, i % 2 == 0 ? "George Dunning" : "Karan Bir", NULL);
    thread->first_date = APRIL_15 - i * DAY;
    thread->last_date = APRIL_15 - i * DAY + DAY;
    thread->n_messages = 12 / (i + 1);
    thread->n_people = 4 / (i + 1);
    thread->n_items = i == 0 ? 11 : 0;
    g_ptr_array_add(f->threads, thread);
  }
  f->thread = *(Thread *)g_ptr_array_index(f->threads, 0);
  f->thread.n_messages = 3;
}

Fixture *
fixture_new(const char *hostile)
{
  Fixture *f = g_new0(Fixture, 1);
  f->owned = g_ptr_array_new_with_free_func(g_free);
  f->hostile = hostile;
  f->items = g_ptr_array_new();
  f->answered = g_ptr_array_new();
  f->mails = g_ptr_array_new();
  f->threads = g_ptr_array_new();
  f->votes = g_ptr_array_new();
  f->links = g_ptr_array_new();
  f->messages = g_ptr_array_new();
  f->group = (Group){.id = 1,
                     .name = fixture_keep(f, g_strdup("virt")),
                     .timezone = fixture_keep(f, g_strdup("Europe/London"))};
  f->group.title = fixture_say(f, "Virt SIG");
  f->group.address = fixture_say(f, "virt@lists.example.org");
  f->group.next_meeting = APRIL_15 + 7 * DAY;
  f->page = (WebPage){.group = &f->group,
                      .base_url = "https://docket.example",
                      .path = "/virt/",
                      .now = NOW,
                      .mask_addresses = TRUE};
  WebMail *root = fixture_mail(f, "roadmap", "[RFC] Roadmap of the Virt SIG", "George Dunning",
                               APRIL_15, 0, roadmap_text);
  WebMail *answer = fixture_mail(f, "answer", "Re: [RFC] Roadmap of the Virt SIG", "Karan Bir",
                                 APRIL_15 + DAY, 1, answer_text);
  fixture_mail(f, "patch", "[PATCH 2/2] check the frame", "Pasi K", APRIL_15 + 2 * DAY, 2,
               patch_text);
  add_items(f);
  tell_story(f);
  g_ptr_array_add(f->answered, g_ptr_array_index(f->items, 10));
  g_ptr_array_add(f->answered, g_ptr_array_index(f->items, 9));
  root->items = f->items;
  answer->items = f->answered;
  g_array_index(root->lines, WebLine, 25).links = ((Item *)g_ptr_array_index(f->items, 9))->links;
  add_votes(f);
  answer->votes = f->votes;
  add_agenda(f);
  add_threads(f);
  return f;
}

void
fixture_free(Fixture *f)
{
  for (guint i = 0; i < f->mails->len; i++)
    g_array_unref(((WebMail *)g_ptr_array_index(f->mails, i))->lines);
  for (guint i = 0; i < f->items->len; i++) {
    Item *item = g_ptr_array_index(f->items, i);
    g_clear_pointer(&item->links, g_ptr_array_unref);
    g_clear_pointer(&item->mentions, g_ptr_array_unref);
    g_clear_pointer(&item->objections, g_ptr_array_unref);
  }
  g_ptr_array_unref(f->agenda.entries);
  g_ptr_array_unref(f->items);
  g_ptr_array_unref(f->answered);
  g_ptr_array_unref(f->mails);
  g_ptr_array_unref(f->threads);
  g_ptr_array_unref(f->votes);
  g_ptr_array_unref(f->links);
  g_ptr_array_unref(f->messages);
  g_ptr_array_unref(f->owned);
  g_free(f);
}
