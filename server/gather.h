/* From the database to what a page or command shows, shared by both. */
#pragma once
#include "db/agenda.h"
#include "db/db.h"
#include "db/item.h"
#include "web/views.h"
G_BEGIN_DECLS

#define SERVER_STATES_ALL ((1u << STATE_N) - 1)

/* An agenda with the items it points at. */
typedef struct {
  GPtrArray *items;
  Agenda *agenda;
} GatheredAgenda;
void server_gathered_agenda_clear(GatheredAgenda *gathered);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GatheredAgenda, server_gathered_agenda_clear)
/* What a draft for the meeting at date (0: as below) goes by, but its weights. */
gboolean server_agenda_options(Db *db, const Group *group, gint64 date, gint64 now, AgendaOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* date: of the meeting; 0: the group's next meeting, or today (now) when none is set. per_group 0: as agenda.h says. */
gboolean server_gather_agenda(Db *db, const Group *group, gint64 date, gint64 now, guint per_group, GatheredAgenda *out,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Items with origin, links and mentions, as exports promise: whole, in order of number. */
GPtrArray *server_gather_items(Db *db, const Group *group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A mail taken apart for showing, with what was found beside its lines. Shown are at most SERVER_LINES_SHOWN lines and
 * SERVER_BYTES_SHOWN bytes; n_cut says how many lines more there are. */
#define SERVER_LINES_SHOWN 20000
#define SERVER_BYTES_SHOWN (1024 * 1024)
typedef struct GatheredMail GatheredMail;
/* What was found in a mail, where the caller has it already for a whole thread: Item * and Vote *, borrowed. */
typedef struct {
  GPtrArray *items, *votes;
  GArray *places; /* ItemPlace of these mails and others */
} MailFinds;
/* message is borrowed. finds NULL: looked up. */
GatheredMail *server_gather_mail(Db *db, const Group *group, const Message *message, const MailFinds *finds,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* GatheredMail * of the first n messages, without what was found in them: for feeds. Their views are added to views, which they own. */
GPtrArray *server_gather_mails(Db *db, const Group *group, GPtrArray *messages, guint n, GPtrArray *views,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void server_gathered_mail_free(GatheredMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GatheredMail, server_gathered_mail_free)
WebMail *server_gathered_mail_view(GatheredMail *mail);

G_END_DECLS
