#include "web/compile/template.h"
#include "web/compile/filter.h"
#include "web/compile/markup.h"
#include <string.h>

typedef enum { BLOCK_DEFINE, BLOCK_IF, BLOCK_LOOP, BLOCK_EACH } BlockKind;

typedef struct {
  BlockKind kind;
  guint line;
  Markup start;     /* where it began */
  Markup end;       /* where its branches so far end */
  gboolean has_end; /* a branch was closed */
  gboolean has_else;
} Block;

typedef struct {
  const char *file;
  GPtrArray *pieces;
  guint at;
  Markup markup;
  GArray *blocks;   /* Block */
  GString *literal; /* HTML not yet written out */
  GString *code;
  GError **error;
} Compiler;

static gboolean
fault(Compiler *c, guint line, const char *what)
{
  web_template_fault(c->error, c->file, line, "%s", what);
  return FALSE;
}

static Block *
innermost(Compiler *c)
{
  return c->blocks->len > 0 ? &g_array_index(c->blocks, Block, c->blocks->len - 1) : NULL;
}

/* --- what was written as HTML --- */

static void
append_c_string(GString *code, const char *text, gsize len)
{
  guint column = 0;
  g_string_append_c(code, '"');
  for (gsize i = 0; i < len; i++) {
    guchar byte = (guchar)text[i];
    if (byte == '\n')
      g_string_append(code, "\\n");
    else if (byte == '"' || byte == '\\' || byte == '?')
      g_string_append_printf(code, "\\%c", byte);
    else if (byte < 0x20 || byte >= 0x7f)
      g_string_append_printf(code, "\\%03o", byte);
    else
      g_string_append_c(code, (char)byte);
    if (++column >= 80 && i + 1 < len) {
      g_string_append(code, "\"\n  \"");
      column = 0;
    }
  }
  g_string_append_c(code, '"');
}

static void
flush_literal(Compiler *c)
{
  if (c->literal->len == 0)
    return;
  g_string_append(c->code, "web_out_literal(out, ");
  append_c_string(c->code, c->literal->str, c->literal->len);
  g_string_append_printf(c->code, ", %" G_GSIZE_FORMAT ");\n", c->literal->len);
  g_string_truncate(c->literal, 0);
}

/* C that came from the template: the compiler shall name the template's line. */
static void
begin_code(Compiler *c, guint line)
{
  flush_literal(c);
  g_string_append_printf(c->code, "#line %u \"%s\"\n", line, c->file);
}

static gboolean
feed(Compiler *c, char byte, guint line)
{
  const char *what = web_markup_feed(&c->markup, byte);
  if (what != NULL)
    return fault(c, line, what);
  g_string_append_c(c->literal, byte);
  return TRUE;
}

static const char *const opening_words[] = {"define", "if",   "else", "for",
                                            "while",  "each", "let",  NULL};
static const char *const closing_words[] = {"end", "else", NULL};
static const char *const printing_words[] = {"render", NULL};

/* The word a directive starts with; "!" for C code, "" for text and expressions. */
static char *
word_at(Compiler *c, guint at)
{
  const Piece *piece = g_ptr_array_index(c->pieces, at);
  if (piece->kind != PIECE_DIRECTIVE)
    return g_strdup(piece->kind == PIECE_CODE ? "!" : "");
  char *word = g_strndup(piece->body, strspn(piece->body, "abcdefghijklmnopqrstuvwxyz_0123456789"));
  if (!g_strv_contains(opening_words, word) && !g_strv_contains(closing_words, word) &&
      !g_strv_contains(printing_words, word))
    word[0] = '\0';
  return word;
}

/* A directive that prints nothing by itself. */
static gboolean
is_silent(const char *word)
{
  return word[0] != '\0' && !g_strv_contains(printing_words, word);
}

/* Blanks with a line end are layout of the template: nothing between two directives that print
 * nothing themselves, behind what opens a block and before what closes it; one line end elsewhere.
 * Returns where the text to print starts and ends. */
static void
trim_layout(Compiler *c, const char **from, const char **end)
{
  g_autofree char *before = c->at > 0 ? word_at(c, c->at - 1) : g_strdup("!");
  g_autofree char *after = word_at(c, c->at + 1);
  const char *start = *from;
  gsize head = strspn(start, " \t\r\n");
  gboolean only_blanks = start + head == *end;
  gboolean breaks = memchr(start, '\n', head) != NULL;
  gboolean opens = before[0] == '!' || g_strv_contains(opening_words, before);
  gboolean between = only_blanks && is_silent(before) && is_silent(after);
  if (breaks && (opens || between))
    *from += head;
  if (!g_strv_contains(closing_words, after))
    return;
  const char *tail = *end;
  while (tail > *from && strchr(" \t\r\n", tail[-1]) != NULL)
    tail--;
  if (memchr(tail, '\n', (gsize)(*end - tail)) != NULL)
    *end = tail;
}

static gboolean
feed_blanks(Compiler *c, const char *from, gsize len, gboolean keep, guint line)
{
  if (len == 0)
    return TRUE;
  if (!keep && memchr(from, '\n', len) != NULL)
    return feed(c, c->markup.place == MARKUP_TEXT ? '\n' : ' ', line);
  for (gsize i = 0; i < len; i++) {
    if (!feed(c, from[i], line))
      return FALSE;
  }
  return TRUE;
}

static gboolean
compile_text(Compiler *c, const Piece *piece)
{
  const char *at = piece->body, *end = at + strlen(at);
  if (innermost(c) == NULL)
    return at + strspn(at, " \t\r\n") == end
               ? TRUE
               : fault(c, piece->line, "text outside of a definition");
  guint line = piece->line;
  trim_layout(c, &at, &end);
  for (const char *p = piece->body; p < at; p++)
    line += *p == '\n';
  while (at < end) {
    gsize run = MIN(strspn(at, " \t\r\n"), (gsize)(end - at));
    if (!feed_blanks(c, at, run, web_markup_within(&c->markup, "pre"), line))
      return FALSE;
    for (gsize i = 0; i < run; i++)
      line += at[i] == '\n';
    for (at += run; at < end && strchr(" \t\r\n", *at) == NULL; at++) {
      if (!feed(c, *at, line))
        return FALSE;
    }
  }
  return TRUE;
}

/* --- directives --- */

static void
open_block(Compiler *c, BlockKind kind, guint line)
{
  Block block = {.kind = kind, .line = line, .start = c->markup};
  g_array_append_val(c->blocks, block);
}

static gboolean
compile_define(Compiler *c, const char *rest, guint line)
{
  if (innermost(c) != NULL)
    return fault(c, line, "a definition inside a definition");
  gboolean local = g_str_has_prefix(rest, "static ");
  const char *name = local ? rest + strlen("static ") : rest;
  gsize len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
  if (len == 0 || !g_str_has_prefix(name + len, "(WebOut *out"))
    return fault(c, line, "say: define NAME(WebOut *out, ...)");
  c->markup = (Markup){.place = MARKUP_TEXT};
  begin_code(c, line);
  g_string_append_printf(c->code, "%svoid\n%s\n{\n", local ? "static " : "", name);
  open_block(c, BLOCK_DEFINE, line);
  return TRUE;
}

/* Ends one branch: it must stand where the others stand. */
static gboolean
close_branch(Compiler *c, Block *block, guint line)
{
  if (block->has_end && !web_markup_join(&block->end, &c->markup))
    return fault(c, line, "this branch ends at another place of the HTML than the one before");
  if (!block->has_end)
    block->end = c->markup;
  block->has_end = TRUE;
  return TRUE;
}

static gboolean
compile_else(Compiler *c, const char *rest, guint line)
{
  Block *block = innermost(c);
  if (block == NULL || block->kind != BLOCK_IF || block->has_else)
    return fault(c, line, "else without its if");
  if (!close_branch(c, block, line))
    return FALSE;
  c->markup = block->start;
  flush_literal(c);
  if (rest[0] == '\0') {
    block->has_else = TRUE;
    g_string_append(c->code, "} else {\n");
    return TRUE;
  }
  if (!g_str_has_prefix(rest, "if "))
    return fault(c, line, "say: else, or else if CONDITION");
  g_string_append_printf(c->code, "} else if (%s) {\n", rest + strlen("if "));
  return TRUE;
}

static gboolean
close_block(Compiler *c, Block *block, guint line)
{
  switch (block->kind) {
  case BLOCK_DEFINE:
    if (c->markup.place != MARKUP_TEXT || c->markup.open[0] != '\0')
      return fault(c, line, "the definition ends inside a tag or with an element open");
    break;
  case BLOCK_IF:
    if (!close_branch(c, block, line))
      return FALSE;
    c->markup = block->start;
    if (!block->has_else && !close_branch(c, block, line))
      return FALSE;
    c->markup = block->end;
    break;
  case BLOCK_LOOP:
  case BLOCK_EACH: {
    MarkupUrl url = c->markup.url;
    if (!web_markup_join(&c->markup, &block->start) || url != block->start.url)
      return fault(c, line, "the loop ends at another place of the HTML than it began");
    break;
  }
  }
  return TRUE;
}

static gboolean
compile_end(Compiler *c, const char *rest, guint line)
{
  Block *block = innermost(c);
  if (block == NULL || rest[0] != '\0')
    return fault(c, line, block == NULL ? "end without a beginning" : "say: end");
  if (!close_block(c, block, line))
    return FALSE;
  flush_literal(c);
  g_string_append(c->code, block->kind == BLOCK_EACH ? "}\n}\n" : "}\n");
  g_array_set_size(c->blocks, c->blocks->len - 1);
  return TRUE;
}

static gboolean
compile_condition(Compiler *c, const char *word, const char *rest, guint line)
{
  gboolean loop = strcmp(word, "if") != 0;
  if (strcmp(word, "for") == 0 && rest[0] != '(')
    return fault(c, line, "say: for (START; CONDITION; STEP)");
  if (rest[0] == '\0')
    return fault(c, line, "a condition is missing");
  begin_code(c, line);
  g_string_append_printf(c->code, strcmp(word, "for") == 0 ? "%s %s {\n" : "%s (%s) {\n", word,
                         rest);
  open_block(c, loop ? BLOCK_LOOP : BLOCK_IF, line);
  return TRUE;
}

static gboolean
compile_each(Compiler *c, const char *rest, guint line)
{
  const char *in = strstr(rest, " in ");
  if (in == NULL)
    return fault(c, line, "say: each TYPE NAME in ARRAY");
  g_autofree char *declaration = g_strstrip(g_strndup(rest, (gsize)(in - rest)));
  const char *name = declaration + strlen(declaration);
  while (name > declaration && (g_ascii_isalnum(name[-1]) || name[-1] == '_'))
    name--;
  if (name == declaration || *name == '\0')
    return fault(c, line, "say: each TYPE NAME in ARRAY");
  begin_code(c, line);
  g_string_append_printf(c->code,
                         "{ const GPtrArray *%s_all = (%s);\n"
                         "for (guint %s_at = 0; %s_all != NULL && %s_at < %s_all->len; %s_at++) {\n"
                         "%s = g_ptr_array_index(%s_all, %s_at);\n",
                         name, in + strlen(" in "), name, name, name, name, name, declaration, name,
                         name);
  open_block(c, BLOCK_EACH, line);
  return TRUE;
}

static gboolean
compile_render(Compiler *c, const char *rest, guint line)
{
  if (c->markup.place != MARKUP_TEXT)
    return fault(c, line, "render only between tags: what it prints is not known to fit elsewhere");
  if (strstr(rest, "(out") == NULL)
    return fault(c, line, "say: render FUNCTION(out, ...)");
  begin_code(c, line);
  g_string_append_printf(c->code, "%s;\n", rest);
  return TRUE;
}

static gboolean
compile_let(Compiler *c, const char *rest, guint line)
{
  if (strchr(rest, '=') == NULL)
    return fault(c, line, "say: let TYPE NAME = VALUE");
  begin_code(c, line);
  g_string_append_printf(c->code, "%s;\n", rest);
  return TRUE;
}

static gboolean
compile_expression(Compiler *c, const char *body, guint line)
{
  g_autofree char *what = NULL;
  begin_code(c, line);
  if (!web_filter_apply(body, &c->markup, c->code, &what))
    return fault(c, line, what);
  web_markup_printed(&c->markup);
  return TRUE;
}

static gboolean
compile_directive(Compiler *c, const Piece *piece)
{
  const char *body = piece->body;
  g_autofree char *word = word_at(c, c->at);
  const char *rest = body + strlen(word);
  while (g_ascii_isspace(*rest))
    rest++;
  if (strcmp(word, "define") == 0)
    return compile_define(c, rest, piece->line);
  if (innermost(c) == NULL)
    return fault(c, piece->line, "a directive outside of a definition");
  if (word[0] == '\0')
    return compile_expression(c, body, piece->line);
  web_markup_settle(&c->markup);
  if (strcmp(word, "end") == 0)
    return compile_end(c, rest, piece->line);
  if (strcmp(word, "else") == 0)
    return compile_else(c, rest, piece->line);
  if (strcmp(word, "each") == 0)
    return compile_each(c, rest, piece->line);
  if (strcmp(word, "let") == 0)
    return compile_let(c, rest, piece->line);
  if (strcmp(word, "render") == 0)
    return compile_render(c, rest, piece->line);
  return compile_condition(c, word, rest, piece->line);
}

static gboolean
compile_piece(Compiler *c, const Piece *piece)
{
  Block *block = innermost(c);
  switch (piece->kind) {
  case PIECE_TEXT:
    return compile_text(c, piece);
  case PIECE_DIRECTIVE:
    return compile_directive(c, piece);
  case PIECE_CODE:
    begin_code(c, piece->line);
    g_string_append_printf(c->code, "%s\n", piece->body);
    return TRUE;
  case PIECE_COMMENT:
    return TRUE;
  case PIECE_END:
    return block == NULL ? TRUE : fault(c, block->line, "this has no end");
  }
  return TRUE;
}

char *
web_template_compile(const char *file, const char *text, GError **error)
{
  g_autoptr(GPtrArray) pieces = web_template_scan(file, text, error);
  if (pieces == NULL)
    return NULL;
  g_autoptr(GArray) blocks = g_array_new(FALSE, TRUE, sizeof(Block));
  g_autoptr(GString) literal = g_string_new(NULL);
  g_autoptr(GString) code = g_string_new(NULL);
  Compiler c = {.file = file,
                .pieces = pieces,
                .blocks = blocks,
                .literal = literal,
                .code = code,
                .error = error};
  for (; c.at < pieces->len; c.at++) {
    if (!compile_piece(&c, g_ptr_array_index(pieces, c.at)))
      return NULL;
  }
  return g_strdup(code->str);
}
