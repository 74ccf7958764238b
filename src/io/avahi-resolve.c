/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-resolve.h"

#include "limits.h"

/* The whole query. Avahi asks the network at 0, 1 and 3 s, so two lost packets are made up
 * for; that is why its "all for now" at 1 s does not end it. */
#define QUERY_SECONDS 5
/* From the first address to the end, when it came off the network: the other addresses are as near.
 */
#define GRACE_MS 200
/* Different places (host and port) that one presence may claim to listen at. */
#define PLACES_MAX 4

typedef struct {
  LlAddress address;
  guint16 port;
} Found;

/* The records of one IP version at one place. */
typedef struct {
  struct Place *place;
  LlAvahiObject *browser;
  gboolean has_any, is_cache_read;
} Family;

typedef struct Place {
  LlResolve *resolve;
  char *target;
  guint16 port;
  Family families[2];
} Place;

struct LlResolve {
  const LlResolveEvents *events;
  gpointer data;
  LlAvahiResolveOver over;
  gpointer owner;
  LlAvahi *avahi;
  LlAvahiObject *browser; /* SRV */
  gboolean is_cache_read;
  GPtrArray *places; /* of Place */
  GArray *found;     /* of Found */
  GError *error;
  guint timer;
};

static void
place_free(gpointer data)
{
  Place *place = data;
  for (guint i = 0; i < G_N_ELEMENTS(place->families); i++)
    ll_avahi_drop(place->resolve->avahi, place->families[i].browser);
  g_free(place->target);
  g_free(place);
}

static void
stop(LlResolve *self)
{
  g_clear_handle_id(&self->timer, g_source_remove);
  ll_avahi_drop(self->avahi, g_steal_pointer(&self->browser));
  g_ptr_array_set_size(self->places, 0);
}

void
ll_avahi_resolve_free(LlResolve *self)
{
  stop(self);
  g_ptr_array_unref(self->places);
  g_array_unref(self->found);
  g_clear_error(&self->error);
  g_free(self);
}

static gboolean
finish(gpointer data)
{
  LlResolve *self = data;
  const LlResolveEvents *events = self->events;
  gpointer events_data = self->data;
  g_autoptr(GError) error = g_steal_pointer(&self->error);
  if (self->found->len > 0)
    g_clear_error(&error);
  else if (!error)
    error = g_error_new_literal(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_FAILED,
                                self->places->len > 0 ? "its host has no address"
                                                      : "nobody says where it listens");
  self->timer = 0;
  self->over(self->owner, self);
  ll_avahi_resolve_free(self);
  events->done(events_data, error);
  return G_SOURCE_REMOVE;
}

static void
finish_in(LlResolve *self, guint milliseconds)
{
  g_clear_handle_id(&self->timer, g_source_remove);
  self->timer =
      milliseconds == 0 ? g_idle_add(finish, self) : g_timeout_add(milliseconds, finish, self);
}

void
ll_avahi_resolve_fail(LlResolve *self, const GError *error)
{
  stop(self);
  g_array_set_size(self->found, 0);
  g_clear_error(&self->error);
  self->error = g_error_copy(error);
  finish_in(self, 0);
}

/* Whether Avahi's cache held all of it: then nothing more is to come, and no grace is needed.
 */
static gboolean
is_known(const LlResolve *self)
{
  if (!self->is_cache_read || self->places->len == 0)
    return FALSE;
  for (guint i = 0; i < self->places->len; i++) {
    const Place *place = g_ptr_array_index(self->places, i);
    for (guint f = 0; f < G_N_ELEMENTS(place->families); f++)
      if (!place->families[f].has_any || !place->families[f].is_cache_read)
        return FALSE;
  }
  return TRUE;
}

static gboolean
is_found(const LlResolve *self, const LlAddress *address, guint16 port)
{
  for (guint i = 0; i < self->found->len; i++) {
    const Found *found = &g_array_index(self->found, Found, i);
    if (found->port == port && ll_address_equal(&found->address, address))
      return TRUE;
  }
  return FALSE;
}

static void
on_address(Family *family, const LlAvahiEvent *event)
{
  LlResolve *self = family->place->resolve;
  Found found = {.port = family->place->port};
  if (!ll_address_from_bytes(event->rdata, event->length, (guint32)event->link.interface,
                             &found.address))
    return;
  family->has_any = TRUE;
  if (is_found(self, &found.address, found.port) || self->found->len >= LL_ADDRESSES_MAX)
    return;
  if (self->found->len == 0)
    finish_in(self, GRACE_MS);
  g_array_append_val(self->found, found);
  self->events->address(self->data, &found.address, found.port);
}

static void
on_family_event(gpointer data, const LlAvahiEvent *event)
{
  Family *family = data;
  LlResolve *self = family->place->resolve;
  if (event->kind == LL_AVAHI_FAILED) {
    if (!self->error) /* the other family may still do */
      self->error = g_error_copy(event->error);
  } else if (event->kind == LL_AVAHI_NEW) {
    on_address(family, event);
  } else if (event->kind == LL_AVAHI_CACHE_EXHAUSTED) {
    family->is_cache_read = TRUE;
    if (is_known(self))
      finish_in(self, 0);
  }
}

static void
add_place(LlResolve *self, const LlAvahiEvent *event)
{
  static const LlRecordType types[] = {LL_RECORD_A, LL_RECORD_AAAA};
  g_autofree char *target = NULL;
  guint16 port;
  if (!ll_record_parse_srv(event->rdata, event->length, &port, &target))
    return;
  for (guint i = 0; i < self->places->len; i++) {
    const Place *place = g_ptr_array_index(self->places, i);
    if (place->port == port && g_ascii_strcasecmp(place->target, target) == 0)
      return;
  }
  if (self->places->len >= PLACES_MAX)
    return;
  Place *place = g_new0(Place, 1);
  place->resolve = self;
  place->port = port;
  place->target = g_steal_pointer(&target);
  for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
    place->families[i].place = place;
    place->families[i].browser = ll_avahi_browse_records(self->avahi, place->target, types[i],
                                                         on_family_event, &place->families[i]);
  }
  g_ptr_array_add(self->places, place);
}

static void
on_event(gpointer data, const LlAvahiEvent *event)
{
  LlResolve *self = data;
  if (event->kind == LL_AVAHI_FAILED)
    ll_avahi_resolve_fail(self, event->error);
  else if (event->kind == LL_AVAHI_NEW)
    add_place(self, event);
  else if (event->kind == LL_AVAHI_CACHE_EXHAUSTED)
    self->is_cache_read = TRUE;
}

LlResolve *
ll_avahi_resolve_new(const LlResolveEvents *events, gpointer data, LlAvahiResolveOver over,
                     gpointer owner)
{
  LlResolve *self = g_new0(LlResolve, 1);
  self->events = events;
  self->data = data;
  self->over = over;
  self->owner = owner;
  self->places = g_ptr_array_new_with_free_func(place_free);
  self->found = g_array_new(FALSE, FALSE, sizeof(Found));
  return self;
}

void
ll_avahi_resolve_start(LlResolve *self, LlAvahi *avahi, const char *name, const char *domain)
{
  g_autofree char *domain_name = ll_avahi_presence_domain_name(name, domain);
  self->avahi = avahi;
  finish_in(self, QUERY_SECONDS * 1000);
  self->browser = ll_avahi_browse_records(avahi, domain_name, LL_RECORD_SRV, on_event, self);
}
