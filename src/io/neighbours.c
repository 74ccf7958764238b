/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/neighbours.h"

#include <eventloop.h>

#include "io/reconfirm.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/name.h"

/* How long the responder or a link may be away before the others count as gone. A restart takes
 * less. */
#define ABSENCE_SECONDS 10
/* How long after it is back all others have been seen again: it asks the network at 0, 1 and 3 s.
 */
#define SIGHT_SECONDS 5

/* How long after we withdrew a name what is seen of it can be ours: a goodbye takes a second. */
#define RETIRE_SECONDS 3

/* How long after somebody is back whom we could not find they may leave and come anew, as we do
 * ourselves to be found by all (ll_publication_renew()). */
#define RENEW_SECONDS 5

struct LlNeighbours {
  LlDiscovery *discovery;
  const LlNeighboursEvents *events;
  gpointer owner;
  LlRoster *roster;
  LlReconfirm *reconfirm;
  gboolean is_blind; /* the responder is away */
  guint timer;       /* until those who have not been seen since are gone */
  guint retire_timer;
  GHashTable *back; /* names of those who may do so */
  guint back_timer;
};

static void
tell(LlNeighbours *neighbours, const char *name, LlRosterNews news)
{
  const LlNeighboursEvents *events = neighbours->events;

  if (news == LL_ROSTER_GONE)
    events->gone(neighbours->owner, name);
  else if (news != LL_ROSTER_SAME)
    events->says(neighbours->owner, name,
                 ll_peer_presence(ll_roster_find(neighbours->roster, name)));
  if (news == LL_ROSTER_APPEARED)
    events->appeared(neighbours->owner, name);
}

/* --- those who can't be reached -------------------------------------------------------------- */

static gboolean
on_back_timer(gpointer data)
{
  LlNeighbours *neighbours = data;

  neighbours->back_timer = 0;
  g_hash_table_remove_all(neighbours->back);
  return FALSE;
}

static void
add_back(LlNeighbours *neighbours, const char *name)
{
  g_hash_table_add(neighbours->back, g_strdup(name));
  ll_timer_stop(&neighbours->back_timer);
  neighbours->back_timer = purple_timeout_add_seconds(RENEW_SECONDS, on_back_timer, neighbours);
}

/* NAME gave a sign of life. */
static void
settle(LlNeighbours *neighbours, const char *name)
{
  if (ll_reconfirm_drop(neighbours->reconfirm, name))
    add_back(neighbours, name);
}

static void
on_absent(gpointer owner, const char *name)
{
  LlNeighbours *neighbours = owner;

  tell(neighbours, name, ll_roster_doubt(neighbours->roster, name));
}

static void
on_present(gpointer owner, const char *name)
{
  add_back(owner, name);
  ll_neighbours_trust(owner, name);
}

void
ll_neighbours_doubt(LlNeighbours *neighbours, const char *name)
{
  const LlPeer *peer = ll_roster_find(neighbours->roster, name);

  ll_reconfirm_ask(neighbours->reconfirm, name, peer ? ll_peer_links(peer) : NULL);
}

void
ll_neighbours_trust(LlNeighbours *neighbours, const char *name)
{
  const LlPeer *peer = ll_roster_find(neighbours->roster, name);
  LlRosterNews news;

  /* So it is with every word that anybody says. */
  if (peer && ll_reconfirm_is_over(neighbours->reconfirm))
    return;
  news = ll_roster_trust(neighbours->roster, name);
  peer = ll_roster_find(neighbours->roster, name);
  settle(neighbours, name);
  tell(neighbours, peer ? ll_peer_name(peer) : name, news);
}

static void
on_missing(gpointer owner, const char *name)
{
  ll_neighbours_doubt(owner, name);
}

/* --- the responder --------------------------------------------------------------------------- */

/* Those who have not been seen since it was lost have left. */
static gboolean
on_timer(gpointer data)
{
  LlNeighbours *neighbours = data;
  g_autoptr(GPtrArray) gone = ll_roster_sweep(neighbours->roster);

  neighbours->timer = 0;
  for (guint i = 0; i < gone->len; i++)
    neighbours->events->gone(neighbours->owner, g_ptr_array_index(gone, i));
  if (neighbours->is_blind)
    neighbours->events->all_gone(neighbours->owner);
  return FALSE;
}

static void
sweep_after(LlNeighbours *neighbours, guint seconds)
{
  ll_timer_stop(&neighbours->timer);
  neighbours->timer = purple_timeout_add_seconds(seconds, on_timer, neighbours);
}

void
ll_neighbours_ready(LlNeighbours *neighbours)
{
  if (!neighbours->is_blind)
    return;
  neighbours->is_blind = FALSE;
  sweep_after(neighbours, SIGHT_SECONDS);
}

void
ll_neighbours_unavailable(LlNeighbours *neighbours)
{
  ll_reconfirm_drop_all(neighbours->reconfirm);
  ll_roster_lose_all(neighbours->roster);
  if (neighbours->is_blind)
    return;
  neighbours->is_blind = TRUE;
  sweep_after(neighbours, ABSENCE_SECONDS);
}

/* --- the others ------------------------------------------------------------------------------ */

void
ll_neighbours_seen(LlNeighbours *neighbours, const char *name, const LlLink *link)
{
  gboolean is_new;
  LlRosterNews news = ll_roster_seen(neighbours->roster, name, link, &is_new);

  if (is_new)
    ll_discovery_watch(neighbours->discovery, name);
  if (news != LL_ROSTER_SAME)
    settle(neighbours, name);
  tell(neighbours, name, news);
}

void
ll_neighbours_cut_off(LlNeighbours *neighbours, const char *name, const LlLink *link)
{
  gboolean is_last;

  ll_roster_cut_off(neighbours->roster, name, link, &is_last);
  if (!is_last)
    return;
  ll_discovery_unwatch(neighbours->discovery, name);
  ll_reconfirm_drop(neighbours->reconfirm, name);
  if (!neighbours->is_blind)
    sweep_after(neighbours, ABSENCE_SECONDS);
}

void
ll_neighbours_lost(LlNeighbours *neighbours, const char *name, const LlLink *link)
{
  gboolean is_last;
  LlRosterNews news;

  if (g_hash_table_contains(neighbours->back, name)) {
    ll_neighbours_cut_off(neighbours, name, link);
    return;
  }
  news = ll_roster_lost(neighbours->roster, name, link, &is_last);
  if (is_last) {
    ll_discovery_unwatch(neighbours->discovery, name);
    ll_reconfirm_drop(neighbours->reconfirm, name);
  }
  tell(neighbours, name, news);
}

void
ll_neighbours_txt(LlNeighbours *neighbours, const char *name, const guint8 *rdata, gsize length)
{
  LlRosterNews news = ll_roster_txt(neighbours->roster, name, rdata, length);

  if (news != LL_ROSTER_SAME)
    settle(neighbours, name);
  tell(neighbours, name, news);
}

/* --- our links ------------------------------------------------------------------------------- */

/* PEER is on LINK, and not beyond all links, where nobody can be asked. */
static gboolean
is_near_on(const LlPeer *peer, const LlLink *link)
{
  const GArray *links = ll_peer_links(peer);
  gboolean is_found = FALSE;

  for (guint i = 0; i < links->len; i++) {
    const LlLink *other = &g_array_index(links, LlLink, i);

    if (other->interface <= 0)
      return FALSE;
    is_found = is_found || ll_link_equal(other, link);
  }
  return is_found;
}

static void
ask_all_on(LlNeighbours *neighbours, const LlLink *link)
{
  g_autoptr(GPtrArray) everybody = ll_roster_names(neighbours->roster);
  g_autoptr(GPtrArray) names = g_ptr_array_new();

  for (guint i = 0; i < everybody->len; i++) {
    gpointer name = g_ptr_array_index(everybody, i);

    if (is_near_on(ll_roster_find(neighbours->roster, name), link))
      g_ptr_array_add(names, name);
  }
  ll_reconfirm_ask_all(neighbours->reconfirm, link, names);
}

/* A responder that lost them with the link sees them again; one that took no notice knows nothing
 * of those who left. */
void
ll_neighbours_returned(LlNeighbours *neighbours, const LlLink *link)
{
  if (neighbours->timer != 0 && !neighbours->is_blind)
    sweep_after(neighbours, SIGHT_SECONDS);
  ask_all_on(neighbours, link);
}

static void
add_link(GArray *links, const LlLink *link)
{
  for (guint i = 0; i < links->len; i++)
    if (ll_link_equal(&g_array_index(links, LlLink, i), link))
      return;
  if (link->interface > 0 && links->len < LL_PEER_LINKS_MAX)
    g_array_append_val(links, *link);
}

void
ll_neighbours_awake(LlNeighbours *neighbours)
{
  g_autoptr(GPtrArray) everybody = ll_roster_names(neighbours->roster);
  g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(LlLink));

  for (guint i = 0; i < everybody->len; i++) {
    const LlPeer *peer = ll_roster_find(neighbours->roster, g_ptr_array_index(everybody, i));

    for (guint j = 0; j < ll_peer_links(peer)->len; j++)
      add_link(links, &g_array_index(ll_peer_links(peer), LlLink, j));
  }
  for (guint i = 0; i < links->len; i++)
    ask_all_on(neighbours, &g_array_index(links, LlLink, i));
}

/* --- ourselves ------------------------------------------------------------------------------- */

void
ll_neighbours_set_own(LlNeighbours *neighbours, const char *name)
{
  const LlPeer *shown, *hidden;

  ll_roster_set_own(neighbours->roster, name, &shown, &hidden);
  if (hidden)
    tell(neighbours, ll_peer_name(hidden), LL_ROSTER_GONE);
  if (shown)
    tell(neighbours, ll_peer_name(shown), LL_ROSTER_APPEARED);
}

/* Two hosts of one name meet: ours is renamed, and the other keeps the name that was ours. */
static gboolean
on_retired(gpointer data)
{
  LlNeighbours *neighbours = data;
  g_autoptr(GPtrArray) shown = ll_roster_forget_retired(neighbours->roster);

  neighbours->retire_timer = 0;
  for (guint i = 0; i < shown->len; i++)
    tell(neighbours, g_ptr_array_index(shown, i), LL_ROSTER_APPEARED);
  return FALSE;
}

void
ll_neighbours_retire_own(LlNeighbours *neighbours)
{
  ll_roster_retire_own(neighbours->roster);
  ll_timer_stop(&neighbours->retire_timer);
  neighbours->retire_timer = purple_timeout_add_seconds(RETIRE_SECONDS, on_retired, neighbours);
}

const LlRoster *
ll_neighbours_roster(const LlNeighbours *neighbours)
{
  return neighbours->roster;
}

LlNeighbours *
ll_neighbours_new(LlDiscovery *discovery, const LlNeighboursEvents *events, gpointer owner)
{
  static const LlReconfirmEvents reconfirm_events = {on_absent, on_present, on_missing};
  LlNeighbours *neighbours = g_new0(LlNeighbours, 1);

  neighbours->discovery = discovery;
  neighbours->events = events;
  neighbours->owner = owner;
  neighbours->roster = ll_roster_new();
  neighbours->back = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  neighbours->reconfirm = ll_reconfirm_new(&reconfirm_events, neighbours);
  return neighbours;
}

void
ll_neighbours_free(LlNeighbours *neighbours)
{
  if (!neighbours)
    return;
  ll_timer_stop(&neighbours->timer);
  ll_timer_stop(&neighbours->retire_timer);
  ll_timer_stop(&neighbours->back_timer);
  g_hash_table_destroy(neighbours->back);
  ll_reconfirm_free(neighbours->reconfirm);
  ll_roster_free(neighbours->roster);
  g_free(neighbours);
}
