/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* Avahi behind io/discovery.h, whichever Avahi it is. Here is what the siblings of io/avahi.h have
 * in common: who is seen, whom the owner watches, where somebody listens, and what is published. */

/* ll_discovery_avahi_new: of the presences in DOMAIN. Each start opens an Avahi with OPEN and
 * closes the one before. Nothing is published outside of "local". EVENTS must outlive the result.
 * (transfer full) */
typedef LlAvahi *(*LlAvahiOpen)(const LlAvahiEvents *events, gpointer owner);
LlDiscovery *ll_discovery_avahi_new(LlAvahiOpen open, const char *domain,
                                    const LlDiscoveryEvents *events, gpointer owner);
/* ll_discovery_daemon_new: with the Avahi daemon. (transfer full) */
LlDiscovery *ll_discovery_daemon_new(const char *domain, const LlDiscoveryEvents *events,
                                     gpointer owner);
