/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* Which mDNS responder does our part of discovery on the link. */
typedef enum {
  LL_RESPONDER_AUTOMATIC, /* the Avahi daemon where it answers, else our own until it does */
  LL_RESPONDER_DAEMON,
  LL_RESPONDER_EMBEDDED,
} LlResponder;

/* ll_responder_new: EVENTS must outlive the result. (transfer full) */
LlDiscovery *ll_responder_new(LlResponder responder, const LlDiscoveryEvents *events,
                              gpointer owner);
