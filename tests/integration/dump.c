/* dump DB: what the database knows, by meaning and in a fixed order, so that tests can compare two of them. */
#include <locale.h>
#include <stdlib.h>
#include "db/db.h"
#include "db/maintain.h"

int
main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  setlocale(LC_ALL, "");
  g_autoptr(Db) db = argc == 2 ? db_open(argv[1], DB_OPEN_READ, &error) : NULL;
  if (db == NULL || !db_dump(db, stdout, &error) || fflush(stdout) != 0) {
    g_printerr("dump: %s\n", error != NULL ? error->message : "say which database");
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
