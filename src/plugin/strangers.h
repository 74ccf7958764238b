/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

/* Who may write to the user. The client's block list counts for everybody. With the account's
 * option `ask_strangers` those who are not approved are asked about first, once each: approved is
 * who is on the buddy list, as the user put them there, or is verified, or was written to since the
 * account signed on, or is on the client's list of who is allowed, onto which the answer yes puts
 * them. No puts them onto the block list. */

/* ll_strangers_welcome: as LlEndpointEvents has it; likewise ..._knocked. */
LlWelcome ll_strangers_welcome(const LlAccount *account, const char *name);
void ll_strangers_knocked(LlAccount *account, const char *name);
/* ll_strangers_written_to: the user has written to NAME. */
void ll_strangers_written_to(LlAccount *account, const char *name);
