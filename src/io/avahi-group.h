/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi-object.h"

/* A presence in an entry group of the daemon. */

/* ll_avahi_group_new: NAME at PORT with TXT, on all links. (transfer full) */
LlAvahiObject *ll_avahi_group_new(LlAvahiPool *pool, const char *name, guint16 port, GBytes *txt,
                                  LlAvahiHandler handler, gpointer data);
/* ll_avahi_group_update: other bytes for its TXT record, in place, once it is established. */
void ll_avahi_group_update(LlAvahiObject *object, GBytes *txt);
