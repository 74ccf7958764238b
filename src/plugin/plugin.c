/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <plugin.h>
#include <prpl.h>
#include <version.h>

#include "plugin/account.h"
#include "plugin/attention.h"
#include "plugin/buddies.h"
#include "plugin/chat.h"
#include "plugin/i18n.h"
#include "plugin/info.h"
#include "plugin/keys.h"
#include "plugin/options.h"
#include "plugin/picture.h"
#include "plugin/security.h"
#include "plugin/status.h"
#include "plugin/verify.h"
#include "plugin/waiting.h"

/* The tables by which libpurple knows this plugin. */

static const char *
list_icon(G_GNUC_UNUSED PurpleAccount *account, G_GNUC_UNUSED PurpleBuddy *buddy)
{
  return "link-local";
}

/* A message for who is not there waits. */
static gboolean
offline_message(G_GNUC_UNUSED const PurpleBuddy *buddy)
{
  return TRUE;
}

/* What is in the account's menu. */
static GList *
actions(PurplePlugin *plugin, gpointer context)
{
  return g_list_concat(ll_waiting_actions(plugin, context), ll_keys_actions());
}

static PurplePluginProtocolInfo protocol_info = {
    .options = OPT_PROTO_NO_PASSWORD,
    .list_icon = list_icon,
    .list_emblem = ll_security_emblem,
    .status_text = ll_info_status_text,
    .tooltip_text = ll_info_tooltip,
    .status_types = ll_status_types,
    .blist_node_menu = ll_verify_menu,
    .login = ll_account_login,
    .close = ll_account_close,
    .send_im = ll_chat_send,
    .send_typing = ll_chat_send_typing,
    .get_info = ll_info_get,
    .set_buddy_icon = ll_picture_set,
    .set_status = ll_status_set,
    .set_idle = ll_status_set_idle,
    .add_buddy = ll_buddies_add,
    .remove_buddy = ll_buddies_remove,
    .group_buddy = ll_buddies_move,
    .rename_group = ll_buddies_rename_group,
    .normalize = ll_buddies_normalize,
    .offline_message = offline_message,
    .send_attention = ll_attention_send,
    .get_attention_types = ll_attention_types,
    .struct_size = sizeof(PurplePluginProtocolInfo),
    .get_account_text_table = ll_options_account_texts,
};

/* libpurple translates name, summary and description with its own catalogue if they are there
 * before init() is called, so they are set in it. The lowest minor version that has all we use is
 * asked for. */
static PurplePluginInfo info = {
    .magic = PURPLE_PLUGIN_MAGIC,
    .major_version = PURPLE_MAJOR_VERSION,
    .minor_version = 14,
    .type = PURPLE_PLUGIN_PROTOCOL,
    .priority = PURPLE_PRIORITY_DEFAULT,
    .id = (char *)"prpl-link-local",
    .version = (char *)PACKAGE_VERSION,
    .author = (char *)"purple-link-local contributors",
    .homepage = (char *)PACKAGE_URL,
    .load = ll_account_plugin_load,
    .unload = ll_account_plugin_unload,
    .extra_info = &protocol_info,
    .actions = actions,
};

static void
init(G_GNUC_UNUSED PurplePlugin *plugin)
{
  bindtextdomain(GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
  info.name = (char *)"Link-Local";
  info.summary = _("Chat on the local network without a server");
  info.description =
      _("Finds people on the same network and lets you chat with them, with no server and no "
        "sign-up (XEP-0174, Serverless Messaging).");
  protocol_info.protocol_options = ll_options_new();
  protocol_info.icon_spec = ll_picture_spec;
}

PURPLE_INIT_PLUGIN(linklocal, init, info)
