/* Measures which lines of mails are counted as votes, on the labelled mails of votes.txt: a
 * subject, then lines with "+1", "-1", "0" or "." (no vote) in front of "|". "+1 [B]" is one for
 * option B,
 * "+1 []" one for none, "-1 [A]; 0 [C]" are two. Precision, recall, and each line that was taken
 * wrongly. Exit 1: below the floors. votes MAILS */
#include "tests/ingest/lines-of.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRECISION_FLOOR 0.99
#define RECALL_FLOOR 0.97

typedef struct {
  guint mails, lines, votes, right, missed, invented;
} Counts;

/* A vote that was counted in a line and is none of those before, or NULL. */
static const VoteDraft *
vote_at(const Drafts *drafts, guint line, guint nth)
{
  for (guint i = 0; i < drafts->votes->len; i++) {
    const VoteDraft *vote = drafts->votes->pdata[i];
    if (vote->line == line && !vote->like && nth-- == 0)
      return vote;
  }
  return NULL;
}

/* "+1", "+1 [B]" */
static gboolean
is_as_labelled(const VoteDraft *vote, const char *label)
{
  const char *open = strchr(label, '['), *close = open == NULL ? NULL : strchr(open, ']');
  if (vote == NULL || vote->value != atoi(label))
    return FALSE;
  g_autofree char *option = close == NULL ? NULL : g_strndup(open + 1, (gsize)(close - open - 1));
  return option == NULL || strcmp(option, vote->option == NULL ? "" : vote->option) == 0;
}

static void
measure_line(const Drafts *drafts, const char *subject, const char *line, guint i, Counts *counts)
{
  g_autofree char *label = g_strndup(line, strcspn(line, "|"));
  g_auto(GStrv) wanted = g_strsplit(g_strstrip(label), ";", -1);
  guint n = 0;
  for (; label[0] != '.' && wanted[n] != NULL; n++) {
    const VoteDraft *vote = vote_at(drafts, i, n);
    gboolean right = is_as_labelled(vote, g_strstrip(wanted[n]));
    counts->votes++;
    counts->right += right ? 1 : 0;
    counts->missed += right ? 0 : 1;
    counts->invented += vote != NULL && !right ? 1 : 0;
    if (!right)
      printf("%s: %s: %s\n", vote == NULL ? "missed" : "wrong", subject, line);
    if (!right && vote != NULL)
      printf("  found %s [%s]\n", vote->value_text, vote->option == NULL ? "" : vote->option);
  }
  for (; vote_at(drafts, i, n) != NULL; n++) {
    counts->invented++;
    printf("invented: %s: %s\n", subject, line);
  }
  counts->lines++;
}

static void
measure(char **lines, Counts *counts)
{
  g_autoptr(GString) body = g_string_new(NULL);
  for (guint i = 1; lines[i] != NULL; i++) {
    const char *text = strchr(lines[i], '|');
    g_string_append_printf(body, "%s\n", text == NULL ? "" : text + (text[1] == ' ' ? 2 : 1));
  }
  g_autoptr(Drafts) drafts = drafts_of(lines[0], body->str);
  counts->mails++;
  for (guint i = 1; lines[i] != NULL; i++)
    measure_line(drafts, lines[0], lines[i], i, counts);
}

int
main(int argc, char **argv)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (argc < 2 || !g_file_get_contents(argv[1], &text, NULL, &error)) {
    fprintf(stderr, "votes: %s\n", error != NULL ? error->message : "no file given");
    return 2;
  }
  Counts counts = {0};
  g_auto(GStrv) mails = g_strsplit(g_strchomp(text), "\n\n", -1);
  for (guint i = 0; mails[i] != NULL; i++) {
    g_auto(GStrv) lines = g_strsplit(mails[i], "\n", -1);
    if (lines[0] == NULL || lines[1] == NULL || strchr(lines[1], '|') == NULL) {
      fprintf(stderr, "votes: no labelled line below: %s\n", mails[i]);
      return 2;
    }
    measure(lines, &counts);
  }
  guint taken = counts.right + counts.invented;
  double precision = taken > 0 ? (double)counts.right / taken : 0;
  double recall = counts.votes > 0 ? (double)counts.right / counts.votes : 0;
  printf("%u mails, %u lines, %u votes: precision %.3f, recall %.3f\n", counts.mails, counts.lines,
         counts.votes, precision, recall);
  return precision < PRECISION_FLOOR || recall < RECALL_FLOOR;
}
