#include "db/vote-count.h"

void
vote_count_marks(VoteMark *marks, guint n)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = n; i > 0; i--) {
    VoteMark *mark = &marks[i - 1];
    mark->counted = !mark->like;
    if (mark->like || *mark->voter == '\0')
      continue;
    g_autofree char *option = g_utf8_casefold(mark->option != NULL ? mark->option : "", -1);
    /* \x1f parts them: neither an address nor an option has it */
    char *key =
        g_strdup_printf("%" G_GINT64_FORMAT "\x1f%s\x1f%s", mark->thread, mark->voter, option);
    mark->counted = g_hash_table_add(seen, key);
  }
}
