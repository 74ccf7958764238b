/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* A connected TCP socket on libpurple's event loop: bytes in by a callback, bytes out through a
 * bounded queue, never waiting. io/connection owns one. */

typedef struct LlChannel LlChannel;

/* The owner may free the channel from within either. */
typedef struct {
  void (*read)(gpointer owner, const char *bytes, gsize length);
  /* No more comes in, and all that came has been read: ERROR is NULL at the end of file, else
   * G_IO_ERROR's code for errno; CONNECTION_CLOSED means that they closed it with something unread.
   * Called once. */
  void (*ended)(gpointer owner, const GError *error);
  /* All that was written has gone to the kernel. */
  void (*flushed)(gpointer owner);
} LlChannelEvents;

/* ll_channel_new: on FD (taken over; made non-blocking, without Nagle's delay, with keep-alive). */
LlChannel *ll_channel_new(int fd, const LlChannelEvents *events, gpointer owner);
/* ll_channel_free: close the socket, dropping what is not written. */
void ll_channel_free(LlChannel *channel);

/* ll_channel_abort: let ll_channel_free() drop also what the kernel took and the peer does not have
 * yet; the peer is told by a reset, if it can be. */
void ll_channel_abort(LlChannel *channel);

/* ll_channel_write: send LENGTH bytes after all that was written before; in one segment where the
 * kernel can. */
void ll_channel_write(LlChannel *channel, const void *bytes, gsize length);
/* ll_channel_shut_write: no more is written; the peer reads the end of file after the last byte. */
void ll_channel_shut_write(LlChannel *channel);
/* ll_channel_set_paused: while paused nothing is read, and the peer is slowed down by TCP itself.
 */
void ll_channel_set_paused(LlChannel *channel, gboolean paused);
/* ll_channel_has_failed: a write came too late, as the connection had ended already. */
gboolean ll_channel_has_failed(const LlChannel *channel);
/* ll_channel_taken: how many bytes the kernel took. */
guint64 ll_channel_taken(const LlChannel *channel);
/* ll_channel_acked: how many of them the peer's machine has acknowledged (tcp(7) SIOCOUTQ). */
guint64 ll_channel_acked(const LlChannel *channel);
