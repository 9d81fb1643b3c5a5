/* template-compile NAME IN.tmpl OUT.c: NAME is what #line and messages call the template. */
#include "web/compile/template.h"
#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *code = NULL;
  if (argc != 4) {
    fprintf(stderr, "usage: template-compile NAME IN.tmpl OUT.c\n");
    return 2;
  }
  if (g_file_get_contents(argv[2], &text, NULL, &error))
    code = web_template_compile(argv[1], text, &error);
  if (code == NULL || !g_file_set_contents(argv[3], code, -1, &error)) {
    fprintf(stderr, "%s\n", error->message);
    return 1;
  }
  return EXIT_SUCCESS;
}
