/* The verbs of a running meeting. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "db/ballot.h"
#include "server/cmd-live.h"
#include "server/pages-live.h"

gboolean
server_run_meeting(Command *command, MeetingRunVerb verb, GError **error)
{
  g_autoptr(Group) group = server_command_group(command, 0, error);
  gint64 now = server_command_now(command);
  g_auto(GatheredSheet) gathered = {0};
  if (group == NULL || !db_begin(command->db, error))
    return FALSE;
  MeetingRun run = {.command = command, .group = group};
  gboolean done =
      server_gather_sheet(
          command->db, group,
          server_find_meeting(command->db, group, command->options.date, now, error), 0, now,
          &gathered, error) &&
      server_sheet_act(command->db, group, gathered.meeting, COMMAND_WHO, now, &run.act, error);
  run.gathered = gathered;
  done = done && verb(&run, error);
  return server_command_finish(command, done, error);
}

static const SheetEntry *
entry_of(MeetingRun *run, guint i, GError **error)
{
  gint64 place = 0;
  const SheetEntry *entry = NULL;
  if (!server_command_number(run->command->args[i], "entry", &place, error))
    return NULL;
  if (place > 0 && place <= SHEET_ENTRIES_MAX)
    entry = sheet_entry_at(run->gathered.sheet, (guint)place);
  if (entry == NULL)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND,
                "the agenda of %s has no entry %s\nlook: docket agenda %s --date %s",
                run->gathered.meeting->name, run->command->args[i], run->group->name,
                run->gathered.meeting->name);
  return entry;
}

static gboolean
verb_start(MeetingRun *run, GError **error)
{
  return db_live_start(&run->act, error);
}

static gboolean
verb_end(MeetingRun *run, GError **error)
{
  return db_live_end(&run->act, error);
}

static gboolean
verb_topic(MeetingRun *run, GError **error)
{
  const SheetEntry *entry = entry_of(run, 1, error);
  return entry != NULL && db_live_go_to(&run->act, entry->id, error);
}

static gboolean
verb_say(MeetingRun *run, GError **error)
{
  SaidKind kind;
  SheetLine line;
  gint64 id;
  if (!said_kind_from_text(run->command->args[1], &kind)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "nobody says %s\none of: note, decision, action, rejected, link",
                run->command->args[1]);
    return FALSE;
  }
  return server_said_read(run->group, kind, run->command->args[2], run->command->options.owner,
                          run->command->options.due, &line, error) &&
         db_live_say(&run->act, &line, &id, error);
}

static gboolean
verb_scribe(MeetingRun *run, GError **error)
{
  return db_live_scribe(&run->act, run->command->args[1], error);
}

/* --- a vote on the spot --- */

static const SheetVote *
open_vote(const MeetingRun *run, GError **error)
{
  const SheetVote *vote = sheet_vote_open(run->gathered.sheet);
  if (vote == NULL)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT,
                "no vote is open in the meeting of %s\ntype: docket meeting vote open %s QUESTION",
                run->act.name, run->group->name);
  return vote;
}

static gboolean
verb_vote_open(MeetingRun *run, GError **error)
{
  return db_live_vote_open(&run->act, 0, run->command->args[1], error);
}

static gboolean
verb_vote_cast(MeetingRun *run, GError **error)
{
  int value = 0;
  const SheetVote *vote = open_vote(run, error);
  if (vote == NULL || !ballot_value_parse(run->command->args[1], &value, error))
    return FALSE;
  for (guint i = 2; i < run->command->n_args; i++)
    if (!server_vote_hand(&run->act, run->gathered.sheet, vote->id, run->command->args[i], value,
                          error))
      return FALSE;
  return TRUE;
}

static gboolean
verb_vote_close(MeetingRun *run, GError **error)
{
  const SheetVote *vote = open_vote(run, error);
  if (vote == NULL || !db_live_vote_close(&run->act, vote->id, error))
    return FALSE;
  g_autoptr(GString) out = g_string_new(NULL);
  g_autofree char *question = web_plain(vote->question);
  g_string_append_printf(out, "%s: %s (+%d, %d, -%d)\n",
                         vote->votes_for > vote->votes_against ? "agreed" : "rejected", question,
                         vote->votes_for, vote->votes_neutral, vote->votes_against);
  return server_command_print(out, error);
}

/* --- who is there, what became of it --- */

static gboolean
verb_attend(MeetingRun *run, GError **error)
{
  AttendanceKind kind;
  gboolean ticked = strcmp(run->command->args[1], "absent") != 0;
  if (ticked && !attendance_kind_from_text(run->command->args[1], &kind)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no attendance\none of: present, regrets, absent", run->command->args[1]);
    return FALSE;
  }
  for (guint i = 2; i < run->command->n_args; i++)
    if (!db_live_attend(&run->act, run->command->args[i], ticked ? kind : PERSON_PRESENT, ticked,
                        error))
      return FALSE;
  return TRUE;
}

static gboolean
verb_outcome(MeetingRun *run, GError **error)
{
  EntryOutcome outcome;
  const SheetEntry *entry = entry_of(run, 1, error);
  if (entry == NULL)
    return FALSE;
  if (!entry_outcome_from_text(run->command->args[2], &outcome)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no outcome\none of: none, done, decided, deferred, needs-vote, dropped",
                run->command->args[2]);
    return FALSE;
  }
  return server_set_outcome(run->group, &run->act, entry, run->gathered.meeting->start, outcome,
                            run->command->options.remark, run->command->options.rule, error);
}

gboolean
server_cmd_meeting_start(Command *command, GError **error)
{
  return server_run_meeting(command, verb_start, error);
}

gboolean
server_cmd_meeting_end(Command *command, GError **error)
{
  return server_run_meeting(command, verb_end, error);
}

gboolean
server_cmd_meeting_topic(Command *command, GError **error)
{
  return server_run_meeting(command, verb_topic, error);
}

/* A whole line, whatever its length: one that is too long is refused by who stores it, not stored
 * in parts. FALSE: the end. */
static gboolean
read_line(GString *line)
{
  char part[4096];
  g_string_truncate(line, 0);
  while (line->len <= COMMAND_TEXT_MAX && fgets(part, sizeof part, stdin) != NULL) {
    g_string_append(line, part);
    if (line->len > 0 && line->str[line->len - 1] == '\n')
      return TRUE;
  }
  return line->len > 0;
}

/* "-": what is typed, line by line. Each is a transaction of its own, stored once the next is asked
 * for. */
static gboolean
say_each(Command *command, GError **error)
{
  g_autoptr(GString) line = g_string_new(NULL);
  for (guint number = 1; read_line(line); number++) {
    g_free(command->args[2]);
    command->args[2] = g_strstrip(g_strdup(line->str));
    if (command->args[2][0] != '\0' && !server_run_meeting(command, verb_say, error)) {
      g_prefix_error(error, "line %u: ", number);
      return FALSE;
    }
  }
  if (!ferror(stdin))
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_FAILED, "cannot read standard input: %s",
              g_strerror(errno));
  return FALSE;
}

gboolean
server_cmd_meeting_say(Command *command, GError **error)
{
  return strcmp(command->args[2], "-") == 0 ? say_each(command, error)
                                            : server_run_meeting(command, verb_say, error);
}

gboolean
server_cmd_meeting_scribe(Command *command, GError **error)
{
  return server_run_meeting(command, verb_scribe, error);
}

gboolean
server_cmd_meeting_vote_open(Command *command, GError **error)
{
  return server_run_meeting(command, verb_vote_open, error);
}

gboolean
server_cmd_meeting_vote_cast(Command *command, GError **error)
{
  return server_run_meeting(command, verb_vote_cast, error);
}

gboolean
server_cmd_meeting_vote_close(Command *command, GError **error)
{
  return server_run_meeting(command, verb_vote_close, error);
}

gboolean
server_cmd_meeting_attend(Command *command, GError **error)
{
  return server_run_meeting(command, verb_attend, error);
}

gboolean
server_cmd_meeting_outcome(Command *command, GError **error)
{
  return server_run_meeting(command, verb_outcome, error);
}
