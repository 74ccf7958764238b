/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/attention.h"

#include <cmds.h>
#include <prpl.h>
#include <server.h>

#include "plugin/handle.h"
#include "plugin/i18n.h"
#include "plugin/line.h"
#include "plugin/strangers.h"

/* One nudge of each person in this time is shown. */
#define NUDGE_SECONDS 10
/* Of so many people the time of the last one is kept; while it is, nobody else's is shown. */
#define NUDGERS_MAX 64

static GList *types;
static PurpleCmdId command;

/* --- Sending ------------------------------------------------------------------------------- */

gboolean
ll_attention_send(PurpleConnection *gc, const char *who, G_GNUC_UNUSED guint type)
{
  LlAccount *account = ll_account_from_connection(gc);

  if (!account || !account->endpoint)
    return FALSE;
  g_autofree char *name = ll_handle_name(who);
  if (!ll_endpoint_nudge(account->endpoint, name))
    ll_endpoint_send(account->endpoint, name,
                     /* TRANSLATORS: a message to somebody whose program knows no nudges. */
                     _("May I have your attention, please?"), NULL);
  return TRUE;
}

GList *
ll_attention_types(G_GNUC_UNUSED PurpleAccount *account)
{
  return types;
}

static PurpleCmdRet
on_command(PurpleConversation *conversation, G_GNUC_UNUSED const char *name,
           G_GNUC_UNUSED char **words, G_GNUC_UNUSED char **error, G_GNUC_UNUSED void *data)
{
  PurpleConnection *gc = purple_conversation_get_gc(conversation);

  if (!gc)
    return PURPLE_CMD_RET_FAILED;
  purple_prpl_send_attention(gc, purple_conversation_get_name(conversation), 0);
  return PURPLE_CMD_RET_OK;
}

/* --- Receiving ----------------------------------------------------------------------------- */

static gboolean
is_over(G_GNUC_UNUSED gpointer name, gpointer at, gpointer now)
{
  return *(gint64 *)now - *(gint64 *)at > NUDGE_SECONDS * G_USEC_PER_SEC;
}

/* Whether NAME nudged a moment ago, or too many others did; remembers it. */
static gboolean
is_too_often(LlAccount *account, const char *name)
{
  gint64 now = g_get_monotonic_time(), *at;

  g_hash_table_foreach_remove(account->nudges, is_over, &now);
  if (g_hash_table_contains(account->nudges, name) ||
      g_hash_table_size(account->nudges) >= NUDGERS_MAX)
    return TRUE;
  at = g_new(gint64, 1);
  *at = now;
  g_hash_table_insert(account->nudges, g_strdup(name), at);
  return FALSE;
}

void
ll_attention_received(LlAccount *account, const char *name)
{
  PurpleConversation *conversation;

  if (ll_strangers_welcome(account, name) != LL_WELCOME_YES || is_too_often(account, name))
    return;
  g_autofree char *person = ll_line_person(account, name);
  g_autofree char *line = g_strdup_printf(
      /* TRANSLATORS: %s is a person's name. */
      _("%s asks for your attention!"), person);
  /* libpurple's own way to say it takes the name for HTML. */
  serv_got_im(account->gc, name, line,
              PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_NOTIFY |
                  PURPLE_MESSAGE_NO_LINKIFY,
              time(NULL));
  conversation = purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, name, account->account);
  if (conversation)
    purple_signal_emit(purple_conversations_get_handle(), "got-attention", account->account, name,
                       conversation, 0);
}

/* --- With the plugin ----------------------------------------------------------------------- */

void
ll_attention_load(void)
{
  types = g_list_append(
      NULL, purple_attention_type_new(
                "Nudge",
                /* TRANSLATORS: the name of a button and menu item: ask somebody for attention. */
                _("Nudge"), _("You are asked for your attention!"),
                /* TRANSLATORS: shown to who asks somebody for attention. */
                _("You ask for attention.")));
  command = purple_cmd_register("nudge", "", PURPLE_CMD_P_PRPL,
                                PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_PRPL_ONLY, "prpl-link-local",
                                on_command,
                                /* TRANSLATORS: help on a command; do not translate "nudge". */
                                _("nudge: ask the other person for attention"), NULL);
}

void
ll_attention_unload(void)
{
  purple_cmd_unregister(command);
  g_list_free_full(g_steal_pointer(&types), g_free);
}
