/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* DNS-SD without a network: all fake discoveries on one fake network see each other. What happens
 * is queued and delivered in order, one callback at a time, by ll_fake_network_run() or by the main
 * loop, whichever comes first. A peer that a test plays itself is a fake discovery too, with NULL
 * for its events. */

typedef struct LlFakeNetwork LlFakeNetwork;

LlFakeNetwork *ll_fake_network_new(void);
/* ll_fake_network_free: after all discoveries on it. */
void ll_fake_network_free(LlFakeNetwork *network);
/* ll_fake_network_run: deliver all that is under way, and what comes of it. */
void ll_fake_network_run(LlFakeNetwork *network);

/* ll_fake_discovery_new: on a host called MACHINE. It listens on 127.0.0.1 and is seen on one link,
 * { 1, AF_INET }. EVENTS (nullable). Free it with ll_discovery_free(). (transfer full) */
LlDiscovery *ll_fake_discovery_new(LlFakeNetwork *network, const char *machine,
                                   const LlDiscoveryEvents *events, gpointer owner);

/* ll_fake_discovery_set_addresses: what resolving our presence gives from now on; none is allowed.
 */
void ll_fake_discovery_set_addresses(LlDiscovery *discovery, const LlAddress *addresses,
                                     gsize count);
/* ll_fake_discovery_set_links: on which links others see our presence, which comes and goes with
 * them. */
void ll_fake_discovery_set_links(LlDiscovery *discovery, const LlLink *links, gsize count);
/* ll_fake_discovery_rename: its host is called MACHINE now: nothing is published, and ready()
 * comes. */
void ll_fake_discovery_rename(LlDiscovery *discovery, const char *machine);
/* ll_fake_discovery_break: the responder fails with CODE, now or (before it was started) at start.
 */
void ll_fake_discovery_break(LlDiscovery *discovery, LlDiscoveryError code);
/* ll_fake_discovery_mend: it is there again. */
void ll_fake_discovery_mend(LlDiscovery *discovery);
/* ll_fake_discovery_collide: another takes the name that is published: a late collision. */
void ll_fake_discovery_collide(LlDiscovery *discovery);
/* ll_fake_discovery_hold: while HELD queries to resolve are not answered; they are when it ends. */
void ll_fake_discovery_hold(LlDiscovery *discovery, gboolean held);

/* What is published now: its name (NULL: nothing) and TXT bytes. (transfer none) (nullable) */
const char *ll_fake_discovery_name(const LlDiscovery *discovery);
GBytes *ll_fake_discovery_txt(const LlDiscovery *discovery);
/* What is in its NULL record, for who asks now. (transfer none) (nullable) */
GBytes *ll_fake_discovery_picture(const LlDiscovery *discovery);
/* How often each was asked for, to see that nothing is asked in a loop. */
guint ll_fake_discovery_publications(const LlDiscovery *discovery);
guint ll_fake_discovery_updates(const LlDiscovery *discovery);
/* ... and how often another's picture was. */
guint ll_fake_discovery_asked(const LlDiscovery *discovery);
/* How much is standing: watches, questions for pictures, and queries to resolve. */
guint ll_fake_discovery_watches(const LlDiscovery *discovery);
guint ll_fake_discovery_questions(const LlDiscovery *discovery);
guint ll_fake_discovery_resolves(const LlDiscovery *discovery);
