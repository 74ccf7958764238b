/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/typing.h"

#include <string.h>

#include "limits.h"

struct LlTyping {
  LlChatState theirs;
  gboolean sends_states; /* they have sent one */
  gboolean was_told;     /* they were sent one */
  gboolean is_refusing;  /* and answered with a message that has none */
  gboolean asks_events;  /* their last message did */
  char *reply;
  LlChatState ours; /* as they know it */
};

LlTyping *
ll_typing_new(void)
{
  LlTyping *typing = g_new0(LlTyping, 1);
  typing->theirs = typing->ours = LL_CHAT_STATE_ACTIVE;
  return typing;
}

void
ll_typing_free(LlTyping *typing)
{
  if (typing == NULL)
    return;
  g_free(typing->reply);
  g_free(typing);
}

static gboolean
set_theirs(LlTyping *typing, LlChatState state)
{
  if (state != LL_CHAT_STATE_COMPOSING && state != LL_CHAT_STATE_PAUSED)
    state = LL_CHAT_STATE_ACTIVE;
  gboolean is_other = typing->theirs != state;
  typing->theirs = state;
  return is_other;
}

/* A message that was written now says by what it has and has not what its program knows. */
static void
learn(LlTyping *typing, const LlMessage *message)
{
  gboolean has_state = message->notation == LL_CHAT_NOTATION_STATES;
  if (has_state) {
    typing->sends_states = TRUE;
    typing->is_refusing = FALSE;
  } else if (message->kind == LL_MESSAGE_TEXT && typing->was_told) {
    typing->sends_states = FALSE;
    typing->is_refusing = TRUE;
  }
  if (message->kind != LL_MESSAGE_TEXT)
    return;
  typing->asks_events = message->asks_events;
  g_clear_pointer(&typing->reply, g_free);
  if (message->asks_events && message->id != NULL && strlen(message->id) <= LL_MESSAGE_ID_MAX)
    typing->reply = g_strdup(message->id);
}

gboolean
ll_typing_heard(LlTyping *typing, const LlMessage *message)
{
  if (message->kind == LL_MESSAGE_ERROR || message->sent != 0)
    return FALSE;
  learn(typing, message);
  /* What was written ends the writing, whether that is said or not. */
  if (message->kind == LL_MESSAGE_TEXT)
    return set_theirs(typing, message->state);
  return message->state != LL_CHAT_STATE_NONE && set_theirs(typing, message->state);
}

gboolean
ll_typing_closed(LlTyping *typing)
{
  typing->ours = LL_CHAT_STATE_ACTIVE;
  typing->was_told = FALSE;
  return set_theirs(typing, LL_CHAT_STATE_ACTIVE);
}

LlChatState
ll_typing_theirs(const LlTyping *typing)
{
  return typing->theirs;
}

gboolean
ll_typing_wants_states(const LlTyping *typing, gboolean known)
{
  return !typing->is_refusing && (typing->sends_states || known);
}

void
ll_typing_spoke(LlTyping *typing, gboolean with_state)
{
  typing->ours = LL_CHAT_STATE_ACTIVE;
  typing->was_told |= with_state;
}

LlChatNotation
ll_typing_set(LlTyping *typing, LlChatState state, gboolean known)
{
  LlChatNotation notation = ll_typing_wants_states(typing, known) ? LL_CHAT_NOTATION_STATES
                            : typing->asks_events                 ? LL_CHAT_NOTATION_EVENTS
                                                                  : LL_CHAT_NOTATION_NONE;
  /* There are two events only. */
  if (notation == LL_CHAT_NOTATION_EVENTS && state != LL_CHAT_STATE_COMPOSING)
    state = LL_CHAT_STATE_ACTIVE;
  if (notation == LL_CHAT_NOTATION_NONE || state == typing->ours)
    return LL_CHAT_NOTATION_NONE;
  typing->ours = state;
  typing->was_told |= notation == LL_CHAT_NOTATION_STATES;
  return notation;
}

const char *
ll_typing_reply(const LlTyping *typing)
{
  return typing->reply;
}
