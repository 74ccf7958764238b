/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/session-private.h"

/* What a pause in asking is good for at most. */
#define SAVED_ASKS_MS ((LL_SESSION_ASKS_AT_ONCE - 1) * LL_SESSION_ASK_MS)

static void
check_streams(LlSession *session, gint64 now)
{
  if (session->state != LL_SESSION_READY || ll_session_usable_stream(session))
    return;
  if (session->was_used)
    ll_session_step(session, LL_SESSION_IN_LOST);
  else
    ll_session_fail_attempt(session, LL_SESSION_IN_REJECTED, LL_END_REFUSED, now);
}

/* Nobody has acknowledged what is in flight for MS milliseconds. */
static gboolean
is_silent(const LlSession *session, gint64 ms, gint64 now)
{
  return ll_outbox_in_flight(session->outbox) && ll_outbox_quiet_since(session->outbox) + ms <= now;
}

/* There is a stream that can be used instead of the one on which something is in flight. */
static gboolean
has_other(const LlSession *session)
{
  return ll_stream_set_has_other(session->streams, ll_outbox_in_flight(session->outbox)->stream);
}

/* Only silence leads to an attempt while there is a usable stream. */
static void
check_silence(LlSession *session, gint64 now)
{
  gboolean silent = is_silent(session, LL_SESSION_SILENT_MS, now);

  if (session->state == LL_SESSION_CONNECTING && ll_session_usable_stream(session) && !silent)
    ll_session_step(session, LL_SESSION_IN_GIVE_UP);
  else if (session->state == LL_SESSION_READY && silent && session->alarm <= now &&
           !has_other(session))
    ll_session_step(session, LL_SESSION_IN_SILENCE);
}

/* Why what waits now does so. */
static LlEnd
present_trouble(const LlSession *session)
{
  if (session->retry.attempts > 0)
    return session->retry.why;
  return session->state == LL_SESSION_GREETING ? LL_END_SILENT : LL_END_UNREACHABLE;
}

static gboolean
is_mail_due(const LlSession *session, gint64 now)
{
  const LlOutgoing *first = ll_outbox_first(session->outbox);

  return first && first->expires <= now;
}

static void
check_mail(LlSession *session, gint64 now)
{
  gboolean can_go =
      session->state != LL_SESSION_CONNECTING &&
      (ll_session_usable_stream(session) ||
       (session->state == LL_SESSION_GREETING && session->answered && !session->turned_off));

  if (!is_mail_due(session, now) || can_go)
    return;
  ll_outbox_give_up_expired(session->outbox, present_trouble(session), now);
  if (!ll_outbox_first(session->outbox) && !ll_session_usable_stream(session))
    ll_session_step(session, LL_SESSION_IN_GIVE_UP);
}

/* The attempt is a stream like others from now on. */
static void
settle(LlSession *session, gint64 now)
{
  /* On crossing streams prpl-bonjour keeps the one that we opened. */
  ll_stream_set_add_first(session->streams, session->attempt, now);
  ll_stream_set_find(session->streams, session->attempt)->confirms = session->confirms;
  ll_session_step(session, LL_SESSION_IN_ANSWERED);
}

/* Whoever is there once is tried again as long as there is time for the message. */
static LlEnd
why_not_answered(const LlSession *session)
{
  if (session->turned_off)
    return LL_END_REFUSED;
  return session->greeted ? LL_END_UNSETTLED : LL_END_SILENT;
}

/* Greeting ends in time, and sooner when there is a stream that could take what is due. */
static void
check_greeting(LlSession *session, gint64 now)
{
  if (session->state != LL_SESSION_GREETING)
    return;
  if (session->answered && !session->settling) {
    session->settling = TRUE;
    session->alarm = now + LL_SESSION_SETTLE_MS;
  }
  if (!session->turned_off && session->alarm > now && !is_mail_due(session, now))
    return;
  if (session->answered && !session->turned_off) {
    settle(session, now);
    return;
  }
  ll_session_abandon(session);
  ll_session_fail_attempt(session, LL_SESSION_IN_FAILED, why_not_answered(session), now);
}

/* What is at their machine, but their program does not read it. */
static gboolean
next_drop_unread(const LlSession *session, gint64 now, LlSessionAction *ret_action)
{
  const LlOutgoing *unread = ll_outbox_unread(session->outbox);

  if (!unread || ll_outbox_unread_since(session->outbox) + LL_SESSION_READ_MS > now)
    return FALSE;
  *ret_action =
      (LlSessionAction){.what = LL_SESSION_DO_DROP, .stream = unread->stream, .why = LL_END_SILENT};
  return TRUE;
}

static gboolean
next_drop(const LlSession *session, gint64 now, LlSessionAction *ret_action)
{
  const LlOutgoing *first = ll_outbox_in_flight(session->outbox);
  gboolean instead = first && session->state == LL_SESSION_READY && has_other(session);

  if (!is_silent(session, instead ? LL_SESSION_SILENT_MS : LL_SESSION_ACK_MS, now))
    return next_drop_unread(session, now, ret_action);
  *ret_action = (LlSessionAction){.what = LL_SESSION_DO_DROP,
                                  .stream = first->stream,
                                  .why = instead ? LL_END_CLOSED : LL_END_VANISHED};
  return TRUE;
}

static gboolean
is_elsewhere(const LlOutgoing *message, const LlStreamEntry *stream)
{
  return message && message->stream != stream->id;
}

/* SIZE more bytes of text go out on STREAM: should they be confirmed now? */
static gboolean
is_to_ask(LlStreamEntry *stream, gsize size, gint64 now)
{
  if (!stream->confirms)
    return FALSE;
  stream->unasked += size;
  if (stream->ask_at > now && stream->unasked < LL_SESSION_UNASKED_BYTES)
    return FALSE;
  stream->ask_at = MAX(stream->ask_at, now - SAVED_ASKS_MS) + LL_SESSION_ASK_MS;
  stream->unasked = 0;
  return TRUE;
}

/* A stream that is closing may still deliver what was sent on it; what is sent elsewhere meanwhile
 * could overtake it. */
static void
next_send(LlSession *session, gint64 now, LlSessionAction *ret_action)
{
  LlStreamEntry *stream = ll_session_usable_stream(session);
  LlOutgoing *message;

  if (session->state != LL_SESSION_READY || !stream || !ll_outbox_first(session->outbox) ||
      is_elsewhere(ll_outbox_in_flight(session->outbox), stream) ||
      is_elsewhere(ll_outbox_unread(session->outbox), stream))
    return;
  if (stream->active + LL_SESSION_PAUSE_MS <= now)
    stream->ask_at = now - SAVED_ASKS_MS;
  stream->used = TRUE;
  stream->active = now;
  ll_retry_reset(&session->retry);
  message = ll_outbox_send(session->outbox, stream->id, now);
  *ret_action = (LlSessionAction){.what = LL_SESSION_DO_SEND,
                                  .stream = stream->id,
                                  .message = message,
                                  .asks = is_to_ask(stream, ll_outgoing_size(message), now)};
}

/* What was sent without a question. */
static void
next_ask(LlSession *session, gint64 now, LlSessionAction *ret_action)
{
  LlStreamEntry *stream = ll_stream_set_unasked(session->streams);

  if (ret_action->what != LL_SESSION_DO_NOTHING || !stream || !is_to_ask(stream, 0, now))
    return;
  *ret_action = (LlSessionAction){.what = LL_SESSION_DO_ASK, .stream = stream->id};
}

/* Nobody has said anything for long. */
static void
next_close(LlSession *session, gint64 now, LlSessionAction *ret_action)
{
  LlStreamEntry *stream = ll_stream_set_idle(session->streams, now - LL_SESSION_UNUSED_MS);

  if (ret_action->what != LL_SESSION_DO_NOTHING || !stream)
    return;
  ll_session_end_stream(session, stream);
  *ret_action = (LlSessionAction){.what = LL_SESSION_DO_CLOSE, .stream = stream->id};
}

/* What could not go out at once. */
static void
next_keep(LlSession *session, gint64 now, LlSessionAction *ret_action)
{
  const LlOutgoing *message;

  if (ret_action->what != LL_SESSION_DO_NOTHING)
    return;
  if ((message = ll_outbox_next_unsaved(session->outbox, now)))
    ret_action->what = LL_SESSION_DO_SAVE;
  else if ((message = ll_outbox_next_kept(session->outbox)))
    ret_action->what = LL_SESSION_DO_KEEP;
  ret_action->message = (LlOutgoing *)message;
}

static void
check_all(LlSession *session, gint64 now)
{
  ll_outbox_tick(session->outbox, now);
  check_streams(session, now);
  check_silence(session, now);
  check_mail(session, now);
  check_greeting(session, now);
  if (session->state == LL_SESSION_WAITING && session->alarm <= now)
    ll_session_step(session, LL_SESSION_IN_RETRY);
}

void
ll_session_next(LlSession *session, gint64 now, LlSessionAction *ret_action)
{
  *ret_action = (LlSessionAction){.what = LL_SESSION_DO_NOTHING};
  check_all(session, now);
  if (session->abandon) {
    session->abandon = FALSE;
    ret_action->what = LL_SESSION_DO_ABANDON;
    ret_action->stream = session->abandoned;
  } else if ((ret_action->id = ll_outbox_pop_noted(session->outbox)) != 0) {
    ret_action->what = LL_SESSION_DO_UNNOTE;
  } else if ((ret_action->message = ll_outbox_pop_given_up(session->outbox, &ret_action->why))) {
    ret_action->what = LL_SESSION_DO_UNDELIVERED;
  } else if ((ret_action->message = ll_outbox_pop_done(session->outbox))) {
    ret_action->what = LL_SESSION_DO_DONE;
  } else if (session->connect) {
    session->connect = FALSE;
    ret_action->what = LL_SESSION_DO_CONNECT;
  } else if (!next_drop(session, now, ret_action)) {
    next_send(session, now, ret_action);
    next_ask(session, now, ret_action);
    next_close(session, now, ret_action);
    next_keep(session, now, ret_action);
  }
}

/* When silence is to be acted upon: see check_silence() and next_drop(). */
static gint64
silence_deadline(const LlSession *session)
{
  gint64 since = ll_outbox_quiet_since(session->outbox);

  if (session->state != LL_SESSION_READY)
    return since + LL_SESSION_ACK_MS;
  if (has_other(session))
    return since + LL_SESSION_SILENT_MS;
  return CLAMP(session->alarm, since + LL_SESSION_SILENT_MS, since + LL_SESSION_ACK_MS);
}

gint64
ll_session_deadline(const LlSession *session)
{
  gint64 deadline = G_MAXINT64, idlest = ll_stream_set_idlest(session->streams);
  const LlOutgoing *first = ll_outbox_first(session->outbox);
  const LlStreamEntry *unasked = ll_stream_set_unasked(session->streams);

  if (session->state == LL_SESSION_WAITING || session->state == LL_SESSION_GREETING)
    deadline = session->alarm;
  if (session->state != LL_SESSION_READY && first)
    deadline = MIN(deadline, first->expires);
  if (ll_outbox_in_flight(session->outbox))
    deadline = MIN(deadline, silence_deadline(session));
  if (ll_outbox_unread(session->outbox))
    deadline = MIN(deadline, ll_outbox_unread_since(session->outbox) + LL_SESSION_READ_MS);
  if (unasked)
    deadline = MIN(deadline, unasked->ask_at);
  deadline = MIN(deadline, ll_outbox_deadline(session->outbox));
  if (idlest != G_MAXINT64)
    deadline = MIN(deadline, idlest + LL_SESSION_UNUSED_MS);
  return deadline;
}
