/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

/* The account's own key: what the user can do with it, and what keeps it from being used. */

/* ll_keys_actions: for PurplePluginInfo: entries of the account's menu. (transfer full) */
GList *ll_keys_actions(void);
/* ll_keys_complaint: what ERROR, one of LL_ENDPOINT_ERROR_KEY_*, means to ACCOUNT's user, and what
 * to do; NULL for another error. (transfer full) (nullable) */
char *ll_keys_complaint(const PurpleAccount *account, const GError *error);
