/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/contact-lookup.h"

#include <eventloop.h>
#include <netinet/in.h>

#include "io/interfaces.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/contact.h"

struct LlResolve {
  LlContact *contact; /* NULL: there is no such contact */
  const LlResolveEvents *events;
  gpointer data;
  LlContactLookupOver over;
  gpointer owner;
  GCancellable *cancellable; /* while the resolver is asked */
  GArray *addresses;         /* LlAddress, to be told */
  guint timer;
  guint refs; /* the owner's, and one while something is told */
  gboolean is_freed;
};

static void
unref(LlResolve *self)
{
  if (--self->refs > 0)
    return;
  ll_contact_free(self->contact);
  g_array_unref(self->addresses);
  g_free(self);
}

static gboolean
tell(gpointer data)
{
  LlResolve *self = data;
  g_autoptr(GError) error = NULL;

  self->timer = 0;
  self->refs++;
  for (guint i = 0; i < self->addresses->len && !self->is_freed; i++)
    self->events->address(self->data, &g_array_index(self->addresses, LlAddress, i),
                          self->contact->port);
  if (!self->is_freed) {
    const LlResolveEvents *events = self->events;
    gpointer events_data = self->data;

    if (self->addresses->len == 0)
      error = g_error_new_literal(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_FAILED,
                                  "there is no such host");
    if (self->over)
      self->over(self->owner, self);
    ll_contact_lookup_free(self);
    events->done(events_data, error);
  }
  unref(self);
  return FALSE;
}

static void
add(LlResolve *self, const LlAddress *address)
{
  if (self->addresses->len < LL_ADDRESSES_MAX)
    g_array_append_val(self->addresses, *address);
}

/* A link-local address, on the interface that the contact names or else on each. */
static void
add_scoped(LlResolve *self, const LlAddress *address)
{
  LlAddress scoped = *address;
  g_autoptr(GArray) scopes = NULL;

  if (self->contact->interface) {
    scoped.scope = ll_interfaces_index(self->contact->interface);
    add(self, &scoped);
    return;
  }
  scopes = ll_interfaces_scopes();
  for (guint i = 0; i < scopes->len; i++) {
    scoped.scope = g_array_index(scopes, guint32, i);
    add(self, &scoped);
  }
}

static void
add_any(LlResolve *self, const LlAddress *address)
{
  if (address->family == AF_INET6 && ll_address_is_link_local(address) && address->scope == 0)
    add_scoped(self, address);
  else
    add(self, address);
}

static void
on_resolved(GObject *resolver, GAsyncResult *result, gpointer data)
{
  LlResolve *self = data;
  g_autoptr(GError) error = NULL;
  GList *found = g_resolver_lookup_by_name_finish(G_RESOLVER(resolver), result, &error);

  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object(&self->cancellable);
  for (const GList *link = found; link; link = link->next) {
    LlAddress address;

    if (ll_address_from_bytes(g_inet_address_to_bytes(link->data),
                              g_inet_address_get_native_size(link->data), 0, &address))
      add_any(self, &address);
  }
  g_resolver_free_addresses(found);
  tell(self);
}

LlResolve *
ll_contact_lookup_new(const char *name, const LlResolveEvents *events, gpointer data,
                      LlContactLookupOver over, gpointer owner)
{
  LlResolve *self = g_new0(LlResolve, 1);

  self->contact = ll_contact_parse(name);
  self->events = events;
  self->data = data;
  self->over = over;
  self->owner = owner;
  self->addresses = g_array_new(FALSE, FALSE, sizeof(LlAddress));
  self->refs = 1;
  if (self->contact && self->contact->host) {
    g_autoptr(GResolver) resolver = g_resolver_get_default();

    self->cancellable = g_cancellable_new();
    g_resolver_lookup_by_name_async(resolver, self->contact->host, self->cancellable, on_resolved,
                                    self);
    return self;
  }
  if (self->contact)
    add_any(self, &self->contact->address);
  self->timer = purple_timeout_add(0, tell, self);
  return self;
}

void
ll_contact_lookup_free(LlResolve *self)
{
  ll_timer_stop(&self->timer);
  self->timer = 0;
  if (self->cancellable)
    g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  self->is_freed = TRUE;
  unref(self);
}
