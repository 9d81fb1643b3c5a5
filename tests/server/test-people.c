/* The roster in the browser; sessions and tokens; what is refused, and how that is written down. */
#include <string.h>

#include "db/member.h"
#include "tests/harness/chair.h"

static void
test_a_chair_keeps_the_roster(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  chair_assert_post(&chair, "/virt/members",
                    "verb=add&name=Ben+Cole&address=ben%40example.org&initials=BC&role=member",
                    303);
  chair_assert_post(&chair, "/virt/members",
                    "verb=import&text=*+Cho+Dan+(CD)+%3Ccho%40example.org%3E%0D%0A*+Ben+Cole+(BX)",
                    303);
  g_autoptr(Answer) page = chair_get(&chair, "/virt/members");
  g_assert_nonnull(strstr(page->body, "Cho Dan"));
  g_assert_nonnull(strstr(page->body, "<code>BX</code>"));
  g_assert_nonnull(strstr(page->body, "ben@example.org"));
  g_autoptr(Answer) visitor = harness_get(chair.harness, "/virt/members");
  g_assert_nonnull(strstr(visitor->body, "Cho Dan"));
  g_assert_null(strstr(visitor->body, "ben@example.org"));
  chair_assert_post(&chair, "/virt/members", "verb=add&address=x%40example.org&role=operator", 400);
  chair_assert_post(&chair, "/virt/members", "verb=import&text=*+Nobody+Known", 400);
  chair_assert_post(&chair, "/virt/members", "verb=end&address=nobody%40example.org", 404);
  chair_assert_post(&chair, "/virt/members", "verb=rule", 400);
  /* Fields that are left empty take nothing away. */
  chair_assert_post(&chair, "/virt/members",
                    "verb=add&name=&address=ben%40example.org+b%40home.example&initials=&nick=benc",
                    303);
  chair_assert_post(&chair, "/virt/members",
                    "verb=add&name=&address=ben%40example.org&initials=&nick=", 303);
  g_autofree char *list =
      chair_run(chair.harness, (const char *[]){"member", "list", "virt", NULL});
  g_assert_nonnull(strstr(list, "Ben Cole"));
  g_assert_nonnull(strstr(list, "  BX    b@home.example  ben@example.org  nick benc\n"));
  g_autofree char *rows = harness_dump(chair.harness);
  g_assert_nonnull(strstr(rows, "Ann member cho@example.org - member"));
  g_assert_null(strstr(page->body, "membership is over"));
  g_free(
      chair_run(chair.harness, (const char *[]){"member", "add", "virt", "dan@example.org",
                                                "--name", "Dan", "--since", "2014-01-02", NULL}));
  chair_assert_post(&chair, "/virt/members", "verb=end&address=dan%40example.org", 303);
  g_autoptr(Answer) ended = chair_get(&chair, "/virt/members");
  const char *past = strstr(ended->body, ">1 membership is over<");
  g_assert_nonnull(past);
  g_autofree char *table = g_strndup(past, (gsize)(strstr(past, "</details>") - past));
  g_assert_nonnull(strstr(table, "Dan"));
  g_assert_nonnull(strstr(table, "2014-01-02"));
  g_assert_nonnull(strstr(table, "2014-05-13"));
}

static void
test_members_do_not_change_the_roster(void)
{
  g_auto(Chair) member = {0};
  chair_sign_in(&member, "member");
  chair_assert_post(&member, "/virt/members", "verb=add&name=E&address=eve%40example.net", 403);
  g_autofree char *rows = harness_dump(member.harness);
  g_assert_null(strstr(rows, "eve@example.net"));
  g_assert_nonnull(strstr(rows, "Ann refused /{group}/members - this is for the chairs of the"));
}

static void
test_a_person_sees_and_ends_sessions(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autofree char *path = chair_sign_in_path(chair.harness, "ann@example.org");
  g_autoptr(Answer) second = harness_request(
      chair.harness, "POST", path, (const char *[]){chair.origin, "User-Agent: Other/1", NULL}, "");
  g_autofree char *other =
      g_strdup_printf("Cookie: %.*s", (int)strcspn(answer_header(second, "set-cookie"), ";"),
                      answer_header(second, "set-cookie"));
  g_autoptr(Answer) page = chair_get(&chair, "/sign-in");
  const char *row = strstr(page->body, "Other/1");
  g_assert_nonnull(row);
  g_autofree char *id = chair_field(strstr(row, "<button"), "revoke");
  g_autofree char *fields = g_strdup_printf("revoke=%s", id);
  chair_assert_post(&chair, "/sign-in/sessions", fields, 303);
  g_autoptr(Answer) gone =
      harness_request(chair.harness, "GET", "/sign-in", (const char *[]){other, NULL}, NULL);
  g_assert_nonnull(strstr(gone->body, "<h1>Sign in</h1>"));
  chair_assert_post(&chair, "/sign-in/sessions", fields, 404);
  chair_assert_post(&chair, "/sign-in/sessions", "revoke=zz", 404);
  /* Without TLS, nothing is said about it. */
  g_assert_null(answer_header(gone, "strict-transport-security"));
}

static void
test_signing_in_again_ends_the_session_before(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autofree char *path = chair_sign_in_path(chair.harness, "ann@example.org");
  g_autofree char *body = g_strdup_printf("csrf=%s", chair.csrf);
  g_autoptr(Answer) again = harness_request(
      chair.harness, "POST", path, (const char *[]){chair.cookie, chair.origin, NULL}, body);
  g_assert_cmpuint(again->status, ==, 303);
  g_assert_null(strstr(answer_header(again, "set-cookie"), chair.cookie + strlen("Cookie: ")));
  g_autoptr(Answer) old = chair_get(&chair, "/sign-in");
  g_assert_nonnull(strstr(old->body, "<h1>Sign in</h1>"));
}

static void
test_a_tampered_cookie_opens_nothing(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  gsize len = strlen(chair.cookie);
  chair.cookie[len - 1] = chair.cookie[len - 1] == '0' ? '1' : '0';
  g_autoptr(Answer) page = chair_get(&chair, "/sign-in");
  g_assert_nonnull(strstr(page->body, "<h1>Sign in</h1>"));
  chair_assert_post(&chair, "/virt/members", "verb=add&name=E&address=eve%40example.net", 403);
  static const char *const odd[] = {"Cookie: docket=", "Cookie: docket=zz; docket=yy",
                                    "Cookie: ;;;=", "Cookie: docket"};
  for (guint i = 0; i < G_N_ELEMENTS(odd); i++) {
    g_autoptr(Answer) answer =
        harness_request(chair.harness, "GET", "/sign-in", (const char *[]){odd[i], NULL}, NULL);
    g_assert_nonnull(strstr(answer->body, "<h1>Sign in</h1>"));
  }
}

static void
test_cookies_over_tls_are_for_this_host_alone(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_free(chair_run(harness, (const char *[]){"member", "add", "virt", "ann@example.org", "--name",
                                             "Ann", NULL}));
  ServerOptions options = {.base_url = "https://docket.example.org"};
  harness_serve(harness, &options);
  g_autofree char *path = chair_sign_in_path(harness, "ann@example.org");
  static const char *const wrong[] = {"Origin: http://docket.example.org",
                                      "Origin: https://docket.example.org.evil.example"};
  for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autoptr(Answer) refused = harness_request(
        harness, "POST", path, (const char *[]){wrong[i], "Host: docket.example.org", NULL}, "");
    g_assert_cmpuint(refused->status, ==, 403);
  }
  g_autoptr(Answer) answer = harness_request(
      harness, "POST", path, (const char *[]){"Origin: https://docket.example.org", NULL}, "");
  g_assert_cmpuint(answer->status, ==, 303);
  const char *cookie = answer_header(answer, "set-cookie");
  g_assert_true(g_str_has_prefix(cookie, "__Host-docket="));
  g_assert_nonnull(strstr(cookie, "; Path=/; HttpOnly; SameSite=Lax;"));
  g_assert_true(g_str_has_suffix(cookie, "; Secure"));
  /* And every answer says that it is so for a year. */
  static const char *const pages[] = {"/", "/virt/", "/nothing-here", "/static/style.css"};
  for (guint i = 0; i < 2 * G_N_ELEMENTS(pages); i++) { /* the second time from the cache */
    g_autoptr(Answer) page = harness_get(harness, pages[i / 2]);
    g_assert_cmpstr(answer_header(page, "strict-transport-security"), ==, "max-age=31536000");
  }
}

static char *
bearer(const char *token)
{
  return g_strdup_printf("Authorization: Bearer %s", token);
}

static guint
by_token(const Chair *chair, const char *header, const char *path, const char *fields)
{
  g_autoptr(Answer) answer = harness_request(chair->harness, fields != NULL ? "POST" : "GET", path,
                                             (const char *[]){header, NULL}, fields);
  return answer->status;
}

static void
test_a_token_does_what_its_scopes_say(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autofree char *reads = g_strchomp(chair_run(
      chair.harness, (const char *[]){"member", "token", "add", "ann@example.org", "r", NULL}));
  g_autofree char *votes = g_strchomp(
      chair_run(chair.harness, (const char *[]){"member", "token", "add", "ann@example.org", "v",
                                                "--scopes", "read,vote", NULL}));
  g_assert_true(g_str_has_prefix(reads, "docket_"));
  g_autofree char *read = bearer(reads), *vote = bearer(votes), *wrong = bearer("docket_00");
  chair_assert_post(&chair, "/virt/votes/", "verb=open&question=Q&rule=majority", 303);
  g_assert_cmpuint(by_token(&chair, read, "/virt/votes/1.json", NULL), ==, 200);
  g_assert_cmpuint(by_token(&chair, read, "/virt/votes/1", "verb=cast&value=1"), ==, 403);
  g_assert_cmpuint(by_token(&chair, vote, "/virt/votes/1", "verb=cast&value=1"), ==, 303);
  g_assert_cmpuint(by_token(&chair, vote, "/virt/votes/1/chair", "verb=close"), ==, 403);
  g_assert_cmpuint(by_token(&chair, wrong, "/virt/votes/1", "verb=cast&value=1"), ==, 403);
  g_assert_cmpuint(by_token(&chair, vote, "/sign-in/tokens", "name=x&scopes=chair"), ==, 403);
  g_autofree char *list = chair_run(
      chair.harness, (const char *[]){"member", "token", "list", "ann@example.org", NULL});
  g_assert_nonnull(strstr(list, "read, vote"));
  g_free(chair_run(chair.harness,
                   (const char *[]){"member", "token", "revoke", "ann@example.org", "2", NULL}));
  g_assert_cmpuint(by_token(&chair, vote, "/virt/votes/1", "verb=cast&value=1"), ==, 403);
  g_autofree char *rows = harness_dump(chair.harness);
  g_assert_null(strstr(rows, votes));
}

static void
test_a_token_made_on_the_page_is_shown_once(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "chair");
  g_autoptr(Answer) made = chair_post(&chair, "/sign-in/tokens", "name=ci&scopes=read%2Cvote");
  g_assert_cmpuint(made->status, ==, 200);
  const char *token = strstr(made->body, "docket_");
  g_assert_nonnull(token);
  g_assert_cmpstr(answer_header(made, "cache-control"), ==, "no-store");
  g_autoptr(Answer) later = chair_get(&chair, "/sign-in");
  g_assert_nonnull(strstr(later->body, "read, vote"));
  g_assert_null(strstr(later->body, "docket_"));
  chair_assert_post(&chair, "/sign-in/tokens", "name=&scopes=read", 400);
  chair_assert_post(&chair, "/sign-in/tokens", "name=x&scopes=king", 400);
  chair_assert_post(&chair, "/sign-in/tokens", "revoke=99", 404);
  chair_assert_post(&chair, "/sign-in/tokens", "revoke=1", 303);
}

/* Links are guessed in vain, and not for ever; a stolen or replayed one is refused like any other.
 */
static void
test_tries_to_sign_in_are_limited_and_written_down(void)
{
  g_autoptr(Harness) harness = harness_new();
  harness_serve(harness, NULL);
  g_autofree char *origin = g_strdup_printf("Origin: %s", server_url(harness->server));
  g_autofree char *path = g_strdup_printf(
      "/sign-in/%s", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  guint limited = 0;
  for (guint i = 0; i < 40; i++) {
    g_autoptr(Answer) answer =
        harness_request(harness, "POST", path, (const char *[]){origin, NULL}, "");
    g_assert_true(answer->status == 403 || answer->status == 429);
    limited += answer->status == 429 ? 1 : 0;
  }
  g_assert_cmpuint(limited, ==, 10);
  g_autofree char *rows = harness_dump(harness);
  g_assert_nonnull(strstr(rows, "visitor refused /sign-in/{token} - this sign-in link cannot"));
  g_assert_nonnull(strstr(rows, "visitor refused /sign-in/{token} - too many tries"));
  g_assert_null(strstr(rows, "00112233445566778899"));
}

static void
test_asking_for_a_link_tells_nothing_and_is_limited(void)
{
  g_auto(Chair) chair = {0};
  chair_sign_in(&chair, "member");
  const char *const headers[] = {chair.origin, NULL};
  guint limited = 0;
  for (guint i = 0; i < 12; i++) {
    /* A known address and an unknown one have the same answers, the refusal included. */
    g_autoptr(Answer) known =
        harness_request(chair.harness, "POST", "/sign-in", headers, "address=ann%40example.org");
    g_autoptr(Answer) unknown =
        harness_request(chair.harness, "POST", "/sign-in", headers, "address=nobody%40example.org");
    if (known->status == 303 && unknown->status == 303) {
      g_assert_cmpstr(answer_header(known, "location"), ==, answer_header(unknown, "location"));
      g_assert_cmpstr(known->body, ==, unknown->body);
      g_assert_cmpuint(i, <, 5);
    } else {
      g_assert_cmpuint(known->status, ==, 429);
      g_assert_cmpuint(unknown->status, ==, 429);
      limited++;
    }
  }
  g_assert_cmpuint(limited, ==, 7);
  g_autofree char *rows = harness_dump(chair.harness);
  g_assert_nonnull(strstr(rows, "visitor refused /sign-in - too many tries"));
}

/* --- the roster by command --- */

static void
write_file(const Harness *harness, const char *name, const char *text, char **path)
{
  *path = g_build_filename(harness->folder, name, NULL);
  g_assert_true(g_file_set_contents(*path, text, -1, NULL));
}

static void
assert_import_fails(const Harness *harness, const char *text, const char *wanted)
{
  g_autofree char *path = NULL, *out = NULL, *err = NULL;
  write_file(harness, "bad", text, &path);
  const char *const args[] = {"member", "import", "virt", path, NULL};
  g_assert_cmpint(harness_run(harness, args, &out, &err), !=, 0);
  if (strstr(err, wanted) == NULL)
    g_assert_cmpstr(err, ==, wanted);
}

static void
test_a_roster_is_imported_and_listed_by_command(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_autofree char *csv = NULL, *minutes = NULL;
  write_file(harness, "roster.csv",
             "name,address,role,initials,nick\n"
             "Ann Bell,ann@example.org a.bell@home.example,chair,AB,annb\n"
             "\"Cole, Ben\",ben@example.org,,,\n",
             &csv);
  write_file(harness, "minutes.txt",
             "=== Attendees ===\n* [[User:AnnB|Ann Bell]] (AX)\n* Cho Dan (CD) <cho at "
             "example.org>\n",
             &minutes);
  g_free(chair_run(
      harness, (const char *[]){"member", "import", "virt", csv, "--since", "2014-01-01", NULL}));
  g_free(chair_run(harness, (const char *[]){"member", "import", "virt", minutes, NULL}));
  g_autofree char *list = chair_run(harness, (const char *[]){"member", "list", "virt", NULL});
  g_assert_cmpstr(list, ==,
                  "chair     Ann Bell                  AX    a.bell@home.example  ann@example.org"
                  "  nick annb\n"
                  "member    Cho Dan                   CD    cho@example.org\n"
                  "member    Cole, Ben                       ben@example.org\n");
}

static void
test_bad_lines_of_a_roster_are_named(void)
{
  g_autoptr(Harness) harness = harness_new();
  g_free(chair_run(harness, (const char *[]){"member", "add", "virt", "ann@example.org", "--name",
                                             "Ann", NULL}));
  g_autofree char *before = harness_dump(harness);
  assert_import_fails(harness,
                      "name,address,role\nBen,ben@example.org,\nCho,cho@example.org,king\n"
                      "\nDan,dan@example.org,operator\n",
                      "line 3: the role is member or chair\n  line 5: the role is member or chair\n"
                      "  nothing was imported");
  assert_import_fails(harness, "* Ben <ben@example.org>\n* (XY)\n", "line 2: names nobody\n");
  assert_import_fails(harness, "* Ben <ben@example.org>\n\n* Nobody Known\n",
                      "line 3: Nobody Known has no address, and is not on the roster\n");
  assert_import_fails(harness, "name,address\nBen,ben@example.org\nEve,eve\n",
                      "line 3: a member needs an address\n");
  assert_import_fails(harness, "name,address\nBen,ben@example.org\n,x@example.org\n",
                      "line 3: a new member needs a name");
  assert_import_fails(harness,
                      "name,address\nBen,ben@example.org\nBo,ben@example.org ann@example.org\n",
                      "line 3: ");
  g_autofree char *after = harness_dump(harness);
  g_assert_cmpstr(after, ==, before);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/people/a-chair-keeps-the-roster", test_a_chair_keeps_the_roster);
  g_test_add_func("/people/members-do-not-change-the-roster",
                  test_members_do_not_change_the_roster);
  g_test_add_func("/people/a-person-sees-and-ends-sessions", test_a_person_sees_and_ends_sessions);
  g_test_add_func("/people/signing-in-again-ends-the-session-before",
                  test_signing_in_again_ends_the_session_before);
  g_test_add_func("/people/a-tampered-cookie-opens-nothing", test_a_tampered_cookie_opens_nothing);
  g_test_add_func("/people/cookies-over-tls-are-for-this-host-alone",
                  test_cookies_over_tls_are_for_this_host_alone);
  g_test_add_func("/people/a-token-does-what-its-scopes-say",
                  test_a_token_does_what_its_scopes_say);
  g_test_add_func("/people/a-token-made-on-the-page-is-shown-once",
                  test_a_token_made_on_the_page_is_shown_once);
  g_test_add_func("/people/tries-to-sign-in-are-limited-and-written-down",
                  test_tries_to_sign_in_are_limited_and_written_down);
  g_test_add_func("/people/asking-for-a-link-tells-nothing-and-is-limited",
                  test_asking_for_a_link_tells_nothing_and_is_limited);
  g_test_add_func("/people/a-roster-is-imported-and-listed-by-command",
                  test_a_roster_is_imported_and_listed_by_command);
  g_test_add_func("/people/bad-lines-of-a-roster-are-named", test_bad_lines_of_a_roster_are_named);
  return g_test_run();
}
