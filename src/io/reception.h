/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/contacts.h"
#include "engine/roster.h"
#include "io/connection.h"
#include "io/discovery.h"
#include "io/guard.h"

/* Takes in who connects to us: the listening socket, and those callers of whom it is not known yet
 * who they are, bounded in number (limits.h). io/endpoint owns one. */

typedef struct LlReception LlReception;
typedef struct {
  /* NAME, kept as a contact by address, asked whether we are there. */
  void (*present)(gpointer owner, const char *name);
  /* CONNECTION is NAME's (transfer full); see io/caller.h. */
  void (*identified)(gpointer owner, const char *name, LlConnection *connection);
} LlReceptionEvents;

/* ll_reception_new: listen on PORT or the next free one. DISCOVERY, ROSTER, CONTACTS and
 * GUARD must outlive it. NULL with ERROR (G_IO_ERROR) when no port can be had. */
LlReception *ll_reception_new(guint16 port, LlDiscovery *discovery, const LlRoster *roster,
                              const LlContacts *contacts, const LlGuard *guard,
                              const LlReceptionEvents *events, gpointer owner, GError **error);
void ll_reception_free(LlReception *reception);
guint16 ll_reception_port(const LlReception *reception);
/* ll_reception_set_own: under which name callers are answered from now on; before that they are
 * turned away. */
void ll_reception_set_own(LlReception *reception, const char *own);
/* ll_reception_appeared: NAME is on the network now. */
void ll_reception_appeared(LlReception *reception, const char *name);
