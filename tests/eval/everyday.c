/* Measures what is found in the mails of everyday.txt: a subject, then the body with a letter in
 * braces in front of each thing that a careful chair finds: {B} backlog, {A} action, {D} decision,
 * {P} proposal; a small letter: finding it is right and leaving it out is right too. Precision,
 * recall, and each thing that was missed or invented. Exit 1: below the floors. everyday MAILS */
#include "tests/ingest/lines-of.h"

#include <stdio.h>
#include <string.h>

#define PRECISION_FLOOR 0.98
#define RECALL_FLOOR 0.90
#define SAME 18 /* so many letters of a title are compared */

typedef struct {
  guint mails, right, missed, invented;
} Counts;

static const struct {
  char letter;
  ItemKind kind;
} kinds[] = {{'B', ITEM_BACKLOG}, {'A', ITEM_ACTION}, {'D', ITEM_DECISION}, {'P', ITEM_PROPOSAL}};

static gboolean
kind_of(char letter, ItemKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (kinds[i].letter == g_ascii_toupper(letter)) {
      *kind = kinds[i].kind;
      return TRUE;
    }
  return FALSE;
}

/* The mark at the start of a text: "{B} ". */
static gboolean
is_mark(const char *text, ItemKind *kind)
{
  return text[0] == '{' && kind_of(text[1], kind) && g_str_has_prefix(text + 2, "} ");
}

/* Do a title and what follows a mark begin with the same letters? */
static gboolean
is_same(const char *title, const char *text)
{
  ItemKind kind;
  guint same = 0;
  while (same < SAME) {
    while (*title != '\0' && !g_ascii_isalnum(*title))
      title++;
    while (*text != '\0' && !g_ascii_isalnum(*text))
      text += is_mark(text, &kind) ? 4 : 1;
    if (*title == '\0' || *text == '\0')
      return same > 2;
    if (*title++ != *text++)
      return FALSE;
    same++;
  }
  return TRUE;
}

static gboolean
is_core(const ItemDraft *item)
{
  gboolean core = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    core = core || kinds[i].kind == item->kind;
  return core && !item->repeated;
}

static char *
without_marks(const char *text)
{
  GString *out = g_string_new(NULL);
  ItemKind kind;
  while (*text != '\0')
    if (is_mark(text, &kind))
      text += 4;
    else
      g_string_append_c(out, *text++);
  return g_string_free(out, FALSE);
}

static void
measure(const char *mail, Counts *counts)
{
  g_autofree char *subject = g_strndup(mail, strcspn(mail, "\n"));
  const char *marked = mail + strlen(subject);
  g_autofree char *body = without_marks(marked + strspn(marked, "\n"));
  g_autoptr(Drafts) drafts = drafts_of(subject, body);
  g_autofree gboolean *used = g_new0(gboolean, drafts->items->len + 1);
  ItemKind kind;
  counts->mails++;
  for (const char *at = marked; *at != '\0'; at++) {
    guint i = 0;
    if (!is_mark(at, &kind))
      continue;
    for (; i < drafts->items->len; i++) {
      const ItemDraft *item = drafts->items->pdata[i];
      if (!used[i] && is_core(item) && item->kind == kind && is_same(item->title, at + 4))
        break;
    }
    gboolean soft = g_ascii_islower(at[1]), found = i < drafts->items->len;
    used[i] = TRUE;
    counts->right += found && !soft ? 1 : 0;
    counts->missed += !found && !soft ? 1 : 0;
    if (!found && !soft)
      printf("missed: %s: %.*s\n", subject, (int)strcspn(at, "\n"), at);
  }
  for (guint i = 0; i < drafts->items->len; i++) {
    const ItemDraft *item = drafts->items->pdata[i];
    if (used[i] || !is_core(item))
      continue;
    counts->invented++;
    printf("invented: %s: %s [%s] %s\n", subject, item_kind_to_text(item->kind), item->rule,
           item->title);
  }
}

int
main(int argc, char **argv)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (argc < 2 || !g_file_get_contents(argv[1], &text, NULL, &error)) {
    fprintf(stderr, "everyday: %s\n", error != NULL ? error->message : "no file given");
    return 2;
  }
  Counts counts = {0};
  g_auto(GStrv) mails = g_strsplit(text, "\n%%\n", -1);
  for (guint i = 0; mails[i] != NULL; i++)
    measure(mails[i], &counts);
  guint taken = counts.right + counts.invented, wanted = counts.right + counts.missed;
  double precision = taken > 0 ? (double)counts.right / taken : 0;
  double recall = wanted > 0 ? (double)counts.right / wanted : 0;
  printf("%u mails, %u things: precision %.3f, recall %.3f\n", counts.mails, wanted, precision,
         recall);
  return precision < PRECISION_FLOOR || recall < RECALL_FLOOR;
}
