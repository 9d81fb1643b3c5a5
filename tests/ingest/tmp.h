/* Files of one test program, in a folder of its own that goes at the end. */
#pragma once
#include <gio/gio.h>

/* Folder of this program; made at the first call. */
const char *tmp_folder(void);
/* Writes a file into it and gives its path; folders in name are made. Caller frees. */
char *tmp_file(const char *name, const void *bytes, gsize len);
/* Removes the folder with all that is in it. */
void tmp_remove(void);
/* Path below ../shared ($DOCKET_SHARED), or NULL where that is absent: skip the test. Caller frees.
 */
char *tmp_shared(const char *path);
/* Path below the sources. Caller frees. */
char *tmp_source(const char *path);
/* Like g_assert_cmpmem, which converts its lengths to int. */
#define assert_bytes(a, a_len, b, b_len)                                                           \
  tmp_assert_bytes(__FILE__, __LINE__, a, (gsize)(a_len), b, (gsize)(b_len))
void tmp_assert_bytes(const char *file, int line, const void *a, gsize a_len, const void *b,
                      gsize b_len);
