/* What a header says about where other archives keep its mail. */
#include "ingest/archived.h"
#include "db/archived.h"

#include <string.h>

#define OTHER "RSZCG7IGPHFIRW3EMTVMMDNJMNCVCOLE" /* of 12345 */
#define OWN "4G4QUCQTWOYBXBD2UQ5KB6WZUZFQ6KX2"   /* of own@example.org */

static char *
read_fields(const char *fields)
{
  HeaderBlock block;
  g_autoptr(GError) error = NULL;
  g_autofree char *raw = g_strconcat(fields, "\n\nx\n", NULL);
  gboolean ok = ingest_header_read(raw, strlen(raw), &block, &error);
  g_assert_no_error(error);
  g_assert_true(ok);
  g_auto(GStrv) found = ingest_archived_read(&block, "own@example.org");
  return found != NULL ? g_strjoinv(" ", found) : g_strdup("");
}

static void
test_fields(void)
{
  static const struct {
    const char *fields, *found;
  } rows[] = {
      {"Subject: x", ""},
      {"Message-ID-Hash: " OTHER, "hash:" OTHER},
      {"X-Message-ID-Hash: " OTHER " ", "hash:" OTHER},
      {"message-id-hash:\n rszcg7igphfirw3emtvmmdnjmncvcole", "hash:" OTHER},
      {"Message-ID-Hash: " OTHER "\nX-Message-ID-Hash: " OTHER, "hash:" OTHER},
      {"Message-ID-Hash: " OWN, ""}, /* its Message-ID says so */
      {"Message-ID-Hash: RSZCG7IGPHFIRW3EMTVMMDNJMNCVCOL1", ""},
      {"Message-ID-Hash: " OTHER "A", ""},
      {"Message-ID-Hash: ", ""},
      {"Archived-At: <https://lists.example.org/archives/list/virt@lists.example.org/message/" OTHER
       "/>",
       "hash:" OTHER},
      {"Archived-At:\n <https://lists.example.org/hyperkitty/list/virt@lists.example.org/message/\n"
       " " OTHER "/>",
       "hash:" OTHER},
      {"Archived-At: <https://lists.example.org/archives/list/virt@lists.example.org/message/" OWN
       "/>",
       ""},
      {"Archived-At: <https://lists.example.org/archives/list/virt@lists.example.org/message/x/>",
       ""},
      {"Archived-At: http://lists.example.org/pipermail/Virt/2014-April/003456.html",
       "number:virt/2014-April/3456"},
      {"Archived-At: <https://lists.example.org/mailman/private/virt/2014-April/7.html#end>",
       "number:virt/2014-April/7"},
      {"Archived-At: <https://lists.example.org/pipermail/virt/2014-April/thread.html>", ""},
      {"Archived-At: <https://lists.example.org/pipermail/virt/2014-April/9999999999.html>", ""},
      {"Archived-At: <https://lists.example.org/2014-April/7.html>", ""},
      {"Archived-At: <https://lore.example.org/r/first%2F1+a@example.org>",
       "id:first/1+a@example.org"},
      {"Archived-At: <https://lore.example.org/virt/first@example.org/>", "id:first@example.org"},
      {"Archived-At: <https://lists.example.net/~ann/virt/%3Cfirst%40example.org%3E>",
       "id:first@example.org"},
      {"Archived-At: <https://lore.example.org/r/own@example.org/>", ""},
      {"Archived-At: <https://lore.example.org/r/a%00b@example.org/>", ""},
      {"Archived-At: <https://lore.example.org/r/%ff@example.org/>", "id:\357\277\275@example.org"},
      {"Archived-At: <https://lore.example.org/>", ""},
      {"Archived-At: <https://lore.example.org>", ""},
      {"Archived-At: <mailto:virt@lists.example.org>", ""},
      {"Archived-At: <javascript:first@example.org>", ""},
      {"Archived-At: <", ""},
      {"Archived-At: <https://a.example/r/1@x>\nTo: a@b.example\nTo: c@d.example\n"
       "Archived-At: <https://b.example/r/2@x>",
       "id:1@x id:2@x"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *found = read_fields(rows[i].fields);
    g_test_message("%s", rows[i].fields);
    g_assert_cmpstr(found, ==, rows[i].found);
    g_assert_true(g_utf8_validate(found, -1, NULL));
  }
}

/* Whoever sends mail can write as many fields as fit, and as long ones. */
static void
test_endless_fields(void)
{
  g_autoptr(GString) fields = g_string_new("Subject: x");
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf(fields, "\nArchived-At: <https://a.example/r/%u@x>", i);
  g_autofree char *found = read_fields(fields->str);
  g_auto(GStrv) all = g_strsplit(found, " ", -1);
  g_assert_cmpuint(g_strv_length(all), ==, INGEST_MAX_ARCHIVED);
  g_string_assign(fields, "Archived-At: <https://a.example/r/");
  for (guint i = 0; i < 500000; i++)
    g_string_append_c(fields, i == 0 ? '@' : 'x');
  g_autofree char *none = read_fields(fields->str);
  g_assert_cmpstr(none, ==, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/archived/fields", test_fields);
  g_test_add_func("/archived/endless-fields", test_endless_fields);
  return g_test_run();
}
