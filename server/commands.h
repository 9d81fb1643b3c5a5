/* The command line: one table of commands, one of options; a row says what it takes and what it needs. Handlers live in
 * cmd-*.c, what they share in commands.c, command-in.c and command-out.c. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef enum { NEEDS_NOTHING, NEEDS_READ, NEEDS_WRITE, NEEDS_CREATE } CommandNeed;

/* Every option of every command; a row's mask says which of them it takes. NULL, 0 and FALSE: not given; minutes: COMMAND_NO_MINUTES. */
#define COMMAND_NO_MINUTES G_MININT
/* More than that --threads does not take. */
#define COMMAND_MOST_THREADS 64
typedef struct {
  char *db;
  char *name, *address, *timezone, *next_meeting;
  char *group;
  char *date, *format, *kind, *state, *owner, *section, *link, *age, *what;
  char *title, *presenter, *notes, *due, *remark; /* of agendas and minutes */
  int minutes;
  gboolean draft, accept;
  char *listen, *base_url, *trusted_proxy, *proxy_header;
  char *role, *initials, *nick, *since;
  char *contact, *accept_list, *mail, *mask;
  char *api, *ask, *answer, *title_at, *state_at, *closed, *batch, *batch_id, *tags, *tags_at;
  char *quarter, *time, *until, *duration, *place, *video, *chair, *dates, *description;
  char *rule, *binding, *quorum, *opens, *closes, *thread, *item, *option, *comment, *unverified, *authserv, *scopes;
  int threads, limit;
  gboolean item_thread, json, create, offline, internal;
} CommandOptions;

/* What the program gets from outside of itself: a test gives a clock that stands and numbers it knows. */
typedef struct {
  gint64 (*clock)(gpointer data);                      /* UTC seconds */
  void (*random)(guint8 *out, gsize n, gpointer data); /* bytes nobody can guess */
  gpointer data;
} CommandWorld;

typedef struct {
  const char *db_path;
  Db *db;               /* as the row needs it, else NULL */
  char **args;          /* operands, NULL-terminated; owned by the caller */
  guint n_args;
  CommandOptions options;
  const CommandWorld *world;
} Command;

typedef gboolean (*CommandRun)(Command *command, GError **error);

typedef struct {
  const char *name;      /* "group add" */
  const char *arguments; /* "NAME", for the usage line */
  const char *help;      /* one line */
  CommandNeed need;
  guint64 options;       /* mask of COMMAND_TAKES_* */
  guint min_args, max_args;
  CommandRun run;
} CommandRow;

/* What a row takes: one bit for each set of options. */
#define COMMAND_BIT(n) (G_GUINT64_CONSTANT(1) << (n))
#define COMMAND_TAKES_TITLE COMMAND_BIT(0) /* --name, --address, --timezone, --next-meeting */
#define COMMAND_TAKES_GROUP COMMAND_BIT(1)
#define COMMAND_TAKES_DATE COMMAND_BIT(2)
#define COMMAND_TAKES_DRAFT COMMAND_BIT(21) /* --draft */
#define COMMAND_TAKES_ENTRY COMMAND_BIT(22) /* --title, --minutes, --presenter, --notes */
#define COMMAND_TAKES_SAY COMMAND_BIT(23) /* --owner, --due */
#define COMMAND_TAKES_TAKE COMMAND_BIT(30) /* --accept */
#define COMMAND_TAKES_FORMAT COMMAND_BIT(3)
#define COMMAND_TAKES_FILTER COMMAND_BIT(4) /* --kind, --state, --owner, --section, --link, --age */
#define COMMAND_TAKES_WHAT COMMAND_BIT(5)
#define COMMAND_TAKES_LISTEN COMMAND_BIT(6) /* --listen, --base-url, --offline, --trusted-proxy, --proxy-header */
#define COMMAND_TAKES_THREADS COMMAND_BIT(7)
#define COMMAND_TAKES_JSON COMMAND_BIT(8)
#define COMMAND_TAKES_LIMIT COMMAND_BIT(9) /* --limit */
#define COMMAND_TAKES_HITS COMMAND_BIT(38) /* --limit, which an mbox has only when it is given */
#define COMMAND_TAKES_CREATE COMMAND_BIT(10)
#define COMMAND_TAKES_MEMBER COMMAND_BIT(11) /* --name, --role, --initials, --nick, --since */
#define COMMAND_TAKES_BASE COMMAND_BIT(12) /* --base-url */
#define COMMAND_TAKES_CONTACT COMMAND_BIT(13) /* --contact */
#define COMMAND_TAKES_ACCEPT COMMAND_BIT(14) /* --accept-list */
#define COMMAND_TAKES_MAIL COMMAND_BIT(15) /* --mail */
#define COMMAND_TAKES_PLACE COMMAND_BIT(16) /* --place, --video, --chair, --duration */
#define COMMAND_TAKES_SERIES COMMAND_BIT(17) /* --since, --until, --time, --dates, --description */
#define COMMAND_TAKES_DAYS COMMAND_BIT(18) /* --since, --until: those to show */
#define COMMAND_TAKES_QUARTER COMMAND_BIT(28) /* --quarter */
#define COMMAND_TAKES_OWNER COMMAND_BIT(29) /* --owner */
#define COMMAND_TAKES_NAME COMMAND_BIT(19) /* --name: of a meeting */
#define COMMAND_TAKES_SUBJECT COMMAND_BIT(31) /* --name: of a mail */
#define COMMAND_TAKES_MASK COMMAND_BIT(20) /* --mask */
#define COMMAND_TAKES_BALLOT COMMAND_BIT(24) /* --rule, --binding, --quorum, --opens, --closes, --thread, --item, --item-thread */
#define COMMAND_TAKES_VOTE COMMAND_BIT(25) /* --option, --comment */
#define COMMAND_TAKES_POLICY COMMAND_BIT(26) /* --unverified, --authserv-id */
#define COMMAND_TAKES_ASK COMMAND_BIT(27) /* --api, --ask, --answer, --title-at, --state-at, --closed, --batch, --batch-id, --tags, --tags-at, --internal */
#define COMMAND_TAKES_SINCE COMMAND_BIT(32) /* --since */
#define COMMAND_TAKES_UNTIL COMMAND_BIT(37) /* --until */
#define COMMAND_TAKES_SIGNED COMMAND_BIT(34) /* no option: an operand may be -1 */
#define COMMAND_TAKES_RULE COMMAND_BIT(35) /* --rule */
#define COMMAND_TAKES_REMARK COMMAND_BIT(36) /* --remark */
#define COMMAND_TAKES_SCOPES COMMAND_BIT(33) /* --scopes */

/* Runs the command that argv names. FALSE with error: INVALID is a fault of usage. */
gboolean server_command_run(int argc, char **argv, const CommandWorld *world, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
const CommandRow *server_command_rows(gsize *n);

/* --- what handlers share --- */

#define COMMAND_WHO "command line" /* who did it, in the audit trail */
#define COMMAND_BASE_URL "http://127.0.0.1:8080" /* of links, where nobody said --base-url: what serve listens at */
#define COMMAND_TEXT_MAX ((gsize)4 << 20) /* bytes */

/* UTC seconds of the program's clock. */
gint64 server_command_now(const Command *command);
/* The group that operand i names. */
Group *server_command_group(const Command *command, guint i, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The group that operand 0 names, or all groups without an operand: Group *. */
GPtrArray *server_command_groups(const Command *command, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The group of that name; when there is none it is made, and said so (cmd-group.c). */
Group *server_command_ensure_group(Command *command, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* --contact, else $DOCKET_CONTACT, or NULL. */
const char *server_command_contact(const Command *command);
/* One of the words (NULL-terminated) that value must be, as its index; 0 when value is NULL. INVALID lists them. */
gboolean server_command_choice(const char *option, const char *value, const char *const *words, guint *choice,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* An operand from 1 on, "12" or "#12"; thing is what it numbers, for the INVALID that it is none: "item". */
gboolean server_command_number(const char *text, const char *thing, gint64 *number, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* --base-url without slashes at its end, else a copy of otherwise, which may be NULL. Caller frees. INVALID: no http or https address. */
gboolean server_command_base_url(const Command *command, const char *otherwise, char **base, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The bytes of a file, or of standard input for "-". NOT_FOUND; TOO_LARGE over most bytes, which is said in MiB. */
GString *server_command_read(const char *path, gsize most, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for text of at most COMMAND_TEXT_MAX; INVALID with a NUL in it. Its encoding is not looked at. Caller frees. */
char *server_command_read_text(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends the transaction of a verb: commits what was done, else rolls back. FALSE with the error of the verb, or of the commit. */
gboolean server_command_finish(const Command *command, gboolean done, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A line about what of this group's mail is over the limits of one mail; nothing for 0. */
void server_command_append_cut(GString *out, const Group *group, guint64 n_cut);
/* Behind an error that says how much was refused, where any of it is in the quarantine. */
#define SERVER_KEPT_ASIDE_HINT "\nlist what was kept aside, and why: docket refused list"
/* Writes out and empties it. FAILED when standard output cannot be written. */
gboolean server_command_print(GString *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A line on standard error, made safe for terminals. */
void server_command_note(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Columns of the terminal that standard output is, 0 when it is none. */
guint server_command_columns(void);
/* Refuses to send raw mail, which may hold anything, to a terminal. */
gboolean server_command_raw_allowed(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Handlers, as in the table; usage and meaning stand there, beside each. Here they stand by file. */
/* cmd-agenda.c */
gboolean server_cmd_agenda_weights(Command *command, GError **error);
gboolean server_cmd_agenda_take(Command *command, GError **error);
gboolean server_cmd_agenda_refuse(Command *command, GError **error);
gboolean server_cmd_agenda_add(Command *command, GError **error);
gboolean server_cmd_agenda_set(Command *command, GError **error);
gboolean server_cmd_agenda_move(Command *command, GError **error);
gboolean server_cmd_agenda_park(Command *command, GError **error);
gboolean server_cmd_agenda_unpark(Command *command, GError **error);
gboolean server_cmd_agenda_remove(Command *command, GError **error);
gboolean server_cmd_agenda_publish(Command *command, GError **error);
gboolean server_cmd_agenda_waiting(Command *command, GError **error);
/* cmd-export.c */
gboolean server_cmd_export(Command *command, GError **error);
/* cmd-group.c */
gboolean server_cmd_group_add(Command *command, GError **error);
gboolean server_cmd_group_set(Command *command, GError **error);
gboolean server_cmd_group_list(Command *command, GError **error);
/* cmd-ingest.c */
gboolean server_cmd_ingest(Command *command, GError **error);
gboolean server_cmd_rebuild(Command *command, GError **error);
/* cmd-item.c */
gboolean server_cmd_item_show(Command *command, GError **error);
gboolean server_cmd_item_undo(Command *command, GError **error);
gboolean server_cmd_item_apply(Command *command, GError **error);
gboolean server_cmd_item_ignore(Command *command, GError **error);
gboolean server_cmd_item_accept(Command *command, GError **error);
gboolean server_cmd_item_dismiss(Command *command, GError **error);
gboolean server_cmd_item_state(Command *command, GError **error);
gboolean server_cmd_item_title(Command *command, GError **error);
gboolean server_cmd_item_owner(Command *command, GError **error);
gboolean server_cmd_item_merge(Command *command, GError **error);
gboolean server_cmd_item_split(Command *command, GError **error);
/* cmd-link.c */
gboolean server_cmd_links_refresh(Command *command, GError **error);
/* cmd-live.c */
gboolean server_cmd_meeting_start(Command *command, GError **error);
gboolean server_cmd_meeting_end(Command *command, GError **error);
gboolean server_cmd_meeting_topic(Command *command, GError **error);
gboolean server_cmd_meeting_say(Command *command, GError **error);
gboolean server_cmd_meeting_scribe(Command *command, GError **error);
gboolean server_cmd_meeting_vote_open(Command *command, GError **error);
gboolean server_cmd_meeting_vote_cast(Command *command, GError **error);
gboolean server_cmd_meeting_vote_close(Command *command, GError **error);
gboolean server_cmd_meeting_attend(Command *command, GError **error);
gboolean server_cmd_meeting_outcome(Command *command, GError **error);
/* cmd-maintain.c */
gboolean server_cmd_backup(Command *command, GError **error);
gboolean server_cmd_check(Command *command, GError **error);
gboolean server_cmd_refused_list(Command *command, GError **error);
gboolean server_cmd_refused_show(Command *command, GError **error);
gboolean server_cmd_audit(Command *command, GError **error);
/* cmd-meeting.c */
gboolean server_cmd_series_add(Command *command, GError **error);
gboolean server_cmd_series_set(Command *command, GError **error);
gboolean server_cmd_series_end(Command *command, GError **error);
gboolean server_cmd_series_list(Command *command, GError **error);
gboolean server_cmd_meeting_list(Command *command, GError **error);
gboolean server_cmd_meeting_add(Command *command, GError **error);
gboolean server_cmd_meeting_move(Command *command, GError **error);
gboolean server_cmd_meeting_cancel(Command *command, GError **error);
gboolean server_cmd_meeting_restore(Command *command, GError **error);
gboolean server_cmd_meeting_set(Command *command, GError **error);
gboolean server_cmd_agenda_calendar(Command *command, GError **error);
gboolean server_cmd_meeting_import(Command *command, GError **error);
/* cmd-member.c */
gboolean server_cmd_member_add(Command *command, GError **error);
gboolean server_cmd_member_end(Command *command, GError **error);
gboolean server_cmd_member_list(Command *command, GError **error);
gboolean server_cmd_member_import(Command *command, GError **error);
gboolean server_cmd_token_add(Command *command, GError **error);
gboolean server_cmd_token_list(Command *command, GError **error);
gboolean server_cmd_token_revoke(Command *command, GError **error);
gboolean server_cmd_member_link(Command *command, GError **error);
/* cmd-minutes.c */
gboolean server_cmd_minutes(Command *command, GError **error);
gboolean server_cmd_minutes_import(Command *command, GError **error);
gboolean server_cmd_minutes_approve(Command *command, GError **error);
gboolean server_cmd_minutes_lines(Command *command, GError **error);
gboolean server_cmd_minutes_correct(Command *command, GError **error);
gboolean server_cmd_minutes_strike(Command *command, GError **error);
gboolean server_cmd_minutes_bring_back(Command *command, GError **error);
gboolean server_cmd_minutes_done(Command *command, GError **error);
/* cmd-outbox.c */
gboolean server_cmd_outbox_list(Command *command, GError **error);
gboolean server_cmd_outbox_show(Command *command, GError **error);
gboolean server_cmd_outbox_write(Command *command, GError **error);
gboolean server_cmd_outbox_edit(Command *command, GError **error);
gboolean server_cmd_outbox_send(Command *command, GError **error);
gboolean server_cmd_outbox_cancel(Command *command, GError **error);
gboolean server_cmd_mail_test(Command *command, GError **error);
gboolean server_cmd_mail_bounce(Command *command, GError **error);
/* cmd-register.c */
gboolean server_cmd_decisions(Command *command, GError **error);
gboolean server_cmd_decision_supersede(Command *command, GError **error);
gboolean server_cmd_actions(Command *command, GError **error);
gboolean server_cmd_attendance(Command *command, GError **error);
gboolean server_cmd_report(Command *command, GError **error);
/* cmd-rules.c */
gboolean server_cmd_rules(Command *command, GError **error);
/* cmd-serve.c */
gboolean server_cmd_serve(Command *command, GError **error);
/* cmd-show.c */
gboolean server_cmd_agenda(Command *command, GError **error);
gboolean server_cmd_items(Command *command, GError **error);
gboolean server_cmd_search(Command *command, GError **error);
/* cmd-source.c */
gboolean server_cmd_source_add(Command *command, GError **error);
gboolean server_cmd_source_every(Command *command, GError **error);
gboolean server_cmd_source_pause(Command *command, GError **error);
gboolean server_cmd_source_remove(Command *command, GError **error);
gboolean server_cmd_source_list(Command *command, GError **error);
gboolean server_cmd_source_probe(Command *command, GError **error);
gboolean server_cmd_sync(Command *command, GError **error);
/* cmd-tracker.c */
gboolean server_cmd_tracker_add(Command *command, GError **error);
gboolean server_cmd_tracker_remove(Command *command, GError **error);
gboolean server_cmd_tracker_commits(Command *command, GError **error);
gboolean server_cmd_tracker_own(Command *command, GError **error);
gboolean server_cmd_tracker_list(Command *command, GError **error);
/* cmd-vote.c */
gboolean server_cmd_vote_open(Command *command, GError **error);
gboolean server_cmd_vote_list(Command *command, GError **error);
gboolean server_cmd_vote_show(Command *command, GError **error);
gboolean server_cmd_vote_cast(Command *command, GError **error);
gboolean server_cmd_vote_close(Command *command, GError **error);
gboolean server_cmd_vote_resolve(Command *command, GError **error);
gboolean server_cmd_item_weigh(Command *command, GError **error);
gboolean server_cmd_vote_nudge(Command *command, GError **error);
gboolean server_cmd_vote_ignore(Command *command, GError **error);
gboolean server_cmd_vote_policy(Command *command, GError **error);

G_END_DECLS
