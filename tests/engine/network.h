/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* A network in memory between people who say whole things to each other, with a clock of its own.
 * Whatever can happen next happens in an order that a seed decides: bytes arrive, programs read
 * them, connections succeed, people write. Sockets behave as Linux' do: what arrives is
 * acknowledged before it is read, and closing one with something unread resets the other end. */

typedef enum {
  SAY_HEADER, /* of version 1.0 */
  SAY_OLD_HEADER,
  SAY_FEATURES,
  SAY_MESSAGE,
  SAY_ACKS, /* so many messages were read here, the number */
  SAY_END,
  SAY_FIN,   /* the network's own: end of file */
  SAY_RESET, /* likewise */
} Saying;

typedef struct Network Network;
typedef struct Person Person;
typedef struct Socket Socket;

/* One end of a connection. */
struct Socket {
  Network *network;
  guint id; /* the same for both ends, never 0 */
  gboolean is_initiator;
  Person *owner;
  Socket *other;
  gboolean is_open;
  gboolean is_cut; /* nothing passes any more, and neither end is told */
  GQueue wire;     /* on the way to here */
  GQueue kernel;   /* arrived, not read */
  guint64 written; /* how much was said here */
  guint64 acked;   /* and arrived there */
  /* the owner's notes */
  gboolean held; /* not to be read now */
  gboolean said_end;
  gint64 linger;   /* when to close it, 0: not */
  guint64 numbers; /* messages said here that the other end confirms */
  guint64 read;    /* messages read here */
};

/* What a kind of person does. All but send() are followed by settled(). */
typedef struct {
  void (*send)(Person *person, guint64 message);
  /* The connection asked for by `connecting` is there. */
  void (*connected)(Person *person, Socket *socket);
  void (*read)(Person *person, Socket *socket, Saying saying, guint64 message);
  void (*gone)(Person *person, Socket *socket, gboolean is_reset);
  /* A held socket of somebody else's: it is known now whose it is. */
  void (*identified)(Person *person, Socket *socket);
  /* Something unexpected, as often as `mishaps` says. */
  void (*mishap)(Person *person);
  gint64 (*deadline)(Person *person);
  void (*settled)(Person *person);
} PersonClass;

struct Person {
  const PersonClass *class;
  Network *network;
  Person *other;
  guint to_send;       /* messages still to be written */
  guint64 last_sent;   /* they are numbered from 1 */
  gboolean connecting; /* set: connected() comes some day */
  guint mishaps;
  GArray *got; /* guint64, messages as they were read */
};

/* person_init: one who wants to send so many MESSAGES. */
void person_init(Person *person, const PersonClass *class, guint messages);

struct Network {
  gint64 now;
  GRand *rand;
  GPtrArray *sockets;
  Person *people[2];
  guint last_id;
};

/* network_new: between A and B, who must outlive it; SEED decides the order of things. */
Network *network_new(guint32 seed, Person *a, Person *b);
void network_free(Network *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Network, network_free)
/* network_run: until nothing happens any more. FALSE if that takes longer than it can. */
gboolean network_run(Network *network);
/* network_flip: heads or tails. */
gboolean network_flip(Network *network);

void socket_say(Socket *socket, Saying saying, guint64 message);
void socket_close(Socket *socket);
/* socket_cut: its address is no more. Some of what is on the way arrives, but nobody learns that.
 */
void socket_cut(Socket *socket);
