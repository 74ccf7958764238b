/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "wire/address.h"

/* The listening socket: one port for IPv4 and IPv6 together. */

typedef struct LlListener LlListener;
/* FD is connected and non-blocking (transfer full); ADDRESS is where it comes from. */
typedef void (*LlListenerAccepted)(gpointer owner, int fd, const LlAddress *address);

/* ll_listener_new: on PORT or, where that is taken, on the next free one (and at last on any). NULL
 * with ERROR (G_IO_ERROR) when there is none. */
LlListener *ll_listener_new(guint16 port, LlListenerAccepted accepted, gpointer owner,
                            GError **error);
void ll_listener_free(LlListener *listener);
guint16 ll_listener_port(const LlListener *listener);
