/* What docket writes to whom, and which mail it never answers. */
#include "server/compose.h"

#include <string.h>

#include "db/fetch-state.h"
#include "db/group.h"
#include "tests/harness/harness.h"

#define MINUTES                                                                                    \
  "From ann Mon May 12 10:00:00 2014\nFrom: Ann <ann@example.org>\n"                               \
  "Date: Mon, 12 May 2014 10:00:00 +0000\nSubject: Minutes\nMessage-ID: <minutes@example.org>\n\n" \
  "Action Items\n\n* ACTION: KB to write the page on bridges\n"                                    \
  "* ACTION: LK and KB to ask upstream about the driver\n* ACTION: ZZ to buy cake\n\n"             \
  "From lea Mon May 12 11:00:00 2014\nFrom: Lea <lk@example.org>\n"                                \
  "Date: Mon, 12 May 2014 11:00:00 +0000\nSubject: Re: Keys\nMessage-ID: <keys@example.org>\n\n"   \
  "I'll renew the signing key by Friday.\n\n"

typedef struct {
  Harness *harness;
  Db *db;
  Group *group;
  Compose compose;
  guint8 drawn;
} Case;

static void
count_up(guint8 *out, gsize n, gpointer data)
{
  memset(out, ++((Case *)data)->drawn, n);
}

static void
must(Case *c, const char *const *args)
{
  char *out = NULL, *err = NULL;
  g_assert_cmpint(harness_run(c->harness, args, &out, &err), ==, 0);
  g_free(out);
  g_free(err);
}

static void
add_member(Case *c, const char *name, const char *initials, const char *address)
{
  must(c, (const char *const[]){"member", "add", "virt", address, "--name", name, "--initials",
                                initials, "--since", "2014-01-01", NULL});
}

static void
set_up(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  c->harness = harness_new();
  c->db = harness_open(c->harness);
  c->group = db_group_get(c->db, "virt", &error);
  c->compose = (Compose){.db = c->db,
                         .group = c->group,
                         .base_url = "https://docket.example.org",
                         .now = HARNESS_NOW,
                         .random = count_up,
                         .random_data = c};
}

static void
tear_down(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  group_free(c->group);
  db_close(c->db);
  harness_free(c->harness);
}

static const char *
address_of(const OutMail *mail)
{
  return ((const OutRecipient *)mail->recipients->pdata[0])->address;
}

static void
test_agenda_goes_to_the_list(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(db_list_id_add(c->db, c->group->id, "virt.lists.example.org", HARNESS_NOW, &error));
  g_autoptr(OutMail) mail = server_compose_agenda(&c->compose, "2014-05-20", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(address_of(mail), ==, "virt@lists.example.org");
  g_assert_cmpstr(mail->about, ==, "meeting:2014-05-20");
  g_assert_cmpstr(mail->list_id, ==, "virt.lists.example.org");
  g_assert_cmpstr(mail->message_id, ==,
                  "docket.agenda.01010101010101010101010101010101@docket.example.org");
  g_assert_nonnull(strstr(mail->body, "https://docket.example.org/virt/items/"));
  g_assert_cmpint(mail->state, ==, OUT_DRAFT);
}

/* What the chair made is mailed, never the draft beside it, however the meeting was named. */
static void
test_the_meeting_named_is_the_one_mailed(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  must(c, (const char *const[]){"meeting", "add", "virt", "2014-05-20T15:00", NULL});
  must(c, (const char *const[]){"agenda", "add", "virt", "Bridges", "--date", "2014-05-20", NULL});
  g_autoptr(GError) error = NULL;
  g_autoptr(OutMail) by_day = server_compose_agenda(&c->compose, "2014-05-20", &error);
  g_assert_no_error(error);
  g_assert_nonnull(strstr(by_day->body, "1. Bridges"));
  g_assert_null(strstr(by_day->body, "(draft)"));
  must(c, (const char *const[]){"meeting", "add", "virt", "2014-05-20T18:00", NULL});
  must(c,
       (const char *const[]){"agenda", "add", "virt", "Keys", "--date", "2014-05-20T1800", NULL});
  g_autoptr(OutMail) evening = server_compose_agenda(&c->compose, "2014-05-20T18:00", &error);
  g_assert_no_error(error);
  g_assert_nonnull(strstr(evening->body, "1. Keys"));
  g_assert_null(strstr(evening->body, "Bridges"));
  g_assert_null(server_compose_agenda(&c->compose, "2014-05-20", &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
}

static void
test_group_without_address_is_told(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  g_free(c->group->address);
  c->group->address = g_strdup("virt at lists.example.org");
  g_assert_null(server_compose_agenda(&c->compose, NULL, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  g_assert_nonnull(strstr(error->message, "docket group set virt --address"));
}

static void
queue(Case *c, OutMail *mail)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;
  mail->state = OUT_QUEUED;
  g_assert_true(db_outbox_add(c->db, mail, "Ann", HARNESS_NOW, &id, &error));
}

/* The queued mail goes out. */
static void
settle(Case *c)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OutMail) taken = db_outbox_take(c->db, HARNESS_NOW, &error);
  ((OutRecipient *)taken->recipients->pdata[0])->state = RECIPIENT_ACCEPTED;
  g_assert_true(db_outbox_settle(c->db, taken, NULL, FALSE, HARNESS_NOW, &error));
}

/* Mails of one are not taken for those of the other. */
static void
test_two_meetings_of_a_day_have_mails_of_their_own(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = {"2014-05-20T1500", "2014-05-20T1800"};
  g_autoptr(GError) error = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    must(c, (const char *const[]){"meeting", "add", "virt",
                                  i == 0 ? "2014-05-20T15:00" : "2014-05-20T18:00", NULL});
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    must(c, (const char *const[]){"agenda", "add", "virt", "Keys", "--date", names[i], NULL});
    g_autoptr(OutMail) agenda = server_compose_agenda(&c->compose, names[i], &error);
    g_assert_no_error(error);
    g_assert_cmpstr(agenda->subject + strlen(agenda->subject) - strlen("2014-05-20 18:00"), ==,
                    i == 0 ? "2014-05-20 15:00" : "2014-05-20 18:00");
    queue(c, agenda);
    settle(c);
    g_autoptr(Meeting) meeting = db_meeting_get(c->db, c->group, names[i], &error);
    g_autofree char *about = g_strconcat("meeting:", names[i], NULL);
    g_assert_cmpstr(agenda->about, ==, about);
    g_autoptr(OutMail) minutes = server_compose_minutes(&c->compose, meeting, "1. Xen\n", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(minutes->in_reply_to, ==, agenda->message_id);
  }
  g_autoptr(Meeting) first = db_meeting_get(c->db, c->group, names[0], &error);
  g_autoptr(GPtrArray) mails = server_compose_about_meeting(c->db, c->group, first, 10, &error);
  g_assert_cmpuint(mails->len, ==, 1);
}

static void
test_minutes_answer_the_agenda_mail(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  const Meeting meeting = {.name = (char *)"2014-05-20", .start = HARNESS_NOW + 7 * 86400};
  g_autoptr(OutMail) agenda = server_compose_agenda(&c->compose, "2014-05-20", &error);
  queue(c, agenda);
  g_autoptr(OutMail) early = server_compose_minutes(&c->compose, &meeting, "1. Xen\n", &error);
  g_assert_null(early->in_reply_to); /* it was not sent yet */
  settle(c);
  g_autoptr(OutMail) minutes = server_compose_minutes(&c->compose, &meeting, "1. Xen\n", &error);
  g_assert_no_error(error);
  g_assert_cmpstr(minutes->in_reply_to, ==, agenda->message_id);
  g_assert_cmpstr(minutes->references, ==, agenda->message_id);
}

static void
test_each_owner_gets_one_reminder(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  harness_ingest(c->harness, "virt", MINUTES);
  add_member(c, "Karl Berg", "KB", "kb@example.org");
  add_member(c, "Lea Kurz", "LK", "lk@example.org");
  g_autoptr(GPtrArray) left_out = NULL;
  g_autoptr(GPtrArray) mails =
      server_compose_reminders(&c->compose, HARNESS_NOW + 7 * 86400, &left_out, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(mails->len, ==, 2);
  for (guint i = 0; i < mails->len; i++) {
    const OutMail *mail = mails->pdata[i];
    gboolean karl = g_str_equal(address_of(mail), "kb@example.org");
    g_assert_true(karl || g_str_equal(address_of(mail), "lk@example.org"));
    g_assert_cmpuint(mail->recipients->len, ==, 1);
    g_assert_true((strstr(mail->body, "the page on bridges") != NULL) == karl);
    g_assert_nonnull(strstr(mail->body, "about the driver"));
    g_assert_null(strstr(mail->body, "cake"));
    g_assert_true((strstr(mail->body, "signing key") != NULL) == !karl);
  }
  g_assert_cmpuint(left_out->len, ==, 1);
  g_assert_cmpstr(left_out->pdata[0], ==, "ZZ");
  /* Written twice, by two chairs, it is still one mail; cancelled, it may be written again. */
  gint64 first = 0, id = 0;
  for (guint i = 0; i < mails->len; i++)
    g_assert_true(
        db_outbox_add(c->db, mails->pdata[i], "Ann", HARNESS_NOW, i == 0 ? &first : &id, &error));
  g_autoptr(GPtrArray) again =
      server_compose_reminders(&c->compose, HARNESS_NOW + 7 * 86400, NULL, &error);
  g_assert_cmpuint(again->len, ==, 0);
  g_assert_true(db_outbox_cancel(c->db, first, "Ann", HARNESS_NOW, &error));
  g_autoptr(GPtrArray) anew =
      server_compose_reminders(&c->compose, HARNESS_NOW + 7 * 86400, NULL, &error);
  g_assert_cmpuint(anew->len, ==, 1);
  g_assert_cmpstr(address_of(anew->pdata[0]), ==, address_of(mails->pdata[0]));
  g_autoptr(GPtrArray) later =
      server_compose_reminders(&c->compose, HARNESS_NOW + 21 * 86400, NULL, &error);
  g_assert_cmpuint(later->len, ==, 2); /* before another meeting */
}

/* The mail of the minutes states nothing new when it comes back, so what was taken on in a meeting
 * here is asked for from the minutes themselves, until it is done. */
static void
test_actions_of_meetings_are_asked_for(Case *c, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const steps[][10] = {
      {"meeting", "add", "virt", "2014-05-06T17:00", NULL},
      {"meeting", "start", "virt", "--date", "2014-05-06", NULL},
      {"meeting", "say", "virt", "action", "count the keys", "--owner", "KB", "--date",
       "2014-05-06", NULL},
      {"meeting", "say", "virt", "action", "wash the cups", "--owner", "KB", "--date", "2014-05-06",
       NULL},
      {"meeting", "end", "virt", "--date", "2014-05-06", NULL},
      {"minutes", "done", "virt", "m2", "--date", "2014-05-06", NULL},
  };
  g_autoptr(GError) error = NULL;
  add_member(c, "Karl Berg", "KB", "kb@example.org");
  for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
    must(c, steps[i]);
  g_autoptr(GPtrArray) mails =
      server_compose_reminders(&c->compose, HARNESS_NOW + 7 * 86400, NULL, &error);
  g_assert_no_error(error);
  const OutMail *karl = NULL;
  for (guint i = 0; i < mails->len; i++)
    if (g_str_equal(address_of(mails->pdata[i]), "kb@example.org"))
      karl = mails->pdata[i];
  g_assert_nonnull(karl);
  g_assert_nonnull(
      strstr(karl->body, "* count the keys\n  https://docket.example.org/virt/actions#m1\n"));
  g_assert_null(strstr(karl->body, "wash the cups"));
}

#define TEST(path, func) g_test_add(path, Case, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  TEST("/compose/agenda-goes-to-the-list", test_agenda_goes_to_the_list);
  TEST("/compose/the-meeting-named-is-the-one-mailed", test_the_meeting_named_is_the_one_mailed);
  TEST("/compose/group-without-address-is-told", test_group_without_address_is_told);
  TEST("/compose/minutes-answer-the-agenda-mail", test_minutes_answer_the_agenda_mail);
  TEST("/compose/actions-of-meetings-are-asked-for", test_actions_of_meetings_are_asked_for);
  TEST("/compose/two-meetings-of-a-day-have-mails-of-their-own",
       test_two_meetings_of_a_day_have_mails_of_their_own);
  TEST("/compose/each-owner-gets-one-reminder", test_each_owner_gets_one_reminder);
  return g_test_run();
}
