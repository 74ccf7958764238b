/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/identity.h"

/* One side of a TLS session, without its socket: records go in and out as bytes, so nothing ever
 * waits. Both sides show a certificate that they signed themselves, and it is the key in it that
 * counts. TLS 1.3, or 1.2 with forward secrecy; no resumption, no renegotiation (RFC 9325).
 * io/connection owns one when its stream is encrypted. */

typedef struct LlTls LlTls;

typedef enum {
  LL_TLS_HANDSHAKE,
  LL_TLS_OPEN,
  LL_TLS_ENDED,  /* they said that no more comes */
  LL_TLS_FAILED, /* ll_tls_error() */
} LlTlsState;

/* ll_tls_new: IDENTITY is who we are. A client's first record is in the output at once. (transfer
 * full) */
LlTls *ll_tls_new(LlIdentity *identity, gboolean is_server);
void ll_tls_free(LlTls *tls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlTls, ll_tls_free)

LlTlsState ll_tls_state(const LlTls *tls);
/* ll_tls_error: why it failed, for logs. (transfer none) (nullable) */
const char *ll_tls_error(const LlTls *tls);
/* ll_tls_peer: whose key is on the other side, once it is OPEN. (transfer none) */
const LlFingerprint *ll_tls_peer(const LlTls *tls);

/* ll_tls_push: LENGTH bytes from the other side; moves the state on. */
void ll_tls_push(LlTls *tls, const char *bytes, gsize length);
/* ll_tls_read: up to SIZE bytes of what they said into BUFFER; 0: there is no more for now. While
 * it gives some, call it again. */
gsize ll_tls_read(LlTls *tls, char *buffer, gsize size);
/* ll_tls_write: say LENGTH bytes; only while OPEN. */
void ll_tls_write(LlTls *tls, const char *bytes, gsize length);
/* ll_tls_end: say that no more comes. */
void ll_tls_end(LlTls *tls);
/* ll_tls_take_output: what is to go to the other side, NULL when nothing is. (transfer full)
 * (nullable) */
GBytes *ll_tls_take_output(LlTls *tls);
