/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/picture.h"

#include <buddyicon.h>
#include <core.h>

#include "limits.h"
#include "plugin/notice.h"
#include "plugin/strangers.h"

const PurpleBuddyIconSpec ll_picture_spec = {
    .format = (char *)"png,jpeg,gif",
    .min_width = 32,
    .min_height = 32,
    .max_width = 96,
    .max_height = 96,
    .max_filesize = LL_PICTURE_MAX,
    .scale_rules = PURPLE_ICON_SCALE_SEND | PURPLE_ICON_SCALE_DISPLAY,
};

/* libpurple does not say whether its client shows them. */
static gboolean
is_text_only(void)
{
  const char *ui = purple_core_get_ui();

  return purple_strequal(ui, "gnt-purple") || purple_strequal(ui, "BitlBee");
}

char *
ll_picture_directory(void)
{
  return is_text_only() ? NULL
                        : g_build_filename(g_get_user_cache_dir(), PACKAGE, "pictures", NULL);
}

/* IMAGE (nullable) on the network. FALSE: it can't be shown there. */
static gboolean
publish(LlAccount *account, PurpleStoredImage *image)
{
  g_autoptr(GBytes) picture = NULL;

  if (image)
    picture = g_bytes_new(purple_imgstore_get_data(image), purple_imgstore_get_size(image));
  return ll_endpoint_set_picture(account->endpoint, picture);
}

void
ll_picture_publish(LlAccount *account)
{
  PurpleStoredImage *image = purple_buddy_icons_find_account_icon(account->account);

  publish(account, image);
  if (image)
    purple_imgstore_unref(image);
}

void
ll_picture_set(PurpleConnection *gc, PurpleStoredImage *image)
{
  LlAccount *account = ll_account_from_connection(gc);

  if (account && account->endpoint && !publish(account, image))
    ll_notice_picture(account);
}

/* NAME has one that is not here: what libpurple has from another time is better than none. */
static gboolean
is_missing(const LlAccount *account, const char *name, const char *hash)
{
  const LlPresence *presence = ll_account_peer(account, name);

  return !hash && presence && (presence->phsh || presence->large);
}

void
ll_picture_show(LlAccount *account, const char *name)
{
  PurpleBuddy *buddy = purple_find_buddy(account->account, name);
  gboolean is_blocked = ll_strangers_welcome(account, name) == LL_WELCOME_NO;
  const char *hash = is_blocked ? NULL : ll_endpoint_picture_hash(account->endpoint, name);
  g_autofree char *wanted = g_strdup(hash);
  g_autoptr(GBytes) picture = NULL;
  gpointer data = NULL;
  gsize length = 0;

  if (!buddy || (!is_blocked && is_missing(account, name, wanted)) ||
      purple_strequal(wanted, purple_buddy_icons_get_checksum_for_user(buddy)))
    return;
  if (wanted && !(picture = ll_endpoint_picture(account->endpoint, wanted)))
    return;
  if (picture)
    data = g_bytes_unref_to_data(g_steal_pointer(&picture), &length);
  purple_buddy_icons_set_for_user(account->account, name, data, length, wanted);
}
