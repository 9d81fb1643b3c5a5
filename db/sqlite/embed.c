/* Build tool: prints migrations given as NNNN-name.sql as one C table, so that the program carries
 * its schema. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_text(FILE *in)
{
  int c;
  fputs("    \"", stdout);
  while ((c = fgetc(in)) != EOF) {
    if (c == '\n')
      fputs("\\n\"\n    \"", stdout);
    else if (c == '"' || c == '\\')
      printf("\\%c", c);
    else
      putchar(c);
  }
  fputs("\"", stdout);
}

int
main(int argc, char **argv)
{
  puts("#include \"db/sqlite/migrate.h\"\n\nconst Migration db_migrations[] = {");
  for (int i = 1; i < argc; i++) {
    const char *slash = strrchr(argv[i], '/');
    const char *name = slash != NULL ? slash + 1 : argv[i];
    if (strtol(name, NULL, 10) != i) {
      fprintf(stderr, "%s: the number of this migration should be %d\n", argv[i], i);
      return 1;
    }
    FILE *in = fopen(argv[i], "rb");
    if (in == NULL) {
      perror(argv[i]);
      return 1;
    }
    printf("  { \"%s\",\n", name);
    print_text(in);
    puts(" },");
    fclose(in);
  }
  printf("};\nconst unsigned db_migrations_n = %d;\n", argc - 1);
  return ferror(stdout) != 0;
}
