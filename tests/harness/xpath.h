/* What an XML document has, by XPath 1.0, as texts. */
#pragma once
#include <glib.h>
#include <libxml/xpath.h>
G_BEGIN_DECLS

/* Looks at doc, which is borrowed; "a" stands for the namespace of Atom (RFC 4287). Free with xmlXPathFreeContext. */
xmlXPathContext *xpath_of_atom(xmlDoc *doc);
/* char *, the texts of the nodes that the expression finds. The caller frees them. */
GPtrArray *xpath_find(xmlXPathContext *context, const char *expression);
/* The text of the one node that there must be. The caller frees it. */
char *xpath_one(xmlXPathContext *context, const char *expression);

G_END_DECLS
