/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/peer.h"

#include "limits.h"

struct LlPeer {
  char *name;
  LlPresence *presence;
  GArray *links; /* LlLink */
  gboolean is_doubted;
};

LlPeer *
ll_peer_new(const char *name)
{
  LlPeer *peer = g_new0(LlPeer, 1);

  peer->name = g_strdup(name);
  peer->links = g_array_new(FALSE, FALSE, sizeof(LlLink));
  return peer;
}

void
ll_peer_free(LlPeer *peer)
{
  if (!peer)
    return;
  g_free(peer->name);
  ll_presence_free(peer->presence);
  g_array_free(peer->links, TRUE);
  g_free(peer);
}

const char *
ll_peer_name(const LlPeer *peer)
{
  return peer->name;
}

const LlPresence *
ll_peer_presence(const LlPeer *peer)
{
  return peer->presence;
}

const GArray *
ll_peer_links(const LlPeer *peer)
{
  return peer->links;
}

static int
find_link(const LlPeer *peer, const LlLink *link)
{
  for (guint i = 0; i < peer->links->len; i++) {
    if (ll_link_equal(&g_array_index(peer->links, LlLink, i), link))
      return (int)i;
  }
  return -1;
}

gboolean
ll_peer_add_link(LlPeer *peer, const LlLink *link)
{
  if (peer->links->len >= LL_PEER_LINKS_MAX || find_link(peer, link) >= 0)
    return FALSE;
  g_array_append_val(peer->links, *link);
  return TRUE;
}

gboolean
ll_peer_remove_link(LlPeer *peer, const LlLink *link)
{
  int i = find_link(peer, link);

  if (i < 0)
    return FALSE;
  g_array_remove_index_fast(peer->links, (guint)i);
  return TRUE;
}

void
ll_peer_remove_links(LlPeer *peer)
{
  g_array_set_size(peer->links, 0);
}

void
ll_peer_set_doubted(LlPeer *peer, gboolean doubted)
{
  peer->is_doubted = doubted;
}

gboolean
ll_peer_is_doubted(const LlPeer *peer)
{
  return peer->is_doubted;
}

gboolean
ll_peer_set_txt(LlPeer *peer, const guint8 *rdata, gsize length)
{
  g_autoptr(LlTxt) txt = ll_txt_parse(rdata, length);
  g_autoptr(LlPresence) presence = ll_presence_from_txt(txt);

  if (peer->presence && ll_presence_equal(peer->presence, presence))
    return FALSE;
  ll_presence_free(peer->presence);
  peer->presence = g_steal_pointer(&presence);
  return TRUE;
}
