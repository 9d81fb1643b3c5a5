/* Logs of chats as people paste them, brought into the form of an IRC log, which extraction reads. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/* Lines as Matrix clients copy and export them ("[16:01] ann: words", "Wed, 20 May 2026, 16:01:00 - ann: words") become "16:01 <ann> words"; blanks in
 * a name become "_". All other lines stay. Caller frees. */
char *server_chat_log_plain(const char *text);

G_END_DECLS
