/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <blist.h>

#include "plugin/account.h"

/* Verification: the user compares the safety number with what the other person sees, and says
 * whether it is the same: the person is verified then, or not any more. Asked for by the buddy's
 * menu and the command /verify, which in BitlBee is sent as a message. */

/* ll_verify_command: what to type for that. (transfer none) */
const char *ll_verify_command(void);

/* For PurplePluginProtocolInfo. */
GList *ll_verify_menu(PurpleBlistNode *node);

/* ll_verify_load, unload: with the plugin; the command is there meanwhile. */
void ll_verify_load(void);
void ll_verify_unload(void);
