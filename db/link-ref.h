/* The part of a link's key that people type: link.ref. Pure. */
#pragma once
#include "db/records.h"
G_BEGIN_DECLS

/* "bug:bugs.centos.org/6893" -> "6893"; "commit:0160676BBA" -> "0160676bba"; "cve:CVE-2014-1234" -> "cve-2014-1234";
 * "web:https://..." -> the address. Lower case. Also takes what a person typed: "rhbz#1234", "#6893". Caller frees. */
char *link_ref(LinkKind kind, const char *key);
/* What a person typed where a thing of this kind is asked for ("bug #6893", "2014-1234" for a CVE, "<id>"), as db_link_refs takes it.
 * Caller frees. */
char *link_typed(LinkKind kind, const char *text);
/* What a person pastes into a search box when they mean one thing and no words: 7 to 40 digits of a commit, a bug's number, CVE, advisory,
 * Message-ID; "commit" or "bug" may stand before. value: for db_link_refs, caller frees. FALSE: words. */
gboolean link_guess(const char *text, LinkKind *kind, char **value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
