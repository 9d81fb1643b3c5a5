/* Samples of the mails that are about to be read, for training a dictionary. */
#pragma once
#include "ingest/paths.h"
G_BEGIN_DECLS

/* Of one mail no more is taken: what mails of a list share is in their first kilobytes. */
#define INGEST_SAMPLE_ONE ((gsize)8 << 10)

/* Appends up to most_mails beginnings of raw mails (GBytes *), spread over the files, and over a
 * plain mbox. Faults are left to the real reading. */
void ingest_sample(GPtrArray *files, guint most_mails, GPtrArray *samples);
G_END_DECLS
