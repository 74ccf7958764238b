/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gnutls/x509.h>

#include "wire/fingerprint.h"

/* A private key and a certificate that says so itself, for io/identity.
 *
 * The key is ECDSA on P-256: of those that are small and fast it is the one that every TLS 1.3 has
 * to have (RFC 8446 9.1) and every TLS 1.2 in use has as well, while Ed25519 is missing from older
 * ones and from those of Windows and macOS. The certificate is X.509 version 3, no authority, valid
 * as long as dates go: a LAN has clocks that are wrong, and nothing but the key counts. The
 * presence name is its common name and xmppAddr, made clean; nothing else is in it.
 *
 * Errors are LL_IDENTITY_ERROR's, without a file's name. */

typedef struct {
  gnutls_x509_privkey_t private_key;
  gnutls_x509_crt_t certificate;
  LlFingerprint fingerprint;
} LlKey;

/* ll_key_new: a new one, for NAME (nullable: nobody's yet). NULL with ERROR. (transfer full) */
LlKey *ll_key_new(const char *name, GError **error);
void ll_key_free(LlKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlKey, ll_key_free)

/* ll_key_from_pem: the key in TEXT, of LENGTH bytes of any kind, and behind them a NUL. IS_OWN: as
 * ll_key_to_pem() wrote it, with a certificate for it; else one that is missing or another's is
 * made. NULL with ERROR. (transfer full) */
LlKey *ll_key_from_pem(const char *text, gsize length, gboolean is_own, GError **error);
/* ll_key_to_pem: a line with the version of this form, the private key (PKCS #8, no passphrase) and
 * the certificate; for ll_private_file_wipe() to free. (transfer full) */
char *ll_key_to_pem(const LlKey *key, gsize *ret_length);

/* ll_key_name: the xmppAddr of the certificate; NULL: it has none. (transfer full) (nullable) */
char *ll_key_name(const LlKey *key);
/* ll_key_set_name: a new certificate for NAME, if it is for another yet. */
void ll_key_set_name(LlKey *key, const char *name);

/* ll_key_fingerprint: of the key in CERTIFICATE, anybody's. FALSE: it is none to rely on. */
gboolean ll_key_fingerprint(gnutls_x509_crt_t certificate, LlFingerprint *ret_fingerprint);
