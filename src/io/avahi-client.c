/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-client.h"

#include "limits.h"

struct LlAvahiClient {
  const LlAvahiClientEvents *events;
  gpointer owner;
  LlDbus *dbus;
  char *daemon;
  gboolean is_open;
  guint count, limit;  /* of objects */
  GHashTable *objects; /* path -> LlAvahiObject */
};

static void
on_open(gpointer owner)
{
  ((LlAvahiClient *)owner)->is_open = TRUE;
}

/* None comes before the reply that says its object's path: messages arrive in order here, and the
 * daemon answers before it looks for anything. */
static void
on_signal(gpointer owner, const LlDbusMessage *signal)
{
  LlAvahiClient *client = owner;
  LlAvahiObject *object = g_hash_table_lookup(client->objects, signal->path);
  if (object && g_str_equal(signal->sender, client->daemon))
    client->events->signal(object, signal);
}

static void
on_closed(gpointer owner, const GError *error)
{
  LlAvahiClient *client = owner;
  g_debug("a connection to the bus is over: %s", error->message);
  client->events->closed(client->owner, client, client->is_open);
}

LlAvahiClient *
ll_avahi_client_new(const char *daemon, const LlAvahiClientEvents *events, gpointer owner)
{
  static const LlDbusEvents dbus_events = {on_open, on_signal, on_closed};
  LlAvahiClient *client = g_new0(LlAvahiClient, 1);
  client->events = events;
  client->owner = owner;
  client->daemon = g_strdup(daemon);
  client->limit = LL_AVAHI_OBJECTS_MAX;
  client->objects = g_hash_table_new(g_str_hash, g_str_equal);
  client->dbus = ll_dbus_new(&dbus_events, client);
  return client;
}

void
ll_avahi_client_free(LlAvahiClient *client)
{
  ll_dbus_free(client->dbus);
  g_hash_table_unref(client->objects);
  g_free(client->daemon);
  g_free(client);
}

gboolean
ll_avahi_client_is_open(const LlAvahiClient *client)
{
  return client->is_open;
}

gboolean
ll_avahi_client_has_room(const LlAvahiClient *client)
{
  return client->count < client->limit;
}

gboolean
ll_avahi_client_is_unused(const LlAvahiClient *client)
{
  return client->count == 0;
}

gboolean
ll_avahi_client_limit(LlAvahiClient *client)
{
  client->limit = client->count;
  return client->count > 0;
}

void
ll_avahi_client_call(LlAvahiClient *client, const char *path, const char *interface,
                     const char *method, GVariant *arguments, LlDbusAnswer answer, gpointer data)
{
  ll_dbus_call(client->dbus, client->daemon, path, interface, method, arguments, answer, data);
}

void
ll_avahi_client_begin(LlAvahiClient *client)
{
  client->count++;
}

void
ll_avahi_client_add(LlAvahiClient *client, const char *path, LlAvahiObject *object)
{
  g_hash_table_insert(client->objects, (gpointer)path, object);
}

void
ll_avahi_client_remove(LlAvahiClient *client, const char *path)
{
  g_hash_table_remove(client->objects, path);
  client->count--;
}

void
ll_avahi_client_cancel(LlAvahiClient *client)
{
  client->count--;
}
