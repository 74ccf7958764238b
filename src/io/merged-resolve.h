/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* One query to several discoveries: their answers as one, each address once, and the end when the
 * last has ended. Used by io/discovery-set. */

/* The query is over: done() comes next, after which it is freed. */
typedef void (*LlMergedResolveOver)(gpointer owner, LlResolve *resolve);

/* ll_merged_resolve_new: where NAME listens, as DISCOVERIES (LlDiscovery, at least one; they must
 * outlive it) know it. */
LlResolve *ll_merged_resolve_new(const GPtrArray *discoveries, const char *name,
                                 const LlResolveEvents *events, gpointer data,
                                 LlMergedResolveOver over, gpointer owner);
/* ll_merged_resolve_free: no more calls. */
void ll_merged_resolve_free(LlResolve *resolve);
