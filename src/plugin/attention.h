/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

/* Nudges: asking somebody for attention, and being asked. */

/* For PurplePluginProtocolInfo. send: to WHO, by words where their program knows no nudges; FALSE
 * when not connected. types: one kind; (transfer none). */
gboolean ll_attention_send(PurpleConnection *gc, const char *who, guint type);
GList *ll_attention_types(PurpleAccount *account);

/* ll_attention_received: NAME asks for attention; shown unless they did so a moment ago. */
void ll_attention_received(LlAccount *account, const char *name);

/* ll_attention_load, unload: with the plugin; the command /nudge is there meanwhile. */
void ll_attention_load(void);
void ll_attention_unload(void);
