/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi.h"

#include <string.h>

#include "wire/name.h"

#define PROTOCOL_INET  0
#define PROTOCOL_INET6 1

LlLink
ll_avahi_link(gint32 interface, gint32 protocol)
{
  LlLink link = {.interface = MAX(interface, 0), .family = AF_UNSPEC};
  if (protocol == PROTOCOL_INET)
    link.family = AF_INET;
  else if (protocol == PROTOCOL_INET6)
    link.family = AF_INET6;
  return link;
}

char *
ll_avahi_presence_domain_name(const char *name, const char *domain)
{
  g_autofree char *label = ll_name_escape(name);
  return g_strdup_printf("%s.%s.%s", label, LL_AVAHI_TYPE, domain);
}

/* prpl-bonjour and salut take a name for text that is escaped already. A backslash in it means
 * whatever it means. */
GStrv
ll_avahi_picture_domain_names(const char *name, const char *domain)
{
  GPtrArray *names = g_ptr_array_new();
  g_ptr_array_add(names, ll_avahi_presence_domain_name(name, domain));
  if (strpbrk(name, ".\\"))
    g_ptr_array_add(names, g_strdup_printf("%s.%s.%s", name, LL_AVAHI_TYPE, domain));
  g_ptr_array_add(names, NULL);
  return (GStrv)g_ptr_array_free(names, FALSE);
}

LlAvahiObject *
ll_avahi_browse_services(LlAvahi *self, const char *domain, LlAvahiHandler handler, gpointer data)
{
  return self->class->browse_services(self, domain, handler, data);
}

LlAvahiObject *
ll_avahi_browse_records(LlAvahi *self, const char *domain_name, LlRecordType type,
                        LlAvahiHandler handler, gpointer data)
{
  return self->class->browse_records(self, domain_name, type, handler, data);
}

LlAvahiObject *
ll_avahi_publish(LlAvahi *self, const char *name, guint16 port, GBytes *txt, LlAvahiHandler handler,
                 gpointer data)
{
  return self->class->publish(self, name, port, txt, handler, data);
}

void
ll_avahi_update(LlAvahi *self, LlAvahiObject *publication, GBytes *txt)
{
  self->class->update(self, publication, txt);
}

LlAvahiObject *
ll_avahi_publish_null(LlAvahi *self, const char *const *domain_names, GBytes *rdata,
                      LlAvahiNull kind, LlAvahiHandler handler, gpointer data)
{
  return self->class->publish_null(self, domain_names, rdata, kind, handler, data);
}

void
ll_avahi_drop(LlAvahi *self, LlAvahiObject *object)
{
  if (object)
    self->class->drop(self, object);
}

void
ll_avahi_close(LlAvahi *self)
{
  if (self)
    self->class->close(self);
}
