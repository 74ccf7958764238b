/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/retry.h"
#include "engine/session.h"
#include "engine/stream-set.h"

/* What the parts of a session know of each other: session.c takes in what happens, session-next.c
 * says what is to be done, and when. */

struct LlSession {
  LlSessionState state;
  LlStreamSet *streams; /* those that are known to be this person's */
  guint attempt;        /* our stream in GREETING, not yet in `streams`; else 0 */
  gboolean greeted;     /* their header has come on it */
  gboolean answered;    /* and it can carry stanzas */
  gboolean settling;    /* and its moment is running */
  gboolean turned_off;  /* it has ended */
  gboolean confirms;    /* they confirm what they read on it */
  LlRetry retry;
  gint64 alarm; /* end of GREETING or WAITING */
  LlOutbox *outbox;
  gboolean was_used; /* the stream that ended last was */
  gboolean connect;  /* DO_CONNECT to be given out */
  gboolean abandon;  /* DO_ABANDON likewise, before it */
  guint abandoned;   /* its stream, or 0 */
};

/* ll_session_usable_stream: one that messages can go out on. (transfer none) (nullable) */
LlStreamEntry *ll_session_usable_stream(const LlSession *session);
/* ll_session_step: INPUT moves the session on, with what follows from the new state. */
void ll_session_step(LlSession *session, LlSessionInput input);
/* ll_session_abandon: the attempt is not wanted any more. */
void ll_session_abandon(LlSession *session);
/* ll_session_fail_attempt: one more has come to nothing for WHY, and INPUT says how. */
void ll_session_fail_attempt(LlSession *session, LlSessionInput input, LlEnd why, gint64 now);
/* ll_session_end_stream: nothing goes out on STREAM any more; what follows is decided later. */
void ll_session_end_stream(LlSession *session, LlStreamEntry *stream);
