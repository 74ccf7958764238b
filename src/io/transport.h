/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/identity.h"

/* What carries a stream's bytes: a socket (io/channel), and from some point on TLS over it
 * (io/tls). All counts are of the stream's own bytes. io/connection owns one. */

typedef struct LlTransport LlTransport;

/* The owner may free the transport from within any of them. */
typedef struct {
  void (*read)(gpointer owner, const char *bytes, gsize length);
  /* TLS is there: what is read and written from now on goes over it. */
  void (*secured)(gpointer owner);
  /* No more comes in: see LlChannelEvents; G_IO_ERROR_FAILED where TLS does not go on. */
  void (*ended)(gpointer owner, const GError *error);
  void (*flushed)(gpointer owner);
} LlTransportEvents;

/* ll_transport_new, free, abort, write, shut_write, set_paused, has_failed, taken, acked: see
 * io/channel.h. What is written while TLS begins is dropped. ..._free() says goodbye in TLS. */
LlTransport *ll_transport_new(int fd, const LlTransportEvents *events, gpointer owner);
void ll_transport_free(LlTransport *transport);
void ll_transport_abort(LlTransport *transport);
void ll_transport_write(LlTransport *transport, const char *bytes, gsize length);
void ll_transport_shut_write(LlTransport *transport);
void ll_transport_set_paused(LlTransport *transport, gboolean paused);
gboolean ll_transport_has_failed(const LlTransport *transport);
guint64 ll_transport_taken(const LlTransport *transport);
guint64 ll_transport_acked(const LlTransport *transport);

/* ll_transport_begin_tls: as IDENTITY, which must outlive the transport; ends in secured() or
 * ended(). */
void ll_transport_begin_tls(LlTransport *transport, LlIdentity *identity, gboolean is_server);
/* ll_transport_peer_key: whose key is on the other side; NULL before secured(). (transfer none)
 * (nullable) */
const LlFingerprint *ll_transport_peer_key(const LlTransport *transport);
