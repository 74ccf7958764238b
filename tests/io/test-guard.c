/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/guard.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fake-loop.h"
#include "limits.h"

typedef struct {
  char *directory;
  LlGuard *guard;
  GString *told;
} Fixture;

static LlFingerprint
key(guint n)
{
  LlFingerprint fingerprint = {{0}};

  fingerprint.bytes[0] = (guint8)n;
  fingerprint.bytes[1] = (guint8)(n >> 8);
  return fingerprint;
}

static void
on_distrusted(gpointer owner, const char *name, LlVerdict why)
{
  g_string_append_printf(((Fixture *)owner)->told, "[%s: %s]", name, ll_verdict_to_string(why));
}

static void
on_recognised(gpointer owner, const char *name, const char *known_as)
{
  g_string_append_printf(((Fixture *)owner)->told, "[%s is %s]", name, known_as);
}

static const LlGuardEvents events = {on_distrusted, on_recognised};

static void
open_guard(Fixture *f)
{
  g_autoptr(GError) error = NULL;

  f->guard =
      ll_guard_new(f->directory, "romeo@mantua", LL_POLICY_WHEN_POSSIBLE, &events, f, &error);
  g_assert_no_error(error);
}

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->told = g_string_new(NULL);
  f->directory = g_dir_make_tmp("link-local-guard-XXXXXX", NULL);
  open_guard(f);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GDir) dir = g_dir_open(f->directory, 0, NULL);
  const char *name;

  ll_guard_free(f->guard);
  while ((name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(f->directory, name, NULL);

    g_assert_cmpint(g_unlink(path), ==, 0);
  }
  g_assert_cmpint(g_rmdir(f->directory), ==, 0);
  g_free(f->directory);
  g_string_free(f->told, TRUE);
}

/* What becomes of a stream of NAME's with KEY (0: none), and what is told of it. */
static void
assert_admits(Fixture *f, const char *name, guint n, LlVerdict expected, const char *told)
{
  LlFingerprint fingerprint = key(n);

  g_string_truncate(f->told, 0);
  g_assert_cmpint(ll_guard_admit(f->guard, name, n > 0 ? &fingerprint : NULL), ==, expected);
  g_assert_cmpstr(f->told->str, ==, told);
}

static LlSecurity
security(const Fixture *f, const char *name, guint n)
{
  LlFingerprint fingerprint = key(n);

  return ll_guard_security(f->guard, name, n > 0 ? &fingerprint : NULL, TRUE);
}

static void
test_the_first_key_stays_also_in_another_life(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  assert_admits(f, "juliet@verona", 1, LL_VERDICT_ACCEPT, "");
  g_assert_cmpint(security(f, "juliet@verona", 1), ==, LL_SECURITY_ENCRYPTED);
  ll_guard_free(f->guard);
  open_guard(f);
  assert_admits(f, "Juliet@Verona", 1, LL_VERDICT_ACCEPT, "");
  assert_admits(f, "juliet@verona", 2, LL_VERDICT_NEW_KEY, "[juliet@verona: new key]");
  g_assert_cmpint(security(f, "juliet@verona", 1), ==, LL_SECURITY_CHANGED);
}

static void
test_encryption_that_is_gone_is_told(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  assert_admits(f, "juliet@verona", 1, LL_VERDICT_ACCEPT, "");
  assert_admits(f, "juliet@verona", 0, LL_VERDICT_NO_KEY, "[juliet@verona: no key]");
  g_assert_cmpint(ll_guard_distrust(f->guard, "juliet@verona"), ==, LL_VERDICT_NO_KEY);
  ll_guard_accept(f->guard, "juliet@verona");
  assert_admits(f, "juliet@verona", 0, LL_VERDICT_ACCEPT, "");
  g_assert_cmpint(security(f, "juliet@verona", 0), ==, LL_SECURITY_PLAIN);
}

static void
test_what_was_accepted_counts_and_is_not_verified(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  LlFingerprint second = key(2);

  assert_admits(f, "juliet@verona", 1, LL_VERDICT_ACCEPT, "");
  g_assert_true(ll_guard_set_verified(f->guard, "juliet@verona", TRUE));
  g_assert_cmpint(security(f, "juliet@verona", 1), ==, LL_SECURITY_VERIFIED);
  assert_admits(f, "juliet@verona", 2, LL_VERDICT_NEW_KEY, "[juliet@verona: new key]");
  g_assert_false(ll_guard_set_verified(f->guard, "juliet@verona", TRUE));
  g_assert_true(ll_fingerprint_equal(ll_guard_key(f->guard, "juliet@verona"), &second));
  ll_guard_accept(f->guard, "juliet@verona");
  assert_admits(f, "juliet@verona", 2, LL_VERDICT_ACCEPT, "");
  g_assert_cmpint(security(f, "juliet@verona", 2), ==, LL_SECURITY_ENCRYPTED);
  assert_admits(f, "juliet@verona", 1, LL_VERDICT_NEW_KEY, "[juliet@verona: new key]");
}

/* Who can make keys can make many: that is no reason to ask many times. */
static void
test_a_storm_of_keys_is_told_a_few_times(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  assert_admits(f, "juliet@verona", 1, LL_VERDICT_ACCEPT, "");
  for (guint n = 2; n < 100; n++) {
    assert_admits(f, "juliet@verona", n, LL_VERDICT_NEW_KEY,
                  n - 2 < LL_DISTRUSTED_KEYS_MAX ? "[juliet@verona: new key]" : "");
    assert_admits(f, "juliet@verona", n, LL_VERDICT_NEW_KEY, "");
  }
  /* And she herself is who she was. */
  assert_admits(f, "juliet@verona", 1, LL_VERDICT_ACCEPT, "");
  g_assert_cmpint(security(f, "juliet@verona", 1), ==, LL_SECURITY_ENCRYPTED);
}

static void
test_a_known_key_under_another_name_is_recognised(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  assert_admits(f, "juliet@verona", 1, LL_VERDICT_ACCEPT, "");
  assert_admits(f, "juliet@laptop", 1, LL_VERDICT_ACCEPT, "[juliet@laptop is juliet@verona]");
  assert_admits(f, "juliet@laptop", 1, LL_VERDICT_ACCEPT, "");
}

static void
test_policies(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_nonnull(ll_guard_identity(f->guard));
  g_assert_false(ll_guard_needs_tls(f->guard));
  ll_guard_set_policy(f->guard, LL_POLICY_ALWAYS);
  g_assert_true(ll_guard_needs_tls(f->guard));
  assert_admits(f, "juliet@verona", 0, LL_VERDICT_PLAIN, "");
  ll_guard_set_policy(f->guard, LL_POLICY_ONLY_VERIFIED);
  assert_admits(f, "juliet@verona", 1, LL_VERDICT_UNVERIFIED, "");
  g_assert_true(ll_guard_set_verified(f->guard, "juliet@verona", TRUE));
  assert_admits(f, "juliet@verona", 1, LL_VERDICT_ACCEPT, "");
  ll_guard_set_policy(f->guard, LL_POLICY_NEVER);
  g_assert_null(ll_guard_identity(f->guard));
}

/* What can't be read is not taken for nothing: everybody would be new. */
static void
test_damaged_files_are_an_error(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = {"pins", "identity.pem"};

  assert_admits(f, "juliet@verona", 1, LL_VERDICT_ACCEPT, "");
  ll_fake_loop_let_pass(1000);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(f->directory, names[i], NULL);
    g_autofree char *whole = NULL, *now = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;

    g_assert_true(g_file_get_contents(path, &whole, &length, NULL));
    g_assert_true(g_file_set_contents(path, whole, (gssize)length / 2, NULL));
    g_assert_cmpint(g_chmod(path, 0600), ==, 0);
    g_assert_null(
        ll_guard_new(f->directory, "romeo@mantua", LL_POLICY_WHEN_POSSIBLE, &events, f, &error));
    g_assert_nonnull(error);
    g_assert_true(g_file_get_contents(path, &now, NULL, NULL));
    g_assert_cmpmem(now, strlen(now), whole, length / 2);
    g_assert_true(g_file_set_contents(path, whole, (gssize)length, NULL));
    g_assert_cmpint(g_chmod(path, 0600), ==, 0);
  }
}

/* The file's number: each time that it is written it is another. */
static guint64
written(const Fixture *f)
{
  g_autofree char *path = g_build_filename(f->directory, "pins", NULL);
  GStatBuf status;

  return g_stat(path, &status) == 0 ? status.st_ino : 0;
}

static void
test_many_at_once_are_saved_together(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  guint64 first;

  for (guint n = 1; n < 100; n++) {
    g_autofree char *name = g_strdup_printf("nobody@%u", n);

    assert_admits(f, name, n, LL_VERDICT_ACCEPT, "");
    g_assert_cmpuint(written(f), ==, 0);
  }
  ll_fake_loop_let_pass(1000);
  first = written(f);
  g_assert_cmpuint(first, !=, 0);
  g_assert_cmpuint(ll_fake_loop_timers(), ==, 0);
  assert_admits(f, "nobody@1", 1, LL_VERDICT_ACCEPT, "");
  g_assert_cmpuint(ll_fake_loop_timers(), ==, 0);
  g_assert_true(ll_guard_set_verified(f->guard, "nobody@1", TRUE));
  g_assert_cmpuint(written(f), !=, first);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ll_fake_loop_use();
#define ADD(name, function) g_test_add("/guard/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("the-first-key-stays-also-in-another-life", test_the_first_key_stays_also_in_another_life);
  ADD("encryption-that-is-gone-is-told", test_encryption_that_is_gone_is_told);
  ADD("what-was-accepted-counts-and-is-not-verified",
      test_what_was_accepted_counts_and_is_not_verified);
  ADD("a-storm-of-keys-is-told-a-few-times", test_a_storm_of_keys_is_told_a_few_times);
  ADD("a-known-key-under-another-name-is-recognised",
      test_a_known_key_under_another_name_is_recognised);
  ADD("policies", test_policies);
  ADD("many-at-once-are-saved-together", test_many_at_once_are_saved_together);
  ADD("damaged-files-are-an-error", test_damaged_files_are_an_error);
  return g_test_run();
}
