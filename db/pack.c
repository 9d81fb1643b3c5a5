/* Mail as zstd frames. A mail alone is short and mails of one list are alike, so a dictionary
 * trained on the list saves more than a higher level does. */
#define ZSTD_STATIC_LINKING_ONLY
#define ZDICT_STATIC_LINKING_ONLY
#include "db/pack.h"
#include "db/engine.h"
#include "db/message.h"

#include <string.h>
#include <zdict.h>
#include <zstd.h>

enum {
  LEVEL = 1, /* the whole database is then 0.72 of the mail. 20k mails, 220 MB: level 1 89.6 MB in
                1.0 s, level 2 86.3 MB in 1.3 s, level 3 84.5 MB in 1.5 s */
  DICTIONARY_MAX = 110 * 1024,
  SAMPLES_MIN = 100,
  SAMPLE_BYTES_MIN = 256 * 1024,
  SAMPLE_BYTES_MAX = 8 * 1024 * 1024,
  SAMPLE_ONE_MAX = 64 * 1024, /* one huge mail must not be all the dictionary knows */
  SCRATCH_KEPT = 1024 * 1024
};

static gboolean
pack_failed(const char *why, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE, "cannot pack mail: %s", why);
  return FALSE;
}

static GBytes *
unpack_failed(const char *why, GError **error)
{
  g_set_error(error, DOCKET_ERROR, DOCKET_ERROR_STORAGE,
              "its stored bytes are damaged (%s)\nput back a backup", why);
  return NULL;
}

/* --- packing --- */

typedef struct {
  gint64 id;
  ZSTD_CDict *dict;
} Dictionary;

struct DbPacker {
  ZSTD_CCtx *context;
  Dictionary *dictionary; /* g_atomic_rc_box, or NULL */
  GByteArray *scratch;    /* has room for the largest mail so far, up to SCRATCH_KEPT */
};

static void
dictionary_clear(gpointer data)
{
  ZSTD_freeCDict(((Dictionary *)data)->dict);
}

DbPacker *
db_packer_new(Db *db, gint64 group, GError **error)
{
  g_autoptr(Stmt) stmt = engine_prepare(
      db, "SELECT id, data FROM dictionary WHERE group_id = $1 ORDER BY id DESC LIMIT 1", error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_int(stmt, 1, group);
  g_autoptr(GError) step_error = NULL;
  g_autoptr(DbPacker) packer = g_new0(DbPacker, 1);
  packer->context = ZSTD_createCCtx();
  packer->scratch = g_byte_array_new();
  if (stmt_step(stmt, &step_error)) {
    gsize len = 0;
    const void *data = stmt_blob(stmt, 1, &len);
    packer->dictionary = g_atomic_rc_box_new0(Dictionary);
    packer->dictionary->id = stmt_int(stmt, 0);
    packer->dictionary->dict = ZSTD_createCDict(data, len, LEVEL);
  } else if (step_error != NULL) {
    g_propagate_error(error, g_steal_pointer(&step_error));
    return NULL;
  }
  return g_steal_pointer(&packer);
}

DbPacker *
db_packer_copy(const DbPacker *packer)
{
  DbPacker *copy = g_new0(DbPacker, 1);
  copy->context = ZSTD_createCCtx();
  copy->scratch = g_byte_array_new();
  if (packer->dictionary != NULL)
    copy->dictionary = g_atomic_rc_box_acquire(packer->dictionary);
  return copy;
}

void
db_packer_free(DbPacker *packer)
{
  if (packer == NULL)
    return;
  ZSTD_freeCCtx(packer->context);
  if (packer->scratch != NULL)
    g_byte_array_unref(packer->scratch);
  if (packer->dictionary != NULL)
    g_atomic_rc_box_release_full(packer->dictionary, dictionary_clear);
  g_free(packer);
}

gboolean
db_packer_has_dictionary(const DbPacker *packer)
{
  return packer->dictionary != NULL;
}

static gboolean
pack_into(ZSTD_CCtx *context, const ZSTD_CDict *dict, const char *raw, gsize len, GByteArray *out,
          GError **error)
{
  gsize bound = ZSTD_compressBound(len);
  if (bound > G_MAXUINT)
    return pack_failed("too large", error);
  g_byte_array_set_size(out, (guint)bound);
  gsize packed = dict != NULL ? ZSTD_compress_usingCDict(context, out->data, bound, raw, len, dict)
                              : ZSTD_compressCCtx(context, out->data, bound, raw, len, LEVEL);
  if (ZSTD_isError(packed))
    return pack_failed(ZSTD_getErrorName(packed), error);
  g_byte_array_set_size(out, (guint)packed);
  return TRUE;
}

GBytes *
db_packer_pack(DbPacker *packer, const char *raw, gsize len, gint64 *dictionary, GError **error)
{
  const Dictionary *shared = packer->dictionary;
  const ZSTD_CDict *dict = shared != NULL ? shared->dict : NULL;
  *dictionary = shared != NULL ? shared->id : 0;
  if (!pack_into(packer->context, dict, raw, len, packer->scratch, error))
    return NULL;
  /* A copy of its own length: mails wait for their turn by the thousand. */
  GBytes *packed = g_bytes_new(packer->scratch->data, packer->scratch->len);
  if (len > SCRATCH_KEPT) {
    g_byte_array_unref(packer->scratch);
    packer->scratch = g_byte_array_new();
  }
  return packed;
}

GByteArray *
pack_plain(const char *raw, gsize len, GError **error)
{
  ZSTD_CCtx *context = ZSTD_createCCtx();
  g_autoptr(GByteArray) out = g_byte_array_new();
  gboolean ok = pack_into(context, NULL, raw, len, out, error);
  ZSTD_freeCCtx(context);
  return ok ? g_steal_pointer(&out) : NULL;
}

/* --- training --- */

/* Joins the samples as zdict wants them; sizes gets one gsize each. Every k-th sample when there
 * are too many bytes. */
static GByteArray *
join_samples(GPtrArray *samples, GArray *sizes)
{
  gsize total = 0;
  for (guint i = 0; i < samples->len; i++)
    total += MIN(g_bytes_get_size(samples->pdata[i]), SAMPLE_ONE_MAX);
  guint stride = (guint)(total / SAMPLE_BYTES_MAX) + 1;
  GByteArray *joined = g_byte_array_new();
  for (guint i = 0; i < samples->len; i += stride) {
    gsize len = 0;
    const guint8 *data = g_bytes_get_data(samples->pdata[i], &len);
    len = MIN(len, SAMPLE_ONE_MAX);
    if (len == 0 || joined->len + len > SAMPLE_BYTES_MAX)
      continue;
    g_byte_array_append(joined, data, (guint)len);
    g_array_append_val(sizes, len);
  }
  return joined;
}

static gboolean
store_dictionary(Db *db, gint64 group, const void *data, gsize len, GError **error)
{
  gboolean own = FALSE;
  if (!engine_enter(db, &own, error))
    return FALSE;
  g_autoptr(Stmt) stmt =
      engine_prepare(db, "INSERT INTO dictionary (group_id, data) VALUES ($1, $2)", error);
  gboolean ok = FALSE;
  if (stmt != NULL) {
    stmt_bind_int(stmt, 1, group);
    stmt_bind_blob(stmt, 2, data, len);
    ok = stmt_run(stmt, error);
  }
  return engine_leave(db, own, ok, error);
}

gboolean
db_packer_train(Db *db, gint64 group, GPtrArray *samples, GError **error)
{
  g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(gsize));
  g_autoptr(GByteArray) joined = join_samples(samples, sizes);
  if (sizes->len < SAMPLES_MIN || joined->len < SAMPLE_BYTES_MIN)
    return TRUE;
  /* A table of 2^18 counts fits into the cache: training takes half the time that 2^20 takes, and
   * mail packs as well. */
  ZDICT_fastCover_params_t params = {.k = 2000,
                                     .d = 8,
                                     .f = 18,
                                     .steps = 1,
                                     .nbThreads = 1,
                                     .splitPoint = 1.0,
                                     .accel = 10,
                                     .zParams = {.compressionLevel = LEVEL}};
  g_autofree guint8 *dictionary = g_malloc(DICTIONARY_MAX);
  gsize len =
      ZDICT_trainFromBuffer_fastCover(dictionary, DICTIONARY_MAX, joined->data,
                                      (const gsize *)(gpointer)sizes->data, sizes->len, params);
  if (ZDICT_isError(len)) {
    /* Samples without anything in common: mail is stored without a dictionary, only larger. */
    g_info("no dictionary: %s", ZDICT_getErrorName(len));
    return TRUE;
  }
  return store_dictionary(db, group, dictionary, len, error);
}

/* --- unpacking --- */

struct Unpacker {
  ZSTD_DCtx *context;
  GHashTable *dictionaries; /* id -> ZSTD_DDict */
};

static void
free_ddict(gpointer data)
{
  ZSTD_freeDDict(data);
}

void
unpacker_free(Unpacker *unpacker)
{
  if (unpacker == NULL)
    return;
  ZSTD_freeDCtx(unpacker->context);
  g_hash_table_unref(unpacker->dictionaries);
  g_free(unpacker);
}

static Unpacker *
unpacker_of(Db *db)
{
  DbState *state = engine_state(db);
  if (state->unpacker == NULL) {
    state->unpacker = g_new0(Unpacker, 1);
    state->unpacker->context = ZSTD_createDCtx();
    state->unpacker->dictionaries =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_ddict);
  }
  return state->unpacker;
}

static const ZSTD_DDict *
find_dictionary(Db *db, Unpacker *unpacker, gint64 id, GError **error)
{
  ZSTD_DDict *dict = g_hash_table_lookup(unpacker->dictionaries, &id);
  if (dict != NULL)
    return dict;
  g_autoptr(Stmt) stmt = engine_prepare(db, "SELECT data FROM dictionary WHERE id = $1", error);
  if (stmt == NULL)
    return NULL;
  stmt_bind_int(stmt, 1, id);
  g_autoptr(GError) step_error = NULL;
  if (!stmt_step(stmt, &step_error)) {
    if (step_error == NULL)
      g_set_error(&step_error, DOCKET_ERROR, DOCKET_ERROR_STORAGE,
                  "dictionary %" G_GINT64_FORMAT " is missing\nput back a backup", id);
    g_propagate_error(error, g_steal_pointer(&step_error));
    return NULL;
  }
  gsize len = 0;
  const void *data = stmt_blob(stmt, 0, &len);
  dict = ZSTD_createDDict(data, len);
  g_hash_table_insert(unpacker->dictionaries, g_memdup2(&id, sizeof id), dict);
  return dict;
}

GBytes *
pack_unpack(Db *db, gint64 dictionary, const void *data, gsize len, GError **error)
{
  Unpacker *unpacker = unpacker_of(db);
  const ZSTD_DDict *dict = NULL;
  if (dictionary != 0 && (dict = find_dictionary(db, unpacker, dictionary, error)) == NULL)
    return NULL;
  unsigned long long size = ZSTD_getFrameContentSize(data, len);
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > G_MAXINT)
    return unpack_failed("no frame of zstd", error);
  g_autofree char *raw = g_malloc((gsize)size + 1);
  gsize got = dict != NULL
                  ? ZSTD_decompress_usingDDict(unpacker->context, raw, (gsize)size, data, len, dict)
                  : ZSTD_decompressDCtx(unpacker->context, raw, (gsize)size, data, len);
  if (ZSTD_isError(got))
    return unpack_failed(ZSTD_getErrorName(got), error);
  raw[got] = '\0';
  return g_bytes_new_take(g_steal_pointer(&raw), got);
}

GBytes *
pack_unpack_head(Db *db, gint64 dictionary, const void *data, gsize len, gsize most, GError **error)
{
  Unpacker *unpacker = unpacker_of(db);
  const ZSTD_DDict *dict = NULL;
  if (dictionary != 0 && (dict = find_dictionary(db, unpacker, dictionary, error)) == NULL)
    return NULL;
  /* An unknown size is a very large number. */
  gsize room = (gsize)MIN(ZSTD_getFrameContentSize(data, len), most);
  g_autofree char *raw = g_malloc(room + 1);
  ZSTD_inBuffer in = {data, len, 0};
  ZSTD_outBuffer out = {raw, room, 0};
  ZSTD_DCtx_reset(unpacker->context, ZSTD_reset_session_only);
  ZSTD_DCtx_refDDict(unpacker->context, dict);
  gsize rc = 1;
  while (rc > 0 && !ZSTD_isError(rc) && out.pos < out.size && in.pos < in.size)
    rc = ZSTD_decompressStream(unpacker->context, &out, &in);
  ZSTD_DCtx_reset(unpacker->context, ZSTD_reset_session_and_parameters);
  if (ZSTD_isError(rc))
    return unpack_failed(ZSTD_getErrorName(rc), error);
  raw[out.pos] = '\0';
  return g_bytes_new_take(g_steal_pointer(&raw), out.pos);
}
