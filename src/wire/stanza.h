/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* Messages as values: what a chat message says, however the peer's program phrased it. */

typedef enum {
  LL_MESSAGE_NOTHING, /* nothing to show: a typing notice, a receipt, an unknown payload */
  LL_MESSAGE_TEXT,
  LL_MESSAGE_ERROR, /* type='error': html is the error's text or condition, never speech */
} LlMessageKind;

typedef struct {
  LlMessageKind kind;
  char *html;  /* for libpurple: safe, escaped once (nullable when NOTHING) */
  char *id;    /* (nullable) */
  gint64 sent; /* Unix time from a delay stamp, 0 when there is none */
} LlMessage;
void ll_message_free(LlMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlMessage, ll_message_free)

/* ll_message_from_node: NODE is a <message>. Formatted text is taken when it is there and says
 * something, else the body. A jabber:x:event with an id is a typing update even if it has a body
 * (iChat); such a message is NOTHING. (transfer full) */
LlMessage *ll_message_from_node(const LlXmlNode *node);

/* ll_message_to_node: a chat message FROM one TO another with ID (nullable): <body> with PLAIN,
 * Apple's html form with XHTML (nullable, see ll_markup_apple_html), and the request for composing
 * events without id. (transfer full) */
LlXmlNode *ll_message_to_node(const char *from, const char *to, const char *id, const char *plain,
                              const char *xhtml);
