/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <blist.h>
#include <connection.h>
#include <notify.h>

#include "plugin/account.h"

/* What a client shows about a person: all of it from the network, so claims, and escaped. For
 * PurplePluginProtocolInfo. */

/* ll_info_status_text: the line under a buddy in the list, as markup. (transfer full) (nullable) */
char *ll_info_status_text(PurpleBuddy *buddy);
void ll_info_tooltip(PurpleBuddy *buddy, PurpleNotifyUserInfo *info, gboolean full);
/* ll_info_get: the window or lines of "Get Info". Since these hold the addresses of now and, where
 * a stream is open, what their program says of itself, which have to be asked for, they come a
 * little later, and not at all when the account signs off before. */
void ll_info_get(PurpleConnection *gc, const char *who);
/* ll_info_about: what NAME's program said, as LlEndpointEvents has it. */
void ll_info_about(LlAccount *account, const char *name, const LlAbout *about);
