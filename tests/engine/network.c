/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "network.h"

#define STEPS_MAX 20000
/* How long bytes are on the way, and likewise how long they wait to be read. */
#define SLOW_MS 20

typedef struct {
  Saying saying;
  guint64 message;
  guint64 end; /* of the sender's `written` */
  gint64 since;
} Item;

/* Something that can happen next. */
typedef struct {
  void (*happen)(gpointer subject);
  gpointer subject;
} Choice;

void
person_init(Person *person, const PersonClass *class, guint messages)
{
  *person = (Person){.class = class, .to_send = messages};
  person->got = g_array_new(FALSE, FALSE, sizeof(guint64));
}

Network *
network_new(guint32 seed, Person *a, Person *b)
{
  Network *network = g_new0(Network, 1);

  network->now = 1000000;
  network->rand = g_rand_new_with_seed(seed);
  network->sockets = g_ptr_array_new();
  network->people[0] = a;
  network->people[1] = b;
  for (guint i = 0; i < 2; i++) {
    network->people[i]->network = network;
    network->people[i]->other = network->people[1 - i];
  }
  return network;
}

void
network_free(Network *network)
{
  for (guint i = 0; i < network->sockets->len; i++) {
    Socket *socket = g_ptr_array_index(network->sockets, i);

    g_queue_clear_full(&socket->wire, g_free);
    g_queue_clear_full(&socket->kernel, g_free);
    g_free(socket);
  }
  g_ptr_array_unref(network->sockets);
  g_rand_free(network->rand);
  g_free(network);
}

gboolean
network_flip(Network *network)
{
  return g_rand_boolean(network->rand);
}

/* --- sockets --------------------------------------------------------------------------------- */

static Socket *
new_socket(Network *network, Person *owner, gboolean is_initiator)
{
  Socket *socket = g_new0(Socket, 1);

  socket->network = network;
  socket->id = network->last_id;
  socket->owner = owner;
  socket->is_initiator = is_initiator;
  socket->is_open = TRUE;
  g_ptr_array_add(network->sockets, socket);
  return socket;
}

/* The kernel of SOCKET sends this. */
static void
transmit(Socket *socket, Saying saying, guint64 message)
{
  Item *item;

  if (socket->is_cut)
    return;
  item = g_new0(Item, 1);
  item->saying = saying;
  item->message = message;
  item->end = socket->written;
  item->since = socket->network->now;
  g_queue_push_tail(&socket->other->wire, item);
}

void
socket_say(Socket *socket, Saying saying, guint64 message)
{
  g_assert_true(socket->is_open);
  g_assert_false(socket->said_end);
  socket->said_end = saying == SAY_END;
  socket->written += 100;
  transmit(socket, saying, message);
}

void
socket_close(Socket *socket)
{
  if (!socket->is_open)
    return;
  socket->is_open = FALSE;
  transmit(socket, g_queue_is_empty(&socket->kernel) ? SAY_FIN : SAY_RESET, 0);
}

/* What is on the way to SOCKET, or some of it, arrives without an acknowledgement. */
static void
cut_end(Socket *socket)
{
  Item *item;

  socket->is_cut = TRUE;
  while (network_flip(socket->network) && (item = g_queue_pop_head(&socket->wire))) {
    if (socket->is_open)
      g_queue_push_tail(&socket->kernel, item);
    else
      g_free(item);
  }
  while ((item = g_queue_pop_head(&socket->wire)))
    g_free(item);
}

void
socket_cut(Socket *socket)
{
  cut_end(socket);
  cut_end(socket->other);
}

/* --- what can happen ------------------------------------------------------------------------- */

static void
happen_arrival(gpointer subject)
{
  Socket *socket = subject;
  Item *item = g_queue_pop_head(&socket->wire);

  if (socket->is_open) {
    if (item->saying != SAY_RESET)
      socket->other->acked = item->end;
    item->since = socket->network->now;
    g_queue_push_tail(&socket->kernel, item);
    return;
  }
  if (item->saying < SAY_FIN && socket->other->is_open)
    transmit(socket, SAY_RESET, 0);
  g_free(item);
}

/* Some of what is there, as it may come in one piece or in several. */
static void
happen_read(gpointer subject)
{
  Socket *socket = subject;
  Person *person = socket->owner;
  gint n = g_rand_int_range(socket->network->rand, 1, 5);

  while (n-- > 0 && socket->is_open && !socket->held && !g_queue_is_empty(&socket->kernel)) {
    g_autofree Item *item = g_queue_pop_head(&socket->kernel);

    if (item->saying < SAY_FIN) {
      person->class->read(person, socket, item->saying, item->message);
    } else {
      person->class->gone(person, socket, item->saying == SAY_RESET);
      socket->is_open = FALSE;
    }
  }
  person->class->settled(person);
}

static void
happen_connection(gpointer subject)
{
  Person *person = subject;
  Network *network = person->network;
  Socket *socket;

  network->last_id++;
  socket = new_socket(network, person, TRUE);
  socket->other = new_socket(network, person->other, FALSE);
  socket->other->other = socket;
  person->connecting = FALSE;
  person->class->connected(person, socket);
  person->class->settled(person);
}

static void
happen_identified(gpointer subject)
{
  Socket *socket = subject;

  socket->held = FALSE;
  socket->owner->class->identified(socket->owner, socket);
  socket->owner->class->settled(socket->owner);
}

static void
happen_sending(gpointer subject)
{
  Person *person = subject;

  person->to_send--;
  person->class->send(person, ++person->last_sent);
  person->class->settled(person);
}

static void
happen_mishap(gpointer subject)
{
  Person *person = subject;

  person->mishaps--;
  person->class->mishap(person);
  person->class->settled(person);
}

static void
happen_deadline(gpointer subject)
{
  Person *person = subject;

  person->class->settled(person);
  g_assert_cmpint(person->class->deadline(person), >, person->network->now);
}

/* --- the order of things --------------------------------------------------------------------- */

static void
add_choice(GArray *choices, gboolean can_happen, void (*happen)(gpointer), gpointer subject)
{
  Choice choice = {happen, subject};

  if (can_happen)
    g_array_append_val(choices, choice);
}

static gboolean
is_late(const Network *network, const GQueue *items)
{
  const Item *first = items->head ? items->head->data : NULL;

  return first && first->since + SLOW_MS <= network->now;
}

/* Bytes that are LATE, or all. */
static void
find_bytes(const Network *network, GArray *choices, gboolean late)
{
  for (guint i = 0; i < network->sockets->len; i++) {
    Socket *socket = g_ptr_array_index(network->sockets, i);
    gboolean is_readable = socket->is_open && !socket->held;

    add_choice(choices, late ? is_late(network, &socket->wire) : socket->wire.length > 0,
               happen_arrival, socket);
    add_choice(choices,
               is_readable &&
                   (late ? is_late(network, &socket->kernel) : socket->kernel.length > 0),
               happen_read, socket);
  }
}

static GArray *
find_choices(const Network *network)
{
  GArray *choices = g_array_new(FALSE, FALSE, sizeof(Choice));

  find_bytes(network, choices, TRUE);
  if (choices->len > 0)
    return choices;
  find_bytes(network, choices, FALSE);
  for (guint i = 0; i < network->sockets->len; i++) {
    Socket *socket = g_ptr_array_index(network->sockets, i);

    add_choice(choices, socket->is_open && socket->held, happen_identified, socket);
  }
  for (guint i = 0; i < 2; i++) {
    Person *person = network->people[i];

    add_choice(choices, person->connecting, happen_connection, person);
    add_choice(choices, person->to_send > 0, happen_sending, person);
    add_choice(choices, person->mishaps > 0, happen_mishap, person);
    add_choice(choices, person->class->deadline(person) <= network->now, happen_deadline, person);
  }
  return choices;
}

gboolean
network_run(Network *network)
{
  for (guint i = 0; i < STEPS_MAX; i++) {
    g_autoptr(GArray) choices = find_choices(network);

    if (choices->len > 0) {
      const Choice *choice = &g_array_index(
          choices, Choice, (guint)g_rand_int_range(network->rand, 0, (gint32)choices->len));

      choice->happen(choice->subject);
      network->now += g_rand_int_range(network->rand, 0, 10);
    } else {
      gint64 next = MIN(network->people[0]->class->deadline(network->people[0]),
                        network->people[1]->class->deadline(network->people[1]));

      if (next == G_MAXINT64)
        return TRUE;
      network->now = MAX(network->now, next);
    }
  }
  return FALSE;
}
