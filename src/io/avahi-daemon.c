/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-daemon.h"

#include "io/avahi-browser.h"
#include "io/avahi-bus.h"
#include "io/avahi-group.h"

typedef struct {
  LlAvahi base;
  LlAvahiBus *bus;
} Daemon;

static LlAvahiObject *
daemon_browse_services(LlAvahi *base, const char *domain, LlAvahiHandler handler, gpointer data)
{
  return ll_avahi_service_browser_new(((Daemon *)base)->bus, domain, handler, data);
}

static LlAvahiObject *
daemon_browse_records(LlAvahi *base, const char *domain_name, LlRecordType type,
                      LlAvahiHandler handler, gpointer data)
{
  return ll_avahi_record_browser_new(((Daemon *)base)->bus, domain_name, type, handler, data);
}

static LlAvahiObject *
daemon_publish(LlAvahi *base, const char *name, guint16 port, GBytes *txt, LlAvahiHandler handler,
               gpointer data)
{
  return ll_avahi_group_new(((Daemon *)base)->bus, name, port, txt, handler, data);
}

static void
daemon_update(LlAvahi *base G_GNUC_UNUSED, LlAvahiObject *publication, GBytes *txt)
{
  ll_avahi_group_update(publication, txt);
}

static void
daemon_drop(LlAvahi *base G_GNUC_UNUSED, LlAvahiObject *object)
{
  ll_avahi_object_free(object);
}

static void
daemon_close(LlAvahi *base)
{
  ll_avahi_bus_close(((Daemon *)base)->bus);
  g_free(base);
}

LlAvahi *
ll_avahi_daemon_new(const LlAvahiEvents *events, gpointer owner)
{
  static const LlAvahiClass class = {
      .browse_services = daemon_browse_services,
      .browse_records = daemon_browse_records,
      .publish = daemon_publish,
      .update = daemon_update,
      .drop = daemon_drop,
      .close = daemon_close,
  };
  Daemon *self = g_new0(Daemon, 1);
  self->base = (LlAvahi){.class = &class, .events = events, .owner = owner};
  self->bus = ll_avahi_bus_new(events, owner);
  return &self->base;
}
