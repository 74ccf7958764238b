/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/stanza.h"

/* Who of two people is told by the other's program that she is typing, and in which words. An
 * io/messenger owns one for the person it is there for; it tells what came and what went out, and
 * does what this says. No clock and no timer: a notice goes out when the user does something, on a
 * stream that is there.
 *
 * XEP-0085 (5.1) is for who has said that they know it, or has sent a chat state; not any more for
 * who answers one with a message that has none. jabber:x:event is for who asks for it in a message,
 * as iChat, Adium and prpl-bonjour do in each of theirs. */

typedef struct LlTyping LlTyping;
LlTyping *ll_typing_new(void);
void ll_typing_free(LlTyping *typing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlTyping, ll_typing_free)

/* ll_typing_heard: MESSAGE came from them. TRUE: what they are doing is something else than before,
 * see ll_typing_theirs(). */
gboolean ll_typing_heard(LlTyping *typing, const LlMessage *message);
/* ll_typing_closed: the last stream is no more, and with it all that was said of states on it. TRUE
 * as above. */
gboolean ll_typing_closed(LlTyping *typing);
/* ll_typing_theirs: what they are doing as far as it is known: COMPOSING, PAUSED, or ACTIVE for
 * everything else. */
LlChatState ll_typing_theirs(const LlTyping *typing);

/* ll_typing_wants_states: whether our messages to them say that we are active. KNOWN: it is known
 * from elsewhere (disco) that they know chat states. */
gboolean ll_typing_wants_states(const LlTyping *typing, gboolean known);
/* ll_typing_spoke: a message of ours goes out, and that is what we did; WITH_STATE: it said so. */
void ll_typing_spoke(LlTyping *typing, gboolean with_state);
/* ll_typing_set: we are in STATE now. In which words they are to be told; NONE: not at all, since
 * they do not want to know or know already. */
LlChatNotation ll_typing_set(LlTyping *typing, LlChatState state, gboolean known);
/* ll_typing_reply: the id of their message that last asked for events. (transfer none) (nullable)
 */
const char *ll_typing_reply(const LlTyping *typing);
