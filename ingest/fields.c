#include "ingest/fields.h"
#include "ingest/diff-fields.h"
#include "ingest/parse.h"

#include <string.h>

typedef struct {
  GString *text[DB_TEXT_N_FIELDS];
  gboolean in_hunk; /* of a diff */
} Fields;

static void
add(Fields *fields, DbTextField field, const char *text, gsize len)
{
  GString *to = fields->text[field];
  if (to == NULL)
    to = fields->text[field] = g_string_sized_new(MAX(len + 1, 240));
  g_string_append_len(to, text, (gssize)len);
  g_string_append_c(to, '\n');
}

static void
add_person(Fields *fields, DbTextField field, const Person *person)
{
  if (person == NULL)
    return;
  if (person->name != NULL)
    add(fields, field, person->name, strlen(person->name));
  if (person->email != NULL)
    add(fields, field, person->email, strlen(person->email));
}

static void
add_people(Fields *fields, DbTextField field, GPtrArray *people)
{
  for (guint i = 0; people != NULL && i < people->len; i++)
    add_person(fields, field, people->pdata[i]);
}

/* "--- a/db/x.c<TAB>date" and "+++ b/db/x.c" -> "db/x.c" */
static void
add_file_name(Fields *fields, const char *name, gsize len)
{
  const char *tab = memchr(name, '\t', len);
  if (tab != NULL)
    len = (gsize)(tab - name);
  if (len > 2 && (name[0] == 'a' || name[0] == 'b') && name[1] == '/') {
    name += 2;
    len -= 2;
  }
  if (len > 0 && !(len == 9 && memcmp(name, "/dev/null", 9) == 0))
    add(fields, DB_TEXT_DFN, name, len);
}

static void
add_diff_line(DiffPart part, const BodyLine *line, gpointer data)
{
  Fields *fields = data;
  switch (part) {
  case DIFF_NAME:
    add_file_name(fields, line->text + 4, line->len - 4);
    break;
  case DIFF_REMOVED:
    add(fields, DB_TEXT_DFPRE, line->text + 1, line->len - 1);
    break;
  case DIFF_ADDED:
    add(fields, DB_TEXT_DFPOST, line->text + 1, line->len - 1);
    break;
  case DIFF_HEAD:
  case DIFF_HUNK:
  case DIFF_CONTEXT: /* did not change; it would also stand in the index twice */
  default:
    add(fields, DB_TEXT_OTHER, line->text, line->len);
    break;
  }
}

static void
add_line(Fields *fields, const BodyLine *line)
{
  if (line->line_class != LINE_DIFF && line->line_class != LINE_BLANK)
    fields->in_hunk = FALSE;
  switch (line->line_class) {
  case LINE_BLANK:
    break;
  case LINE_OWN:
  case LINE_NOTE:
    add(fields, DB_TEXT_OWN, line->text, line->len);
    break;
  case LINE_QUOTE:
    add(fields, DB_TEXT_QUOTED, line->text + line->mark, line->len - line->mark);
    break;
  case LINE_DIFF:
    add_diff_line(ingest_diff_part(&fields->in_hunk, line), line, fields);
    break;
  default:
    add(fields, DB_TEXT_OTHER, line->text, line->len);
    break;
  }
}

BodyLines *
ingest_fields_lines(const Mail *mail)
{
  return mail->html_only ? ingest_lines_of_text(mail->html_text, strlen(mail->html_text), FALSE)
                         : ingest_lines(mail);
}

void
ingest_fields(const Mail *mail, const BodyLines *lines, char *out[DB_TEXT_N_FIELDS])
{
  Fields fields = {0};
  if (mail->message.subject[0] != '\0')
    add(&fields, DB_TEXT_SUBJECT, mail->message.subject, strlen(mail->message.subject));
  if (!mail->author_of_from_line) /* the index holds what the stored mail says */
    add_person(&fields, DB_TEXT_FROM, mail->message.from);
  add_people(&fields, DB_TEXT_TO, mail->to);
  add_people(&fields, DB_TEXT_CC, mail->cc);
  for (guint i = 0; i < mail->parts->len; i++) {
    const MailPart *part = mail->parts->pdata[i];
    if (part->name != NULL)
      add(&fields, DB_TEXT_NAMES, part->name, strlen(part->name));
  }
  for (guint i = 0; i < lines->n; i++)
    add_line(&fields, &lines->line[i]);
  if (mail->patches != NULL) /* searched as one in the text is */
    ingest_patch_lines(mail->patches->str, mail->patches->len, add_diff_line, &fields);
  for (guint i = 0; i < DB_TEXT_N_FIELDS; i++)
    out[i] = fields.text[i] != NULL ? g_string_free(fields.text[i], FALSE) : NULL;
}

gboolean
ingest_text_fields(const char *raw, gsize len, char *out[DB_TEXT_N_FIELDS],
                   G_GNUC_UNUSED gpointer user_data)
{
  g_autoptr(Mail) mail = ingest_parse_content(raw, len, NULL);
  if (mail == NULL)
    return FALSE;
  g_autoptr(BodyLines) lines = ingest_fields_lines(mail);
  ingest_fields(mail, lines, out);
  return TRUE;
}
