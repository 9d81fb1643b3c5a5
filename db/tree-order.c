#include "db/tree-order.h"

#include <stdlib.h>

/* Children of each node in order of date, as lists threaded through arrays: no recursion, one look
 * at each. */
typedef struct {
  guint *next;  /* sibling after this one, 1-based; 0: none */
  guint *child; /* first child, 1-based; child[0] holds the roots */
} Tree;

typedef struct {
  gint64 id;
  guint at; /* from 1 */
} Named;

static int
compare_ids(const void *a, const void *b)
{
  const Named *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

static guint
find_node(const Named *named, guint n, gint64 id)
{
  const Named wanted = {.id = id};
  const Named *found = id != 0 ? bsearch(&wanted, named, n, sizeof *named, compare_ids) : NULL;
  return found != NULL ? found->at : 0;
}

static void
link_children(const Tree *tree, const TreeNode *nodes, guint n)
{
  g_autofree Named *named = g_new(Named, n);
  for (guint i = 0; i < n; i++)
    named[i] = (Named){nodes[i].id, i + 1};
  qsort(named, n, sizeof *named, compare_ids);
  /* From the latest to the earliest, so that the earliest ends in front. */
  for (guint i = n; i > 0; i--) {
    guint *head = &tree->child[find_node(named, n, nodes[i - 1].parent)];
    tree->next[i] = *head;
    *head = i;
  }
}

GArray *
tree_order(const TreeNode *nodes, guint n, GArray *depth)
{
  GArray *order = g_array_sized_new(FALSE, FALSE, sizeof(guint), n);
  if (n == 0)
    return order;
  g_autofree guint *memory = g_new0(guint, 3 * ((gsize)n + 1));
  const Tree tree = {.next = memory, .child = memory + n + 1};
  guint *open = memory + 2 * ((gsize)n + 1); /* the next to visit at each depth */
  link_children(&tree, nodes, n);
  open[0] = tree.child[0];
  for (guint level = 0;;) {
    guint at = open[level];
    if (at == 0) {
      if (level-- == 0)
        return order;
      continue;
    }
    guint place = at - 1;
    g_array_append_val(order, place);
    if (depth != NULL)
      g_array_append_val(depth, level);
    open[level] = tree.next[at];
    open[++level] = tree.child[at];
  }
}
