#include "ingest/extract-parts.h"
void
extract_votes(Extract *x)
{
  (void)x;
}
