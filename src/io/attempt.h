/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/outbox.h"
#include "io/discovery.h"

/* One attempt to connect to somebody: where do they listen now (XEP-0174 6)? What becomes known of
 * that goes to io/connector at once. An io/messenger makes one whenever it wants a stream. */

typedef struct LlAttempt LlAttempt;

/* From the loop. The attempt is over when one of them is called, and may be freed from within. */
typedef struct {
  /* FD is connected and non-blocking (transfer full). */
  void (*connected)(gpointer owner, int fd);
  /* LL_END_ABSENT: nobody says where they listen; LL_END_UNREACHABLE. RESPONDER: there was somebody
   * to say so. */
  void (*failed)(gpointer owner, LlEnd why, gboolean responder);
} LlAttemptEvents;

/* ll_attempt_new: to connect to NAME, whom DISCOVERY knows. (transfer full) */
LlAttempt *ll_attempt_new(LlDiscovery *discovery, const char *name, const LlAttemptEvents *events,
                          gpointer owner);
/* ll_attempt_free: nothing is called any more. */
void ll_attempt_free(LlAttempt *attempt);
