/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/session.h"

#include "engine/retry.h"
#include "engine/stream-set.h"

/* What a pause in asking is good for at most. */
#define SAVED_ASKS_MS ((LL_SESSION_ASKS_AT_ONCE - 1) * LL_SESSION_ASK_MS)

struct LlSession {
  LlSessionState state;
  LlStreamSet *streams; /* those that are known to be this person's */
  guint attempt;        /* our stream in GREETING, not yet in `streams`; else 0 */
  gboolean answered;    /* their header has come on it */
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

static LlStreamEntry *
usable_stream(const LlSession *session)
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
static void
abandon(LlSession *session)
{
  if (!session->connect) {
    session->abandon = TRUE;
    session->abandoned = session->attempt;
  }
  session->connect = FALSE;
}

static void
step(LlSession *session, LlSessionInput input)
{
  LlSessionState after =
      ll_session_transition(session->state, input, usable_stream(session) != NULL,
                            ll_outbox_first(session->outbox) != NULL);

  if (after == session->state)
    return;
  if (is_trying(session) && (input == LL_SESSION_IN_INCOMING || input == LL_SESSION_IN_GIVE_UP))
    abandon(session);
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

  if (message && !ll_outbox_first(session->outbox) && !usable_stream(session))
    step(session, LL_SESSION_IN_GIVE_UP);
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
  step(session, LL_SESSION_IN_WANT);
  return message != NULL;
}

void
ll_session_want(LlSession *session)
{
  if (!usable_stream(session))
    step(session, LL_SESSION_IN_WANT);
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
  session->answered = session->settling = session->turned_off = session->confirms = FALSE;
  session->alarm = now + LL_SESSION_GREET_MS;
  step(session, LL_SESSION_IN_CONNECTED);
}

void
ll_session_answered(LlSession *session)
{
  if (session->state == LL_SESSION_GREETING)
    session->answered = TRUE;
}

/* One more attempt has come to nothing, and INPUT says how. */
static void
fail_attempt(LlSession *session, LlSessionInput input, LlEnd why, gint64 now)
{
  session->alarm = now + ll_retry_fail(&session->retry, why);
  if (ll_retry_is_enough(&session->retry) && !usable_stream(session))
    ll_outbox_give_up(session->outbox, why);
  step(session, input);
}

void
ll_session_failed(LlSession *session, LlEnd why, gint64 now)
{
  if (is_attempt_live(session))
    fail_attempt(session, LL_SESSION_IN_FAILED, why, now);
}

/* --- streams --------------------------------------------------------------------------------- */

void
ll_session_incoming(LlSession *session, guint id, gint64 now)
{
  ll_stream_set_add_last(session->streams, id, now);
  ll_outbox_recall(session->outbox, now + LL_SESSION_SEND_MS);
  step(session, LL_SESSION_IN_INCOMING);
}

/* What follows from it is decided by ll_session_next(). */
static void
end_stream(LlSession *session, LlStreamEntry *stream)
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
    end_stream(session, stream);
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
  end_stream(session, stream);
  ll_stream_set_remove(session->streams, id);
  again = usable_stream(session) || why != LL_END_REFUSED;
  ll_outbox_lost(session->outbox, id, why, again, doubt, now);
  if (ll_outbox_first(session->outbox))
    step(session, LL_SESSION_IN_WANT);
}

void
ll_session_appeared(LlSession *session, gint64 now)
{
  if (session->state == LL_SESSION_WAITING)
    session->alarm = now;
  ll_outbox_recall(session->outbox, now + LL_SESSION_SEND_MS);
  if (ll_outbox_first(session->outbox))
    step(session, LL_SESSION_IN_WANT);
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
  step(session, LL_SESSION_IN_GIVE_UP);
}

/* --- what to do ------------------------------------------------------------------------------ */

static void
check_streams(LlSession *session, gint64 now)
{
  if (session->state != LL_SESSION_READY || usable_stream(session))
    return;
  if (session->was_used)
    step(session, LL_SESSION_IN_LOST);
  else
    fail_attempt(session, LL_SESSION_IN_REJECTED, LL_END_REFUSED, now);
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

  if (session->state == LL_SESSION_CONNECTING && usable_stream(session) && !silent)
    step(session, LL_SESSION_IN_GIVE_UP);
  else if (session->state == LL_SESSION_READY && silent && session->alarm <= now &&
           !has_other(session))
    step(session, LL_SESSION_IN_SILENCE);
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
  gboolean can_go = session->state != LL_SESSION_CONNECTING &&
                    (usable_stream(session) || (session->state == LL_SESSION_GREETING &&
                                                session->answered && !session->turned_off));

  if (!is_mail_due(session, now) || can_go)
    return;
  ll_outbox_give_up_expired(session->outbox, present_trouble(session), now);
  if (!ll_outbox_first(session->outbox) && !usable_stream(session))
    step(session, LL_SESSION_IN_GIVE_UP);
}

/* The attempt is a stream like others from now on. */
static void
settle(LlSession *session, gint64 now)
{
  /* On crossing streams prpl-bonjour keeps the one that we opened. */
  ll_stream_set_add_first(session->streams, session->attempt, now);
  ll_stream_set_find(session->streams, session->attempt)->confirms = session->confirms;
  step(session, LL_SESSION_IN_ANSWERED);
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
  abandon(session);
  fail_attempt(session, LL_SESSION_IN_FAILED, session->turned_off ? LL_END_REFUSED : LL_END_SILENT,
               now);
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
  LlStreamEntry *stream = usable_stream(session);
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
  end_stream(session, stream);
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
    step(session, LL_SESSION_IN_RETRY);
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
