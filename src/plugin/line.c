/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/line.h"

#include <string.h>
#include <time.h>

#include "plugin/buddies.h"
#include "plugin/i18n.h"

/* Pidgin prints a line with its time and colour into 4096 bytes and drops the rest, unless the line
 * is flagged as raw. */
#define DECORATED_MAX 3800

char *
ll_line_person(const LlAccount *account, const char *name)
{
  g_autofree char *plain = ll_buddies_name(account, name);

  return g_markup_escape_text(plain, -1);
}

void
ll_line_write(const LlAccount *account, const char *name, const char *html,
              PurpleMessageFlags flags)
{
  PurpleConversation *conversation =
      purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, name, account->account);

  if (!conversation)
    conversation = purple_conversation_new(PURPLE_CONV_TYPE_IM, account->account, name);
  g_return_if_fail(conversation != NULL);
  flags |= PURPLE_MESSAGE_NO_LINKIFY;
  if (strlen(html) > DECORATED_MAX)
    flags |= PURPLE_MESSAGE_RAW;
  purple_conv_im_write(PURPLE_CONV_IM(conversation), name, html, flags, time(NULL));
}

char *
ll_line_quotation(const char *plain)
{
  g_autofree char *html = g_markup_escape_text(plain, -1);

  /* Newlines are left as they are, since Pidgin takes the markup, and with it escapes, out of a
   * line with many tags. */
  if (!strchr(html, '\n')) {
    return g_strdup_printf(
        /* TRANSLATORS: the quotation marks around a message. */
        _("“%s”"), html);
  }
  g_auto(GStrv) lines = g_strsplit(html, "\n", -1);
  g_autofree char *joined = g_strjoinv("\n&gt; ", lines);
  return g_strconcat("\n&gt; ", joined, NULL);
}
