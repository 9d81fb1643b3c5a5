/* Fixed views of an invented group for the tests of pages: realistic, or hostile in every field. */
#pragma once
#include "web/views-meeting.h"
G_BEGIN_DECLS

typedef struct {
  GPtrArray *owned;    /* everything allocated */
  const char *hostile; /* put before every text, or NULL */
  WebPage page;
  Group group;
  GPtrArray *items;    /* Item *; borrowed by the views */
  GPtrArray *answered; /* Item *: those that the second mail speaks of */
  GPtrArray *mails;    /* WebMail *, in tree order */
  Thread thread;
  GPtrArray *threads;
  Agenda agenda;
  GPtrArray *votes, *links, *messages;
} Fixture;

#define FIXTURE_DAY G_GINT64_CONSTANT(86400)
#define FIXTURE_DATE G_GINT64_CONSTANT(1397580814) /* 2014-04-15 16:53:34 UTC */
#define FIXTURE_NOW (FIXTURE_DATE + 5 * FIXTURE_DAY)

/* hostile: text put into every field, NULL: none. */
Fixture *fixture_new(const char *hostile);
void fixture_free(Fixture *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

/* Freed with the fixture: data as it is, and text as a field of a record gets it. */
gpointer fixture_keep(Fixture *f, gpointer data);
char *fixture_say(Fixture *f, const char *text);
Person *fixture_person(Fixture *f, const char *name, const char *email);

/* The pages by name (fixture-pages.c). Each prints one with the fixture's data. */
typedef struct {
  const char *name;
  void (*print)(WebOut *out, Fixture *f);
} FixturePage;
const FixturePage *fixture_pages(guint *n);

/* A mail of `text`, its lines classified by their look. message_id is made of name. */
WebMail *fixture_mail(Fixture *f, const char *name, const char *subject, const char *who, gint64 date, guint depth,
                      const char *text);

/* fixture-meeting.c: a meeting of the series (caller frees), and the pages. */
Meeting *fixture_meeting(Fixture *f, const char *name, gint64 start);
void fixture_print_meetings(WebOut *out, Fixture *f);
void fixture_print_outbox(WebOut *out, Fixture *f);
void fixture_print_draft(WebOut *out, Fixture *f);
void fixture_print_failed_mail(WebOut *out, Fixture *f);
void fixture_print_operator(WebOut *out, Fixture *f);
void fixture_print_meeting(WebOut *out, Fixture *f);
void fixture_print_old_meeting(WebOut *out, Fixture *f);

/* fixture-sheet.c: the pages, and the agenda and minutes as text. */
void fixture_print_sheet(WebOut *out, Fixture *f);
void fixture_print_sheet_edit(WebOut *out, Fixture *f);
void fixture_print_live(WebOut *out, Fixture *f);
void fixture_print_live_chair(WebOut *out, Fixture *f);
void fixture_print_minutes(WebOut *out, Fixture *f);
void fixture_print_minutes_chair(WebOut *out, Fixture *f);
void fixture_print_import(WebOut *out, Fixture *f);
void fixture_text_sheet(WebOut *out, Fixture *f);
void fixture_markdown_sheet(WebOut *out, Fixture *f);
void fixture_json_sheet(WebOut *out, Fixture *f);
void fixture_text_minutes(WebOut *out, Fixture *f);
void fixture_markdown_minutes(WebOut *out, Fixture *f);

/* fixture-ballot.c: an open ballot as a chair sees it and a closed one as a visitor does; both as text to count again, and the mail with the result. */
void fixture_print_ballot(WebOut *out, Fixture *f);
void fixture_print_closed_ballot(WebOut *out, Fixture *f);
void fixture_text_ballot(WebOut *out, Fixture *f);
void fixture_text_closed_ballot(WebOut *out, Fixture *f);
void fixture_text_ballot_result(WebOut *out, Fixture *f);

/* fixture-register.c: the pages, and the report as text. */
void fixture_print_decisions(WebOut *out, Fixture *f);
void fixture_print_actions(WebOut *out, Fixture *f);
void fixture_print_attendance(WebOut *out, Fixture *f);
void fixture_print_report(WebOut *out, Fixture *f);
void fixture_text_report(WebOut *out, Fixture *f);
void fixture_markdown_report(WebOut *out, Fixture *f);
G_END_DECLS
