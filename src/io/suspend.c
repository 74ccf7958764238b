/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/suspend.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <unistd.h>

#define LOGIND  "org.freedesktop.login1"
#define MANAGER LOGIND ".Manager"
#define PATH    "/org/freedesktop/login1"

/* A responder sends its goodbye within a tenth of this; logind waits ten times as long for us. */
#define GOODBYE_MS 500

struct LlSuspend {
  const LlSuspendEvents *events;
  gpointer owner;
  GCancellable *cancellable; /* of all that is under way */
  gboolean is_connecting;
  GDBusConnection *connection;
  guint subscription;
  int lock; /* logind delays sleep while we hold it; -1: we do not */
  guint unlock_timer;
};

LlSuspend *
ll_suspend_new(const LlSuspendEvents *events, gpointer owner)
{
  LlSuspend *suspend = g_new0(LlSuspend, 1);

  suspend->events = events;
  suspend->owner = owner;
  suspend->cancellable = g_cancellable_new();
  suspend->lock = -1;
  return suspend;
}

static void
unlock(LlSuspend *suspend)
{
  g_clear_handle_id(&suspend->unlock_timer, g_source_remove);
  if (suspend->lock >= 0)
    close(suspend->lock);
  suspend->lock = -1;
}

static void
locked(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GUnixFDList) fds = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish(
      G_DBUS_CONNECTION(source), &fds, result, &error);
  LlSuspend *suspend = data; /* freed if it was cancelled */
  gint32 handle;

  if (!reply) {
    if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_debug("sleep will not wait for our goodbye: %s", error->message);
    return;
  }
  g_variant_get(reply, "(h)", &handle);
  unlock(suspend);
  suspend->lock = fds ? g_unix_fd_list_get(fds, handle, NULL) : -1;
}

static void
lock(LlSuspend *suspend)
{
  g_dbus_connection_call_with_unix_fd_list(
      suspend->connection, LOGIND, PATH, MANAGER, "Inhibit",
      g_variant_new("(ssss)", "sleep", "Link-Local", "Says goodbye to the local network", "delay"),
      G_VARIANT_TYPE("(h)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, suspend->cancellable,
      locked, suspend);
}

static gboolean
on_said_goodbye(gpointer data)
{
  LlSuspend *suspend = data;

  suspend->unlock_timer = 0;
  unlock(suspend);
  return G_SOURCE_REMOVE;
}

static void
on_signal(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
          const char *member, GVariant *parameters, gpointer data)
{
  LlSuspend *suspend = data;
  gboolean is_sleeping;

  (void)connection;
  (void)sender;
  (void)path;
  (void)interface;
  (void)member;
  if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(b)")))
    return;
  g_variant_get(parameters, "(b)", &is_sleeping);
  if (is_sleeping) {
    if (suspend->unlock_timer == 0)
      suspend->unlock_timer = g_timeout_add(GOODBYE_MS, on_said_goodbye, suspend);
    suspend->events->sleeping(suspend->owner);
  } else {
    lock(suspend);
    suspend->events->awake(suspend->owner);
  }
}

static void
disconnect(LlSuspend *suspend)
{
  if (!suspend->connection)
    return;
  g_signal_handlers_disconnect_by_data(suspend->connection, suspend);
  g_dbus_connection_signal_unsubscribe(suspend->connection, suspend->subscription);
  g_dbus_connection_close(suspend->connection, NULL, NULL, NULL);
  g_clear_object(&suspend->connection);
  unlock(suspend);
}

static void
on_closed(GDBusConnection *connection, gboolean vanished, GError *error, gpointer data)
{
  (void)connection;
  (void)vanished;
  (void)error;
  disconnect(data);
}

static void
connected(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) connection = g_dbus_connection_new_for_address_finish(result, &error);
  LlSuspend *suspend = data; /* freed if it was cancelled */

  (void)source;
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  suspend->is_connecting = FALSE;
  if (!connection) {
    g_debug("nobody tells of sleep: %s", error->message);
    return;
  }
  suspend->connection = g_steal_pointer(&connection);
  g_signal_connect(suspend->connection, "closed", G_CALLBACK(on_closed), suspend);
  suspend->subscription = g_dbus_connection_signal_subscribe(
      suspend->connection, LOGIND, MANAGER, "PrepareForSleep", PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_signal, suspend, NULL);
  lock(suspend);
}

void
ll_suspend_listen(LlSuspend *suspend)
{
  /* For the system bus this looks at the environment alone. */
  g_autofree char *address = g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SYSTEM, NULL, NULL);

  if (!address || suspend->connection || suspend->is_connecting)
    return;
  suspend->is_connecting = TRUE;
  g_dbus_connection_new_for_address(address,
                                    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                        G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                    NULL, suspend->cancellable, connected, suspend);
}

void
ll_suspend_free(LlSuspend *suspend)
{
  if (!suspend)
    return;
  g_cancellable_cancel(suspend->cancellable);
  g_object_unref(suspend->cancellable);
  disconnect(suspend);
  g_free(suspend);
}
