/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/contact.h"

/* Contacts by address (wire/contact.h): which of them are there, and whom to ask next whether they
 * are. Kept ones are those that the user added. Others are strangers: they called us, or were
 * written to, and are known for as long as a stream with them is open.
 *
 * A kept one is asked when it is added and then now and then: every LL_CONTACTS_HERE_MS while it is
 * there, else after LL_CONTACTS_AWAY_MS and each time twice as long, up to LL_CONTACTS_AWAY_MAX_MS;
 * a fifth more or less, so that many are not asked at once, and at most LL_CONTACTS_ASKED_MAX
 * (limits.h) together. An open stream is an answer, too. Times are milliseconds of any monotonic
 * clock. io/discovery-contacts carries out what is decided here. */

#define LL_CONTACTS_HERE_MS     60000
#define LL_CONTACTS_AWAY_MS     60000
#define LL_CONTACTS_AWAY_MAX_MS 900000
/* After a stream: they may just have signed off. */
#define LL_CONTACTS_CLOSED_MS 5000

typedef struct LlContacts LlContacts;

/* ll_contacts_new: SEED is for the spread of times. (transfer full) */
LlContacts *ll_contacts_new(guint32 seed);
void ll_contacts_free(LlContacts *contacts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlContacts, ll_contacts_free)

/* ll_contacts_add: keep NAME. FALSE if that is no contact by address. */
gboolean ll_contacts_add(LlContacts *contacts, const char *name, gint64 now);
/* ll_contacts_remove: NAME is kept no longer. */
void ll_contacts_remove(LlContacts *contacts, const char *name);
/* ll_contacts_is_here: NAME answered when last asked, or has a stream with us. */
gboolean ll_contacts_is_here(const LlContacts *contacts, const char *name);

/* ll_contacts_find: the kept one who calls from ADDRESS and says in the stream's header to be FROM,
 * a presence name (nullable). INTERFACE is the name of the address's scope's (nullable). Several
 * may live at one address, so FROM counts: it is what this contact's own header said when it was
 * asked or, before that, the user's part is the contact's, if the contact has one. (transfer none)
 * (nullable) */
const char *ll_contacts_find(const LlContacts *contacts, const LlAddress *address,
                             const char *interface, const char *from);
/* ll_contacts_name_stranger: the name for anybody else who does that: what they call themselves,
 * and where they really are. NULL when there are too many already (limits.h). (transfer full)
 * (nullable) */
char *ll_contacts_name_stranger(const LlContacts *contacts, const LlAddress *address,
                                const char *interface, const char *from);

/* ll_contacts_opened, closed: there is a stream with NAME; there is none any more. */
void ll_contacts_opened(LlContacts *contacts, const char *name, gint64 now);
void ll_contacts_closed(LlContacts *contacts, const char *name, gint64 now);
/* ll_contacts_alive: NAME, a kept one, gave another sign of life, such as asking after us. */
void ll_contacts_alive(LlContacts *contacts, const char *name, gint64 now);
/* ll_contacts_answered, failed: what came of asking NAME. It was found at ADDRESS, and its header
 * says that it is FROM (nullable). */
void ll_contacts_answered(LlContacts *contacts, const char *name, const LlAddress *address,
                          const char *from, gint64 now);
void ll_contacts_failed(LlContacts *contacts, const char *name, gint64 now);
/* ll_contacts_doubt: NAME could not be reached: ask as soon as may be. */
void ll_contacts_doubt(LlContacts *contacts, const char *name, gint64 now);

/* ll_contacts_next: whom to ask at NOW; call until NULL. Each ends in answered() or failed().
 * (transfer none) (nullable) */
const char *ll_contacts_next(LlContacts *contacts, gint64 now);
/* ll_contacts_deadline: when there is one next; G_MAXINT64: when something has happened before. */
gint64 ll_contacts_deadline(const LlContacts *contacts);
