/* References: "kind value key", one a line. */
#include "lines-of.h"
#include <string.h>

typedef struct {
  const char *name, *body, *links;
} Case;

static const Case cases[] = {
    {"mantis", "see http://bugs.centos.org/view.php?id=6893&nbn=1.",
     "bug http://bugs.centos.org/view.php?id=6893&nbn=1 bug:bugs.centos.org/6893\n"},
    {"bugzilla-any-host", "(https://bugzilla.example.org/show_bug.cgi?id=77102)",
     "bug https://bugzilla.example.org/show_bug.cgi?id=77102 bug:bugzilla.example.org/77102\n"},
    {"red-hat-short-forms", "rhbz#2244810 and BZ#12",
     "bug rhbz#2244810 bug:bugzilla.redhat.com/2244810\nbug BZ#12 bug:bugzilla.redhat.com/12\n"},
    {"a-hash-with-a-subject-in-brackets",
     "whether 8d1f03be77a2 (pool: do not sleep) helps, not 8d1f03be77a2 (see: there), 8d1f03be77 "
     "(it)",
     "commit 8d1f03be77a2 commit:8d1f03be77a2\n"},
    {"one-digit-behind-its-tracker", "rhbz#1 and LP: #5, not bug 1 or bug #1",
     "bug rhbz#1 bug:bugzilla.redhat.com/1\nbug LP: #5 bug:launchpad.net/5\n"},
    {"one-bug-cited-twice-is-one-link",
     "rhbz#7001 is https://bugzilla.redhat.com/show_bug.cgi?id=7001",
     "bug rhbz#7001 bug:bugzilla.redhat.com/7001\n"},
    {"bare-bug-learns-its-tracker", "Bug 6893, see http://bugs.centos.org/view.php?id=6893",
     "bug Bug 6893 bug:bugs.centos.org/6893\n"},
    {"launchpad", "LP: #20117", "bug LP: #20117 bug:launchpad.net/20117\n"},
    {"debian-closes-list", "Closes: #884120, #884133",
     "bug #884120 bug:bugs.debian.org/884120\nbug #884133 bug:bugs.debian.org/884133\n"},
    {"forges",
     "https://github.com/a/b/issues/4 https://gitlab.com/a/b/-/issues/8 "
     "https://pagure.io/a/issue/1150",
     "bug https://github.com/a/b/issues/4 bug:github.com/a/b/4\nbug "
     "https://gitlab.com/a/b/-/issues/8 bug:gitlab.com/a/b/8\nbug https://pagure.io/a/issue/1150 "
     "bug:pagure.io/a/1150\n"},
    {"reviews-are-patches",
     "https://github.com/a/b/pull/419/files and https://review.example.com/c/images/+/30771",
     "patch https://github.com/a/b/pull/419/files patch:github.com/a/b/pull/419\npatch "
     "https://review.example.com/c/images/+/30771 patch:review.example.com/c/images/+/30771\n"},
    {"phabricator-and-patchwork-are-reviews",
     "https://reviews.example.org/D17547 "
     "https://patchwork.example.org/project/x/patch/20260330.5-1-a@example.com/",
     "patch https://reviews.example.org/D17547 patch:reviews.example.org/D17547\npatch "
     "https://patchwork.example.org/project/x/patch/20260330.5-1-a@example.com/ "
     "patch:patchwork.example.org/project/x/patch/20260330.5-1-a@example.com\n"},
    {"address-of-a-list-in-an-archive-is-no-message-id",
     "https://www.mail-archive.com/dev@lists.example.org/msg1429066.html",
     "mail https://www.mail-archive.com/dev@lists.example.org/msg1429066.html "
     "mail:mail-archive.com/dev@lists.example.org/msg1429066.html\n"},
    {"marc-by-message-id", "https://marc.info/?i=20190905.1%20()%20example%20!%20org",
     "mail https://marc.info/?i=20190905.1%20()%20example%20!%20org "
     "mail:marc.info/?i=20190905.1%20()%20example%20!%20org\n"},
    {"bug-pages-named-by-number",
     "https://bugs.example.org/931122 and https://debbugs.example.org/12345",
     "bug https://bugs.example.org/931122 bug:bugs.example.org/931122\nbug "
     "https://debbugs.example.org/12345 bug:debbugs.example.org/12345\n"},
    {"message-ids-of-gmail-hold-few-digits", "<CAFLBx7Yq-xY+abc@mail.gmail.com>",
     "mail CAFLBx7Yq-xY+abc@mail.gmail.com mail:CAFLBx7Yq-xY+abc@mail.gmail.com\n"},
    {"archives-of-w3c-and-google",
     "https://lists.w3.org/Archives/Public/public-x/2026Jan/0012.html "
     "https://groups.google.com/g/x/c/abcDEF123",
     "mail https://lists.w3.org/Archives/Public/public-x/2026Jan/0012.html "
     "mail:lists.w3.org/Archives/Public/public-x/2026Jan/0012.html\nmail "
     "https://groups.google.com/g/x/c/abcDEF123 mail:groups.google.com/g/x/c/abcDEF123\n"},
    {"keys-need-configuration", "UTF-8, RFC-5322, SHA-256, COVID-19 and GB-1187", ""},
    {"small-numbers-are-no-bugs", "bug 2 of 3 and a bug 1.5", ""},
    {"commit-said-so", "in commit 9c1f2ab04d6 and commit deadbeef",
     "commit 9c1f2ab04d6 commit:9c1f2ab04d6\n"},
    {"commit-wrapped", "it was fixed by commit\n9c1f2ab04d6 last week",
     "commit 9c1f2ab04d6 commit:9c1f2ab04d6\n"},
    {"commit-with-title", "77fe0a2b19 (\"queue: retry\")", "commit 77fe0a2b19 commit:77fe0a2b19\n"},
    {"forty-digits", "8c0d5e21ffb3c44f0917e6a2ab5d33fe10942c77",
     "commit 8c0d5e21ffb3c44f0917e6a2ab5d33fe10942c77 "
     "commit:8c0d5e21ffb3c44f0917e6a2ab5d33fe10942c77\n"},
    {"commit-addresses",
     "http://xenbits.xen.org/gitweb/?p=xen.git;a=commit;h=19bf64a1c02f and "
     "<https://git.example.org/cgit/t.git/commit/?id=5ad9e1b07c44>.",
     "commit http://xenbits.xen.org/gitweb/?p=xen.git;a=commit;h=19bf64a1c02f "
     "commit:19bf64a1c02f\ncommit https://git.example.org/cgit/t.git/commit/?id=5ad9e1b07c44 "
     "commit:5ad9e1b07c44\n"},
    {"tag-range", "merged v6.1.4..v6.1.9 today", "commit v6.1.4..v6.1.9 commit:v6.1.4..v6.1.9\n"},
    {"fixes-trailer", "text\n\nFixes: 4be1d9c07a52 (\"x\")\n",
     "commit 4be1d9c07a52 commit:4be1d9c07a52\n"},
    {"decoys",
     "UUID 6d2f0b1e-9c44-4f0e-8a57-1b2c3d4e5f60, md5 d41d8cd98f00b204e9800998ecf8427e, "
     "402918837465, #c0ffee, build 1234567",
     ""},
    {"patch-names", "drop 0003-xen-balloon.patch, it is in",
     "patch 0003-xen-balloon.patch patch:0003-xen-balloon.patch\n"},
    {"advisories", "CVE-2026-0988, XSA-222, RHSA-2026:1386 but no CVE-2026-12",
     "cve CVE-2026-0988 cve:CVE-2026-0988\nadvisory XSA-222 advisory:XSA-222\nadvisory "
     "RHSA-2026:1386 advisory:RHSA-2026:1386\n"},
    {"advisory-address-and-name-are-one", "XSA-226, http://xenbits.xen.org/xsa/advisory-226.html",
     "advisory XSA-226 advisory:XSA-226\n"},
    {"mail-archives",
     "https://lore.kernel.org/r/87a.fsf@x.org, http://marc.info/?l=v&m=139289353315469 "
     "https://l.example.org/pipermail/b/2014-April/003817.html",
     "mail https://lore.kernel.org/r/87a.fsf@x.org mail:87a.fsf@x.org\nmail "
     "http://marc.info/?l=v&m=139289353315469 mail:marc.info/?l=v&m=139289353315469\nmail "
     "https://l.example.org/pipermail/b/2014-April/003817.html "
     "mail:l.example.org/pipermail/b/2014-April/003817.html\n"},
    {"message-id-is-a-mail-and-an-address-is-not",
     "see <20260330-storm@volta.example.com>, ask <anton@example.org>",
     "mail 20260330-storm@volta.example.com mail:20260330-storm@volta.example.com\n"},
    {"message-ids-in-which-something-is-told",
     "Ann gave her reasons in <async-veto.ann@mail.example.com>.\nShe lives in <ann@example.com>, "
     "reasons in <not a word>.\nThe reasons of <ann@example.com>\n",
     "mail async-veto.ann@mail.example.com mail:async-veto.ann@mail.example.com\n"},
    {"punctuation-is-not-part",
     "Have you seen https://a.example.org/x? (or https://b.example.org/y_(z)), "
     "\"https://c.example.org/w\".",
     "web https://a.example.org/x web:a.example.org/x\nweb https://b.example.org/y_(z) "
     "web:b.example.org/y_(z)\nweb https://c.example.org/w web:c.example.org/w\n"},
    {"wrapped-in-angle-brackets", "at <https://t.example.com/2026/\nspring/x.pdf> now",
     "web https://t.example.com/2026/spring/x.pdf web:t.example.com/2026/spring/x.pdf\n"},
    {"text-behind-an-address-in-a-wiki",
     "[[https://w.example.org/food|the food]] <https://w.example.org/a|here>",
     "web https://w.example.org/food web:w.example.org/food\nweb https://w.example.org/a "
     "web:w.example.org/a\n"},
    {"tasks-of-phabricator",
     "https://phabricator.example.org/T388210 https://phab.example.org/Test "
     "https://www.example.org/T388210",
     "bug https://phabricator.example.org/T388210 bug:phabricator.example.org/T388210\nweb "
     "https://phab.example.org/Test web:phab.example.org/Test\nweb https://www.example.org/T388210 "
     "web:example.org/T388210\n"},
    {"advisories-by-address",
     "DSA-5990-1 https://www.debian.org/security/2026/dsa-5991 "
     "https://ubuntu.com/security/notices/USN-7710-2 https://example.org/dsa-5991-talk",
     "advisory DSA-5990-1 advisory:DSA-5990\nadvisory "
     "https://www.debian.org/security/2026/dsa-5991 advisory:DSA-5991\nadvisory "
     "https://ubuntu.com/security/notices/USN-7710-2 advisory:USN-7710-2\nweb "
     "https://example.org/dsa-5991-talk web:example.org/dsa-5991-talk\n"},
    {"advisory-and-its-page-are-one",
     "DSA-5991-1 is https://www.debian.org/security/2026/dsa-5991 and DSA 5991-2; a DSA 1024 key. "
     "USN-7710-1 USN-7710-2 RHSA-2026:4410-01",
     "advisory DSA-5991-1 advisory:DSA-5991\nadvisory USN-7710-1 advisory:USN-7710-1\n"
     "advisory USN-7710-2 advisory:USN-7710-2\n"
     "advisory RHSA-2026:4410-01 advisory:RHSA-2026:4410\n"},
    {"advisories-of-many-houses",
     "FEDORA-2026-3d1f7a9c2b FEDORA-EPEL-2026-0c2f1aa7b1 GLSA 202601-12 SUSE-SU-2026:1234-1 "
     "openSUSE-SU-2026:0123-1 MFSA 2026-11 OSSA-2026-001 FreeBSD-SA-26:01.bhyve VU#123456",
     "advisory FEDORA-2026-3d1f7a9c2b advisory:FEDORA-2026-3D1F7A9C2B\n"
     "advisory FEDORA-EPEL-2026-0c2f1aa7b1 advisory:FEDORA-EPEL-2026-0C2F1AA7B1\n"
     "advisory GLSA 202601-12 advisory:GLSA-202601-12\n"
     "advisory SUSE-SU-2026:1234-1 advisory:SUSE-SU-2026:1234-1\n"
     "advisory openSUSE-SU-2026:0123-1 advisory:OPENSUSE-SU-2026:0123-1\n"
     "advisory MFSA 2026-11 advisory:MFSA-2026-11\nadvisory OSSA-2026-001 "
     "advisory:OSSA-2026-001\n"
     "advisory FreeBSD-SA-26:01.bhyve advisory:FREEBSD-SA-26:01\nadvisory VU#123456 "
     "advisory:VU#123456\n"},
    {"names-that-are-no-advisories",
     "FEDORA-2026, FEDORA-39, ISO-2026-123, XFEDORA-2026-3d1f7a9c2b, GLSA 2026, DSA-12, "
     "RHSA-2026:44x, FEDORA-2026-3d1f7a9c2bxyz",
     ""},
    {"update-of-bodhi-and-its-page-are-one",
     "FEDORA-2026-3d1f7a9c2b https://bodhi.fedoraproject.org/updates/FEDORA-2026-3d1f7a9c2b",
     "advisory FEDORA-2026-3d1f7a9c2b advisory:FEDORA-2026-3D1F7A9C2B\n"},
    {"changes-of-gerrit-without-a-project",
     "https://gerrit.example.com/c/102234/ https://gerrit.example.com/102235 "
     "https://www.example.org/c/12345 https://gerrit.example.com/q/topic:x",
     "patch https://gerrit.example.com/c/102234/ patch:gerrit.example.com/c/102234\npatch "
     "https://gerrit.example.com/102235 patch:gerrit.example.com/c/102235\nweb "
     "https://www.example.org/c/12345 web:example.org/c/12345\nweb "
     "https://gerrit.example.com/q/topic:x web:gerrit.example.com/q/topic:x\n"},
    {"series-of-patchwork",
     "https://patchwork.example.org/project/x/list/?series=831122 "
     "https://patchwork.example.org/series/831122/ https://patchwork.example.org/cover/17873/ "
     "https://patchwork.example.org/project/x/list/ https://www.example.org/list/?series=5",
     "patch https://patchwork.example.org/project/x/list/?series=831122 "
     "patch:patchwork.example.org/series/831122\npatch "
     "https://patchwork.example.org/cover/17873/ patch:patchwork.example.org/cover/17873\nweb "
     "https://patchwork.example.org/project/x/list/ web:patchwork.example.org/project/x/list\nweb "
     "https://www.example.org/list/?series=5 web:example.org/list/?series=5\n"},
    {"stories-and-issues-by-number",
     "https://storyboard.example.org/#!/story/2005471 https://storyboard.example.org/#!/story/list "
     "https://bugs.example.org/issue12345",
     "bug https://storyboard.example.org/#!/story/2005471 bug:storyboard.example.org/2005471\nweb "
     "https://storyboard.example.org/#!/story/list web:storyboard.example.org#!/story/list\nbug "
     "https://bugs.example.org/issue12345 bug:bugs.example.org/12345\n"},
    {"mantis-of-centos", "CENTOS 8702, centos#8703; CentOS 7, CENTOS 2015, CENTOS 6, CENTOS 87021x",
     "bug CENTOS 8702 bug:bugs.centos.org/8702\nbug centos#8703 bug:bugs.centos.org/8703\n"},
    {"lists-of-bugs",
     "bugs 118401, 118402 and 118403; bugs #12, #13; rhbz#2411001 and #2411002; LP: #20117, #20118",
     "bug bugs 118401 bug:118401\nbug 118402 bug:118402\nbug 118403 bug:118403\nbug bugs #12 "
     "bug:12\nbug #13 bug:13\nbug rhbz#2411001 bug:bugzilla.redhat.com/2411001\nbug #2411002 "
     "bug:bugzilla.redhat.com/2411002\nbug LP: #20117 bug:launchpad.net/20117\nbug #20118 "
     "bug:launchpad.net/20118\n"},
    {"what-follows-a-bug-need-be-none",
     "bugs 3 and 4; bug 118377 and 2024 others; bugs 118401, 2 of them; bug 118378, 118379.5",
     "bug bug 118377 bug:118377\nbug bugs 118401 bug:118401\nbug bug 118378 bug:118378\n"},
    {"patch-files-without-a-number",
     "xsa243.patch and patches/fix-build.diff, but foo.patch, .patch, *.patch, a-b.patch.gz,\n"
     "xsa243.patch.asc, your-name.patch and a-b.patched are none",
     "patch xsa243.patch patch:xsa243.patch\npatch fix-build.diff patch:fix-build.diff\n"},
    {"reviews-of-a-project", "example/hv!79, !79, Hi!!1",
     "patch example/hv!79 patch:example/hv!79\n"},
    {"numbers-without-a-tracker", "#12, GH-12, PR #12 and issue #12", ""},
    {"tickets-of-odd-shape",
     "https://savannah.example.org/bugs/?55123 https://savannah.example.org/bugs/index.php?55123 "
     "https://bugs.example.com/p/zero/issues/detail?id=22 https://todo.example.org/~a/shelf/12 "
     "https://rt.example.org/Ticket/Display.html?id=44",
     "bug https://savannah.example.org/bugs/?55123 bug:savannah.example.org/55123\nbug "
     "https://bugs.example.com/p/zero/issues/detail?id=22 bug:bugs.example.com/p/zero/22\nbug "
     "https://todo.example.org/~a/shelf/12 bug:todo.example.org/~a/shelf/12\nbug "
     "https://rt.example.org/Ticket/Display.html?id=44 bug:rt.example.org/44\n"},
    {"lists-of-tickets-of-odd-shape",
     "https://savannah.example.org/bugs/?group=x https://todo.example.org/~a "
     "https://bugs.example.com/p/zero/issues/detail",
     "web https://savannah.example.org/bugs/?group=x web:savannah.example.org/bugs/?group=x\nweb "
     "https://todo.example.org/~a web:todo.example.org/~a\nweb "
     "https://bugs.example.com/p/zero/issues/detail web:bugs.example.com/p/zero/issues/detail\n"},
    {"archives-that-number-by-day",
     "https://www.openwall.com/lists/oss-security/2026/02/03/1 https://seclists.org/x/2026/q1/44 "
     "http://article.gmane.org/gmane.x/221133 https://blog.example.org/2026/02/03/1 "
     "https://seclists.org/x/2026/q1/",
     "mail https://www.openwall.com/lists/oss-security/2026/02/03/1 "
     "mail:openwall.com/lists/oss-security/2026/02/03/1\nmail https://seclists.org/x/2026/q1/44 "
     "mail:seclists.org/x/2026/q1/44\nmail http://article.gmane.org/gmane.x/221133 "
     "mail:article.gmane.org/gmane.x/221133\nweb https://blog.example.org/2026/02/03/1 "
     "web:blog.example.org/2026/02/03/1\nweb https://seclists.org/x/2026/q1/ "
     "web:seclists.org/x/2026/q1\n"},
    {"escapes-that-are-no-text",
     "http://e.example/%8b@example.org http://e.example/%00@example.org",
     "mail http://e.example/%8b@example.org mail:\357\277\275@example.org\n"
     "mail http://e.example/%00@example.org mail:%00@example.org\n"},
    {"sums-of-forty-digits",
     "SHA1 of it: 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12\nThe SHA1 of the commit is "
     "8c0d5e21ffb3c44f0917e6a2ab5d33fe10942c77",
     "commit 8c0d5e21ffb3c44f0917e6a2ab5d33fe10942c77 "
     "commit:8c0d5e21ffb3c44f0917e6a2ab5d33fe10942c77\n"},
    {"commits-of-linus", "https://git.kernel.org/linus/91d2af0c4b7e",
     "commit https://git.kernel.org/linus/91d2af0c4b7e commit:91d2af0c4b7e\n"},
    {"to-commit-is-a-verb", "We commit 1000000 rows; it is commit 1234567.",
     "commit 1234567 commit:1234567\n"},
    {"commit-said-to-be-the-fix",
     "The upstream fix is\nd2f0a4c6b1e97a35 on master, it was fixed in 81be0c44f and fixed by "
     "(9c1f2ab04d6).",
     "commit d2f0a4c6b1e97a35 commit:d2f0a4c6b1e97a35\ncommit 81be0c44f commit:81be0c44f\ncommit "
     "9c1f2ab04d6 commit:9c1f2ab04d6\n"},
    {"no-commit-though-fixed",
     "fixed in 20190401, fixed in 2019040a, fixed by deadbeef, fixed in "
     "d41d8cd98f00b204e9800998ecf8427e,\nthe checksum of the fix is 81be0c44f, unfixed in "
     "81be0c44f, "
     "the fix is: id\n81be0c44f, fixed in 3e1a2b4c-77d0-11ee-b962-0242ac120002\n",
     ""},
    {"quotes-and-signatures-hold-none",
     "> https://a.example.org\n\ntext\n\n-- \nhttps://b.example.org\n", ""},
};

static void
test_case(gconstpointer data)
{
  const Case *c = data;
  g_autoptr(Drafts) d = drafts_of("x", c->body);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < d->links->len; i++) {
    const LinkDraft *link = g_ptr_array_index(d->links, i);
    g_string_append_printf(out, "%s %s %s\n", link_kind_to_text(link->kind), link->value,
                           link->key);
  }
  g_assert_cmpstr(out->str, ==, c->links);
  g_string_free(out, TRUE);
}

static const char *
item_of_link(const Drafts *d, guint i)
{
  const LinkDraft *link = g_ptr_array_index(d->links, i);
  return link->item < 0 ? NULL : ((ItemDraft *)g_ptr_array_index(d->items, link->item))->title;
}

static void
test_owners_of_links(void)
{
  g_autoptr(Drafts) d = drafts_of(
      "x", "Backlog:\n\n* one [1]\n* two\n > "
           "https://b.example.org/2\n\nhttps://c.example.org/3\n\n[1] https://a.example.org/1\n");
  g_assert_cmpuint(d->links->len, ==, 3);
  g_assert_cmpstr(item_of_link(d, 0), ==, "two");
  g_assert_null(item_of_link(d, 1));
  g_assert_cmpstr(item_of_link(d, 2), ==, "one [1]");
  g_autoptr(Drafts) below =
      drafts_of("x", "Backlog:\n\n* one [1]\n* two [2]\n\n[1]\nhttps://a.example.org/1\n[2] "
                     "https://b.example.org/2\n[3]\nhttps://c.example.org/3\n");
  g_assert_cmpuint(below->links->len, ==, 3);
  g_assert_cmpstr(item_of_link(below, 0), ==, "one [1]");
  g_assert_cmpstr(item_of_link(below, 1), ==, "two [2]");
  g_assert_null(item_of_link(below, 2));
}

/* What a mail says of a link is a suggestion on items, so only what leaves no doubt counts. */
static void
test_what_is_said_of_a_link(void)
{
  static const struct {
    const char *body;
    gboolean says;
  } rows[] = {
      {"rhbz#4711 is fixed in 4.4.1-6.\n", TRUE},
      {"Good news: rhbz#4711 has been fixed.\n", TRUE},
      {"rhbz#4711 was closed yesterday.\n", TRUE},
      {"rhbz#4711: done\n", TRUE},
      {"rhbz#4711 fixed in testing\n", TRUE},
      {"I have fixed rhbz#4711 in the last build.\n", TRUE},
      {"We closed rhbz#4711.\n", TRUE},
      {"The packages are out. rhbz#4711 is now fixed. Please test.\n", TRUE},
      {"https://bugs.example.org/view.php?id=4711 is resolved\n", TRUE},
      {"https://git.example.org/x.git/commit/?id=0160676abc is merged.\n", TRUE},
      {"rhbz#4711\nis fixed in 4.4.1-6, thanks to Bob.\n", TRUE},

      {"Is rhbz#4711 fixed?\n", FALSE},
      {"Has anybody looked whether rhbz#4711 is fixed in 4.4?\n", FALSE},
      {"rhbz#4711 is not fixed.\n", FALSE},
      {"rhbz#4711 isn't fixed in 4.4.1\n", FALSE},
      {"rhbz#4711 is fixed in 4.5, but not here.\n", FALSE},
      {"Once rhbz#4711 is fixed we can go on.\n", FALSE},
      {"When rhbz#4711 is closed, tell me.\n", FALSE},
      {"I think rhbz#4711 is fixed.\n", FALSE},
      {"I hope rhbz#4711 is fixed soon\n", FALSE},
      {"rhbz#4711 is closed as a duplicate of another.\n", FALSE},
      {"rhbz#4711 is closed, wontfix\n", FALSE},
      {"rhbz#4711 is fixed only on arm.\n", FALSE},
      {"rhbz#4711 should be fixed.\n", FALSE},
      {"rhbz#4711 will be fixed in 4.5.\n", FALSE},
      {"This is like rhbz#4711, fixed in 4.2.\n", FALSE},
      {"Not rhbz#4711, which was fixed last year.\n", FALSE},
      {"See rhbz#4711. Fixed a typo in the guide.\n", FALSE},
      {"rhbz#4711 fixed half of it\n", FALSE},
      {"The crash of rhbz#4711 and the bug that was fixed are two.\n", FALSE},
      {"We have not fixed rhbz#4711.\n", FALSE},
      {"If we fixed rhbz#4711 it would go away.\n", FALSE},
      {"Ann said that rhbz#4711 is fixed.\n", FALSE},
      {"> rhbz#4711 is fixed.\n\nReally?\n", FALSE},
      {"-- \nrhbz#4711 is fixed.\n", FALSE},
      {"rhbz#4711 is fixed again and again\n", FALSE},
      {"https://www.example.org/ is closed\n", FALSE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(Drafts) d = drafts_of("Re: Backlog", rows[i].body);
    gboolean says = FALSE;
    for (guint k = 0; k < d->links->len; k++) {
      const LinkDraft *link = d->links->pdata[k];
      says = says || (link->says && link->said == STATE_DONE && link->said_quote != NULL);
    }
    g_test_message("%s", rows[i].body);
    g_assert_cmpint(says, ==, rows[i].says);
  }
}

/* The longest name that is kept begins within the text, and may not begin within a character. */
static void
test_long_names_are_cut_between_characters(void)
{
  for (guint before = 0; before < 3; before++) {
    g_autoptr(GString) body = g_string_new(NULL);
    for (guint i = 0; i < 200; i++)
      g_string_append(body, "\344\274\232");
    g_string_append_printf(body, "%.*s-1.patch", (int)before, "abc");
    g_autoptr(Drafts) d = drafts_of("x", body->str);
    g_assert_cmpuint(d->links->len, ==, 1);
    const LinkDraft *link = d->links->pdata[0];
    g_assert_true(g_utf8_validate(link->key, -1, NULL));
    g_assert_true(g_utf8_validate(link->value, -1, NULL));
  }
}

static void
test_link_limit(void)
{
  GString *body = g_string_new(NULL);
  for (guint i = 0; i < 5200; i++)
    g_string_append_printf(body, "https://example.org/%u\n", i);
  g_autoptr(Drafts) d = drafts_of("x", body->str);
  g_assert_cmpuint(d->links->len, ==, 5000);
  g_assert_cmpuint(d->n_cut, ==, 200);
  g_string_free(body, TRUE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/links/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_case);
  }
  g_test_add_func("/links/belong-to-the-text-that-cites-them", test_owners_of_links);
  g_test_add_func("/links/what-is-said-of-a-link", test_what_is_said_of_a_link);
  g_test_add_func("/links/long-names-are-cut-between-characters",
                  test_long_names_are_cut_between_characters);
  g_test_add_func("/links/over-the-limit-is-counted", test_link_limit);
  return g_test_run();
}
