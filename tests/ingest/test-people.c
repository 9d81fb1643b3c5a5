/* Who is a person, who is to do what, told in prose and in brackets behind bullets. */
#include "ingest/extract-parts.h"
#include "ingest/names.h"
#include "ingest/words.h"
#include "lines-of.h"
#include <string.h>

static void
test_names(void)
{
  guint n;
  const char *const *all = names_all(&n);
  g_assert_cmpuint(n, >, 2000);
  for (guint i = 0; i < n; i++) {
    g_assert_true(names_has(all[i], strlen(all[i])));
    g_assert_true(i == 0 || strcmp(all[i - 1], all[i]) < 0);
  }
  static const char *const none[] = {
      "", "A", "Koji", "Ruby", "Debian", "Anns", "Anneliesefriederike", "x-ann", "Jenkins"};
  for (guint i = 0; i < G_N_ELEMENTS(none); i++)
    g_assert_false(names_has(none[i], strlen(none[i])));
  const char *const *no = words_no_names(&n);
  for (guint i = 0; i < n; i++) {
    g_assert_true(words_is_no_name(no[i], strlen(no[i])));
    g_assert_true(i == 0 || strcmp(no[i - 1], no[i]) < 0);
  }
  g_assert_false(words_is_no_name("Th", 2) || words_is_no_name("Thee", 4));
  g_assert_true(words_is_no_name("THE", 3) && words_is_no_name("Then he", 4));
  g_assert_true(names_has("Seo-yeon", 8) && names_has("KIM", 3) && names_has("Annika,", 6));
}

/* What a list of a sentence each gives, with the owner behind a bar; NULL: nothing. */
static const struct {
  const char *text, *owner;
} sentences[] = {
    {"The page is old. Emmi will update it before the beta.", "Emmi"},
    {"Karan will do a scratch build so that people can test.", "Karan"},
    {"Kim will import the history this week.", "Kim"},
    {"Stefan is going to rework the template.", "Stefan"},
    {"Petra and Nir will go through the open bugs.", "Petra and Nir"},
    {"Rohan and I will sort out the rest.", "author"},
    {"After that Jana will take over the mirror.", "Jana"},
    {"In the meantime Dario will merge the small ones.", "Dario"},
    {"On the wiki side, Jana will move the pages.", "Jana"},
    {"As for the logo, Lorcan will redraw it.", "Lorcan"},
    {"Kim will import the history once the freeze is over.", "Kim"},
    {"The rest is easy, Rohan will rebuild the two packages.", "Rohan"},
    {"Jaro will, as always, cut the tarballs.", "Jaro"},
    {"Jürgen will bump the minimum version.", "Jürgen"},
    {"Seo-yeon will add the table to section 4.", "Seo-yeon"},
    {"Jana will turn the draft into a page.", "Jana"},
    {"It broke again. I'll have another go at it tomorrow.", "author"},

    {"Jana will turn forty on Monday. Kim will turn the corner. I'll have another child.", NULL},
    {"Emmi will be away until Monday.", NULL},
    {"Emmi will probably update it at some point.", NULL},
    {"If Jana agrees, Karan will build it.", NULL},
    {"Karan will build it if nobody else does.", NULL},
    {"Karan will not build it.", NULL},
    {"Anaconda will update the boot loader. Koji will import the package.", NULL},
    {"Ruby will import the module. PAM will drop the old file.", NULL},
    {"Emmi would update the page. Emmi updated the page yesterday.", NULL},
    {"Maybe Karan will do it. I hope Kim will import the history.", NULL},
    {"Last year Karan said that he will do it. Marit said Kim will build it.", NULL},
    {"As Karan will build it, we wait. Whether Karan will build it is open.", NULL},
    {"Tobias will complain about the size. Petra will join us at the summit.", NULL},
    {"Without a spec Karan will never merge it. When Karan will merge it is open.", NULL},
    {"Please print it, Karan will ask.", NULL},
    {"Fedora will drop the old image. Then the installer will update the page.", NULL},
};

static void
test_sentences(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(sentences); i++) {
    g_autofree char *body = g_strconcat(sentences[i].text, "\n", NULL);
    g_autoptr(Drafts) d = drafts_of("netinst image", body);
    g_test_message("%s", sentences[i].text);
    if (sentences[i].owner == NULL) {
      g_assert_cmpuint(d->items->len, ==, 0);
      continue;
    }
    g_assert_cmpuint(d->items->len, ==, 1);
    const ItemDraft *item = g_ptr_array_index(d->items, 0);
    g_assert_cmpstr(item_kind_to_text(item->kind), ==, "action");
    g_assert_cmpstr(item->owner, ==, sentences[i].owner);
  }
}

/* In capital letters any word that is written like a name, in small ones a first name only. */
static void
test_owners_behind_bullets(void)
{
  static const struct {
    const char *bullet, *owner;
  } bullets[] = {
      {"smaller disk (lucy)", "lucy"},   {"smaller disk (lucy, tom)", "lucy, tom"},
      {"smaller disk - lucy", "lucy"},   {"smaller disk (Lucy)", "Lucy"},
      {"smaller disk (urgent)", NULL},   {"smaller disk (mark)", NULL},
      {"smaller disk (see lucy)", NULL}, {"smaller disk (lucy, el7)", NULL},
      {"smaller disk - later", NULL},    {"smaller disk [Tuomas]", "Tuomas"},
      {"smaller disk [Anaconda]", NULL}, {"smaller disk [Done]", NULL},
      {"smaller disk[Tuomas]", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(bullets); i++) {
    g_autofree char *body = g_strdup_printf("== Backlog ==\n\n* %s\n", bullets[i].bullet);
    g_autoptr(Drafts) d = drafts_of("x", body);
    g_test_message("%s", bullets[i].bullet);
    g_assert_cmpuint(d->items->len, ==, 1);
    g_assert_cmpstr(((ItemDraft *)g_ptr_array_index(d->items, 0))->owner, ==, bullets[i].owner);
  }
}

/* Below a line of a roadmap: who has it, on as many lines as they need, and an address, which is no
 * part of its title. */
static void
test_below_roadmap(void)
{
  g_autoptr(Drafts) d = drafts_of("Hypervisor 5.3 development update",
                                  "* PV calls over vsock (good)\n  -  Ming Zhao\n     Ana Prieto\n"
                                  "* Live patching (fair)\n  -  Elif Kaya\n     Patches Posted\n"
                                  "* Clock drift (none)\n  https://bugs.example.org/7741\n"
                                  "* See https://example.org/ (none)\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "backlog: PV calls over vsock (Ming Zhao, Ana Prieto)\n"
                  "backlog: Live patching (Elif Kaya)\nbacklog: Clock drift\n"
                  "backlog: See https://example.org/\n");
  g_assert_cmpint(((LinkDraft *)g_ptr_array_index(d->links, 0))->item, ==, 2);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/people/first-names-are-in-order-and-found", test_names);
  g_test_add_func("/people/who-will-do-what", test_sentences);
  g_test_add_func("/people/owners-behind-bullets", test_owners_behind_bullets);
  g_test_add_func("/people/below-lines-of-a-roadmap", test_below_roadmap);
  return g_test_run();
}
