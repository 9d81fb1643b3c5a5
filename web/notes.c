#include "web/notes.h"

#include <md4c.h>
#include <string.h>

#define BLOCKS_MAX 2000
#define DEPTH_MAX 4

typedef struct {
  GPtrArray *blocks;
  NoteBlock *open; /* text goes here; in blocks */
  guint lists, quotes, emphasis, strong, code;
  guint64 numbered; /* a bit for each open list */
  GPtrArray *urls;  /* char *: of open links, "" for one that leads nowhere */
  guint breaks;
} Reader;

static void
run_free(gpointer data)
{
  NoteRun *run = data;
  g_free(run->text);
  g_free(run->url);
  g_free(run);
}

static void
block_free(gpointer data)
{
  NoteBlock *block = data;
  g_ptr_array_unref(block->runs);
  g_free(block);
}

gboolean
web_notes_url_is_good(const char *url)
{
  return g_ascii_strncasecmp(url, "http://", 7) == 0 ||
         g_ascii_strncasecmp(url, "https://", 8) == 0 ||
         g_ascii_strncasecmp(url, "mailto:", 7) == 0;
}

static void
open_block(Reader *r, NoteKind kind)
{
  if (r->blocks->len >= BLOCKS_MAX)
    return;
  NoteBlock *block = g_new0(NoteBlock, 1);
  block->kind = kind;
  block->depth = CLAMP(r->lists, 1, DEPTH_MAX);
  block->number = r->lists > 0 && r->lists < 64 && (r->numbered >> r->lists & 1) != 0;
  block->runs = g_ptr_array_new_with_free_func(run_free);
  g_ptr_array_add(r->blocks, block);
  r->open = block;
}

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
  (void)detail;
  Reader *r = data;
  switch (type) {
  case MD_BLOCK_UL:
  case MD_BLOCK_OL:
    r->lists++;
    if (r->lists < 64)
      r->numbered = type == MD_BLOCK_OL ? r->numbered | (guint64)1 << r->lists
                                        : r->numbered & ~((guint64)1 << r->lists);
    break;
  case MD_BLOCK_QUOTE:
    r->quotes++;
    break;
  case MD_BLOCK_LI:
    open_block(r, NOTE_ITEM);
    break;
  case MD_BLOCK_P:
    /* The first paragraph of an item is the item. */
    if (r->lists == 0 || r->open == NULL || r->open->runs->len > 0)
      open_block(r, r->lists > 0 ? NOTE_ITEM : r->quotes > 0 ? NOTE_QUOTE : NOTE_PARAGRAPH);
    break;
  case MD_BLOCK_H:
    open_block(r, NOTE_HEADING);
    break;
  case MD_BLOCK_CODE:
    open_block(r, NOTE_CODE);
    break;
  case MD_BLOCK_HR:
    open_block(r, NOTE_RULE);
    break;
  default:
    break;
  }
  return r->blocks->len >= BLOCKS_MAX;
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
  (void)detail;
  Reader *r = data;
  if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
    r->lists--;
  else if (type == MD_BLOCK_QUOTE)
    r->quotes--;
  if (type != MD_BLOCK_P && type != MD_BLOCK_UL && type != MD_BLOCK_OL)
    r->open = NULL;
  return 0;
}

/* "&amp;", "&#38;", "&#x26;": the character; one that has no name here stays as it was written.
 * Caller frees. */
static char *
entity_text(const char *entity, gsize len)
{
  static const struct {
    const char *name, *text;
  } names[] = {{"&amp;", "&"},        {"&lt;", "<"},         {"&gt;", ">"},
               {"&quot;", "\""},      {"&apos;", "'"},       {"&nbsp;", "\xc2\xa0"},
               {"&ndash;", "\u2013"}, {"&mdash;", "\u2014"}, {"&hellip;", "\u2026"},
               {"&euro;", "\u20ac"},  {"&copy;", "\u00a9"}};
  g_autofree char *whole = g_strndup(entity, len);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(names[i].name, whole) == 0)
      return g_strdup(names[i].text);
  if (!g_str_has_prefix(whole, "&#"))
    return g_steal_pointer(&whole);
  gboolean hex = g_ascii_tolower(whole[2]) == 'x';
  guint64 code = g_ascii_strtoull(whole + (hex ? 3 : 2), NULL, hex ? 16 : 10);
  gunichar letter = code >= ' ' && code <= 0x10ffff && g_unichar_validate((gunichar)code)
                        ? (gunichar)code
                        : 0xfffd;
  char text[7] = "";
  text[g_unichar_to_utf8(letter, text)] = '\0';
  return g_strdup(text);
}

/* The pieces of an address, its entities read. Caller frees. */
static char *
attribute_text(const MD_ATTRIBUTE *attribute)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; attribute->text != NULL && attribute->substr_offsets[i] < attribute->size;
       i++) {
    const char *at = attribute->text + attribute->substr_offsets[i];
    gsize len = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
    g_autofree char *piece =
        attribute->substr_types[i] == MD_TEXT_ENTITY ? entity_text(at, len) : g_strndup(at, len);
    g_string_append(text, piece);
  }
  return g_string_free(text, FALSE);
}

static char *
address_of(const MD_ATTRIBUTE *href)
{
  g_autofree char *url = attribute_text(href);
  return g_strdup(web_notes_url_is_good(url) && g_utf8_validate(url, -1, NULL) ? url : "");
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *data)
{
  Reader *r = data;
  r->emphasis += type == MD_SPAN_EM;
  r->strong += type == MD_SPAN_STRONG;
  r->code += type == MD_SPAN_CODE;
  if (type == MD_SPAN_A)
    g_ptr_array_add(r->urls, address_of(&((const MD_SPAN_A_DETAIL *)detail)->href));
  else if (type == MD_SPAN_IMG)
    g_ptr_array_add(r->urls, address_of(&((const MD_SPAN_IMG_DETAIL *)detail)->src));
  return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *data)
{
  (void)detail;
  Reader *r = data;
  r->emphasis -= type == MD_SPAN_EM;
  r->strong -= type == MD_SPAN_STRONG;
  r->code -= type == MD_SPAN_CODE;
  if ((type == MD_SPAN_A || type == MD_SPAN_IMG) && r->urls->len > 0)
    g_ptr_array_set_size(r->urls, (int)r->urls->len - 1);
  return 0;
}

/* Text that reads on in the same run is joined to it: md4c gives it line by line. */
static void
add_text(Reader *r, const char *text, gsize len)
{
  const char *url = r->urls->len > 0 ? r->urls->pdata[r->urls->len - 1] : "";
  NoteRun *last = r->open->runs->len > 0 ? r->open->runs->pdata[r->open->runs->len - 1] : NULL;
  if (last == NULL || last->emphasis != (r->emphasis > 0) || last->strong != (r->strong > 0) ||
      last->code != (r->code > 0) || g_strcmp0(last->url != NULL ? last->url : "", url) != 0) {
    last = g_new0(NoteRun, 1);
    last->text = g_strdup("");
    last->emphasis = r->emphasis > 0;
    last->strong = r->strong > 0;
    last->code = r->code > 0;
    last->url = url[0] != '\0' ? g_strdup(url) : NULL;
    g_ptr_array_add(r->open->runs, last);
  }
  g_autofree char *piece = g_strndup(text, len);
  g_autofree char *before = last->text;
  last->text = g_strconcat(before, piece, NULL);
}

static int
take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len, void *data)
{
  Reader *r = data;
  if (r->open == NULL)
    return 0;
  if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
    add_text(r, type == MD_TEXT_BR ? "\n" : " ", 1);
  else if (type == MD_TEXT_NULLCHAR)
    add_text(r, "\xef\xbf\xbd", 3);
  else if (type == MD_TEXT_ENTITY) {
    g_autofree char *letter = entity_text(text, len);
    add_text(r, letter, strlen(letter));
  } else
    add_text(r, text, len);
  return 0;
}

GPtrArray *
web_notes_read(const char *markdown)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func(block_free);
  if (markdown == NULL)
    return blocks;
  g_autofree char *valid = g_utf8_make_valid(markdown, -1);
  g_autoptr(GPtrArray) urls = g_ptr_array_new_with_free_func(g_free);
  Reader reader = {.blocks = blocks, .urls = urls};
  const MD_PARSER parser = {
      .flags = MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS,
      .enter_block = enter_block,
      .leave_block = leave_block,
      .enter_span = enter_span,
      .leave_span = leave_span,
      .text = take_text,
  };
  if (md_parse(valid, (MD_SIZE)strlen(valid), &parser, &reader) < 0)
    g_debug("notes could not be read whole");
  return blocks;
}
