/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/picture-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <utime.h>

#include "limits.h"
#include "wire/picture.h"

/* A file takes a block of the disk at least. */
#define BLOCK 4096
/* When it is full, so much of it goes, so that it is not full again at once. */
#define FREED (LL_PICTURES_KEPT_BYTES_MAX / 4)

struct LlPictureStore {
  char *directory;
  gint64 bytes; /* in it, as far as we know: other programs may be at work, too */
};

typedef struct {
  char *path;
  gint64 seen; /* Unix time */
  gint64 bytes;
} Kept;

static void
kept_free(gpointer data)
{
  Kept *kept = data;

  g_free(kept->path);
  g_free(kept);
}

static char *
path_of(const LlPictureStore *store, const char *hash)
{
  return g_build_filename(store->directory, hash, NULL);
}

static gint64
on_disk(gint64 length)
{
  return (length + BLOCK - 1) / BLOCK * BLOCK;
}

/* All that is in the directory and ours; Kept. (transfer full) */
static GPtrArray *
list(const LlPictureStore *store)
{
  GPtrArray *all = g_ptr_array_new_with_free_func(kept_free);
  g_autoptr(GDir) directory = g_dir_open(store->directory, 0, NULL);
  const char *name;

  while (directory && (name = g_dir_read_name(directory))) {
    g_autofree char *path = path_of(store, name);
    Kept *kept;
    GStatBuf info;

    if (!ll_picture_is_hash(name) || g_stat(path, &info) < 0)
      continue;
    kept = g_new0(Kept, 1);
    kept->path = g_steal_pointer(&path);
    kept->seen = info.st_mtime;
    kept->bytes = on_disk(info.st_size);
    g_ptr_array_add(all, kept);
  }
  return all;
}

static int
compare_seen(gconstpointer a, gconstpointer b)
{
  const Kept *one = *(const Kept *const *)a, *other = *(const Kept *const *)b;

  return one->seen < other->seen ? -1 : one->seen > other->seen;
}

/* Only what is younger than its days stays, and of that at most MAX bytes. */
static void
sweep(LlPictureStore *store, gint64 max)
{
  g_autoptr(GPtrArray) all = list(store);
  gint64 oldest = g_get_real_time() / G_USEC_PER_SEC - LL_PICTURE_KEPT_DAYS * 24 * 60 * 60;

  store->bytes = 0;
  for (guint i = 0; i < all->len; i++)
    store->bytes += ((const Kept *)g_ptr_array_index(all, i))->bytes;
  g_ptr_array_sort(all, compare_seen);
  for (guint i = 0; i < all->len; i++) {
    const Kept *kept = g_ptr_array_index(all, i);

    if (kept->seen >= oldest && store->bytes <= max)
      break;
    if (g_unlink(kept->path) == 0)
      store->bytes -= kept->bytes;
  }
}

LlPictureStore *
ll_picture_store_new(const char *directory)
{
  LlPictureStore *store = g_new0(LlPictureStore, 1);

  store->directory = g_strdup(directory);
  sweep(store, LL_PICTURES_KEPT_BYTES_MAX);
  return store;
}

void
ll_picture_store_free(LlPictureStore *store)
{
  if (!store)
    return;
  g_free(store->directory);
  g_free(store);
}

gboolean
ll_picture_store_has(LlPictureStore *store, const char *hash)
{
  g_autofree char *path = path_of(store, hash);

  return g_utime(path, NULL) == 0;
}

GBytes *
ll_picture_store_get(LlPictureStore *store, const char *hash)
{
  g_autofree char *path = path_of(store, hash);
  g_autofree char *found = NULL;
  g_autoptr(GBytes) picture = NULL;
  GStatBuf info;
  char *data;
  gsize length;

  if (g_stat(path, &info) < 0)
    return NULL;
  if (info.st_size <= LL_PICTURE_MAX && g_file_get_contents(path, &data, &length, NULL)) {
    picture = g_bytes_new_take(data, length);
    found = ll_picture_hash(picture);
  }
  if (g_strcmp0(found, hash) == 0)
    return g_steal_pointer(&picture);
  g_unlink(path);
  return NULL;
}

gboolean
ll_picture_store_put(LlPictureStore *store, const char *hash, GBytes *picture, GError **error)
{
  g_autofree char *path = path_of(store, hash);
  gsize length;
  const char *data = g_bytes_get_data(picture, &length);

  if (g_mkdir_with_parents(store->directory, 0700) < 0) {
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "%s: %s",
                store->directory, g_strerror(errno));
    return FALSE;
  }
  if (!g_file_set_contents_full(path, data, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                error))
    return FALSE;
  store->bytes += on_disk((gint64)length);
  if (store->bytes > LL_PICTURES_KEPT_BYTES_MAX)
    sweep(store, LL_PICTURES_KEPT_BYTES_MAX - FREED);
  return TRUE;
}
