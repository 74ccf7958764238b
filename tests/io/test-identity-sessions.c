/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <gnutls/x509.h>
#include <string.h>

#include "io/identity.h"
#include "tls-end.h"

static LlIdentity *
open_identity(const char *name)
{
  g_autoptr(GError) error = NULL;
  LlIdentity *identity = ll_identity_open(NULL, name, &error);

  g_assert_no_error(error);
  return identity;
}

/* What END has been shown. */
static gnutls_x509_crt_t
certificate_seen(const TlsEnd *end)
{
  guint count;
  const gnutls_datum_t *chain = gnutls_certificate_get_peers(end->session, &count);
  gnutls_x509_crt_t certificate;

  g_assert_nonnull(chain);
  g_assert_cmpuint(count, ==, 1);
  g_assert_cmpint(gnutls_x509_crt_init(&certificate), ==, 0);
  g_assert_cmpint(gnutls_x509_crt_import(certificate, chain, GNUTLS_X509_FMT_DER), ==, 0);
  return certificate;
}

static void
assert_xmpp_address(gnutls_x509_crt_t certificate, const char *expected)
{
  char name[256];
  size_t length = sizeof name - 1;
  guint type;

  g_assert_cmpint(gnutls_x509_crt_get_subject_alt_name2(certificate, 0, name, &length, &type, NULL),
                  ==, GNUTLS_SAN_OTHERNAME_XMPP);
  name[length] = '\0';
  g_assert_cmpstr(name, ==, expected);
}

static void
assert_common_name(gnutls_x509_crt_t certificate, const char *expected)
{
  char name[256];
  size_t length = sizeof name;

  /* The bytes as they are there: type, length, text. */
  g_assert_cmpint(
      gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 1, name, &length),
      ==, 0);
  g_assert_cmpmem(name + 2, length - 2, expected, strlen(expected));
}

static void
assert_shows(const TlsEnd *end, const LlIdentity *identity, const char *name)
{
  LlFingerprint fingerprint;
  gnutls_x509_crt_t certificate = certificate_seen(end);

  g_assert_true(ll_identity_of_session(end->session, &fingerprint));
  g_assert_true(ll_fingerprint_equal(&fingerprint, ll_identity_fingerprint(identity)));
  assert_xmpp_address(certificate, name);
  assert_common_name(certificate, name);
  gnutls_x509_crt_deinit(certificate);
}

/* --- tests ----------------------------------------------------------------------------------- */

static void
test_both_show_who_they_are(gconstpointer data)
{
  g_autoptr(LlIdentity) juliet = open_identity("juliet@verona");
  g_autoptr(LlIdentity) romeo = open_identity("romeo@mantua");
  TlsEnd client;
  TlsEnd server;

  tls_end_open(&client, GNUTLS_CLIENT, data);
  tls_end_open(&server, GNUTLS_SERVER, data);
  ll_identity_use(juliet, client.session);
  ll_identity_use(romeo, server.session);
  tls_end_shake_hands(&client, &server);
  assert_shows(&client, romeo, "romeo@mantua");
  assert_shows(&server, juliet, "juliet@verona");
  tls_end_close(&client);
  tls_end_close(&server);
}

/* Also while a handshake is on. */
static void
test_another_name_is_shown_from_then_on(gconstpointer data)
{
  g_autoptr(LlIdentity) juliet = open_identity("juliet@verona");
  g_autoptr(LlIdentity) romeo = open_identity("romeo@mantua");
  LlFingerprint before = *ll_identity_fingerprint(romeo);

  for (guint steps = 0; steps < 5; steps++) {
    g_autofree char *name = g_strdup_printf("romeo-%u@mantua", steps);
    TlsEnd client;
    TlsEnd server;

    tls_end_open(&client, GNUTLS_CLIENT, data);
    tls_end_open(&server, GNUTLS_SERVER, data);
    ll_identity_use(juliet, client.session);
    ll_identity_use(romeo, server.session);
    for (guint step = 0; step < steps; step++) {
      TlsEnd *end = step % 2 == 0 ? &client : &server;

      tls_end_step(end);
      tls_end_carry(end, end == &client ? &server : &client);
    }
    ll_identity_set_name(romeo, name);
    tls_end_shake_hands(&client, &server);
    g_assert_true(ll_fingerprint_equal(&before, ll_identity_fingerprint(romeo)));
    if (steps == 0)
      assert_shows(&client, romeo, name);
    tls_end_close(&client);
    tls_end_close(&server);
  }
}

/* What others are shown by IDENTITY. */
static gnutls_x509_crt_t
certificate_of(LlIdentity *identity)
{
  g_autoptr(LlIdentity) juliet = open_identity("juliet@verona");
  gnutls_x509_crt_t certificate;
  TlsEnd client;
  TlsEnd server;

  tls_end_open(&client, GNUTLS_CLIENT, "NORMAL");
  tls_end_open(&server, GNUTLS_SERVER, "NORMAL");
  ll_identity_use(juliet, client.session);
  ll_identity_use(identity, server.session);
  tls_end_shake_hands(&client, &server);
  certificate = certificate_seen(&client);
  tls_end_close(&client);
  tls_end_close(&server);
  return certificate;
}

static gnutls_x509_crt_t
certificate_for(const char *name)
{
  g_autoptr(LlIdentity) identity = open_identity(name);

  return certificate_of(identity);
}

/* Others may have pinned the certificate. */
static void
test_the_certificate_stays_while_the_name_does(void)
{
  g_autofree char *directory = g_dir_make_tmp("identity-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(directory, "identity.pem", NULL);
  static const char *const names[] = {"j\xC3\xBCliet@verona", "j\xC3\xBCliet@verona",
                                      "juliet-2@verona", "j\xC3\xBCliet@verona"};
  gnutls_x509_crt_t certificates[G_N_ELEMENTS(names)];

  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(LlIdentity) identity = ll_identity_open(directory, names[i], NULL);

    certificates[i] = certificate_of(identity);
    g_assert_cmpuint(gnutls_x509_crt_equals(certificates[0], certificates[i]), ==, i != 2);
  }
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    gnutls_x509_crt_deinit(certificates[i]);
  g_unlink(path);
  g_assert_cmpint(g_rmdir(directory), ==, 0);
}

static void
test_any_name_can_be_shown(void)
{
  /* Each as it is shown. */
  static const char *const names[][2] = {
      {"Romeo M.@mantua (2)", "Romeo M.@mantua (2)"},
      {"r\xC3\xB6meo@m\xC3\xA4ntua", "r\xC3\xB6meo@m\xC3\xA4ntua"},
      {"R\xC3\x96MEO\xF0\x9F\x98\x80@mantua", "R\xC3\x96MEO\xF0\x9F\x98\x80@mantua"},
      {"a\"'\\,=+#;<>&@b", "a\"'\\,=+#;<>&@b"},
      {"#0401@b", "#0401@b"},
      {"xn--a@b", "xn--a@b"},
      {"ro\tmeo\x01\x7F@mantua", "ro meo\xEF\xBF\xBD\xEF\xBF\xBD@mantua"},
      {"\xE2\x80\xAEoemor@mantua", "oemor@mantua"},
      {"\xFF@mantua", "\xEF\xBF\xBD@mantua"},
      {"romeo@fe80::1%eth0", "romeo@fe80::1%eth0"},
      {"123456789012345678901234567890123456789012345678901234567890123",
       "123456789012345678901234567890123456789012345678901234567890123"},
  };

  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    gnutls_x509_crt_t certificate = certificate_for(names[i][0]);

    assert_xmpp_address(certificate, names[i][1]);
    assert_common_name(certificate, names[i][1]);
    gnutls_x509_crt_deinit(certificate);
  }
}

static void
test_a_name_of_nothing_is_no_address(void)
{
  gnutls_x509_crt_t certificate = certificate_for(" \t ");
  char name[256];
  size_t length = sizeof name;

  assert_common_name(certificate, "link-local");
  g_assert_cmpint(gnutls_x509_crt_get_subject_alt_name(certificate, 0, name, &length, NULL), ==,
                  GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE);
  gnutls_x509_crt_deinit(certificate);
}

static void
test_the_certificate_is_what_it_should_be(void)
{
  gnutls_x509_crt_t certificate = certificate_for("romeo@mantua");
  guint bits;
  guint is_critical;
  guint is_authority;
  int path_length;

  g_assert_cmpint(gnutls_x509_crt_get_version(certificate), ==, 3);
  g_assert_cmpint(gnutls_x509_crt_get_pk_algorithm(certificate, &bits), ==, GNUTLS_PK_ECDSA);
  g_assert_cmpuint(bits, ==, 256);
  g_assert_cmpint(
      gnutls_x509_crt_get_basic_constraints(certificate, &is_critical, &is_authority, &path_length),
      >=, 0);
  g_assert_false(is_authority);
  g_assert_cmpuint(gnutls_x509_crt_check_issuer(certificate, certificate), ==, 1);
  g_assert_cmpint(gnutls_x509_crt_get_activation_time(certificate), ==, 0);
  g_assert_cmpint(gnutls_x509_crt_get_expiration_time(certificate), >=, G_MAXINT32);
  gnutls_x509_crt_deinit(certificate);
}

/* --- others ---------------------------------------------------------------------------------- */

/* Whether somebody who connects with CREDENTIALS is somebody to us. */
static gboolean
is_somebody(gnutls_certificate_credentials_t credentials, const char *priorities)
{
  g_autoptr(LlIdentity) romeo = open_identity("romeo@mantua");
  LlFingerprint fingerprint;
  gboolean is_known;
  TlsEnd client;
  TlsEnd server;

  tls_end_open(&client, GNUTLS_CLIENT, priorities);
  tls_end_open(&server, GNUTLS_SERVER, priorities);
  gnutls_credentials_set(client.session, GNUTLS_CRD_CERTIFICATE, credentials);
  ll_identity_use(romeo, server.session);
  tls_end_shake_hands(&client, &server);
  is_known = ll_identity_of_session(server.session, &fingerprint);
  tls_end_close(&client);
  tls_end_close(&server);
  gnutls_certificate_free_credentials(credentials);
  return is_known;
}

static void
test_who_shows_nothing_is_nobody(gconstpointer data)
{
  gnutls_certificate_credentials_t credentials;

  g_assert_cmpint(gnutls_certificate_allocate_credentials(&credentials), ==, 0);
  g_assert_false(is_somebody(credentials, data));
}

static void
test_a_key_that_can_be_reckoned_out_is_nobodys(gconstpointer data)
{
  g_assert_false(is_somebody(tls_end_credentials(GNUTLS_PK_RSA, 1024), data));
  g_assert_true(is_somebody(tls_end_credentials(GNUTLS_PK_RSA, 2048), data));
}

static void
add_for_versions(const char *name, GTestDataFunc test)
{
  static const char *const versions[] = {"1.2", "1.3"};

  for (guint i = 0; i < G_N_ELEMENTS(versions); i++) {
    char *priorities = g_strdup_printf("NORMAL:-VERS-ALL:+VERS-TLS%s", versions[i]);
    g_autofree char *path = g_strdup_printf("/identity-sessions/%s/%s", versions[i], name);

    g_test_add_data_func_full(path, priorities, test, g_free);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_for_versions("both-show-who-they-are", test_both_show_who_they_are);
  add_for_versions("another-name-is-shown-from-then-on", test_another_name_is_shown_from_then_on);
  add_for_versions("who-shows-nothing-is-nobody", test_who_shows_nothing_is_nobody);
  add_for_versions("a-key-that-can-be-reckoned-out-is-nobodys",
                   test_a_key_that_can_be_reckoned_out_is_nobodys);
  g_test_add_func("/identity-sessions/the-certificate-stays-while-the-name-does",
                  test_the_certificate_stays_while_the_name_does);
  g_test_add_func("/identity-sessions/any-name-can-be-shown", test_any_name_can_be_shown);
  g_test_add_func("/identity-sessions/a-name-of-nothing-is-no-address",
                  test_a_name_of_nothing_is_no_address);
  g_test_add_func("/identity-sessions/the-certificate-is-what-it-should-be",
                  test_the_certificate_is_what_it_should_be);
  return g_test_run();
}
