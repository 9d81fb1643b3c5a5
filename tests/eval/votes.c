/* Measures which lines of mails are counted as votes, on the labelled mails of votes.txt: a
 * subject, then lines with "+1", "-1", "0" or "." (no vote) in front of "|". Precision, recall, and
 * each line that was taken wrongly. Exit 1: below the floors. votes MAILS */
#include "tests/ingest/lines-of.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRECISION_FLOOR 0.99
#define RECALL_FLOOR 0.97

typedef struct {
  guint mails, lines, votes, right, missed, invented;
} Counts;

/* The vote that was counted in a line, or NULL. */
static const VoteDraft *
vote_at(const Drafts *drafts, guint line)
{
  for (guint i = 0; i < drafts->votes->len; i++) {
    const VoteDraft *vote = drafts->votes->pdata[i];
    if (vote->line == line && !vote->like)
      return vote;
  }
  return NULL;
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
  for (guint i = 1; lines[i] != NULL; i++) {
    const VoteDraft *vote = vote_at(drafts, i);
    gboolean wanted = lines[i][0] != '.';
    gboolean right = wanted && vote != NULL && vote->value == atoi(lines[i]);
    counts->lines++;
    counts->votes += wanted ? 1 : 0;
    counts->right += right ? 1 : 0;
    counts->missed += wanted && !right ? 1 : 0;
    counts->invented += vote != NULL && !right ? 1 : 0;
    if (wanted != (vote != NULL) || (wanted && !right))
      printf("%s: %s: %s\n", wanted ? "missed" : "invented", lines[0], lines[i]);
  }
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
