/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/session-state.h"

const char *
ll_session_state_to_string(LlSessionState state)
{
  static const char *const names[] = {"idle", "connecting", "greeting", "ready", "waiting"};

  return names[state];
}

LlSessionState
ll_session_transition(LlSessionState state, LlSessionInput input, gboolean has_stream,
                      gboolean has_mail)
{
  switch (input) {
  case LL_SESSION_IN_WANT:
    return state == LL_SESSION_IDLE ? LL_SESSION_CONNECTING : state;
  case LL_SESSION_IN_INCOMING:
    return state == LL_SESSION_GREETING ? LL_SESSION_GREETING : LL_SESSION_READY;
  case LL_SESSION_IN_CONNECTED:
    return state == LL_SESSION_CONNECTING ? LL_SESSION_GREETING : state;
  case LL_SESSION_IN_ANSWERED:
    return state == LL_SESSION_GREETING ? LL_SESSION_READY : state;
  case LL_SESSION_IN_FAILED:
    if (state != LL_SESSION_CONNECTING && state != LL_SESSION_GREETING)
      return state;
    if (has_stream)
      return LL_SESSION_READY;
    return has_mail ? LL_SESSION_WAITING : LL_SESSION_IDLE;
  case LL_SESSION_IN_LOST:
  case LL_SESSION_IN_REJECTED:
    if (state != LL_SESSION_READY || has_stream)
      return state;
    if (!has_mail)
      return LL_SESSION_IDLE;
    return input == LL_SESSION_IN_LOST ? LL_SESSION_CONNECTING : LL_SESSION_WAITING;
  case LL_SESSION_IN_SILENCE:
    return state == LL_SESSION_READY ? LL_SESSION_CONNECTING : state;
  case LL_SESSION_IN_RETRY:
    return state == LL_SESSION_WAITING ? LL_SESSION_CONNECTING : state;
  default: /* LL_SESSION_IN_GIVE_UP */
    return has_stream ? LL_SESSION_READY : LL_SESSION_IDLE;
  }
}
