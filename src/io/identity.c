/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/identity.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gnutls/abstract.h>
#include <sys/stat.h>

#include "io/key.h"
#include "io/private-file.h"

#define FILE_NAME  "identity.pem"
#define OLD_SUFFIX ".old"
#define FILE_MAX   (64 * 1024) /* ours have about 1 KiB; others' may have a chain in them */

struct LlIdentity {
  LlKey *key;
  gnutls_certificate_credentials_t credentials;
};

G_DEFINE_QUARK(ll - identity - error - quark, ll_identity_error)

/* --- the file -------------------------------------------------------------------------------- */

/* FALSE, as the caller's result; WHY (transfer full) is of a file. */
static gboolean
fail(GError **error, LlIdentityError code, GError *why)
{
  g_set_error_literal(error, LL_IDENTITY_ERROR, (gint)code, why->message);
  g_error_free(why);
  return FALSE;
}

/* IS_OWN: the one that we use, and wrote. (transfer full) (nullable) */
static LlKey *
load(const char *path, gboolean is_own, GError **error)
{
  GError *why = NULL;
  gsize length;
  guint mode;
  char *text = ll_private_file_read(path, FILE_MAX, &length, &mode, &why);
  LlKey *key;

  if (!text) {
    fail(error, LL_IDENTITY_ERROR_READ, why);
    return NULL;
  }
  if (is_own && (mode & 077) != 0) {
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_EXPOSED,
                "%s: its permissions are 0%o, and not 0600", path, mode);
    ll_private_file_wipe(text, length);
    return NULL;
  }
  key = ll_key_from_pem(text, length, is_own, error);
  ll_private_file_wipe(text, length);
  if (!key)
    g_prefix_error(error, "%s: ", path);
  return key;
}

typedef gboolean (*Writer)(const char *path, const char *text, gsize length, GError **error);

static gboolean
save(const LlKey *key, const char *path, Writer write, GError **error)
{
  GError *why = NULL;
  gsize length;
  char *text = ll_key_to_pem(key, &length);
  gboolean is_done = write(path, text, length, &why);

  ll_private_file_wipe(text, length);
  return is_done || fail(error, LL_IDENTITY_ERROR_WRITE, why);
}

static gboolean
make_directory(const char *directory, GError **error)
{
  if (g_mkdir_with_parents(directory, 0700) == 0)
    return TRUE;
  g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_WRITE, "%s: %s", directory,
              g_strerror(errno));
  return FALSE;
}

/* Nothing at all, not even a link that leads nowhere. */
static gboolean
is_missing(const char *path)
{
  struct stat status;

  return lstat(path, &status) < 0 && errno == ENOENT;
}

/* A key where none is yet; another process with this account may be first. */
static gboolean
make_first(const char *directory, const char *path, const char *name, GError **error)
{
  g_autoptr(LlKey) key = NULL;
  g_autoptr(GError) why = NULL;

  if (!make_directory(directory, error) || !(key = ll_key_new(name, error)))
    return FALSE;
  if (save(key, path, ll_private_file_create, &why) || !is_missing(path))
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

/* What is in the file PATH stays beside it; as a copy, so that there is never no key: a new one
 * would be made. */
static gboolean
keep_old(const char *path, GError **error)
{
  g_autofree char *old = g_strconcat(path, OLD_SUFFIX, NULL);
  GError *why = NULL;
  gboolean is_done;
  gsize length;
  char *text;

  if (is_missing(path))
    return TRUE;
  text = ll_private_file_read(path, FILE_MAX, &length, NULL, &why);
  if (!text)
    return fail(error, LL_IDENTITY_ERROR_READ, why);
  is_done = ll_private_file_replace(old, text, length, &why);
  ll_private_file_wipe(text, length);
  return is_done || fail(error, LL_IDENTITY_ERROR_WRITE, why);
}

/* KEY takes the place of that in DIRECTORY, unless it is that already. */
static gboolean
install(const LlKey *key, const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename(directory, FILE_NAME, NULL);
  g_autoptr(LlKey) present = load(path, TRUE, NULL);

  if (present && ll_fingerprint_equal(&present->fingerprint, &key->fingerprint))
    return TRUE;
  return make_directory(directory, error) && keep_old(path, error) &&
         save(key, path, ll_private_file_replace, error);
}

gboolean
ll_identity_export(const char *directory, const char *path, GError **error)
{
  g_autofree char *own = g_build_filename(directory, FILE_NAME, NULL);
  g_autoptr(LlKey) key = load(own, TRUE, error);

  return key && save(key, path, ll_private_file_create, error);
}

gboolean
ll_identity_import(const char *directory, const char *path, GError **error)
{
  g_autoptr(LlKey) key = load(path, FALSE, error);

  return key && install(key, directory, error);
}

gboolean
ll_identity_renew(const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename(directory, FILE_NAME, NULL);
  g_autoptr(LlKey) present = load(path, TRUE, NULL);
  g_autofree char *name = present ? ll_key_name(present) : NULL;
  g_autoptr(LlKey) key = ll_key_new(name, error);

  return key && install(key, directory, error);
}

/* --- the identity ---------------------------------------------------------------------------- */

/* A copy of the certificate for one handshake, since a new one may take its place meanwhile. */
static int
show(gnutls_session_t session, const struct gnutls_cert_retr_st *info, gnutls_pcert_st **ret_certs,
     guint *ret_n_certs, gnutls_ocsp_data_st **ret_ocsp, guint *ret_n_ocsp,
     gnutls_privkey_t *ret_key, guint *ret_flags)
{
  const LlIdentity *identity = gnutls_session_get_ptr(session);
  gnutls_pcert_st *cert = gnutls_calloc(1, sizeof *cert);
  gnutls_privkey_t key = NULL;
  int result =
      cert ? gnutls_pcert_import_x509(cert, identity->key->certificate, 0) : GNUTLS_E_MEMORY_ERROR;

  (void)info;
  if (result >= 0)
    result = gnutls_privkey_init(&key);
  if (result >= 0)
    result = gnutls_privkey_import_x509(key, identity->key->private_key, 0);
  if (result < 0) {
    if (key)
      gnutls_privkey_deinit(key);
    if (cert)
      gnutls_pcert_deinit(cert);
    gnutls_free(cert);
    return -1;
  }
  *ret_certs = cert;
  *ret_n_certs = 1;
  *ret_ocsp = NULL;
  *ret_n_ocsp = 0;
  *ret_key = key;
  *ret_flags = GNUTLS_CERT_RETR_DEINIT_ALL;
  return 0;
}

/* (transfer full) (nullable) */
static LlKey *
open_key(const char *directory, const char *name, GError **error)
{
  g_autofree char *path = NULL;

  if (!directory)
    return ll_key_new(name, error);
  path = g_build_filename(directory, FILE_NAME, NULL);
  if (is_missing(path) && !make_first(directory, path, name, error))
    return NULL;
  return load(path, TRUE, error);
}

LlIdentity *
ll_identity_open(const char *directory, const char *name, GError **error)
{
  LlKey *key = open_key(directory, name, error);
  LlIdentity *identity;

  if (!key)
    return NULL;
  ll_key_set_name(key, name);
  identity = g_new0(LlIdentity, 1);
  identity->key = key;
  if (gnutls_certificate_allocate_credentials(&identity->credentials) < 0)
    g_error("GnuTLS can't be used");
  gnutls_certificate_set_retrieve_function3(identity->credentials, show);
  return identity;
}

void
ll_identity_free(LlIdentity *identity)
{
  if (!identity)
    return;
  gnutls_certificate_free_credentials(identity->credentials);
  ll_key_free(identity->key);
  g_free(identity);
}

void
ll_identity_set_name(LlIdentity *identity, const char *name)
{
  ll_key_set_name(identity->key, name);
}

const LlFingerprint *
ll_identity_fingerprint(const LlIdentity *identity)
{
  return &identity->key->fingerprint;
}

/* --- sessions -------------------------------------------------------------------------------- */

void
ll_identity_use(LlIdentity *identity, gnutls_session_t session)
{
  gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, identity->credentials);
  gnutls_session_set_ptr(session, identity);
  gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST);
}

gboolean
ll_identity_of_session(gnutls_session_t session, LlFingerprint *ret_fingerprint)
{
  guint count = 0;
  const gnutls_datum_t *chain = NULL;
  gnutls_x509_crt_t certificate;
  gboolean is_fit;

  if (gnutls_certificate_type_get2(session, GNUTLS_CTYPE_PEERS) == GNUTLS_CRT_X509)
    chain = gnutls_certificate_get_peers(session, &count);
  if (!chain || count == 0 || gnutls_x509_crt_init(&certificate) < 0)
    return FALSE;
  is_fit = gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) >= 0 &&
           ll_key_fingerprint(certificate, ret_fingerprint);
  gnutls_x509_crt_deinit(certificate);
  return is_fit;
}
