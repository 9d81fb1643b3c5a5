/* What the aggregates of this folder share among themselves. Only files of db/ include this. */
#pragma once
#include "db/engine.h"
#include "db/records.h"
#include "db/state.h"
G_BEGIN_DECLS

/* First 8 bytes of SHA-1(message_id): message.id_hash. */
gint64 message_id_hash(const char *message_id);
/* Under which one person's mails fold: the folded address, else the folded name, else "". Caller frees. */
char *message_person_key(const Person *from);

/* The first lines of a stored mail, most bytes of them at most. */
GBytes *message_raw_head(Db *db, gint64 id, gsize most, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Columns of one Message, from message m and place p (which may be absent); message_from_row reads them. */
#define MESSAGE_COLUMNS                                                                            \
  "m.id, m.message_id, m.id_derived, m.alternate, m.subject, m.from_name, m.from_email, m.date,"   \
  " m.date_offset, m.date_source, m.size, m.n_attachments, p.thread, p.parent, p.n_items"
#define MESSAGE_N_COLUMNS 15
gpointer message_from_row(Stmt *stmt);

/* Prepares constant SQL and binds ints to $1, $2, ... */
Stmt *store_prepare(Db *db, GError **error, const char *constant_sql, guint n, ...) G_GNUC_WARN_UNUSED_RESULT;
/* The same, run to its end. */
gboolean store_run(Db *db, GError **error, const char *constant_sql, guint n, ...) G_GNUC_WARN_UNUSED_RESULT;
/* First column of the first row; fallback when there is none. */
gboolean store_number(Db *db, gint64 *number, gint64 fallback, GError **error, const char *constant_sql, guint n, ...) G_GNUC_WARN_UNUSED_RESULT;

/* All rows of stmt, each made by make and freed by free_row. */
GPtrArray *store_rows(Stmt *stmt, gpointer (*make)(Stmt *stmt), GDestroyNotify free_row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Steps to the first row; found tells whether there is one. */
gboolean store_first(Stmt *stmt, gboolean *found, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The first row; NOT_FOUND with what ("no such message") when there is none. */
gboolean store_one(Stmt *stmt, const char *what, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What extraction found in one mail, independent of groups: found, link, vote, minutes. */
gboolean found_store(Db *db, gint64 message, const Drafts *drafts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes it out again, with the items and mentions made of it in any group. */
gboolean found_drop(Db *db, gint64 message, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Remembers that message has to be placed in group, and items made of it. contested: there are other contents of its
 * Message-ID. drafts: what was found in it, as far as it is known here; replies are copied. NULL: it may have anything. */
void store_pend(Db *db, gint64 group, gint64 message, gboolean contested, const Drafts *drafts);

/* The parent by subject of a placed message changed. */
void store_pend_moved(Db *db, gint64 group, gint64 message);
/* Runs each message's rows into an array of gint64: the first column. */
gboolean store_ids(Stmt *stmt, GArray *ids, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The content that a reference leads to: the first of those under the Message-ID that the group holds; 0: none. */
gboolean message_find_held(Db *db, gint64 group, const char *message_id, gint64 *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One settling of the replies of a group. */
typedef struct {
  Db *db;
  gint64 group;
  GHashTable *touched; /* numbers (gint64, owned) of items that got mentions */
  GHashTable *known;   /* of reply_known_new: what mails state, looked up once; valid while no other mentions change */
} ReplyScope;
GHashTable *reply_known_new(void);
/* Joins the replies of a mail to the items they answer, by the mails it refers to; what may match later waits.
 * Takes the place of all earlier reply mentions of this mail. */
gboolean reply_match(const ReplyScope *scope, gint64 message, GPtrArray *replies, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Matches again those in message that waited. */
gboolean reply_match_again(const ReplyScope *scope, gint64 message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Matches again all those that waited for a message that has arrived. */
gboolean reply_match_waiting(const ReplyScope *scope, gint64 arrived, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Columns of one Link with its item's number, for group $1; link_from_row reads them. The number of an item is that of
 * the mention that the link's statement became in the group. */
#define LINK_COLUMNS                                                                               \
  "l.id, l.kind, l.value, l.key, l.url, m.message_id, l.line, me.number, coalesce(t.title,"        \
  " f.title), lf.title, lf.state, lf.closed, lf.fetched, lf.author, lf.date, lf.tags, l.message, p.date, lf.state_was, lf.state_changed, lf.changed FROM link l JOIN message m ON m.id ="      \
  " l.message JOIN place p ON p.message = l.message AND p.group_id = $1 LEFT JOIN mention me ON"   \
  " me.found = l.found AND me.group_id = $1 LEFT JOIN item i ON i.group_id = $1 AND i.number ="    \
  " me.number LEFT JOIN found f ON f.id = i.found LEFT JOIN link_fact lf ON lf.key = l.key LEFT"   \
  " JOIN triage t ON t.group_id = $1 AND t.key = i.key"
gpointer link_from_row(Stmt *stmt);
/* A vote with what the rules need to know of it. */
typedef struct {
  gint64 message, thread;
  gint64 item; /* number of the item that the reply around it answers, 0: none */
  char *voter_key;
  char *content;  /* content_hash of the message in hexadecimal */
  gboolean later; /* the group had another mail with this Message-ID before */
  gboolean like;
  Vote *vote;
} VoteRow;
/* VoteRow of one thread in order of date and line, counted by the rule. */
GPtrArray *vote_rows_of_thread(Db *db, gint64 group, gint64 thread, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds message -> parent of a thread to parents, gint64 both, owned; thread_is_below asks whether a mail is `above` or stands below it. */
gboolean thread_parents_load(Db *db, gint64 group, gint64 thread, GHashTable *parents, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean thread_is_below(GHashTable *parents, gint64 message, gint64 above);
/* A Mention from: row, Message-ID, subject, name and address of the author, date, kind, first and last line, quote,
 * suggestion, takes. */
gpointer mention_from_row(Stmt *stmt);
/* Sets votes_for, votes_against and objections of items (Item): one person counts once, with what they said last by mail or on the page. */
gboolean item_count_votes(Db *db, gint64 group, GPtrArray *items, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Mention * of the item and of those merged into it, oldest first, its origin not included, with what the chair answered. */
GPtrArray *item_mentions(Db *db, gint64 group, const Item *item, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets owner_person of items (Item) whose mail does not say whom it means, by earlier minutes and the roster. */
gboolean item_name_owners(Db *db, gint64 group, GPtrArray *items, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Numbers (gint64) of items whose owner, as written, means that person by earlier minutes or the roster: at most 5,000. */
GArray *item_numbers_of_person(Db *db, gint64 group, const char *person, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Lets the statement look again for what it follows, after people decided; counters follow. */
gboolean item_settle_again(Db *db, gint64 group, const char *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Counts the items of a group again. */
gboolean item_count_refresh(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Local month of a time (year * 100 + month) and its limits, in an IANA zone. */
typedef struct { gint32 month; gint64 from, until; } MonthSpan;
MonthSpan month_span(GTimeZone *zone, gint64 when);
/* Counts again the months that hold the dates (gint64) of touched messages. */
gboolean month_refresh(Db *db, gint64 group, GArray *dates, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All months, after the zone changed. */
gboolean month_refresh_all(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FORBIDDEN when the person is not on the group's roster at that time: a mail needs no account, what is done on a page does. does: "vote
 * here". */
gboolean member_check(Db *db, gint64 group, gint64 member, gint64 now, const char *does, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
