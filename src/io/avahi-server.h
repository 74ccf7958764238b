/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <avahi-core/core.h>
#include <glib.h>

/* The mDNS responder inside this process: one avahi-core server, which all accounts share. Two on
 * one address would keep answers from each other, since a host takes what one of them says it knows
 * for what all of them know (RFC 6762 7.1). Used by io/avahi-embedded alone. */

typedef struct LlAvahiServer LlAvahiServer;

/* ll_avahi_server_join: the server, started for the first who joins. CHANGED is called whenever one
 * of the answers below becomes another, mostly from within avahi-core: it must only note it.
 * To be given back with ll_avahi_server_leave(). */
typedef void (*LlAvahiServerChanged)(gpointer member);
LlAvahiServer *ll_avahi_server_join(LlAvahiServerChanged changed, gpointer member);
/* ll_avahi_server_leave: when the last one leaves, goodbyes are sent before it returns. Not to be
 * called from within avahi-core. */
void ll_avahi_server_leave(LlAvahiServer *server, gpointer member);

/* ll_avahi_server_core: for avahi-core's functions; NULL if it could not be started. */
AvahiServer *ll_avahi_server_core(const LlAvahiServer *server);
/* ll_avahi_server_machine: what this host is called; NULL while that is being found out, and if
 * there is an error. (transfer none) (nullable) */
const char *ll_avahi_server_machine(const LlAvahiServer *server);
/* ll_avahi_server_error: why it is useless for ever; who joins then gets another.
 * LL_DISCOVERY_ERROR (transfer none) (nullable) */
const GError *ll_avahi_server_error(const LlAvahiServer *server);
/* ll_avahi_server_dropped: one of avahi-core's browsers is being freed. */
void ll_avahi_server_dropped(LlAvahiServer *server);
