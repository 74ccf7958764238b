/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The names under which we are and were on the network, and who may be meant by the `to` of a
 * stream's header (RFC 6120 4.7.2). An address that is used anew, or a record that is out of date,
 * brings us callers who want somebody else, and what they say is not for us. */

typedef struct LlOwnNames LlOwnNames;
LlOwnNames *ll_own_names_new(void);
void ll_own_names_free(LlOwnNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlOwnNames, ll_own_names_free)

/* ll_own_names_add: NAME, a presence name, is ours from now on; those before it are remembered
 * (limits.h), since others may not have heard yet. */
void ll_own_names_add(LlOwnNames *names, const char *name);
/* ll_own_names_present: the last one. (transfer none) (nullable) */
const char *ll_own_names_present(const LlOwnNames *names);
/* ll_own_names_may_mean: FALSE if TO is certainly the name of another. iChat and Adium write none,
 * an empty one, or an address; others a resource or a domain behind it, or leave it escaped. */
gboolean ll_own_names_may_mean(const LlOwnNames *names, const char *to);
