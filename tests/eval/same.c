/* Measures when statements of two mails are taken for one item, on the labelled pairs of same.txt:
 * precision and recall at several thresholds, and false joins among statements of different pairs.
 * Exit 1: below the floor at the threshold in use. same PAIRS [--verbose] */
#include "db/same.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RECALL_FLOOR 0.83
#define PRECISION_FLOOR 1.0

typedef struct {
  SameText text;
  char *title;
  guint pair;
} Statement;

typedef struct {
  gboolean same;
  Statement *a, *b;
} Pair;

static void
statement_free(gpointer data)
{
  Statement *st = data;
  g_free(st->title);
  g_free(st);
}

static GPtrArray *
keys_of(char *title)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
  char *open = strrchr(title, '{');
  if (open == NULL)
    return keys;
  char *close = strchr(open, '}');
  if (close != NULL)
    *close = '\0';
  g_auto(GStrv) words = g_strsplit(open + 1, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add(keys, g_strdup(words[i]));
  *open = '\0';
  g_strchomp(title);
  return keys;
}

/* "backlog~+14^ Release 6" */
static Statement *
statement_of(const char *kind_field, const char *title_field, guint pair, guint days)
{
  g_autofree char *kind_text = g_strstrip(g_strdup(kind_field));
  g_autofree char *title = g_strstrip(g_strdup(title_field));
  char *above = strchr(kind_text, '^');
  if (above != NULL)
    *above++ = '\0';
  char *plus = strchr(kind_text, '+');
  if (plus != NULL) {
    days = (guint)g_ascii_strtoull(plus + 1, NULL, 10);
    *plus = '\0';
  }
  gsize len = strlen(kind_text);
  gboolean listed = kind_text[len - 1] != '~';
  if (!listed)
    kind_text[len - 1] = '\0';
  ItemKind kind;
  if (!item_kind_from_text(kind_text, &kind)) {
    fprintf(stderr, "no kind %s\n", kind_text);
    return NULL;
  }
  g_autoptr(GPtrArray) keys = keys_of(title);
  Statement *st = g_new0(Statement, 1);
  same_text_init(&st->text, kind, listed, title, above, keys);
  st->text.mail = (gint64)pair * 2 + (days > 0) + 1;
  st->text.date = G_GINT64_CONSTANT(1397520000) + (gint64)days * 86400;
  st->title = g_steal_pointer(&title);
  st->pair = pair;
  return st;
}

static gboolean
read_pairs(const char *path, GArray *pairs, GPtrArray *statements)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return FALSE;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] != '=' && lines[i][0] != '!')
      continue;
    g_auto(GStrv) fields = g_strsplit(lines[i] + 1, "|", -1);
    if (g_strv_length(fields) != 4) {
      fprintf(stderr, "line %u: not four fields\n", i + 1);
      return FALSE;
    }
    Pair pair = {.same = lines[i][0] == '=',
                 .a = statement_of(fields[0], fields[1], pairs->len, 0),
                 .b = statement_of(fields[2], fields[3], pairs->len, 28)};
    if (pair.a == NULL || pair.b == NULL)
      return FALSE;
    g_array_append_val(pairs, pair);
    g_ptr_array_add(statements, pair.a);
    g_ptr_array_add(statements, pair.b);
  }
  return pairs->len > 0;
}

/* What is joined must also meet under a key, or the database would never compare it. */
static gboolean
meet(const SameText *a, const SameText *b)
{
  gint64 x[SAME_KEYS_MAX], y[SAME_KEYS_MAX];
  guint n = same_text_keys(a, x), m = same_text_keys(b, y);
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < m; k++)
      if (x[i] == y[k])
        return TRUE;
  return FALSE;
}

typedef struct {
  guint right, invented, missed, across, unmet;
} Counts;

static Counts
measure(GArray *pairs, GPtrArray *statements, double text_min, gboolean verbose)
{
  Counts c = {0};
  double score = 0;
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *p = &g_array_index(pairs, Pair, i);
    gboolean joined = same_compare_at(&p->a->text, &p->b->text, text_min, &score) != SAME_NOT;
    c.right += joined && p->same;
    c.invented += joined && !p->same;
    c.missed += !joined && p->same;
    c.unmet += joined && !meet(&p->a->text, &p->b->text);
    if (verbose && joined != p->same)
      printf("  %c %.2f %s | %s\n", joined ? '+' : '-', score, p->a->title, p->b->title);
  }
  for (guint i = 0; i < statements->len; i++)
    for (guint k = i + 1; k < statements->len; k++) {
      const Statement *a = statements->pdata[i], *b = statements->pdata[k];
      /* pairs reuse entries on purpose: equal texts of two pairs are no false join */
      if (a->pair == b->pair || same_compare_at(&a->text, &b->text, text_min, &score) == SAME_NOT)
        continue;
      c.across++;
      if (verbose)
        printf("  ~ %.2f %s | %s\n", score, a->title, b->title);
    }
  return c;
}

int
main(int argc, char **argv)
{
  static const double thresholds[] = {0.5, 0.6, 0.7, 0.75, SAME_TEXT_MIN, 0.85, 0.9, 1.0};
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(statement_free);
  gboolean verbose = argc > 2 && strcmp(argv[2], "--verbose") == 0, good = TRUE;
  if (argc < 2 || !read_pairs(argv[1], pairs, statements)) {
    fprintf(stderr, "usage: same PAIRS [--verbose]\n");
    return 2;
  }
  printf("%u pairs\nthreshold precision recall  joined across pairs\n", pairs->len);
  for (gsize i = 0; i < G_N_ELEMENTS(thresholds); i++) {
    gboolean used = fabs(thresholds[i] - SAME_TEXT_MIN) < 0.001;
    Counts c = measure(pairs, statements, thresholds[i], verbose && used);
    double precision = (double)c.right / MAX(c.right + c.invented, 1);
    double recall = (double)c.right / MAX(c.right + c.missed, 1);
    printf("%9.2f %9.3f %6.3f  %u%s\n", thresholds[i], precision, recall, c.across,
           used ? "  <- in use" : "");
    if (used)
      good = precision >= PRECISION_FLOOR && recall >= RECALL_FLOOR && c.unmet == 0;
  }
  return good ? 0 : 1;
}
