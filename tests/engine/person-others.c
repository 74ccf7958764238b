/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "person.h"

static gint64
no_deadline(Person *person)
{
  (void)person;
  return G_MAXINT64;
}

static void
nothing(Person *person)
{
  (void)person;
}

static void
nothing_of(Person *person, Socket *socket)
{
  (void)person;
  (void)socket;
}

/* --- prpl-bonjour ---------------------------------------------------------------------------- */

static void
bonjour_flush(BonjourPerson *bonjour)
{
  while (bonjour->conversation && bonjour->is_started && !g_queue_is_empty(&bonjour->waiting))
    socket_say(bonjour->conversation, SAY_MESSAGE,
               GPOINTER_TO_UINT(g_queue_pop_head(&bonjour->waiting)));
}

static void
bonjour_close(BonjourPerson *bonjour)
{
  Socket *socket = g_steal_pointer(&bonjour->conversation);

  bonjour->person.connecting = FALSE;
  bonjour->is_started = FALSE;
  g_queue_clear(&bonjour->waiting);
  if (!socket)
    return;
  socket_say(socket, SAY_END, 0);
  socket_close(socket);
}

static void
bonjour_send(Person *person, guint64 message)
{
  BonjourPerson *bonjour = (BonjourPerson *)person;

  g_queue_push_tail(&bonjour->waiting, GUINT_TO_POINTER((guint)message));
  if (!bonjour->conversation)
    person->connecting = TRUE;
  bonjour_flush(bonjour);
}

static void
bonjour_connected(Person *person, Socket *socket)
{
  BonjourPerson *bonjour = (BonjourPerson *)person;

  bonjour->conversation = socket;
  socket_say(socket, SAY_OLD_HEADER, 0);
}

static void
bonjour_header(BonjourPerson *bonjour, Socket *socket)
{
  if (!socket->is_initiator && bonjour->refusals > 0) {
    bonjour->refusals--;
    socket_close(socket);
    return;
  }
  if (!socket->is_initiator) {
    bonjour_close(bonjour);
    bonjour->conversation = socket;
    socket_say(socket, SAY_OLD_HEADER, 0);
  }
  bonjour->is_started = TRUE;
  bonjour_flush(bonjour);
}

static void
bonjour_read(Person *person, Socket *socket, Saying saying, guint64 message)
{
  BonjourPerson *bonjour = (BonjourPerson *)person;

  if (saying == SAY_HEADER || saying == SAY_OLD_HEADER)
    bonjour_header(bonjour, socket);
  else if (saying == SAY_MESSAGE)
    g_array_append_val(person->got, message);
  else if (saying == SAY_END && bonjour->conversation == socket)
    bonjour_close(bonjour);
}

static void
bonjour_gone(Person *person, Socket *socket, gboolean is_reset)
{
  BonjourPerson *bonjour = (BonjourPerson *)person;

  (void)is_reset;
  if (bonjour->conversation == socket) {
    bonjour->conversation = NULL;
    bonjour->is_started = FALSE;
    g_queue_clear(&bonjour->waiting);
  }
}

/* The window is closed, or the program is killed and started again. */
static void
bonjour_mishap(Person *person)
{
  BonjourPerson *bonjour = (BonjourPerson *)person;

  if (bonjour->conversation && network_flip(person->network)) {
    socket_close(bonjour->conversation);
    bonjour_gone(person, bonjour->conversation, TRUE);
  }
  bonjour_close(bonjour);
}

void
bonjour_person_init(BonjourPerson *bonjour, guint messages, guint refusals, guint mishaps)
{
  static const PersonClass class = {bonjour_send, bonjour_connected, bonjour_read, bonjour_gone,
                                    nothing_of,   bonjour_mishap,    no_deadline,  nothing};

  person_init(&bonjour->person, &class, messages);
  bonjour->person.mishaps = mishaps;
  bonjour->conversation = NULL;
  bonjour->is_started = FALSE;
  bonjour->refusals = refusals;
  g_queue_init(&bonjour->waiting);
}

void
bonjour_person_clear(BonjourPerson *bonjour)
{
  g_queue_clear(&bonjour->waiting);
  g_array_unref(bonjour->person.got);
}

/* --- telepathy-salut ------------------------------------------------------------------------- */

static void
salut_flush(SalutPerson *salut)
{
  while (salut->current && salut->is_started && !g_queue_is_empty(&salut->waiting))
    socket_say(salut->current, SAY_MESSAGE, GPOINTER_TO_UINT(g_queue_pop_head(&salut->waiting)));
}

static void
salut_send(Person *person, guint64 message)
{
  SalutPerson *salut = (SalutPerson *)person;

  g_queue_push_tail(&salut->waiting, GUINT_TO_POINTER((guint)message));
  if (!salut->current)
    person->connecting = TRUE;
  salut_flush(salut);
}

static void
salut_connected(Person *person, Socket *socket)
{
  ((SalutPerson *)person)->current = socket;
  socket_say(socket, SAY_HEADER, 0);
}

static void
salut_header(SalutPerson *salut, Socket *socket)
{
  if (!socket->is_initiator) {
    socket_say(socket, SAY_HEADER, 0);
    socket_say(socket, SAY_FEATURES, 0);
    if (salut->current || (salut->pending_counts && salut->person.connecting)) {
      socket_say(socket, SAY_END, 0);
      return;
    }
    salut->person.connecting = FALSE;
    salut->current = socket;
  } else {
    socket_say(socket, SAY_FEATURES, 0);
  }
  salut->is_started = TRUE;
  salut_flush(salut);
}

static void
salut_gone(Person *person, Socket *socket, gboolean is_reset)
{
  SalutPerson *salut = (SalutPerson *)person;

  (void)is_reset;
  if (salut->current != socket)
    return;
  salut->current = NULL;
  salut->is_started = FALSE;
  person->connecting = !g_queue_is_empty(&salut->waiting);
}

static void
salut_read(Person *person, Socket *socket, Saying saying, guint64 message)
{
  SalutPerson *salut = (SalutPerson *)person;

  if (saying == SAY_HEADER || saying == SAY_OLD_HEADER) {
    salut_header(salut, socket);
  } else if (saying == SAY_MESSAGE && salut->current == socket) {
    g_array_append_val(person->got, message); /* on another it is lost */
  } else if (saying == SAY_END) {
    if (!socket->said_end)
      socket_say(socket, SAY_END, 0);
    socket_close(socket);
    salut_gone(person, socket, FALSE);
  }
}

void
salut_person_init(SalutPerson *salut, guint messages, gboolean pending_counts)
{
  static const PersonClass class = {salut_send, salut_connected, salut_read,  salut_gone,
                                    nothing_of, nothing,         no_deadline, nothing};

  person_init(&salut->person, &class, messages);
  salut->current = NULL;
  salut->is_started = FALSE;
  salut->pending_counts = pending_counts;
  g_queue_init(&salut->waiting);
}

void
salut_person_clear(SalutPerson *salut)
{
  g_queue_clear(&salut->waiting);
  g_array_unref(salut->person.got);
}
