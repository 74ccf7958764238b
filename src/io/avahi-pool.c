/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-pool.h"

#include "io/avahi-object.h"
#include "limits.h"

struct LlAvahiPool {
  char *daemon;
  LlAvahiPoolLost lost;
  gpointer owner;
  GPtrArray *clients; /* of LlAvahiClient, the oldest first */
};

static void
on_closed(gpointer owner, LlAvahiClient *client, gboolean was_open)
{
  LlAvahiPool *pool = owner;
  if (was_open)
    pool->lost(pool->owner);
  else /* whoever wanted an object of it has been told */
    g_ptr_array_remove(pool->clients, client);
}

LlAvahiPool *
ll_avahi_pool_new(const char *daemon, LlAvahiPoolLost lost, gpointer owner)
{
  LlAvahiPool *pool = g_new0(LlAvahiPool, 1);
  pool->daemon = g_strdup(daemon);
  pool->lost = lost;
  pool->owner = owner;
  pool->clients = g_ptr_array_new_with_free_func((GDestroyNotify)ll_avahi_client_free);
  return pool;
}

void
ll_avahi_pool_free(LlAvahiPool *pool)
{
  if (!pool)
    return;
  g_ptr_array_unref(pool->clients);
  g_free(pool->daemon);
  g_free(pool);
}

LlAvahiClient *
ll_avahi_pool_client(LlAvahiPool *pool)
{
  static const LlAvahiClientEvents events = {on_closed, ll_avahi_object_signal};
  LlAvahiClient *client = NULL;
  for (guint i = 0; i < pool->clients->len; i++) {
    client = g_ptr_array_index(pool->clients, i);
    if (ll_avahi_client_has_room(client))
      return client;
  }
  if (pool->clients->len < LL_AVAHI_CLIENTS_MAX) {
    client = ll_avahi_client_new(pool->daemon, &events, pool);
    g_ptr_array_add(pool->clients, client);
  }
  return client;
}

gboolean
ll_avahi_pool_limit(LlAvahiPool *pool, LlAvahiClient *client)
{
  return ll_avahi_client_limit(client) && pool->clients->len < LL_AVAHI_CLIENTS_MAX;
}

void
ll_avahi_pool_tidy(LlAvahiPool *pool, LlAvahiClient *client)
{
  if (ll_avahi_client_is_unused(client))
    g_ptr_array_remove(pool->clients, client);
}
