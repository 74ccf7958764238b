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

/* What somebody is doing in a conversation (XEP-0085 4). */
typedef enum {
  LL_CHAT_STATE_NONE, /* not said */
  LL_CHAT_STATE_ACTIVE,
  LL_CHAT_STATE_COMPOSING,
  LL_CHAT_STATE_PAUSED, /* has written something and stopped */
  LL_CHAT_STATE_INACTIVE,
  LL_CHAT_STATE_GONE,
} LlChatState;

/* In which words they say so. */
typedef enum {
  LL_CHAT_NOTATION_NONE,
  LL_CHAT_NOTATION_STATES, /* XEP-0085 */
  LL_CHAT_NOTATION_EVENTS, /* jabber:x:event (XEP-0022), of iChat and Adium: composing, or not */
} LlChatNotation;

typedef struct {
  LlMessageKind kind;
  char *html;    /* for libpurple: safe, escaped once; of TEXT and ERROR */
  char *id;      /* (nullable) */
  char *subject; /* plain text of one line that says something (nullable) */
  char *thread;  /* (nullable) */
  gint64 sent;   /* Unix time from a delay stamp, 0 when there is none */

  /* None of what follows is in an error. */
  char *corrects; /* the id of the message that this one takes the place of (XEP-0308; nullable) */
  char *received; /* the id of a message of ours that has come (XEP-0184; nullable) */
  gboolean asks_receipt; /* only where there is a text and an id */
  gboolean asks_events;  /* their program shows our typing if it is told by EVENTS */
  gboolean is_attention; /* they ask for attention, now (XEP-0224) */
  LlChatState state;
  LlChatNotation notation; /* of state */
} LlMessage;
void ll_message_free(LlMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlMessage, ll_message_free)

/* ll_message_from_node: NODE is a <message>. Of several texts the one is taken that who reads
 * LANGUAGES likes best (wire/language.h; nullable); formatted text is taken when it is there in
 * that language and says something, else the body. With a subject alone html is "". A
 * jabber:x:event with an id is a typing update even if it has a body (iChat); such a message is
 * NOTHING. A message that comes late asks for no attention and tells of no state. (transfer full)
 */
LlMessage *ll_message_from_node(const LlXmlNode *node, const char *const *languages);

/* A chat message to be written. */
typedef struct {
  const char *from, *to;
  guint64 id;           /* in hexadecimal; 0: none */
  const char *thread;   /* (nullable) */
  const char *plain;    /* its text */
  const char *xhtml;    /* the same formatted (nullable, see ll_markup_apple_html) */
  gboolean is_xhtml_im; /* they read XHTML-IM; else it is Apple's form, also for PLAIN alone */
  gboolean has_state;   /* say that we are active now: they know chat states; to others, that we
                           show their typing if it is told by EVENTS */
  gboolean asks_receipt;
  gint64 written; /* when, Unix time, if it had to wait since then (XEP-0203); else 0 */
} LlSpeech;
/* ll_message_write: append the stanza of SPEECH to OUT, where LL_NS_CLIENT is the default. */
void ll_message_write(GString *out, const LlSpeech *speech);

/* ll_message_state: tells, FROM us TO them, that we are in STATE (not NONE), in the words of
 * NOTATION (not NONE). REPLY is the id of their message that asked for events (nullable). (transfer
 * full) */
LlXmlNode *ll_message_state(const char *from, const char *to, LlChatState state,
                            LlChatNotation notation, const char *reply);
/* ll_message_receipt: tells them that their message ID has come. (transfer full) */
LlXmlNode *ll_message_receipt(const char *from, const char *to, const char *id);
/* ll_message_refusal: tells them that MESSAGE was not shown, as the user is asked about them first
 * (RFC 6120 8.3.3.18). (transfer full) */
LlXmlNode *ll_message_refusal(const LlXmlNode *message, const char *from, const char *to);
/* ll_message_attention: asks for their attention. (transfer full) */
LlXmlNode *ll_message_attention(const char *from, const char *to);
