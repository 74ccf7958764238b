/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/roster.h"

#include "limits.h"
#include "wire/name.h"

struct LlRoster {
  GHashTable *peers; /* name (the peer's own, folded for look-up) -> LlPeer */
  char *own;
};

LlRoster *
ll_roster_new(void)
{
  LlRoster *roster = g_new0(LlRoster, 1);

  roster->peers =
      g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL, (GDestroyNotify)ll_peer_free);
  return roster;
}

void
ll_roster_free(LlRoster *roster)
{
  if (!roster)
    return;
  g_hash_table_destroy(roster->peers);
  g_free(roster->own);
  g_free(roster);
}

static gboolean
is_own(const LlRoster *roster, const char *name)
{
  return roster->own && ll_name_equal(roster->own, name);
}

static gboolean
is_shown(const LlRoster *roster, const LlPeer *peer)
{
  return peer && ll_peer_presence(peer) && !is_own(roster, ll_peer_name(peer));
}

void
ll_roster_seen(LlRoster *roster, const char *name, gint32 interface, int family,
               gboolean *ret_is_new)
{
  LlPeer *peer = g_hash_table_lookup(roster->peers, name);

  *ret_is_new = FALSE;
  if (!peer) {
    if (!ll_name_is_valid(name) || g_hash_table_size(roster->peers) >= LL_PEERS_MAX)
      return;
    peer = ll_peer_new(name);
    g_hash_table_insert(roster->peers, (gpointer)ll_peer_name(peer), peer);
    *ret_is_new = TRUE;
  }
  ll_peer_add_link(peer, interface, family);
}

LlRosterNews
ll_roster_lost(LlRoster *roster, const char *name, gint32 interface, int family,
               gboolean *ret_is_last)
{
  LlPeer *peer = g_hash_table_lookup(roster->peers, name);
  gboolean was_shown = is_shown(roster, peer);

  *ret_is_last = FALSE;
  if (!peer || !ll_peer_remove_link(peer, interface, family) || ll_peer_is_seen(peer))
    return LL_ROSTER_SAME;
  *ret_is_last = TRUE;
  g_hash_table_remove(roster->peers, name);
  return was_shown ? LL_ROSTER_GONE : LL_ROSTER_SAME;
}

LlRosterNews
ll_roster_txt(LlRoster *roster, const char *name, const guint8 *rdata, gsize length)
{
  LlPeer *peer = g_hash_table_lookup(roster->peers, name);
  gboolean was_shown = is_shown(roster, peer);

  if (!peer || !ll_peer_set_txt(peer, rdata, length) || !is_shown(roster, peer))
    return LL_ROSTER_SAME;
  return was_shown ? LL_ROSTER_CHANGED : LL_ROSTER_APPEARED;
}

void
ll_roster_set_own(LlRoster *roster, const char *name, const LlPeer **ret_shown,
                  const LlPeer **ret_hidden)
{
  const LlPeer *before = roster->own ? g_hash_table_lookup(roster->peers, roster->own) : NULL;
  const LlPeer *after = name ? g_hash_table_lookup(roster->peers, name) : NULL;
  gboolean is_same = before == after;

  g_free(roster->own);
  roster->own = g_strdup(name);
  *ret_shown = !is_same && is_shown(roster, before) ? before : NULL;
  *ret_hidden = !is_same && after && ll_peer_presence(after) ? after : NULL;
}

const LlPeer *
ll_roster_find(const LlRoster *roster, const char *name)
{
  const LlPeer *peer = g_hash_table_lookup(roster->peers, name);

  return is_shown(roster, peer) ? peer : NULL;
}

GPtrArray *
ll_roster_names(const LlRoster *roster)
{
  GPtrArray *names = g_ptr_array_new();
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init(&iter, roster->peers);
  while (g_hash_table_iter_next(&iter, NULL, &peer)) {
    if (is_shown(roster, peer))
      g_ptr_array_add(names, (gpointer)ll_peer_name(peer));
  }
  return names;
}
