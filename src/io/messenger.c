/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/messenger.h"

#include "io/messenger-private.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/contact.h"

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
  messenger->inquiry =
      ll_inquiry_new(shared->capabilities, peer, &ll_messenger_inquiry_events, messenger);
  if (shared->mailbox)
    ll_session_set_keeps(messenger->session);
  messenger->connections = g_ptr_array_new_with_free_func((GDestroyNotify)ll_connection_free);
  return messenger;
}

void
ll_messenger_free(LlMessenger *messenger)
{
  if (!messenger)
    return;
  ll_messenger_shut(messenger);
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
  LlMail mail = {messenger->peer, id, g_get_real_time() / G_USEC_PER_SEC, (char *)plain,
                 (char *)xhtml};
  gboolean is_queued =
      ll_session_send(messenger->session, id, plain, xhtml, mail.written, ll_now_ms());

  if (is_queued && messenger->shared->notes && ll_notes_add(messenger->shared->notes, &mail))
    ll_session_set_noted(messenger->session);
  if (is_queued && !messenger->is_present)
    ll_session_set_for_absent(messenger->session);
  /* On an open stream it goes at once; what may end in undelivered() waits for the loop. */
  if (is_queued && ll_session_state(messenger->session) == LL_SESSION_READY)
    ll_messenger_pump(messenger);
  else
    ll_messenger_wake_at(messenger, ll_now_ms());
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
    LlMail mail = ll_messenger_mail(messenger, messages->pdata[i]);

    g_ptr_array_add(all, ll_mail_copy(&mail));
  }
}

gboolean
ll_messenger_withdraw(LlMessenger *messenger, guint64 id)
{
  g_autoptr(LlOutgoing) message = ll_session_withdraw(messenger->session, id);

  if (!message)
    return FALSE;
  ll_messenger_unsave(messenger, message);
  ll_messenger_wake_at(messenger, ll_now_ms());
  return TRUE;
}

static void
end_stream(LlMessenger *messenger, LlConnection *connection, const char *condition)
{
  ll_connection_close(connection, condition);
  ll_messenger_remove_stream(messenger, connection, LL_END_CLOSED);
}

guint
ll_messenger_n_streams(const LlMessenger *messenger)
{
  return messenger->connections->len;
}

gint64
ll_messenger_oldest_stream(const LlMessenger *messenger)
{
  gint64 active;

  ll_session_oldest(messenger->session, &active);
  return active;
}

void
ll_messenger_make_room(LlMessenger *messenger)
{
  gint64 active;
  LlConnection *oldest =
      ll_messenger_stream(messenger, ll_session_oldest(messenger->session, &active));

  if (!oldest)
    return;
  end_stream(messenger, oldest, "resource-constraint");
  ll_messenger_wake_at(messenger, ll_now_ms());
}

void
ll_messenger_take(LlMessenger *messenger, LlConnection *connection)
{
  if (messenger->connections->len >= LL_STREAMS_PER_PEER_MAX)
    end_stream(messenger, g_ptr_array_index(messenger->connections, 0), "conflict");
  ll_messenger_add_stream(messenger, connection);
  ll_messenger_await_settled(messenger, connection);
  ll_connection_set_held(connection, FALSE);
}

LlSecurity
ll_messenger_security(const LlMessenger *messenger)
{
  const LlConnection *connection = ll_messenger_open_stream(messenger);

  return ll_guard_security(messenger->shared->guard, messenger->peer,
                           connection ? ll_connection_peer_key(connection) : NULL,
                           connection != NULL);
}

void
ll_messenger_accepted(LlMessenger *messenger)
{
  ll_messenger_review(messenger);
  ll_session_appeared(messenger->session, ll_now_ms());
  ll_messenger_wake_at(messenger, ll_now_ms());
}

void
ll_messenger_set_present(LlMessenger *messenger, gboolean present)
{
  messenger->is_present = present;
  if (!present)
    return;
  ll_session_appeared(messenger->session, ll_now_ms());
  ll_messenger_wake_at(messenger, ll_now_ms());
}

void
ll_messenger_set_typing(LlMessenger *messenger, LlChatState state)
{
  LlConnection *connection = ll_messenger_open_stream(messenger);
  g_autoptr(LlXmlNode) node = NULL;

  if (!connection)
    return;
  node = ll_dialogue_type(messenger->dialogue, messenger->own,
                          ll_messenger_addressee(messenger, connection), state,
                          ll_messenger_capabilities(messenger));
  if (node)
    ll_connection_send(connection, node);
}

gboolean
ll_messenger_nudge(LlMessenger *messenger)
{
  LlConnection *connection = ll_messenger_open_stream(messenger);
  g_autoptr(LlXmlNode) node = NULL;

  if (!connection || !(ll_messenger_capabilities(messenger) & LL_CAPABILITY_ATTENTION))
    return FALSE;
  node = ll_message_attention(messenger->own, ll_messenger_addressee(messenger, connection));
  ll_connection_send(connection, node);
  return TRUE;
}

void
ll_messenger_inquire(LlMessenger *messenger)
{
  ll_inquiry_renew(messenger->inquiry);
  ll_messenger_inquire_now(messenger);
}

gboolean
ll_messenger_ask_about(LlMessenger *messenger)
{
  LlConnection *connection = ll_messenger_open_stream(messenger);

  return connection && ll_inquiry_ask_about(messenger->inquiry, connection, messenger->own,
                                            ll_messenger_addressee(messenger, connection));
}

void
ll_messenger_ask_picture(LlMessenger *messenger, const char *hash)
{
  ll_inquiry_want_picture(messenger->inquiry, hash);
  ll_session_want(messenger->session);
  ll_messenger_wake_at(messenger, ll_now_ms());
}

gboolean
ll_messenger_can_ask_picture(const LlMessenger *messenger)
{
  return ll_messenger_open_stream(messenger) &&
         ll_messenger_capabilities(messenger) & LL_CAPABILITY_BOB;
}
