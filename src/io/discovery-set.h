/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* Several discoveries as one. The first is the responder of the link: it publishes, and whether it
 * can be used decides whether the whole can. The others (DNS-SD domains further away, contacts by
 * address) add whom they see; one that can't be used loses its own and nothing more. A presence
 * that several see is one: what it says is taken from the first of them, where it listens from all.
 *
 * A name by which a contact by address is known (wire/contact.h) is passed over where DNS-SD tells
 * it: nobody gets to speak as another's address by publishing it. */

/* ll_discovery_set_new: of none yet. (transfer full) */
LlDiscovery *ll_discovery_set_new(const LlDiscoveryEvents *events, gpointer owner);
/* ll_discovery_set_add: CHILD (transfer full), not started yet, belongs to SET from now on and
 * tells its events there. */
void ll_discovery_set_add(LlDiscovery *set, LlDiscovery *child);
