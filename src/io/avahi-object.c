/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-object.h"

#include "io/avahi-error.h"

#define SERVER2 "org.freedesktop.Avahi.Server2"

/* A call under way keeps the object's memory. */
typedef struct {
  LlAvahiObject *object;
  LlAvahiAnswer answer;
} Call;

static void
object_clear(gpointer data)
{
  LlAvahiObject *object = data;
  if (object->kind->clear)
    object->kind->clear(object);
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

void
ll_avahi_object_emit(LlAvahiObject *object, LlAvahiEventKind kind)
{
  LlAvahiEvent event = {.kind = kind};
  object->handler(object->data, &event);
}

void
ll_avahi_object_fail(LlAvahiObject *object, const char *reason)
{
  g_autoptr(GError) error = ll_avahi_error_new(reason, object->kind->what);
  LlAvahiEvent event = {.kind = LL_AVAHI_FAILED, .error = error};
  object->handler(object->data, &event);
}

static void
signalled(gpointer data, const char *member, GVariant *parameters)
{
  LlAvahiObject *object = data;
  if (!g_str_equal(member, "Failure")) {
    object->kind->signal(object, member, parameters);
  } else if (g_variant_is_of_type(parameters, G_VARIANT_TYPE("(s)"))) {
    const char *reason;
    g_variant_get(parameters, "(&s)", &reason);
    ll_avahi_object_fail(object, reason);
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

static void
answered(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(Call) call = data;
  LlAvahiObject *object = call->object;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
      g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
  if (!object->handler || !has_daemon(object) || (error && is_vanished(error)))
    return;
  g_autofree char *name = error ? ll_avahi_error_name(error) : NULL;
  call->answer(object, name);
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
    g_autofree char *name = ll_avahi_error_name(error);
    if (object->handler)
      ll_avahi_object_fail(object, name);
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
  object->kind->made(object);
}

LlAvahiObject *
ll_avahi_object_new(LlAvahiBus *bus, const LlAvahiKind *kind, GVariant *arguments,
                    LlAvahiHandler handler, gpointer data)
{
  LlAvahiObject *object = g_rc_box_alloc0(kind->size);
  object->kind = kind;
  object->bus = ll_avahi_bus_ref(bus);
  object->daemon = g_strdup(ll_avahi_bus_daemon(bus));
  object->handler = handler;
  object->data = data;
  ll_avahi_bus_call(bus, "/", SERVER2, kind->make, arguments, "(o)", made, call_new(object, NULL));
  return object;
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
