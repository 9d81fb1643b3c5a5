/* Trackers that an operator added, and the one that a group's bare numbers belong to. A short form
 * is the ticket's address written short: both give the key that the address gives, so one bug is
 * one bug however it is cited. */
#include "db/tracker.h"
#include "ingest/trackers.h"

typedef struct {
  const char *text; /* of the tracker */
  gsize len;
  gboolean key; /* "XEN", a dash, digits: the whole is the id; else a prefix and digits */
  const Tracker *tracker;
} Form;

struct ExtractTrackers {
  GPtrArray *trackers;  /* Tracker */
  GArray *forms;        /* Form */
  Tracker *own;         /* or NULL */
  gboolean starts[256]; /* whether a form begins with this character */
};

/* --- making --- */

static void
add_forms(ExtractTrackers *t, const Tracker *tracker, const GPtrArray *texts, gboolean key)
{
  for (guint i = 0; i < texts->len; i++) {
    const char *text = texts->pdata[i];
    Form form = {text, strlen(text), key, tracker};
    g_array_append_val(t->forms, form);
    t->starts[(guchar)g_ascii_tolower(text[0])] = TRUE;
    if (key)
      t->starts[(guchar)text[0]] = TRUE;
    else
      t->starts[(guchar)g_ascii_toupper(text[0])] = TRUE;
  }
}

static Tracker *
find_own(const ExtractTrackers *t, const char *name)
{
  for (guint i = 0; i < t->trackers->len; i++) {
    const Tracker *tracker = t->trackers->pdata[i];
    if (strcmp(tracker->name, name) == 0)
      return tracker_new(name, tracker->address);
  }
  const TrackerBuiltIn *built_in = trackers_built_in(name);
  return built_in != NULL && built_in->tickets ? tracker_new(name, built_in->address) : NULL;
}

ExtractTrackers *
ingest_trackers_new(GPtrArray *trackers, const char *own)
{
  ExtractTrackers *t = g_new0(ExtractTrackers, 1);
  t->trackers = g_ptr_array_ref(trackers);
  t->forms = g_array_new(FALSE, FALSE, sizeof(Form));
  for (guint i = 0; i < trackers->len; i++) {
    const Tracker *tracker = trackers->pdata[i];
    add_forms(t, tracker, tracker->prefixes, FALSE);
    add_forms(t, tracker, tracker->keys, TRUE);
  }
  t->own = own != NULL ? find_own(t, own) : NULL;
  return t;
}

ExtractTrackers *
ingest_trackers_load(Db *db, gint64 group, GError **error)
{
  g_autoptr(GError) failed = NULL;
  g_autofree char *own = db_tracker_own(db, group, &failed);
  g_autoptr(GPtrArray) trackers = failed == NULL ? db_tracker_list(db, &failed) : NULL;
  if (failed == NULL)
    return ingest_trackers_new(trackers, own);
  g_propagate_error(error, g_steal_pointer(&failed));
  return NULL;
}

void
ingest_trackers_free(ExtractTrackers *t)
{
  if (t == NULL)
    return;
  tracker_free(t->own);
  g_array_unref(t->forms);
  g_ptr_array_unref(t->trackers);
  g_free(t);
}

/* --- tickets --- */

static Span
host_of(const char *address)
{
  const char *host = strstr(address, "://") + 3;
  if (g_str_has_prefix(host, "www."))
    host += 4;
  return span_of(host, strcspn(host, "/"));
}

/* The key of a ticket whose address no shape tells: host and number. */
static char *
plain_ticket_key(const char *pattern, Span id)
{
  Span host = host_of(pattern);
  g_autofree char *low = g_ascii_strdown(host.s, (gssize)host.n);
  return g_strdup_printf("bug:%s/%.*s", low, (int)id.n, id.s);
}

char *
trackers_ticket(const char *pattern, Span id, char **address)
{
  const char *hole = strstr(pattern, "%s");
  char *key = NULL;
  *address =
      g_strdup_printf("%.*s%.*s%s", (int)(hole - pattern), pattern, (int)id.n, id.s, hole + 2);
  if (trackers_classify(span_of(*address, strlen(*address)), &key) == LINK_BUG)
    return key;
  g_free(key);
  return plain_ticket_key(pattern, id);
}

static gboolean
is_word(char c)
{
  return g_ascii_isalnum(c) || c == '_';
}

/* Bytes of form with its number at the start of t; 0: not there. */
static gsize
form_at(const Form *form, Span t, Span *id)
{
  gboolean starts = form->key ? span_starts(t, form->text) : span_starts_fold(t, form->text);
  gsize skip = form->len + (form->key ? 1 : 0);
  if (!starts || t.n <= skip || (form->key && t.s[form->len] != '-'))
    return 0;
  gsize digits = span_digits(span_skip(t, skip));
  if (digits == 0 || digits > 9 || (t.n > skip + digits && is_word(t.s[skip + digits])))
    return 0;
  *id = form->key ? span_of(t.s, skip + digits) : span_of(t.s + skip, digits);
  return skip + digits;
}

gsize
trackers_own_form(const ExtractTrackers *trackers, Span t, char **key, char **address)
{
  if (t.n == 0 || !trackers->starts[(guchar)t.s[0]])
    return 0;
  for (guint i = 0; i < trackers->forms->len; i++) {
    const Form *form = &g_array_index(trackers->forms, Form, i);
    Span id;
    gsize taken = form_at(form, t, &id);
    if (taken == 0)
      continue;
    *key = trackers_ticket(form->tracker->address, id, address);
    return taken;
  }
  return 0;
}

char *
trackers_own_number(const ExtractTrackers *trackers, Span number, char **address)
{
  return trackers != NULL && trackers->own != NULL
             ? trackers_ticket(trackers->own->address, number, address)
             : NULL;
}

gboolean
trackers_has_own(const ExtractTrackers *trackers)
{
  return trackers != NULL && trackers->own != NULL;
}

char *
trackers_own_review(const ExtractTrackers *trackers, Span number, char **address)
{
  /* tickets of a forge, and its reviews beside them */
  static const char *const pages[][2] = {{"/-/issues/%s", "/-/merge_requests/%s"},
                                         {"/issues/%s", "/pull/%s"},
                                         {"/issue/%s", "/pull-request/%s"}};
  const char *tickets = trackers_has_own(trackers) ? trackers->own->address : "";
  for (gsize k = 0; k < G_N_ELEMENTS(pages); k++) {
    char *key = NULL;
    if (!g_str_has_suffix(tickets, pages[k][0]))
      continue;
    gsize front = strlen(tickets) - strlen(pages[k][0]);
    g_autofree char *pattern = g_strdup_printf("%.*s%s", (int)front, tickets, pages[k][1]);
    const char *hole = strstr(pattern, "%s");
    *address = g_strdup_printf("%.*s%.*s", (int)(hole - pattern), pattern, (int)number.n, number.s);
    if (trackers_classify(span_of(*address, strlen(*address)), &key) == LINK_PATCH)
      return key;
    g_free(key);
    g_clear_pointer(address, g_free);
  }
  return NULL;
}

/* --- addresses --- */

/* Without scheme and www, which are written now so, now so. */
static Span
bare_address(Span url)
{
  const char *colon = memmem(url.s, url.n, "://", 3);
  Span rest = colon == NULL ? url : span_skip(url, (gsize)(colon - url.s) + 3);
  return span_starts_fold(rest, "www.") ? span_skip(rest, 4) : rest;
}

static gboolean
is_ticket_of(const Tracker *tracker, Span url, Span *id)
{
  const char *hole = strstr(tracker->address, "%s");
  Span front = bare_address(span_of(tracker->address, (gsize)(hole - tracker->address)));
  Span bare = bare_address(url);
  gsize host = host_of(tracker->address).n;
  if (bare.n <= front.n || g_ascii_strncasecmp(bare.s, front.s, host) != 0 ||
      memcmp(bare.s + host, front.s + host, front.n - host) != 0)
    return FALSE;
  Span rest = span_skip(bare, front.n);
  gsize n = 0;
  while (n < rest.n && (g_ascii_isalnum(rest.s[n]) || rest.s[n] == '-' || rest.s[n] == '_'))
    n++;
  Span behind = span_skip(rest, n);
  *id = span_of(rest.s, n);
  gboolean digit = FALSE;
  for (gsize i = 0; i < n; i++)
    digit = digit || g_ascii_isdigit(rest.s[i]);
  return digit && (hole[2] != '\0' ? span_starts(behind, hole + 2)
                                   : behind.n == 0 || strchr("/?#&", behind.s[0]) != NULL);
}

char *
trackers_own_address(const ExtractTrackers *trackers, Span url)
{
  for (guint i = 0; trackers != NULL && i < trackers->trackers->len; i++) {
    Span id;
    if (is_ticket_of(trackers->trackers->pdata[i], url, &id))
      return plain_ticket_key(((const Tracker *)trackers->trackers->pdata[i])->address, id);
  }
  return NULL;
}
