/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* A question where somebody listens, asked for its own sake. io/endpoint owns those that are open;
 * see ll_endpoint_locate(). */

typedef struct {
  LlAddress address;
  guint16 port;
} LlPlace;

typedef struct LlLocation LlLocation;
/* PLACES: LlPlace. (transfer none) */
typedef void (*LlLocated)(gpointer data, const char *name, const GArray *places);
/* The location is over, and is to be freed. */
typedef void (*LlLocationOver)(gpointer owner, LlLocation *location);

/* ll_location_new: ask DISCOVERY for NAME. Calls OVER, then FOUND, from the loop. */
LlLocation *ll_location_new(LlDiscovery *discovery, const char *name, LlLocated found,
                            gpointer data, LlLocationOver over, gpointer owner);
/* ll_location_free: FOUND is not called any more. */
void ll_location_free(LlLocation *location);
