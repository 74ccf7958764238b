/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/presence.h"

/* Our own side of presence: under which name it goes out, and what it says. Where a name is taken
 * the next one is tried, `user-1@machine`, `user-2@machine` (XEP-0174 3). */

/* After so many taken names there is something wrong with the network, not with the names. */
#define LL_SELF_TRIES_MAX 100

typedef struct LlSelf LlSelf;
/* ll_self_new: for USER, not on any machine yet. */
LlSelf *ll_self_new(const char *user, const LlPresence *presence, gboolean visible);
void ll_self_free(LlSelf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlSelf, ll_self_free)

/* ll_self_set_machine: this host is called MACHINE (now). The name starts anew from the one that is
 * wished for. */
void ll_self_set_machine(LlSelf *self, const char *machine);
/* ll_self_taken: another has the name; take the next. FALSE when it is enough. */
gboolean ll_self_taken(LlSelf *self);
/* ll_self_name, wished: the name to be tried or held, and the one that was wanted. NULL before a
 * machine is known. (transfer none) */
const char *ll_self_name(const LlSelf *self);
const char *ll_self_wished(const LlSelf *self);

void ll_self_set_port(LlSelf *self, guint16 port);
guint16 ll_self_port(const LlSelf *self);
/* ll_self_set_picture: the hashes of our picture, in its record and a larger one (NULL: none); TRUE
 * as of ll_self_set_presence(), whose `phsh` and `large` count for nothing. */
gboolean ll_self_set_picture(LlSelf *self, const char *hash, const char *large);
/* ll_self_set_presence: TRUE if the record's bytes or the visibility are others than before. */
gboolean ll_self_set_presence(LlSelf *self, const LlPresence *presence, gboolean visible);
gboolean ll_self_is_visible(const LlSelf *self);
/* ll_self_txt: the TXT record's bytes. (transfer full) */
GBytes *ll_self_txt(const LlSelf *self);
