/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

/* One end of a TLS session as a test wants it: bytes go in and come out, and all else is done with
 * GnuTLS itself. */

typedef struct {
  gnutls_session_t session;
  GByteArray *input;
  GByteArray *output;
  int result; /* of the handshake so far: GNUTLS_E_AGAIN, GNUTLS_E_SUCCESS or why it failed */
} TlsEnd;

/* tls_end_open: FLAGS are gnutls_init()'s, PRIORITIES gnutls_priority_set_direct()'s; it has no
 * credentials yet. END stays where it is. */
void tls_end_open(TlsEnd *end, guint flags, const char *priorities);
void tls_end_close(TlsEnd *end);

/* tls_end_push: LENGTH bytes for END to read. */
void tls_end_push(TlsEnd *end, const void *bytes, gsize length);
/* tls_end_take_output: what END has to say since the last call, of no length if nothing. (transfer
 * full) */
GBytes *tls_end_take_output(TlsEnd *end);
/* tls_end_step: the handshake goes as far as it gets with what was pushed; if it fails, END says
 * why (an alert). */
void tls_end_step(TlsEnd *end);
/* tls_end_shake_hands: two of them do, until it is done. */
void tls_end_shake_hands(TlsEnd *client, TlsEnd *server);
/* tls_end_carry: what FROM has to say, to TO. */
void tls_end_carry(TlsEnd *from, TlsEnd *to);

/* tls_end_credentials: a certificate with a new key of ALGORITHM and BITS, for nobody, and valid
 * for a second long ago; for gnutls_certificate_free_credentials(). */
gnutls_certificate_credentials_t tls_end_credentials(gnutls_pk_algorithm_t algorithm, guint bits);
