/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "wire/link.h"

/* A socket of our own on one link's multicast DNS, beside that of the responder: it takes from
 * nobody what is sent to him alone, as it has the group's address. Where the port can't be shared
 * it has another one, and hears only what answers its own questions (RFC 6762 6.7). */

typedef struct LlMdnsSocket LlMdnsSocket;

/* From the loop; the socket may be freed from within. */
typedef void (*LlMdnsHeard)(gpointer owner, const guint8 *message, gsize length);

/* ll_mdns_socket_new: NULL when LINK is none (any more), or there is no socket to be had. (transfer
 * full) (nullable) */
LlMdnsSocket *ll_mdns_socket_new(const LlLink *link, LlMdnsHeard heard, gpointer owner);
void ll_mdns_socket_free(LlMdnsSocket *self);
const LlLink *ll_mdns_socket_link(const LlMdnsSocket *self);
/* ll_mdns_socket_send: MESSAGE to all on the link; whether it went out. */
gboolean ll_mdns_socket_send(LlMdnsSocket *self, GBytes *message);
