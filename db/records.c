#include "db/records.h"

#include <string.h>

/* One table an enum; the index is the value. */
static const char *const item_kinds[ITEM_N_KINDS] = {"topic",  "backlog",  "proposal",
                                                     "action", "decision", "question"};
static const char *const item_states[STATE_N] = {"new",      "open",     "scheduled", "done",
                                                 "declined", "deferred", "duplicate"};
static const char *const link_kinds[LINK_N_KINDS] = {"bug",      "commit", "patch", "cve",
                                                     "advisory", "mail",   "web"};
static const char *const group_masks[MASK_N] = {"visitors", "always", "never"};
static const char *const line_classes[LINE_N_CLASSES] = {
    "blank", "own", "note",  "quote",   "attribution", "signature", "footer",
    "diff",  "log", "table", "trailer", "armour",      "scrubbed"};

static const char *const mention_whys[] = {"", "same-mail", "same-link", "same-words", "by-hand"};

static gboolean
find_text(const char *const *table, guint n, const char *text, guint *value)
{
  for (guint i = 0; text != NULL && i < n; i++)
    if (strcmp(table[i], text) == 0) {
      *value = i;
      return TRUE;
    }
  return FALSE;
}

const char *
group_mask_to_text(GroupMask mask)
{
  return group_masks[mask];
}

gboolean
group_mask_from_text(const char *text, GroupMask *mask)
{
  guint value;
  if (!find_text(group_masks, MASK_N, text, &value))
    return FALSE;
  *mask = (GroupMask)value;
  return TRUE;
}

const char *
item_kind_to_text(ItemKind kind)
{
  return item_kinds[kind];
}

gboolean
item_kind_from_text(const char *text, ItemKind *kind)
{
  guint value;
  if (!find_text(item_kinds, ITEM_N_KINDS, text, &value))
    return FALSE;
  *kind = (ItemKind)value;
  return TRUE;
}

const char *
mention_why_to_text(MentionWhy why)
{
  return mention_whys[why];
}

const char *
item_state_to_text(ItemState state)
{
  return item_states[state];
}

gboolean
item_state_from_text(const char *text, ItemState *state)
{
  guint value;
  if (!find_text(item_states, STATE_N, text, &value))
    return FALSE;
  *state = (ItemState)value;
  return TRUE;
}

const char *
link_kind_to_text(LinkKind kind)
{
  return link_kinds[kind];
}

gboolean
link_kind_from_text(const char *text, LinkKind *kind)
{
  guint value;
  if (!find_text(link_kinds, LINK_N_KINDS, text, &value))
    return FALSE;
  *kind = (LinkKind)value;
  return TRUE;
}

const char *
line_class_to_text(LineClass line_class)
{
  return line_classes[line_class];
}

void
person_free(Person *person)
{
  if (person == NULL)
    return;
  g_free(person->name);
  g_free(person->email);
  g_free(person);
}

Person *
person_new(const char *name, const char *email)
{
  Person *person = g_new0(Person, 1);
  person->name = g_strdup(name != NULL && name[0] != '\0' ? name : NULL);
  person->email = g_strdup(email != NULL && email[0] != '\0' ? email : NULL);
  return person;
}

static char *
take_text(char *text)
{
  if (text != NULL && text[0] == '\0')
    g_clear_pointer(&text, g_free);
  return text;
}

Person *
person_take(char *name, char *email)
{
  Person *person = g_new0(Person, 1);
  person->name = take_text(name);
  person->email = take_text(email);
  return person;
}

const char *
person_label(const Person *person)
{
  if (person == NULL)
    return "unknown";
  if (person->name != NULL)
    return person->name;
  return person->email != NULL ? person->email : "unknown";
}

/* The words that archives put in the place of "@" and ".": " at ", "(a)", "_at_", "[at]",
 * " dot ". */
static const struct {
  const char *word;
  char sign;
} mask_words[] = {{" at ", '@'},  {"(at)", '@'},  {"[at]", '@'},  {"_at_", '@'}, {"(a)", '@'},
                  {" dot ", '.'}, {"(dot)", '.'}, {"[dot]", '.'}, {"_dot_", '.'}};

static gsize
mask_word_at(const char *text, gboolean had_at, char *sign)
{
  if (*text != ' ' && *text != '(' && *text != '[' && *text != '_')
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS(mask_words); i++)
    if (g_str_has_prefix(text, mask_words[i].word)) {
      /* A second "at" would be part of a name: one address has one "@". */
      if (mask_words[i].sign == '@' && had_at)
        continue;
      *sign = mask_words[i].sign;
      return strlen(mask_words[i].word);
    }
  return 0;
}

char *
text_fold_case(const char *text)
{
  if (text == NULL || g_str_is_ascii(text))
    return g_ascii_strdown(text != NULL ? text : "", -1);
  return g_utf8_casefold(text, -1);
}

char *
person_fold_address(const char *email)
{
  g_autofree char *lower = g_utf8_strdown(email != NULL ? email : "", -1);
  g_strstrip(lower);
  GString *out = g_string_sized_new(strlen(lower) + 1);
  gboolean had_at = strchr(lower, '@') != NULL;
  for (const char *p = lower; *p != '\0';) {
    char sign = 0;
    gsize word = mask_word_at(p, had_at, &sign);
    if (word > 0) {
      had_at |= sign == '@';
      while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
      g_string_append_c(out, sign);
      p += word;
      while (*p == ' ')
        p++;
    } else {
      g_string_append_c(out, *p++);
    }
  }
  return g_string_free(out, FALSE);
}

void
group_free(Group *group)
{
  if (group == NULL)
    return;
  g_free(group->name);
  g_free(group->title);
  g_free(group->address);
  g_free(group->timezone);
  g_free(group);
}

char *
message_id_clean(const char *text, gsize len)
{
  char *id = g_malloc(len + 1), *out = id;
  for (gsize i = 0; i < len; i++)
    if ((guint8)text[i] > ' ' && text[i] != 0x7f && text[i] != '<' && text[i] != '>')
      *out++ = text[i];
  *out = '\0';
  return id;
}

void
message_free(Message *message)
{
  if (message == NULL)
    return;
  g_free(message->message_id);
  g_free(message->subject);
  person_free(message->from);
  g_free(message);
}

void
thread_free(Thread *thread)
{
  if (thread == NULL)
    return;
  g_free(thread->root_message_id);
  g_free(thread->subject);
  person_free(thread->starter);
  g_free(thread);
}

void
item_draft_free(ItemDraft *draft)
{
  if (draft == NULL)
    return;
  g_free(draft->title);
  g_free(draft->owner);
  g_free(draft->owner_person);
  g_free(draft->section);
  g_free(draft->quote);
  g_free(draft->note);
  g_free(draft);
}

void
link_draft_free(LinkDraft *draft)
{
  if (draft == NULL)
    return;
  g_free(draft->value);
  g_free(draft->key);
  g_free(draft->url);
  g_free(draft->said_quote);
  g_free(draft);
}

void
vote_draft_free(VoteDraft *draft)
{
  if (draft == NULL)
    return;
  g_free(draft->option);
  g_free(draft->value_text);
  g_free(draft->claim);
  g_free(draft->comment);
  g_free(draft->quote);
  g_free(draft);
}

void
reply_draft_free(ReplyDraft *draft)
{
  if (draft == NULL)
    return;
  g_free(draft->quoted);
  g_free(draft->quote);
  g_free(draft);
}

void
minutes_draft_free(MinutesDraft *draft)
{
  if (draft == NULL)
    return;
  g_free(draft->title);
  g_clear_pointer(&draft->attendees, g_ptr_array_unref);
  g_free(draft);
}

Drafts *
drafts_new(void)
{
  Drafts *drafts = g_new0(Drafts, 1);
  drafts->items = g_ptr_array_new_with_free_func((GDestroyNotify)item_draft_free);
  drafts->links = g_ptr_array_new_with_free_func((GDestroyNotify)link_draft_free);
  drafts->votes = g_ptr_array_new_with_free_func((GDestroyNotify)vote_draft_free);
  drafts->replies = g_ptr_array_new_with_free_func((GDestroyNotify)reply_draft_free);
  return drafts;
}

void
drafts_free(Drafts *drafts)
{
  if (drafts == NULL)
    return;
  g_ptr_array_unref(drafts->items);
  g_ptr_array_unref(drafts->links);
  g_ptr_array_unref(drafts->votes);
  g_ptr_array_unref(drafts->replies);
  minutes_draft_free(drafts->minutes);
  g_free(drafts);
}

void
mention_free(Mention *mention)
{
  if (mention == NULL)
    return;
  g_free(mention->message_id);
  g_free(mention->subject);
  person_free(mention->from);
  g_free(mention->quote);
  g_free(mention->note);
  g_free(mention->statement);
  g_free(mention->reply);
  g_free(mention);
}

void
link_free(Link *link)
{
  if (link == NULL)
    return;
  g_free(link->value);
  g_free(link->key);
  g_free(link->url);
  g_free(link->message_id);
  g_free(link->item_title);
  g_free(link->title);
  g_free(link->state);
  g_free(link->state_was);
  g_free(link->author);
  g_free(link->tags);
  g_free(link);
}

void
vote_free(Vote *vote)
{
  if (vote == NULL)
    return;
  g_free(vote->message_id);
  person_free(vote->voter);
  g_free(vote->option);
  g_free(vote->value_text);
  g_free(vote->claim);
  g_free(vote->why);
  g_free(vote->comment);
  g_free(vote->quote);
  g_free(vote);
}

void
item_free(Item *item)
{
  if (item == NULL)
    return;
  g_free(item->key);
  g_free(item->title);
  g_free(item->found_title);
  g_free(item->owner);
  g_free(item->owner_person);
  g_free(item->section);
  g_free(item->parent_title);
  g_free(item->rule);
  mention_free(item->origin);
  g_clear_pointer(&item->mentions, g_ptr_array_unref);
  g_clear_pointer(&item->links, g_ptr_array_unref);
  g_clear_pointer(&item->objections, g_ptr_array_unref);
  mention_free(item->last_reply);
  g_free(item->carried_why);
  g_free(item);
}

void
audit_entry_free(AuditEntry *entry)
{
  if (entry == NULL)
    return;
  g_free(entry->who);
  g_free(entry->verb);
  g_free(entry->what);
  g_free(entry->from);
  g_free(entry->to);
  g_free(entry);
}

void
agenda_entry_free(AgendaEntry *entry)
{
  if (entry == NULL)
    return;
  g_clear_pointer(&entry->reasons, g_ptr_array_unref);
  g_free(entry->why);
  g_free(entry);
}

void
agenda_free(Agenda *agenda)
{
  if (agenda == NULL)
    return;
  g_ptr_array_unref(agenda->entries);
  g_free(agenda);
}
