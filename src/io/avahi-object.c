/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-object.h"

#include "io/avahi-error.h"
#include "wire/name.h"

#define SERVER2        "org.freedesktop.Avahi.Server2"
#define PROTOCOL_INET6 1 /* Avahi's number; IPv4 is 0 */

typedef struct {
  const char *interface;
  const char *make;       /* the server's method */
  const char *start;      /* the object's, NULL where it has none */
  const char *item_types; /* what ItemNew and ItemRemove carry */
} Kind;

static const Kind services = {"org.freedesktop.Avahi.ServiceBrowser", "ServiceBrowserPrepare",
                              "Start", "(iisssu)"};
static const Kind records = {"org.freedesktop.Avahi.RecordBrowser", "RecordBrowserPrepare", "Start",
                             "(iisqqayu)"};
static const Kind group = {"org.freedesktop.Avahi.EntryGroup", "EntryGroupNew", NULL, ""};

struct LlAvahiObject {
  LlAvahiBus *bus;
  const Kind *kind;
  char *daemon;           /* on which it is */
  char *path;             /* NULL until it is made */
  LlAvahiHandler handler; /* NULL once freed */
  gpointer data;
};

/* A call under way keeps the object's memory. */
typedef struct {
  LlAvahiObject *object;
  LlAvahiAnswer answer;
} Call;

static void
object_clear(gpointer data)
{
  LlAvahiObject *object = data;
  ll_avahi_bus_unref(object->bus);
  g_free(object->daemon);
  g_free(object->path);
}

static void
object_unref(LlAvahiObject *object)
{
  g_rc_box_release_full(object, object_clear);
}

/* Objects end with the daemon; the bus tells of that. */
static gboolean
has_daemon(const LlAvahiObject *object)
{
  return object->daemon && g_strcmp0(object->daemon, ll_avahi_bus_daemon(object->bus)) == 0;
}

static void
signalled(gpointer data, const char *member, GVariant *parameters)
{
  LlAvahiObject *object = data;
  const struct {
    const char *member;
    LlAvahiEvent event;
    const char *types;
  } table[] = {
      {"ItemNew", LL_AVAHI_ITEM_NEW, object->kind->item_types},
      {"ItemRemove", LL_AVAHI_ITEM_REMOVE, object->kind->item_types},
      {"CacheExhausted", LL_AVAHI_CACHE_EXHAUSTED, "()"},
      {"AllForNow", LL_AVAHI_ALL_FOR_NOW, "()"},
      {"StateChanged", LL_AVAHI_STATE_CHANGED, "(is)"},
      {"Failure", LL_AVAHI_FAILED, "(s)"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
    if (!g_str_equal(member, table[i].member))
      continue;
    if (g_str_equal(g_variant_get_type_string(parameters), table[i].types))
      object->handler(object->data, table[i].event, parameters);
    return;
  }
}

static Call *
call_new(LlAvahiObject *object, LlAvahiAnswer answer)
{
  Call *call = g_new(Call, 1);
  *call = (Call){g_rc_box_acquire(object), answer};
  return call;
}

static void
call_free(Call *call)
{
  object_unref(call->object);
  g_free(call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Call, call_free)

/* The daemon or the bus went away under the call: that comes as the bus's down(). */
static gboolean
is_vanished(const GError *error)
{
  return g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* Why the call failed, whose reply says nothing otherwise. (transfer full) (nullable) */
static GError *
error_of(GObject *source, GAsyncResult *result)
{
  GError *error = NULL;
  GVariant *reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
  g_clear_pointer(&reply, g_variant_unref);
  return error;
}

static void
answered(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(Call) call = data;
  LlAvahiObject *object = call->object;
  g_autoptr(GError) error = error_of(source, result);
  if (!object->handler || !has_daemon(object) || (error && is_vanished(error)))
    return;
  g_autofree char *name = error ? ll_avahi_error_name(error) : NULL;
  call->answer(object->data, name);
}

static void
report_failure(LlAvahiObject *object, const GError *error)
{
  g_autofree char *name = ll_avahi_error_name(error);
  g_autoptr(GVariant) parameters = g_variant_ref_sink(g_variant_new("(s)", name));
  object->handler(object->data, LL_AVAHI_FAILED, parameters);
}

static void
started(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(Call) call = data;
  LlAvahiObject *object = call->object;
  g_autoptr(GError) error = error_of(source, result);
  if (error && object->handler && has_daemon(object) && !is_vanished(error))
    report_failure(object, error);
}

static void
made(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(Call) call = data;
  LlAvahiObject *object = call->object;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
      g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
  if (!has_daemon(object) || (error && is_vanished(error)))
    return;
  if (error) {
    if (object->handler)
      report_failure(object, error);
    return;
  }
  const char *path;
  g_variant_get(reply, "(&o)", &path);
  if (!object->handler) { /* freed while it was being made */
    ll_avahi_bus_call(object->bus, path, object->kind->interface, "Free", NULL, NULL, NULL, NULL);
    return;
  }
  object->path = g_strdup(path);
  ll_avahi_bus_listen(object->bus, path, signalled, object);
  if (object->kind->start)
    ll_avahi_bus_call(object->bus, path, object->kind->interface, object->kind->start, NULL, "()",
                      started, call_new(object, NULL));
  else
    object->handler(object->data, LL_AVAHI_MADE, NULL);
}

static LlAvahiObject *
object_new(LlAvahiBus *bus, const Kind *kind, GVariant *arguments, LlAvahiHandler handler,
           gpointer data)
{
  LlAvahiObject *object = g_rc_box_new0(LlAvahiObject);
  object->bus = ll_avahi_bus_ref(bus);
  object->kind = kind;
  object->daemon = g_strdup(ll_avahi_bus_daemon(bus));
  object->handler = handler;
  object->data = data;
  ll_avahi_bus_call(bus, "/", SERVER2, kind->make, arguments, "(o)", made, call_new(object, NULL));
  return object;
}

LlAvahiObject *
ll_avahi_browse_services(LlAvahiBus *bus, LlAvahiHandler handler, gpointer data)
{
  return object_new(
      bus, &services,
      g_variant_new("(iissu)", LL_AVAHI_ANY, LL_AVAHI_ANY, LL_AVAHI_TYPE, LL_AVAHI_DOMAIN, 0),
      handler, data);
}

LlAvahiObject *
ll_avahi_browse_records(LlAvahiBus *bus, const char *domain_name, LlRecordType type,
                        LlAvahiHandler handler, gpointer data)
{
  return object_new(bus, &records,
                    g_variant_new("(iisqqu)", LL_AVAHI_ANY, LL_AVAHI_ANY, domain_name,
                                  LL_RECORD_CLASS_IN, type, 0),
                    handler, data);
}

LlAvahiObject *
ll_avahi_group_new(LlAvahiBus *bus, LlAvahiHandler handler, gpointer data)
{
  return object_new(bus, &group, NULL, handler, data);
}

void
ll_avahi_object_call(LlAvahiObject *object, const char *method, GVariant *arguments,
                     LlAvahiAnswer answer)
{
  ll_avahi_bus_call(object->bus, object->path, object->kind->interface, method, arguments, "()",
                    answered, call_new(object, answer));
}

void
ll_avahi_object_free(LlAvahiObject *object)
{
  if (!object)
    return;
  object->handler = NULL;
  if (object->path && has_daemon(object)) {
    ll_avahi_bus_unlisten(object->bus, object->path);
    ll_avahi_bus_call(object->bus, object->path, object->kind->interface, "Free", NULL, NULL, NULL,
                      NULL);
  }
  object_unref(object);
}

LlLink
ll_avahi_link(gint32 interface, gint32 protocol)
{
  return (LlLink){interface, protocol == PROTOCOL_INET6 ? AF_INET6 : AF_INET, LL_LINK_DOMAIN};
}

LlAvahiRecord
ll_avahi_record_read(GVariant *parameters)
{
  LlAvahiRecord record;
  gint32 interface, protocol;
  g_autoptr(GVariant) rdata = NULL;
  g_variant_get(parameters, "(iisqq@ayu)", &interface, &protocol, NULL, NULL, NULL, &rdata, NULL);
  record.link = ll_avahi_link(interface, protocol);
  record.rdata = g_variant_get_fixed_array(rdata, &record.length, 1);
  return record;
}

char *
ll_avahi_presence_domain_name(const char *name)
{
  g_autofree char *label = ll_name_escape(name);
  return g_strdup_printf("%s.%s.%s", label, LL_AVAHI_TYPE, LL_AVAHI_DOMAIN);
}
