/* Draws items and links at random out of real mail, to be read and judged by a person: the figures
 * of docs/extraction.md on real lists come from its output. The same seed draws the same rows.
 * draw [--seed N] [--kind KIND] [--items N] [--links N] MBOX */
#include "ingest/extract.h"
#include "ingest/mbox.h"
#include "ingest/parse.h"
#include <stdio.h>
#include <string.h>

typedef struct {
  GPtrArray *drawn; /* char *: the text that is printed */
  guint want, seen, by_kind[16];
} Draw;

typedef struct {
  GRand *rand;
  Draw items, links;
  const char *kind; /* only items of it are drawn, or NULL */
  guint mails;
} Tool;

/* A place in the sample, or want: the row is not drawn (Vitter's algorithm R). */
static guint
place_of(Tool *tool, Draw *draw)
{
  guint n = draw->seen++;
  if (n < draw->want)
    return n;
  guint at = (guint)g_rand_int_range(tool->rand, 0, (gint32)n + 1);
  return MIN(at, draw->want);
}

static void
put(Draw *draw, guint place, char *text)
{
  if (place == draw->drawn->len) {
    g_ptr_array_add(draw->drawn, text);
    return;
  }
  g_free(draw->drawn->pdata[place]);
  draw->drawn->pdata[place] = text;
}

/* The lines first to last with two around them; the marked ones bear ">>". */
static void
append_lines(GString *out, const BodyLines *lines, guint first, guint last)
{
  guint from = first > 2 ? first - 2 : 1, to = MIN(last + 2, lines->n);
  for (guint i = from; first > 0 && i <= to; i++)
    g_string_append_printf(out, "  %s %.*s\n", i >= first && i <= last ? ">>" : "  ",
                           (int)MIN(lines->line[i - 1].len, 160), lines->line[i - 1].text);
}

static void
draw_items(Tool *tool, const Mail *mail, const BodyLines *lines, const Drafts *d)
{
  for (guint i = 0; i < d->items->len; i++) {
    const ItemDraft *item = g_ptr_array_index(d->items, i);
    if (item->repeated)
      continue;
    tool->items.by_kind[item->kind]++;
    if (tool->kind != NULL && strcmp(tool->kind, item_kind_to_text(item->kind)) != 0)
      continue;
    guint place = place_of(tool, &tool->items);
    if (place >= tool->items.want)
      continue;
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s [%s] owner %s section %s | %s | %s\n  = %.200s\n",
                           item_kind_to_text(item->kind), item->rule,
                           item->owner == NULL ? "-" : item->owner,
                           item->section == NULL ? "-" : item->section, mail->message.subject,
                           mail->message.message_id, item->title);
    append_lines(out, lines, item->lines.first, item->lines.last);
    put(&tool->items, place, g_string_free(out, FALSE));
  }
}

static void
draw_links(Tool *tool, const Mail *mail, const BodyLines *lines, const Drafts *d)
{
  for (guint i = 0; i < d->links->len; i++) {
    const LinkDraft *link = g_ptr_array_index(d->links, i);
    tool->links.by_kind[link->kind]++;
    guint place = place_of(tool, &tool->links);
    if (place >= tool->links.want)
      continue;
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s %s (%s) | %s | %s\n", link_kind_to_text(link->kind),
                           link->value, link->key, mail->message.subject, mail->message.message_id);
    append_lines(out, lines, link->line, link->line);
    put(&tool->links, place, g_string_free(out, FALSE));
  }
}

static void
read_mail(Tool *tool, const MboxMail *raw)
{
  g_autoptr(Mail) mail = ingest_parse(raw->raw, raw->len, raw->from_line, NULL);
  if (mail == NULL)
    return;
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  g_autoptr(Drafts) d = ingest_extract(mail, lines);
  tool->mails++;
  draw_items(tool, mail, lines, d);
  draw_links(tool, mail, lines, d);
}

static void
print_draw(const Draw *draw, const char *what)
{
  printf("== %u %s, %u drawn\n", draw->seen, what, draw->drawn->len);
  for (guint i = 0; i < draw->drawn->len; i++)
    printf("\n#%u %s", i + 1, (const char *)draw->drawn->pdata[i]);
  printf("\n");
}

static gboolean
read_all(Tool *tool, const char *path, GError **error)
{
  g_autoptr(GError) bad = NULL;
  g_autoptr(Bytes) bytes = ingest_bytes_open(path, error);
  if (bytes == NULL)
    return FALSE;
  g_autoptr(Mbox) mbox = ingest_mbox_new(bytes, 32 << 20);
  MboxMail raw;
  while (ingest_mbox_next(mbox, &raw, &bad))
    read_mail(tool, &raw);
  if (bad != NULL)
    g_propagate_error(error, g_steal_pointer(&bad));
  return error == NULL || *error == NULL;
}

G_STATIC_ASSERT(ITEM_N_KINDS <= 16 && LINK_N_KINDS <= 16);

int
main(int argc, char **argv)
{
  gint seed = 1, items = 100, links = 100;
  g_autofree char *kind = NULL;
  const GOptionEntry entries[] = {
      {"seed", 0, 0, G_OPTION_ARG_INT, &seed, "Which draw", "N"},
      {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, "Only items of this kind", "KIND"},
      {"items", 0, 0, G_OPTION_ARG_INT, &items, "How many items", "N"},
      {"links", 0, 0, G_OPTION_ARG_INT, &links, "How many links", "N"},
      {NULL}};
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = g_option_context_new("MBOX");
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 || items < 0 ||
      links < 0) {
    fprintf(stderr, "draw: %s\nusage: draw [--seed N] [--kind KIND] [--items N] [--links N] MBOX\n",
            error == NULL ? "one mbox is needed" : error->message);
    return 2;
  }
  Tool tool = {.rand = g_rand_new_with_seed((guint32)seed),
               .kind = kind,
               .items = {g_ptr_array_new_with_free_func(g_free), (guint)items, 0, {0}},
               .links = {g_ptr_array_new_with_free_func(g_free), (guint)links, 0, {0}}};
  ingest_init();
  gboolean ok = read_all(&tool, argv[1], &error);
  if (!ok)
    fprintf(stderr, "draw: %s\n", error->message);
  printf("%u mails\n", tool.mails);
  for (guint k = 0; k < ITEM_N_KINDS; k++)
    printf("%s %u\n", item_kind_to_text((ItemKind)k), tool.items.by_kind[k]);
  for (guint k = 0; k < LINK_N_KINDS; k++)
    printf("link %s %u\n", link_kind_to_text((LinkKind)k), tool.links.by_kind[k]);
  print_draw(&tool.items, "items");
  print_draw(&tool.links, "links");
  g_ptr_array_unref(tool.items.drawn);
  g_ptr_array_unref(tool.links.drawn);
  g_rand_free(tool.rand);
  return ok ? 0 : 1;
}
