/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/discovery-daemon.h"

#include "io/avahi-bus.h"
#include "io/avahi-error.h"
#include "io/avahi-object.h"
#include "io/avahi-publisher.h"
#include "io/avahi-resolve.h"
#include "io/avahi-watch.h"
#include "wire/name.h"

/* The owner may free us from within any callback, so calling it is the last thing that a function
 * does. */

typedef struct {
  LlDiscovery base;
  LlAvahiBus *bus;
  gboolean is_ready;
  LlAvahiObject *browser;
  LlAvahiObject *old_browser; /* until its successor has told all that it knows */
  LlAvahiPublisher *publisher;
  GHashTable *watches;  /* name -> LlAvahiWatch */
  GHashTable *resolves; /* of LlResolve */
} Daemon;

static void
drop_all(Daemon *self)
{
  self->is_ready = FALSE;
  g_clear_pointer(&self->browser, ll_avahi_object_free);
  g_clear_pointer(&self->old_browser, ll_avahi_object_free);
  g_clear_pointer(&self->publisher, ll_avahi_publisher_free);
  g_hash_table_remove_all(self->watches);
}

/* -- everybody on the network ------------------------------------------------------------------ */

static void
on_presence(Daemon *self, LlAvahiEvent event, GVariant *parameters)
{
  const LlDiscoveryEvents *events = self->base.events;
  gint32 interface, protocol;
  const char *name, *type, *domain;
  g_variant_get(parameters, "(ii&s&s&su)", &interface, &protocol, &name, &type, &domain, NULL);
  if (!ll_name_is_valid(name) || g_ascii_strcasecmp(type, LL_AVAHI_TYPE) != 0 ||
      g_ascii_strcasecmp(domain, LL_AVAHI_DOMAIN) != 0)
    return;
  LlLink link = ll_avahi_link(interface, protocol);
  (event == LL_AVAHI_ITEM_NEW ? events->seen : events->lost)(self->base.owner, name, link);
}

static void
on_browse(gpointer data, LlAvahiEvent event, GVariant *parameters)
{
  Daemon *self = data;
  if (event == LL_AVAHI_ITEM_NEW || event == LL_AVAHI_ITEM_REMOVE) {
    on_presence(self, event, parameters);
  } else if (event == LL_AVAHI_CACHE_EXHAUSTED) {
    g_clear_pointer(&self->old_browser, ll_avahi_object_free);
  } else if (event == LL_AVAHI_FAILED) {
    const char *reason;
    g_variant_get(parameters, "(&s)", &reason);
    g_autoptr(GError) error = ll_avahi_error_new(reason, "avahi-daemon does not browse");
    ll_avahi_bus_fail(self->bus, error);
  }
}

/* -- the daemon -------------------------------------------------------------------------------- */

/* At first, or the host was renamed. Then everybody is told of once more by a new browser, and the
 * old one stays until it has, so that nobody who leaves in between is missed. */
static void
on_running(gpointer data, const char *machine)
{
  Daemon *self = data;
  self->is_ready = TRUE;
  g_clear_pointer(&self->publisher, ll_avahi_publisher_free);
  ll_avahi_object_free(self->old_browser);
  self->old_browser = self->browser;
  self->browser = ll_avahi_browse_services(self->bus, on_browse, self);
  self->base.events->ready(self->base.owner, machine);
}

static void
on_down(gpointer data, const GError *error)
{
  Daemon *self = data;
  GHashTableIter iter;
  gpointer resolve;
  drop_all(self);
  g_hash_table_iter_init(&iter, self->resolves);
  while (g_hash_table_iter_next(&iter, &resolve, NULL))
    ll_avahi_resolve_fail(resolve, error);
  self->base.events->unavailable(self->base.owner, error);
}

static void
daemon_start(LlDiscovery *base)
{
  static const LlAvahiBusEvents events = {.running = on_running, .down = on_down};
  Daemon *self = (Daemon *)base;
  drop_all(self);
  ll_avahi_bus_close(self->bus);
  self->bus = ll_avahi_bus_new(&events, self);
}

/* -- our presence ------------------------------------------------------------------------------ */

static void
on_published(gpointer owner, const char *name)
{
  Daemon *self = owner;
  self->base.events->published(self->base.owner, name);
}

static void
on_collision(gpointer owner, const char *name)
{
  Daemon *self = owner;
  g_clear_pointer(&self->publisher, ll_avahi_publisher_free);
  self->base.events->collision(self->base.owner, name);
}

static void
on_publish_failed(gpointer owner, const GError *error)
{
  ll_avahi_bus_fail(((Daemon *)owner)->bus, error);
}

static void
daemon_unpublish(LlDiscovery *base)
{
  g_clear_pointer(&((Daemon *)base)->publisher, ll_avahi_publisher_free);
}

static void
daemon_publish(LlDiscovery *base, const char *name, guint16 port, GBytes *txt)
{
  static const LlAvahiPublisherEvents events = {on_published, on_collision, on_publish_failed};
  Daemon *self = (Daemon *)base;
  daemon_unpublish(base);
  if (self->is_ready)
    self->publisher = ll_avahi_publisher_new(self->bus, name, port, txt, &events, self);
}

static void
daemon_update(LlDiscovery *base, GBytes *txt)
{
  Daemon *self = (Daemon *)base;
  if (self->publisher)
    ll_avahi_publisher_update(self->publisher, txt);
}

/* -- others ------------------------------------------------------------------------------------ */

/* A name that is watched already is asked for anew, so that its owner hears what it says now. */
static void
daemon_watch(LlDiscovery *base, const char *name)
{
  Daemon *self = (Daemon *)base;
  if (self->is_ready)
    g_hash_table_replace(self->watches, g_strdup(name), ll_avahi_watch_new(self->bus, base, name));
}

static void
daemon_unwatch(LlDiscovery *base, const char *name)
{
  g_hash_table_remove(((Daemon *)base)->watches, name);
}

static void
on_resolve_over(gpointer owner, LlResolve *resolve)
{
  g_hash_table_remove(((Daemon *)owner)->resolves, resolve);
}

static LlResolve *
daemon_resolve(LlDiscovery *base, const char *name, const LlResolveEvents *events, gpointer data)
{
  Daemon *self = (Daemon *)base;
  LlResolve *resolve = ll_avahi_resolve_new(events, data, on_resolve_over, self);
  g_hash_table_add(self->resolves, resolve);
  if (self->is_ready) {
    ll_avahi_resolve_start(resolve, self->bus, name);
  } else {
    g_autoptr(GError) error = g_error_new_literal(
        LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_UNAVAILABLE, "avahi-daemon is not there");
    ll_avahi_resolve_fail(resolve, error);
  }
  return resolve;
}

static void
daemon_cancel(LlDiscovery *base, LlResolve *resolve)
{
  g_hash_table_remove(((Daemon *)base)->resolves, resolve);
  ll_avahi_resolve_free(resolve);
}

static void
daemon_free(LlDiscovery *base)
{
  Daemon *self = (Daemon *)base;
  GHashTableIter iter;
  gpointer resolve;
  drop_all(self);
  g_hash_table_iter_init(&iter, self->resolves);
  while (g_hash_table_iter_next(&iter, &resolve, NULL))
    ll_avahi_resolve_free(resolve);
  ll_avahi_bus_close(self->bus);
  g_hash_table_unref(self->watches);
  g_hash_table_unref(self->resolves);
  g_free(self);
}

LlDiscovery *
ll_discovery_daemon_new(const LlDiscoveryEvents *events, gpointer owner)
{
  static const LlDiscoveryClass class = {
      .start = daemon_start,
      .publish = daemon_publish,
      .update = daemon_update,
      .unpublish = daemon_unpublish,
      .watch = daemon_watch,
      .unwatch = daemon_unwatch,
      .resolve = daemon_resolve,
      .cancel = daemon_cancel,
      .free = daemon_free,
  };
  Daemon *self = g_new0(Daemon, 1);
  self->base = (LlDiscovery){.class = &class, .events = events, .owner = owner};
  self->watches = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free,
                                        (GDestroyNotify)ll_avahi_watch_free);
  self->resolves = g_hash_table_new(NULL, NULL);
  return &self->base;
}
