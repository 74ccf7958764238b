/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

/* What the user is told of the account's standing on the network: each thing once, with its cause
 * and the next step, by means that all clients show. */

/* ll_notice_name: the account appears as NAME now, and wished to as WISHED. Each name is told once
 * as long as the plugin is loaded, so that a reconnection tells nothing again; that of the sign-on
 * (IS_FIRST) only if it is not the wished one. */
void ll_notice_name(LlAccount *account, const char *name, const char *wished, gboolean is_first);
/* ll_notice_domains: COMPLAINT is the sentence of ll_domains_parse(). Told once, likewise. */
void ll_notice_domains(LlAccount *account, const char *complaint);
/* ll_notice_mistaken: HANDLE, which the user typed, was meant as an address and is none. */
void ll_notice_mistaken(LlAccount *account, const char *handle);

/* ll_notice_picture: the one that the user has chosen can't be shown to others. */
void ll_notice_picture(LlAccount *account);

/* ll_notice_troubled: ERROR keeps us from the network for the time being. */
void ll_notice_troubled(LlAccount *account, const GError *error);
/* ll_notice_mended: we are back as NAME after ll_notice_troubled(). */
void ll_notice_mended(LlAccount *account, const char *name);
/* ll_notice_failed: ERROR ends the connection: libpurple closes it from the loop. */
void ll_notice_failed(LlAccount *account, const GError *error);

/* ll_notice_close: the account signs off: take away what is shown of its troubles. */
void ll_notice_close(LlAccount *account);
