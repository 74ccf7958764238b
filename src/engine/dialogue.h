/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/disco.h"
#include "wire/stanza.h"

/* What the conversation with one other person has come to: its thread and subject, who types, and
 * how their program is best spoken to. An io/messenger owns one, tells it what came, and writes
 * what it fills in. No clock. */

typedef struct LlDialogue LlDialogue;
LlDialogue *ll_dialogue_new(void);
void ll_dialogue_free(LlDialogue *dialogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlDialogue, ll_dialogue_free)

/* ll_dialogue_heard: MESSAGE came. A subject that is still the same as in the message before is
 * taken out of it: some programs repeat it in each. TRUE: they began or ended typing, see
 * ll_dialogue_theirs(). */
gboolean ll_dialogue_heard(LlDialogue *dialogue, LlMessage *message);
/* ll_dialogue_closed: the last stream is no more. TRUE likewise. */
gboolean ll_dialogue_closed(LlDialogue *dialogue);
/* ll_dialogue_theirs: COMPOSING, PAUSED, or ACTIVE for everything else. */
LlChatState ll_dialogue_theirs(const LlDialogue *dialogue);

/* ll_dialogue_speak: SPEECH goes out to a program that CAN (0: nothing is known of it): fill in the
 * thread, in which they wrote last, and how it is written. The thread is DIALOGUE's. */
void ll_dialogue_speak(LlDialogue *dialogue, LlSpeech *speech, LlCapability can);
/* ll_dialogue_type: we, FROM, are in STATE now: the stanza that tells them, TO; NULL where they do
 * not want to know, or know. (transfer full) (nullable) */
LlXmlNode *ll_dialogue_type(LlDialogue *dialogue, const char *from, const char *to,
                            LlChatState state, LlCapability can);
