/* What a mail's lines refer to, beside the first place of each thing, which is what the database keeps. */
#pragma once
#include "db/db.h"
#include "db/records.h"
#include "ingest/lines.h"
G_BEGIN_DECLS

/* Link * for the places where links (of this mail) are named again, and for both lines of an address that goes on below: value as it stands in
 * its line, the rest shared with links, which must outlive them. Empty where links is. */
GPtrArray *server_mail_links_again(Db *db, gint64 group, const BodyLines *lines, const GPtrArray *links, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
