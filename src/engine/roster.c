/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/roster.h"

#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

struct LlRoster {
  GHashTable *peers; /* name (the peer's own, folded for look-up) -> LlPeer */
  char *own;
  GHashTable *retired; /* names that were ours and are still seen */
};

LlRoster *
ll_roster_new(void)
{
  LlRoster *roster = g_new0(LlRoster, 1);

  roster->peers =
      g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL, (GDestroyNotify)ll_peer_free);
  roster->retired = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  return roster;
}

void
ll_roster_free(LlRoster *roster)
{
  if (!roster)
    return;
  g_hash_table_destroy(roster->peers);
  g_hash_table_destroy(roster->retired);
  g_free(roster->own);
  g_free(roster);
}

static gboolean
is_own(const LlRoster *roster, const char *name)
{
  return (roster->own && ll_name_equal(roster->own, name)) ||
         (g_hash_table_size(roster->retired) > 0 && g_hash_table_contains(roster->retired, name));
}

static gboolean
is_shown(const LlRoster *roster, const LlPeer *peer)
{
  return peer && ll_peer_presence(peer) && !ll_peer_is_doubted(peer) &&
         !is_own(roster, ll_peer_name(peer));
}

static gboolean
is_seen(const LlPeer *peer)
{
  return ll_peer_links(peer)->len > 0;
}

/* What has become of PEER, who was shown before or was not. */
static LlRosterNews
news_of(const LlRoster *roster, const LlPeer *peer, gboolean was_shown)
{
  if (is_shown(roster, peer))
    return was_shown ? LL_ROSTER_SAME : LL_ROSTER_APPEARED;
  return was_shown ? LL_ROSTER_GONE : LL_ROSTER_SAME;
}

LlRosterNews
ll_roster_seen(LlRoster *roster, const char *name, const LlLink *link, gboolean *ret_is_new)
{
  LlPeer *peer = g_hash_table_lookup(roster->peers, name);
  gboolean was_shown = is_shown(roster, peer);

  *ret_is_new = !peer || !is_seen(peer);
  if (!peer) {
    if ((!ll_name_is_valid(name) && !ll_contact_is_valid(name)) ||
        g_hash_table_size(roster->peers) >= LL_PEERS_MAX) {
      *ret_is_new = FALSE;
      return LL_ROSTER_SAME;
    }
    peer = ll_peer_new(name);
    g_hash_table_insert(roster->peers, (gpointer)ll_peer_name(peer), peer);
  }
  if (ll_peer_add_link(peer, link))
    ll_peer_set_doubted(peer, FALSE);
  return news_of(roster, peer, was_shown);
}

/* STAYS: where they are shown. */
static LlRosterNews
remove_link(LlRoster *roster, const char *name, const LlLink *link, gboolean stays,
            gboolean *ret_is_last)
{
  LlPeer *peer = g_hash_table_lookup(roster->peers, name);
  gboolean was_shown = is_shown(roster, peer);

  *ret_is_last = FALSE;
  if (!peer || !ll_peer_remove_link(peer, link) || is_seen(peer))
    return LL_ROSTER_SAME;
  *ret_is_last = TRUE;
  if (stays && was_shown)
    return LL_ROSTER_SAME;
  g_hash_table_remove(roster->retired, name);
  g_hash_table_remove(roster->peers, name);
  return was_shown ? LL_ROSTER_GONE : LL_ROSTER_SAME;
}

LlRosterNews
ll_roster_lost(LlRoster *roster, const char *name, const LlLink *link, gboolean *ret_is_last)
{
  return remove_link(roster, name, link, FALSE, ret_is_last);
}

LlRosterNews
ll_roster_cut_off(LlRoster *roster, const char *name, const LlLink *link, gboolean *ret_is_last)
{
  return remove_link(roster, name, link, TRUE, ret_is_last);
}

LlRosterNews
ll_roster_txt(LlRoster *roster, const char *name, const guint8 *rdata, gsize length)
{
  LlPeer *peer = g_hash_table_lookup(roster->peers, name);
  gboolean was_shown = is_shown(roster, peer), is_other;

  if (!peer)
    return LL_ROSTER_SAME;
  is_other = ll_peer_set_txt(peer, rdata, length);
  ll_peer_set_doubted(peer, FALSE);
  if (was_shown)
    return is_other ? LL_ROSTER_CHANGED : LL_ROSTER_SAME;
  return news_of(roster, peer, was_shown);
}

void
ll_roster_lose_all(LlRoster *roster)
{
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init(&iter, roster->peers);
  while (g_hash_table_iter_next(&iter, NULL, &peer)) {
    if (is_shown(roster, peer))
      ll_peer_remove_links(peer);
    else
      g_hash_table_iter_remove(&iter);
  }
  g_hash_table_remove_all(roster->retired);
}

GPtrArray *
ll_roster_sweep(LlRoster *roster)
{
  GPtrArray *gone = g_ptr_array_new_with_free_func(g_free);
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init(&iter, roster->peers);
  while (g_hash_table_iter_next(&iter, NULL, &peer)) {
    if (is_seen(peer))
      continue;
    if (is_shown(roster, peer))
      g_ptr_array_add(gone, g_strdup(ll_peer_name(peer)));
    g_hash_table_iter_remove(&iter);
  }
  return gone;
}

static LlRosterNews
set_doubted(LlRoster *roster, const char *name, gboolean doubted)
{
  LlPeer *peer = g_hash_table_lookup(roster->peers, name);
  gboolean was_shown = is_shown(roster, peer);

  if (!peer)
    return LL_ROSTER_SAME;
  ll_peer_set_doubted(peer, doubted);
  return news_of(roster, peer, was_shown);
}

LlRosterNews
ll_roster_doubt(LlRoster *roster, const char *name)
{
  return set_doubted(roster, name, TRUE);
}

LlRosterNews
ll_roster_trust(LlRoster *roster, const char *name)
{
  return set_doubted(roster, name, FALSE);
}

void
ll_roster_set_own(LlRoster *roster, const char *name, const LlPeer **ret_shown,
                  const LlPeer **ret_hidden)
{
  const LlPeer *before = roster->own ? g_hash_table_lookup(roster->peers, roster->own) : NULL;
  const LlPeer *after = name ? g_hash_table_lookup(roster->peers, name) : NULL;
  gboolean is_same = before == after, was_shown = is_shown(roster, after);

  g_free(roster->own);
  roster->own = g_strdup(name);
  if (name)
    g_hash_table_remove(roster->retired, name);
  *ret_shown = !is_same && is_shown(roster, before) ? before : NULL;
  *ret_hidden = !is_same && was_shown ? after : NULL;
}

void
ll_roster_retire_own(LlRoster *roster)
{
  if (roster->own && g_hash_table_contains(roster->peers, roster->own))
    g_hash_table_add(roster->retired, g_steal_pointer(&roster->own));
  g_clear_pointer(&roster->own, g_free);
}

GPtrArray *
ll_roster_forget_retired(LlRoster *roster)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func(g_free);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init(&iter, roster->retired);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    g_autofree char *held = g_strdup(name);
    g_hash_table_iter_remove(&iter);
    const LlPeer *peer = ll_roster_find(roster, held);
    if (peer)
      g_ptr_array_add(shown, g_strdup(ll_peer_name(peer)));
  }
  return shown;
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
