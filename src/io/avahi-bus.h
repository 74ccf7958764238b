/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* The Avahi daemon's coming and going on the system's message bus, and the bus's own. Used by
 * io/avahi-daemon alone.
 *
 * Nothing waits for an answer. What GIO does for us needs GLib's main context, which every
 * libpurple client runs, so the timers of these files are GLib's too: one kind of event source, and
 * none of it before purple_eventloop_set_ui_ops(). */

typedef struct LlAvahiBus LlAvahiBus;

/* ll_avahi_bus_new: begins to connect. (transfer full) */
LlAvahiBus *ll_avahi_bus_new(const LlAvahiEvents *events, gpointer owner);
/* ll_avahi_bus_daemon: the daemon's unique name, while it is running. (transfer none) */
const char *ll_avahi_bus_daemon(const LlAvahiBus *bus);
/* ll_avahi_bus_reconnect: the bus has cut us off elsewhere: down() from within, then all anew. */
void ll_avahi_bus_reconnect(LlAvahiBus *bus);
/* ll_avahi_bus_close: no more events. NULL is fine. */
void ll_avahi_bus_close(LlAvahiBus *bus);
