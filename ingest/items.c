/* Walks the blocks of one mail and lets the rules make items of them. */
#include "ingest/extract-parts.h"
#include "ingest/shape.h"

#define MAX_ITEMS 2000
#define MAX_TITLE 100000
/* Bytes that the quotes of one mail may have: a line is kept once for each of its items. */
#define MAX_QUOTES (4u << 20)
#define MAX_SENTENCE 16000

/* --- one draft --- */

static gsize
quote_size(const Extract *x, LineRange range)
{
  gsize size = range.last - range.first;
  for (guint i = range.first; range.first > 0 && i <= range.last; i++)
    size += x->lines->line[i - 1].len;
  return size;
}

static char *
quote_lines(Extract *x, LineRange range)
{
  GString *out = g_string_sized_new(quote_size(x, range) + 1);
  for (guint i = range.first; range.first > 0 && i <= range.last; i++) {
    const BodyLine *line = &x->lines->line[i - 1];
    if (i > range.first)
      g_string_append_c(out, '\n');
    g_string_append_len(out, line->text, (gssize)line->len);
  }
  x->drafts->n_quoted += out->len;
  return g_string_free(out, FALSE);
}

static LineRange
lines_of(const Extract *x, Span title)
{
  const char *base = x->blocks->text->str;
  if (title.n == 0 || title.s < base || title.s >= base + x->blocks->text->len)
    return (LineRange){0, 0};
  guint first = (guint)(title.s - base);
  return (LineRange){blocks_line_of(x->blocks, first),
                     blocks_line_of(x->blocks, first + (guint)title.n - 1)};
}

static char *
title_text(Extract *x, Span title)
{
  char *text = span_squeeze(title);
  gsize len = strlen(text);
  if (len > MAX_TITLE) {
    x->drafts->n_cut++;
    const char *end = g_utf8_find_prev_char(text, text + MAX_TITLE);
    text[end == NULL ? MAX_TITLE : (gsize)(end - text)] = '\0';
  }
  return text;
}

static char *
section_of(const Extract *x, int block)
{
  if (x->topic >= 0) {
    const ItemDraft *topic = g_ptr_array_index(x->drafts->items, x->topic);
    return g_strdup(topic->title);
  }
  int heading = block < 0 ? -1 : blocks_at(x->blocks, (guint)block)->heading;
  return heading < 0 ? NULL
                     : span_squeeze(blocks_text(x->blocks, blocks_at(x->blocks, (guint)heading)));
}

/* The same action said again, in the list at the end of minutes: a mention, no second item. */
static void
find_repeat(Extract *x, ItemDraft *draft, int index)
{
  if (draft->kind != ITEM_ACTION && draft->kind != ITEM_DECISION)
    return;
  gint64 *key = g_new(gint64, 1);
  *key = (gint64)span_fold_hash(span_of(draft->title, strlen(draft->title)));
  gpointer before = g_hash_table_lookup(x->seen, key);
  if (before == NULL) {
    g_hash_table_insert(x->seen, key, GINT_TO_POINTER(index + 1));
    return;
  }
  g_free(key);
  draft->repeated = TRUE;
  draft->repeats = GPOINTER_TO_INT(before) - 1;
}

/* A day is that of the author's calendar; "in 72 hours" is a moment. */
static gint64
due_in_utc(const Extract *x, gint64 due)
{
  return due % (24 * 3600) == 0 ? due : due - x->shift;
}

/* "  -  Lars", "- owner wanted" below a bullet */
static gboolean
tells_owner_of(const Extract *x, const Block *b, guint block)
{
  Span name;
  guint names;
  gboolean address;
  return b->kind == BLOCK_BULLET && b->parent == (int)block &&
         (owner_line_wanted(blocks_text(x->blocks, b)) ||
          owner_line_names(blocks_first_line(x->blocks, b), &name, &names, &address));
}

/* What the author noted right below a bullet, or below the line that tells its owner. */
static char *
note_below(Extract *x, guint block)
{
  enum { LINES = 40 }; /* a longer one is cut for all of its items alike */
  LineRange lines = {0, 0};
  for (guint i = block + 1; i < x->blocks->block->len && lines.last - lines.first < LINES; i++) {
    const Block *note = blocks_at(x->blocks, i);
    if (lines.first == 0 && tells_owner_of(x, note, block))
      continue;
    gboolean below = note->parent == (int)block ||
                     (note->parent > (int)block &&
                      tells_owner_of(x, blocks_at(x->blocks, (guint)note->parent), block));
    if (note->kind != BLOCK_NOTE || !below)
      break;
    lines.first = lines.first == 0 ? note->first : lines.first;
    lines.last = MIN(note->last, lines.first + LINES - 1);
  }
  return lines.first == 0 || x->drafts->n_quoted + quote_size(x, lines) > MAX_QUOTES
             ? NULL
             : quote_lines(x, lines);
}

int
extract_add(Extract *x, Piece *p, const ExtractRule *rule, int parent)
{
  LineRange lines = lines_of(x, p->title);
  if (x->drafts->items->len >= MAX_ITEMS ||
      x->drafts->n_quoted + quote_size(x, lines) > MAX_QUOTES) {
    x->drafts->n_cut++;
    return -1;
  }
  ItemDraft *draft = g_new0(ItemDraft, 1);
  int index = (int)x->drafts->items->len;
  draft->kind = rule->kind;
  draft->rule = rule->name;
  draft->confidence = rule->confidence;
  draft->state = p->state;
  draft->listed = rule->scope != SCOPE_SENTENCE;
  draft->title = title_text(x, p->title);
  if (p->by_author)
    draft->owner = g_strdup("author");
  else if (p->owner.n > 0)
    draft->owner = span_squeeze(p->owner);
  draft->owner_person = draft->owner == NULL ? NULL : owner_person(x, draft->owner);
  draft->lines = lines;
  draft->section = p->block < 0 ? NULL : section_of(x, p->block);
  draft->parent = parent;
  draft->quote = quote_lines(x, lines);
  draft->note = p->block < 0 ? NULL : note_below(x, (guint)p->block);
  if (draft->kind == ITEM_ACTION || draft->kind == ITEM_PROPOSAL || draft->kind == ITEM_BACKLOG)
    draft->due = due_in_utc(x, p->due != 0 ? p->due : due_of(p->text, x->date));
  g_ptr_array_add(x->drafts->items, draft);
  find_repeat(x, draft, index);
  for (guint i = draft->lines.first; draft->lines.first > 0 && i <= draft->lines.last; i++)
    if (x->line_item[i - 1] < 0)
      x->line_item[i - 1] = index;
  return index;
}

/* --- parents --- */

static int
parent_item(const Extract *x, int block)
{
  for (guint steps = 0; block >= 0 && steps < 64; steps++) {
    if (x->item[block] >= 0)
      return x->item[block];
    block = blocks_at(x->blocks, (guint)block)->parent;
  }
  return -1;
}

/* --- sentences --- */

/* "Bram to answer", "Bram and Ann to answer": in minutes, without a word of the future. */
static gboolean
begins_with_name_to(Span t)
{
  gsize words = 0;
  for (gsize i = 0; i + 4 < t.n && words < 4; i++)
    if (t.s[i] == ' ') {
      words++;
      if (memcmp(t.s + i, " to ", 4) == 0)
        return g_ascii_isupper(t.s[0]) || (guchar)t.s[0] >= 0xc3;
    }
  return FALSE;
}

/* "We talked for long. Agreed: it stays." in minutes. */
static gboolean
take_marked(Extract *x, guint block, Span sentence, int parent)
{
  if (!blocks_starts_marker(sentence) || !extract_tells_of_meeting(x))
    return FALSE;
  Piece p = {.x = x, .block = (int)block, .text = sentence};
  const ExtractRule *rule = extract_match(&p, SCOPE_MARKER);
  if (rule == NULL || rule->kind == ITEM_TOPIC)
    return FALSE;
  extract_add(x, &p, rule, parent);
  return TRUE;
}

/* "-> Ilse renews it" below a point of minutes is as good as a bullet. */
static gboolean
is_arrow(const Extract *x, guint block)
{
  return x->minutes && blocks_arrow(blocks_text(x->blocks, blocks_at(x->blocks, block))) > 0;
}

static void
take_sentences(Extract *x, guint block, Span text, int parent)
{
  gsize at = 0;
  Span sentence;
  gboolean arrow = is_arrow(x, block);
  while (sentence_next(text, &at, &sentence)) {
    guint triggers = sentence_triggers(sentence);
    if ((x->minutes || (triggers & TRIGGER_AGREE)) && take_marked(x, block, sentence, parent))
      continue;
    gboolean asks = memchr(sentence.s, '?', sentence.n) != NULL;
    if (triggers == 0 && !asks && !arrow && !(x->minutes && begins_with_name_to(sentence)))
      continue;
    if (sentence.n > MAX_SENTENCE) {
      x->drafts->n_cut++;
      continue;
    }
    g_string_set_size(x->fold, 0);
    if (triggers != 0 || !asks)
      sentence_fold(x->fold, sentence);
    Piece p = {.x = x,
               .block = (int)block,
               .text = sentence,
               .triggers = triggers,
               .bullet = arrow || blocks_at(x->blocks, block)->kind == BLOCK_BULLET};
    p.fold = span_of(x->fold->str, x->fold->len);
    const ExtractRule *rule = extract_match(&p, SCOPE_SENTENCE);
    if (rule != NULL)
      extract_add(x, &p, rule, parent);
  }
}

/* A bullet of an agenda or backlog whose first sentence promises, decides or proposes is that, the
 * stronger kind. */
static const ExtractRule *
stronger(Extract *x, Piece *p)
{
  gsize at = 0;
  Span sentence, whole = p->text;
  if (!sentence_next(whole, &at, &sentence))
    return NULL;
  p->triggers = sentence_triggers(sentence);
  sentence_fold(x->fold, sentence);
  p->fold = span_of(x->fold->str, x->fold->len);
  p->text = sentence;
  const ExtractRule *rule = extract_match(p, SCOPE_SENTENCE);
  for (guint more = 0;
       x->minutes && rule == NULL && more < 5 && sentence_next(whole, &at, &sentence); more++) {
    p->triggers = sentence_triggers(sentence) & TRIGGER_OUTCOME;
    if (p->triggers == 0)
      continue;
    sentence_fold(x->fold, sentence);
    p->fold = span_of(x->fold->str, x->fold->len);
    p->text = sentence;
    rule = extract_match(p, SCOPE_SENTENCE);
  }
  p->text = whole;
  if (rule == NULL || rule->kind == ITEM_QUESTION)
    return NULL;
  p->title = whole;
  return rule;
}

/* --- bullets --- */

/* Does the bullet end in a roadmap's state, "(good)"? */
static gboolean
is_stated(const Extract *x, int block)
{
  Span before, word;
  return state_of_roadmap(blocks_text(x->blocks, blocks_at(x->blocks, (guint)block)), &before,
                          &word);
}

/* "-  Dana Petrescu" under a roadmap line names its owner. */
static gboolean
is_owner_line(const Extract *x, const Block *b, Span *name)
{
  guint names;
  gboolean address;
  if (!x->roadmap || b->parent < 0 || x->item[b->parent] < 0)
    return FALSE;
  /* what stands on the lines below the name, a link or "status: ...", is no part of it */
  return owner_line_names(blocks_first_line(x->blocks, b), name, &names, &address) &&
         (names >= 2 || address || (names == 1 && b->mark.type == '-' && is_stated(x, b->parent)));
}

/* "-  owner wanted", "-  nobody" in the place of a name: no task of its own. */
static gboolean
is_owner_wanted(const Extract *x, const Block *b)
{
  return x->roadmap && b->parent >= 0 && x->item[b->parent] >= 0 && is_stated(x, b->parent) &&
         owner_line_wanted(blocks_text(x->blocks, b));
}

static void
add_owner(Extract *x, int item, Span name)
{
  ItemDraft *draft = g_ptr_array_index(x->drafts->items, item);
  g_autofree char *old = draft->owner;
  g_autofree char *more = span_squeeze(name);
  draft->owner = old == NULL ? g_strdup(more) : g_strconcat(old, ", ", more, NULL);
  g_free(draft->owner_person);
  draft->owner_person = g_strdup(draft->owner);
}

/* "-  Dana Petrescu" with "   Ilse Brand" right below. */
static void
add_more_owners(Extract *x, const Block *b)
{
  Span name;
  guint names;
  gboolean address;
  for (guint i = b->first; i < b->last; i++) {
    const BodyLine *line = &x->lines->line[i];
    if (!owner_line_names(span_trim(span_of(line->text, line->len)), &name, &names, &address) ||
        !(address || (names >= 2 && owner_is_person(x, name))))
      return;
    add_owner(x, x->item[b->parent], name);
  }
}

/* "-  https://..." under a roadmap line says where it is talked about. */
static gboolean
is_address_line(Span t)
{
  return (span_starts(t, "http://") || span_starts(t, "https://") || t.s[0] == '<') &&
         span_count_words(t) == 1 && span_has(t, "://");
}

static void
take_bullet(Extract *x, guint i)
{
  const Block *b = blocks_at(x->blocks, i);
  Piece p = {.x = x,
             .block = (int)i,
             .text = blocks_text(x->blocks, b),
             .context = x->context[i],
             .bullet = TRUE};
  int parent = parent_item(x, b->parent);
  Span name;

  if (p.text.n == 0)
    return;
  if (x->roadmap && parent >= 0 && is_address_line(p.text))
    return; /* its link belongs to the line above */
  if (is_owner_wanted(x, b))
    return;
  if (is_owner_line(x, b, &name)) {
    add_owner(x, x->item[b->parent], name);
    add_more_owners(x, b);
    return;
  }
  const ExtractRule *rule = extract_match(&p, SCOPE_MARKER);
  if (rule == NULL && p.context != CONTEXT_NONE && p.context != CONTEXT_IGNORE) {
    const ExtractRule *whole = extract_match(&p, SCOPE_BULLET);
    if (whole != NULL && whole->kind != ITEM_ACTION && whole->kind != ITEM_DECISION) {
      Piece better = p;
      rule = stronger(x, &better);
      if (rule != NULL)
        p = better;
    }
    if (rule == NULL) {
      rule = whole;
    }
  }
  if (rule != NULL)
    x->item[i] = extract_add(x, &p, rule, parent);
  else if (p.context == CONTEXT_NONE && !blocks_starts_marker(p.text))
    take_sentences(x, i, p.text, parent);
}

/* --- paragraphs --- */

static gboolean
is_speech(Span t)
{
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 40)), ':');
  return colon > 0 && (gsize)colon + 1 < t.n && t.s[colon + 1] == ' ' && owner_is_name(t) &&
         span_count_words(span_of(t.s, (gsize)colon)) <= 3;
}

/* "@ilse: ask the press", "Femi to merge it": a line under "Action items" that names who does it.
 */
static gboolean
is_action_line(const Extract *x, const Block *b, Span t)
{
  static const char *const does[] = {": ", " - ", " – ", " -- ", " to ", " will "};
  Span heading =
      b->heading < 0 ? SPAN("") : blocks_text(x->blocks, blocks_at(x->blocks, (guint)b->heading));
  if (span_find_fold(heading, "tion") < 0 || span_ends_fold(t, "?") ||
      context_of_words(heading, TRUE) != CONTEXT_ACTION)
    return FALSE;
  Span owner = owner_of_action(x, t);
  gsize at = t.n > 0 && t.s[0] == '@' ? 1 : 0;
  if (owner.n == 0 || owner.s != t.s + at || !(at > 0 || owner_is_person(x, owner)))
    return FALSE;
  Span rest = span_skip(t, at + owner.n);
  for (gsize k = 0; k < G_N_ELEMENTS(does); k++)
    if (span_starts(rest, does[k]))
      return TRUE;
  return FALSE;
}

static void
take_paragraph(Extract *x, guint i)
{
  const Block *b = blocks_at(x->blocks, i);
  Span text = blocks_text(x->blocks, b);
  gsize prefix = x->bot_log ? shape_irc_prefix(text) : 0;
  Piece p = {.x = x, .block = (int)i, .text = span_skip(text, prefix)};
  int parent = parent_item(x, b->parent);
  if (x->minutes) {
    p.text = span_skip(p.text, blocks_arrow(p.text));
    text = p.text.n < text.n && prefix == 0 ? p.text : text;
  }

  const ExtractRule *rule = extract_match(&p, SCOPE_MARKER);
  if (rule == NULL && is_action_line(x, b, p.text)) {
    p.context = CONTEXT_ACTION;
    rule = extract_match(&p, SCOPE_BULLET);
  }
  if (rule != NULL) {
    if (rule->kind == ITEM_TOPIC)
      x->topic = -1;
    x->item[i] = extract_add(x, &p, rule, parent);
    if (rule->kind == ITEM_TOPIC)
      x->topic = x->item[i];
    return;
  }
  if (prefix > 0 || blocks_starts_marker(text) || blocks_is_attendance(text) ||
      (x->scribe && is_speech(text)))
    return;
  take_sentences(x, i, text, parent);
}

/* --- the subject --- */

static void
take_subject(Extract *x)
{
  const char *subject = x->mail->message.subject;
  if (subject == NULL || x->reply)
    return;
  Piece p = {.x = x, .block = -1, .text = span_of(subject, strlen(subject))};
  const ExtractRule *rule = extract_match(&p, SCOPE_SUBJECT);
  x->proposes = rule != NULL;
  if (rule != NULL)
    extract_add(x, &p, rule, -1);
}

/* "So I shall be moving towards the first of these": a step of what the subject opens, not the
 * whole. */
static gboolean
is_of_a_part(const char *title)
{
  static const char *const parts[] = {"of these",    "of those",   "of them",
                                      "first step",  "next step",  "last step",
                                      "first phase", "first part", NULL};
  return span_has_phrase_of(span_of(title, strlen(title)), parts);
}

static gboolean
says_it_itself(const Extract *x, gboolean whole)
{
  for (guint i = 1; i < x->drafts->items->len; i++) {
    const ItemDraft *d = g_ptr_array_index(x->drafts->items, i);
    if (d->kind == ITEM_PROPOSAL && !d->listed && d->parent < 0 &&
        !(whole && is_of_a_part(d->title)))
      return TRUE;
  }
  return FALSE;
}

/* "[RFC] Trailing commas", "Proposal to change the day" over a text that says "I propose that ...":
 * one proposal, and its lines are those of the text. "Plan to ..." is a sentence of its own: it
 * stays where the text proposes no more than a part of it. */
static void
drop_subject(Extract *x)
{
  if (!x->proposes)
    return;
  const ItemDraft *subject = g_ptr_array_index(x->drafts->items, 0);
  if (!says_it_itself(x, g_ascii_strncasecmp(subject->title, "plan to ", 8) == 0))
    return;
  g_ptr_array_remove_index(x->drafts->items, 0);
  for (guint i = 0; i < x->blocks->block->len; i++)
    x->item[i] -= x->item[i] > 0 ? 1 : 0;
  for (guint i = 0; i < x->lines->n; i++)
    x->line_item[i] -= x->line_item[i] > 0 ? 1 : 0;
  for (guint i = 0; i < x->drafts->items->len; i++) {
    ItemDraft *d = g_ptr_array_index(x->drafts->items, i);
    d->parent -= d->parent > 0 ? 1 : 0;
    d->repeats -= d->repeats > 0 ? 1 : 0;
  }
}

void
extract_items(Extract *x)
{
  take_subject(x);
  for (guint i = 0; i < x->blocks->block->len; i++) {
    const Block *b = blocks_at(x->blocks, i);
    if (b->kind == BLOCK_HEADING && !x->bot_log)
      x->topic = -1;
    if (b->kind == BLOCK_BULLET)
      x->meetbot ? extract_meetbot_bullet(x, i) : take_bullet(x, i);
    else if (b->kind == BLOCK_PARAGRAPH && x->context[i] != CONTEXT_IGNORE)
      take_paragraph(x, i);
  }
  drop_subject(x);
}

void
extract_plain_bullet(Extract *x, guint block)
{
  take_bullet(x, block);
}
