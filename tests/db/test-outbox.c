#include "db/outbox.h"

#include "fixture.h"

#include <string.h>

#define LIST "virt@lists.example.org"

static OutMail *
draft(Fixture *f, const char *id, OutState state)
{
  OutMail *mail = out_mail_new(f->group, OUT_AGENDA, "meeting:2014-05-20");
  mail->state = state;
  mail->subject = g_strdup("Agenda");
  mail->body = g_strdup("1. Xen\n");
  mail->message_id = g_strdup(id);
  out_mail_add_recipient(mail, "Virt", LIST, FALSE);
  return mail;
}

static gint64
add(Fixture *f, const OutMail *mail)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;
  g_assert_true(db_outbox_add(f->db, mail, "Ann", FIXTURE_NOW, &id, &error));
  g_assert_no_error(error);
  return id;
}

static gint64
add_plain(Fixture *f, const char *message_id, OutState state)
{
  g_autoptr(OutMail) mail = draft(f, message_id, state);
  return add(f, mail);
}

static OutMail *
get(Fixture *f, gint64 id)
{
  g_autoptr(GError) error = NULL;
  OutMail *mail = db_outbox_get(f->db, f->group, id, &error);
  g_assert_no_error(error);
  return mail;
}

static OutMail *
take(Fixture *f, gint64 now)
{
  g_autoptr(GError) error = NULL;
  OutMail *mail = db_outbox_take(f->db, now, &error);
  g_assert_no_error(error);
  return mail;
}

static void
settle(Fixture *f, const OutMail *mail, const char *trouble, gboolean permanent, gint64 now)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(db_outbox_settle(f->db, mail, trouble, permanent, now, &error));
  g_assert_no_error(error);
}

static void
set_recipient(OutMail *mail, guint i, OutRecipientState state, const char *reply)
{
  OutRecipient *recipient = mail->recipients->pdata[i];
  recipient->state = state;
  g_free(recipient->reply);
  recipient->reply = g_strdup(reply);
}

static void
assert_state(Fixture *f, gint64 id, OutState state)
{
  g_autoptr(OutMail) mail = get(f, id);
  g_assert_cmpstr(out_state_to_text(mail->state), ==, out_state_to_text(state));
}

static void
test_draft_stays_until_it_is_queued(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  gint64 id = add_plain(f, "a@docket", OUT_DRAFT);
  g_assert_null(take(f, FIXTURE_NOW + 86400));
  g_assert_null(db_outbox_find_by_message_id(f->db, "a@docket", &error));
  g_assert_no_error(error);
  g_assert_true(db_outbox_queue(f->db, id, "Ann", FIXTURE_NOW + 5, &error));
  g_autoptr(OutMail) mail = take(f, FIXTURE_NOW + 5);
  g_assert_cmpint(mail->id, ==, id);
  g_assert_cmpint(mail->queued, ==, FIXTURE_NOW + 5);
  g_assert_null(take(f, FIXTURE_NOW + 6));
  set_recipient(mail, 0, RECIPIENT_ACCEPTED, "250 ok");
  settle(f, mail, NULL, FALSE, FIXTURE_NOW + 7);
  assert_state(f, id, OUT_SENT);
  g_autoptr(OutMail) found = db_outbox_find_by_message_id(f->db, "a@docket", &error);
  g_assert_cmpstr(found->about, ==, "meeting:2014-05-20");
}

static void
test_failed_try_waits_longer_each_time(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint(outbox_backoff(1), ==, 60);
  g_assert_cmpint(outbox_backoff(2), ==, 240);
  g_assert_cmpint(outbox_backoff(G_MAXUINT), ==, OUTBOX_BACKOFF_MAX);
  gint64 id = add_plain(f, "a@docket", OUT_QUEUED), now = FIXTURE_NOW;
  guint tries = 0;
  while (now < FIXTURE_NOW + 10 * 86400) {
    g_autoptr(GError) error = NULL;
    g_autoptr(OutMail) mail = take(f, now);
    if (mail == NULL)
      break;
    tries++;
    g_assert_false(mail->maybe_twice);
    settle(f, mail, "no route to host", FALSE, now);
    g_assert_null(take(f, now + outbox_backoff(tries) - 1));
    gint64 due = 0;
    g_assert_true(db_outbox_next_due(f->db, &due, &error));
    g_assert_no_error(error);
    now = due != 0 ? due : G_MAXINT64;
  }
  assert_state(f, id, OUT_FAILED);
  g_autoptr(OutMail) mail = get(f, id);
  g_assert_cmpstr(mail->last_error, ==, "no route to host");
  g_assert_cmpuint(tries, >, 10);
  g_assert_cmpint(mail->settled, >=, FIXTURE_NOW + OUTBOX_GIVE_UP);
}

static void
test_killed_sender_is_told(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  gint64 id = add_plain(f, "a@docket", OUT_QUEUED);
  g_autoptr(OutMail) first = take(f, FIXTURE_NOW);
  g_assert_false(first->maybe_twice);
  /* Nobody settles it. */
  g_assert_null(take(f, FIXTURE_NOW + OUTBOX_LEASE_SECONDS - 1));
  g_autoptr(OutMail) second = take(f, FIXTURE_NOW + OUTBOX_LEASE_SECONDS);
  g_assert_cmpint(second->id, ==, id);
  g_assert_cmpstr(second->message_id, ==, first->message_id);
  g_assert_cmpint(second->queued, ==, first->queued);
  g_assert_true(second->maybe_twice);
  set_recipient(second, 0, RECIPIENT_ACCEPTED, "250 ok");
  settle(f, second, NULL, FALSE, FIXTURE_NOW + OUTBOX_LEASE_SECONDS + 1);
  g_autoptr(OutMail) sent = get(f, id);
  g_assert_true(sent->maybe_twice);
}

static void
test_some_recipients_are_refused(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(OutMail) written = draft(f, "a@docket", OUT_QUEUED);
  out_mail_add_recipient(written, NULL, "gone@example.org", TRUE);
  out_mail_add_recipient(written, NULL, "later@example.org", TRUE);
  gint64 id = add(f, written);
  g_autoptr(OutMail) mail = take(f, FIXTURE_NOW);
  set_recipient(mail, 0, RECIPIENT_ACCEPTED, "250 ok");
  set_recipient(mail, 1, RECIPIENT_REFUSED, "550 no such user");
  set_recipient(mail, 2, RECIPIENT_WAITING, "450 greylisted");
  settle(f, mail, "not to all", FALSE, FIXTURE_NOW);
  assert_state(f, id, OUT_QUEUED);
  g_autoptr(OutMail) again = take(f, FIXTURE_NOW + 60);
  const OutRecipient *refused = again->recipients->pdata[1];
  g_assert_cmpint(refused->state, ==, RECIPIENT_REFUSED);
  g_assert_cmpstr(refused->reply, ==, "550 no such user");
  set_recipient(again, 2, RECIPIENT_ACCEPTED, "250 ok");
  settle(f, again, NULL, FALSE, FIXTURE_NOW + 61);
  assert_state(f, id, OUT_SENT);
}

static void
test_nothing_ends_a_header(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const addresses[] = {"a@example.org\r\nBcc: b@example.org",
                                          "a@example.org\n",
                                          "",
                                          "a",
                                          "a@",
                                          "@b",
                                          "a b@example.org",
                                          "a@b@c",
                                          "a..b@c.d",
                                          "-oQ/tmp@example.org",
                                          "a@-b.org",
                                          "<a@b.c>",
                                          "a@b..c",
                                          "ann at example.org",
                                          "a\"b@c.d"};
  for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
    g_autoptr(GError) error = NULL;
    gint64 id;
    g_autoptr(OutMail) mail = draft(f, "a@docket", OUT_QUEUED);
    out_mail_add_recipient(mail, NULL, addresses[i], TRUE);
    g_assert_false(db_outbox_add(f->db, mail, "Ann", FIXTURE_NOW, &id, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
  for (guint i = 0; i < 4; i++) {
    g_autoptr(GError) error = NULL;
    gint64 id;
    g_autoptr(OutMail) mail = draft(f, "a@docket", OUT_QUEUED);
    char **const fields[] = {&mail->subject, &mail->message_id, &mail->references, &mail->list_id};
    g_free(*fields[i]);
    *fields[i] = g_strdup("x\r\nBcc: b@example.org");
    g_assert_false(db_outbox_add(f->db, mail, "Ann", FIXTURE_NOW, &id, &error));
    g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID);
  }
  g_assert_true(out_address_is_good("centos-virt+vote@lists.example.org"));
}

static void
test_edits_of_two_chairs_do_not_meet(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  gint64 id = add_plain(f, "a@docket", OUT_DRAFT);
  g_assert_true(
      db_outbox_edit(f->db, id, NULL, "1. KVM\n", "1. Xen\n", "Ann", FIXTURE_NOW, &error));
  g_assert_false(
      db_outbox_edit(f->db, id, NULL, "1. BSD\n", "1. Xen\n", "Bea", FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
  g_autoptr(OutMail) mail = get(f, id);
  g_assert_cmpstr(mail->body, ==, "1. KVM\n");
  g_clear_error(&error);
  g_assert_true(db_outbox_cancel(f->db, id, "Ann", FIXTURE_NOW, &error));
  g_assert_false(db_outbox_queue(f->db, id, "Bea", FIXTURE_NOW, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_CONFLICT);
}

static void
test_sign_in_mail_leaves_no_secret(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint round = 0; round < 2; round++) {
    g_autofree char *message_id = g_strdup_printf("s%u@docket", round);
    g_autoptr(OutMail) written = out_mail_new(0, OUT_SIGN_IN, NULL);
    written->state = OUT_QUEUED;
    written->subject = g_strdup("Signing in");
    written->body = g_strdup("http://d.example.org/sign-in/c0ffee\n");
    written->message_id = g_strdup(message_id);
    written->expires = FIXTURE_NOW + 900;
    out_mail_add_recipient(written, NULL, "ann@example.org", FALSE);
    gint64 id = add(f, written);
    g_autofree char *dump = fixture_dump(f->db);
    g_assert_null(strstr(dump, "c0ffee"));
    g_assert_null(strstr(dump, message_id));
    gint64 now = round == 0 ? FIXTURE_NOW : FIXTURE_NOW + 900;
    g_autoptr(OutMail) mail = take(f, now);
    g_assert_true((mail != NULL) == (round == 0));
    if (mail != NULL) {
      set_recipient(mail, 0, RECIPIENT_ACCEPTED, NULL);
      settle(f, mail, NULL, FALSE, now);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(OutMail) over = db_outbox_get(f->db, 0, id, &error);
    g_assert_cmpstr(over->body, ==, "");
    g_assert_cmpint(over->state, ==, round == 0 ? OUT_SENT : OUT_CANCELLED);
  }
}

static void
test_bounce_is_shown(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  gboolean known = TRUE;
  gint64 id = add_plain(f, "a@docket", OUT_QUEUED);
  g_autoptr(OutMail) mail = take(f, FIXTURE_NOW);
  set_recipient(mail, 0, RECIPIENT_ACCEPTED, "250 ok");
  settle(f, mail, NULL, FALSE, FIXTURE_NOW);
  g_assert_true(db_outbox_bounced(f->db, "other@x", LIST, "550 gone", FIXTURE_NOW, &known, &error));
  g_assert_false(known);
  g_assert_true(
      db_outbox_bounced(f->db, "a@docket", LIST, "550 gone", FIXTURE_NOW, &known, &error));
  g_assert_true(known);
  g_autoptr(OutMail) back = get(f, id);
  const OutRecipient *recipient = back->recipients->pdata[0];
  g_assert_cmpint(back->state, ==, OUT_FAILED);
  g_assert_cmpstr(recipient->reply, ==, "550 gone");
}

/* The list sends docket's own mail back to docket. */
static void
test_own_mail_states_nothing_new(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  add_plain(f, "ours@docket", OUT_QUEUED);
  for (guint i = 0; i < 2; i++) {
    g_autoptr(Drafts) drafts = drafts_new();
    fixture_item(drafts, ITEM_TOPIC, i == 0 ? "a topic of docket" : "a topic of a person", 1);
    const TestMail mail = {.id = i == 0 ? "ours@docket" : "theirs@x",
                           .body = "x",
                           .drafts = drafts,
                           .refs = i == 0 ? NULL : "ours@docket"};
    fixture_store(f->db, f->group, &mail, 1);
  }
  const ItemQuery query = {0};
  g_autoptr(GPtrArray) items = db_item_list(f->db, f->group, &query, &error);
  g_assert_cmpuint(items->len, ==, 1);
  g_assert_cmpstr(((Item *)items->pdata[0])->title, ==, "a topic of a person");
  g_autoptr(Message) reply = db_message_get(f->db, f->group, "theirs@x", 0, &error);
  g_autoptr(OutMail) answered = db_outbox_answered_by(f->db, reply->id, &error);
  g_assert_no_error(error);
  MessageTies ties;
  gboolean ok = db_message_ties(f->db, f->group, reply, &ties, &error);
  g_assert_no_error(error);
  g_assert_true(ok && ties.outbox);
  g_assert_cmpstr(answered->about, ==, "meeting:2014-05-20");
  g_autoptr(Message) own = db_message_get(f->db, f->group, "ours@docket", 0, &error);
  g_assert_null(db_outbox_answered_by(f->db, own->id, &error));
  g_assert_no_error(error);
}

static void
test_other_groups_mail_is_not_found(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = NULL;
  gint64 id = add_plain(f, "a@docket", OUT_DRAFT);
  g_assert_null(db_outbox_get(f->db, f->group + 1, id, &error));
  g_assert_error(error, DOCKET_ERROR, DOCKET_ERROR_NOT_FOUND);
  g_clear_error(&error);
  g_autoptr(GPtrArray) here = db_outbox_list(f->db, f->group, NULL, 10, 0, &error);
  g_autoptr(GPtrArray) there = db_outbox_list(f->db, f->group + 1, NULL, 10, 0, &error);
  g_autoptr(GPtrArray) about = db_outbox_list(f->db, f->group, "item:1", 10, 0, &error);
  g_assert_cmpuint(here->len, ==, 1);
  g_assert_cmpuint(there->len, ==, 0);
  g_assert_cmpuint(about->len, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  FIXTURE_TEST("/outbox/draft-stays-until-it-is-queued", test_draft_stays_until_it_is_queued);
  FIXTURE_TEST("/outbox/failed-try-waits-longer-each-time", test_failed_try_waits_longer_each_time);
  FIXTURE_TEST("/outbox/killed-sender-is-told", test_killed_sender_is_told);
  FIXTURE_TEST("/outbox/some-recipients-are-refused", test_some_recipients_are_refused);
  FIXTURE_TEST("/outbox/nothing-ends-a-header", test_nothing_ends_a_header);
  FIXTURE_TEST("/outbox/edits-of-two-chairs-do-not-meet", test_edits_of_two_chairs_do_not_meet);
  FIXTURE_TEST("/outbox/sign-in-mail-leaves-no-secret", test_sign_in_mail_leaves_no_secret);
  FIXTURE_TEST("/outbox/bounce-is-shown", test_bounce_is_shown);
  FIXTURE_TEST("/outbox/own-mail-states-nothing-new", test_own_mail_states_nothing_new);
  FIXTURE_TEST("/outbox/other-groups-mail-is-not-found", test_other_groups_mail_is_not_found);
  return g_test_run();
}
