/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi-object.h"

/* A NULL record in an entry group of the daemon: a picture. */

/* ll_avahi_null_new: see ll_avahi_publish_null(). (transfer full) */
LlAvahiObject *ll_avahi_null_new(LlAvahiPool *pool, const char *const *domain_names, GBytes *rdata,
                                 LlAvahiNull kind, LlAvahiHandler handler, gpointer data);
