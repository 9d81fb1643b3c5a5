/* The servers that can be asked without anybody saying how. Forges and trackers are told by the
 * shape of their addresses, so that every Bugzilla or GitLab is known without being listed. */
#include "ingest/link-ask.h"

#define CLOSED_MANTIS "resolved,closed"
#define CLOSED_BUGZILLA "resolved,verified,closed"
#define CLOSED_LAUNCHPAD "fix released,invalid,won't fix,expired,opinion"
#define CLOSED_JIRA "done,closed,resolved"

/* Mantis 2 marks the cell by a class; 1.2 (bugs.centos.org) has the label in the cell before. */
#define MANTIS_CELL(class, label)                                                                  \
  "(//td[contains(@class,'" class "')] | "                                                         \
                                  "//td[contains(@class,'category')][normalize-space()='" label    \
                                  "']/following-sibling::td[1])[1]"

/* The first row that fits and answers counts. */
static const LinkAsk rows[] = {
    {"github", LINK_BUG, "github.com", "/issues/",
     "https://api.github.com/repos/{project}/issues/{id}", LINK_FORM_JSON, "/title", "/state", NULL,
     NULL, "closed", FALSE},
    {"gitlab", LINK_BUG, "*", "/-/issues/", "{origin}/api/v4/projects/{project%}/issues/{id}",
     LINK_FORM_JSON, "/title", "/state", NULL, NULL, "closed", FALSE},
    {"pagure", LINK_BUG, "pagure.io", "/issue/", "{origin}/api/0/{project}/issue/{id}",
     LINK_FORM_JSON, "/title", "/status", NULL, NULL, "closed", FALSE},
    {"launchpad", LINK_BUG, "*launchpad.net", NULL,
     "https://api.launchpad.net/1.0/bugs/{id}/bug_tasks", LINK_FORM_JSON, "/entries/0/title",
     "/entries/0/status", NULL, NULL, CLOSED_LAUNCHPAD, FALSE},
    {"debian", LINK_BUG, "bugs.debian.org", NULL,
     "https://bugs.debian.org/cgi-bin/bugreport.cgi?bug={id}", LINK_FORM_HTML, "//title",
     "concat(substring('done', 1, 4 * number(boolean(//strong[starts-with(normalize-space(), "
     "'Done')]))),"
     " substring('open', 1, 4 * number(not(//strong[starts-with(normalize-space(), 'Done')]))))",
     NULL, NULL, "done", FALSE},
    {"jira", LINK_BUG, "*", "/browse/", "{front}/rest/api/2/issue/{id}?fields=summary,status",
     LINK_FORM_JSON, "/fields/summary", "/fields/status/name", NULL, NULL, CLOSED_JIRA, FALSE},
    {"bugzilla", LINK_BUG, "*",
     "show_bug.cgi?id=", "{front}rest/bug/{id}?include_fields=id,summary,status", LINK_FORM_JSON,
     "/bugs/0/summary", "/bugs/0/status", NULL, NULL, CLOSED_BUGZILLA, FALSE},
    {"mantis", LINK_BUG, "*", "view.php?id=", "{front}api/rest/index.php/issues/{id}",
     LINK_FORM_JSON, "/issues/0/summary", "/issues/0/status/name", NULL, NULL, CLOSED_MANTIS,
     FALSE},
    {"mantis-page", LINK_BUG, "*", "view.php?id=", "{front}view.php?id={id}", LINK_FORM_HTML,
     MANTIS_CELL("bug-summary", "Summary"), MANTIS_CELL("bug-status", "Status"), NULL, NULL,
     CLOSED_MANTIS, FALSE},

    {"github-commit", LINK_COMMIT, "github.com", "/commit/",
     "https://api.github.com/repos/{project}/commits/{id}", LINK_FORM_JSON, "/commit/message", NULL,
     "/commit/author/name", "/commit/author/date", NULL, FALSE},
    {"gitlab-commit", LINK_COMMIT, "*", "/-/commit/",
     "{origin}/api/v4/projects/{project%}/repository/commits/{id}", LINK_FORM_JSON, "/title", NULL,
     "/author_name", "/authored_date", NULL, FALSE},
    {"gitweb", LINK_COMMIT, "*", "a=commitdiff", "{front}a=patch{back}", LINK_FORM_MAIL, "Subject",
     NULL, "From", "Date", NULL, FALSE},
    {"gitweb", LINK_COMMIT, "*", "a=commit", "{front}a=patch{back}", LINK_FORM_MAIL, "Subject",
     NULL, "From", "Date", NULL, FALSE},
    {"cgit", LINK_COMMIT, "*", "/commit/", "{front}/patch/?id={id}", LINK_FORM_MAIL, "Subject",
     NULL, "From", "Date", NULL, FALSE},

    {"xsa", LINK_ADVISORY, "xenbits.xen.org", NULL, "https://xenbits.xen.org/xsa/advisory-{n}.html",
     LINK_FORM_HTML, "//th[normalize-space()='Title']/following-sibling::td[1]\n//title", NULL,
     NULL, "//th[starts-with(normalize-space(),'Public')]/following-sibling::td[1]", NULL, FALSE},
    {"cve", LINK_CVE, "*", NULL, "https://cveawg.mitre.org/api/cve/{id}", LINK_FORM_JSON,
     "/containers/cna/title\n/containers/cna/descriptions/0/value", NULL, NULL,
     "/cveMetadata/datePublished", NULL, FALSE},
};

const LinkAsk *
ingest_link_asks(guint *n)
{
  *n = G_N_ELEMENTS(rows);
  return rows;
}
