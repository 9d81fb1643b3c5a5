/* The part of a link's key that people type: link.ref. Pure. */
#pragma once
#include "db/records.h"
G_BEGIN_DECLS

/* "bug:bugs.centos.org/6893" -> "6893"; "commit:0160676BBA" -> "0160676bba"; "cve:CVE-2014-1234" -> "cve-2014-1234";
 * "web:https://..." -> the address. Lower case. Also takes what a person typed: "rhbz#1234", "#6893". Caller frees. */
char *link_ref(LinkKind kind, const char *key);

G_END_DECLS
