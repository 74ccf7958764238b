/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* What one presence says: its TXT records, on all links. Should Avahi fail, it is asked again. */

typedef struct LlAvahiWatch LlAvahiWatch;

/* ll_avahi_watch_new: of NAME in DOMAIN (interned); tells DISCOVERY's owner of each change with
 * events->txt(). (transfer full) */
LlAvahiWatch *ll_avahi_watch_new(LlAvahi *avahi, LlDiscovery *discovery, const char *name,
                                 const char *domain);
/* ll_avahi_watch_name: as long as the watch lives. (transfer none) */
const char *ll_avahi_watch_name(const LlAvahiWatch *watch);
/* ll_avahi_watch_again: ask once more, where changes are not told of by themselves. */
void ll_avahi_watch_again(LlAvahiWatch *watch);
void ll_avahi_watch_free(LlAvahiWatch *watch);
