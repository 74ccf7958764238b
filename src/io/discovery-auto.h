/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* Two discoveries as one: the preferred one whenever it can be used, else the fallback, which is
 * made when it is needed and freed, with a goodbye, as soon as the preferred one can be used. Each
 * change tells its owner unavailable() and ready(). A preferred one that was there and went is
 * waited for a little, since it may only restart; one that does not let us has no fallback.
 *
 * io/endpoint has the Avahi daemon and the embedded responder so. */

typedef LlDiscovery *(*LlDiscoveryMaker)(const LlDiscoveryEvents *events, gpointer owner);

/* ll_discovery_auto_new: EVENTS must outlive the result. (transfer full) */
LlDiscovery *ll_discovery_auto_new(LlDiscoveryMaker preferred, LlDiscoveryMaker fallback,
                                   const LlDiscoveryEvents *events, gpointer owner);
