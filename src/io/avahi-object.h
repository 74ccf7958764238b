/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi-pool.h"

/* What the Avahi daemon holds for us: browsers (io/avahi-browser) and entry groups
 * (io/avahi-group), and what these have in common. Each counts against the daemon's limit to the
 * objects of a client, so none is ever left behind, whenever it is freed. */

/* One kind of them. */
typedef struct {
  const char *interface;
  const char *make; /* the server's method */
  const char *what; /* went wrong when it failed */
  gsize size;       /* of the struct that begins with LlAvahiObject */
  /* (nullable) It is there: its first calls. */
  void (*made)(LlAvahiObject *object);
  /* A signal, but for Failure. */
  void (*signal)(LlAvahiObject *object, const LlDbusMessage *signal);
  /* (nullable) Free what its struct holds. */
  void (*clear)(LlAvahiObject *object);
} LlAvahiKind;

struct LlAvahiObject {
  const LlAvahiKind *kind;
  LlAvahiPool *pool;
  LlAvahiClient *client;
  GVariant *arguments;    /* to make it with, until it is made */
  char *path;             /* NULL until then */
  LlAvahiHandler handler; /* NULL once freed */
  gpointer data;
};

#define LL_AVAHI_ANY (-1) /* any interface, any IP version */

/* The answer to a call; ERROR (nullable) is a D-Bus error's name. */
typedef void (*LlAvahiAnswer)(LlAvahiObject *object, const char *error);

/* ll_avahi_object_new: the daemon is asked to make one with ARGUMENTS (floating, nullable).
 * (transfer full) */
LlAvahiObject *ll_avahi_object_new(LlAvahiPool *pool, const LlAvahiKind *kind, GVariant *arguments,
                                   LlAvahiHandler handler, gpointer data);
/* ll_avahi_object_call: METHOD of an object that is made. */
void ll_avahi_object_call(LlAvahiObject *object, const char *method, GVariant *arguments,
                          LlAvahiAnswer answer);
/* ll_avahi_object_emit: an event of KIND alone. The object may be freed by it. */
void ll_avahi_object_emit(LlAvahiObject *object, LlAvahiEventKind kind);
/* ll_avahi_object_fail: it is useless for REASON, a D-Bus error's name. Likewise. */
void ll_avahi_object_fail(LlAvahiObject *object, const char *reason);
/* ll_avahi_object_signal: the daemon says something of it. Likewise. */
void ll_avahi_object_signal(LlAvahiObject *object, const LlDbusMessage *signal);
/* ll_avahi_object_free: the daemon drops it too. No more calls of its handler. NULL is fine. */
void ll_avahi_object_free(LlAvahiObject *object);
