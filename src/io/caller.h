/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/contacts.h"
#include "engine/own-names.h"
#include "engine/roster.h"
#include "io/connection.h"
#include "io/discovery.h"
#include "io/guard.h"

/* Somebody who connected to us, until it is known who: the name in the stream's header counts only
 * if it is published from the address that the connection comes from. Old programs (iChat, Adium)
 * name nobody; then the address alone decides, if exactly one presence has it. What a stanza claims
 * never counts. Who wants to speak to somebody else is told so.
 *
 * Who keeps us as a contact by address does not know our name, so the header says `to` nobody; and
 * we may know of no presence of theirs. Such callers are contacts by address here, too: one that is
 * kept there, or else a stranger under a name made of the address (engine/contacts.h). The same
 * goes for those whom mDNS cannot know: from beyond our links, and published nowhere. A name that
 * is published elsewhere stays refused.
 *
 * A stream whose header names nobody may be no more than the question whether we are there. What we
 * sent on it would be read by nobody, so it is not given out before the first thing that they say.
 */

typedef struct LlCaller LlCaller;

/* From the loop only; the caller is to be freed in the last two. */
typedef struct {
  /* It comes from NAME, who is kept as a contact by address. */
  void (*present)(gpointer owner, LlCaller *caller, const char *name);
  /* It is NAME, a presence or a contact by address: take the connection with
   * ll_caller_take_connection(). */
  void (*identified)(gpointer owner, LlCaller *caller, const char *name);
  void (*refused)(gpointer owner, LlCaller *caller);
} LlCallerEvents;

/* ll_caller_new: FD (taken over) was accepted from ADDRESS; OWN has our present name. It,
 * DISCOVERY, ROSTER, CONTACTS and GUARD must outlive the caller. */
LlCaller *ll_caller_new(int fd, const LlAddress *address, const LlOwnNames *own,
                        LlDiscovery *discovery, const LlRoster *roster, const LlContacts *contacts,
                        const LlGuard *guard, const LlCallerEvents *events, gpointer owner);
void ll_caller_free(LlCaller *caller);
/* ll_caller_dismiss: free it, and tell them that the stream ends by CONDITION, as far as the kernel
 * takes it: what they may have said was not read. */
void ll_caller_dismiss(LlCaller *caller, const char *condition);
const LlAddress *ll_caller_address(const LlCaller *caller);
/* ll_caller_take_connection: in identified(): (transfer full); held, or in the middle of telling
 * what came. */
LlConnection *ll_caller_take_connection(LlCaller *caller);
/* ll_caller_appeared: NAME is on the network now; who claims to be that need not wait any longer.
 */
void ll_caller_appeared(LlCaller *caller, const char *name);
