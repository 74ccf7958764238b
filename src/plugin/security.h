/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <blist.h>
#include <notify.h>

#include "plugin/account.h"

/* How safe it is to talk with somebody, in the same words everywhere: at the buddy, in what is
 * shown of a person, and as a line in the conversation, at its start and when it becomes something
 * else. */

/* ll_security_of: that of HANDLE; UNKNOWN when ACCOUNT is NULL or closing. */
LlSecurity ll_security_of(const LlAccount *account, const char *handle);
/* ll_security_word: SECURITY, as people know it, in two or three words. */
const char *ll_security_word(LlSecurity security);
/* ll_security_add: that of HANDLE into INFO; with WHOLE the safety number and the keys too. */
void ll_security_add(const LlAccount *account, const char *handle, PurpleNotifyUserInfo *info,
                     gboolean whole);
/* ll_security_lines: GROUPS of digits, as of ll_endpoint_safety_number() and
 * ll_endpoint_fingerprint(), in two lines, as one reads them aloud. (transfer full) */
char *ll_security_lines(const char *groups);

/* ll_security_told: as LlEndpointEvents has security(), or by what the user has just decided;
 * ..._recognised: as it has that. */
void ll_security_told(LlAccount *account, const char *name, LlSecurity security);
void ll_security_recognised(LlAccount *account, const char *name, const char *known_as);

/* For PurplePluginProtocolInfo. */
const char *ll_security_emblem(PurpleBuddy *buddy);
/* ll_security_open, close: lines at the start of conversations, as long as ACCOUNT is signed on.
 * When plugins are loaded libpurple has no conversations yet, and no signals of theirs. */
void ll_security_open(LlAccount *account);
void ll_security_close(LlAccount *account);
