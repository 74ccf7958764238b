/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/keys.h"

#include <notify.h>
#include <request.h>

#include "plugin/finch.h"
#include "plugin/i18n.h"
#include "plugin/security.h"

#define TITLE_EXPORT N_("Export Key")
#define TITLE_IMPORT N_("Import Key")
#define TITLE_NEW    N_("New Key")

/* As suggested to the user. */
#define FILE_NAME "link-local-key.pem"

/* --- What keeps a key from being used ------------------------------------------------------- */

char *
ll_keys_complaint(const PurpleAccount *account, const GError *error)
{
  g_autofree char *directory = ll_account_directory(account);

  if (error->domain != LL_ENDPOINT_ERROR)
    return NULL;
  switch ((LlEndpointError)error->code) {
  case LL_ENDPOINT_ERROR_KEY_UNREADABLE:
    return g_strdup_printf(
        /* TRANSLATORS: a directory; the cause in technical words, in English. */
        _("Your key, or what is known of the keys of others, cannot be read. Make sure that you "
          "may read all files in %s, then sign on again. (%s)"),
        directory, error->message);
  case LL_ENDPOINT_ERROR_KEY_EXPOSED:
    return g_strdup_printf(
        /* TRANSLATORS: a directory; the cause in technical words, in English. */
        _("Others on this computer can read your key, and could pose as you. Take the permission "
          "away from them (chmod go= on the files in %s), then sign on again, and make a new key "
          "if somebody may have read it. (%s)"),
        directory, error->message);
  case LL_ENDPOINT_ERROR_KEY_DAMAGED:
    return g_strdup_printf(
        /* TRANSLATORS: a directory; the cause in technical words, in English. */
        _("Your key, or what is known of the keys of others, is damaged. Put a copy of the file in "
          "the place of that in %s, then sign on again. Without a copy, move the file away: your "
          "key is made anew then, about which everybody is asked, or everybody is met as if for "
          "the first time. (%s)"),
        directory, error->message);
  case LL_ENDPOINT_ERROR_KEY_UNKNOWN:
    return g_strdup_printf(
        /* TRANSLATORS: a directory; the cause in technical words, in English. */
        _("Your key, or what is known of the keys of others, is of a later version of this "
          "program. "
          "Install that version, or move the file out of %s, then sign on again. (%s)"),
        directory, error->message);
  case LL_ENDPOINT_ERROR_KEY_UNWRITABLE:
    return g_strdup_printf(
        /* TRANSLATORS: a directory; the cause in technical words, in English. */
        _("Your key cannot be saved. See whether the disk is full, and whether you may write in "
          "%s, then sign on again. (%s)"),
        directory, error->message);
  default:
    return NULL;
  }
}

/* --- What the user can do ------------------------------------------------------------------- */

static LlAccount *
account_of(PurpleConnection *gc)
{
  LlAccount *account = ll_account_from_connection(gc);

  return account && account->endpoint ? account : NULL;
}

static void
tell(PurpleConnection *gc, PurpleNotifyMsgType type, const char *title, const char *primary,
     const char *secondary)
{
  g_autofree char *first = ll_finch_wrap(primary);
  g_autofree char *second = secondary ? ll_finch_wrap(secondary) : NULL;

  purple_notify_message(gc, type, title, first, second, NULL, NULL);
}

static void
tell_error(PurpleConnection *gc, const char *title, const char *primary, const GError *error)
{
  g_autofree char *secondary = g_strdup_printf(
      /* TRANSLATORS: the cause in technical words, in English. */
      _("%s. Your key is the same as before."), error->message);

  tell(gc, PURPLE_NOTIFY_MSG_ERROR, title, primary, secondary);
}

static void
show_fingerprint(PurplePluginAction *action)
{
  LlAccount *account = account_of(action->context);

  if (!account)
    return;
  g_autofree char *fingerprint = ll_endpoint_fingerprint(account->endpoint, NULL);
  g_autofree char *lines = ll_security_lines(fingerprint ? fingerprint : "");
  tell(account->gc, PURPLE_NOTIFY_MSG_INFO, _("Fingerprint"), _("The fingerprint of your key:"),
       lines);
}

/* Ask for a file's path, by a dialog for files where the client has one. */
static void
ask_path(PurpleConnection *gc, const char *title, const char *name, gboolean is_for_saving,
         PurpleRequestFileCb chosen)
{
  PurpleRequestUiOps *ops = purple_request_get_ui_ops();
  PurpleAccount *account = purple_connection_get_account(gc);

  if (ops && ops->request_file)
    purple_request_file(gc, title, name, is_for_saving, G_CALLBACK(chosen), NULL, account, NULL,
                        NULL, gc);
  else
    purple_request_input(gc, title, _("The path of the file:"), NULL, name, FALSE, FALSE, NULL,
                         _("_OK"), G_CALLBACK(chosen), _("_Cancel"), NULL, account, NULL, NULL, gc);
}

static void
export_to(gpointer gc, const char *path)
{
  LlAccount *account = account_of(gc);
  g_autoptr(GError) error = NULL;

  if (!account || !path || !*path)
    return;
  g_autofree char *directory = ll_account_directory(account->account);
  if (!ll_endpoint_export_key(directory, path, &error)) {
    tell_error(gc, _(TITLE_EXPORT), _("The key could not be saved. Choose another file."), error);
    return;
  }
  g_autofree char *primary = g_strdup_printf(
      /* TRANSLATORS: a file. */
      _("Your key is saved as %s."), path);
  tell(
      gc, PURPLE_NOTIFY_MSG_INFO, _(TITLE_EXPORT), primary,
      _("Import it on another computer of yours, and people know you there. Show it to nobody: who "
        "has it can pose as you."));
}

static void
export_key(PurplePluginAction *action)
{
  ask_path(action->context, _(TITLE_EXPORT), FILE_NAME, TRUE, export_to);
}

static void
import_from(gpointer gc, const char *path)
{
  LlAccount *account = account_of(gc);
  g_autoptr(GError) error = NULL;

  if (!account || !path || !*path)
    return;
  g_autofree char *directory = ll_account_directory(account->account);
  if (ll_endpoint_import_key(directory, path, &error))
    ll_account_reconnect(account);
  else
    tell_error(gc, _(TITLE_IMPORT), _("The key could not be taken from this file."), error);
}

static void
import_key(PurplePluginAction *action)
{
  ask_path(action->context, _(TITLE_IMPORT), NULL, FALSE, import_from);
}

static void
renew(gpointer gc, G_GNUC_UNUSED int button)
{
  LlAccount *account = account_of(gc);
  g_autoptr(GError) error = NULL;

  if (!account)
    return;
  g_autofree char *directory = ll_account_directory(account->account);
  if (ll_endpoint_renew_key(directory, &error))
    ll_account_reconnect(account);
  else
    tell_error(gc, _(TITLE_NEW), _("No new key could be made."), error);
}

static void
new_key(PurplePluginAction *action)
{
  PurpleConnection *gc = action->context;
  g_autofree char *warning = ll_finch_wrap(
      _("Everybody who has met you is asked about it, and who has verified you has to do so again. "
        "Only do it if somebody else may have your key. The old one is kept beside it."));
  g_autofree char *make = ll_finch_caption(_("_Make New Key"));
  g_autofree char *cancel = ll_finch_caption(_("_Cancel"));

  purple_request_action(gc, _(TITLE_NEW), _("Make a new key?"), warning, 1,
                        purple_connection_get_account(gc), NULL, NULL, gc, 2, make,
                        G_CALLBACK(renew), cancel, NULL);
}

GList *
ll_keys_actions(void)
{
  static const struct {
    const char *label;
    void (*callback)(PurplePluginAction *action);
  } actions[] = {
      {N_("Show Fingerprint"), show_fingerprint},
      {N_("Export Key..."), export_key},
      {N_("Import Key..."), import_key},
      {N_("New Key..."), new_key},
  };
  GList *list = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
    list = g_list_append(list, purple_plugin_action_new(_(actions[i].label), actions[i].callback));
  return list;
}
