#include "server/pages-live.h"

#include <sodium.h>
#include <string.h>

#include "server/ballot-entry.h"
#include "server/live.h"
#include "server/server.h"
#include "server/zone.h"

#define LIVE_PARTS (SHEET_ITEMS | SHEET_ROSTER | SHEET_LAST)

static gboolean
may_write(const Request *request, const Sheet *sheet)
{
  const Member *me = request->member;
  return me != NULL &&
         (me->role >= ROLE_CHAIR || (me->role >= ROLE_MEMBER && sheet->scribe != NULL &&
                                     strcmp(sheet->scribe, me->name) == 0));
}

static void
make_token(const Request *request, char token[33])
{
  guint8 bytes[16];
  server_random(request->server, bytes, sizeof bytes);
  sodium_bin2hex(token, 33, bytes, sizeof bytes);
}

static gboolean
print_live(const Request *request, const GatheredSheet *gathered, const char *fault,
           WebLiveView view, Reply *reply, GError **error)
{
  g_auto(BallotPolicy) policy = {0};
  if (!db_ballot_policy(request->db, request->group->id, &policy, error))
    return FALSE;
  char token[33] = "";
  WebSheetView sheet = server_sheet_view(gathered, request->page);
  view.sheet = &sheet;
  view.rule = policy.entry_rule;
  view.writes = may_write(request, gathered->sheet);
  view.chairs = request->member != NULL && request->member->role >= ROLE_CHAIR;
  view.me = request->member != NULL && request->member->role >= ROLE_MEMBER ? request->member->name
                                                                            : NULL;
  if (view.writes)
    make_token(request, token);
  sheet.token = token;
  sheet.fault = fault;
  web_page_live(reply->body, &view);
  return TRUE;
}

gboolean
server_page_live(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error),
                           LIVE_PARTS, request->now, &gathered, error))
    return FALSE;
  return print_live(request, &gathered, NULL, (WebLiveView){0}, reply, error);
}

/* A browser that lost the stream says what it saw last; a new one what its page showed. */
gboolean
server_page_live_events(Request *request, Reply *reply, GError **error)
{
  g_autoptr(Meeting) meeting = server_request_meeting(request, error);
  if (meeting == NULL)
    return FALSE;
  const char *since =
      request->last_event != NULL ? request->last_event : server_request_arg(request, "since");
  gint64 stamp = since != NULL ? g_ascii_strtoll(since, NULL, 10) : 0;
  if (meeting->id == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "nothing is known of the meeting of %s yet", meeting->name);
    return FALSE;
  }
  g_autofree char *network = server_request_network(request);
  return server_live_follow(server_live(request->server), reply, request->group->id, meeting->id,
                            MAX(stamp, 0), network, error);
}

/* --- writing --- */

gboolean
server_said_read(const Group *group, SaidKind kind, const char *text, const char *owner,
                 const char *due, SheetLine *line, GError **error)
{
  *line =
      (SheetLine){.kind = kind, .text = (char *)(guintptr)text, .owner = (char *)(guintptr)owner};
  if (due == NULL || due[0] == '\0')
    return TRUE;
  if (server_zone_parse(due, group->timezone, &line->due, error))
    return TRUE;
  g_prefix_error(error, "due: ");
  return FALSE;
}

gboolean
server_set_outcome(const Group *group, const SheetAct *act, const SheetEntry *entry, gint64 meeting,
                   EntryOutcome outcome, const char *remark, const char *rule, GError **error)
{
  gboolean votes = outcome == BECAME_VOTE && entry->outcome != BECAME_VOTE;
  return db_live_outcome(act, entry->id, outcome, remark, error) &&
         (!votes || server_ballot_for_entry(group, act, entry, meeting, rule, error));
}

gboolean
server_vote_hand(const SheetAct *act, const Sheet *sheet, gint64 vote, const char *name, int value,
                 GError **error)
{
  const SheetPerson *person = sheet_person(sheet, name);
  return ((person != NULL && person->kind == PERSON_PRESENT) ||
          db_live_attend(act, name, PERSON_PRESENT, TRUE, error)) &&
         db_live_vote_cast(act, vote, name, value, error);
}

typedef struct {
  Request *request;
  SheetAct act;
  GatheredSheet *gathered;
  const char *value; /* never NULL */
} Write;

static gboolean
verb_start(Write *w, GError **error)
{
  return db_live_start(&w->act, error);
}

static gboolean
verb_end(Write *w, GError **error)
{
  return db_live_end(&w->act, error);
}

static gboolean
verb_go(Write *w, GError **error)
{
  return db_live_go_to(&w->act, g_ascii_strtoll(w->value, NULL, 10), error);
}

static gboolean
say(Write *w, SaidKind kind, GError **error)
{
  SheetLine line;
  gint64 id;
  if (!server_said_read(w->request->group, kind, server_form_value(w->request, "text"),
                        server_form_value(w->request, "owner"),
                        server_form_value(w->request, "due"), &line, error))
    return FALSE;
  line.token = (char *)(guintptr)server_form_value(w->request, "token");
  return db_live_say(&w->act, &line, &id, error);
}

static gboolean
verb_note(Write *w, GError **error)
{
  return say(w, SAID_NOTE, error);
}

static gboolean
verb_decision(Write *w, GError **error)
{
  return say(w, SAID_DECISION, error);
}

static gboolean
verb_action(Write *w, GError **error)
{
  return say(w, SAID_ACTION, error);
}

static gboolean
verb_outcome(Write *w, GError **error)
{
  EntryOutcome outcome;
  const char *entry = server_args_get(w->request->form, "entry");
  /* "needs-vote majority" */
  g_auto(GStrv) words = g_strsplit(w->value, " ", 2);
  const char *word = words[0] != NULL ? words[0] : "";
  const SheetEntry *found =
      sheet_entry(w->gathered->sheet, entry != NULL ? g_ascii_strtoll(entry, NULL, 10) : 0);
  if (found == NULL || !entry_outcome_from_text(word, &outcome)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "\"%s\" is no outcome of an entry that stands here", w->value);
    return FALSE;
  }
  return server_set_outcome(w->request->group, &w->act, found, w->gathered->meeting->start, outcome,
                            found->remark, word[0] != '\0' ? words[1] : NULL, error);
}

static gboolean
verb_vote_open(Write *w, GError **error)
{
  return db_live_vote_open(&w->act, 0, server_form_value(w->request, "text"), error);
}

static gboolean
verb_vote_close(Write *w, GError **error)
{
  return db_live_vote_close(&w->act, g_ascii_strtoll(w->value, NULL, 10), error);
}

static gboolean
attend(Write *w, AttendanceKind kind, GError **error)
{
  const SheetPerson *person = sheet_person(w->gathered->sheet, w->value);
  gboolean ticked = person == NULL || person->kind != kind;
  return db_live_attend(&w->act, w->value, kind, ticked, error);
}

static gboolean
verb_present(Write *w, GError **error)
{
  return attend(w, PERSON_PRESENT, error);
}

static gboolean
verb_regrets(Write *w, GError **error)
{
  return attend(w, PERSON_REGRETS, error);
}

static gboolean
verb_scribe(Write *w, GError **error)
{
  return db_live_scribe(&w->act, w->value, error);
}

static gboolean
verb_hand(Write *w, GError **error)
{
  const char *vote = server_args_get(w->request->form, "vote");
  return server_vote_hand(
      &w->act, w->gathered->sheet, vote != NULL ? g_ascii_strtoll(vote, NULL, 10) : 0,
      w->request->member->name, (int)g_ascii_strtoll(w->value, NULL, 10), error);
}

static gboolean
verb_approve(Write *w, GError **error)
{
  const Request *request = w->request;
  SheetAct act;
  g_autoptr(Meeting) meeting = db_meeting_get(request->db, request->group, w->value, error);
  return meeting != NULL &&
         server_sheet_act(request->db, request->group, meeting, w->act.who, w->act.now, &act,
                          error) &&
         db_live_approve(&act, error);
}

typedef enum { BY_WRITER, BY_MEMBER, BY_ONESELF, BY_CHAIR } WriteWho;

static const struct {
  const char *name;
  WriteWho who;
  gboolean (*run)(Write *w, GError **error);
} verbs[] = {
    {"start", BY_WRITER, verb_start},
    {"end", BY_WRITER, verb_end},
    {"go", BY_WRITER, verb_go},
    {"note", BY_WRITER, verb_note},
    {"decision", BY_WRITER, verb_decision},
    {"action", BY_WRITER, verb_action},
    {"outcome", BY_WRITER, verb_outcome},
    {"vote-open", BY_WRITER, verb_vote_open},
    {"vote-close", BY_WRITER, verb_vote_close},
    {"present", BY_ONESELF, verb_present},
    {"regrets", BY_ONESELF, verb_regrets},
    {"scribe", BY_CHAIR, verb_scribe},
    {"hand", BY_MEMBER, verb_hand},
    {"approve", BY_CHAIR, verb_approve},
};

static gboolean
is_allowed(const Write *w, WriteWho who)
{
  switch (who) {
  case BY_MEMBER:
    return TRUE;
  case BY_ONESELF:
    return may_write(w->request, w->gathered->sheet) ||
           strcmp(w->value, w->request->member->name) == 0;
  case BY_CHAIR:
    return w->request->member->role >= ROLE_CHAIR;
  case BY_WRITER:
    break;
  }
  return may_write(w->request, w->gathered->sheet);
}

static gboolean
run_verb(Write *w, GError **error)
{
  const char *name = server_args_get(w->request->form, "verb");
  for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
    if (g_strcmp0(verbs[i].name, name) != 0)
      continue;
    if (is_allowed(w, verbs[i].who))
      return verbs[i].run(w, error);
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FORBIDDEN,
                "this is for the chair and the scribe of the meeting\nAsk one of them.");
    return FALSE;
  }
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "there is no verb \"%s\"",
              name != NULL ? name : "");
  return FALSE;
}

/* Refused before anything was written: told on the page, with what was typed. */
static gboolean
tell_refused(Write *w, GError *why, Reply *reply, GError **error)
{
  if (!server_sheet_refused(&w->act, w->gathered->sheet, why, &reply->status)) {
    g_propagate_error(error, why);
    return FALSE;
  }
  WebLiveView typed = {.text = server_form_value(w->request, "text"),
                       .owner = server_form_value(w->request, "owner"),
                       .due = server_form_value(w->request, "due")};
  gboolean printed = print_live(w->request, w->gathered, why->message, typed, reply, error);
  g_error_free(why);
  return printed;
}

gboolean
server_page_live_write(Request *request, Reply *reply, GError **error)
{
  g_auto(GatheredSheet) gathered = {0};
  GError *why = NULL;
  Write w = {.request = request, .gathered = &gathered};
  w.value = server_form_value(request, "value");
  w.value = w.value != NULL ? w.value : "";
  if (!server_gather_sheet(request->db, request->group, server_request_meeting(request, error),
                           LIVE_PARTS, request->now, &gathered, error) ||
      !server_sheet_act(request->db, request->group, gathered.meeting, request->member->name,
                        request->now, &w.act, error))
    return FALSE;
  if (!run_verb(&w, &why))
    return tell_refused(&w, why, reply, error);
  g_autofree char *meeting = web_meeting_path(request->page, gathered.meeting);
  g_autofree char *place = g_strconcat(meeting, "/live", NULL);
  server_reply_redirect(reply, 303, place);
  return TRUE;
}
