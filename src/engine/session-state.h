/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The states of an engine/session, and what leads from one to another. */

typedef enum {
  LL_SESSION_IDLE,       /* no stream, and nothing asks for one */
  LL_SESSION_CONNECTING, /* an attempt of ours is under way, our header has not gone */
  LL_SESSION_GREETING,   /* it has; stanzas can not go yet */
  LL_SESSION_READY,      /* a stream carries messages */
  LL_SESSION_WAITING,    /* the last attempt failed; the next one has its time */
} LlSessionState;
#define LL_SESSION_N_STATES (LL_SESSION_WAITING + 1)

typedef enum {
  LL_SESSION_IN_WANT,      /* there is something to send */
  LL_SESSION_IN_INCOMING,  /* they opened a stream, and it is known to be theirs */
  LL_SESSION_IN_CONNECTED, /* our attempt got a connection; its header goes now */
  LL_SESSION_IN_ANSWERED,  /* stanzas can go on it */
  LL_SESSION_IN_FAILED,    /* our attempt came to nothing */
  LL_SESSION_IN_LOST,      /* the last stream there was has ended */
  LL_SESSION_IN_REJECTED,  /* likewise, before anything was sent on it */
  LL_SESSION_IN_SILENCE,   /* what was sent on the stream there is may not be arriving */
  LL_SESSION_IN_RETRY,     /* the time to wait is over */
  LL_SESSION_IN_GIVE_UP,   /* nothing waits any more */
} LlSessionInput;
#define LL_SESSION_N_INPUTS (LL_SESSION_IN_GIVE_UP + 1)

const char *ll_session_state_to_string(LlSessionState state);
/* ll_session_transition: the state after INPUT in STATE; HAS_STREAM: another stream can be used;
 * HAS_MAIL: something waits to be sent. The same state where INPUT means nothing there. */
LlSessionState ll_session_transition(LlSessionState state, LlSessionInput input,
                                     gboolean has_stream, gboolean has_mail);
