/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/presence.h"

/* One presence name on the network, over all the links (interface and IP version) on which it is
 * seen. */

typedef struct LlPeer LlPeer;

LlPeer *ll_peer_new(const char *name);
void ll_peer_free(LlPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlPeer, ll_peer_free)

/* ll_peer_name: as first seen; spellings differ in case only. (transfer none) */
const char *ll_peer_name(const LlPeer *peer);
/* ll_peer_presence: what it says; NULL until its TXT record came. (transfer none) (nullable) */
const LlPresence *ll_peer_presence(const LlPeer *peer);
/* ll_peer_is_seen: on at least one link. */
gboolean ll_peer_is_seen(const LlPeer *peer);

/* ll_peer_add_link, remove_link: seen on, gone from INTERFACE (kernel's index) with FAMILY
 * (AF_INET, AF_INET6). TRUE if that was news. */
gboolean ll_peer_add_link(LlPeer *peer, gint32 interface, int family);
gboolean ll_peer_remove_link(LlPeer *peer, gint32 interface, int family);
/* ll_peer_set_txt: its TXT record's bytes, from whichever link. TRUE if it now says something else.
 */
gboolean ll_peer_set_txt(LlPeer *peer, const guint8 *rdata, gsize length);
