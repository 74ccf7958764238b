/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/private-file.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOUND 100

typedef struct {
  char *directory;
  char *path;
  char *other;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  (void)data;
  fixture->directory = g_dir_make_tmp("private-XXXXXX", NULL);
  fixture->path = g_build_filename(fixture->directory, "secret", NULL);
  fixture->other = g_build_filename(fixture->directory, "other", NULL);
}

/* Nothing else is left. */
static void
tear_down(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_remove(fixture->path);
  g_remove(fixture->other);
  g_assert_cmpint(g_rmdir(fixture->directory), ==, 0);
  g_free(fixture->directory);
  g_free(fixture->path);
  g_free(fixture->other);
}

static void
assert_holds(const char *path, const char *expected)
{
  g_autoptr(GError) error = NULL;
  gsize length;
  guint mode;
  char *text = ll_private_file_read(path, BOUND, &length, &mode, &error);

  g_assert_no_error(error);
  g_assert_cmpstr(text, ==, expected);
  g_assert_cmpuint(length, ==, strlen(expected));
  g_assert_cmpuint(mode, ==, 0600);
  ll_private_file_wipe(text, length);
}

static void
assert_not_read(const char *path, GFileError code)
{
  g_autoptr(GError) error = NULL;
  gsize length;

  g_assert_null(ll_private_file_read(path, BOUND, &length, NULL, &error));
  g_assert_error(error, G_FILE_ERROR, (gint)code);
  g_assert_true(g_str_has_prefix(error->message, path));
}

static void
create(const Fixture *fixture, const char *text)
{
  g_autoptr(GError) error = NULL;

  ll_private_file_create(fixture->path, text, strlen(text), &error);
  g_assert_no_error(error);
}

static void
test_what_is_written_is_read(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  mode_t mask = umask(0);

  (void)data;
  create(fixture, "one");
  assert_holds(fixture->path, "one");
  g_assert_true(ll_private_file_replace(fixture->path, "another", 7, &error));
  assert_holds(fixture->path, "another");
  g_assert_true(ll_private_file_replace(fixture->other, "new", 3, &error));
  assert_holds(fixture->other, "new");
  umask(mask);
}

static void
test_what_is_there_is_not_created(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  (void)data;
  create(fixture, "one");
  g_assert_false(ll_private_file_create(fixture->path, "another", 7, &error));
  g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  assert_holds(fixture->path, "one");
}

static void
test_nothing_is_told_from_what_cannot_be_read(Fixture *fixture, gconstpointer data)
{
  (void)data;
  assert_not_read(fixture->path, G_FILE_ERROR_NOENT);
  g_assert_cmpint(symlink(fixture->other, fixture->path), ==, 0);
  assert_not_read(fixture->path, G_FILE_ERROR_IO);
  g_unlink(fixture->path);
  g_assert_cmpint(mkfifo(fixture->path, 0600), ==, 0);
  assert_not_read(fixture->path, G_FILE_ERROR_INVAL);
  g_unlink(fixture->path);
  g_assert_cmpint(g_mkdir(fixture->path, 0700), ==, 0);
  assert_not_read(fixture->path, G_FILE_ERROR_INVAL);
}

static void
test_it_is_read_up_to_a_bound(Fixture *fixture, gconstpointer data)
{
  g_autofree char *most = g_strnfill(BOUND, 'x');
  g_autofree char *more = g_strnfill(BOUND + 1, 'x');

  (void)data;
  create(fixture, most);
  assert_holds(fixture->path, most);
  g_unlink(fixture->path);
  create(fixture, more);
  assert_not_read(fixture->path, G_FILE_ERROR_FAILED);
}

static void
test_a_link_stays_a_link(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  (void)data;
  create(fixture, "one");
  g_assert_cmpint(symlink("secret", fixture->other), ==, 0);
  assert_holds(fixture->other, "one");
  g_assert_true(ll_private_file_replace(fixture->other, "another", 7, &error));
  assert_holds(fixture->path, "another");
  g_assert_true(g_file_test(fixture->other, G_FILE_TEST_IS_SYMLINK));
}

/* As on a full disk the first bytes can be written. */
static void
test_what_cannot_be_written_leaves_all_as_it_was(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  struct rlimit before;
  struct rlimit few;

  (void)data;
  create(fixture, "one");
  signal(SIGXFSZ, SIG_IGN);
  g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
  few = (struct rlimit){4, before.rlim_max};
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &few), ==, 0);
  g_assert_false(ll_private_file_replace(fixture->path, "another", 7, &error));
  g_clear_error(&error);
  g_assert_false(ll_private_file_create(fixture->other, "another", 7, &error));
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
  signal(SIGXFSZ, SIG_DFL);
  g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
  assert_holds(fixture->path, "one");
  assert_not_read(fixture->other, G_FILE_ERROR_NOENT);
}

#define CASE(name, function)                                                                       \
  g_test_add("/private-file/" name, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  CASE("what-is-written-is-read", test_what_is_written_is_read);
  CASE("what-is-there-is-not-created", test_what_is_there_is_not_created);
  CASE("nothing-is-told-from-what-cannot-be-read", test_nothing_is_told_from_what_cannot_be_read);
  CASE("it-is-read-up-to-a-bound", test_it_is_read_up_to_a_bound);
  CASE("a-link-stays-a-link", test_a_link_stays_a_link);
  CASE("what-cannot-be-written-leaves-all-as-it-was",
       test_what_cannot_be_written_leaves_all_as_it_was);
  return g_test_run();
}
