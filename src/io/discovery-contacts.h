/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/contacts.h"
#include "io/discovery.h"
#include "wire/xml-node.h"

/* Behind io/discovery.h: the contacts by address. It publishes nothing; those who are there
 * (engine/contacts.h) are seen under the names by which they were added, beyond all links (domain
 * ""), and say nothing but that they are available. io/endpoint makes it a part of its set and
 * calls these, too; here it may be told from within. */

/* NAME was asked, and said more than that it is there. */
typedef void (*LlDiscoveryContactsStanza)(gpointer owner, const char *name, const LlXmlNode *node);

/* ll_discovery_contacts_new: nobody is asked before ll_discovery_contacts_set_own(). (transfer
 * full) */
LlDiscovery *ll_discovery_contacts_new(const LlDiscoveryEvents *events, gpointer owner);
/* ll_discovery_contacts_set_stanza: who is told of such. */
void ll_discovery_contacts_set_stanza(LlDiscovery *discovery, LlDiscoveryContactsStanza stanza,
                                      gpointer owner);
/* ll_discovery_contacts_book: who they are. (transfer none) */
const LlContacts *ll_discovery_contacts_book(const LlDiscovery *discovery);
/* ll_discovery_contacts_set_own: our name is OWN from now on; HIDDEN: those that are asked are not
 * told it. */
void ll_discovery_contacts_set_own(LlDiscovery *discovery, const char *own, gboolean hidden);
/* ll_discovery_contacts_add, remove: see ll_endpoint_add_contact(). */
gboolean ll_discovery_contacts_add(LlDiscovery *discovery, const char *name);
void ll_discovery_contacts_remove(LlDiscovery *discovery, const char *name);
/* ll_discovery_contacts_set_open: whether there is a stream with NAME, who may be a stranger. */
void ll_discovery_contacts_set_open(LlDiscovery *discovery, const char *name, gboolean open);
/* ll_discovery_contacts_alive: NAME asked after us. */
void ll_discovery_contacts_alive(LlDiscovery *discovery, const char *name);
/* ll_discovery_contacts_doubt: NAME could not be reached. */
void ll_discovery_contacts_doubt(LlDiscovery *discovery, const char *name);
