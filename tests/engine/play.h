/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/session.h"

/* A session with a clock that tests move, and what it wants to have done put in words:
 * "connect", "abandon", "send 1@7" (message 1 on stream 7), "send 1@7?" (and ask what was read),
 * "ask 7", "undelivered 1 refused", "drop 7", "close 7", "save 1", "keep 1", "done 1", "unnote 1".
 */

typedef struct {
  LlSession *session;
  gint64 now;
  guint64 end;       /* bytes written so far, the same count for all streams */
  gboolean confirms; /* what is written gets a number */
  guint64 number;    /* the last, the same count for all streams */
} Play;

Play *play_new(void);
void play_free(Play *play);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Play, play_free)

/* play_send: message ID, which says "text ID". */
void play_send(Play *play, guint64 id);
/* play_assert: this and no more is to be done now: "connect; send 1@7", or "". */
void play_assert(Play *play, const char *expected);
/* play_assert_wait: in the MS milliseconds from now, if nothing happens, this is to be done:
 * "1000 connect; 3000 undelivered 1 absent", or "". */
void play_assert_wait(Play *play, gint64 ms, const char *expected);

/* play_open: our attempt, asked for already, becomes STREAM in LL_SESSION_SETTLE_MS. */
void play_open(Play *play, guint stream);
/* play_ack: their machine has all that was written. */
void play_ack(Play *play, guint stream);
