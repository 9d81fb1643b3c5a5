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

#define DEBIAN_STATE                                                                               \
  "concat(substring('done', 1, 4 * number(boolean(//strong[starts-with(normalize-space(), "        \
  "'Done')]))),"                                                                                   \
  " substring('open', 1, 4 * number(not(//strong[starts-with(normalize-space(), 'Done')]))))"

/* gitweb and cgit mark the tags on the commit itself; which others hold it they would have to count
 * out. */
#define GITWEB(action)                                                                             \
  {                                                                                                \
    .name = "gitweb", .kind = LINK_COMMIT, .host = "*", .has = action,                             \
    .ask = "{front}a=patch{back}", .form = LINK_FORM_MAIL, .title = "Subject", .author = "From",   \
    .date = "Date", .tags = "{front}a=commit{back}",                                               \
    .tags_at = "//span[contains(concat(' ', @class, ' '), ' tag ')]/a",                            \
    .tags_form = LINK_FORM_HTML                                                                    \
  }

/* The first row that fits and answers counts. */
static const LinkAsk rows[] = {
    {.name = "github",
     .kind = LINK_BUG,
     .host = "github.com",
     .has = "/issues/",
     .ask = "https://api.github.com/repos/{project}/issues/{id}",
     .title = "/title",
     .state = "/state",
     .closed = "closed"},
    {.name = "github-enterprise",
     .kind = LINK_BUG,
     .host = "github.*.*",
     .has = "/issues/",
     .ask = "{origin}/api/v3/repos/{project}/issues/{id}",
     .title = "/title",
     .state = "/state",
     .closed = "closed"},
    {.name = "gitlab",
     .kind = LINK_BUG,
     .host = "*",
     .has = "/-/issues/",
     .ask = "{origin}/api/v4/projects/{project%}/issues/{id}",
     .title = "/title",
     .state = "/state",
     .closed = "closed"},
    {.name = "pagure",
     .kind = LINK_BUG,
     .host = "pagure.io",
     .has = "/issue/",
     .ask = "{origin}/api/0/{project}/issue/{id}",
     .title = "/title",
     .state = "/status",
     .closed = "closed"},
    {.name = "launchpad",
     .kind = LINK_BUG,
     .host = "*launchpad.net",
     .ask = "https://api.launchpad.net/1.0/bugs/{id}/bug_tasks",
     .title = "/entries/0/title",
     .state = "/entries/0/status",
     .closed = CLOSED_LAUNCHPAD},
    {.name = "debian",
     .kind = LINK_BUG,
     .host = "bugs.debian.org",
     .ask = "{origin}/cgi-bin/bugreport.cgi?bug={id}",
     .form = LINK_FORM_HTML,
     .title = "//title",
     .state = DEBIAN_STATE,
     .closed = "done"},
    {.name = "jira",
     .kind = LINK_BUG,
     .host = "*",
     .has = "/browse/",
     .ask = "{front}/rest/api/2/issue/{id}?fields=summary,status",
     .title = "/fields/summary",
     .state = "/fields/status/name",
     .closed = CLOSED_JIRA},
    {.name = "bugzilla",
     .kind = LINK_BUG,
     .host = "*",
     .has = "show_bug.cgi?id=",
     .ask = "{front}rest/bug/{id}?include_fields=id,summary,status",
     .title = "/bugs/0/summary",
     .state = "/bugs/0/status",
     .closed = CLOSED_BUGZILLA,
     .batch = "{front}rest/bug?id={ids}&include_fields=id,summary,status",
     .batch_id = "/bugs/0/id"},
    {.name = "mantis",
     .kind = LINK_BUG,
     .host = "*",
     .has = "view.php?id=",
     .ask = "{front}api/rest/index.php/issues/{id}",
     .title = "/issues/0/summary",
     .state = "/issues/0/status/name",
     .closed = CLOSED_MANTIS},
    {.name = "mantis-page",
     .kind = LINK_BUG,
     .host = "*",
     .has = "view.php?id=",
     .ask = "{front}view.php?id={id}",
     .form = LINK_FORM_HTML,
     .title = MANTIS_CELL("bug-summary", "Summary"),
     .state = MANTIS_CELL("bug-status", "Status"),
     .closed = CLOSED_MANTIS},

    {.name = "github-pull",
     .kind = LINK_PATCH,
     .host = "github.com",
     .has = LINK_FORGE_PULL,
     .ask = "https://api.github.com/repos/{project}/pulls/{id}",
     .title = "/title",
     .state = "/state",
     .merged = "/merged_at",
     .closed = "closed,merged"},
    {.name = "github-enterprise-pull",
     .kind = LINK_PATCH,
     .host = "github.*.*",
     .has = LINK_FORGE_PULL,
     .ask = "{origin}/api/v3/repos/{project}/pulls/{id}",
     .title = "/title",
     .state = "/state",
     .merged = "/merged_at",
     .closed = "closed,merged"},
    {.name = "gitlab-merge",
     .kind = LINK_PATCH,
     .host = "*",
     .has = LINK_FORGE_MERGE,
     .ask = "{origin}/api/v4/projects/{project%}/merge_requests/{id}",
     .title = "/title",
     .state = "/state",
     .closed = "closed,merged"},
    {.name = "pagure-pull",
     .kind = LINK_PATCH,
     .host = "pagure.io",
     .has = LINK_FORGE_PULL_REQUEST,
     .ask = "{origin}/api/0/{project}/pull-request/{id}",
     .title = "/title",
     .state = "/status",
     .closed = "closed,merged"},

    {.name = "github-commit",
     .kind = LINK_COMMIT,
     .host = "github.com",
     .has = "/commit/",
     .ask = "https://api.github.com/repos/{project}/commits/{id}",
     .title = "/commit/message",
     .author = "/commit/author/name",
     .date = "/commit/author/date"},
    {.name = "github-enterprise-commit",
     .kind = LINK_COMMIT,
     .host = "github.*.*",
     .has = "/commit/",
     .ask = "{origin}/api/v3/repos/{project}/commits/{id}",
     .title = "/commit/message",
     .author = "/commit/author/name",
     .date = "/commit/author/date"},
    {.name = "gitlab-commit",
     .kind = LINK_COMMIT,
     .host = "*",
     .has = "/-/commit/",
     .ask = "{origin}/api/v4/projects/{project%}/repository/commits/{id}",
     .title = "/title",
     .author = "/author_name",
     .date = "/authored_date",
     .tags =
         "{origin}/api/v4/projects/{project%}/repository/commits/{id}/refs?type=tag&per_page=100",
     .tags_at = "/*/name"},
    GITWEB("a=commitdiff"),
    GITWEB("a=commit"),
    {.name = "cgit",
     .kind = LINK_COMMIT,
     .host = "*",
     .has = "/commit/",
     .ask = "{front}/patch/?id={id}",
     .form = LINK_FORM_MAIL,
     .title = "Subject",
     .author = "From",
     .date = "Date",
     .tags = "{front}/commit/?id={id}",
     .tags_at = "//a[@class='tag-deco' or @class='tag-annotated-deco']",
     .tags_form = LINK_FORM_HTML},

    {.name = "xsa",
     .kind = LINK_ADVISORY,
     .host = "xenbits.xen.org",
     .ask = "https://xenbits.xen.org/xsa/advisory-{n}.html",
     .form = LINK_FORM_HTML,
     .title = "//th[normalize-space()='Title']/following-sibling::td[1]\n//title",
     .date = "//th[starts-with(normalize-space(),'Public')]/following-sibling::td[1]"},
    {.name = "cve",
     .kind = LINK_CVE,
     .host = "*",
     .ask = "https://cveawg.mitre.org/api/cve/{id}",
     .title = "/containers/cna/title\n/containers/cna/descriptions/0/value",
     .date = "/cveMetadata/datePublished"},
};

const LinkAsk *
ingest_link_asks(guint *n)
{
  *n = G_N_ELEMENTS(rows);
  return rows;
}
