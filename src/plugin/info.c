/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/info.h"

#include <string.h>
#include <time.h>

#include <util.h>

#include "plugin/account.h"
#include "plugin/i18n.h"
#include "plugin/status.h"

/* BitlBee reads before the start of an empty value. */
static void
add(PurpleNotifyUserInfo *info, const char *label, const char *value)
{
  if (value && *value)
    purple_notify_user_info_add_pair_plaintext(info, label, value);
}

/* Several addresses stand in one value with blanks between (XEP-0174 12). */
static void
add_list(PurpleNotifyUserInfo *info, const char *label, const char *value)
{
  if (!value)
    return;
  g_auto(GStrv) words = g_strsplit(value, " ", -1);
  g_autoptr(GString) list = g_string_new(NULL);
  for (char **word = words; *word; word++)
    if (**word)
      g_string_append_printf(list, "%s%s", list->len ? ", " : "", *word);
  add(info, label, list->str);
}

/* The clients' own name of a status. */
static const char *
status_name(PurpleAccount *account, const LlPresence *presence)
{
  return purple_status_type_get_name(
      purple_account_get_status_type(account, ll_status_id(presence)));
}

static void
add_presence(PurpleNotifyUserInfo *info, PurpleAccount *account, const LlPresence *presence)
{
  add(info, _("Status"), status_name(account, presence));
  add(info, _("Message"), presence->message);
}

static void
add_idle(PurpleNotifyUserInfo *info, const LlPresence *presence)
{
  gint64 seconds = time(NULL) - presence->idle_since;

  if (!presence->is_idle)
    return;
  if (presence->idle_since <= 0 || seconds <= 0) {
    add(info, _("Idle"), _("Yes"));
  } else {
    g_autofree char *duration = purple_str_seconds_to_string(MIN(seconds, G_MAXINT));
    add(info, _("Idle"), duration);
  }
}

static void
add_claims(PurpleNotifyUserInfo *info, const LlPresence *presence)
{
  add_list(info, _("E-mail address (claimed)"), presence->email);
  add_list(info, _("XMPP address (claimed)"), presence->jid);
}

static void
add_encryption(PurpleNotifyUserInfo *info)
{
  add(info, _("Encryption"), _("Not encrypted"));
}

char *
ll_info_status_text(PurpleBuddy *buddy)
{
  PurplePresence *presence = purple_buddy_get_presence(buddy);
  PurpleStatus *status = purple_presence_get_active_status(presence);
  const char *message = purple_status_get_attr_string(status, LL_STATUS_ATTR_MESSAGE);

  if (!purple_presence_is_online(presence))
    return NULL;
  if (message && *message)
    return g_markup_escape_text(message, -1);
  return purple_status_is_available(status)
             ? NULL
             : g_markup_escape_text(purple_status_get_name(status), -1);
}

void
ll_info_tooltip(PurpleBuddy *buddy, PurpleNotifyUserInfo *info, gboolean full)
{
  PurpleAccount *account = purple_buddy_get_account(buddy);
  PurpleConnection *gc = purple_account_get_connection(account);
  const char *name = purple_buddy_get_name(buddy);
  const LlPresence *presence = gc ? ll_account_peer(ll_account_from_connection(gc), name) : NULL;

  if (presence)
    add_presence(info, account, presence);
  if (!full)
    return;
  add(info, _("Name on the network"), name);
  if (!presence)
    return;
  /* Clients add since when someone is idle, but nothing when that is not known. */
  if (presence->idle_since <= 0)
    add_idle(info, presence);
  add_claims(info, presence);
  add_encryption(info);
}

void
ll_info_get(PurpleConnection *gc, const char *who)
{
  const LlPresence *presence = ll_account_peer(ll_account_from_connection(gc), who);
  PurpleNotifyUserInfo *info = purple_notify_user_info_new();

  add(info, _("Name on the network"), who);
  if (presence) {
    add(info, _("Nickname"), presence->nick);
    add(info, _("First name"), presence->first);
    add(info, _("Last name"), presence->last);
    add_presence(info, purple_connection_get_account(gc), presence);
    add_idle(info, presence);
    add_claims(info, presence);
    add_encryption(info);
  } else {
    add(info, _("Status"), _("Not on the network"));
  }
  purple_notify_userinfo(gc, who, info, NULL, NULL);
  purple_notify_user_info_destroy(info);
}
