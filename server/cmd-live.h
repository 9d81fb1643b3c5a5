/* A verb on a meeting or its minutes, on the command line: --date names the meeting, else it is the next, else the last. */
#pragma once
#include "server/commands.h"
#include "server/gather-sheet.h"
G_BEGIN_DECLS

typedef struct {
  Command *command;
  const Group *group;
  SheetAct act;
  GatheredSheet gathered; /* as it was before the verb; borrowed */
} MeetingRun;
typedef gboolean (*MeetingRunVerb)(MeetingRun *run, GError **error);

/* Runs a verb in one transaction. The group is operand 0. */
gboolean server_run_meeting(Command *command, MeetingRunVerb verb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
