/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "person.h"

#define LINGER_MS 5000

static void
our_end(OurPerson *ours, Socket *socket, LlEnd why)
{
  gint64 now = ours->person.network->now;

  ll_session_acked(ours->session, socket->id, socket->acked);
  g_ptr_array_remove(ours->sockets, socket);
  socket_close(socket);
  ll_session_gone(ours->session, socket->id, why, now);
}

static Socket *
our_socket(OurPerson *ours, guint id)
{
  for (guint i = 0; i < ours->sockets->len; i++) {
    Socket *socket = g_ptr_array_index(ours->sockets, i);

    if (socket->id == id)
      return socket;
  }
  g_assert_not_reached();
}

static void
our_abandon(OurPerson *ours, guint id)
{
  Socket *socket = id != 0 ? our_socket(ours, id) : NULL;

  ours->person.connecting = FALSE;
  if (!socket)
    return;
  g_ptr_array_remove(ours->sockets, socket);
  socket_close(socket);
}

static void
our_say(OurPerson *ours, const LlSessionAction *action)
{
  Socket *socket = our_socket(ours, action->stream);

  if (action->message->tries > 1)
    g_array_append_val(ours->resent, action->message->id);
  socket_say(socket, SAY_MESSAGE, action->message->id);
  ll_session_sent(ours->session, socket->written, ours->confirms ? ++socket->numbers : 0);
}

static void
our_perform(OurPerson *ours, LlSessionAction *action)
{
  switch (action->what) {
  case LL_SESSION_DO_CONNECT:
    g_assert_false(ours->person.connecting);
    ours->person.connecting = TRUE;
    break;
  case LL_SESSION_DO_ABANDON:
    our_abandon(ours, action->stream);
    break;
  case LL_SESSION_DO_SEND:
    our_say(ours, action);
    break;
  case LL_SESSION_DO_ASK: /* everybody says without being asked */
    break;
  case LL_SESSION_DO_CLOSE:
    socket_say(our_socket(ours, action->stream), SAY_END, 0);
    break;
  case LL_SESSION_DO_UNDELIVERED:
    g_array_append_val(ours->undelivered, action->message->id);
    ll_outgoing_free(action->message);
    break;
  default:
    our_end(ours, our_socket(ours, action->stream), action->why);
  }
}

static void
our_settled(Person *person)
{
  OurPerson *ours = (OurPerson *)person;
  LlSessionAction action;

  for (guint i = ours->sockets->len; i-- > 0;) {
    Socket *socket = g_ptr_array_index(ours->sockets, i);

    ll_session_acked(ours->session, socket->id, socket->acked);
    if (socket->linger != 0 && socket->linger <= person->network->now)
      our_end(ours, socket, LL_END_CLOSED);
  }
  for (;;) {
    ll_session_next(ours->session, person->network->now, &action);
    if (action.what == LL_SESSION_DO_NOTHING)
      return;
    our_perform(ours, &action);
  }
}

static gint64
our_deadline(Person *person)
{
  OurPerson *ours = (OurPerson *)person;
  gint64 deadline = ll_session_deadline(ours->session);

  for (guint i = 0; i < ours->sockets->len; i++) {
    Socket *socket = g_ptr_array_index(ours->sockets, i);

    if (socket->linger != 0)
      deadline = MIN(deadline, socket->linger);
  }
  return deadline;
}

static void
our_send(Person *person, guint64 message)
{
  ll_session_send(((OurPerson *)person)->session, message, "text", NULL, 0, person->network->now);
}

static void
our_connected(Person *person, Socket *socket)
{
  OurPerson *ours = (OurPerson *)person;

  socket_say(socket, SAY_HEADER, 0);
  g_ptr_array_add(ours->sockets, socket);
  ll_session_connected(ours->session, socket->id, person->network->now);
}

static void
our_answer(OurPerson *ours, Socket *socket, Saying header)
{
  if (socket->is_initiator) {
    ll_session_answered(ours->session);
    if (ours->confirms)
      ll_session_confirms(ours->session, socket->id, ours->person.network->now);
    return;
  }
  socket_say(socket, header, 0);
  if (header == SAY_HEADER)
    socket_say(socket, SAY_FEATURES, 0);
  socket->held = TRUE;
}

static void
our_message(OurPerson *ours, Socket *socket, guint64 message)
{
  gint64 now = ours->person.network->now;
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, message);

  ll_session_heard(ours->session, socket->id, now);
  if (!ours->heard || !ll_heard_again(ours->heard, "other@host", socket->id, id, "text", now))
    g_array_append_val(ours->person.got, message);
  socket->read++;
  if (ours->confirms && !socket->said_end)
    socket_say(socket, SAY_ACKS, socket->read);
}

static void
our_read(Person *person, Socket *socket, Saying saying, guint64 message)
{
  OurPerson *ours = (OurPerson *)person;

  switch (saying) {
  case SAY_FEATURES:
    break;
  case SAY_MESSAGE:
    our_message(ours, socket, message);
    break;
  case SAY_ACKS:
    ll_session_confirmed(ours->session, socket->id, message);
    break;
  case SAY_END:
    if (!socket->said_end)
      socket_say(socket, SAY_END, 0);
    socket->linger = person->network->now + LINGER_MS;
    if (ours->heard && !ours->confirms)
      ll_heard_goodbye(ours->heard, socket->id);
    ll_session_closing(ours->session, socket->id);
    break;
  default:
    our_answer(ours, socket, saying);
  }
}

static void
our_gone(Person *person, Socket *socket, gboolean is_reset)
{
  our_end((OurPerson *)person, socket, is_reset ? LL_END_RESET : LL_END_CLOSED);
}

static void
our_identified(Person *person, Socket *socket)
{
  OurPerson *ours = (OurPerson *)person;

  g_ptr_array_add(ours->sockets, socket);
  ll_session_incoming(ours->session, socket->id, person->network->now);
}

static void
our_mishap(Person *person)
{
  OurPerson *ours = (OurPerson *)person;

  if (ours->sockets->len > 0)
    socket_cut(
        g_ptr_array_index(ours->sockets, (guint)g_rand_int_range(person->network->rand, 0,
                                                                 (gint32)ours->sockets->len)));
}

void
our_person_init(OurPerson *ours, guint messages)
{
  static const PersonClass class = {our_send,       our_connected, our_read,     our_gone,
                                    our_identified, our_mishap,    our_deadline, our_settled};

  person_init(&ours->person, &class, messages);
  ours->session = ll_session_new();
  ours->sockets = g_ptr_array_new();
  ours->undelivered = g_array_new(FALSE, FALSE, sizeof(guint64));
  ours->resent = g_array_new(FALSE, FALSE, sizeof(guint64));
  ours->heard = NULL;
  ours->confirms = FALSE;
}

void
our_person_clear(OurPerson *ours)
{
  ll_session_free(ours->session);
  g_ptr_array_unref(ours->sockets);
  g_array_unref(ours->undelivered);
  g_array_unref(ours->resent);
  ll_heard_free(ours->heard);
  g_array_unref(ours->person.got);
}
