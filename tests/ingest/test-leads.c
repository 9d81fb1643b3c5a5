/* What a list is, by the line above it: "kind" of its three bullets, or nothing. */
#include "lines-of.h"
#include <string.h>

typedef struct {
  const char *subject, *lead, *kind; /* kind NULL: no items */
} Row;

static const Row rows[] = {
    /* in a mail whose subject says nothing */
    {"x", "The images boot. The open work, as far as I know it, is", "backlog"},
    {"x", "Before we can link them we still need", "backlog"},
    {"x", "Still to do before the beta", "backlog"},
    {"x", "Here’s what’s left:", "backlog"},
    {"x", "For 4.5 we want:", "backlog"},
    {"x",
     "We went through all bugs. 31 were moved, 14 are in QA, and these need somebody:", "backlog"},
    {"x", "Nobody has picked these up yet:", "backlog"},
    {"x", "Nobody works on these:", "backlog"},
    {"x", "What we did not get to:", "backlog"},
    {"x", "The rough plan:", "backlog"},
    {"x", "Candidates for 2.3:", "backlog"},
    {"x", "In the pipeline:", "backlog"},
    {"x", "Known gaps at the moment:", "backlog"},
    {"x", "Left for Q3:", "backlog"},
    {"x", "Our meeting is on Tuesday. What I have so far:", "topic"},
    {"x", "What we should discuss:", "topic"},
    {"x", "Milestones as discussed at the weekend:", "backlog"},
    {"x", "The roadmap for the autumn and the winter, as agreed on Friday:", "backlog"},
    {"x", "Things as discussed on Friday:", "topic"},

    {"x", "Next on my desk are", "backlog"},
    {"x", "Open are", "backlog"},
    {"x", "What we did not finish:", "backlog"},
    {"x", "To be tested before 3.0:", "backlog"},
    {"x", "Before they arrive we have to", "backlog"},
    {"x", "If you want to take one of these:", "backlog"},
    {"x", "must:", "backlog"},
    {"x", "What we need:", "backlog"},
    {"x", "Proposed sessions so far:", "topic"},

    {"x", "What we found:", NULL},
    {"x", "To make it useful we need to:", NULL},
    {"x", "Wanted behaviour:", NULL},
    {"x", "Somebody wrote:", NULL},
    {"x", "Nowhere to be found are:", NULL},
    {"x", "The plan from last year listed these hosts:", NULL},
    {"x", "As planned, the following hosts moved:", NULL},
    {"x", "Everything that was planned for 4.4 is done:", NULL},
    {"x", "All planned features are in:", NULL},
    {"x", "Mirrors that are still missing the key:", NULL},
    {"x", "You need for 4.5:", NULL},
    {"x", "It should be in one of these directories:", NULL},
    {"x", "In the pipeline the following stages run:", NULL},
    {"x", "The gaps between the drives are:", NULL},
    {"x", "We still have three mirrors:", NULL},
    {"x", "The release is open for everybody. It contains", NULL},
    {"x", "What needs to be done to reproduce it:", NULL},
    {"[ANN] release 2", "Left for Q3:", NULL},
    {"[PATCH] x", "What we did not get to:", NULL},

    /* in answers, and where the subject names the list */
    {"Re: SIG plans for two quarters", "Two more for the list:", "backlog"},
    {"Re: theme: plan for 4.0", "My wishes:", "backlog"},
    {"Re: What is open for 3.22", "Could we also have", "backlog"},
    {"what is open for 3.22", "In no order:", "backlog"},
    {"Summary of the meeting in Basel", "Conclusions:", "decision"},
    {"test of the new driver", "Conclusions:", NULL},
    {"Re: What is left for 4.5", "Also open:", "backlog"},
    {"Re: Agenda for Tuesday", "One more for the list:", "topic"},
    {"Re: Storage roadmap", "Two more mirrors have it now:", NULL},
    {"Re: Storage roadmap", "My reasons against it:", NULL},
    {"Re: lunch", "Two more for the list:", NULL},
    {"what we want from 2027", "In my order of importance:", "backlog"},
    {"Bugs I'd like to see fixed before 8.0", "In no order:", "backlog"},
    {"What is the plan for Python 2?", "What we use:", NULL},
    {"test plan", "I ran these on all boards:", NULL},
    {"hardware for sale", "Still here from the old lab:", NULL},
    {"arm64 – what’s left", "In no order:", "backlog"},
    {"Milestones for 0.9", "0.9-alpha:", "backlog"},
    {"Storage roadmap", "Thanks to these people:", NULL},
    {"Storage roadmap", "What happened meanwhile:", NULL},
    {"Storage roadmap", "== What we will not do ==", NULL},
};

static void
test_leads(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *body = g_strdup_printf(
        "%s\n\n - oxenstored as the default\n - guests with 64 bits\n - migration between both\n",
        rows[i].lead);
    g_autoptr(Drafts) d = drafts_of(rows[i].subject, body);
    g_test_message("%s: %s", rows[i].subject, rows[i].lead);
    g_assert_cmpuint(d->items->len, ==, (rows[i].kind == NULL ? 0u : 3u));
    for (guint k = 0; k < d->items->len; k++)
      g_assert_cmpstr(item_kind_to_text(((ItemDraft *)d->items->pdata[k])->kind), ==, rows[i].kind);
  }
}

/* An answer that adds to a list which only the quoted text names. */
static void
test_quoted_list(void)
{
  static const char quoted[] =
      "> our roadmap for 4.5:\n> * libvirt 1.2.9\n\nLooks good. I'd add:\n\n"
      "* oxenstored as the default\n";
  g_autoptr(Drafts) d = drafts_of("Re: where we go", quoted);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "backlog: oxenstored as the default\n");
  g_autoptr(Drafts) other = drafts_of("Re: lunch", strstr(quoted, "Looks"));
  g_assert_cmpuint(other->items->len, ==, 0);
}

/* Months beside "Done" are what comes next; a month alone is none. */
static void
test_months(void)
{
  g_autoptr(Drafts) d =
      drafts_of("the team", "Done in January:\n- rails is in\n\nFebruary:\n- get rid of "
                            "the old one\n- a website\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "backlog: get rid of the old one\nbacklog: a website\n");
  g_autoptr(Drafts) alone = drafts_of("the team", "February:\n- rails is in\n- a website\n");
  g_assert_cmpuint(alone->items->len, ==, 0);
}

/* Versions divide what the heading above them names. */
static void
test_versions(void)
{
  static const char list[] = "0.9-alpha:\n\n+ a new parser\n\n0.9:\n\n+ the signed tarballs\n";
  g_autofree char *body = g_strconcat("Milestones:\n\n", list, NULL);
  g_autoptr(Drafts) d = drafts_of("x", body);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==, "backlog: a new parser\nbacklog: the signed tarballs\n");
  g_assert_cmpstr(((ItemDraft *)d->items->pdata[1])->section, ==, "0.9");
  g_autofree char *past = g_strconcat("Changes:\n\n", list, NULL);
  g_autoptr(Drafts) changes = drafts_of("Roadmap", past);
  g_assert_cmpuint(changes->items->len, ==, 0);
}

/* A list of which several points come again as headings is the outline, whatever leads in; what
 * stands below the headings keeps its kind. */
static void
test_outline(void)
{
  static const char body[] = "What the roadmap should cover:\n\n* Cadence\n - Point releases\n"
                             "* Targets\n* Work items\n\n== Cadence ==\n\nIt slipped.\n\n"
                             "== Work items ==\n\n* New logo\n";
  g_autoptr(Drafts) d = drafts_of("Storage roadmap", body);
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "topic: Cadence\ntopic: Point releases\ntopic: Targets\ntopic: Work items\n"
                  "backlog: New logo\n");
  g_autoptr(Drafts) once = drafts_of("x", "Our roadmap:\n\n* Installer\n* Docs\n\n"
                                          "== Installer ==\n\nIt slipped.\n");
  g_autofree char *work = items_text(once);
  g_assert_cmpstr(work, ==, "backlog: Installer\nbacklog: Docs\n");
}

/* A state and an owner below it: a row of a roadmap also where nothing names the list. */
static void
test_row_of_a_roadmap(void)
{
  g_autoptr(Drafts) d = drafts_of("Re: 2.6 development update",
                                  "Can I have a second entry? The text would be:\n\n"
                                  "* Option parser for all tools (fair)\n  -  Sofia Brandt\n");
  g_autofree char *items = items_text(d);
  g_assert_cmpstr(items, ==,
                  "question: Can I have a second entry?\n"
                  "backlog: Option parser for all tools (Sofia Brandt)\n");
  g_autoptr(Drafts) other =
      drafts_of("Re: the room", "We had:\n\n* the coffee (good)\n  -  of course\n");
  g_assert_cmpuint(other->items->len, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/leads/what-the-line-above-says", test_leads);
  g_test_add_func("/leads/what-the-quoted-list-was", test_quoted_list);
  g_test_add_func("/leads/months-beside-what-is-done", test_months);
  g_test_add_func("/leads/versions-divide-a-plan", test_versions);
  g_test_add_func("/leads/an-outline-comes-again-as-headings", test_outline);
  g_test_add_func("/leads/a-row-of-a-roadmap-with-its-owner", test_row_of_a_roadmap);
  return g_test_run();
}
