/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi-client.h"

/* As many D-Bus clients of one Avahi daemon as its limit asks for, each connected when those that
 * are there are full, and closed when it is unused. io/avahi-daemon has one while there is a
 * daemon. */

typedef struct LlAvahiPool LlAvahiPool;

/* ll_avahi_pool_new: of the daemon with this unique name. LOST is told that a connection has broken
 * and what was made over it is gone: the pool is to be freed then, and its objects before.
 * (transfer full) */
typedef void (*LlAvahiPoolLost)(gpointer owner);
LlAvahiPool *ll_avahi_pool_new(const char *daemon, LlAvahiPoolLost lost, gpointer owner);
void ll_avahi_pool_free(LlAvahiPool *pool);

/* -- for io/avahi-object ----------------------------------------------------------------------- */

/* ll_avahi_pool_client: one with room for an object; one without where no more are to be had.
 * (transfer none) */
LlAvahiClient *ll_avahi_pool_client(LlAvahiPool *pool);
/* ll_avahi_pool_limit: the daemon does not let CLIENT have more objects. FALSE: nor would it let
 * another one. */
gboolean ll_avahi_pool_limit(LlAvahiPool *pool, LlAvahiClient *client);
/* ll_avahi_pool_tidy: CLIENT is closed if it is unused. */
void ll_avahi_pool_tidy(LlAvahiPool *pool, LlAvahiClient *client);
