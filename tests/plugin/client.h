/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

#include "dialogs.h"
#include "fake-endpoint.h"
#include "journal.h"

/* A libpurple client for tests: the core, the plugin in it, a journal for a screen, and a fake
 * endpoint for a network. */

/* client_init: start libpurple's core, with the plugin in it, with nothing on disk. */
void client_init(void);
/* client_init_as: likewise, as the client that libpurple knows as UI. */
void client_init_as(const char *ui);
/* client_uninit: quit libpurple. */
void client_uninit(void);

/* client_run: let the main loop do what is due. */
void client_run(void);

/* client_account: an account as a user makes it, not signed on. */
PurpleAccount *client_account(const char *name);
/* client_sign_on: enable it, and give its endpoint. (transfer none) */
LlEndpoint *client_sign_on(PurpleAccount *account);
/* client_action: choose the entry LABEL of ACCOUNT's menu. */
void client_action(PurpleAccount *account, const char *label);
/* client_online: a new account juliet, online as juliet@balcony, with an empty journal. */
LlEndpoint *client_online(PurpleAccount **ret_account);
/* client_remove: sign off, and remove the account, its buddies, the groups that are empty then, and
 * all conversations. */
void client_remove(PurpleAccount *account);
