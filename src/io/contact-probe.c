/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/contact-probe.h"

#include <eventloop.h>

#include "io/connection.h"
#include "io/connector.h"
#include "io/contact-lookup.h"
#include "io/timer.h"
#include "limits.h"

/* How long after the connection the header may take. */
#define HEADER_SECONDS 5

struct LlContactProbe {
  char *name;
  char *own;
  const LlContactProbeEvents *events;
  gpointer owner;
  /* in the order of its stages */
  LlResolve *lookup;
  LlConnector *connector;
  LlConnection *connection;
  guint timer;
  LlAddress address;
  gboolean is_answered;
};

/* --- the stream ------------------------------------------------------------------------------ */

static void
on_header(gpointer owner, LlConnection *connection)
{
  (void)owner;
  (void)connection;
}

static void
on_stanza(gpointer owner, LlConnection *connection, const LlXmlNode *node)
{
  LlContactProbe *probe = owner;

  (void)connection;
  probe->events->stanza(probe->owner, probe, node);
}

/* All that came with the header has been read: an error may have been right behind it. */
static void
on_settled(gpointer owner, LlConnection *connection)
{
  LlContactProbe *probe = owner;

  if (probe->is_answered || ll_stream_state(ll_connection_stream(connection)) != LL_STREAM_OPEN)
    return;
  probe->is_answered = TRUE;
  ll_timer_stop(&probe->timer);
  ll_connection_close(connection, NULL);
  probe->events->answered(probe->owner, probe, &probe->address,
                          ll_stream_peer_from(ll_connection_stream(connection)));
}

static void
on_gone(gpointer owner, LlConnection *connection)
{
  LlContactProbe *probe = owner;

  (void)connection;
  probe->events->over(probe->owner, probe);
}

/* They ended it, or broke its rules, unasked. */
static void
on_closing(gpointer owner, LlConnection *connection)
{
  on_gone(owner, connection);
}

static const LlConnectionEvents connection_events = {
    .header = on_header,
    .ready = on_header, /* it is all the same to a question whether they are there */
    .stanza = on_stanza,
    .closing = on_closing,
    .settled = on_settled,
    .gone = on_gone,
};

static gboolean
on_silence(gpointer data)
{
  LlContactProbe *probe = data;

  probe->timer = 0;
  probe->events->over(probe->owner, probe);
  return FALSE;
}

/* --- the way there --------------------------------------------------------------------------- */

static void
on_connected(gpointer owner, int fd)
{
  LlContactProbe *probe = owner;
  struct sockaddr_storage sa;
  socklen_t length = sizeof sa;

  g_clear_pointer(&probe->lookup, ll_contact_lookup_free);
  g_clear_pointer(&probe->connector, ll_connector_free);
  if (getpeername(fd, (struct sockaddr *)&sa, &length) == 0)
    ll_address_from_sockaddr((struct sockaddr *)&sa, &probe->address, NULL);
  probe->connection = ll_connection_new(fd, LL_STREAM_INITIATOR, probe->own, NULL, NULL, FALSE);
  ll_connection_set_owner(probe->connection, 0, &connection_events, probe);
  probe->timer = purple_timeout_add_seconds(HEADER_SECONDS, on_silence, probe);
}

static void
on_connect_failed(gpointer owner)
{
  LlContactProbe *probe = owner;

  probe->events->over(probe->owner, probe);
}

static const LlConnectorEvents connector_events = {on_connected, on_connect_failed};

static void
on_address(gpointer data, const LlAddress *address, guint16 port)
{
  LlContactProbe *probe = data;

  ll_connector_add(probe->connector, address, port);
}

static void
on_looked_up(gpointer data, const GError *error)
{
  LlContactProbe *probe = data;

  probe->lookup = NULL;
  if (error)
    probe->events->over(probe->owner, probe);
  else
    ll_connector_complete(probe->connector);
}

static const LlResolveEvents lookup_events = {on_address, on_looked_up};

LlContactProbe *
ll_contact_probe_new(const char *name, const char *own, const LlContactProbeEvents *events,
                     gpointer owner)
{
  LlContactProbe *probe = g_new0(LlContactProbe, 1);

  probe->name = g_strdup(name);
  probe->own = g_strdup(own);
  probe->events = events;
  probe->owner = owner;
  probe->connector = ll_connector_new(&connector_events, probe);
  probe->lookup = ll_contact_lookup_new(name, &lookup_events, probe, NULL, NULL);
  return probe;
}

void
ll_contact_probe_free(LlContactProbe *probe)
{
  if (!probe)
    return;
  ll_timer_stop(&probe->timer);
  g_clear_pointer(&probe->lookup, ll_contact_lookup_free);
  g_clear_pointer(&probe->connector, ll_connector_free);
  ll_connection_free(probe->connection);
  g_free(probe->name);
  g_free(probe->own);
  g_free(probe);
}

const char *
ll_contact_probe_name(const LlContactProbe *probe)
{
  return probe->name;
}

gboolean
ll_contact_probe_is_answered(const LlContactProbe *probe)
{
  return probe->is_answered;
}
