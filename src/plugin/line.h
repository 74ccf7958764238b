/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <conversation.h>

#include "plugin/account.h"

/* A line of ours in a conversation, about what is going on in it. */

/* ll_line_write: HTML into the conversation with NAME, which is opened where there is none. FLAGS
 * say what kind of line. In BitlBee it stands under NAME, as no other line of a conversation is
 * seen there. */
void ll_line_write(const LlAccount *account, const char *name, const char *html,
                   PurpleMessageFlags flags);
/* ll_line_person: how the client calls NAME, as HTML. (transfer full) */
char *ll_line_person(const LlAccount *account, const char *name);
/* ll_line_quotation: PLAIN as HTML, marked as a quotation: where the line stands under the other's
 * name, it must not look like their words. (transfer full) */
char *ll_line_quotation(const char *plain);
