/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/status.h"

#include <util.h>

#include "plugin/account.h"
#include "plugin/i18n.h"
#include "wire/text.h"

static const struct {
  PurpleStatusPrimitive primitive;
  const char *id;
} types[] = {
    {PURPLE_STATUS_AVAILABLE, "available"}, {PURPLE_STATUS_AWAY, "away"},
    {PURPLE_STATUS_UNAVAILABLE, "dnd"},     {PURPLE_STATUS_EXTENDED_AWAY, "extended_away"},
    {PURPLE_STATUS_INVISIBLE, "invisible"},
};

GList *
ll_status_types(G_GNUC_UNUSED PurpleAccount *account)
{
  GList *list = NULL;

  /* No names: the clients have their own words for these, in their own translation. */
  for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
    list = g_list_append(
        list, purple_status_type_new_with_attrs(types[i].primitive, types[i].id, NULL, TRUE, TRUE,
                                                FALSE, LL_STATUS_ATTR_MESSAGE, _("Message"),
                                                purple_value_new(PURPLE_TYPE_STRING), NULL));
  /* No message, which would take memory for each buddy. */
  return g_list_append(list,
                       purple_status_type_new_full(PURPLE_STATUS_OFFLINE, LL_STATUS_ID_OFFLINE,
                                                   NULL, TRUE, TRUE, FALSE));
}

GList *
ll_status_types_of_newcomer(PurpleAccount *account)
{
  GList *list = g_list_append(NULL, purple_account_get_status_type(account, "available"));

  return g_list_append(list, purple_account_get_status_type(account, LL_STATUS_ID_OFFLINE));
}

void
ll_status_make(PurpleBuddy *buddy, const char *id)
{
  PurplePresence *presence = purple_buddy_get_presence(buddy);
  PurpleAccount *account = purple_buddy_get_account(buddy);

  if (!purple_presence_get_status(presence, id))
    purple_presence_add_status(
        presence, purple_status_new(purple_account_get_status_type(account, id), presence));
}

static LlStatus
status_from_primitive(PurpleStatusPrimitive primitive)
{
  switch (primitive) {
  case PURPLE_STATUS_AWAY:
  case PURPLE_STATUS_EXTENDED_AWAY:
    return LL_STATUS_AWAY;
  case PURPLE_STATUS_UNAVAILABLE:
    return LL_STATUS_DO_NOT_DISTURB;
  default:
    return LL_STATUS_AVAILABLE;
  }
}

/* The user's message as plain text: clients keep it as HTML. */
static char *
message_from_status(PurpleStatus *status)
{
  const char *html = purple_status_get_attr_string(status, LL_STATUS_ATTR_MESSAGE);

  if (!html)
    return NULL;
  g_autofree char *plain = purple_markup_strip_html(html);
  g_autofree char *line = ll_text_clean_line(plain ? plain : "", -1);
  return *line ? g_steal_pointer(&line) : NULL;
}

gboolean
ll_status_fill(PurpleAccount *account, LlPresence *presence)
{
  PurplePresence *own = purple_account_get_presence(account);
  PurpleStatus *status = purple_presence_get_active_status(own);
  PurpleStatusPrimitive primitive =
      purple_status_type_get_primitive(purple_status_get_type(status));

  presence->status = status_from_primitive(primitive);
  g_free(presence->message);
  presence->message = message_from_status(status);
  presence->is_idle = purple_presence_is_idle(own);
  presence->idle_since = presence->is_idle ? purple_presence_get_idle_time(own) : 0;
  return primitive != PURPLE_STATUS_INVISIBLE;
}

const char *
ll_status_id(const LlPresence *presence)
{
  switch (presence->status) {
  case LL_STATUS_AWAY:
    return "away";
  case LL_STATUS_DO_NOT_DISTURB:
    return "dnd";
  case LL_STATUS_AVAILABLE:
    break;
  }
  return "available";
}

void
ll_status_set(PurpleAccount *account, G_GNUC_UNUSED PurpleStatus *status)
{
  PurpleConnection *gc = purple_account_get_connection(account);

  g_return_if_fail(gc != NULL);
  ll_account_publish(ll_account_from_connection(gc));
}

void
ll_status_set_idle(PurpleConnection *gc, G_GNUC_UNUSED int seconds)
{
  ll_account_publish(ll_account_from_connection(gc));
}
