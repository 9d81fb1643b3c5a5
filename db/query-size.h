/* Sizes of mails as people write them in a search (mu, public-inbox): "4096", "10k", "2M", "1G" and ranges "100k..1M", "1M..", "..10k".
 * K, M and G are powers of 1,024, in either case, with or without a "B" behind. Pure. */
#pragma once
#include "db/error.h"
G_BEGIN_DECLS

/* from <= bytes < until, until 0: open. Both ends of a range are included; a size alone covers what rounds down to it ("10k": 10,240
 * to 11,263 bytes). FALSE with INVALID. */
gboolean query_size_range(const char *text, gint64 *from, gint64 *until, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
