#include "web/mask.h"
#include "fixture.h"
#include <jansson.h>
#include <string.h>

static char *
mask(void (*func)(WebOut *), const char *text)
{
  g_autoptr(GString) document = g_string_new(text);
  func(document);
  return g_strdup(document->str);
}

static void
test_json_keeps_what_identifies_and_masks_the_rest(void)
{
  g_autofree char *text = mask(
      web_mask_json, "{\"message_id\": \"a@b.example.org\", \"key\": \"k@b.example.org\","
                     " \"title\": \"ask ann@b.example.org now\", \"new\": [\"bob@b.example.org\","
                     " {\"owner\": \"cid@b.example.org\", \"n\": 3, \"r\": 0.5, \"no\": null}],"
                     " \"links\": [{\"value\": \"<id@b.example.org>\","
                     " \"url\": \"mailto:dan@b.example.org\"}]}\n");
  g_autofree char *squeezed = g_strdelimit(g_strdup(text), "\n", ' ');
  json_t *root = json_loads(text, 0, NULL);
  g_assert_nonnull(root);
  json_t *list = json_object_get(root, "new");
  json_t *link = json_array_get(json_object_get(root, "links"), 0);
  g_assert_cmpstr(json_string_value(json_object_get(root, "message_id")), ==, "a@b.example.org");
  g_assert_cmpstr(json_string_value(json_object_get(root, "key")), ==, "k@b.example.org");
  g_assert_cmpstr(json_string_value(json_object_get(root, "title")), ==, "ask ann@… now");
  g_assert_cmpstr(json_string_value(json_array_get(list, 0)), ==, "bob@…");
  g_assert_cmpstr(json_string_value(json_object_get(json_array_get(list, 1), "owner")), ==,
                  "cid@…");
  g_assert_cmpint(json_integer_value(json_object_get(json_array_get(list, 1), "n")), ==, 3);
  g_assert_cmpfloat(json_real_value(json_object_get(json_array_get(list, 1), "r")), ==, 0.5);
  g_assert_cmpstr(json_string_value(json_object_get(link, "value")), ==, "<id@b.example.org>");
  g_assert_null(strstr(squeezed, "dan@b.example.org"));
  /* Names stay in their order. */
  g_assert_true(strstr(text, "message_id") < strstr(text, "title"));
  json_decref(root);
}

static void
test_json_without_addresses_is_left_alone(void)
{
  g_autofree char *same = mask(web_mask_json, "{ \"a\" :1}");
  g_assert_cmpstr(same, ==, "{ \"a\" :1}");
}

static void
test_whole_items_are_masked_in_both_forms(void)
{
  g_autoptr(Fixture) f = fixture_new("ann@b.example.org ");
  g_autoptr(GString) json = g_string_new(NULL), csv = g_string_new(NULL);
  Item *item = f->items->pdata[0];
  item->origin->message_id = fixture_keep(f, g_strdup("id@b.example.org"));
  item->key = fixture_keep(f, g_strdup("k@b.example.org"));
  g_autoptr(GPtrArray) one = g_ptr_array_new();
  g_ptr_array_add(one, item);
  web_json_items(json, one);
  web_csv_items(csv, one);
  web_mask_json(json);
  web_mask_csv(csv);
  const GString *const documents[] = {json, csv};
  for (guint i = 0; i < G_N_ELEMENTS(documents); i++) {
    g_assert_null(strstr(documents[i]->str, "ann@b.example.org"));
    g_assert_nonnull(strstr(documents[i]->str, "id@b.example.org"));
    g_assert_nonnull(strstr(documents[i]->str, "k@b.example.org"));
  }
}

static void
test_csv_keeps_its_cells(void)
{
  static const struct {
    const char *in, *out;
  } rows[] = {
      {"title,message_id\r\n\"a@b.example.org, \"\"x\"\"\",\"c@d.example.org\"\r\n",
       "title,message_id\r\n\"a@…, \"\"x\"\"\",\"c@d.example.org\"\r\n"},
      {"n,title\r\n1,\"two\r\nlines a@b.example.org\"\r\n2,\"c@d.example.org\"\r\n",
       "n,title\r\n1,\"two\r\nlines a@…\"\r\n2,\"c@…\"\r\n"},
      {"title\r\n,,a@b.example.org", "title\r\n,,a@…"},
      {"title\r\n\"open a@b.example.org", "title\r\n\"open a@…"},
      {"title\r\n\"a@b.example.org\"odd\r\n", "title\r\n\"a@…\"odd\r\n"},
      {"no address", "no address"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *out = mask(web_mask_csv, rows[i].in);
    g_assert_cmpstr(out, ==, rows[i].out);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/web/mask/json-keeps-what-identifies-and-masks-the-rest",
                  test_json_keeps_what_identifies_and_masks_the_rest);
  g_test_add_func("/web/mask/json-without-addresses-is-left-alone",
                  test_json_without_addresses_is_left_alone);
  g_test_add_func("/web/mask/whole-items-are-masked-in-both-forms",
                  test_whole_items_are_masked_in_both_forms);
  g_test_add_func("/web/mask/csv-keeps-its-cells", test_csv_keeps_its_cells);
  return g_test_run();
}
