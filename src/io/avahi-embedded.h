/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi.h"

/* Avahi inside this process, for a machine on which no daemon answers: libavahi-core, an mDNS
 * responder of its own on port 5353, which it shares with others on this machine (RFC 6762 15.1).
 * It needs no rights. It sees the link alone, and no DNS beyond it. */

/* ll_avahi_embedded_new: EVENTS must outlive it. Ends in running() or down(). (transfer full, to
 * ll_avahi_close()) */
LlAvahi *ll_avahi_embedded_new(const LlAvahiEvents *events, gpointer owner);
