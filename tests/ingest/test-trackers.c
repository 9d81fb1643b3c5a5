/* One bug is one bug, however it is cited: by address, by a form that an operator added, by a bare
 * number. */
#include "db/tracker.h"
#include "ingest/extract.h"
#include "ingest/link-ask.h"
#include "ingest/parse.h"
#include "ingest/trackers.h"

#include <string.h>

static ExtractTrackers *
trackers_of(const char *own)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)tracker_free);
  Tracker *abz = tracker_new("abz", "https://bugs.example.org/view.php?id=%s");
  g_ptr_array_add(abz->prefixes, g_strdup("abz#"));
  Tracker *jira = tracker_new("jira", "https://issues.example.org/browse/%s");
  g_ptr_array_add(jira->keys, g_strdup("VIRT"));
  g_ptr_array_add(list, tracker_new("forge", "https://github.com/fennel/board/issues/%s"));
  g_ptr_array_add(list, tracker_new("lab", "https://gitlab.example.org/a/b/-/issues/%s"));
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
      {"centos", "#6893, issue #12 and tickets 13, 14",
       "bug:bugs.centos.org/6893 bug:bugs.centos.org/12 bug:bugs.centos.org/13"},
      {"centos", "PR #12, !12, comment #15, patch #16, #1, wow!12", ""},
      {"forge", "GH-12, PR #13, pull request 14, #15 and #16",
       "bug:github.com/fennel/board/12 patch:github.com/fennel/board/pull/13 "
       "patch:github.com/fennel/board/pull/14 bug:github.com/fennel/board/15 "
       "bug:github.com/fennel/board/16"},
      {"lab", "!12 and MR !13 and #14 of 4711",
       "patch:gitlab.example.org/a/b/-/merge_requests/12 "
       "patch:gitlab.example.org/a/b/-/merge_requests/13 bug:gitlab.example.org/a/b/14"},
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

/* --- the built-in tables are one --- */

/* The address of some ticket of it. Caller frees. */
static char *
example_of(const TrackerBuiltIn *tracker)
{
  static const char *const words[][2] = {{"%s", "1234"},
                                         {"OWNER", "fennel"},
                                         {"PROJECT", "board"},
                                         {"GROUP", "fennel"},
                                         {"KEY-NUMBER", "EDGE-1234"},
                                         {"MESSAGE-ID", "1234@example.org"},
                                         {"YEAR-NUMBER", "2014-1234"},
                                         {"NUMBER", "1234"},
                                         {"REPOSITORY", "fan.git"},
                                         {"HASH", "0160676abc"},
                                         {"HOST", "example.org"}};
  g_autoptr(GString) out = g_string_new(tracker->address);
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
    g_string_replace(out, words[i][0], words[i][1], 0);
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static gboolean
is_way_of(const LinkAsk *row, const TrackerBuiltIn *tracker)
{
  gsize len = tracker->ask != NULL ? strlen(tracker->ask) : 0;
  return tracker->ask != NULL && strncmp(row->name, tracker->ask, len) == 0 &&
         (row->name[len] == '\0' || row->name[len] == '-');
}

/* What is recognised is asked as its row says, and by the same address. */
static void
test_a_tracker_that_is_known_is_asked(void)
{
  guint n, n_ways;
  const TrackerBuiltIn *rows = ingest_trackers_built_in(&n);
  const LinkAsk *ways = ingest_link_asks(&n_ways);
  for (guint i = 0; i < n; i++) {
    g_autofree char *address = example_of(&rows[i]), *key = NULL, *ask = NULL;
    LinkKind kind = trackers_classify(span_of(address, strlen(address)), &key);
    const LinkAsk *first = NULL;
    for (guint k = 0; k < n_ways && first == NULL; k++)
      if (ingest_link_ask_fits(&ways[k], kind, address))
        first = &ways[k];
    g_test_message("%s: %s is %s", rows[i].name, address, key);
    if (rows[i].ask == NULL) {
      g_assert_cmpint(kind, ==, LINK_MAIL);
      g_assert_null(first);
      continue;
    }
    g_assert_nonnull(first);
    g_assert_true(is_way_of(first, &rows[i]));
    ask = ingest_link_ask_url(first, key, address);
    g_assert_nonnull(ask);
    g_assert_true(strstr(ask, "1234") != NULL || strstr(ask, "0160676abc") != NULL);
  }
}

static void
test_what_can_be_asked_is_known(void)
{
  guint n, n_ways;
  const TrackerBuiltIn *rows = ingest_trackers_built_in(&n);
  const LinkAsk *ways = ingest_link_asks(&n_ways);
  for (guint k = 0; k < n_ways; k++) {
    gboolean known = FALSE;
    for (guint i = 0; i < n; i++)
      known = known || is_way_of(&ways[k], &rows[i]);
    if (!known)
      g_error("%s belongs to no tracker that comes built in", ways[k].name);
  }
}

/* A short form is of a tracker with tickets, which shows it, and gives the key that the address
 * gives. */
static void
test_short_forms_are_of_known_trackers(void)
{
  guint n;
  const TrackerShort *forms = trackers_short_forms(&n);
  for (guint i = 0; i < n; i++) {
    const TrackerBuiltIn *tracker = trackers_built_in(forms[i].tracker);
    g_test_message("%s is of %s", forms[i].prefix, forms[i].tracker);
    g_assert_nonnull(tracker);
    g_assert_true(tracker->tickets);
    g_autofree char *address = example_of(tracker), *key = NULL;
    g_assert_cmpint(trackers_classify(span_of(address, strlen(address)), &key), ==, LINK_BUG);
    g_autofree char *line = g_strconcat(forms[i].prefix, "1234", NULL), *keys = keys_in(line, NULL);
    g_assert_cmpstr(keys, ==, key);
    g_autoptr(GString) shown = g_string_new(tracker->forms), form = g_string_new(forms[i].prefix);
    g_string_replace(shown, " ", "", 0);
    g_string_replace(form, " ", "", 0);
    for (gsize k = 0; k < shown->len; k++)
      shown->str[k] = g_ascii_tolower(shown->str[k]);

    g_assert_nonnull(strstr(shown->str, form->str));
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
  g_test_add_func("/ingest/trackers/what-is-known-is-asked", test_a_tracker_that_is_known_is_asked);
  g_test_add_func("/ingest/trackers/what-is-asked-is-known", test_what_can_be_asked_is_known);
  g_test_add_func("/ingest/trackers/short-forms", test_short_forms_are_of_known_trackers);
  g_test_add_func("/ingest/trackers/typed", test_what_a_person_types);
  return g_test_run();
}
