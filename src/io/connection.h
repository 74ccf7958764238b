/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/stream.h"
#include "io/identity.h"

/* An XML stream on its TCP connection. io/caller owns those whose person is not known yet,
 * io/messenger the rest. */

typedef struct LlConnection LlConnection;

/* From the loop, or from within ll_connection_set_held(); the connection may be freed from within
 * any of them. */
typedef struct {
  /* Their header came; see ll_connection_stream(). */
  void (*header)(gpointer owner, LlConnection *connection);
  /* Stanzas can go both ways from now on, and none has been told yet: who does not want the stream
   * as it is (ll_connection_peer_key()) closes it with a condition, and none will be. Told to each
   * owner. */
  void (*ready)(gpointer owner, LlConnection *connection);
  /* TLS is there, and the key on the other side is known; more is to be settled. NULL for who does
   * not care. */
  void (*secured)(gpointer owner, LlConnection *connection);
  /* One during which the connection goes to another owner is told to that one as well. */
  void (*stanza)(gpointer owner, LlConnection *connection, const LlXmlNode *node);
  /* ll_stream_acks() says something else; NULL for who does not care. */
  void (*acks)(gpointer owner, LlConnection *connection);
  /* The stream ended, by end tag or error: nothing can be sent any more, but what was sent may
   * still be on its way. */
  void (*closing)(gpointer owner, LlConnection *connection);
  /* All that came in one piece has been told: a good time to act on it. */
  void (*settled)(gpointer owner, LlConnection *connection);
  /* The TCP connection is over; free it. */
  void (*gone)(gpointer owner, LlConnection *connection);
} LlConnectionEvents;

/* ll_connection_new: on the connected socket FD (taken over). ROLE, OWN, PEER as in
 * ll_stream_new(). An initiator's header goes out at once. With IDENTITY, which must outlive it,
 * TLS is offered and taken, and said to be needed where NEEDS_TLS; NULL: not. */
LlConnection *ll_connection_new(int fd, LlStreamRole role, const char *own, const char *peer,
                                LlIdentity *identity, gboolean needs_tls);
/* ll_connection_set_owner: who is told from now on, and the number by which that owner knows it. A
 * new connection needs one before the loop runs. */
void ll_connection_set_owner(LlConnection *connection, guint id, const LlConnectionEvents *events,
                             gpointer owner);
/* ll_connection_free: close it at once; an open stream gets its end tag as far as the kernel takes
 * it. */
void ll_connection_free(LlConnection *connection);
/* ll_connection_abort: let ll_connection_free() end it without a goodbye, and drop all that the
 * peer does not have yet. */
void ll_connection_abort(LlConnection *connection);

/* ll_connection_settle_in: wait for MS milliseconds for encryption to be settled. If it has not
 * even begun then and IN_PLAIN is set, the stream goes on without; if it has, it gets a little
 * longer; else the stream ends. */
void ll_connection_settle_in(LlConnection *connection, guint ms, gboolean in_plain);
/* ll_connection_peer_key: whose key is on the other side; NULL as long as, and if, the stream is
 * not encrypted. (transfer none) (nullable) */
const LlFingerprint *ll_connection_peer_key(const LlConnection *connection);

guint ll_connection_id(const LlConnection *connection);
const LlStream *ll_connection_stream(const LlConnection *connection);
/* ll_connection_error: in gone(): why the socket failed (G_IO_ERROR); NULL when it just ended.
 * (transfer none) (nullable) */
const GError *ll_connection_error(const LlConnection *connection);
/* ll_connection_set_held: while held no stanza is told and nothing is read; the header is. What has
 * come by then is told as soon as it is held no longer, from within. */
void ll_connection_set_held(LlConnection *connection, gboolean held);
/* ll_connection_send: NODE to an open stream; see ll_stream_send(). ..._send_message: SPEECH. */
guint64 ll_connection_send(LlConnection *connection, const LlXmlNode *node);
guint64 ll_connection_send_message(LlConnection *connection, const LlSpeech *speech);
/* ll_connection_take_features: see ll_stream_take_features(). (transfer full) (nullable) */
LlXmlNode *ll_connection_take_features(LlConnection *connection);
/* ll_connection_want_ack: the next stanza is to be confirmed; see ll_stream_want_ack(). */
void ll_connection_want_ack(LlConnection *connection);
/* ll_connection_close: end the stream with grace (CONDITION as in ll_stream_close()); ends in
 * gone(). */
void ll_connection_close(LlConnection *connection, const char *condition);
/* ll_connection_flush: write now what would have been written soon. */
void ll_connection_flush(LlConnection *connection);
/* ll_connection_acked, taken: how many of our bytes the peer's machine has, and how many the kernel
 * took. */
guint64 ll_connection_acked(const LlConnection *connection);
guint64 ll_connection_taken(const LlConnection *connection);
