/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/dialogue.h"

#include "engine/typing.h"

struct LlDialogue {
  LlTyping *typing;
  char *thread;  /* (nullable) */
  char *subject; /* as it was shown last (nullable) */
};

LlDialogue *
ll_dialogue_new(void)
{
  LlDialogue *dialogue = g_new0(LlDialogue, 1);
  dialogue->typing = ll_typing_new();
  return dialogue;
}

void
ll_dialogue_free(LlDialogue *dialogue)
{
  if (dialogue == NULL)
    return;
  ll_typing_free(dialogue->typing);
  g_free(dialogue->thread);
  g_free(dialogue->subject);
  g_free(dialogue);
}

static void
replace(char **kept, const char *value)
{
  g_free(*kept);
  *kept = g_strdup(value);
}

/* Of a message with a subject alone the subject is all there is. */
static void
drop_repeated_subject(LlDialogue *dialogue, LlMessage *message)
{
  if (*message->html != '\0' && g_strcmp0(message->subject, dialogue->subject) == 0)
    g_clear_pointer(&message->subject, g_free);
  else if (message->subject != NULL)
    replace(&dialogue->subject, message->subject);
}

gboolean
ll_dialogue_heard(LlDialogue *dialogue, LlMessage *message)
{
  if (message->kind == LL_MESSAGE_TEXT) {
    drop_repeated_subject(dialogue, message);
    replace(&dialogue->thread, message->thread);
  }
  return ll_typing_heard(dialogue->typing, message);
}

gboolean
ll_dialogue_closed(LlDialogue *dialogue)
{
  return ll_typing_closed(dialogue->typing);
}

LlChatState
ll_dialogue_theirs(const LlDialogue *dialogue)
{
  return ll_typing_theirs(dialogue->typing);
}

static gboolean
knows_states(LlCapability can)
{
  return (can & LL_CAPABILITY_CHAT_STATES) != 0;
}

void
ll_dialogue_speak(LlDialogue *dialogue, LlSpeech *speech, LlCapability can)
{
  speech->thread = dialogue->thread;
  speech->is_xhtml_im = (can & LL_CAPABILITY_XHTML_IM) != 0;
  speech->asks_receipt = (can & LL_CAPABILITY_RECEIPTS) != 0;
  speech->has_state = ll_typing_wants_states(dialogue->typing, knows_states(can));
  ll_typing_spoke(dialogue->typing, speech->has_state);
}

LlXmlNode *
ll_dialogue_type(LlDialogue *dialogue, const char *from, const char *to, LlChatState state,
                 LlCapability can)
{
  LlChatNotation notation = ll_typing_set(dialogue->typing, state, knows_states(can));
  if (notation == LL_CHAT_NOTATION_NONE)
    return NULL;
  return ll_message_state(from, to, state, notation, ll_typing_reply(dialogue->typing));
}
