/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/session-private.h"

LlStreamEntry *
ll_session_usable_stream(const LlSession *session)
{
  return ll_stream_set_usable(session->streams);
}

static gboolean
is_trying(const LlSession *session)
{
  return session->state == LL_SESSION_CONNECTING || session->state == LL_SESSION_GREETING;
}

/* The attempt that the owner knows of is the one that we want. */
static gboolean
is_attempt_live(const LlSession *session)
{
  return is_trying(session) && !session->connect && !session->abandon;
}

/* An attempt that was never given out needs no abandoning. */
void
ll_session_abandon(LlSession *session)
{
  if (!session->connect) {
    session->abandon = TRUE;
    session->abandoned = session->attempt;
  }
  session->connect = FALSE;
}

void
ll_session_step(LlSession *session, LlSessionInput input)
{
  LlSessionState after =
      ll_session_transition(session->state, input, ll_session_usable_stream(session) != NULL,
                            ll_outbox_first(session->outbox) != NULL);

  if (after == session->state)
    return;
  if (is_trying(session) && (input == LL_SESSION_IN_INCOMING || input == LL_SESSION_IN_GIVE_UP))
    ll_session_abandon(session);
  session->state = after;
  if (after == LL_SESSION_CONNECTING)
    session->connect = TRUE;
  if (after != LL_SESSION_GREETING)
    session->attempt = 0;
  if (after == LL_SESSION_IDLE)
    ll_retry_reset(&session->retry);
}

LlSession *
ll_session_new(void)
{
  LlSession *session = g_new0(LlSession, 1);

  session->streams = ll_stream_set_new();
  session->outbox = ll_outbox_new();
  return session;
}

void
ll_session_free(LlSession *session)
{
  if (!session)
    return;
  ll_stream_set_free(session->streams);
  ll_outbox_free(session->outbox);
  g_free(session);
}

LlSessionState
ll_session_state(const LlSession *session)
{
  return session->state;
}

gboolean
ll_session_is_idle(const LlSession *session)
{
  return session->state == LL_SESSION_IDLE && !session->abandon &&
         ll_stream_set_is_empty(session->streams) && ll_outbox_is_empty(session->outbox);
}

guint
ll_session_oldest(const LlSession *session, gint64 *ret_active)
{
  const LlStreamEntry *stream = ll_stream_set_oldest(session->streams);

  *ret_active = stream ? stream->active : G_MAXINT64;
  return stream ? stream->id : 0;
}

void
ll_session_set_keeps(LlSession *session)
{
  ll_outbox_set_keeps(session->outbox);
}

void
ll_session_restore(LlSession *session, LlOutgoing *message)
{
  ll_outbox_restore(session->outbox, message);
}

LlOutgoing *
ll_session_withdraw(LlSession *session, guint64 id)
{
  LlOutgoing *message = ll_outbox_withdraw(session->outbox, id);

  if (message && !ll_outbox_first(session->outbox) && !ll_session_usable_stream(session))
    ll_session_step(session, LL_SESSION_IN_GIVE_UP);
  return message;
}

GPtrArray *
ll_session_waiting(const LlSession *session)
{
  return ll_outbox_list(session->outbox);
}

gboolean
ll_session_send(LlSession *session, guint64 id, const char *plain, const char *xhtml,
                gint64 written, gint64 now)
{
  LlOutgoing *message;

  /* What was kept goes before it. */
  ll_outbox_recall(session->outbox, now + LL_SESSION_SEND_MS);
  message = ll_outbox_add(session->outbox, id, plain, xhtml, now + LL_SESSION_SEND_MS);
  if (message)
    message->written = written;
  if (!ll_outbox_first(session->outbox))
    return FALSE;
  ll_session_step(session, LL_SESSION_IN_WANT);
  return message != NULL;
}

void
ll_session_want(LlSession *session)
{
  if (!ll_session_usable_stream(session))
    ll_session_step(session, LL_SESSION_IN_WANT);
}

void
ll_session_set_for_absent(LlSession *session)
{
  ll_outbox_set_for_absent(session->outbox);
}

void
ll_session_set_noted(LlSession *session)
{
  ll_outbox_set_noted(session->outbox);
}

/* --- the attempt ----------------------------------------------------------------------------- */

void
ll_session_connected(LlSession *session, guint stream, gint64 now)
{
  if (session->state != LL_SESSION_CONNECTING || !is_attempt_live(session))
    return;
  session->attempt = stream;
  session->greeted = session->answered = session->settling = FALSE;
  session->turned_off = session->confirms = FALSE;
  session->alarm = now + LL_SESSION_GREET_MS;
  ll_session_step(session, LL_SESSION_IN_CONNECTED);
}

void
ll_session_greeted(LlSession *session, gint64 now)
{
  if (session->state != LL_SESSION_GREETING)
    return;
  session->greeted = TRUE;
  session->alarm = now + LL_SESSION_GREET_MS;
}

void
ll_session_answered(LlSession *session)
{
  if (session->state == LL_SESSION_GREETING)
    session->answered = TRUE;
}

/* One more attempt has come to nothing, and INPUT says how. */
void
ll_session_fail_attempt(LlSession *session, LlSessionInput input, LlEnd why, gint64 now)
{
  session->alarm = now + ll_retry_fail(&session->retry, why);
  if (ll_retry_is_enough(&session->retry) && !ll_session_usable_stream(session))
    ll_outbox_give_up(session->outbox, why);
  ll_session_step(session, input);
}

void
ll_session_failed(LlSession *session, LlEnd why, gint64 now)
{
  if (is_attempt_live(session))
    ll_session_fail_attempt(session, LL_SESSION_IN_FAILED, why, now);
}

/* --- streams --------------------------------------------------------------------------------- */

void
ll_session_incoming(LlSession *session, guint id, gint64 now)
{
  ll_stream_set_add_last(session->streams, id, now);
  ll_outbox_recall(session->outbox, now + LL_SESSION_SEND_MS);
  ll_session_step(session, LL_SESSION_IN_INCOMING);
}

/* What follows from it is decided by ll_session_next(). */
void
ll_session_end_stream(LlSession *session, LlStreamEntry *stream)
{
  if (!stream->closing)
    session->was_used = stream->used;
  stream->closing = TRUE;
}

void
ll_session_closing(LlSession *session, guint id)
{
  LlStreamEntry *stream = ll_stream_set_find(session->streams, id);

  if (session->state == LL_SESSION_GREETING && session->attempt == id)
    session->turned_off = TRUE;
  if (stream)
    ll_session_end_stream(session, stream);
}

void
ll_session_acked(LlSession *session, guint id, guint64 end)
{
  LlStreamEntry *stream = ll_stream_set_find(session->streams, id);
  gboolean moved = stream && end > stream->acked;

  if (moved)
    stream->acked = end;
  ll_outbox_landed(session->outbox, id, end, moved);
}

void
ll_session_confirms(LlSession *session, guint id, gint64 now)
{
  LlStreamEntry *stream = ll_stream_set_find(session->streams, id);

  if (stream)
    stream->confirms = TRUE;
  if (session->state != LL_SESSION_GREETING || session->attempt != id)
    return;
  session->confirms = session->settling = TRUE;
  session->alarm = now;
}

void
ll_session_confirmed(LlSession *session, guint stream, guint64 number)
{
  ll_outbox_confirmed(session->outbox, stream, number);
}

void
ll_session_unconfirmed(LlSession *session, guint id)
{
  LlStreamEntry *stream = ll_stream_set_find(session->streams, id);

  if (stream)
    stream->confirms = FALSE;
  ll_outbox_unconfirmed(session->outbox, id);
}

void
ll_session_receipt(LlSession *session, guint64 id)
{
  ll_outbox_receipt(session->outbox, id);
}

void
ll_session_heard(LlSession *session, guint id, gint64 now)
{
  LlStreamEntry *stream = ll_stream_set_find(session->streams, id);

  if (stream)
    stream->active = now;
  ll_outbox_read(session->outbox, id, now - LL_OUTBOX_DOUBT_READ_MS);
}

/* For how long back what has landed on STREAM may not have been read. Who says goodbye has read all
 * but the last, and the reset may well be for our goodbye. And if it is for bytes that are on their
 * way, the stream was gone there before they came: had something been unread in it then, the reset
 * would have come by itself. */
static gint64
doubt_of(const LlSession *session, const LlStreamEntry *stream, LlEnd why)
{
  const LlOutgoing *in_flight = ll_outbox_in_flight(session->outbox);

  if (why != LL_END_RESET)
    return why == LL_END_REFUSED ? LL_OUTBOX_DOUBT_MS : 0;
  return stream->closing || (in_flight && in_flight->stream == stream->id) ? LL_OUTBOX_DOUBT_READ_MS
                                                                           : LL_OUTBOX_DOUBT_MS;
}

void
ll_session_gone(LlSession *session, guint id, LlEnd why, gint64 now)
{
  LlStreamEntry *stream = ll_stream_set_find(session->streams, id);
  gboolean again;
  gint64 doubt;

  if (session->state == LL_SESSION_GREETING && session->attempt == id)
    ll_session_failed(session, LL_END_REFUSED, now);
  if (!stream)
    return;
  doubt = doubt_of(session, stream, why);
  ll_session_end_stream(session, stream);
  ll_stream_set_remove(session->streams, id);
  again = ll_session_usable_stream(session) || why != LL_END_REFUSED;
  ll_outbox_lost(session->outbox, id, why, again, doubt, now);
  if (ll_outbox_first(session->outbox))
    ll_session_step(session, LL_SESSION_IN_WANT);
}

void
ll_session_appeared(LlSession *session, gint64 now)
{
  if (session->state == LL_SESSION_WAITING)
    session->alarm = now;
  ll_outbox_recall(session->outbox, now + LL_SESSION_SEND_MS);
  if (ll_outbox_first(session->outbox))
    ll_session_step(session, LL_SESSION_IN_WANT);
}

void
ll_session_sent(LlSession *session, guint64 end, guint64 number)
{
  ll_outbox_written(session->outbox, end, number);
}

void
ll_session_shut(LlSession *session)
{
  ll_outbox_give_up_in_flight(session->outbox, LL_END_SHUT);
  ll_outbox_give_up(session->outbox, LL_END_SHUT);
  ll_session_step(session, LL_SESSION_IN_GIVE_UP);
}
