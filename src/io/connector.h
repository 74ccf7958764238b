/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "wire/address.h"

/* Gets a TCP connection to any of several addresses, which become known one after the other: they
 * are tried in order, each next one a moment after the one before without waiting for its end (in
 * the spirit of RFC 8305), so that a dead address does not delay a live one. IPv4 goes before IPv6,
 * and an IPv6 address waits a moment for it: many programs of this kind listen on IPv4 only though
 * their machine publishes both. */

typedef struct LlConnector LlConnector;

/* From the loop. The connector is over when one of them is called, and may be freed from within. */
typedef struct {
  /* FD is connected and non-blocking (transfer full). */
  void (*connected)(gpointer owner, int fd);
  void (*failed)(gpointer owner);
} LlConnectorEvents;

LlConnector *ll_connector_new(const LlConnectorEvents *events, gpointer owner);
/* ll_connector_add: one more address to try; none that can't be used, and at most
 * LL_ADDRESSES_MAX. */
void ll_connector_add(LlConnector *connector, const LlAddress *address, guint16 port);
/* ll_connector_complete: there are no more addresses; it can fail from now on. */
void ll_connector_complete(LlConnector *connector);
void ll_connector_free(LlConnector *connector);
