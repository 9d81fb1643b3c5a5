#include "db/query-date.h"
#include "db/query.h"

#include <string.h>

#define NOW 1397577214 /* 2014-04-15 15:53:34 UTC, a Tuesday */

static Query *
parse(const char *text)
{
  GError *error = NULL;
  Query *query = query_parse(text, NOW, "Europe/London", NULL, &error);
  g_assert_no_error(error);
  g_assert_nonnull(query);
  return query;
}

static void
assert_words(const char *text, const char *words)
{
  g_autoptr(Query) query = parse(text);
  g_autofree char *got = query_to_words(query, "Europe/London");
  g_assert_cmpstr(got, ==, words);
}

static void
assert_fault(const char *text, guint position)
{
  g_autoptr(GError) error = NULL;
  QueryFault fault = {G_MAXUINT};
  g_autoptr(Query) query = query_parse(text, NOW, "UTC", &fault, &error);
  g_assert_null(query);
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_assert_cmpuint(fault.position, ==, position);
}

static void
test_words_are_joined_by_and(void)
{
  assert_words("xen libvirt", "“xen” and “libvirt”");
  assert_words("  xen\tAND libvirt ", "“xen” and “libvirt”");
  assert_words("", "everything");
}

static void
test_and_binds_closer_than_or(void)
{
  assert_words("a b OR c", "(“a” and “b”) or “c”");
  assert_words("a (b OR c)", "“a” and (“b” or “c”)");
}

static void
test_not_and_minus_negate_what_follows(void)
{
  assert_words("a -b", "“a” and not “b”");
  assert_words("a NOT (b c)", "“a” and not (“b” and “c”)");
  assert_words("--a", "“a”");
  assert_words("pci-back -", "“pci-back” and “-”");
}

static void
test_fields_of_other_readers_are_known(void)
{
  static const struct {
    const char *text;
    QueryField field;
  } rows[] = {{"s:x", FIELD_SUBJECT},
              {"subject:x", FIELD_SUBJECT},
              {"f:x", FIELD_FROM},
              {"From:x", FIELD_FROM},
              {"tc:x", FIELD_TC},
              {"nq:x", FIELD_NQ},
              {"mid:x@y", FIELD_MID},
              {"id:x@y", FIELD_MID},
              {"dfn:a.c", FIELD_DFN},
              {"attachment:x", FIELD_ATTACHMENT},
              {"bug:1", FIELD_BUG},
              {"has:vote", FIELD_HAS},
              {"bs:x", FIELD_BODY_SUBJECT},
              {"dt:20140415143007..", FIELD_DATE},
              {"dfa:x", FIELD_DFA},
              {"dfb:x", FIELD_DFB},
              {"dfpre:x", FIELD_DFPRE},
              {"dfpost:x", FIELD_DFPOST},
              {"dfhh:x", FIELD_DFHH},
              {"dfctx:x", FIELD_DFCTX},
              {"dfblob:0160676", FIELD_DFBLOB},
              {"msgid:x@y", FIELD_MID},
              {"file:x", FIELD_ATTACHMENT},
              {"contact:x", FIELD_ADDRESS},
              {"recip:x", FIELD_TC},
              {"body:x", FIELD_BODY},
              {"date:2014", FIELD_DATE},
              {"cc:x", FIELD_CC},
              {"c:x", FIELD_CC},
              {"size:1", FIELD_SIZE},
              {"z:1", FIELD_SIZE},
              {"has:patch", FIELD_HAS}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Query) query = parse(rows[i].text);
    g_assert_cmpint(query->op, ==, QUERY_TERM);
    g_assert_cmpint(query->field, ==, rows[i].field);
  }
}

static void
test_an_address_with_a_colon_is_a_word(void)
{
  g_autoptr(Query) query = parse("http://example.org/x");
  g_assert_cmpint(query->field, ==, FIELD_ANY);
  g_assert_cmpstr(query->text, ==, "http://example.org/x");
}

static void
test_fields_that_there_are_not_are_named(void)
{
  static const struct {
    const char *text, *name;
  } rows[] = {{"xen tag:inbox", "tag"},
              {"a OR (b -patchid:0160676)", "patchid"},
              {"dfctx:x flag:y", "flag"},
              {"http://example.org/x", NULL},
              {"std::string", NULL},
              {"\"tag:inbox\"", NULL},
              {"re:", NULL},
              {"s:tag:x", NULL}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Query) query = parse(rows[i].text);
    g_autofree char *name = query_unknown_field(query);
    g_assert_cmpstr(name, ==, rows[i].name);
  }
}

/* Who types what another reader knows is told what to write instead. */
static void
test_fields_of_other_readers_have_a_hint(void)
{
  static const char *const names[] = {"tag",     "Tag",        "is",     "flag",
                                      "patchid", "forpatchid", "folder", "path",
                                      "maildir", "mimetype",   "mime"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *text = g_strdup_printf("%s:x", names[i]);
    g_autoptr(Query) query = parse(text);
    g_autofree char *name = query_unknown_field(query);
    g_assert_cmpstr(name, ==, names[i]);
    g_assert_nonnull(query_foreign_hint(name));
  }
  g_assert_null(query_foreign_hint("nonsense"));
}

static void
test_blobs_are_told_from_words(void)
{
  static const struct {
    const char *text;
    gboolean blob;
  } rows[] = {{"dfpost:0160676", TRUE}, {"dfpre:DEADBEEF", TRUE},  {"dfpre:\"0160676\"", TRUE},
              {"dfpost:016067", FALSE}, {"dfpost:kzalloc", FALSE}, {"dfpost:0160676x", FALSE},
              {"dfb:0160676", FALSE},   {"0160676", FALSE},        {"dfblob:0160676", TRUE},
              {"dfpre:0160676*", TRUE}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Query) query = parse(rows[i].text);
    g_assert_cmpint(query_is_blob(query), ==, rows[i].blob);
  }
}

static void
test_sizes(void)
{
  static const struct {
    const char *text;
    gint64 from, until;
  } rows[] = {{"z:0", 0, 1},
              {"z:4096", 4096, 4097},
              {"size:10k", 10240, 11264},
              {"z:2M", 2097152, 3145728},
              {"z:1gb", 1073741824, 2147483648},
              {"z:100K..1M", 102400, 1048577},
              {"z:1m..", 1048576, 0},
              {"z:..10kB", 0, 10241},
              {"z:5..5", 5, 6}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Query) query = parse(rows[i].text);
    g_test_message("%s", rows[i].text);
    g_assert_cmpint(query->from, ==, rows[i].from);
    g_assert_cmpint(query->until, ==, rows[i].until);
  }
  assert_words("z:1k..", "1024 bytes or more");
  assert_words("z:1k", "1024 to 2047 bytes");
  assert_words("z:..4k", "at most 4096 bytes");
  assert_words("z:7", "7 bytes");
  assert_words("z:0", "0 bytes");
}

/* As Xapian, and so notmuch and public-inbox, read it. */
static void
test_a_field_before_parentheses_is_of_all_in_them(void)
{
  assert_words("s:(a OR b) c", "(“a” (in the subject) or “b” (in the subject)) and “c”");
  assert_words("-s:(a bc*)", "not (“a” (in the subject) and “bc…” (in the subject))");
  assert_words("s:(a (b OR q:c)) d", "(“a” (in the subject) and (“b” (in the subject) or “c” (in "
                                     "quoted text))) and “d”");
  assert_words("has:(bug OR vote)", "holds a bug or holds a vote");
  assert_words("s:(a) b", "“a” (in the subject) and “b”");
}

static void
test_a_star_alone_is_everything(void)
{
  assert_words("*", "everything");
  assert_words("* -xen", "everything and not “xen”");
  assert_words("\"*\"", "“*”");
  assert_words("s:*", "“*” (in the subject)");
}

static void
test_lower_operators_are_told(void)
{
  static const struct {
    const char *text, *word;
  } rows[] = {{"xen or kvm", "or"},  {"a (b And c)", "And"}, {"a not b", "not"},
              {"\"or\" b", NULL},    {"s:or b", NULL},       {"a OR b AND NOT c", NULL},
              {"xen andy nor", NULL}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Query) query = parse(rows[i].text);
    g_assert_cmpstr(query_lower_operator(query), ==, rows[i].word);
  }
}

static void
test_forms_of_other_readers_have_a_hint(void)
{
  static const struct {
    const char *text, *form;
  } rows[] = {{"irq NEAR patch", "NEAR"},
              {"irq NEAR/3 patch", "NEAR/3"},
              {"a (b OR c ADJ d)", "ADJ"},
              {"xen | kvm", "|"},
              {"xen && kvm", "&&"},
              {"thread:{from:ann}", "{from:ann}"},
              {"xen thread:\"{from:ann and s:x}\"", "{from:ann and s:x}"},
              {"s:/[Rr]oad/", "/[Rr]oad/"},
              {"from:\"/ann b/\"", "/ann b/"},
              {"irq near patch", NULL},
              {"NEARBY ADJUST NEAR/x", NULL},
              {"\"NEAR\" s:NEAR", NULL},
              {"thread:a@example.org", NULL},
              {"dfn:/xen/p2m.c n:/x/ /usr/bin/", NULL},
              {"a OR b AND NOT c", NULL}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *instead = NULL;
    g_autoptr(Query) query = parse(rows[i].text);
    g_test_message("%s", rows[i].text);
    g_assert_cmpstr(query_foreign_form(query, &instead), ==, rows[i].form);
    g_assert_true((instead != NULL) == (rows[i].form != NULL));
  }
}

static void
test_what_is_held_and_when_is_told_in_words(void)
{
  assert_words("has:cve", "holds a CVE");
  assert_words("has:attachment -has:item", "holds an attachment and not holds an item");
  assert_words("d:last month", "sent from 2014-03-01 00:00 GMT before 2014-04-01 00:00 BST");
  assert_words("rt:2014..", "received from 2014-01-01 00:00 GMT");
  g_autoptr(Query) query = parse("d:2014-04-15T14:30Z..");
  g_autofree char *utc = query_to_words(query, "UTC"), *none = query_to_words(query, "No/Where");
  g_assert_cmpstr(utc, ==, "sent from 2014-04-15 14:30 UTC");
  g_assert_cmpstr(none, ==, utc);
}

static void
test_phrases_and_prefixes(void)
{
  g_autoptr(Query) phrase = parse("s:\"virt sig\"");
  g_assert_true(phrase->phrase);
  g_assert_cmpstr(phrase->text, ==, "virt sig");
  g_autoptr(Query) prefix = parse("ballo*");
  g_assert_true(prefix->prefix);
  g_assert_cmpstr(prefix->text, ==, "ballo");
}

static void
assert_range(const char *text, const char *from, const char *until)
{
  g_autoptr(GError) error = NULL;
  gint64 got[2];
  g_assert_true(query_date_range(text, NOW, "Europe/London", &got[0], &got[1], &error));
  g_assert_no_error(error);
  const char *want[2] = {from, until};
  for (guint i = 0; i < 2; i++) {
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(got[i]);
    g_autofree char *shown = g_date_time_format(date, "%Y-%m-%dT%H:%M");
    g_assert_cmpstr(got[i] == 0 ? NULL : shown, ==, want[i]);
  }
}

static void
test_dates_cover_what_they_leave_out(void)
{
  assert_range("2014", "2014-01-01T00:00", "2015-01-01T00:00");
  assert_range("2014-04", "2014-03-31T23:00", "2014-04-30T23:00"); /* summer time */
  assert_range("20140415", "2014-04-14T23:00", "2014-04-15T23:00");
  assert_range("2014-04-15T14:30", "2014-04-15T13:30", "2014-04-15T13:31");
  assert_range("20140415143007..", "2014-04-15T13:30", NULL);
  assert_range("2014-01..2014-02", "2014-01-01T00:00", "2014-03-01T00:00");
  assert_range("..2013", NULL, "2014-01-01T00:00");
  assert_range("2013..", "2013-01-01T00:00", NULL);
}

static void
test_dates_in_words(void)
{
  assert_range("today", "2014-04-14T23:00", "2014-04-15T23:00");
  assert_range("last month", "2014-03-01T00:00", "2014-03-31T23:00");
  assert_range("last_week", "2014-04-06T23:00", "2014-04-13T23:00");
  assert_range("2 weeks ago..", "2014-03-31T23:00", NULL);
  assert_range("2w..", "2014-03-31T23:00", NULL);
  assert_range("2.weeks.ago..", "2014-03-31T23:00", NULL);
}

/* 15 April 2014 is a Tuesday. */
static void
test_dates_as_other_programs_take_them(void)
{
  assert_range("2014/04/15", "2014-04-14T23:00", "2014-04-15T23:00");
  assert_range("2014-04-15T14:30:05Z", "2014-04-15T14:30", "2014-04-15T14:30");
  assert_range("2014-04-15T14:30Z..", "2014-04-15T14:30", NULL);
  assert_range("2w..now", "2014-03-31T23:00", "2014-04-15T15:53");
  assert_range("now", "2014-04-15T15:53", "2014-04-15T15:53");
  assert_range("..now", NULL, "2014-04-15T15:53");
  assert_range("yesterday..!", "2014-04-13T23:00", "2014-04-14T23:00");
  assert_range("tuesday", "2014-04-14T23:00", "2014-04-15T23:00");
  assert_range("last.tuesday..", "2014-04-07T23:00", NULL);
  assert_range("mon", "2014-04-13T23:00", "2014-04-14T23:00");
  assert_range("Wednesday", "2014-04-08T23:00", "2014-04-09T23:00");
  assert_range("april", "2014-03-31T23:00", "2014-04-30T23:00");
  assert_range("may", "2013-04-30T23:00", "2013-05-31T23:00");
  assert_range("dec..feb", "2013-12-01T00:00", "2014-03-01T00:00");
  assert_range("apr-2013", "2013-03-31T23:00", "2013-04-30T23:00");
  assert_range("15.apr.2013..", "2013-04-14T23:00", NULL);
  assert_range("April 15, 2013", "2013-04-14T23:00", "2013-04-15T23:00");
}

static void
test_dates_that_are_none(void)
{
  static const char *const texts[] = {"",
                                      "..",
                                      "..!",
                                      "!",
                                      "2014-13",
                                      "20140",
                                      "april 15",
                                      "31 feb 2014",
                                      "april 0 2014",
                                      "mo",
                                      "ma",
                                      "15-04-2010",
                                      "1 2 3",
                                      "april may",
                                      "last april x",
                                      "2014Z",
                                      "last now",
                                      "next tuesday",
                                      "4 5 april",
                                      "99999 april 2014",
                                      "april -1"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;
    gint64 from, until;
    g_test_message("%s", texts[i]);
    g_assert_false(query_date_range(texts[i], NOW, "Europe/London", &from, &until, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
}

static void
test_a_date_of_several_words_needs_no_quotes(void)
{
  g_autoptr(Query) query = parse("xen d:2 weeks ago.. libvirt");
  g_assert_cmpuint(query->children->len, ==, 3);
  const Query *date = query->children->pdata[1];
  g_assert_cmpint(date->field, ==, FIELD_DATE);
  g_assert_cmpint(date->until, ==, 0);
  g_autoptr(Query) last = parse("d:last month");
  g_assert_cmpint(last->op, ==, QUERY_TERM);
  g_autoptr(Query) friday = parse("d:last Friday..");
  g_assert_cmpint(friday->op, ==, QUERY_TERM);
  g_autoptr(Query) word = parse("d:2014 friday");
  g_assert_cmpuint(word->children->len, ==, 2);
}

static void
test_faults_name_their_place(void)
{
  assert_fault("a AND", 5);
  assert_fault("OR a", 0);
  assert_fault("a OR OR b", 5);
  assert_fault("(a", 0);
  assert_fault("a)", 1);
  assert_fault("a \"b", 2);
  assert_fault("s:", 2);
  assert_fault("x d:never", 4);
  assert_fault("kind:thing", 5);
  assert_fault("commit:12", 7);
  assert_fault("dfblob:kzalloc", 7);
  assert_fault("()", 1);
  assert_fault("a p*", 2);
  assert_fault("s:(p*)", 3);
  assert_fault("s:(\"\")", 3);
  assert_fault("s:(a", 2);
  assert_fault("kind:(action OR thing)", 16);
  assert_fault("voted:5", 6);
  assert_fault("voted:+1x", 6);
  assert_fault("x z:big", 4);
  assert_fault("z:10t", 2);
  assert_fault("z:10kbb", 2);
  assert_fault("z:..", 2);
  assert_fault("z:-1", 2);
  assert_fault("z:1000000000", 2); /* nine digits */
  assert_fault("z:2k..1k", 2);
  assert_fault("z:1..2..3", 2);
}

static void
test_what_can_be_asked_is_not_refused(void)
{
  static const char *const texts[] = {"pa* 会*", "voted:-1 voted:+2 voted:0", "+ - \"++\"",
                                      "f:<ann@example.org>", "a:b:c"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(Query) query = parse(texts[i]);
    g_assert_nonnull(query);
  }
}

static void
test_hostile_queries_are_bounded(void)
{
  g_autofree char *parens = g_strnfill(8000, '(');
  assert_fault(parens, 64);
  g_autofree char *minus = g_strnfill(8000, '-');
  g_autoptr(GError) error = NULL;
  g_autoptr(Query) many = query_parse(minus, NOW, "UTC", NULL, &error);
  g_clear_error(&error);
  g_autofree char *longer = g_strnfill(9000, 'a');
  assert_fault(longer, 8192);
  GString *words = g_string_new(NULL);
  for (guint i = 0; i < 300; i++)
    g_string_append(words, "a ");
  assert_fault(words->str, 512);
  g_string_free(words, TRUE);
  g_autoptr(GString) phrase = g_string_new("\"");
  for (guint i = 0; i < 65; i++)
    g_string_append(phrase, "a ");
  assert_fault(g_string_append_c(phrase, '"')->str, 0);
  assert_fault("\xff", 0);
}

/* "| `s:` `subject:` | in the subject | `s:roadmap` |" */
static char *
help_row(const QueryFieldHelp *help)
{
  g_autoptr(GString) row = g_string_new("|");
  g_auto(GStrv) prefixes = g_strsplit(help->prefixes, " ", -1);
  for (guint i = 0; prefixes[i] != NULL; i++)
    g_string_append_printf(row, " `%s:`", prefixes[i]);
  g_string_append_printf(row, " | %s | `%s` |\n", help->meaning, help->example);
  return g_strdup(row->str);
}

static void
test_the_manual_lists_every_field(void)
{
  g_autofree char *path =
      g_build_filename(g_getenv("DOCKET_SOURCE_ROOT"), "docs", "search.md", NULL);
  g_autofree char *manual = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(path, &manual, NULL, &error);
  g_assert_no_error(error);
  guint n = 0;
  const QueryFieldHelp *help = query_field_help(&n);
  g_autoptr(GString) table = g_string_new("| Field | Finds mail | Example |\n|---|---|---|\n");
  for (guint i = 0; i < n; i++) {
    g_autofree char *row = help_row(&help[i]);
    g_string_append(table, row);
    g_autoptr(Query) example = parse(help[i].example);
    g_assert_cmpint(example->field, ==, help[i].field);
  }
  g_string_append_c(table, '\n');
  g_assert_nonnull(strstr(manual, table->str));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/query/words-are-joined-by-and", test_words_are_joined_by_and);
  g_test_add_func("/query/and-binds-closer-than-or", test_and_binds_closer_than_or);
  g_test_add_func("/query/not-and-minus-negate-what-follows",
                  test_not_and_minus_negate_what_follows);
  g_test_add_func("/query/fields-of-other-readers-are-known",
                  test_fields_of_other_readers_are_known);
  g_test_add_func("/query/an-address-with-a-colon-is-a-word",
                  test_an_address_with_a_colon_is_a_word);
  g_test_add_func("/query/fields-that-there-are-not-are-named",
                  test_fields_that_there_are_not_are_named);
  g_test_add_func("/query/fields-of-other-readers-have-a-hint",
                  test_fields_of_other_readers_have_a_hint);
  g_test_add_func("/query/blobs-are-told-from-words", test_blobs_are_told_from_words);
  g_test_add_func("/query/sizes", test_sizes);
  g_test_add_func("/query/a-field-before-parentheses-is-of-all-in-them",
                  test_a_field_before_parentheses_is_of_all_in_them);
  g_test_add_func("/query/a-star-alone-is-everything", test_a_star_alone_is_everything);
  g_test_add_func("/query/lower-operators-are-told", test_lower_operators_are_told);
  g_test_add_func("/query/forms-of-other-readers-have-a-hint",
                  test_forms_of_other_readers_have_a_hint);
  g_test_add_func("/query/what-is-held-and-when-is-told-in-words",
                  test_what_is_held_and_when_is_told_in_words);
  g_test_add_func("/query/phrases-and-prefixes", test_phrases_and_prefixes);
  g_test_add_func("/query/dates-cover-what-they-leave-out", test_dates_cover_what_they_leave_out);
  g_test_add_func("/query/dates-in-words", test_dates_in_words);
  g_test_add_func("/query/dates-as-other-programs-take-them",
                  test_dates_as_other_programs_take_them);
  g_test_add_func("/query/dates-that-are-none", test_dates_that_are_none);
  g_test_add_func("/query/a-date-of-several-words-needs-no-quotes",
                  test_a_date_of_several_words_needs_no_quotes);
  g_test_add_func("/query/faults-name-their-place", test_faults_name_their_place);
  g_test_add_func("/query/what-can-be-asked-is-not-refused", test_what_can_be_asked_is_not_refused);
  g_test_add_func("/query/hostile-queries-are-bounded", test_hostile_queries_are_bounded);
  g_test_add_func("/query/the-manual-lists-every-field", test_the_manual_lists_every_field);
  return g_test_run();
}
