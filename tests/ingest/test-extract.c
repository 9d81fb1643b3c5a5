/* Extraction end to end on the project's own source message. */
#include "ingest/extract.h"
#include "ingest/parse.h"
#include <jansson.h>
#include <string.h>

static char *
shared_path(const char *name)
{
  const char *shared = g_getenv("DOCKET_SHARED");
  const char *root = g_getenv("DOCKET_SOURCE_ROOT");
  char *path = shared != NULL
                   ? g_build_filename(shared, name, NULL)
                   : g_build_filename(root == NULL ? "." : root, "..", "shared", name, NULL);
  if (g_file_test(path, G_FILE_TEST_EXISTS))
    return path;
  g_free(path);
  return NULL;
}

static Drafts *
drafts_of(const char *raw, gsize len, const char *from_line)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Mail) mail = ingest_parse(raw, len, from_line, &error);
  g_assert_no_error(error);
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  return ingest_extract(mail, lines);
}

static const ItemDraft *
item_titled(const Drafts *d, const char *title, guint first)
{
  for (guint i = 0; i < d->items->len; i++) {
    const ItemDraft *item = g_ptr_array_index(d->items, i);
    if (strcmp(item->title, title) == 0 && item->lines.first == first)
      return item;
  }
  return NULL;
}

static const char *
text_at(json_t *object, const char *key)
{
  return json_string_value(json_object_get(object, key));
}

static void
check_item(const Drafts *d, json_t *label)
{
  guint first = (guint)json_integer_value(json_array_get(json_object_get(label, "lines"), 0));
  guint last = (guint)json_integer_value(json_array_get(json_object_get(label, "lines"), 1));
  const ItemDraft *item = item_titled(d, text_at(label, "title"), first);
  if (item == NULL && json_is_true(json_object_get(label, "soft")))
    return;
  if (item == NULL)
    g_error("missing: %s", text_at(label, "title"));
  const char *parent =
      item->parent < 0 ? NULL : ((ItemDraft *)g_ptr_array_index(d->items, item->parent))->title;
  g_assert_cmpstr(item_kind_to_text(item->kind), ==, text_at(label, "kind"));
  g_assert_cmpstr(item->section, ==, text_at(label, "section"));
  g_assert_cmpstr(parent, ==, text_at(label, "parent_title"));
  g_assert_cmpstr(item->owner, ==, text_at(label, "owner"));
  g_assert_cmpuint(item->lines.last, ==, last);
}

static void
test_seed_exactly(void)
{
  g_autofree char *mbox = shared_path("seeds/virt-sig-roadmap.mbox");
  g_autofree char *expected = shared_path("seeds/virt-sig-roadmap.expected.json");
  g_autofree char *raw = NULL;
  gsize len;
  if (mbox == NULL || expected == NULL) {
    g_test_skip("../shared/seeds is not here");
    return;
  }
  g_assert_true(g_file_get_contents(mbox, &raw, &len, NULL));
  char *body = strchr(raw, '\n') + 1;
  g_autofree char *from_line = g_strndup(raw, (gsize)(body - raw - 1));
  g_autoptr(Drafts) d = drafts_of(body, len - (gsize)(body - raw), from_line);
  json_t *root = json_load_file(expected, 0, NULL);
  json_t *items = json_object_get(root, "items"), *links = json_object_get(root, "links");
  for (size_t i = 0; i < json_array_size(items); i++)
    check_item(d, json_array_get(items, i));
  for (guint i = 0; i < d->items->len; i++) {
    const ItemDraft *item = g_ptr_array_index(d->items, i);
    gboolean listed = FALSE;
    for (size_t k = 0; k < json_array_size(items) && !listed; k++)
      listed = strcmp(text_at(json_array_get(items, k), "title"), item->title) == 0;
    g_assert_true(listed);
  }
  g_assert_cmpuint(d->links->len, ==, json_array_size(links));
  for (guint i = 0; i < d->links->len; i++) {
    const LinkDraft *link = g_ptr_array_index(d->links, i);
    json_t *label = json_array_get(links, i);
    g_assert_cmpstr(link_kind_to_text(link->kind), ==, text_at(label, "kind"));
    g_assert_cmpstr(link->value, ==, text_at(label, "value"));
    g_assert_cmpint(link->line, ==, json_integer_value(json_object_get(label, "line")));
    g_assert_cmpint(link->item, >=, 0);
    g_assert_cmpstr(((ItemDraft *)g_ptr_array_index(d->items, link->item))->title, ==,
                    text_at(label, "item"));
  }
  g_assert_cmpuint(d->votes->len, ==, 0);
  json_decref(root);
}

/* What must stand around the example of a rule, so that the rule sees what it looks at. */
static char *
around(const ExtractRule *rule)
{
  static const struct {
    const char *rule, *before;
  } needs[] = {{"bullet-action", "== Action items ==\n\n"},
               {"bullet-decision", "== Decisions ==\n\n"},
               {"bullet-state", "== Roadmap ==\n\n"},
               {"bullet-question", "Present: Ann, Bob\n\n== Discussion ==\n\n* Posters\n"},
               {"bullet-backlog", "== Backlog ==\n\n"},
               {"bullet-work", "Where we are heading until spring.\n\n== Xen ==\n\n"
                               "* drop the old tag (Ann)\n"},
               {"bullet-topic", "== Agenda ==\n\n"},
               {"marker-topic", "Present+ Ann\nScribe: Bob\n\n"}};
  for (gsize i = 0; i < G_N_ELEMENTS(needs); i++)
    if (strcmp(needs[i].rule, rule->name) == 0)
      return g_strconcat("Subject: x\n\n", needs[i].before, rule->example, "\n", NULL);
  if (strcmp(rule->name, "subject-proposal") == 0)
    return g_strconcat("Subject: ", rule->example, "\n\nPlease read.\n", NULL);
  return g_strconcat("Subject: x\n\n", rule->example, "\n", NULL);
}

/* The manual and the item pages show these examples: each must be found by the rule it stands for.
 */
static void
test_examples(void)
{
  guint n;
  const ExtractRule *rules = ingest_extract_rules(&n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *body = around(&rules[i]);
    g_autofree char *raw = g_strconcat("From: Ann <ann@example.org>\nDate: Mon, 06 Jul 2026 "
                                       "10:00:00 +0000\nMessage-ID: <e@example.org>\n",
                                       body, NULL);
    g_autoptr(Drafts) d = drafts_of(raw, strlen(raw), NULL);
    gboolean found = FALSE;
    for (guint k = 0; k < d->items->len && !found; k++) {
      const ItemDraft *item = g_ptr_array_index(d->items, k);
      found = strcmp(item->rule, rules[i].name) == 0 && item->kind == rules[i].kind;
    }
    if (!found)
      g_test_message("%s does not find its example: %s", rules[i].name, rules[i].example);
    g_assert_true(found);
    g_assert_true(ingest_extract_rule(rules[i].name) == &rules[i]);
  }
}

/* A day has no zone; a moment is the same for who reads it elsewhere. */
static void
test_hours_count_from_the_moment_of_the_mail(void)
{
  static const struct {
    const char *text;
    gint64 due;
  } rows[] = {{"in 72 hours", 1397811600 /* 2014-04-18T09:00Z */},
              {"in three days", 1397779200 /* 2014-04-18 */}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *raw = g_strdup_printf("From: ann@example.org\n"
                                           "Date: Tue, 15 Apr 2014 10:00:00 +0100\n\n"
                                           "If there are no objections %s, I will merge it.\n",
                                           rows[i].text);
    g_autoptr(Drafts) d = drafts_of(raw, strlen(raw), NULL);
    g_assert_cmpuint(d->items->len, ==, 1);
    const ItemDraft *item = d->items->pdata[0];
    g_assert_cmpint(item->due, ==, rows[i].due);
  }
}

/* The note is kept beside the lines of the item, which stay as they are. */
static void
test_a_note_stays_with_its_bullet(void)
{
  static const char raw[] = "From: ann@example.org\nSubject: Backlog\n\n== Backlog ==\n\n"
                            "* Put up the key\n > see http://example.org/key\n > ask Ann\n"
                            "* Rebuild qemu\n  * with spice\n    > and without\n* Third thing\n"
                            "* xl migrate (none)\n  -  Lars Holm\n > as it was\n"
                            "* xl top (ok)\n  -  Dana Petrescu\n  > and faster\n";
  static const struct {
    const char *quote, *note;
  } rows[] = {{"* Put up the key", " > see http://example.org/key\n > ask Ann"},
              {"* Rebuild qemu", NULL},
              {"  * with spice", "    > and without"},
              {"* Third thing", NULL},
              {"* xl migrate (none)", " > as it was"},
              {"* xl top (ok)", "  > and faster"}};
  g_autoptr(Drafts) d = drafts_of(raw, strlen(raw), NULL);
  g_assert_cmpuint(d->items->len, ==, G_N_ELEMENTS(rows));
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const ItemDraft *item = d->items->pdata[i];
    g_assert_cmpstr(item->quote, ==, rows[i].quote);
    g_assert_cmpstr(item->note, ==, rows[i].note);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ingest_init();
  g_test_add_func("/extract/the-seed-comes-out-exactly", test_seed_exactly);
  g_test_add_func("/extract/hours-count-from-the-moment-of-the-mail",
                  test_hours_count_from_the_moment_of_the_mail);
  g_test_add_func("/extract/each-rule-finds-its-example", test_examples);
  g_test_add_func("/extract/a-note-stays-with-its-bullet", test_a_note_stays_with_its_bullet);
  return g_test_run();
}
