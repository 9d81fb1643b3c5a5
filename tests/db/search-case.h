/* Mails with a text for each field of the index, and what a query finds among them. */
#pragma once
#include "db/search.h"
#include "tests/db/fixture.h"

/* A raw mail of these tests is its texts in order of DbTextField, joined by the unit separator. */
typedef struct {
  const char *id, *refs;
  const char *from_name;
  gint64 date; /* seconds after FIXTURE_NOW */
  gint64 received; /* the same, 0: not known */
  const char *text[DB_TEXT_N_FIELDS];
  Drafts *drafts;
} Letter;

/* Three mails of which two speak of the same things. */
enum { N_SEARCH_CASE_LETTERS = 3 };
extern const Letter search_case_letters[N_SEARCH_CASE_LETTERS];

/* Stores and settles within one transaction. */
void search_case_store(Fixture *f, gint64 group, const Letter *letters, guint n);
Query *search_case_parse(const char *text);
SearchResult *search_case_find(Fixture *f, const char *text, const SearchOptions *options);
/* Message-IDs in the order of the results, joined by blanks. */
char *search_case_ids(const SearchResult *result);
void search_case_assert_in(Fixture *f, gint64 group, const char *query, const char *ids);
/* In the fixture's group. */
void search_case_assert(Fixture *f, const char *query, const char *ids);
