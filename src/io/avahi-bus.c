/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-bus.h"

#include "io/avahi-error.h"

#define DAEMON  "org.freedesktop.Avahi"
#define SERVER  DAEMON ".Server"
#define SERVER2 DAEMON ".Server2" /* since 0.8: objects that are silent until they are started */
#define DBUS    "org.freedesktop.DBus"

/* The bus, then the daemon, must answer within this. */
#define ANSWER_SECONDS 5
/* A daemon that has just started, or whose host was renamed, probes for its name first. */
#define REGISTER_SECONDS 20

/* The daemon's states (avahi-common/defs.h). */
enum {
  STATE_RUNNING = 2,
  STATE_FAILURE = 4,
};

/* Interfaces whose signals the daemon sends to us alone: no match rule is needed on the bus. */
static const char *const unicast[] = {DAEMON ".EntryGroup", DAEMON ".ServiceBrowser",
                                      DAEMON ".RecordBrowser"};

struct LlAvahiBus {
  const LlAvahiEvents *events; /* NULL once closed */
  gpointer owner;
  GCancellable *connecting;
  GDBusConnection *connection;
  guint name_subscription, subscriptions[G_N_ELEMENTS(unicast) + 1];
  char *daemon;  /* its unique name on the bus, NULL while there is none */
  char *machine; /* NULL while it can't be used */
  gboolean is_down;
  guint limit;
  GHashTable *listeners; /* path -> Listener */
};

typedef struct {
  LlAvahiSignal signal;
  gpointer data;
} Listener;

static void
bus_clear(gpointer data)
{
  LlAvahiBus *bus = data;
  g_clear_object(&bus->connecting);
  g_clear_object(&bus->connection);
  g_clear_pointer(&bus->listeners, g_hash_table_unref);
  g_free(bus->daemon);
  g_free(bus->machine);
}

LlAvahiBus *
ll_avahi_bus_ref(LlAvahiBus *bus)
{
  return g_rc_box_acquire(bus);
}

void
ll_avahi_bus_unref(LlAvahiBus *bus)
{
  g_rc_box_release_full(bus, bus_clear);
}

const char *
ll_avahi_bus_daemon(const LlAvahiBus *bus)
{
  return bus->daemon;
}

/* It can't be used for the reason ERROR. */
static void
bus_fail(LlAvahiBus *bus, const GError *error)
{
  g_clear_handle_id(&bus->limit, g_source_remove);
  g_clear_pointer(&bus->machine, g_free);
  if (bus->is_down)
    return;
  bus->is_down = TRUE;
  bus->events->down(bus->owner, error);
}

static void
fail_unavailable(LlAvahiBus *bus, const char *message)
{
  g_autoptr(GError) error =
      g_error_new_literal(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_UNAVAILABLE, message);
  bus_fail(bus, error);
}

static gboolean
limit_passed(gpointer data)
{
  LlAvahiBus *bus = data;
  bus->limit = 0;
  if (bus->connecting)
    g_cancellable_cancel(bus->connecting);
  fail_unavailable(bus, bus->daemon       ? "avahi-daemon does not get ready"
                        : bus->connection ? "avahi-daemon does not start"
                                          : "the system's message bus does not answer");
  return G_SOURCE_REMOVE;
}

static void
set_limit(LlAvahiBus *bus, guint seconds)
{
  g_clear_handle_id(&bus->limit, g_source_remove);
  bus->limit = g_timeout_add_seconds(seconds, limit_passed, bus);
}

/* -- questions --------------------------------------------------------------------------------- */

typedef void (*Answer)(LlAvahiBus *bus, GVariant *reply, const GError *error);

typedef struct {
  LlAvahiBus *bus;
  char *daemon; /* who was there when it was asked */
  Answer answer;
} Question;

static void
answered(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  LlAvahiBus *bus = question->bus;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
      g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
  if (bus->events && g_strcmp0(question->daemon, bus->daemon) == 0)
    question->answer(bus, reply, error);
  ll_avahi_bus_unref(bus);
  g_free(question->daemon);
}

static Question *
question_new(LlAvahiBus *bus, Answer answer)
{
  Question *question = g_new(Question, 1);
  *question = (Question){ll_avahi_bus_ref(bus), g_strdup(bus->daemon), answer};
  return question;
}

static void
ask_bus(LlAvahiBus *bus, const char *method, GVariant *arguments, const char *type, Answer answer)
{
  g_dbus_connection_call(bus->connection, DBUS, "/org/freedesktop/DBus", DBUS, method, arguments,
                         G_VARIANT_TYPE(type), G_DBUS_CALL_FLAGS_NONE, -1, NULL, answered,
                         question_new(bus, answer));
}

static void
ask_server(LlAvahiBus *bus, const char *method, const char *type, Answer answer)
{
  ll_avahi_bus_call(bus, "/", SERVER2, method, NULL, type, answered, question_new(bus, answer));
}

void
ll_avahi_bus_call(LlAvahiBus *bus, const char *path, const char *interface, const char *method,
                  GVariant *arguments, const char *reply_type, GAsyncReadyCallback callback,
                  gpointer data)
{
  g_dbus_connection_call(bus->connection, bus->daemon, path, interface, method, arguments,
                         reply_type ? G_VARIANT_TYPE(reply_type) : NULL,
                         G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, callback, data);
}

/* -- the daemon -------------------------------------------------------------------------------- */

static void
got_machine(LlAvahiBus *bus, GVariant *reply, const GError *error)
{
  if (error) {
    g_autoptr(GError) failure =
        ll_avahi_error_no_responder(error, "avahi-daemon does not tell the host's name");
    bus_fail(bus, failure);
    return;
  }
  const char *machine;
  g_variant_get(reply, "(&s)", &machine);
  g_clear_handle_id(&bus->limit, g_source_remove);
  if (g_strcmp0(machine, bus->machine) == 0)
    return;
  g_free(bus->machine);
  bus->machine = g_strdup(machine);
  bus->is_down = FALSE;
  bus->events->running(bus->owner, machine);
}

static void
take_state(LlAvahiBus *bus, gint32 state)
{
  if (state == STATE_FAILURE)
    fail_unavailable(bus, "avahi-daemon has failed");
  else if (state == STATE_RUNNING)
    ask_server(bus, "GetHostName", "(s)", got_machine);
  else
    set_limit(bus, REGISTER_SECONDS);
}

static void
got_state(LlAvahiBus *bus, GVariant *reply, const GError *error)
{
  if (error) {
    gboolean old = g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
                   g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE);
    g_autoptr(GError) failure = ll_avahi_error_no_responder(
        error, old ? "avahi-daemon is older than 0.8" : "avahi-daemon does not answer");
    bus_fail(bus, failure);
    return;
  }
  gint32 state;
  g_variant_get(reply, "(i)", &state);
  take_state(bus, state);
}

static void
signalled(GDBusConnection *connection G_GNUC_UNUSED, const char *sender G_GNUC_UNUSED,
          const char *path, const char *interface, const char *member, GVariant *parameters,
          gpointer data)
{
  LlAvahiBus *bus = data;
  const Listener *listener = g_hash_table_lookup(bus->listeners, path);
  if (listener) {
    listener->signal(listener->data, member, parameters);
  } else if (g_str_equal(interface, SERVER) &&
             g_variant_is_of_type(parameters, G_VARIANT_TYPE("(is)"))) {
    gint32 state;
    g_variant_get(parameters, "(i&s)", &state, NULL);
    take_state(bus, state);
  }
}

/* Subscribing by the daemon's unique name keeps out what others on the bus may send us. */
static void
enter(LlAvahiBus *bus, const char *daemon)
{
  bus->daemon = g_strdup(daemon);
  guint n = 0;
  for (; n < G_N_ELEMENTS(unicast); n++)
    bus->subscriptions[n] =
        g_dbus_connection_signal_subscribe(bus->connection, daemon, unicast[n], NULL, NULL, NULL,
                                           G_DBUS_SIGNAL_FLAGS_NO_MATCH_RULE, signalled, bus, NULL);
  bus->subscriptions[n] =
      g_dbus_connection_signal_subscribe(bus->connection, daemon, SERVER, "StateChanged", "/", NULL,
                                         G_DBUS_SIGNAL_FLAGS_NONE, signalled, bus, NULL);
  set_limit(bus, ANSWER_SECONDS);
  ask_server(bus, "GetState", "(i)", got_state);
}

static void
leave(LlAvahiBus *bus)
{
  for (guint i = 0; bus->daemon && i < G_N_ELEMENTS(bus->subscriptions); i++)
    g_dbus_connection_signal_unsubscribe(bus->connection, bus->subscriptions[i]);
  g_clear_pointer(&bus->daemon, g_free);
  g_hash_table_remove_all(bus->listeners);
}

static void
daemon_changed(GDBusConnection *connection G_GNUC_UNUSED, const char *sender G_GNUC_UNUSED,
               const char *path G_GNUC_UNUSED, const char *interface G_GNUC_UNUSED,
               const char *member G_GNUC_UNUSED, GVariant *parameters, gpointer data)
{
  LlAvahiBus *bus = data;
  const char *daemon;
  if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(sss)")))
    return;
  g_variant_get(parameters, "(&s&s&s)", NULL, NULL, &daemon);
  if (g_strcmp0(daemon, bus->daemon) == 0)
    return;
  leave(bus);
  if (*daemon != '\0')
    enter(bus, daemon);
  if (bus->machine || *daemon == '\0')
    fail_unavailable(bus, "avahi-daemon has gone");
}

static void
got_daemon(LlAvahiBus *bus, GVariant *reply, const GError *error)
{
  if (error) {
    g_autoptr(GError) failure =
        ll_avahi_error_no_responder(error, "avahi-daemon is not on the message bus");
    bus_fail(bus, failure);
    return;
  }
  const char *daemon;
  g_variant_get(reply, "(&s)", &daemon);
  enter(bus, daemon);
}

static void
daemon_started(LlAvahiBus *bus, GVariant *reply G_GNUC_UNUSED, const GError *error)
{
  if (error) {
    g_autoptr(GError) failure = ll_avahi_error_no_responder(error, "avahi-daemon is not running");
    bus_fail(bus, failure);
    return;
  }
  ask_bus(bus, "GetNameOwner", g_variant_new("(s)", DAEMON), "(s)", got_daemon);
}

/* -- the connection ---------------------------------------------------------------------------- */

static void
connection_closed(GDBusConnection *connection, gboolean vanished G_GNUC_UNUSED,
                  GError *error G_GNUC_UNUSED, gpointer data)
{
  LlAvahiBus *bus = data;
  g_signal_handlers_disconnect_by_data(connection, bus);
  leave(bus);
  g_dbus_connection_signal_unsubscribe(connection, bus->name_subscription);
  g_clear_object(&bus->connection);
  fail_unavailable(bus, "the system's message bus has gone");
}

static void
connected(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  LlAvahiBus *bus = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) connection = g_dbus_connection_new_for_address_finish(result, &error);
  g_clear_object(&bus->connecting);
  if (!bus->events) {
    if (connection)
      g_dbus_connection_close(connection, NULL, NULL, NULL);
  } else if (error) {
    g_autoptr(GError) failure =
        ll_avahi_error_no_responder(error, "no connection to the system's message bus");
    bus_fail(bus, failure);
  } else {
    bus->connection = g_steal_pointer(&connection);
    g_signal_connect(bus->connection, "closed", G_CALLBACK(connection_closed), bus);
    bus->name_subscription = g_dbus_connection_signal_subscribe(
        bus->connection, DBUS, DBUS, "NameOwnerChanged", "/org/freedesktop/DBus", DAEMON,
        G_DBUS_SIGNAL_FLAGS_NONE, daemon_changed, bus, NULL);
    ask_bus(bus, "StartServiceByName", g_variant_new("(su)", DAEMON, 0), "(u)", daemon_started);
  }
  ll_avahi_bus_unref(bus);
}

LlAvahiBus *
ll_avahi_bus_new(const LlAvahiEvents *events, gpointer owner)
{
  LlAvahiBus *bus = g_rc_box_new0(LlAvahiBus);
  bus->events = events;
  bus->owner = owner;
  bus->listeners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  bus->connecting = g_cancellable_new();
  set_limit(bus, ANSWER_SECONDS);
  /* For the system bus this looks at the environment alone. */
  g_autofree char *address = g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SYSTEM, NULL, NULL);
  g_dbus_connection_new_for_address(address ? address : "",
                                    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                        G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                    NULL, bus->connecting, connected, ll_avahi_bus_ref(bus));
  return bus;
}

void
ll_avahi_bus_close(LlAvahiBus *bus)
{
  if (!bus)
    return;
  bus->events = NULL;
  g_clear_handle_id(&bus->limit, g_source_remove);
  if (bus->connecting)
    g_cancellable_cancel(bus->connecting);
  if (bus->connection) {
    g_signal_handlers_disconnect_by_data(bus->connection, bus);
    leave(bus);
    g_dbus_connection_signal_unsubscribe(bus->connection, bus->name_subscription);
    g_dbus_connection_close(bus->connection, NULL, NULL, NULL);
    g_clear_object(&bus->connection);
  }
  ll_avahi_bus_unref(bus);
}

void
ll_avahi_bus_listen(LlAvahiBus *bus, const char *path, LlAvahiSignal signal, gpointer data)
{
  Listener *listener = g_new(Listener, 1);
  *listener = (Listener){signal, data};
  g_hash_table_insert(bus->listeners, g_strdup(path), listener);
}

void
ll_avahi_bus_unlisten(LlAvahiBus *bus, const char *path)
{
  g_hash_table_remove(bus->listeners, path);
}
