/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-bus.h"

#include "io/avahi-error.h"
#include "io/dbus.h"
#include "io/path-watch.h"

#define DAEMON "org.freedesktop.Avahi"
#define SERVER DAEMON ".Server"
#define DBUS   "org.freedesktop.DBus"

#define DAEMON_RULE                                                                                \
  "type='signal',sender='" DBUS "',interface='" DBUS "',member='NameOwnerChanged',arg0='" DAEMON "'"
#define STATE_RULE                                                                                 \
  "type='signal',sender='" DAEMON "',interface='" SERVER "',member='StateChanged',path='/'"

/* The bus, then the daemon, must answer within this. */
#define ANSWER_SECONDS 5
/* A daemon that has just started, or whose host was renamed, probes for its name first. */
#define REGISTER_SECONDS 20
/* A bus that does not take us, though its socket is there, is tried again after this, then after
 * twice as long, and so on, for two minutes. Where it has no path that could be watched there is no
 * end to it. */
#define RETRY_MS     250
#define RETRY_MS_MAX (64 * 1000)

/* The daemon's states (avahi-common/defs.h). */
enum {
  STATE_RUNNING = 2,
  STATE_FAILURE = 4,
};

struct LlAvahiBus {
  const LlAvahiEvents *events;
  gpointer owner;
  LlDbus *dbus; /* NULL between two tries to connect */
  gboolean is_open;
  LlPathWatch *path; /* of its socket, until it is open */
  guint retry_timer, retry_ms;
  gboolean is_started; /* the daemon, as far as it can be */
  char *daemon;        /* its unique name on the bus, NULL while there is none */
  char *machine;       /* NULL while it can't be used */
  gboolean is_down;
  guint limit;
};

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

static void
fail_no_responder(LlAvahiBus *bus, const GError *error, const char *what)
{
  if (!error) { /* it makes no sense */
    fail_unavailable(bus, what);
    return;
  }
  g_autoptr(GError) failure = ll_avahi_error_no_responder(error, what);
  bus_fail(bus, failure);
}

/* A late answer is still taken. */
static gboolean
limit_passed(gpointer data)
{
  LlAvahiBus *bus = data;
  bus->limit = 0;
  fail_unavailable(bus, bus->daemon       ? "avahi-daemon does not get ready"
                        : bus->is_started ? "avahi-daemon does not start"
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

typedef void (*Answer)(LlAvahiBus *bus, const LlDbusMessage *reply, const GError *error);

typedef struct {
  LlAvahiBus *bus;
  char *daemon; /* who was there when it was asked */
  Answer answer;
} Question;

/* The connection's end comes by itself, and the daemon's. */
static void
answered(gpointer data, const LlDbusMessage *reply, const GError *error)
{
  g_autofree Question *question = data;
  g_autofree char *daemon = question->daemon;
  LlAvahiBus *bus = question->bus;
  if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED) && g_strcmp0(daemon, bus->daemon) == 0)
    question->answer(bus, reply, error);
}

static Question *
question_new(LlAvahiBus *bus, Answer answer)
{
  Question *question = g_new(Question, 1);
  *question = (Question){bus, g_strdup(bus->daemon), answer};
  return question;
}

static void
ask_bus(LlAvahiBus *bus, const char *method, GVariant *arguments, Answer answer)
{
  ll_dbus_call_bus(bus->dbus, method, arguments, answered, question_new(bus, answer));
}

static void
ask_server(LlAvahiBus *bus, const char *method, Answer answer)
{
  ll_dbus_call(bus->dbus, bus->daemon, "/", SERVER, method, NULL, answered,
               question_new(bus, answer));
}

/* -- the daemon -------------------------------------------------------------------------------- */

static void
got_machine(LlAvahiBus *bus, const LlDbusMessage *reply, const GError *error)
{
  const char *machine;
  if (error || !ll_dbus_message_read(reply, "s", &machine)) {
    fail_no_responder(bus, error, "avahi-daemon does not tell the host's name");
    return;
  }
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
    ask_server(bus, "GetHostName", got_machine);
  else
    set_limit(bus, REGISTER_SECONDS);
}

static void
got_state(LlAvahiBus *bus, const LlDbusMessage *reply, const GError *error)
{
  gint32 state;
  if (error || !ll_dbus_message_read(reply, "i", &state)) {
    fail_no_responder(bus, error, "avahi-daemon does not answer");
    return;
  }
  take_state(bus, state);
}

static void
leave(LlAvahiBus *bus)
{
  g_clear_pointer(&bus->daemon, g_free);
}

static void
enter(LlAvahiBus *bus, const char *daemon)
{
  bus->daemon = g_strdup(daemon);
  set_limit(bus, ANSWER_SECONDS);
  ask_server(bus, "GetState", got_state);
}

static void
got_daemon(LlAvahiBus *bus, const LlDbusMessage *reply, const GError *error)
{
  const char *daemon;
  if (error || !ll_dbus_message_read(reply, "s", &daemon)) {
    fail_no_responder(bus, error, "avahi-daemon is not running");
    return;
  }
  enter(bus, daemon);
}

static void
find_daemon(LlAvahiBus *bus)
{
  bus->is_started = TRUE;
  ask_bus(bus, "GetNameOwner", g_variant_new("(s)", DAEMON), got_daemon);
}

static void
daemon_started(LlAvahiBus *bus, const LlDbusMessage *reply G_GNUC_UNUSED, const GError *error)
{
  if (error)
    fail_no_responder(bus, error, "avahi-daemon is not running");
  else
    find_daemon(bus);
}

static void
daemon_changed(LlAvahiBus *bus, const char *daemon)
{
  if (g_strcmp0(daemon, bus->daemon) == 0)
    return;
  leave(bus);
  if (*daemon != '\0')
    enter(bus, daemon);
  if (bus->machine || *daemon == '\0')
    fail_unavailable(bus, "avahi-daemon has gone");
}

/* -- the bus ----------------------------------------------------------------------------------- */

static void
on_signal(gpointer owner, const LlDbusMessage *signal)
{
  LlAvahiBus *bus = owner;
  const char *name, *daemon;
  gint32 state;
  if (g_str_equal(signal->sender, DBUS)) {
    if (g_str_equal(signal->member, "NameOwnerChanged") &&
        ll_dbus_message_read(signal, "sss", &name, NULL, &daemon) && g_str_equal(name, DAEMON))
      daemon_changed(bus, daemon);
  } else if (g_strcmp0(signal->sender, bus->daemon) == 0 &&
             g_str_equal(signal->member, "StateChanged") &&
             ll_dbus_message_read(signal, "is", &state, NULL)) {
    take_state(bus, state);
  }
}

static void connect_bus(LlAvahiBus *bus);

static gboolean
retry(gpointer data)
{
  LlAvahiBus *bus = data;
  bus->retry_timer = 0;
  connect_bus(bus);
  return G_SOURCE_REMOVE;
}

static void
on_path_appeared(gpointer owner)
{
  LlAvahiBus *bus = owner;
  bus->retry_ms = RETRY_MS;
  if (bus->dbus) /* a try is under way; should it fail there is another */
    return;
  g_clear_handle_id(&bus->retry_timer, g_source_remove);
  connect_bus(bus);
}

/* Of the address the one path that it has most of the time. (nullable) */
static char *
socket_path(void)
{
  g_autofree char *address = ll_dbus_address();
  const char *start = strstr(address, "unix:path=");
  if (!start)
    return NULL;
  start += strlen("unix:path=");
  g_autofree char *escaped = g_strndup(start, strcspn(start, ",;"));
  return g_uri_unescape_string(escaped, NULL);
}

static void
wait_for_bus(LlAvahiBus *bus)
{
  g_autofree char *path = socket_path();
  if (!bus->path) {
    bus->path = path ? ll_path_watch_new(path, on_path_appeared, bus) : NULL;
    bus->retry_ms = RETRY_MS;
  }
  if (bus->path && (bus->retry_ms > RETRY_MS_MAX || !g_file_test(path, G_FILE_TEST_EXISTS)))
    return;
  g_clear_handle_id(&bus->retry_timer, g_source_remove);
  bus->retry_timer = g_timeout_add(MIN(bus->retry_ms, RETRY_MS_MAX), retry, bus);
  bus->retry_ms *= 2;
}

static void
lose_bus(LlAvahiBus *bus)
{
  leave(bus);
  bus->is_open = FALSE;
  g_clear_pointer(&bus->dbus, ll_dbus_free);
}

static void
on_closed(gpointer owner, const GError *error)
{
  LlAvahiBus *bus = owner;
  g_autoptr(GError) failure =
      ll_avahi_error_no_responder(error, !bus->is_open ? "no connection to the system's message bus"
                                                       : "the system's message bus has gone");
  lose_bus(bus);
  if (failure->code != LL_DISCOVERY_ERROR_DENIED)
    wait_for_bus(bus);
  bus_fail(bus, failure);
}

static void
on_open(gpointer owner)
{
  LlAvahiBus *bus = owner;
  bus->is_open = TRUE;
  g_clear_handle_id(&bus->retry_timer, g_source_remove);
  g_clear_pointer(&bus->path, ll_path_watch_free);
}

static void
connect_bus(LlAvahiBus *bus)
{
  static const LlDbusEvents events = {on_open, on_signal, on_closed};
  bus->dbus = ll_dbus_new(&events, bus);
  set_limit(bus, ANSWER_SECONDS);
  ll_dbus_call_bus(bus->dbus, "AddMatch", g_variant_new("(s)", DAEMON_RULE), NULL, NULL);
  ll_dbus_call_bus(bus->dbus, "AddMatch", g_variant_new("(s)", STATE_RULE), NULL, NULL);
  if (bus->is_started)
    find_daemon(bus);
  else
    ask_bus(bus, "StartServiceByName", g_variant_new("(su)", DAEMON, 0), daemon_started);
}

LlAvahiBus *
ll_avahi_bus_new(const LlAvahiEvents *events, gpointer owner)
{
  LlAvahiBus *bus = g_new0(LlAvahiBus, 1);
  bus->events = events;
  bus->owner = owner;
  connect_bus(bus);
  return bus;
}

const char *
ll_avahi_bus_daemon(const LlAvahiBus *bus)
{
  return bus->daemon;
}

void
ll_avahi_bus_reconnect(LlAvahiBus *bus)
{
  lose_bus(bus);
  wait_for_bus(bus);
  fail_unavailable(bus, "the system's message bus has gone");
}

void
ll_avahi_bus_close(LlAvahiBus *bus)
{
  if (!bus)
    return;
  g_clear_handle_id(&bus->limit, g_source_remove);
  g_clear_handle_id(&bus->retry_timer, g_source_remove);
  lose_bus(bus);
  ll_path_watch_free(bus->path);
  g_free(bus->machine);
  g_free(bus);
}
