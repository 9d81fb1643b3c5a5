/* The table that web/compile/embed.c writes at build time. */
#pragma once
#include "web/pages.h"
G_BEGIN_DECLS

typedef struct {
  WebStatic file;
  const char *url; /* with the hash of the content */
} WebStaticEntry;

extern const WebStaticEntry web_static_entries[];
extern const guint web_static_n_entries;

G_END_DECLS
