/* The trackers that come built in: what they are called, where a ticket is, how it is written
 * short, and which rows of link-ask-table.c say how one is asked and where title and state stand in
 * the answer. Those are rows of their own because many hosts run one software: four of these are
 * Bugzillas. */
#include "ingest/trackers.h"

static const TrackerBuiltIn built_in[] = {
    {"centos", "Mantis", "https://bugs.centos.org/view.php?id=%s", "centos# CENTOS", "mantis", TRUE},
    {"redhat", "Bugzilla", "https://bugzilla.redhat.com/show_bug.cgi?id=%s",
     "rhbz# BZ# rhbug:", "bugzilla", TRUE},
    {"suse", "Bugzilla", "https://bugzilla.suse.com/show_bug.cgi?id=%s", "bsc# bnc#", "bugzilla",
     TRUE},
    {"opensuse", "Bugzilla", "https://bugzilla.opensuse.org/show_bug.cgi?id=%s", "boo#", "bugzilla",
     TRUE},
    {"kernel", "Bugzilla", "https://bugzilla.kernel.org/show_bug.cgi?id=%s", "bko#", "bugzilla",
     TRUE},
    {"launchpad", "Launchpad", "https://launchpad.net/bugs/%s", "LP: # LP#", "launchpad", TRUE},
    {"debian", "Debian's", "https://bugs.debian.org/%s", "Closes: #", "debian", TRUE},
    {"github", "forge", "https://github.com/OWNER/PROJECT/issues/NUMBER", NULL, "github", FALSE},
    {"gitlab", "forge", "https://gitlab.HOST/GROUP/PROJECT/-/issues/NUMBER", NULL, "gitlab", FALSE},
    {"pagure", "forge", "https://pagure.io/PROJECT/issue/NUMBER", NULL, "pagure", FALSE},
    {"mantis", "any Mantis", "https://HOST/view.php?id=NUMBER", NULL, "mantis", FALSE},
    {"bugzilla", "any Bugzilla", "https://HOST/show_bug.cgi?id=NUMBER", NULL, "bugzilla", FALSE},
    {"jira", "any Jira", "https://HOST/browse/KEY-NUMBER", NULL, "jira", FALSE},
    {"cgit", "commits", "https://HOST/REPOSITORY/commit/?id=HASH", NULL, "cgit", FALSE},
    {"gitweb", "commits", "https://HOST/?p=REPOSITORY;a=commit;h=HASH", NULL, "gitweb", FALSE},
    {"xenbits", "advisories", "https://xenbits.xen.org/xsa/advisory-NUMBER.html", "XSA-", "xsa",
     FALSE},
    {"cve", "advisories", "https://cve.org/CVERecord?id=CVE-YEAR-NUMBER", "CVE-", "cve", FALSE},
    {"lore", "mail", "https://lore.kernel.org/r/MESSAGE-ID", NULL, NULL, FALSE},
    {"marc", "mail", "https://marc.info/?l=LIST&m=NUMBER", NULL, NULL, FALSE},
};

static const TrackerShort short_forms[] = {
    {"bsc#", "suse"},       {"bnc#", "suse"},      {"boo#", "opensuse"},   {"rhbz#", "redhat"},
    {"rhbz #", "redhat"},   {"rhbug:", "redhat"},  {"bz#", "redhat"},      {"bz #", "redhat"},
    {"lp: #", "launchpad"}, {"lp:#", "launchpad"}, {"lp#", "launchpad"},   {"lp #", "launchpad"},
    {"bko#", "kernel"},     {"centos#", "centos"}, {"centos #", "centos"},
};

const TrackerBuiltIn *
ingest_trackers_built_in(guint *n)
{
  *n = G_N_ELEMENTS(built_in);
  return built_in;
}

const TrackerBuiltIn *
trackers_built_in(const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS(built_in); i++)
    if (strcmp(built_in[i].name, name) == 0)
      return &built_in[i];
  return NULL;
}

const TrackerShort *
trackers_short_forms(guint *n)
{
  *n = G_N_ELEMENTS(short_forms);
  return short_forms;
}
