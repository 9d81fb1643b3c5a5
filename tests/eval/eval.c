/* Measures extraction on the labelled mails of tests/corpus: precision, recall and F1 by kind,
 * links, votes, owners, parents, sections, exact line ranges, items out of quotes; compares with
 * the floors in floor.json. Exit 1: below a floor. eval [--verbose] CORPUS FLOOR.json --verbose
 * lists each miss (-) and each invention (+) */
#include "ingest/extract.h"
#include "ingest/parse.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  guint right, invented, missed;
} Score;

typedef struct {
  guint right, all;
} Share;

typedef struct {
  Score kind[ITEM_N_KINDS], core, links, votes, likes;
  Share owner, parent, section, lines, link_item, due, state;
  guint from_quotes, n_mails;
  gboolean verbose;
  const char *name;
  gboolean told;
} Eval;

static void
tell(Eval *e, char mark, const char *what, guint line, const char *text)
{
  if (!e->verbose)
    return;
  if (!e->told)
    printf("%s\n", e->name);
  e->told = TRUE;
  printf("  %c %s @%u %s\n", mark, what, line, text == NULL ? "" : text);
}

/* Titles are compared word by word. */
static gboolean
same_text(const char *a, const char *b)
{
  g_autofree char *left = g_strdup(a == NULL ? "" : a);
  g_autofree char *right = g_strdup(b == NULL ? "" : b);
  g_auto(GStrv) l = g_strsplit_set(g_strstrip(left), " \t\n", -1),
                r = g_strsplit_set(g_strstrip(right), " \t\n", -1);
  g_autofree char *x = g_strjoinv(" ", l), *y = g_strjoinv(" ", r);
  return strcmp(x, y) == 0;
}

static const char *
text_at(json_t *object, const char *key)
{
  return json_string_value(json_object_get(object, key));
}

static guint
line_at(json_t *item, size_t index)
{
  return (guint)json_integer_value(json_array_get(json_object_get(item, "lines"), index));
}

static const char *
parent_title(const Drafts *d, const ItemDraft *item)
{
  return item->parent < 0 ? NULL : ((ItemDraft *)g_ptr_array_index(d->items, item->parent))->title;
}

static void
share(Eval *e, Share *s, const char *found, const char *label, const char *what, guint line)
{
  gboolean same = (found == NULL) == (label == NULL) && same_text(found, label);
  s->all++;
  s->right += same ? 1 : 0;
  if (!same) {
    g_autofree char *text = g_strdup_printf("%s, label %s", found == NULL ? "null" : found,
                                            label == NULL ? "null" : label);
    tell(e, '~', what, line, text);
  }
}

/* "2026-04-03", or NULL */
static char *
date_text(gint64 seconds)
{
  g_autoptr(GDateTime) date = seconds == 0 ? NULL : g_date_time_new_from_unix_utc(seconds);
  return date == NULL ? NULL : g_date_time_format(date, "%Y-%m-%d");
}

/* Labels without a date or state say nothing about it, so these are measured where they do. */
static void
compare_dated(Eval *e, const ItemDraft *item, json_t *label)
{
  const char *due = text_at(label, "due"), *state = text_at(label, "state");
  if (due != NULL) {
    g_autofree char *found = date_text(item->due);
    share(e, &e->due, found, due, "due", item->lines.first);
  }
  if (state != NULL && (strcmp(state, "done") == 0 || strcmp(state, "declined") == 0))
    share(e, &e->state, item_state_to_text(item->state), state, "state", item->lines.first);
}

static void
compare_found(Eval *e, const Drafts *d, const ItemDraft *item, json_t *label)
{
  gboolean exact = item->lines.first == line_at(label, 0) && item->lines.last == line_at(label, 1);
  e->lines.all++;
  e->lines.right += exact ? 1 : 0;
  if (!exact)
    tell(e, '~', "lines", item->lines.first, item->title);
  share(e, &e->owner, item->owner, text_at(label, "owner"), "owner", item->lines.first);
  share(e, &e->parent, parent_title(d, item), text_at(label, "parent_title"), "parent",
        item->lines.first);
  share(e, &e->section, item->section, text_at(label, "section"), "section", item->lines.first);
  compare_dated(e, item, label);
}

static gboolean
is_core(ItemKind kind)
{
  return kind == ITEM_BACKLOG || kind == ITEM_PROPOSAL || kind == ITEM_ACTION ||
         kind == ITEM_DECISION;
}

static void
count(Eval *e, ItemKind kind, gboolean right, gboolean invented)
{
  for (guint k = 0; k < 2; k++) {
    Score *s = k == 0 ? &e->kind[kind] : &e->core;
    if (k == 1 && !is_core(kind))
      continue;
    if (right)
      s->right++;
    else if (invented)
      s->invented++;
    else
      s->missed++;
  }
}

static void
score_items(Eval *e, const Drafts *d, const BodyLines *lines, json_t *labels)
{
  g_autofree gboolean *used = g_new0(gboolean, json_array_size(labels) + 1);
  for (guint i = 0; i < d->items->len; i++) {
    const ItemDraft *item = g_ptr_array_index(d->items, i);
    gboolean found = FALSE;
    if (item->repeated)
      continue;
    if (item->lines.first > 0 && lines->line[item->lines.first - 1].line_class == LINE_QUOTE)
      e->from_quotes++;
    for (size_t k = 0; k < json_array_size(labels) && !found; k++) {
      json_t *label = json_array_get(labels, k);
      if (used[k] || strcmp(text_at(label, "kind"), item_kind_to_text(item->kind)) != 0 ||
          !same_text(item->title, text_at(label, "title")))
        continue;
      used[k] = found = TRUE;
      if (!json_is_true(json_object_get(label, "soft")))
        count(e, item->kind, TRUE, FALSE);
      compare_found(e, d, item, label);
    }
    if (!found) {
      g_autofree char *what = g_strdup_printf("%s [%s]", item_kind_to_text(item->kind), item->rule);
      tell(e, '+', what, item->lines.first, item->title);
      count(e, item->kind, FALSE, TRUE);
    }
  }
  for (size_t k = 0; k < json_array_size(labels); k++) {
    json_t *label = json_array_get(labels, k);
    ItemKind kind;
    if (used[k] || json_is_true(json_object_get(label, "soft")) ||
        !item_kind_from_text(text_at(label, "kind"), &kind))
      continue;
    tell(e, '-', text_at(label, "kind"), line_at(label, 0), text_at(label, "title"));
    count(e, kind, FALSE, FALSE);
  }
}

static void
score_links(Eval *e, const Drafts *d, json_t *labels)
{
  g_autofree gboolean *used = g_new0(gboolean, json_array_size(labels) + 1);
  for (guint i = 0; i < d->links->len; i++) {
    const LinkDraft *link = g_ptr_array_index(d->links, i);
    gboolean found = FALSE;
    for (size_t k = 0; k < json_array_size(labels) && !found; k++) {
      json_t *label = json_array_get(labels, k);
      if (used[k] || strcmp(text_at(label, "kind"), link_kind_to_text(link->kind)) != 0 ||
          g_strcmp0(text_at(label, "value"), link->value) != 0)
        continue;
      used[k] = found = TRUE;
      const char *item =
          link->item < 0 ? NULL : ((ItemDraft *)g_ptr_array_index(d->items, link->item))->title;
      share(e, &e->link_item, item, text_at(label, "item"), "link's item", link->line);
      if ((json_int_t)link->line != json_integer_value(json_object_get(label, "line")))
        tell(e, '~', "link's line", link->line, link->value);
    }
    if (found)
      e->links.right++;
    else
      e->links.invented++;
    if (!found)
      tell(e, '+', link_kind_to_text(link->kind), link->line, link->value);
  }
  for (size_t k = 0; k < json_array_size(labels); k++)
    if (!used[k] && !json_is_true(json_object_get(json_array_get(labels, k), "soft"))) {
      json_t *label = json_array_get(labels, k);
      e->links.missed++;
      tell(e, '-', text_at(label, "kind"),
           (guint)json_integer_value(json_object_get(label, "line")), text_at(label, "value"));
    }
}

static gboolean
same_value(json_t *label, const VoteDraft *vote)
{
  json_t *value = json_object_get(label, "value");
  if (json_is_null(value))
    return vote->value_text == NULL;
  /* a part of a vote is told by how it is written: "+0.5" */
  if (json_is_string(value) && strchr(json_string_value(value), '.') != NULL)
    return g_strcmp0(json_string_value(value), vote->value_text) == 0;
  int number =
      json_is_string(value) ? atoi(json_string_value(value)) : (int)json_integer_value(value);
  return vote->value == number;
}

static void
score_votes(Eval *e, const Drafts *d, json_t *labels)
{
  g_autofree gboolean *used = g_new0(gboolean, json_array_size(labels) + 1);
  for (guint i = 0; i < d->votes->len; i++) {
    const VoteDraft *vote = g_ptr_array_index(d->votes, i);
    Score *s = vote->like ? &e->likes : &e->votes;
    gboolean found = FALSE;
    for (size_t k = 0; k < json_array_size(labels) && !found; k++) {
      json_t *label = json_array_get(labels, k);
      gboolean same =
          !used[k] &&
          json_integer_value(json_object_get(label, "line")) == (json_int_t)vote->line &&
          json_is_true(json_object_get(label, "like")) == vote->like && same_value(label, vote) &&
          (vote->like ? g_strcmp0(text_at(label, "why"), vote->why) == 0
                      : g_strcmp0(text_at(label, "option"), vote->option) == 0 &&
                            g_strcmp0(text_at(label, "claim"), vote->claim) == 0);
      used[k] = used[k] || same;
      found = same;
    }
    s->right += found ? 1 : 0;
    s->invented += found ? 0 : 1;
    if (!found) {
      g_autofree char *text =
          g_strdup_printf("%s option %s claim %s | %s", vote->like ? vote->why : "vote",
                          vote->option, vote->claim, vote->quote);
      tell(e, '+', vote->like ? "like" : "vote", vote->line, text);
    }
  }
  for (size_t k = 0; k < json_array_size(labels); k++)
    if (!used[k] && !json_is_true(json_object_get(json_array_get(labels, k), "soft"))) {
      json_t *label = json_array_get(labels, k);
      gboolean like = json_is_true(json_object_get(label, "like"));
      Score *s = like ? &e->likes : &e->votes;
      s->missed++;
      g_autofree char *text = json_dumps(label, JSON_COMPACT);
      tell(e, '-', like ? "like" : "vote",
           (guint)json_integer_value(json_object_get(label, "line")), text);
    }
}

static gboolean
score_mail(Eval *e, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autofree char *stem = g_strndup(path, strlen(path) - 4);
  g_autofree char *label_path = g_strconcat(stem, ".json", NULL);
  g_autofree char *raw = NULL;
  gsize len;
  json_error_t why;
  g_autoptr(GError) error = NULL;

  json_t *labels = json_load_file(label_path, 0, &why);
  if (labels == NULL || !g_file_get_contents(path, &raw, &len, &error)) {
    fprintf(stderr, "eval: %s: %s\n", label_path, error == NULL ? why.text : error->message);
    return FALSE;
  }
  g_autoptr(Mail) mail = ingest_parse(raw, len, NULL, &error);
  if (mail == NULL) {
    fprintf(stderr, "eval: %s: %s\n", path, error->message);
    json_decref(labels);
    return FALSE;
  }
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  g_autoptr(Drafts) drafts = ingest_extract(mail, lines);
  e->name = name;
  e->told = FALSE;
  e->n_mails++;
  score_items(e, drafts, lines, json_object_get(labels, "items"));
  score_links(e, drafts, json_object_get(labels, "links"));
  score_votes(e, drafts, json_object_get(labels, "votes"));
  json_decref(labels);
  return TRUE;
}

/* --- the report --- */

static double
ratio(guint right, guint all)
{
  return all == 0 ? 1.0 : (double)right / all;
}

static double
precision(const Score *s)
{
  return ratio(s->right, s->right + s->invented);
}

static double
recall(const Score *s)
{
  return ratio(s->right, s->right + s->missed);
}

static double
f1(const Score *s)
{
  return ratio(2 * s->right, 2 * s->right + s->invented + s->missed);
}

static void
print_score(const char *name, const Score *s)
{
  printf("%-12s %5.3f %5.3f %5.3f   %u right, %u invented, %u missed\n", name, precision(s),
         recall(s), f1(s), s->right, s->invented, s->missed);
}

static void
print_share(const char *name, const Share *s)
{
  printf("%-12s %5.3f               %u of %u\n", name, ratio(s->right, s->all), s->right, s->all);
}

static gboolean
check_floor(json_t *floor, const char *name, double value)
{
  json_t *least = json_object_get(floor, name);
  gboolean ok = least == NULL || value + 1e-9 >= json_number_value(least);
  if (!ok)
    printf("BELOW THE FLOOR: %s %.4f, floor %.4f\n", name, value, json_number_value(least));
  return ok;
}

static gboolean
report(const Eval *e, const char *floor_path)
{
  json_error_t why;
  json_t *floor = json_load_file(floor_path, 0, &why);
  gboolean ok = floor != NULL;

  printf("%u mails\n%-12s %5s %5s %5s\n", e->n_mails, "", "prec", "rec", "F1");
  for (guint k = 0; k < ITEM_N_KINDS; k++)
    print_score(item_kind_to_text((ItemKind)k), &e->kind[k]);
  print_score("core kinds", &e->core);
  print_score("links", &e->links);
  print_score("votes", &e->votes);
  print_score("like votes", &e->likes);
  print_share("owner", &e->owner);
  print_share("parent", &e->parent);
  print_share("section", &e->section);
  print_share("exact lines", &e->lines);
  print_share("due", &e->due);
  print_share("state", &e->state);
  print_share("link's item", &e->link_item);
  printf("%-12s %u\n", "from quotes", e->from_quotes);
  if (floor == NULL) {
    fprintf(stderr, "eval: %s: %s\n", floor_path, why.text);
    return FALSE;
  }
  for (guint k = 0; k < ITEM_N_KINDS; k++)
    ok = check_floor(floor, item_kind_to_text((ItemKind)k), f1(&e->kind[k])) && ok;
  ok = check_floor(floor, "core", f1(&e->core)) && ok;
  ok = check_floor(floor, "links", f1(&e->links)) && ok;
  ok = check_floor(floor, "votes-precision", precision(&e->votes)) && ok;
  ok = check_floor(floor, "votes-recall", recall(&e->votes)) && ok;
  ok = check_floor(floor, "like-votes", f1(&e->likes)) && ok;
  ok = check_floor(floor, "owner", ratio(e->owner.right, e->owner.all)) && ok;
  ok = check_floor(floor, "parent", ratio(e->parent.right, e->parent.all)) && ok;
  ok = check_floor(floor, "section", ratio(e->section.right, e->section.all)) && ok;
  ok = check_floor(floor, "lines", ratio(e->lines.right, e->lines.all)) && ok;
  ok = check_floor(floor, "due", ratio(e->due.right, e->due.all)) && ok;
  ok = check_floor(floor, "state", ratio(e->state.right, e->state.all)) && ok;
  ok = check_floor(floor, "link-item", ratio(e->link_item.right, e->link_item.all)) && ok;
  if (e->from_quotes > 0)
    printf("BELOW THE FLOOR: items out of quotes\n");
  json_decref(floor);
  return ok && e->from_quotes == 0;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
main(int argc, char **argv)
{
  Eval e = {0};
  if (argc == 4 && strcmp(argv[1], "--verbose") == 0)
    e.verbose = TRUE;
  else if (argc != 3) {
    fprintf(stderr, "usage: eval [--verbose] CORPUS FLOOR.json\n");
    return 2;
  }
  const char *folder = argv[argc - 2];
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    if (g_str_has_suffix(name, ".eml"))
      g_ptr_array_add(names, g_strdup(name));
  if (names->len == 0) {
    fprintf(stderr, "eval: no labelled mails in %s\n", folder);
    return 2;
  }
  g_ptr_array_sort(names, by_name);
  ingest_init();
  gboolean ok = TRUE;
  for (guint i = 0; i < names->len; i++)
    ok = score_mail(&e, folder, g_ptr_array_index(names, i)) && ok;
  return report(&e, argv[argc - 1]) && ok ? 0 : 1;
}
