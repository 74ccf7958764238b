/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"
#include "wire/record.h"

/* What Avahi does for io/discovery-avahi, whichever Avahi it is: a seam with two equal siblings,
 * the daemon over D-Bus (io/avahi-daemon) and a responder inside this process (io/avahi-embedded).
 * Nothing blocks; every callback comes from the main loop, never from within a call into here.
 *
 * Objects are made while Avahi is running, and dropped at down() or before ll_avahi_close(). */

typedef struct LlAvahi LlAvahi;
typedef struct LlAvahiObject LlAvahiObject; /* a browser or a publication */

typedef enum {
  LL_AVAHI_FAILED,          /* not made, or useless from now on; `error` says why */
  LL_AVAHI_NEW,             /* a browser found a record (or service) */
  LL_AVAHI_REMOVE,          /* ... and it is gone */
  LL_AVAHI_CACHE_EXHAUSTED, /* a browser has told all that Avahi knew before */
  LL_AVAHI_REGISTERING,     /* a publication is being probed for, at first or again */
  LL_AVAHI_ESTABLISHED,     /* ... is on the network */
  LL_AVAHI_COLLISION,       /* ... is not, since another has the name */
} LlAvahiEventKind;

typedef struct {
  LlAvahiEventKind kind;
  LlLink link;         /* of NEW and REMOVE: see ll_avahi_link(); its domain is not filled in */
  const char *name;    /* of a service: its instance's label, as it came */
  const guint8 *rdata; /* of a record */
  gsize length;
  const GError *error; /* LL_DISCOVERY_ERROR, of FAILED */
} LlAvahiEvent;

/* May free the object. */
typedef void (*LlAvahiHandler)(gpointer data, const LlAvahiEvent *event);

/* What the owner of an Avahi is told. It may close it from within. */
typedef struct {
  /* It works and this host is called MACHINE: at first, when the name has changed, and after
   * down(). */
  void (*running)(gpointer owner, const char *machine);
  /* It can't be used (any more); all objects are to be freed. If it can again, running() comes. */
  void (*down)(gpointer owner, const GError *error);
} LlAvahiEvents;

/* How a NULL record is there. Either is the only one of its name, so that it takes the place of
 * others in caches (RFC 6762 10.2), and is not probed for: the name is known to be ours. */
typedef enum {
  LL_AVAHI_NULL_ASKED,     /* told to who asks, for as long as Avahi says host names hold */
  LL_AVAHI_NULL_ANNOUNCED, /* told to everybody, for a second */
} LlAvahiNull;

/* The siblings' table. */
typedef struct {
  LlAvahiObject *(*browse_services)(LlAvahi *self, const char *domain, LlAvahiHandler handler,
                                    gpointer data);
  LlAvahiObject *(*browse_records)(LlAvahi *self, const char *domain_name, LlRecordType type,
                                   LlAvahiHandler handler, gpointer data);
  LlAvahiObject *(*publish)(LlAvahi *self, const char *name, guint16 port, GBytes *txt,
                            LlAvahiHandler handler, gpointer data);
  void (*update)(LlAvahi *self, LlAvahiObject *publication, GBytes *txt);
  LlAvahiObject *(*publish_null)(LlAvahi *self, const char *const *domain_names, GBytes *rdata,
                                 LlAvahiNull kind, LlAvahiHandler handler, gpointer data);
  void (*drop)(LlAvahi *self, LlAvahiObject *object);
  void (*close)(LlAvahi *self);
} LlAvahiClass;

struct LlAvahi {
  const LlAvahiClass *class;
  const LlAvahiEvents *events;
  gpointer owner;
};

#define LL_AVAHI_TYPE "_presence._tcp"
/* Seconds for which others may remember a NULL record, of either kind. What is asked for is wanted
 * once: who has it keeps it as a file. */
#define LL_AVAHI_NULL_TTL           120
#define LL_AVAHI_NULL_ANNOUNCED_TTL 1

/* ll_avahi_link: a link from Avahi's numbers: interface -1 and protocol -1 (neither one in
 * particular) are beyond the link, protocol 1 is IPv6. */
LlLink ll_avahi_link(gint32 interface, gint32 protocol);
/* ll_avahi_presence_domain_name: of the presence NAME in DOMAIN, as escaped text. (transfer full)
 */
char *ll_avahi_presence_domain_name(const char *name, const char *domain);
/* ll_avahi_picture_domain_names: where the NULL record of NAME is to be looked for, and found:
 * there, and where programs have it that do not escape the name, if that is another place.
 * NULL-ended. (transfer full) */
GStrv ll_avahi_picture_domain_names(const char *name, const char *domain);

/* ll_avahi_browse_services: all presences in DOMAIN, and none of another domain or type: on the
 * link in "local", else by unicast DNS alone. (transfer full, to ll_avahi_drop()) */
LlAvahiObject *ll_avahi_browse_services(LlAvahi *self, const char *domain, LlAvahiHandler handler,
                                        gpointer data);
/* ll_avahi_browse_records: the records of TYPE at DOMAIN_NAME (escaped text) on all links, for as
 * long as the object lives. (transfer full, likewise) */
LlAvahiObject *ll_avahi_browse_records(LlAvahi *self, const char *domain_name, LlRecordType type,
                                       LlAvahiHandler handler, gpointer data);
/* ll_avahi_publish: PTR, SRV and TXT for the presence NAME in "local" on all links. (transfer full,
 * likewise) */
LlAvahiObject *ll_avahi_publish(LlAvahi *self, const char *name, guint16 port, GBytes *txt,
                                LlAvahiHandler handler, gpointer data);
/* ll_avahi_update: other bytes for the TXT record of an established PUBLICATION, in place. */
void ll_avahi_update(LlAvahi *self, LlAvahiObject *publication, GBytes *txt);
/* ll_avahi_publish_null: RDATA as a NULL record at each of DOMAIN_NAMES (escaped text, NULL-ended),
 * of which only the first has to be a domain name. ESTABLISHED: it is there; COLLISION: another has
 * it. (transfer full, likewise)
 */
LlAvahiObject *ll_avahi_publish_null(LlAvahi *self, const char *const *domain_names, GBytes *rdata,
                                     LlAvahiNull kind, LlAvahiHandler handler, gpointer data);
/* ll_avahi_drop: end a browser, or withdraw a publication with a goodbye. No more calls of its
 * handler. NULL is fine. */
void ll_avahi_drop(LlAvahi *self, LlAvahiObject *object);
/* ll_avahi_close: with a goodbye for what is published, even when this process ends at once.
 * Objects are to be dropped before. No more events. NULL is fine. */
void ll_avahi_close(LlAvahi *self);
