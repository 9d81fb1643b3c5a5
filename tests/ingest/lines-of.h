/* Shared by the extraction tests: a Mail made of a few strings, and what is found in it. */
#pragma once
#include "ingest/extract.h"

/* A mail of Mon, 6 July 2026 10:30 UTC with this subject and body; free with mail_free. */
static inline Mail *
mail_of(const char *subject, const char *from, const char *body)
{
  Mail *mail = g_new0(Mail, 1);
  mail->message.message_id = g_strdup("test@example.org");
  mail->message.subject = g_strdup(subject);
  mail->message.from = person_new(from, "someone@example.org");
  mail->message.date = 1783333800;
  mail->body = g_strdup(body);
  mail->body_len = strlen(body);
  mail->references = g_new0(char *, 1);
  mail->to = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
  mail->cc = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
  mail->parts = g_ptr_array_new_with_free_func((GDestroyNotify)mail_part_free);
  return mail;
}

static inline Drafts *
drafts_of(const char *subject, const char *body)
{
  g_autoptr(Mail) mail = mail_of(subject, "Dana Petrescu", body);
  g_autoptr(BodyLines) lines = ingest_lines(mail);
  return ingest_extract(mail, lines);
}

/* "kind: title (owner)" of each item, one a line; repeated ones left out. Caller frees. */
static inline char *
items_text(const Drafts *d)
{
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < d->items->len; i++) {
    const ItemDraft *item = g_ptr_array_index(d->items, i);
    if (item->repeated)
      continue;
    g_string_append_printf(out, "%s: %s", item_kind_to_text(item->kind), item->title);
    if (item->owner != NULL)
      g_string_append_printf(out, " (%s)", item->owner);
    g_string_append_c(out, '\n');
  }
  return g_string_free(out, FALSE);
}
