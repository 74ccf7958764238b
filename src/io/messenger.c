/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/messenger.h"

#include <eventloop.h>
#include <unistd.h>

#include "engine/answer.h"
#include "engine/dialogue.h"
#include "io/attempt.h"
#include "io/inquiry.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/contact.h"

/* Of a connection: no two of this program have the same. */
static guint last_id;

struct LlMessenger {
  LlDiscovery *discovery;
  const LlMessengerShared *shared;
  char *own;
  char *peer;
  gboolean is_by_address; /* and `peer` is no presence name */
  const LlMessengerEvents *events;
  gpointer owner;
  LlSession *session;
  LlDialogue *dialogue;
  LlInquiry *inquiry;
  GPtrArray *connections; /* LlConnection, all that there are, the oldest first */
  gboolean is_present;    /* on the network, as discovery sees it */
  gboolean is_open;       /* as told by opened() */
  LlAttempt *attempt;     /* to connect */
  LlConnection *greeting; /* what came of it, in `connections` too; its header went out, none came
                             back */
  guint timer;
  gint64 timer_due;
  gboolean is_pumping;
};

static void pump(LlMessenger *messenger);

/* --- the timer ------------------------------------------------------------------------------- */

static gboolean
on_timer(gpointer data)
{
  LlMessenger *messenger = data;

  messenger->timer = 0;
  pump(messenger);
  return FALSE;
}

static void
wake_at(LlMessenger *messenger, gint64 due)
{
  if (messenger->timer != 0 && messenger->timer_due <= due)
    return;
  messenger->timer_due = due;
  ll_timer_set(&messenger->timer, due, on_timer, messenger);
}

/* --- connections ----------------------------------------------------------------------------- */

static LlConnection *
find_connection(const LlMessenger *messenger, guint id)
{
  for (guint i = 0; i < messenger->connections->len; i++) {
    LlConnection *connection = g_ptr_array_index(messenger->connections, i);

    if (ll_connection_id(connection) == id)
      return connection;
  }
  return NULL;
}

/* Whom stanzas on CONNECTION go to. (nullable) */
static const char *
addressee(const LlMessenger *messenger, const LlConnection *connection)
{
  return messenger->is_by_address ? ll_stream_peer_from(ll_connection_stream(connection))
                                  : messenger->peer;
}

/* (nullable): one that stanzas can go out on, the newest. */
static LlConnection *
find_open(const LlMessenger *messenger)
{
  for (guint i = messenger->connections->len; i > 0; i--) {
    LlConnection *connection = g_ptr_array_index(messenger->connections, i - 1);

    if (ll_stream_state(ll_connection_stream(connection)) == LL_STREAM_OPEN)
      return connection;
  }
  return NULL;
}

static LlCapability
capabilities_of(const LlMessenger *messenger)
{
  return ll_capabilities_of(messenger->shared->capabilities, messenger->peer);
}

static void
tell_typing(LlMessenger *messenger)
{
  messenger->events->typing(messenger->owner, messenger, ll_dialogue_theirs(messenger->dialogue));
}

static void
tell_open(LlMessenger *messenger)
{
  gboolean is_open = find_open(messenger) != NULL;

  if (is_open == messenger->is_open)
    return;
  messenger->is_open = is_open;
  if (!is_open) {
    ll_inquiry_ended(messenger->inquiry);
    if (ll_dialogue_closed(messenger->dialogue))
      tell_typing(messenger);
  }
  messenger->events->opened(messenger->owner, messenger, is_open);
}

static void
tell_acked(LlMessenger *messenger, const LlConnection *connection)
{
  ll_session_acked(messenger->session, ll_connection_id(connection),
                   ll_connection_acked(connection));
}

/* CONNECTION is over for WHY, and freed. */
static void
remove_connection(LlMessenger *messenger, LlConnection *connection, LlEnd why)
{
  guint id = ll_connection_id(connection);

  if (messenger->greeting == connection)
    messenger->greeting = NULL;
  if (why == LL_END_VANISHED)
    messenger->events->unreachable(messenger->owner, messenger);
  tell_acked(messenger, connection);
  g_ptr_array_remove(messenger->connections, connection);
  ll_inquiry_gone(messenger->inquiry, id);
  ll_session_gone(messenger->session, id, why, ll_now_ms());
}

static void
on_header(gpointer owner, LlConnection *connection)
{
  LlMessenger *messenger = owner;

  messenger->events->heard(messenger->owner, messenger);
  if (messenger->greeting != connection)
    return;
  messenger->greeting = NULL;
  ll_session_answered(messenger->session);
  tell_open(messenger);
}

static void
answer_iq(const LlMessenger *messenger, LlConnection *connection, const LlXmlNode *iq)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autoptr(LlXmlNode) answer = ll_answer_iq(iq, messenger->own, addressee(messenger, connection),
                                             &messenger->shared->us, now);

  if (answer && ll_stream_state(ll_connection_stream(connection)) == LL_STREAM_OPEN)
    ll_connection_send(connection, answer);
}

static gboolean
is_repeated(const LlMessenger *messenger, const LlConnection *connection, const LlMessage *message)
{
  return message->kind == LL_MESSAGE_TEXT &&
         ll_heard_again(messenger->shared->heard, messenger->peer, ll_connection_id(connection),
                        message->id, message->html, ll_now_ms());
}

/* That MESSAGE has come, if they ask for it, and also if its first receipt may have been lost. */
static void
acknowledge(LlMessenger *messenger, LlConnection *connection, const LlMessage *message)
{
  g_autoptr(LlXmlNode) receipt = NULL;

  if (!message->asks_receipt ||
      ll_stream_state(ll_connection_stream(connection)) != LL_STREAM_OPEN ||
      messenger->events->is_blocked(messenger->owner, messenger))
    return;
  receipt = ll_message_receipt(messenger->own, addressee(messenger, connection), message->id);
  ll_connection_send(connection, receipt);
}

/* They have read the message of ours with this ID. */
static void
take_receipt(LlMessenger *messenger, const char *id)
{
  guint64 number;

  if (g_ascii_string_to_unsigned(id, 10, 0, G_MAXUINT64, &number, NULL))
    ll_session_receipt(messenger->session, number);
}

static void
take_message(LlMessenger *messenger, LlConnection *connection, const LlXmlNode *node)
{
  g_autoptr(LlMessage) message = ll_message_from_node(node, g_get_language_names());

  if (message->received)
    take_receipt(messenger, message->received);
  acknowledge(messenger, connection, message);
  if (is_repeated(messenger, connection, message))
    return;
  if (ll_dialogue_heard(messenger->dialogue, message))
    tell_typing(messenger);
  if (message->kind != LL_MESSAGE_NOTHING || message->is_attention)
    messenger->events->message(messenger->owner, messenger, message);
}

static void
on_stanza(gpointer owner, LlConnection *connection, const LlXmlNode *node)
{
  LlMessenger *messenger = owner;

  messenger->events->heard(messenger->owner, messenger);
  ll_session_heard(messenger->session, ll_connection_id(connection), ll_now_ms());
  ll_inquiry_ready(messenger->inquiry);
  if (ll_xml_node_is(node, "iq", NULL)) {
    if (!ll_inquiry_answered(messenger->inquiry, node))
      answer_iq(messenger, connection, node);
  } else if (ll_xml_node_is(node, "message", NULL)) {
    take_message(messenger, connection, node);
  }
}

static void
on_acks(gpointer owner, LlConnection *connection)
{
  LlMessenger *messenger = owner;
  const LlAcks *acks = ll_stream_acks(ll_connection_stream(connection));
  guint id = ll_connection_id(connection);

  if (acks->state == LL_ACKS_REFUSED) {
    ll_session_unconfirmed(messenger->session, id);
    return;
  }
  ll_session_confirms(messenger->session, id, ll_now_ms());
  ll_session_confirmed(messenger->session, id, acks->confirmed);
}

static void
on_closing(gpointer owner, LlConnection *connection)
{
  LlMessenger *messenger = owner;
  const LlStream *stream = ll_connection_stream(connection);

  /* Who has things confirmed sends again what was not, goodbye or no goodbye. */
  if (!ll_stream_error(stream) && !ll_stream_peer_error(stream) &&
      !ll_acks_are_active(ll_stream_acks(stream)))
    ll_heard_goodbye(messenger->shared->heard, ll_connection_id(connection));
  ll_session_closing(messenger->session, ll_connection_id(connection));
}

static void
on_settled(gpointer owner, LlConnection *connection)
{
  LlMessenger *messenger = owner;
  g_autoptr(LlXmlNode) features = ll_connection_take_features(connection);

  if (features)
    ll_inquiry_features(messenger->inquiry, features);
  pump(messenger);
}

/* What the end of CONNECTION tells of the messages on it. */
static LlEnd
end_of(const LlMessenger *messenger, const LlConnection *connection)
{
  const GError *error = ll_connection_error(connection);

  if (messenger->greeting == connection || ll_stream_peer_error(ll_connection_stream(connection)))
    return LL_END_REFUSED;
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return LL_END_VANISHED;
  return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ? LL_END_RESET
                                                                          : LL_END_CLOSED;
}

static void
on_gone(gpointer owner, LlConnection *connection)
{
  LlMessenger *messenger = owner;

  remove_connection(messenger, connection, end_of(messenger, connection));
  pump(messenger);
}

static const LlConnectionEvents connection_events = {on_header,  on_stanza,  on_acks,
                                                     on_closing, on_settled, on_gone};

static void
add_connection(LlMessenger *messenger, LlConnection *connection)
{
  ll_connection_set_owner(connection, ++last_id, &connection_events, messenger);
  g_ptr_array_add(messenger->connections, connection);
}

/* --- the attempt to connect ------------------------------------------------------------------ */

static void
on_connected(gpointer owner, int fd)
{
  LlMessenger *messenger = owner;
  LlConnection *connection = ll_connection_new(fd, LL_STREAM_INITIATOR, messenger->own,
                                               messenger->is_by_address ? NULL : messenger->peer);

  g_clear_pointer(&messenger->attempt, ll_attempt_free);
  messenger->greeting = connection;
  add_connection(messenger, connection);
  ll_session_connected(messenger->session, ll_connection_id(connection), ll_now_ms());
  pump(messenger);
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
  pump(messenger);
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
  LlConnection *connection = find_connection(messenger, stream);

  g_clear_pointer(&messenger->attempt, ll_attempt_free);
  messenger->greeting = NULL;
  if (connection)
    g_ptr_array_remove(messenger->connections, connection);
}

/* --- what the session decides ---------------------------------------------------------------- */

static void
send_message(LlMessenger *messenger, const LlSessionAction *action)
{
  LlConnection *connection = find_connection(messenger, action->stream);
  const LlOutgoing *message = action->message;
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, message->id);
  LlSpeech speech = {.from = messenger->own,
                     .to = addressee(messenger, connection),
                     .id = id,
                     .plain = message->plain,
                     .xhtml = message->xhtml,
                     .written = message->is_kept ? message->written : 0};
  g_autoptr(LlXmlNode) node = NULL;
  const LlAcks *acks;
  guint64 end;

  ll_dialogue_speak(messenger->dialogue, &speech, capabilities_of(messenger));
  acks = ll_stream_acks(ll_connection_stream(connection));
  speech.asks_receipt &= acks->state != LL_ACKS_ON; /* which say as much, for less */
  node = ll_message_to_node(&speech);
  ll_connection_want_ack(connection);
  end = ll_connection_send(connection, node);
  ll_session_sent(messenger->session, end, ll_acks_are_active(acks) ? acks->sent : 0);
}

/* What is told as undelivered, or sent on another stream, must not arrive on this one later. */
static void
cut_off(LlMessenger *messenger, LlConnection *connection, LlEnd why)
{
  ll_connection_abort(connection);
  remove_connection(messenger, connection, why);
}

/* MESSAGE for the mailbox, its texts borrowed. */
static LlMail
mail_of(const LlMessenger *messenger, const LlOutgoing *message)
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
  LlMail mail = mail_of(messenger, message);
  g_autoptr(GError) error = NULL;

  if (ll_mailbox_put(messenger->shared->mailbox, &mail, &error))
    return;
  message->is_at_risk = TRUE;
  g_debug("a message cannot be saved: %s", error->message);
}

/* MESSAGE is not ours to send any more. */
static void
unsave(LlMessenger *messenger, const LlOutgoing *message)
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
  case LL_SESSION_DO_UNDELIVERED:
    unsave(messenger, action->message);
    messenger->events->undelivered(messenger->owner, messenger, action->message, action->why);
    ll_outgoing_free(action->message);
    break;
  case LL_SESSION_DO_SAVE:
    save(messenger, action->message);
    break;
  case LL_SESSION_DO_KEEP:
    messenger->events->kept(messenger->owner, messenger, action->message);
    break;
  case LL_SESSION_DO_DONE:
    unsave(messenger, action->message);
    if (action->message->is_kept)
      messenger->events->delivered(messenger->owner, messenger, action->message);
    ll_outgoing_free(action->message);
    break;
  case LL_SESSION_DO_CLOSE:
    ll_connection_close(find_connection(messenger, action->stream), NULL);
    tell_open(messenger);
    break;
  case LL_SESSION_DO_DROP:
    cut_off(messenger, find_connection(messenger, action->stream), action->why);
    break;
  default:
    break;
  }
}

static void
inquire(LlMessenger *messenger)
{
  LlConnection *connection = find_open(messenger);

  if (connection)
    ll_inquiry_ask(messenger->inquiry, connection, messenger->own,
                   addressee(messenger, connection));
}

static void
on_inquiry_over(gpointer owner, gboolean retry, const LlAbout *about)
{
  LlMessenger *messenger = owner;

  if (about)
    messenger->events->about(messenger->owner, messenger, about);
  if (retry)
    messenger->events->retry(messenger->owner, messenger);
  pump(messenger);
}

static const LlInquiryEvents inquiry_events = {on_inquiry_over};

static void
pump(LlMessenger *messenger)
{
  LlSessionAction action;

  /* Told of something, the owner may send: the loop below takes that, too. */
  if (messenger->is_pumping)
    return;
  messenger->is_pumping = TRUE;
  for (guint i = 0; i < messenger->connections->len; i++)
    tell_acked(messenger, g_ptr_array_index(messenger->connections, i));
  for (;;) {
    ll_session_next(messenger->session, ll_now_ms(), &action);
    if (action.what == LL_SESSION_DO_NOTHING)
      break;
    perform(messenger, &action);
  }
  messenger->is_pumping = FALSE;
  tell_open(messenger);
  inquire(messenger);
  wake_at(messenger, ll_session_deadline(messenger->session));
  if (messenger->connections->len == 0 && ll_session_is_idle(messenger->session) &&
      ll_inquiry_is_idle(messenger->inquiry))
    messenger->events->idle(messenger->owner, messenger);
}

/* --- for the endpoint ------------------------------------------------------------------------ */

LlMessenger *
ll_messenger_new(LlDiscovery *discovery, const LlMessengerShared *shared, const char *own,
                 const char *peer, const LlMessengerEvents *events, gpointer owner)
{
  LlMessenger *messenger = g_new0(LlMessenger, 1);

  messenger->discovery = discovery;
  messenger->shared = shared;
  messenger->own = g_strdup(own);
  messenger->peer = g_strdup(peer);
  messenger->is_by_address = ll_contact_is_valid(peer);
  messenger->events = events;
  messenger->owner = owner;
  messenger->session = ll_session_new();
  messenger->dialogue = ll_dialogue_new();
  messenger->inquiry = ll_inquiry_new(shared->capabilities, peer, &inquiry_events, messenger);
  if (shared->mailbox)
    ll_session_set_keeps(messenger->session);
  messenger->connections = g_ptr_array_new_with_free_func((GDestroyNotify)ll_connection_free);
  return messenger;
}

/* Of what is to be done in the end, that which is still done. */
static gboolean
is_last_word(const LlSessionAction *action)
{
  switch (action->what) {
  case LL_SESSION_DO_UNDELIVERED:
  case LL_SESSION_DO_ABANDON:
  case LL_SESSION_DO_SAVE:
  case LL_SESSION_DO_KEEP:
  case LL_SESSION_DO_DONE:
    return TRUE;
  default:
    return FALSE;
  }
}

void
ll_messenger_free(LlMessenger *messenger)
{
  LlSessionAction action;

  if (!messenger)
    return;
  for (guint i = 0; i < messenger->connections->len; i++) {
    const LlConnection *connection = g_ptr_array_index(messenger->connections, i);

    /* What the kernel took goes on after us. */
    ll_session_acked(messenger->session, ll_connection_id(connection),
                     ll_connection_taken(connection));
  }
  ll_session_shut(messenger->session);
  abandon_attempt(messenger, 0);
  for (ll_session_next(messenger->session, ll_now_ms(), &action); is_last_word(&action);
       ll_session_next(messenger->session, ll_now_ms(), &action))
    perform(messenger, &action);
  ll_timer_stop(&messenger->timer);
  for (guint i = 0; i < messenger->connections->len; i++)
    ll_connection_close(g_ptr_array_index(messenger->connections, i), "system-shutdown");
  g_ptr_array_unref(messenger->connections);
  ll_session_free(messenger->session);
  ll_dialogue_free(messenger->dialogue);
  ll_inquiry_free(messenger->inquiry);
  g_free(messenger->own);
  g_free(messenger->peer);
  g_free(messenger);
}

const char *
ll_messenger_peer(const LlMessenger *messenger)
{
  return messenger->peer;
}

void
ll_messenger_set_own(LlMessenger *messenger, const char *own)
{
  g_free(messenger->own);
  messenger->own = g_strdup(own);
}

void
ll_messenger_send(LlMessenger *messenger, guint64 id, const char *plain, const char *xhtml)
{
  gboolean is_queued = ll_session_send(messenger->session, id, plain, xhtml,
                                       g_get_real_time() / G_USEC_PER_SEC, ll_now_ms());

  /* On an open stream it goes at once; what may end in undelivered() waits for the loop. */
  if (is_queued && ll_session_state(messenger->session) == LL_SESSION_READY)
    pump(messenger);
  else
    wake_at(messenger, ll_now_ms());
}

void
ll_messenger_restore(LlMessenger *messenger, const LlMail *mail)
{
  LlOutgoing *message = g_new0(LlOutgoing, 1);

  message->id = mail->id;
  message->written = mail->written;
  message->plain = g_strdup(mail->plain);
  message->xhtml = g_strdup(mail->xhtml);
  ll_session_restore(messenger->session, message);
  /* They may be there already. */
  if (messenger->is_present)
    ll_messenger_set_present(messenger, TRUE);
}

void
ll_messenger_list(const LlMessenger *messenger, GPtrArray *all)
{
  g_autoptr(GPtrArray) messages = ll_session_waiting(messenger->session);

  for (guint i = 0; i < messages->len; i++) {
    LlMail mail = mail_of(messenger, messages->pdata[i]);

    g_ptr_array_add(all, ll_mail_copy(&mail));
  }
}

gboolean
ll_messenger_withdraw(LlMessenger *messenger, guint64 id)
{
  g_autoptr(LlOutgoing) message = ll_session_withdraw(messenger->session, id);

  if (!message)
    return FALSE;
  unsave(messenger, message);
  wake_at(messenger, ll_now_ms());
  return TRUE;
}

void
ll_messenger_take(LlMessenger *messenger, LlConnection *connection)
{
  if (messenger->connections->len >= LL_STREAMS_PER_PEER_MAX) {
    LlConnection *oldest = g_ptr_array_index(messenger->connections, 0);

    ll_connection_close(oldest, "conflict");
    remove_connection(messenger, oldest, LL_END_CLOSED);
  }
  add_connection(messenger, connection);
  ll_session_incoming(messenger->session, ll_connection_id(connection), ll_now_ms());
  if (ll_acks_are_active(ll_stream_acks(ll_connection_stream(connection))))
    on_acks(messenger, connection);
  ll_inquiry_ready(messenger->inquiry); /* who opens a stream has no features to tell */
  tell_open(messenger);
  ll_connection_set_held(connection, FALSE);
}

void
ll_messenger_set_present(LlMessenger *messenger, gboolean present)
{
  messenger->is_present = present;
  if (!present)
    return;
  ll_session_appeared(messenger->session, ll_now_ms());
  wake_at(messenger, ll_now_ms());
}

void
ll_messenger_set_typing(LlMessenger *messenger, LlChatState state)
{
  LlConnection *connection = find_open(messenger);
  g_autoptr(LlXmlNode) node = NULL;

  if (!connection)
    return;
  node = ll_dialogue_type(messenger->dialogue, messenger->own, addressee(messenger, connection),
                          state, capabilities_of(messenger));
  if (node)
    ll_connection_send(connection, node);
}

gboolean
ll_messenger_nudge(LlMessenger *messenger)
{
  LlConnection *connection = find_open(messenger);
  g_autoptr(LlXmlNode) node = NULL;

  if (!connection || !(capabilities_of(messenger) & LL_CAPABILITY_ATTENTION))
    return FALSE;
  node = ll_message_attention(messenger->own, addressee(messenger, connection));
  ll_connection_send(connection, node);
  return TRUE;
}

void
ll_messenger_inquire(LlMessenger *messenger)
{
  ll_inquiry_renew(messenger->inquiry);
  inquire(messenger);
}

gboolean
ll_messenger_ask_about(LlMessenger *messenger)
{
  LlConnection *connection = find_open(messenger);

  return connection && ll_inquiry_ask_about(messenger->inquiry, connection, messenger->own,
                                            addressee(messenger, connection));
}
