/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/waiting.h"

#include <request.h>
#include <string.h>
#include <time.h>
#include <util.h>

#include "plugin/i18n.h"
#include "wire/name.h"

/* How much of a message stands for it in a list. */
#define LINE_CHARACTERS 60

/* PLAIN in one line. */
static char *
line_of(const char *plain)
{
  g_autofree char *line = g_strdup(plain);

  g_strdelimit(line, "\n\r\t", ' ');
  if (g_utf8_strlen(line, -1) <= LINE_CHARACTERS)
    return g_steal_pointer(&line);
  *g_utf8_offset_to_pointer(line, LINE_CHARACTERS - 1) = '\0';
  return g_strconcat(line, "…", NULL);
}

static char *
time_of(gint64 written)
{
  time_t when = (time_t)written;

  return g_strdup(purple_date_format_long(localtime(&when)));
}

void
ll_waiting_add_info(const LlAccount *account, const char *name, PurpleNotifyUserInfo *info)
{
  g_autoptr(GPtrArray) mails = ll_endpoint_waiting(account->endpoint);

  for (guint i = 0; i < mails->len; i++) {
    const LlMail *mail = g_ptr_array_index(mails, i);
    g_autofree char *line = line_of(mail->plain);
    g_autofree char *when = time_of(mail->written);
    g_autofree char *value = g_strdup_printf("%s: %s", when, line);

    if (ll_name_equal(mail->name, name))
      purple_notify_user_info_add_pair_plaintext(
          info,
          /* TRANSLATORS: of a message to somebody who is away. */
          _("Waiting message"), value);
  }
}

void
ll_waiting_withdraw(const LlAccount *account, const char *name)
{
  g_autoptr(GPtrArray) mails = NULL;

  if (!account || !account->endpoint)
    return;
  mails = ll_endpoint_waiting(account->endpoint);
  for (guint i = 0; i < mails->len; i++) {
    const LlMail *mail = g_ptr_array_index(mails, i);

    if (ll_name_equal(mail->name, name))
      ll_endpoint_withdraw(account->endpoint, mail->name, mail->id);
  }
}

/* --- The dialog ---------------------------------------------------------------------------- */

/* What stands for MAIL in the dialog, which stays open as long as the user likes. */
static gpointer
token_of(const LlMail *mail)
{
  return GSIZE_TO_POINTER((gsize)mail->id);
}

/* The user has chosen what is not to be sent. */
static void
on_take_back(gpointer gc, PurpleRequestFields *fields)
{
  const LlAccount *account = ll_account_from_connection(gc);
  PurpleRequestField *field = purple_request_fields_get_field(fields, "messages");
  g_autoptr(GPtrArray) mails = NULL;

  if (!account || !account->endpoint)
    return;
  mails = ll_endpoint_waiting(account->endpoint);
  for (GList *item = purple_request_field_list_get_selected(field); item; item = item->next) {
    gpointer token = purple_request_field_list_get_data(field, item->data);

    for (guint i = 0; i < mails->len; i++) {
      const LlMail *mail = g_ptr_array_index(mails, i);

      if (token_of(mail) == token)
        ll_endpoint_withdraw(account->endpoint, mail->name, mail->id);
    }
  }
}

static PurpleRequestField *
new_list(const GPtrArray *mails)
{
  PurpleRequestField *field = purple_request_field_list_new("messages", _("Messages"));

  purple_request_field_list_set_multi_select(field, TRUE);
  for (guint i = 0; i < mails->len; i++) {
    const LlMail *mail = g_ptr_array_index(mails, i);
    g_autofree char *line = line_of(mail->plain);
    g_autofree char *when = time_of(mail->written);
    /* Numbered, since two items that read the same would be one. */
    g_autofree char *item = g_strdup_printf(
        /* TRANSLATORS: a number, a time, a person's name, a message. */
        _("%u. %s, to %s: %s"), i + 1, when, mail->name, line);

    purple_request_field_list_add_icon(field, item, NULL, token_of(mail));
  }
  return field;
}

static void
show(PurplePluginAction *action)
{
  PurpleConnection *gc = action->context;
  const LlAccount *account = ll_account_from_connection(gc);
  g_autoptr(GPtrArray) mails = NULL;
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;

  if (!account || !account->endpoint)
    return;
  mails = ll_endpoint_waiting(account->endpoint);
  if (mails->len == 0) {
    purple_notify_info(gc, _("Waiting Messages"), _("No messages are waiting."), NULL);
    return;
  }
  fields = purple_request_fields_new();
  group = purple_request_field_group_new(NULL);
  purple_request_field_group_add_field(group, new_list(mails));
  purple_request_fields_add_group(fields, group);
  purple_request_fields(gc, _("Waiting Messages"),
                        _("These messages go out as soon as you and the person are both on the "
                          "network"),
                        _("Choose those that are not to be sent."), fields, _("Take Back"),
                        G_CALLBACK(on_take_back), _("Close"), NULL, account->account, NULL, NULL,
                        gc);
}

GList *
ll_waiting_actions(G_GNUC_UNUSED PurplePlugin *plugin, G_GNUC_UNUSED gpointer context)
{
  return g_list_append(NULL, purple_plugin_action_new(_("Waiting Messages..."), show));
}
