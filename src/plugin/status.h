/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <account.h>
#include <blist.h>
#include <connection.h>
#include <status.h>

#include "wire/presence.h"

/* libpurple's status, status message and idleness against those of a presence. */

#define LL_STATUS_ID_OFFLINE   "offline"
#define LL_STATUS_ATTR_MESSAGE "message"

/* ll_status_types: the status types of any account, also of one that never was connected. (transfer
 * full) */
GList *ll_status_types(PurpleAccount *account);
/* ll_status_types_of_newcomer: those of ACCOUNT's that a buddy is made with. For each of its
 * statuses a buddy takes a third of a kilobyte, and most people are never in more than these two.
 * (transfer container) */
GList *ll_status_types_of_newcomer(PurpleAccount *account);
/* ll_status_make: see that BUDDY can be in the status ID, which is not one of these two. */
void ll_status_make(PurpleBuddy *buddy, const char *id);

/* ll_status_fill: ACCOUNT's status, message and idleness as they are now, into PRESENCE. FALSE when
 * it is the kind of status that publishes nothing. */
gboolean ll_status_fill(PurpleAccount *account, LlPresence *presence);
/* ll_status_id: the id of the status type for what PRESENCE says. */
const char *ll_status_id(const LlPresence *presence);

/* For PurplePluginProtocolInfo: the user has become something else. */
void ll_status_set(PurpleAccount *account, PurpleStatus *status);
void ll_status_set_idle(PurpleConnection *gc, int seconds);
