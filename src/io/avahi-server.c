/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-server.h"

#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-core/log.h>
#include <avahi-core/publish.h>
#include <avahi-glib/glib-watch.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/discovery.h"
#include "io/host-name.h"
#include "limits.h"

/* Packets sent on one interface in a second: the daemon's own bound. */
#define PACKETS_PER_SECOND 1000
/* What is on its way from the kernel: the records of five thousand people. */
#define RECEIVE_BYTES (4 * 1024 * 1024)
/* How many freed browsers may wait for being cleaned up: a hundred bytes each, and their lookups.
 */
#define DROPPED_MAX 64

typedef struct {
  LlAvahiServerChanged changed;
  gpointer data;
} Member;

struct LlAvahiServer {
  AvahiGLibPoll *glib_poll;
  AvahiPoll poll;
  AvahiServer *core;
  char *wished; /* the name that this host has elsewhere */
  char *machine;
  GError *error;
  guint name_watch;
  guint dropped;
  GArray *members; /* Member */
};

/* The one that works, or may yet. */
static LlAvahiServer *current;

static void
tell(LlAvahiServer *server)
{
  for (guint i = 0; i < server->members->len; i++) {
    const Member *member = &g_array_index(server->members, Member, i);
    member->changed(member->data);
  }
}

static void
fail(LlAvahiServer *server, LlDiscoveryError code, const char *reason)
{
  if (server->error)
    return;
  server->error =
      g_error_new(LL_DISCOVERY_ERROR, (gint)code, "no responder of our own: %s", reason);
  g_clear_pointer(&server->machine, g_free);
  if (current == server)
    current = NULL;
  tell(server);
}

/* Another host has our name: the next one (RFC 6762 9). */
static void
take_another_name(LlAvahiServer *server)
{
  char *name = avahi_alternative_host_name(avahi_server_get_host_name(server->core));
  if (!name || avahi_server_set_host_name(server->core, name) != AVAHI_OK)
    fail(server, LL_DISCOVERY_ERROR_FAILED, "this host's name is taken");
  avahi_free(name);
}

/* At first it comes from within avahi_server_new(). */
static void
on_state(AvahiServer *core, AvahiServerState state, void *data)
{
  LlAvahiServer *server = data;
  server->core = core;
  g_clear_pointer(&server->machine, g_free);
  if (state == AVAHI_SERVER_RUNNING) {
    server->machine = g_strdup(avahi_server_get_host_name(core));
    tell(server);
  } else if (state == AVAHI_SERVER_COLLISION) {
    take_another_name(server);
  } else if (state == AVAHI_SERVER_FAILURE) {
    fail(server, LL_DISCOVERY_ERROR_FAILED, avahi_strerror(avahi_server_errno(core)));
  }
}

static void
on_host_named(gpointer data)
{
  LlAvahiServer *server = data;
  g_autofree char *name = ll_host_name();
  if (g_str_equal(name, server->wished))
    return;
  g_free(server->wished);
  server->wished = g_steal_pointer(&name);
  avahi_server_set_host_name(server->core, server->wished);
}

static void
log_at_debug_level(AvahiLogLevel level G_GNUC_UNUSED, const char *text)
{
  g_debug("avahi-core: %s", text);
}

/* avahi-core leaves one of its sockets open for whatever program the client starts; and all of them
 * with the usual room, which a hall full of people answering at once overflows. The kernel gives
 * what it may. */
static AvahiWatch *
watch_new(const AvahiPoll *poll, int fd, AvahiWatchEvent event, AvahiWatchCallback callback,
          void *data)
{
  const LlAvahiServer *server =
      (const LlAvahiServer *)((const char *)poll - G_STRUCT_OFFSET(LlAvahiServer, poll));
  int room = RECEIVE_BYTES;
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  return avahi_glib_poll_get(server->glib_poll)->watch_new(poll, fd, event, callback, data);
}

/* Where the kernel does not tell of interfaces avahi-core would abort, or wait for ever. */
static gboolean
is_told_of_interfaces(void)
{
  struct sockaddr_nl address = {.nl_family = AF_NETLINK,
                                .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR};
  struct ifaddrs *interfaces;
  int on = 1;
  int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_ROUTE);
  gboolean is_told = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
                     setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0;
  if (fd >= 0)
    close(fd);
  if (!is_told || getifaddrs(&interfaces) != 0)
    return FALSE;
  freeifaddrs(interfaces);
  return TRUE;
}

static void
start(LlAvahiServer *server)
{
  AvahiServerConfig config;
  int result = AVAHI_OK;
  if (!is_told_of_interfaces()) {
    fail(server, LL_DISCOVERY_ERROR_UNAVAILABLE,
         "the system does not say which network interfaces there are");
    return;
  }
  avahi_server_config_init(&config);
  config.host_name = avahi_strdup(server->wished);
  config.use_iff_running = TRUE; /* whatever happened while a cable was out */
  config.n_cache_entries_max = LL_CACHED_RECORDS_MAX;
  config.ratelimit_interval = G_USEC_PER_SEC;
  config.ratelimit_burst = PACKETS_PER_SECOND;
  server->core = avahi_server_new(&server->poll, &config, on_state, server, &result);
  avahi_server_config_free(&config);
  if (server->core)
    server->name_watch = ll_host_name_watch(on_host_named, server);
  else if (result == AVAHI_ERR_NO_NETWORK)
    fail(server, LL_DISCOVERY_ERROR_UNAVAILABLE,
         "UDP port 5353 can't be had; another program may keep it for itself");
  else
    fail(server, LL_DISCOVERY_ERROR_FAILED, avahi_strerror(result));
}

static LlAvahiServer *
server_new(void)
{
  LlAvahiServer *server = g_new0(LlAvahiServer, 1);
  server->members = g_array_new(FALSE, FALSE, sizeof(Member));
  server->wished = ll_host_name();
  server->glib_poll = avahi_glib_poll_new(NULL, G_PRIORITY_DEFAULT);
  server->poll = *avahi_glib_poll_get(server->glib_poll);
  server->poll.watch_new = watch_new;
  avahi_set_log_function(log_at_debug_level);
  return server;
}

static void
server_free(LlAvahiServer *server)
{
  if (current == server)
    current = NULL;
  g_clear_handle_id(&server->name_watch, g_source_remove);
  g_clear_pointer(&server->core, avahi_server_free);
  avahi_glib_poll_free(server->glib_poll);
  g_array_unref(server->members);
  g_clear_error(&server->error);
  g_free(server->machine);
  g_free(server->wished);
  g_free(server);
}

LlAvahiServer *
ll_avahi_server_join(LlAvahiServerChanged changed, gpointer member)
{
  LlAvahiServer *server = current;
  Member joining = {changed, member};
  if (!server) {
    server = current = server_new();
    start(server);
  }
  g_array_append_val(server->members, joining);
  return server;
}

void
ll_avahi_server_leave(LlAvahiServer *server, gpointer member)
{
  for (guint i = server->members->len; i-- > 0;)
    if (g_array_index(server->members, Member, i).data == member)
      g_array_remove_index_fast(server->members, i);
  if (server->members->len == 0)
    server_free(server);
}

AvahiServer *
ll_avahi_server_core(const LlAvahiServer *server)
{
  return server->core;
}

const char *
ll_avahi_server_machine(const LlAvahiServer *server)
{
  return server->machine;
}

const GError *
ll_avahi_server_error(const LlAvahiServer *server)
{
  return server->error;
}

/* avahi-core keeps what it frees until it hears a packet, which may be an hour hence where
 * everything is known already; but within a second of freeing a group it cleans up, and not groups
 * alone. */
void
ll_avahi_server_dropped(LlAvahiServer *server)
{
  if (++server->dropped < DROPPED_MAX)
    return;
  server->dropped = 0;
  AvahiSEntryGroup *group = avahi_s_entry_group_new(server->core, NULL, NULL);
  if (group)
    avahi_s_entry_group_free(group);
}
