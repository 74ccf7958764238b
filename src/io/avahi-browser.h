/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi-object.h"

/* The daemon's browsers. */

/* ll_avahi_service_browser_new: all presences in DOMAIN (interned). (transfer full) */
LlAvahiObject *ll_avahi_service_browser_new(LlAvahiPool *pool, const char *domain,
                                            LlAvahiHandler handler, gpointer data);
/* ll_avahi_record_browser_new: the records of TYPE at DOMAIN_NAME on all links. (transfer full) */
LlAvahiObject *ll_avahi_record_browser_new(LlAvahiPool *pool, const char *domain_name,
                                           LlRecordType type, LlAvahiHandler handler,
                                           gpointer data);
