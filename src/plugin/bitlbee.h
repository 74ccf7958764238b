/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <account.h>

/* What BitlBee needs besides: its people have lines of text only. */

/* ll_bitlbee_is_client: whether the client is BitlBee. */
gboolean ll_bitlbee_is_client(void);
/* ll_bitlbee_text: TEXT, which is plain, for a question: BitlBee takes markup out of it. (transfer
 * full) */
char *ll_bitlbee_text(const char *text);
/* ll_bitlbee_run: in BitlBee, which hands commands over as messages, run TEXT if it is a command of
 * ours in the conversation with WHO, like "/verify". FALSE: it is a message. */
gboolean ll_bitlbee_run(PurpleAccount *account, const char *who, const char *text);
