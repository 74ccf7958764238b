/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/messenger-private.h"
#include "io/timer.h"

/* --- the timer ------------------------------------------------------------------------------- */

static gboolean
on_timer(gpointer data)
{
  LlMessenger *messenger = data;

  messenger->timer = 0;
  ll_messenger_pump(messenger);
  return FALSE;
}

void
ll_messenger_wake_at(LlMessenger *messenger, gint64 due)
{
  if (messenger->timer != 0 && messenger->timer_due <= due)
    return;
  messenger->timer_due = due;
  ll_timer_set(&messenger->timer, due, on_timer, messenger);
}

/* --- the attempt to connect ------------------------------------------------------------------ */

static void
on_connected(gpointer owner, int fd)
{
  LlMessenger *messenger = owner;
  LlConnection *connection = ll_connection_new(fd, LL_STREAM_INITIATOR, messenger->own,
                                               messenger->is_by_address ? NULL : messenger->peer,
                                               ll_guard_identity(messenger->shared->guard), FALSE);

  g_clear_pointer(&messenger->attempt, ll_attempt_free);
  messenger->greeting = connection;
  ll_messenger_add_stream(messenger, connection);
  ll_session_connected(messenger->session, ll_connection_id(connection), ll_now_ms());
  ll_messenger_pump(messenger);
}

static void
on_failed(gpointer owner, LlEnd why, gboolean responder)
{
  LlMessenger *messenger = owner;

  g_clear_pointer(&messenger->attempt, ll_attempt_free);
  /* Without a responder nothing is known of them, rather than nobody there. */
  if (responder)
    messenger->events->unreachable(messenger->owner, messenger);
  ll_session_failed(messenger->session, why, ll_now_ms());
  ll_messenger_pump(messenger);
}

static void
begin_attempt(LlMessenger *messenger)
{
  static const LlAttemptEvents events = {on_connected, on_failed};

  if (messenger->is_present || messenger->is_by_address) {
    messenger->attempt = ll_attempt_new(messenger->discovery, messenger->peer, &events, messenger);
    return;
  }
  messenger->events->unreachable(messenger->owner, messenger);
  ll_session_failed(messenger->session, LL_END_ABSENT, ll_now_ms());
}

/* Drop what there is of the attempt; STREAM is its number if it got a connection. */
static void
abandon_attempt(LlMessenger *messenger, guint stream)
{
  LlConnection *connection = ll_messenger_stream(messenger, stream);

  g_clear_pointer(&messenger->attempt, ll_attempt_free);
  messenger->greeting = NULL;
  if (connection)
    g_ptr_array_remove(messenger->connections, connection);
}

/* --- what the session decides ---------------------------------------------------------------- */

static void
send_message(LlMessenger *messenger, const LlSessionAction *action)
{
  LlConnection *connection = ll_messenger_stream(messenger, action->stream);
  const LlOutgoing *message = action->message;
  LlSpeech speech = {.from = messenger->own,
                     .to = ll_messenger_addressee(messenger, connection),
                     .id = message->id,
                     .plain = message->plain,
                     .xhtml = message->xhtml,
                     .written = message->is_kept ? message->written : 0};
  const LlAcks *acks;
  guint64 end;

  ll_dialogue_speak(messenger->dialogue, &speech, ll_messenger_capabilities(messenger));
  acks = ll_stream_acks(ll_connection_stream(connection));
  speech.asks_receipt &= acks->state != LL_ACKS_ON; /* which say as much, for less */
  if (message->tries > 1)
    g_debug("message %" G_GUINT64_FORMAT " goes out again", message->id);
  if (action->asks)
    ll_connection_want_ack(connection);
  end = ll_connection_send_message(connection, &speech);
  ll_session_sent(messenger->session, end, ll_acks_are_active(acks) ? acks->sent : 0);
}

static void
ask(LlMessenger *messenger, guint stream)
{
  LlConnection *connection = ll_messenger_stream(messenger, stream);

  ll_connection_want_ack(connection);
  ll_connection_flush(connection);
}

/* What is told as undelivered, or sent on another stream, must not arrive on this one later. */
static void
cut_off(LlMessenger *messenger, LlConnection *connection, LlEnd why)
{
  ll_connection_abort(connection);
  ll_messenger_remove_stream(messenger, connection, why);
}

/* MESSAGE for the mailbox, its texts borrowed. */
LlMail
ll_messenger_mail(const LlMessenger *messenger, const LlOutgoing *message)
{
  return (LlMail){
      .name = messenger->peer,
      .id = message->id,
      .written = message->written,
      .plain = message->plain,
      .xhtml = message->xhtml,
  };
}

static void
save(LlMessenger *messenger, LlOutgoing *message)
{
  LlMail mail = ll_messenger_mail(messenger, message);
  g_autoptr(GError) error = NULL;

  if (ll_mailbox_put(messenger->shared->mailbox, &mail, &error))
    return;
  message->is_at_risk = TRUE;
  g_debug("a message cannot be saved: %s", error->message);
}

/* MESSAGE is not ours to send any more. */
void
ll_messenger_unsave(LlMessenger *messenger, const LlOutgoing *message)
{
  if (message->is_saved && !message->is_at_risk)
    ll_mailbox_remove(messenger->shared->mailbox, message->id);
}

static void
perform(LlMessenger *messenger, LlSessionAction *action)
{
  switch (action->what) {
  case LL_SESSION_DO_CONNECT:
    begin_attempt(messenger);
    break;
  case LL_SESSION_DO_ABANDON:
    abandon_attempt(messenger, action->stream);
    break;
  case LL_SESSION_DO_SEND:
    send_message(messenger, action);
    break;
  case LL_SESSION_DO_ASK:
    ask(messenger, action->stream);
    break;
  case LL_SESSION_DO_UNDELIVERED:
    ll_messenger_unsave(messenger, action->message);
    messenger->events->undelivered(messenger->owner, messenger, action->message, action->why);
    ll_outgoing_free(action->message);
    break;
  case LL_SESSION_DO_SAVE:
    save(messenger, action->message);
    break;
  case LL_SESSION_DO_UNNOTE:
    ll_notes_remove(messenger->shared->notes, action->id);
    break;
  case LL_SESSION_DO_KEEP:
    messenger->events->kept(messenger->owner, messenger, action->message);
    break;
  case LL_SESSION_DO_DONE:
    ll_messenger_unsave(messenger, action->message);
    if (action->message->is_kept)
      messenger->events->delivered(messenger->owner, messenger, action->message);
    ll_outgoing_free(action->message);
    break;
  case LL_SESSION_DO_CLOSE:
    ll_connection_close(ll_messenger_stream(messenger, action->stream), NULL);
    ll_messenger_tell_open(messenger);
    break;
  case LL_SESSION_DO_DROP:
    cut_off(messenger, ll_messenger_stream(messenger, action->stream), action->why);
    break;
  default:
    break;
  }
}

void
ll_messenger_inquire_now(LlMessenger *messenger)
{
  LlConnection *connection = ll_messenger_open_stream(messenger);

  if (!connection)
    return;
  ll_inquiry_ask(messenger->inquiry, connection, messenger->own,
                 ll_messenger_addressee(messenger, connection));
  ll_inquiry_ask_picture(messenger->inquiry, connection, messenger->own,
                         ll_messenger_addressee(messenger, connection));
}

static void
on_inquiry_over(gpointer owner, const LlInquiryOutcome *outcome)
{
  LlMessenger *messenger = owner;

  if (outcome->about)
    messenger->events->about(messenger->owner, messenger, outcome->about);
  if (outcome->is_picture)
    messenger->events->picture(messenger->owner, messenger, outcome->picture);
  if (outcome->is_retry)
    messenger->events->retry(messenger->owner, messenger);
  ll_messenger_pump(messenger);
}

const LlInquiryEvents ll_messenger_inquiry_events = {on_inquiry_over};

/* In a burst of messages not for each of them. */
static void
tell_all_acked(LlMessenger *messenger)
{
  gint64 now = ll_now_ms();

  for (guint i = 0; i < messenger->connections->len && messenger->acked_at != now; i++)
    ll_messenger_tell_acked(messenger, g_ptr_array_index(messenger->connections, i));
  messenger->acked_at = now;
}

static void
flush_notes(const LlMessenger *messenger)
{
  if (messenger->shared->notes)
    ll_notes_flush(messenger->shared->notes);
}

void
ll_messenger_pump(LlMessenger *messenger)
{
  LlSessionAction action;

  /* Told of something, the owner may send: the loop below takes that, too. */
  if (messenger->is_pumping)
    return;
  messenger->is_pumping = TRUE;
  tell_all_acked(messenger);
  for (;;) {
    ll_session_next(messenger->session, ll_now_ms(), &action);
    if (action.what == LL_SESSION_DO_NOTHING)
      break;
    perform(messenger, &action);
  }
  flush_notes(messenger);
  messenger->is_pumping = FALSE;
  ll_messenger_tell_open(messenger);
  ll_messenger_inquire_now(messenger);
  ll_messenger_wake_at(messenger, ll_session_deadline(messenger->session));
  if (messenger->connections->len == 0 && ll_session_is_idle(messenger->session) &&
      ll_inquiry_is_idle(messenger->inquiry))
    messenger->events->idle(messenger->owner, messenger);
}

/* Of what is to be done in the end, that which is still done. */
static gboolean
is_last_word(const LlSessionAction *action)
{
  switch (action->what) {
  case LL_SESSION_DO_UNDELIVERED:
  case LL_SESSION_DO_ABANDON:
  case LL_SESSION_DO_SAVE:
  case LL_SESSION_DO_UNNOTE:
  case LL_SESSION_DO_KEEP:
  case LL_SESSION_DO_DONE:
    return TRUE;
  default:
    return FALSE;
  }
}

void
ll_messenger_shut(LlMessenger *messenger)
{
  LlSessionAction action;

  for (guint i = 0; i < messenger->connections->len; i++) {
    LlConnection *connection = g_ptr_array_index(messenger->connections, i);

    /* What the kernel took goes on after us. */
    ll_connection_flush(connection);
    ll_session_acked(messenger->session, ll_connection_id(connection),
                     ll_connection_taken(connection));
  }
  ll_session_shut(messenger->session);
  abandon_attempt(messenger, 0);
  for (ll_session_next(messenger->session, ll_now_ms(), &action); is_last_word(&action);
       ll_session_next(messenger->session, ll_now_ms(), &action))
    perform(messenger, &action);
  flush_notes(messenger);
}
