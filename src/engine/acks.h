/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* Acknowledgements on one stream, in both directions (XEP-0198): each side counts the stanzas that
 * it has read, and says how many when it is asked. An engine/stream has one. Without resumption:
 * what was not acknowledged when a stream ends goes out on the next under the same id, and
 * engine/heard sees to it that it is shown once; on a link that takes no more than resuming would.
 */

typedef enum {
  LL_ACKS_OFF,
  LL_ACKS_ASKED,   /* we want them, and count already; no answer yet */
  LL_ACKS_ON,      /* both sides count */
  LL_ACKS_REFUSED, /* none will come */
} LlAcksState;

/* All zero at first. */
typedef struct {
  LlAcksState state;
  guint64 sent;      /* stanzas of ours since then */
  guint64 read;      /* stanzas of theirs since then, modulo 2^32 as they are told */
  guint64 confirmed; /* how many of ours they have read, as far as they have told */
  gboolean is_due;   /* they are to be asked */
  gboolean is_open;  /* they have been, and have not answered */
} LlAcks;

/* ll_acks_offer: into our FEATURES; ll_acks_are_offered: by theirs. */
void ll_acks_offer(LlXmlNode *features);
gboolean ll_acks_are_offered(const LlXmlNode *features);
/* ll_acks_enable: an initiator's answer to the offer goes into OUTPUT. */
void ll_acks_enable(LlAcks *acks, GString *output);
/* ll_acks_are_active: our stanzas have numbers. */
gboolean ll_acks_are_active(const LlAcks *acks);

/* ll_acks_took: a stanza of theirs was read. */
void ll_acks_took(LlAcks *acks);
/* ll_acks_gave: a stanza of ours goes out; its number, from 1, or 0 where none is confirmed. */
guint64 ll_acks_gave(LlAcks *acks);
/* ll_acks_want: what goes out next is to be confirmed. */
void ll_acks_want(LlAcks *acks);
/* ll_acks_ask: if that is so and no question is open, one goes into OUTPUT. */
void ll_acks_ask(LlAcks *acks, GString *output);

/* ll_acks_say: how many of theirs were read goes into OUTPUT unasked; the last word before the end
 * of a stream. */
void ll_acks_say(const LlAcks *acks, GString *output);

/* ll_acks_take: NODE, an element of LL_NS_ACKS; answers go into OUTPUT (NULL: nothing can go out
 * any more). FALSE: it breaks the rules. RET_CHANGED: `state` or `confirmed` is another now. */
gboolean ll_acks_take(LlAcks *acks, const LlXmlNode *node, gboolean is_recipient, GString *output,
                      gboolean *ret_changed);
