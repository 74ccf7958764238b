/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

#include <conversation.h>

/* Messages between libpurple's conversations and the endpoint. */

/* For PurplePluginProtocolInfo: send HTML to WHO. 1: it is on its way, and will be shown as
 * undelivered if it does not arrive; -E2BIG above LL_MESSAGE_MAX, -ENOTCONN, or -EINVAL when it
 * says nothing. */
int ll_chat_send(PurpleConnection *gc, const char *who, const char *html, PurpleMessageFlags flags);

/* For PurplePluginProtocolInfo: tell WHO that the user types, unless the user wants that nobody is
 * told. */
unsigned int ll_chat_send_typing(PurpleConnection *gc, const char *who, PurpleTypingState state);

/* ll_chat_received: show what NAME says, or the error that NAME's program reports, or that NAME
 * asks for attention. */
void ll_chat_received(LlAccount *account, const char *name, const LlMessage *message);
/* ll_chat_typing: show that NAME is typing (COMPOSING), has written something (PAUSED), or neither.
 */
void ll_chat_typing(LlAccount *account, const char *name, LlChatState state);
