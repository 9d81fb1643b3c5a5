/* Lists of meetings that are too long for one answer. The clock stands at Tue 13 May 2014. */
#include <jansson.h>
#include <string.h>

#include "tests/harness/harness.h"

/* A meeting on each working day for 25 years: over 6,000. */
#define FIRST "1990-01-01"
#define LAST "2015-05-14"

static Harness *
meets_daily(void)
{
  static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday"};
  Harness *harness = harness_new();
  for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
    g_autofree char *rule = g_strconcat("weekly ", days[i], NULL);
    const char *const args[] = {"meeting", "series", "add",     "virt", days[i], rule,
                                "--time",  "10:00",  "--since", FIRST,  NULL};
    g_free(harness_output(harness, args));
    const char *const end[] = {"meeting", "series", "end", "virt", days[i], LAST, NULL};
    g_free(harness_output(harness, end));
  }
  return harness;
}

static json_t *
read_json(const char *text)
{
  json_error_t fault;
  json_t *root = json_loads(text, 0, &fault);
  if (root == NULL)
    g_test_message("%s", fault.text);
  g_assert_nonnull(root);
  return root;
}

static const char *
text_at(const json_t *root, const char *name)
{
  return json_string_value(json_object_get(root, name));
}

static const char *
date_of(const json_t *root, gssize place)
{
  const json_t *list = json_object_get(root, "meetings");
  gsize n = json_array_size(list);
  g_assert_cmpuint(n, >, 0);
  return text_at(json_array_get(list, place < 0 ? n - 1 : (gsize)place), "date");
}

static guint
count_of(const json_t *root)
{
  return (guint)json_array_size(json_object_get(root, "meetings"));
}

static json_t *
get_list(const Harness *harness, const char *before)
{
  g_autofree char *path =
      g_strconcat("/virt/meetings.json", before != NULL ? "?before=" : "", before, NULL);
  g_autoptr(Answer) answer = harness_get(harness, path);
  g_assert_cmpuint(answer->status, ==, 200);
  return read_json(answer->body);
}

/* The present is there, and what is left out is said and can be had. */
static void
a_list_that_is_cut_says_so(void)
{
  g_autoptr(Harness) harness = meets_daily();
  harness_serve(harness, NULL);
  g_autoptr(Answer) page = harness_get(harness, "/virt/meetings/");
  harness_assert_says(page->body, "href=\"/virt/meetings/2014-05-14/\"");
  harness_assert_says(page->body, "href=\"/virt/meetings/2014-05-12/\"");
  json_t *list = get_list(harness, NULL);
  g_autofree char *before = g_strdup(text_at(list, "cut_before"));
  g_assert_cmpstr(date_of(list, -1), >, "2014-11-01");
  g_assert_nonnull(before);
  g_assert_true(json_is_null(json_object_get(list, "cut_from")));
  g_assert_cmpstr(date_of(list, 0), >=, before);
  guint n = count_of(list);
  for (guint lists = 1; before != NULL; lists++) {
    g_assert_cmpuint(lists, <, 20);
    json_t *earlier = get_list(harness, before);
    g_assert_cmpstr(date_of(earlier, -1), <, before);
    n += count_of(earlier);
    g_free(before);
    before = g_strdup(text_at(earlier, "cut_before"));
    if (before == NULL)
      g_assert_cmpstr(date_of(earlier, 0), ==, FIRST);
    json_decref(earlier);
  }
  /* Five a week, none twice, none left out. */
  g_assert_cmpuint(n, >, 6000);
  g_autofree char *out =
      harness_output(harness, (const char *[]){"export", "virt", "--what", "meetings", NULL});
  json_t *whole = read_json(out);
  guint late = 0;
  for (guint i = 0; i < count_of(whole); i++)
    late += strcmp(date_of(whole, (gssize)i), date_of(list, -1)) > 0;
  g_assert_cmpuint(count_of(whole) - late, ==, n);
  json_decref(whole);
  json_decref(list);
}

static void
an_export_has_all_once(void)
{
  g_autoptr(Harness) harness = meets_daily();
  g_autofree char *out =
      harness_output(harness, (const char *[]){"export", "virt", "--what", "meetings", NULL});
  json_t *whole = read_json(out);
  g_assert_cmpstr(date_of(whole, 0), ==, FIRST);
  g_assert_cmpstr(date_of(whole, -1), ==, LAST);
  for (guint i = 1; i < count_of(whole); i++)
    g_assert_cmpstr(date_of(whole, (gssize)i - 1), <, date_of(whole, (gssize)i));
  g_assert_cmpuint(count_of(whole), ==, 6619);
  g_assert_true(json_is_null(json_object_get(whole, "cut_from")));
  json_decref(whole);
}

static void
a_short_list_is_whole(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  json_t *list = get_list(harness, NULL);
  g_assert_true(json_is_null(json_object_get(list, "cut_before")));
  g_assert_true(json_is_null(json_object_get(list, "cut_from")));
  json_decref(list);
  g_autofree char *out = harness_output(
      harness, (const char *[]){"meeting", "list", "virt", "--format", "json", NULL});
  list = read_json(out);
  g_assert_true(json_is_null(json_object_get(list, "cut_from")));
  json_decref(list);
}

/* However many come before it. */
static void
a_calendar_has_every_change(void)
{
  g_autoptr(Harness) harness = meets_daily();
  g_free(
      harness_output(harness, (const char *[]){"meeting", "cancel", "virt", "2015-05-12", NULL}));
  g_free(harness_output(harness, (const char *[]){"meeting", "add", "virt", "2015-05-16T09:00",
                                                  "--name", "Hackfest", NULL}));
  harness_serve(harness, NULL);
  g_autoptr(Answer) answer = harness_get(harness, "/virt/meetings.ics");
  harness_assert_says(answer->body, "STATUS:CANCELLED");
  harness_assert_says(answer->body, "20150512T100000");
  harness_assert_says(answer->body, ": Hackfest");
}

static void
the_command_line_says_it_too(void)
{
  g_autoptr(Harness) harness = meets_daily();
  g_autofree char *out =
      harness_output(harness, (const char *[]){"meeting", "list", "virt", "--since", FIRST,
                                               "--format", "json", NULL});
  json_t *list = read_json(out);
  g_assert_cmpuint(count_of(list), ==, 5000);
  g_assert_cmpstr(text_at(list, "cut_from"), >=, date_of(list, -1));
  g_assert_true(json_is_null(json_object_get(list, "cut_before")));
  json_decref(list);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/server/meeting-list/a-list-that-is-cut-says-so", a_list_that_is_cut_says_so);
  g_test_add_func("/server/meeting-list/an-export-has-all-once", an_export_has_all_once);
  g_test_add_func("/server/meeting-list/a-short-list-is-whole", a_short_list_is_whole);
  g_test_add_func("/server/meeting-list/a-calendar-has-every-change", a_calendar_has_every_change);
  g_test_add_func("/server/meeting-list/the-command-line-says-it-too",
                  the_command_line_says_it_too);
  return g_test_run();
}
