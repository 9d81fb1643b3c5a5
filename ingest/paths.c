#include "ingest/paths.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

void
source_file_free(SourceFile *file)
{
  if (file == NULL)
    return;
  g_free(file->path);
  g_free(file->name);
  cursor_free(file->cursor);
  g_free(file);
}

void
path_fault_free(PathFault *fault)
{
  if (fault == NULL)
    return;
  g_free(fault->path);
  g_free(fault->reason);
  g_free(fault);
}

static void
add_fault(GPtrArray *faults, const char *path, const char *reason)
{
  PathFault *fault = g_new0(PathFault, 1);
  fault->path = g_strdup(path);
  fault->reason = g_strdup(reason);
  g_ptr_array_add(faults, fault);
}

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

/* year * 100 + month of "2014-April.txt.gz" and "2014-04.mbox"; 0: the name tells none. *len: of
 * that piece. */
static guint
month_key(const char *name, gsize *len)
{
  guint year = 0;
  *len = 0;
  for (int i = 0; i < 4; i++) {
    if (!g_ascii_isdigit(name[i]))
      return 0;
    year = year * 10 + (guint)(name[i] - '0');
  }
  if (name[4] != '-')
    return 0;
  for (guint i = 0; i < 12; i++) {
    if (g_str_has_prefix(name + 5, months[i])) {
      *len = 5 + strlen(months[i]);
      return year * 100 + i + 1;
    }
  }
  if (g_ascii_isdigit(name[5]) && g_ascii_isdigit(name[6]) && !g_ascii_isdigit(name[7])) {
    *len = 7;
    return year * 100 + (guint)(name[5] - '0') * 10 + (guint)(name[6] - '0');
  }
  return 0;
}

char *
ingest_paths_month(const char *path)
{
  g_auto(GStrv) pieces = g_strsplit(path, "/", -1);
  for (guint i = g_strv_length(pieces); i > 0; i--) {
    gsize len;
    if (month_key(pieces[i - 1], &len) != 0 && len > 7)
      return g_strndup(pieces[i - 1], len);
  }
  return NULL;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
  const char *left = *(const char *const *)a, *right = *(const char *const *)b;
  gsize ignored;
  guint left_month = month_key(left, &ignored), right_month = month_key(right, &ignored);
  if (left_month != right_month)
    return left_month < right_month ? -1 : 1;
  return strcmp(left, right);
}

static GPtrArray *
sorted_names(const char *folder, gboolean hidden, GPtrArray *faults)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
  if (dir == NULL) {
    add_fault(faults, folder, error->message);
    return NULL;
  }
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir))
    if (hidden || name[0] != '.')
      g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, compare_names);
  return names;
}

static void
add_file(GPtrArray *files, const char *path, const struct stat *st, guint root, gboolean named,
         gboolean in_maildir)
{
  SourceFile *file = g_new0(SourceFile, 1);
  file->path = g_strdup(path);
  file->name = g_strdup(path);
  file->root = root;
  file->named = named;
  file->in_maildir = in_maildir;
  file->size = st->st_size;
  file->mtime = st->st_mtim.tv_sec * G_GINT64_CONSTANT(1000000000) + st->st_mtim.tv_nsec;
  file->inode = (gint64)st->st_ino;
  g_ptr_array_add(files, file);
}

static gboolean
is_maildir(const char *folder)
{
  g_autofree char *cur = g_build_filename(folder, "cur", NULL);
  g_autofree char *fresh = g_build_filename(folder, "new", NULL);
  return g_file_test(cur, G_FILE_TEST_IS_DIR) || g_file_test(fresh, G_FILE_TEST_IS_DIR);
}

/* "cur/" or "new/" of a Maildir: what lies there is mail. */
static gboolean
holds_mail(const char *folder)
{
  g_autofree char *name = g_path_get_basename(folder);
  g_autofree char *parent = g_path_get_dirname(folder);
  return (g_str_equal(name, "cur") || g_str_equal(name, "new")) && is_maildir(parent);
}

static gboolean
lies_in_maildir(const char *path)
{
  g_autofree char *folder = g_path_get_dirname(path);
  return holds_mail(folder);
}

/* The folder of folder to be listed after it? Maildir++ keeps its folders in hidden ones. */
static gboolean
is_walked(const char *path, const char *name, gboolean in_maildir)
{
  if (name[0] == '.')
    return in_maildir && is_maildir(path);
  return !in_maildir || strcmp(name, "tmp") != 0;
}

/* Walks with a stack of folders that are still to be listed. */
static void
add_folder(GPtrArray *files, GPtrArray *faults, const char *folder, guint root)
{
  g_autoptr(GPtrArray) stack = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(stack, g_strdup(folder));
  while (stack->len > 0) {
    g_autofree char *top = g_ptr_array_steal_index(stack, stack->len - 1);
    gboolean maildir = is_maildir(top), mail = holds_mail(top);
    g_autoptr(GPtrArray) names = sorted_names(top, maildir, faults);
    guint first = stack->len;
    for (guint i = 0; names != NULL && i < names->len; i++) {
      const char *name = names->pdata[i];
      g_autofree char *path = g_build_filename(top, name, NULL);
      struct stat link, st;
      if (lstat(path, &link) != 0 || stat(path, &st) != 0)
        continue; /* gone since it was listed: a mail that moved from new/ to cur/ */
      if (S_ISREG(st.st_mode) && name[0] != '.')
        add_file(files, path, &st, root, mail, mail);
      else if (S_ISDIR(link.st_mode) && is_walked(path, name, maildir))
        g_ptr_array_insert(stack, (int)first, g_steal_pointer(&path)); /* reversed: first on top */
    }
  }
}

GPtrArray *
ingest_paths_expand(const char *const *paths, GPtrArray *faults)
{
  GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)source_file_free);
  for (guint i = 0; paths[i] != NULL; i++) {
    struct stat st = {0};
    if (strcmp(paths[i], "-") == 0) {
      add_file(files, "-", &st, i, TRUE, FALSE);
      continue;
    }
    g_autofree char *path = g_canonicalize_filename(paths[i], NULL);
    if (stat(path, &st) != 0)
      add_fault(faults, paths[i], g_strerror(errno));
    else if (S_ISDIR(st.st_mode))
      add_folder(files, faults, path, i);
    else if (S_ISREG(st.st_mode))
      add_file(files, path, &st, i, TRUE, lies_in_maildir(path));
    else
      add_fault(faults, paths[i],
                "neither a file nor a folder; what comes out of a pipe is read as -: docket ingest"
                " -g GROUP - < PIPE");
  }
  return files;
}
