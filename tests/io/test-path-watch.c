/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/path-watch.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct {
  char *top, *path;
  LlPathWatch *watch;
  guint appeared;
  gboolean frees;
} Fixture;

static void
on_appeared(gpointer owner)
{
  Fixture *f = owner;
  f->appeared++;
  if (f->frees)
    g_clear_pointer(&f->watch, ll_path_watch_free);
}

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->top = g_dir_make_tmp("ll-path-XXXXXX", NULL);
  f->path = g_build_filename(f->top, "run", "dbus", "socket", NULL);
}

static void
make_directory(Fixture *f)
{
  g_autofree char *directory = g_path_get_dirname(f->path);
  g_assert_cmpint(g_mkdir_with_parents(directory, 0700), ==, 0);
}

static void
make_file(const char *path)
{
  g_assert_true(g_file_set_contents(path, "", 0, NULL));
}

static void
await(Fixture *f, guint appeared)
{
  while (f->appeared < appeared)
    g_main_context_iteration(NULL, TRUE);
}

static void
unmake(Fixture *f)
{
  g_autofree char *directory = g_path_get_dirname(f->path), *run = g_path_get_dirname(directory);
  g_unlink(f->path);
  g_rmdir(directory);
  g_rmdir(run);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_path_watch_free(f->watch);
  unmake(f);
  g_assert_cmpint(g_rmdir(f->top), ==, 0);
  g_free(f->top);
  g_free(f->path);
}

static void
test_appears(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  make_directory(f);
  f->watch = ll_path_watch_new(f->path, on_appeared, f);
  make_file(f->path);
  await(f, 1);
  g_unlink(f->path);
  make_file(f->path);
  await(f, 2);
}

static void
test_appears_with_its_directories(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->watch = ll_path_watch_new(f->path, on_appeared, f);
  make_directory(f);
  make_file(f->path);
  await(f, 1);
}

static void
test_appears_after_its_directories_went(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  make_directory(f);
  f->watch = ll_path_watch_new(f->path, on_appeared, f);
  for (guint i = 1; i <= 3; i++) {
    make_directory(f);
    make_file(f->path);
    await(f, i);
    unmake(f);
  }
}

static void
test_is_moved_there(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *beside = g_strconcat(f->path, ".new", NULL);
  make_directory(f);
  f->watch = ll_path_watch_new(f->path, on_appeared, f);
  make_file(beside);
  g_assert_cmpint(g_rename(beside, f->path), ==, 0);
  await(f, 1);
}

static void
test_another_appears(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *beside = g_strconcat(f->path, ".pid", NULL);
  make_directory(f);
  f->watch = ll_path_watch_new(f->path, on_appeared, f);
  make_file(beside);
  make_file(f->path);
  await(f, 1);
  g_assert_cmpuint(f->appeared, ==, 1);
  g_unlink(beside);
}

static void
test_is_freed_from_within(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  make_directory(f);
  f->frees = TRUE;
  f->watch = ll_path_watch_new(f->path, on_appeared, f);
  make_file(f->path);
  await(f, 1);
  g_assert_null(f->watch);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add("/path-watch/" name, Fixture, NULL, set_up, test, tear_down)
  ADD("appears", test_appears);
  ADD("appears-with-its-directories", test_appears_with_its_directories);
  ADD("appears-after-its-directories-went", test_appears_after_its_directories_went);
  ADD("is-moved-there", test_is_moved_there);
  ADD("another-appears", test_another_appears);
  ADD("is-freed-from-within", test_is_freed_from_within);
  return g_test_run();
}
