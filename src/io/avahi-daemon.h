/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* The Avahi daemon behind io/avahi.h, spoken to over D-Bus without ever waiting for it. */

/* ll_avahi_daemon_new: begins to connect to it. EVENTS must outlive the result. (transfer full, to
 * ll_avahi_close()) */
LlAvahi *ll_avahi_daemon_new(const LlAvahiEvents *events, gpointer owner);
