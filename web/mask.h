/* Addresses of people taken out of documents that are data: by their structure, so that Message-IDs, keys and links, which look alike,
 * stay. Applied by the dispatcher to whatever a handler printed, so that none can forget it. Pure. */
#pragma once
#include "web/out.h"
G_BEGIN_DECLS

/* document: JSON as web/ prints it. Strings under names that hold Message-IDs, keys and addresses of the web are kept, all others masked. */
void web_mask_json(WebOut *document);
/* document: RFC 4180 with a line of names; columns of such names are kept. */
void web_mask_csv(WebOut *document);

G_END_DECLS
