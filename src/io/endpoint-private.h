/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/carrier.h"
#include "io/endpoint.h"
#include "io/gallery.h"
#include "io/guard.h"
#include "io/messengers.h"
#include "io/neighbours.h"
#include "io/portrait.h"
#include "io/publication.h"
#include "io/reception.h"
#include "io/suspend.h"

/* What the parts of an endpoint know of each other: endpoint.c is on the network, endpoint-trust.c
 * knows whom there to trust, and endpoint-messages.c has what goes to and comes from one person's
 * program. */

struct LlEndpoint {
  const LlEndpointEvents *events;
  gpointer owner;
  LlDiscovery *discovery; /* a set */
  LlDiscovery *contacts;  /* of it, those by address */
  LlNeighbours *neighbours;
  LlPublication *publication;
  LlReception *reception;
  LlSuspend *suspend;
  LlCarrier *carrier;
  LlGuard *guard;
  LlMessengers *messengers;
  LlGallery *gallery; /* NULL: nobody looks at pictures */
  LlPortrait *portrait;
  GHashTable *locations; /* of LlLocation */
  char *told_name;       /* by online(); NULL before */
  gboolean is_visible;
  gint64 idle_since;    /* as we say, 0: not idle */
  char *os;             /* our operating system as far as others may know it */
  gboolean is_troubled; /* told so, and not online since */
  GError *trouble;      /* why the responder can't be used; NULL while it can */
  GError *failure;      /* told by failed(), or about to be */
  guint fail_timer;
};

/* --- endpoint.c --- */

/* ll_endpoint_fail: failed() is to be told. */
void ll_endpoint_fail(LlEndpoint *endpoint, LlEndpointError code, const char *message);

/* --- endpoint-trust.c --- */

/* ll_endpoint_open_guard: make `guard`. FALSE: with what there is we are not to sign on, failed()
 * is to be told, and `guard` knows nothing. */
gboolean ll_endpoint_open_guard(LlEndpoint *endpoint, const LlEndpointSettings *settings);

/* --- endpoint-messages.c --- */

/* What the messengers tell. */
extern const LlMessengersEvents ll_endpoint_messengers_events;
