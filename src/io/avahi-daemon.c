/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-daemon.h"

#include "io/avahi-browser.h"
#include "io/avahi-bus.h"
#include "io/avahi-group.h"
#include "io/avahi-null.h"

typedef struct {
  LlAvahi base;
  LlAvahiBus *bus;
  LlAvahiPool *pool; /* while it is running */
} Daemon;

/* -- its coming and going ---------------------------------------------------------------------- */

static void
on_lost(gpointer owner)
{
  ll_avahi_bus_reconnect(((Daemon *)owner)->bus);
}

static void
on_running(gpointer owner, const char *machine)
{
  Daemon *self = owner;
  if (!self->pool)
    self->pool = ll_avahi_pool_new(ll_avahi_bus_daemon(self->bus), on_lost, self);
  self->base.events->running(self->base.owner, machine);
}

static void
on_down(gpointer owner, const GError *error)
{
  Daemon *self = g_rc_box_acquire((Daemon *)owner);
  self->base.events->down(self->base.owner, error);
  g_clear_pointer(&self->pool, ll_avahi_pool_free);
  g_rc_box_release(self);
}

static void
daemon_close(LlAvahi *base)
{
  Daemon *self = (Daemon *)base;
  g_clear_pointer(&self->pool, ll_avahi_pool_free);
  ll_avahi_bus_close(self->bus);
  g_rc_box_release(self);
}

/* -- what it does ------------------------------------------------------------------------------ */

static LlAvahiObject *
daemon_browse_services(LlAvahi *base, const char *domain, LlAvahiHandler handler, gpointer data)
{
  return ll_avahi_service_browser_new(((Daemon *)base)->pool, domain, handler, data);
}

static LlAvahiObject *
daemon_browse_records(LlAvahi *base, const char *domain_name, LlRecordType type,
                      LlAvahiHandler handler, gpointer data)
{
  return ll_avahi_record_browser_new(((Daemon *)base)->pool, domain_name, type, handler, data);
}

static LlAvahiObject *
daemon_publish(LlAvahi *base, const char *name, guint16 port, GBytes *txt, LlAvahiHandler handler,
               gpointer data)
{
  return ll_avahi_group_new(((Daemon *)base)->pool, name, port, txt, handler, data);
}

static void
daemon_update(LlAvahi *base G_GNUC_UNUSED, LlAvahiObject *publication, GBytes *txt)
{
  ll_avahi_group_update(publication, txt);
}

static LlAvahiObject *
daemon_publish_null(LlAvahi *base, const char *const *domain_names, GBytes *rdata, LlAvahiNull kind,
                    LlAvahiHandler handler, gpointer data)
{
  return ll_avahi_null_new(((Daemon *)base)->pool, domain_names, rdata, kind, handler, data);
}

static void
daemon_drop(LlAvahi *base G_GNUC_UNUSED, LlAvahiObject *object)
{
  ll_avahi_object_free(object);
}

LlAvahi *
ll_avahi_daemon_new(const LlAvahiEvents *events, gpointer owner)
{
  static const LlAvahiClass class = {
      .browse_services = daemon_browse_services,
      .browse_records = daemon_browse_records,
      .publish = daemon_publish,
      .update = daemon_update,
      .publish_null = daemon_publish_null,
      .drop = daemon_drop,
      .close = daemon_close,
  };
  static const LlAvahiEvents bus_events = {.running = on_running, .down = on_down};
  Daemon *self = g_rc_box_new0(Daemon);
  self->base = (LlAvahi){.class = &class, .events = events, .owner = owner};
  self->bus = ll_avahi_bus_new(&bus_events, self);
  return &self->base;
}
