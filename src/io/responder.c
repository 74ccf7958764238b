/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/responder.h"

#include "io/avahi-embedded.h"
#include "io/discovery-auto.h"
#include "io/discovery-avahi.h"

static LlDiscovery *
daemon_new(const LlDiscoveryEvents *events, gpointer owner)
{
  return ll_discovery_daemon_new(LL_LINK_DOMAIN, events, owner);
}

static LlDiscovery *
embedded_new(const LlDiscoveryEvents *events, gpointer owner)
{
  return ll_discovery_avahi_new(ll_avahi_embedded_new, LL_LINK_DOMAIN, events, owner);
}

LlDiscovery *
ll_responder_new(LlResponder responder, const LlDiscoveryEvents *events, gpointer owner)
{
  switch (responder) {
  case LL_RESPONDER_DAEMON:
    return daemon_new(events, owner);
  case LL_RESPONDER_EMBEDDED:
    return embedded_new(events, owner);
  case LL_RESPONDER_AUTOMATIC:
    break;
  }
  return ll_discovery_auto_new(daemon_new, embedded_new, events, owner);
}
