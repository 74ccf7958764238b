/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

/* What became of messages that did not go out at once: lines in the conversation, which hold the
 * message. */

/* ll_undelivered_show: PLAIN to NAME did not arrive, and why. */
void ll_undelivered_show(LlAccount *account, const char *name, const char *plain,
                         LlUndelivered why);
/* ll_undelivered_kept: PLAIN waits until NAME is on the network (AT_RISK: and it is not saved);
 * ..._delivered: such a message has gone. */
void ll_undelivered_kept(LlAccount *account, const char *name, const char *plain, gboolean at_risk);
void ll_undelivered_delivered(LlAccount *account, const char *name, const char *plain);
