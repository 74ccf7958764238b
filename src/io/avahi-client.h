/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"
#include "io/dbus.h"

/* One D-Bus client of the Avahi daemon, which has a limit to the objects of each: a connection of
 * its own to the bus, and the objects made over it, which the daemon drops with it. io/avahi-pool
 * has as many as it takes. */

typedef struct LlAvahiClient LlAvahiClient;

/* From the main loop; the client may be freed from within. */
typedef struct {
  /* The connection is over; WAS_OPEN: it had been one. */
  void (*closed)(gpointer owner, LlAvahiClient *client, gboolean was_open);
  void (*signal)(LlAvahiObject *object, const LlDbusMessage *signal);
} LlAvahiClientEvents;

/* ll_avahi_client_new: of the daemon with this unique name. (transfer full) */
LlAvahiClient *ll_avahi_client_new(const char *daemon, const LlAvahiClientEvents *events,
                                   gpointer owner);
void ll_avahi_client_free(LlAvahiClient *client);

/* ll_avahi_client_is_open: the bus has let it in. */
gboolean ll_avahi_client_is_open(const LlAvahiClient *client);
/* ll_avahi_client_has_room: for one more object; it is unused when there is none, and none about to
 * be. */
gboolean ll_avahi_client_has_room(const LlAvahiClient *client);
gboolean ll_avahi_client_is_unused(const LlAvahiClient *client);
/* ll_avahi_client_limit: the daemon does not let it have more objects than it has. FALSE when it
 * has none. */
gboolean ll_avahi_client_limit(LlAvahiClient *client);

/* ll_avahi_client_call: METHOD of the daemon's object at PATH (see ll_dbus_call()). */
void ll_avahi_client_call(LlAvahiClient *client, const char *path, const char *interface,
                          const char *method, GVariant *arguments, LlDbusAnswer answer,
                          gpointer data);
/* ll_avahi_client_begin: an object is about to be made, and counts. Then it is added under its path
 * (which is the object's own, and lives as long) and some time removed, or it has not come to be.
 */
void ll_avahi_client_begin(LlAvahiClient *client);
void ll_avahi_client_add(LlAvahiClient *client, const char *path, LlAvahiObject *object);
void ll_avahi_client_remove(LlAvahiClient *client, const char *path);
void ll_avahi_client_cancel(LlAvahiClient *client);
