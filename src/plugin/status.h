/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <account.h>
#include <connection.h>
#include <status.h>

#include "wire/presence.h"

/* libpurple's status, status message and idleness against those of a presence. */

#define LL_STATUS_ID_OFFLINE   "offline"
#define LL_STATUS_ATTR_MESSAGE "message"

/* ll_status_types: the status types of any account, also of one that never was connected. (transfer
 * full) */
GList *ll_status_types(PurpleAccount *account);
/* ll_status_types_of_others: those of ACCOUNT's that its buddies can be in. (transfer container) */
GList *ll_status_types_of_others(PurpleAccount *account);

/* ll_status_fill: ACCOUNT's status, message and idleness as they are now, into PRESENCE. FALSE when
 * it is the kind of status that publishes nothing. */
gboolean ll_status_fill(PurpleAccount *account, LlPresence *presence);
/* ll_status_id: the id of the status type for what PRESENCE says. */
const char *ll_status_id(const LlPresence *presence);

/* For PurplePluginProtocolInfo: the user has become something else. */
void ll_status_set(PurpleAccount *account, PurpleStatus *status);
void ll_status_set_idle(PurpleConnection *gc, int seconds);
