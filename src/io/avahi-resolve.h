/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* One query for where a presence listens: its SRV records, then the A and AAAA records of their
 * targets. It is LlResolve of io/discovery.h. */

/* ll_avahi_resolve_new: asks; events as ll_discovery_resolve() says. Before it calls EVENTS->done()
 * it calls OVER and frees itself. (transfer full) */
typedef void (*LlAvahiResolveOver)(gpointer owner, LlResolve *resolve);
LlResolve *ll_avahi_resolve_new(const LlResolveEvents *events, gpointer data,
                                LlAvahiResolveOver over, gpointer owner);
/* ll_avahi_resolve_start: ask AVAHI about NAME in DOMAIN. */
void ll_avahi_resolve_start(LlResolve *resolve, LlAvahi *avahi, const char *name,
                            const char *domain);
/* ll_avahi_resolve_fail: end it with ERROR, soon, from the main loop. */
void ll_avahi_resolve_fail(LlResolve *resolve, const GError *error);
/* ll_avahi_resolve_free: without a word. */
void ll_avahi_resolve_free(LlResolve *resolve);
