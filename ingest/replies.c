#include "ingest/extract-parts.h"
void
extract_replies(Extract *x)
{
  (void)x;
}
