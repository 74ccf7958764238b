/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* One D-Bus client of the Avahi daemon: a connection of its own to the system bus, the daemon's
 * coming and going there, and its signals handed to the objects that they are for
 * (io/avahi-object.h). Used by io/avahi-daemon alone.
 *
 * Nothing waits for an answer. GDBus needs GLib's main context, which every libpurple client runs,
 * so the timers of these files are GLib's too: one kind of event source, and none of it before
 * purple_eventloop_set_ui_ops(). */

typedef struct LlAvahiBus LlAvahiBus;

/* ll_avahi_bus_new: begins to connect. (transfer full) */
LlAvahiBus *ll_avahi_bus_new(const LlAvahiEvents *events, gpointer owner);
/* ll_avahi_bus_close: the daemon drops what was made over this connection, with a goodbye for what
 * was published, even when this process ends at once. No more events. NULL is fine. */
void ll_avahi_bus_close(LlAvahiBus *bus);

/* -- for io/avahi-object ----------------------------------------------------------------------- */

LlAvahiBus *ll_avahi_bus_ref(LlAvahiBus *bus);
void ll_avahi_bus_unref(LlAvahiBus *bus);
/* ll_avahi_bus_daemon: the daemon's unique name; NULL when there is none. (transfer none)
 * (nullable) */
const char *ll_avahi_bus_daemon(const LlAvahiBus *bus);
/* ll_avahi_bus_call: METHOD of the daemon's object at PATH, its answer to CALLBACK (see
 * g_dbus_connection_call()); a NULL CALLBACK asks for none. Only while there is a daemon. */
void ll_avahi_bus_call(LlAvahiBus *bus, const char *path, const char *interface, const char *method,
                       GVariant *arguments, const char *reply_type, GAsyncReadyCallback callback,
                       gpointer data);
/* ll_avahi_bus_listen: signals from the daemon's object at PATH go to SIGNAL, until _unlisten() or
 * down(). */
typedef void (*LlAvahiSignal)(gpointer data, const char *member, GVariant *parameters);
void ll_avahi_bus_listen(LlAvahiBus *bus, const char *path, LlAvahiSignal signal, gpointer data);
void ll_avahi_bus_unlisten(LlAvahiBus *bus, const char *path);
