/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "wire/dbus-message.h"

/* A connection of our own to the system's message bus (D-Bus Specification, "Message Protocol" and
 * "Authentication Protocol"). GIO's hands each message from its thread to ours in many small pieces
 * of memory, and with people by the hundred that is most of what there is to do. Here the main loop
 * reads them off the socket, in order.
 *
 * Used by io/avahi-bus and io/avahi-client. */

typedef struct LlDbus LlDbus;

/* From the main loop; the connection may be freed from within. */
typedef struct {
  /* The bus has let us in. */
  void (*open)(gpointer owner);
  void (*signal)(gpointer owner, const LlDbusMessage *signal);
  /* It has not, or the connection is over; all calls have been answered. */
  void (*closed)(gpointer owner, const GError *error);
} LlDbusEvents;

/* What a call gave: REPLY, or ERROR. */
typedef void (*LlDbusAnswer)(gpointer data, const LlDbusMessage *reply, const GError *error);

/* ll_dbus_new: begins to connect. EVENTS must outlive it. (transfer full) */
LlDbus *ll_dbus_new(const LlDbusEvents *events, gpointer owner);
/* ll_dbus_call: a method with ARGUMENTS (floating, nullable). ANSWER is called once, with
 * G_IO_ERROR_CLOSED at the end; NULL asks for no reply. Before open() calls wait, and when there
 * are very many. */
void ll_dbus_call(LlDbus *dbus, const char *destination, const char *path, const char *interface,
                  const char *method, GVariant *arguments, LlDbusAnswer answer, gpointer data);
/* ll_dbus_call_bus: likewise, a method of the bus itself. */
void ll_dbus_call_bus(LlDbus *dbus, const char *method, GVariant *arguments, LlDbusAnswer answer,
                      gpointer data);
/* ll_dbus_free: calls are answered from within. No more events. NULL is fine. */
void ll_dbus_free(LlDbus *dbus);

/* ll_dbus_address: of the system's bus. (transfer full) */
char *ll_dbus_address(void);
