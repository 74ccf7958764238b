/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/discovery.h"

GQuark
ll_discovery_error_quark(void)
{
  return g_quark_from_static_string("ll-discovery-error-quark");
}

void
ll_discovery_start(LlDiscovery *self)
{
  if (self->class->start)
    self->class->start(self);
}

void
ll_discovery_publish(LlDiscovery *self, const char *name, guint16 port, GBytes *txt)
{
  if (self->class->publish)
    self->class->publish(self, name, port, txt);
}

void
ll_discovery_update(LlDiscovery *self, GBytes *txt)
{
  if (self->class->update)
    self->class->update(self, txt);
}

void
ll_discovery_unpublish(LlDiscovery *self)
{
  if (self->class->unpublish)
    self->class->unpublish(self);
}

void
ll_discovery_set_picture(LlDiscovery *self, GBytes *picture)
{
  if (self->class->set_picture)
    self->class->set_picture(self, picture);
}

void
ll_discovery_watch(LlDiscovery *self, const char *name)
{
  self->class->watch(self, name);
}

void
ll_discovery_unwatch(LlDiscovery *self, const char *name)
{
  self->class->unwatch(self, name);
}

void
ll_discovery_ask_picture(LlDiscovery *self, const char *name)
{
  if (self->class->ask_picture)
    self->class->ask_picture(self, name);
}

void
ll_discovery_unask_picture(LlDiscovery *self, const char *name)
{
  if (self->class->unask_picture)
    self->class->unask_picture(self, name);
}

LlResolve *
ll_discovery_resolve(LlDiscovery *self, const char *name, const LlResolveEvents *events,
                     gpointer data)
{
  return self->class->resolve(self, name, events, data);
}

void
ll_discovery_cancel(LlDiscovery *self, LlResolve *resolve)
{
  self->class->cancel(self, resolve);
}

void
ll_discovery_free(LlDiscovery *self)
{
  if (self)
    self->class->free(self);
}
