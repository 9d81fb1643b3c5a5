#include "web/static.h"
#include <string.h>

static const WebStaticEntry *
find(const char *path)
{
  for (guint i = 0; i < web_static_n_entries; i++) {
    if (strcmp(web_static_entries[i].file.path, path) == 0)
      return &web_static_entries[i];
  }
  return NULL;
}

const WebStatic *
web_static_find(const char *path)
{
  const WebStaticEntry *entry = find(path);
  return entry != NULL ? &entry->file : NULL;
}

const char *
web_static_url(const char *path)
{
  const WebStaticEntry *entry = find(path);
  return entry != NULL ? entry->url : "";
}
