/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

#include <blist.h>

/* People on the network as buddies. Who is not on the buddy list is put into the group
 * LL_BUDDIES_GROUP for as long as the network has them, and is not saved. Who the user files
 * elsewhere, or typed in by hand, is saved, stays, and is offline when the network does not have
 * them. A contact by address (wire/contact.h) that the user has is kept by the endpoint. */

/* Not translated: it is saved, and must be found again in any language. */
#define LL_BUDDIES_GROUP "Link-Local"

/* ll_buddies_show: NAME is on the network and says PRESENCE. */
void ll_buddies_show(LlAccount *account, const char *name, const LlPresence *presence);
/* ll_buddies_gone: NAME is no longer on the network. */
void ll_buddies_gone(LlAccount *account, const char *name);
/* ll_buddies_keep_contacts: name to the endpoint, which is new, the contacts by address that are
 * saved. */
void ll_buddies_keep_contacts(LlAccount *account);
/* ll_buddies_list_unlisted: show the people that appeared before libpurple could take them, some
 * now and the others in the main loop's next turns. */
void ll_buddies_list_unlisted(LlAccount *account);
/* ll_buddies_clear: the account signs off: take everybody off that is not to be saved. Nobody is
 * shown as offline first: libpurple does that itself, and BitlBee has freed its own side by now. */
void ll_buddies_clear(LlAccount *account);

/* ll_buddies_name: how the client calls NAME, as plain text in one line. (transfer full) */
char *ll_buddies_name(const LlAccount *account, const char *name);
/* ll_buddies_is_saved: whether the user has put NAME on the list. */
gboolean ll_buddies_is_saved(PurpleAccount *account, const char *name);
/* ll_buddies_redraw: what is shown of NAME may be something else now. */
void ll_buddies_redraw(const LlAccount *account, const char *name);

/* For PurplePluginProtocolInfo. */
void ll_buddies_add(PurpleConnection *gc, PurpleBuddy *buddy, PurpleGroup *group);
void ll_buddies_remove(PurpleConnection *gc, PurpleBuddy *buddy, PurpleGroup *group);
void ll_buddies_move(PurpleConnection *gc, const char *who, const char *old_group,
                     const char *new_group);
void ll_buddies_rename_group(PurpleConnection *gc, const char *old_name, PurpleGroup *group,
                             GList *buddies);
const char *ll_buddies_normalize(const PurpleAccount *account, const char *who);
