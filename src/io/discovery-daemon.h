/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* The Avahi daemon behind io/discovery.h, spoken to over D-Bus without ever waiting for it. */

/* ll_discovery_daemon_new: EVENTS must outlive the result. (transfer full) */
LlDiscovery *ll_discovery_daemon_new(const LlDiscoveryEvents *events, gpointer owner);
