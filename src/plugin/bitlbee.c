/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/bitlbee.h"

#include <cmds.h>
#include <core.h>
#include <util.h>

gboolean
ll_bitlbee_is_client(void)
{
  return purple_strequal(purple_core_get_ui(), "BitlBee");
}

char *
ll_bitlbee_text(const char *text)
{
  return ll_bitlbee_is_client() ? g_markup_escape_text(text, -1) : g_strdup(text);
}

gboolean
ll_bitlbee_run(PurpleAccount *account, const char *who, const char *text)
{
  PurpleConversation *conversation;
  g_autofree char *error = NULL;

  if (!ll_bitlbee_is_client() || *text != '/')
    return FALSE;
  conversation = purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, who, account);
  if (!conversation)
    return FALSE;
  /* What only looks like one, as "/me waves" does, is not found. */
  return purple_cmd_do_command(conversation, text + 1, text + 1, &error) == PURPLE_CMD_STATUS_OK;
}
