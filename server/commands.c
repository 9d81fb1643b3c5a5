#include "server/commands.h"

#include <string.h>

#include "db/group.h"
#include "ingest/diff-fields.h"
#include "ingest/parse.h"

#define DOCKET_VERSION "0.1.0"

typedef struct {
  guint64 mask;
  GOptionEntry entry; /* arg_data is the offset into CommandOptions */
} OptionRow;

#define TEXT(mask, name, letter, field, help, value)                                               \
  {                                                                                                \
    mask,                                                                                          \
    {                                                                                              \
      name, letter, 0, G_OPTION_ARG_STRING,                                                        \
          GSIZE_TO_POINTER(G_STRUCT_OFFSET(CommandOptions, field)), help, value                    \
    }                                                                                              \
  }
#define FILE_NAME(mask, name, field, help, value)                                                  \
  {                                                                                                \
    mask,                                                                                          \
    {                                                                                              \
      name, 0, 0, G_OPTION_ARG_FILENAME, GSIZE_TO_POINTER(G_STRUCT_OFFSET(CommandOptions, field)), \
          help, value                                                                              \
    }                                                                                              \
  }
#define NUMBER(mask, name, field, help, value)                                                     \
  {                                                                                                \
    mask,                                                                                          \
    {                                                                                              \
      name, 0, 0, G_OPTION_ARG_INT, GSIZE_TO_POINTER(G_STRUCT_OFFSET(CommandOptions, field)),      \
          help, value                                                                              \
    }                                                                                              \
  }
#define FLAG(mask, name, field, help)                                                              \
  {                                                                                                \
    mask,                                                                                          \
    {                                                                                              \
      name, 0, 0, G_OPTION_ARG_NONE, GSIZE_TO_POINTER(G_STRUCT_OFFSET(CommandOptions, field)),     \
          help, NULL                                                                               \
    }                                                                                              \
  }

static const OptionRow option_rows[] = {
    FILE_NAME(G_MAXUINT64, "db", db, "the database (else $DOCKET_DB, else in $XDG_DATA_HOME)",
              "FILE"),
    TEXT(COMMAND_TAKES_TITLE | COMMAND_TAKES_NAME, "name", 0, name, "title for people", "TITLE"),
    TEXT(COMMAND_TAKES_MEMBER, "name", 0, name, "what they are called", "NAME"),
    TEXT(COMMAND_TAKES_SUBJECT, "name", 0, name, "another subject", "SUBJECT"),
    TEXT(COMMAND_TAKES_TITLE, "address", 0, address, "posting address of the list", "ADDRESS"),
    TEXT(COMMAND_TAKES_TITLE, "timezone", 0, timezone, "zone of its meetings: Europe/London",
         "ZONE"),
    TEXT(COMMAND_TAKES_TITLE, "next-meeting", 0, next_meeting, "2014-05-20T17:00, or none", "DATE"),
    TEXT(COMMAND_TAKES_MASK, "mask", 0, mask,
         "keep addresses from: visitors (who are not signed in), always, never", "WHOM"),
    FLAG(COMMAND_TAKES_CREATE, "create", create, "add the group when there is none"),
    TEXT(COMMAND_TAKES_GROUP, "group", 'g', group, "the group; made when there is none", "GROUP"),
    TEXT(COMMAND_TAKES_DATE, "date", 0, date, "of the meeting", "DATE"),
    FLAG(COMMAND_TAKES_DRAFT, "draft", draft, "the draft, although a chair made an agenda of it"),
    TEXT(COMMAND_TAKES_ENTRY, "title", 0, title, "another title", "TITLE"),
    NUMBER(COMMAND_TAKES_ENTRY, "minutes", minutes, "how long it may take; 0: no time set", "N"),
    TEXT(COMMAND_TAKES_ENTRY, "presenter", 0, presenter, "who presents it", "NAME"),
    TEXT(COMMAND_TAKES_ENTRY, "notes", 0, notes, "notes in Markdown", "TEXT"),
    FLAG(COMMAND_TAKES_TAKE, "accept", accept, "take what is shown, not only show it"),
    TEXT(COMMAND_TAKES_SAY, "due", 0, due, "until when", "DATE"),
    TEXT(COMMAND_TAKES_REMARK, "remark", 0, remark, "a word on it", "TEXT"),
    TEXT(COMMAND_TAKES_FORMAT, "format", 0, format, "the form to print", "FORMAT"),
    TEXT(COMMAND_TAKES_FILTER, "kind", 0, kind,
         "topic, backlog, proposal, action, decision, question", "KIND"),
    TEXT(COMMAND_TAKES_FILTER, "state", 0, state,
         "new, open, scheduled, done, declined, deferred, duplicate", "STATE"),
    TEXT(COMMAND_TAKES_FILTER, "section", 0, section, "only those under this heading", "HEADING"),
    TEXT(COMMAND_TAKES_FILTER, "link", 0, link, "that cite this: rhbz#1, an address; any, none",
         "LINK"),
    TEXT(COMMAND_TAKES_FILTER, "age", 0, age, "week, month, quarter, year, older", "AGE"),
    TEXT(COMMAND_TAKES_WHAT, "what", 0, what, "items, links, votes, meetings, messages or all",
         "WHAT"),
    TEXT(COMMAND_TAKES_FILTER | COMMAND_TAKES_OWNER, "owner", 0, owner, "only those of this owner",
         "OWNER"),
    TEXT(COMMAND_TAKES_SAY, "owner", 0, owner, "who does it", "NAME"),
    TEXT(COMMAND_TAKES_LISTEN, "listen", 0, listen, "127.0.0.1:8080; port 0 takes a free one",
         "ADDRESS:PORT"),
    TEXT(COMMAND_TAKES_LISTEN, "trusted-proxy", 0, trusted_proxy,
         "web servers in front that say who asks: 127.0.0.1,10.0.0.0/8", "ADDRESSES"),
    TEXT(COMMAND_TAKES_LISTEN, "proxy-header", 0, proxy_header,
         "where they say it: X-Forwarded-For (the default) or Forwarded", "HEADER"),
    TEXT(COMMAND_TAKES_MEMBER, "role", 0, role, "member, chair or operator", "ROLE"),
    TEXT(COMMAND_TAKES_MEMBER, "initials", 0, initials, "as minutes write them", "XY"),
    TEXT(COMMAND_TAKES_MEMBER, "nick", 0, nick, "on IRC or Matrix", "NICK"),
    TEXT(COMMAND_TAKES_MEMBER | COMMAND_TAKES_SERIES | COMMAND_TAKES_SINCE, "since", 0, since,
         "from this day on (today)", "DATE"),
    TEXT(COMMAND_TAKES_SERIES, "until", 0, until, "the last day, or none", "DATE"),
    TEXT(COMMAND_TAKES_DAYS, "since", 0, since, "the first day to show (30 days ago)", "DATE"),
    TEXT(COMMAND_TAKES_DAYS, "until", 0, until, "the last day to show (in 190 days)", "DATE"),
    TEXT(COMMAND_TAKES_UNTIL, "until", 0, until, "it ended where this day, or time, begins (now)",
         "DATE"),
    TEXT(COMMAND_TAKES_SERIES, "time", 0, time, "local time in the zone of the group: 14:00",
         "TIME"),
    TEXT(COMMAND_TAKES_QUARTER, "quarter", 0, quarter, "2026-Q4 (the present one)", "QUARTER"),
    TEXT(COMMAND_TAKES_SERIES, "dates", 0, dates, "days by hand, parted by blanks", "DATES"),
    TEXT(COMMAND_TAKES_PLACE, "duration", 0, duration, "in minutes (60)", "MINUTES"),
    TEXT(COMMAND_TAKES_PLACE, "place", 0, place, "room or channel", "PLACE"),
    TEXT(COMMAND_TAKES_PLACE, "video", 0, video, "address of the video room", "URL"),
    TEXT(COMMAND_TAKES_PLACE, "chair", 0, chair, "who chairs", "NAME"),
    TEXT(COMMAND_TAKES_SERIES, "description", 0, description, "what a series is about", "TEXT"),
    TEXT(COMMAND_TAKES_LISTEN | COMMAND_TAKES_BASE, "base-url", 0, base_url,
         "the address that people see", "URL"),
    TEXT(COMMAND_TAKES_SCOPES, "scopes", 0, scopes, "read, vote, chair: with commas between",
         "SCOPES"),
    TEXT(COMMAND_TAKES_RULE, "rule", 0, rule,
         "of the ballot: lazy-consensus, majority, consensus or release", "RULE"),
    TEXT(COMMAND_TAKES_BALLOT, "rule", 0, rule,
         "lazy-consensus, majority, consensus, release or ranked", "RULE"),
    TEXT(COMMAND_TAKES_BALLOT, "binding", 0, binding, "members, chairs or anyone", "WHO"),
    TEXT(COMMAND_TAKES_BALLOT, "quorum", 0, quorum, "binding voters needed", "N"),
    TEXT(COMMAND_TAKES_BALLOT, "opens", 0, opens, "from when on votes count (now)", "DATE"),
    TEXT(COMMAND_TAKES_BALLOT, "closes", 0, closes, "2026-11-30T17:00, or never (as the rule says)",
         "DATE"),
    TEXT(COMMAND_TAKES_BALLOT, "item", 0, item, "the item it is about", "NUMBER"),
    TEXT(COMMAND_TAKES_BALLOT, "thread", 0, thread, "the [VOTE] mail whose replies count",
         "MESSAGE-ID"),
    FLAG(COMMAND_TAKES_BALLOT, "item-thread", item_thread,
         "votes in replies to the item's mail count as well"),
    TEXT(COMMAND_TAKES_VOTE, "option", 0, option, "the option that is rated", "KEY"),
    TEXT(COMMAND_TAKES_VOTE, "comment", 0, comment, "the reason", "TEXT"),
    TEXT(COMMAND_TAKES_POLICY, "unverified", 0, unverified, "at-once, confirm or never", "WHAT"),
    TEXT(COMMAND_TAKES_POLICY, "authserv-id", 0, authserv,
         "whose Authentication-Results are believed; empty: nobody's", "HOST"),
    TEXT(COMMAND_TAKES_CONTACT, "contact", 0, contact,
         "who runs this, for the servers asked (else $DOCKET_CONTACT)", "ADDRESS"),
    TEXT(COMMAND_TAKES_ACCEPT, "accept-list", 0, accept_list,
         "also take mail with this List-Id from now on", "LIST-ID"),
    FILE_NAME(COMMAND_TAKES_MAIL, "mail", mail, "how mail is sent (else $DOCKET_MAIL)", "FILE"),
    NUMBER(COMMAND_TAKES_THREADS, "threads", threads, "at most 64; 0: as suits the machine", "N"),
    NUMBER(COMMAND_TAKES_LIMIT, "limit", limit, "at most so many (100)", "N"),
    NUMBER(COMMAND_TAKES_HITS, "limit", limit, "at most so many (100; mbox: all)", "N"),
    FLAG(COMMAND_TAKES_LISTEN, "offline", offline, "ask no other server (also $DOCKET_OFFLINE)"),
    TEXT(COMMAND_TAKES_ASK, "api", 0, api, "kind of server: mantis, bugzilla, gitlab ...", "KIND"),
    TEXT(COMMAND_TAKES_ASK, "ask", 0, ask, "where to ask: https://bugs.example.org/api/{id}",
         "URL"),
    TEXT(COMMAND_TAKES_ASK, "answer", 0, answer, "form of the answer: json, html, mail", "FORM"),
    TEXT(COMMAND_TAKES_ASK, "title-at", 0, title_at, "where the title stands in it: /bug/summary",
         "PLACE"),
    TEXT(COMMAND_TAKES_ASK, "state-at", 0, state_at, "where the state stands", "PLACE"),
    TEXT(COMMAND_TAKES_ASK, "closed", 0, closed, "states that mean closed, with commas", "STATES"),
    TEXT(COMMAND_TAKES_ASK, "batch", 0, batch, "where to ask for many: {front}bugs?id={ids}",
         "URL"),
    TEXT(COMMAND_TAKES_ASK, "batch-id", 0, batch_id,
         "where the first one's number stands then: /bugs/0/id", "PLACE"),
    TEXT(COMMAND_TAKES_ASK, "tags", 0, tags, "of commits: where to ask for the tags that hold one",
         "URL"),
    TEXT(COMMAND_TAKES_ASK, "tags-at", 0, tags_at, "where their names stand: /*/name", "PLACE"),
    FLAG(COMMAND_TAKES_ASK, "internal", internal, "its host may be in a private network"),
    FLAG(COMMAND_TAKES_JSON, "json", json, "the summary as JSON on standard output"),
};

static void
options_clear(CommandOptions *options)
{
  for (gsize i = 0; i < G_N_ELEMENTS(option_rows); i++) {
    const GOptionEntry *entry = &option_rows[i].entry;
    if (entry->arg == G_OPTION_ARG_STRING || entry->arg == G_OPTION_ARG_FILENAME)
      g_clear_pointer((char **)(gpointer)((char *)options + GPOINTER_TO_SIZE(entry->arg_data)),
                      g_free);
  }
}

/* GOptionEntry wants addresses; the rows have offsets so that they stay constant. The caller frees
 * the array, not its texts. */
static GOptionEntry *
options_for(guint64 mask, CommandOptions *options)
{
  GOptionEntry *entries = g_new0(GOptionEntry, G_N_ELEMENTS(option_rows) + 1);
  guint n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(option_rows); i++) {
    if ((option_rows[i].mask & mask) == 0 && option_rows[i].mask != G_MAXUINT64)
      continue;
    entries[n] = option_rows[i].entry;
    entries[n].arg_data = (char *)options + GPOINTER_TO_SIZE(entries[n].arg_data);
    n++;
  }
  return entries;
}

static GOptionContext *
context_for(const CommandRow *row, CommandOptions *options)
{
  g_autofree char *usage = g_strdup_printf("%s %s", row->name, row->arguments);
  g_autofree GOptionEntry *entries = options_for(row->options, options);
  GOptionContext *context = g_option_context_new(g_strchomp(usage));
  g_option_context_set_summary(context, row->help);
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, entries, NULL);
  return context;
}

/* What does not fit beside its usage stands below it, in its column. */
static void
append_usage(GString *out, const CommandRow *row)
{
  enum { COLUMN = 38 };
  gsize start = out->len;
  g_string_append_printf(out, "  %s %s", row->name, row->arguments);
  gsize width = out->len - start;
  if (width + 2 > COLUMN)
    g_string_append_c(out, '\n');
  g_string_append_printf(out, "%*s%s\n", (int)(width + 2 > COLUMN ? COLUMN : COLUMN - width), "",
                         row->help);
}

/* Those whose name begins with the word, as "meeting" does that of "meeting add"; how many they
 * are. */
static guint
append_family(GString *out, const char *word)
{
  gsize n_rows;
  guint n = 0;
  const CommandRow *rows = server_command_rows(&n_rows);
  for (gsize i = 0; i < n_rows; i++) {
    gsize len = strlen(word);
    if (strncmp(rows[i].name, word, len) != 0 || rows[i].name[len] != ' ')
      continue;
    append_usage(out, &rows[i]);
    n++;
  }
  return n;
}

static gboolean
print_overview(GError **error)
{
  gsize n_rows;
  const CommandRow *rows = server_command_rows(&n_rows);
  g_autoptr(GString) out =
      g_string_new("docket turns a mailing list into the agenda of the next meeting\n\n"
                   "Usage: docket [--db FILE] COMMAND [OPTION...] [ARGUMENT...]\n\n");
  for (gsize i = 0; i < n_rows; i++)
    append_usage(out, &rows[i]);
  g_string_append(out,
                  "\n  docket help COMMAND    the options of one, and those that begin so: docket "
                  "help meeting\n"
                  "  docket --version\n\n"
                  "The database: --db, else $DOCKET_DB, else docket/docket.db in $XDG_DATA_HOME.\n"
                  "Exit status: 0 done, 1 not found or failed, 2 usage, 3 some mails were refused, "
                  "4 database.\n");
  return server_command_print(out, error);
}

static gboolean
print_help(const CommandRow *row, GError **error)
{
  CommandOptions options = {0};
  g_autoptr(GOptionContext) context = context_for(row, &options);
  g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
  g_autoptr(GString) out = g_string_new(text);
  return server_command_print(out, error);
}

/* The row whose words argv begins with, the longest where several do: "agenda take" before
 * "agenda"; *used is how many they are. */
static const CommandRow *
find_row(int argc, char **argv, int *used)
{
  gsize n_rows;
  const CommandRow *rows = server_command_rows(&n_rows), *found = NULL;
  *used = 0;
  for (gsize i = 0; i < n_rows; i++) {
    g_auto(GStrv) words = g_strsplit(rows[i].name, " ", -1);
    int n = 0;
    while (words[n] != NULL && n < argc && strcmp(words[n], argv[n]) == 0)
      n++;
    if (words[n] == NULL && n > *used) {
      *used = n;
      found = &rows[i];
    }
  }
  return found;
}

static gboolean
unknown_command(int argc, char **argv, GError **error)
{
  gsize n_rows;
  const CommandRow *rows = server_command_rows(&n_rows);
  g_autoptr(GString) verbs = g_string_new(NULL);
  for (gsize i = 0; argc > 0 && i < n_rows; i++) {
    gsize len = strlen(argv[0]);
    if (strncmp(rows[i].name, argv[0], len) == 0 && rows[i].name[len] == ' ')
      g_string_append_printf(verbs, "%s%s", verbs->len > 0 ? ", " : "", rows[i].name);
  }
  if (argc == 0)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "no command given\ntype: docket help");
  else if (verbs->len > 0)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s wants a verb\none of: %s", argv[0],
                verbs->str);
  else
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "no command %s\ntype: docket help",
                argv[0]);
  return FALSE;
}

/* "help meeting vote" tells of every command that begins so. */
static gboolean
run_help(int argc, char **argv, GError **error)
{
  int used;
  if (argc == 0)
    return print_overview(error);
  const CommandRow *row = find_row(argc, argv, &used);
  g_autoptr(GString) family = g_string_new(NULL);
  g_autofree char *words = g_strjoinv(" ", argv);
  guint n = append_family(family, words);
  if (row == NULL && n == 0)
    return unknown_command(argc, argv, error);
  return (row == NULL || print_help(row, error)) && server_command_print(family, error);
}

static char *
find_database(const char *given)
{
  const char *env = g_getenv("DOCKET_DB");
  if (given != NULL)
    return g_strdup(given);
  if (env != NULL && env[0] != '\0')
    return g_strdup(env);
  return g_build_filename(g_get_user_data_dir(), "docket", "docket.db", NULL);
}

static gboolean
open_database(const CommandRow *row, Command *command, GError **error)
{
  static const DbOpenMode modes[] = {DB_OPEN_READ, DB_OPEN_READ, DB_OPEN_WRITE, DB_OPEN_CREATE};
  if (row->need == NEEDS_NOTHING)
    return TRUE;
  command->db = db_open(command->db_path, modes[row->need], error);
  if (command->db == NULL)
    return FALSE;
  db_set_text_func(command->db, ingest_text_fields, NULL);
  db_set_diff_func(command->db, ingest_diff_fields, NULL);
  return TRUE;
}

static gboolean
check_operands(const CommandRow *row, const Command *command, GError **error)
{
  if (command->n_args >= row->min_args && command->n_args <= row->max_args)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID, "%s: %s\nusage: docket %s %s", row->name,
              command->n_args < row->min_args ? "something is missing" : "too many arguments",
              row->name, row->arguments);
  return FALSE;
}

static gboolean
check_numbers(const CommandRow *row, const CommandOptions *options, GError **error)
{
  if (options->threads < 0 || options->threads > COMMAND_MOST_THREADS)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s: --threads %d is not possible\nsay 0, as suits the machine, to %d", row->name,
                options->threads, COMMAND_MOST_THREADS);
  else if (options->limit < 0)
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s: --limit %d is not possible\nsay 1 or more", row->name, options->limit);
  else
    return TRUE;
  return FALSE;
}

/* Who names what is not there is told where to find what is, unless the error says it itself. */
static void
add_look(const CommandRow *row, const Command *command, GError **error)
{
  static const struct {
    const char *family, *look;
    gboolean of_group;
  } looks[] = {{"item ", "items", TRUE},          {"meeting ", "meeting list", TRUE},
               {"member ", "member list", TRUE},  {"minutes ", "minutes lines", TRUE},
               {"outbox ", "outbox list", FALSE}, {"vote ", "vote list", TRUE}};
  if (error == NULL || !g_error_matches(*error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND) ||
      strchr((*error)->message, '\n') != NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS(looks); i++) {
    if (!g_str_has_prefix(row->name, looks[i].family))
      continue;
    gboolean named = g_str_has_prefix(row->arguments, "GROUP") && command->n_args > 0;
    g_autofree char *said = (*error)->message;
    (*error)->message = g_strdup_printf("%s\nlook: docket %s%s%s", said, looks[i].look,
                                        looks[i].of_group ? " " : "",
                                        !looks[i].of_group ? ""
                                        : named            ? command->args[0]
                                                           : "GROUP");
    return;
  }
}

/* argv without the words of the command: only its options and operands. argv[0] is any. */
static gboolean
run_row(const CommandRow *row, Command *command, int argc, char **argv, GError **error)
{
  g_autoptr(GOptionContext) context = context_for(row, &command->options);
  g_auto(GStrv) left = g_new0(char *, (gsize)argc + 1);
  /* A vote such as -1 would be taken for an option; the sign that people print is none. */
  for (int i = 0; i < argc; i++)
    left[i] = (row->options & COMMAND_TAKES_SIGNED) != 0 && argv[i][0] == '-' &&
                      g_ascii_isdigit(argv[i][1])
                  ? g_strconcat("\u2212", argv[i] + 1, NULL)
                  : g_strdup(argv[i]);
  if (!g_option_context_parse_strv(context, &left, error)) {
    g_prefix_error(error, "%s: ", row->name);
    return FALSE;
  }
  command->n_args = g_strv_length(left) - 1;
  command->args = left + 1;
  /* "--" ends options and is not itself an operand. */
  if (command->n_args > 0 && strcmp(command->args[0], "--") == 0) {
    command->args++;
    command->n_args--;
  }
  g_autofree char *path = find_database(command->options.db);
  command->db_path = path;
  gboolean done = check_operands(row, command, error) &&
                  check_numbers(row, &command->options, error) &&
                  open_database(row, command, error) && row->run(command, error);
  if (!done)
    add_look(row, command, error);
  g_clear_pointer(&command->db, db_close);
  return done;
}

/* Options before the command: --db, --version, --help. Returns how many words they are, -1 with
 * error. */
static int
take_leading(int argc, char **argv, CommandOptions *options, gboolean *version, gboolean *help,
             GError **error)
{
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i++) {
    if (strcmp(argv[i], "--version") == 0) {
      *version = TRUE;
    } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      *help = TRUE;
    } else if (strcmp(argv[i], "--db") == 0 && i + 1 < argc) {
      g_free(options->db);
      options->db = g_strdup(argv[++i]);
    } else if (g_str_has_prefix(argv[i], "--db=")) {
      g_free(options->db);
      options->db = g_strdup(argv[i] + strlen("--db="));
    } else {
      g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                  "no option %s before the command\ntype: docket help", argv[i]);
      return -1;
    }
  }
  return i;
}

static gboolean
asks_for_help(int argc, char **argv)
{
  for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
run_words(Command *command, int argc, char **argv, GError **error)
{
  int used = 0;
  if (argc > 0 && strcmp(argv[0], "help") == 0)
    return run_help(argc - 1, argv + 1, error);
  const CommandRow *row = find_row(argc, argv, &used);
  if (row == NULL)
    return unknown_command(argc, argv, error);
  if (asks_for_help(argc - used, argv + used))
    return print_help(row, error);
  return run_row(row, command, argc - used + 1, argv + used - 1, error);
}

gboolean
server_command_run(int argc, char **argv, const CommandWorld *world, GError **error)
{
  Command command = {.world = world, .options.minutes = COMMAND_NO_MINUTES};
  gboolean version = FALSE, help = FALSE;
  int start = take_leading(argc, argv, &command.options, &version, &help, error);
  gboolean done = start >= 0;
  if (done && version) {
    g_autoptr(GString) out = g_string_new("docket " DOCKET_VERSION "\n");
    done = server_command_print(out, error);
  } else if (done && help) {
    done = print_overview(error);
  } else if (done) {
    done = run_words(&command, argc - start, argv + start, error);
  }
  options_clear(&command.options);
  return done;
}

/* --- what handlers share --- */

gint64
server_command_now(const Command *command)
{
  return command->world->clock(command->world->data);
}

const char *
server_command_contact(const Command *command)
{
  return command->options.contact != NULL ? command->options.contact : g_getenv("DOCKET_CONTACT");
}

Group *
server_command_group(const Command *command, guint i, GError **error)
{
  return db_group_get(command->db, command->args[i], error);
}

GPtrArray *
server_command_groups(const Command *command, GError **error)
{
  if (command->n_args == 0)
    return db_group_list(command->db, error);
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
  Group *group = server_command_group(command, 0, error);
  if (group == NULL)
    return NULL;
  g_ptr_array_add(groups, group);
  return g_steal_pointer(&groups);
}

gboolean
server_command_finish(const Command *command, gboolean done, GError **error)
{
  if (done && db_commit(command->db, error))
    return TRUE;
  db_rollback(command->db);
  return FALSE;
}
