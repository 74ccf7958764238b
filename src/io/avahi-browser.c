/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-browser.h"

#include <string.h>

/* avahi-common/defs.h */
#define LOOKUP_USE_WIDE_AREA 1u

typedef struct {
  LlAvahiObject base;
  const char *domain;
} ServiceBrowser;

static gboolean
read_kind(const char *member, LlAvahiEventKind *ret_kind)
{
  static const struct {
    const char *member;
    LlAvahiEventKind kind;
  } table[] = {
      {"ItemNew", LL_AVAHI_NEW},
      {"ItemRemove", LL_AVAHI_REMOVE},
      {"CacheExhausted", LL_AVAHI_CACHE_EXHAUSTED},
  };
  for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
    if (g_str_equal(member, table[i].member)) {
      *ret_kind = table[i].kind;
      return TRUE;
    }
  }
  return FALSE;
}

/* Its signals are expected from now on. */
static void
start(LlAvahiObject *object)
{
  ll_avahi_client_call(object->client, object->path, object->kind->interface, "Start", NULL, NULL,
                       NULL);
}

static void
service_signal(LlAvahiObject *object, const LlDbusMessage *signal)
{
  const ServiceBrowser *browser = (const ServiceBrowser *)object;
  LlAvahiEvent event = {0};
  gint32 interface, protocol;
  const char *type, *domain;
  if (!read_kind(signal->member, &event.kind))
    return;
  if (event.kind != LL_AVAHI_CACHE_EXHAUSTED) {
    if (!ll_dbus_message_read(signal, "iisssu", &interface, &protocol, &event.name, &type, &domain,
                              NULL) ||
        g_ascii_strcasecmp(type, LL_AVAHI_TYPE) != 0 ||
        g_ascii_strcasecmp(domain, browser->domain) != 0)
      return;
    event.link = ll_avahi_link(interface, protocol);
  }
  object->handler(object->data, &event);
}

static void
record_signal(LlAvahiObject *object, const LlDbusMessage *signal)
{
  LlAvahiEvent event = {0};
  gint32 interface, protocol;
  if (!read_kind(signal->member, &event.kind))
    return;
  if (event.kind != LL_AVAHI_CACHE_EXHAUSTED) {
    if (!ll_dbus_message_read(signal, "iisqqayu", &interface, &protocol, NULL, NULL, NULL,
                              &event.rdata, &event.length, NULL))
      return;
    event.link = ll_avahi_link(interface, protocol);
  }
  object->handler(object->data, &event);
}

static const LlAvahiKind services = {
    .interface = "org.freedesktop.Avahi.ServiceBrowser",
    .make = "ServiceBrowserPrepare",
    .what = "avahi-daemon does not browse",
    .size = sizeof(ServiceBrowser),
    .made = start,
    .signal = service_signal,
};

static const LlAvahiKind records = {
    .interface = "org.freedesktop.Avahi.RecordBrowser",
    .make = "RecordBrowserPrepare",
    .what = "avahi-daemon does not look up records",
    .size = sizeof(LlAvahiObject),
    .made = start,
    .signal = record_signal,
};

/* Where the daemon can't ask DNS it would ask the link, where anyone may answer for any domain. */
static guint32
flags_of(const char *domain)
{
  gsize length = strlen(domain), link_length = strlen(LL_LINK_DOMAIN);
  gboolean is_near = length >= link_length &&
                     g_ascii_strcasecmp(domain + length - link_length, LL_LINK_DOMAIN) == 0 &&
                     (length == link_length || domain[length - link_length - 1] == '.');
  return is_near ? 0 : LOOKUP_USE_WIDE_AREA;
}

LlAvahiObject *
ll_avahi_service_browser_new(LlAvahiPool *pool, const char *domain, LlAvahiHandler handler,
                             gpointer data)
{
  LlAvahiObject *object = ll_avahi_object_new(
      pool, &services,
      g_variant_new("(iissu)", LL_AVAHI_ANY, LL_AVAHI_ANY, LL_AVAHI_TYPE, domain, flags_of(domain)),
      handler, data);
  ((ServiceBrowser *)object)->domain = domain;
  return object;
}

LlAvahiObject *
ll_avahi_record_browser_new(LlAvahiPool *pool, const char *domain_name, LlRecordType type,
                            LlAvahiHandler handler, gpointer data)
{
  /* A host of the link may have its name in any domain (the daemon's domain-name=). */
  gboolean is_host = type == LL_RECORD_A || type == LL_RECORD_AAAA;
  return ll_avahi_object_new(pool, &records,
                             g_variant_new("(iisqqu)", LL_AVAHI_ANY, LL_AVAHI_ANY, domain_name,
                                           LL_RECORD_CLASS_IN, type,
                                           is_host ? 0 : flags_of(domain_name)),
                             handler, data);
}
