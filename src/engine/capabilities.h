/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/roster.h"
#include "wire/disco.h"

/* What everybody's program can do (XEP-0115 on a link): what one has answered stands for all whose
 * presence has the same hash, once it is shown that this is its hash; any other answer stands for
 * nobody but who gave it. So each program is asked about once, by one question. It decides; the
 * owner asks. Bounded by limits.h: who was not needed for the longest time is forgotten. */

typedef struct LlCapabilities LlCapabilities;

/* ll_capabilities_new: presences are looked up in ROSTER, which must outlive it. (transfer full) */
LlCapabilities *ll_capabilities_new(const LlRoster *roster);
void ll_capabilities_free(LlCapabilities *capabilities);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlCapabilities, ll_capabilities_free)

/* ll_capabilities_of: what the program of NAME can do; 0 where that is not known. */
LlCapability ll_capabilities_of(LlCapabilities *capabilities, const char *name);

/* ll_capabilities_is_our_program: NAME says to use a program like ours. */
gboolean ll_capabilities_is_our_program(const LlCapabilities *capabilities, const char *name);

/* ll_capabilities_ask: with NAME, who has a stream with us, it is time to ask: it is not known what
 * they can do, nobody is being asked for the same hash, and they were not asked for it on this
 * stream before. TRUE: it counts as asked, and ends in answered(), failed() or ended(). RET_NODE:
 * the node that the question is about, NULL: none (transfer full). */
gboolean ll_capabilities_ask(LlCapabilities *capabilities, const char *name, char **ret_node);
/* ll_capabilities_answered: NAME's answer is QUERY. failed: an error, or none came. After either,
 * others with the same hash may have to be asked. */
void ll_capabilities_answered(LlCapabilities *capabilities, const char *name,
                              const LlXmlNode *query);
void ll_capabilities_failed(LlCapabilities *capabilities, const char *name);
/* ll_capabilities_told: QUERY came from NAME unasked, among stream features (XEP-0174 10). It
 * counts unless the hash in its node, or in their presence, is not its own. */
void ll_capabilities_told(LlCapabilities *capabilities, const char *name, const LlXmlNode *query);
/* ll_capabilities_ended: there is no stream with NAME any more. Who has no hash may be another
 * program on the next one, and who did not answer may do so there. */
void ll_capabilities_ended(LlCapabilities *capabilities, const char *name);
