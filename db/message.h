/* Mail: stored once, byte for byte, compressed with zstd and a dictionary trained on the list. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

typedef enum {
  STORE_NEW,       /* stored */
  STORE_KNOWN,     /* this group has it already, or a longer one that begins so; nothing changed */
  STORE_SHARED,    /* known from another group; now in this one as well */
  STORE_BETTER,    /* a raw mail took the place of its pipermail copy (or adds a group to it), one with a
                     Message-ID that of a copy without, or a whole mail that of its beginning */
  STORE_ALTERNATE  /* known Message-ID, other content that is no piece of a stored one: kept as an alternate */
} StoreResult;

/* One mail ready to be stored. All borrowed. */
typedef struct {
  const Message *message;         /* id, thread_id, parent_id are set by the store */
  const GStrv references;         /* Message-IDs, oldest first, In-Reply-To last unless it is among them; or NULL */
  const GStrv archived;           /* addresses of other archives that it names as its own (db/archived.h); or NULL */
  const guint8 *content_hash;     /* 32 bytes over what makes a mail "the same" (ingest/parse.h says what), its Message-ID not
                                     included: mails of a group with one hash are one mail when their ids agree or one was derived */
  gboolean from_pipermail;        /* flattened copy: a raw mail with this Message-ID and text replaces it */
  gboolean outgrew;               /* an earlier reading of its mbox ended within it: takes the place of its beginning, if that was stored */
  GBytes *packed;                 /* raw mail, of db_packer_pack */
  gint64 dictionary;              /* that it was packed with, 0: none */
  const char *text[DB_TEXT_N_FIELDS]; /* for full-text search, as the DbTextFunc would give it */
  GBytes *words;                  /* of text, by words_pack (db/words.h): then text is not looked at; NULL: the store cuts text itself */
  const Drafts *drafts;           /* what extraction found */
} NewMail;

/* Stores within the caller's transaction: message, group membership, references, text index, drafts. Threads of
 * touched mails are settled by db_thread_settle, then items by db_item_settle, before commit;
 * db_commit refuses a transaction that left something unsettled. */
gboolean db_message_store(Db *db, gint64 group, const NewMail *mail, StoreResult *result, gint64 *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Derives a stored mail again with what a newer parser says of it: header fields, references, drafts. Its raw bytes
 * (packed, dictionary) and text are not looked at. For ingest_rebuild, after db_derived_drop: call for each raw mail of
 * the group, then db_thread_settle, db_item_settle and db_text_rebuild. */
gboolean db_message_refill(Db *db, gint64 group, gint64 id, const NewMail *mail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Makes the whole text index again from stored mail (needs db_set_text_func). */
gboolean db_text_rebuild(Db *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* message_id without brackets. alternate 0 is the first. NOT_FOUND. group 0: any group. */
Message *db_message_get(Db *db, gint64 group, const char *message_id, guint alternate, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* HyperKitty's hash: base32(SHA-1(Message-ID)), 32 characters. */
Message *db_message_get_by_hash(Db *db, const char *hash, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Names of the groups that hold it, char *. */
GPtrArray *db_message_groups(Db *db, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The raw mail as it came, byte for byte. */
GBytes *db_message_raw(Db *db, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct { gint16 year; guint8 month; guint n_messages, n_threads, n_items; } MonthCount;
/* MonthCount in a GArray, newest first; months are in the group's zone. */
GArray *db_message_months(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Message * by date. from <= date < until (0: open). newest_first; limit >= 1; offset for paging. */
GPtrArray *db_message_list(Db *db, gint64 group, gint64 from, gint64 until, gboolean newest_first, guint limit, guint offset, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Row numbers (gint64) of the same mails, oldest first. */
GArray *db_message_ids(Db *db, gint64 group, gint64 from, gint64 until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Neighbours in time and in the thread, and the mail it answers; NULL where none. Where they stand (thread_id, parent_id, n_items) is left 0. */
typedef struct {
  Message *older, *newer, *thread_previous, *thread_next, *parent;
  guint n_in_thread; /* mails, this one among them */
} MessageNeighbours;
gboolean db_message_neighbours(Db *db, gint64 group, const Message *message, MessageNeighbours *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void message_neighbours_clear(MessageNeighbours *n);
/* What a message of that group may have to do with; most have none of it, and one look at indexes tells so. */
typedef struct {
  gboolean alternates; /* other mails have its Message-ID; wrong once in 2^64 */
  gboolean groups;     /* other groups hold it */
  gboolean outbox;     /* docket has mail of its own, of which this may be one, or answer one */
} MessageTies;
gboolean db_message_ties(Db *db, gint64 group, const Message *message, MessageTies *ties, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All contents of one Message-ID, Message *, by alternate. */
GPtrArray *db_message_alternates(Db *db, const char *message_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Calls func with each raw mail of the group in order of storing; one in memory at a time. FALSE from func stops. */
typedef gboolean (*DbRawFunc)(const Message *message, const char *raw, gsize len, gpointer user_data, GError **error);
/* Told of a mail whose bytes are gone or damaged; fault names it, and says on its second line what to do. FALSE stops. NULL: the first one
 * is the error. */
typedef gboolean (*DbDamagedFunc)(const GError *fault, gpointer user_data);
gboolean db_message_each_raw(Db *db, gint64 group, DbRawFunc func, DbDamagedFunc damaged, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- packing; a DbPacker belongs to one thread --- */
typedef struct DbPacker DbPacker;
/* With the newest dictionary of the group, or none when there is none yet. */
DbPacker *db_packer_new(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DbPacker *db_packer_copy(const DbPacker *packer); /* for another thread; dictionary shared */
void db_packer_free(DbPacker *packer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DbPacker, db_packer_free)
/* One zstd frame, and the dictionary that it needs, 0: none. STORAGE: too large. */
GBytes *db_packer_pack(DbPacker *packer, const char *raw, gsize len, gint64 *dictionary, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_packer_has_dictionary(const DbPacker *packer);
/* Trains a dictionary (at most 110 KiB) on samples (GBytes *) and stores it for the group. With too few samples
 * (under 100, or 256 KiB) does nothing and returns TRUE. */
gboolean db_packer_train(Db *db, gint64 group, GPtrArray *samples, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
