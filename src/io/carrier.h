/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/link.h"

/* Our own links coming and going, as the kernel tells of them by rtnetlink(7); engine/links decides
 * what it means. Where the kernel does not tell, all of them are taken to work. io/endpoint owns
 * one. */

typedef struct LlCarrier LlCarrier;

/* From the loop; it may not be freed from within. */
typedef struct {
  /* LINK works again after AWAY milliseconds in which it did not. */
  void (*returned)(gpointer owner, const LlLink *link, gint64 away);
} LlCarrierEvents;

/* ll_carrier_new: EVENTS must outlive it. (transfer full) */
LlCarrier *ll_carrier_new(const LlCarrierEvents *events, gpointer owner);
/* ll_carrier_free: NULL is fine. */
void ll_carrier_free(LlCarrier *carrier);
/* ll_carrier_is_steady: see ll_links_is_steady(). */
gboolean ll_carrier_is_steady(LlCarrier *carrier, const LlLink *link);
