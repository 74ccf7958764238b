/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/notice.h"

#include <debug.h>
#include <notify.h>

#include "plugin/finch.h"
#include "plugin/i18n.h"
#include "plugin/keys.h"
#include "plugin/options.h"
#include "wire/name.h"
#include "wire/text.h"

#define TITLE "Link-Local"

/* PRIMARY is the cause, SECONDARY (nullable) what to do about it. (transfer none) (nullable) */
static void *
tell(LlAccount *account, PurpleNotifyMsgType type, const char *primary, const char *secondary,
     PurpleNotifyCloseCallback on_close)
{
  g_autofree char *first = ll_finch_wrap(primary);
  g_autofree char *second = secondary ? ll_finch_wrap(secondary) : NULL;

  return purple_notify_message(account->gc, type, TITLE, first, second, on_close, account);
}

/* TRUE the first time that it is asked for this account and TEXT. */
static gboolean
is_news(LlAccount *account, const char *text)
{
  GHashTable *told = purple_connection_get_prpl(account->gc)->extra;
  const char *user = purple_account_get_username(account->account);

  return !told || g_hash_table_add(told, g_strdup_printf("%s\n%s", user, text));
}

void
ll_notice_name(LlAccount *account, const char *name, const char *wished, gboolean is_first)
{
  g_autofree char *text = NULL;

  if (!is_news(account, name))
    return;
  if (!ll_name_equal(name, wished))
    text = g_strdup_printf(
        /* TRANSLATORS: both %s are names like juliet@laptop; the second is the one in use. */
        _("The name %s is taken on this network; you appear as %s."), wished, name);
  else if (!is_first)
    text = g_strdup_printf(
        /* TRANSLATORS: a name like juliet@laptop, which was another one before. */
        _("You appear as %s now."), name);
  if (text)
    tell(account, PURPLE_NOTIFY_MSG_INFO, text, NULL, NULL);
}

void
ll_notice_domains(LlAccount *account, const char *complaint)
{
  if (is_news(account, complaint))
    tell(account, PURPLE_NOTIFY_MSG_WARNING,
         _("Not all of the further domains are searched for people."), complaint, NULL);
}

void
ll_notice_picture(LlAccount *account)
{
  tell(account, PURPLE_NOTIFY_MSG_WARNING, _("Your picture is not shown to others."),
       _("It is none of the formats PNG, JPEG and GIF, or too large. Choose another one."), NULL);
}

void
ll_notice_mistaken(LlAccount *account, const char *handle)
{
  g_autofree char *shown = ll_text_clean_line(handle, -1);
  g_autofree char *text = g_strdup_printf(
      /* TRANSLATORS: what the user typed, like romeo@10.0.0.300. */
      _("%s is no address to connect to."), shown);

  tell(account, PURPLE_NOTIFY_MSG_ERROR, text,
       _("Write it as romeo@10.0.0.2, romeo@10.0.0.2:5298, romeo@[2001:db8::2]:5298 or "
         "romeo@verona.example.org:5298. A port is a number from 1 to 65535."),
       NULL);
}

/* --- Trouble ------------------------------------------------------------------------------- */

static void
on_closed(gpointer data)
{
  LlAccount *account = data;

  account->notice = NULL;
}

/* In the place of what was shown before: after a night on a bad network there is one window. */
static void
show(LlAccount *account, PurpleNotifyMsgType type, const char *primary, const char *secondary)
{
  ll_notice_close(account);
  account->notice = tell(account, type, primary, secondary, on_closed);
}

void
ll_notice_close(LlAccount *account)
{
  if (account->notice)
    purple_notify_close(PURPLE_NOTIFY_MESSAGE, account->notice);
}

/* What the user can do about it. (transfer full) */
static char *
advice(LlResponder responder, const char *cause)
{
  switch (responder) {
  case LL_RESPONDER_DAEMON:
    return g_strdup(_("Install and start avahi-daemon, or choose Automatic or Built-in as the mDNS "
                      "responder of this account. It goes on by itself as soon as avahi-daemon "
                      "runs."));
  case LL_RESPONDER_EMBEDDED:
    return g_strdup_printf(
        /* TRANSLATORS: %s is the cause in technical words, in English. */
        _("The built-in mDNS responder does not work: %s. Check that this computer is connected to "
          "a network, or choose Automatic as the mDNS responder of this account. It goes on by "
          "itself as soon as that is mended."),
        cause);
  case LL_RESPONDER_AUTOMATIC:
    break;
  }
  return g_strdup_printf(
      /* TRANSLATORS: %s is the cause in technical words, in English. */
      _("No mDNS responder works on this computer: %s. Check that this computer is connected to a "
        "network, or install and start avahi-daemon. It goes on by itself as soon as that is "
        "mended."),
      cause);
}

void
ll_notice_troubled(LlAccount *account, const GError *error)
{
  g_autofree char *next = advice(account->responder, error->message);

  purple_debug_warning("link-local", "%s\n", error->message);
  if (account->is_troubled)
    return;
  account->is_troubled = TRUE;
  if (purple_connection_get_state(account->gc) == PURPLE_CONNECTED) {
    show(account, PURPLE_NOTIFY_MSG_WARNING,
         _("You are off the local network for now: nobody is seen, and nobody sees you."), next);
  } else {
    purple_connection_update_progress(account->gc, _("Waiting for the local network"), 1, 2);
    show(account, PURPLE_NOTIFY_MSG_WARNING, _("The local network cannot be joined yet."), next);
  }
}

void
ll_notice_mended(LlAccount *account, const char *name)
{
  if (!account->is_troubled)
    return;
  account->is_troubled = FALSE;
  if (purple_connection_get_state(account->gc) == PURPLE_CONNECTED) {
    g_autofree char *text = g_strdup_printf(
        /* TRANSLATORS: a name like juliet@laptop. */
        _("You are on the local network again, as %s."), name);
    show(account, PURPLE_NOTIFY_MSG_INFO, text, NULL);
  } else {
    ll_notice_close(account); /* the clients show that the account has signed on */
  }
}

void
ll_notice_failed(LlAccount *account, const GError *error)
{
  PurpleConnectionError reason = PURPLE_CONNECTION_ERROR_NETWORK_ERROR;
  g_autofree char *text = NULL;

  purple_debug_error("link-local", "%s\n", error->message);
  if (g_error_matches(error, LL_ENDPOINT_ERROR, LL_ENDPOINT_ERROR_DENIED)) {
    /* Trying again changes nothing until someone has changed the settings. */
    reason = PURPLE_CONNECTION_ERROR_OTHER_ERROR;
    text =
        g_strdup(_("The mDNS responder of this computer does not allow programs to publish. Remove "
                   "disable-publishing and disable-user-service-publishing from "
                   "/etc/avahi/avahi-daemon.conf and restart avahi-daemon, or choose Built-in as "
                   "the mDNS responder of this account. Then sign on again."));
  } else if ((text = ll_keys_complaint(account->account, error))) {
    reason = PURPLE_CONNECTION_ERROR_OTHER_ERROR;
  } else if (g_error_matches(error, LL_ENDPOINT_ERROR, LL_ENDPOINT_ERROR_LISTEN)) {
    reason = PURPLE_CONNECTION_ERROR_INVALID_SETTINGS;
    text = g_strdup_printf(
        /* TRANSLATORS: %d is a port number. */
        _("Neither port %d nor the next ones can be listened on. Choose another port "
          "in the settings of this account, then sign on again."),
        ll_options_port(account->account));
  } else {
    text = g_strdup_printf(
        /* TRANSLATORS: %s is the cause in technical words, in English. */
        _("The local network could not be joined: %s. Check that this computer is "
          "connected to a network, then sign on again."),
        error->message);
  }
  g_autofree char *wrapped = ll_finch_wrap(text);
  purple_connection_error_reason(account->gc, reason, wrapped);
}
