/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <account.h>

#include "io/endpoint.h"
#include "wire/presence.h"

/* What the user has set up for an account. The keys are short words, since BitlBee's users type
 * them (`account link-local set nick Juliet`), and not BitlBee's own. Personal fields are empty
 * until they are filled, and a filled one is published unless its switch `show_...` is off. The
 * account's alias is local, as the clients call it, and is not published. */

#define LL_OPTION_PORT          "port"
#define LL_OPTION_ENCRYPTION    "encryption"
#define LL_OPTION_ASK_STRANGERS "ask_strangers"
#define LL_OPTION_RESPONDER     "responder"
#define LL_OPTION_DOMAINS       "domains"
#define LL_OPTION_TYPING        "typing"
#define LL_OPTION_SHOW_OS       "show_os"
#define LL_PORT_DEFAULT         5298

/* ll_options_new: the list for PurplePluginProtocolInfo, which frees it. (transfer full) */
GList *ll_options_new(void);
/* ll_options_account_texts: the hint in the empty field for the user name, for
 * PurplePluginProtocolInfo's get_account_text_table. (transfer full) */
GHashTable *ll_options_account_texts(PurpleAccount *account);

/* ll_options_user: under which name the user signs on: what stands before the '@' in the account's
 * name, or the login name if that is nothing. (transfer full) */
char *ll_options_user(const PurpleAccount *account);
/* ll_options_port: where to listen; the default when what is set is no port. */
guint16 ll_options_port(const PurpleAccount *account);
/* ll_options_responder: which mDNS responder to use; automatic when what is set is none. */
LlResponder ll_options_responder(const PurpleAccount *account);
/* ll_options_policy: which conversations are wanted, by their encryption; when possible, if what is
 * set is nothing. */
LlPolicy ll_options_policy(const PurpleAccount *account);
/* ll_options_asks_strangers: whether the user is asked before people that are new can write. */
gboolean ll_options_asks_strangers(const PurpleAccount *account);
/* ll_options_tells_typing: whether others are told when the user is typing; from now on, whenever
 * it is changed. */
gboolean ll_options_tells_typing(const PurpleAccount *account);
/* ll_options_domains: the further domains to browse; RET_COMPLAINT as of ll_domains_parse().
 * (transfer full) */
GStrv ll_options_domains(const PurpleAccount *account, char **ret_complaint);
/* ll_options_os: the operating system, if others may know it. (transfer full) (nullable) */
char *ll_options_os(const PurpleAccount *account);
/* ll_options_fill: the personal fields that may be published, into PRESENCE. */
void ll_options_fill(const PurpleAccount *account, LlPresence *presence);
