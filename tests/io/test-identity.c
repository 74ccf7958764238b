/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/identity.h"

#include <glib/gstdio.h>
#include <gnutls/x509.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *parent;
  char *directory; /* not there at first */
  char *path;
  char *old;
  char *elsewhere; /* a file */
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  (void)data;
  fixture->parent = g_dir_make_tmp("identity-XXXXXX", NULL);
  fixture->directory = g_build_filename(fixture->parent, "juliet", NULL);
  fixture->path = g_build_filename(fixture->directory, "identity.pem", NULL);
  fixture->old = g_build_filename(fixture->directory, "identity.pem.old", NULL);
  fixture->elsewhere = g_build_filename(fixture->parent, "elsewhere.pem", NULL);
}

/* Nothing else is left. */
static void
tear_down(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_remove(fixture->path);
  g_remove(fixture->old);
  g_remove(fixture->elsewhere);
  g_rmdir(fixture->directory);
  g_assert_cmpint(g_rmdir(fixture->parent), ==, 0);
  g_free(fixture->parent);
  g_free(fixture->directory);
  g_free(fixture->path);
  g_free(fixture->old);
  g_free(fixture->elsewhere);
}

static LlFingerprint
open_named(const char *directory, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LlIdentity) identity = ll_identity_open(directory, name, &error);

  g_assert_no_error(error);
  return *ll_identity_fingerprint(identity);
}

static void
assert_is(const Fixture *fixture, const LlFingerprint *expected)
{
  LlFingerprint fingerprint = open_named(fixture->directory, "juliet@verona");

  g_assert_true(ll_fingerprint_equal(&fingerprint, expected));
}

static void
assert_is_not(const Fixture *fixture, const LlFingerprint *unexpected)
{
  LlFingerprint fingerprint = open_named(fixture->directory, "juliet@verona");

  g_assert_false(ll_fingerprint_equal(&fingerprint, unexpected));
}

static void
assert_not_opened(const Fixture *fixture, LlIdentityError code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null(ll_identity_open(fixture->directory, "juliet@verona", &error));
  g_assert_error(error, LL_IDENTITY_ERROR, (gint)code);
  g_test_message("%s", error->message);
  g_assert_true(g_str_has_prefix(error->message, fixture->directory));
}

static char *
text_of(const char *path)
{
  g_autofree char *text = NULL;

  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  return g_steal_pointer(&text);
}

static void
write_private(const char *path, const char *text, gssize length)
{
  g_assert_true(g_file_set_contents(path, text, length, NULL));
  g_assert_cmpint(g_chmod(path, 0600), ==, 0);
}

static void
assert_private(const char *path)
{
  GStatBuf status;

  g_assert_cmpint(g_lstat(path, &status), ==, 0);
  g_assert_cmpint(status.st_mode, ==, S_IFREG | 0600);
}

/* --- the file -------------------------------------------------------------------------------- */

static void
test_the_key_is_made_once(Fixture *fixture, gconstpointer data)
{
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");
  g_autofree char *text = text_of(fixture->path);
  g_autofree char *later = NULL;
  LlFingerprint renamed = open_named(fixture->directory, "juliet-2@verona");
  GStatBuf status;

  (void)data;
  g_assert_true(ll_fingerprint_equal(&first, &renamed));
  later = text_of(fixture->path);
  g_assert_cmpstr(text, ==, later);
  assert_private(fixture->path);
  g_assert_cmpint(g_stat(fixture->directory, &status), ==, 0);
  g_assert_cmpint(status.st_mode & 0777, ==, 0700);
}

static void
test_without_a_directory_it_is_another_each_time(Fixture *fixture, gconstpointer data)
{
  LlFingerprint first = open_named(NULL, "juliet@verona");
  LlFingerprint second = open_named(NULL, "juliet@verona");

  (void)fixture;
  (void)data;
  g_assert_false(ll_fingerprint_equal(&first, &second));
}

static void
test_what_others_may_touch_is_not_used(Fixture *fixture, gconstpointer data)
{
  static const mode_t modes[] = {0640, 0620, 0604, 0602, 0777, 0610};
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");

  (void)data;
  for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
    g_chmod(fixture->path, modes[i]);
    assert_not_opened(fixture, LL_IDENTITY_ERROR_EXPOSED);
  }
  g_chmod(fixture->path, 0400);
  assert_is(fixture, &first);
}

/* However much of it there is: never used, never written over. */
static void
test_a_part_of_it_is_not_used(Fixture *fixture, gconstpointer data)
{
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");
  g_autofree char *text = text_of(fixture->path);

  (void)data;
  for (gsize length = 0; length < strlen(text); length++) {
    GStatBuf status;

    write_private(fixture->path, text, (gssize)length);
    assert_not_opened(fixture, LL_IDENTITY_ERROR_DAMAGED);
    g_assert_cmpint(g_stat(fixture->path, &status), ==, 0);
    g_assert_cmpuint((gsize)status.st_size, ==, length);
  }
  write_private(fixture->path, text, -1);
  assert_is(fixture, &first);
}

static void
test_garbage_is_not_used(Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
      "garbage",
      "\xFF\xFE\n",
      "link-local identity 0\n",
      "link-local identity \n",
      "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
      "-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----\n",
  };

  (void)data;
  g_assert_cmpint(g_mkdir(fixture->directory, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *after = NULL;

    write_private(fixture->path, texts[i], -1);
    assert_not_opened(fixture, LL_IDENTITY_ERROR_DAMAGED);
    after = text_of(fixture->path);
    g_assert_cmpstr(after, ==, texts[i]);
  }
  write_private(fixture->path, "\0\0\0\0", 4);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_DAMAGED);
}

/* Every byte: another version, damaged, or what does not matter; never another key. */
static void
test_a_changed_byte_makes_no_other_key(Fixture *fixture, gconstpointer data)
{
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");
  g_autofree char *text = text_of(fixture->path);

  (void)data;
  for (gsize at = 0; at < strlen(text); at++) {
    g_autofree char *changed = g_strdup(text);
    g_autoptr(GError) error = NULL;
    g_autoptr(LlIdentity) identity = NULL;

    changed[at] ^= 1;
    write_private(fixture->path, changed, -1);
    identity = ll_identity_open(fixture->directory, "juliet@verona", &error);
    if (identity)
      g_assert_true(ll_fingerprint_equal(ll_identity_fingerprint(identity), &first));
    else
      g_assert_cmpint(error->domain, ==, LL_IDENTITY_ERROR);
  }
}

static void
test_what_a_later_version_wrote_is_not_used(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_assert_cmpint(g_mkdir(fixture->directory, 0700), ==, 0);
  write_private(fixture->path, "link-local identity 2\nsomething else\n", -1);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_UNKNOWN);
}

static void
test_what_is_no_file_is_not_used(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_assert_cmpint(g_mkdir(fixture->directory, 0700), ==, 0);
  g_assert_cmpint(g_mkdir(fixture->path, 0700), ==, 0);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_READ);
  g_assert_cmpint(g_rmdir(fixture->path), ==, 0);
  g_assert_cmpint(mkfifo(fixture->path, 0600), ==, 0);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_READ);
}

/* A medium that is not there for the moment, say. */
static void
test_a_link_is_followed_and_no_key_made_where_it_leads_nowhere(Fixture *fixture, gconstpointer data)
{
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");

  (void)data;
  g_assert_cmpint(g_rename(fixture->path, fixture->elsewhere), ==, 0);
  g_assert_cmpint(symlink(fixture->elsewhere, fixture->path), ==, 0);
  assert_is(fixture, &first);
  g_chmod(fixture->elsewhere, 0644);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_EXPOSED);
  g_unlink(fixture->elsewhere);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_READ);
  g_assert_false(g_file_test(fixture->elsewhere, G_FILE_TEST_EXISTS));
}

/* --- no room and no rights ------------------------------------------------------------------- */

static struct rlimit before;

/* As on a full disk: the first bytes can be written. */
static void
fill_disk(void)
{
  struct rlimit few;

  signal(SIGXFSZ, SIG_IGN);
  g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
  few = (struct rlimit){100, before.rlim_max};
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &few), ==, 0);
}

static void
empty_disk(void)
{
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
  signal(SIGXFSZ, SIG_DFL);
}

static void
test_on_a_full_disk_no_key_is_made(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  (void)data;
  fill_disk();
  g_assert_null(ll_identity_open(fixture->directory, "juliet@verona", &error));
  empty_disk();
  g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_WRITE);
  g_assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_on_a_full_disk_the_old_key_stays(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");

  (void)data;
  fill_disk();
  g_assert_false(ll_identity_renew(fixture->directory, &error));
  g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_WRITE);
  g_clear_error(&error);
  g_assert_false(ll_identity_export(fixture->directory, fixture->elsewhere, &error));
  empty_disk();
  g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_WRITE);
  g_assert_false(g_file_test(fixture->elsewhere, G_FILE_TEST_EXISTS));
  g_assert_false(g_file_test(fixture->old, G_FILE_TEST_EXISTS));
  assert_is(fixture, &first);
}

/* Root may do everything. */
static void
become_nobody(const Fixture *fixture)
{
  if (geteuid() != 0)
    return;
  g_assert_cmpint(chown(fixture->parent, 65534, 65534), ==, 0);
  g_assert_cmpint(chown(fixture->directory, 65534, 65534), ==, 0);
  g_assert_cmpint(chown(fixture->path, 65534, 65534), ==, 0);
  g_assert_cmpint(seteuid(65534), ==, 0);
}

static void
be_oneself(void)
{
  if (getuid() == 0)
    g_assert_cmpint(seteuid(0), ==, 0);
}

static void
test_without_rights_the_old_key_stays(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");

  (void)data;
  become_nobody(fixture);
  g_chmod(fixture->path, 0);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_READ);
  g_assert_false(ll_identity_renew(fixture->directory, &error));
  g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_READ);
  g_clear_error(&error);
  g_chmod(fixture->path, 0600);
  g_chmod(fixture->directory, 0500);
  g_assert_false(ll_identity_renew(fixture->directory, &error));
  g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_WRITE);
  g_clear_error(&error);
  g_chmod(fixture->directory, 0);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_READ);
  g_chmod(fixture->directory, 0700);
  assert_is(fixture, &first);
  be_oneself();
}

static void
test_without_rights_no_key_is_made(Fixture *fixture, gconstpointer data)
{
  (void)data;
  open_named(fixture->directory, "juliet@verona");
  become_nobody(fixture);
  g_unlink(fixture->path);
  g_chmod(fixture->directory, 0500);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_WRITE);
  g_rmdir(fixture->directory);
  g_chmod(fixture->parent, 0500);
  assert_not_opened(fixture, LL_IDENTITY_ERROR_WRITE);
  be_oneself();
}

/* --- export, import, renewal ----------------------------------------------------------------- */

static void
test_what_is_exported_can_be_imported(Fixture *fixture, gconstpointer data)
{
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");
  LlFingerprint second;
  g_autoptr(GError) error = NULL;
  g_autofree char *exported = NULL;
  g_autofree char *text = text_of(fixture->path);
  g_autofree char *old = NULL;

  (void)data;
  g_assert_true(ll_identity_export(fixture->directory, fixture->elsewhere, &error));
  assert_private(fixture->elsewhere);
  exported = text_of(fixture->elsewhere);
  g_assert_cmpstr(exported, ==, text);
  g_assert_true(ll_identity_renew(fixture->directory, &error));
  assert_is_not(fixture, &first);
  old = text_of(fixture->old);
  g_assert_cmpstr(old, ==, text);
  second = open_named(fixture->directory, "juliet@verona");
  /* From a memory stick, where everybody may read everything. */
  g_chmod(fixture->elsewhere, 0755);
  g_assert_true(ll_identity_import(fixture->directory, fixture->elsewhere, &error));
  assert_is(fixture, &first);
  /* Once more, and what was there before is not lost. */
  g_assert_true(ll_identity_import(fixture->directory, fixture->elsewhere, &error));
  g_assert_cmpint(g_rename(fixture->old, fixture->path), ==, 0);
  assert_is(fixture, &second);
  assert_private(fixture->path);
}

static void
test_what_is_there_is_not_exported_over(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  (void)data;
  g_assert_false(ll_identity_export(fixture->directory, fixture->elsewhere, &error));
  g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_READ);
  g_clear_error(&error);
  open_named(fixture->directory, "juliet@verona");
  write_private(fixture->elsewhere, "something", -1);
  g_assert_false(ll_identity_export(fixture->directory, fixture->elsewhere, &error));
  g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_WRITE);
  text = text_of(fixture->elsewhere);
  g_assert_cmpstr(text, ==, "something");
}

/* The way out when it is damaged; where there is nothing yet it is a start. */
static void
test_what_is_damaged_is_replaced_if_asked_to(Fixture *fixture, gconstpointer data)
{
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");
  g_autoptr(GError) error = NULL;
  g_autofree char *old = NULL;

  (void)data;
  g_assert_true(ll_identity_export(fixture->directory, fixture->elsewhere, &error));
  write_private(fixture->path, "garbage", -1);
  g_assert_true(ll_identity_renew(fixture->directory, &error));
  old = text_of(fixture->old);
  g_assert_cmpstr(old, ==, "garbage");
  assert_is_not(fixture, &first);
  g_unlink(fixture->path);
  g_unlink(fixture->old);
  g_rmdir(fixture->directory);
  g_assert_true(ll_identity_import(fixture->directory, fixture->elsewhere, &error));
  g_assert_false(g_file_test(fixture->old, G_FILE_TEST_EXISTS));
  assert_is(fixture, &first);
}

typedef struct {
  gnutls_pk_algorithm_t algorithm;
  guint bits;
  const char *password;
} Kind;

/* A key as other programs write them: without any certificate. */
static void
write_key(const char *path, const Kind *kind)
{
  gnutls_x509_privkey_t key;
  gnutls_datum_t pem;

  g_assert_cmpint(gnutls_x509_privkey_init(&key), ==, 0);
  g_assert_cmpint(gnutls_x509_privkey_generate(key, kind->algorithm, kind->bits, 0), ==, 0);
  g_assert_cmpint(gnutls_x509_privkey_export2_pkcs8(
                      key, GNUTLS_X509_FMT_PEM, kind->password,
                      kind->password ? GNUTLS_PKCS_PBES2_AES_256 : GNUTLS_PKCS_PLAIN, &pem),
                  ==, 0);
  write_private(path, (const char *)pem.data, pem.size);
  gnutls_free(pem.data);
  gnutls_x509_privkey_deinit(key);
}

static void
test_only_a_key_of_our_kind_is_imported(Fixture *fixture, gconstpointer data)
{
  static const guint p256 = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
  const Kind others[] = {
      {GNUTLS_PK_RSA, 2048, NULL},
      {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1), NULL},
      {GNUTLS_PK_EDDSA_ED25519, 256, NULL},
      {GNUTLS_PK_ECDSA, p256, "secret"},
  };
  LlFingerprint first = open_named(fixture->directory, "juliet@verona");
  g_autoptr(GError) error = NULL;

  (void)data;
  for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
    write_key(fixture->elsewhere, &others[i]);
    g_assert_false(ll_identity_import(fixture->directory, fixture->elsewhere, &error));
    g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_UNKNOWN);
    g_test_message("%s", error->message);
    g_clear_error(&error);
  }
  write_private(fixture->elsewhere, "garbage", -1);
  g_assert_false(ll_identity_import(fixture->directory, fixture->elsewhere, &error));
  g_assert_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_DAMAGED);
  g_clear_error(&error);
  assert_is(fixture, &first);
  g_assert_false(g_file_test(fixture->old, G_FILE_TEST_EXISTS));
  write_key(fixture->elsewhere, &(Kind){GNUTLS_PK_ECDSA, p256, NULL});
  g_assert_true(ll_identity_import(fixture->directory, fixture->elsewhere, &error));
  assert_is_not(fixture, &first);
}

#define CASE(name, function)                                                                       \
  g_test_add("/identity/" name, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  CASE("the-key-is-made-once", test_the_key_is_made_once);
  CASE("without-a-directory-it-is-another-each-time",
       test_without_a_directory_it_is_another_each_time);
  CASE("what-others-may-touch-is-not-used", test_what_others_may_touch_is_not_used);
  CASE("a-part-of-it-is-not-used", test_a_part_of_it_is_not_used);
  CASE("garbage-is-not-used", test_garbage_is_not_used);
  CASE("a-changed-byte-makes-no-other-key", test_a_changed_byte_makes_no_other_key);
  CASE("what-a-later-version-wrote-is-not-used", test_what_a_later_version_wrote_is_not_used);
  CASE("what-is-no-file-is-not-used", test_what_is_no_file_is_not_used);
  CASE("a-link-is-followed-and-no-key-made-where-it-leads-nowhere",
       test_a_link_is_followed_and_no_key_made_where_it_leads_nowhere);
  CASE("on-a-full-disk-no-key-is-made", test_on_a_full_disk_no_key_is_made);
  CASE("on-a-full-disk-the-old-key-stays", test_on_a_full_disk_the_old_key_stays);
  CASE("without-rights-the-old-key-stays", test_without_rights_the_old_key_stays);
  CASE("without-rights-no-key-is-made", test_without_rights_no_key_is_made);
  CASE("what-is-exported-can-be-imported", test_what_is_exported_can_be_imported);
  CASE("what-is-there-is-not-exported-over", test_what_is_there_is_not_exported_over);
  CASE("what-is-damaged-is-replaced-if-asked-to", test_what_is_damaged_is_replaced_if_asked_to);
  CASE("only-a-key-of-our-kind-is-imported", test_only_a_key_of_our_kind_is_imported);
  return g_test_run();
}
