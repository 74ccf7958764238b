/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "headless.h"

/* The buddy list as a person sees it: an event whenever a buddy looks other than before. */

/* PurpleBuddy -> its last JSON. */
static GHashTable *last_seen;

static void
append_status(Entry *entry, PurplePresence *presence)
{
  PurpleStatus *status = purple_presence_get_active_status(presence);
  time_t idle = purple_presence_get_idle_time(presence);

  entry_bool(entry, "online", purple_presence_is_online(presence));
  entry_text(entry, "status", status ? purple_status_get_id(status) : NULL);
  entry_text(entry, "message", status ? purple_status_get_attr_string(status, "message") : NULL);
  entry_bool(entry, "idle", purple_presence_is_idle(presence));
  entry_int(entry, "idle_since", purple_presence_is_idle(presence) ? idle : 0);
}

/* SHA-1 of what would be shown. */
static char *
hash_of(const PurpleBuddyIcon *icon)
{
  size_t length;
  const guchar *data = purple_buddy_icon_get_data(icon, &length);

  return data ? g_compute_checksum_for_data(G_CHECKSUM_SHA1, data, length) : NULL;
}

char *
headless_buddy_json(PurpleBuddy *buddy)
{
  PurpleGroup *group = purple_buddy_get_group(buddy);
  PurpleBuddyIcon *icon = purple_buddy_get_icon(buddy);
  g_autofree char *picture = icon ? hash_of(icon) : NULL;
  Entry *entry = entry_new(NULL);

  entry_account(entry, purple_buddy_get_account(buddy));
  entry_text(entry, "name", purple_buddy_get_name(buddy));
  entry_text(entry, "alias", purple_buddy_get_alias(buddy));
  entry_text(entry, "server_alias", purple_buddy_get_server_alias(buddy));
  append_status(entry, purple_buddy_get_presence(buddy));
  entry_text(entry, "group", group ? purple_group_get_name(group) : NULL);
  entry_bool(entry, "saved", PURPLE_BLIST_NODE_SHOULD_SAVE(buddy));
  entry_bool(entry, "visible", PURPLE_BLIST_NODE_IS_VISIBLE(buddy));
  entry_text(entry, "icon", icon ? purple_buddy_icon_get_checksum(icon) : NULL);
  entry_text(entry, "picture", picture);
  g_string_append_c(entry, '}');
  return g_string_free(entry, FALSE);
}

static void
look_at(PurpleBuddy *buddy)
{
  char *json = headless_buddy_json(buddy);
  Entry *entry;

  if (g_strcmp0(json, g_hash_table_lookup(last_seen, buddy)) == 0) {
    g_free(json);
    return;
  }
  entry = entry_new("buddy");
  entry_account(entry, purple_buddy_get_account(buddy));
  entry_json(entry, "buddy", json);
  entry_write(entry);
  g_hash_table_insert(last_seen, buddy, json);
}

static void
update(PurpleBuddyList *list, PurpleBlistNode *node)
{
  (void)list;
  if (!last_seen || !node)
    return;
  if (PURPLE_BLIST_NODE_IS_BUDDY(node))
    look_at(PURPLE_BUDDY(node));
  else if (PURPLE_BLIST_NODE_IS_CONTACT(node))
    for (PurpleBlistNode *child = node->child; child; child = child->next)
      look_at(PURPLE_BUDDY(child));
}

/* A client announces it each time, whatever has changed. */
static void
on_status_changed(PurpleBuddy *buddy, PurpleStatus *old_status, PurpleStatus *status, void *data)
{
  Entry *entry = entry_new("buddy-status");

  (void)old_status, (void)data;
  entry_account(entry, purple_buddy_get_account(buddy));
  entry_text(entry, "name", purple_buddy_get_name(buddy));
  entry_text(entry, "status", purple_status_get_id(status));
  entry_text(entry, "message", purple_status_get_attr_string(status, "message"));
  entry_write(entry);
}

static void
on_removed(PurpleBuddy *buddy, void *data)
{
  Entry *entry = entry_new("buddy-removed");

  (void)data;
  entry_account(entry, purple_buddy_get_account(buddy));
  entry_text(entry, "name", purple_buddy_get_name(buddy));
  entry_bool(entry, "online", purple_presence_is_online(purple_buddy_get_presence(buddy)));
  entry_write(entry);
  g_hash_table_remove(last_seen, buddy);
}

void
headless_buddies_init(void)
{
  static PurpleBlistUiOps ops = {.update = update};

  last_seen = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  purple_blist_set_ui_ops(&ops);
  purple_signal_connect(purple_blist_get_handle(), "buddy-removed", &last_seen,
                        PURPLE_CALLBACK(on_removed), NULL);
  purple_signal_connect(purple_blist_get_handle(), "buddy-status-changed", &last_seen,
                        PURPLE_CALLBACK(on_status_changed), NULL);
}

void
headless_buddies_uninit(void)
{
  g_clear_pointer(&last_seen, g_hash_table_destroy);
}
