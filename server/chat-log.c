#include "server/chat-log.h"

#define TIME "(?<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
#define COPIED "\\[" TIME "\\] +(?<name>[^:<>\\r\\n]{1,60}):"
#define EXPORTED "[^\\r\\n<>]{0,40}?" TIME " - (?<name>[^:<>\\r\\n]{1,60}):"

static gboolean
append_line(const GMatchInfo *match, GString *out, gpointer data)
{
  (void)data;
  g_autofree char *time = g_match_info_fetch_named(match, "time");
  g_autofree char *name = g_match_info_fetch_named(match, "name");
  g_strdelimit(g_strstrip(name), " \t", '_');
  g_string_append_printf(out, "%s <%s>", time, name);
  return FALSE;
}

char *
server_chat_log_plain(const char *text)
{
  g_autoptr(GRegex) regex =
      g_regex_new("^(?:" COPIED "|" EXPORTED ")",
                  G_REGEX_MULTILINE | G_REGEX_DUPNAMES | G_REGEX_OPTIMIZE, 0, NULL);
  char *plain =
      regex != NULL ? g_regex_replace_eval(regex, text, -1, 0, 0, append_line, NULL, NULL) : NULL;
  return plain != NULL ? plain : g_strdup(text);
}
