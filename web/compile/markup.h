/* Where in an HTML document a template stands, byte by byte. A strict subset of HTML on purpose: lower-case names, double
 * quotes, every element closed, so that what a template prints is well formed by construction. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

typedef enum {
  MARKUP_TEXT,
  MARKUP_LESS,         /* after '<' */
  MARKUP_TAG_NAME,
  MARKUP_TAG,          /* between attributes */
  MARKUP_EMPTY_TAG,    /* after '/' in a tag */
  MARKUP_NAME,         /* of an attribute */
  MARKUP_EQUALS,       /* after '=' */
  MARKUP_VALUE,        /* inside double quotes */
  MARKUP_AFTER_VALUE,
  MARKUP_CLOSE_NAME,
  MARKUP_DECLARATION,  /* <!doctype html> */
  MARKUP_SCRIPT        /* inside script: nothing but </script> may come */
} MarkupPlace;

/* How far an address in href, src or action has come: this decides how the next piece is escaped. */
typedef enum {
  MARKUP_NO_URL,
  MARKUP_URL_START,    /* nothing yet */
  MARKUP_URL_HEAD,     /* letters that may still become a scheme */
  MARKUP_URL_PATH,
  MARKUP_URL_QUERY,
  MARKUP_URL_FRAGMENT,
  MARKUP_URL_CLOSED    /* after a whole address, or branches that differ: no expression fits any more */
} MarkupUrl;

typedef struct {
  MarkupPlace place;
  MarkupUrl url;
  char open[512];      /* "/html/body/main" */
  char tag[24];        /* being read */
  char name[24];       /* of the attribute, or the closing tag, being read */
  char head[16];       /* of the address while it may be a scheme */
} Markup;

/* NULL, or what is wrong (static string). */
const char *web_markup_feed(Markup *m, char c) G_GNUC_WARN_UNUSED_RESULT;
/* Before a directive: "<li" and "<input required" count as standing between attributes. */
void web_markup_settle(Markup *m);
/* An expression was printed here. */
void web_markup_printed(Markup *m);
/* Joins the ends of two branches into m. FALSE when they differ. */
gboolean web_markup_join(Markup *m, const Markup *other) G_GNUC_WARN_UNUSED_RESULT;
/* TRUE inside the element, at any depth. */
gboolean web_markup_within(const Markup *m, const char *element);

G_END_DECLS
