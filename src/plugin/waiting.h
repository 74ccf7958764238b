/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

/* Messages that wait for people who are away: a dialog in which the user sees them and takes them
 * back. In BitlBee, which has no such dialogs, Get Info lists them (see
 * info.h), and removing the person takes them back. */

/* ll_waiting_add_info: the messages that wait for NAME into INFO. */
void ll_waiting_add_info(const LlAccount *account, const char *name, PurpleNotifyUserInfo *info);
/* ll_waiting_withdraw: none to NAME is to be sent. */
void ll_waiting_withdraw(const LlAccount *account, const char *name);

/* For PurplePluginInfo. */
GList *ll_waiting_actions(PurplePlugin *plugin, gpointer context);
