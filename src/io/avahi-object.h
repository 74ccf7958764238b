/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/avahi-bus.h"
#include "wire/record.h"

/* What the Avahi daemon holds for us: browsers and entry groups. Each counts against the daemon's
 * limit of 1,024 per client, so none is ever left behind, whenever it is freed. */

typedef struct LlAvahiObject LlAvahiObject;

typedef enum {
  LL_AVAHI_MADE,            /* an entry group can be filled now */
  LL_AVAHI_FAILED,          /* not made, or useless now; PARAMETERS: "(s)", a D-Bus error's name */
  LL_AVAHI_ITEM_NEW,        /* a browser's; "(iisssu)" for services, "(iisqqayu)" for records */
  LL_AVAHI_ITEM_REMOVE,     /* likewise */
  LL_AVAHI_CACHE_EXHAUSTED, /* all that the daemon knew has been told */
  LL_AVAHI_ALL_FOR_NOW,     /* a second has passed since it asked the network */
  LL_AVAHI_STATE_CHANGED,   /* an entry group's; "(is)" */
} LlAvahiEvent;

/* Called from the main loop; may free the object. */
typedef void (*LlAvahiHandler)(gpointer data, LlAvahiEvent event, GVariant *parameters);
/* The answer to a call; ERROR (nullable) is a D-Bus error's name. */
typedef void (*LlAvahiAnswer)(gpointer data, const char *error);

/* The network's names as Avahi has them. */
#define LL_AVAHI_TYPE   "_presence._tcp"
#define LL_AVAHI_DOMAIN "local"
#define LL_AVAHI_ANY    (-1) /* any interface, any IP version */

/* ll_avahi_browse_services: all presences. (transfer full) */
LlAvahiObject *ll_avahi_browse_services(LlAvahiBus *bus, LlAvahiHandler handler, gpointer data);
/* ll_avahi_browse_records: the records of TYPE at DOMAIN_NAME (escaped text) on all links.
 * (transfer full) */
LlAvahiObject *ll_avahi_browse_records(LlAvahiBus *bus, const char *domain_name, LlRecordType type,
                                       LlAvahiHandler handler, gpointer data);
/* ll_avahi_group_new: an empty entry group. (transfer full) */
LlAvahiObject *ll_avahi_group_new(LlAvahiBus *bus, LlAvahiHandler handler, gpointer data);
/* ll_avahi_object_call: METHOD of an object that is made. */
void ll_avahi_object_call(LlAvahiObject *object, const char *method, GVariant *arguments,
                          LlAvahiAnswer answer);
/* ll_avahi_object_free: the daemon drops it too. No more calls of its handlers. NULL is fine. */
void ll_avahi_object_free(LlAvahiObject *object);

/* What an item of a record browser says; RDATA is the parameters'. */
typedef struct {
  LlLink link;
  const guint8 *rdata;
  gsize length;
} LlAvahiRecord;
LlAvahiRecord ll_avahi_record_read(GVariant *parameters);
/* ll_avahi_link: a link from Avahi's interface and protocol numbers. */
LlLink ll_avahi_link(gint32 interface, gint32 protocol);
/* ll_avahi_presence_domain_name: of the presence NAME, as escaped text. (transfer full) */
char *ll_avahi_presence_domain_name(const char *name);
