/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/answer.h"
#include "io/messenger-private.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/name.h"

/* Of a connection: no two of this program have the same. */
static guint last_id;

LlConnection *
ll_messenger_stream(const LlMessenger *messenger, guint id)
{
  for (guint i = 0; i < messenger->connections->len; i++) {
    LlConnection *connection = g_ptr_array_index(messenger->connections, i);

    if (ll_connection_id(connection) == id)
      return connection;
  }
  return NULL;
}

/* Whom stanzas on CONNECTION go to. (nullable) */
const char *
ll_messenger_addressee(const LlMessenger *messenger, const LlConnection *connection)
{
  return messenger->is_by_address ? ll_stream_peer_from(ll_connection_stream(connection))
                                  : messenger->peer;
}

/* (nullable): one that stanzas can go out on, the newest. */
LlConnection *
ll_messenger_open_stream(const LlMessenger *messenger)
{
  for (guint i = messenger->connections->len; i > 0; i--) {
    LlConnection *connection = g_ptr_array_index(messenger->connections, i - 1);

    if (ll_stream_state(ll_connection_stream(connection)) == LL_STREAM_OPEN)
      return connection;
  }
  return NULL;
}

LlCapability
ll_messenger_capabilities(const LlMessenger *messenger)
{
  return ll_capabilities_of(messenger->shared->capabilities, messenger->peer);
}

static void
tell_typing(LlMessenger *messenger)
{
  messenger->events->typing(messenger->owner, messenger, ll_dialogue_theirs(messenger->dialogue));
}

void
ll_messenger_tell_open(LlMessenger *messenger)
{
  gboolean is_open = ll_messenger_open_stream(messenger) != NULL;

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

void
ll_messenger_tell_acked(LlMessenger *messenger, const LlConnection *connection)
{
  ll_session_acked(messenger->session, ll_connection_id(connection),
                   ll_connection_acked(connection));
}

/* CONNECTION is over for WHY, and freed. */
void
ll_messenger_remove_stream(LlMessenger *messenger, LlConnection *connection, LlEnd why)
{
  guint id = ll_connection_id(connection);

  if (messenger->greeting == connection)
    messenger->greeting = NULL;
  if (why == LL_END_VANISHED)
    messenger->events->unreachable(messenger->owner, messenger);
  ll_messenger_tell_acked(messenger, connection);
  g_ptr_array_remove(messenger->connections, connection);
  ll_inquiry_gone(messenger->inquiry, id);
  ll_session_gone(messenger->session, id, why, ll_now_ms());
}

/* --- whether a stream will do ---------------------------------------------------------------- */

/* How long who says to be of XMPP 1.0 may take to offer or take TLS before they are taken for one
 * who never does. Where nothing goes without it, it is longer. */
#define PATIENCE_MS      1000
#define LONG_PATIENCE_MS 4000

/* A program like ours offers it, or says that it does not, or asks for it at once. If none of that
 * comes in time, it hangs: what it was told in plain text it would not hear. An attempt of ours
 * ends by itself, and is made again. */
void
ll_messenger_await_settled(const LlMessenger *messenger, LlConnection *connection)
{
  const LlMessengerShared *shared = messenger->shared;
  gboolean will_do = ll_guard_judge(shared->guard, messenger->peer, NULL) == LL_VERDICT_ACCEPT;

  if (!ll_capabilities_is_our_program(shared->capabilities, messenger->peer))
    ll_connection_settle_in(connection, will_do ? PATIENCE_MS : LONG_PATIENCE_MS, TRUE);
  else if (messenger->greeting != connection)
    ll_connection_settle_in(connection, LL_STREAM_IDENTIFY_SECONDS * 1000, FALSE);
}

static LlEnd
end_for(LlVerdict verdict)
{
  static const LlEnd table[LL_VERDICT_N] = {
      [LL_VERDICT_NEW_KEY] = LL_END_NEW_KEY,
      [LL_VERDICT_NO_KEY] = LL_END_NO_KEY,
      [LL_VERDICT_PLAIN] = LL_END_PLAIN,
      [LL_VERDICT_UNVERIFIED] = LL_END_UNVERIFIED,
  };

  return table[verdict];
}

/* RFC 6120 4.9.3, 5.3.4. */
static const char *
condition_for(LlVerdict verdict)
{
  return verdict == LL_VERDICT_NEW_KEY || verdict == LL_VERDICT_UNVERIFIED ? "not-authorized"
                                                                           : "policy-violation";
}

/* Nothing was said on CONNECTION, and nothing will be. Only where we looked for them does that say
 * something of what waits: anybody can call. */
static void
refuse(LlMessenger *messenger, LlConnection *connection, LlVerdict verdict)
{
  ll_connection_close(connection, condition_for(verdict));
  if (messenger->greeting != connection)
    return;
  messenger->greeting = NULL;
  ll_session_failed(messenger->session, end_for(verdict), ll_now_ms());
}

/* FALSE: it is refused. */
static gboolean
admit(LlMessenger *messenger, LlConnection *connection)
{
  LlVerdict verdict =
      ll_guard_admit(messenger->shared->guard, messenger->peer, ll_connection_peer_key(connection));

  if (verdict != LL_VERDICT_ACCEPT)
    refuse(messenger, connection, verdict);
  return verdict == LL_VERDICT_ACCEPT;
}

void
ll_messenger_review(LlMessenger *messenger)
{
  for (guint i = messenger->connections->len; i > 0; i--) {
    LlConnection *connection = g_ptr_array_index(messenger->connections, i - 1);
    LlVerdict verdict = ll_guard_judge(messenger->shared->guard, messenger->peer,
                                       ll_connection_peer_key(connection));

    if (verdict == LL_VERDICT_ACCEPT ||
        ll_stream_state(ll_connection_stream(connection)) != LL_STREAM_OPEN)
      continue;
    /* What went out on it of late may have been taken by nobody. */
    ll_connection_close(connection, condition_for(verdict));
    ll_messenger_remove_stream(messenger, connection, LL_END_RESET);
  }
}

static void
on_secured(gpointer owner, LlConnection *connection)
{
  admit(owner, connection);
}

/* They opened it, and it can be used. */
static void
begin_incoming(LlMessenger *messenger, LlConnection *connection)
{
  ll_session_incoming(messenger->session, ll_connection_id(connection), ll_now_ms());
  if (ll_acks_are_active(ll_stream_acks(ll_connection_stream(connection))))
    ll_messenger_tell_acks(messenger, connection);
  ll_inquiry_ready(messenger->inquiry); /* who opens a stream has no features to tell */
}

static void
on_ready(gpointer owner, LlConnection *connection)
{
  LlMessenger *messenger = owner;

  if (messenger->greeting != connection &&
      messenger->events->welcome(messenger->owner, messenger) == LL_WELCOME_NO) {
    ll_connection_close(connection, "not-authorized");
    return;
  }
  if (!admit(messenger, connection))
    return;
  if (messenger->greeting == connection) {
    messenger->greeting = NULL;
    ll_session_answered(messenger->session);
  } else {
    begin_incoming(messenger, connection);
  }
  /* What was there before a key was known may be somebody else's. */
  ll_messenger_review(messenger);
  ll_messenger_tell_open(messenger);
}

/* --- what comes ------------------------------------------------------------------------------ */

/* We called them, and who answers says to be another who is on the network: what is known of where
 * they listen is out of date. What nobody else is called may be an odd way to write the name. */
static gboolean
is_somebody_else(const LlMessenger *messenger, const LlConnection *connection)
{
  const char *from = ll_stream_peer_from(ll_connection_stream(connection));

  return messenger->greeting == connection && !messenger->is_by_address && from &&
         !ll_name_equal(from, messenger->peer) && ll_roster_find(messenger->shared->roster, from);
}

/* Nothing of what is for them was said. */
static void
hang_up(LlMessenger *messenger, LlConnection *connection)
{
  messenger->greeting = NULL;
  ll_connection_close(connection, "invalid-from");
  messenger->events->unreachable(messenger->owner, messenger);
  ll_session_failed(messenger->session, LL_END_UNREACHABLE, ll_now_ms());
}

static void
on_header(gpointer owner, LlConnection *connection)
{
  LlMessenger *messenger = owner;

  if (is_somebody_else(messenger, connection)) {
    hang_up(messenger, connection);
    return;
  }
  messenger->events->heard(messenger->owner, messenger);
  if (messenger->greeting == connection)
    ll_session_greeted(messenger->session, ll_now_ms());
  ll_messenger_await_settled(messenger, connection);
}

static void
answer_iq(const LlMessenger *messenger, LlConnection *connection, const LlXmlNode *iq)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autoptr(LlXmlNode) answer =
      ll_answer_iq(iq, messenger->own, ll_messenger_addressee(messenger, connection),
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

  if (!message->asks_receipt || ll_stream_state(ll_connection_stream(connection)) != LL_STREAM_OPEN)
    return;
  receipt = ll_message_receipt(messenger->own, ll_messenger_addressee(messenger, connection),
                               message->id);
  ll_connection_send(connection, receipt);
}

/* They have read the message of ours with this ID. */
static void
take_receipt(LlMessenger *messenger, const char *id)
{
  guint64 number;

  if (g_ascii_string_to_unsigned(id, 16, 0, G_MAXUINT64, &number, NULL))
    ll_session_receipt(messenger->session, number);
}

/* The user is to be asked first; they are told so, and that it was not shown. */
static void
turn_away(LlMessenger *messenger, LlConnection *connection, const LlXmlNode *node,
          const LlMessage *message)
{
  g_autoptr(LlXmlNode) error = NULL;

  if (message->kind != LL_MESSAGE_TEXT && !message->is_attention)
    return;
  error = ll_message_refusal(node, messenger->own, ll_messenger_addressee(messenger, connection));
  if (ll_stream_state(ll_connection_stream(connection)) == LL_STREAM_OPEN)
    ll_connection_send(connection, error);
  messenger->events->knocked(messenger->owner, messenger);
}

static void
take_message(LlMessenger *messenger, LlConnection *connection, const LlXmlNode *node)
{
  g_autoptr(LlMessage) message =
      ll_message_from_node(node, (const char *const *)messenger->shared->languages);
  LlWelcome welcome = messenger->events->welcome(messenger->owner, messenger);

  if (message->received)
    take_receipt(messenger, message->received);
  if (welcome == LL_WELCOME_NOT_YET)
    turn_away(messenger, connection, node, message);
  if (welcome != LL_WELCOME_YES)
    return;
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

void
ll_messenger_tell_acks(LlMessenger *messenger, const LlConnection *connection)
{
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
on_acks(gpointer owner, LlConnection *connection)
{
  ll_messenger_tell_acks(owner, connection);
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
  ll_messenger_pump(messenger);
}

/* What the end of CONNECTION tells of the messages on it. */
static LlEnd
end_of(const LlMessenger *messenger, const LlConnection *connection)
{
  const GError *error = ll_connection_error(connection);
  const LlStream *stream = ll_connection_stream(connection);

  if (messenger->greeting == connection || ll_stream_peer_error(stream) ||
      ll_stream_has_refused_tls(stream))
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

  ll_messenger_remove_stream(messenger, connection, end_of(messenger, connection));
  ll_messenger_pump(messenger);
}

static const LlConnectionEvents connection_events = {
    .header = on_header,
    .secured = on_secured,
    .ready = on_ready,
    .stanza = on_stanza,
    .acks = on_acks,
    .closing = on_closing,
    .settled = on_settled,
    .gone = on_gone,
};

void
ll_messenger_add_stream(LlMessenger *messenger, LlConnection *connection)
{
  ll_connection_set_owner(connection, ++last_id, &connection_events, messenger);
  g_ptr_array_add(messenger->connections, connection);
}
