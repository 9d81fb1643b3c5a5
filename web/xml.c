#include "web/xml.h"

static void
open_tag(WebOut *out, const char *name, va_list attributes)
{
  g_string_append_printf(out, "<%s", name);
  for (const char *key = va_arg(attributes, const char *); key != NULL;
       key = va_arg(attributes, const char *)) {
    const char *value = va_arg(attributes, const char *);
    if (value == NULL)
      continue;
    g_string_append_printf(out, " %s=\"", key);
    web_out_attribute(out, value);
    g_string_append_c(out, '"');
  }
}

void
web_xml_begin(WebOut *out)
{
  g_string_append(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
}

void
web_xml_open(WebOut *out, const char *name, ...)
{
  va_list attributes;
  va_start(attributes, name);
  open_tag(out, name, attributes);
  va_end(attributes);
  g_string_append_c(out, '>');
}

void
web_xml_empty(WebOut *out, const char *name, ...)
{
  va_list attributes;
  va_start(attributes, name);
  open_tag(out, name, attributes);
  va_end(attributes);
  g_string_append(out, "/>\n");
}

void
web_xml_close(WebOut *out, const char *name)
{
  g_string_append_printf(out, "</%s>\n", name);
}

void
web_xml_text(WebOut *out, const char *name, const char *text)
{
  web_xml_open(out, name, NULL);
  web_out_text(out, text);
  web_xml_close(out, name);
}
