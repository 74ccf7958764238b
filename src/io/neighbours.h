/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/roster.h"
#include "io/discovery.h"

/* Who else is there: the roster, through all that happens to discovery. While the responder or our
 * link is away everybody stays for a moment, since it may be back at once; whoever can't be
 * reached, or may have left unnoticed, is asked for. io/endpoint owns one and hands it what
 * discovery tells. */

typedef struct LlNeighbours LlNeighbours;

/* From the loop, or from within the functions below. */
typedef struct {
  /* NAME says PRESENCE: when it appears and at each real change. */
  void (*says)(gpointer owner, const char *name, const LlPresence *presence);
  /* NAME is there again or at first; after says(). */
  void (*appeared)(gpointer owner, const char *name);
  void (*gone)(gpointer owner, const char *name);
  /* The responder has been away for so long that everybody is gone. */
  void (*all_gone)(gpointer owner);
} LlNeighboursEvents;

/* ll_neighbours_new: DISCOVERY and EVENTS must outlive it. (transfer full) */
LlNeighbours *ll_neighbours_new(LlDiscovery *discovery, const LlNeighboursEvents *events,
                                gpointer owner);
void ll_neighbours_free(LlNeighbours *neighbours);
const LlRoster *ll_neighbours_roster(const LlNeighbours *neighbours);

/* What discovery tells (see LlDiscoveryEvents). */
void ll_neighbours_ready(LlNeighbours *neighbours);
void ll_neighbours_unavailable(LlNeighbours *neighbours);
void ll_neighbours_seen(LlNeighbours *neighbours, const char *name, const LlLink *link);
void ll_neighbours_lost(LlNeighbours *neighbours, const char *name, const LlLink *link);
/* ll_neighbours_cut_off: likewise lost, but with the link itself. */
void ll_neighbours_cut_off(LlNeighbours *neighbours, const char *name, const LlLink *link);
void ll_neighbours_txt(LlNeighbours *neighbours, const char *name, const guint8 *rdata,
                       gsize length);

/* ll_neighbours_returned: LINK works again. */
void ll_neighbours_returned(LlNeighbours *neighbours, const LlLink *link);
/* ll_neighbours_awake: so may all do, since this computer slept. */
void ll_neighbours_awake(LlNeighbours *neighbours);
/* ll_neighbours_set_own, retire_own: see ll_roster_set_own() and ll_roster_retire_own(). */
void ll_neighbours_set_own(LlNeighbours *neighbours, const char *name);
void ll_neighbours_retire_own(LlNeighbours *neighbours);
/* ll_neighbours_doubt: NAME could not be reached. */
void ll_neighbours_doubt(LlNeighbours *neighbours, const char *name);
/* ll_neighbours_trust: NAME gave a sign of life. */
void ll_neighbours_trust(LlNeighbours *neighbours, const char *name);
