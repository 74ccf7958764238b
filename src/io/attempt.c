/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/attempt.h"

#include "io/connector.h"

struct LlAttempt {
  LlDiscovery *discovery;
  const LlAttemptEvents *events;
  gpointer owner;
  LlResolve *resolve;     /* NULL: over */
  LlConnector *connector; /* NULL: no address is known yet */
};

static void
on_connected(gpointer owner, int fd)
{
  LlAttempt *attempt = owner;

  attempt->events->connected(attempt->owner, fd);
}

static void
on_unreachable(gpointer owner)
{
  LlAttempt *attempt = owner;

  attempt->events->failed(attempt->owner, LL_END_UNREACHABLE, TRUE);
}

static void
on_address(gpointer data, const LlAddress *address, guint16 port)
{
  static const LlConnectorEvents events = {on_connected, on_unreachable};
  LlAttempt *attempt = data;

  if (!attempt->connector)
    attempt->connector = ll_connector_new(&events, attempt);
  ll_connector_add(attempt->connector, address, port);
}

static void
on_resolved(gpointer data, const GError *error)
{
  LlAttempt *attempt = data;

  attempt->resolve = NULL;
  if (attempt->connector)
    ll_connector_complete(attempt->connector);
  else
    attempt->events->failed(
        attempt->owner, LL_END_ABSENT,
        !g_error_matches(error, LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_UNAVAILABLE));
}

LlAttempt *
ll_attempt_new(LlDiscovery *discovery, const char *name, const LlAttemptEvents *events,
               gpointer owner)
{
  static const LlResolveEvents resolve_events = {on_address, on_resolved};
  LlAttempt *attempt = g_new0(LlAttempt, 1);

  attempt->discovery = discovery;
  attempt->events = events;
  attempt->owner = owner;
  attempt->resolve = ll_discovery_resolve(discovery, name, &resolve_events, attempt);
  return attempt;
}

void
ll_attempt_free(LlAttempt *attempt)
{
  if (!attempt)
    return;
  if (attempt->resolve)
    ll_discovery_cancel(attempt->discovery, attempt->resolve);
  ll_connector_free(attempt->connector);
  g_free(attempt);
}
