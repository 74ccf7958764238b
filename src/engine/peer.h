/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/link.h"
#include "wire/presence.h"

/* One presence name on the network, over all the links on which it is seen. */

typedef struct LlPeer LlPeer;

LlPeer *ll_peer_new(const char *name);
void ll_peer_free(LlPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlPeer, ll_peer_free)

/* ll_peer_name: as first seen; spellings differ in case only. (transfer none) */
const char *ll_peer_name(const LlPeer *peer);
/* ll_peer_presence: what it says; NULL until its TXT record came. (transfer none) (nullable) */
const LlPresence *ll_peer_presence(const LlPeer *peer);
/* ll_peer_links: where it is seen; LlLink. (transfer none) */
const GArray *ll_peer_links(const LlPeer *peer);

/* ll_peer_add_link, remove_link: seen on, gone from LINK. TRUE if that was news. */
gboolean ll_peer_add_link(LlPeer *peer, const LlLink *link);
gboolean ll_peer_remove_link(LlPeer *peer, const LlLink *link);
/* ll_peer_remove_links: gone from all. */
void ll_peer_remove_links(LlPeer *peer);
/* ll_peer_set_txt: its TXT record's bytes, from whichever link. TRUE if it now says something else.
 */
gboolean ll_peer_set_txt(LlPeer *peer, const guint8 *rdata, gsize length);

/* ll_peer_set_doubted, is_doubted: on record, but it did not answer when it was asked for. At first
 * it is not. */
void ll_peer_set_doubted(LlPeer *peer, gboolean doubted);
gboolean ll_peer_is_doubted(const LlPeer *peer);
