/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/picture-store.h"

#include <glib/gstdio.h>
#include <utime.h>

#include "limits.h"
#include "wire/picture.h"

#define DAY (24 * 60 * 60)

typedef struct {
  char *parent, *directory;
  LlPictureStore *store;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
  (void)data;
  f->parent = g_dir_make_tmp("link-local-pictures-XXXXXX", NULL);
  f->directory = g_build_filename(f->parent, "cache", "pictures", NULL);
  f->store = ll_picture_store_new(f->directory);
}

static void
remove_all(const char *path)
{
  GDir *directory = g_dir_open(path, 0, NULL);
  const char *name;

  while (directory && (name = g_dir_read_name(directory))) {
    g_autofree char *below = g_build_filename(path, name, NULL);

    remove_all(below);
  }
  if (directory)
    g_dir_close(directory);
  g_assert_cmpint(g_remove(path), ==, 0);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
  (void)data;
  ll_picture_store_free(f->store);
  remove_all(f->parent);
  g_free(f->parent);
  g_free(f->directory);
}

/* Keep SIZE bytes that begin with NUMBER; their hash. (transfer full) */
static char *
put(const Fixture *f, guint number, gsize size)
{
  guint32 *data = g_malloc0(size);
  g_autoptr(GBytes) picture = NULL;
  char *hash;

  *data = number;
  picture = g_bytes_new_take(data, size);
  hash = ll_picture_hash(picture);
  g_assert_true(ll_picture_store_put(f->store, hash, picture, NULL));
  return hash;
}

static void
set_seen(const Fixture *f, const char *hash, gint64 ago)
{
  g_autofree char *path = g_build_filename(f->directory, hash, NULL);
  time_t then = (time_t)(g_get_real_time() / G_USEC_PER_SEC - ago);
  struct utimbuf times = {then, then};

  g_assert_cmpint(g_utime(path, &times), ==, 0);
}

static gboolean
is_there(const Fixture *f, const char *hash)
{
  g_autoptr(GBytes) picture = ll_picture_store_get(f->store, hash);

  return picture != NULL;
}

/* Another life of this program begins. */
static void
start_again(Fixture *f)
{
  ll_picture_store_free(f->store);
  f->store = ll_picture_store_new(f->directory);
}

static void
test_nothing_is_made_for_nothing(Fixture *f, gconstpointer data)
{
  (void)data;
  g_assert_false(ll_picture_store_has(f->store, "a9993e364706816aba3e25717850c26c9cd0d89d"));
  g_assert_false(is_there(f, "a9993e364706816aba3e25717850c26c9cd0d89d"));
  g_assert_false(g_file_test(f->directory, G_FILE_TEST_EXISTS));
}

static void
test_what_is_kept_is_there_for_all(Fixture *f, gconstpointer data)
{
  g_autoptr(LlPictureStore) other = ll_picture_store_new(f->directory);
  g_autofree char *hash = put(f, 1, 9000);
  g_autofree char *path = g_build_filename(f->directory, hash, NULL);
  GStatBuf info;

  (void)data;
  g_assert_true(ll_picture_store_has(f->store, hash));
  g_assert_true(is_there(f, hash));
  g_assert_true(ll_picture_store_has(other, hash));
  start_again(f);
  g_assert_true(is_there(f, hash));
  g_assert_cmpint(g_stat(path, &info), ==, 0);
  g_assert_cmpint(info.st_mode & 0777, ==, 0600);
  g_assert_cmpint(g_stat(f->directory, &info), ==, 0);
  g_assert_cmpint(info.st_mode & 0777, ==, 0700);
}

static void
test_what_was_changed_is_not_there(Fixture *f, gconstpointer data)
{
  g_autofree char *hash = put(f, 1, 100);
  g_autofree char *path = g_build_filename(f->directory, hash, NULL);

  (void)data;
  g_assert_true(g_file_set_contents(path, "something else", -1, NULL));
  g_assert_false(is_there(f, hash));
  g_assert_false(ll_picture_store_has(f->store, hash));
}

static void
test_what_nobody_has_any_more_goes(Fixture *f, gconstpointer data)
{
  g_autofree char *old = put(f, 1, 100), *young = put(f, 2, 100), *seen = put(f, 3, 100);

  (void)data;
  set_seen(f, old, LL_PICTURE_KEPT_DAYS * DAY + 60);
  set_seen(f, young, LL_PICTURE_KEPT_DAYS * DAY - 60);
  set_seen(f, seen, LL_PICTURE_KEPT_DAYS * DAY + 60);
  g_assert_true(ll_picture_store_has(f->store, seen));
  start_again(f);
  g_assert_false(is_there(f, old));
  g_assert_true(is_there(f, young));
  g_assert_true(is_there(f, seen));
}

static gint64
size_of(const Fixture *f, guint *ret_files)
{
  g_autoptr(GDir) directory = g_dir_open(f->directory, 0, NULL);
  gint64 size = 0;
  const char *name;

  *ret_files = 0;
  while ((name = g_dir_read_name(directory))) {
    g_autofree char *path = g_build_filename(f->directory, name, NULL);
    GStatBuf info;

    g_assert_cmpint(g_stat(path, &info), ==, 0);
    size += info.st_size;
    (*ret_files)++;
  }
  return size;
}

static void
test_it_does_not_fill_the_disk(Fixture *f, gconstpointer data)
{
  guint count = LL_PICTURES_KEPT_BYTES_MAX / (64 * 1024), files;
  gint64 size;
  g_autofree char *oldest = NULL, *latest = NULL;

  (void)data;
  for (guint i = 0; i < count; i++) {
    g_autofree char *hash = put(f, i, 64 * 1024 - 1);

    set_seen(f, hash, 1000 + (i == 0 ? 100000 : 0));
    if (i == 0)
      oldest = g_steal_pointer(&hash);
  }
  g_assert_true(is_there(f, oldest));
  latest = put(f, count, 64 * 1024 - 1);
  g_assert_false(is_there(f, oldest));
  g_assert_true(is_there(f, latest));
  size = size_of(f, &files);
  g_assert_cmpint(size, <=, LL_PICTURES_KEPT_BYTES_MAX);
  g_assert_cmpuint(files, >=, count / 2);
}

/* Each takes a block of the disk. */
static void
test_small_ones_count_too(Fixture *f, gconstpointer data)
{
  guint files;

  (void)data;
  for (guint i = 0; i <= LL_PICTURES_KEPT_BYTES_MAX / 4096; i++)
    g_free(put(f, i, 8));
  size_of(f, &files);
  g_assert_cmpuint(files, <=, LL_PICTURES_KEPT_BYTES_MAX / 4096);
}

static void
test_other_files_stay(Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename(f->directory, "README", NULL);

  (void)data;
  g_free(put(f, 1, 100));
  g_assert_true(g_file_set_contents(path, "mine", -1, NULL));
  set_seen(f, "README", 400 * DAY);
  start_again(f);
  g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void
test_where_nothing_can_be_kept(Fixture *f, gconstpointer data)
{
  g_autofree char *file = g_build_filename(f->parent, "file", NULL);
  g_autofree char *below = g_build_filename(file, "pictures", NULL);
  g_autoptr(LlPictureStore) store = NULL;
  g_autoptr(GBytes) picture = g_bytes_new_static("abc", 3);
  g_autoptr(GError) error = NULL;

  (void)data;
  g_assert_true(g_file_set_contents(file, "", 0, NULL));
  store = ll_picture_store_new(below);
  g_assert_false(
      ll_picture_store_put(store, "a9993e364706816aba3e25717850c26c9cd0d89d", picture, &error));
  g_assert_true(error && error->domain == G_FILE_ERROR);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(path, test) g_test_add("/picture-store/" path, Fixture, NULL, set_up, test, tear_down)
  ADD("nothing-for-nothing", test_nothing_is_made_for_nothing);
  ADD("there-for-all", test_what_is_kept_is_there_for_all);
  ADD("changed", test_what_was_changed_is_not_there);
  ADD("days", test_what_nobody_has_any_more_goes);
  ADD("bytes", test_it_does_not_fill_the_disk);
  ADD("small-ones", test_small_ones_count_too);
  ADD("other-files", test_other_files_stay);
  ADD("no-place", test_where_nothing_can_be_kept);
  return g_test_run();
}
