/* One bug is one bug, however it is cited: by address, by a form that an operator added, by a bare
 * number. */
#include "db/tracker.h"
#include "ingest/extract.h"
#include "ingest/parse.h"

#include <string.h>

static ExtractTrackers *
trackers_of(const char *own)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)tracker_free);
  Tracker *abz = tracker_new("abz", "https://bugs.example.org/view.php?id=%s");
  g_ptr_array_add(abz->prefixes, g_strdup("abz#"));
  Tracker *jira = tracker_new("jira", "https://issues.example.org/browse/%s");
  g_ptr_array_add(jira->keys, g_strdup("VIRT"));
  Tracker *odd = tracker_new("odd", "https://www.tracker.example.org/t/%s/show");
  g_ptr_array_add(odd->prefixes, g_strdup("t!"));
  g_ptr_array_add(list, abz);
  g_ptr_array_add(list, jira);
  g_ptr_array_add(list, odd);
  return ingest_trackers_new(list, own);
}

static char *
keys_in(const char *line, const ExtractTrackers *trackers)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *raw =
      g_strdup_printf("From: a@example.org\nSubject: s\nMessage-ID: <1@example.org>\n"
                      "\nText. %s\n",
                      line);
  g_autoptr(Mail) mail = ingest_parse(raw, strlen(raw), NULL, &error);
  g_assert_no_error(error);
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  g_autoptr(Drafts) drafts = ingest_extract_with(mail, lines, trackers);
  g_autoptr(GString) keys = g_string_new(NULL);
  for (guint i = 0; i < drafts->links->len; i++) {
    const LinkDraft *link = drafts->links->pdata[i];
    g_string_append_printf(keys, "%s%s", i > 0 ? " " : "", link->key);
  }
  return g_string_free(g_steal_pointer(&keys), FALSE);
}

static void
test_forms_and_addresses_are_one(void)
{
  static const struct {
    const char *line, *keys;
  } rows[] = {
      {"abz#77 and ABZ#77 at https://bugs.example.org/view.php?id=77", "bug:bugs.example.org/77"},
      {"VIRT-12, see https://issues.example.org/browse/VIRT-12", "bug:issues.example.org/VIRT-12"},
      {"t!9 is http://tracker.example.org/t/9/show", "bug:tracker.example.org/9"},
      {"https://www.tracker.example.org/t/10/show?x=1", "bug:tracker.example.org/10"},
      {"https://tracker.example.org/t/10/edit", "web:tracker.example.org/t/10/edit"},
      {"https://tracker.example.org/t/new/show", "web:tracker.example.org/t/new/show"},
      {"XVIRT-12 VIRT-12a virt-12 abz#x abz# t!", ""},
      {"abz#7 VIRT-7", "bug:bugs.example.org/7 bug:issues.example.org/VIRT-7"},
      {"rhbz#123456", "bug:bugzilla.redhat.com/123456"},
  };
  g_autoptr(ExtractTrackers) trackers = trackers_of(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *keys = keys_in(rows[i].line, trackers);
    g_assert_cmpstr(keys, ==, rows[i].keys);
  }
}

static void
test_bare_numbers_belong_to_the_groups_own(void)
{
  static const struct {
    const char *own, *line, *keys;
  } rows[] = {
      {NULL, "Bug 6893", "bug:6893"},
      {NULL, "BZ#6893", "bug:bugzilla.redhat.com/6893"},
      {"centos", "Bug 6893", "bug:bugs.centos.org/6893"},
      {"centos", "BZ#6893", "bug:bugs.centos.org/6893"},
      {"centos", "bz 6893 rhbz#6893", "bug:bugzilla.redhat.com/6893"},
      {"centos", "Bug 6893 is http://bugs.centos.org/view.php?id=6893&nbn=1",
       "bug:bugs.centos.org/6893"},
      {"abz", "Bug 6893", "bug:bugs.example.org/6893"},
      {"nowhere", "Bug 6893", "bug:6893"},
      {"github", "Bug 6893", "bug:6893"}, /* has no one address */
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(ExtractTrackers) trackers = trackers_of(rows[i].own);
    g_autofree char *keys = keys_in(rows[i].line, trackers);
    g_assert_cmpstr(keys, ==, rows[i].keys);
  }
}

/* What comes built in: address and short form of a tracker give one key. */
static void
test_built_in(void)
{
  static const struct {
    const char *line, *keys;
  } rows[] = {
      {"BZ#1234 https://bugzilla.redhat.com/show_bug.cgi?id=1234#c5",
       "bug:bugzilla.redhat.com/1234"},
      {"rhbz #1234 https://bugzilla.redhat.com/1234", "bug:bugzilla.redhat.com/1234"},
      {"LP: #1234 https://bugs.launchpad.net/ubuntu/+source/xen/+bug/1234",
       "bug:launchpad.net/1234"},
      {"bko#1234 https://bugzilla.kernel.org/show_bug.cgi?id=1234", "bug:bugzilla.kernel.org/1234"},
      {"Closes: #884120 https://bugs.debian.org/cgi-bin/bugreport.cgi?bug=884120",
       "bug:bugs.debian.org/884120"},
      {"https://github.com/a/b/issues/9 https://github.com/a/b/issues/9#issuecomment-1",
       "bug:github.com/a/b/9"},
      {"https://gitlab.com/a/b/-/issues/9", "bug:gitlab.com/a/b/9"},
      {"https://pagure.io/a/issue/9", "bug:pagure.io/a/9"},
      {"XSA-222 https://xenbits.xen.org/xsa/advisory-222.html", "advisory:XSA-222"},
      {"https://lore.kernel.org/r/20140401.1@example.org", "mail:20140401.1@example.org"},
      {"https://marc.info/?l=xen-devel&m=139763", "mail:marc.info/?l=xen-devel&m=139763"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *keys = keys_in(rows[i].line, NULL);
    g_assert_cmpstr(keys, ==, rows[i].keys);
  }
}

static void
test_what_a_person_types(void)
{
  static const struct {
    const char *typed, *key;
  } rows[] = {
      {"bug:bugs.example.org/77", "bug:bugs.example.org/77"},
      {"https://bugs.example.org/view.php?id=77", "bug:bugs.example.org/77"},
      {" abz#77 ", "bug:bugs.example.org/77"},
      {"VIRT-12", "bug:issues.example.org/VIRT-12"},
      {"CVE-2014-0160", "cve:CVE-2014-0160"},
      {"Bug 6893", "6893"},
      {"#6893", "6893"},
      {"6893", "6893"},
      {"bug:6893", "6893"},
      {"", ""},
  };
  g_autoptr(ExtractTrackers) trackers = trackers_of(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *key = ingest_link_key(rows[i].typed, trackers);
    g_assert_cmpstr(key, ==, rows[i].key);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ingest/trackers/forms-and-addresses", test_forms_and_addresses_are_one);
  g_test_add_func("/ingest/trackers/own", test_bare_numbers_belong_to_the_groups_own);
  g_test_add_func("/ingest/trackers/built-in", test_built_in);
  g_test_add_func("/ingest/trackers/typed", test_what_a_person_types);
  return g_test_run();
}
