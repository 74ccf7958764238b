/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/transport.h"

#include <gio/gio.h>

#include "io/channel.h"
#include "io/marks.h"
#include "io/tls.h"

struct LlTransport {
  LlChannel *channel;
  const LlTransportEvents *events;
  gpointer owner; /* NULL once freed */
  guint refs;     /* the owner's, and one per callback on the stack */
  guint64 written;
  gboolean aborted;
  gboolean ended;
  /* of TLS, NULL without it */
  LlTls *tls;
  LlMarks *marks;
  gboolean is_secured; /* and told */
};

static void
unref(LlTransport *transport)
{
  if (--transport->refs > 0)
    return;
  ll_tls_free(transport->tls);
  ll_marks_free(transport->marks);
  g_free(transport);
}

/* What TLS has to say goes out; STREAM bytes of the stream are in it. */
static void
write_records(LlTransport *transport, gsize stream)
{
  g_autoptr(GBytes) records = ll_tls_take_output(transport->tls);
  gconstpointer data;
  gsize length;

  if (!records || !transport->channel)
    return;
  data = g_bytes_get_data(records, &length);
  ll_marks_add(transport->marks, stream, length);
  ll_channel_write(transport->channel, data, length);
}

static void
end(LlTransport *transport, const GError *error)
{
  if (transport->ended || !transport->owner)
    return;
  transport->ended = TRUE;
  transport->events->ended(transport->owner, error);
}

static void
read_records(LlTransport *transport)
{
  char bytes[16 * 1024];
  gsize length;

  while (transport->owner && (length = ll_tls_read(transport->tls, bytes, sizeof bytes)) > 0)
    transport->events->read(transport->owner, bytes, length);
}

/* Bytes have come, or TLS has begun. */
static void
step_tls(LlTransport *transport)
{
  g_autoptr(GError) error = NULL;

  write_records(transport, 0);
  if (!transport->is_secured && ll_tls_state(transport->tls) == LL_TLS_OPEN) {
    transport->is_secured = TRUE;
    transport->events->secured(transport->owner);
  }
  read_records(transport);
  if (ll_tls_state(transport->tls) != LL_TLS_FAILED || !transport->owner)
    return;
  write_records(transport, 0); /* an alert */
  error = g_error_new(G_IO_ERROR, G_IO_ERROR_FAILED, "TLS: %s", ll_tls_error(transport->tls));
  end(transport, error);
}

static void
on_read(gpointer owner, const char *bytes, gsize length)
{
  LlTransport *transport = owner;

  transport->refs++;
  if (transport->tls) {
    ll_tls_push(transport->tls, bytes, length);
    step_tls(transport);
  } else {
    transport->events->read(transport->owner, bytes, length);
  }
  unref(transport);
}

static void
on_ended(gpointer owner, const GError *error)
{
  LlTransport *transport = owner;

  transport->refs++;
  end(transport, error);
  unref(transport);
}

static void
on_flushed(gpointer owner)
{
  LlTransport *transport = owner;

  transport->events->flushed(transport->owner);
}

static const LlChannelEvents channel_events = {on_read, on_ended, on_flushed};

LlTransport *
ll_transport_new(int fd, const LlTransportEvents *events, gpointer owner)
{
  LlTransport *transport = g_new0(LlTransport, 1);

  transport->events = events;
  transport->owner = owner;
  transport->refs = 1;
  transport->channel = ll_channel_new(fd, &channel_events, transport);
  return transport;
}

static void
say_goodbye(LlTransport *transport)
{
  if (!transport->tls || transport->aborted)
    return;
  ll_tls_end(transport->tls);
  write_records(transport, 0);
}

void
ll_transport_free(LlTransport *transport)
{
  if (!transport)
    return;
  say_goodbye(transport);
  transport->owner = NULL;
  g_clear_pointer(&transport->channel, ll_channel_free);
  unref(transport);
}

void
ll_transport_abort(LlTransport *transport)
{
  transport->aborted = TRUE;
  ll_channel_abort(transport->channel);
}

void
ll_transport_write(LlTransport *transport, const char *bytes, gsize length)
{
  if (!transport->tls) {
    transport->written += length;
    ll_channel_write(transport->channel, bytes, length);
  } else if (ll_tls_state(transport->tls) == LL_TLS_OPEN) {
    ll_tls_write(transport->tls, bytes, length);
    write_records(transport, length);
  }
}

void
ll_transport_shut_write(LlTransport *transport)
{
  say_goodbye(transport);
  ll_channel_shut_write(transport->channel);
}

void
ll_transport_set_paused(LlTransport *transport, gboolean paused)
{
  ll_channel_set_paused(transport->channel, paused);
}

gboolean
ll_transport_has_failed(const LlTransport *transport)
{
  return ll_channel_has_failed(transport->channel);
}

static guint64
of_stream(const LlTransport *transport, guint64 wire)
{
  return transport->marks ? ll_marks_reached(transport->marks, wire) : wire;
}

guint64
ll_transport_taken(const LlTransport *transport)
{
  return of_stream(transport, ll_channel_taken(transport->channel));
}

guint64
ll_transport_acked(const LlTransport *transport)
{
  return of_stream(transport, ll_channel_acked(transport->channel));
}

void
ll_transport_begin_tls(LlTransport *transport, LlIdentity *identity, gboolean is_server)
{
  g_assert(!transport->tls);
  transport->marks = ll_marks_new(transport->written);
  transport->tls = ll_tls_new(identity, is_server);
  write_records(transport, 0);
}

const LlFingerprint *
ll_transport_peer_key(const LlTransport *transport)
{
  return transport->is_secured ? ll_tls_peer(transport->tls) : NULL;
}
