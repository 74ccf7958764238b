/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* One presence on its way to the network, and there. */

typedef struct LlAvahiPublisher LlAvahiPublisher;

/* What the owner is told; the last two end it, and it is to be freed. */
typedef struct {
  void (*published)(gpointer owner, const char *name);
  void (*collision)(gpointer owner, const char *name);
  void (*failed)(gpointer owner, const GError *error);
} LlAvahiPublisherEvents;

/* ll_avahi_publisher_new: PTR, SRV and TXT for NAME at PORT; Avahi probes for it first. (transfer
 * full) */
LlAvahiPublisher *ll_avahi_publisher_new(LlAvahi *avahi, const char *name, guint16 port,
                                         GBytes *txt, const LlAvahiPublisherEvents *events,
                                         gpointer owner);
/* ll_avahi_publisher_update: other bytes for the TXT record, as soon as it is on the network. */
void ll_avahi_publisher_update(LlAvahiPublisher *publisher, GBytes *txt);
/* ll_avahi_publisher_set_picture: its NULL record, from when it is on the network; NULL, as at
 * first: none. An update after this waits for it (see ll_discovery_set_picture()). */
void ll_avahi_publisher_set_picture(LlAvahiPublisher *publisher, GBytes *picture);
/* ll_avahi_publisher_free: off the network, with a goodbye. NULL is fine. */
void ll_avahi_publisher_free(LlAvahiPublisher *publisher);
