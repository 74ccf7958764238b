/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "wire/address.h"
#include "wire/link.h"

/* DNS-SD as this program needs it: publish one presence, browse all, watch what each says, find
 * where one listens. A seam with equal siblings behind it; io/endpoint owns one and calls it.
 * Nothing blocks; every callback comes from the main loop, never from within a call into here. */

typedef struct LlDiscovery LlDiscovery;

typedef enum {
  LL_DISCOVERY_ERROR_UNAVAILABLE, /* no responder answers (no message bus, no daemon, it went away)
                                   */
  LL_DISCOVERY_ERROR_DENIED,      /* it does not let us */
  LL_DISCOVERY_ERROR_FAILED,      /* anything else, in the message's words */
} LlDiscoveryError;
#define LL_DISCOVERY_ERROR (ll_discovery_error_quark())
GQuark ll_discovery_error_quark(void);

/* What the owner is told. NAME is always an instance's label (see wire/name.h). */
typedef struct {
  /* The responder answers; MACHINE is this host's label ("verona"). Comes again when the host's
   * name has changed, and after it came back from unavailable: then nothing is published and nobody
   * is seen until it is told anew. */
  void (*ready)(gpointer owner, const char *machine);
  /* The responder can't be used (any more). Everyone seen is lost, without lost() for each. */
  void (*unavailable)(gpointer owner, const GError *error);
  /* The presence asked for with publish() is on the network. */
  void (*published)(gpointer owner, const char *name);
  /* It is not, since another has that name: publish() under another one. */
  void (*collision)(gpointer owner, const char *name);
  /* A presence (our own too) appeared on a link, and left it. */
  void (*seen)(gpointer owner, const char *name, LlLink link);
  void (*lost)(gpointer owner, const char *name, LlLink link);
  /* What a watched presence says on a link: at first, and at each change. */
  void (*txt)(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length);
  /* A NULL record of a presence that was asked for it. There may be several, and any of them may be
   * one that was replaced a moment ago. */
  void (*picture)(gpointer owner, const char *name, const guint8 *rdata, gsize length);
} LlDiscoveryEvents;

/* The answers to ll_discovery_resolve(). */
typedef struct {
  /* One address on which the presence listens, on PORT; each once. */
  void (*address)(gpointer data, const LlAddress *address, guint16 port);
  /* No more is coming soon: both IP versions have answered, or those that did not had a grace. The
   * query is over; its handle is invalid. ERROR (nullable) says why there was no address. */
  void (*done)(gpointer data, const GError *error);
} LlResolveEvents;
typedef struct LlResolve LlResolve;

/* The siblings' table. The first five are NULL for who does not publish, those for others' pictures
 * for who has none. */
typedef struct {
  void (*start)(LlDiscovery *self);
  void (*publish)(LlDiscovery *self, const char *name, guint16 port, GBytes *txt);
  void (*update)(LlDiscovery *self, GBytes *txt);
  void (*unpublish)(LlDiscovery *self);
  void (*set_picture)(LlDiscovery *self, GBytes *picture);
  void (*watch)(LlDiscovery *self, const char *name);
  void (*unwatch)(LlDiscovery *self, const char *name);
  void (*ask_picture)(LlDiscovery *self, const char *name);
  void (*unask_picture)(LlDiscovery *self, const char *name);
  LlResolve *(*resolve)(LlDiscovery *self, const char *name, const LlResolveEvents *events,
                        gpointer data);
  void (*cancel)(LlDiscovery *self, LlResolve *resolve);
  void (*free)(LlDiscovery *self);
} LlDiscoveryClass;

struct LlDiscovery {
  const LlDiscoveryClass *class;
  const LlDiscoveryEvents *events;
  gpointer owner;
};

/* ll_discovery_start: connect to the responder; ends in ready() or unavailable(). */
void ll_discovery_start(LlDiscovery *self);
/* ll_discovery_publish: PTR, SRV and TXT for NAME at PORT with TXT's bytes; replaces what was
 * published. Ends in published() or collision(). */
void ll_discovery_publish(LlDiscovery *self, const char *name, guint16 port, GBytes *txt);
/* ll_discovery_update: new bytes for the TXT record, in place (no goodbye, no new probe). While the
 * presence is not established yet the last one waits and goes out then. */
void ll_discovery_update(LlDiscovery *self, GBytes *txt);
/* ll_discovery_unpublish: take the presence off the network with a goodbye. */
void ll_discovery_unpublish(LlDiscovery *self);
/* ll_discovery_set_picture: what is published, now or next, has PICTURE (nullable: none) in its
 * NULL record (XEP-0174 12). It is not announced: who wants it asks. The next ll_discovery_update()
 * goes out when nobody is answered with the picture before, not even by a cache of their own: about
 * three seconds later. To be told again after ready(). */
void ll_discovery_set_picture(LlDiscovery *self, GBytes *picture);
/* ll_discovery_watch, unwatch: follow NAME's TXT record on all links. */
void ll_discovery_watch(LlDiscovery *self, const char *name);
void ll_discovery_unwatch(LlDiscovery *self, const char *name);
/* ll_discovery_ask_picture: ask for NAME's NULL record, until ll_discovery_unask_picture(): what
 * there is is told by picture(). Both are also fine where nothing can be asked. */
void ll_discovery_ask_picture(LlDiscovery *self, const char *name);
void ll_discovery_unask_picture(LlDiscovery *self, const char *name);
/* ll_discovery_resolve: SRV and addresses of NAME, asked for now (XEP-0174 6). The handle is valid
 * until done() or cancel. Addresses and port come from the network as they are; see
 * ll_address_is_usable(). */
LlResolve *ll_discovery_resolve(LlDiscovery *self, const char *name, const LlResolveEvents *events,
                                gpointer data);
void ll_discovery_cancel(LlDiscovery *self, LlResolve *resolve);
/* ll_discovery_free: with a goodbye for what is published. Cancels queries without a call of
 * done(). */
void ll_discovery_free(LlDiscovery *self);
