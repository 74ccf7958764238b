/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/pins.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  char *parent;
  char *directory; /* not there at first */
  char *path;
} Fixture;

static const LlFingerprint key = {.bytes = {1}};

static void
set_up(Fixture *fixture, gconstpointer data)
{
  (void)data;
  fixture->parent = g_dir_make_tmp("pins-XXXXXX", NULL);
  fixture->directory = g_build_filename(fixture->parent, "juliet", NULL);
  fixture->path = g_build_filename(fixture->directory, "pins", NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_remove(fixture->path);
  g_rmdir(fixture->directory);
  g_assert_cmpint(g_rmdir(fixture->parent), ==, 0);
  g_free(fixture->parent);
  g_free(fixture->directory);
  g_free(fixture->path);
}

static LlTrust *
load(const Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  LlTrust *trust = ll_pins_load(fixture->directory, &error);

  g_assert_no_error(error);
  return trust;
}

static void
save(const Fixture *fixture, const LlTrust *trust)
{
  g_autoptr(GError) error = NULL;

  ll_pins_save(trust, fixture->directory, &error);
  g_assert_no_error(error);
}

static void
write_file(const Fixture *fixture, const char *text)
{
  g_mkdir(fixture->directory, 0700);
  g_assert_true(g_file_set_contents(fixture->path, text, -1, NULL));
}

static void
assert_not_loaded(const Fixture *fixture, GQuark domain, gint code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null(ll_pins_load(fixture->directory, &error));
  g_assert_error(error, domain, code);
  g_assert_true(g_str_has_prefix(error->message, fixture->path));
}

static void
test_at_first_there_are_none(Fixture *fixture, gconstpointer data)
{
  g_autoptr(LlTrust) trust = load(fixture);
  g_autoptr(GPtrArray) pins = ll_trust_pins(trust);

  (void)data;
  g_assert_cmpuint(pins->len, ==, 0);
  g_assert_false(g_file_test(fixture->directory, G_FILE_TEST_EXISTS));
}

static void
test_what_is_saved_is_there_again(Fixture *fixture, gconstpointer data)
{
  g_autoptr(LlTrust) trust = load(fixture);
  g_autoptr(LlTrust) again = NULL;

  (void)data;
  ll_trust_meet(trust, "romeo@mantua", &key, 7, NULL);
  save(fixture, trust);
  ll_trust_set_verified(trust, "romeo@mantua", TRUE);
  save(fixture, trust);
  again = load(fixture);
  g_assert_true(ll_fingerprint_equal(&ll_trust_pin(again, "romeo@mantua")->key, &key));
  g_assert_true(ll_trust_pin(again, "romeo@mantua")->is_verified);
}

static void
test_nobody_else_can_read_it(Fixture *fixture, gconstpointer data)
{
  g_autoptr(LlTrust) trust = load(fixture);
  GStatBuf status;

  (void)data;
  save(fixture, trust);
  g_assert_cmpint(g_stat(fixture->path, &status), ==, 0);
  g_assert_cmpint(status.st_mode & 0777, ==, 0600);
  g_assert_cmpint(g_stat(fixture->directory, &status), ==, 0);
  g_assert_cmpint(status.st_mode & 0777, ==, 0700);
}

static void
test_what_cannot_be_read_is_an_error(Fixture *fixture, gconstpointer data)
{
  (void)data;
  write_file(fixture, "link-local pins 1\nend");
  assert_not_loaded(fixture, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  write_file(fixture, "");
  assert_not_loaded(fixture, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  write_file(fixture, "link-local pins 2\nsomething else\n");
  assert_not_loaded(fixture, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_unlink(fixture->path);
  g_assert_cmpint(g_mkdir(fixture->path, 0700), ==, 0);
  assert_not_loaded(fixture, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

static void
test_what_cannot_be_saved_is_an_error(Fixture *fixture, gconstpointer data)
{
  g_autoptr(LlTrust) trust = load(fixture);
  g_autoptr(GError) error = NULL;

  (void)data;
  g_assert_true(g_file_set_contents(fixture->directory, "in its place", -1, NULL));
  g_assert_false(ll_pins_save(trust, fixture->directory, &error));
  g_assert_cmpint(error->domain, ==, G_FILE_ERROR);
  g_unlink(fixture->directory);
}

#define CASE(name, function) g_test_add("/pins/" name, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  CASE("at-first-there-are-none", test_at_first_there_are_none);
  CASE("what-is-saved-is-there-again", test_what_is_saved_is_there_again);
  CASE("nobody-else-can-read-it", test_nobody_else_can_read_it);
  CASE("what-cannot-be-read-is-an-error", test_what_cannot_be_read_is_an_error);
  CASE("what-cannot-be-saved-is-an-error", test_what_cannot_be_saved_is_an_error);
  return g_test_run();
}
