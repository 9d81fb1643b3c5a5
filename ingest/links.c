#include "ingest/extract-parts.h"
void
extract_links(Extract *x)
{
  (void)x;
}
