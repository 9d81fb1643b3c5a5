/* The draft agenda as a mail and as Markdown. */
#include "web/pages.h"
#include "web/parts.h"
#include "web/text-parts.h"
#include "web/wrap.h"
#include <string.h>

#define MAX_QUOTED_LINES 6 /* of one entry; the rest is behind its link */

typedef struct {
  WebOut *out;
  const WebPage *page;
} Writer;

static char *
heading_of(const WebAgendaView *view)
{
  g_autofree char *title = web_plain(web_page_group_title(view->page));
  g_autoptr(GString) day = g_string_new(NULL);
  gint64 date = web_agenda_date(view->page, view->agenda);
  if (date != 0)
    web_out_day(day, date, web_page_zone(view->page));
  else
    g_string_append(day, "the next meeting");
  return g_strdup_printf("%s: agenda for %s (draft)", title, day->str);
}

/* Safe for a terminal and without what the group hides. Caller frees. */
static char *
clean(const Writer *w, const char *text)
{
  return web_text_clean(w->page, text);
}

/* "action, open, owner KB: asked 12 days ago" */
static char *
facts_of(const Writer *w, const AgendaEntry *entry)
{
  const Item *item = entry->item;
  g_autofree char *owner = web_item_owner(item);
  GString *facts = g_string_new(item_kind_to_text(item->kind));
  g_string_append_printf(facts, ", %s", item_state_to_text(item->state));
  if (owner != NULL) {
    g_autofree char *shown = clean(w, owner);
    g_string_append_printf(facts, ", owner %s", shown);
  }
  if (entry->why != NULL) {
    g_autofree char *why = clean(w, entry->why);
    g_string_append_printf(facts, ": %s", why);
  }
  return g_string_free(facts, FALSE);
}

/* "George Dunlap, 2014-04-15, lines 41-43" */
static char *
source_of(const Writer *w, const Mention *origin)
{
  g_autofree char *who = clean(w, origin->from != NULL ? person_label(origin->from) : "unknown");
  GString *source = g_string_new(who);
  g_string_append(source, ", ");
  web_out_date(source, origin->date, web_page_zone(w->page));
  if (origin->lines.last > origin->lines.first)
    g_string_append_printf(source, ", lines %u-%u", origin->lines.first, origin->lines.last);
  else if (origin->lines.first > 0)
    g_string_append_printf(source, ", line %u", origin->lines.first);
  return g_string_free(source, FALSE);
}

/* A line that starts something of its own: a bullet, an indented note, a quote of a quote. */
static gboolean
starts_anew(const char *line)
{
  return line[0] == '\0' || strchr(" \t*-+#>|=", line[0]) != NULL;
}

/* The quote with its mark before each line, cut after a few. Lines that read on are joined and
 * wrapped again, or the mark would push their last word into a line of its own. escape: what
 * Markdown would read is escaped. */
static void
quote_lines(const Writer *w, const char *quote, const char *mark, char *(*escape)(const char *))
{
  g_autofree char *shown = clean(w, quote);
  g_auto(GStrv) lines = g_strsplit(shown, "\n", MAX_QUOTED_LINES + 1);
  g_autoptr(GString) joined = g_string_new(NULL);
  for (guint i = 0; lines[i] != NULL; i++) {
    gboolean cut = i == MAX_QUOTED_LINES;
    if (joined->len > 0)
      g_string_append_c(joined, ' ');
    g_string_append(joined, cut ? "[...]" : lines[i]);
    if (!cut && lines[i + 1] != NULL && !starts_anew(lines[i + 1]))
      continue;
    g_autofree char *text = escape != NULL ? escape(joined->str) : g_strdup(joined->str);
    if (web_columns(mark) + web_columns(text) > MAIL_COLUMNS)
      web_wrap(w->out, text, MAIL_COLUMNS, mark, mark);
    else
      g_string_append_printf(w->out, "%s%s\n", mark, text);
    g_string_truncate(joined, 0);
    if (cut)
      return;
  }
}

/* "Ann, 2014-05-02: what it says" */
static char *
said_of(const Writer *w, const Person *who, gint64 when, const char *quote)
{
  g_autofree char *said = web_text_short(w->page, quote, 200);
  g_autofree char *name = clean(w, who != NULL ? person_label(who) : "unknown");
  GString *line = g_string_new(name);
  g_string_append(line, ", ");
  web_out_date(line, when, web_page_zone(w->page));
  g_string_append_printf(line, ": %s", said);
  return g_string_free(line, FALSE);
}

/* Who objects, and who spoke last; each line goes through print. */
static void
heard_lines(const Writer *w, const Item *item, void (*print)(const Writer *, const char *))
{
  for (guint i = 0; i < web_count(item->objections); i++) {
    const Vote *vote = g_ptr_array_index(item->objections, i);
    g_autofree char *said = said_of(w, vote->voter, vote->date, vote->quote);
    g_autofree char *line = g_strdup_printf("objection: %s", said);
    print(w, line);
  }
  if (item->last_reply != NULL) {
    const Mention *reply = item->last_reply;
    g_autofree char *said = said_of(w, reply->from, reply->date, reply->quote);
    g_autofree char *line = g_strdup_printf("last reply: %s", said);
    print(w, line);
  }
}

static void
text_heard(const Writer *w, const char *line)
{
  web_wrap(w->out, line, MAIL_COLUMNS, "    ", "      ");
}

static void
text_entry(const Writer *w, const AgendaEntry *entry, guint number)
{
  const Item *item = entry->item;
  g_autofree char *first = g_strdup_printf("%2u. ", number);
  g_autofree char *title = web_text_short(w->page, item->title, 500);
  g_autofree char *facts = facts_of(w, entry);
  g_autofree char *url = web_text_item_url(w->page, item->number);
  web_wrap(w->out, title[0] != '\0' ? title : "(no title)", MAIL_COLUMNS, first, "    ");
  web_wrap(w->out, facts, MAIL_COLUMNS, "    ", "    ");
  if (item->origin != NULL) {
    g_autofree char *source = source_of(w, item->origin);
    if (item->origin->quote != NULL)
      quote_lines(w, item->origin->quote, "    > ", NULL);
    web_wrap(w->out, source, MAIL_COLUMNS, "    ", "    ");
  }
  heard_lines(w, item, text_heard);
  web_text_links(w->out, item->links);
  if (item->number > 0)
    g_string_append_printf(w->out, "    %s\n", url);
  g_string_append_c(w->out, '\n');
}

/* Calls entry for each of a group after its heading; a group without entries prints nothing. */
static void
each_entry(const Writer *w, const WebAgendaView *view, const char *mark,
           void (*print)(const Writer *, const AgendaEntry *, guint))
{
  AgendaGroup last = AGENDA_N_GROUPS;
  for (guint i = 0; i < web_count(view->agenda->entries); i++) {
    const AgendaEntry *entry = g_ptr_array_index(view->agenda->entries, i);
    if (entry->group != last && mark != NULL)
      g_string_append_printf(w->out, "%s%s\n\n", mark, agenda_group_title(entry->group));
    else if (entry->group != last)
      web_text_underlined(w->out, agenda_group_title(entry->group), '-');
    last = entry->group;
    print(w, entry, i + 1);
  }
}

static void
rest_of(const Writer *w, const WebAgendaView *view)
{
  if (web_count(view->agenda->entries) == 0)
    g_string_append(w->out, "Nothing to talk about was found yet.\n");
  if (view->agenda->n_left_out > 0)
    g_string_append_printf(w->out, "%u more did not make the cut; they are in the backlog.\n",
                           view->agenda->n_left_out);
}

void
web_text_agenda(WebOut *out, const WebAgendaView *view)
{
  Writer w = {out, view->page};
  g_autofree char *heading = heading_of(view);
  web_text_underlined(out, heading, '=');
  each_entry(&w, view, NULL, text_entry);
  rest_of(&w, view);
}

/* --- Markdown (CommonMark) --- */

char *
web_markdown_escape(const char *text)
{
  GString *out = g_string_new(NULL);
  const char *at = text;
  gsize indent = strspn(at, " \t");
  /* Four blanks would make code of a quoted line; no-break spaces keep its shape. */
  for (gsize i = 0; i < indent; i++)
    g_string_append(out, "\xc2\xa0");
  at += indent;
  gsize digits = strspn(at, "0123456789");
  g_string_append_len(out, at, (gssize)digits);
  at += digits;
  if (digits > 0 && (*at == '.' || *at == ')'))
    g_string_append_c(out, '\\');
  for (; *at != '\0'; at++) {
    if (strchr("\\`*_{}[]<>#+-|!~&=", *at) != NULL)
      g_string_append_c(out, '\\');
    g_string_append_c(out, *at);
  }
  return g_string_free(out, FALSE);
}

void
web_markdown_link(WebOut *out, const char *text, const char *url)
{
  g_autoptr(GString) safe = g_string_new(NULL);
  for (const char *at = url; *at != '\0'; at++) {
    if ((guchar)*at <= ' ' || strchr("()<>\\\"'`", *at) != NULL)
      g_string_append_printf(safe, "%%%02X", (guchar)*at);
    else
      g_string_append_c(safe, *at);
  }
  g_string_append_printf(out, "[%s](%s)", text, safe->str);
}

static void
markdown_heard(const Writer *w, const char *line)
{
  g_autofree char *escaped = web_markdown_escape(line);
  g_string_append_printf(w->out, "    - %s\n", escaped);
}

static void
markdown_entry(const Writer *w, const AgendaEntry *entry, guint number)
{
  const Item *item = entry->item;
  g_autofree char *title = web_text_short(w->page, item->title, 300);
  g_autofree char *escaped = web_markdown_escape(title);
  g_autofree char *facts = facts_of(w, entry);
  g_autofree char *escaped_facts = web_markdown_escape(facts);
  g_autofree char *url = web_text_item_url(w->page, item->number);
  g_string_append_printf(w->out, "%u. ", number);
  if (item->number > 0)
    web_markdown_link(w->out, escaped, url);
  else
    g_string_append(w->out, escaped);
  g_string_append_printf(w->out, "\n\n    %s\n\n", escaped_facts);
  if (item->origin != NULL) {
    g_autofree char *source = source_of(w, item->origin);
    g_autofree char *escaped_source = web_markdown_escape(source);
    if (item->origin->quote != NULL)
      quote_lines(w, item->origin->quote, "    > ", web_markdown_escape);
    g_string_append_printf(w->out, "    >\n    > %s\n\n", escaped_source);
  }
  heard_lines(w, item, markdown_heard);
  web_markdown_links(w->out, item->links);
  if (web_count(item->links) + web_count(item->objections) > 0 || item->last_reply != NULL)
    g_string_append_c(w->out, '\n');
}

void
web_markdown_agenda(WebOut *out, const WebAgendaView *view)
{
  Writer w = {out, view->page};
  g_autofree char *heading = heading_of(view);
  g_autofree char *escaped = web_markdown_escape(heading);
  g_string_append_printf(out, "# %s\n\n", escaped);
  each_entry(&w, view, "## ", markdown_entry);
  rest_of(&w, view);
}
