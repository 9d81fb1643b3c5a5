/* XML, an element at a time; all text and every value is escaped. The caller closes what it opens. */
#pragma once
#include "web/out.h"
G_BEGIN_DECLS

/* Starts a document. */
void web_xml_begin(WebOut *out);
/* attributes: name, value, name, value ... NULL; a NULL value leaves its name out. */
void web_xml_open(WebOut *out, const char *name, ...) G_GNUC_NULL_TERMINATED;
void web_xml_empty(WebOut *out, const char *name, ...) G_GNUC_NULL_TERMINATED;
void web_xml_close(WebOut *out, const char *name);
/* The whole element around text. */
void web_xml_text(WebOut *out, const char *name, const char *text);

G_END_DECLS
