/* A database of its own for each test, and mails made of a few words. The "parser" of these tests is fixed: a raw mail is its own
 * text, so that the text index can be checked without ingest/. */
#pragma once
#include "db/group.h"
#include "db/item.h"
#include "db/message.h"
#include "db/thread.h"

typedef struct {
  char *folder, *path;
  Db *db;
  gint64 group;
} Fixture;

void fixture_set_up(Fixture *f, gconstpointer data);
void fixture_tear_down(Fixture *f, gconstpointer data);
#define FIXTURE_TEST(path, func) g_test_add(path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* 2014-04-15 00:00 UTC */
#define FIXTURE_NOW G_GINT64_CONSTANT(1397520000)

Db *fixture_open(const char *path, DbOpenMode mode);
gint64 fixture_group(Db *db, const char *name);

/* What a test says about a mail; unset fields get plain values. */
typedef struct {
  const char *id, *subject, *refs; /* refs: Message-IDs parted by blanks */
  const char *from;                /* address */
  gint64 date;                     /* seconds after FIXTURE_NOW */
  const char *body;
  gboolean pipermail;
  Drafts *drafts; /* borrowed */
} TestMail;

/* Within the caller's transaction. */
StoreResult fixture_put(Db *db, gint64 group, const TestMail *mail);
/* begin, put all, settle, commit. */
void fixture_store(Db *db, gint64 group, const TestMail *mails, guint n);
void fixture_settle(Db *db, gint64 group);

void fixture_item(Drafts *drafts, ItemKind kind, const char *title, guint line);
void fixture_reply(Drafts *drafts, const char *quoted, const char *text, guint line);
void fixture_vote(Drafts *drafts, int value, const char *option, guint line);
/* By its number; caller frees. */
Item *fixture_get_item(Fixture *f, gint64 number);

/* What db_dump prints. */
char *fixture_dump(Db *db);

gboolean fixture_texts(const char *raw, gsize len, char *out[DB_TEXT_N_FIELDS], gpointer data);
char *fixture_body(const char *raw, gsize len, gpointer data);
