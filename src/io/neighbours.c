/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/neighbours.h"

#include <eventloop.h>

#include "io/reconfirm.h"

/* How long the responder may be away before the others count as gone. A restart takes less. */
#define ABSENCE_SECONDS 10
/* How long after it is back all others have been seen again: it asks the network at 0, 1 and 3 s.
 */
#define SIGHT_SECONDS 5

/* How long after we withdrew a name what is seen of it can be ours: a goodbye takes a second. */
#define RETIRE_SECONDS 3

struct LlNeighbours {
  LlDiscovery *discovery;
  const LlNeighboursEvents *events;
  gpointer owner;
  LlRoster *roster;
  LlReconfirm *reconfirm;
  gboolean is_blind; /* the responder is away */
  guint timer;       /* until those who have not been seen since are gone */
  guint retire_timer;
};

static void
stop_timer(guint *timer)
{
  if (*timer != 0)
    purple_timeout_remove(*timer);
  *timer = 0;
}

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

static void
on_absent(gpointer owner, const char *name)
{
  LlNeighbours *neighbours = owner;

  tell(neighbours, name, ll_roster_doubt(neighbours->roster, name));
}

static void
on_present(gpointer owner, const char *name)
{
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
  LlRosterNews news = ll_roster_trust(neighbours->roster, name);
  const LlPeer *peer = ll_roster_find(neighbours->roster, name);

  ll_reconfirm_drop(neighbours->reconfirm, name);
  tell(neighbours, peer ? ll_peer_name(peer) : name, news);
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

void
ll_neighbours_ready(LlNeighbours *neighbours)
{
  if (!neighbours->is_blind)
    return;
  neighbours->is_blind = FALSE;
  stop_timer(&neighbours->timer);
  neighbours->timer = purple_timeout_add_seconds(SIGHT_SECONDS, on_timer, neighbours);
}

void
ll_neighbours_unavailable(LlNeighbours *neighbours)
{
  ll_reconfirm_drop_all(neighbours->reconfirm);
  ll_roster_lose_all(neighbours->roster);
  if (neighbours->is_blind)
    return;
  neighbours->is_blind = TRUE;
  stop_timer(&neighbours->timer);
  neighbours->timer = purple_timeout_add_seconds(ABSENCE_SECONDS, on_timer, neighbours);
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
    ll_reconfirm_drop(neighbours->reconfirm, name);
  tell(neighbours, name, news);
}

void
ll_neighbours_lost(LlNeighbours *neighbours, const char *name, const LlLink *link)
{
  gboolean is_last;
  LlRosterNews news = ll_roster_lost(neighbours->roster, name, link, &is_last);

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
    ll_reconfirm_drop(neighbours->reconfirm, name);
  tell(neighbours, name, news);
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
  stop_timer(&neighbours->retire_timer);
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
  static const LlReconfirmEvents reconfirm_events = {on_absent, on_present};
  LlNeighbours *neighbours = g_new0(LlNeighbours, 1);

  neighbours->discovery = discovery;
  neighbours->events = events;
  neighbours->owner = owner;
  neighbours->roster = ll_roster_new();
  neighbours->reconfirm = ll_reconfirm_new(&reconfirm_events, neighbours);
  return neighbours;
}

void
ll_neighbours_free(LlNeighbours *neighbours)
{
  if (!neighbours)
    return;
  stop_timer(&neighbours->timer);
  stop_timer(&neighbours->retire_timer);
  ll_reconfirm_free(neighbours->reconfirm);
  ll_roster_free(neighbours->roster);
  g_free(neighbours);
}
