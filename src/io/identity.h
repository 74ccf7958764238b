/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gnutls/gnutls.h>

#include "wire/fingerprint.h"

/* Our key, and a certificate for it that we signed ourselves: in the file `identity.pem` of the
 * account's directory (0700), 0600, replaced as a whole or not at all. The key is made once and is
 * what others know us by; the certificate carries the presence name as common name and xmppAddr
 * (RFC 6120 13.7.1.4) and is made anew in memory when that becomes another.
 *
 * What can't be read is never written over: a new key would be a stranger to everybody. Errors are
 * LL_IDENTITY_ERROR's, with a message for logs that names the file. */

typedef enum {
  LL_IDENTITY_ERROR_READ,    /* the file is there and can't be read */
  LL_IDENTITY_ERROR_EXPOSED, /* others than its owner may read or write it */
  LL_IDENTITY_ERROR_DAMAGED, /* it holds no key that we can use, or only a part */
  LL_IDENTITY_ERROR_UNKNOWN, /* a kind of key, or a form of the file, of a later version */
  LL_IDENTITY_ERROR_WRITE,   /* a new one can't be written (disk full, no permission) */
  LL_IDENTITY_ERROR_FAILED,  /* no key can be made */
} LlIdentityError;
#define LL_IDENTITY_ERROR (ll_identity_error_quark())
GQuark ll_identity_error_quark(void);

typedef struct LlIdentity LlIdentity;

/* ll_identity_open: the key in DIRECTORY (NULL: nowhere, it lasts as long as the identity), made
 * when there is none yet, with a certificate for NAME. NULL with ERROR. (transfer full) */
LlIdentity *ll_identity_open(const char *directory, const char *name, GError **error);
void ll_identity_free(LlIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlIdentity, ll_identity_free)

/* ll_identity_set_name: sessions that begin from now on show a certificate for NAME. */
void ll_identity_set_name(LlIdentity *identity, const char *name);
const LlFingerprint *ll_identity_fingerprint(const LlIdentity *identity);
/* ll_identity_use: let SESSION, a new one, show our certificate, and ask for theirs. It outlives
 * the session, whose gnutls_session_set_ptr() it takes for itself. */
void ll_identity_use(LlIdentity *identity, gnutls_session_t session);

/* ll_identity_of_session: the fingerprint of the certificate that the other side has shown in
 * SESSION. FALSE: it has shown none that can be used. Nothing else of the certificate counts. */
gboolean ll_identity_of_session(gnutls_session_t session, LlFingerprint *ret_fingerprint);

/* ll_identity_export: the key and certificate of DIRECTORY, as PEM, into the new file PATH, 0600;
 * what is there already is not written over. */
gboolean ll_identity_export(const char *directory, const char *path, GError **error);
/* ll_identity_import: the key in the file PATH, also of another program's making, becomes that of
 * DIRECTORY; the old one, even a damaged one, is kept beside it as identity.pem.old. Counts from
 * the next ll_identity_open() on. */
gboolean ll_identity_import(const char *directory, const char *path, GError **error);
/* ll_identity_renew: a new key becomes that of DIRECTORY, likewise. */
gboolean ll_identity_renew(const char *directory, GError **error);
