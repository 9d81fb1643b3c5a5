/* The count of votes that a decision tells in its own words. */
#include "db/register-tally.h"

#include <string.h>

enum { COUNTS = 3, DIGITS = 4 };

/* What stands before each count, and behind the last. for_at, against_at: which of the counts they
 * are; the third are those who abstained. */
static const struct {
  const char *before[COUNTS + 1];
  guint for_at, against_at, neither_at;
} forms[] = {{{"(+:", ", -:", ", 0:", ")"}, 0, 1, 2}, {{"(+", ", ", ", -", ")"}, 0, 2, 1}};

/* The digits of each count of a form that begins at `at`; FALSE: it does not. */
static gboolean
read_form(const char *at, const char *const *before, char counts[COUNTS][DIGITS + 1])
{
  for (guint i = 0; i < COUNTS; i++) {
    if (!g_str_has_prefix(at, before[i]))
      return FALSE;
    at += strlen(before[i]);
    gsize n = strspn(at, "0123456789");
    if (n == 0 || n > DIGITS)
      return FALSE;
    memcpy(counts[i], at, n);
    counts[i][n] = '\0';
    at += n;
  }
  return g_str_has_prefix(at, before[COUNTS]);
}

char *
register_tally_of(const char *text)
{
  for (const char *at = text != NULL ? strchr(text, '(') : NULL; at != NULL;
       at = strchr(at + 1, '('))
    for (gsize k = 0; k < G_N_ELEMENTS(forms); k++) {
      char counts[COUNTS][DIGITS + 1];
      if (read_form(at, forms[k].before, counts))
        return g_strdup_printf("+%s 0:%s -%s", counts[forms[k].for_at], counts[forms[k].neither_at],
                               counts[forms[k].against_at]);
    }
  return NULL;
}
