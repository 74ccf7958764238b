/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/heard.h"
#include "engine/session.h"
#include "network.h"

/* People on a network in memory, by the program that they use. */

/* Ours: an engine/session, carried out as io/messenger does. In a mishap a stream is cut. */
typedef struct {
  Person person;
  LlSession *session;
  GPtrArray *sockets;  /* Socket, those that are known to the session */
  GArray *undelivered; /* guint64, messages of ours that were told as such */
  GArray *resent;      /* guint64, messages that went out more than once */
  LlHeard *heard;      /* (nullable) if messages are to be read once only */
  gboolean confirms;   /* so does the other */
} OurPerson;

/* One conversation per buddy, which is always the stream that was opened to it last: what waits on
 * another is dropped with it, and an own attempt as well. It knows nothing of versions, and closes
 * the socket right after its end tag. */
typedef struct {
  Person person;
  Socket *conversation; /* (nullable) */
  gboolean is_started;  /* both headers have gone */
  GQueue waiting;       /* messages, as pointers */
  guint refusals;       /* so many callers are still unknown, and turned away */
} BonjourPerson;

/* The first of several streams is kept; others are greeted and ended. */
typedef struct {
  Person person;
  Socket *current;         /* (nullable) */
  gboolean is_started;     /* both headers have gone */
  gboolean pending_counts; /* an own attempt is the first already */
  GQueue waiting;
} SalutPerson;

void our_person_init(OurPerson *ours, guint messages);
void our_person_clear(OurPerson *ours);
void bonjour_person_init(BonjourPerson *bonjour, guint messages, guint refusals, guint mishaps);
void bonjour_person_clear(BonjourPerson *bonjour);
void salut_person_init(SalutPerson *salut, guint messages, gboolean pending_counts);
void salut_person_clear(SalutPerson *salut);
