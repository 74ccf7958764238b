/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "wire/address.h"

/* Gets a TCP connection to any of several addresses: tried in order, each next one a moment after
 * the one before without waiting for its end (in the spirit of RFC 8305), so that a dead address
 * does not delay a live one. */

typedef struct {
  LlAddress address;
  guint16 port;
} LlConnectorTarget;

typedef struct LlConnector LlConnector;

/* The connector is over when one of them is called, and may be freed from within. */
typedef struct {
  /* FD is connected and non-blocking (transfer full). */
  void (*connected)(gpointer owner, int fd);
  void (*failed)(gpointer owner);
} LlConnectorEvents;

/* ll_connector_new: try TARGETS (copied; at most LL_ADDRESSES_MAX), IPv4 before IPv6: many programs
 * of this kind listen on IPv4 only though their machine publishes both. Unusable addresses are
 * passed over. Ends in one of EVENTS, from the loop. */
LlConnector *ll_connector_new(const GArray *targets, const LlConnectorEvents *events,
                              gpointer owner);
void ll_connector_free(LlConnector *connector);
