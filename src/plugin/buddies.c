/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/buddies.h"

#include <string.h>

#include <conversation.h>
#include <debug.h>
#include <eventloop.h>
#include <prpl.h>
#include <server.h>
#include <util.h>

#include "plugin/handle.h"
#include "plugin/notice.h"
#include "plugin/picture.h"
#include "plugin/status.h"
#include "plugin/waiting.h"
#include "wire/contact.h"
#include "wire/name.h"
#include "wire/text.h"

/* In one turn of the main loop, which takes a millisecond or two. */
#define LISTED_AT_ONCE 20

typedef GSList BuddyList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BuddyList, g_slist_free)

const char *
ll_buddies_normalize(G_GNUC_UNUSED const PurpleAccount *account, const char *who)
{
  /* libpurple's contract: the answer holds until the next call. */
  static char buffer[1024];

  /* It asks several times for each message, and by what it was answered. */
  if (strcmp(who, buffer) == 0)
    return buffer;
  ll_handle_fold_to(buffer, sizeof buffer, who);
  return buffer;
}

static gboolean
is_transient(PurpleBuddy *buddy)
{
  return (purple_blist_node_get_flags(PURPLE_BLIST_NODE(buddy)) & PURPLE_BLIST_NODE_FLAG_NO_SAVE) !=
         0;
}

static void
set_transient(PurpleBuddy *buddy, gboolean transient)
{
  PurpleBlistNode *node = PURPLE_BLIST_NODE(buddy);
  PurpleBlistNodeFlags flags = purple_blist_node_get_flags(node);

  purple_blist_node_set_flags(node, transient ? flags | PURPLE_BLIST_NODE_FLAG_NO_SAVE
                                              : flags & ~PURPLE_BLIST_NODE_FLAG_NO_SAVE);
}

char *
ll_buddies_name(const LlAccount *account, const char *name)
{
  PurpleBuddy *buddy = purple_find_buddy(account->account, name);

  return ll_text_clean_line(buddy ? purple_buddy_get_alias(buddy) : name, -1);
}

gboolean
ll_buddies_is_saved(PurpleAccount *account, const char *name)
{
  g_autoptr(BuddyList) buddies = purple_find_buddies(account, name);

  for (GSList *l = buddies; l; l = l->next)
    if (!is_transient(l->data))
      return TRUE;
  return FALSE;
}

void
ll_buddies_redraw(const LlAccount *account, const char *name)
{
  g_autoptr(BuddyList) buddies = purple_find_buddies(account->account, name);

  for (GSList *l = buddies; l; l = l->next)
    purple_blist_update_buddy_icon(l->data);
}

/* --- Appearing, changing, leaving ---------------------------------------------------------- */

/* libpurple drops the two non-characters U+FFFE and U+FFFF from a buddy's name, which then would be
 * another's, or nobody's. */
static gboolean
can_be_listed(const char *name)
{
  g_autofree char *kept = purple_utf8_strip_unprintables(name);

  return purple_strequal(kept, name);
}

/* Our group, last on the list when it is new. */
static PurpleGroup *
ensure_group(void)
{
  PurpleGroup *group = purple_find_group(LL_BUDDIES_GROUP);
  PurpleBlistNode *last = NULL;

  if (group)
    return group;
  for (PurpleBlistNode *node = purple_blist_get_root(); node;
       node = purple_blist_node_get_sibling_next(node))
    last = node;
  group = purple_group_new(LL_BUDDIES_GROUP);
  purple_blist_add_group(group, last);
  return group;
}

/* libpurple makes an object for each status of the account, were there not fewer of them. */
static PurpleBuddy *
make_buddy(PurpleAccount *account, const char *name)
{
  GList *all = account->status_types;
  PurpleBuddy *buddy;

  account->status_types = ll_status_types_of_newcomer(account);
  buddy = purple_buddy_new(account, name, NULL);
  g_list_free(account->status_types);
  account->status_types = all;
  return buddy;
}

/* At the head of the group, as the way to its end gets longer with each; and with the alias that is
 * told else once it is listed. */
static void
list_buddy(LlAccount *account, const char *name, const char *alias)
{
  PurpleBuddy *buddy = make_buddy(account->account, name);
  PurpleContact *contact = purple_contact_new();
  PurpleConversation *conversation =
      purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, name, account->account);

  set_transient(buddy, TRUE);
  buddy->server_alias = purple_utf8_strip_unprintables(alias);
  purple_blist_add_contact(contact, ensure_group(), NULL);
  purple_blist_add_buddy(buddy, contact, NULL, NULL);
  if (conversation) /* they have written already */
    purple_conversation_autoset_title(conversation);
}

static gboolean
shows(PurpleBuddy *buddy, const char *status_id, const char *message)
{
  PurpleStatus *status = purple_presence_get_active_status(purple_buddy_get_presence(buddy));

  return purple_strequal(purple_status_get_id(status), status_id) &&
         purple_strequal(purple_status_get_attr_string(status, LL_STATUS_ATTR_MESSAGE), message);
}

/* Without a nickname or name it is the presence name, in a form that does no harm on a screen.
 * (transfer full) */
static char *
display_name(const char *name, const LlPresence *presence)
{
  char *alias = ll_presence_display_name(presence);

  return alias ? alias : ll_text_clean_line(name, -1);
}

/* Each call tells every client at once, so nothing is said twice; alias and idleness libpurple
 * compares itself. */
static void
update_buddies(LlAccount *account, const char *name, const char *alias, const LlPresence *presence)
{
  const char *id = ll_status_id(presence);
  gboolean appeared = FALSE, changed = FALSE;
  g_autoptr(BuddyList) buddies = purple_find_buddies(account->account, name);

  for (GSList *l = buddies; l; l = l->next) {
    appeared = appeared || !purple_presence_is_online(purple_buddy_get_presence(l->data));
    changed = changed || !shows(l->data, id, presence->message);
    ll_status_make(l->data, id);
  }
  serv_got_alias(account->gc, name, alias);
  if (appeared)
    purple_prpl_got_user_login_time(account->account, name, 0);
  if (changed)
    purple_prpl_got_user_status(account->account, name, id, LL_STATUS_ATTR_MESSAGE,
                                presence->message, NULL);
  purple_prpl_got_user_idle(account->account, name, presence->is_idle,
                            presence->is_idle ? presence->idle_since : 0);
}

void
ll_buddies_show(LlAccount *account, const char *name, const LlPresence *presence)
{
  g_autofree char *alias = display_name(name, presence);

  if (purple_connection_get_state(account->gc) != PURPLE_CONNECTED) {
    /* libpurple's counts of who is online go wrong when a buddy comes before the account has. */
    g_hash_table_add(account->unlisted, g_strdup(name));
    return;
  }
  if (!purple_find_buddy(account->account, name)) {
    if (!can_be_listed(name)) {
      purple_debug_warning("link-local", "a name with non-characters cannot be listed\n");
      return;
    }
    list_buddy(account, name, alias);
  }
  update_buddies(account, name, alias, presence);
  ll_picture_show(account, name);
}

static void
remove_transient(LlAccount *account, const char *name, const PurpleBuddy *except)
{
  g_autoptr(BuddyList) buddies = purple_find_buddies(account->account, name);

  for (GSList *l = buddies; l; l = l->next)
    if (l->data != except && is_transient(l->data))
      purple_blist_remove_buddy(l->data);
}

void
ll_buddies_gone(LlAccount *account, const char *name)
{
  g_hash_table_remove(account->unlisted, name);
  if (purple_connection_get_state(account->gc) != PURPLE_CONNECTED ||
      !purple_find_buddy(account->account, name))
    return;
  /* BitlBee lets people quit when their status says so, and does not see a buddy removed. */
  purple_prpl_got_user_idle(account->account, name, FALSE, 0);
  purple_prpl_got_user_status(account->account, name, LL_STATUS_ID_OFFLINE, NULL);
  remove_transient(account, name, NULL);
}

/* Some of those who are to be listed, who are so no more. (transfer full) */
static GPtrArray *
take_unlisted(LlAccount *account)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init(&iter, account->unlisted);
  while (names->len < LISTED_AT_ONCE && g_hash_table_iter_next(&iter, &name, NULL)) {
    g_hash_table_iter_steal(&iter);
    g_ptr_array_add(names, name);
  }
  return names;
}

static gboolean
on_list_timer(gpointer data)
{
  LlAccount *account = data;

  account->list_timer = 0;
  ll_buddies_list_unlisted(account);
  return G_SOURCE_REMOVE;
}

static void
list_later(LlAccount *account)
{
  if (account->list_timer == 0)
    account->list_timer = purple_timeout_add(0, on_list_timer, account);
}

void
ll_buddies_list_unlisted(LlAccount *account)
{
  g_autoptr(GPtrArray) names = take_unlisted(account);

  if (g_hash_table_size(account->unlisted) > 0)
    list_later(account);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    const LlPresence *presence = ll_account_peer(account, name);
    if (presence)
      ll_buddies_show(account, name, presence);
  }
}

void
ll_buddies_clear(LlAccount *account)
{
  if (account->list_timer)
    purple_timeout_remove(account->list_timer);
  account->list_timer = 0;
  remove_transient(account, NULL, NULL);
}

/* --- Contacts by address -------------------------------------------------------------------- */

/* Those that are none are for discovery to find. */
static void
keep_contact(LlAccount *account, PurpleBuddy *buddy)
{
  g_autofree char *name = ll_handle_name(purple_buddy_get_name(buddy));

  if (ll_contact_is_valid(name) && account && account->endpoint)
    ll_endpoint_add_contact(account->endpoint, name);
}

void
ll_buddies_keep_contacts(LlAccount *account)
{
  g_autoptr(BuddyList) buddies = purple_find_buddies(account->account, NULL);

  for (GSList *l = buddies; l; l = l->next)
    if (!is_transient(l->data))
      keep_contact(account, l->data);
}

/* --- What the user does with buddies -------------------------------------------------------- */

/* In GROUP now, our own or another. A contact by address stays saved in ours, too: nothing would
 * find them again. */
static void
file(LlAccount *account, PurpleBuddy *buddy, const char *group)
{
  gboolean is_ours = purple_strequal(group, LL_BUDDIES_GROUP);

  if (is_ours && ll_contact_is_valid(purple_buddy_get_name(buddy)))
    return;
  if (!is_ours && is_transient(buddy))
    keep_contact(account, buddy);
  set_transient(buddy, is_ours);
}

void
ll_buddies_add(PurpleConnection *gc, PurpleBuddy *buddy, G_GNUC_UNUSED PurpleGroup *group)
{
  LlAccount *account = ll_account_from_connection(gc);
  const char *name = purple_buddy_get_name(buddy);
  const LlPresence *presence = ll_account_peer(account, name);

  if (account && !presence && ll_handle_is_mistaken(name)) {
    ll_notice_mistaken(account, name);
    purple_blist_remove_buddy(buddy);
    return;
  }
  set_transient(buddy, FALSE);
  keep_contact(account, buddy);
  if (account)
    remove_transient(account, name, buddy);
  if (presence)
    ll_buddies_show(account, name, presence);
}

void
ll_buddies_remove(PurpleConnection *gc, PurpleBuddy *buddy, G_GNUC_UNUSED PurpleGroup *group)
{
  LlAccount *account = ll_account_from_connection(gc);
  g_autofree char *name = ll_handle_name(purple_buddy_get_name(buddy));
  gboolean is_contact = ll_contact_is_valid(name);

  ll_waiting_withdraw(account, name);
  if (is_contact && account && account->endpoint) {
    g_autoptr(BuddyList) buddies = purple_find_buddies(account->account, name);
    if (g_slist_length(buddies) <= 1) /* it is yet to be removed from the list */
      ll_endpoint_remove_contact(account->endpoint, name);
  }
  /* Who is on the network is on the list: back into our group, when the client is done removing. */
  if (is_contact || !ll_account_peer(account, name))
    return;
  g_hash_table_add(account->unlisted, g_steal_pointer(&name));
  list_later(account);
}

void
ll_buddies_move(PurpleConnection *gc, const char *who, const char *old_group, const char *new_group)
{
  PurpleAccount *account = purple_connection_get_account(gc);
  PurpleGroup *groups[] = {purple_find_group(old_group), purple_find_group(new_group)};
  PurpleBuddy *buddy = NULL;

  /* A buddy that moves is found in its old group yet, one whose contact moves in the new one
   * already. */
  for (gsize i = 0; !buddy && i < G_N_ELEMENTS(groups); i++)
    if (groups[i])
      buddy = purple_find_buddy_in_group(account, who, groups[i]);
  if (buddy)
    file(ll_account_from_connection(gc), buddy, new_group);
}

void
ll_buddies_rename_group(PurpleConnection *gc, G_GNUC_UNUSED const char *old_name,
                        PurpleGroup *group, GList *buddies)
{
  for (GList *l = buddies; l; l = l->next)
    file(ll_account_from_connection(gc), l->data, purple_group_get_name(group));
}
