/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/connection.h"

#include <eventloop.h>
#include <sys/random.h>
#include <unistd.h>

#include "io/timer.h"
#include "io/transport.h"
#include "limits.h"

/* How long the other side may take to end what has been ended here. */
#define LINGER_SECONDS 5

/* Stanzas that follow each other sooner than this are written together, at the latest when the loop
 * is back: a burst then takes few calls of the kernel instead of one each. In microseconds. */
#define GATHER_US 1000

struct LlConnection {
  guint id;
  LlStreamRole role;
  LlTransport *transport;
  LlIdentity *identity; /* for TLS; NULL: there is none */
  LlStream *stream;
  const LlConnectionEvents *events;
  gpointer owner; /* NULL once freed */
  guint owners;   /* that it has had */
  guint refs;     /* the owner's, and one per callback on the stack */
  gboolean is_pumping;
  gboolean held;
  gboolean ready_told;
  gboolean is_late;     /* the next that settle_timer brings is the end */
  gboolean closed_here; /* we ended the stream first */
  gboolean aborted;     /* no goodbye is to be said */
  gboolean closing_told;
  gboolean ended_there; /* they did */
  LlXmlNode *stanza;    /* has come, and is held */
  GError *error;        /* of the socket */
  guint linger_timer;
  guint settle_timer;
  guint flush_timer; /* something is to be written with what may follow */
  gint64 sent_at;    /* when a stanza was written last, of g_get_monotonic_time() */
};

static void
unref(LlConnection *connection)
{
  if (--connection->refs > 0)
    return;
  ll_stream_free(connection->stream);
  ll_xml_node_free(connection->stanza);
  g_clear_error(&connection->error);
  g_free(connection);
}

static void
flush(LlConnection *connection)
{
  gsize length;
  const char *bytes = ll_stream_peek_output(connection->stream, &length);

  if (length == 0)
    return;
  ll_transport_write(connection->transport, bytes, length);
  ll_stream_drop_output(connection->stream);
}

static gboolean
on_flush(gpointer data)
{
  LlConnection *connection = data;

  connection->flush_timer = 0;
  connection->sent_at = g_get_monotonic_time();
  flush(connection);
  return FALSE;
}

static void
flush_soon(LlConnection *connection)
{
  gint64 now = g_get_monotonic_time();

  if (now - connection->sent_at < GATHER_US) {
    if (connection->flush_timer == 0)
      connection->flush_timer = purple_timeout_add(0, on_flush, connection);
    return;
  }
  ll_timer_stop(&connection->flush_timer);
  connection->sent_at = now;
  flush(connection);
}

static gboolean
on_linger_over(gpointer data)
{
  LlConnection *connection = data;

  connection->linger_timer = 0;
  connection->events->gone(connection->owner, connection);
  return FALSE;
}

/* After an end tag, see to it that the socket ends too: the first closer ends TCP once the other's
 * tag is there (XEP-0174 8), the other waits for that; after a fault our side is shut, so that the
 * error is read before the socket is gone. */
static void
begin_to_end(LlConnection *connection)
{
  LlStreamState state = ll_stream_state(connection->stream);

  if (state != LL_STREAM_CLOSING && state != LL_STREAM_CLOSED)
    return;
  if (connection->linger_timer == 0)
    connection->linger_timer =
        purple_timeout_add_seconds(LINGER_SECONDS, on_linger_over, connection);
  if (state == LL_STREAM_CLOSED && (connection->closed_here || ll_stream_error(connection->stream)))
    ll_transport_shut_write(connection->transport);
  if (!connection->closing_told && connection->owner) {
    connection->closing_told = TRUE;
    connection->events->closing(connection->owner, connection);
  }
}

/* Who answers gives each stream an id, which nobody can foretell (RFC 6120 4.7.3). (transfer full)
 * (nullable) */
static char *
new_stream_id(const LlConnection *connection)
{
  guint32 random[4] = {0};

  if (connection->role == LL_STREAM_INITIATOR)
    return NULL;
  if (getrandom(random, sizeof random, GRND_NONBLOCK) != sizeof random)
    return g_uuid_string_random();
  return g_strdup_printf("%08x%08x%08x%08x", random[0], random[1], random[2], random[3]);
}

static void
tell_ready(LlConnection *connection)
{
  if (connection->ready_told || !connection->owner ||
      ll_stream_state(connection->stream) != LL_STREAM_OPEN)
    return;
  connection->ready_told = TRUE;
  ll_timer_stop(&connection->settle_timer);
  connection->events->ready(connection->owner, connection);
}

/* Who was told that stanzas may come could refuse, and is told none then. */
static gboolean
is_refused(const LlConnection *connection)
{
  return !connection->owner || !connection->ready_told ||
         ll_stream_state(connection->stream) == LL_STREAM_CLOSED;
}

/* The one that has come, unless who is told that it can want to hold it. */
static void
tell_stanza(LlConnection *connection)
{
  g_autoptr(LlXmlNode) node = NULL;
  guint owners;

  tell_ready(connection);
  if (connection->held)
    return;
  node = g_steal_pointer(&connection->stanza);
  do {
    owners = connection->owners;
    tell_ready(connection);
    if (is_refused(connection))
      return;
    connection->events->stanza(connection->owner, connection, node);
    /* One in which the connection changes hands is the new owner's, too. */
  } while (connection->owners != owners);
}

static void
tell_acks(LlConnection *connection)
{
  tell_ready(connection);
  if (!is_refused(connection) && connection->events->acks)
    connection->events->acks(connection->owner, connection);
}

static void
restart(LlConnection *connection)
{
  g_autofree char *id = new_stream_id(connection);

  ll_stream_restart(connection->stream, id);
}

/* Do and tell what comes of EVENT. */
static void
take(LlConnection *connection, LlStreamEvent event)
{
  switch (event) {
  case LL_STREAM_EVENT_HEADER:
    connection->events->header(connection->owner, connection);
    break;
  case LL_STREAM_EVENT_TLS:
    ll_transport_begin_tls(connection->transport, connection->identity,
                           connection->role == LL_STREAM_RECIPIENT);
    break;
  case LL_STREAM_EVENT_RESTART:
    restart(connection);
    break;
  case LL_STREAM_EVENT_ACKS:
    tell_acks(connection);
    break;
  case LL_STREAM_EVENT_STANZA:
    tell_stanza(connection);
    break;
  default:
    break;
  }
}

static void
pump(LlConnection *connection)
{
  LlStreamEvent event = LL_STREAM_EVENT_HEADER;

  if (connection->is_pumping)
    return;
  connection->is_pumping = TRUE;
  connection->refs++;
  if (connection->stanza && !connection->held)
    tell_stanza(connection);
  while (connection->owner && !connection->held && event != LL_STREAM_EVENT_NONE) {
    event = ll_stream_pop(connection->stream, &connection->stanza);
    connection->ended_there |= event == LL_STREAM_EVENT_END && !connection->closed_here;
    flush(connection);
    take(connection, event);
  }
  /* Not sooner: a stream whose end is in the same bytes as its header is of no use. */
  if (!connection->held)
    tell_ready(connection);
  connection->is_pumping = FALSE;
  if (connection->owner)
    begin_to_end(connection);
  if (connection->owner && !connection->held)
    connection->events->settled(connection->owner, connection);
  unref(connection);
}

static gboolean on_patience_over(gpointer data);

void
ll_connection_settle_in(LlConnection *connection, guint ms, gboolean in_plain)
{
  ll_timer_stop(&connection->settle_timer);
  connection->is_late = !in_plain;
  if (ll_stream_state(connection->stream) == LL_STREAM_SETTLING)
    connection->settle_timer = purple_timeout_add(ms, on_patience_over, connection);
}

static gboolean
on_patience_over(gpointer data)
{
  LlConnection *connection = data;

  connection->settle_timer = 0;
  if (connection->is_late) {
    connection->closed_here = TRUE;
    ll_stream_close(connection->stream, "connection-timeout");
    flush(connection);
    begin_to_end(connection);
    return FALSE;
  }
  ll_stream_settle(connection->stream);
  if (ll_stream_state(connection->stream) == LL_STREAM_SETTLING)
    ll_connection_settle_in(connection, LL_STREAM_IDENTIFY_SECONDS * 1000, FALSE);
  else
    pump(connection);
  return FALSE;
}

static void
on_read(gpointer owner, const char *bytes, gsize length)
{
  LlConnection *connection = owner;

  ll_stream_push(connection->stream, bytes, length, ll_now_ms());
  pump(connection);
}

static void
on_secured(gpointer owner)
{
  LlConnection *connection = owner;
  g_autofree char *id = new_stream_id(connection);

  connection->refs++;
  ll_stream_secured(connection->stream, id);
  if (connection->events->secured)
    connection->events->secured(connection->owner, connection);
  if (connection->owner)
    pump(connection);
  unref(connection);
}

static void
on_ended(gpointer owner, const GError *error)
{
  LlConnection *connection = owner;

  /* Who ends the stream and the socket in one go resets our answer: that says nothing of what went
   * before. A reset that was there before the answer means that something was not read. */
  if (error && (!connection->ended_there || ll_transport_has_failed(connection->transport)))
    connection->error = g_error_copy(error);
  connection->events->gone(connection->owner, connection);
}

static void
on_flushed(gpointer owner)
{
  LlConnection *connection = owner;

  connection->events->settled(connection->owner, connection);
}

static const LlTransportEvents transport_events = {on_read, on_secured, on_ended, on_flushed};

LlConnection *
ll_connection_new(int fd, LlStreamRole role, const char *own, const char *peer,
                  LlIdentity *identity, gboolean needs_tls)
{
  LlConnection *connection = g_new0(LlConnection, 1);
  g_autofree char *id = NULL;

  connection->refs = 1;
  connection->role = role;
  connection->identity = identity;
  id = new_stream_id(connection);
  connection->stream = ll_stream_new(role, own, peer, id);
  ll_stream_set_tls(connection->stream, identity != NULL, needs_tls);
  connection->transport = ll_transport_new(fd, &transport_events, connection);
  if (role == LL_STREAM_INITIATOR) {
    ll_stream_start(connection->stream);
    flush(connection);
  }
  return connection;
}

void
ll_connection_set_owner(LlConnection *connection, guint id, const LlConnectionEvents *events,
                        gpointer owner)
{
  connection->id = id;
  connection->events = events;
  connection->owner = owner;
  connection->owners++;
  connection->ready_told = FALSE;
}

void
ll_connection_free(LlConnection *connection)
{
  if (!connection)
    return;
  connection->owner = NULL;
  if (!connection->aborted && ll_stream_state(connection->stream) == LL_STREAM_OPEN) {
    ll_stream_close(connection->stream, NULL);
    flush(connection);
  }
  ll_timer_stop(&connection->linger_timer);
  ll_timer_stop(&connection->flush_timer);
  ll_timer_stop(&connection->settle_timer);
  g_clear_pointer(&connection->transport, ll_transport_free);
  unref(connection);
}

void
ll_connection_abort(LlConnection *connection)
{
  connection->aborted = TRUE;
  ll_transport_abort(connection->transport);
}

LlXmlNode *
ll_connection_take_features(LlConnection *connection)
{
  return ll_stream_take_features(connection->stream);
}

const LlFingerprint *
ll_connection_peer_key(const LlConnection *connection)
{
  return ll_transport_peer_key(connection->transport);
}

guint
ll_connection_id(const LlConnection *connection)
{
  return connection->id;
}

const LlStream *
ll_connection_stream(const LlConnection *connection)
{
  return connection->stream;
}

const GError *
ll_connection_error(const LlConnection *connection)
{
  return connection->error;
}

void
ll_connection_set_held(LlConnection *connection, gboolean held)
{
  connection->held = held;
  ll_transport_set_paused(connection->transport, held);
  if (!held)
    pump(connection);
}

guint64
ll_connection_send(LlConnection *connection, const LlXmlNode *node)
{
  guint64 end = ll_stream_send(connection->stream, node);

  flush_soon(connection);
  return end;
}

guint64
ll_connection_send_message(LlConnection *connection, const LlSpeech *speech)
{
  guint64 end = ll_stream_send_message(connection->stream, speech);

  flush_soon(connection);
  return end;
}

void
ll_connection_want_ack(LlConnection *connection)
{
  ll_stream_want_ack(connection->stream);
}

void
ll_connection_close(LlConnection *connection, const char *condition)
{
  connection->closing_told = TRUE; /* the owner knows */
  connection->closed_here = ll_stream_state(connection->stream) != LL_STREAM_CLOSED;
  ll_stream_close(connection->stream, condition);
  flush(connection);
  begin_to_end(connection);
  if (connection->held)
    ll_connection_set_held(connection, FALSE);
}

guint64
ll_connection_acked(const LlConnection *connection)
{
  return ll_transport_acked(connection->transport);
}

void
ll_connection_flush(LlConnection *connection)
{
  flush(connection);
}

guint64
ll_connection_taken(const LlConnection *connection)
{
  return ll_transport_taken(connection->transport);
}
