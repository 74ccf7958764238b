/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* Where a contact by address listens: its address as it stands in the name, or what the system's
 * resolver says of its host's name. Used by io/discovery-contacts and io/contact-probe. */

/* The query is over: done() comes next, after which it is freed. */
typedef void (*LlContactLookupOver)(gpointer owner, LlResolve *resolve);

/* ll_contact_lookup_new: NAME's addresses go to EVENTS with DATA; OVER (nullable) is told OWNER
 * first. */
LlResolve *ll_contact_lookup_new(const char *name, const LlResolveEvents *events, gpointer data,
                                 LlContactLookupOver over, gpointer owner);
/* ll_contact_lookup_free: no more calls. */
void ll_contact_lookup_free(LlResolve *resolve);
