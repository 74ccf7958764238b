/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-object.h"

#include "io/avahi-error.h"

/* Since Avahi 0.8; the older interface lets browsers begin 10 ms late. */
#define SERVER           "org.freedesktop.Avahi.Server2"
#define TOO_MANY_OBJECTS "org.freedesktop.Avahi.TooManyObjectsError"

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
  g_clear_pointer(&object->arguments, g_variant_unref);
  g_free(object->path);
}

static void
object_unref(LlAvahiObject *object)
{
  g_rc_box_release_full(object, object_clear);
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

void
ll_avahi_object_signal(LlAvahiObject *object, const LlDbusMessage *signal)
{
  const char *reason;
  if (!g_str_equal(signal->member, "Failure"))
    object->kind->signal(object, signal);
  else if (ll_dbus_message_read(signal, "s", &reason))
    ll_avahi_object_fail(object, reason);
}

/* The daemon or the bus went away under the call: that comes as down(). */
static gboolean
is_vanished(const GError *error)
{
  return g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* -- calls ------------------------------------------------------------------------------------- */

static void
answered(gpointer data, const LlDbusMessage *reply G_GNUC_UNUSED, const GError *error)
{
  g_autofree Call *call = data;
  LlAvahiObject *object = call->object;
  if (object->handler && !(error && is_vanished(error))) {
    g_autofree char *name = error ? ll_avahi_error_name(error) : NULL;
    call->answer(object, name);
  }
  object_unref(object);
}

void
ll_avahi_object_call(LlAvahiObject *object, const char *method, GVariant *arguments,
                     LlAvahiAnswer answer)
{
  Call *call = g_new(Call, 1);
  *call = (Call){g_rc_box_acquire(object), answer};
  ll_avahi_client_call(object->client, object->path, object->kind->interface, method, arguments,
                       answered, call);
}

/* -- coming to be, and going ------------------------------------------------------------------- */

static void
drop(LlAvahiClient *client, const char *path, const char *interface)
{
  ll_avahi_client_call(client, path, interface, "Free", NULL, NULL, NULL);
}

static void make(LlAvahiObject *object);

static void
not_made(LlAvahiObject *object, const GError *error)
{
  LlAvahiClient *client = object->client;
  gboolean was_open = ll_avahi_client_is_open(client);
  g_autofree char *name = ll_avahi_error_name(error);
  ll_avahi_client_cancel(client);
  gboolean is_full =
      g_str_equal(name, TOO_MANY_OBJECTS) && ll_avahi_pool_limit(object->pool, client);
  if (!is_vanished(error)) /* else it is about to be closed in any case */
    ll_avahi_pool_tidy(object->pool, client);
  if (!object->handler)
    return;
  if (is_full)
    make(object);
  else if (!was_open || !is_vanished(error))
    ll_avahi_object_fail(object, name);
}

static void
made(gpointer data, const LlDbusMessage *reply, const GError *error)
{
  LlAvahiObject *object = data;
  const char *path;
  if (error) {
    not_made(object, error);
  } else if (!ll_dbus_message_read(reply, "o", &path)) {
    g_autoptr(GError) mismatch =
        g_error_new_literal(G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no path");
    not_made(object, mismatch);
  } else if (!object->handler) { /* freed while it was being made */
    drop(object->client, path, object->kind->interface);
    ll_avahi_client_cancel(object->client);
    ll_avahi_pool_tidy(object->pool, object->client);
  } else {
    object->path = g_strdup(path);
    g_clear_pointer(&object->arguments, g_variant_unref);
    ll_avahi_client_add(object->client, object->path, object);
    if (object->kind->made)
      object->kind->made(object);
  }
  object_unref(object);
}

static void
make(LlAvahiObject *object)
{
  object->client = ll_avahi_pool_client(object->pool);
  ll_avahi_client_begin(object->client);
  ll_avahi_client_call(object->client, "/", SERVER, object->kind->make, object->arguments, made,
                       g_rc_box_acquire(object));
}

LlAvahiObject *
ll_avahi_object_new(LlAvahiPool *pool, const LlAvahiKind *kind, GVariant *arguments,
                    LlAvahiHandler handler, gpointer data)
{
  LlAvahiObject *object = g_rc_box_alloc0(kind->size);
  object->kind = kind;
  object->pool = pool;
  object->arguments = arguments ? g_variant_ref_sink(arguments) : NULL;
  if (arguments)
    g_variant_get_data(arguments); /* which makes one piece of a dozen: hundreds may wait */
  object->handler = handler;
  object->data = data;
  make(object);
  return object;
}

void
ll_avahi_object_free(LlAvahiObject *object)
{
  if (!object)
    return;
  object->handler = NULL;
  if (object->path) {
    ll_avahi_client_remove(object->client, object->path);
    drop(object->client, object->path, object->kind->interface);
    ll_avahi_pool_tidy(object->pool, object->client);
  }
  object_unref(object);
}
