/* The order in which a thread is read: each mail before those that answer it, the answers to one mail by date. Pure. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef struct {
  gint64 id;
  gint64 parent; /* id of another node; 0, or of none of them: a root */
} TreeNode;

/* Places in nodes (guint, from 0) as the tree has them; nodes are in order of date, their ids differ. What is in a circle, and what is below
 * it, is left out: the database has none. depth: gets one guint for each, 0 for roots; or NULL. */
GArray *tree_order(const TreeNode *nodes, guint n, GArray *depth);
G_END_DECLS
