/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"
#include "io/portrait.h"
#include "wire/presence.h"

/* Our own presence on the network: under which name it is there, and what it says, at the pace that
 * mDNS asks for. io/endpoint owns one and hands it what discovery tells of it. */

typedef struct LlPublication LlPublication;

/* From the loop, or from within ll_publication_ready() and _collision(); the publication is not to
 * be freed from within. */
typedef struct {
  /* NAME is ours from now on; it goes out next, or would if we were visible. */
  void (*named)(gpointer owner, const char *name);
  /* Our name has been withdrawn; what is still seen of it is ours. */
  void (*withdrawn)(gpointer owner);
  /* We are known as NAME, or about to be; WISHED is what was wanted. */
  void (*online)(gpointer owner, const char *name, const char *wished);
  /* Every form of the name is taken. */
  void (*exhausted)(gpointer owner);
} LlPublicationEvents;

/* ll_publication_new: of USER@(this host), who listens on PORT and says PRESENCE. DISCOVERY and
 * EVENTS must outlive it. (transfer full) */
LlPublication *ll_publication_new(LlDiscovery *discovery, const char *user, guint16 port,
                                  const LlPresence *presence, gboolean visible,
                                  const LlPublicationEvents *events, gpointer owner);
void ll_publication_free(LlPublication *publication);

/* What discovery tells (see LlDiscoveryEvents). */
void ll_publication_ready(LlPublication *publication, const char *machine);
void ll_publication_unavailable(LlPublication *publication);
void ll_publication_collision(LlPublication *publication, const char *name);

/* ll_publication_set_asleep: while TRUE nothing of us is on the network; the name stays ours. */
void ll_publication_set_asleep(LlPublication *publication, gboolean asleep);
/* ll_publication_renew: our link was away for AWAY milliseconds. Where others may have forgotten
 * how to find us, but not that we are there, so that they would never look again, we leave for a
 * moment and come anew. */
void ll_publication_renew(LlPublication *publication, gint64 away);
/* ll_publication_set_picture: our picture is another one, or there is none any more: in the record
 * first, and then in what we say. */
void ll_publication_set_picture(LlPublication *publication, const LlPortrait *portrait);
/* ll_publication_set_presence: say something else, or become (in)visible. */
void ll_publication_set_presence(LlPublication *publication, const LlPresence *presence,
                                 gboolean visible);
