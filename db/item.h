/* Items: found in mail (derived), triaged by people (human). The human rows hang on the stable key. */
#pragma once
#include "db/db.h"
#include "db/records.h"
G_BEGIN_DECLS

/* "Which items": unset fields do not filter. */
typedef struct {
  gboolean by_kind;  guint kinds;   /* bit mask of 1 << ItemKind */
  gboolean by_state; guint states;  /* bit mask of 1 << ItemState */
  enum { ITEM_LINKED_ANY, ITEM_LINKED, ITEM_UNLINKED } linked; /* whether it cites anything */
  const char *owner, *section, *link_key, *text; /* link_key: "bug:host/1"; or the end of a key alone, "6893": of any kind; text: part of the title, case folded */
  gint64 since, until;              /* date of origin */
  gint64 message;                   /* row: origin or mention in this mail */
  gint64 thread;                    /* root: origin or mention in this thread */
  enum { ITEM_BY_DATE, ITEM_BY_AGE, ITEM_BY_TITLE, ITEM_BY_OWNER, ITEM_BY_WEIGHT, ITEM_BY_MAIL, ITEM_BY_LAST } order; /* BY_MAIL: origin mail, then line; BY_LAST: what was last said of it, newest first */
  const gint64 *numbers;            /* only these n_numbers */
  guint n_numbers;
  gboolean with_links;
  gboolean brief;                   /* only what an agenda may have, so no decisions and no answered questions, and of it only what weighs: number, kind, state, dates, due, counts; links are
                                       counted, not loaded; owner is "" where there is one; origin has its message's row alone */
  guint limit, offset;              /* limit 0: all */
} ItemQuery;

/* Item *. Duplicates and dismissed ones only when asked for by state. */
GPtrArray *db_item_list(Db *db, gint64 group, const ItemQuery *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All that the filters of a page count, at once: query without by_kind and by_state. hidden: of n, the merged ones and those that a person
 * declined, which lists leave out unless asked by state. */
typedef struct { guint n[ITEM_N_KINDS][STATE_N]; guint hidden[ITEM_N_KINDS][STATE_N]; } ItemCounts;
gboolean db_item_counts(Db *db, gint64 group, const ItemQuery *query, ItemCounts *counts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets mentions of listed items. */
gboolean db_item_load_mentions(Db *db, gint64 group, GPtrArray *items, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* With mentions and links. NOT_FOUND. */
Item *db_item_get(Db *db, gint64 group, gint64 number, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets last_reply of items (Item). */
gboolean db_item_stories(Db *db, gint64 group, GPtrArray *items, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets the open ballot of items (Item), as it is counted now. */
gboolean db_item_ballots(Db *db, gint64 group, GPtrArray *items, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where items are stated: origins and repeats, not replies. */
typedef struct { gint64 message, number; LineRange lines; } ItemPlace;
/* ItemPlace of one mail, or (message 0) of a thread, in order of mail and line. */
GArray *db_item_places(Db *db, gint64 group, gint64 message, gint64 thread, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Turns what extraction found in the mails stored since the last call in this transaction into items, mentions and
 * replies of every group that holds these mails; gives numbers in order of storing. After db_thread_settle, before commit. */
gboolean db_item_settle(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The stable key. Caller frees. */
char *item_key(const char *list, const char *message_id, const char *quote, guint nth);

/* Whether the person is among those whom owner_person names (pure). */
gboolean item_is_of(const Item *item, const char *person);

/* Chair's verbs, each with its audit entry. who: name of the person or "command line". Nothing happens, and nothing is
 * written into the trail, when it is so already. Duplicates come from merge only. title, owner NULL: as found again. split undoes a merge. */
gboolean db_item_set_state(Db *db, gint64 group, gint64 number, ItemState state, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the last change of state back: itself a change, with its entry. INVALID when nobody changed it. */
gboolean db_item_undo(Db *db, gint64 group, gint64 number, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_item_set_title(Db *db, gint64 group, gint64 number, const char *title, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_item_set_owner(Db *db, gint64 group, gint64 number, const char *owner, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_item_merge(Db *db, gint64 group, gint64 number, gint64 into, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean db_item_split(Db *db, gint64 group, gint64 number, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes a mention that docket joined (its statement) off the item again; it leads an item of its own from then on, whatever comes. *off:
 * number of that item. INVALID: the statement is not one that follows this item. */
gboolean db_item_split_mention(Db *db, gint64 group, gint64 number, const char *statement, const char *who, gint64 now, gint64 *off, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The number of the item that a number once given leads to now: its own, or, when docket found that it says the same as an earlier
 * one, that one's. 0: none. */
gboolean db_item_number_now(Db *db, gint64 group, gint64 number, gint64 *now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What a mention suggests (reply: its stable key): ACCEPTED sets the state, or the owner for one who takes it; IGNORED is remembered. NOT_FOUND:
 * no such suggestion on the item. */
gboolean db_item_answer(Db *db, gint64 group, gint64 number, const char *reply, SuggestionAnswer answer, const char *who, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* AuditEntry * about one item (number 0: whole group), newest first. */
GPtrArray *db_audit_list(Db *db, gint64 group, gint64 number, guint limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Drops the derived rows of a group; ingest fills them again from the raw mail. */
gboolean db_derived_drop(Db *db, gint64 group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
