/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <imgstore.h>
#include <prpl.h>

#include "plugin/account.h"

/* People's pictures, which libpurple calls buddy icons: ours on the network, if the user has chosen
 * one, and others' in the buddy list. */

/* What libpurple asks of ours: Pidgin converts and scales what the user chooses to it. What is too
 * large for the network even so is made smaller below. */
extern const PurpleBuddyIconSpec ll_picture_spec;

/* ll_picture_directory: where others' pictures are kept, for all of the user's programs; NULL: this
 * client shows none. (transfer full) (nullable) */
char *ll_picture_directory(void);
/* ll_picture_publish: the account's picture, or none. */
void ll_picture_publish(LlAccount *account);
/* ll_picture_show: what NAME, who is on the buddy list, looks like now; nothing of who is blocked.
 */
void ll_picture_show(LlAccount *account, const char *name);

/* For PurplePluginProtocolInfo: the user has chosen another. */
void ll_picture_set(PurpleConnection *gc, PurpleStoredImage *image);
