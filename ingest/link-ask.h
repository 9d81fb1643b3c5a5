/* What a cited bug, commit or advisory is called and how it stands: the table of servers that can be asked, how, and where in their
 * answers title and state are. Pure; link-fetch.h does the asking. */
#pragma once
#include "db/link-fact.h"
#include "db/repository.h"
#include "db/tracker.h"
G_BEGIN_DECLS

/* The form of an answer, and with it the language that a row's places are written in. */
typedef enum {
  LINK_FORM_JSON, /* places are JSON pointers (RFC 6901): "/bugs/0/summary" */
  LINK_FORM_HTML, /* places are XPath 1.0 expressions, read as a string */
  LINK_FORM_MAIL  /* a patch as git format-patch writes it; places are header names */
} LinkForm;
gboolean ingest_link_form_from_text(const char *text, LinkForm *form) G_GNUC_WARN_UNUSED_RESULT;
const char *ingest_link_form_to_text(LinkForm form);

/* One way to ask. All strings are borrowed. */
typedef struct {
  const char *name; /* of the tracker's kind: "bugzilla" */
  LinkKind kind;
  const char *host; /* of the link's address: "github.com", "bugzilla.*", "*" */
  const char *has;  /* what the address must hold: "show_bug.cgi?id="; NULL: nothing, it need not have an address */
  /* The address to ask, with {front} (the link's address before `has`), {back} (behind it), {origin} (scheme, host and port), {project}
   * (path of front without its first slash), {project%} (the same as one escaped segment), {id} (end of the link's key) and {n} (its
   * last digits). */
  const char *ask;
  LinkForm form;
  /* Where things stand in the answer, NULL: not told. Of several divided by '\n' the first that says something counts. */
  const char *title, *state, *author, *date;
  const char *merged; /* a place that says something when the state is "merged", whatever `state` says; NULL: state alone counts */
  const char *closed; /* states that mean closed, lower case, divided by ','; NULL: none does */
  gboolean internal;  /* an operator said that its host may be in a private network */
  /* Many in one answer: an address with {ids} ({id}s divided by commas), and where the first one's id stands in the answer: "/bugs/0/id". Title and
   * state stand beside it, at the places that they have in the answer for one. JSON only. NULL: one by one. */
  const char *batch, *batch_id;
  /* The tags that hold a commit: a second address, and where their names stand in its answer; `*` in a pointer is each of an array. NULL:
   * nobody is asked. Where a server tells only the tags on the commit itself, these are what is read. */
  const char *tags, *tags_at;
  LinkForm tags_form;
} LinkAsk;

/* So many tags are kept; in one answer for many, so many things are asked about. */
#define LINK_TAGS_MAX 20
#define LINK_BATCH_MAX 50

/* The rows that come built in. */
const LinkAsk *ingest_link_asks(guint *n);
/* TRUE when the row fits a link. url may be NULL. */
gboolean ingest_link_ask_fits(const LinkAsk *row, LinkKind kind, const char *url);
/* The address to ask about a link that fits; NULL when the link lacks what the row needs. Caller frees. */
char *ingest_link_ask_url(const LinkAsk *row, const char *key, const char *url);
/* The same of `batch`, with {ids} still to be filled in: links with equal ones can be asked about together. NULL: alone. Caller frees. */
char *ingest_link_ask_batch_url(const LinkAsk *row, const char *key, const char *url);
/* The address for the keys (const char *), of 1 to LINK_BATCH_MAX links with this batch address. Caller frees. */
char *ingest_link_ask_batch_fill(const char *batch, const GPtrArray *keys);
/* The address that tells the tags; NULL: none does. Caller frees. */
char *ingest_link_ask_tags_url(const LinkAsk *row, const char *key, const char *url);
/* What the answer says: title at least. FORMAT: it is not of the row's form, or says no title where one should stand. */
LinkFact *ingest_link_ask_read(const LinkAsk *row, const char *key, const char *body, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* LinkFact * in the order of keys, NULL for one that the answer does not tell of. FORMAT: it is not of the row's form. */
GPtrArray *ingest_link_ask_read_batch(const LinkAsk *row, const GPtrArray *keys, const char *body, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* At most LINK_TAGS_MAX names, divided by blanks; "" when there are none. FORMAT. Caller frees. */
char *ingest_link_ask_read_tags(const LinkAsk *row, const char *body, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A row that an operator wrote: INVALID names what is wrong (an unknown {name}, a place that is no pointer or expression). */
gboolean ingest_link_ask_check(const LinkAsk *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The ways in which an operator's trackers (Tracker *) are asked: LinkAsk *, borrowing from trackers. One without an address to ask is asked
 * as its kind is, or as others whose addresses look the same. */
GPtrArray *ingest_link_asks_of(GPtrArray *trackers);
/* Adds how the groups' repositories (Repository *, borrowed) are asked. */
void ingest_link_asks_add_repositories(GPtrArray *rows, const GPtrArray *repositories);
/* INVALID: the address is of no kind of repository that is known, or what ingest_link_ask_check finds. */
gboolean ingest_repository_check_ask(const Repository *repository, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* INVALID: an unknown kind or form, or what ingest_link_ask_check finds. The tracker itself is sound. */
gboolean ingest_tracker_check_ask(const Tracker *tracker, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
