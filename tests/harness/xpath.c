#include "tests/harness/xpath.h"

#include <libxml/xpathInternals.h>

xmlXPathContext *
xpath_of_atom(xmlDoc *doc)
{
  xmlXPathContext *context = xmlXPathNewContext(doc);
  xmlXPathRegisterNs(context, (const xmlChar *)"a", (const xmlChar *)"http://www.w3.org/2005/Atom");
  return context;
}

GPtrArray *
xpath_find(xmlXPathContext *context, const char *expression)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
  xmlXPathObject *found = xmlXPathEvalExpression((const xmlChar *)expression, context);
  g_assert_nonnull(found);
  for (int i = 0; found->nodesetval != NULL && i < found->nodesetval->nodeNr; i++) {
    xmlChar *text = xmlNodeGetContent(found->nodesetval->nodeTab[i]);
    g_ptr_array_add(texts, g_strdup((const char *)text));
    xmlFree(text);
  }
  xmlXPathFreeObject(found);
  return texts;
}

char *
xpath_one(xmlXPathContext *context, const char *expression)
{
  g_autoptr(GPtrArray) texts = xpath_find(context, expression);
  if (texts->len != 1)
    g_test_message("%s: %u", expression, texts->len);
  g_assert_cmpuint(texts->len, ==, 1);
  return g_strdup(texts->pdata[0]);
}
