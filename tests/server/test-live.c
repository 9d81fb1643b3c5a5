/* A meeting that runs: what is written down is stored before it is answered, and those who follow
 * see it at once. */
#include <curl/curl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "db/group.h"
#include "db/live.h"
#include "db/meeting.h"
#include "server/live.h"
#include "tests/harness/visitor.h"

#define DAY "2014-05-20"
#define MEETING "/virt/meetings/" DAY
#define LIVE MEETING "/live"

static Harness *
with_meeting(void)
{
  Harness *h = harness_new();
  g_free(chair_run(
      h, (const char *[]){"group", "set", "virt", "--next-meeting", "2014-05-20T17:00", NULL}));
  g_free(
      chair_run(h, (const char *[]){"agenda", "add", "virt", "Releases", "--minutes", "10", NULL}));
  g_free(chair_run(h, (const char *[]){"agenda", "add", "virt", "Mirrors", NULL}));
  harness_serve(h, NULL);
  return h;
}

static void
post(const Visiting *who, const char *fields, guint status)
{
  g_autoptr(Answer) answer = visiting_post(who, LIVE, fields);
  if (answer->status != status)
    g_assert_cmpstr(answer->body, ==, fields);
}

static char *
entry_form(const Harness *h, const char *verb, guint position)
{
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  return g_strdup_printf("verb=%s&value=%" G_GINT64_FORMAT, verb,
                         sheet_entry_at(sheet, position)->id);
}

/* --- a follower: curl in a thread of its own; the test waits on a condition, never on time alone
 * --- */

typedef struct {
  char *url;
  GMutex lock;
  GCond more;
  GString *got;
  gboolean over, stop;
  GThread *thread;
} Follower;

static size_t
on_bytes(char *data, size_t size, size_t n, void *user)
{
  Follower *f = user;
  g_mutex_lock(&f->lock);
  g_string_append_len(f->got, data, (gssize)(size * n));
  gboolean stop = f->stop;
  g_cond_signal(&f->more);
  g_mutex_unlock(&f->lock);
  return stop ? 0 : size * n;
}

static int
on_progress(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  (void)a, (void)b, (void)c, (void)d;
  Follower *f = user;
  g_mutex_lock(&f->lock);
  gboolean stop = f->stop;
  g_mutex_unlock(&f->lock);
  return stop;
}

static gpointer
follow(gpointer data)
{
  Follower *f = data;
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, f->url);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, f);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  (void)curl_easy_perform(curl);
  curl_easy_cleanup(curl);
  g_mutex_lock(&f->lock);
  f->over = TRUE;
  g_cond_signal(&f->more);
  g_mutex_unlock(&f->lock);
  return NULL;
}

static Follower *
follower_new(const char *base, const char *query)
{
  Follower *f = g_new0(Follower, 1);
  f->url = g_strconcat(base, MEETING "/events", query, NULL);
  g_mutex_init(&f->lock);
  g_cond_init(&f->more);
  f->got = g_string_new(NULL);
  f->thread = g_thread_new("follower", follow, f);
  return f;
}

/* Waits until it has seen text: TRUE within the deadline. */
static gboolean
follower_sees(Follower *f, const char *text, gint64 milliseconds)
{
  gint64 until = g_get_monotonic_time() + milliseconds * G_TIME_SPAN_MILLISECOND;
  gboolean in_time = TRUE;
  g_mutex_lock(&f->lock);
  while (strstr(f->got->str, text) == NULL && !f->over && in_time)
    in_time = g_cond_wait_until(&f->more, &f->lock, until);
  gboolean seen = strstr(f->got->str, text) != NULL;
  g_mutex_unlock(&f->lock);
  return seen;
}

static void
follower_free(Follower *f)
{
  g_mutex_lock(&f->lock);
  f->stop = TRUE;
  g_mutex_unlock(&f->lock);
  g_thread_join(f->thread);
  g_string_free(f->got, TRUE);
  g_mutex_clear(&f->lock);
  g_cond_clear(&f->more);
  g_free(f->url);
  g_free(f);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Follower, follower_free)

static void
test_followers_see_a_line_within_a_second(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post(&ann, "verb=start", 303);
  g_autoptr(Follower) one = follower_new(server_url(h->server), "?since=0");
  g_autoptr(Follower) other = follower_new(server_url(h->server), "?since=0");
  g_assert_true(follower_sees(one, "event: change", 5000));
  g_assert_true(follower_sees(other, "event: change", 5000));
  post(&ann, "verb=decision&text=We+ship+in+May&token=t1", 303);
  g_assert_true(follower_sees(one, "We ship in May", 1000));
  g_assert_true(follower_sees(other, "We ship in May", 1000));
  /* Also what another process writes. */
  g_free(chair_run(h, (const char *[]){"meeting", "say", "virt", "note", "From the terminal",
                                       "--date", "2014-05-20", NULL}));
  g_assert_true(follower_sees(one, "From the terminal", 1000));
}

static void
test_a_follower_that_comes_back_misses_nothing(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post(&ann, "verb=start", 303);
  post(&ann, "verb=note&text=before&token=a", 303);
  g_autoptr(Sheet) seen = chair_sheet(h, DAY);
  post(&ann, "verb=note&text=while+away&token=b", 303);
  g_autofree char *query = g_strdup_printf("?since=%" G_GINT64_FORMAT, seen->stamp);
  g_autoptr(Follower) back = follower_new(server_url(h->server), query);
  g_assert_true(follower_sees(back, "while away", 5000));
  g_assert_false(follower_sees(back, "\"text\":\"before\"", 1));
}

static void
test_a_stream_ends_with_the_server(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post(&ann, "verb=start", 303);
  g_autoptr(Follower) one = follower_new(server_url(h->server), "?since=0");
  g_assert_true(follower_sees(one, "event: change", 5000));
  g_clear_pointer(&h->server, server_stop);
  g_assert_false(follower_sees(one, "never sent", 5000));
  g_mutex_lock(&one->lock);
  g_assert_true(one->over);
  g_mutex_unlock(&one->lock);
}

static void
test_a_meeting_runs_from_start_to_minutes(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  g_auto(Visiting) mia = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  visiting_sign_in(&mia, h, "Mia", "member");
  post(&ann, "verb=note&text=too+early+is+fine", 303);
  post(&ann, "verb=start", 303);
  g_autofree char *go = entry_form(h, "go", 1);
  post(&ann, go, 303);
  post(&mia, "verb=present&value=Mia", 303);
  post(&mia, "verb=regrets&value=Ann", 403);
  post(&mia, "verb=regrets&value=Mia", 303);
  g_autoptr(Answer) away = harness_get(h, MEETING "/minutes.txt");
  g_assert_nonnull(strstr(away->body, "Regrets  Mia\n"));
  post(&mia, "verb=present&value=Mia", 303);
  post(&mia, "verb=note&text=not+mine", 403);
  post(&ann, "verb=present&value=Ann", 303);
  post(&ann, "verb=present&value=A+Guest", 303);
  post(&ann, "verb=action&text=write+the+guide&owner=Mia&due=2014-06-01&token=x", 303);
  post(&ann, "verb=action&text=write+the+guide&owner=Mia&due=2014-06-01&token=x", 303);
  post(&ann, "verb=action&text=call+them&owner=Stranger&due=31+June", 400);
  post(&ann, "verb=action&text=ask+the+host&owner=Somebody+Else&due=2014-06-02", 303);
  post(&ann, "verb=vote-open&text=Ship+it%3F", 303);
  g_autoptr(Sheet) open = chair_sheet(h, DAY);
  g_autofree char *hand =
      g_strdup_printf("verb=hand&vote=%" G_GINT64_FORMAT "&value=1", sheet_vote_open(open)->id);
  post(&mia, hand, 303);
  post(&ann, hand, 303);
  g_autofree char *close =
      g_strdup_printf("verb=vote-close&value=%" G_GINT64_FORMAT, sheet_vote_open(open)->id);
  post(&mia, close, 403);
  post(&ann, close, 303);
  post(&ann, "verb=scribe&value=Mia", 303);
  post(&mia, "verb=note&text=now+it+is+mine+%3Cscript%3E", 303);
  post(&mia, "verb=approve&value=2014-05-13", 403); /* a scribe writes; the chair approves */
  post(&ann, "verb=end", 303);
  g_autoptr(Answer) text = harness_get(h, MEETING "/minutes.txt");
  g_assert_nonnull(strstr(text->body, "Present  A Guest (guest), Ann, Mia\n"));
  g_assert_nonnull(strstr(text->body, "    * ACTION: Mia: write the guide (due 2014-06-01)\n"));
  g_assert_nonnull(strstr(text->body, "    * AGREED: Ship it? (+2, 0, -0)\n"));
  g_assert_nonnull(strstr(text->body, " 2. Mirrors [deferred: not reached]\n"));
  g_assert_null(strstr(text->body, "Stranger"));
  g_assert_nonnull(strstr(text->body, "Somebody Else")); /* no member, kept as written */
  g_autoptr(Answer) page = harness_get(h, MEETING "/minutes");
  g_assert_null(strstr(page->body, "<script>"));
  g_assert_nonnull(strstr(page->body, "now it is mine &lt;script&gt;"));
  g_autoptr(Answer) json = harness_get(h, MEETING "/minutes.json");
  g_assert_nonnull(strstr(json->body, "\"stage\": \"held\""));
  g_autoptr(Answer) markdown = harness_get(h, MEETING "/minutes.md");
  g_assert_nonnull(strstr(markdown->body, "- **AGREED:** Ship it?"));
  g_autoptr(Answer) bot = harness_get(h, MEETING "/minutes.meetbot.txt");
  g_assert_nonnull(strstr(bot->body, "Meeting summary\n---------------\n"));
  g_assert_nonnull(strstr(bot->body, "  * ACTION: Mia: write the guide (due 2014-06-01)  (Ann, "));
}

static void
test_corrections_keep_what_was_there(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post(&ann, "verb=start", 303);
  post(&ann, "verb=decision&text=We+ship+in+Mai", 303);
  post(&ann, "verb=end", 303);
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  gint64 line = ((const SheetLine *)sheet->lines->pdata[0])->id;
  g_autofree char *fields = g_strdup_printf(
      "verb=correct&line=%" G_GINT64_FORMAT "&text=We+ship+in+May&why=a+wrong+month", line);
  g_autoptr(Answer) done = visiting_post(&ann, MEETING "/minutes", fields);
  g_assert_cmpuint(done->status, ==, 303);
  g_autoptr(Answer) page = harness_get(h, MEETING "/minutes");
  g_assert_nonnull(strstr(page->body, "We ship in May"));
  g_assert_nonnull(strstr(page->body, "We ship in Mai")); /* in the earlier version */
  g_assert_nonnull(strstr(page->body, "a wrong month"));
  g_autoptr(Answer) approved = visiting_post(&ann, MEETING "/minutes", "verb=approve");
  g_assert_cmpuint(approved->status, ==, 303);
  g_autoptr(Answer) after = harness_get(h, MEETING "/minutes");
  g_assert_nonnull(strstr(after->body, "Approved on "));
}

static void
test_an_outcome_that_needs_a_vote_opens_a_ballot(void)
{
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post(&ann, "verb=start", 303);
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  g_autofree char *fields = g_strdup_printf(
      "verb=outcome&entry=%" G_GINT64_FORMAT "&value=needs-vote", sheet_entry_at(sheet, 1)->id);
  post(&ann, fields, 303);
  g_autoptr(Answer) votes = harness_get(h, "/virt/votes/");
  g_assert_nonnull(strstr(votes->body, "Releases"));
}

/* --- the program itself, killed in the middle --- */

typedef struct {
  GPid pid;
  char *base;
} Program;

static void
program_start(Program *program, const Harness *h)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(g_getenv("DOCKET_BUILD_ROOT"), "server", "docket", NULL);
  const char *const argv[] = {path, "--db", h->db_path, "serve", "--listen", "127.0.0.1:0", NULL};
  int out = -1;
  gboolean done =
      g_spawn_async_with_pipes(NULL, (char **)(guintptr)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                               NULL, &program->pid, NULL, &out, NULL, &error);
  g_assert_no_error(error);
  g_assert_true(done);
  g_autoptr(GIOChannel) channel = g_io_channel_unix_new(out);
  g_io_channel_set_close_on_unref(channel, TRUE);
  g_autofree char *line = NULL;
  g_assert_cmpint(g_io_channel_read_line(channel, &line, NULL, NULL, &error), ==,
                  G_IO_STATUS_NORMAL);
  const char *url = strstr(line, "http://");
  g_assert_nonnull(url);
  program->base = g_strndup(url, strcspn(url + 7, "/ ") + 7);
}

static void
program_kill(Program *program)
{
  int status;
  g_assert_cmpint(kill(program->pid, SIGKILL), ==, 0);
  g_assert_cmpint(waitpid(program->pid, &status, 0), ==, program->pid);
  g_free(program->base);
}

static void
test_a_killed_server_loses_no_acknowledged_line(void)
{
  enum { LINES = 40 };
  g_autoptr(Harness) h = with_meeting();
  g_auto(Visiting) ann = {0};
  visiting_sign_in(&ann, h, "Ann", "chair");
  post(&ann, "verb=start", 303);
  g_clear_pointer(&h->server, server_stop);
  guint acknowledged = 0;
  for (guint round = 0; round < 2; round++) {
    Program program = {0};
    program_start(&program, h);
    /* The session's expiry is by the wall clock, which the program has: sign in with a link of its
     * own. */
    g_autofree char *path = chair_sign_in_path(h, "ann@example.org");
    g_autofree char *origin = g_strdup_printf("Origin: %s", program.base);
    g_autoptr(Answer) in =
        client_request(program.base, "POST", path, (const char *[]){origin, NULL}, "");
    g_assert_cmpuint(in->status, ==, 303);
    const char *cookie = answer_header(in, "set-cookie");
    g_autofree char *jar = g_strdup_printf("Cookie: %.*s", (int)strcspn(cookie, ";"), cookie);
    g_autoptr(Answer) page =
        client_request(program.base, "GET", "/sign-in", (const char *[]){jar, NULL}, NULL);
    g_autofree char *csrf = chair_field(page->body, "csrf");
    for (guint i = 0; i < LINES; i++) {
      g_autofree char *body = g_strdup_printf(
          "csrf=%s&verb=note&text=line+%u+of+round+%u&token=%u-%u", csrf, i, round, round, i);
      g_autoptr(Answer) answer =
          client_request(program.base, "POST", LIVE, (const char *[]){jar, origin, NULL}, body);
      g_assert_cmpuint(answer->status, ==, 303);
      acknowledged++;
    }
    program_kill(&program);
  }
  g_autoptr(Sheet) sheet = chair_sheet(h, DAY);
  g_assert_cmpuint(sheet->lines->len, ==, acknowledged);
  for (guint i = 0; i < acknowledged; i++) {
    g_autofree char *text = g_strdup_printf("line %u of round %u", i % LINES, i / LINES);
    g_assert_cmpstr(((const SheetLine *)sheet->lines->pdata[i])->text, ==, text);
  }
  g_autofree char *check = chair_run(h, (const char *[]){"check", NULL});
  g_assert_nonnull(check);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  g_test_add_func("/server/live/followers-see-a-line-within-a-second",
                  test_followers_see_a_line_within_a_second);
  g_test_add_func("/server/live/a-follower-that-comes-back-misses-nothing",
                  test_a_follower_that_comes_back_misses_nothing);
  g_test_add_func("/server/live/a-stream-ends-with-the-server", test_a_stream_ends_with_the_server);
  g_test_add_func("/server/live/a-meeting-runs-from-start-to-minutes",
                  test_a_meeting_runs_from_start_to_minutes);
  g_test_add_func("/server/live/corrections-keep-what-was-there",
                  test_corrections_keep_what_was_there);
  g_test_add_func("/server/live/an-outcome-that-needs-a-vote-opens-a-ballot",
                  test_an_outcome_that_needs_a_vote_opens_a_ballot);
  g_test_add_func("/server/live/a-killed-server-loses-no-acknowledged-line",
                  test_a_killed_server_loses_no_acknowledged_line);
  return g_test_run();
}
