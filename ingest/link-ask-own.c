/* An operator's trackers as ways to ask. */
#include "ingest/link-ask.h"

#include <string.h>

typedef struct {
  LinkAsk row; /* first: a pointer to it is one to the whole */
  char *host, *has;
} OwnAsk;

static void
own_free(gpointer data)
{
  OwnAsk *own = data;
  g_free(own->host);
  g_free(own->has);
  g_free(own);
}

/* "https://host:1/path?id=%s": the host without its port, and what stands before the number from
 * the path's first slash on. */
static OwnAsk *
own_at(const char *address, gboolean internal, const LinkAsk *like)
{
  const char *host = strstr(address, "://") + 3;
  const char *path = host + strcspn(host, "/"), *hole = strstr(path, "%s");
  gboolean six = host[0] == '[';
  OwnAsk *own = g_new0(OwnAsk, 1);
  own->host = g_ascii_strdown(host, (gssize)(six ? strcspn(host, "]") + 1 : strcspn(host, ":/")));
  own->has = g_strndup(path, (gsize)(hole - path));
  if (like != NULL)
    own->row = *like;
  if (like == NULL)
    own->row.kind = LINK_BUG;
  own->row.host = own->host;
  own->row.internal = internal;
  if (like == NULL)
    own->row.has = own->has;
  return own;
}

static OwnAsk *
own_new(const Tracker *tracker, const LinkAsk *like)
{
  OwnAsk *own = own_at(tracker->address, tracker->internal, like);
  own->row.name = tracker->name;
  return own;
}

/* "mantis" names two rows: it is asked in two ways. */
static gboolean
is_named(const Tracker *tracker, const LinkAsk *row)
{
  gsize len = tracker->api != NULL ? strlen(tracker->api) : 0;
  return tracker->api != NULL && strncmp(row->name, tracker->api, len) == 0 &&
         (row->name[len] == '\0' || row->name[len] == '-');
}

static gboolean
is_at_home(const LinkAsk *row, const OwnAsk *own)
{
  g_autoptr(GPatternSpec) spec = g_pattern_spec_new(row->host);
  return g_pattern_spec_match_string(spec, own->host);
}

/* A row that asks at one place speaks for its own host alone: who has a forge inside does not want
 * its projects named at github.com. any_host: one that asks where the link leads speaks for all. */
static void
add_like(GPtrArray *rows, const Tracker *tracker, const LinkAsk *like, gboolean any_host)
{
  OwnAsk *own = own_new(tracker, like);
  if (is_at_home(like, own) || (any_host && like->ask[0] == '{'))
    g_ptr_array_add(rows, own);
  else
    own_free(own);
}

static void
add_built_in(GPtrArray *rows, const Tracker *tracker)
{
  guint n;
  const LinkAsk *built_in = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++) {
    gboolean shaped = tracker->api == NULL && built_in[i].has != NULL &&
                      strstr(tracker->address, built_in[i].has) != NULL;
    if (built_in[i].kind == LINK_BUG && (shaped || is_named(tracker, &built_in[i])))
      add_like(rows, tracker, &built_in[i], TRUE);
  }
}

/* Who runs a tracker inside has its repositories there as well. */
static void
add_repositories_inside(GPtrArray *rows, const Tracker *tracker)
{
  guint n;
  const LinkAsk *built_in = ingest_link_asks(&n);
  for (guint i = 0; tracker->internal && i < n; i++)
    if (built_in[i].kind == LINK_COMMIT || built_in[i].kind == LINK_PATCH)
      add_like(rows, tracker, &built_in[i], is_named(tracker, &built_in[i]));
}

static void
add_own(GPtrArray *rows, const Tracker *tracker)
{
  OwnAsk *own = own_new(tracker, NULL);
  own->row.ask = tracker->ask;
  if (tracker->form == NULL || !ingest_link_form_from_text(tracker->form, &own->row.form))
    own->row.form = LINK_FORM_JSON;
  own->row.title = tracker->title_at;
  own->row.state = tracker->state_at;
  own->row.closed = tracker->closed;
  own->row.batch = tracker->batch;
  own->row.batch_id = tracker->batch_id;
  g_ptr_array_add(rows, own);
}

GPtrArray *
ingest_link_asks_of(GPtrArray *trackers)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func(own_free);
  for (guint i = 0; i < trackers->len; i++) {
    const Tracker *tracker = trackers->pdata[i];
    if (tracker->ask != NULL)
      add_own(rows, tracker);
    else
      add_built_in(rows, tracker);
    add_repositories_inside(rows, tracker);
  }
  return rows;
}

/* --- a group's repository --- */

static gboolean
is_like(const LinkAsk *row, const char *address)
{
  g_auto(GStrv) around = g_strsplit(address, "%s", 2);
  g_autofree char *url = g_strjoinv("0000000", around);
  return ingest_link_ask_fits(row, LINK_COMMIT, url);
}

static LinkForm
form_of_place(const char *place)
{
  gboolean pointer = place == NULL || (place[0] == '/' && place[1] != '/');
  return pointer ? LINK_FORM_JSON : LINK_FORM_HTML;
}

static void
add_repository(GPtrArray *rows, const Repository *repository)
{
  guint n;
  const LinkAsk *built_in = ingest_link_asks(&n);
  for (guint i = 0; i < n; i++) {
    if (!is_like(&built_in[i], repository->address))
      continue;
    OwnAsk *own = own_at(repository->address, repository->internal, &built_in[i]);
    if (repository->tags != NULL || repository->tags_at != NULL) {
      own->row.tags = repository->tags;
      own->row.tags_at = repository->tags_at;
      own->row.tags_form = form_of_place(repository->tags_at);
    }
    g_ptr_array_add(rows, own);
    return;
  }
}

void
ingest_link_asks_add_repositories(GPtrArray *rows, const GPtrArray *repositories)
{
  for (guint i = 0; i < repositories->len; i++)
    add_repository(rows, repositories->pdata[i]);
}

gboolean
ingest_repository_check_ask(const Repository *repository, GError **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(own_free);
  if (tracker_is_address(repository->address))
    add_repository(rows, repository);
  if (rows->len == 0) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "not the address of a commit: \"%s\"\n"
                "write it as cgit, gitweb, GitHub or GitLab have it, with %%s for the hash: "
                "https://git.example.org/edge.git/commit/?id=%%s",
                repository->address);
    return FALSE;
  }
  return ingest_link_ask_check(rows->pdata[0], error);
}

/* --- what is right --- */

static gboolean
check_kind(const Tracker *tracker, GError **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(own_free);
  LinkForm form;
  if (tracker->form != NULL && !ingest_link_form_from_text(tracker->form, &form)) {
    g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
                "%s is no form of an answer\none of: json, html, mail", tracker->form);
    return FALSE;
  }
  add_built_in(rows, tracker);
  if (tracker->api == NULL || rows->len > 0)
    return TRUE;
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_INVALID,
              "no kind of tracker is called %s\n"
              "one of: bugzilla, debian, github, gitlab, jira, launchpad, mantis, pagure",
              tracker->api);
  return FALSE;
}

gboolean
ingest_tracker_check_ask(const Tracker *tracker, GError **error)
{
  if (!check_kind(tracker, error))
    return FALSE;
  if (tracker->ask == NULL)
    return TRUE;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(own_free);
  add_own(rows, tracker);
  return ingest_link_ask_check(rows->pdata[0], error);
}
