/* Build tool: prints the present schema and the migrations, given as SCHEMA NNNN-name.sql..., as C
 * texts, so that the program carries them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
print_file(const char *path)
{
  FILE *in = fopen(path, "rb");
  if (in == NULL) {
    perror(path);
    return 0;
  }
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
  fclose(in);
  return 1;
}

int
main(int argc, char **argv)
{
  puts("#include \"db/sqlite/migrate.h\"\n\nconst char db_schema[] =");
  if (argc < 2 || !print_file(argv[1]))
    return 1;
  puts(";\n\nconst Migration db_migrations[] = {");
  for (int i = 2; i < argc; i++) {
    const char *slash = strrchr(argv[i], '/');
    const char *name = slash != NULL ? slash + 1 : argv[i];
    if (strtol(name, NULL, 10) != i - 1) {
      fprintf(stderr, "%s: the number of this migration should be %d\n", argv[i], i - 1);
      return 1;
    }
    printf("  { \"%s\",\n", name);
    if (!print_file(argv[i]))
      return 1;
    puts(" },");
  }
  printf("};\nconst unsigned db_migrations_n = %d;\n", argc - 2);
  return ferror(stdout) != 0;
}
